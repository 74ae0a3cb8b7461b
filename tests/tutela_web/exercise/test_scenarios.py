"""The rains cut the road to Luma: a scenario with live signs, its review on the agenda, its score;
and what the model says is never taken over."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_plans import planned
from tests.tutela_web.deployment.test_gap import company, need_at
from tests.tutela_web.fora.story import called, local
from tests.tutela_web.outreach.pages import words_of
from tests.tutela_web.outreach.test_disputes import OVER_WATER
from tests.tutela_web.records.kinds import KindTests
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.exercise.scenarios.beside import calendar_entries
from tutela_web.exercise.scenarios.kinds import BACKUP, SCENARIO, SIGN
from tutela_web.exercise.scenarios.models import Scenario
from tutela_web.exercise.scenarios.queries import reviews_due, scores_of
from tutela_web.exercise.scenarios.verbs import judge_scenario, say_result
from tutela_web.monitoring.measured.kind import MEASURED
from tutela_web.outreach.disputes.kinds import DISPUTE
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.review.amber.models import ContextEvent
from tutela_web.risk.models import Assessment

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]
SignIn = Callable[[Person], Client]
UNTIL = make.TODAY + timedelta(days=30)
LIST = "/m/luma/exercise/scenarios/"
ACCESS_LOST = {
    "kind": "access_lost",
    "title": "The road to Luma is cut",
    "what": "The rains take the bridge; no lorry comes for a month",
    "likelihood": "likely",
    "because": "It went in two of the last three years",
    "until": UNTIL,
    "review_on": make.TODAY + timedelta(days=14),
    "classification": 1,
}

WATER = {
    "words": "How many days without a lorry?",
    "kind": "entered",
    "level": "outcome",
    "unit": "days",
    "every_days": 30,
    "percentile": 50,
    "classification": 1,
}


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


def scenario_of(cast: Cast, who: str = "poc_adviser", **fields: Any) -> Scenario:
    by = standing_of(cast[who], cast.mission)
    made: Scenario = create_record(SCENARIO, ACCESS_LOST | fields, by=by)
    return made


def later(scenario: Scenario, **days: Any) -> Scenario:
    """The scenario when its days have come."""
    return records.edit(scenario, days, version=scenario.version, by=None)


def page_of(scenario: Scenario) -> str:
    return f"{LIST}{scenario.pk}/"


def of_list(client: Client) -> str:
    return words_of(client.get(LIST))


class TestScenario(KindTests):
    kind = SCENARIO
    values = ACCESS_LOST
    changes = {"title": "Both roads to Luma are cut"}  # noqa: RUF012


class TestSign(KindTests):
    kind = SIGN
    values = {"sign": "seen", "words": "Lorries turn back at the bridge"}  # noqa: RUF012
    changes = {"words": "Lorries turn back at both bridges"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _scenario(self, cast: Cast) -> None:
        self.scenario = scenario_of(cast)

    def parent(self, cast: Cast) -> Any:
        return self.scenario


class TestBackup(KindTests):
    kind = BACKUP
    values = {"source": "air", "what": "Brings food to Luma", "state": "not asked"}  # noqa: RUF012
    changes = {"what": "Brings food and water to Luma"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _scenario(self, cast: Cast) -> None:
        self.scenario = scenario_of(cast)

    def parent(self, cast: Cast) -> Any:
        return self.scenario


def test_a_scenario_is_written_reviewed_and_stands_with_its_signs_its_plan_and_its_review(
    cast: Cast, luma: Place, sign_in: SignIn
) -> None:
    plan = planned(cast, luma)
    adviser = sign_in(cast.adviser)
    form = {
        **{name: str(value) for name, value in ACCESS_LOST.items()},
        "place": str(luma.pk),
        "area": "",
        "percent": "90",
        "need": "",
        "plan": str(plan.pk),
    }
    refused = adviser.post(f"{LIST}new/", form)
    assert refused.status_code == 400, "nine in ten is not what “likely” means"
    assert "this word means 55 to 80 percent" in words_of(refused)
    page = adviser.post(f"{LIST}new/", form | {"percent": "60"})["Location"]
    told = words_of(adviser.get(page))
    assert "no model figure" in told and "55–80 %" in told and "Which road, river" in told
    assert "No need is tied: what it would take is not known." in told

    wire = {"sign": "tripwire", "rule": "mass flight", "indicator": "", "words": ""}
    assert adviser.post(f"{page}signs/new/", wire | {"rule": ""}).status_code == 400
    assert adviser.post(f"{page}signs/new/", wire)["Location"] == page
    told = words_of(adviser.get(page)).split('id="signs"')[1].split("</ul>")[0]
    assert "a tripwire of the place: mass flight" in told and "not known" in told
    backup = {
        "source": "air",
        "what": "Brings food to Luma",
        "office": "Aviation",
        "hours": "36",
        "state": "agreed",
        "answered_on": "",
    }
    assert adviser.post(f"{page}backup/new/", backup).status_code == 400, "agreed, but when?"
    backup["answered_on"] = str(make.TODAY)
    assert adviser.post(f"{page}backup/new/", backup)["Location"] == page
    told = words_of(adviser.get(page))
    assert "36 h until it is there" in told and "counted on" in told and "not counted" not in told

    listed = of_list(adviser)
    for said in (
        "The road to Luma is cut",
        "humanitarian access lost",
        "60 %",
        "poc adviser",
        "a tripwire of the place: mass flight",
        "no model figure",
    ):
        assert said in listed, said
    assert f"/m/luma/plans/{plan.pk}/" in adviser.get(page).content.decode()
    assert "Reviews overdue" not in listed
    later(Scenario.objects.get(), review_on=make.TODAY - timedelta(days=3))
    listed = of_list(adviser)
    assert "Reviews overdue" in listed and "· overdue" in listed
    assert "Its review is overdue." in words_of(adviser.get(page))


def test_the_model_and_the_signs_are_read_each_day_and_never_kept(
    cast: Cast, luma: Place, sign_in: SignIn
) -> None:
    by = standing_of(cast.adviser, cast.mission)
    scenario = scenario_of(cast, place=luma)
    create_record(SIGN, {"sign": "tripwire", "rule": "mass flight"}, beside=scenario, by=by)
    indicator = create_record(MEASURED, WATER, by=standing_of(cast["chief_of_staff"], cast.mission))
    tied = {"sign": "indicator", "indicator": indicator, "words": "markets"}
    create_record(SIGN, tied, beside=scenario, by=by)
    row = make.suggestion(cast.mission, luma, likelihood=0.23, hotspot=luma.pk)
    wire = {"place": str(luma.pk), "said": "Luma", "rule": "mass flight", "why": "", "events": []}
    adviser = sign_in(cast.adviser)
    told = words_of(adviser.get(page_of(scenario)))
    assert "23%" in told and "does not stand" in told and "stands today" not in told
    assert str(indicator.question) in told
    assert "23 %" in of_list(adviser)
    Assessment.objects.filter(pk=row.assessment_id).update(tripwires=[wire])
    assert "stands today" in words_of(adviser.get(page_of(scenario)))
    make.suggestion(cast.mission, luma, likelihood=0.41, hotspot=luma.pk)
    told = words_of(adviser.get(page_of(scenario)))
    assert "41%" in told and "23%" not in told and "likely" in told
    scenario.refresh_from_db()
    assert scenario.version == 1, "nothing is copied into it"

    planner = sign_in(cast["planning_officer"])
    told = words_of(planner.get(page_of(scenario)))
    assert "no model figure" in told and "41%" not in told, "who reads no risks reads no figure"
    assert "41 %" not in of_list(planner)


def test_own_means_are_reckoned_when_read_and_who_may_not_know_reads_no_reason(
    cast: Cast, luma: Place, sign_in: SignIn
) -> None:
    company(cast)
    need = need_at(cast, luma)
    scenario = scenario_of(cast, place=luma, need=need)
    reads = AuditEntry.objects.filter(act="read", kind="readiness")
    told = words_of(sign_in(cast.adviser).get(page_of(scenario)))
    assert "Own means against need" in told and "No need is tied" not in told
    before = reads.count()
    holder = words_of(sign_in(cast["force_commander"]).get(page_of(scenario)))
    assert f"/m/luma/means/needs/{need.pk}/" in holder and reads.count() >= before
    planner = words_of(sign_in(cast["planning_officer"]).get(page_of(scenario)))
    assert "A need is tied that you may not read." in planner and f"needs/{need.pk}" not in planner


def test_reviews_come_on_the_agenda_the_calendar_and_the_coming_days(
    cast: Cast, luma: Place, sign_in: SignIn
) -> None:
    scenario = scenario_of(cast, place=luma, review_on=make.TODAY + timedelta(days=5))
    scenario_of(cast, title="Far off", place=luma)
    forum = local(cast)
    planned_meeting = called(cast, forum)
    adviser = sign_in(cast.adviser)
    agenda = words_of(adviser.get(f"/m/luma/fora/meetings/{planned_meeting.pk}/"))
    assert "Scenarios to look at" in agenda and scenario.title in agenda
    assert "Far off" not in agenda
    standing = standing_of(cast.adviser, cast.mission)
    entries = calendar_entries(standing, cast.mission.pk)
    assert {one.at for one in entries} == {scenario.review_on, make.TODAY + timedelta(days=14)}
    assert all("Luma" not in one.title for one in entries), "what is marked is not named"
    make.risk(cast.mission, luma, by=cast.amina)
    assert scenario.title in words_of(adviser.get("/m/luma/coming-days/?area=north"))

    later(scenario, review_on=make.TODAY - timedelta(days=1))
    late, near = reviews_due(standing, None, make.TODAY, ahead=timedelta(days=20))
    assert late.late and late.scenario == scenario and not near.late
    home = words_of(adviser.get("/m/luma/now/"))
    assert "Scenarios to review" in home and scenario.title in home
    reader = words_of(sign_in(cast["unit_commander"]).get("/m/luma/now/"))
    assert "Scenarios to review" not in reader, "who may not review is not asked to"


def test_what_came_is_said_by_a_person_and_scored_with_who_judged(
    cast: Cast, luma: Place, sign_in: SignIn
) -> None:
    scenario = scenario_of(cast, place=luma, percent=60)
    adviser = sign_in(cast.adviser)
    said = {"result": "did_not", "why": "The bridge held", "on": "", "version": "1"}
    refused = adviser.post(f"{page_of(scenario)}result/", said)
    assert refused.status_code in (200, 400)
    assert "until the last day has passed nobody can say that it did not come" in words_of(refused)
    came = said | {"result": "happened", "why": "The bridge went on Monday"}
    assert adviser.post(f"{page_of(scenario)}result/", came).status_code == 302
    other = scenario_of(cast, "analyst", title="An attack on the camp", likelihood="unlikely")
    later(other, until=make.TODAY - timedelta(days=1))
    assert "say whether it happened" in words_of(adviser.get(page_of(other)))
    version = Scenario.objects.get(pk=other.pk).version
    did_not = said | {"version": str(version)}
    assert adviser.post(f"{page_of(other)}result/", did_not).status_code == 302
    listed = of_list(adviser)
    assert "it happened · score 0.16" in listed and "it did not happen · score 0.11" in listed
    assert "How good the judgments were" in listed and "too few to tell" in listed
    scores = scores_of(standing_of(cast.adviser, cast.mission))
    assert scores.whole is not None and scores.whole.number == 2 and scores.whole.brier == 0.1328
    assert [row.by for row in scores.posts] == ["analyst", "poc adviser"]
    assert "Reviews overdue" not in listed, "what ended is not to be reviewed"
    with pytest.raises(NotNow):
        by = standing_of(cast.adviser, cast.mission)
        say_result(other, "unclear", "nobody was there", version=9, by=by)


def test_a_judgment_anew_says_who_and_when_and_the_one_before_stands_in_its_history(
    cast: Cast, luma: Place, sign_in: SignIn
) -> None:
    scenario = scenario_of(cast, place=luma)
    analyst = sign_in(cast.amina)
    anew = {
        "likelihood": "unlikely",
        "percent": "",
        "because": "The bridge was repaired",
        "until": str(UNTIL),
        "review_on": str(make.TODAY + timedelta(days=20)),
        "version": "1",
    }
    assert analyst.post(f"{page_of(scenario)}judge/", anew).status_code == 302
    told = words_of(analyst.get(page_of(scenario)))
    assert "20–45 %" in told and "analyst" in told and "poc adviser" in told
    by = standing_of(cast.amina, cast.mission)
    gone = make.TODAY - timedelta(days=1)
    with pytest.raises(BadParameter, match="this day has passed"):
        judge_scenario(scenario, "even", "so", gone, UNTIL, version=2, by=by)
    with pytest.raises(BadParameter, match="nobody can see why"):
        judge_scenario(scenario, "even", " ", UNTIL, UNTIL, version=2, by=by)


def test_a_script_of_ones_own_shows_every_fault_and_is_taken_away_as_it_was_given(
    cast: Cast, luma: Place, sign_in: SignIn
) -> None:
    scenario = scenario_of(cast, place=luma)
    adviser = sign_in(cast.adviser)
    ready = adviser.get("/m/luma/exercise/scripts/column-on-the-march.json")
    assert ready.status_code == 200 and "column-on-the-march.json" in ready["Content-Disposition"]
    told = json.loads(ready.content)
    told["roles"][0]["role"] = "mascot"
    told["injects"][0]["minute"] = -5

    def send(content: bytes, version: int) -> Any:
        given = SimpleUploadedFile("script.json", content)
        sent = {"ready": "", "file": given, "version": str(version)}
        return adviser.post(f"{page_of(scenario)}script/", sent)

    refused = words_of(send(json.dumps(told).encode(), 1))
    assert "roles[0].role: no role is called mascot." in refused
    assert "injects[0].minute: the minutes lie outside" in refused
    assert "line 1: it is no JSON" in words_of(send(b"{", 1))
    assert send(ready.content, 1).status_code == 302
    assert "column" in words_of(adviser.get(page_of(scenario)))
    taken = adviser.get(f"{page_of(scenario)}script.json")
    assert taken.content == ready.content
    assert AuditEntry.objects.filter(act="export", kind="script").exists()
    both = {"ready": "", "version": "2"}
    assert "a script is one file, or a ready one" in words_of(
        adviser.post(f"{page_of(scenario)}script/", both)
    )
    chosen = {"ready": "army-left-its-post", "version": "2"}
    assert adviser.post(f"{page_of(scenario)}script/", chosen).status_code == 302
    assert "The army left its post" in words_of(adviser.get(page_of(scenario)))
    bare = scenario_of(cast)
    assert adviser.get(f"{page_of(bare)}script.json").status_code == 404
    assert adviser.get("/m/luma/exercise/scripts/none.json").status_code == 404


def test_a_head_of_field_office_writes_of_their_own_area_alone(cast: Cast, luma: Place) -> None:
    by = standing_of(cast.hofo, cast.mission)
    assert create_record(SCENARIO, ACCESS_LOST | {"place": luma}, by=by).area == cast.north
    south = make.place(cast.mission, "Tarso", area=cast.south)
    for where in ({"place": south}, {"area": cast.south}, {}):
        with pytest.raises(Denied):
            create_record(SCENARIO, ACCESS_LOST | where, by=by)


def test_a_place_shows_its_scenarios(cast: Cast, luma: Place, sign_in: SignIn) -> None:
    scenario = scenario_of(cast, place=luma)
    adviser = sign_in(cast.adviser)
    at = f"{LIST}at/{luma.pk}/"
    assert at in adviser.get(f"/m/luma/places/{luma.pk}/").content.decode()
    assert scenario.title in words_of(adviser.get(at))
    empty = make.place(cast.mission, "Koro", area=cast.north)
    assert "No open scenario is on record here." in words_of(adviser.get(f"{LIST}at/{empty.pk}/"))


def test_what_comes_by_season_and_calendar_stands_beside_a_threat(
    cast: Cast, luma: Place, sign_in: SignIn
) -> None:
    risk = make.risk(cast.mission, luma, by=cast.amina)
    adviser = sign_in(cast.adviser)
    at = f"{LIST}at/{luma.pk}/"
    assert at in adviser.get(f"/m/luma/risks/{risk.pk}/").content.decode()
    assert "Nothing of season or calendar is on record" in words_of(adviser.get(at))
    in_march = OVER_WATER | {"place": luma, "season_from": 3, "name": "Water in March"}
    by = standing_of(cast.adviser, cast.mission)
    create_record(DISPUTE, in_march, by=by)
    create_record(DISPUTE, in_march | {"season_from": 12, "name": "Water today"}, by=by)
    vote = {"kind": "election", "title": "Vote in the district", "state": "set"}
    soon = make.TODAY + timedelta(days=60)
    records.create(
        ContextEvent(on=soon, known_at=clock.now(cast.mission), **vote),
        mission=cast.mission,
        by=cast.adviser,
    )
    told = words_of(adviser.get(at))
    assert told.index("Water today") < told.index("Vote in the district")
    assert told.index("Vote in the district") < told.index("Water in March")
    assert "season of a dispute, running" in told and "election" in told
    commander = words_of(sign_in(cast["field_reporter"]).get(at))
    assert "Vote in the district" not in commander, "who reads no strategy reads no context"


def test_the_ready_scripts_are_listed_in_the_language_of_the_page(
    cast: Cast, sign_in: SignIn
) -> None:
    adviser = sign_in(cast.adviser)
    listed = words_of(adviser.get("/m/luma/exercise/scripts/"))
    assert "A column on the march" in listed and "roles: 4, injects: 6, expectations: 4" in listed
    assert "/m/luma/exercise/scripts/one-compound.json" in listed
    adviser.post("/language/", {"language": "ar"})
    assert "رتل في مسيره" in words_of(adviser.get("/m/luma/exercise/scripts/"))
