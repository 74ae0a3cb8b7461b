"""Sections filled from how alerts were answered: the effect for all, and who and why for the few.

Situation reports and what goes outside carry the effect ("no response"), never a unit, contributor
or caveat. What tells of those lies in the compartment capacity, in reports that tell the whole.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.base.later import pl
from tutela.crisis.tables import options
from tutela_web.crisis.decisions.queries import what_came
from tutela_web.look.translate import word
from tutela_web.monitoring.measured.pictures import funnel_steps
from tutela_web.reporting.filling.facts import REFUSALS
from tutela_web.reporting.filling.report_figures import Ref, taskings_within
from tutela_web.reporting.filling.section_sources import (
    Filled,
    FilledTable,
    KeptChart,
    day_told,
    fills,
)
from tutela_web.reporting.filling.view import FillView
from tutela_web.warning.models import Alert

LISTED = 25
OPENED = ("alerts", "alerts_overdue", "alerts_closed")
ANSWERED = ("decided_in_time", "responded", "no_response", "arrived_before", "protected")


def _ref(alert: Alert) -> Ref:
    return "alert", alert.pk.hex


def _place(alert: Alert) -> str:
    return alert.place.name if alert.place else alert.place_said or _("not known")


def _answer(view: FillView, pk: str, column: str) -> str:
    told = view.alert_rows.filter(pl.col("id") == pk)[column]
    answer = told[0] if len(told) else None
    return word(answer) if answer else "–"


@fills("alerts_opened_overdue_closed")
def fill_alerts(view: FillView) -> Filled:
    """Alerts opened, answered late and closed, and the list of those that stand open."""
    table = FilledTable([_("Alert"), _("Known"), _("Place"), _("Level"), _("State")])
    filled = Filled(table=table, figures=list(OPENED))
    for alert in list(view.alerts.values())[:LISTED]:
        state = _("open") if alert.now.open else _("closed")
        known = alert.known_at.astimezone(view.zone).date() if alert.known_at else None
        table.add([alert, day_told(known), _place(alert), alert.standing_said, state], _ref(alert))
    return filled


@fills("alerts_and_response")
def fill_alerts_and_response(view: FillView) -> Filled:
    """Each alert of the period from first word to outcome, without who went. How they were answered
    is told once: where a section of its own tells it, there."""
    told_apart = any(section.source == "response_effect" for section in view.product.sections)
    table = FilledTable(
        [_("Alert"), _("Known"), _("Place"), _("Level"), _("Decided"), _("Response"), _("Outcome")]
    )
    filled = Filled(table=table, figures=[*OPENED, *(() if told_apart else ANSWERED)])
    shown = list(view.alerts.values())[:LISTED]
    came = what_came({alert.pk: alert.level for alert in shown})
    for alert in shown:
        outcome = came[alert.pk].counts
        known = alert.known_at.astimezone(view.zone).date() if alert.known_at else None
        table.add(
            [
                alert,
                day_told(known),
                _place(alert),
                alert.standing_said,
                _answer(view, str(alert.pk), "decided"),
                _answer(view, str(alert.pk), "response"),
                word(outcome.outcome) if outcome else _("none recorded"),
            ],
            _ref(alert),
        )
    if (more := len(view.alerts) - LISTED) > 0:
        filled.notes.append(
            ngettext("%(n)s more is counted.", "%(n)s more are counted.", more) % {"n": more}
        )
    if not view.alerts:
        filled.notes.append(_("No alert is on record in the period."))
    return filled


@fills("response_effect")
def fill_effect(view: FillView) -> Filled:
    """How alerts were answered: the effect, and no unit."""
    return Filled(figures=list(ANSWERED))


@fills("action_so_far")
def fill_action(view: FillView) -> Filled:
    """What was done so far: taskings given and arrived."""
    return Filled(figures=["tasks", "tasks_done"])


@fills("tasks_in_period")
def fill_tasks(view: FillView) -> Filled:
    """Taskings by what they were for: given, left, arrived, not executed; no unit."""
    table = FilledTable(
        [_("For what"), _("Given"), _("On the way"), _("Arrived"), _("Not executed")]
    )
    filled = Filled(table=table, figures=["tasks", "tasks_done"])
    by_option: dict[str, list[int]] = {}
    refs: dict[str, set[Ref]] = {}
    for tasking in taskings_within(view):
        row = by_option.setdefault(tasking.option, [0, 0, 0, 0])
        row[0] += 1
        row[1] += tasking.departed_at is not None and tasking.arrived_at is None
        row[2] += tasking.arrived_at is not None
        row[3] += tasking.state in REFUSALS and tasking.arrived_at is None
        refs.setdefault(tasking.option, set()).add(("alert", tasking.alert_id.hex))
    for option, row in sorted(by_option.items()):
        label = options()[option].label if option in options() else option
        table.add([word(label), *row], *sorted(refs[option]))
    if not by_option:
        filled.notes.append(_("No tasking is on record in the period."))
    return filled


@fills("response_funnel")
def fill_funnel(view: FillView) -> Filled:
    """From warning to decision, departure, arrival and outcome, what is not known hatched."""
    steps = funnel_steps(view.tables)
    chart = KeptChart(
        kind="funnel",
        title=_("From warning to outcome"),
        labels=[name for name, _known, _unknown in steps],
        layers=[
            [_("known"), "bar", [known for _name, known, _unknown in steps]],
            [_("not known"), "unknown", [unknown for _name, _known, unknown in steps]],
        ],
    )
    return Filled(chart=chart, figures=list(ANSWERED))


@fills("movement_denied_effect")
def fill_denied_effect(view: FillView) -> Filled:
    """How often movement was denied; not to whom."""
    return Filled(figures=["movement_denied"])


# --- what is told in the brief to the Head of Mission, the code cable and the input to a report


@fills("unanswered_warnings")
def fill_unanswered(view: FillView) -> Filled:
    """Warnings nobody answered in time: no decision, or no response."""
    return Filled(figures=["alerts_overdue", "no_response"])


@fills("access_denied")
def fill_access(view: FillView) -> Filled:
    """How often movement was denied; where and by whom is told in sentences."""
    return Filled(figures=["movement_denied"])
