"""The assessment, hotspot by hotspot, from the evidence its page has: who, what happened, to whom,
what we do, what is asked, each with its records. And what is imminent or ongoing now, with which
every paper begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.actors.identify import UNKNOWN
from tutela.base.days import lies_within
from tutela.base.later import pl
from tutela.crisis.tables import decisions
from tutela.risk.order import percent
from tutela_web.base import clock
from tutela_web.capacity.reach.queries import cover_of
from tutela_web.crisis.consent.queries import lost_over
from tutela_web.crisis.decisions.queries import about_alerts
from tutela_web.crisis.models import Decision, Tasking
from tutela_web.engagements.asks.queries import seen_asks
from tutela_web.incidents.happened.queries import AROUND_KM, near_by_period
from tutela_web.look.days import date_format
from tutela_web.look.translate import (
    day_and_hour,
    list_words,
    say_in_page_language,
    with_label,
    word,
)
from tutela_web.places.models import Place
from tutela_web.places.sites.population import Population, populations_of
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.reporting.filling.plans import tell_value_day
from tutela_web.reporting.filling.report_figures import Ref
from tutela_web.reporting.filling.risk_changes import RiskMoved, risks_moved
from tutela_web.reporting.filling.section_sources import Filled, FilledTable, day_told, fills
from tutela_web.reporting.filling.view import FillView
from tutela_web.risk.queries import RegisterFilters, RegisterLine, hotspots
from tutela_web.warning.board.queries import is_overdue, known_of
from tutela_web.warning.board.running import is_near
from tutela_web.warning.models import Alert

ASSESSED = 6
"""So many hotspots have a paragraph of their own; the table of hotspots lists more."""

YEAR = timedelta(days=365)


# --- what runs now


@fills("imminent_or_ongoing")
def fill_running(view: FillView) -> Filled:
    """The alerts that are imminent or ongoing now, whatever days the paper is of: where, what is
    feared and when, and what was done, without who was sent. A paper that may come to be read
    outside the mission tells how many, unless it is about one."""
    filled = Filled()
    running = [one for one in view.running if is_near(one)]
    names = view.product.names_gaps or view.product.layout == "cable"
    if names:
        filled.notes += _consent_lost(view)
    if not running:
        filled.notes.append(
            _("No alert stands as imminent or ongoing. What nobody reported is not in it.")
        )
        return filled
    if not names:
        filled.notes.append(
            ngettext(
                "%(n)s alert stands as imminent or ongoing; it is told of apart.",
                "%(n)s alerts stand as imminent or ongoing; they are told of apart.",
                len(running),
            )
            % {"n": len(running)}
        )
        return filled
    filled.table = FilledTable(
        [_("Alert"), _("Level"), _("Place"), _("What is feared"), _("Expected"), _("What was done")]
    )
    known = known_of(view.standing, running)
    done = _what_was_done(view, running)
    for alert in running:
        facts = known[alert.pk]
        filled.table.add(
            [
                alert,
                alert.standing_said,
                _place_of(alert),
                word(str(facts.first("act") or "")) or _("not known"),
                _onset_told(view, alert),
                done[alert],
            ],
            ("alert", alert.pk.hex),
        )
    return filled


def _consent_lost(view: FillView) -> list[str]:
    """Which consent of the host state is lost now, as a reader of the paper may know it."""
    return [
        _("Consent of the host state is lost: %(kind)s, %(where)s, since %(day)s.")
        % {
            "kind": loss.get_kind_display(),
            "where": _("an area") if loss.area_id else _("the whole mission"),
            "day": day_told(loss.since),
        }
        for loss in lost_over(view.standing, None)
    ]


def _place_of(alert: Alert) -> str:
    return alert.place.name if alert.place else alert.place_said or _("not known")


def _onset_told(view: FillView, alert: Alert) -> str:
    if alert.onset_from is None:
        return _("not known")
    since = alert.onset_from.astimezone(view.zone)
    until = (alert.onset_to or alert.onset_from).astimezone(view.zone)
    if until == since:
        return day_and_hour(since)
    if until.date() == since.date():
        return f"{day_and_hour(since)} – {date_format(until, 'H:i')}"
    return f"{day_and_hour(since)} – {day_and_hour(until)}"


def _what_was_done(view: FillView, alerts: Sequence[Alert]) -> dict[Alert, str]:
    """Of each alert the last decision and how far its taskings came. Two queries."""
    decided = dict(
        about_alerts(view.standing, Decision.objects.filter(alert__in=alerts))
        .order_by("decided_at", "pk")
        .values_list("alert", "choice")
    )
    taskings = list(about_alerts(view.standing, Tasking.objects.filter(alert__in=alerts)))
    now = clock.now(view.mission)
    told = {}
    for alert in alerts:
        choice = decided.get(alert.pk, "")
        parts = [
            _("decided: %(choice)s") % {"choice": word(decisions()[choice].label)}
            if choice in decisions()
            else _("not decided")
        ]
        own = [tasking for tasking in taskings if tasking.alert_id == alert.pk]
        if own:
            parts.append(
                ngettext(
                    "%(n)s tasking, %(arrived)s arrived",
                    "%(n)s taskings, %(arrived)s arrived",
                    len(own),
                )
                % {"n": len(own), "arrived": sum(one.arrived_at is not None for one in own)}
            )
        if is_overdue(alert.now, now):  # as it is, and not as it was at the cut-off
            parts.append(_("past a deadline"))
        told[alert] = list_words(parts, "; ")
    return told


# --- hotspot by hotspot


@fills("assessment_by_hotspot")
def fill_assessment(view: FillView) -> Filled:
    """A paragraph for each of the first hotspots, from the evidence on its page."""
    filled = Filled()
    lines, _total, assessed = hotspots(
        view.standing, RegisterFilters(), top=ASSESSED, until=view.last
    )
    tell_value_day(filled, view, assessed)
    before = {one.line: one for one in risks_moved(view)}
    running: dict[Place | None, list[Alert]] = {}
    for alert in view.running:
        running.setdefault(alert.place, []).append(alert)
    living = populations_of(view.standing, {line.place for line in lines})
    for line in lines:
        refs: list[Ref] = [("place", line.place.pk.hex)]
        if line.risk is not None:
            refs.insert(0, ("risk", line.risk.pk.hex))
        alerts = running.get(line.place, []) if view.product.names_gaps else []
        said = [
            with_label(_("Who"), _name_actor(line)),
            with_label(_("What happened"), _tell_events(view, line.place, alerts, refs)),
            with_label(_("To whom"), _name_people(living[line.place.pk], alerts)),
        ]
        if view.product.names_gaps:
            said.append(with_label(_("What we do"), _tell_measures(view, line, refs)))
            said.append(with_label(_("Asked"), _tell_requests(view, line, refs)))
        told = " ".join(f"{one}." for one in said)
        filled.suggest(f"{_tell_score(line, before.get(line.key))} {told}", *dict.fromkeys(refs))
    return filled


def _tell_score(line: RegisterLine, before: RiskMoved | None) -> str:
    told = {
        "place": line.place.name,
        "harm": word(line.harm),
        "priority": word(line.priority),
        "risk": line.figure,
        "low": line.figure_low,
        "high": line.figure_high,
        "held": _("agreed") if line.agreed else _("suggested"),
    }
    if line.by_likelihood:
        return _tell_likelihood(line, told, before)
    if before is None or before.chance or before.before is None:
        return (
            _("%(place)s, %(harm)s: %(priority)s, %(risk)s of 100 (%(low)s–%(high)s), %(held)s.")
            % told
        )
    return _(
        "%(place)s, %(harm)s: %(priority)s, %(risk)s of 100 (%(low)s–%(high)s), %(held)s; "
        "%(before)s when the period began."
    ) % (told | {"before": round(before.before)})


def _tell_likelihood(line: RegisterLine, told: dict[str, str], before: RiskMoved | None) -> str:
    """What is only suggested: how likely an attack is within 30 days, never a score of blanks."""
    if not line.figure:
        return _("%(place)s, %(harm)s: %(priority)s, likelihood not estimated, suggested.") % told
    if not line.figure_low:
        return _("%(place)s, %(harm)s: %(priority)s, %(risk)s within 30 days, suggested.") % told
    if before is None or not before.chance or before.before is None:
        return (
            _(
                "%(place)s, %(harm)s: %(priority)s, %(risk)s within 30 days (%(low)s–%(high)s), "
                "suggested."
            )
            % told
        )
    return _(
        "%(place)s, %(harm)s: %(priority)s, %(risk)s within 30 days (%(low)s–%(high)s), suggested; "
        "%(before)s when the period began."
    ) % (told | {"before": percent(before.before / 100)})


def _name_actor(line: RegisterLine) -> str:
    return _("not known") if line.actor == UNKNOWN else word(line.actor)


def _tell_events(view: FillView, place: Place, alerts: Sequence[Alert], refs: list[Ref]) -> str:
    """Attacks on civilians near the place as its page lists them, in the period and in the year
    before it, and the alerts that are open there."""
    year = near_by_period(
        view.standing, place, place.pk, km=AROUND_KM, since=view.last - YEAR, until=view.last
    )
    rows = year.within
    refs += [(kind, pk) for kind, pk in rows.select("kind", "pk").iter_rows()]
    attacks = rows.filter("against_civilians")
    parts = []
    if attacks.is_empty():
        parts.append(
            _("no attack on civilians is on record within %(km)s km in twelve months")
            % {"km": round(AROUND_KM)}
        )
    else:
        parts.append(
            ngettext(
                "%(n)s attack on civilians within %(km)s km in twelve months",
                "%(n)s attacks on civilians within %(km)s km in twelve months",
                attacks.height,
            )
            % {"n": attacks.height, "km": round(AROUND_KM)}
        )
        within = attacks.filter(lies_within(view.first, view.last)).height
        parts.append(
            ngettext("%(n)s of them in the period", "%(n)s of them in the period", within)
            % {"n": within}
            if within
            else _("none of them in the period")
        )
        parts += _tell_toll(attacks)
        last: date | None = attacks["day"].max()  # type: ignore[assignment]  # a column of days
        if last is not None:
            parts.append(_("the last on %(day)s") % {"day": date_format(last, "j F Y")})
    if apart := replace(year, apart=year.apart.filter("against_civilians")).say_apart():
        parts.append(say_in_page_language(apart))
    if other := rows.height - attacks.height:
        parts.append(
            ngettext(
                "%(n)s other event, as fighting or a sign of danger",
                "%(n)s other events, as fighting or signs of danger",
                other,
            )
            % {"n": other}
        )
    for alert in alerts:
        refs.append(("alert", alert.pk.hex))
        parts.append(
            _("%(alert)s is open (%(level)s)") % {"alert": alert, "level": alert.standing_said}
        )
    return list_words(parts)


def _tell_toll(rows: pl.DataFrame) -> Iterator[str]:
    """The dead of the attacks that say how many, and how many do not say."""
    known = rows["killed"].drop_nulls()
    if len(known):
        dead = int(known.sum())
        yield ngettext("%(n)s person killed", "%(n)s people killed", dead) % {"n": dead}
    if unsaid := rows.height - len(known):
        yield ngettext(
            "%(n)s does not say how many were killed",
            "%(n)s do not say how many were killed",
            unsaid,
        ) % {"n": unsaid}


def _name_people(living: Population, alerts: Iterable[Alert]) -> str:
    """Who lives there, and whom an open alert names: people are never rounded."""
    parts = []
    if living.people:
        parts.append(
            ngettext("%(n)s person lives there", "%(n)s people live there", living.people)
            % {"n": living.people}
        )
        if living.on:
            parts[-1] += f" ({date_format(living.on, 'Y')})"
    parts += [alert.whom for alert in alerts if alert.whom]
    return list_words(parts) or _("how many people live there is not known")


def _tell_measures(view: FillView, line: RegisterLine, refs: list[Ref]) -> str:
    """What the matrix plans for the place, and whether an able unit comes to it in time."""
    parts = []
    planned = lines_for(view.standing).filter(risk__place=line.place).exclude(status="stopped")
    for activity in planned.order_by("code"):
        refs.append(("line", activity.pk.hex))
        measure = activity.measure or word(activity.activity_label)
        parts.append(f"{activity.code} {measure} ({activity.get_status_display()})")
    if not parts:
        parts.append(_("no activity in the matrix"))
    cover = cover_of(view.standing, line.place.latitude, line.place.longitude)
    reach = cover.why.rstrip(".") if cover else _("who could come is not known")
    return f"{list_words(parts, '; ')}. {reach}"


def _tell_requests(view: FillView, line: RegisterLine, refs: list[Ref]) -> str:
    """What was asked for the place and is not answered."""
    parts = []
    for ask in seen_asks(view.standing).filter(answered_on=None).order_by("asked_on", "pk"):
        about = ask.place_id or (ask.risk.place_id if ask.risk else None)
        if about == line.place.pk:
            refs.append(("ask", ask.pk.hex))
            parts.append(
                _("of %(whom)s on %(day)s: %(what)s")
                % {
                    "whom": ask.of_whom or ask.get_of_display(),
                    "day": date_format(ask.asked_on, "j F Y"),
                    "what": ask.what.rstrip("."),
                }
            )
    return list_words(parts, "; ") or _("nothing on record")
