"""The panel of reports: what the offices of this person owe and is overdue."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela.reporting.calendar import say_duty
from tutela_web.access.policy import Standing
from tutela_web.look.said import in_page_language
from tutela_web.reporting.queries import any_begun, overdue_for
from tutela_web.site.home.panels import HomePanel, HomeRow, make_panel
from tutela_web.site.situation import address


def reports_overdue(standing: Standing) -> HomePanel | None:
    """Reports and parts past their day: of the own offices; the Chief of Staff sees all."""
    if not any_begun(standing):
        return None
    owed = overdue_for(standing)
    if not owed:
        return None
    rows = [
        HomeRow(
            in_page_language(say_duty(one.duty)),
            address("reporting:report", standing, one.report.pk)
            if one.report
            else address("reporting:reports", standing),
            one.report.get_state_display() if one.report else _("not begun"),
            one.duty.due,
            True,
        )
        for one in owed
    ]
    return make_panel(
        "reports",
        _("Reports overdue"),
        rows,
        all_url=address("reporting:reports", standing),
        empty=_("Nothing is overdue."),
    )
