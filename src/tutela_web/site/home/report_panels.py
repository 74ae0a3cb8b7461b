"""The panels of reports: what waits for the signature of this person, and what the offices they
act for owe and is overdue."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela.reporting.calendar import say_duty
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.look.translate import in_page_language
from tutela_web.records.owed.rows import HomeRow
from tutela_web.reporting.drafting.verbs import next_step
from tutela_web.reporting.editions.queries import (
    READS,
    any_begun,
    holds_office,
    overdue_for,
    whole_for,
)
from tutela_web.reporting.models import ReportEdition
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address


def reports_to_sign(standing: Standing) -> HomePanel | None:
    """Reports in clearance whose next signature is that of an office this person acts for."""
    if not standing.reads(READS):
        return None
    clearing = whole_for(standing).filter(state=ReportEdition.State.CLEARING).defer("figures")
    mine = [one for one in clearing if _signs_next(standing, one)]
    if not mine:
        return None
    now = clock.now(standing.mission)
    rows = [
        HomeRow(
            one.title,
            address("reporting:clearance", standing, one.pk),
            _("your office signs next"),
            one.due_at,
            one.overdue(now),
            one.invented,
        )
        for one in mine
    ]
    return make_panel(
        "to_sign",
        _("Reports to sign"),
        rows,
        all_url=address("reporting:reports", standing),
        empty=_("Nothing is overdue."),
    )


def _signs_next(standing: Standing, report: ReportEdition) -> bool:
    step = next_step(report)
    return step is not None and holds_office(standing, report.made_as.clearance[step])


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
