"""From the price list to a signed request, an order, a departure; a base that leaves no plan behind
stands in red with the Head of Mission told; who does not hold the compartment finds no trace."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.test_whatif import (
    PAGE,
    SignIn,
    caveat,
    company,
    hrefs,
    luma,
    part,
)
from tests.tutela_web.html import words_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person, Post
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.capacity.models import Unit
from tutela_web.capacity.reach.surfaces import make_surfaces
from tutela_web.channels.models import Message
from tutela_web.deployment.allocation.allocation_kinds import ALLOCATION, SHARE
from tutela_web.deployment.allocation.models import Allocation
from tutela_web.deployment.whatif.kinds import DRAWDOWN, GAP, MOVE
from tutela_web.deployment.whatif.models import CoverGap, MoveRequest
from tutela_web.deployment.whatif.verbs import sign_move
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk

pytestmark = pytest.mark.postgresql


def drafted(cast: Cast, **fields: Any) -> MoveRequest:
    values = {"because": "The rains cut the road", "classification": 1} | fields
    return create_record(MOVE, values, by=standing_of(cast["force_commander"], cast.mission))


def closing(cast: Cast, **fields: Any) -> tuple[MoveRequest, Unit]:
    """A request to close TOB Acacia, where A Company sits and from where Luma is reached."""
    made = company(cast)
    return drafted(cast, asks="close", base=made.base, **fields), made


def send(person: Client, what: str, record: Any, **sent: Any) -> Any:
    record.refresh_from_db()
    address = reverse(f"deployment:{what}", args=["luma", record.pk])
    return person.post(address, {"version": record.version, **sent}, follow=True)


class OfHolders(KindTests):
    """A kind of which whoever lacks the compartment finds no page: the head of mission reads it."""

    kind = MOVE

    def reader_of(self, cast: Cast) -> Person:
        return cast["head_of_mission"]

    def stranger_of(self, cast: Cast) -> Person:
        return cast.amina


class TestMove(OfHolders):
    kind = MOVE
    values = {"asks": "close", "because": "The rains cut the road", "classification": 1}  # noqa: RUF012
    changes = {"because": "The road is cut"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _base(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        base = {"base": make.base(cast.mission, area=cast.north)}
        monkeypatch.setattr(type(self), "values", dict(type(self).values) | base)


class TestCoverGap(OfHolders):
    kind = GAP
    values = {"kind": "community", "name": "Bel", "classification": 1}  # noqa: RUF012
    changes = {"name": "Bel and its mill"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _request(self, cast: Cast) -> None:
        self.request = drafted(cast, asks="close", base=make.base(cast.mission, area=cast.north))

    def parent(self, cast: Cast) -> Any:
        return self.request


class TestDrawdown(OfHolders):
    kind = DRAWDOWN
    values = {"name": "Out of the north", "classification": 1}  # noqa: RUF012
    changes = {"name": "Out of the north by June"}  # noqa: RUF012


def test_from_the_price_list_a_commander_signs_the_order_comes_and_neighbours_wait(
    cast: Cast, sign_in: SignIn
) -> None:
    place, made = luma(cast), company(cast)
    barred = caveat(cast, made, no_night=True)
    bel = make.place(cast.mission, "Bel", latitude=9.0, longitude=31.5, area=cast.south)
    make_surfaces(cast.mission)
    commander = sign_in(cast["force_commander"])

    page = commander.get(PAGE, {"light": "night"}).content.decode()
    (cheap,) = [one for one in hrefs(page) if one.startswith("?") and str(barred.pk) in one]
    with_it = commander.get(PAGE + cheap).content.decode()
    (ask,) = [one for one in hrefs(with_it) if "moves/new" in one]
    form = commander.get(ask).content.decode()
    assert f'value="{barred.pk}" selected' in form and 'value="caveat" selected' in form

    moving = {"light": "day", "unit": str(made.pk), "to": str(bel.pk)}
    setting = commander.get(PAGE, moving).content.decode()
    assert "Luma" in part(setting, "lost") and "Bel" in part(setting, "gained")
    (ask,) = [one for one in hrefs(setting) if "moves/new" in one]
    sent = {
        "asks": "move",
        "unit": str(made.pk),
        "to_place": str(bel.pk),
        "because": "Bel is threatened",
        "plan_said": "The police post at Luma patrols by day",
        "setting": "light=day&hours=4",
        "classification": "1",
    }
    answer = commander.post(ask.partition("?")[0], sent, follow=True)
    request = MoveRequest.objects.get()
    assert request.state == "draft" and request.base == made.base
    assert "Sign the request" in answer.content.decode()
    signed = send(commander, "move_sign", request).content.decode()
    request.refresh_from_db()
    assert (request.loss_people, request.loss_places, request.gain_places) == (4400, 1, 1)
    assert request.signed_as == "force commander" and not request.is_red
    assert "Luma" in part(signed, "gaps") and "head of field office" in part(signed, "gaps")
    near = part(signed, "neighbours")
    assert "not done" in near and "nobody has left" in near
    assert not Message.objects.exists()  # a plan stands: nobody is told

    early = send(commander, "move_left", request, on="")
    assert early.status_code == 400 and MoveRequest.objects.get().left_on is None
    assert "nothing leaves by this request now" in words_of(early.content.decode())
    assert send(commander, "move_order", request, number="  ").status_code == 400
    send(commander, "move_order", request, number="FRAGO 14")
    ordered = MoveRequest.objects.get()
    assert (ordered.state, ordered.order_number, ordered.ordered_on) == (
        "ordered",
        "FRAGO 14",
        make.TODAY,
    )
    left = send(commander, "move_left", request, on="").content.decode()
    assert "waits to be scored again" in part(left, "neighbours")
    listed = commander.get(reverse("deployment:moves", args=["luma"])).content.decode()
    assert "Luma" in part(listed, "waiting")
    adviser_questions = sign_in(cast["force_commander"]).get(
        reverse("risk:questions", args=["luma"])
    )
    assert adviser_questions.status_code == 200

    risk = Risk(place=place, classification=1, area=cast.north, **make.SCORED)
    later = records.create(risk, mission=cast.mission, by=cast.amina)
    Risk.objects.filter(pk=later.pk).update(entered_at=later.entered_at + timedelta(days=2))
    again = commander.get(reverse("deployment:move", args=["luma", request.pk])).content.decode()
    assert "waits to be scored again" in part(again, "neighbours")  # Bel still does
    assert part(again, "neighbours").count("waits to be scored again") == 1


def test_a_base_closes_without_a_plan_in_red_with_the_head_of_mission_told_and_named(
    cast: Cast, sign_in: SignIn
) -> None:
    place = luma(cast)
    request, made = closing(cast)
    make_surfaces(cast.mission)
    commander = sign_in(cast["force_commander"])
    draft = commander.get(reverse("deployment:move", args=["luma", request.pk])).content.decode()
    assert "the Head of Mission will be told" in part(draft, "sign")
    page = send(commander, "move_sign", request).content.decode()
    assert "no plan for the place that is left" in page and "Told: head of mission, 31 Dec" in page
    (message,) = Message.objects.filter(to_kind="person", channel="mail")
    assert message.to_id == cast["head_of_mission"].pk and message.template == "open_tutela"
    for address in (
        reverse("deployment:moves", args=["luma"]),
        reverse("deployment:moves_at", args=["luma", place.pk]),
        reverse("deployment:moves_at", args=["luma", made.base_id]),
    ):
        assert "no plan for the place that is left" in commander.get(address).content.decode()
    for fetched in (
        reverse("site:place", args=["luma", place.pk]),
        reverse("capacity:base", args=["luma", made.base_id]),
    ):
        assert "Moves that are requested" in commander.get(fetched).content.decode()
    send(commander, "move_order", request, number="FRAGO 15")  # nothing is blocked
    assert MoveRequest.objects.get().state == "ordered"
    edit = reverse("deployment:move_edit", args=["luma", request.pk])
    request.refresh_from_db()
    form = {
        "version": request.version,
        "asks": "close",
        "base": str(made.base_id),
        "because": request.because,
        "plan_said": "The police post patrols by day",
        "classification": "1",
        "reason": "planned",
    }
    commander.post(edit, form)
    told = commander.get(reverse("deployment:moves", args=["luma"])).content.decode()
    assert "no plan for the place that is left" not in told


def test_a_gap_without_an_owner_gets_one_and_the_answer_is_recorded(
    cast: Cast, sign_in: SignIn
) -> None:
    luma(cast)
    make.place(cast.mission, "Bel", latitude=7.25, longitude=30.35, population=90)
    request, _made = closing(cast)
    make_surfaces(cast.mission)
    commander = sign_in(cast["force_commander"])
    send(commander, "move_sign", request)
    gap = CoverGap.objects.get(name="Bel")
    assert gap.owner is None and CoverGap.objects.get(name="Luma").owner is not None
    assert CoverGap.objects.filter(kind="channel", place=None).exists()  # to be counted by others
    page = commander.get(reverse("deployment:cover_gap", args=["luma", gap.pk])).content.decode()
    assert "no owner: name one" in words_of(page) and 'id="answer"' not in page
    post = Post.objects.get(mission=cast.mission, role="sector_operations")
    send(commander, "cover_gap_owner", gap, owner=str(post.pk))
    send(commander, "cover_gap_answer", gap, answer="Two patrols a week from the south", on="")
    gap.refresh_from_db()
    assert (gap.owner, gap.answered_on) == (post, make.TODAY)
    listed = commander.get(reverse("deployment:cover_gaps", args=["luma"])).content.decode()
    assert "Two patrols a week" in listed


def test_declined_and_withdrawn_with_a_reason_and_only_once(cast: Cast, sign_in: SignIn) -> None:
    request, made = closing(cast, plan_said="Police stay")
    other = drafted(cast, asks="close", base=made.base, plan_said="Police stay")
    head = sign_in(cast["head_of_mission"])
    for one in (request, other):
        send(head, "move_sign", one)
    send(head, "move_decline", request, why="Luma stays first")
    send(head, "move_withdraw", other, why="The road is open again")
    states = {one.pk: one.state for one in MoveRequest.objects.all()}
    assert states == {request.pk: "declined", other.pk: "withdrawn"}
    again = send(head, "move_sign", request)
    assert "signed already, or is over" in words_of(again.content.decode())


def test_a_drawdown_is_assessed_stage_by_stage(cast: Cast, sign_in: SignIn) -> None:
    luma(cast)
    north = company(cast)
    far = make.base(cast.mission, "COB Fig", latitude=7.6, longitude=30.9, area=cast.south)
    make.place(cast.mission, "Tir", latitude=7.62, longitude=30.92, population=300)
    south = records.create(
        Unit(name="B Company", code="b", base=far, able=True, classification=0),
        mission=cast.mission,
        by=None,
    )
    make_surfaces(cast.mission)
    commander = sign_in(cast["force_commander"])
    by = standing_of(cast["force_commander"], cast.mission)
    drawdown = create_record(DRAWDOWN, {"name": "Out by June", "classification": 1}, by=by)
    for base, day in ((north.base, 30), (south.base, 60)):
        drafted(
            cast,
            asks="close",
            base=base,
            drawdown=drawdown,
            foreseen_on=make.TODAY + timedelta(days=day),
        )
    page = commander.get(reverse("deployment:drawdown", args=["luma", drawdown.pk]))
    stages = part(page.content.decode(), "stages")
    assert re.search(r"TOB Acacia.*4,400.*COB Fig.*300", stages)
    assert "no owner: name one" in words_of(page.content.decode())  # of Tir, in no area


def test_who_does_not_hold_the_compartment_finds_no_trace_and_signs_nothing(
    cast: Cast, sign_in: SignIn
) -> None:
    place = luma(cast)
    base = make.base(cast.mission, area=cast.north)
    pages = [reverse("site:place", args=["luma", place.pk])]
    pages += [reverse("capacity:base", args=["luma", base.pk])]
    adviser = sign_in(cast.adviser)
    before = [without_tokens(adviser.get(page).content.decode()) for page in pages]
    request = drafted(cast, asks="close", base=base)
    sign_move(request, version=1, by=standing_of(cast["force_commander"], cast.mission))
    after = [without_tokens(adviser.get(page).content.decode()) for page in pages]
    assert after == before
    request.refresh_from_db()
    for who in (cast.adviser, cast.hofo, cast["sector_operations"], cast.chen):
        person = sign_in(who)
        for address in (
            reverse("deployment:moves", args=["luma"]),
            reverse("deployment:move", args=["luma", request.pk]),
            reverse("deployment:moves_at", args=["luma", place.pk]),
            reverse("deployment:drawdowns", args=["luma"]),
            reverse("deployment:cover_gaps", args=["luma"]),
        ):
            assert person.get(address).status_code == 404
        assert send(person, "move_order", request, number="FRAGO 1").status_code == 404
    with pytest.raises(Denied):
        sign_move(request, version=2, by=standing_of(cast.adviser, cast.mission))


def without_tokens(page: str) -> str:
    """A page without what differs each time it is asked for."""
    return re.sub(
        r'(csrfmiddlewaretoken" value|nonce|data-now|data-clock|hx-headers)=("[^"]*"|\'[^\']*\')',
        "",
        page,
    )


def test_a_move_tells_of_flights_and_of_own_protection_beside_the_allocation(
    cast: Cast, sign_in: SignIn
) -> None:
    request, _made = closing(cast, own_share=10, setting=f"air={cast.north.pk}&light=day")
    commander = sign_in(cast["force_commander"])
    here = reverse("deployment:move", args=["luma", request.pk])
    page = commander.get(here).content.decode()
    assert "to be given in: Field Office North" in words_of(page)
    assert 'id="own-share"' not in page, "no allocation is in force"
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    told = {"title": "2019", "rule": "people first", "starts": make.TODAY, "classification": 1}
    allocation = create_record(ALLOCATION, told, by=chief)
    for purpose, units in (("poc", 6), ("own", 4)):
        share = {"purpose": purpose, "what": purpose, "units": units}
        create_record(SHARE, share, beside=allocation, by=chief)
    Allocation.objects.update(agreed_on=make.TODAY)
    beside = part(commander.get(here).content.decode(), "own-share")
    assert "10 %" in beside and "40 % · of units" in beside
    assert "they contradict each other" in beside
    MoveRequest.objects.update(own_share=38)
    assert "contradict" not in part(commander.get(here).content.decode(), "own-share")
