"""Sections filled from what happened: incidents, files of others, areas heard from and not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.incidents.words import HARMS
from tutela.sharing.packet import months_between
from tutela_web.access.disclosure import LEAST
from tutela_web.incidents.happened_queries import happened_in
from tutela_web.incidents.models import Attribution, Incident
from tutela_web.look.days import date_format
from tutela_web.look.said import day_and_hour, word
from tutela_web.reporting.counted import late_incidents
from tutela_web.reporting.filled import Filled, FilledTable, KeptChart, day_told, fills
from tutela_web.reporting.view import FillView
from tutela_web.risk.queries import latest_assessment, never_assessed
from tutela_web.sharing.queries import content_for

LISTED = 25
"""Rows of a table of incidents; the others are counted and open from the figure."""

GRAVEST = 3
CASUALTIES = ("killed", "killed_events", "injured", "abducted", "displaced")


def incident_sentence(one: Incident) -> str:
    """What is known of an incident in one sentence: when, where, what, to how many, by whom."""
    place = one.place.name if one.place else one.place_said or _("a place that is not known")
    harms = ", ".join(word(harm) for harm in one.harms) or _("harm not named")
    day = day_told(one.event_to or one.event_from) or _("day not known")
    said = _("%(day)s, %(place)s: %(harm)s.") % {"day": day, "place": place, "harm": harms}
    if one.killed is None:
        said += " " + _("The number of dead is not known.")
    elif one.killed:
        said += " " + (
            ngettext("%(n)s person was killed.", "%(n)s people were killed.", one.killed)
            % {"n": one.killed}
        )
    return f"{said} {_by_whom(one)} {_how_sure(one)}"


def _by_whom(one: Incident) -> str:
    if one.attribution == Attribution.UNKNOWN:
        return _("Who did it is not known.")
    names = [str(one.perpetrator)] if one.perpetrator else list(one.other_perpetrators)
    if not names:
        return _("Who did it is not known.")
    return _("Attributed to %(who)s (%(how)s).") % {
        "who": ", ".join(names),
        "how": one.get_attribution_display(),
    }


def _how_sure(one: Incident) -> str:
    return _("State: %(state)s.") % {"state": one.get_verification_display()}


def _place_of(one: Incident) -> str:
    return one.place.name if one.place else one.place_said or _("not known")


def _number(value: int | None) -> str:
    return _("not known") if value is None else str(value)


@fills("what_where_when")
def fill_what(view: FillView) -> Filled:
    """The alert a flash is about, or the gravest incidents of the period."""
    filled = Filled()
    if view.about is not None:
        alert = view.about
        filled.say(
            _("%(alert)s: %(act)s at %(place)s; known to the mission on %(at)s.")
            % {
                "alert": alert,
                "act": alert.act or _("an act that is not named"),
                "place": alert.place.name if alert.place else alert.place_said or _("not known"),
                "at": day_and_hour(alert.known_at.astimezone(view.zone))
                if alert.known_at
                else _("not known"),
            },
            ("alert", alert.pk.hex),
        )
        return filled
    for one in view.incidents[:GRAVEST]:
        filled.say(incident_sentence(one), ("incident", one.pk.hex))
    if not view.incidents:
        filled.say(_nothing_recorded(view))
    return filled


def _nothing_recorded(view: FillView) -> str:
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


@fills("sources_and_grades")
def fill_sources(view: FillView) -> Filled:
    """How many reports bear which grade; never a source."""
    filled = Filled()
    grades = Counter(one.grade for one in view.incidents if one.grade)
    refs = [("incident", one.pk.hex) for one in view.incidents if one.grade]
    if view.about is not None and view.about.grade:
        grades[view.about.grade] += 1
        refs.append(("alert", view.about.pk.hex))
    if grades:
        told = ", ".join(f"{grade} ({n})" for grade, n in sorted(grades.items()))
        filled.say(_("Grades of what was reported: %(grades)s.") % {"grades": told}, *refs)
    ungraded = sum(1 for one in view.incidents if not one.grade)
    if ungraded or not grades:
        filled.say(
            ngettext("%(n)s record has no grade.", "%(n)s records have no grade.", ungraded)
            % {"n": ungraded}
        )
    return filled


@fills("not_known")
def fill_not_known(view: FillView) -> Filled:
    """Areas not heard from, places never assessed, and what incidents do not say."""
    filled = Filled(figures=["areas_heard"])
    for name in view.silent:
        filled.say(
            _("Nobody was heard from %(area)s: what happened there is not known.") % {"area": name}
        )
    if number := len(never_assessed(view.standing, latest_assessment(view.standing))):
        filled.say(
            ngettext(
                "%(n)s place was never assessed: not known, not safe.",
                "%(n)s places were never assessed: not known, not safe.",
                number,
            )
            % {"n": number}
        )
    blank = [one for one in view.incidents if one.killed is None]
    if blank:
        filled.say(
            ngettext(
                "The number of dead of %(n)s incident is not known.",
                "The number of dead of %(n)s incidents is not known.",
                len(blank),
            )
            % {"n": len(blank)},
            *(("incident", one.pk.hex) for one in blank),
        )
    nobody = [one for one in view.incidents if one.attribution == Attribution.UNKNOWN]
    if nobody:
        filled.say(
            ngettext(
                "Who committed %(n)s incident is not known.",
                "Who committed %(n)s incidents is not known.",
                len(nobody),
            )
            % {"n": len(nobody)},
            *(("incident", one.pk.hex) for one in nobody),
        )
    filled.say(
        _("Sexual violence and violations against children are told by their own offices alone.")
    )
    return filled


@fills("highlights")
def fill_highlights(view: FillView) -> Filled:
    """The gravest of the period in few sentences."""
    filled = fill_what(view)
    number = view.alert_rows.height
    if number:
        filled.say(
            ngettext("%(n)s alert was opened.", "%(n)s alerts were opened.", number)
            % {"n": number},
            *(("alert", pk.replace("-", "")) for pk in view.alert_rows["id"]),
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
            filled.say(_("%(area)s: not heard from.") % {"area": name})
            table.add([name, *[_("not heard from")] * 3])
            continue
        refs = [(kind, ref) for kind, ref in here.select("kind", "pk").iter_rows()]
        filled.say(
            _("%(area)s: incidents %(own)s, in files of others %(others)s, alerts %(alerts)s.")
            % {"area": name, "own": own, "others": others, "alerts": alerts[pk]},
            *refs,
        )
        table.add([name, own, others, alerts[pk]], *refs)
    return filled


@fills("incidents_in_period")
def fill_incidents(view: FillView) -> Filled:
    """The incidents of the period: figures, a table of the gravest, a sentence for each."""
    table = FilledTable([_("Day"), _("Place"), _("What"), _("Killed"), _("By whom"), _("State")])
    filled = Filled(
        table=table,
        figures=["incidents", "incidents_verified", "events", *CASUALTIES, "reported_late"],
    )
    for one in view.incidents[:LISTED]:
        table.add(
            [
                day_told(one.event_to or one.event_from),
                _place_of(one),
                ", ".join(word(harm) for harm in one.harms),
                _number(one.killed),
                ", ".join([str(one.perpetrator)] if one.perpetrator else one.other_perpetrators)
                or _("not known"),
                one.get_verification_display(),
            ],
            ("incident", one.pk.hex),
        )
        filled.say(incident_sentence(one), ("incident", one.pk.hex))
    if (more := len(view.incidents) - LISTED) > 0:
        filled.notes.append(
            ngettext("%(n)s more is counted.", "%(n)s more are counted.", more) % {"n": more}
        )
    if not view.incidents:
        filled.say(_nothing_recorded(view))
        filled.notes.append(_nothing_recorded(view))
    return filled


@fills("incidents_reported_late")
def fill_late(view: FillView) -> Filled:
    """What became known after the cut-off of its own period: told here for the first time."""
    table = FilledTable([_("Day"), _("Place"), _("What"), _("Killed"), _("Known since")])
    filled = Filled(table=table, figures=["reported_late"])
    rows = Incident.objects.filter(pk__in=late_incidents(view)).select_related("place")
    for one in rows.order_by("event_from", "pk")[:LISTED]:
        known = one.known_at or one.entered_at
        table.add(
            [
                day_told(one.event_to or one.event_from),
                _place_of(one),
                ", ".join(word(harm) for harm in one.harms),
                _number(one.killed),
                day_told(known.astimezone(view.zone).date()),
            ],
            ("incident", one.pk.hex),
        )
        filled.say(
            _("Reported late: %(words)s") % {"words": incident_sentence(one)},
            ("incident", one.pk.hex),
        )
    if not table.rows:
        filled.notes.append(_("Nothing was reported late."))
        filled.say(_("Nothing was reported late."))
    return filled


# --- over time and by area

BACK = 6
LAYERS = ("killing", "injury", "abduction", "looting")


@fills("harm_trends")
def fill_trends(view: FillView) -> Filled:
    """Attacks by month and kind of harm, those of no known kind apart."""
    months = months_between(
        (view.first.replace(day=1) - timedelta(days=31 * (BACK - 1))), view.last
    )
    months = months[-BACK:]
    rows = happened_in(view.standing, None, since=months[0])
    rows = rows.filter(
        pl.col("against_civilians")
        & (pl.col("day") <= view.last)
        & ~(pl.col("kind").eq("incident") & pl.col("pk").is_in(sorted(view.late_ids)))
    ).with_columns(month=pl.col("day").dt.truncate("1mo"))
    counts: Counter[tuple[object, str | None]] = Counter(rows.select("month", "harm").iter_rows())
    harms = [harm for harm in HARMS if any(counts[month, harm] for month in months)]
    most = sorted(harms, key=lambda harm: -sum(counts[month, harm] for month in months))
    shown, rest = most[: len(LAYERS)], most[len(LAYERS) :]
    classes = ("bar", "bar two", "bar three", "bar four")
    layers: list[list[object]] = [
        [word(harm), kind, [counts[month, harm] for month in months]]
        for harm, kind in zip(shown, classes, strict=False)
    ]
    if rest:
        others = [sum(counts[month, harm] for harm in rest) for month in months]
        layers.append([_("other kinds"), "hollow", others])
    unknown = [counts[month, None] for month in months]
    layers.append([_("kind not known"), "unknown", unknown])
    chart = KeptChart(
        kind="stacked",
        title=_("Recorded attacks on civilians by month"),
        labels=[date_format(month, "M Y") for month in months],
        layers=layers,
    )
    filled = Filled(chart=chart, figures=["incidents", "events", "killed", "killed_events"])
    filled.notes.append(
        _("Fewer reports are not fewer attacks: see which areas were not heard from.")
    )
    if view.silent:
        filled.notes.append(
            _("Not heard from in the period: %(areas)s.") % {"areas": ", ".join(view.silent)}
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
    placed: dict[str | None, str] = {**view.areas, None: _("in no area")}
    layers: list[list[object]] = [
        [_("Incidents"), "bar", []],
        [_("In files of others"), "hollow", []],
    ]
    for pk, name in placed.items():
        here = view.harm.filter(pl.col("area").eq_missing(pl.lit(pk)))
        if pk is None and here.is_empty():
            continue
        if pk is not None and pk not in view.heard:
            table.add([name, *[_("not heard from")] * 4])
            continue
        cells: list[object] = [name]
        for kind, layer in zip(("incident", "event"), layers, strict=True):
            of = here.filter(pl.col("kind") == kind)
            known = of["killed"].drop_nulls()
            cells += [
                of.height,
                _number(None if of.height and not len(known) else int(known.sum())),
            ]
            layer[2].append(of.height)  # type: ignore[attr-defined]
        table.add(cells, *((kind, ref) for kind, ref in here.select("kind", "pk").iter_rows()))
    return filled


@fills("trends_for_partners")
def fill_for_partners(view: FillView) -> Filled:
    """Counts by area, month and harm as partners are given them, small ones hidden."""
    content = content_for(
        view.standing, area=None, since=view.first, until=view.last, with_hazards=False
    )
    months = [date_format(date.fromisoformat(f"{month}-01"), "M Y") for month in content["months"]]
    table = FilledTable([_("Area"), _("Harm"), *months])
    for area in content["areas"]:
        for one in area["harms"]:
            hidden = _("under %(n)s") % {"n": LEAST}
            counts = [hidden if n is None else n for n in one["counts"]]
            table.add([area["name"], word(one["harm"]), *counts])
    note = _("Counts under %(n)s, and those they could be computed from, are hidden.")
    return Filled(table=table, notes=[note % {"n": LEAST}])
