"""How a telephone is set up and wiped, and how what it captured comes in.

The telephone makes the id of each report. Whatever is sent twice, cut short or answered into the
void: a report is handed to intake once, and the telephone erases its copy only by a receipt.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.devices import verbs
from tutela_web.access.models import Device, DutyArea, Mission
from tutela_web.access.policy import Standing, standing_of
from tutela_web.access.statuses import NotSignedIn
from tutela_web.access.vault.keyring import make_first
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.sent_json import read_json
from tutela_web.base.values import JsonValue
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.taskings.queries import taskings_to_report_on
from tutela_web.field import check_ins, envelopes, threats
from tutela_web.field.envelopes import Binding, EnvelopeBroken
from tutela_web.field.media_verbs import require_media
from tutela_web.field.models import (
    FEWEST_HOURS,
    MOST_HOURS,
    CareService,
    FieldKey,
    FieldReceipt,
    FieldSettings,
    Handset,
    PartialUpload,
)
from tutela_web.field.queries import CARE, WIPE, media_of
from tutela_web.intake.media import MOST_BYTES as MOST_OF_MEDIA
from tutela_web.intake.media_verbs import SentMedia, receive_media
from tutela_web.intake.models import ReportKind
from tutela_web.intake.queries import ACT
from tutela_web.intake.verbs import Received, receive_report
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for

MOST_BYTES = 64_000
"""The largest envelope of a report: one of the longest answers is a tenth of it."""

MOST_WITH_MEDIA = MOST_OF_MEDIA + 2_000
"""The largest envelope where a mission takes photos or voice notes."""

MOST_PIECE = 16_384
"""The largest piece of an envelope that is sent at once."""

MOST_WAITING = 200
"""Envelopes a telephone may have sent in part at a time."""

KEEPS_PIECES = timedelta(days=30)
"""How long pieces of an envelope wait for the rest of it."""


# --- telephones


@dataclass(frozen=True)
class SetUp:
    """What a telephone is given once: nothing of it is shown again.

    token     opens the way in for its reports; the telephone seals it under the person's PIN
    second    the token that lies under the second PIN, chosen or not: used, it tells that the
              telephone was opened under threat, and nothing on the telephone shows it
    contact   with which it asks, locked too, whether it is to be wiped; it opens nothing else
    """

    handset: Handset
    token: str
    second: str
    contact: str
    key: FieldKey


@transaction.atomic
def set_up_handset(*, signing_key: bytes, by: Standing) -> SetUp:
    """Set up a telephone for one person in one mission.

    Takes   signing_key, the public half of the key it signs bundle files by.
    Raises  Denied without the act of sending reports; BadParameter for what is no key; NotNow with
            too many devices.
    """
    _require_sender(by)
    if not envelopes.is_point(signing_key):
        raise BadParameter(say("this is no public key"), next=say("set the telephone up again"))
    device, token = verbs.make(by.person, name="", opens=Device.Opens.FIELD)
    contact, second = secrets.token_urlsafe(32), verbs.PREFIX + secrets.token_urlsafe(32)
    handset = Handset.objects.create(
        mission=by.mission,
        person=by.person,
        device=device,
        signing_key=signing_key,
        contact_sha256=_hash(contact),
        second_sha256=_hash(second),
        made_at=real_now(),
    )
    trail.record(
        "set_up_handset", mission=by.mission, by=by.person, kind="handset", subject=handset.pk
    )
    return SetUp(handset, token, second, contact, key_of_mission(by.mission))


def key_of_mission(mission: Mission) -> FieldKey:
    """The newest key of the mission; made when first wanted."""
    newest = FieldKey.objects.filter(mission=mission).order_by("-made_at", "-pk").first()
    return newest or make_key(mission)


def make_key(mission: Mission) -> FieldKey:
    """A fresh pair: telephones get it at their next contact; older ones open what is under way."""
    public, private = envelopes.make_pair()
    make_first()
    return FieldKey.objects.create(
        mission=mission, public=public, private=private, made_at=real_now()
    )


@transaction.atomic
def order_wipe(handset: Handset, *, by: Standing) -> None:
    """Order that a telephone is wiped at its next contact, because it is lost or taken. Its token
    ends now. What it had not sent is erased with it: who orders this is told so on the page.

    Raises  Denied for somebody else's without the act; NotNow where it was wiped.
    """
    by.require_ours(handset)
    if handset.person_id != by.person.pk and not by.may_somewhere(WIPE):
        by.require(WIPE)
    held = hold(handset)
    if held.wiped_at:
        raise NotNow(say("this telephone was wiped already"), next=say("nothing needs doing"))
    held.lost_at, held.lost_by = held.lost_at or real_now(), held.lost_by or by.person
    held.save(update_fields=["lost_at", "lost_by"])
    Device.objects.filter(pk=held.device_id, ended_at=None).update(ended_at=real_now())
    PartialUpload.objects.filter(handset=held).delete()
    trail.record("order_wipe", mission=by.mission, by=by.person, kind="handset", subject=held.pk)


def ask_wipe(handset: UUID, contact: str, *, wiped: bool = False) -> bool:
    """Whether a telephone is to be wiped: asked by it, locked or not, at every contact.

    Takes   wiped, that it says it has been. A telephone nobody knows is not told anything else
            than one that is in use.
    """
    known = Handset.objects.filter(pk=handset).first()
    if known is None or not hmac.compare_digest(known.contact_sha256, _hash(contact)):
        return False
    if known.lost_at is None:
        return False
    if wiped and known.wiped_at is None:
        Handset.objects.filter(pk=known.pk, wiped_at=None).update(wiped_at=real_now())
        trail.record("wipe_handset", mission=known.mission, kind="handset", subject=known.pk)
    return True


@transaction.atomic
def set_expiry(hours: int, *, call_me_texts: bool = False, by: Standing) -> FieldSettings:
    """Set how long the mission's telephones retain what they could not send, and whether they offer
    a text "call me" beside the duty number.

    Raises  Denied; BadParameter for fewer than three days, or more than thirty.
    """
    by.require(WIPE)
    if not FEWEST_HOURS <= hours <= MOST_HOURS:
        raise BadParameter(
            say("between {few} and {many} hours", few=FEWEST_HOURS, many=MOST_HOURS),
            where="expiry_hours",
            next=say("three days without a network must lose nothing"),
        )
    kept, _new = FieldSettings.objects.update_or_create(
        mission=by.mission,
        defaults={
            "expiry_hours": hours,
            "call_me_texts": call_me_texts,
            "changed_at": real_now(),
            "changed_by": by.person,
        },
    )
    trail.record("edit", mission=by.mission, by=by.person, kind="field_settings", hours=hours)
    return kept


@transaction.atomic
def add_care(
    *, name: str, number: str, hours: str, serves: str, area: DutyArea | None, by: Standing
) -> CareService:
    """Add a cleared service of care to what telephones show.

    Raises  Denied without the act of the advisers.
    """
    by.require(CARE)
    by.require_ours(area)
    service = CareService.objects.create(
        mission=by.mission,
        name=name,
        number=number,
        hours=hours,
        serves=serves,
        area=area,
        cleared_on=clock.today(by.mission),
        cleared_by=by.person,
    )
    trail.record("edit", mission=by.mission, by=by.person, kind="care", subject=service.pk)
    return service


@transaction.atomic
def remove_care(service: CareService, *, by: Standing) -> None:
    """Take a service off what telephones show, at their next contact.

    Raises  Denied without the act of the advisers.
    """
    by.require(CARE, of=service)
    trail.record("edit", mission=by.mission, by=by.person, kind="care", subject=service.pk)
    service.delete()


# --- contact


def handset_of(token: str) -> Handset:
    """The telephone whose token this is. By the token of its second PIN it is answered as ever, and
    the duty officer is told.

    Raises  NotSignedIn where it opens nothing any more.
    """
    rows = Handset.objects.select_related("mission", "person", "device")
    device = verbs.device_of(token, Device.Opens.FIELD)
    known = rows.filter(device=device).first() if device else None
    if known is None and token:
        alive = {"device__ended_at": None, "device__expires_at__gt": real_now()}
        known = rows.filter(second_sha256=_hash(token), **alive).first()
        if known is not None and known.lost_at is None:
            threats.note_second_pin(known)
            known.opened_second = True
    if known is None or known.lost_at:
        raise NotSignedIn(
            say("this telephone is not set up any more"),
            next=say("save what waits as a file, and set it up again"),
        )
    return known


def standing_of_handset(handset: Handset) -> Standing:
    """What its person is in the mission today.

    Raises  Denied where they may not send reports any more; what waits stays on the telephone.
    """
    standing = standing_of(handset.person, handset.mission)
    _require_sender(standing)
    return standing


@transaction.atomic
def note_contact(handset: Handset, *, clock: datetime, waiting: int) -> None:
    """Keep when a telephone was in contact, how much waits on it, and how wrong its clock is.

    Takes   clock, what the telephone's clock shows.
    """
    now = real_now()
    Handset.objects.filter(pk=handset.pk).update(
        contact_at=now,
        clock_offset=_seconds_ahead(clock, now),
        waiting=max(0, min(waiting, 1_000_000)),
    )
    PartialUpload.objects.filter(handset=handset, changed_at__lt=now - KEEPS_PIECES).delete()


def _seconds_ahead(clock: datetime, now: datetime) -> int:
    """Seconds by which a clock is ahead; a telephone set to another century is out by a century."""
    return int(max(-(2**31), min(2**31 - 1, (clock - now).total_seconds())))


# --- pieces


@dataclass(frozen=True)
class Piece:
    """A piece of an envelope: where it begins, how long the whole is, and the telephone's clock."""

    envelope: UUID
    begins: int
    whole: int
    content: bytes
    clock: datetime


@dataclass(frozen=True)
class UploadProgress:
    """How far an envelope came: received with its outcome, or so many bytes of it."""

    bytes_here: int
    receipt: FieldReceipt | None = None
    outcome: Received | None = None


def bytes_here(handset: Handset, envelope: UUID) -> UploadProgress:
    """How much of an envelope came already: where a telephone goes on after it was cut off."""
    if (before := _receipt_before(handset, envelope)) is not None:
        return UploadProgress(0, before)
    begun = PartialUpload.objects.filter(pk=envelope, handset=handset).first()
    return UploadProgress(len(begun.content) if begun else 0)


@transaction.atomic
def take_piece(handset: Handset, piece: Piece) -> UploadProgress:
    """Take a piece of an envelope; with the last one it is opened and handed to intake.

    A piece that does not begin where the last one ended changes nothing: the answer says where to
    go on. What was received before is answered by the same receipt.

    Raises  BadParameter for sizes that cannot be; EnvelopeBroken, and what intake refuses: then
            the pieces are gone, and the telephone retains its copy.
    """
    if (before := _receipt_before(handset, piece.envelope)) is not None:
        return UploadProgress(piece.whole, before)
    if not (
        0 < piece.whole <= (MOST_WITH_MEDIA if media_of(handset.mission) else MOST_BYTES)
        and 0 < len(piece.content) <= MOST_PIECE
        and piece.begins >= 0
        and piece.begins + len(piece.content) <= piece.whole
    ):
        raise BadParameter(say("this is no piece of a report"), next=say("send it again"))
    begun = _hold_upload(handset, piece)
    here = bytes(begun.content)
    if piece.begins != len(here) or piece.whole != begun.size:
        return UploadProgress(len(here))
    here += piece.content
    if len(here) < piece.whole:
        begun.content, begun.changed_at = here, real_now()
        begun.save(update_fields=["content", "changed_at"])
        return UploadProgress(len(here))
    begun.delete()
    way = FieldReceipt.Channel.NETWORK
    receipt, outcome = _receive(
        handset, piece.envelope, here, clock_offset=_seconds_ahead(piece.clock, real_now()), way=way
    )
    return UploadProgress(len(here), receipt, outcome)


def _hold_upload(handset: Handset, piece: Piece) -> PartialUpload:
    """The envelope's pieces so far, held; begun anew where the size is another one."""
    rows = PartialUpload.objects.select_for_update(no_key=True)
    begun = rows.filter(pk=piece.envelope).first()
    if begun is not None and begun.handset_id != handset.pk:
        raise Denied(say("this id is taken"), next=say("make a new id and send again"))
    if begun is not None and begun.size != piece.whole and piece.begins == 0:
        begun.delete()
        begun = None
    if begun is None:
        if PartialUpload.objects.filter(handset=handset).count() >= MOST_WAITING:
            raise NotNow(say("too many reports are sent in part"), next=say("finish one first"))
        begun, _new = rows.get_or_create(
            pk=piece.envelope,
            defaults={"handset": handset, "size": piece.whole, "changed_at": real_now()},
        )
    return begun


def _receipt_before(handset: Handset, envelope: UUID) -> FieldReceipt | None:
    """The receipt an envelope was given before; another telephone's id is taken."""
    before = FieldReceipt.objects.filter(pk=envelope).first()
    if before is not None and before.handset_id != handset.pk:
        raise Denied(say("this id is taken"), next=say("make a new id and send again"))
    return before


# --- what was sealed


@dataclass(frozen=True)
class Captured:
    """A report as the telephone wrote it."""

    kind: str
    form: str
    sequence: int
    captured_at: datetime
    answers: Mapping[str, JsonValue]
    place: UUID | None = None
    place_said: str = ""
    latitude: float | None = None
    longitude: float | None = None
    marked: str = ""
    misconduct: str = ""
    language: str = "en"
    corrects: UUID | None = None
    tasking: UUID | None = None


def read_captured(content: bytes) -> Captured:
    """What a telephone wrote.

    Raises  EnvelopeBroken for what is no report.
    """
    try:
        said = read_json(content)
        answers = said["answers"]
        if not isinstance(answers, dict):
            raise TypeError
        point = said.get("point") or {}
        return Captured(
            kind=str(said["kind"])[:20],
            form=str(said.get("form") or "")[:60],
            sequence=min(2**31 - 1, max(0, int(said["sequence"]))),
            captured_at=_read_moment(said["captured_at"]),
            answers=answers,
            place=UUID(said["place"]) if said.get("place") else None,
            place_said=_keep_words(said.get("place_said")),
            latitude=_read_degrees(point.get("latitude"), 90),
            longitude=_read_degrees(point.get("longitude"), 180),
            marked=str(said.get("marked") or "")[:20],
            misconduct=str(said.get("misconduct") or "")[:20],
            language=str(said.get("language") or "en")[:5],
            corrects=UUID(said["corrects"]) if said.get("corrects") else None,
            tasking=UUID(said["tasking"]) if said.get("tasking") else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise EnvelopeBroken(
            say("this is no report of the field app"), next=say("write it once more")
        ) from None


@dataclass(frozen=True)
class CapturedMedia:
    """A photo or a voice note as the telephone sealed it; `of`, the report it belongs to."""

    kind: str
    of: UUID
    sequence: int
    captured_at: datetime
    sha256: str
    content: bytes


def read_media(content: bytes) -> CapturedMedia | None:
    """A photo or a voice note: a line of JSON that says so, and its bytes. None for a report.

    Raises  EnvelopeBroken where the bytes are fewer than the line says.
    """
    line, _newline, rest = content.partition(b"\n")
    try:
        said = read_json(line)
        if not isinstance(said, dict) or "of" not in said:
            return None
    except (ValueError, RecursionError):
        return None
    try:
        size = int(said["size"])
        if not 0 < size <= len(rest):
            raise ValueError
        return CapturedMedia(
            kind=str(said["kind"])[:20],
            of=UUID(str(said["of"])),
            sequence=min(2**31 - 1, max(0, int(said["sequence"]))),
            captured_at=_read_moment(said["captured_at"]),
            sha256=str(said["sha256"])[:64],
            content=rest[:size],
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        raise EnvelopeBroken(
            say("this is no photo or voice note of the field app"), next=say("take it once more")
        ) from None


def _read_moment(text: str) -> datetime:
    """A moment with its zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1970 <= moment.year <= 2200:
        raise ValueError
    return moment


def _read_degrees(value: float | None, most: int) -> float | None:
    if value is None:
        return None
    degrees = float(value)
    if not -most <= degrees <= most:
        raise ValueError
    return degrees


def _keep_words(text: str | None) -> str:
    return str(text or "").replace("\0", "")[:200]


def _receive(
    handset: Handset, envelope: UUID, sealed: bytes, *, clock_offset: int, way: str
) -> tuple[FieldReceipt, Received]:
    """Open an envelope, hand what it holds to intake, and keep the receipt, all or nothing."""
    standing = standing_of_handset(handset)
    content = open_for(handset, envelope, sealed)
    if (media := read_media(content)) is not None:
        return _receive_media(handset, envelope, media, clock_offset=clock_offset, way=way)
    if len(sealed) > MOST_BYTES:
        raise BadParameter(say("this is no report of the field app"), next=say("write less"))
    captured = read_captured(content)
    place = _place_named(captured.place, standing)
    outcome = receive_report(
        standing,
        id=envelope,
        kind=captured.kind,
        form=captured.form,
        corrects=captured.corrects,
        tasking=_tasking_named(captured, standing),
        captured_at=captured.captured_at,
        answers=captured.answers,
        clock_offset=clock_offset,
        place=place,
        place_said=captured.place_said,
        latitude=captured.latitude,
        longitude=captured.longitude,
        marked=captured.marked,
        misconduct=captured.misconduct,
        way="app",
        language=captured.language,
    )
    written_at = captured.captured_at - timedelta(seconds=clock_offset)
    written_at += handset.mission.clock_shift
    check_ins.hear_of(handset.person, handset.mission, written_at=written_at)
    receipt = _give_receipt(handset, envelope, captured, clock_offset=clock_offset, way=way)
    return receipt, outcome


def _receive_media(
    handset: Handset, envelope: UUID, media: CapturedMedia, *, clock_offset: int, way: str
) -> tuple[FieldReceipt, Received]:
    """Hand a photo or a voice note to intake, where the mission takes any."""
    require_media(handset.mission, media.kind)
    sent = SentMedia(envelope, media.of, media.kind, media.content, media.sha256, media.captured_at)
    outcome = receive_media(sent, by=standing_of_handset(handset))
    receipt = _give_receipt(handset, envelope, media, clock_offset=clock_offset, way=way)
    return receipt, outcome


def _give_receipt(
    handset: Handset,
    envelope: UUID,
    captured: Captured | CapturedMedia,
    *,
    clock_offset: int,
    way: str,
) -> FieldReceipt:
    receipt, _new = FieldReceipt.objects.get_or_create(  # the same may come by two ways at once
        id=envelope,
        defaults={
            "handset": handset,
            "sequence": captured.sequence,
            "captured_at": captured.captured_at,
            "clock_offset": clock_offset,
            "received_at": real_now(),
            "way": way,
            "corrects": captured.corrects if isinstance(captured, Captured) else None,
        },
    )
    return receipt


def open_for(handset: Handset, envelope: UUID, sealed: bytes) -> bytes:
    """What a telephone sealed, opened by the key of its mission.

    Raises  EnvelopeBroken.
    """
    key = FieldKey.objects.filter(pk=envelopes.key_id(sealed), mission=handset.mission_id).first()
    if key is None:
        raise EnvelopeBroken(
            say("this report is sealed to a key that is not here"),
            next=say("restore both databases from backups of the same day"),
        )
    binding = Binding(handset.mission_id, handset.pk, envelope)
    return envelopes.open_envelope(sealed, key.private, binding)


def _place_named(place: UUID | None, standing: Standing) -> Place | None:
    """The place a report names; None where it is not on the list any more: its words stand."""
    return places_for(standing).filter(pk=place).first() if place else None


def _tasking_named(captured: Captured, standing: Standing) -> Tasking | None:
    """The tasking a patrol report names; None where it is not theirs any more: the report stands
    without it, for what was seen is not lost."""
    if captured.tasking is None or captured.kind != ReportKind.PATROL:
        return None
    return taskings_to_report_on(standing).filter(pk=captured.tasking).first()


# --- bundles


@dataclass
class BundleResult:
    """What came of a bundle: received now, received before, and refused with the reasons."""

    received: int = 0
    before: int = 0
    refused: list[TutelaError] = field(default_factory=list)


def take_bundle(content: bytes, *, by: Standing) -> BundleResult:
    """Take in a queue that came as a file, in the name of who wrote it, whoever carried it. Each
    report is taken by itself: one that is refused holds up no other. Taken in twice, it changes
    nothing.

    Raises  Denied without the act; BundleBroken for what is no bundle, was changed, or comes from
            a telephone that is not known here, or was reported lost.
    """
    _require_sender(by)
    bundle, body, signature = envelopes.read_bundle(content)
    rows = Handset.objects.select_related("mission", "person", "device")
    handset = rows.filter(pk=bundle.handset, mission=by.mission).first()
    if handset is None or bundle.mission != by.mission.pk:
        raise envelopes.BundleBroken(
            say("this file comes from a telephone that is not known in this mission"),
            next=say("choose the mission in which it was set up"),
        )
    envelopes.check_signature(body, signature, bytes(handset.signing_key))
    if handset.lost_at:
        raise envelopes.BundleBroken(
            say("the telephone of this file was reported lost"),
            next=say("ask its holder whether the file is theirs, and write the reports down again"),
        )
    result = BundleResult()
    for entry in bundle.entries:
        _take_entry(handset, entry, result)
    trail.record(
        "take_bundle",
        mission=by.mission,
        by=by.person,
        kind="handset",
        subject=handset.pk,
        received=result.received,
        before=result.before,
        refused=len(result.refused),
    )
    return result


def _take_entry(handset: Handset, entry: envelopes.SealedEntry, result: BundleResult) -> None:
    try:
        if _receipt_before(handset, entry.envelope) is not None:
            result.before += 1
            return
        with transaction.atomic():
            _receive(
                handset,
                entry.envelope,
                entry.sealed,
                clock_offset=handset.clock_offset or 0,
                way=FieldReceipt.Channel.BUNDLE,
            )
            PartialUpload.objects.filter(pk=entry.envelope, handset=handset).delete()
        result.received += 1
    except TutelaError as fault:
        result.refused.append(fault)


# --- parts


def _require_sender(by: Standing) -> None:
    if not by.may_somewhere(ACT):
        by.require(ACT)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
