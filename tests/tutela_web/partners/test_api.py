"""What was agreed, said and promised with others, read by programs: through the same policy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis import month
from tests.tutela_web.fora.story import by, held, local, senior
from tests.tutela_web.site.test_api import ROOT, Program
from tutela_web.base import clock
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.engagement.verbs import promise
from tutela_web.fora.claims.verbs import lay_claim
from tutela_web.mandate.models import EntityTask, Paragraph
from tutela_web.mandate.overlaps.kind import ENTITY_TASK
from tutela_web.mandate.overlaps.verbs import divide
from tutela_web.mandate.planning.kind import PIVOT
from tutela_web.mandate.planning.revision_kind import REVISION
from tutela_web.mandate.reading.verbs import ask_headquarters, read_paragraph
from tutela_web.mandate.task_kind import TASK
from tutela_web.mandate.verbs import load
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.arrangements.verbs import bind_party
from tutela_web.partners.exchanges.verbs import exchange
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.space.verbs import check_space, open_site
from tutela_web.partners.wider.kind import CONCERN
from tutela_web.programme.efforts.models import PlanItem
from tutela_web.programme.efforts.planned_kind import PLANNED
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.guidance.verbs import ask_guidance, list_country

LISTS = (
    "partners",
    "arrangements",
    "exchanges",
    "claims",
    "space",
    "engagements",
    "promises",
    "concerns",
    "mandate/readings",
    "mandate/questions",
    "mandate/planning",
    "mandate/revisions",
    "mandate/entity-tasks",
    "strategy/guidance",
    "strategy/briefings",
    "planned",
)


@pytest.fixture
def partner(cast: Cast) -> Partner:
    """A partner, what was arranged with it, said, claimed, checked, engaged, promised; a reading,
    a question, guidance, steps of planning, tasks of others: two of each that a list could cost
    more for."""
    chief, hom, adviser = (
        by(cast, who) for who in ("chief_of_staff", "head_of_mission", "poc_adviser")
    )
    place = make.place(cast.mission, "Luma", area=cast.north)
    made = [
        create_record(PARTNER, {"name": name, "kind": "ngo"}, by=chief)
        for name in ("River", "Wells")
    ]
    arranged = create_record(
        ARRANGEMENT,
        {"kind": "crisis", "name": "Luma in danger", "says": "call", "place": place},
        by=chief,
    )
    for one in made:
        bind_party(arranged, {"partner": one, "part": "warns", "line": f"line {one}"}, by=chief)
    met = held(cast, local(cast, senior(cast)))
    unit = month.unit(cast)
    for one in made:
        exchange(
            met, {"kind": "brought", "says": "The lights are broken.", "partner": one}, by=chief
        )
        lay_claim(met, {"unit": unit, "what": "escort"}, by=chief)
        check = check_space(
            {"kind": "operation", "what": "search", "on": make.TODAY, "place": place}, by=chief
        )
        told = create_record(
            ENGAGEMENT,
            {
                "kind": "demarche",
                "channel": "call",
                "on": make.TODAY,
                "message": "the road",
                "met_by": hom.person.holdings.get().post,
                "office": "Governor",
                "place": place,
            },
            by=hom,
        )
        promise(told, {"what": "the checkpoint goes", "due": make.TODAY}, by=hom)
    open_site(check, place, None, by=chief)
    load(
        "The Security Council,\n1. Decides that UNMIKA shall protect civilians;",
        {"symbol": "S/RES/9001 (2031)"},
        by=chief,
    )
    one = Paragraph.objects.get(kind="operative")
    strategy = open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=chief
    )
    for n in range(2):
        read_paragraph(one, "Any threat, whoever makes it.", "a cable", by=chief)
        ask_headquarters(one, "Does it reach the camp?", by=chief)
        ask_guidance(strategy, {"about": "mandate", "asked": "How far?"}, by=adviser)
        list_country(strategy, {"country": f"Country {n}"}, by=adviser)
        create_record(
            PIVOT,
            {
                "kind": "report",
                "title": f"Report {n}",
                "on": make.TODAY,
                "written_by": "Secretariat",
                "poc": "",
            },
            by=adviser,
        )
        create_record(
            REVISION,
            {
                "kind": "conops",
                "title": f"CONOPS {n}",
                "due": make.TODAY,
                "owner": hom.person.holdings.get().post,
            },
            beside=one.resolution,
            by=adviser,
        )
        theirs = {"entity": f"Entity {n}", "kind": "camps", "what": "runs camps"}
        create_record(ENTITY_TASK, theirs, by=adviser)
        create_record(
            CONCERN,
            {"what": f"Land {n}", "reason": "courts", "office": "Land commission"},
            by=adviser,
        )
        create_record(
            PLANNED, {"paper": "mission", "kind": "line", "title": f"Protection {n}"}, by=adviser
        )
    return made[0]


def test_each_list_costs_the_same_for_more_and_is_nobodys_of_another_mission(
    cast: Cast, partner: Partner
) -> None:
    program, chen = Program(cast.adviser), Program(cast.chen)
    program.get(f"{ROOT}/partners")  # the device is written down as used, once a minute
    for name in LISTS:
        asked = []
        for limit in (1, 2):
            with CaptureQueriesContext(connection) as queries:
                answer = program.get(f"{ROOT}/{name}", {"limit": limit})
            assert answer.status_code == 200, answer.content
            asked.append(len(queries))
        assert len(answer.json()["results"]) == (1 if name == "arrangements" else 2), name
        assert asked[0] == asked[1] <= 11, name
        assert chen.get(f"{ROOT}/{name}").status_code == 404


def test_what_a_person_may_not_see_is_null_and_a_hidden_partner_has_no_line(
    cast: Cast, partner: Partner
) -> None:
    program = Program(cast.adviser)
    (arranged,) = program.get(f"{ROOT}/arrangements").json()["results"]
    one = program.get(f"{ROOT}/arrangements/{arranged['id']}").json()
    assert {row["line"] for row in one["parties"]} == {"line River", "line Wells"}
    site = program.get(f"{ROOT}/space").json()["results"][0]
    assert site["open_questions"] == ["inform", "apart", "reprisals"] and site["place_id"]

    Partner.objects.filter(pk=partner.pk).update(classification=2)
    arrangement = program.get(f"{ROOT}/arrangements/{arranged['id']}").json()
    assert {(row["who"], row["line"]) for row in arrangement["parties"]} == {
        ("", ""),
        ("Wells", "line Wells"),
    }
    said = program.get(f"{ROOT}/exchanges").json()["results"]
    assert [row["partner_id"] is None for row in said] == [False, True]
    assert program.get(f"{ROOT}/partners/{partner.pk}").status_code == 404


def test_an_engagement_and_its_promise_tell_how_they_stand(cast: Cast, partner: Partner) -> None:
    program = Program(cast.adviser)
    first = program.get(f"{ROOT}/engagements", {"limit": 1}).json()
    told = program.get(f"{ROOT}/engagements/{first['results'][0]['id']}").json()
    assert told["office"] == "Governor" and told["actor_id"] is None and first["next"]
    promised = program.get(f"{ROOT}/promises").json()["results"][0]
    assert (promised["state"], promised["judged_on"]) == ("running", None)
    late = cast.mission
    late.clock_shift = late.clock_shift + timedelta(days=2)
    late.save()
    assert clock.today(late) > make.TODAY
    assert program.get(f"{ROOT}/promises").json()["results"][0]["state"] == "overdue"


def test_guidance_is_for_those_who_read_drafts_and_readings_for_those_who_read_mandates(
    cast: Cast, partner: Partner
) -> None:
    commander = Program(cast["unit_commander"])  # reads mandates, no drafts, no fora
    (reading, _earlier) = commander.get(f"{ROOT}/mandate/readings").json()["results"]
    assert (reading["resolution"], reading["paragraph"]) == ("S/RES/9001 (2031)", "1")
    for name in ("strategy/guidance", "strategy/briefings", "exchanges", "promises"):
        assert commander.get(f"{ROOT}/{name}").status_code == 404


def test_where_an_entity_has_the_missions_task_too_is_told_to_who_works_on_the_mandate(
    cast: Cast, partner: Partner
) -> None:
    program, adviser = Program(cast.adviser), by(cast, "poc_adviser")
    asked = {"what": "Guard the camps", "tier": 2}
    task = create_record(TASK, asked, by=adviser, beside=Paragraph.objects.get(kind="operative"))
    task = records.edit(task, {"kind": "camps"}, version=1, by=cast.adviser)  # as the rules say
    told = program.get(f"{ROOT}/mandate/overlaps").json()
    assert told["open"] == 2 and {row["said_by"] for row in told["results"]} == {""}
    divide(task, EntityTask.objects.earliest("entered_at"), agreed="They run, we guard", by=adviser)
    told = program.get(f"{ROOT}/mandate/overlaps").json()
    assert [row["agreed"] for row in told["results"]] == ["", "They run, we guard"]
    commander = Program(cast["unit_commander"])
    for name in ("entity-tasks", "overlaps"):
        assert commander.get(f"{ROOT}/mandate/{name}").status_code == 404


def test_a_directive_names_the_former_only_to_who_may_read_it(cast: Cast, partner: Partner) -> None:
    issued = {
        "paper": "orders",
        "kind": "directive",
        "gives": "Force Commander",
        "issued_on": make.TODAY,
        "governs": "patrols",
    }
    chief = by(cast, "chief_of_staff")
    former = create_record(PLANNED, issued | {"title": "First", "reference": "D1"}, by=chief)
    create_record(
        PLANNED, issued | {"title": "Second", "reference": "D2", "replaces": former}, by=chief
    )
    program = Program(cast.adviser)

    def replaced() -> list[str | None]:
        rows = program.get(f"{ROOT}/planned", {"kind": "directive"}).json()["results"]
        return [row["replaces_id"] for row in rows]

    assert replaced() == [None, str(former.pk)]
    PlanItem.objects.filter(pk=former.pk).update(classification=2)
    assert replaced() == [None]
    assert program.get(f"{ROOT}/planned", {"kind": "order"}).status_code == 422
