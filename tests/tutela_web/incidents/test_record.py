"""Somebody writes down what happened: partly, with a place as said, sometimes in a compartment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.recording import record
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.ids import new_id
from tutela_web.incidents.happened.queries import happened_in
from tutela_web.incidents.models import ClosedIncident, Incident, IncidentLink, OpenRelease
from tutela_web.incidents.record.verbs import edit_incident, record_incident
from tutela_web.warning.models import Alert
from tutela_web.warning.tripwires.verbs import trip

NEW = "/m/luma/incidents/new/"


def answers(**said: Any) -> dict[str, Any]:
    """What somebody fills in; the rest stays empty."""
    return {
        "id": str(new_id()),
        "un_personnel": "no",
        "title": "Herders shot at the ford",
        "event_from": "2018-12-30",
        "event_precision": "day",
        "harms": ["killing"],
        "attribution": "unknown",
        "motive": "unknown",
        "classification": "1",
        "language": "en",
    } | said


def test_amina_records_and_what_she_left_empty_is_not_known(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast.amina)
    assert browser.get(NEW).status_code == 200
    sent = answers(killed="3", injured_unknown="on", abducted="0")
    answer = browser.post(NEW, sent)
    made = Incident.objects.get()
    assert answer.status_code == 302, answer.content.decode()
    assert (made.killed, made.injured, made.abducted, made.displaced) == (3, None, 0, None)
    assert (made.place, made.prior_warning, made.verification) == (None, None, "reported")
    browser.post(NEW, sent)  # the link was bad: the phone sent it again
    assert Incident.objects.count() == 1


def test_a_sign_before_harm_is_offered_recorded_and_alerts_once(cast: Cast, sign_in: Any) -> None:
    """A rule of one sign opens an alert by itself; another is kept, and is no harm done."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    browser = sign_in(cast.amina)
    page = " ".join(browser.get(NEW).content.decode().split())
    done, alerting, other = (
        page.index(words) for words in ("Harm done", "Signs before", "Other signs")
    )
    assert done < page.index('value="killing"') < alerting < page.index('value="perimeter breach"')
    assert alerting < page.index('value="separation by identity"') < other
    assert other < page.index('value="change of control"')
    today = clock.today(cast.mission)
    for sign in ("separation by identity", "change of control", "clash"):
        browser.post(NEW, answers(place_said="Luma", harms=[sign], event_from=str(today)))
    trip(cast.mission)
    trip(cast.mission)
    alert = Alert.objects.get()
    assert (alert.tripwire, alert.place) == ("separation by identity", luma)
    amina = standing_of(cast.amina, cast.mission)
    happened = happened_in(amina, None, since=today)
    assert happened["against_civilians"].to_list() == [False] * 3


@pytest.mark.parametrize(("who", "status"), [("boris", 403), ("chen", 404), ("auditor", 404)])
def test_a_reader_may_not_and_a_stranger_meets_nothing(
    cast: Cast, sign_in: Any, who: str, status: int
) -> None:
    assert sign_in(cast[who]).get(NEW).status_code == status
    assert sign_in(cast[who]).post(NEW, answers()).status_code == status
    assert not Incident.objects.exists()


def test_a_name_well_ahead_is_matched_and_a_likely_one_is_asked(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma")
    browser = sign_in(cast.amina)
    for said in ("LUMA", "Lumma", "لوما"):
        browser.post(NEW, answers(place_said=said))
        assert Incident.objects.order_by("number").last().place == luma, said
    asked = browser.post(NEW, answers(place_said="Lumo"))
    assert asked.status_code == 200 and str(luma.pk) in asked.content.decode()
    browser.post(NEW, answers(place_said="Lumo", place="none"))
    assert Incident.objects.order_by("number").last().place is None
    browser.post(NEW, answers(place_said="Lumo", place=str(luma.pk)))
    assert Incident.objects.filter(place=luma, place_said="Lumo").exists()


def test_a_figure_and_not_known_at_once_is_asked_again(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.amina).post(NEW, answers(killed="3", killed_unknown="on"))
    assert page.status_code == 200 and b"not both" in page.content
    page = sign_in(cast.amina).post(NEW, answers(killed_low="9", killed="3"))
    assert b"above the best" in page.content
    page = sign_in(cast.amina).post(NEW, answers(event_from="2019-01-04"))
    assert b"not come yet" in page.content


def test_a_people_is_never_an_actor(cast: Cast, sign_in: Any) -> None:
    sign_in(cast.amina).post(NEW, answers(other_perpetrators="Murle; Group Kestrel 2"))
    made = Incident.objects.get()
    assert made.other_perpetrators == ["communal armed elements", "Group Kestrel 2"]


def test_a_head_of_field_office_records_in_the_own_area_only(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast.hofo)
    assert b"valid choice" in browser.post(NEW, answers(area=str(cast.south.pk))).content
    browser.post(NEW, answers())
    assert Incident.objects.get().area == cast.north
    with pytest.raises(Denied):
        record_incident({"title": "x", "area": cast.south}, by=standing_of(cast.hofo, cast.mission))


def test_misconduct_by_un_personnel_stops_the_form_and_leaves_nothing(
    cast: Cast, sign_in: Any
) -> None:
    lines = AuditEntry.objects.count()
    page = sign_in(cast.amina).post(NEW, answers(un_personnel="yes", title="What a soldier did"))
    said = page.content.decode()
    assert "Conduct and Discipline" in said and "OIOS" in said
    assert "What a soldier did" not in said
    assert not Incident.objects.exists() and not ClosedIncident.objects.exists()
    told = AuditEntry.objects.order_by("pk")[lines:]
    assert [(one.act, one.person_id) for one in told] == [("receive", None)]


def test_a_closed_harm_takes_its_words_with_it_and_the_writer_is_told(
    cast: Cast, sign_in: Any
) -> None:
    browser = sign_in(cast.amina)
    said = answers(closed_harms=["crsv"], title="Women taken at the well", summary="Words of harm")
    page = record(browser, said, follow=True)
    assert "cannot read this part again" in page.content.decode()
    assert not Incident.objects.exists()  # what is open waits for the compartment's office
    shut = ClosedIncident.objects.get()
    assert (shut.harms, shut.compartment, shut.release.harms) == (["crsv"], "crsv", ["killing"])
    assert (shut.title, shut.classification) == ("Women taken at the well", 2)
    assert "Words of harm" not in page.content.decode()
    assert b"Women taken" not in browser.get("/m/luma/incidents/").content


def test_where_all_is_closed_nothing_is_told_unless_it_is_asked(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast.amina)
    browser.post(NEW, answers(harms=[], closed_harms=["crsv"]))
    assert not Incident.objects.exists() and ClosedIncident.objects.count() == 1
    assert not OpenRelease.objects.exists()


def test_an_incident_without_a_title_is_called_by_its_harms(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast.amina)
    browser.post(NEW, answers(title="", harms=["killing", "looting"]))
    browser.post(NEW, answers(title="", harms=[]))
    titles = Incident.objects.order_by("number").values_list("title", flat=True)
    assert list(titles) == ["Killing, looting", "Harm or danger to civilians"]


def test_two_compartments_are_recorded_apart(cast: Cast, sign_in: Any) -> None:
    both = ["crsv", "child recruitment or use"]
    page = sign_in(cast.amina).post(NEW, answers(closed_harms=both))
    assert b"record each apart" in page.content
    assert not ClosedIncident.objects.exists()


def test_an_incident_is_made_of_an_imported_event(cast: Cast, sign_in: Any) -> None:
    event = make.event(cast.mission, make.batch(cast.mission, cast.amina), source_id="991")
    browser = sign_in(cast.amina)
    page = browser.get(f"{NEW}?event={event.handle}").content.decode()
    assert 'value="Killing, luma"' in page and 'value="2018-12-22"' in page
    browser.post(NEW, answers(event=event.handle))
    link = IncidentLink.objects.get()
    assert (link.source, link.source_id, link.incident) == ("ucdp", "991", Incident.objects.get())
    foreign = make.event(cast.other_mission, make.batch(cast.other_mission, cast.chen))
    assert browser.get(f"{NEW}?event={foreign.handle}").status_code == 404


def test_nothing_written_is_in_the_audit(cast: Cast, sign_in: Any) -> None:
    sign_in(cast.amina).post(NEW, answers(title="Elder of Luma killed", summary="At the ford"))
    said = str(list(AuditEntry.objects.values_list("detail", "subject_id", "act")))
    assert "Elder" not in said and "ford" not in said


def test_an_incident_is_marked_no_lower_than_the_place_it_names(cast: Cast, sign_in: Any) -> None:
    hidden = make.place(cast.mission, "Umber Wells", area=cast.north, classification=2)
    by = standing_of(cast["human_rights"], cast.mission)
    fields = {"title": "Herders stopped", "place": hidden, "area": cast.north, "classification": 0}
    made = record_incident(fields, by=by).incident
    open_one = make.incident(cast.mission, area=cast.north)
    edit_incident(open_one, {"place": hidden}, version=1, by=by)
    assert made is not None and made.classification == 2
    assert "Umber Wells" not in sign_in(cast.boris).get("/m/luma/incidents/").content.decode()


def test_an_adviser_records_into_the_own_compartment_and_for_the_open_list(
    cast: Cast, sign_in: Any
) -> None:
    adviser = sign_in(cast["women_protection_adviser"])
    assert adviser.get(NEW).status_code == 200
    kept = record(adviser, answers(harms=[], closed_harms=["crsv"], title="What was told"))
    assert kept.url.endswith("/compartments/incidents/"), "and is led where the adviser may read"
    assert ClosedIncident.objects.get().compartment == "crsv"
    opened = record(adviser, answers())
    assert opened.url.endswith("/compartments/incidents/") and Incident.objects.exists()
