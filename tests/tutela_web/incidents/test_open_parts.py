"""What the open list tells of a closed record: nothing by which others find the survivor."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.recording import NEW, record, seen, sent
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import later
from tutela_web.base.jobs import go_round
from tutela_web.channels.gateway_queries import ledger
from tutela_web.channels.models import Message
from tutela_web.incidents.models import ClosedIncident, Incident, OpenRelease

HOUSE = "house of widow Nyakim behind the borehole"
WORDS = (HOUSE, "Nyakim", "7.7812", "33.0123", "taken from her house", "27 Dec")


@pytest.fixture
def villages(cast: Cast) -> dict[str, Any]:
    """A district with a town and two villages."""
    where = {"adm1": "Jonglei", "adm2": "Uror", "area": cast.north}
    kinds = {"Luma": "town", "Kuri": "village", "Akobo": "village"}
    return {
        name: make.place(cast.mission, name, kind=kind, **where) for name, kind in kinds.items()
    }


def told(**answers: Any) -> dict[str, Any]:
    """What a human rights officer writes of sexual violence at a house."""
    return (
        sent(
            title="A woman was taken from her house",
            summary="taken from her house at night",
            closed_harms=["crsv"],
            place_said=HOUSE,
            place="none",
            latitude="7.7812345",
            longitude="33.0123456",
            place_precision="1",
            event_from="2018-12-27",
        )
        | answers
    )


def pages_of(browser: Any, incident: Incident) -> str:
    """What a reader sees of an incident: the list, the page, its history, and the export."""
    here = f"/m/luma/incidents/{incident.pk}/"
    asked = ("/m/luma/incidents/", here, f"{here}history/?version=1", f"{here}history/")
    return "".join(browser.get(page).content.decode() for page in asked)


def test_before_saving_the_recorder_sees_what_others_will_see(
    cast: Cast, sign_in: Any, villages: Any
) -> None:
    rights = sign_in(cast["human_rights"])
    page = rights.post(NEW, told(danger="past"))
    shown = page.content.decode().split('id="openly"')[1]
    assert not ClosedIncident.objects.exists()
    assert "7.5–8.0° N, 33.0–33.5° E" in shown and "24" in shown and "week" in shown
    assert not any(word in shown.split("</section>")[0] for word in WORDS)
    # Other answers show other things: they are shown again before they are kept.
    again = rights.post(NEW, told(danger="ongoing", confirmed=seen(page)))
    assert again.status_code == 200 and not ClosedIncident.objects.exists()
    assert rights.post(NEW, told(danger="ongoing", confirmed=seen(again))).status_code == 302


@pytest.mark.parametrize(
    ("at", "place", "said"),
    [("Luma", "Luma", ""), ("Kuri", None, "Uror, Jonglei"), ("", None, "7.5–8.0° N, 33.0–33.5° E")],
)
def test_the_office_approves_and_a_commander_reads_a_town_a_district_or_a_cell(
    cast: Cast, sign_in: Any, villages: Any, at: str, place: str | None, said: str
) -> None:
    chosen = str(villages[at].pk) if at else "none"
    answer = record(
        sign_in(cast["human_rights"]), told(danger="past", place=chosen, area=cast.north.pk)
    )
    assert answer.status_code == 302 and not Incident.objects.exists()
    part = ClosedIncident.objects.get()
    assert (part.place_said, part.latitude) == (HOUSE, 7.7812345)  # nothing is lost
    office = sign_in(cast["women_protection_adviser"])
    assert f"C-{part.number}" in office.get("/m/luma/compartments/incidents/").content.decode()
    here = f"/m/luma/compartments/incidents/{part.pk}/"
    assert b"release/" in office.get(here).content
    assert office.post(f"{here}release/", {"to": "approve"}).status_code == 302
    one = Incident.objects.get()
    assert (str(one.place or "") or None, one.place_said) == (place, said)
    assert (one.event_from, one.event_to) == (date(2018, 12, 24), date(2018, 12, 30))
    assert (one.title, one.harms, one.summary) == ("Harm or danger to civilians", [], "")
    assert (one.latitude, one.longitude, one.author, one.area) == (None, None, None, cast.north)
    commander = sign_in(cast["unit_commander"])
    read = pages_of(commander, one)
    assert not any(word in read for word in WORDS)
    assert "data-latitude" not in read and "adviser" not in read.lower()
    for export in ("incidents.csv", "incidents.geojson"):
        answer = sign_in(cast.amina).get(f"/m/luma/export/{export}")
        assert answer.status_code == 200
        out = b"".join(answer.streaming_content if answer.streaming else [answer.content])
        assert not any(word.encode() in out for word in WORDS)
    refused = office.post(f"{here}release/", {"to": "withhold"})
    assert refused.status_code == 400 and b"decided before" in refused.content


@pytest.mark.parametrize("who", ["analyst", "human_rights", "head_of_field_office"])
def test_others_do_not_decide_and_meet_no_page(cast: Cast, sign_in: Any, who: str) -> None:
    record(sign_in(cast.amina), told(danger="past"))
    part = ClosedIncident.objects.get()
    here = f"/m/luma/compartments/incidents/{part.pk}/release/"
    assert sign_in(cast[who]).post(here, {"to": "approve"}).status_code == 404
    assert OpenRelease.objects.get().state == "waiting" and not Incident.objects.exists()


def test_in_danger_the_agreed_wording_goes_out_after_fifteen_minutes(
    cast: Cast, sign_in: Any, villages: Any
) -> None:
    answer = record(
        sign_in(cast["human_rights"]),
        told(danger="ongoing", harms=["killing"], area="", place=str(villages["Luma"].pk)),
        follow=True,
    )
    assert "After 15 minutes the agreed wording" in answer.content.decode()
    # Its office is told, with nothing in the message, and no ledger shows it.
    assert Message.objects.filter(about_kind="release", template="open_tutela").exists()
    assert not ledger(cast.mission.pk).exists()
    later(cast.mission, minutes=14)
    go_round(1e9)
    assert not Incident.objects.exists()
    later(cast.mission, minutes=2)
    go_round(2e9)
    one = Incident.objects.get()  # the recorder chose no area: the listed place has one
    assert (one.title, one.harms, one.place, one.place_said, one.area) == (
        "Harm or danger to civilians",
        [],
        None,
        "",
        cast.north,
    )
    assert one.event_from == date(2018, 12, 31)
    # The office decides later: the same row then tells what the preview showed.
    office = sign_in(cast["women_protection_adviser"])
    part = ClosedIncident.objects.get()
    office.post(f"/m/luma/compartments/incidents/{part.pk}/release/", {"to": "approve"})
    one.refresh_from_db()
    assert (one.title, one.harms, str(one.place)) == ("Killing", ["killing"], "Luma")
    go_round(3e9)
    assert Incident.objects.count() == 1


def test_where_the_office_itself_records_it_is_told_at_once(
    cast: Cast, sign_in: Any, villages: Any
) -> None:
    """Human rights decide on detention: who records is who approves."""
    said = told(closed_harms=["arbitrary detention"], harms=["killing"], killed="2")
    assert record(sign_in(cast["human_rights"]), said).status_code == 302
    one = Incident.objects.get()
    assert (one.title, one.killed, one.harms, one.author) == ("Killing", 2, ["killing"], None)
    assert OpenRelease.objects.get().state == "approved"


def test_a_program_is_told_nothing_of_where_it_is_kept(cast: Cast) -> None:
    answer = Program(cast.amina).send(
        "/incidents", {"harms": ["killing", "crsv"], "danger": "imminent", "place_said": HOUSE}
    )
    assert answer.status_code == 204 and not answer.content
    assert OpenRelease.objects.get().harms == ["killing"] and not Incident.objects.exists()
