"""What imported events propose of an actor is accepted or struck on its page, by a named person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.actors.models import Actor, ActorLink, ActorNote

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

FIGHT = {"violence": "non-state", "side_b": ["Group Osprey"], "deaths": 30, "civilian_deaths": 0}


def page_of(actor: Actor) -> str:
    return reverse("actors:actor", args=["luma", actor.pk])


def answered(client: Any, actor: Actor, key: str, answer: str, reason: str = "") -> Any:
    address = reverse("incidents:actor_proposal", args=["luma", actor.pk])
    return client.post(address, {"key": key, "answer": answer, "reason": reason}, follow=True)


def test_amina_accepts_a_rival_and_strikes_a_reach_until_an_event_comes_in(
    cast: Cast, sign_in: Any
) -> None:
    kestrel, osprey = (make.actor(cast.mission, f"Group {name}") for name in ("Kestrel", "Osprey"))
    batch = make.batch(cast.mission, by=cast.amina)
    for days in (5, 12, 40):
        make.event(cast.mission, batch, date_end=make.TODAY - timedelta(days=days))
    make.event(cast.mission, batch, **FIGHT)
    make.event(cast.mission, batch, classification=2, deaths=700)
    amina = sign_in(cast.amina)
    page = amina.get(page_of(kestrel)).content.decode()
    assert "Events of harm to civilians: 3 in the last 90 days, 0 in the" in page
    assert "civilians killed: 9. What it did: killing (3)" in page
    assert "700" not in page, "only Unclassified events count: an accepted note is widely read"
    assert "Rival of Group Osprey" in page and "fights between the two in 365 days: 1" in page

    page = answered(amina, kestrel, f"rival:{osprey.pk.hex}", "accept").content.decode()
    link = ActorLink.objects.get()
    assert (link.kind, link.actor, link.other) == ("rival", kestrel, osprey)
    assert (
        "fights between the two in 365 days: 1" in link.evidence
        and "Rival of Group Osprey" not in page
    )
    assert "Group Kestrel" in amina.get(page_of(osprey)).content.decode(), "told from both sides"
    answered(amina, kestrel, "tempo", "accept")
    note = ActorNote.objects.get()
    assert (note.about, note.certainty) == ("threat", "possible") and "3 in the last" in note.says
    page = answered(amina, kestrel, "reach", "reject", "two groups of one name").content.decode()
    assert "km of their middle" not in page and ActorNote.objects.count() == 1
    again = answered(amina, kestrel, "reach", "accept").content.decode()
    assert "not proposed any longer" in again and ActorNote.objects.count() == 1

    make.event(cast.mission, make.batch(cast.mission, by=cast.amina), date_end=make.TODAY)
    page = amina.get(page_of(kestrel)).content.decode()
    assert "km of their middle" in page and "two groups of one name" in page


def test_who_may_not_write_reads_the_proposals_and_who_reads_no_events_sees_none(
    cast: Cast, sign_in: Any
) -> None:
    kestrel = make.actor(cast.mission, "Group Kestrel")
    make.event(cast.mission, make.batch(cast.mission, by=cast.amina))
    boris, chen = sign_in(cast.boris), sign_in(cast.chen)
    page = boris.get(page_of(kestrel)).content.decode()
    assert "civilians: 1 in the last 90 days" in page and "Accept" not in page
    assert answered(boris, kestrel, "tempo", "accept").status_code == 403
    assert answered(chen, kestrel, "tempo", "accept").status_code == 404
    assert not ActorNote.objects.exists()
    umber = make.actor(cast.mission, "Group Umber")
    page = boris.get(page_of(umber)).content.decode()
    assert "whether it acted is not known from them." in page
