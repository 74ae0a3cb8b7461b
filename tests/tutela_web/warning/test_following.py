"""An incident saved in haste without its village, and set right: its alert is found there too."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.warning.story import again, at_desk, later, told
from tutela_web.incidents.models import Incident
from tutela_web.warning.alerts.verbs import edit_alert, issue
from tutela_web.warning.merging.verbs import join
from tutela_web.warning.models import Alert, AlertNotice
from tutela_web.warning.tripwires.verbs import trip

pytestmark = pytest.mark.postgresql


def hurried(cast: Cast, browser: Any) -> Alert:
    """People flee, and nobody wrote down from where."""
    signs = sent(title="2,000 people on foot", event_from=str(make.TODAY), harms=["mass flight"])
    assert record(browser, signs).status_code == 302
    assert trip(cast.mission) == 1
    return again(Alert.objects.get())


def correct(browser: Any, incident: Incident, **changes: Any) -> None:
    """The form of the incident, as a person sets it right."""
    edit = f"/m/luma/incidents/{incident.pk}/edit/"
    form = browser.get(edit).context["form"]
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in given.items() if value is not None}
    answer = browser.post(edit, given | {"un_personnel": "no"} | changes)
    assert answer.status_code == 302, squeezed(answer.content.decode())[:2000]


def test_the_place_found_later_goes_on_to_the_alert_its_page_and_its_office(
    cast: Cast, sign_in: Any
) -> None:
    boma = make.place(cast.mission, "Boma", latitude=6.2, longitude=34.4, area=cast.north)
    officer, head = sign_in(cast["joc_duty_officer"]), sign_in(cast.hofo)
    alert = hurried(cast, officer)
    assert alert.place is None and head.get(f"/m/luma/alerts/{alert.pk}/").status_code == 404
    due = alert.now.dues
    later(cast.mission, minutes=20)
    incident = Incident.objects.get()
    correct(officer, incident, place=str(boma.pk), place_said="Boma", area=str(cast.north.pk))
    alert = again(alert)
    assert (alert.place, alert.area, alert.latitude) == (boma, cast.north, 6.2)
    assert alert.now.dues == due, "its clocks run on"
    assert {cast.hofo.username, cast["joc_duty_officer"].username} <= told(alert, "moved")

    page = squeezed(head.get(f"/m/luma/alerts/{alert.pk}/").content.decode())
    assert "the place was not known" in page and "corrected by" in page
    place = squeezed(head.get(f"/m/luma/places/{boma.pk}/").content.decode())
    assert str(alert) in place and "No alert is on record here" not in place
    assert str(alert) in squeezed(head.get("/m/luma/search/?q=boma").content.decode())
    shown = squeezed(officer.get(f"/m/luma/incidents/{incident.pk}/").content.decode())
    assert f'href="/m/luma/places/{boma.pk}/"' in shown, "the place of an incident is a link"
    timeline = squeezed(officer.get(f"/m/luma/alerts/{alert.pk}/timeline/").content.decode())
    assert "its place was corrected" in timeline


def test_an_alert_that_was_issued_goes_to_the_office_it_moved_to_and_both_owners_hear(
    cast: Cast, sign_in: Any
) -> None:
    boma = make.place(cast.mission, "Boma", latitude=6.2, longitude=34.4, area=cast.north)
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2, area=cast.south)
    south = make.person("head_of_the_south")
    make.post(cast.mission, "head_of_field_office", south, area=cast.south)
    officer = sign_in(cast["joc_duty_officer"])
    alert = hurried(cast, officer)
    incident = Incident.objects.get()
    correct(officer, incident, place=str(boma.pk), place_said="Boma", area=str(cast.north.pk))
    issue(again(alert), by=at_desk(cast, "joc_duty_officer"))
    assert again(alert).owner == cast.hofo
    correct(officer, incident, place=str(luma.pk), place_said="Luma", area=str(cast.south.pk))
    alert = again(alert)
    assert (alert.place, alert.owner) == (luma, south)
    moved = AlertNotice.objects.filter(alert=alert, why="moved").order_by("at").last()
    assert moved is not None and south.username in told(alert, "moved")
    assert south.username in told(alert, "issued"), "who is warned of it there is warned"
    page = squeezed(sign_in(south).get(f"/m/luma/alerts/{alert.pk}/").content.decode())
    assert "the place was Boma" in page


def test_what_a_person_wrote_on_the_alert_stands(cast: Cast, sign_in: Any) -> None:
    boma = make.place(cast.mission, "Boma", latitude=6.2, longitude=34.4, area=cast.north)
    luma = make.place(cast.mission, "Luma", latitude=7.1, longitude=30.2, area=cast.north)
    officer = sign_in(cast["joc_duty_officer"])
    alert = hurried(cast, officer)
    by = at_desk(cast, "joc_duty_officer")
    edit_alert(alert, {"place": luma}, version=alert.version, by=by)
    assert cast.hofo.username in told(alert, "moved"), "corrected on its page it is told as well"
    correct(
        officer,
        Incident.objects.get(),
        title="3,000 people on foot",
        place=str(boma.pk),
        place_said="Boma",
        area=str(cast.north.pk),
    )
    alert = again(alert)
    assert alert.place == luma and alert.act == "3,000 people on foot"


def test_an_alert_joined_to_another_lends_it_the_place_it_learns(cast: Cast, sign_in: Any) -> None:
    from tests.tutela_web.warning.story import call

    boma = make.place(cast.mission, "Boma", latitude=6.2, longitude=34.4, area=cast.north)
    officer = sign_in(cast["joc_duty_officer"])
    alert = hurried(cast, officer)
    by = at_desk(cast, "joc_duty_officer")
    root = join(alert, call(cast, level="imminent", area=None), by=by)
    assert root.pk != alert.pk
    correct(
        officer,
        Incident.objects.get(),
        place=str(boma.pk),
        place_said="Boma",
        area=str(cast.north.pk),
    )
    assert again(root).place == boma
