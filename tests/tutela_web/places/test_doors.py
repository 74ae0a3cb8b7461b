"""One place finder behind every door: what people write of a place means the same everywhere."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.tutela.places.spelled import RIGHT, WRONG, Spelling, spellings
from tests.tutela_web.cast import Cast
from tests.tutela_web.places.doors import DOORS, fill

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SOURCE = Path(__file__).parents[3] / "src"


def few(every: int) -> list[Spelling]:
    """Some of each style and of both halves, those of areas left out: offices are not counties."""
    without = [s for s in spellings() if not any(name.startswith("area:") for name in s.meant)]
    return without[::every]


FLOORS = {"desk": (0.85, 3), "text": (0.75, 3), "program": (0.9, 2), "telephone": (0.85, 2)}
"""Of a sample at each door the least share that is right, and the most that may be wrong: it holds
both spellings of the half held back that the finder itself has wrong. All of them at every door:
python -m tests.tutela_web.places."""


@pytest.mark.parametrize("door", FLOORS)
def test_what_people_write_means_the_same_at_every_door(
    cast: Cast, sign_in: Any, door: str
) -> None:
    fill(cast)
    asked = few(9)
    verdicts = DOORS[door](cast, sign_in(cast.adviser), asked)
    figures = Counter(verdicts.values())
    least, most = FLOORS[door]
    assert figures[RIGHT] >= least * len(asked) and figures[WRONG] <= most, {
        (one.words if one.half == "dev" else "held"): said
        for one, said in verdicts.items()
        if said != RIGHT
    }


def test_a_sheet_of_the_matrix_finds_what_the_desk_finds(cast: Cast, sign_in: Any) -> None:
    fill(cast)
    asked = few(2)
    figures = Counter(DOORS["matrix"](cast, sign_in(cast.adviser), asked).values())
    assert figures[RIGHT] >= 0.8 * len(asked) and figures[WRONG] <= 3, figures


def test_no_door_has_a_finder_of_its_own() -> None:
    """A name of a place is compared in the core, and nowhere else: no room asks the database for a
    name as it is spelled, nor keeps a list of names of its own."""
    asks = re.compile(
        r"(?:Place\.objects|places_for\(\w+\))[^\n]*\bname__(?:iexact|icontains|in)\b"
    )
    own = [
        str(file.relative_to(SOURCE))
        for file in (SOURCE / "tutela_web").rglob("*.py")
        if asks.search(file.read_text("utf-8"))
    ]
    assert own == ["tutela_web/exercise/twins/verbs.py"], "which carries a list over to a twin"
