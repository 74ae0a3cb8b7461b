"""Mandate and strategy in a browser, full of the demonstration: a phone, a desk, by night, in
Arabic."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.strategy.story import of_demo
from tutela.incidents.types import SCHEMA
from tutela_web.demo import mandate, strategy
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.strategy.edition.models import Strategy

pytestmark = BROWSER

PAGES = {
    "poc_adviser": (
        "mandate/",
        "mandate/{renewal}/",
        "mandate/{renewal}/changes/",
        "mandate/tasks/",
        "mandate/tasks/{task}/",
        "mandate/tasks/{refused}/",
        "strategy/drafts/",
        "strategy/drafts/{strategy}/",
        "strategy/drafts/{strategy}/elements/",
        "strategy/drafts/sections/{E}/",
        "strategy/drafts/sections/{E}/history/",
        "strategy/matrix/",
        "strategy/matrix/{line}/",
    ),
    # who writes nothing there
    "boris": ("mandate/{renewal}/", "strategy/drafts/sections/{G}/"),
}


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """Luma: a mandate that was renewed, a strategy that is written, a line two lead."""
    who = of_demo(cast)
    mandate.add(cast.mission, who)
    strategy.add(cast.mission, pl.DataFrame(schema=SCHEMA), who)
    place = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.adviser)
    line = {"risk": risk, "activity": "day_patrol", "place": place, "tiers": [2]}
    made, _other = make_lines(
        [line | {"lead": "Force", "starts": make.TODAY}, line | {"lead": "Police"}],
        by=who("adviser"),
    )
    tasks = MandatedTask.objects.order_by("pk")
    written = Strategy.objects.get()
    return {
        "renewal": Resolution.objects.get(supersedes__isnull=False).pk,
        "strategy": written.pk,
        "task": tasks.filter(state="confirmed")[0].pk,
        "line": made.pk,
        "refused": tasks.filter(state="rejected")[0].pk,
        **{section.letter: section.pk for section in written.sections.all()},
    }


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    pages = {
        cast[who]: [f"/m/luma/{path.format(**ids)}" for path in paths]
        for who, paths in PAGES.items()
    }
    wrong = faults(live_server, sign_in, pages, "strategy")
    assert not wrong, "\n".join(wrong)
