"""The figures of a report: each with its definition, what it counts, and what it leaves out.

Figures of different denominators are never added: what the mission recorded and what files of
others say, verified and alleged, victims and incidents each have a figure of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from tutela.base.days import BEYOND
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.monitoring.indicators import MISSING, SUPPRESSED, VALUE, CountedPeriod
from tutela.reporting.figures import (
    FILES_OF_OTHERS,
    REPORTED,
    VERIFIED,
    Basis,
    ReportFigure,
    changed_by_few,
    figures_as_data,
    figures_from_data,
    is_small,
    suppress,
)
from tutela_web.capacity.caveats.denial_queries import denials_for
from tutela_web.crisis.decisions.queries import about_alerts
from tutela_web.crisis.models import Tasking
from tutela_web.incidents.models import Verification
from tutela_web.reporting.filling.view import FillView, PriorityGap
from tutela_web.reporting.models import ReportEdition
from tutela_web.warning.board.queries import is_overdue

YEAR = timedelta(days=365)
"""How far back an incident may lie that becomes known late."""

Ref = tuple[str, str]
"""A record a figure or a sentence rests on: its kind and id."""

Count = Callable[[FillView], ReportFigure]
FIGURES: dict[str, Count] = {}
"""Every figure a report may hold, by its key."""


def figure(key: str) -> Callable[[Count], Count]:
    """Register how a figure is counted."""

    def register(count: Count) -> Count:
        FIGURES[key] = count
        return count

    return register


def ref_of(record: str) -> Ref:
    """The kind and id of a record, as a figure or sentence names it.

    >>> ref_of("incident:ab")
    ('incident', 'ab')
    """
    kind, _colon, pk = record.partition(":")
    return kind, pk


def figures_of(report: ReportEdition) -> list[ReportFigure]:
    """The figures an edition froze, read once: every part of a page asks for some, and each figure
    names thousands of records."""
    kept = report.__dict__.get(READ_FIGURES)
    if kept is None or kept[0] is not report.figures:
        kept = report.__dict__[READ_FIGURES] = (report.figures, figures_from_data(report.figures))
    figures: list[ReportFigure] = kept[1]
    return figures


READ_FIGURES = "_read_figures"
"""Where an edition in memory keeps its figures, beside what they were read from."""


def count_figures(view: FillView, keys: Iterable[str]) -> list[ReportFigure]:
    """The figures of these keys, each once; what goes outside the Secretariat with small counts
    hidden, hidden still where an edition before hid them, and hidden where a correction changes
    them by few: the two editions together would point to these."""
    period = CountedPeriod(view.first, view.last)
    counted = [replace(FIGURES[key](view), key=key, period=period) for key in dict.fromkeys(keys)]
    if not view.product.outside:
        return counted
    earlier = [view.before, view.report.corrects if view.report else None]
    hidden = {
        one.key
        for edition in earlier
        if edition is not None
        for one in figures_of(edition)
        if one.state == SUPPRESSED
    }
    corrected = view.report.corrects if view.report else None
    told = {one.key: one for one in figures_of(corrected)} if corrected else {}
    return [
        suppress(one)
        if one.key in hidden or is_small(one) or changed_by_few(told.get(one.key), one)
        else one
        for one in counted
    ]


def make_figure(
    label: str,
    definition: str,
    value: int | None,
    *,
    basis: Basis,
    of: int | None = None,
    records: Sequence[Ref] = (),
    left_out: dict[str, int] | None = None,
) -> ReportFigure:
    """A figure; without a value it is not known, which is not none."""
    return ReportFigure(
        "",
        label,
        definition,
        MISSING if value is None else VALUE,
        None if value is None else float(value),
        of=None if of is None else float(of),
        basis=basis,
        records=tuple(f"{kind}:{pk}" for kind, pk in records),
        left_out=left_out or {},
    )


def freeze(figures: Iterable[ReportFigure]) -> list[dict[str, object]]:
    """Figures as an edition keeps them."""
    return [dict(one) for one in figures_as_data(figures)]


# --- what happened

NOT_HEARD = say("areas that nobody was heard from")
LATE = say("incidents that became known after the cut-off")
NO_NUMBER = say("records that give no number")


def _rows_of_kind(view: FillView, kind: str) -> pl.DataFrame:
    return view.harm.filter(pl.col("kind") == kind)


def _refs(rows: pl.DataFrame) -> list[Ref]:
    return [(kind, pk) for kind, pk in rows.select("kind", "pk").iter_rows()]


def _left_out(view: FillView, blank: int = 0, *, kind: str = "incident") -> dict[str, int]:
    """What a count of harm does not hold, and how many; of compartments not even that."""
    apart = view.harm_by_period.apart.filter(pl.col("kind") == kind).height
    told = {
        LATE: len(view.late_ids),
        NOT_HEARD: len(view.silent),
        NO_NUMBER: blank,
        BEYOND: apart,
    }
    return {why: number for why, number in told.items() if number}


def _none_is_known(view: FillView, number: int) -> int | None:
    """A count; of none, that it is not known where no area was heard from."""
    return None if number == 0 and view.areas and not view.heard else number


@figure("incidents")
def incidents(view: FillView) -> ReportFigure:
    """Attacks on civilians that the mission itself recorded."""
    rows = _rows_of_kind(view, "incident")
    return make_figure(
        say("Incidents against civilians recorded by the mission"),
        say(
            "Incidents of the mission all of whose days lie in the period, merged ones once; "
            "records of compartments are in no figure."
        ),
        _none_is_known(view, rows.height),
        basis=Basis("incidents", standing=REPORTED),
        records=_refs(rows),
        left_out=_left_out(view),
    )


@figure("incidents_verified")
def incidents_verified(view: FillView) -> ReportFigure:
    """Of those, the ones human rights verified."""
    counted = set(_rows_of_kind(view, "incident")["pk"])
    own = [incident for incident in view.incidents if incident.pk.hex in counted]
    verified = [one for one in own if one.verification == Verification.VERIFIED]
    return make_figure(
        say("Incidents verified by human rights"),
        say("Those whose verification stood at “verified” when the draft was filled."),
        len(verified),
        of=len(own),
        basis=Basis("incidents", standing=VERIFIED),
        records=[("incident", one.pk.hex) for one in verified],
        left_out=_left_out(view),
    )


@figure("events")
def events(view: FillView) -> ReportFigure:
    """Attacks on civilians that files of others tell of, and no incident of the mission does."""
    rows = _rows_of_kind(view, "event")
    return make_figure(
        say("Further attacks in files of others"),
        say("Imported events against civilians that no incident of the mission tells of."),
        rows.height,
        basis=Basis("incidents", standing=REPORTED, actor=FILES_OF_OTHERS),
        records=_refs(rows),
        left_out=_left_out(view, kind="event"),
    )


def _sum_killed(view: FillView, kind: str) -> tuple[int | None, list[Ref], dict[str, int]]:
    rows = _rows_of_kind(view, kind)
    known = rows.filter(pl.col("killed").is_not_null())
    number = None if rows.height and not known.height else int(known["killed"].sum() or 0)
    return number, _refs(known), _left_out(view, rows["killed"].null_count(), kind=kind)


@figure("killed")
def count_killed(view: FillView) -> ReportFigure:
    """The dead of the mission's own incidents."""
    number, records, left_out = _sum_killed(view, "incident")
    return make_figure(
        say("People killed in these incidents"),
        say("Sum of the best figures of the mission's incidents against civilians."),
        None if number is None else _none_is_known(view, number),
        basis=Basis("killed", standing=REPORTED),
        records=records,
        left_out=left_out,
    )


@figure("killed_events")
def killed_events(view: FillView) -> ReportFigure:
    """The dead that files of others tell of."""
    number, records, left_out = _sum_killed(view, "event")
    return make_figure(
        say("People killed in further attacks in files of others"),
        say("Sum of the best figures of these events, as their sources give them."),
        number,
        basis=Basis("killed", standing=REPORTED, actor=FILES_OF_OTHERS),
        records=records,
        left_out=left_out,
    )


@figure("injured")
def count_injured(view: FillView) -> ReportFigure:
    """The injured of the mission's own incidents."""
    return _people(view, "injured", say("People injured in these incidents"))


@figure("abducted")
def count_abducted(view: FillView) -> ReportFigure:
    """The abducted of the mission's own incidents."""
    return _people(view, "abducted", say("People abducted in these incidents"))


@figure("displaced")
def count_displaced(view: FillView) -> ReportFigure:
    """Those whom the mission's own incidents drove out."""
    return _people(view, "displaced", say("People displaced by these incidents"))


def _people(view: FillView, name: str, label: str) -> ReportFigure:
    known = [incident for incident in view.incidents if getattr(incident, name) is not None]
    return make_figure(
        label,
        say("Sum over the mission's incidents that give a number."),
        sum(getattr(one, name) for one in known) if known else None,
        basis=Basis(name, standing=REPORTED),
        records=[("incident", one.pk.hex) for one in known],
        left_out=_left_out(view, len(view.incidents) - len(known)),
    )


@figure("reported_late")
def reported_late(view: FillView) -> ReportFigure:
    """Incidents of earlier periods that became known in this one."""
    rows = late_incidents(view)
    return make_figure(
        say("Incidents of earlier days that became known in this period"),
        say("Incidents whose last day lies before the period, known to the mission within it."),
        len(rows),
        basis=Basis("incidents", standing=REPORTED),
        records=[("incident", row.hex) for row in rows],
    )


def late_incidents(view: FillView) -> list[UUID]:
    """Incidents of earlier days that became known within the period, by id."""
    start, end = view.span
    rows = view.incidents_within(view.first - YEAR, view.first)
    rows = rows.filter(known_at__gte=start, known_at__lt=end)
    rows = rows.exclude(event_to__gte=view.first).exclude(
        event_to__isnull=True, event_from__gte=view.first
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


@figure("areas_heard")
def areas_heard(view: FillView) -> ReportFigure:
    """From how many areas anything was recorded."""
    return make_figure(
        say("Areas of field offices that were heard from"),
        say("Areas of which an alert or a harm was recorded; of the others nothing is known."),
        len(view.heard),
        of=len(view.areas),
        basis=Basis("offices"),
        left_out={NOT_HEARD: len(view.silent)} if view.silent else {},
    )


@figure("areas_silent")
def areas_silent(view: FillView) -> ReportFigure:
    """From how many areas nothing was recorded."""
    return make_figure(
        say("Areas of which no alert and no harm is on record"),
        say("Areas of field offices of which neither an alert nor a harm was recorded."),
        len(view.silent),
        of=len(view.areas),
        basis=Basis("offices"),
    )


# --- priority risks

RISKS = Basis("risks")


def _count_gaps(
    view: FillView, label: str, definition: str, lacks: Callable[[PriorityGap], bool]
) -> ReportFigure:
    gaps = view.priority_gaps
    lacking = [gap for gap in gaps if lacks(gap)]
    return make_figure(
        label,
        definition,
        len(lacking),
        of=len(gaps),
        basis=RISKS,
        records=[("risk", one.risk.pk.hex) for one in lacking],
    )


@figure("risks_unplanned")
def risks_unplanned(view: FillView) -> ReportFigure:
    """Priority risks that no line of the matrix answers."""
    return _count_gaps(
        view,
        say("Priority risks without an activity"),
        say("Adopted risks of high and critical priority that no line of the matrix answers."),
        lambda one: not one.planned,
    )


@figure("risks_unreached")
def risks_unreached(view: FillView) -> ReportFigure:
    """Priority risks that no able unit comes to in time."""
    return _count_gaps(
        view,
        say("Priority risks that no able unit comes to in time"),
        say("As the page of each place says it, leaving at noon and at midnight."),
        lambda one: one.reach == "late",
    )


@figure("risks_reach_unknown")
def risks_reach_unknown(view: FillView) -> ReportFigure:
    """Priority risks of which nobody knows whether somebody able comes in time."""
    return _count_gaps(
        view,
        say("Priority risks of which it is not known whether an able unit comes in time"),
        say("As the page of each place says it, leaving at noon and at midnight."),
        lambda one: one.reach == "unknown",
    )


# --- how alerts were answered

ALERTS = Basis("alerts")
OF_MISSION = Basis("alerts", responder="mission")


def _alert_refs(rows: pl.DataFrame) -> list[Ref]:
    return [("alert", UUID(pk).hex) for pk in rows["id"]]


@figure("alerts")
def alerts(view: FillView) -> ReportFigure:
    """Alerts of the period."""
    return make_figure(
        say("Alerts opened"),
        say("Alerts that became known in the period; those merged into another count with it."),
        _none_is_known(view, view.alert_rows.height),
        basis=ALERTS,
        records=_alert_refs(view.alert_rows),
        left_out={NOT_HEARD: len(view.silent)} if view.silent else {},
    )


@figure("alerts_closed")
def alerts_closed(view: FillView) -> ReportFigure:
    """Alerts of the period that are closed."""
    closed = [pk for pk, one in view.alerts.items() if not one.now.open]
    rows = view.alert_rows.filter(pl.col("id").is_in(closed))
    return make_figure(
        say("Alerts closed"),
        say("Alerts of the period that stood closed when the draft was filled."),
        rows.height,
        of=view.alert_rows.height,
        basis=ALERTS,
        records=_alert_refs(rows),
    )


@figure("alerts_overdue")
def alerts_overdue(view: FillView) -> ReportFigure:
    """Alerts of the period one of whose clocks ran out."""
    late = pl.any_horizontal(
        pl.col(column).is_in(["late", "never"]) for column in ("warned", "acknowledged", "decided")
    ).fill_null(False)
    rows = view.alert_rows.filter(late)
    return make_figure(
        say("Alerts answered late or not at all"),
        say("Alerts of which warning, acknowledgement or decision came after its clock, or never."),
        rows.height,
        of=view.alert_rows.height,
        basis=OF_MISSION,
        records=_alert_refs(rows),
    )


@figure("overdue_now")
def overdue_now(view: FillView) -> ReportFigure:
    """Open alerts past a deadline, of whatever day."""
    rows = [one for one in view.running if is_overdue(one.now, view.at)]
    if view.about is not None:
        rows = [row for row in rows if str(row.pk) in view.alerts]
    return make_figure(
        say("Open alerts past a deadline"),
        say("Alerts that are open, whenever they were raised, a clock of which has run out."),
        len(rows),
        basis=ALERTS,
        records=[("alert", row.pk.hex) for row in rows],
    )


@figure("response_unknown")
def response_unknown(view: FillView) -> ReportFigure:
    """Alerts of which nobody recorded whether the mission responded."""
    return _count_answers(
        view,
        "response",
        ("unknown",),
        say("Alerts of which it is not known whether the mission responded"),
        say("Of alerts that needed a response, those of which nobody recorded it."),
    )


def _count_answers(
    view: FillView, column: str, answers: tuple[str, ...], label: str, definition: str
) -> ReportFigure:
    known = view.alert_rows.filter(
        pl.col(column).is_not_null() & ~pl.col(column).is_in(["waiting", "inferred"])
    )
    rows = known.filter(pl.col(column).is_in(answers))
    unknown = known.filter(pl.col(column) == "unknown").height
    return make_figure(
        label,
        definition,
        rows.height,
        of=known.height,
        basis=OF_MISSION,
        records=_alert_refs(rows),
        left_out={say("alerts of which nobody recorded it"): unknown} if unknown else {},
    )


@figure("decided_in_time")
def decided_in_time(view: FillView) -> ReportFigure:
    """Alerts decided on before their clock ran out."""
    return _count_answers(
        view,
        "decided",
        ("in time",),
        say("Alerts decided on in time"),
        say("Of alerts that a decision was due on, those decided before the clock ran out."),
    )


@figure("responded")
def count_responded(view: FillView) -> ReportFigure:
    """Alerts that somebody of the mission went out for."""
    return _count_answers(
        view,
        "response",
        ("yes",),
        say("Alerts that the mission responded to"),
        say("Of alerts that needed a response, those for which somebody set out."),
    )


@figure("no_response")
def no_response(view: FillView) -> ReportFigure:
    """Alerts that nobody of the mission went out for."""
    return _count_answers(
        view,
        "response",
        ("no",),
        say("Alerts without a response"),
        say("Of alerts that needed a response, those for which nobody set out."),
    )


@figure("arrived_before")
def arrived_before(view: FillView) -> ReportFigure:
    """Alerts where somebody arrived before what was feared."""
    return _count_answers(
        view,
        "arrival",
        ("before",),
        say("Alerts reached before the harm feared"),
        say("Of alerts that needed a response, those reached before what was feared."),
    )


@figure("protected")
def count_protected(view: FillView) -> ReportFigure:
    """Alerts after which people were protected."""
    return _count_answers(
        view,
        "protected",
        ("by UN", "by host"),
        say("Alerts after which people were protected"),
        say("Of alerts with an outcome, those after which people were protected, by whomever."),
    )


@figure("tasks")
def tasks(view: FillView) -> ReportFigure:
    """Taskings given in the period."""
    rows = taskings_within(view)
    return make_figure(
        say("Taskings given"),
        say("Taskings on alerts given in the period; which unit is not told."),
        len(rows),
        basis=Basis("tasks"),
        records=[("alert", row.alert_id.hex) for row in rows],
    )


@figure("tasks_done")
def tasks_done(view: FillView) -> ReportFigure:
    """Taskings whose people arrived."""
    rows = taskings_within(view)
    done = [row for row in rows if row.arrived_at is not None]
    return make_figure(
        say("Taskings that arrived"),
        say("Taskings of which an arrival is recorded."),
        len(done),
        of=len(rows),
        basis=Basis("tasks"),
        records=[("alert", one.alert_id.hex) for one in done],
    )


def taskings_within(view: FillView) -> list[Tasking]:
    """The taskings of the period, oldest first."""
    start, end = view.span
    rows = Tasking.objects.filter(entered_at__gte=start, entered_at__lt=end)
    rows = about_alerts(view.standing, rows).select_related("alert")
    return list(rows.order_by("entered_at", "pk"))


@figure("movement_denied")
def movement_denied(view: FillView) -> ReportFigure:
    """Movements that an authority denied."""
    rows = denials_for(view.standing).filter(
        view.known_by_cut_off(), event_from__range=(view.first, view.last)
    )
    ids = sorted(pk.hex for pk in rows.order_by().values_list("pk", flat=True))
    return make_figure(
        say("Movements denied or hindered"),
        say("Movements of the mission that an authority denied or hindered, by their day."),
        len(ids),
        basis=Basis("tasks"),
        records=[("denial", pk) for pk in ids],
    )
