"""Putting a finished month of the trail away: a sealed file, then its lines leave the table.

The only way by which a line leaves it. The file is written and read back first; what is known of it
and the line that says so are kept in one transaction; then its lines go in short chunks, and where
that is killed the next goes on (docs/adr/0070).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela_web.access.audit import archived, trail
from tutela_web.access.audit import seal as audit_seal
from tutela_web.access.audit.archived import AuditMonth
from tutela_web.access.models import AuditArchive, AuditEntry, AuditHead
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.tables.batches import in_chunks

REST = timedelta(days=90)
"""So long after its end a month stays in the table, where pages read it."""


class TrailBroken(TutelaError):
    """A chain that is not whole is not put away."""

    code = "audit.broken"


def month_due(now: datetime) -> AuditMonth:
    """The last month that is put away by itself.

    >>> from datetime import UTC
    >>> str(month_due(datetime(2019, 3, 30, tzinfo=UTC)))
    '2018-11'
    >>> str(month_due(datetime(2019, 4, 2, tzinfo=UTC)))
    '2018-12'
    """
    return AuditMonth.of(now - REST).month_before()


def chains_due(through: AuditMonth) -> list[str]:
    """The chains that hold lines of a month that ended, or of an archived month still."""
    return [chain for chain in trail.chains() if _month_due(chain, through) or _left_behind(chain)]


def archive(
    chain: str, *, through: AuditMonth, tell: Callable[[int, int, str], None] = lambda *_: None
) -> list[AuditArchive]:
    """Put away the finished months of a chain up to one, the oldest first; gives their archives.

    The last line of a chain always stays in the table.

    Takes   through, a month that has ended.
    Raises  NotNow for a month that has not ended; SealKeyBroken without the key of the seals;
            TrailBroken where the chain is not whole.
    """
    if through >= AuditMonth.of(real_now()):
        raise NotNow(
            say("the month {month} has not ended", month=str(through)),
            next=say("name an earlier month"),
        )
    if audit_seal.key() is None:
        raise audit_seal.SealKeyBroken(
            "there is no key to seal with", next="run `tutela platform prepare`, which makes one"
        )
    with archived.hold_folder():
        _remove_archived(chain, tell)
        archives = []
        while month := _month_due(chain, through):
            archives.append(_archive_month(chain, month, _end_of(chain, month)))
            _remove_archived(chain, tell)
    return archives


def _month_due(chain: str, through: AuditMonth) -> AuditMonth | None:
    """The month to put away next; None where none is up to this one."""
    month = _first_month(chain)
    return month if month is not None and month <= through and _end_of(chain, month) else None


def _first_month(chain: str) -> AuditMonth | None:
    """The month of the first line in the table that lies in no archive. A line that stayed as the
    last of its chain when its month was put away is of the next: a month has one file, for good."""
    newest = archived.newest_archive(chain)
    lines = AuditEntry.objects.filter(chain=chain, number__gt=newest.last if newest else 0)
    at = lines.order_by("number").values_list("at", flat=True).first()
    if at is None:
        return None
    if newest is None:
        return AuditMonth.of(at)
    return max(AuditMonth.of(at), AuditMonth(newest.year, newest.month or 12).month_after())


def _end_of(chain: str, month: AuditMonth) -> int:
    """The number of the last line before any of a later month, but for the head; 0 if all of them
    lie in archives. Where the clock was set back lines of a month may follow those of the next."""
    done = _last_archived(chain)
    later = AuditEntry.objects.filter(
        chain=chain, number__gt=done, at__gte=month.month_after().begin()
    )
    first_later = later.order_by("number").values_list("number", flat=True).first()
    head = AuditHead.objects.filter(chain=chain).values_list("number", flat=True).first() or 0
    last = min(first_later or head, head) - 1
    return last if last > done else 0


def _last_archived(chain: str) -> int:
    newest = archived.newest_archive(chain)
    return newest.last if newest else 0


def _archive_month(chain: str, month: AuditMonth, last: int) -> AuditArchive:
    verdict = trail.verify(chain, every_line=False)
    if verdict.broken:
        raise TrailBroken(
            "this chain of the audit is not whole: nothing of it is put away",
            where=chain,
            next="run `tutela audit verify` and tell the auditor",
        )
    done = _last_archived(chain)
    entries = AuditEntry.objects.filter(chain=chain, number__gt=done, number__lte=last)
    newest = entries.get(number=last)
    new = AuditArchive(
        chain=chain,
        year=month.year,
        month=month.number,
        first=done + 1,
        last=last,
        until=entries.aggregate(at=Max("at"))["at"],
        hash=newest.hash,
        made_at=real_now(),
    )
    path = archived.path_of(new)
    archived.write_lines(path, entries.order_by("number").iterator(2000))
    with path.open("rb") as file:
        new.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    new.bytes = path.stat().st_size
    if not trail.leads_to_its_end(new, entries.get(number=new.first).before):
        raise TrailBroken(
            "the file that was written does not say what the table says: nothing was put away",
            where=chain,
            next="run `tutela audit verify` and tell the auditor",
        )
    key = audit_seal.key()
    assert key is not None  # nosec B101 # asked for before anything is written
    new.seal = audit_seal.seal_of_archive(new, key)
    with transaction.atomic():
        new.save(force_insert=True)
        trail.record("archive", kind="chain", subject=chain, month=new.period, number=new.last)
    return new


def _left_behind(chain: str) -> bool:
    """Whether lines of archived months are in the table still."""
    return AuditEntry.objects.filter(chain=chain, number__lte=_last_archived(chain)).exists()


def _remove_archived(chain: str, tell: Callable[[int, int, str], None]) -> None:
    """Take the lines of archived months out of the table, once more where it was killed."""
    last = _last_archived(chain)
    lines = AuditEntry.objects.filter(chain=chain, number__lte=last).order_by("number")
    first = lines.values_list("number", flat=True).first()
    if first is None:
        return

    def remove(numbers: Sequence[int]) -> None:
        tell(numbers[-1], last, "removing archived lines")
        AuditEntry.objects.filter(
            chain=chain, number__gte=numbers[0], number__lte=numbers[-1]
        ).delete()

    in_chunks(range(first, last + 1), remove)
