"""Indicators: computed, given by people and files, and read by nobody who reads less than they rest
on."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any, ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import december
from tests.tutela_web.html import squeezed
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.review.review_story import in_force
from tests.tutela_web.site.test_api import ROOT, Program
from tests.tutela_web.warning.story import at_desk, later
from tutela.monitoring.indicators import library
from tutela_web.base import clock, jobs
from tutela_web.base.models import Job
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.meetings.verbs import call_meeting
from tutela_web.incidents.models import Incident
from tutela_web.monitoring.measured.judgment_kind import JUDGMENT
from tutela_web.monitoring.measured.kind import MEASURED
from tutela_web.monitoring.measured.models import (
    IndicatorDefinition,
    IndicatorValue,
    ObjectiveJudgment,
)
from tutela_web.monitoring.measured.queries import breached_definitions
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.review.amber.queries import amber_of
from tutela_web.warning.models import Alert

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.postgresql
class TestMeasured(KindTests):
    kind = MEASURED
    values: ClassVar = {
        "words": "How many alerts were opened?",
        "kind": "computed",
        "level": "activity",
        "unit": "alerts",
        "every_days": 30,
        "measure": "count",
        "table": "alerts",
        "percentile": 50,
        "where": "level=imminent",
        "classification": 1,
    }
    changes: ClassVar = {"where": "level=imminent|ongoing"}


@pytest.mark.postgresql
class TestJudgment(KindTests):
    kind = JUDGMENT
    values: ClassVar = {"verdict": "partly", "why": "Fields are open", "classification": 0}
    changes: ClassVar = {"why": "Fields are open again"}

    def parent(self, cast: Cast) -> Any:
        fields = {"words": "Families farm", "term": "medium", "tiers": [2]}
        return set_objective(fields, by=at_desk(cast, "poc_adviser"))


def url(name: str, *args: Any) -> str:
    return reverse(f"monitoring:{name}", args=["luma", *args])


def taken(client: Any, *keys: str) -> None:
    """The adviser ticks indicators of the library."""
    assert client.post(url("indicator_library"), {"key": list(keys)}).status_code == 302


def computed(client: Any) -> None:
    """The adviser has them computed, and the worker does it."""
    assert client.post(url("indicators_compute")).status_code == 302
    for job in Job.objects.filter(kind="compute_indicators", state="waiting"):
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == "done", job.error


def value_of(key: str, last: date) -> IndicatorValue:
    return IndicatorValue.objects.get(definition__key=key, last=last, replaced_by=None, area=None)


DECEMBER, NOVEMBER = date(2018, 12, 31), date(2018, 11, 30)


def test_figures_are_what_is_counted_in_the_database_and_open_their_records(
    cast: Cast, sign_in: Any
) -> None:
    december(cast)
    for day, killed in ((3, 4), (5, 2), (40, 7), (5, None)):
        make.incident(
            cast.mission,
            by=cast.amina,
            event_from=make.TODAY - timedelta(days=day),
            killed=killed,
            area=cast.north,
        )
    later(cast.mission, days=5)
    client = sign_in(cast.adviser)
    taken(client, "civilians_killed", "attacks", "un_response", "hours_to_arrive", "feel_safe")
    computed(client)
    # counted again, by hand, from the tables themselves
    rows = list(Incident.objects.all())
    within = [r for r in rows if r.event_from and r.event_from.month == 12]
    killed_in_december = sum(r.killed or 0 for r in within)
    value = value_of("civilians_killed", DECEMBER)
    assert value.value == killed_in_december == 6
    assert value.left_out["what is asked of them is not known"] == 1
    assert sorted(value.counted) == sorted(
        f"incident:{r.pk.hex}" for r in within if r.killed is not None
    )
    assert value_of("civilians_killed", NOVEMBER).value == 7
    response = value_of("un_response", DECEMBER)
    assert (response.numerator, response.denominator) == (1, 3)
    assert Alert.objects.count() == 3
    north = {row["word"]: row for row in response.parts["area"]}[cast.north.pk.hex]
    assert (north["numerator"], north["denominator"]) == (1, 2)
    assert value_of("hours_to_arrive", DECEMBER).value == pytest.approx(0.75, abs=0.01)
    page = squeezed(client.get(url("indicator_value", response.pk)).content.decode())
    assert "AL-0001" in page and "1 of 3" in page and "version 1" in page
    listed = squeezed(client.get(url("indicators")).content.decode())
    assert "never measured" in listed
    indicator = client.get(url("indicator", response.definition_id)).content.decode()
    assert "<svg" in indicator and "Of all alerts" in indicator
    pictures = client.get(url("indicator_pictures")).content.decode()
    assert pictures.count("<svg") >= 2


def test_a_month_nobody_reported_in_is_not_a_quiet_month(cast: Cast, sign_in: Any) -> None:
    make.incident(cast.mission, by=cast.amina, area=cast.north, event_from=date(2018, 11, 7))
    client = sign_in(cast.adviser)
    taken(client, "attacks")
    records.edit(IndicatorDefinition.objects.get(), {"every_days": 30}, version=1, by=cast.adviser)
    computed(client)
    value = value_of("attacks", NOVEMBER)
    assert (value.state, value.value) == ("value", 1)
    areas = {row["word"]: (row["state"], row["value"]) for row in value.parts["area"]}
    assert areas == {cast.north.pk.hex: ("value", 1), cast.south.pk.hex: ("missing", None)}
    assert value.left_out == {"areas nobody reported from": 1}
    october = value_of("attacks", date(2018, 10, 31))
    assert (october.state, october.value) == ("missing", None)
    page = client.get(url("indicator", value.definition_id)).content.decode()
    assert "nobody reported anything in the period" in page


@pytest.mark.postgresql
def test_a_correction_is_a_new_value_that_says_what_changed(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.adviser)
    first = make.incident(
        cast.mission, by=cast.amina, area=cast.north, event_from=date(2018, 11, 7), killed=4
    )
    taken(client, "civilians_killed")
    computed(client)
    before = value_of("civilians_killed", NOVEMBER)
    computed(client)
    assert value_of("civilians_killed", NOVEMBER).pk == before.pk, "nothing changed"
    make.incident(
        cast.mission, by=cast.amina, area=cast.south, event_from=date(2018, 11, 9), killed=3
    )
    records.edit(first, {"killed": 5}, version=1, by=cast.amina)
    computed(client)
    after = value_of("civilians_killed", NOVEMBER)
    assert (before.value, after.value, after.replaces_id) == (4, 8, before.pk)
    assert after.changed == {"before": 4, "after": 8, "came": 1, "went": 0}
    old = squeezed(client.get(url("indicator_value", before.pk)).content.decode())
    assert "A later value stands for this one" in old
    page = squeezed(client.get(url("indicator_value", after.pk)).content.decode())
    assert "1 record more" in page
    before.refresh_from_db()
    assert before.value == 4, "what was told stays as it was told"


def test_who_reads_one_area_reads_its_figure_and_not_the_whole(cast: Cast, sign_in: Any) -> None:
    for area, killed in ((cast.north, 41), (cast.south, 32)):
        make.incident(
            cast.mission, by=cast.amina, area=area, event_from=date(2018, 11, 7), killed=killed
        )
    client = sign_in(cast.adviser)
    taken(client, "civilians_killed")
    computed(client)
    value = value_of("civilians_killed", NOVEMBER)
    assert value.value == 73
    for address in (
        url("indicator", value.definition_id),
        url("indicator_value", value.pk),
        url("indicators"),
    ):
        assert "73" in squeezed(client.get(address).content.decode())
        theirs = squeezed(sign_in(cast.hofo).get(address).content.decode())
        assert ">73<" not in theirs and "73 persons" not in theirs and "32 persons" not in theirs
    north = squeezed(sign_in(cast.hofo).get(url("indicator", value.definition_id)).content.decode())
    assert "41 persons" in north and "not for your reading" in north
    assert sign_in(cast["partner"]).get(url("indicators")).status_code == 404
    address = f"{ROOT}/indicators/{value.definition_id}/values"
    told, theirs = (
        Program(one).get(address).json()["results"] for one in (cast.adviser, cast.hofo)
    )
    assert {row["last"]: row["value"] for row in told}["2018-11-30"] == 73
    assert {row["state"] for row in theirs} == {"suppressed"}
    assert all(row["value"] is row["numerator"] is None for row in theirs)
    assert Program(cast["partner"]).get(address).status_code == 404


@pytest.mark.parametrize("compartment", ["crsv", "mrm"])
def test_a_closed_record_leaves_no_trace_in_any_value(
    cast: Cast, sign_in: Any, compartment: str
) -> None:
    day = date(2018, 11, 7)
    make.incident(cast.mission, by=cast.amina, area=cast.north, event_from=day)
    client = sign_in(cast.adviser)
    taken(client, *(one.key for one in library()))
    computed(client)
    kept = ("definition__key", "first", "state", "value", "low", "high", "parts", "left_out")
    bare = sorted(map(repr, IndicatorValue.objects.values_list(*kept)))
    make.closed_incident(
        cast.mission, compartment, by=cast.amina, area=cast.north, event_from=day, killed=9
    )
    computed(client)
    assert sorted(map(repr, IndicatorValue.objects.values_list(*kept))) == bare


def given(**more: Any) -> dict[str, Any]:
    return {
        "first": "2018-10-01",
        "last": "2018-11-30",
        "value": "62",
        "sample": "400",
        "said_by": "Civil Affairs",
        "evidence": "Survey of October, file 12",
    } | more


@pytest.mark.postgresql
def test_a_survey_has_its_interval_and_an_activity_says_that_it_is_one(
    cast: Cast, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    taken(client, "feel_safe", "decided_in_time")
    survey = IndicatorDefinition.objects.get(key="feel_safe")
    answer = client.post(url("value_give", survey.pk), given(evidence=" "))
    assert answer.status_code == 400
    assert client.post(url("value_give", survey.pk), given(last="2019-06-30")).status_code == 400
    assert client.post(url("value_give", survey.pk), given()).status_code == 302
    value = IndicatorValue.objects.get()
    assert value.low == pytest.approx(57.15, abs=0.05) and value.high == pytest.approx(
        66.62, abs=0.05
    )
    assert client.post(url("value_give", survey.pk), given(value="58")).status_code == 302
    later_one = IndicatorValue.objects.get(replaced_by=None)
    assert later_one.replaces_id == value.pk and later_one.changed == {"before": 62, "after": 58}
    activity = IndicatorDefinition.objects.get(key="decided_in_time")
    page = client.get(url("indicator", activity.pk)).content.decode()
    assert "by it alone nothing is achieved" in page
    assert client.post(url("value_give", activity.pk), given()).status_code == 400
    assert sign_in(cast.boris).post(url("value_give", survey.pk), given()).status_code == 403


@pytest.mark.postgresql
def test_an_objective_is_not_achieved_by_what_was_done(cast: Cast, sign_in: Any) -> None:
    by = at_desk(cast, "poc_adviser")
    aim = set_objective({"words": "Families farm", "term": "medium", "tiers": [2]}, by=by)
    client = sign_in(cast.adviser)
    taken(client, "decided_in_time", "feel_safe")
    page = reverse("programme:objective", args=["luma", aim.pk])
    judge = url("judgment_new", aim.pk)
    assert "not judged yet" in client.get(page).content.decode()
    said = {"verdict": "achieved", "why": "patrols went daily", "classification": "1"}
    refused = client.post(judge, said)
    assert refused.status_code == 400
    assert "what was done says nothing of it" in unescape(refused.content.decode())

    survey = IndicatorDefinition.objects.get(key="feel_safe")
    benchmark = {"objective": aim, "target": 60.0, "target_on": make.TODAY}
    edit_record(MEASURED, survey, benchmark, version=survey.version, by=by)
    recent = given(first="2018-12-01", last="2018-12-30")
    assert client.post(url("value_give", survey.pk), recent).status_code == 302
    assert client.post(judge, said | {"why": "62 % feel safe"}).status_code == 302
    told = squeezed(client.get(page).content.decode())
    assert "achieved" in told and "62 % feel safe" in told
    assert [row["level"] for row in ObjectiveJudgment.objects.get().rests_on] == ["perception"]


def test_a_file_of_values_is_kept_whole_or_not_at_all(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.amina)
    taken(client, "schools_open", "attacks")
    code = IndicatorDefinition.objects.get(key="schools_open").code
    head = "indicator,first,last,value,said_by,evidence,area\n"
    good = f"{code},2018-10-01,2018-10-31,71,Child Protection,Letter 3,Field Office North\n"
    bad = "M-99,2018-10-01,2018-10-31,71,Child Protection,Letter 3,\n"

    def sent(text: str) -> Any:
        file = SimpleUploadedFile("values.csv", text.encode())
        return client.post(url("values_import"), {"file": file})

    refused = sent(head + good + bad)
    assert refused.status_code == 400 and "M-99" in unescape(refused.content.decode())
    assert not IndicatorValue.objects.exists()
    assert sent("a,b\n1,2\n").status_code == 400
    assert sent(head + good).status_code == 302
    value = IndicatorValue.objects.get()
    assert (value.value, value.area_id, value.said_by) == (71, cast.north.pk, "Child Protection")


def test_a_benchmark_needs_its_day_and_a_missed_one_stands_first(cast: Cast, sign_in: Any) -> None:
    make.incident(cast.mission, by=cast.amina, area=cast.north, event_from=date(2018, 11, 7))
    client = sign_in(cast.adviser)
    taken(client, "un_response", "civilians_killed")
    definition = IndicatorDefinition.objects.get(key="civilians_killed")
    form = client.get(url("indicator_edit", definition.pk)).context["form"]
    posted = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    posted |= {"version": 1, "target": "1", "reason": "agreed in the POC forum"}
    assert client.post(url("indicator_edit", definition.pk), posted).status_code == 400
    posted["target_on"] = "2019-06-30"
    assert client.post(url("indicator_edit", definition.pk), posted).status_code == 302
    computed(client)
    missed = [one for one, _value in breached_definitions(cast.mission)]
    assert missed == [definition]
    page = squeezed(client.get(url("indicators")).content.decode())
    assert "1 benchmark is missed" in page
    assert page.index(definition.code) < page.index("M-1<")
    assert at_desk(cast, "analyst").may("keep_indicators")


def test_a_missed_benchmark_turns_section_j_amber_and_stands_on_the_agenda(
    cast: Cast, sign_in: Any
) -> None:
    strategy = in_force(cast)
    make.incident(cast.mission, by=cast.amina, area=cast.north, event_from=date(2018, 11, 7))
    client = sign_in(cast.adviser)
    taken(client, "attacks", "civilians_killed")
    definition = IndicatorDefinition.objects.get(key="civilians_killed")
    benchmark = {"target": 1.0, "target_on": date(2019, 6, 30)}
    records.edit(definition, benchmark, version=1, by=cast.adviser)
    assert "J" not in amber_of(at_desk(cast, "poc_adviser"), strategy).sections
    computed(client)
    (why,) = amber_of(at_desk(cast, "poc_adviser"), strategy).sections["J"].why
    assert why.trigger.label == "an indicator missed its benchmark"
    assert why.url == url("indicator", definition.pk) and "4 / 1 persons" in why.after
    assert "J" not in amber_of(at_desk(cast, "head_of_field_office"), strategy).sections, (
        "who reads one area is not told what the whole mission's figure is"
    )
    chief = at_desk(cast, "chief_of_staff")
    forum = create_record(FORUM, {"name": "SMG-P", "kind": "senior", "classification": 1}, by=chief)
    meeting = call_meeting(
        forum, {"starts_at": clock.now(cast.mission) + timedelta(days=2)}, by=chief
    )
    page = squeezed(client.get(reverse("fora:meeting", args=["luma", meeting.pk])).content.decode())
    assert "Benchmarks missed" in page and definition.code in page
