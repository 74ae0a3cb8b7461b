"""What headquarters reads: strategy in force and template, released reports, requests with answers,
shortfalls by effect; and nothing operational."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.capacity.test_reach import caveat, unit
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.deployment.gap.kinds import NEED
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.asks.verbs import answer
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report, save_part
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.models import ReportEdition
from tutela_web.strategy.drafting.verbs import open_strategy, save_section
from tutela_web.strategy.endorsing.verbs import freeze

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

HERE = "/m/luma/headquarters/"


def body(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return squeezed(response.content.decode()).split("<main", 1)[1].split("</main>")[0]


def test_headquarters_reads_the_strategy_in_force_and_its_template(
    cast: Cast, sign_in: Any
) -> None:
    desk = sign_in(cast["headquarters"])
    assert "No strategy in force that you may read" in body(desk.get(HERE))
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    made = open_strategy({"ahead_why": "Asked for", "title": "Protection in Luma"}, by=chief)
    aim = made.sections.get(letter="A")
    save_section(aim, "We protect the people of Luma.", version=aim.version, by=chief)
    page = f"{HERE}strategy/"
    assert "Protection in Luma" not in body(desk.get(HERE)) + body(desk.get(page)), "a draft"
    freeze(made, by=chief)
    made.refresh_from_db()
    kept = {"state": "in force", "valid_from": chief.on}
    records.edit(made, kept, version=made.version, by=chief.person)
    told = body(desk.get(page))
    assert "We protect the people of Luma." in told
    assert "The template it follows" in told and "Framework, template A, paragraph 1" in told
    assert "Protection in Luma" in body(desk.get(HERE))
    for shut in ("strategy/", "strategy/matrix/", "alerts/", "places/", "incidents/", "reports/"):
        assert desk.get(f"/m/luma/{shut}").status_code == 404, shut
    assert sign_in(cast["poc_adviser"]).get(HERE).status_code == 404


def test_requests_stand_with_their_answers_and_shortfalls_by_effect_without_a_place(
    cast: Cast, sign_in: Any
) -> None:
    head = standing_of(cast["head_of_mission"], cast.mission)
    asked = {
        "of": "headquarters",
        "kind": "assets",
        "what": "A riverine unit",
        "gap": "no boat on the river",
        "asked_on": make.TODAY - timedelta(days=30),
        "classification": 1,
    }
    create_record(ASK, asked, by=head)
    asked_again = create_record(ASK, asked | {"what": "Six helicopters"}, by=head)
    answer(asked_again, "refused", "none is free", version=1, by=head)
    create_record(ASK, asked | {"of": "council", "what": "Backing in New York"}, by=head)
    create_record(ASK, asked | {"kind": "caveat", "what": "Lift CAVEATWORD"}, by=head)
    place = make.place(cast.mission, "Kodoksecret", area=cast.north)
    takes = {
        "place": place,
        "effects": ["deter"],
        "within_minutes": 60,
        "when": "both",
        "units": 1,
        "classification": 1,
    }
    planner = standing_of(cast["poc_adviser"], cast.mission)
    create_record(NEED, takes, by=planner)
    caveat(cast, unit(cast, "Company SECRETUNIT"))
    told = body(sign_in(cast["headquarters"]).get(HERE))
    assert "A riverine unit" in told and "past due" not in told and "waiting" in told
    assert "Six helicopters" in told and "refused" in told and "none is free" in told
    assert "Backing in New York" not in told and "CAVEATWORD" not in told
    effects = told.split('id="effects"')[1].split("</section>")[0]
    assert "of 1 short" in effects
    assert "Kodok" not in told and "SECRETUNIT" not in told


def test_a_report_is_read_once_released_to_readers_beyond_the_mission(
    cast: Cast, sign_in: Any
) -> None:
    desk, adviser = sign_in(cast["headquarters"]), standing_of(cast["poc_adviser"], cast.mission)
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    made = {}
    for product, by in (("sg_input", chief), ("weekly_poc", adviser)):
        wanted = WantedEdition(product, make.TODAY + timedelta(days=3))
        made[product] = fill_edition(open_report(wanted, by=by, now=False), by=by.person)
    report = made["sg_input"]
    part = next(one for one in report.parts.order_by("position") if not one.compartment)
    part = save_part(part, "People fled to the river.", version=part.version, by=chief)
    page = f"{HERE}reports/{report.pk}/"
    assert desk.get(page).status_code == 404 and str(report.pk) not in body(desk.get(HERE))
    now = clock.now(cast.mission)
    ReportEdition.objects.update(state="released", number=1, released_at=now)
    listed = body(desk.get(HERE))
    assert str(report.pk) in listed and str(made["weekly_poc"].pk) not in listed
    assert "People fled to the river." in body(desk.get(page))
    assert desk.get(f"{HERE}reports/{made['weekly_poc'].pk}/").status_code == 404


def test_one_page_tells_each_mission_in_which_somebody_has_this_role(
    cast: Cast, sign_in: Any
) -> None:
    desk = cast["headquarters"]
    assert "Tarso" not in body(sign_in(desk).get(HERE))
    make.role(cast.other_mission, "headquarters", desk)
    told = body(sign_in(desk).get(HERE))
    assert "Mission in Luma" in told and "Mission in Tarso" in told
    make.role(cast.other_mission, "analyst", cast["planning_officer"])
    assert sign_in(cast["planning_officer"]).get("/m/tarso/headquarters/").status_code == 404
