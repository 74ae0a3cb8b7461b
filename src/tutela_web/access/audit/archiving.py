"""Putting a finished year of the trail away: a sealed file, then its lines leave the table.

The only way by which a line leaves it. The file is written and read back first; what is known of it
and the line that says so are kept in one transaction; then its lines go in short chunks, and where
that is killed the next goes on (docs/adr/0070).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela_web.access.audit import archived, trail
from tutela_web.access.audit import seal as audit_seal
from tutela_web.access.models import AuditArchive, AuditEntry, AuditHead
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.tables.batches import in_chunks

REST = timedelta(days=90)
"""So long after its end a year stays in the table, where pages read it."""


class TrailBroken(TutelaError):
    """A chain that is not whole is not put away."""

    code = "audit.broken"


def years_due(now: datetime) -> int:
    """The last year that is put away by itself.

    >>> years_due(datetime(2019, 3, 1, tzinfo=UTC)), years_due(datetime(2019, 4, 2, tzinfo=UTC))
    (2017, 2018)
    """
    return (now - REST).year - 1


def chains_due(through: int) -> list[str]:
    """The chains that hold lines of a year that ended, or of an archived year still."""
    return [chain for chain in trail.chains() if _year_due(chain, through) or _left_behind(chain)]


def archive(
    chain: str, *, through: int, tell: Callable[[int, int, str], None] = lambda *_: None
) -> list[AuditArchive]:
    """Put away the finished years of a chain up to one, the oldest first; gives their archives.

    The last line of a chain always stays in the table.

    Takes   through, a year that has ended, of UTC.
    Raises  NotNow for a year that has not ended; SealKeyBroken without the key of the seals;
            TrailBroken where the chain is not whole.
    """
    if through >= real_now().year:
        raise NotNow(
            say("the year {year} has not ended", year=through), next=say("name an earlier year")
        )
    if audit_seal.key() is None:
        raise audit_seal.SealKeyBroken(
            "there is no key to seal with", next="run `tutela platform prepare`, which makes one"
        )
    with archived.hold_folder():
        _remove_archived(chain, tell)
        archives = []
        while year := _year_due(chain, through):
            archives.append(_archive_year(chain, year, _end_of(chain, year)))
            _remove_archived(chain, tell)
    return archives


def _year_due(chain: str, through: int) -> int | None:
    """The year to put away next; None where none is up to this one."""
    year = _first_year(chain)
    return year if year is not None and year <= through and _end_of(chain, year) else None


def _first_year(chain: str) -> int | None:
    """The year of the first line in the table that lies in no archive. A line that stayed as the
    last of its chain when its year was put away is of the next: a year has one file, for good."""
    newest = archived.newest_archive(chain)
    lines = AuditEntry.objects.filter(chain=chain, number__gt=newest.last if newest else 0)
    at = lines.order_by("number").values_list("at", flat=True).first()
    return max(at.astimezone(UTC).year, newest.year + 1 if newest else 0) if at else None


def _end_of(chain: str, year: int) -> int:
    """The number of the last line before any of a later year, but for the head; 0 if all of them
    lie in archives. Where the clock was set back lines of a year may follow those of the next."""
    done = _last_archived(chain)
    ended = datetime(year + 1, 1, 1, tzinfo=UTC)
    later = AuditEntry.objects.filter(chain=chain, number__gt=done, at__gte=ended)
    first_later = later.order_by("number").values_list("number", flat=True).first()
    head = AuditHead.objects.filter(chain=chain).values_list("number", flat=True).first() or 0
    last = min(first_later or head, head) - 1
    return last if last > done else 0


def _last_archived(chain: str) -> int:
    newest = archived.newest_archive(chain)
    return newest.last if newest else 0


def _archive_year(chain: str, year: int, last: int) -> AuditArchive:
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
        year=year,
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
        trail.record("archive", kind="chain", subject=chain, year=year, number=new.last)
    return new


def _left_behind(chain: str) -> bool:
    """Whether lines of archived years are in the table still."""
    return AuditEntry.objects.filter(chain=chain, number__lte=_last_archived(chain)).exists()


def _remove_archived(chain: str, tell: Callable[[int, int, str], None]) -> None:
    """Take the lines of archived years out of the table, once more where it was killed."""
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
