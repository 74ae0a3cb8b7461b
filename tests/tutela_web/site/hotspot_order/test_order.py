"""The order in people's hands: agreed as a whole, kept over a new import, corrected, signed for."""

from __future__ import annotations

from datetime import time, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tests.tutela_web.risk.story import standing
from tests.tutela_web.risk.test_changes_since import later
from tests.tutela_web.site.test_api import ROOT, Program
from tutela.base.errors import BadParameter
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.places.models import Place
from tutela_web.risk.agreed.models import AgreedOrder, HotspotCorrection
from tutela_web.risk.agreed.verbs import LineAgreed, agree_order, correct_hotspot
from tutela_web.risk.models import InformationNeed, SuggestedRisk
from tutela_web.risk.queries import RegisterFilters, changes_since, hotspots
from tutela_web.risk.verbs import assess_everything

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

DAY = timedelta(days=1)
Kind = HotspotCorrection.Kind


def at(name: str, *args: Any) -> str:
    return reverse(f"site:{name}", args=["luma", *args])


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def hotspot_of(place: Place) -> UUID:
    row = SuggestedRisk.objects.filter(place=place, leads=True).order_by("-assessment__made_at")
    found = row[0].hotspot
    assert found is not None
    return found


def two(cast: Cast) -> tuple[Place, Place]:
    """Luma, struck nine days ago, and Koro far away, assessed: two hotspots."""
    places = story.luma(cast), story.koro(cast)
    story.assessed(cast)
    return places


def agreed(client: Client, *placed: tuple[Place, int, bool], holds: int, **more: str) -> Any:
    """What the adviser sends: these places in this order, with priority and must."""
    page = client.get(at("agree_order"))
    sent = {"holds": str(holds), "reason": "weighed on Thursday", "began": ""} | more
    if began := page.context["form"].initial["began"]:
        sent["began"] = str(began)
    for number, row in page.context["form"].hotspots.items():
        sent |= {f"hotspot-{number}": str(row.hotspot), f"priority-{number}": "0"}
        for position, (place, priority, must) in enumerate(placed, start=1):
            if row.hotspot == hotspot_of(place):
                sent |= {f"at-{number}": str(position), f"priority-{number}": str(priority)}
                sent |= {f"must-{number}": "on"} if must else {}
    return client.post(at("agree_order"), sent)


def order(cast: Cast) -> list[str]:
    lines, _total, _assessment = hotspots(standing(cast, cast.amina), RegisterFilters())
    return [line.place.name for line in lines]


def test_an_order_agreed_by_people_stands_whatever_is_imported(cast: Cast, sign_in: Any) -> None:
    luma, koro = two(cast)
    adviser = sign_in(cast.adviser)
    before = order(cast)
    last = koro if before[0] == "Luma" else luma
    first = luma if last is koro else koro
    page = words(adviser.get(at("order")))
    assert "Nobody has agreed an order yet" in page and "suggested, nobody agreed it" in page
    assert agreed(adviser, (last, 3, True), (first, 2, False), holds=1).status_code == 302
    assert order(cast) == [last.name, first.name]
    batch = make.batch(cast.mission, cast.amina)
    for number in range(4):  # a new import lifts the other one far above
        make.event(
            cast.mission,
            batch,
            source_id=f"new-{number}",
            latitude=first.latitude,
            longitude=first.longitude,
            place=first.name,
            civilian_deaths=30,
            date_start=make.TODAY - DAY,
            date_end=make.TODAY - DAY,
        )
    story.assessed(cast)
    assert order(cast) == [last.name, first.name], "what people agreed is not sorted anew"
    page = words(adviser.get(at("order")))
    assert "Agreed by" in page and "other than agreed" in page and "when it was agreed" in page
    situation = words(adviser.get(at("situation")))
    assert "placed 1 in the order agreed" in situation and "order of hotspots" in situation


def test_a_new_hotspot_finds_its_place_between_and_is_marked(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    story.assessed(cast)
    adviser = sign_in(cast.adviser)
    assert agreed(adviser, (luma, 3, True), holds=1).status_code == 302
    story.koro(cast)
    story.assessed(cast)
    assert order(cast) == ["Luma", "Koro"]
    page = adviser.get(at("order"))
    assert [row.placed is not None for row in page.context["shown"].rows] == [True, False]
    assert words(page).count("suggested, nobody agreed it") == 1


def test_must_is_scarce_and_what_is_left_out_is_signed_for(cast: Cast, sign_in: Any) -> None:
    luma, koro = two(cast)
    adviser, head = sign_in(cast.adviser), sign_in(cast["head_of_mission"])
    refused = agreed(adviser, (luma, 3, True), (koro, 3, True), holds=1)
    assert refused.status_code == 400 and not AgreedOrder.objects.exists()
    assert "2 are marked must, and the mission can hold 1" in words(refused)
    assert agreed(adviser, (luma, 3, True), (koro, 3, False), holds=1).status_code == 302
    owed = words(head.get(at("order")))
    assert "Critical, left out of “must”, not signed: 1 hotspot" in owed
    residuals = reverse("engagements:residuals", args=["luma"])
    assert "not signed: 1 hotspot" in words(head.get(residuals))
    assert "Critical, left out of must, not signed" in words(head.get(at("home")))
    new = reverse("engagements:residual_new", args=["luma"])
    begun = head.get(new, {"hotspot": str(hotspot_of(koro))}).context["form"].initial
    assert begun["place"] == koro and "among the 1" in begun["why"]
    midnight = clock.moment_of(make.TODAY, time(0, 30), cast.mission)  # yesterday still in UTC
    AgreedOrder.objects.update(agreed_at=midnight)
    begun = head.get(new, {"hotspot": str(hotspot_of(koro))}).context["form"].initial
    assert f"the order agreed on {date_format(make.TODAY, 'j M Y')}" in begun["why"]
    sent = {
        "what": begun["what"],
        "why": begun["why"],
        "until": (make.TODAY + 30 * DAY).isoformat(),
        "changes_if": "a second company arrives",
        "place": str(koro.pk),
        "classification": "1",
    }
    accepted = head.post(f"{new}?hotspot={hotspot_of(koro)}", sent)
    assert accepted.status_code == 302, accepted.context["form"].errors
    assert ResidualRisk.objects.get().place == koro
    assert "not signed" not in words(adviser.get(at("order")))


def test_two_who_agree_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    luma, koro = two(cast)
    by = standing(cast, cast.adviser)
    first = agree_order([LineAgreed(hotspot_of(luma), 3, True)], holds=1, by=by, reason="Weighed.")
    with pytest.raises(NotNow):
        agree_order([LineAgreed(hotspot_of(koro), 3)], holds=1, by=by, reason="Weighed.")
    second = agree_order(
        [LineAgreed(hotspot_of(koro), 3)], holds=1, began=first.pk, by=by, reason="Weighed."
    )
    with pytest.raises(Denied):
        agree_order([LineAgreed(hotspot_of(luma), 3)], holds=1, by=standing(cast, cast.amina))
    with pytest.raises(BadParameter):
        agree_order(
            [LineAgreed(cast.mission.pk, 3)], holds=1, began=second.pk, by=by, reason="Weighed."
        )


def test_a_hotspot_moved_asks_why_and_what_changed_says_it(cast: Cast, sign_in: Any) -> None:
    places = {place.name: place for place in two(cast)}
    adviser = sign_in(cast.adviser)
    first, second = (places[name] for name in order(cast))
    moved = ((second, 3, False), (first, 0, False))
    refused = agreed(adviser, *moved, holds=1, reason="")
    assert refused.status_code == 400 and not AgreedOrder.objects.exists()
    assert "moved from where they stood" in words(refused)
    later(cast, minutes=5)
    since = clock.now(cast.mission)
    later(cast, minutes=5)
    assert agreed(adviser, *moved, holds=1, reason="The road is cut.").status_code == 302
    told = [
        change.why
        for change in changes_since(standing(cast, cast.adviser), since)
        if change.kind == "ordered" and change.place
    ]
    assert told and all("people placed it" in why for why in told)
    assert any("it stood 1" in why and "low" in why for why in told)
    page = adviser.get(reverse("monitoring:changes", args=["luma"]), {"since": since.isoformat()})
    assert "people placed it 2, low; it stood 1" in words(page)


def test_a_number_is_of_one_hotspot_and_numbers_are_one_to_n(cast: Cast, sign_in: Any) -> None:
    two(cast)
    adviser = sign_in(cast.adviser)
    form = adviser.get(at("agree_order")).context["form"]
    first = form.hotspots[1].line.name
    sent = {"holds": "1", "reason": "", "began": ""}
    for number, row in form.hotspots.items():
        sent |= {f"hotspot-{number}": str(row.hotspot), f"at-{number}": "1"}
        sent |= {f"priority-{number}": str(form[f"priority-{number}"].initial)}
    refused = adviser.post(at("agree_order"), sent)
    assert refused.status_code == 400 and f"is the number of {first} too" in words(refused)
    sent |= {"at-1": "4", "at-2": "9"}
    told = words(adviser.post(at("agree_order"), sent, follow=True))
    assert "numbered 1 to 2" in told
    assert [row.placed.number for row in adviser.get(at("order")).context["shown"].rows] == [1, 2]


def test_earlier_orders_stay_to_be_compared_with(cast: Cast, sign_in: Any) -> None:
    luma, koro = two(cast)
    adviser = sign_in(cast.adviser)
    agreed(adviser, (luma, 3, True), (koro, 1, False), holds=1)
    agreed(adviser, (koro, 3, True), (luma, 2, False), holds=1)
    then = AgreedOrder.objects.order_by("agreed_at").first()
    assert then is not None
    page = adviser.get(at("order_then", then.pk))
    assert [(one.name, one.number, one.now.number) for one in page.context["lines"]] == [
        ("Luma", 1, 2),
        ("Koro", 2, 1),
    ]
    assert "never reckoned again" in words(page)
    assert words(adviser.get(at("hotspot", hotspot_of(luma)))).count(then.agreed_as) >= 2


def test_a_corrected_hotspot_stays_corrected_and_keeps_its_name(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    batch = make.batch(cast.mission, cast.amina)
    mill = make.place(
        cast.mission, "Mill", area=cast.north, latitude=luma.latitude + 0.03, longitude=30.2
    )
    make.event(cast.mission, batch, source_id="mill", latitude=mill.latitude, place="Mill")
    story.assessed(cast)
    lead = luma if SuggestedRisk.objects.filter(place=luma, leads=True).exists() else mill
    other = mill if lead is luma else luma
    hotspot = hotspot_of(lead)
    client = sign_in(cast.hofo)
    page = client.get(at("hotspot", hotspot))
    assert {place.name for place in page.context["shown"].places} == {"Luma", "Mill"}
    sent = {"kind": "out", "out": [str(other.pk)], "reason": "The river parts them in the rains."}
    assert client.post(at("hotspot", hotspot), sent | {"reason": ""}).status_code == 400
    assert client.post(at("hotspot", hotspot), sent).status_code == 302
    story.assessed(cast)
    assert hotspot_of(lead) != hotspot_of(other), "they are two"
    (new,) = {hotspot_of(lead), hotspot_of(other)} - {hotspot}
    parted = words(client.get(at("hotspot", new)))
    assert "as the method groups them" not in parted and "may have changed its places" in parted
    make.event(cast.mission, batch, source_id="again", latitude=other.latitude, place=other.name)
    story.assessed(cast)
    assert hotspot_of(lead) != hotspot_of(other), "and stay two when more is on record"
    named = {"kind": "name", "name": "Luma road", "reason": "As people call it."}
    assert client.post(at("hotspot", hotspot_of(lead)), named).status_code == 302
    assert "Luma road" in words(client.get(reverse("risk:register", args=["luma"])))
    told = words(client.get(at("hotspot", hotspot_of(lead))))
    assert "Hotspot of Luma road" in told and "As people call it." in told
    by = standing(cast, cast.hofo)
    correct_hotspot(
        hotspot_of(lead), Kind.JOIN, other=hotspot_of(other), reason="One market.", by=by
    )
    story.assessed(cast)
    rows = SuggestedRisk.objects.order_by("-assessment__made_at")
    assert rows.filter(place=lead)[0].hotspot == rows.filter(place=other)[0].hotspot


def test_a_correction_needs_a_post_there_and_something_to_move(cast: Cast) -> None:
    luma, koro = two(cast)
    here = hotspot_of(luma)
    by = standing(cast, cast.hofo)
    with pytest.raises(Denied):  # Koro lies in the South
        correct_hotspot(here, Kind.IN, places=[koro], reason="one road", by=by)
    with pytest.raises(BadParameter):
        correct_hotspot(here, Kind.OUT, places=[luma], reason="alone", by=by)
    with pytest.raises(BadParameter):
        correct_hotspot(here, Kind.IN, places=[], reason="none", by=by)
    with pytest.raises(BadParameter):
        correct_hotspot(here, Kind.JOIN, other=here, reason="itself", by=by)
    with pytest.raises(BadParameter):
        correct_hotspot(here, Kind.NAME, name="Road", reason=" ", by=by)
    assert not HotspotCorrection.objects.exists()


def test_holders_see_their_second_order_and_others_nothing_of_it(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    story.closed_event(cast)
    story.assessed(cast)
    holder = cast["women_protection_adviser"]
    assess_everything(cast.mission, on=make.TODAY, by=None)
    assert "Second order, with CRSV" in words(sign_in(holder).get(at("order")))
    assert "Second order" not in words(sign_in(cast.amina).get(at("order")))


def test_a_watch_is_proposed_where_no_unit_comes_in_time(cast: Cast, sign_in: Any) -> None:
    luma, _koro = two(cast)
    make.base(cast.mission, "Far base", latitude=4.0, longitude=27.0)
    adviser = sign_in(cast.adviser)
    agreed(adviser, (luma, 3, True), holds=1)
    shown = adviser.get(at("order")).context["shown"]
    row = next(row for row in shown.rows if row.line.place == luma)
    if row.line.cover.gap_shown == "late":
        assert row.watch and f"place={luma.pk}" in row.watch
        begun = adviser.get(row.watch).context["form"].initial
        assert begun["level"] == "watch" and begun["place_said"] == "Luma"
    else:
        assert not row.watch, "not known is no proposal"


@pytest.mark.postgresql
def test_a_patrol_answers_the_question_of_highest_value_and_the_order_changes(
    cast: Cast, sign_in: Any
) -> None:
    places = two(cast)
    by_name = {place.name: place for place in places}
    upper, lower = order(cast)
    there = by_name[upper]
    office = Post.objects.filter(mission=cast.mission, role="unit_commander").first()
    adviser = sign_in(cast.adviser)
    asked = adviser.get(reverse("risk:questions", args=["luma"]))
    assert upper in words(asked), "an answer there could change the order"
    assert office is not None
    sent = {
        "question": "Who cannot run?",
        "place": str(there.pk),
        "factor": "people unable to flee",
        "decision": "which of the two is held first",
        "how": "patrol",
        "asked_of": str(office.pk),
        "due_on": (make.TODAY + 7 * DAY).isoformat(),
        "exposure_check": "Asked of several families on a market day.",
        "classification": "1",
    }
    new = reverse("risk:question_new", args=["luma"])
    assert adviser.post(new, sent).status_code == 302
    question = InformationNeed.objects.get()
    holder = sign_in(cast["unit_commander"])
    answered = reverse("risk:question_answer", args=["luma", question.pk])
    said = {"answer": "Every family has a cart.", "version": "1", "says": "1"}
    assert holder.post(answered, said | {"says": "9"}).status_code == 400
    assert holder.post(answered, said).status_code == 302
    story.assessed(cast)
    assert order(cast) == [lower, upper], "the answer weighs in the next suggested order"
    row = SuggestedRisk.objects.filter(place=there, leads=True).order_by("-assessment__made_at")[0]
    address = reverse("risk:suggestion", args=["luma", row.pk])
    page = words(sign_in(cast.amina).get(f"{address}?part=V"))
    assert "found out by the mission" in page


def test_what_changed_names_who_agreed_and_who_corrected(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    batch = make.batch(cast.mission, cast.amina)
    mill = make.place(
        cast.mission, "Mill", area=cast.north, latitude=luma.latitude + 0.03, longitude=30.2
    )
    for n in range(4):
        make.event(
            cast.mission,
            batch,
            source_id=f"mill-{n}",
            latitude=mill.latitude,
            place="Mill",
            civilian_deaths=20,
        )
    story.assessed(cast, on=make.TODAY - 8 * DAY)
    later(cast, hours=1)
    lead = SuggestedRisk.objects.get(leads=True)
    other = mill if lead.place == luma else luma
    by = standing(cast, cast.adviser)
    assert lead.hotspot is not None
    agree_order([LineAgreed(lead.hotspot, 3, True)], holds=1, by=by)
    reason = "The river parts them in the rains."
    correct_hotspot(lead.hotspot, Kind.OUT, places=[other], reason=reason, by=by)
    later(cast, hours=1)
    story.assessed(cast)
    told = words(sign_in(cast.amina).get("/m/luma/changes/"))
    assert "agreed the order of hotspots" in told
    assert "corrected the hotspot" in told and reason in told
    assert "split" in told


def test_a_program_reads_agrees_and_corrects_the_order(cast: Cast) -> None:
    two(cast)
    program = Program(cast.adviser)
    before = program.get(f"{ROOT}/risks/order").json()
    assert before["order_id"] is None and before["total"] == 2
    hotspots_then = [one["hotspot_id"] for one in before["hotspots"]]
    lines = [
        {"hotspot_id": hotspots_then[1], "priority": "critical", "must": True},
        {"hotspot_id": hotspots_then[0], "priority": "high"},
    ]
    answer = program.send(
        "/risks/order", {"holds": 1, "reason": "The road is cut.", "hotspots": lines}
    )
    assert answer.status_code == 201
    after = answer.json()
    assert [one["hotspot_id"] for one in after["hotspots"]] == hotspots_then[::-1]
    assert [one["number"] for one in after["hotspots"]] == [1, 2]
    named = {"kind": "name", "name": "The ford", "reason": "as people call it"}
    kept = program.send(f"/risks/hotspots/{hotspots_then[0]}/corrections", named)
    assert kept.status_code == 201 and kept.json()["name"] == "The ford"
    assert "The ford" in [
        one["name"] for one in program.get(f"{ROOT}/risks/order").json()["hotspots"]
    ]
