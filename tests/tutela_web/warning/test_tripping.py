"""Walikale, July 2010, with invented names: posts are abandoned, and the first report alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.warning.story import at_desk, later
from tutela_web.base import clock
from tutela_web.incidents.models import Incident
from tutela_web.incidents.record.verbs import record_incident
from tutela_web.risk.models import Assessment
from tutela_web.warning.board.queries import evidence_of
from tutela_web.warning.models import Alert, Report
from tutela_web.warning.tripwires.verbs import trip


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


def test_one_incident_of_two_signs_is_one_alert_that_says_what_the_incident_does(
    cast: Cast, sign_in: Any
) -> None:
    boma = make.place(cast.mission, "Boma", latitude=6.2, longitude=34.4, area=cast.north)
    officer = sign_in(cast["joc_duty_officer"])
    told = sent(
        title="People leave Boma",
        place=str(boma.pk),
        place_said="Boma",
        event_from=str(make.TODAY),
        harms=["mass flight", "threat or ultimatum"],
        displaced="1200",
        other_perpetrators="White Riders of the ford",
    )
    assert record(officer, told).status_code == 302
    assert trip(cast.mission) == 1 and trip(cast.mission) == 0
    alert, incident = Alert.objects.get(), Incident.objects.get()
    assert Report.objects.count() == 1 and alert.tripwire == "ultimatum"
    page = squeezed(officer.get(f"/m/luma/alerts/{alert.pk}/").content.decode())
    assert f"incidents/{incident.pk}/" in page and "Displaced: 1200" in page
    day = f"{make.TODAY.day} {make.TODAY:%b %Y}"
    assert day in page and "White Riders of the ford" in page
    assert "How many armed people" in page, "what is not known is said for what it is"

    other = abandoned(cast, boma)
    trip(cast.mission)
    second = Alert.objects.exclude(pk=alert.pk).get()
    address = f"/m/luma/incidents/{incident.pk}/"
    page = squeezed(officer.get(address).content.decode())
    mine, near = page.split(f"/m/luma/alerts/{alert.pk}/")[1], f"/m/luma/alerts/{second.pk}/"
    assert "opened by this incident" in mine and near in page
    assert "opened by this incident" not in page.split(near)[1]
    assert f"/m/luma/alerts/{second.pk}/" in squeezed(
        officer.get(f"/m/luma/incidents/{other.pk}/").content.decode()
    )
    Alert.objects.filter(pk=second.pk).update(classification=2)
    page = squeezed(sign_in(cast.boris).get(address).content.decode())
    assert near not in page and str(second) not in page


def test_a_sign_added_to_an_incident_is_one_more_report_of_its_alert(
    cast: Cast, sign_in: Any
) -> None:
    boma = make.place(cast.mission, "Boma", latitude=6.2, longitude=34.4, area=cast.north)
    incident = abandoned(cast, boma)
    trip(cast.mission)
    officer = sign_in(cast["joc_duty_officer"])
    edit = f"/m/luma/incidents/{incident.pk}/edit/"
    form = officer.get(edit).context["form"]
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in given.items() if value is not None}
    signs = {"harms": ["security-force withdrawal", "mass flight"], "un_personnel": "no"}
    assert officer.post(edit, given | signs).status_code == 302
    assert trip(cast.mission) == 1 and trip(cast.mission) == 0
    assert Alert.objects.count() == 1 and Report.objects.count() == 2
