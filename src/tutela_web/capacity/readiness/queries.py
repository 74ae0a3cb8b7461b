"""Requirements, what contributors received and promised, and checks of units, as a person may see
them; what a unit lacks, for rooms that offer units to anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.capacity.readiness import STARTING, Line, bars_ready, join_lines, lacks, states
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.models import Unit, UnitReadiness
from tutela_web.capacity.readiness_models import (
    ITEM_CHOICES,
    Contributor,
    ContributorPromise,
    Requirement,
    RequirementDispatch,
    RequirementLine,
    UnitCheck,
)
from tutela_web.capacity.units.queries import holds_readiness, units_for

KIND = "means"
OF_UNITS = "bases"
ACT = "keep_requirements"
CHECKS = "check_units"


def contributors_for(standing: Standing) -> QuerySet[Contributor]:
    """The contributors this person may see, by name."""
    return Contributor.objects.filter(standing.sees_open(KIND)).order_by("name")


def requirements_for(standing: Standing) -> QuerySet[Requirement]:
    """The requirements this person may see, those withdrawn last."""
    rows = Requirement.objects.filter(standing.sees_open(KIND)).select_related("area")
    return rows.defer("area__boundary").order_by("withdrawn_on", "title")


def lines_for(standing: Standing) -> QuerySet[RequirementLine]:
    """The lines of requirements this person may see."""
    rows = RequirementLine.objects.filter(standing.sees_open(KIND))
    return rows.select_related("requirement").order_by("entered_at", "required")


def dispatches_for(standing: Standing) -> QuerySet[RequirementDispatch]:
    """What this person may see of requirements sent, the newest edition first."""
    rows = RequirementDispatch.objects.filter(
        standing.sees_open(KIND), contributor__in=contributors_for(standing).order_by()
    )
    return rows.select_related("requirement", "contributor").order_by("-edition", "-sent_on")


def promises_for(standing: Standing) -> QuerySet[ContributorPromise]:
    """What contributors promised, for who holds the compartment capacity."""
    if not holds_readiness(standing):
        return ContributorPromise.objects.none()
    rows = ContributorPromise.objects.filter(standing.sees_open(KIND))
    return rows.select_related("contributor").order_by("contributor__name", "required", "pk")


def checks_for(standing: Standing) -> QuerySet[UnitCheck]:
    """The checks of units, for who holds the compartment capacity."""
    if not holds_readiness(standing):
        return UnitCheck.objects.none()
    rows = UnitCheck.objects.filter(standing.sees_open(OF_UNITS), unit__in=units_for(standing))
    return rows.select_related("unit").order_by("unit__name", "required")


def read_checks(standing: Standing, rows: Sequence[UnitCheck]) -> None:
    """A list of checks was read: one line in the audit, with their number."""
    if rows:
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="unitcheck",
            number=len(rows),
        )


# --- what was sent


@dataclass(frozen=True)
class ContributorReceipt:
    """A contributor and the edition in force of a requirement: sent or not, received or not."""

    contributor: Contributor
    sent: RequirementDispatch | None

    @property
    def received(self) -> bool:
        """Whether it confirmed the receipt."""
        return self.sent is not None and self.sent.received_on is not None


def receipts_of(
    requirement: Requirement,
    contributors: Sequence[Contributor],
    dispatches: Sequence[RequirementDispatch],
) -> list[ContributorReceipt]:
    """Every contributor with the edition in force as it was sent to them; those without a receipt
    first. No query.

    Takes   dispatches, of this requirement.
    """
    sent = {row.contributor_id: row for row in dispatches if row.edition == requirement.edition}
    rows = [ContributorReceipt(country, sent.get(country.pk)) for country in contributors]
    return sorted(rows, key=lambda row: (row.received, row.contributor.name))


# --- what a unit lacks


def lines_in_force(mission: Mission, on: date) -> list[tuple[UUID | None, Line]]:
    """The lines of every requirement that holds on a day, with its area. One query."""
    withdrawn = Q(requirement__withdrawn_on=None) | Q(requirement__withdrawn_on__gt=on)
    rows = RequirementLine.objects.filter(
        withdrawn, mission=mission, dropped=False, compartment="", requirement__written_on__lte=on
    )
    return [(row.requirement.area_id, row.known) for row in rows.select_related("requirement")]


def required_of(unit: Unit, lines: Sequence[tuple[UUID | None, Line]]) -> list[Line]:
    """What is required of a unit: of the whole mission and of its area; the proposal where the
    mission wrote nothing."""
    ours = [line for area, line in lines if area is None or area == unit.area_id]
    return join_lines(ours or STARTING)


def failing_checks(on: date) -> QuerySet[UnitCheck]:
    """The checks that fail on a day, or have expired; whoever asks."""
    return UnitCheck.objects.filter(Q(state=UnitCheck.State.FAILS) | Q(valid_until__lt=on))


def lacks_by_unit(
    units: Collection[Unit], mission: Mission, on: date
) -> Mapping[UUID, dict[str, frozenset[str]]]:
    """What each unit fails of what is required of it, with the tasks it keeps it from; whoever
    asks. No query without a unit, else one, two where any fails."""
    if not units:
        return {}
    by_unit = defaultdict(list)
    for row in failing_checks(on).filter(unit__in=[unit.pk for unit in units]):
        by_unit[row.unit_id].append(row.known)
    if not by_unit:
        return {}
    lines = lines_in_force(mission, on)
    return {
        unit.pk: lacks(required_of(unit, lines), by_unit[unit.pk], on)
        for unit in units
        if unit.pk in by_unit
    }


# --- the page of a unit


@dataclass(frozen=True)
class ItemChecked:
    """An item required of a unit, how it stands today, and its check where there is one."""

    line: Line
    label: Words
    state: str
    check: UnitCheck | None
    late: bool

    @property
    def state_said(self) -> Words:
        """How it stands, in words."""
        if self.state == "expired":
            return _("expired")
        return UnitCheck.State(self.state).label

    @property
    def tone(self) -> str:
        """The tone of its chip."""
        seen = {"inspected": "ok", "tested": "ok", "fails": "danger", "expired": "danger"}
        return seen.get(self.state, "warn")


@dataclass(frozen=True)
class UnitStanding:
    """A unit against what is required of it.

    written   whether the mission wrote a requirement that holds for it; else the proposal is used
    ready_on  the day it was declared ready
    bars      critical items for which it cannot be declared ready, or is not any more
    """

    items: Sequence[ItemChecked]
    written: bool
    ready_on: date | None
    bars: Sequence[ItemChecked]

    @property
    def failing(self) -> list[ItemChecked]:
        """What fails or has expired."""
        return [checked for checked in self.items if checked.state in ("fails", "expired")]


def standing_of_unit(standing: Standing, unit: Unit) -> UnitStanding | None:
    """A unit against what is required of it, for who holds the compartment; None for others. The
    read of its checks is a line in the audit."""
    if not holds_readiness(standing):
        return None
    on = standing.on
    in_force = lines_in_force(standing.mission, on)
    lines = required_of(unit, in_force)
    rows = {check.required: check for check in checks_for(standing).filter(unit=unit)}
    read_checks(standing, list(rows.values()))
    checks = [check.known for check in rows.values()]
    required = {line.item for line in lines}
    more = [Line(item, False, frozenset()) for item in rows if item not in required]
    labels, stand = dict(ITEM_CHOICES), states([*lines, *more], checks, on)
    items = [
        ItemChecked(
            line,
            labels[line.item],
            stand[line.item],
            rows.get(line.item),
            line.item in rows and rows[line.item].remedy_late(on),
        )
        for line in [*lines, *more]
    ]
    bars = bars_ready(lines, checks, on)
    ready = UnitReadiness.objects.filter(unit=unit).values_list("ready_on", flat=True).first()
    return UnitStanding(
        items,
        any(area is None or area == unit.area_id for area, _line in in_force),
        ready,
        [checked for checked in items if checked.line.item in bars],
    )
