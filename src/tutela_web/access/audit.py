"""The trail: appended, hash-chained per mission, never changed; a command verifies it.

Each line holds the hash of the line before. Database triggers forbid update and delete, so that
even somebody at the database prompt must first remove a trigger; the chain then shows what moved,
and the heads kept in backups and printed by `tutela audit verify` show a chain rebuilt whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tutela_web.access.models import AuditEntry, AuditHead, Mission, Person
from tutela_web.base import gather
from tutela_web.base.clock import real_now

HOUSE = "house"
"""The chain of what belongs to no mission: sign-ins, accounts."""


def record(
    act: str,
    *,
    mission: Mission | None = None,
    by: Person | UUID | None = None,
    kind: str = "",
    subject: Any = "",
    **detail: Any,
) -> AuditEntry:
    """Append one line. `detail` holds ids, counts and words of fixed lists: nothing written."""
    line = AuditEntry(
        mission=mission,
        chain=str(mission.pk) if mission else HOUSE,
        at=real_now(),
        person_id=by.pk if isinstance(by, Person) else by,
        act=act,
        kind=kind,
        subject_id=str(subject or ""),
        detail=json.loads(json.dumps(detail, default=str)),
    )
    gather.later(_append, line, step=gather.Step.TRAIL)
    return line


def _append(lines: Sequence[AuditEntry]) -> None:
    """Chain the lines to what is there, and keep them."""
    with transaction.atomic(savepoint=False):
        for chain in dict.fromkeys(line.chain for line in lines):
            head = _head(chain)
            mine = [line for line in lines if line.chain == chain]
            for line in mine:
                line.number, line.before = head.number + 1, head.hash
                line.hash = hash_of(line)
                head.number, head.hash = line.number, line.hash
            AuditEntry.objects.bulk_create(mine)
            head.save(force_update=True)


def _head(chain: str) -> AuditHead:
    """The head of a chain, held until the end of the transaction."""
    held = AuditHead.objects.select_for_update()
    found = held.filter(chain=chain).first()
    if found is None:
        AuditHead.objects.get_or_create(chain=chain)
        found = held.get(chain=chain)
    return found


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the line and the hash of the line before it."""
    line = [entry.chain, entry.number, _moment(entry.at), str(entry.person_id or ""), entry.act,
            entry.kind, entry.subject_id, entry.detail, entry.before]  # fmt: skip
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True)
class Verdict:
    """What the verification of one chain found; broken_at is the first line that does not fit."""

    chain: str
    lines: int
    head: str
    broken_at: int | None


def verify(chain: str) -> Verdict:
    """Walk one chain from its first line; compare with the kept head."""
    before, number = "", 0
    for entry in AuditEntry.objects.filter(chain=chain).order_by("number").iterator(2000):
        number += 1
        if entry.number != number or entry.before != before or entry.hash != hash_of(entry):
            return Verdict(chain, number - 1, before, number)
        before = entry.hash
    head = AuditHead.objects.filter(chain=chain).first()
    if head is not None and (head.number, head.hash) != (number, before):
        return Verdict(chain, number, before, number + 1)
    return Verdict(chain, number, before, None)


def chains() -> list[str]:
    """Every chain there is, by its head."""
    return list(AuditHead.objects.order_by("chain").values_list("chain", flat=True))
