"""What a gateway brings becomes a report: sealed, matched to its contact, and an alert at once. Of
a call nobody took nothing is known yet: a call back is due.

An unknown number is taken, never trusted. Nothing answers it. The number is kept as a keyed hash
and sealed in the vault, the words sealed apart from it, under keys of their own.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tutela.base.guards.bounds import bound_text
from tutela.incidents.misconduct_words import closed_harm
from tutela.places.finder import Finder, is_led_away
from tutela.warning.signs.coded import ROUTINE, Read, names_no_place, read
from tutela.warning.signs.tests_and_thanks import courtesy_of, takes_back
from tutela.warning.states import ENDS, TAKEN_BACK
from tutela_web.access.models import Mission
from tutela_web.access.vault import queries as vault
from tutela_web.access.vault.verbs import ready_to_seal, seal
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.judging import Verdict, judge
from tutela_web.base.markings import Classification
from tutela_web.base.writes import AtOnce, Writes, WriteStep, writes_together
from tutela_web.channels.intake import Inbound, IntakeResult
from tutela_web.channels.models import Message
from tutela_web.conduct.models import MisconductReceipt, SealedItem, UnsureCase
from tutela_web.conduct.unsure_verbs import CaseWords, hold_apart
from tutela_web.conduct.verbs import Material, receive
from tutela_web.incidents.closed.harms import harm_named
from tutela_web.places.finding import WhereFinder, WhereFound
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.warning.alerts.verbs import (
    AlertReport,
    add_moments,
    add_word,
    nearer,
    raise_alert,
    record_contact_heard,
)
from tutela_web.warning.calls.verbs import is_due, ring, wrote
from tutela_web.warning.closing.closed_words import SAID
from tutela_web.warning.inputs import AlertInput, alert_input
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, AlertLevel, Channel, Courtesy, NetworkContact
from tutela_web.warning.sites.naming_verbs import (
    Raised,
    ask_about_sites,
    finder_of_sites,
    raise_at_sites,
    sites_in,
    sites_of,
)
from tutela_web.warning.telling.addressees import FilledPosts
from tutela_web.warning.telling.notify import tell_taken_back
from tutela_web.warning.threads.joinings import root_of
from tutela_web.warning.threads.state import settle

log = logging.getLogger(__name__)

NEAR_LEVELS = (AlertLevel.IMMINENT, AlertLevel.ONGOING)
HAZARD = "danger to civilians"
"""All that the alert of a danger says where who does it may not be said."""
AGAIN = timedelta(hours=12)
"""The same number heard again within it goes on about the same event, until a person says not."""


MOST_ALERTS = 10
"""Alerts that texts of one number nobody knows open within an hour. What it says of yet another
place stands with the last of them, for people to part: else one sender pages everybody, and uses
up the texts that may leave within the hour."""


@dataclass(frozen=True)
class _Text:
    """A message as it was read: what it says, where, and by whom as far as that is known."""

    inbound: Inbound
    address: str
    contact: NetworkContact | None
    said: Read
    where: AlertInput
    at: datetime
    courtesy: str
    takes_back: bool
    """It says that what was told before is not so, or that all is calm."""
    names_closed_harm: bool
    """Its words go to a compartment: the vault, which readers of the alert open, holds others."""
    seal: Callable[[AtOnce], UUID] | None
    """None of a text that tells, or may tell, of misconduct by personnel: it is no alert's."""
    unsure: bool = False
    named: tuple[Place, ...] = ()
    """Sites that it names where the card says the place."""
    sites_said: tuple[Place, ...] = ()
    """All the sites that its words name."""


def take(
    inbounds: Sequence[Inbound], *, ordinary: bool = False
) -> Callable[[Writes], list[IntakeResult]]:
    """Look up what messages of one mission, each from another number, or one missed call are
    about, while others write.

    Takes   ordinary, whether a person said that they tell of no misconduct by personnel.
    Gives   what takes them, within the transaction that keeps them in the ledger: the keyed hash
            of each number, and the alert or the call back it is about.
    """
    mission = Mission.objects.get(pk=inbounds[0].mission_id)
    if inbounds[0].channel == "missed_call":
        return lambda _writes: [_rang(inbound, mission) for inbound in inbounds]
    contacts = _contacts([inbound.number for inbound in inbounds], mission)
    said = [read(bound_text(inbound.words)) for inbound in inbounds]
    finder = WhereFinder(mission)
    meant = [
        _find_place(reading, bound_text(inbound.words), finder)
        for reading, inbound in zip(said, inbounds, strict=True)
    ]
    sites = sites_of(mission)
    site_finder = finder_of_sites(sites)
    named = [
        _sites_said(reading, where.place, sites, site_finder)
        for reading, where in zip(said, meant, strict=True)
    ]
    meant = [
        replace(where, place=of[0]) if where.place is None and of else where
        for where, of in zip(meant, named, strict=True)
    ]
    verdicts = [Verdict.NO if ordinary else judge([inbound.words]) for inbound in inbounds]
    with writes_together("keys") as keys_writes:
        texts = [
            replace(
                _text(one, words, where, verdict, mission, contacts.get(one.number), keys_writes),
                named=of,
                sites_said=tuple(sites_in(bound_text(one.words), sites, site_finder)),
            )
            for one, words, where, verdict, of in zip(
                inbounds, said, meant, verdicts, named, strict=True
            )
        ]
    around = FilledPosts.as_of_this_second(mission)

    def keep(writes: Writes) -> list[IntakeResult]:
        # Sealed first: it waits for whoever takes texts elsewhere, so what they kept is seen then.
        sealed = [text.seal and text.seal(writes) for text in texts]
        before, opened = _last_alerts_by_number({text.address: text.at for text in texts}, mission)
        return [
            _take_text(
                one,
                mission,
                words,
                before.get(one.address),
                around,
                writes,
                floods=opened.get(one.address, 0) >= MOST_ALERTS,
            )
            for one, words in zip(texts, sealed, strict=True)
        ]

    return keep


def _text(
    inbound: Inbound,
    said: Read,
    meant: WhereFound,
    verdict: Verdict,
    mission: Mission,
    contact: NetworkContact | None,
    keys_writes: AtOnce,
) -> _Text:
    keeps = verdict is Verdict.NO
    closed = bool(harm_named(inbound.words))
    words = SAID if closed else inbound.words
    return _Text(
        inbound,
        vault.hash_of("phone", inbound.number, mission),
        contact,
        said,
        _place_of(said, contact, meant),
        (inbound.sent_at or inbound.received_at) + mission.clock_shift,
        courtesy_of(bound_text(inbound.words), said) if inbound.complete and not closed else "",
        takes_back(bound_text(inbound.words), said),
        closed,
        _seal_text(inbound, words, mission, contact, keys_writes) if keeps else None,
        verdict is Verdict.UNSURE,
    )


def _take_text(
    text: _Text,
    mission: Mission,
    sealed: UUID | None,
    before: Alert | None,
    around: FilledPosts,
    writes: Writes,
    *,
    floods: bool,
) -> IntakeResult:
    inbound, address, contact, said = text.inbound, text.address, text.contact, text.said
    where, at = text.where, text.at
    if sealed is None:
        return _take_misconduct(text, mission, around, writes)
    word = AlertReport(
        Channel.SMS,
        known_at=inbound.received_at + mission.clock_shift,
        said={
            "sealed": sealed,
            "contact": contact,
            "act": _act_of(said),
            "message": inbound.message_id,
            "complete": inbound.complete,
            "caller_safe": said.caller_safe,
            **({"words": inbound.words} if text.names_closed_harm else {}),
        },
    )
    if text.takes_back and before is not None:
        return _take_back(text, before, word, mission, writes)
    if text.courtesy:  # a test of the line, thanks, all calm: no alarm
        return _take_courtesy(text, mission, sealed, word.known_at or at, writes)
    alert = before if before is not None and _goes_on(before, where) else None
    if before is not None and floods and contact is None:
        alert = before
    if alert is not None and alert.now.state in ENDS and said.level == AlertLevel.ONGOING:
        alert = None  # it expired: an attack now is told of anew, with clocks that run
    fields: AlertInput = {
        **where,
        "act": _act_of(said),
        "how_many": said.counts.armed,
        "affected": said.counts.affected,
        "number_said": said.counts.number,
        "heading": said.heading[:120],
        "caller_safe": said.caller_safe,
        "known_at": word.known_at,
        "language": said.language or "en",
    }
    if alert is None:
        alert = raise_alert(
            fields,
            mission=mission,
            by=None,
            level=said.level or "",
            word=word,
            trusted=contact is not None,
            tripwire=said.tripwire,
            around=around,
            writes=writes,
        )
        propose(alert, inbound.words, writes=writes)
    else:
        told = add_word(
            alert, word, by=None, place=where, level=said.level or "", writes=writes
        ).alert
        anew, alert = told.pk != alert.pk, told  # it ended a moment ago: an attack is told of anew
        if contact is not None and said.level and not anew:  # believed: the number is known
            nearer(alert, said.level, by=None, writes=writes)
    if text.sites_said and not text.names_closed_harm and not floods:
        first = Raised(alert, fields, word, origin={"tripwire": said.tripwire})
        writes.do(_at_other_sites, (text, first), step=WriteStep.READS)
    wrote(mission, address, alert, writes=writes)
    return IntakeResult(address, "alert", alert.pk)


def _take_back(
    text: _Text, alert: Alert, word: AlertReport, mission: Mission, writes: Writes
) -> IntakeResult:
    """Keep that the number which told of an alert says that it is not so, and ask the owner to hear
    somebody else: the telephone may be in other hands. Level and clocks stay."""
    report = add_word(alert, word, by=None, place=text.where, writes=writes)
    at = clock.now(mission)
    moment = (TAKEN_BACK, at, False)
    add_moments(report.alert, [moment], by=None, known_at=report.known_at, writes=writes)
    tell_taken_back(report.alert, report, at=at)
    settle(mission, [report.alert.pk], writes=writes)
    wrote(mission, text.address, report.alert, writes=writes)
    return IntakeResult(text.address, "alert", report.alert.pk)


def _sites_said(
    said: Read, place: Place | None, sites: Mapping[str, Place], site_finder: Finder
) -> tuple[Place, ...]:
    """The sites that a text by the card names as its place; none where one listed place has all
    those words for its name."""
    if place is not None or not said.coded or not said.place_words:
        return ()
    named = sites_in(said.place_words, sites, site_finder)
    return tuple(site for site in named if site.classification == Classification.UNCLASSIFIED)


def _at_other_sites(raised: Sequence[tuple[_Text, Raised]]) -> None:
    """Once the alerts of texts are kept: open one at each other site that the card names from a
    number that is known; of other sites named in the words ask who answers for them, once."""
    for text, first in raised:
        try:
            with transaction.atomic():
                if text.contact is not None:
                    raise_at_sites(first, text.named)
                ask_about_sites(first.alert, text.sites_said)
        except NotNow as fault:
            log.error("sites that alert %s names are asked of nobody: %s", first.alert.pk, fault)


def _take_misconduct(
    text: _Text, mission: Mission, around: FilledPosts, writes: Writes
) -> IntakeResult:
    """Seal a text that tells of misconduct by personnel to Conduct and Discipline, under a receipt;
    hold apart one that may tell of it.

    Where it tells of other harm near at hand as well, that is an alert, without the words and
    without who does it: nobody waits for the office to open it. Of a text that only may tell of
    misconduct any danger near at hand is one.
    """
    inbound, said = text.inbound, text.said
    told = {
        "words": inbound.words,
        "number": inbound.number,
        "received": inbound.received_at.isoformat(),
    }
    area = text.contact.area if text.contact else None
    if text.unsure:
        hold_apart(
            mission,
            UnsureCase.Kind.TEXT,
            told | {"inbound": _as_words(inbound)},
            door=MisconductReceipt.Door.TEXT,
            sender=None,
            area=area,
            writes=writes,
        )
    else:
        receive(
            mission,
            MisconductReceipt.Door.TEXT,
            by=None,
            material=Material(SealedItem.Kind.TEXT, json.dumps(told, ensure_ascii=False).encode()),
            area=area,
            writes=writes,
        )
    act = _act_of(said)
    if text.unsure and (not act or closed_harm(act)):
        act = HAZARD
    if said.level not in NEAR_LEVELS or not act or closed_harm(act):
        return IntakeResult(text.address)
    known_at = inbound.received_at + mission.clock_shift
    alert = raise_alert(
        {**text.where, "act": act, "heading": said.heading[:120], "known_at": known_at},
        mission=mission,
        by=None,
        level=said.level or "",
        word=AlertReport(
            Channel.SMS,
            known_at=known_at,
            said={
                "act": act,
                # One that may become an ordinary report keeps the row of the ledger for that.
                "message": None if text.unsure else inbound.message_id,
                "complete": inbound.complete,
            },
        ),
        trusted=text.contact is not None,
        tripwire=said.tripwire,
        around=around,
        writes=writes,
    )
    return IntakeResult(text.address, "alert", alert.pk)


_PLAIN = ("gateway_message_id", "number", "words", "complete", "channel")
_IDS = ("message_id", "gateway_id", "mission_id")


def _as_words(inbound: Inbound) -> dict[str, Any]:
    """A message as JSON, to be taken again once a person said what it is."""
    return {
        **{name: getattr(inbound, name) for name in _PLAIN},
        **{name: str(getattr(inbound, name)) for name in _IDS},
        "received_at": inbound.received_at.isoformat(),
        "sent_at": inbound.sent_at.isoformat() if inbound.sent_at else "",
    }


def follow_decision(case: UnsureCase, words: CaseWords) -> None:
    """A text that was held apart and is an ordinary one is taken as it would have been."""
    if case.state != UnsureCase.State.ORDINARY:
        return
    sent = words["inbound"]
    parts: dict[str, Any] = {name: sent[name] for name in _PLAIN}
    parts |= {name: UUID(sent[name]) for name in _IDS}
    inbound = Inbound(
        **parts,
        received_at=datetime.fromisoformat(sent["received_at"]),
        sent_at=datetime.fromisoformat(sent["sent_at"]) if sent["sent_at"] else None,
    )
    keep = take([inbound], ordinary=True)
    with writes_together() as writes:
        (kept,) = keep(writes)
    Message.objects.filter(pk=inbound.message_id).update(
        about_kind=kept.about_kind, about_id=kept.about_id
    )


def _take_courtesy(
    text: _Text, mission: Mission, sealed: UUID, at: datetime, writes: Writes
) -> IntakeResult:
    """Keep a test or thanks beside the network: it opens no alert and is a sign of life."""
    contact = text.contact
    courtesy = Courtesy(
        mission=mission,
        area=contact.area if contact else None,
        classification=max(Classification.CONFIDENTIAL, contact.classification if contact else 0),
        kind=text.courtesy,
        at=at,
        place_said=text.said.place_words[:200],
        contact=contact,
        address_hash=text.address,
        sealed=sealed,
    )
    writes.insert(courtesy)
    if contact is None:
        return IntakeResult(text.address, "courtesy", courtesy.pk)
    record_contact_heard(contact.pk, at)
    return IntakeResult(text.address, "contact", contact.pk)


def _rang(inbound: Inbound, mission: Mission) -> IntakeResult:
    """A call nobody took: a call back is due. It tells of nothing by itself, so it is no alert; one
    the same number told of lately has one more report."""
    number, at = inbound.number, inbound.received_at + mission.clock_shift
    address = vault.hash_of("phone", number, mission) if number else ""
    contact = next(
        filter(
            None, (_contacts([number], mission, retired=gone).get(number) for gone in (False, True))
        ),
        None,
    )
    alert = _last_alerts_by_number({address: at}, mission)[0].get(address) if address else None
    sealed = None
    if number and contact is None and not is_due(mission, address):
        sealed = seal(mission, {"phone": number}, by=None)
    call = ring(mission, address=address, contact=contact, sealed=sealed, at=at, alert=alert)
    if alert is not None:
        word = AlertReport(
            Channel.MISSED_CALL,
            known_at=at,
            said={"contact": contact, "message": inbound.message_id},
        )
        add_word(alert, word, by=None, owes=False)
        return IntakeResult(address, "alert", alert.pk)
    return IntakeResult(address, "call_back", call.pk)


def _act_of(said: Read) -> str:
    """The act a text tells of; one that bears the code of a test and says more was not
    understood."""
    return "" if said.act in (None, ROUTINE) else said.act


def _contacts(
    numbers: Sequence[str], mission: Mission, *, retired: bool = False
) -> dict[str, NetworkContact]:
    """The contact of the network with each number, of those that are somebody's."""
    subjects = vault.find_each("phone", filter(None, numbers), mission)
    of = {subject: number for number, found in subjects.items() for subject in found}
    rows = NetworkContact.objects.filter(mission=mission, subject__in=of, retired=retired)
    rows = rows.select_related("place__area").defer("place__area__boundary")
    return {of[row.subject]: row for row in rows.order_by("-pk")}


def _seal_text(
    inbound: Inbound,
    words: str,
    mission: Mission,
    contact: NetworkContact | None,
    keys_writes: AtOnce,
) -> Callable[[AtOnce], UUID]:
    """Seal the words, with the number where no contact has it; a key for each message."""
    values = {"words": words}
    if contact is None:
        values["phone"] = inbound.number
    return ready_to_seal(mission, values, keys_writes=keys_writes)


def _find_place(said: Read, words: str, finder: WhereFinder) -> WhereFound:
    """What a text names as its place: by the card where it says it, else anywhere in its words."""
    if said.coded:
        return finder.find(said.place_words) if said.place_words else WhereFound()
    where = finder.find_in(words, no_place=names_no_place)
    if not where.is_settled and said.place_words and not is_led_away(words, said.place_words):
        return finder.find(said.place_words)
    return where


def _place_of(said: Read, contact: NetworkContact | None, meant: WhereFound) -> AlertInput:
    """Where it is said to be: the place named, if one is well ahead; else the contact's
    community."""
    if words := (meant.is_settled and meant.words) or said.place_words:
        return alert_input({"place_said": words[:200], **meant.fields()})
    if contact is not None and contact.place is not None:
        return {"place": contact.place, "place_precision": PlacePrecision.NEAR}
    return {}


def _last_alerts_by_number(
    told: Mapping[str, datetime], mission: Mission
) -> tuple[dict[str, Alert], dict[str, int]]:
    """The open alert each number told of lately, of those that told of one; and of how many each
    told within the hour.

    Takes   told, the keyed hash of each number and when it tells of something now.
    """
    since = {address: at - mission.clock_shift - AGAIN for address, at in told.items()}
    before = Message.objects.filter(
        mission_id=mission.pk,
        outgoing=False,
        address_hash__in=since,
        about_kind="alert",
        made_at__gte=min(since.values()),
    ).order_by("made_at")
    rows = before.values_list("address_hash", "about_id", "made_at")
    last = {
        address: alert
        for address, alert, made in rows
        if alert is not None and made >= since[address]
    }
    lately = {
        (address, alert)
        for address, alert, made in rows
        if alert is not None and made >= since[address] + AGAIN - timedelta(hours=1)
    }
    alerts = Alert.objects.select_related("mission", "now").in_bulk({*last.values()})
    by_number = {}
    for address, pk in last.items():
        alert = alerts[pk]
        if alert.merged_into_id:
            alert = Alert.objects.select_related("mission", "now").get(pk=root_of(pk))
        if alert.now.open:
            by_number[address] = alert
    return by_number, Counter(address for address, _alert in lately)


def _goes_on(alert: Alert, where: AlertInput) -> bool:
    """Whether what is said now may be of the same event: unless another place is named."""
    place = where.get("place")
    return not (place and alert.place_id and place.pk != alert.place_id)
