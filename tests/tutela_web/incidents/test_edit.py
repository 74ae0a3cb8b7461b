"""Two people change one incident: nothing is lost, figures leave a trail, a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.sent import sent_by
from tutela.base.errors import BadParameter, TutelaError
from tutela_web.access.policy import standing_of
from tutela_web.actors.verbs import edit_actor
from tutela_web.incidents.models import Incident
from tutela_web.incidents.record.forms import EditForm, values_of
from tutela_web.incidents.record.verbs import edit_incident
from tutela_web.places.verbs import edit_place
from tutela_web.records.versions.queries import versions_of


def sheet(made: Incident, cast: Cast, **said: Any) -> dict[str, Any]:
    """The form as a browser would send it back, with some answers changed."""
    began = {"began": made.version, "version": made.version}
    form = EditForm(
        standing=standing_of(cast.amina, cast.mission),
        incident=made,
        initial=values_of(made) | began,
    )
    return sent_by(form) | said


def address(made: Incident) -> str:
    return f"/m/luma/incidents/{made.pk}/edit/"


def test_an_untouched_form_changes_nothing(cast: Cast, sign_in: Any) -> None:
    made = make.incident(
        cast.mission,
        title="Herds taken",
        place=make.place(cast.mission),
        place_said="Luma",
        perpetrator=make.actor(cast.mission),
        grade="B2",
        prior_warning=False,
        event_from_time="04:30",
        other_perpetrators=["Group Kestrel 2"],
        summary="Line one\nline two",
        area=cast.north,
        latitude=7.25,
        longitude=30.5,
        place_precision=2,
    )
    made.refresh_from_db()
    answer = sign_in(cast.amina).post(address(made), sheet(made, cast))
    assert answer.status_code == 302, answer.content.decode()
    made.refresh_from_db()
    assert made.version == 1


def test_figures_need_a_reason_and_leave_a_trail_on_the_page(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission, killed=4)
    browser = sign_in(cast.amina)
    page = browser.post(address(made), sheet(made, cast, killed="6"))
    assert page.status_code == 200 and b"say why" in page.content
    browser.post(address(made), sheet(made, cast, killed="6", reason="Second visit to the site"))
    said = squeezed(browser.get(f"/m/luma/incidents/{made.pk}/").content.decode())
    assert "<del>4</del> <ins>6</ins>" in said
    assert "Second visit to the site" in said and "analyst" in said and "EAT" in said
    with pytest.raises(TutelaError, match="reason"):
        edit_incident(made, {"killed": 9}, version=2, by=standing_of(cast.amina, cast.mission))


def test_changes_of_other_fields_are_merged(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission, title="Attack", killed=4)
    mine, hers = (
        sheet(made, cast, title="Attack on a camp"),
        sheet(made, cast, injured="2", reason="x"),
    )
    sign_in(cast.adviser).post(address(made), hers)
    sign_in(cast.amina).post(address(made), mine)
    made.refresh_from_db()
    assert (made.title, made.injured, made.version) == ("Attack on a camp", 2, 3)


def test_the_same_field_is_compared_side_by_side_and_the_choice_sent_again(
    cast: Cast, sign_in: Any
) -> None:
    made = make.incident(cast.mission, title="Attack", killed=4)
    mine = sheet(made, cast, killed="9", title="Attack on a camp", reason="Our patrol counted")
    sign_in(cast.adviser).post(address(made), sheet(made, cast, killed="6", reason="Hospital"))
    browser = sign_in(cast.amina)
    page = browser.post(address(made), mine)
    said = page.content.decode()
    assert page.status_code == 409
    for value in (">4<", ">6<", ">9<", "Hospital", "poc adviser"):
        assert value in said, value
    made.refresh_from_db()
    assert (made.killed, made.title) == (6, "Attack")
    browser.post(address(made), mine | {"version": "2", "choose_killed": "theirs"})
    made.refresh_from_db()
    assert (made.killed, made.title, made.version) == (6, "Attack on a camp", 3)
    again = sheet(made, cast) | mine | {"version": "3", "choose_killed": "yours"}
    assert browser.post(address(made), again).status_code == 302
    made.refresh_from_db()
    assert made.killed == 9


def test_what_was_marked_higher_meanwhile_is_told_by_no_conflict(cast: Cast) -> None:
    made = make.incident(cast.mission, title="Attack")
    stale = Incident.objects.get(pk=made.pk)
    rights = standing_of(cast["human_rights"], cast.mission)
    told = {"title": "Named witness shot", "classification": 2}
    edit_incident(made, told, version=1, by=rights)
    amina = standing_of(cast.amina, cast.mission)
    with pytest.raises(Http404):
        edit_incident(stale, {"title": "Attack on a camp"}, version=1, by=amina)


def test_boris_may_not_edit_and_for_chen_there_is_no_page(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission)
    for who, status in (("boris", 403), ("chen", 404), ("unit_commander", 404)):
        assert sign_in(cast[who]).get(address(made)).status_code == status
        assert sign_in(cast[who]).post(address(made), sheet(made, cast)).status_code == status


def test_a_reporter_edits_the_own_only(cast: Cast, sign_in: Any) -> None:
    reporter = cast["field_reporter"]
    own = make.incident(cast.mission, by=reporter, area=cast.north)
    near = make.incident(cast.mission, area=cast.north, classification=0)
    browser = sign_in(reporter)
    assert browser.get(address(own)).status_code == 200
    assert browser.get(address(near)).status_code == 403


def test_a_closed_harm_cannot_be_edited_into_an_open_incident(cast: Cast) -> None:
    made = make.incident(cast.mission)
    with pytest.raises(TutelaError, match="compartment"):
        edit_incident(
            made, {"harms": ["crsv"]}, version=1, by=standing_of(cast.amina, cast.mission)
        )


def test_a_retired_actor_and_a_word_of_old_survive_an_edit_of_something_else(
    cast: Cast, sign_in: Any
) -> None:
    old = make.actor(cast.mission, "Group Heron", retired=True)
    made = make.incident(cast.mission, perpetrator=old, harms=["killing", "arbitrary detention"])
    sign_in(cast.amina).post(address(made), sheet(made, cast, title="Other words"))
    made.refresh_from_db()
    assert (made.title, made.perpetrator) == ("Other words", old)
    assert made.harms == ["killing", "arbitrary detention"]


def test_a_place_said_anew_is_matched_anew(cast: Cast, sign_in: Any) -> None:
    luma, torit = make.place(cast.mission, "Luma"), make.place(cast.mission, "Torit")
    made = make.incident(cast.mission, place=luma, place_said="Luma")
    browser = sign_in(cast.amina)
    browser.post(address(made), sheet(made, cast, place_said="Torit", place=""))
    made.refresh_from_db()
    assert (made.place, made.place_said) == (torit, "Torit")
    browser.post(address(made), sheet(made, cast, place="none"))
    made.refresh_from_db()
    assert (made.place, made.place_said) == (None, "Torit")


def test_an_edit_marks_no_incident_below_what_it_names(cast: Cast) -> None:
    by = standing_of(cast.amina, cast.mission)
    wells = make.place(cast.mission, "Umber Wells", classification=1)
    heron = make.actor(cast.mission, "Group Heron", classification=1)
    for names in ({"place": wells}, {"perpetrator": heron}):
        made = make.incident(cast.mission, classification=1, **names)
        kept = edit_incident(made, {"classification": 0, "title": "x"}, version=1, by=by)
        assert (kept.classification, kept.title) == (1, "x"), names
    stale = make.incident(cast.mission, classification=1)
    edit_incident(stale, {"place": wells}, version=1, by=by)
    kept = edit_incident(stale, {"classification": 0}, version=1, by=by)
    assert kept.classification == 1  # the place was named meanwhile
    free = edit_incident(kept, {"place": None, "classification": 0}, version=2, by=by)
    assert free.classification == 0


def test_an_incident_is_marked_above_the_own_clearance_by_its_author_only(
    cast: Cast, sign_in: Any
) -> None:
    amina = standing_of(cast.amina, cast.mission)
    theirs = make.incident(cast.mission, by=cast.adviser)
    with pytest.raises(BadParameter, match="classified so high"):
        edit_incident(theirs, {"classification": 2}, version=1, by=amina)
    page = sign_in(cast.amina).post(address(theirs), sheet(theirs, cast, classification="2"))
    assert page.status_code == 400 and "classified so high" in page.content.decode()
    own = edit_incident(
        make.incident(cast.mission, by=cast.amina), {"classification": 2}, version=1, by=amina
    )
    assert sign_in(cast.amina).get(f"/m/luma/incidents/{own.pk}/").status_code == 200


def test_a_place_or_actor_marked_higher_takes_its_incidents_along(cast: Cast) -> None:
    by = standing_of(cast.amina, cast.mission)
    wells, heron = make.place(cast.mission, "Umber Wells"), make.actor(cast.mission, "Group Heron")
    there = make.incident(cast.mission, place=wells, classification=0)
    theirs = make.incident(cast.mission, perpetrator=heron, classification=0)
    closer = make.incident(cast.mission, place=wells, classification=2)
    other = make.incident(cast.mission, classification=0)
    edit_place(wells, {"classification": 1}, version=1, by=by)
    edit_actor(heron, {"classification": 1}, version=1, by=by)
    for made, marked in ((there, 1), (theirs, 1), (closer, 2), (other, 0)):
        made.refresh_from_db()
        assert made.classification == marked
    last = versions_of(there).newest()
    assert last is not None and last.version_by_id == cast.amina.pk
    assert last.version_why == "what it names was marked higher"
    edit_place(wells, {"classification": 0}, version=2, by=by)
    there.refresh_from_db()
    assert (there.classification, there.version) == (1, 2)  # a person lowers an incident


def test_many_incidents_of_a_place_marked_higher_are_no_more_questions(cast: Cast) -> None:
    by = standing_of(cast.amina, cast.mission)
    asked = []
    for number in (2, 20):
        wells = make.place(cast.mission, f"Umber Wells {number}")
        for _ in range(number):
            make.incident(cast.mission, place=wells, classification=0)
        with CaptureQueriesContext(connection) as told:
            edit_place(wells, {"classification": 1}, version=1, by=by)
        asked.append(len(told))
        assert not Incident.objects.filter(place=wells, classification=0).exists()
        with CaptureQueriesContext(connection) as told:
            edit_place(wells, {"name": f"Wells {number}"}, version=2, by=by)
        assert not [q for q in told if "incidents_incident" in q["sql"]]
    assert asked[0] == asked[1]
