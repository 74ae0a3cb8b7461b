"""Sections filled from the report itself: what changed since the last edition, who handed in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tutela.base.say import term
from tutela.reporting.products import offices
from tutela_web.look.said import day_and_hour, in_page_language
from tutela_web.reporting.counted import compare_figures, count_figures, say_figure
from tutela_web.reporting.filled import Filled, FilledTable, day_told, fills
from tutela_web.reporting.models import OfficeContribution, ReportEdition
from tutela_web.reporting.view import FillView, product_view


def office_name(key: str) -> str:
    """The name of an office in the language of the page."""
    office = offices().get(key)
    return in_page_language(term(office.label)) if office else key


def recount(report: ReportEdition, view: FillView) -> FillView:
    """The view of an earlier edition, as of now: the same days, all that is known today."""
    return FillView(
        product=view.product,
        standing=product_view(view.mission, view.product, view.standing.on),
        first=report.first,
        last=report.last,
        cut_off=view.cut_off,
        about=report.about,
        before=report,
    )


@fills("changed_since_last")
def fill_changed(view: FillView) -> Filled:
    """Which figures of the last edition come out otherwise today, of the same days, and why."""
    table = FilledTable([_("Figure"), _("Told before"), _("Known now"), _("Why")])
    filled = Filled(table=table)
    last = view.before
    if last is None:
        filled.notes.append(_("This is the first edition."))
        return filled
    now = count_figures(recount(last, view), last.figures)
    for _key, was, told in compare_figures(last.figures, now):
        before = {tuple(ref) for ref in was["records"]}
        after = {tuple(ref) for ref in told["records"]}
        came, went = after - before, before - after
        if view.product.outside:
            why = _("records were corrected")
        elif came or went:
            why = _("%(came)s records came, %(went)s went") % {"came": len(came), "went": len(went)}
        else:
            why = _("the same records were corrected")
        table.add([was["words"], say_figure(was), say_figure(told), why])
        filled.say(
            _("%(figure)s, %(first)s to %(last)s: told %(was)s, known now %(now)s; %(why)s.")
            % {
                "figure": was["words"],
                "first": day_told(last.first),
                "last": day_told(last.last),
                "was": say_figure(was),
                "now": say_figure(told),
                "why": why,
            }
        )
    if not table.rows:
        filled.notes.append(_("No figure of the last edition has changed."))
    return filled


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
    """The state of each contribution: handed in, nil, late, or missing, with when."""
    rows = []
    for one in parts:
        if one.state == OfficeContribution.State.AWAITED:
            state = _("missing")
        elif one.state == OfficeContribution.State.NIL:
            state = _("nil return")
        else:
            state = _("handed in")
        if one.late:
            state = f"{state}, {_('late')}"
        when = day_and_hour(one.at.astimezone(ZoneInfo(zone))) if one.at else "–"
        rows.append([office_name(one.office), state, when])
    return rows
