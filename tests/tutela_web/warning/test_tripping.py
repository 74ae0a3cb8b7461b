"""Walikale, July 2010, with invented names: posts are abandoned, and the first report alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk, later
from tutela_web.base import clock
from tutela_web.incidents.models import Incident
from tutela_web.incidents.verbs import record_incident
from tutela_web.risk.models import Assessment
from tutela_web.warning.models import Alert, Report
from tutela_web.warning.queries import evidence_of
from tutela_web.warning.tripping import trip


def abandoned(cast: Cast, place: Any, title: str = "Army posts abandoned") -> Incident:
    by = at_desk(cast, "joc_duty_officer")
    fields = {
        "title": title,
        "harms": ["security-force withdrawal"],
        "place": place,
        "place_said": place.name,
        "area": place.area,
        "grade": "C3",
        "event_from": clock.today(cast.mission),
    }
    found = record_incident(fields, by=by).incident
    assert found is not None
    return found


def test_the_first_report_of_posts_left_alerts_though_it_is_c3_and_no_score_asked(
    cast: Cast,
) -> None:
    luvu = make.place(cast.mission, "Luvu", area=cast.north)
    one = abandoned(cast, luvu)
    assert trip(cast.mission) == 1
    alert = Alert.objects.get()
    assert (alert.source, alert.place, alert.grade) == ("tripwire", luvu, "C3")
    assert alert.tripwire == "protectors leaving" and alert.owner is not None
    incidents, events, hidden = evidence_of(at_desk(cast, "poc_adviser"), alert)
    assert incidents == [one] and not events and hidden == 0
    assert trip(cast.mission) == 0 and Alert.objects.count() == 1


def test_told_again_the_same_wire_at_the_same_place_is_one_more_report(cast: Cast) -> None:
    luvu = make.place(cast.mission, "Luvu", area=cast.north)
    abandoned(cast, luvu)
    trip(cast.mission)
    later(cast.mission, hours=3)
    abandoned(cast, luvu, "The last post is empty too")
    trip(cast.mission)
    assert Alert.objects.count() == 1 and Report.objects.count() == 2


def test_an_incident_that_trips_no_wire_opens_nothing(cast: Cast) -> None:
    make.incident(cast.mission, harms=["looting"])
    assert trip(cast.mission) == 0


def fired(rule: str, event: str, place: Any) -> dict[str, Any]:
    said = place.name if place else "Nowhere known"
    return {
        "place": str(place.pk) if place else None,
        "said": said,
        "rule": rule,
        "why": "",
        "events": [event],
    }


def test_the_wires_of_an_assessment_that_rest_on_one_event_are_one_alert(cast: Cast) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    next_one = make.place(cast.mission, "Luma East", area=cast.north)
    batch = make.batch(cast.mission, cast.amina)
    yesterday = make.TODAY - timedelta(days=1)
    event = make.event(
        cast.mission, batch, harm="mass flight", date_start=yesterday, date_end=yesterday
    )
    name = f"ucdp:{event.source_id}"
    Assessment.objects.create(
        mission=cast.mission,
        on=make.TODAY,
        made_at=clock.now(cast.mission),
        events=1,
        published_at=clock.real_now(),
        tripwires=[
            fired("mass flight", name, luma),
            fired("mass flight", name, next_one),
            fired("ultimatum", "ucdp:old", None),
        ],
    )
    assert trip(cast.mission) == 1 and trip(cast.mission) == 0
    alert = Alert.objects.get()
    assert alert.place in (luma, next_one) and alert.evidence == [name]
    assert evidence_of(at_desk(cast, "poc_adviser"), alert)[1] == [event]
