"""The panel of scenarios to be reviewed: for who writes scenarios, those overdue first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.exercise.scenarios.queries import ACT, KIND, reviews_due
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address


def scenarios_to_review(standing: Standing) -> HomePanel | None:
    """Scenarios whose review this person may do and that came due; None where none did."""
    if not (standing.reads(KIND) and standing.may_somewhere(ACT)):
        return None
    rows = [
        HomeRow(
            due.scenario.title,
            address("exercise:scenario", standing, due.scenario.pk),
            str(due.why),
            due.on,
            due.late,
            due.scenario.invented,
        )
        for due in reviews_due(standing, None, standing.on)
        if standing.may(ACT, area=due.scenario.area_id)
    ]
    if not rows:
        return None
    return make_panel(
        "scenarios",
        _("Scenarios to review"),
        rows,
        all_url=address("exercise:scenarios", standing),
        empty="",
    )
