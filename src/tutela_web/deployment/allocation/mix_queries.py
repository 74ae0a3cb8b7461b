"""The mix of activities in an area over time, from what was tasked about alerts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from tutela.deployment.allocation import MIXES, MonthMix, mix_by_month
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.crisis.decisions.queries import about_alerts
from tutela_web.crisis.models import Tasking
from tutela_web.deployment.allocation.models import MixReason
from tutela_web.deployment.allocation.queries import (
    AgreedHotspot,
    hotspots_by_area,
    reasons_for,
)

MONTHS = 12

MIX_WORDS: dict[str, Words] = {
    "influence": _("influence"),
    "information": _("gathering of information"),
    "settlements": _("defence of settlements"),
    "patrols": _("patrols"),
    "disruption": _("disruption"),
}
"""What each of MIXES is called."""


@dataclass(frozen=True)
class MixRow:
    """A month: how many taskings and what percent of it for each of MIXES, and the reasons that
    hold in it."""

    month: MonthMix
    cells: Sequence[tuple[int, float | None]]
    reasons: Sequence[MixReason]


@dataclass(frozen=True)
class MixShown:
    """The mix of an area, None for the whole mission, the newest month first; its agreed hotspots
    and the reasons given for it."""

    area: DutyArea | None
    rows: Sequence[MixRow]
    hotspots: Sequence[AgreedHotspot]
    reasons: Sequence[MixReason]


def months_back(on: date, n: int = MONTHS) -> list[date]:
    """The first days of the last months, the newest first."""
    whole = on.year * 12 + on.month - 1
    return [date((whole - back) // 12, (whole - back) % 12 + 1, 1) for back in range(n)]


def mix_of(standing: Standing, area: DutyArea | None) -> MixShown:
    """The mix of activities of an area, or of all this person reads. Six queries.

    Every tasking given counts, whatever came of it: that a unit refused is not for everybody.
    """
    months = months_back(standing.on)
    zone = ZoneInfo(standing.mission.time_zone)
    since = datetime.combine(months[-1], datetime.min.time(), zone)
    taskings = about_alerts(standing, Tasking.objects.filter(entered_at__gte=since))
    if area is not None:
        taskings = taskings.filter(alert__area=area)
    counts: Counter[tuple[date, str]] = Counter()
    for entered, option in taskings.values_list("entered_at", "option"):
        counts[entered.astimezone(zone).date().replace(day=1), option] += 1
    reasons = list(reasons_for(standing).filter(area=area))
    hot = hotspots_by_area(standing)
    near = (
        hot[area.pk] if area is not None else [hotspot for rows in hot.values() for hotspot in rows]
    )
    rows = [_row(month, reasons) for month in mix_by_month(counts, months)]
    return MixShown(area, rows, [hotspot for hotspot in near if hotspot.high], reasons)


def _row(month: MonthMix, reasons: Sequence[MixReason]) -> MixRow:
    cells = [(month.counted[mix], month.percent(mix)) for mix in MIXES]
    return MixRow(month, cells, [reason for reason in reasons if _runs_in(reason, month.month)])


def _runs_in(reason: MixReason, month: date) -> bool:
    begins = reason.starts.replace(day=1)
    return begins <= month and (reason.ends is None or month <= reason.ends)
