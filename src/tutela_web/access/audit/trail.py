"""The trail: appended, hash-chained per mission, never changed; a command verifies it.

Each line holds the hash of the line before. Database triggers forbid update and delete, so that
even somebody at the database prompt must first remove a trigger; the chain then shows what moved.
A chain rebuilt whole shows by the seal of its head, whose key no database holds (audit_seal.py),
and by the heads kept in backups.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tutela_web.access.audit import archived
from tutela_web.access.audit import seal as audit_seal
from tutela_web.access.models import AuditArchive, AuditEntry, AuditHead, Mission, Person
from tutela_web.base.clock import real_now
from tutela_web.base.upkeep.last_writes import write_last
from tutela_web.base.values import FieldValue

Subject = UUID | str | int | None
"""The key of what a line is about."""

Detail = FieldValue
"""What a line may hold: an id, a count, a time, a word of a fixed list, or several."""

HOUSE = "house"
"""The chain of what belongs to no mission: sign-ins, accounts."""

OVERSIGHT = "oversight"
"""The chain of what oversight bodies read and do in a mission: outside the chain they look into, so
that nobody in the mission sees what they look at."""

CLOCK_BACK = "clock_back"
CLOCK_SLACK = timedelta(minutes=1)
"""How far clocks of several machines may differ."""

REMOVED = "removed"
"""In place of a seal: the head was removed and begun anew from the last line."""


def record(
    act: str,
    *,
    mission: Mission | None = None,
    by: Person | UUID | None = None,
    kind: str = "",
    subject: Subject = "",
    **detail: Detail,
) -> AuditEntry:
    """Append one line, at the end of the transaction at hand: the chain is held for a moment.

    Takes   detail, ids, counts and words of fixed lists: nothing somebody wrote.
    """
    chain = str(mission.pk) if mission else HOUSE
    if mission is not None and isinstance(by, Person) and by.oversees == mission.pk:
        detail["mission"] = mission.pk
        chain, mission = OVERSIGHT, None
    line = AuditEntry(
        mission=mission,
        chain=chain,
        at=real_now(),
        person_id=by.pk if isinstance(by, Person) else by,
        act=act,
        kind=kind,
        subject_id=str(subject or ""),
        detail=json.loads(json.dumps(detail, default=str)),
    )
    write_last(_append, line)
    return line


def _append(lines: Sequence[AuditEntry]) -> None:
    """Chain the lines to what is there, and keep them."""
    key = audit_seal.key()
    with transaction.atomic(savepoint=False):
        for chain in sorted({line.chain for line in lines}):  # all who write hold them in turn
            head = _head(chain)
            sealed = key is not None and audit_seal.fits(head, key)
            mine = [line for line in lines if line.chain == chain]
            if back := _clock_went_back(head, mine[-1], real_now()):
                mine.insert(0, back)
            for line in mine:
                line.number, line.before = head.number + 1, head.hash
                line.hash = hash_of(line)
                head.number, head.hash = line.number, line.hash
                head.latest_at = max(head.latest_at or line.at, line.at)
            AuditEntry.objects.bulk_create(mine)
            if key is not None and sealed:  # a head that bore no true seal does not get one now
                head.seal = audit_seal.seal_of(head, key)
            head.save(force_update=True)


def _head(chain: str) -> AuditHead:
    """The head of a chain, held until the end of the transaction.

    Where somebody removed it the chain goes on from its last line, for warnings do not wait; but
    unsealed, which `tutela audit verify` tells.
    """
    audit_heads = AuditHead.objects.select_for_update(no_key=True)
    head = audit_heads.filter(chain=chain).first()
    if head is None:
        AuditHead.objects.get_or_create(chain=chain)
        head = audit_heads.get(chain=chain)
        last = AuditEntry.objects.filter(chain=chain).order_by("-number").first()
        if head.number == 0 and last is not None:
            head.number, head.hash, head.seal = last.number, last.hash, REMOVED
    return head


def _clock_went_back(head: AuditHead, line: AuditEntry, now: datetime) -> AuditEntry | None:
    """The line that marks it, once for each setting back: what follows bears earlier times. Not by
    the time of a line, which waited for the end of its transaction."""
    latest = head.latest_at
    if latest is None or latest - now <= CLOCK_SLACK or line.act == CLOCK_BACK:
        return None
    if _is_marked(head.chain, latest):
        return None
    return AuditEntry(
        mission_id=line.mission_id,
        chain=head.chain,
        at=now,
        act=CLOCK_BACK,
        detail=_set_back(latest, now),
    )


def mark_clock() -> None:
    """Mark in the house's chain that the clock was set back, also where nobody writes meanwhile."""
    latest, now = latest_entry(), real_now()
    if latest and latest - now > CLOCK_SLACK and not _is_marked(HOUSE, latest):
        record(CLOCK_BACK, **_set_back(latest, now))


def latest_entry() -> datetime | None:
    """The latest time that any line of the trail bears."""
    found: datetime | None = AuditHead.objects.aggregate(at=Max("latest_at"))["at"]
    return found


def _is_marked(chain: str, latest: datetime) -> bool:
    marks = AuditEntry.objects.filter(chain=chain, act=CLOCK_BACK)
    return marks.filter(detail__latest=latest.isoformat()).exists()


def _set_back(latest: datetime, now: datetime) -> dict[str, Any]:
    return {"latest": latest.isoformat(), "seconds": int((latest - now).total_seconds())}


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the line and the hash of the line before it."""
    line = [
        entry.chain,
        entry.number,
        _moment(entry.at),
        str(entry.person_id or ""),
        entry.act,
        entry.kind,
        entry.subject_id,
        entry.detail,
        entry.before,
    ]
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class ChainFault(StrEnum):
    """What is wrong with a chain, or what could not be looked at."""

    LINE = "line"  # a line does not fit the one before it
    ARCHIVE = "archive"  # the file of an archived month is missing, or not the one that was written
    CUT = "cut"  # the kept head is another line than the last one there
    HEADLESS = "headless"  # lines without a head: it was removed
    EMPTY = "empty"  # a mission without a line: its making is the first
    SEAL = "seal"  # the head does not bear the seal of our key
    BACKUP = "backup"  # the newest backup kept a head that is no line of it
    UNSEALED = "unsealed"  # no chain of this install was ever sealed
    NO_KEY = "no_key"  # the key of the seals is not at hand


UNPROVED = frozenset({ChainFault.UNSEALED, ChainFault.NO_KEY})
"""The chain fits, and so might one that was made anew."""


@dataclass(frozen=True)
class ChainVerdict:
    """What the verification of one chain found; broken_at is the first line that does not fit."""

    chain: str
    lines: int
    head: str
    broken_at: int | None = None
    fault: ChainFault | None = None

    @property
    def broken(self) -> bool:
        """Whether somebody changed it behind the platform."""
        return self.fault is not None and self.fault not in UNPROVED


def verify(chain: str, *, every_line: bool = True) -> ChainVerdict:
    """Walk one chain from its first line, archived months too; compare with the kept head and its
    seal.

    The head is read before the lines, and once more after them: lines come while others write, and
    what came meanwhile is no fault as long as it fits and the head went with it.

    Takes   every_line, also those of archived months; else only their files against their digests.
    """
    heads = AuditHead.objects.filter(chain=chain)
    head = heads.first()
    before, number, at_head = "", 0, ""
    archived_years = archived.may_be_archived()
    archives = archived.archives_of(chain) if archived_years else []
    for archive in archives:
        if archive.first != number + 1 or not _is_whole(archive, before, every_line):
            return ChainVerdict(chain, number, before, number + 1, ChainFault.ARCHIVE)
        number, before = archive.last, archive.hash
    from_table = number
    lines = AuditEntry.objects.filter(chain=chain, number__gt=number)
    for entry in lines.order_by("number").iterator(2000):
        number += 1
        if entry.number != number or entry.before != before or entry.hash != hash_of(entry):
            newest = archived.newest_archive(chain) if archived_years else None
            if newest is not None and newest.last > from_table:  # archived meanwhile
                return verify(chain, every_line=every_line)
            return ChainVerdict(chain, number - 1, before, number, ChainFault.LINE)
        before = entry.hash
        if head is not None and number == head.number:
            at_head = before
    moved = heads.first()
    if moved is None:
        no_mission = chain in (HOUSE, OVERSIGHT)
        gone = ChainFault.HEADLESS if number else None if no_mission else ChainFault.EMPTY
        return ChainVerdict(chain, number, before, None, gone)
    ahead = moved.number > number  # of lines written since the walk ended
    ends = ahead or (moved.number, moved.hash) == (number, before)
    if not ends or (head is not None and head.hash != at_head):
        return ChainVerdict(chain, number, before, number + 1, ChainFault.CUT)
    return ChainVerdict(chain, number, before, None, _seal_fault(head or moved, archives))


def _is_whole(archive: AuditArchive, before: str, every_line: bool) -> bool:
    """Whether the file of an archived month is the one that was written, and leads from the hash
    before it to its own."""
    return archived.is_as_written(archive) and (not every_line or leads_to_its_end(archive, before))


def leads_to_its_end(archive: AuditArchive, before: str) -> bool:
    """Whether the lines of an archived month lead from the hash before them to its own, and end at
    the time it says: that stands under no seal, and follows from the lines, which do."""
    latest, end = None, None
    try:
        for entry in _chain_lines(archive, before):
            latest = max(latest or entry.at, entry.at)
            end = (entry.number, entry.hash)
    except archived.ArchiveUnreadable:
        return False
    return (end, latest) == ((archive.last, archive.hash), archive.until)


def _chain_lines(archive: AuditArchive, before: str) -> Iterator[AuditEntry]:
    """The lines of an archived month, each with its hash, from the hash before them.

    Raises  ArchiveUnreadable.
    """
    for entry in archived.read_lines(archive):
        entry.before = before
        before = entry.hash = hash_of(entry)
        yield entry


def hashes_of(archive: AuditArchive, before: str) -> Iterator[tuple[int, str]]:
    """The number and hash of each line of an archived month.

    Takes   before, the hash it begins from.
    Raises  ArchiveUnreadable.
    """
    for entry in _chain_lines(archive, before):
        yield entry.number, entry.hash


def is_line(digest: str, *, chain: str | None = None, number: int | None = None) -> bool:
    """Whether a hash is that of a line of a chain, or of any: in the table, or of an archived month
    whose file can be read."""
    lines = AuditEntry.objects.filter(hash=digest)
    archives = AuditArchive.objects.all()
    if chain is not None:
        lines, archives = lines.filter(chain=chain), archives.filter(chain=chain)
    if number is not None:
        lines, archives = lines.filter(number=number), archives.filter(last__gte=number)
    if lines.exists():
        return True
    chains_archived = (
        set(archives.values_list("chain", flat=True)) if archived.may_be_archived() else ()
    )
    return any(_holds_line(each, digest, number) for each in chains_archived)


def _holds_line(chain: str, digest: str, number: int | None) -> bool:
    before = ""
    for archive in archived.archives_of(chain):
        if number is None or archive.first <= number <= archive.last:
            try:
                for at, found in hashes_of(archive, before):
                    if found == digest and number in (None, at):
                        return True
            except archived.ArchiveUnreadable:
                return False
        before = archive.hash
    return False


def _seal_fault(head: AuditHead, archives: Sequence[AuditArchive]) -> ChainFault | None:
    key = audit_seal.key()
    if key is None:
        return ChainFault.NO_KEY
    if audit_seal.fits(head, key) and all(
        audit_seal.fits_archive(archive, key) for archive in archives
    ):
        return None
    return ChainFault.SEAL if was_sealed() else ChainFault.UNSEALED


def was_sealed() -> bool:
    """Whether any chain here bears a seal."""
    return AuditHead.objects.exclude(seal="").exists()


def seal(chain: str) -> ChainVerdict:
    """Seal the head of a chain and its archived months as they stand now, and say so in the house's
    own chain.

    Gives   what was found before. A chain whose lines do not fit is left as it is.
    Raises  SealKeyBroken, also where there is no key.
    """
    key = audit_seal.key()
    if key is None:
        raise audit_seal.SealKeyBroken(
            "there is no key to seal with", next="run `tutela platform prepare`, which makes one"
        )
    with transaction.atomic():
        verdict = verify(chain)
        head = _head(chain)
        if verdict.broken_at is None and head.number:
            head.seal = audit_seal.seal_of(head, key)
            head.save(force_update=True)
            for archive in archived.archives_of(chain):
                archive.seal = audit_seal.seal_of_archive(archive, key)
                archive.save(update_fields=["seal"])
            record(
                "seal",
                kind="chain",
                subject=chain,
                number=head.number,
                found=verdict.fault or "whole",
            )
    return verdict


def chains() -> list[str]:
    """Every chain there is or must be: by its lines, by its head, by its mission."""
    kept = {
        *AuditEntry.objects.order_by().values_list("chain", flat=True).distinct(),
        *AuditHead.objects.values_list("chain", flat=True),
        *map(str, Mission.objects.values_list("pk", flat=True)),
    }
    return sorted(kept)
