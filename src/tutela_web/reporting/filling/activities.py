"""What was done in the period, counted apart from what became of people, and never as success.

Source: Framework, template J, paragraph 29 and requirement S1-218: what was done stands beside its
effect, each in a section of its own.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from tutela.base.messages import say
from tutela.monitoring.indicators import VALUE
from tutela.reporting.figures import Basis, ReportFigure
from tutela_web.capacity.training.queries import leader_trainings_for
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.monitoring.measured.queries import standing_indicators, state_words
from tutela_web.reporting.filling.report_figures import figure, make_figure, taskings_within
from tutela_web.reporting.filling.section_sources import (
    Filled,
    FilledTable,
    day_told,
    fills,
    measure_told,
)
from tutela_web.reporting.filling.view import FillView

PATROLS = frozenset({"day_patrol", "night_patrol", "long_range_patrol", "show_of_presence"})
ESCORTS = frozenset({"escort"})
"""Codes of the options of a response that are patrols, and escorts."""

DONE = Basis("activities")

EFFECT = frozenset(
    {
        IndicatorDefinition.Level.OUTCOME,
        IndicatorDefinition.Level.IMPACT,
        IndicatorDefinition.Level.PERCEPTION,
    }
)


def _count_arrivals(
    view: FillView, options: Collection[str], label: str, definition: str
) -> ReportFigure:
    rows = [
        row for row in taskings_within(view) if row.option in options and row.arrived_at is not None
    ]
    records = list(dict.fromkeys(("alert", row.alert_id.hex) for row in rows))
    return make_figure(label, definition, len(rows), basis=DONE, records=records)


@figure("patrols")
def count_patrols(view: FillView) -> ReportFigure:
    """Taskings for a patrol that arrived."""
    return _count_arrivals(
        view,
        PATROLS,
        say("Patrols on alerts"),
        say("Taskings for a patrol of which an arrival is recorded; others are not on record."),
    )


@figure("escorts")
def count_escorts(view: FillView) -> ReportFigure:
    """Taskings for an escort that arrived."""
    return _count_arrivals(
        view,
        ESCORTS,
        say("Escorts on alerts"),
        say("Taskings for an escort of which an arrival is recorded; others are not on record."),
    )


@figure("trainings")
def count_trainings(view: FillView) -> ReportFigure:
    """Trainings of leaders on protection held in the period."""
    rows = leader_trainings_for(view.standing).filter(
        view.known_by_cut_off(), on__range=(view.first, view.last)
    )
    ids = sorted(pk.hex for pk in rows.order_by().values_list("pk", flat=True))
    return make_figure(
        say("Trainings of leaders on protection"),
        say("Trainings by their day; those of units are kept apart and are in no figure here."),
        len(ids),
        basis=DONE,
        records=[("leader_training", pk) for pk in ids],
    )


@figure("meetings_held")
def count_meetings(view: FillView) -> ReportFigure:
    """Meetings of the mission's fora held in the period."""
    start, end = view.span
    rows = meetings_for(view.standing).filter(
        state=Meeting.State.HELD, starts_at__gte=start, starts_at__lt=end
    )
    ids = sorted(pk.hex for pk in rows.order_by().values_list("pk", flat=True))
    return make_figure(
        say("Meetings on protection held"),
        say("Meetings recorded as held, by the hour they began."),
        len(ids),
        basis=DONE,
        records=[("meeting", pk) for pk in ids],
    )


@fills("activities_done")
def fill_activities(view: FillView) -> Filled:
    """What was done, each kind counted apart: no measure of success."""
    note = _("These figures say what was done. Whether people are safer cannot be told from them.")
    return Filled(figures=["patrols", "escorts", "trainings", "meetings_held"], notes=[note])


@fills("effect_on_people")
def fill_people(view: FillView) -> Filled:
    """Outcome and impact on people, by the indicators that tell of them; no activity is among
    them."""
    table = FilledTable([_("What it tells of"), _("Indicator"), _("Period"), _("Value")])
    states = state_words()
    shown = [
        indicator
        for indicator in standing_indicators(view.standing)
        if indicator.definition.level in EFFECT
    ]
    for indicator in sorted(
        shown, key=lambda indicator: (indicator.definition.level, indicator.definition.number)
    ):
        definition, last = indicator.definition, indicator.last
        measured = measure_told(indicator.figure.value, definition.unit)
        table.add(
            [
                definition.get_level_display(),
                f"{definition.code} {definition.words}",
                f"{day_told(last.first)} – {day_told(last.last)}" if last else "–",
                measured if indicator.state == VALUE else f"{measured} ({states[indicator.state]})",
            ],
            *([("value", last.pk.hex)] if last else []),
        )
    filled = Filled(table=table, figures=["protected"])
    if not shown:
        filled.notes.append(
            _("No indicator tells of outcome or of impact on people: neither is known.")
        )
    return filled
