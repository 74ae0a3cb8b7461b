"""How identities are sealed, opened, reviewed and erased, and how their keys are rotated.

Two databases cannot commit together, so the order decides what a crash leaves behind: keys are
made before what they seal, and destroyed before anything says so. `sweep` clears up after both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connections, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela_web.access import numbers
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission, Person
from tutela_web.access.people import second_person
from tutela_web.access.policy import Standing
from tutela_web.access.vault import keyring, queries, sealing
from tutela_web.access.vault.fields import records_with_words
from tutela_web.access.vault.keyring import Ring, ring
from tutela_web.access.vault.models import (
    BreakGlass,
    Ending,
    KeyedHash,
    OpeningPurpose,
    Sealed,
    Subject,
    SubjectKey,
)
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.ids import new_id
from tutela_web.base.upkeep.destroyed import note_destroyed
from tutela_web.base.writes import AT_ONCE, AtOnce
from tutela_web.channels.models import Message

KIND = "identity"
REVIEW_MONTHS = 6
OPEN_FOR = timedelta(hours=1)
CONTACTS = frozenset({OpeningPurpose.FOLLOW_UP, OpeningPurpose.FEEDBACK, OpeningPurpose.REFERRAL})
"""Purposes for which an identity is opened to contact the person."""
GRACE = timedelta(days=1)
"""How long a key may wait for what it seals: longer than any transaction lasts."""


def seal(
    mission: Mission,
    values: Mapping[str, str],
    *,
    subject: UUID | None = None,
    searchable: Iterable[str] = (),
    by: Standing | None,
) -> UUID:
    """Seal fields of one person; gives the subject's id, by which records refer to them.

    Takes   values, field -> words (an address, a telephone number, a narrative); subject, an id
            made before (a resend, or more fields of the same person); searchable, the fields
            found again by `find`; by, None for what a gateway received.
    Raises  Denied for a stranger, or another collector's subject; NotNow if it was erased.
    """
    if by is not None and (not by or by.mission.pk != mission.pk):
        raise Denied(_("only members of the mission seal what it is told"))
    _check_names(values)
    collector = by.person if by else None
    first = subject is None  # nobody can have sealed anything of it yet
    subject = subject or new_id()
    if not first:
        _may_add(subject, mission, by)
    keys, found_by = ring(), {name: values[name] for name in searchable}
    with transaction.atomic(using="keys"):
        key = _key_for_sealing(subject, keys, first=first)
        _add_hashes(subject, mission, found_by, keys)
    shut = _shut(key, values, subject, mission)
    with transaction.atomic():
        _keep(subject, mission, shut, by=collector, first=first)
        if found_by or not first:
            transaction.on_commit(lambda: _settle_hashes(subject, mission, values, found_by))
    return subject


def ready_to_seal(
    mission: Mission, values: Mapping[str, str], *, keys_writes: AtOnce = AT_ONCE
) -> Callable[[AtOnce], UUID]:
    """As `seal`, for what a gateway brings: the key is made and the words are shut now, before
    the transaction that keeps them; gives what keeps them in it, and then the subject's id.

    Takes   keys_writes, of the transaction on the database of keys.
    """
    _check_names(values)
    subject, keys, key = new_id(), ring(), sealing.new_key()
    wrapped = sealing.wrap(keys.key(keys.current), key, subject)
    keys_writes.insert(SubjectKey(subject=subject, wrapped=wrapped, kek=keys.current))
    shut = _shut(key, values, subject, mission)

    def keep(writes: AtOnce) -> UUID:
        _keep(subject, mission, shut, by=None, first=True, writes=writes)
        return subject

    return keep


def open_sealed(
    subject: UUID, fields: Iterable[str] | None = None, *, by: Standing, why: str
) -> dict[str, str]:
    """The sealed words of one person, for the custodian, the collector, or a live break-glass.

    Takes   fields, or None for all there are; why, a Purpose.
    Gives   field -> words; a field never sealed is left out. Each opening, and each refusal, is
            a line in the audit before a word is shown.
    """
    why = _of(OpeningPurpose, why)
    if why in CONTACTS:
        require_contact_open(by.mission, subject)
    asked = None if fields is None else sorted(fields)
    kept = Subject.objects.filter(pk=subject, mission_id=by.mission.pk).first()
    glass = queries.live_glass(by, subject, at=real_now()) if kept and by else None
    way = _way_in(kept, glass, by)
    if kept is None or not way:
        trail.record("open_refused", mission=by.mission, by=by.person, kind=KIND, subject=subject)
        raise Denied(
            _("this identity is not open to you"), next=_("ask the custodian, with a reason")
        )
    key = _key_for_opening(subject)
    rows = Sealed.objects.filter(subject=subject, mission_id=by.mission.pk)
    rows = rows if asked is None else rows.filter(field__in=asked)
    sealed = {row.field: bytes(row.ciphertext) for row in rows.order_by("field")}
    told = {"glass": glass.pk} if glass and way == "glass" else {}
    trail.record(
        "open",
        mission=by.mission,
        by=by.person,
        kind=KIND,
        subject=subject,
        fields=sorted(sealed),
        why=why,
        way=way,
        **told,
    )
    return {
        name: sealing.open_sealed(key, shut, subject, name, by.mission.pk)
        for name, shut in sealed.items()
    }


def require_contact_open(mission: Mission, subject: UUID | None) -> None:
    """Refuse to contact somebody with whom contact is paused; what they tell us is taken as ever.

    Raises  NotNow.
    """
    if queries.is_paused(mission, subject):
        raise NotNow(
            _("outgoing contact with this person is paused"),
            next=_("take what comes in; ask human rights before anybody contacts them"),
        )


FOR_DUTY = frozenset({"words", "phone"})
"""What a gateway sealed and a duty needs: the words of a message, and the number to call back."""


def open_for_duty(subject: UUID, field_name: str, *, by: Standing, why: str) -> str:
    """What somebody on duty needs of a message: its words, or the number to call back.

    For verbs and pages of other rooms that have asked the policy whether this person reads the
    record, or has the task. Identities themselves stay with the custodian.

    Takes   a field of FOR_DUTY; why, a Purpose. Each opening is a line in the audit.
    Gives   the words; empty where none were sealed.
    """
    if field_name not in FOR_DUTY or not by:
        raise Denied(_("this identity is not open to you"))
    _of(OpeningPurpose, why)
    if field_name == "phone":
        require_contact_open(by.mission, subject)
    row = Sealed.objects.filter(subject=subject, field=field_name, mission_id=by.mission.pk).first()
    if row is None:
        return ""
    trail.record(
        "open",
        mission=by.mission,
        by=by.person,
        kind=KIND,
        subject=subject,
        fields=[field_name],
        why=why,
        way="duty",
    )
    return sealing.open_sealed(
        _key_for_opening(subject), bytes(row.ciphertext), subject, field_name, by.mission.pk
    )


def replace_sealed(subject: UUID, field_name: str, words: str, mission: Mission) -> str:
    """Put other words in the place of sealed ones; for a verb that keeps those elsewhere.

    Gives   the words that stood there, for no person; empty where none were sealed.
    """
    row = (
        Sealed.objects.select_for_update(no_key=True)
        .filter(subject=subject, field=field_name, mission_id=mission.pk)
        .first()
    )
    if row is None:
        return ""
    key, about = _key_for_opening(subject), (subject, field_name, mission.pk)
    before = sealing.open_sealed(key, bytes(row.ciphertext), *about)
    row.ciphertext = sealing.encrypt_words(key, words, *about)
    row.save(update_fields=["ciphertext"])
    return before


def search(field_name: str, value: str, *, by: Standing) -> list[UUID]:
    """The subjects whose sealed field equals a value: for the custodian; a line in the audit."""
    if not queries.keeps(by):
        raise Denied(_("only the custodian searches the vault"))
    subject_ids = queries.find(field_name, value, by.mission)
    trail.record(
        "search",
        mission=by.mission,
        by=by.person,
        kind=KIND,
        fields=[field_name],
        number=len(subject_ids),
    )
    return subject_ids


def erase(subject: UUID, *, by: Standing, reason: str) -> None:
    """Destroy a person's key and hashes: what was sealed opens nowhere, in backups neither.

    Statistics, references and the audit stay. Takes a reason of Ending.
    """
    reason = _of(Ending, reason)
    _require_custodian(by)
    kept = _of_mission(subject, by)
    require_not_held(by.mission, subject)
    destroy(subject)
    _note_erased(kept, by=by.person, reason=reason)


def require_not_held(mission: Mission, subject: UUID | None) -> None:
    """Refuse to destroy what Legal Affairs holds.

    Raises  NotNow.
    """
    if queries.is_held(mission, subject):
        raise NotNow(
            _("Legal Affairs holds the destruction of this"),
            next=_("ask Legal Affairs until when; meanwhile it is opened to nobody new"),
        )


def destroy(subject: UUID) -> None:
    """Destroy the key and the hashes, and what the database still holds of them on its pages; the
    register names the key, so that no older backup brings it back."""
    note_destroyed(subject)
    with transaction.atomic(using="keys"):
        tomb = {"wrapped": None, "kek": "", "destroyed_at": real_now()}
        SubjectKey.objects.update_or_create(subject=subject, defaults=tomb)
        KeyedHash.objects.filter(subject=subject).delete()
        transaction.on_commit(_scrub_keys, using="keys")


def forget_key(record: UUID) -> None:
    """Delete the key of an import of which nothing is kept, and what the pages hold of it."""
    with transaction.atomic(using="keys"):
        SubjectKey.objects.filter(subject=record).delete()
        transaction.on_commit(_scrub_keys, using="keys")


def keep(subject: UUID, *, by: Standing, why: str) -> date:
    """Keep an identity for another six months, for a purpose; gives the next review date."""
    why = _of(OpeningPurpose, why)
    _require_custodian(by)
    kept = _of_mission(subject, by)
    until = queries.months_after(clock.today(by.mission), REVIEW_MONTHS)
    with transaction.atomic():
        kept.review_on = until
        kept.save(update_fields=["review_on"])
        trail.record(
            "keep",
            mission=by.mission,
            by=by.person,
            kind=KIND,
            subject=subject,
            why=why,
            until=until,
        )
    return until


# Break-glass


def ask(subject: UUID, *, by: Standing, purpose: str, reason: str) -> BreakGlass:
    """Ask to see one identity; a second person decides. The reason is sealed with the subject."""
    by.require("open_vault")
    purpose = _of(OpeningPurpose, purpose)
    kept = _of_mission(subject, by)
    if not reason.strip():
        raise BadParameter(_("a reason is needed"), next=_("say what you need it for"))
    glass = BreakGlass(
        mission_id=by.mission.pk,
        subject=kept.pk,
        asked_by_id=by.person.pk,
        asked_at=real_now(),
        purpose=purpose,
    )
    glass.sealed_reason = sealing.encrypt_words(
        _key_for_opening(subject), reason.strip(), subject, "reason", glass.pk
    )
    with transaction.atomic():
        glass.save(force_insert=True)
        trail.record(
            "ask",
            mission=by.mission,
            by=by.person,
            kind="break_glass",
            subject=glass.pk,
            identity=subject,
            why=purpose,
        )
        _notify(by.mission, glass, queries.custodians(by.mission))
    return glass


def subject_of_number(number: int, *, by: Standing) -> UUID:
    """The subject of a number of the mission, for somebody who may ask for it."""
    by.require("open_vault")
    subject = Subject.objects.filter(
        mission_id=by.mission.pk, number=number, erased_at=None
    ).first()
    if subject is None:
        raise NotNow(_("no such identity is stored here"), next=_("look whether it was erased"))
    return subject.pk


def reason_of(glass: BreakGlass, *, by: Standing) -> str:
    """The sealed reason, for those who decide; reading it is a line in the audit."""
    by.require("approve_vault")
    _require_same_mission(glass, by)
    key = _key_for_opening(glass.subject)
    trail.record("read", mission=by.mission, by=by.person, kind="break_glass", subject=glass.pk)
    return sealing.open_sealed(key, bytes(glass.sealed_reason), glass.subject, "reason", glass.pk)


def approve(glass: BreakGlass, *, by: Standing) -> BreakGlass:
    """Open one subject to the asker for one hour; the custodians and the collector are told."""
    now = _decide(glass, by)
    with transaction.atomic():
        glass = second_person.lock_undecided(glass)
        second_person.approve(glass, by=by, at=now)
        glass.opens_until = now + OPEN_FOR
        glass.save()
        trail.record(
            "approve",
            mission=by.mission,
            by=by.person,
            kind="break_glass",
            subject=glass.pk,
            identity=glass.subject,
            asked_by=glass.asked_by_id,
        )
        told = queries.custodians(by.mission)
        collector = Subject.objects.filter(pk=glass.subject).values_list("collected_by_id")
        told += Person.objects.filter(pk__in=collector).exclude(pk__in=[p.pk for p in told])
        _notify(by.mission, glass, told)
    return glass


def refuse(glass: BreakGlass, *, by: Standing) -> BreakGlass:
    """Say no: nothing opens, and the asker sees it."""
    now = _decide(glass, by)
    with transaction.atomic():
        glass = second_person.lock_undecided(glass)
        second_person.refuse(glass, by=by, at=now)
        glass.save()
        trail.record(
            "refuse",
            mission=by.mission,
            by=by.person,
            kind="break_glass",
            subject=glass.pk,
            asked_by=glass.asked_by_id,
        )
    return glass


def _decide(glass: BreakGlass, by: Standing) -> datetime:
    by.require("approve_vault")
    _require_same_mission(glass, by)
    second_person.require_second(
        glass, by=by, next=_("another custodian or the Head of Mission decides")
    )
    return real_now()


def _require_same_mission(glass: BreakGlass, by: Standing) -> None:
    if glass.mission_id != by.mission.pk:
        raise Denied(_("no post you hold today gives this authority here"))


def _notify(mission: Mission, glass: BreakGlass, people: Iterable[Person]) -> None:
    """A notice says only "Open Tutela": whom it concerns and what about are ids."""
    keys = ring()
    secret = sealing.hash_key(keys.key(keys.current))
    Message.objects.bulk_create(
        Message(
            mission_id=mission.pk,
            channel="mail",
            template="open_tutela",
            about_kind="break_glass",
            about_id=glass.pk,
            made_at=real_now(),
            address_hash=sealing.digest(secret, mission.pk, "notice", str(person.pk)),
        )
        for person in people
    )


# Keys


@dataclass
class Rotation:
    """How far a rotation came: subjects re-keyed, and those whose fields do not open."""

    key: str
    done: int = 0
    left: list[UUID] = field(default_factory=list)


def rotate_key(*, batch: int = 100, by: Person | None = None) -> Rotation:
    """Wrap every person's key with a fresh key-encryption key and hash again, batch by batch.

    A rotation that was cut short goes on where it stopped. Both keys stay at hand until
    `drop_old_keys`; with it, what keys backups hold under the old one opens nowhere any more.
    """
    unfinished = _not_under(ring().current)
    if not unfinished.exists() and not keyring.in_environment():
        keyring.add()
    keys = ring()
    rotation = Rotation(keys.current)
    while True:
        with transaction.atomic(using="keys"):
            waiting = _not_under(keys.current).exclude(subject__in=rotation.left)
            rows = list(waiting.select_for_update(no_key=True).order_by("subject")[:batch])
            for row in rows:
                try:
                    _rekey(row, keys)
                except sealing.SealBroken:
                    rotation.left.append(row.subject)
                else:
                    rotation.done += 1
        if not rows:
            break
    trail.record(
        "rotate",
        by=by,
        kind="key",
        subject=keys.current,
        number=rotation.done,
        left=len(rotation.left),
    )
    return rotation


def _not_under(name: str) -> QuerySet[SubjectKey]:
    return SubjectKey.objects.filter(wrapped__isnull=False).exclude(kek=name)


def _rekey(row: SubjectKey, keys: Ring) -> None:
    key = sealing.unwrap(keys.key(row.kek), bytes(row.wrapped or b""), row.subject)
    fresh = []
    searched = set(KeyedHash.objects.filter(subject=row.subject).values_list("field", flat=True))
    secret = sealing.hash_key(keys.key(keys.current))
    for sealed in Sealed.objects.filter(subject=row.subject, field__in=searched):
        words = sealing.open_sealed(
            key, bytes(sealed.ciphertext), row.subject, sealed.field, sealed.mission_id
        )
        hashed = sealing.digest(secret, sealed.mission_id, sealed.field, words)
        fresh.append(
            KeyedHash(field=sealed.field, digest=hashed, kek=keys.current, subject=row.subject)
        )
    KeyedHash.objects.filter(subject=row.subject).delete()
    KeyedHash.objects.bulk_create(fresh)
    row.wrapped = sealing.wrap(keys.key(keys.current), key, row.subject)
    row.kek = keys.current
    row.save(update_fields=["wrapped", "kek"])


def drop_old_keys(*, by: Person | None = None) -> list[str]:
    """Forget the key-encryption keys that wrap nothing any more; gives their ids."""
    with transaction.atomic(using="keys"):
        used = set(SubjectKey.objects.filter(wrapped__isnull=False).values_list("kek", flat=True))
        used |= set(KeyedHash.objects.values_list("kek", flat=True))
        gone = keyring.keep_only(used)
    for name in gone:
        trail.record("drop", by=by, kind="key", subject=name)
    return gone


def prove_key(*, keys_database: bool = True) -> tuple[str, int]:
    """Show that the key-encryption keys open what they wrap; gives the current id, and how many.

    Raises  KeyMissing if one that is needed is not at hand; SealBroken if it does not open.
    """
    keys, trial = ring(), new_id()
    kek = keys.key(keys.current)
    sealing.unwrap(kek, sealing.wrap(kek, sealing.new_key(), trial), trial)
    if not keys_database:
        return keys.current, 0
    subject_keys = SubjectKey.objects.filter(wrapped__isnull=False)
    for name in subject_keys.order_by("kek").values_list("kek", flat=True).distinct():
        subject_key = subject_keys.filter(kek=name).first()
        sealing.unwrap(keys.key(name), bytes(subject_key.wrapped or b""), subject_key.subject)  # type: ignore[union-attr]
    return keys.current, subject_keys.count()


@dataclass(frozen=True)
class SweepResult:
    """What a sweep cleared up, and what it found that a person must look at."""

    orphans: int
    erased: int
    lost: list[UUID]


def sweep(*, limit: int = 100) -> SweepResult:
    """Clear up after crashes: keys that seal nothing, erasures half done; name keys that are lost.

    Raises  NotNow if more keys than `limit` seal nothing: that is no crash but the wrong main
            database, and destroying those keys would erase everybody.
    """
    known = {row.pk: row for row in Subject.objects.all()}
    worded = records_with_words()
    standing = {row.subject: row for row in SubjectKey.objects.all()}
    before = real_now() - GRACE
    orphans = [
        s
        for s, row in standing.items()
        if s not in known and s not in worded and row.made_at < before and not row.destroyed_at
    ]
    if len(orphans) > limit:
        raise NotNow(
            _("%(number)s keys seal nothing in this main database") % {"number": len(orphans)},
            next=_("look whether both databases belong together before anything is destroyed"),
        )
    with transaction.atomic(using="keys"):
        SubjectKey.objects.filter(subject__in=orphans).delete()
        KeyedHash.objects.filter(subject__in=orphans).delete()
        transaction.on_commit(_scrub_keys, using="keys")
    halves = [
        row
        for s, row in known.items()
        if row.erased_at is None and s in standing and standing[s].destroyed_at
    ]
    for row in halves:
        _note_erased(row, by=None, reason="completed")
    back = [
        s
        for s, row in known.items()
        if row.erased_at and s in standing and not standing[s].destroyed_at
    ]
    for subject in back:  # an old backup of the keys brought somebody back
        destroy(subject)
    lost = [s for s, row in known.items() if not row.erased_at and s not in standing]
    lost += sorted(worded - standing.keys())
    return SweepResult(len(orphans), len(halves) + len(back), lost)


# Parts


def _check_names(values: Mapping[str, str]) -> None:
    for name in values:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
            # Never the name itself: somebody may have mixed up field and words.
            raise BadParameter(_("the name of a sealed field is a word of the program"))


def _of(choices: type[OpeningPurpose] | type[Ending], value: str) -> str:
    if value not in choices.values:
        raise BadParameter(
            _("this is none of the reasons there are"),
            next=_("choose one of: %(all)s") % {"all": ", ".join(choices.values)},
        )
    return str(value)


def _may_add(subject: UUID, mission: Mission, by: Standing | None) -> None:
    kept = Subject.objects.filter(pk=subject).first()
    if kept is None:
        return
    own = by is not None and (queries.keeps(by) or kept.collected_by_id == by.person.pk)
    gateway = by is None and kept.collected_by_id is None
    if kept.mission_id != mission.pk or not (own or gateway):
        raise Denied(_("this id is taken"), next=_("make a new id and send again"))


def _shut(
    key: bytes, values: Mapping[str, str], subject: UUID, mission: Mission
) -> dict[str, bytes]:
    return {
        name: sealing.encrypt_words(key, words, subject, name, mission.pk)
        for name, words in values.items()
    }


def _keep(
    subject: UUID,
    mission: Mission,
    shut: Mapping[str, bytes],
    *,
    by: Person | None,
    first: bool,
    writes: AtOnce = AT_ONCE,
) -> None:
    """Keep what was shut; what was there under the same name is written over."""
    fields = {
        "mission_id": mission.pk,
        "number": numbers.next_number(Subject, mission, writes=writes),
        "sealed_at": clock.now(mission),
        "collected_by_id": by.pk if by else None,
        "review_on": queries.months_after(clock.today(mission), REVIEW_MONTHS),
    }
    sealed = [
        Sealed(subject=subject, field=name, mission_id=mission.pk, ciphertext=text)
        for name, text in shut.items()
    ]
    if first:
        writes.insert(Subject(id=subject, **fields), *sealed)
    else:
        Subject.objects.get_or_create(id=subject, defaults=fields)
        Sealed.objects.bulk_create(
            sealed,
            update_conflicts=True,
            unique_fields=["subject", "field"],
            update_fields=["mission_id", "ciphertext"],
        )
    trail.record(
        "seal",
        mission=mission,
        by=by,
        kind=KIND,
        subject=subject,
        fields=sorted(shut),
    )


def _key_for_sealing(subject: UUID, keys: Ring, *, first: bool) -> bytes:
    new = sealing.new_key()
    wrapped = sealing.wrap(keys.key(keys.current), new, subject)
    if first:
        SubjectKey.objects.create(subject=subject, wrapped=wrapped, kek=keys.current)
        return new
    SubjectKey.objects.get_or_create(
        subject=subject, defaults={"wrapped": wrapped, "kek": keys.current}
    )
    return _unwrap_key(SubjectKey.objects.select_for_update(no_key=True).get(subject=subject), keys)


def _key_for_opening(subject: UUID) -> bytes:
    row = SubjectKey.objects.filter(subject=subject).first()
    if row is None:
        raise sealing.SealBroken(
            _("the key of this identity is missing"),
            next=_("restore the keys database from a backup of the same day"),
        )
    return _unwrap_key(row, ring())


def _unwrap_key(row: SubjectKey, keys: Ring) -> bytes:
    if row.wrapped is None:
        raise NotNow(_("this identity was erased"), next=_("nothing brings it back"))
    return sealing.unwrap(keys.key(row.kek), bytes(row.wrapped or b""), row.subject)


def _add_hashes(
    subject: UUID, mission: Mission, values: Mapping[str, str], keys: Ring
) -> list[int]:
    kept = []
    secret = sealing.hash_key(keys.key(keys.current))
    for name, words in values.items():
        hashed = sealing.digest(secret, mission.pk, name, words)
        row, _made = KeyedHash.objects.get_or_create(
            subject=subject, field=name, digest=hashed, kek=keys.current
        )
        kept.append(row.pk)
    return kept


def _settle_hashes(
    subject: UUID, mission: Mission, values: Mapping[str, str], found_by: Mapping[str, str]
) -> None:
    """Once the words are kept: hashes of earlier words go, and a rotation meanwhile is made up."""
    with transaction.atomic(using="keys"):
        row = SubjectKey.objects.select_for_update(no_key=True).get(subject=subject)
        if row.wrapped is None:
            return
        kept = _add_hashes(subject, mission, found_by, ring())
        KeyedHash.objects.filter(subject=subject, field__in=list(values)).exclude(
            pk__in=kept
        ).delete()


def _way_in(subject: Subject | None, glass: BreakGlass | None, by: Standing) -> str:
    if subject is None or not by:
        return ""
    if queries.keeps(by):
        return "custodian"
    if subject.collected_by_id == by.person.pk:
        return "collector"
    return "glass" if glass else ""


def _require_custodian(by: Standing) -> None:
    by.require("approve_vault")
    if not queries.keeps(by):
        raise Denied(_("only the custodian decides how long an identity is retained"))


def _of_mission(subject: UUID, by: Standing) -> Subject:
    kept = Subject.objects.filter(pk=subject, mission_id=by.mission.pk).first()
    if kept is None or kept.erased_at:
        raise NotNow(_("no such identity is stored here"), next=_("look whether it was erased"))
    return kept


def _note_erased(subject: Subject, *, by: Person | None, reason: str) -> None:
    mission = Mission.objects.get(pk=subject.mission_id)
    with transaction.atomic():
        Sealed.objects.filter(subject=subject.pk).delete()
        BreakGlass.objects.filter(subject=subject.pk).update(sealed_reason=b"")
        subject.erased_at = clock.now(mission)
        subject.save(update_fields=["erased_at"])
        trail.record("erase", mission=mission, by=by, kind=KIND, subject=subject.pk, why=reason)


def _scrub_keys() -> None:
    """Deleted pages linger in SQLite's log and dead rows in PostgreSQL's files: away with both.

    Raises  OperationalError where somebody reads them all the while: nothing is told as erased.
    """
    connection = connections["keys"]
    if connection.in_atomic_block:
        return  # a test's own transaction
    from tutela_web.base.upkeep.backup import (
        hold_copy_lock,  # with migrations: megabytes, seldom needed
    )

    with hold_copy_lock("keys"), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                # What was destroyed lies in the log until nobody reads: sent again, or `sweep`.
                raise OperationalError("the keys database is locked: its log was not emptied")
        else:
            # Plain VACUUM leaves the bytes; FULL keeps what somebody's older snapshot could see.
            # A column written anew writes the living rows alone, and every index with them.
            for table in ("vault_subjectkey", "vault_keyedhash"):
                cursor.execute(
                    f"ALTER TABLE {table} ALTER COLUMN kek TYPE varchar(16) USING kek || ''"
                )
