"""Response, timeline, plans and phases in a browser: on a phone and a desk, by night, in Arabic."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import december, unit
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.crisis.consent.verbs import record_loss
from tutela_web.crisis.decisions.verbs import decide, task
from tutela_web.crisis.phases.verbs import open_phase, plan_rhythm, record_done
from tutela_web.crisis.plans.verbs import make_plan, record_exercise

pytestmark = BROWSER

PAGES = (
    "response/?month=2018-12",
    "response/alerts/?month=2018-12&step=arrive",
    "alerts/{alert}/timeline/",
    "alerts/{alert}/decision/",
    "plans/",
    "plans/{plan}/",
    "plans/new/",
    "plans/new/?place={place}",
    "phases/",
    "phases/{place}/",
    "harm/new/",
)


HEADS = (
    "consent/",
    "consent/new/",
    "consent/{loss}/",
    "alerts/{alert}/",
    "alerts/",
    "alerts/{alert}/decision/",
    "alerts/{alert}/timeline/",
)
"""Pages as the Head of Mission has them: consent lost, a decision outside the chain."""


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """A December of alerts, and Luma: critical, with a plan and two phases open."""
    december(cast)
    by = at_desk(cast, "poc_adviser")
    place = make.place(cast.mission, "Luma", area=cast.north, population=4200)
    for name in ("Luma", "Dor"):
        make.risk(
            cast.mission,
            place if name == "Luma" else make.place(cast.mission, name),
            by=cast.adviser,
        )
    company = unit(cast, "B Company")
    plan = make_plan(
        place,
        {
            "triggers": "the market empties",
            "units": [str(company.pk)],
            "shelter": "the school",
            "shelter_for": 1500,
        },
        by=by,
    )
    record_exercise(plan, by.on, "drill", by=by, found="the gate was shut")
    for phase in ("prevention", "response"):
        open_phase(place, phase, by=by, trigger="armed men near the mill", reason="they came back")
    plan_rhythm(place, {"patrol": 3, "visit": 1}, by=by)
    record_done(place, "patrol", 2, by=by)
    head = at_desk(cast, "head_of_mission")
    loss = record_loss(
        {
            "kind": "movement",
            "area": cast.north,
            "since": by.on,
            "reference": "N 4",
            "evidence": "a note of the ministry",
        },
        by=head,
    )
    alert = call(cast, place=place)
    decide(alert, "act", by=at_desk(cast, "head_of_field_office"), authority="force")
    decide(
        alert,
        "act",
        by=at_desk(cast, "unit_commander"),
        authority="commands",
        taken=["night_patrol"],
        left={"interposition": "one platoon only"},
    )
    task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=company,
    )
    make.incident(cast.mission, latitude=9, longitude=31, area=cast.south, event_from=by.on)
    return {"alert": alert.pk, "plan": plan.pk, "place": place.pk, "loss": loss.pk}


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    pages = {
        person: [f"/m/luma/{path.format(**ids)}" for path in paths]
        for person, paths in ((cast.adviser, PAGES), (cast["head_of_mission"], HEADS))
    }
    wrong = faults(live_server, sign_in, pages, "crisis")
    assert not wrong, "\n".join(wrong)
