"""The figures of a report: each with its definition, what it counts, and what it leaves out.

Figures of different denominators are never added: what the mission recorded and what files of
others say, verified and alleged, victims and incidents each have a figure of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypedDict
from uuid import UUID

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela_web.access.disclosure import LEAST
from tutela_web.capacity.denial_queries import denials_for
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.queries import about_alerts
from tutela_web.incidents.models import Verification
from tutela_web.reporting.view import FillView

VALUE, UNKNOWN, SUPPRESSED = "value", "unknown", "suppressed"

YEAR = timedelta(days=365)
"""How far back an incident may lie that becomes known late."""

Ref = tuple[str, str]
"""A record a figure or a sentence rests on: its kind and id."""


class KeptFigure(TypedDict):
    """A figure as an edition freezes it: words in the language of the edition."""

    words: str
    definition: str
    value: int | None
    of: int | None
    state: str
    records: list[list[str]]
    left_out: list[str]


@dataclass(frozen=True)
class CountedFigure:
    """A figure: what is counted, how many (of how many), of which records, what it leaves out.

    Without a value it is not known, which is not none.
    """

    words: str
    definition: str
    value: int | None
    of: int | None = None
    records: tuple[Ref, ...] = ()
    left_out: tuple[str, ...] = field(default=())

    def kept(self) -> KeptFigure:
        """As the edition freezes it."""
        return KeptFigure(
            words=self.words,
            definition=self.definition,
            value=self.value,
            of=self.of,
            state=UNKNOWN if self.value is None else VALUE,
            records=[list(ref) for ref in self.records],
            left_out=list(self.left_out),
        )


def suppress(figure: KeptFigure, *, hidden_before: bool = False) -> KeptFigure:
    """A figure as it leaves the mission: under five it is not told, nor what it was counted from.

    Takes   hidden_before, whether an earlier edition or a correction hid it: told now, the two
            would say what came between.

    >>> few = CountedFigure("killed", "", 3).kept()
    >>> suppress(few)["state"], suppress(few)["value"]
    ('suppressed', None)
    >>> suppress(CountedFigure("killed", "", 7).kept(), hidden_before=True)["state"]
    'suppressed'
    """
    few = any(n is not None and 0 < n < LEAST for n in (figure["value"], _rest(figure)))
    if not few and not hidden_before:
        return {**figure, "records": []}
    return {**figure, "state": SUPPRESSED, "value": None, "of": None, "records": []}


def _rest(figure: KeptFigure) -> int | None:
    """What a share leaves: told beside its denominator, it could be had by subtracting."""
    if figure["value"] is None or figure["of"] is None:
        return None
    return figure["of"] - figure["value"]


Count = Callable[[FillView], CountedFigure]
FIGURES: dict[str, Count] = {}
"""Every figure a report may hold, by its key."""


def figure(key: str) -> Callable[[Count], Count]:
    """Register how a figure is counted."""

    def register(count: Count) -> Count:
        FIGURES[key] = count
        return count

    return register


def count_figures(view: FillView, keys: Iterable[str]) -> dict[str, KeptFigure]:
    """The figures of these keys, each once, as the edition freezes them; what goes outside the
    Secretariat with small counts hidden, and hidden still where the last edition hid them."""
    kept = {key: FIGURES[key](view).kept() for key in dict.fromkeys(keys)}
    if not view.product.outside:
        return kept
    told = view.before.figures if view.before else {}
    hidden = {key for key, one in told.items() if one["state"] == SUPPRESSED}
    if view.report and view.report.corrects:
        again = view.report.corrects.figures
        hidden |= {key for key, one in again.items() if one["state"] == SUPPRESSED}
    return {key: suppress(one, hidden_before=key in hidden) for key, one in kept.items()}


# --- what happened


def _happened(view: FillView, kind: str) -> pl.DataFrame:
    return view.harm.filter(pl.col("kind") == kind)


def _refs(rows: pl.DataFrame) -> tuple[Ref, ...]:
    return tuple((kind, pk) for kind, pk in rows.select("kind", "pk").iter_rows())


def _left_out(view: FillView, rows: pl.DataFrame | None = None) -> tuple[str, ...]:
    """What a count of harm does not hold, in words."""
    said = [_("records of compartments: sexual violence, children, detention")]
    if number := len(view.late_ids):
        said.append(
            ngettext(
                "%(n)s incident that became known after the cut-off",
                "%(n)s incidents that became known after the cut-off",
                number,
            )
            % {"n": number}
        )
    if view.silent:
        said.append(
            ngettext(
                "%(n)s area that nobody was heard from: %(names)s",
                "%(n)s areas that nobody was heard from: %(names)s",
                len(view.silent),
            )
            % {"n": len(view.silent), "names": ", ".join(view.silent)}
        )
    if rows is not None and (blank := rows["killed"].null_count()):
        said.append(
            ngettext(
                "%(n)s record that gives no number of dead",
                "%(n)s records that give no number of dead",
                blank,
            )
            % {"n": blank}
        )
    return tuple(said)


def _none_is_known(view: FillView, number: int) -> int | None:
    """A count; of none, that it is not known where no area was heard from."""
    return None if number == 0 and view.areas and not view.heard else number


@figure("incidents")
def incidents(view: FillView) -> CountedFigure:
    """Attacks on civilians that the mission itself recorded."""
    rows = _happened(view, "incident")
    return CountedFigure(
        _("Incidents against civilians recorded by the mission"),
        _("Incidents of the mission whose last day lies in the period; merged ones once."),
        _none_is_known(view, rows.height),
        records=_refs(rows),
        left_out=_left_out(view),
    )


@figure("incidents_verified")
def incidents_verified(view: FillView) -> CountedFigure:
    """Of those, the ones human rights verified."""
    verified = [one for one in view.incidents if one.verification == Verification.VERIFIED]
    return CountedFigure(
        _("of them verified by human rights"),
        _("Those whose verification stood at “verified” when the draft was filled."),
        len(verified),
        of=len(view.incidents),
        records=tuple(("incident", one.pk.hex) for one in verified),
        left_out=_left_out(view),
    )


@figure("events")
def events(view: FillView) -> CountedFigure:
    """Attacks on civilians that files of others tell of, and no incident of the mission does."""
    rows = _happened(view, "event")
    return CountedFigure(
        _("Further attacks in files of others"),
        _("Imported events against civilians that no incident of the mission tells of."),
        rows.height,
        records=_refs(rows),
        left_out=_left_out(view),
    )


def _killed(view: FillView, kind: str) -> tuple[int | None, tuple[Ref, ...], tuple[str, ...]]:
    rows = _happened(view, kind)
    known = rows.filter(pl.col("killed").is_not_null())
    number = None if rows.height and not known.height else int(known["killed"].sum() or 0)
    return number, _refs(known), _left_out(view, rows)


@figure("killed")
def killed(view: FillView) -> CountedFigure:
    """The dead of the mission's own incidents."""
    number, records, left_out = _killed(view, "incident")
    return CountedFigure(
        _("People killed in these incidents"),
        _("Sum of the best figures of the mission's incidents against civilians."),
        None if number is None else _none_is_known(view, number),
        records=records,
        left_out=left_out,
    )


@figure("killed_events")
def killed_events(view: FillView) -> CountedFigure:
    """The dead that files of others tell of."""
    number, records, left_out = _killed(view, "event")
    return CountedFigure(
        _("People killed in further attacks in files of others"),
        _("Sum of the best figures of these events, as their sources give them."),
        number,
        records=records,
        left_out=left_out,
    )


@figure("injured")
def injured(view: FillView) -> CountedFigure:
    """The injured of the mission's own incidents."""
    return _people(view, "injured", _("People injured in these incidents"))


@figure("abducted")
def abducted(view: FillView) -> CountedFigure:
    """The abducted of the mission's own incidents."""
    return _people(view, "abducted", _("People abducted in these incidents"))


@figure("displaced")
def displaced(view: FillView) -> CountedFigure:
    """Those whom the mission's own incidents drove out."""
    return _people(view, "displaced", _("People displaced by these incidents"))


def _people(view: FillView, name: str, words: str) -> CountedFigure:
    known = [one for one in view.incidents if getattr(one, name) is not None]
    blank = len(view.incidents) - len(known)
    left_out = _left_out(view)
    if blank:
        left_out += (
            ngettext(
                "%(n)s incident that gives no such number",
                "%(n)s incidents that give no such number",
                blank,
            )
            % {"n": blank},
        )
    return CountedFigure(
        words,
        _("Sum over the mission's incidents that give a number."),
        sum(getattr(one, name) for one in known) if known else None,
        records=tuple(("incident", one.pk.hex) for one in known),
        left_out=left_out,
    )


@figure("reported_late")
def reported_late(view: FillView) -> CountedFigure:
    """Incidents of earlier periods that became known in this one."""
    rows = late_incidents(view)
    return CountedFigure(
        _("Incidents of earlier days that became known in this period"),
        _("Incidents whose last day lies before the period, known to the mission within it."),
        len(rows),
        records=tuple(("incident", one.hex) for one in rows),
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
def areas_heard(view: FillView) -> CountedFigure:
    """From how many areas anything was recorded."""
    return CountedFigure(
        _("Areas of field offices that were heard from"),
        _("Areas of which an alert or a harm was recorded; of the others nothing is known."),
        len(view.heard),
        of=len(view.areas),
        left_out=(", ".join(view.silent),) if view.silent else (),
    )


# --- how alerts were answered


def _alert_refs(rows: pl.DataFrame) -> tuple[Ref, ...]:
    return tuple(("alert", UUID(pk).hex) for pk in rows["id"])


@figure("alerts")
def alerts(view: FillView) -> CountedFigure:
    """Alerts of the period."""
    return CountedFigure(
        _("Alerts opened"),
        _("Alerts that became known in the period; those joined to another count with it."),
        _none_is_known(view, view.alert_rows.height),
        records=_alert_refs(view.alert_rows),
        left_out=_left_out(view)[1:],
    )


@figure("alerts_closed")
def alerts_closed(view: FillView) -> CountedFigure:
    """Alerts of the period that are closed."""
    closed = [pk for pk, one in view.alerts.items() if not one.now.open]
    rows = view.alert_rows.filter(pl.col("id").is_in(closed))
    return CountedFigure(
        _("of them closed"),
        _("Alerts of the period that stood closed when the draft was filled."),
        rows.height,
        of=view.alert_rows.height,
        records=_alert_refs(rows),
    )


@figure("alerts_overdue")
def alerts_overdue(view: FillView) -> CountedFigure:
    """Alerts of the period one of whose clocks ran out."""
    late = pl.any_horizontal(
        pl.col(column).is_in(["late", "never"]) for column in ("warned", "acknowledged", "decided")
    ).fill_null(False)
    rows = view.alert_rows.filter(late)
    return CountedFigure(
        _("of them answered late or not at all"),
        _("Alerts of which warning, acknowledgement or decision came after its clock, or never."),
        rows.height,
        of=view.alert_rows.height,
        records=_alert_refs(rows),
    )


def _answered(
    view: FillView, column: str, answers: tuple[str, ...], words: str, definition: str
) -> CountedFigure:
    known = view.alert_rows.filter(
        pl.col(column).is_not_null() & ~pl.col(column).is_in(["waiting", "inferred"])
    )
    rows = known.filter(pl.col(column).is_in(answers))
    unknown = known.filter(pl.col(column) == "unknown").height
    left_out: tuple[str, ...] = ()
    if unknown:
        left_out = (
            ngettext(
                "of %(n)s alert nobody recorded it", "of %(n)s alerts nobody recorded it", unknown
            )
            % {"n": unknown},
        )
    return CountedFigure(
        words,
        definition,
        rows.height,
        of=known.height,
        records=_alert_refs(rows),
        left_out=left_out,
    )


@figure("decided_in_time")
def decided_in_time(view: FillView) -> CountedFigure:
    """Alerts decided on before their clock ran out."""
    return _answered(
        view,
        "decided",
        ("in time",),
        _("Alerts decided on in time"),
        _("Of alerts that a decision was due on, those decided before the clock ran out."),
    )


@figure("responded")
def responded(view: FillView) -> CountedFigure:
    """Alerts that somebody of the mission went out for."""
    return _answered(
        view,
        "response",
        ("yes",),
        _("Alerts that the mission responded to"),
        _("Of alerts that needed a response, those for which somebody set out."),
    )


@figure("no_response")
def no_response(view: FillView) -> CountedFigure:
    """Alerts that nobody of the mission went out for."""
    return _answered(
        view,
        "response",
        ("no",),
        _("Alerts without a response"),
        _("Of alerts that needed a response, those for which nobody set out."),
    )


@figure("arrived_before")
def arrived_before(view: FillView) -> CountedFigure:
    """Alerts where somebody arrived before what was feared."""
    return _answered(
        view,
        "arrival",
        ("before",),
        _("Alerts reached before the harm feared"),
        _("Of alerts that needed a response, those reached before what was feared."),
    )


@figure("protected")
def protected(view: FillView) -> CountedFigure:
    """Alerts after which people were protected."""
    return _answered(
        view,
        "protected",
        ("by UN", "by host"),
        _("Alerts after which people were protected"),
        _("Of alerts with an outcome, those after which people were protected, by whomever."),
    )


@figure("tasks")
def tasks(view: FillView) -> CountedFigure:
    """Taskings given in the period."""
    rows = taskings_within(view)
    return CountedFigure(
        _("Taskings given"),
        _("Taskings on alerts given in the period; which unit is not told."),
        len(rows),
        records=tuple(("alert", one.alert_id.hex) for one in rows),
    )


@figure("tasks_done")
def tasks_done(view: FillView) -> CountedFigure:
    """Taskings whose people arrived."""
    rows = taskings_within(view)
    done = [one for one in rows if one.arrived_at is not None]
    return CountedFigure(
        _("of them arrived"),
        _("Taskings of which an arrival is recorded."),
        len(done),
        of=len(rows),
        records=tuple(("alert", one.alert_id.hex) for one in done),
    )


def taskings_within(view: FillView) -> list[Tasking]:
    """The taskings of the period, oldest first."""
    start, end = view.span
    rows = Tasking.objects.filter(entered_at__gte=start, entered_at__lt=end)
    rows = about_alerts(view.standing, rows).select_related("alert")
    return list(rows.order_by("entered_at", "pk"))


@figure("movement_denied")
def movement_denied(view: FillView) -> CountedFigure:
    """Movements that an authority denied."""
    rows = denials_for(view.standing).filter(
        view.known(), event_from__range=(view.first, view.last)
    )
    ids = sorted(pk.hex for pk in rows.order_by().values_list("pk", flat=True))
    return CountedFigure(
        _("Movements denied or hindered"),
        _("Movements of the mission that an authority denied or hindered, by their day."),
        len(ids),
        records=tuple(("denial", pk) for pk in ids),
    )


def say_figure(one: KeptFigure) -> str:
    """A figure as a page and a paper write it."""
    if one["state"] == SUPPRESSED:
        return _("fewer than %(n)s, or not told") % {"n": LEAST}
    if one["value"] is None:
        return _("not known")
    if one["of"] == 0:
        return _("none to count")
    if one["of"] is not None:
        return _("%(n)s of %(of)s") % {"n": one["value"], "of": one["of"]}
    return str(one["value"])


def compare_figures(
    told: Mapping[str, KeptFigure], now: Mapping[str, KeptFigure]
) -> list[tuple[str, KeptFigure, KeptFigure]]:
    """The figures of a released edition that come out otherwise today, of the same days.

    >>> old, new = CountedFigure("killed", "", 7).kept(), CountedFigure("killed", "", 9).kept()
    >>> [key for key, _was, _is in compare_figures({"killed": old}, {"killed": new})]
    ['killed']
    """
    return [
        (key, was, now[key])
        for key, was in told.items()
        if key in now
        and (was["state"], was["value"], was["of"])
        != (now[key]["state"], now[key]["value"], now[key]["of"])
    ]
