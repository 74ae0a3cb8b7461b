"""The support of a base: compartment capacity; and what everybody may read of who is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.models import Base, BaseSupport
from tutela_web.capacity.reach.queries import Able, Backup
from tutela_web.capacity.units.queries import (
    bases_for,
    holds_readiness,
    standing_on,
    units_for,
    with_area,
)


def supports_for(standing: Standing) -> QuerySet[BaseSupport]:
    """What is recorded of the support of bases, the newest first: none without the compartment."""
    if not holds_readiness(standing):
        return BaseSupport.objects.none()
    seen = bases_for(standing).order_by().values("pk")
    rows = BaseSupport.objects.filter(standing.sees_open("bases"), base__in=seen)
    return rows.order_by("-as_of", "-entered_at")


def supports_read(standing: Standing, rows: Sequence[BaseSupport]) -> None:
    """The support of bases was read: one line in the audit, with their number."""
    if rows:
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="basesupport",
            number=len(rows),
        )


@dataclass(frozen=True)
class SupportLine:
    """One thing by day and by night.

    day, night   whether it is there; None is not known
    day_said, night_said   in words, where that is more than yes or no
    """

    label: Words
    day: bool | None
    night: bool | None
    day_said: str = ""
    night_said: str = ""


@dataclass(frozen=True)
class NeedLine:
    """Enablers, communications or living conditions, held against need, and what the lack of it
    keeps the unit from doing."""

    label: Words
    state: str
    state_said: Words
    keeps: str

    @property
    def lacks(self) -> bool:
        """Whether it is known to be short or not there."""
        return self.state in (BaseSupport.State.SHORT, BaseSupport.State.NONE)


@dataclass(frozen=True)
class SupportShown:
    """The support of a base for holders of the compartment; `newest` is None where none is
    recorded."""

    newest: BaseSupport | None
    lines: Sequence[SupportLine]
    needs: Sequence[NeedLine]


def support_of(standing: Standing, base: Base, backup: Sequence[Backup]) -> SupportShown | None:
    """The support of a base by day and by night; the read is a line in the audit.

    Takes   backup, who could come to its help (`reach.queries.backup_of`).
    Gives   None to who does not hold the compartment, whatever is recorded.
    """
    if not holds_readiness(standing):
        return None
    newest = supports_for(standing).filter(base=base).first()
    supports_read(standing, [newest] if newest else [])
    return SupportShown(newest, _lines(newest, backup), _needs(newest))


def _lines(newest: BaseSupport | None, backup: Sequence[Backup]) -> list[SupportLine]:
    by_day, by_night = ([getattr(unit, when) for unit in backup] for when in ("day", "night"))
    first, last = _first_able(by_day), _first_able(by_night)
    vehicles = newest.vehicles if newest else None
    has = None if vehicles is None else vehicles > 0
    said = "" if vehicles is None else str(vehicles)
    return [
        SupportLine(
            _("Backup"),
            _comes(by_day, first),
            _comes(by_night, last),
            first.arrival_said if first else "",
            last.arrival_said if last else "",
        ),
        SupportLine(_("Vehicles that run"), has, has, said, said),
        SupportLine(_("Aircraft"), *_of(newest, "air_day", "air_night")),
        SupportLine(_("Medical evacuation"), *_of(newest, "medevac_day", "medevac_night")),
    ]


def _of(newest: BaseSupport | None, day: str, night: str) -> tuple[bool | None, bool | None]:
    return (None, None) if newest is None else (getattr(newest, day), getattr(newest, night))


def _first_able(units: Sequence[Able]) -> Able | None:
    able = [unit for unit in units if unit.could_come]
    return min(able, key=lambda unit: unit.arrival or 0.0, default=None)


def _comes(units: Sequence[Able], first: Able | None) -> bool | None:
    """Whether a unit is known to be able to come; not known where one may be."""
    if first is not None:
        return True
    return False if units and all(unit.able is False for unit in units) else None


def _needs(newest: BaseSupport | None) -> list[NeedLine]:
    if newest is None:
        return []
    return [
        NeedLine(
            label,
            getattr(newest, name),
            getattr(newest, f"get_{name}_display")(),
            getattr(newest, f"{name}_keep"),
        )
        for name, label in (
            ("enablers", _("Enabling units")),
            ("communications", _("Communications")),
            ("living", _("Living conditions")),
        )
    ]


# --- who is there: for everybody who reads bases


def interpreter_of(units: Sequence[bool | None]) -> bool | None:
    """Whether a base has an interpreter, by its units: yes where one has; no where each is known to
    have none; else not known.

    >>> interpreter_of([None, True]), interpreter_of([False]), interpreter_of([])
    (True, False, None)
    """
    if any(units):
        return True
    return False if units and all(has is False for has in units) else None


@dataclass(frozen=True)
class PresenceRow:
    """A base, and whether an interpreter and civilian staff are there; None is not known."""

    base: Base
    interpreter: bool | None
    civilian_staff: bool | None

    @property
    def lacks(self) -> bool:
        """Whether one of both is not known to be there."""
        return not (self.interpreter and self.civilian_staff)


def presence_for(standing: Standing) -> list[PresenceRow]:
    """The bases that stand today, those first that are known to lack an interpreter or civilian
    staff. Two queries."""
    bases = with_area(bases_for(standing)).filter(standing_on(standing.on), retired=False)
    interpreters: dict[UUID | None, list[bool | None]] = defaultdict(list)
    units = units_for(standing).filter(retired=False).order_by()
    for base, interpreter in units.values_list("base_id", "interpreter"):
        interpreters[base].append(interpreter)
    rows = [
        PresenceRow(base, interpreter_of(interpreters[base.pk]), base.civilian_staff)
        for base in bases.order_by("name", "pk")
    ]
    return sorted(
        rows,
        key=lambda row: (
            -((row.interpreter is False) + (row.civilian_staff is False)),
            not row.lacks,
        ),
    )
