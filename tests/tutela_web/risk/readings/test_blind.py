"""Six read the hotspots of Luma, each blind to the others, until an hour or the last answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.risk.story import standing
from tests.tutela_web.warning.story import later
from tutela_web.access.models import AuditEntry, Post
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.risk.readings.kinds import JOINT_READING
from tutela_web.risk.readings.models import JointReading, PartyLine, PartyReading, ReadingParty
from tutela_web.risk.readings.queries import readings_shown
from tutela_web.risk.readings.verbs import (
    decline_reading,
    note_as_red_team,
    write_reading,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

READERS = {
    "human_rights": "human_rights",
    "humanitarian": "women_protection_adviser",
    "jmac": "analyst",
    "force": "force_commander",
    "police": "police_commander",
    "community": "head_of_field_office",
}
"""Who reads for which party."""

HOUR = timedelta(hours=24)


def post_of(cast: Cast, role: str) -> Post:
    return Post.objects.get(mission=cast.mission, role=role)


def written(at: datetime) -> str:
    """A moment as the browser's control sends it."""
    return at.strftime("%Y-%m-%dT%H:%M")


def hotspot(cast: Cast) -> Place:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    make.suggestion(cast.mission, luma, value=2.0, likelihood=0.31)
    return luma


def convened(cast: Cast, *parties: str, **fields: Any) -> JointReading:
    asked = {party: post_of(cast, READERS[party]) for party in parties or READERS}
    values = {
        "title": "Hotspots of the week of 17 December",
        "place": None,
        "opens_at": clock.now(cast.mission) + HOUR,
        "classification": 1,
        **dict.fromkeys(READERS),
        **asked,
    }
    made: JointReading = create_record(
        JOINT_READING, values | fields, by=standing(cast, cast.adviser)
    )
    return made


def line(place: Place, trend: str = "up", **fields: Any) -> PartyLine:
    told = {"place": str(place.pk), "trend": trend, "harm": "killing", "reason": "armed men came"}
    return PartyLine(**{**told, "chance": None, **fields})  # type: ignore[typeddict-item]


def writes(
    cast: Cast, reading: JointReading, party: str, *lines: PartyLine, dissent: str = ""
) -> None:
    by = standing(cast, cast[READERS[party]])
    write_reading(reading, ReadingParty(party), {"lines": lines, "dissent": dissent}, by=by)


def test_blind_readings_are_opened_for_all_at_once(cast: Cast, sign_in: Any) -> None:
    """Through pages from sign-in: six people, one declines, nobody sees another's before."""
    luma = hotspot(cast)
    adviser = sign_in(cast.adviser)
    new = reverse("risk:joint_reading_new", args=["luma"])
    register = adviser.get(reverse("risk:register", args=["luma"])).content.decode()
    listed = reverse("risk:joint_readings", args=["luma"])
    assert listed in register and new in adviser.get(listed).content.decode()
    begun = adviser.get(new).context["form"].initial
    values = {
        "title": "Week of 17 December",
        "classification": begun["classification"],
        "opens_at": written(begun["opens_at"]),
        **{party: post_of(cast, role).pk for party, role in READERS.items()},
    }
    assert adviser.post(new, values).status_code == 302
    reading = JointReading.objects.get()
    assert [one["place"] for one in reading.subjects] == [str(luma.pk)]
    page = reverse("risk:joint_reading", args=["luma", reading.pk])

    words = {}
    for party, role in READERS.items():
        if party == "police":
            continue
        client = sign_in(cast[role])
        home = client.get(reverse("site:home", args=["luma"])).content.decode()
        assert page in home, "it stands on the first page of who is asked"
        assert "Your reading" in client.get(page).content.decode()
        words[party] = f"SEENBY{party.upper().replace('_', '')}"
        told = {
            "trend_0": "down" if party == "force" else "up",
            "harm_0": "killing",
            "reason_0": words[party],
            "dissent": f"DISSENT{party.upper()}" if party == "force" else "",
        }
        write = reverse("risk:reading_write", args=["luma", reading.pk, party])
        assert client.post(write, told).status_code == 302
        assert words[party] in client.get(page).content.decode(), "one's own is in one's form"
    looked_at = [
        page,
        listed,
        new,
        reverse("site:search", args=["luma"]) + "?q=SEENBY",
        reverse("risk:joint_reading_edit", args=["luma", reading.pk]),
        reverse("risk:register", args=["luma"]),
        reverse("risk:scores", args=["luma"]),
        reverse("site:place", args=["luma", luma.pk]),
        f"/api/v1/missions/luma/risks/joint-readings/{reading.pk}",
        f"/api/v1/missions/luma/risks/joint-readings/{reading.pk}/parties",
        "/api/v1/missions/luma/risks/joint-readings",
    ]
    for who in (*READERS.values(), "poc_adviser", "head_of_mission", "boris", "auditor"):
        client = sign_in(cast[who])
        mine = {words.get(party) for party, role in READERS.items() if role == who}
        for address in looked_at:
            shown = client.get(address).content.decode()
            seen = {word for word in words.values() if word in shown} | (
                {"DISSENTFORCE"} if "DISSENTFORCE" in shown and who != "force_commander" else set()
            )
            assert seen <= mine, (who, address)
    assert not AuditEntry.objects.filter(detail__icontains="SEENBY").exists()
    assert "4 / 6" not in adviser.get(listed).content.decode()
    assert "5 / 6" in adviser.get(listed).content.decode()

    police = sign_in(cast["police_commander"])
    decline = reverse("risk:reading_decline", args=["luma", reading.pk, "police"])
    assert police.post(decline).status_code == 302
    opened = adviser.get(page).content.decode()
    assert all(word in opened for word in words.values()), "opened by the last answer, for all"
    assert "declined" in opened and "DISSENTFORCE" in opened and "apart" in opened
    assert 'data-label="police">declined</td>' in squeezed(opened), "and not that it said nothing"
    api = adviser.get(looked_at[9]).json()
    assert [one["state"] for one in api].count("declined") == 1
    assert api[0]["lines"][0]["reason"] == words["human_rights"]


def test_the_hour_alone_opens_it_and_nothing_else(cast: Cast) -> None:
    luma = hotspot(cast)
    reading = convened(cast)
    writes(cast, reading, "jmac", line(luma))
    adviser = standing(cast, cast.adviser)
    later(cast.mission, hours=23)
    assert not any(one.told for one in readings_shown(adviser, reading))
    with pytest.raises(NotNow):
        note_as_red_team(reading, "Who says so?", version=1, by=adviser)
    with pytest.raises(TypeError):  # no edit has the hour among its fields
        now = {"opens_at": clock.now(cast.mission)}
        edit_record(JOINT_READING, reading, now, version=1, by=adviser)
    later(cast.mission, hours=2)
    adviser = standing(cast, cast.adviser)
    assert [one.party for one in readings_shown(adviser, reading) if one.told] == [
        ReadingParty.JMAC
    ]


def test_what_was_written_stands_and_who_comes_late_is_marked(cast: Cast) -> None:
    luma = hotspot(cast)
    reading = convened(cast)
    writes(cast, reading, "jmac", line(luma))
    writes(cast, reading, "jmac", line(luma, "down"))
    later(cast.mission, hours=25)
    with pytest.raises(NotNow):
        writes(cast, reading, "jmac", line(luma, "same"))
    writes(cast, reading, "force", line(luma, "same"))
    shown = {one.party: one for one in readings_shown(standing(cast, cast.adviser), reading)}
    assert shown[ReadingParty.JMAC].told is not None and not shown[ReadingParty.JMAC].late
    assert shown[ReadingParty.JMAC].told.lines[0]["trend"] == "down", (
        "written anew while it was blind"
    )
    assert shown[ReadingParty.FORCE].late


def test_nobody_writes_for_another_party(cast: Cast, sign_in: Any) -> None:
    luma = hotspot(cast)
    reading = convened(cast, "jmac", "force")
    with pytest.raises(Denied):
        write_reading(
            reading,
            ReadingParty.JMAC,
            {"lines": [line(luma)], "dissent": ""},
            by=standing(cast, cast["force_commander"]),
        )
    with pytest.raises(Denied):
        decline_reading(reading, ReadingParty.FORCE, by=standing(cast, cast.adviser))
    write = reverse("risk:reading_write", args=["luma", reading.pk, "force"])
    assert sign_in(cast.adviser).post(write, {"dissent": "x"}).status_code == 404
    assert PartyReading.objects.filter(state="awaited").count() == 2


def test_a_reading_that_would_not_be_blind_or_joint_is_not_convened(
    cast: Cast, sign_in: Any
) -> None:
    hotspot(cast)
    client = sign_in(cast.adviser)
    new = reverse("risk:joint_reading_new", args=["luma"])
    asked = {"jmac": post_of(cast, "analyst").pk, "force": post_of(cast, "force_commander").pk}
    now = clock.now(cast.mission)
    good = {
        "title": "Week",
        "opens_at": written(now + HOUR),
        "classification": 1,
        **asked,
    }
    for wrong in (
        {"opens_at": written(now - HOUR)},
        {"force": ""},
        {"force": post_of(cast, "partner").pk},
        {"title": "Girls raped at the ford"},
    ):
        assert client.post(new, good | wrong).status_code == 400, wrong
    assert client.post(new, good).status_code == 302


def test_probabilities_are_told_from_three_on_and_without_names(cast: Cast, sign_in: Any) -> None:
    luma = hotspot(cast)
    reading = convened(cast, "jmac", "force", "human_rights")
    writes(cast, reading, "jmac", line(luma, chance=17))
    writes(cast, reading, "force", line(luma, chance=43))
    client = sign_in(cast.adviser)
    page = reverse("risk:joint_reading", args=["luma", reading.pk])
    writes(cast, reading, "human_rights", line(luma, chance=29))
    shown = " ".join(client.get(page).content.decode().split())
    assert "3 gave one: 17 to 43%" in shown
    api = f"/api/v1/missions/luma/risks/joint-readings/{reading.pk}/parties"
    assert set(client.get(api).json()[0]["lines"][0]) == {"place_id", "trend", "harm", "reason"}


def test_the_form_is_taken_as_it_opens_and_a_refusal_names_its_field(
    cast: Cast, sign_in: Any
) -> None:
    """A reporter of the field reads nothing Confidential: they are not chosen unasked."""
    hotspot(cast)
    client, new = sign_in(cast.adviser), reverse("risk:joint_reading_new", args=["luma"])
    form = client.get(new).context["form"]
    begun = {name: form[name].value() for name in form.fields}
    sent = {name: getattr(value, "pk", value) for name, value in begun.items() if value is not None}
    sent |= {"title": "The week", "opens_at": begun["opens_at"].strftime("%Y-%m-%dT%H:%M")}
    refused = client.post(new, sent | {"community": post_of(cast, "field_reporter").pk})
    assert refused.status_code == 400
    said = unescape(squeezed(refused.content.decode()))
    assert ">community liaison</a>: this post may not read what is classified so high." in said
    assert client.post(new, sent).status_code == 302
    assert JointReading.objects.get().title == "The week"
