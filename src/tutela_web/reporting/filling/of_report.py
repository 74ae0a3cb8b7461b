"""Sections filled from the report itself: what changed since the last edition, who handed in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tutela.base.messages import term
from tutela.reporting.figures import FigureChange, ReportFigure, compare_figures, say_figure
from tutela.reporting.products import offices
from tutela_web.look.translate import day_and_hour, in_page_language, say_in_page_language
from tutela_web.reporting.filling.report_figures import FIGURES, count_figures, figures_of
from tutela_web.reporting.filling.section_sources import Filled, FilledTable, fills
from tutela_web.reporting.filling.view import FillView
from tutela_web.reporting.models import OfficeContribution


def office_name(key: str) -> str:
    """The name of an office in the language of the page."""
    office = offices().get(key)
    return in_page_language(term(office.label)) if office else key


def recount(view: FillView) -> list[ReportFigure]:
    """The figures of the last edition as they come out today, of the same days."""
    last = view.before
    if last is None:
        return []
    again = FillView(
        product=view.product,
        standing=view.standing,
        first=last.first,
        last=last.last,
        cut_off=view.cut_off,
        about=last.about,
        before=last,
    )
    return count_figures(
        again, [figure.key for figure in figures_of(last) if figure.key in FIGURES]
    )


def changes_of(view: FillView) -> list[FigureChange]:
    """Which figures of the last edition come out otherwise today, and why."""
    if view.before is None:
        return []
    before = [figure for figure in figures_of(view.before) if figure.key in FIGURES]
    return compare_figures(recount(view), before)


@fills("changed_since_last")
def fill_changed(view: FillView) -> Filled:
    """Which figures of the last edition come out otherwise today, of the same days, and why."""
    table = FilledTable([_("Figure"), _("Told before"), _("Known now"), _("Why")])
    filled = Filled(table=table)
    if view.before is None:
        filled.notes.append(_("This is the first edition."))
        return filled
    for change in changes_of(view):
        told = [say_number(one) if one else "–" for one in (change.before, change.now)]
        why = "; ".join(map(say_in_page_language, change.reasons))
        if view.product.outside:
            why = _("records were corrected")
        table.add([say_in_page_language(change.label), *told, why or "–"])
    if not table.rows:
        filled.notes.append(
            _(
                "No figure that the last edition told had to be corrected. What is other in this "
                "period stands beside each figure."
            )
        )
    return filled


def say_number(figure: ReportFigure) -> str:
    """A figure as a page and a table write it, in the language of the page."""
    return say_in_page_language(say_figure(figure))


@fills("figure_table")
def fill_figure_table(view: FillView) -> Filled:
    """The annex of figures is made of what the edition froze: see `reporting.paper`."""
    return Filled()


@fills("nil_and_late_returns")
def fill_returns(view: FillView) -> Filled:
    """Which offices sent nothing, nil, or sent it late: as they stand when it is shown."""
    return Filled()


@fills("release_steps")
def fill_release_steps(view: FillView) -> Filled:
    """The steps of release: the chain of clearance, and for a public report on human rights those
    of the Joint Directive on public reporting."""
    table = FilledTable([_("Step"), _("Office")])
    filled = Filled(table=table)
    for number, office in enumerate(view.product.clearance, 1):
        table.add([number, office_name(office)])
    if view.product.key == "public_rights":
        filled.notes.append(
            _(
                "A public report on human rights goes by the Joint Directive: figures and findings "
                "are those of human rights, whose line to its headquarters is its own."
            )
        )
    return filled


def returns_now(zone: str, parts: list[OfficeContribution]) -> list[list[str]]:
    """The state of each contribution: handed in, nil, late, or missing; when, and who says so."""
    rows = []
    for contribution in parts:
        if contribution.state == OfficeContribution.State.AWAITED:
            state = _("missing")
        elif contribution.state == OfficeContribution.State.NIL:
            state = _("nil return")
        else:
            state = _("handed in")
        if contribution.late:
            state = f"{state}, {_('late')}"
        when = day_and_hour(contribution.at.astimezone(ZoneInfo(zone))) if contribution.at else "–"
        rows.append([office_name(contribution.office), state, when, contribution.post or "–"])
    return rows
