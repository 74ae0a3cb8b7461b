"""Access to a place and its warning channel are told alike, or their contradiction is, on the pages
of the place, of an alert there and of the strategy, wherever somebody changed them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.review.review_story import section
from tests.tutela_web.warning.story import at_desk, call, later
from tests.tutela_web.warning.test_pages import SAFE
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.look.templatetags.look import LIST_PART
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.review.amber.models import CitedFact
from tutela_web.review.amber.verbs import cite_fact
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section
from tutela_web.warning.delivery_models import FeedHazard
from tutela_web.warning.models import NetworkContact

ACCESS = "Not everything said of access can be so"
CHANNEL = "Not everything said of the warning channel can be so"
OF_PLACE, OF_STRATEGY = ("place", "duty", "decision"), ("section", "review")


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north, source="Field office")


@pytest.fixture
def cites(cast: Cast, luma: Place) -> Section:
    """Section E of a strategy that is being written."""
    return section(open_strategy({"title": "Luma"}, by=at_desk(cast, "chief_of_staff")), "E")


@pytest.fixture
def pages(cast: Cast, luma: Place, cites: Section) -> dict[str, str]:
    alert = call(cast, place=luma)
    return {
        "place": f"/m/luma/places/{luma.pk}/",
        "duty": f"/m/luma/duty/?q=Luma&place={luma.pk}",
        "decision": f"/m/luma/alerts/{alert.pk}/decision/",
        "section": f"/m/luma/strategy/drafts/sections/{cites.pk}/",
        "review": f"/m/luma/strategy/drafts/{cites.strategy_id}/review/",
    }


def read(browser: Any, pages: dict[str, str]) -> dict[str, str]:
    return {name: squeezed(browser.get(url).content.decode()) for name, url in pages.items()}


def cite(adviser: Any, cites: Section, words: str, **says: str) -> CitedFact:
    said = {"words": words, "source": "Visit of the field office", "place_said": "Luma"} | says
    address = f"/m/luma/strategy/drafts/sections/{cites.pk}/fact/"
    adviser.post(address, said, follow=True)
    return CitedFact.objects.get(words=words)


def keep_record(browser: Any, place: Place, **changes: str) -> None:
    """Change the record of a place as its page sends it."""
    address = f"/m/luma/places/{place.pk}/record/edit/"
    form = browser.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    changes |= {"version": str(Place.objects.get(pk=place.pk).version)}
    answer = browser.post(address, {k: v for k, v in sent.items() if v != []} | changes)
    assert answer.status_code == 302, answer.context["form"].errors


def test_access_changed_in_one_place_is_seen_or_contradicted_on_every_page(
    cast: Cast, sign_in: Any, luma: Place, cites: Section, pages: dict[str, str]
) -> None:
    adviser = sign_in(cast.adviser)
    fact = cite(adviser, cites, "Trucks reach Luma all year", access="yes")
    told = read(adviser, pages)
    for name in (*OF_PLACE, *OF_STRATEGY):
        assert ACCESS not in told[name] and "Trucks reach Luma all year" in told[name], name
    assert "Access: can be reached" in told["decision"] and "can be reached" in told["place"]

    keep_record(adviser, luma, reachable="False")
    told = read(adviser, pages)
    for name in (*OF_PLACE, *OF_STRATEGY):
        assert ACCESS in told[name] and "Trucks reach Luma all year" in told[name], name
    assert "cannot be reached" in told["place"] and "cannot be reached" in told["review"]

    untrue = {"why": "The rains took the bridge", "version": "1"}
    adviser.post(f"/m/luma/strategy/drafts/facts/{fact.pk}/untrue/", untrue, follow=True)
    told = read(adviser, pages)
    for name in (*OF_PLACE, *OF_STRATEGY):
        assert ACCESS not in told[name] and "The rains took the bridge" in told[name], name
    commander = read(sign_in(cast["unit_commander"]), {"place": pages["place"]})
    assert "The rains took the bridge" not in commander["place"], "who reads no draft"
    assert "cannot be reached" in commander["place"]


def test_what_is_known_not_to_be_so_stands_under_known(
    cast: Cast, sign_in: Any, luma: Place, cites: Section, pages: dict[str, str]
) -> None:
    adviser = sign_in(cast.adviser)
    cite(adviser, cites, "No truck reaches Luma", access="no")
    keep_record(adviser, luma, reachable="False")
    for name in ("duty", "decision"):
        known, unknown = (
            read(adviser, pages)[name].split(f'id="{part}"')[1].split("</ul>")[0]
            for part in ("known", "not-known")
        )
        assert "Access: cannot be reached" in known and "No truck reaches Luma" in known, name
        assert "Access" not in unknown, name


def test_a_closed_road_a_denied_movement_and_an_access_request_are_told_with_their_pages(
    cast: Cast, sign_in: Any, luma: Place, cites: Section, pages: dict[str, str]
) -> None:
    hom, adviser = sign_in(cast["head_of_mission"]), sign_in(cast.adviser)
    keep_record(adviser, luma, reachable="True")
    hom.post("/m/luma/alerts/feed/turn/", {"on": "yes"})
    now = clock.now(cast.mission)
    released = {
        "kind": "roads",
        "place_said": "Luma",
        "within_km": "20",
        "onset": f"{now:%Y-%m-%dT%H:%M}",
        "expires": f"{now.replace(hour=23, minute=50):%Y-%m-%dT%H:%M}",
        "severity": "Severe",
        "certainty": "Observed",
        "instruction": "do_not_travel",
        "sure": "on",
    }
    answer = hom.post("/m/luma/alerts/feed/release/", released)
    assert answer.status_code == 302, answer.context["form"].errors
    told = read(adviser, pages)
    for name in OF_PLACE:
        assert ACCESS in told[name] and "road not passable" in told[name], name

    withdrawn = f"/m/luma/alerts/feed/{FeedHazard.objects.get().pk}/withdraw/"
    assert hom.post(withdrawn, {"why": "a ferry was brought"}).status_code == 302
    assert ACCESS not in read(adviser, pages)["place"]

    company = Unit(code="a", name="Coy A", area=cast.north, able=True, classification=0)
    records.create(company, mission=cast.mission, by=None)
    denied = {
        "event_from": str(clock.today(cast.mission)),
        "kind": "checkpoint",
        "authority": "Army post at the bridge",
        "where": "luma",
    }
    force = sign_in(cast["force_commander"])
    force.post(f"/m/luma/units/{company.pk}/denials/new/", denied, follow=True)
    make.risk(cast.mission, luma, by=cast.amina)  # of places without one none is offered there
    asked = {
        "kind": "access",
        "what": "Food to Luma",
        "on": str(clock.today(cast.mission)),
        "asked_by": "OCHA",
        "outcome": "The governor agreed",
        "place_said": "Luma",
        "place": str(luma.pk),
        "classification": "0",
    }
    answer = adviser.post("/m/luma/space/new/", asked)
    assert answer.status_code == 302, answer.context["form"].errors
    told = read(adviser, pages)
    for name in OF_PLACE:
        assert ACCESS in told[name] and "Army post at the bridge" in told[name], name
        assert "Food to Luma: The governor agreed" in told[name], name
    later(cast.mission, days=120)
    told = read(adviser, {"place": pages["place"]})
    assert "Army post at the bridge" not in told["place"] and ACCESS not in told["place"]


def test_the_warning_channel_is_asked_of_contacts_score_sheets_and_strategies_at_once(
    cast: Cast, sign_in: Any, luma: Place, cites: Section, pages: dict[str, str]
) -> None:
    office, adviser = sign_in(cast.hofo), sign_in(cast.adviser)
    told = read(adviser, pages)
    assert "Warning channel" in told["decision"].partition('id="not-known"')[2]
    office.post("/m/luma/network/new/", SAFE | {"place_said": "Luma"})
    contact = NetworkContact.objects.get()
    office.post(f"/m/luma/network/{contact.pk}/test/", {"answered": "yes"})
    cite(adviser, cites, "The market women answer at once", channel="yes")
    told = read(adviser, pages)
    for name in (*OF_PLACE, *OF_STRATEGY):
        assert "contacts there answer their tests" in told[name], name
        assert CHANNEL not in told[name] and contact.pseudonym not in told[name], name

    risk = make.risk(cast.mission, luma, by=cast.amina)
    address = f"/m/luma/risks/{risk.pk}/propose/"
    form = adviser.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    n = [one["factor"] for one in form.factors].index("no warning channel")
    sent |= {f"v{n}": "5", "reason": "The mast has been down since Christmas", "gravity": "4"}
    answer = adviser.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    told = read(adviser, pages)
    for name in (*OF_PLACE, *OF_STRATEGY):
        assert CHANNEL in told[name], name
        assert "score sheet: no warning channel, 5 of 5" in told[name], name

    later(cast.mission, days=30)
    told = read(adviser, pages)
    for name in OF_PLACE:
        assert "every contact there missed its test" in told[name], name
    partner = sign_in(cast["partner"]).get(pages["place"])
    assert "contact there" not in partner.content.decode(), "who reads no network"


def test_what_is_said_leads_to_the_fact_however_long_the_list_it_stands_in(
    cast: Cast, sign_in: Any, luma: Place, cites: Section, pages: dict[str, str]
) -> None:
    adviser, by = sign_in(cast.adviser), standing_of(cast.adviser, cast.mission)
    for n in range(LIST_PART + 2):
        cite_fact(cites, f"Fact {n}", "Visit of the field office", by=by)
    fact = cite(adviser, cites, "Trucks reach Luma all year", access="yes")
    assert "Trucks reach Luma" not in squeezed(adviser.get(pages["section"]).content.decode())
    shown = adviser.get(pages["place"]).content.decode()
    (link,) = re.findall(rf'href="([^"]+#fact-{fact.pk})"', shown)
    opened = adviser.get(link.partition("#")[0]).content.decode()
    assert f'id="fact-{fact.pk}"' in opened and "page 2 of 2" in squeezed(opened)
