"""Sections filled from what happened: incidents, files of others, areas heard from and not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.base.days import RowsByPeriod, month_of_span, split_by_period
from tutela.base.disclosure import LEAST
from tutela.base.later import pl
from tutela.base.messages import whole
from tutela.reporting.products import products
from tutela.sharing.packet import months_between
from tutela_web.access.models import Mission
from tutela_web.incidents.happened.queries import happened_in
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.look.days import date_format
from tutela_web.look.translate import in_page_language, list_words, word
from tutela_web.monitoring.measured.pictures import stacked_layers
from tutela_web.reporting.filling.facts import place_of
from tutela_web.reporting.filling.report_figures import late_incidents
from tutela_web.reporting.filling.section_sources import (
    Filled,
    FilledTable,
    KeptChart,
    day_told,
    fills,
)
from tutela_web.reporting.filling.unlisted import tell_unlisted
from tutela_web.reporting.filling.view import FillView
from tutela_web.reporting.models import MissionProduct, ReportEdition, ReportPart
from tutela_web.risk.queries import latest_assessment, never_assessed
from tutela_web.sharing.queries import Cell, cells_of, content_for

LISTED = 25
"""Rows of a table of incidents; the others are counted and open from the figure."""

GRAVEST = 3
NAMED = 12
"""So many places never assessed are named where the whole is told."""

CASUALTIES = ("killed", "killed_events", "injured", "abducted", "displaced")


def _number(value: int | None) -> str:
    return _("not known") if value is None else str(value)


def tell_apart(filled: Filled, here: RowsByPeriod) -> None:
    """Note beside a count what is dated only to a span that reaches beyond it."""
    if said := here.say_apart():
        filled.notes.append(in_page_language(whole(said)))


def _none_recorded(view: FillView) -> str:
    if view.silent:
        return _("No incident is on record; %(n)s of %(of)s areas were not heard from.") % {
            "n": len(view.silent),
            "of": len(view.areas),
        }
    return _("No incident is on record: that is not the same as none having happened.")


@fills("casualties")
def fill_casualties(view: FillView) -> Filled:
    """Casualties, each group counted apart and never added."""
    note = _("Each figure has its own denominator: they are not added up.")
    return Filled(figures=list(CASUALTIES), notes=[note])


@fills("not_known")
def fill_not_known(view: FillView) -> Filled:
    """From how many areas anybody was heard, and which places were never assessed; the areas of
    which nothing is on record are named in a sentence."""
    filled = Filled(figures=["areas_heard"])
    silent = never_assessed(view.standing, latest_assessment(view.standing, until=view.last))
    if number := len(silent):
        filled.notes.append(
            ngettext(
                "%(n)s place was never assessed: not known, not safe.",
                "%(n)s places were never assessed: not known, not safe.",
                number,
            )
            % {"n": number}
        )
        named = list_words(place.name for place in silent[:NAMED])
        if view.candid:
            filled.notes.append(_("The first of them: %(places)s.") % {"places": named})
    tell_unlisted(filled, view)
    filled.notes.append(
        _("Sexual violence and violations against children are told by their own offices alone.")
    )
    return filled


@fills("security_by_sector")
def fill_security(view: FillView) -> Filled:
    """Incidents by field office; an area nobody was heard from is said to be so."""
    table = FilledTable([_("Field office"), _("Incidents"), _("In files of others"), _("Alerts")])
    filled = Filled(table=table)
    alerts = Counter(view.alert_rows["area"].to_list())
    for pk, name in view.areas.items():
        here = view.harm.filter(pl.col("area") == pk)
        own = here.filter(pl.col("kind") == "incident").height
        others = here.height - own
        if pk not in view.heard:
            table.add([name, *[_("not heard from")] * 3])
            continue
        refs = [(kind, ref) for kind, ref in here.select("kind", "pk").iter_rows()]
        table.add([name, own, others, alerts[pk]], *refs)
    nowhere = view.harm.filter(pl.col("area").is_null())
    if nowhere.height or alerts[None]:
        own = nowhere.filter(pl.col("kind") == "incident").height
        refs = [(kind, ref) for kind, ref in nowhere.select("kind", "pk").iter_rows()]
        table.add([_("in no area"), own, nowhere.height - own, alerts[None]], *refs)
    tell_apart(filled, view.harm_by_period)
    return filled


@fills("incidents_in_period")
def fill_incidents(view: FillView) -> Filled:
    """The incidents of the period: figures, a table of the gravest, a sentence for each."""
    table = FilledTable([_("Day"), _("Place"), _("What"), _("Killed"), _("By whom"), _("State")])
    filled = Filled(
        table=table,
        figures=["incidents", "incidents_verified", "events", *CASUALTIES, "reported_late"],
    )
    for incident in view.incidents[:LISTED]:
        table.add(
            [
                day_told(incident.event_to or incident.event_from),
                place_of(incident),
                ", ".join(word(harm) for harm in incident.harms),
                _number(incident.killed),
                ", ".join(
                    [str(incident.perpetrator)]
                    if incident.perpetrator
                    else incident.other_perpetrators
                )
                or _("not known"),
                incident.get_verification_display(),
            ],
            ("incident", incident.pk.hex),
        )
    tell_apart(filled, view.harm_by_period)
    if (more := len(view.incidents) - LISTED) > 0:
        filled.notes.append(
            ngettext("%(n)s more is counted.", "%(n)s more are counted.", more) % {"n": more}
        )
    if not view.incidents:
        filled.notes.append(_none_recorded(view))
    return filled


@fills("incidents_reported_late")
def fill_late(view: FillView) -> Filled:
    """What became known after the cut-off of its own period: told here for the first time."""
    table = FilledTable([_("Day"), _("Place"), _("What"), _("Killed"), _("Known since")])
    filled = Filled(table=table, figures=["reported_late"])
    rows = standing_alone(view.standing).filter(pk__in=late_incidents(view)).select_related("place")
    for incident in rows.order_by("event_from", "pk")[:LISTED]:
        known = incident.known_at or incident.entered_at
        table.add(
            [
                day_told(incident.event_to or incident.event_from),
                place_of(incident),
                ", ".join(word(harm) for harm in incident.harms),
                _number(incident.killed),
                day_told(known.astimezone(view.zone).date()),
            ],
            ("incident", incident.pk.hex),
        )
    if not table.rows:
        filled.notes.append(_("Nothing was reported late."))
    return filled


# --- over time and by area

BACK = 6


@fills("harm_trends")
def fill_trends(view: FillView) -> Filled:
    """Attacks by month and kind of harm, those of no known kind apart; no month to come."""
    until = min(view.last, view.cut_off.astimezone(view.zone).date())
    months = months_between(view.first.replace(day=1) - timedelta(days=31 * (BACK - 1)), until)
    months = months[-BACK:]
    rows = happened_in(view.standing, None, since=months[0])
    rows = rows.filter(
        pl.col("against_civilians")
        & ~(pl.col("kind").eq("incident") & pl.col("pk").is_in(sorted(view.late_ids)))
    )
    here = split_by_period(rows, months[0], view.last)
    in_months = here.within.with_columns(month=month_of_span())
    counts: Counter[tuple[date, str | None]] = Counter(
        in_months.filter(pl.col("month").is_not_null()).select("month", "harm").iter_rows()
    )
    of_none = pl.concat([here.apart, in_months.filter(pl.col("month").is_null()).drop("month")])
    layers: list[list[object]] = [
        [layer.label, layer.kind, [int(value) for value in layer.values]]
        for layer in stacked_layers(counts, months)
    ]
    chart = KeptChart(
        kind="stacked",
        title=_("Recorded attacks on civilians by month"),
        labels=[date_format(month, "M Y") for month in months],
        layers=layers,
    )
    filled = Filled(chart=chart, figures=["incidents", "events", "killed", "killed_events"])
    tell_apart(filled, replace(here, apart=of_none))
    filled.notes.append(
        _("Fewer reports are not fewer attacks: see which areas were not heard from.")
    )
    if view.silent:
        filled.notes.append(
            _("Not heard from in the period: %(areas)s.") % {"areas": list_words(view.silent)}
        )
    return filled


@fills("harm_by_area")
def fill_by_area(view: FillView) -> Filled:
    """Attacks and dead by area, what the mission recorded and files of others apart."""
    table = FilledTable(
        [
            _("Area"),
            _("Incidents"),
            _("Killed in them"),
            _("In files of others"),
            _("Killed in those"),
        ]
    )
    filled = Filled(table=table)
    placed: list[tuple[str | None, str]] = [*view.areas.items(), (None, _("in no area"))]
    for pk, name in placed:
        here = view.harm.filter(pl.col("area").eq_missing(pl.lit(pk)))
        if pk is None and here.is_empty():
            continue
        if pk is not None and pk not in view.heard:
            table.add([name, *[_("not heard from")] * 4])
            continue
        cells: list[str | int] = [name]
        for kind in ("incident", "event"):
            of = here.filter(pl.col("kind") == kind)
            known = of["killed"].drop_nulls()
            cells += [
                of.height,
                _number(None if of.height and not len(known) else int(known.sum())),
            ]
        table.add(cells, *((kind, ref) for kind, ref in here.select("kind", "pk").iter_rows()))
    tell_apart(filled, view.harm_by_period)
    tell_unlisted(filled, view)
    return filled


@fills("trends_for_partners")
def fill_for_partners(view: FillView) -> Filled:
    """Counts by area, month and harm as partners are given them, small ones hidden."""
    content = content_for(
        view.standing, area=None, since=view.first, until=view.last, with_hazards=False
    ).content
    months = [date_format(date.fromisoformat(f"{month}-01"), "M Y") for month in content["months"]]
    table = FilledTable([_("Area"), _("Harm"), *months])
    for area in content["areas"]:
        for counted in area["harms"]:
            hidden = _("under %(n)s") % {"n": LEAST}
            counts = [hidden if n is None else n for n in counted["counts"]]
            table.add([area["name"] or _("in no area"), word(counted["harm"]), *counts])
    notes = [
        _("Counts under %(n)s, and those they could be computed from, are hidden.") % {"n": LEAST},
        _(
            "A count that changed by fewer than %(n)s since it was last shared is told as it "
            "was then."
        )
        % {"n": LEAST},
    ]
    cells = sorted(cells_of(content).items())
    return Filled(
        table=table,
        notes=notes,
        hidden=[list(cell) for cell, number in cells if number is None],
        told=[[*cell, number] for cell, number in cells if number is not None],
    )


def told_in_releases(
    mission: Mission,
) -> Iterator[tuple[datetime, Mapping[Cell, int | None]]]:
    """What counts reports released to those outside told and did not tell, as packets tell them.
    Two queries."""
    own = MissionProduct.objects.filter(mission=mission).values_list("key", flat=True)
    outside = [key for key, product in products().items() if product.outside]
    parts = ReportPart.objects.filter(
        mission=mission,
        report__state=ReportEdition.State.RELEASED,
        report__product__in=[*outside, *own],
    )
    for at, filled in parts.values_list("report__entered_at", "filled"):
        told = {(area, harm, month): n for area, harm, month, n in filled.get("told", ())}
        hidden = {(area, harm, month): None for area, harm, month in filled.get("hidden", ())}
        if told or hidden:
            yield at, {**told, **hidden}
