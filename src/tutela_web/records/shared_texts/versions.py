"""What changed from version to version of a record: struck and underlined on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


class Version(Protocol):
    """A version of a record, as it stood."""

    version: int
    version_at: datetime
    version_by_id: UUID | None

    @property
    def version_why(self) -> str: ...


@dataclass(frozen=True)
class FieldChange:
    """One field of one step, as words: before and after."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionStep:
    """One version of a record: who made it when, why, and what it changed."""

    version: int
    at: datetime
    by_id: UUID | None
    reason: str
    changes: tuple[FieldChange, ...]
    is_first: bool = False


Shown = Callable[[str, Any], str]
"""How a value of a field is written."""


def steps(
    versions: Sequence[Version], fields: Iterable[str], *, label: Callable[[str], str], shown: Shown
) -> list[VersionStep]:
    """The steps a record took, newest first. A move that changed none of the fields is none.

    Takes   versions of one record, oldest first; the fields that are compared;
            label and shown, how a field and its value are written.
    """
    names = tuple(fields)
    steps_taken: list[VersionStep] = []
    before: Any = None
    for row in versions:
        changes: tuple[FieldChange, ...] = ()
        if before is not None:
            changes = tuple(
                FieldChange(name, label(name), shown(name, old), shown(name, new))
                for name in names
                if (old := getattr(before, name)) != (new := getattr(row, name))
            )
            is_move = row.version == before.version
            if is_move and not changes and not row.version_why:
                before = row
                continue
        steps_taken.append(
            VersionStep(
                version=row.version,
                at=row.version_at,
                by_id=row.version_by_id,
                reason=row.version_why,
                changes=changes,
                is_first=before is None,
            )
        )
        before = row
    return steps_taken[::-1]
