"""The options library weighed for one alert: who can, how soon, what bars it, what it did here."""

from __future__ import annotations

from collections.abc import Sequence

from tutela.capacity.readiness import is_planned
from tutela.crisis.option_comparison import Before, Doer, Weighed, weigh_options
from tutela.crisis.tables import Option, options
from tutela_web.access.policy import Standing
from tutela_web.capacity.reach.queries import Able
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.crisis.consent.queries import lost_over
from tutela_web.crisis.decisions.queries import EarlierAlert, Screen, about_alerts
from tutela_web.crisis.models import Decision
from tutela_web.warning.board.queries import thread_read
from tutela_web.warning.models import Alert


def weigh_for(standing: Standing, alert: Alert, screen: Screen) -> list[Weighed]:
    """Every option for this alert as this person may know it. Two queries.

    What bars a unit from one kind of task alone is a caveat: told to who reads readiness. A unit
    that fails what is required for a planned task is offered to nobody for it; while harm runs or
    is about to, that is left open, and who reads readiness is told it.
    """
    reach = screen.reach if screen.units else None
    holds, planned = holds_readiness(standing), is_planned(alert.level)
    thread = thread_read(alert)

    def able_to(able: Able, task: str) -> bool | None:
        barred = planned and reach is not None and reach.is_barred(able.unit, [task])
        return False if able.able and barred else able.able

    def doers(option: Option) -> list[Doer]:
        units: Sequence[Able] = screen.units
        lat, lon = alert.latitude, alert.longitude
        if option.task and reach and holds and lat is not None and lon is not None:
            units = reach.units(lat, lon, task=option.task, but=thread, planned=planned)
        return [
            Doer(str(able.unit), able_to(able, option.task), able.arrival, bool(able.committed))
            for able in units
        ]

    lost = [loss.kind for loss in lost_over(standing, alert.area_id)]
    return weigh_options(options().values(), doers, lost, _taken_before(standing, screen.earlier))


def _taken_before(standing: Standing, earlier: Sequence[EarlierAlert]) -> list[Before]:
    """What was taken at other alerts here and near, as this person may read the decisions."""
    came = {one.alert.pk: one for one in earlier}
    rows = about_alerts(standing, Decision.objects.filter(alert__in=came))
    return [
        Before(
            option["option"],
            str(came[row.alert_id].alert),
            outcome.outcome if (outcome := came[row.alert_id].outcome) else "",
        )
        for row in rows.order_by("-decided_at")
        for option in row.options
        if option["taken"]
    ]
