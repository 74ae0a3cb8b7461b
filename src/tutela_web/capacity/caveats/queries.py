"""How caveats are read: by who holds the compartment capacity; each read is a line in the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tutela.capacity.able import TASKS
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Caveat, Unit
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.look.translate import word


def caveats_for(standing: Standing) -> QuerySet[Caveat]:
    """The caveats this person may see: none without the compartment."""
    if not holds_readiness(standing):
        return Caveat.objects.none()
    return Caveat.objects.filter(standing.sees_open("bases"), unit__in=units_for(standing))


@dataclass(frozen=True)
class CaveatEffects:
    """A caveat, and what it takes away in words."""

    caveat: Caveat
    effects: Sequence[str]


def caveat_effects(caveats: Iterable[Caveat]) -> list[CaveatEffects]:
    """Caveats with their effects in words."""
    return [CaveatEffects(caveat, effects(caveat)) for caveat in caveats]


def effects(caveat: Caveat) -> list[str]:
    """What a caveat takes away, in words; empty where it only stands in its own words."""
    said = [_("no movement by night")] if caveat.no_night else []
    if caveat.most_km is not None:
        said.append(_("not farther than %(km)g km from its base") % {"km": caveat.most_km})
    if caveat.medevac_km is not None:
        said.append(
            _("not farther than %(km)g km from medical evacuation") % {"km": caveat.medevac_km}
        )
    if caveat.asks:
        said.append(_("the capital or a national command is asked first"))
    said += [
        _("not for: %(task)s") % {"task": word(TASKS.get(task, task))} for task in caveat.no_tasks
    ]
    return said


def caveats_of(standing: Standing, unit: Unit) -> list[CaveatEffects]:
    """The caveats of a unit, those in force first; the read is a line in the audit."""
    caveats = list(caveats_for(standing).filter(unit=unit).order_by("starts", "entered_at"))
    caveats.sort(key=lambda caveat: caveat.status == Caveat.Status.LIFTED)
    _read(standing, len(caveats), unit=str(unit.pk))
    return caveat_effects(caveats)


def caveats_by_unit(standing: Standing) -> QuerySet[Caveat]:
    """The caveats this person may see, unit by unit."""
    return caveats_for(standing).select_related("mission").order_by("unit__name", "entered_at")


def found_caveats(standing: Standing, asked: Mapping[str, str]) -> QuerySet[Caveat]:
    """The caveats a filter finds: by status ("force" without it: all but lifted) and by kind."""
    caveats = caveats_by_unit(standing)
    status = asked.get("status") or "force"
    if status == "force":
        caveats = caveats.exclude(status=Caveat.Status.LIFTED)
    elif status in Caveat.Status.values:
        caveats = caveats.filter(status=status)
    if asked.get("kind") in Caveat.Kind.values:
        caveats = caveats.filter(kind=asked["kind"])
    return caveats


def caveats_read(standing: Standing, caveats: Sequence[Caveat]) -> None:
    """A list of caveats was read: one line in the audit, with their number."""
    _read(standing, len(caveats))


def _read(standing: Standing, number: int, *, unit: str = "") -> None:
    if number:
        of_unit: dict[str, Any] = {"unit": unit} if unit else {}
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="caveat",
            number=number,
            **of_unit,
        )
