"""The chain: from a paragraph of the Council to an outcome, and where it breaks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.crisis.models import Outcome, Tasking
from tutela_web.mandate.models import MandatedTask, Paragraph
from tutela_web.mandate.task_kind import TASK
from tutela_web.mandate.verbs import end_task, load
from tutela_web.programme.chain.queries import chain
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import edit_line, make_lines
from tutela_web.programme.objectives.kind import OBJECTIVE
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.models import ChainLink, LinkedPlan, Objective
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.programme.objectives.queries import strategy_followed
from tutela_web.programme.objectives.verbs import join, part
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.risk.models import Risk
from tutela_web.strategy.content.elements import live_counts
from tutela_web.strategy.edition.models import Strategy
from tutela_web.warning.alerts.verbs import raise_alert

TEXT = """The Security Council,
1. Decides that UNMIKA shall protect civilians under threat of physical violence;"""


def url(name: str, *args: Any) -> str:
    return reverse(f"programme:{name}", args=["luma", *args])


@pytest.fixture
def task(cast: Cast) -> MandatedTask:
    """The Council told the mission to protect civilians."""
    by = standing_of(cast["chief_of_staff"], cast.mission)
    load(TEXT, {"symbol": "S/RES/9001 (2031)"}, by=by)
    paragraph = Paragraph.objects.get(kind="operative")
    return create_record(
        TASK, {"what": "Protect civilians under threat", "tier": 2}, by=by, beside=paragraph
    )


@pytest.fixture
def risk(cast: Cast) -> Risk:
    """Luma, Group Kestrel, killing: adopted as critical."""
    place = make.place(cast.mission, "Luma", area=cast.north)
    return make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel")


@pytest.fixture
def line(cast: Cast, risk: Risk) -> MatrixLine:
    """Dawn patrols under the Force, on their way."""
    values = {
        "risk": risk,
        "activity": "day_patrol",
        "measure": "dawn patrols to the water point",
        "lead": "Force",
        "part": "military",
        "tiers": [2],
        "phase": "prevention",
        "starts": date(2018, 11, 1),
        "ends": date(2019, 2, 1),
        "status": "under way",
        "resources": "Sector plan, line 4",
        "indicator": "families who fetch water alone",
    }
    (made,) = make_lines([values], by=standing_of(cast.adviser, cast.mission))
    return made


def tasked(cast: Cast, *, area: Any = None, **fields: Any) -> Tasking:
    """A tasking about an alert near Luma."""
    by = standing_of(cast.hofo, cast.mission)
    values = {"act": "armed men on the path to the water point", "area": area or cast.north}
    alert = raise_alert(values | fields, mission=cast.mission, by=by)
    made = Tasking(
        alert=alert,
        component="Force patrol",
        option="day_patrol",
        standard="deter_by_presence",
        area=alert.area,
        classification=alert.classification,
    )
    return records.create(made, mission=cast.mission, by=cast.hofo)


def came(cast: Cast, tasking: Tasking, outcome: str = "deterred") -> Outcome:
    made = Outcome(
        alert=tasking.alert,
        tasking=tasking,
        outcome=outcome,
        area=tasking.area,
        happened_at=clock.now(cast.mission),
    )
    return records.create(made, mission=cast.mission, by=cast.hofo)


def objective(cast: Cast, **fields: Any) -> Objective:
    values = {
        "words": "Families around Luma fetch water and wood unharmed",
        "term": "immediate",
        "tiers": [2],
        "aim": "local talks on the grazing season",
    } | fields
    return set_objective(values, by=standing_of(cast.adviser, cast.mission))


def kinds(cast: Cast, who: str = "poc_adviser", **asked: str) -> list[str]:
    found = chain(standing_of(cast[who], cast.mission), asked)
    return [one.kind for one, _called in found.breaks]


def test_from_the_paragraph_to_the_outcome_and_it_breaks_when_the_lead_is_taken_away(
    cast: Cast, sign_in: Any, task: MandatedTask, risk: Risk, line: MatrixLine
) -> None:
    """The adviser joins link after link on the pages; each closes the break before it."""
    adviser = sign_in(cast.adviser)
    page = adviser.get(url("chain")).content.decode()
    assert "No objective answers this mandated task." in page
    assert "No mandated task covers this activity." in page

    begun = adviser.get(url("objective_new") + f"?task={task.pk}&risk={risk.pk}")
    form = begun.context["form"]
    assert form.initial["tasks"] == [str(task.pk)] and "checked" in str(form["risks"])
    data = {
        "words": "Families fetch water unharmed",
        "term": "immediate",
        "tiers": ["2"],
        "tasks": [str(task.pk)],
        "risks": [str(risk.pk)],
        "classification": "1",
    }
    made = adviser.post(url("objective_new"), data)
    aim = Objective.objects.get()
    assert made["Location"] == url("objective", aim.pk) and aim.code == "O-1"
    assert kinds(cast) == ["activity no mandate", "line no tasking"]

    def link(kind: str, to: Any) -> None:
        data = {"kind": kind, "to": str(to.pk)}
        answer = adviser.post(url("link_add", "line", line.pk), data)
        assert answer["Location"] == url("line", line.pk) + "#links"

    tasking = tasked(cast)
    link("objective", aim)
    link("tasking", tasking)
    assert kinds(cast) == ["tasking no outcome"]
    outcome = came(cast, tasking)
    assert kinds(cast) == []

    page = adviser.get(url("chain") + f"?from=paragraph:{task.paragraph_id}")
    found = page.context["found"]
    assert {column: [one.key[1] for one in held] for column, held in found.columns.items()} == {
        "paragraph": [str(task.paragraph_id)],
        "task": [str(task.pk)],
        "objective": [str(aim.pk)],
        "risk": [str(risk.pk)],
        "line": [str(line.pk)],
        "tasking": [str(tasking.pk)],
        "outcome": [str(outcome.pk)],
        "indicator": [str(line.pk)],
        "report": [],
    }
    text = page.content.decode()
    for address in (
        reverse("mandate:task", args=["luma", task.pk]),
        url("objective", aim.pk),
        reverse("risk:risk", args=["luma", risk.pk]),
        url("line", line.pk),
        reverse("crisis:decision", args=["luma", tasking.alert_id]) + f"#t-{tasking.pk}",
    ):
        assert text.count(f'href="{address}"') >= 2, address  # in the picture and in the steps
    assert "No break in what is shown." in text
    assert "No report of the mission is recorded yet" in text

    kept = MatrixLine.objects.get()
    edit_line(kept, {"lead": ""}, version=kept.version, by=standing_of(cast.adviser, cast.mission))
    text = adviser.get(url("chain")).content.decode()
    assert "1 break" in text and "Nobody leads it." in text
    assert '<tspan class="broken"' in text and '<span class="chip danger">no lead</span>' in text


def test_a_mandate_that_ends_leaves_its_activities_without_cover(
    cast: Cast, task: MandatedTask, risk: Risk, line: MatrixLine
) -> None:
    adviser = standing_of(cast.adviser, cast.mission)
    join(line, "task", task.pk, by=adviser)
    assert "activity no mandate" not in kinds(cast)
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    end_task(task, chief.on - timedelta(days=1), version=1, by=chief, reason="renewed without it")
    assert kinds(cast) == ["activity no mandate", "line no tasking"]


def test_the_outcome_of_a_whole_alert_counts_for_its_taskings_and_the_last_one_counts(
    cast: Cast, line: MatrixLine
) -> None:
    tasking = tasked(cast)
    join(line, "tasking", tasking.pk, by=standing_of(cast.adviser, cast.mission))
    came(cast, tasking, "deterred")
    late = came(cast, tasking, "too_late")
    found = chain(standing_of(cast.adviser, cast.mission), {})
    assert [one.key[1] for one in found.columns["outcome"]] == [str(late.pk)]


def test_who_reads_no_alerts_sees_no_tasking_and_is_told_so(
    cast: Cast, sign_in: Any, line: MatrixLine
) -> None:
    """The drafter is let in to no alert: no tasking, no count of them, and no break either."""
    tasking = tasked(cast)
    join(line, "tasking", tasking.pk, by=standing_of(cast.adviser, cast.mission))
    came(cast, tasking)
    drafter = sign_in(cast["drafter"])
    page = drafter.get(url("chain"))
    found = page.context["found"]
    assert not found.columns["tasking"] and not found.columns["outcome"]
    assert "line no tasking" not in found.every
    text = page.content.decode()
    assert "Not among what you read" in text and "Force patrol" not in text
    assert "Force patrol" not in drafter.get(url("line", line.pk)).content.decode()


def test_a_record_marked_higher_later_takes_its_link_with_it(
    cast: Cast, sign_in: Any, task: MandatedTask, line: MatrixLine
) -> None:
    adviser = standing_of(cast.adviser, cast.mission)
    aim = objective(cast, tasks=[task])
    join(line, "objective", aim.pk, by=adviser)
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    edit_record(OBJECTIVE, aim, {"classification": 2}, version=1, by=chief)
    text = sign_in(cast.boris).get(url("line", line.pk)).content.decode()
    assert aim.code not in text and "none linked that you may see" in text
    assert sign_in(cast.boris).get(url("objective", aim.pk)).status_code == 404
    assert kinds(cast, "chief_of_staff") == ["objective no risk", "line no tasking"]
    assert "objective no risk" not in kinds(cast, "boris")


def test_nobody_links_what_they_may_not_see_and_only_keepers_link(
    cast: Cast, sign_in: Any, task: MandatedTask, risk: Risk, line: MatrixLine
) -> None:
    adviser = standing_of(cast.adviser, cast.mission)
    strict = tasked(cast)
    records.edit(strict, {"classification": 2}, version=1, by=None)
    for name, pk in (
        ("tasking", strict.pk),
        ("paragraph", task.paragraph_id),
        ("line", line.pk),
        ("risk", risk.pk),
    ):
        with pytest.raises(BadParameter, match="no such record"):
            join(line, name, pk, by=adviser)
    for who in ("boris", "analyst", "unit_commander"):
        with pytest.raises(Denied):
            join(line, "task", task.pk, by=standing_of(cast[who], cast.mission))
        with pytest.raises(Denied):
            set_objective({}, by=standing_of(cast[who], cast.mission))
    assert (
        sign_in(cast.boris)
        .post(url("link_add", "line", line.pk), {"kind": "task", "to": str(task.pk)})
        .status_code
        == 403
    )
    for who in (cast.chen, cast["partner"]):
        assert sign_in(who).get(url("chain")).status_code == 404
    join(line, "task", task.pk, by=adviser)
    with pytest.raises(NotNow, match="linked already"):
        join(line, "task", task.pk, by=adviser)


def test_a_link_is_parted_never_struck_and_the_sheet_of_the_matrix_leaves_it(
    cast: Cast, sign_in: Any, task: MandatedTask, line: MatrixLine
) -> None:
    adviser = sign_in(cast.adviser)
    join(line, "task", task.pk, by=standing_of(cast.adviser, cast.mission))
    kept = MatrixLine.objects.get()
    edit_line(
        kept, {"lead": "UNPOL"}, version=kept.version, by=standing_of(cast.adviser, cast.mission)
    )
    link = ChainLink.objects.get()
    assert link.ended_on is None and "activity no mandate" not in kinds(cast)
    answer = adviser.post(url("link_end", link.pk), {"at": "line", "version": "1"})
    assert answer.status_code == 302
    link.refresh_from_db()
    assert link.ended_on == date(2018, 12, 31) and link.version == 2
    assert "activity no mandate" in kinds(cast)
    with pytest.raises(NotNow):
        part(link, version=2, by=standing_of(cast.adviser, cast.mission))
    join(line, "task", task.pk, by=standing_of(cast.adviser, cast.mission))  # and joined anew
    assert ChainLink.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": " "},
        {"term": "soon"},
        {"tiers": []},
        {"tiers": [4]},
        {"classification": 2},
    ],
)
def test_an_objective_says_what_by_when_and_in_which_tier(cast: Cast, wrong: Any) -> None:
    with pytest.raises(BadParameter) as fault:
        objective(cast, **wrong)
    assert fault.value.next


def test_the_picture_asks_as_often_for_two_hundred_lines_as_for_one(
    cast: Cast,
    sign_in: Any,
    task: MandatedTask,
    risk: Risk,
    line: MatrixLine,
    django_assert_max_num_queries: Any,
) -> None:
    by = standing_of(cast.adviser, cast.mission)
    client = sign_in(cast.adviser)
    client.get(url("chain"))
    row = {"risk": risk, "activity": "day_patrol", "lead": "Force"}
    rows = make_lines([row | {"indicator": f"indicator {n}"} for n in range(200)], by=by)
    aims = [objective(cast, words=f"Aim {n}", tasks=[task], risks=[risk]) for n in range(5)]
    for n, one in enumerate(rows):
        if n % 40 == 0:
            join(one, "tasking", tasked(cast).pk, by=by)
        join(one, "objective", aims[n % 5].pk, by=by)
    with django_assert_max_num_queries(20):
        page = client.get(url("chain"))
    assert page.context["found"].shown == 1 + 1 + 5 + 1 + 201 + 5 + 201
    with django_assert_max_num_queries(20):
        few = client.get(url("chain") + f"?from=line:{rows[0].pk}").context["found"]
    assert [len(held) for held in few.columns.values()] == [1, 1, 5, 1, 1, 1, 0, 1, 0]


def test_a_chain_of_a_thousand_lines_is_read_page_by_page_and_leaves_no_record_out(
    cast: Cast,
    sign_in: Any,
    task: MandatedTask,
    risk: Risk,
    django_assert_max_num_queries: Any,
) -> None:
    row = {"risk": risk, "activity": "day_patrol", "lead": "Force", "indicator": "visits"}
    make_lines([row] * 1000, by=standing_of(cast.adviser, cast.mission))
    client = sign_in(cast.adviser)
    first = client.get(url("chain"))
    pages = range(1, first.context["page"].paginator.num_pages + 1)
    with django_assert_max_num_queries(20):
        second = client.get(url("chain") + "?page=2")
    assert len(second.context["here"].columns["line"]) == 50
    assert "50/1000" in second.content.decode()
    assert len(second.content) < 400_000
    whole = {one.key for held in first.context["found"].columns.values() for one in held}
    last = client.get(url("chain") + f"?page={pages[-1]}")  # what hangs on no line
    shown = {
        one.key
        for page in (first, second, last)
        for held in page.context["here"].columns.values()
        for one in held
    }
    assert {key for key in whole if key[0] not in ("line", "indicator")} <= shown


def test_the_picture_is_narrowed_by_resolution_risk_and_break(
    cast: Cast, sign_in: Any, task: MandatedTask, risk: Risk, line: MatrixLine
) -> None:
    far = make.place(cast.mission, "Tembel", area=cast.south)
    other = make.risk(cast.mission, far, by=cast.amina, actor="Group Heron")
    client = sign_in(cast.adviser)

    def shown(**asked: str) -> set[str]:
        found = client.get(url("chain"), asked).context["found"]
        return {one.key[1] for held in found.columns.values() for one in held}

    assert shown(**{"break": "risk no line"}) == {str(other.pk)}
    assert shown(risk=str(risk.pk)) == {str(risk.pk), str(line.pk)}
    text = str(task.paragraph.resolution_id)
    assert shown(resolution=text) == {str(task.paragraph_id), str(task.pk)}
    gone = client.get(url("chain"), {"from": "line:nonsense"})
    assert gone.status_code == 200 and "not in the chain" in gone.content.decode()


def test_a_program_reads_objectives_lines_and_breaks_as_its_person_may(
    cast: Cast, sign_in: Any, task: MandatedTask, line: MatrixLine
) -> None:
    aim, strict = objective(cast), objective(cast, words="held closer")
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    edit_record(OBJECTIVE, strict, {"classification": 2}, version=1, by=chief)
    root = "/api/v1/missions/luma"

    def got(who: str, address: str) -> Any:
        answer = sign_in(cast[who]).get(f"{root}/{address}")
        return answer.json() if answer.status_code == 200 else answer.status_code

    assert [one["code"] for one in got("boris", "objectives")["results"]] == ["O-1"]
    assert got("boris", f"objectives/{aim.pk}")["words"] == aim.words
    assert got("boris", f"objectives/{strict.pk}") == 404
    assert [one["code"] for one in got("boris", "matrix")["results"]] == ["M-001"]
    assert got("boris", f"matrix/{line.pk}")["lead"] == "Force"
    told = got("drafter", "chain/breaks")
    assert told["withheld"] == ["outcome", "tasking"]
    assert {(one["kind"], one["record"]) for one in told["breaks"]} == {
        ("task no objective", str(task.pk)),
        ("activity no mandate", str(line.pk)),
        ("objective no task", str(aim.pk)),
        ("objective no risk", str(aim.pk)),
    }
    for who in ("chen", "partner"):
        for address in ("objectives", "matrix", f"matrix/{line.pk}", "chain/breaks"):
            assert got(who, address) == 404


def test_what_the_framework_asks_of_objectives_and_plans_is_counted(
    cast: Cast, task: MandatedTask
) -> None:
    adviser = standing_of(cast.adviser, cast.mission)
    names = ("mandate", "objectives", "objectives_by_tier", "linked_plans", "linked_plans_host")

    def counted(who: str = "poc_adviser") -> list[int | None]:
        counts = live_counts(standing_of(cast[who], cast.mission))
        return [counts.get(name) for name in names]

    aim = objective(cast)
    assert counted() == [1, 0, 0, 0, 0]  # of one term and one tier: not what is asked
    objective(cast, term="medium", tiers=[1, 3])
    assert counted() == [1, 0, 2, 0, 0]
    objective(cast, term="longer", tiers=[3])
    plan = create_record(
        LINKED_PLAN, {"kind": "host", "title": "Plan for Luma", "whose": "the Governor"}, by=adviser
    )
    assert counted() == [1, 3, 3, 0, 1]
    edit_record(OBJECTIVE, aim, {"ended_on": adviser.on}, version=1, by=adviser)
    edit_record(LINKED_PLAN, plan, {"ended_on": adviser.on}, version=1, by=adviser)
    assert counted() == [1, 0, 0, 0, 0]
    assert counted("custodian") == [None] * 5  # nothing is said to who reads none of it


def test_objectives_and_plans_stand_on_one_page_with_what_is_missing(
    cast: Cast, sign_in: Any, task: MandatedTask
) -> None:
    aim = objective(cast)
    client = sign_in(cast.adviser)
    data = {
        "kind": "cluster",
        "title": "Cluster strategy",
        "whose": "Protection Cluster",
        "fits": "The Cluster refers, the mission deters.",
        "classification": "0",
    }
    assert client.post(url("linked_plan_new"), data).status_code == 302
    plan = LinkedPlan.objects.get()
    text = client.get(url("objectives")).content.decode()
    assert "No objective lies in tier 1, 3." in text and "no task" in text
    assert plan.title in text and aim.words in text
    assert (
        "The Cluster refers"
        in sign_in(cast.boris).get(url("linked_plan", plan.pk)).content.decode()
    )
    edit = data | {"fits": "They meet each month.", "version": "1"}
    assert client.post(url("linked_plan", plan.pk), edit).status_code == 302
    changed = {
        "words": "Families fetch wood unharmed",
        "term": "immediate",
        "tiers": ["1", "2"],
        "classification": "1",
        "version": "1",
    }
    assert client.post(url("objective", aim.pk), changed).status_code == 302
    aim.refresh_from_db()
    assert (aim.tiers, aim.version) == ([1, 2], 2)
    assert sign_in(cast.boris).post(url("objective", aim.pk), changed).status_code == 403


def test_objectives_follow_the_edition_in_force_though_another_is_being_written(
    cast: Cast,
) -> None:
    """F9: once somebody opened an unsigned edition, the page led to that one's concept."""
    made = {"mission": cast.mission, "entered_at": clock.now(cast.mission), "classification": 0}
    signed = Strategy.objects.create(title="First", edition=1, state="in force", **made)
    draft = Strategy.objects.create(title="Second", edition=2, state="draft", **made)
    by = standing_of(cast.adviser, cast.mission)
    assert strategy_followed(by) == signed
    Strategy.objects.filter(pk=signed.pk).update(state="superseded")
    assert strategy_followed(by) == draft, "where none is in force, the newest"
