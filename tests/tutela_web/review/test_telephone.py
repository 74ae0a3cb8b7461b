"""Whether one can telephone at a place is told alike, or its contradiction, on every page."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.review.review_story import section
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.places.models import Place
from tutela_web.review.amber.models import CitedFact
from tutela_web.strategy.drafting.verbs import open_strategy

CONTRADICTED = "Records on telephone coverage conflict"


def test_a_mast_switched_on_is_told_on_every_page_of_the_place_beside_its_record(
    cast: Cast, sign_in: Any
) -> None:
    """Cited as without telephone, then no longer true: the record of the place says none still."""
    luma = make.place(cast.mission, "Luma", area=cast.north, phone_coverage=False)
    alert = call(cast, place=luma)
    strategy = open_strategy(
        {"ahead_why": "Asked for now", "title": "Luma"}, by=at_desk(cast, "chief_of_staff")
    )
    one, adviser = section(strategy, "E"), sign_in(cast.adviser)
    pages = [
        f"/m/luma/places/{luma.pk}/",
        f"/m/luma/duty/?q=Luma&place={luma.pk}",
        f"/m/luma/alerts/{alert.pk}/decision/",
        f"/m/luma/strategy/drafts/sections/{one.pk}/",
        f"/m/luma/strategy/drafts/{strategy.pk}/review/",
    ]
    said = {"words": "Luma has no telephone", "source": "Visit of the field office"}
    refused = adviser.post(
        f"/m/luma/strategy/drafts/sections/{one.pk}/fact/", said | {"telephone": "no"}, follow=True
    )
    assert "Say of which place" in refused.content.decode()
    adviser.post(
        f"/m/luma/strategy/drafts/sections/{one.pk}/fact/",
        said | {"place_said": "Luma", "telephone": "no"},
        follow=True,
    )
    fact = CitedFact.objects.get()
    assert (fact.place, fact.telephone) == (luma, False)
    for address in pages:
        assert CONTRADICTED not in squeezed(adviser.get(address).content.decode()), address
    adviser.post(
        f"/m/luma/strategy/drafts/facts/{fact.pk}/untrue/",
        {"why": "A mast was switched on: people call from Luma", "version": "1"},
        follow=True,
    )
    for address in pages:
        page = squeezed(adviser.get(address).content.decode())
        assert CONTRADICTED in page and "A mast was switched on" in page, address
    commander = sign_in(cast["unit_commander"]).get(pages[0]).content.decode()
    assert "A mast was switched on" not in commander  # who reads no draft reads nothing of it
    Place.objects.filter(pk=luma.pk).update(phone_coverage=True)
    for address in pages[:3]:
        assert CONTRADICTED not in squeezed(adviser.get(address).content.decode()), address


def test_a_contact_heard_by_telephone_contradicts_a_record_without(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north, phone_coverage=False)
    contact = make.contact(cast.mission, by=cast.amina, place=luma, area=cast.north)
    sent = {"id": str(uuid4()), "level": "warning", "channel": "call", "contact": str(contact.pk)}
    sign_in(cast["joc_duty_officer"]).post(
        "/m/luma/alerts/new/", sent | {"act": "riders", "place": str(luma.pk), "place_said": "Luma"}
    )
    address = f"/m/luma/places/{luma.pk}/"
    page = squeezed(sign_in(cast.adviser).get(address).content.decode())
    assert CONTRADICTED in page and "a contact there was heard by telephone" in page
    assert contact.pseudonym not in page
