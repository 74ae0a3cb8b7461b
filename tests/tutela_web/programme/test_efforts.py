"""What the matrix draws on, who else acts, and what the mission's other work does for civilians."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Denied, NotNow
from tutela_web.partners.roles.kind import ROLE
from tutela_web.programme.alignment.queries import directives, read_plans, roles_and_lines
from tutela_web.programme.dilemmas.kind import DILEMMA
from tutela_web.programme.dilemmas.models import Dilemma
from tutela_web.programme.dilemmas.verbs import use_dilemma
from tutela_web.programme.efforts.models import OutsidePart, PlanItem, Programme
from tutela_web.programme.efforts.outside_kind import OUTSIDE
from tutela_web.programme.efforts.planned_kind import PLANNED
from tutela_web.programme.efforts.programme_kind import PROGRAMME
from tutela_web.programme.efforts.queries import outside_for, programmes_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import check_matrix
from tutela_web.programme.matrix.verbs import edit_line, make_lines
from tutela_web.programme.objectives.verbs import join
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.risk.models import Risk
from tutela_web.strategy.content.snapshot import snapshot
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.papers.document import paper_of
from tutela_web.warning.alerts.verbs import raise_alert


def url(name: str, *args: Any) -> str:
    return reverse(f"programme:{name}", args=["luma", *args])


@pytest.fixture
def adviser(cast: Cast) -> Standing:
    return standing_of(cast.adviser, cast.mission)


@pytest.fixture
def risk(cast: Cast) -> Risk:
    """Luma, Group Kestrel, killing: adopted as critical."""
    place = make.place(cast.mission, "Luma", area=cast.north)
    made = make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel")
    return records.edit(made, {"status": "adopted", "priority": 3}, version=1, by=None)


def line(by: Standing, risk: Risk, **fields: Any) -> MatrixLine:
    values = {
        "risk": risk,
        "activity": "day_patrol",
        "lead": "Force",
        "part": "military",
        "tiers": [2],
        "phase": "response",
        "place": risk.place,
        "starts": date(2018, 11, 1),
        "ends": date(2019, 2, 1),
    } | fields
    (made,) = make_lines([values], by=by)
    return made


def test_a_line_draws_on_a_task_that_an_outcome_governs_and_what_breaks_off_is_listed(
    cast: Cast, sign_in: Any, adviser: Standing, risk: Risk
) -> None:
    client, made, other = sign_in(cast.adviser), line(adviser, risk), line(adviser, risk)
    data = {
        "paper": "force",
        "kind": "outcome",
        "title": "Families reach water unharmed",
        "classification": "1",
    }
    assert client.post(url("planned_new"), data).status_code == 302
    outcome = PlanItem.objects.get()
    common = {"paper": "force", "classification": 1}
    operation = create_record(
        PLANNED,
        {"kind": "operation", "title": "Operation Ford", "under": outcome, **common},
        by=adviser,
    )
    task = create_record(
        PLANNED, {"kind": "task", "title": "Dawn patrols", "under": operation, **common}, by=adviser
    )
    with pytest.raises(BadParameter, match="a task an operation"):
        edit_record(PLANNED, task, {"under": outcome}, version=1, by=adviser)
    join(made, "planned", task.pk, by=adviser)
    held = read_plans(adviser)
    assert [str(one.says) for one, _item in held.broken] == ["no resource is named for this task"]
    assert held.without == [other] and held.drawing == {made.pk: [task]}
    page = client.get(url("planned")).content.decode()
    assert made.code in page and "1 line draws on nothing recorded here" in page
    assert "Families reach water" in client.get(url("planned_one", operation.pk)).content.decode()
    assert made.code in client.get(url("planned_one", task.pk)).content.decode()
    assert "Dawn patrols" in sign_in(cast.boris).get(url("line", made.pk)).content.decode()
    assert sign_in(cast.chen).get(url("planned_one", task.pk)).status_code == 404


def test_what_a_un_entity_is_to_do_is_found_by_its_name_and_by_its_answer(
    cast: Cast, sign_in: Any, adviser: Standing, risk: Risk
) -> None:
    client, made = sign_in(cast.adviser), line(adviser, risk)
    data = {
        "entity": "UNHCR",
        "line": str(made.pk),
        "section": "",
        "side": "support",
        "expected": "Registers who arrives at the site",
        "answer": "not asked",
        "classification": "1",
    }
    both = client.post(url("outside_new"), data | {"section": "C"})
    assert both.status_code == 400 and not OutsidePart.objects.exists()
    assert client.post(url("outside_new"), data).status_code == 302
    part = OutsidePart.objects.get()
    create_record(
        OUTSIDE,
        {
            "entity": "UNICEF",
            "section": "C",
            "side": "lead",
            "classification": 1,
            "expected": "Traces families",
        },
        by=standing_of(cast["drafter"], cast.mission),
    )
    page = client.get(url("outside") + "?entity=UNHCR").content.decode()
    assert "Registers who arrives" in page and "Traces families" not in page
    assert "UNHCR" in client.get(url("line", made.pk)).content.decode()
    with pytest.raises(BadParameter, match="an answer needs a date"):
        edit_record(OUTSIDE, part, {"answer": "agreed"}, version=1, by=adviser)
    answer = data | {"answer": "agreed", "answered_on": adviser.on, "version": 1}
    assert client.post(url("outside_one", part.pk), answer).status_code == 302
    agreed = client.get(url("outside") + "?answer=agreed").content.decode()
    assert "Registers who arrives" in agreed and "Traces families" not in agreed
    with pytest.raises(Denied):
        create_record(OUTSIDE, {**data, "line": made}, by=standing_of(cast.boris, cast.mission))


def test_a_part_of_a_line_that_may_not_be_read_is_not_read(cast: Cast, risk: Risk) -> None:
    head = standing_of(cast["head_of_mission"], cast.mission)
    closer = records.edit(risk, {"classification": 2}, version=risk.version, by=None)
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    made = line(chief, closer)
    part = create_record(
        OUTSIDE,
        {
            "entity": "UNHCR",
            "line": made,
            "side": "lead",
            "expected": "Registers",
            "classification": 0,
        },
        by=chief,
    )
    work = create_record(
        PROGRAMME,
        {"kind": "returns", "title": "Returns to Luma", "risk": closer, "classification": 0},
        by=chief,
    )
    assert part.classification == work.classification == 2
    boris = standing_of(cast.boris, cast.mission)
    assert outside_for(head).exists() and not outside_for(boris).exists()
    assert programmes_for(head).exists() and not programmes_for(boris).exists()


def test_other_work_shows_as_not_examined_until_somebody_did_and_mine_action_has_four_measures(
    cast: Cast, sign_in: Any, adviser: Standing, risk: Risk
) -> None:
    client = sign_in(cast.adviser)
    create_record(PROGRAMME, {"kind": "elections", "title": "Local elections"}, by=adviser)
    assert "1 not yet examined" in client.get(url("programmes")).content.decode()
    data = {
        "kind": "mines",
        "title": "Fields around Luma",
        "risk": str(risk.pk),
        "harm": "Two farmers hurt on the path",
        "clearance": "offered",
        "institution": "Demining office of Luma",
        "classification": "1",
        "measures": "Paths are cleared before the harvest",
        "examined_on": adviser.on,
    }
    refused = client.post(url("programme_new"), data | {"education": "done"})
    assert refused.status_code == 400 and "result" in refused.content.decode()
    assert client.post(url("programme_new"), data).status_code == 302
    made = Programme.objects.get(kind="mines")
    assert (made.place, made.area) == (risk.place, cast.north)
    page = client.get(url("programme", made.pk)).content.decode()
    assert "Demining office of Luma" in page and "Luma" in page
    assert "Two farmers hurt" in page and "help for victims" in page and "not known" in page
    held = line(adviser, risk)
    join(held, "programme", made.pk, by=adviser)
    assert held.code in client.get(url("programme", made.pk)).content.decode()
    for wrong in ({"kind": "returns"}, {"harm": "", "clearance": "done"}, {"title": " "}):
        with pytest.raises(BadParameter):
            edit_record(PROGRAMME, made, wrong, version=1, by=adviser)


def test_institutions_are_supported_and_officials_trained_by_function_against_a_risk(
    cast: Cast, sign_in: Any, adviser: Standing, risk: Risk
) -> None:
    client = sign_in(cast.adviser)
    create_record(PROGRAMME, {"kind": "elections", "title": "Local elections"}, by=adviser)
    form = {
        "kind": "institutions",
        "title": "Support to the human rights commission",
        "institution": "National Human Rights Commission",
        "risk": str(risk.pk),
        "classification": "1",
    }
    unsaid = client.post(url("programme_new"), form | {"trained": "many judges"})
    assert unsaid.status_code == 400 and "how many were trained" in unsaid.content.decode()
    twice = client.post(url("programme_new"), form | {"trained": "judges: 6; Judges: 2"})
    assert twice.status_code == 400 and "twice" in twice.content.decode()
    other = form | {"kind": "elections", "trained": "judges: 6"}
    assert client.post(url("programme_new"), other).status_code == 400
    counted = form | {"trained": "prison staff: 24; judges: 6"}
    assert client.post(url("programme_new"), counted).status_code == 302
    made = Programme.objects.get(kind="institutions")
    assert made.trained == [["prison staff", 24], ["judges", 6]]
    edit = client.get(url("programme_edit", made.pk)).content.decode()
    assert "prison staff: 24; judges: 6" in edit
    listed = " ".join(client.get(f"{url('programmes')}?kind=institutions").content.decode().split())
    shown = listed.split('id="programmes"')[1]
    assert "30 officials trained" in shown and "prison staff: 24" in shown
    assert "National Human Rights Commission" in shown and str(risk) in shown
    assert "Local elections" not in shown


def test_the_check_shows_what_answers_a_risk_what_is_done_twice_and_how_tiers_move(
    cast: Cast, sign_in: Any, adviser: Standing, risk: Risk
) -> None:
    line(adviser, risk)
    ((_risk, answer),) = check_matrix(adviser).answers
    assert [str(flag) for flag in answer.flags] == [
        "only one kind of component answers it",
        "no unarmed measure answers it",
        "nothing prevents or pre-empts it",
        "not everybody named has agreed",
    ]
    line(
        adviser,
        risk,
        activity="local_mediation",
        part="civilian",
        phase="prevention",
        tiers=[1, 3],
        lead="Civil affairs",
        starts=date(2019, 1, 10),
        ends=None,
    )
    line(adviser, risk, lead="UNHCR", part="", joint=True)
    found = check_matrix(adviser)
    ((_risk, answer),) = found.answers
    assert [str(flag) for flag in answer.flags] == ["not everybody named has agreed"]
    assert round(answer.early or 0, 2) == 0.33 and len(found.double) == 1
    by_day = dict(found.over.quarters)
    assert by_day[date(2018, 10, 1)] == {1: 0, 2: 2, 3: 0}
    assert by_day[date(2019, 4, 1)] == {1: 1, 2: 0, 3: 1}
    page = sign_in(cast.boris).get(url("matrix_check")).content.decode()
    assert "33 % of its lines" in page and "1 thing done twice" in page


def test_the_history_of_a_line_names_the_risk_it_answered(
    cast: Cast, sign_in: Any, adviser: Standing, risk: Risk
) -> None:
    made = line(adviser, risk)
    away = make.place(cast.mission, "Tembel", area=cast.north)
    other = make.risk(cast.mission, away, by=cast.amina, actor="Group Heron")
    edit_line(made, {"risk": other}, version=1, by=adviser)
    page = sign_in(cast.adviser).get(url("line", made.pk)).content.decode()
    told = page[page.index('id="history"') :]
    assert "Luma · Group Kestrel" in told and "Tembel · Group Heron" in told
    assert str(risk.pk) not in told


def test_a_directive_is_cited_by_the_military_lines_it_governs_and_a_renewed_one_takes_its_place(
    cast: Cast, sign_in: Any, adviser: Standing, risk: Risk
) -> None:
    client, boris = sign_in(cast.adviser), sign_in(cast.boris)
    strategy = open_strategy(
        {"ahead_why": "Asked for now", "title": "Luma", "classification": 1}, by=adviser
    )
    roles = reverse("strategy:section", args=["luma", strategy.sections.get(letter="G").pk])
    assert "no directive you may read is attached" in boris.get(roles).content.decode()
    data = {
        "paper": "orders",
        "kind": "directive",
        "title": "The force and civilians",
        "reference": "FC 12/2018",
        "gives": "Force Commander",
        "classification": "1",
        "governs": "Patrols and the use of force",
        "issued_on": "2018-06-01",
    }
    for wrong in ({"paper": "force"}, {"governs": ""}, {"issued_on": ""}, {"gives": " "}):
        assert client.post(url("planned_new"), data | wrong).status_code == 400
    assert client.post(url("planned_new"), data).status_code == 302
    old = PlanItem.objects.get()
    governed, loose = line(adviser, risk), line(adviser, risk)
    line(adviser, risk, part="police", lead="UNPOL")
    join(governed, "planned", old.pk, by=adviser)
    held = directives(adviser)
    assert [(row.item, row.lines) for row in held.rows] == [(old, [governed])]
    assert held.without == [loose], "only military lines are asked for one"
    assert "FC 12/2018" in boris.get(url("line", governed.pk)).content.decode()
    begun = client.get(url("planned_new") + f"?renews={old.pk}").context["form"].initial
    assert begun["replaces"] == old
    renewed = data | {"reference": "FC 3/2018", "issued_on": "2018-12-20", "replaces": old.pk}
    assert client.post(url("planned_new"), renewed).status_code == 302
    old.refresh_from_db()
    assert old.ended_on == date(2018, 12, 20)
    (row,) = directives(adviser).rows
    assert (row.item.reference, row.lines, row.stale) == ("FC 3/2018", [], [governed])
    assert "superseded by FC 3/2018" in boris.get(url("line", governed.pk)).content.decode()
    body = boris.get(roles).content.decode()
    assert f"{governed.code} still cites the one before" in body and "FC 3/2018" in body
    with pytest.raises(NotNow, match="renewed already"):
        create_record(
            PLANNED,
            renewed | {"replaces": old, "classification": 1, "issued_on": date(2018, 12, 30)},
            by=adviser,
        )
    told = snapshot(adviser, strategy)["tables"]["directives"]
    assert [(one["reference"], one["marking"]) for one in told] == [("FC 3/2018", 1)]
    paper = paper_of(adviser, strategy, snapshot(adviser, strategy))
    assert "Patrols and the use of force" in repr(paper.parts["G"].blocks)
    PlanItem.objects.update(classification=2)
    assert "FC 3/2018" not in boris.get(roles).content.decode()


def test_roles_and_lines_are_laid_side_by_side(
    cast: Cast, sign_in: Any, adviser: Standing, risk: Risk
) -> None:
    values = {
        "who": "force",
        "name": "Force",
        "what": "protects",
        "says": "Patrols",
        "classification": 0,
    }
    leads, idle = (
        create_record(ROLE, values | {"name": name}, by=adviser) for name in ("Force", "Reserve")
    )
    made, other = line(adviser, risk), line(adviser, risk, lead="UNPOL")
    join(made, "role", leads.pk, by=adviser)
    held = roles_and_lines(adviser)
    assert held.rows == [(leads, [(made, "leads")])]
    assert (held.without_lines, held.without_roles) == ([idle], [other])
    assert held.nameless == ["UNPOL"]
    page = sign_in(cast.boris).get(url("role_lines")).content.decode()
    assert "1 role without a line" in page and "1 line without a role" in page
    assert leads.code in sign_in(cast.boris).get(url("line", made.pk)).content.decode()
    assert sign_in(cast.chen).get(url("role_lines")).status_code == 404


def test_a_dilemma_shows_the_agreed_line_and_the_decisions_that_applied_it(
    cast: Cast, sign_in: Any
) -> None:
    client, drafter = sign_in(cast.adviser), standing_of(cast.adviser, cast.mission)
    data = {"situation": "State forces attack civilians", "classification": "1"}
    assert client.post(url("dilemma_new"), data).status_code == 302
    one = Dilemma.objects.get()
    assert "1 without an agreed line" in client.get(url("dilemmas")).content.decode()
    with pytest.raises(BadParameter, match="an authority and a date"):
        edit_record(DILEMMA, one, {"line": "We step between"}, version=1, by=drafter)
    hofo = standing_of(cast.hofo, cast.mission)
    alert = raise_alert(
        {"act": "soldiers burn a village", "area": cast.north}, mission=cast.mission, by=hofo
    )
    said = {
        "id": "0" * 31 + "1",
        "choice": "act",
        "authority": "coordinates",
        "taken": ["force"],
        "force_rule": "ROE 104",
        "force_aim": "The state keeps its own promise",
        "reason": "the soldiers are near",
    }
    decided = sign_in(cast.hofo).post(f"/m/luma/alerts/{alert.pk}/decide/", said)
    assert decided.status_code == 302
    decision = alert.decisions.get()
    with pytest.raises(NotNow, match="no line is agreed"):
        use_dilemma(one, decision, kept=True, by=drafter)
    agreed = {
        "line": "We step between",
        "authority": "Directive of the Head of Mission",
        "agreed_on": drafter.on,
        "version": 1,
    }
    assert client.post(url("dilemma", one.pk), data | agreed).status_code == 302
    sent = {"decision": str(decision.pk), "kept": "no", "words": "No road in time"}
    assert client.post(url("dilemma_use", one.pk), sent).status_code == 302
    assert client.post(url("dilemma_use", one.pk), sent).status_code == 302, "told, not doubled"
    page = client.get(url("dilemma", one.pk)).content.decode()
    assert "We step between" in page and "Directive of the Head of Mission" in page
    assert page.count("No road in time") == 1 and "departed from the line" in page
    shown = sign_in(cast.hofo).get(reverse("crisis:decision", args=["luma", alert.pk]))
    assert "The state keeps its own promise" in shown.content.decode()
    assert sign_in(cast.chen).get(url("dilemma", one.pk)).status_code == 404
