"""Choices of places: two that read alike are told apart, on each form that offers them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.places.choices import names_apart
from tutela_web.places.models import Place


@pytest.fixture
def kobokos(cast: Cast) -> list[Place]:
    """Two of one name in two districts, two of another name with none, and one by itself."""
    mission, area = cast.mission, cast.north
    return [
        make.place(mission, "Koboko", area=area, code="k1", adm1="Unity", adm2="Leer"),
        make.place(mission, "Koboko", area=area, code="k2", adm1="Unity", adm2="Koch"),
        make.place(mission, "Goli", area=area, code="g1", latitude=7.0, longitude=30.0),
        make.place(mission, "Goli", area=area, code="g2", latitude=8.0, longitude=30.0),
        make.place(mission, "Tembel", area=area, code="t1", latitude=8.1, longitude=30.0),
    ]


def test_places_that_read_alike_are_told_apart_and_others_keep_their_name(
    kobokos: list[Place],
) -> None:
    told = list(names_apart(kobokos).values())
    assert told[:2] == ["Koboko (Leer)", "Koboko (Koch)"]
    assert re.fullmatch(r"Goli \(\d+ km \S+ of \S+\)", told[2])
    assert told[3] == "Goli (11 km south of Tembel)" and told[4] == "Tembel"
    lost = [Place(name="Ora", code="o1"), Place(name="Ora", code="o2")]
    assert list(names_apart(lost).values()) == [
        "Ora (district not known) o1",
        "Ora (district not known) o2",
    ]


@pytest.mark.parametrize("url", ["strategy/matrix/new/", "strategy/programmes/new/"])
def test_forms_offer_them_so(cast: Cast, sign_in: Any, kobokos: list[Place], url: str) -> None:
    page = sign_in(cast.adviser).get(f"/m/luma/{url}").content.decode()
    offered = [" ".join(words.split()) for words in re.findall(r"<option[^>]*>([^<]*)", page)]
    assert {"Koboko (Leer)", "Koboko (Koch)", "Tembel"} <= set(offered)
    assert "Goli" not in offered and "Koboko" not in offered
