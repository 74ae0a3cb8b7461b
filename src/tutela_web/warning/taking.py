"""What a gateway brings becomes a report: sealed, matched to its contact, and an alert at once. Of
a call nobody took nothing is known yet: a call back is due.

An unknown number is taken, never trusted. Nothing answers it. The number is kept as a keyed hash
and sealed in the vault, the words sealed apart from it, under keys of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tutela.warning.coded import ROUTINE, Read, read
from tutela.warning.states import ENDS
from tutela_web.access import audit
from tutela_web.access.models import Mission
from tutela_web.access.vault import queries as vault
from tutela_web.access.vault.verbs import ready_to_seal, seal
from tutela_web.channels.inbound import Inbound, Kept
from tutela_web.channels.models import Message
from tutela_web.places.models import PlacePrecision
from tutela_web.places.queries import named
from tutela_web.warning.call_verbs import is_due, ring, wrote
from tutela_web.warning.models import Alert, Channel, Level, NetworkContact
from tutela_web.warning.queries import root_of
from tutela_web.warning.seats import Around
from tutela_web.warning.thread_verbs import propose
from tutela_web.warning.verbs import Word, add_word, heard, nearer, raise_alert

AGAIN = timedelta(hours=12)
"""The same number heard again within it goes on about the same event, until a person says not."""


def take(inbound: Inbound) -> Callable[[], Kept]:
    """Look up what one message or missed call is about, while others write.

    Gives   what takes it, within the transaction that keeps it in the ledger: the keyed hash of
            the number, and the alert or the call back it is about.
    """
    mission = Mission.objects.get(pk=inbound.mission_id)
    if inbound.channel == "missed_call":
        return audit.gathered()(lambda: _rang(inbound, mission))
    contact, said = _contact(inbound.number, mission), read(inbound.words)
    sealed, where = _sealed(inbound, mission, contact), _where(said, contact, mission)
    address = vault.hash_of("phone", inbound.number, mission)
    at = (inbound.sent_at or inbound.received_at) + mission.clock_shift
    known = said.act == ROUTINE or _same(address, mission, at, where) is not None
    around = None if known else Around.lately(mission)  # else it may raise an alert

    @audit.gathered()
    def keep() -> Kept:
        return _taken(inbound, mission, contact, said, where, sealed(), around)

    return keep


def _taken(
    inbound: Inbound, mission: Mission, contact: NetworkContact | None, said: Read,
    where: dict[str, Any], sealed: UUID, around: Around | None,
) -> Kept:  # fmt: skip
    address = vault.hash_of("phone", inbound.number, mission)
    at = (inbound.sent_at or inbound.received_at) + mission.clock_shift
    word = Word(
        Channel.SMS,
        known_at=inbound.received_at + mission.clock_shift,
        said={
            "sealed": sealed, "contact": contact, "act": said.act or "",
            "message": inbound.message_id, "complete": inbound.complete,
            "caller_safe": said.caller_safe,
        },
    )  # fmt: skip
    alert = _same(address, mission, at, where)
    if alert is not None and alert.now.state in ENDS and said.level == Level.ONGOING:
        alert = None  # it expired: an attack now is told of anew, with clocks that run
    if said.act == ROUTINE and contact is not None:
        heard(contact.pk, word.known_at or at)  # a test or routine answer: no alarm
        return Kept(address, "contact", contact.pk)
    if alert is None:
        fields: dict[str, Any] = {
            **where, "act": said.act or "", "how_many": said.number, "heading": said.heading[:120],
            "caller_safe": said.caller_safe, "known_at": word.known_at,
            "language": said.language or "en",
        }  # fmt: skip
        alert = raise_alert(fields, mission=mission, by=None, level=said.level or "", word=word,
                            trusted=contact is not None, tripwire=said.tripwire,
                            around=around)  # fmt: skip
        propose(alert, inbound.words)
    else:
        add_word(alert, word, by=None, place=where, level=said.level or "")
        if contact is not None and said.level:  # believed at once, for the number is known
            nearer(alert, said.level, by=None)
    wrote(mission, address, alert)
    return Kept(address, "alert", alert.pk)


def _rang(inbound: Inbound, mission: Mission) -> Kept:
    """A call nobody took: a call back is due. It tells of nothing by itself, so it is no alert; one
    the same number told of lately has one more report."""
    number, at = inbound.number, inbound.received_at + mission.clock_shift
    address = vault.hash_of("phone", number, mission) if number else ""
    contact = _contact(number, mission) or _contact(number, mission, retired=True)
    alert = _same(address, mission, at, {}) if address else None
    sealed = None
    if number and contact is None and not is_due(mission, address):
        sealed = seal(mission, {"phone": number}, by=None)
    call = ring(mission, address=address, contact=contact, sealed=sealed, at=at, alert=alert)
    if alert is not None:
        word = Word(Channel.MISSED_CALL, known_at=at,
                    said={"contact": contact, "message": inbound.message_id})  # fmt: skip
        add_word(alert, word, by=None, owes=False)
        return Kept(address, "alert", alert.pk)
    return Kept(address, "call_back", call.pk)


def _contact(number: str, mission: Mission, *, retired: bool = False) -> NetworkContact | None:
    """The one contact of the network with this number."""
    subjects = vault.find("phone", number, mission) if number else []
    found = NetworkContact.objects.filter(mission=mission, subject__in=subjects, retired=retired)
    return found.select_related("place__area").defer("place__area__boundary").first()


def _sealed(
    inbound: Inbound, mission: Mission, contact: NetworkContact | None
) -> Callable[[], UUID]:  # fmt: skip
    """Seal the words, with the number where no contact has it; a key for each message."""
    values = {"words": inbound.words}
    if contact is None:
        values["phone"] = inbound.number
    return ready_to_seal(mission, values)


def _where(said: Read, contact: NetworkContact | None, mission: Mission) -> dict[str, Any]:
    """Where it is said to be: the place named, if exactly one is; else the contact's community."""
    if said.place_words:
        place = named(mission, said.place_words)
        return {"place_said": said.place_words[:200]} | ({"place": place} if place else {})
    if contact is not None and contact.place is not None:
        return {"place": contact.place, "place_precision": PlacePrecision.NEAR}
    return {}


def _same(
    address: str, mission: Mission, at: datetime, where: dict[str, Any]
) -> Alert | None:  # fmt: skip
    """The open alert the same number told of lately, unless another place is named now."""
    since = at - mission.clock_shift - AGAIN
    before = Message.objects.filter(
        mission_id=mission.pk, outgoing=False, address_hash=address, about_kind="alert",
        made_at__gte=since,
    ).order_by("-made_at")  # fmt: skip
    last = before.values_list("about_id", flat=True).first()
    if last is None:
        return None
    alert = Alert.objects.select_related("mission", "now").get(pk=root_of(last))
    place = where.get("place")
    if not alert.now.open or (place and alert.place_id and place.pk != alert.place_id):
        return None
    return alert
