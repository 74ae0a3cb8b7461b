"""Sections filled from risks, the strategy and what follows of it: asked of whom, done by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.risk.factors import CONFIDENCES
from tutela.risk.order import percent
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import seen_asks
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.models import Action, Forum, Meeting
from tutela_web.fora.forum.queries import actions_for, decisions_for, meetings_for
from tutela_web.look.translate import day_and_hour, say_in_page_language, word
from tutela_web.monitoring.measured.queries import standing_indicators, state_words
from tutela_web.partners.exchanges.queries import exchanges_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for, matrix
from tutela_web.programme.objectives.queries import links_for, objective_list, objectives_served
from tutela_web.records.versions.queries import versions_of
from tutela_web.reporting.editions.office_counts import NOT_TOLD
from tutela_web.reporting.filling.report_figures import Ref
from tutela_web.reporting.filling.risk_changes import RiskMoved, risks_moved
from tutela_web.reporting.filling.section_sources import (
    Filled,
    FilledTable,
    day_told,
    fills,
    measure_told,
)
from tutela_web.reporting.filling.unlisted import tell_unlisted
from tutela_web.reporting.filling.view import FillView
from tutela_web.reporting.models import OfficeFigure, ReportConsultation, ReportRequest
from tutela_web.risk.causes import ChangeCause, causes_since
from tutela_web.risk.models import Assessment, Risk
from tutela_web.risk.queries import RegisterFilters, RegisterLine, hotspots, latest_assessment

TOP = 15
LISTED = 25


# --- risks


def _line_ref(line: RegisterLine) -> tuple[Ref, ...]:
    refs: list[Ref] = [("place", line.place.pk.hex)]
    if line.risk is not None:
        refs.insert(0, ("risk", line.risk.pk.hex))
    return tuple(refs)


def _risk_words(line: RegisterLine) -> str:
    return f"{line.place.name} · {word(line.actor)} · {word(line.harm)}"


def _figure(risk: RiskMoved, figure: float) -> str:
    """A score people agreed, or a likelihood suggested, which a percent sign says."""
    return percent(figure / 100) if risk.chance else str(round(figure))


@fills("risk_changes")
def fill_risk_changes(view: FillView) -> Filled:
    """Risks that moved since the period began, and, inside the mission, what moved them: the
    records may say that nobody is near."""
    heads = [_("Place, actor, harm"), _("Before"), _("Now")]
    table = FilledTable([*heads, _("Why")] if view.product.names_gaps else heads)
    filled = Filled(table=table)
    moved = risks_moved(view)
    why = _causes(view) if view.product.names_gaps else {}
    said = [one for one in moved if one.kind == "agreed" or one.line in why or not why]
    for risk in said[:TOP]:
        named = f"{risk.place.name} · {word(risk.actor)} · {word(risk.harm)}"
        before = (
            _("new") if risk.new else "–" if risk.before is None else _figure(risk, risk.before)
        )
        told = [named, before, _figure(risk, risk.now)]
        if view.product.names_gaps:
            told.append(why.get(risk.line, say_in_page_language(risk.why)))
        refs: list[Ref] = [("place", risk.place.pk.hex)]
        table.add(told, *refs)
    if (more := len(said) - TOP) > 0:
        filled.notes.append(
            ngettext("%(n)s more is counted.", "%(n)s more are counted.", more) % {"n": more}
        )
    if silent := len(moved) - len(said):
        filled.notes.append(
            ngettext(
                "%(n)s risk moved without a new record: known ones weigh differently.",
                "%(n)s risks moved without a new record: known ones weigh differently.",
                silent,
            )
            % {"n": silent}
        )
    if not moved:
        filled.notes.append(_("No hotspot moved in priority, likelihood or rank in the period."))
    return filled


def _causes(view: FillView) -> dict[tuple[UUID, str, str], str]:
    """What moved each line, where anything new is on record of it: nobody is told as news that
    records grew older."""
    start, _end = view.span
    return {
        (line.place.pk, line.actor, line.harm): _cause_told(cause)
        for cause in reversed(causes_since(view.standing, start, until=view.last))
        for line in cause.lines
        if line.place is not None and cause.what not in UNTOLD
    }


def _cause_told(cause: ChangeCause) -> str:
    record = cause.record
    if record is None:
        return say_in_page_language(cause.why)
    told = [word(record.what), record.where, day_told(record.day)]
    return f"{' · '.join(filter(None, told))} ({record.name})"


UNTOLD = frozenset({"age", "figures", "untraced"})
"""Causes of a change behind which no new record stands."""


def tell_value_day(filled: Filled, view: FillView, assessed: Assessment | None) -> None:
    """Note of what day the suggested values are, where that is not the last of the period; where no
    assessment of a day up to it is kept, that nothing is suggested for want of one."""
    if assessed is None:
        if latest_assessment(view.standing) is not None:
            last = {"last": day_told(view.last)}
            filled.notes.append(
                _("No assessment of a day up to %(last)s is kept: no value is suggested.") % last
            )
    elif assessed.on < view.last:
        days = {"day": day_told(assessed.on), "last": day_told(view.last)}
        filled.notes.append(
            _("Suggested values are those of %(day)s; the period ended on %(last)s.") % days
        )


@fills("hotspots_and_tiers")
def fill_hotspots(view: FillView) -> Filled:
    """The hotspots: what must, should and could be done first."""
    table = FilledTable(
        [
            _("Must, should, could"),
            _("Agreed, or within 30 days"),
            _("Place, actor, harm"),
            _("Status"),
        ]
    )
    lines, total, assessed = hotspots(view.standing, RegisterFilters(), top=TOP, until=view.last)
    for line in lines:
        held = _("agreed") if line.agreed else _("suggested")
        table.add(
            [word(line.msc), line.figure or _("not estimated"), _risk_words(line), held],
            *_line_ref(line),
        )
    filled = Filled(table=table)
    filled.notes.append(_("The first %(n)s of %(all)s hotspots.") % {"n": len(lines), "all": total})
    tell_unlisted(filled, view)
    tell_value_day(filled, view, assessed)
    return filled


@fills("scores_agreed_and_suggested")
def fill_scores(view: FillView) -> Filled:
    """Agreed and suggested scores in one order, with interval and confidence."""
    table = FilledTable(
        [
            _("Priority"),
            _("Agreed"),
            _("Suggested score"),
            _("Suggested, within 30 days"),
            _("Interval"),
            _("Confidence"),
            _("Place, actor, harm"),
        ]
    )
    lines, total, assessed = hotspots(view.standing, RegisterFilters(), top=TOP, until=view.last)
    for line in lines:
        agreed = round(line.value.risk) if line.agreed else _("none")
        suggested: str | int = _("none")
        if line.suggested:
            blank = line.suggested.insufficient_data
            suggested = _("too little known") if blank else round(line.suggested.risk)
        low, high = line.figure_low, line.figure_high
        table.add(
            [
                word(line.priority),
                agreed,
                suggested,
                line.likelihood or _("not estimated"),
                f"{low}–{high}" if low else "–",
                word(CONFIDENCES[line.value.confidence or 0]),
                _risk_words(line),
            ],
            *_line_ref(line),
        )
    filled = Filled(table=table)
    filled.notes.append(_("The first %(n)s of %(all)s hotspots.") % {"n": len(lines), "all": total})
    tell_value_day(filled, view, assessed)
    return filled


@fills("risks_by_contributor_area")
def fill_contributor_areas(view: FillView) -> Filled:
    """Risks by the areas in which units serve, those of the country alone where the briefing is for
    one; no unit is named."""
    table = FilledTable([_("Area"), _("Priority"), _("Place, actor, harm")])
    filled = Filled(table=table)
    lines, _total, _assessment = hotspots(
        view.standing, RegisterFilters(), top=3 * TOP, until=view.last
    )
    country = view.report.contributor if view.report else None
    if country is not None:
        units = units_for(view.standing).filter(contributor=country, retired=False)
        areas = set(units.order_by().values_list("area", flat=True)) - {None}
        lines = [line for line in lines if line.place.area_id in areas]
        if not areas:
            filled.notes.append(_("In which area its units serve is not on record."))
        elif not lines:
            filled.notes.append(_("No priority risk is on record in the areas of its units."))
    for line in sorted(lines, key=lambda one: one.place.area.name if one.place.area else ""):
        area = line.place.area.name if line.place.area else _("in no area")
        table.add([area, word(line.priority), _risk_words(line)], *_line_ref(line))
    return filled


# --- the strategy


@fills("action_by_tier")
def fill_tiers(view: FillView) -> Filled:
    """What was done in each of the three tiers: lines of the matrix by how they stand."""
    table = FilledTable([_("Tier"), _("Lines"), _("Under way"), _("Done"), _("Past their day")])
    filled = Filled(table=table)
    lines = list(lines_for(view.standing).exclude(status="stopped").order_by("code"))
    for tier in (1, 2, 3):
        of = [line for line in lines if tier in line.tiers]
        refs = [("line", one.pk.hex) for one in of]
        done = sum(one.status == "done" for one in of)
        over = sum(
            one.ends is not None and one.ends < view.last and one.status != "done" for one in of
        )
        started = sum(one.status not in ("planned", "done") for one in of)
        table.add([tier, len(of), started, done, over], *refs)
        filled.suggest(
            ngettext(
                "Tier %(tier)s: %(n)s activity, %(done)s done, %(over)s past its day.",
                "Tier %(tier)s: %(n)s activities, %(done)s done, %(over)s past their day.",
                len(of),
            )
            % {"tier": tier, "n": len(of), "done": done, "over": over},
            *refs,
        )
    if stray := [line for line in lines if not line.tiers]:
        filled.notes.append(
            ngettext("%(n)s line names no tier.", "%(n)s lines name no tier.", len(stray))
            % {"n": len(stray)}
        )
    return filled


@fills("gaps_effect")
def fill_gaps(view: FillView) -> Filled:
    """Where nobody able is near enough or nothing is planned: the effect, and no unit; how many
    alone in what leaves the mission."""
    filled = Filled()
    now = matrix(view.standing, {})
    residuals = residuals_for(view.standing).filter(ended_on=None, until__gte=view.last)
    if not view.product.names_gaps:
        _count_gaps(filled, now.response_only, list(residuals))
        return filled
    for risk in now.response_only[:TOP]:
        filled.suggest(
            _("%(place)s: only a response is planned against %(harm)s, nothing that prevents it.")
            % {"place": risk.place.name, "harm": word(risk.harm)},
            ("risk", risk.pk.hex),
        )
    for residual in residuals[:TOP]:
        filled.suggest(
            _("Accepted as not answered until %(day)s: %(what)s")
            % {"day": day_told(residual.until), "what": residual.what},
            ("residual", residual.pk.hex),
        )
    return filled


def _count_gaps(
    filled: Filled, response_only: Sequence[Risk], residuals: Sequence[ResidualRisk]
) -> None:
    """Suggest how many are answered in part or not, without a place or the words of a record."""
    if response_only:
        filled.suggest(
            ngettext(
                "Against %(n)s risk only a response is planned, nothing that prevents it.",
                "Against %(n)s risks only a response is planned, nothing that prevents them.",
                len(response_only),
            )
            % {"n": len(response_only)},
            *(("risk", one.pk.hex) for one in response_only),
        )
    if residuals:
        filled.suggest(
            ngettext(
                "%(n)s risk is accepted as not answered.",
                "%(n)s risks are accepted as not answered.",
                len(residuals),
            )
            % {"n": len(residuals)},
            *(("residual", residual.pk.hex) for residual in residuals),
        )


@fills("strategy_touched")
def fill_touched(view: FillView) -> Filled:
    """Which objectives and lines of the matrix the period touched, and which it did not: by
    what was done under a line, what was kept of it and what happened at its place."""
    table = FilledTable(
        [_("Objective or line"), _("Place"), _("How it stands"), _("In the period")]
    )
    start, end = view.span
    lines = list(lines_for(view.standing).exclude(status="stopped").order_by("code"))
    versions = MatrixVersions.changed_within(lines, start, end)
    happened = {incident.place_id for incident in view.incidents} | {
        alert.place_id for alert in view.alerts.values()
    }
    touched = 0
    done = _done_under(view, lines)
    serves = objectives_served(view.standing, lines)
    of_objectives: Counter[str] = Counter()
    for line in lines:
        told = list(done.get(line.pk, ()))
        if line.pk in versions:
            told.append(_("its record changed"))
        if line.risk is not None and line.risk.place_id in happened:
            told.append(_("an incident or alert at its place"))
        touched += bool(told)
        of_objectives.update(serves[line.pk] if told else ())
        table.add(
            [
                f"{line.code} · {line.measure or word(line.activity_label)}",
                line.risk.place.name if line.risk else line.against,
                line.get_status_display(),
                ", ".join(told) or _("no activity in the period"),
            ],
            ("line", line.pk.hex),
        )
    _tell_objectives(view, table, of_objectives)
    filled = Filled(table=table)
    filled.notes.append(
        _("%(n)s of %(all)s lines were touched.") % {"n": touched, "all": len(lines)}
    )
    return filled


def _tell_objectives(view: FillView, table: FilledTable, touched: Counter[str]) -> None:
    """Each objective in force after the lines: by how many of its lines the period touched it."""
    for _term, rows in objective_list(view.standing).terms:
        for row in rows:
            number = touched[row.objective.code]
            said = ngettext("%(n)s line touched", "%(n)s lines touched", number) % {"n": number}
            table.add(
                [
                    f"{row.objective.code} · {row.objective.words}",
                    "–",
                    ngettext("%(n)s line", "%(n)s lines", row.lines) % {"n": row.lines},
                    said if number else _("no activity in the period"),
                ],
                ("objective", row.objective.pk.hex),
            )


def _done_under(view: FillView, lines: Sequence[MatrixLine]) -> dict[UUID, list[str]]:
    """What was done in the period under each line: taskings that were linked to it and moved, and
    engagements about the risk it answers. Three queries."""
    start, end = view.span
    links = links_for(view.standing).filter(line__in=[line.pk for line in lines], ended_on=None)
    moved = taskings_for(view.standing).filter(departed_at__gte=start, departed_at__lt=end)
    by_line = links.filter(tasking__in=moved.order_by().values("pk")).order_by()
    counted = Counter(by_line.values_list("line", flat=True))
    done: dict[UUID, list[str]] = {
        pk: [ngettext("%(n)s tasking moved", "%(n)s taskings moved", n) % {"n": n}]
        for pk, n in counted.items()
    }
    met = set(
        engagements_for(view.standing)
        .filter(on__gte=view.first, on__lte=view.last, place__isnull=False)
        .order_by()
        .values_list("place", flat=True)
    )
    for line in lines:
        if line.risk is not None and line.risk.place_id in met:
            done.setdefault(line.pk, []).append(_("an engagement at its place"))
    return done


class MatrixVersions:
    """Which lines of the matrix were saved within a span. One query."""

    @staticmethod
    def changed_within(lines: list[MatrixLine], start: datetime, end: datetime) -> set[UUID]:
        """Their ids."""
        if not lines:
            return set()
        return versions_of(*lines).narrow(written_at__gte=start, written_at__lt=end).ids()


@fills("strategy_progress")
def fill_progress(view: FillView) -> Filled:
    """Each objective with its lines and indicators: without one it cannot be told."""
    table = FilledTable([_("Objective"), _("Risks"), _("Lines"), _("Indicators")])
    filled = Filled(table=table)
    terms = objective_list(view.standing)
    for _term, rows in terms.terms:
        for row in rows:
            ref = ("objective", row.objective.pk.hex)
            table.add([row.objective, row.risks, row.lines, row.indicators], ref)
    for objective in terms.unmeasured[:TOP]:
        filled.suggest(
            _("%(objective)s has no indicator: progress cannot be told.")
            % {"objective": objective},
            ("objective", objective.pk.hex),
        )
    return filled


@fills("indicators_and_benchmarks")
def fill_indicators(view: FillView) -> Filled:
    """Indicators as last measured, against their benchmarks."""
    table = FilledTable(
        [_("Indicator"), _("Period"), _("Value"), _("Benchmark"), _("State"), _("Kind")]
    )
    states = state_words()
    for indicator in standing_indicators(view.standing):
        figure, definition = indicator.figure, indicator.definition
        value = measure_told(figure.value, definition.unit)
        state = (
            _("benchmark missed")
            if indicator.breached
            else states.get(indicator.state, indicator.state)
        )
        table.add(
            [
                f"{definition.code} {definition.words}",
                f"{day_told(indicator.last.first)} – {day_told(indicator.last.last)}"
                if indicator.last
                else "–",
                value,
                "–"
                if definition.target is None
                else measure_told(definition.target, definition.unit),
                state,
                definition.get_level_display(),
            ],
            *([("value", indicator.last.pk.hex)] if indicator.last else []),
        )
    filled = Filled(table=table)
    filled.notes.append(_("Counts of activity alone do not show that people are safer."))
    if not table.rows:
        filled.notes.append(_("No indicator is set."))
    return filled


# --- what is asked of whom


@fills("obstacles_and_requests")
def fill_obstacles(view: FillView) -> Filled:
    """Obstacles met, and action asked of leaders: with whether somebody took it up."""
    table = FilledTable([_("Request"), _("Of whom"), _("Asked"), _("Due"), _("State")])
    filled = Filled(table=table)
    for ask in seen_asks(view.standing).order_by("answered_on", "due", "pk")[:LISTED]:
        state: Ask.State = ask.state(view.last)
        table.add(
            [
                ask.get_kind_display(),
                ask.get_of_display(),
                day_told(ask.asked_on),
                day_told(ask.due) or "–",
                str(state.label),
            ],
            ("ask", ask.pk.hex),
        )
    return filled


@fills("adequacy")
def fill_adequacy(view: FillView) -> Filled:
    """Whether mandate and means are adequate: gaps, warnings unanswered, requests refused."""
    filled = fill_gaps(view)
    filled.figures = [
        "risks_unplanned",
        "risks_unreached",
        "risks_reach_unknown",
        "no_response",
        "movement_denied",
    ]
    asks = seen_asks(view.standing)
    refused = list(asks.filter(answer=Ask.Answer.REFUSED).order_by("-answered_on", "pk")[:TOP])
    for ask in refused:
        filled.suggest(
            _("%(whom)s refused what the mission asked for: %(what)s")
            % {"whom": ask.get_of_display(), "what": ask.what},
            ("ask", ask.pk.hex),
        )
    waiting = list(asks.filter(answered_on=None).order_by("asked_on", "pk"))
    if waiting:
        filled.suggest(
            ngettext(
                "%(n)s request to others has no answer.",
                "%(n)s requests to others have no answer.",
                len(waiting),
            )
            % {"n": len(waiting)},
            *(("ask", one.pk.hex) for one in waiting),
        )
    return filled


# --- meetings and partners


def _last_meeting(view: FillView) -> Meeting | None:
    rows = meetings_for(view.standing).filter(
        forum__kind=Forum.Kind.SENIOR, state=Meeting.State.HELD, starts_at__lte=view.cut_off
    )
    return rows.order_by("-starts_at", "-pk").first()


@fills("meeting_attendance")
def fill_attendance(view: FillView) -> Filled:
    """Who was present at the last meeting of the senior group: posts and organisations."""
    table = FilledTable([_("Present")])
    filled = Filled(table=table)
    meeting = _last_meeting(view)
    if meeting is None:
        filled.notes.append(_("No meeting is on record."))
        return filled
    filled.notes.append(
        f"{meeting.forum.name}, {day_and_hour(meeting.starts_at.astimezone(view.zone))}"
    )
    for name in meeting.present:
        table.add([name], ("meeting", meeting.pk.hex))
    return filled


@fills("meeting_decisions")
def fill_meeting_decisions(view: FillView) -> Filled:
    """Decisions and actions of the last meeting, with owner and day."""
    table = FilledTable([_("What"), _("Who"), _("By when"), _("State")])
    filled = Filled(table=table)
    meeting = _last_meeting(view)
    if meeting is None:
        filled.notes.append(_("No meeting is on record."))
        return filled
    ref = ("meeting", meeting.pk.hex)
    for decision in decisions_for(view.standing).filter(meeting=meeting).order_by("entered_at"):
        table.add([decision.what, decision.authority, "–", _("decided")], ref)
    for action in actions_for(view.standing).filter(meeting=meeting).order_by("due", "pk"):
        table.add(
            [
                action.what,
                action.owned_by or _("nobody"),
                day_told(action.due) or _("no day set"),
                action.get_state_display(),
            ],
            ("action", action.pk.hex),
        )
    return filled


@fills("matrix_changes")
def fill_matrix_changes(view: FillView) -> Filled:
    """Lines of the matrix that changed in the period."""
    table = FilledTable([_("Line"), _("Place"), _("How it stands"), _("Ends")])
    start, end = view.span
    lines = list(lines_for(view.standing).order_by("code"))
    changed = MatrixVersions.changed_within(lines, start, end)
    for line in lines:
        if line.pk in changed:
            table.add(
                [
                    line.code,
                    line.risk.place.name if line.risk else line.against,
                    line.get_status_display(),
                    day_told(line.ends) or _("no day set"),
                ],
                ("line", line.pk.hex),
            )
    filled = Filled(table=table)
    if not table.rows:
        filled.notes.append(_("No line changed in the period."))
    return filled


@fills("duties_ahead")
def fill_ahead(view: FillView) -> Filled:
    """Meetings and actions of the days after the cut-off."""
    table = FilledTable([_("When"), _("What"), _("Who")])
    filled = Filled(table=table)
    until = view.cut_off + timedelta(days=max(1, (view.last - view.first).days + 1))
    for meeting in meetings_for(view.standing).filter(
        starts_at__gt=view.cut_off, starts_at__lte=until, state=Meeting.State.PLANNED
    ):
        told = day_and_hour(meeting.starts_at.astimezone(view.zone))
        table.add([told, meeting.forum.name, _("meeting")], ("meeting", meeting.pk.hex))
        filled.suggest(
            _("%(when)s: meeting, %(forum)s.") % {"when": told, "forum": meeting.forum.name},
            ("meeting", meeting.pk.hex),
        )
    for action in actions_for(view.standing).filter(
        state=Action.State.OPEN, due__gt=view.last, due__lte=until.date()
    ):
        owner = action.owned_by or _("nobody")
        table.add([day_told(action.due), action.what, owner], ("action", action.pk.hex))
        filled.suggest(
            _("%(when)s: %(what)s (%(who)s).")
            % {"when": day_told(action.due), "what": action.what, "who": owner},
            ("action", action.pk.hex),
        )
    if not filled.sentences:
        filled.suggest(_("No meeting and no action is due in the days ahead."))
    return filled


@fills("partners_consulted")
def fill_partners(view: FillView) -> Filled:
    """Which kinds of partner were heard, those consulted on the report among them, and how many of
    their points stand open; none is named."""
    table = FilledTable([_("Heard"), _("Points"), _("Answered"), _("Open")])
    start, end = view.span
    rows = exchanges_for(view.standing).filter(
        meeting__starts_at__gte=start, meeting__starts_at__lt=end
    )
    points: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for exchange in rows:
        name = exchange.partner.get_kind_display() if exchange.partner else _("others")
        points[name] += 1
        answered[name] += exchange.answered_on is not None
    consulted = (
        ReportConsultation.objects.filter(report=view.report).select_related("partner")
        if view.report
        else ()
    )
    for consultation in consulted:
        name = consultation.partner.get_kind_display() if consultation.partner else _("others")
        points[name] += 1
        answered[name] += not consultation.left_open
    for name, number in sorted(points.items()):
        table.add([name, number, answered[name], number - answered[name]])
    filled = Filled(table=table)
    if not table.rows:
        filled.notes.append(_("No partner is on record as consulted in the period."))
    return filled


@fills("analysis_received")
def fill_received(view: FillView) -> Filled:
    """Trends and readings that came from the Protection Cluster, in the words they were given."""
    table = FilledTable([_("Day"), _("What they say"), _("Our answer")])
    filled = Filled(table=table)
    start, end = view.span
    rows = exchanges_for(view.standing).filter(
        meeting__forum__kind=Forum.Kind.CLUSTER,
        kind__in=("reading", "brought", "through"),
        meeting__starts_at__gte=start,
        meeting__starts_at__lt=end,
    )
    for exchange in rows.order_by("meeting__starts_at", "pk")[:LISTED]:
        day = day_told(exchange.meeting.starts_at.astimezone(view.zone).date())
        table.add(
            [day, exchange.says, exchange.answer or _("none yet")],
            ("meeting", exchange.meeting_id.hex),
        )
        filled.suggest(f"{day}: {exchange.says}", ("meeting", exchange.meeting_id.hex))
    if not table.rows:
        filled.notes.append(_("Nothing came from the Protection Cluster in the period."))
    return filled


# --- from other offices, and about the report itself


def fill_office_figures(view: FillView, source: str) -> Filled:
    """The figures of another office, as they were counted of its register when it gave them, small
    ones hidden; verified, late-verified and alleged apart."""
    table = FilledTable(
        [_("What is counted"), _("Number"), _("Status"), _("Period"), _("Reference")]
    )
    rows = OfficeFigure.objects.filter(
        view.standing.sees_open("products"),
        of=source,
        last__gte=view.first,
        first__lte=view.last,
        given_on__lte=view.cut_off.astimezone(view.zone).date(),
    )
    for figure in rows.order_by("counted", "words", "held", "first", "pk"):
        table.add(
            [
                str(figure),
                str(NOT_TOLD) if figure.value is None else figure.value,
                figure.get_held_display(),
                f"{day_told(figure.first)} – {day_told(figure.last)}",
                f"{figure.reference}, {day_told(figure.given_on)}",
            ]
        )
    filled = Filled(table=table)
    if not table.rows:
        filled.notes.append(
            _("The office has given no figure for the period; that says nothing of what happened.")
        )
    return filled


for _source in OfficeFigure.Topic.values:

    def _fill(view: FillView, source: str = _source) -> Filled:
        return fill_office_figures(view, source)

    fills(_source)(_fill)


@fills("requests_received")
def fill_requests(view: FillView) -> Filled:
    """What was asked for, and what was provided under which marking."""
    table = FilledTable([_("Asked by"), _("On"), _("What"), _("Given"), _("Marking")])
    asked_by = view.cut_off.astimezone(view.zone).date()  # what goes outside tells of whole months
    rows = ReportRequest.objects.filter(
        view.standing.sees_open("products"), product=view.product.key, asked_on__lte=asked_by
    )
    for row in rows.order_by("-asked_on", "pk")[:LISTED]:
        given = f"{row.given} ({day_told(row.given_on)})" if row.given_on else _("nothing yet")
        table.add([row.asked_by, day_told(row.asked_on), row.what, given, row.given_marking or "–"])
    return Filled(table=table)
