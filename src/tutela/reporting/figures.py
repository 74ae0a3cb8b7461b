"""The figures of a report: what each is, what it may never be added to, what changed and why.

    add_figures([of_may, of_june], ...)       a sum, or why there is none
    compare_figures(now, before, reasons=...) what changed since the last edition
    with_last(now, before)                    each with what the last edition told beside it
    office_figures(section, given)            figures another office gave, late-verified apart

A figure without a value is missing, stale, cannot be computed or is suppressed, and never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NotRequired, TypeAlias, TypedDict

from tutela.base.disclosure import LEAST
from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, as_json, day_said, from_json, join, say, say_n, term
from tutela.monitoring.indicators import (
    MISSING,
    NOT_COMPUTED,
    STALE,
    STATES,
    SUPPRESSED,
    VALUE,
    CountedPeriod,
    Figure,
)
from tutela.reporting.products import FROM_OFFICE, Product, Section, offices

SentenceData: TypeAlias = "str | list[SentenceData] | dict[str, SentenceData]"
"""A sentence as `base.messages.as_json` keeps it."""

ALLEGED, REPORTED, VERIFIED, LATE_VERIFIED = "alleged", "reported", "verified", "late verified"
STANDINGS = (ALLEGED, REPORTED, VERIFIED, LATE_VERIFIED)
"""How sure what is counted is. Late verified: verified now, of an earlier period."""

FILES_OF_OTHERS = "files of others"
"""Who counted, where it was not the mission."""

COUNTED = {
    "incidents": "incidents",
    "killed": "people killed",
    "injured": "people injured",
    "abducted": "people abducted",
    "displaced": "people displaced",
    "victims": "victims",
    "alerts": "alerts",
    "tasks": "tasks",
    "activities": "activities",
    "offices": "offices",
    "risks": "priority risks",
    "": "not said",
}
"""What a figure counts. An incident is not a victim, and one killed is not one displaced."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure may never be added across.

    counts     one of COUNTED
    responder  whose response it is: the mission's, the host state's, a partner's
    actor      whose deed it is
    standing   one of STANDINGS; blank where it is no claim
    """

    counts: str = ""
    responder: str = ""
    actor: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class OfficeReference:
    """Where a figure of another office stands: its paper and the day of it."""

    office: str
    paper: str
    day: date


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A figure of a report, with all that explains it.

    label       what it is called in the report
    definition  what it counts and leaves out
    state       one of monitoring.indicators.STATES; only VALUE has a value
    unit        "" for a number, "%" or "hours"
    of          its denominator, where it is a share
    records     ids of the records counted, for those who may read them
    left_out    why records are not in it, and how many
    version     of its definition: another is not compared
    reference   of figures of another office
    closed      whether it rests on records of a compartment
    last        the figure as the last edition told it, value and denominator; None where it told
                none that may stand beside this one
    """

    key: str
    label: str
    definition: str
    state: str = VALUE
    value: float | None = None
    unit: str = ""
    of: float | None = None
    basis: Basis = Basis()
    period: CountedPeriod | None = None
    records: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    because: str = ""
    version: int = 1
    reference: OfficeReference | None = None
    closed: bool = False
    last: tuple[float, float | None] | None = None

    def __post_init__(self) -> None:
        if self.state not in STATES or (self.value is None) == (self.state == VALUE):
            raise BadParameter(
                say("a figure has a value or says why it has none"),
                where=self.label or self.key,
                next=say("give one of the two"),
            )


def figure_of(
    key: str,
    label: str,
    definition: str,
    computed: Figure,
    *,
    basis: Basis = Basis(),
    unit: str = "",
) -> ReportFigure:
    """A figure of a report from one that an indicator's method computed.

    >>> computed = Figure(VALUE, 3.0, records=("a",))
    >>> made = figure_of("alerts", "Alerts opened", "all alerts", computed)
    >>> made.value, made.records
    (3.0, ('a',))
    """
    return ReportFigure(
        key,
        label,
        definition,
        computed.state,
        computed.value,
        unit,
        computed.denominator if unit == "%" else None,
        basis,
        None,
        computed.records,
        computed.left_out,
        computed.because or "",
    )


def suppress(figure: ReportFigure) -> ReportFigure:
    """The figure without its number and without anything that hints at it.

    >>> shown = suppress(ReportFigure("k", "Killed", "", value=2, records=("a", "b")))
    >>> shown.value, shown.records, say_value(shown)
    (None, (), 'not shown')
    """
    return replace(
        figure,
        state=SUPPRESSED,
        value=None,
        of=None,
        last=None,
        records=(),
        left_out={},
        because=say("few are counted, or they are not for this reader"),
    )


def must_hide(product: Product, *, from_compartment: bool = False) -> bool:
    """Whether small counts are hidden in a product: in all that goes outside, and in any total that
    rests on a compartment. Open casualty figures of internal reports stand as they are.

    >>> from tutela.reporting.products import products
    >>> must_hide(products()["cluster_trends"]), must_hide(products()["daily"])
    (True, False)
    """
    return product.outside or from_compartment


def figures_shown(product: Product, figures: Iterable[ReportFigure]) -> list[ReportFigure]:
    """Figures as the reader of a product may have them: small counts are hidden in what goes
    outside, and everywhere in totals that rest on a compartment (`must_hide`).

    >>> from tutela.reporting.products import products
    >>> killed = ReportFigure("k", "Killed", "", value=2)
    >>> [one.state for one in figures_shown(products()["cluster_trends"], [killed])]
    ['suppressed']
    >>> [one.state for one in figures_shown(products()["daily"], [killed])]
    ['value']
    """
    return [
        suppress(figure)
        if must_hide(product, from_compartment=figure.closed) and is_small(figure)
        else figure
        for figure in figures
    ]


def is_small(figure: ReportFigure) -> bool:
    """Whether few are counted: in the figure itself, or in what it leaves of what it is counted of.

    >>> is_small(ReportFigure("k", "Killed", "", value=3)), is_small(
    ...     ReportFigure("k", "Killed", "", value=7))
    (True, False)
    >>> is_small(ReportFigure("k", "Answered", "", value=7, of=9))
    True
    """
    if figure.value is None:
        return False
    if figure.of is None:
        return figure.unit == "" and 0 < figure.value < LEAST
    part = figure.value * figure.of / 100 if figure.unit == "%" else figure.value
    return any(0 < count < LEAST for count in (part, figure.of - part, figure.of))


def changed_by_few(before: ReportFigure | None, figure: ReportFigure) -> bool:
    """Whether a count differs by few from what an earlier edition told of the same period.

    >>> told = ReportFigure("k", "Killed", "", value=8)
    >>> changed_by_few(told, ReportFigure("k", "Killed", "", value=9))
    True
    >>> changed_by_few(told, told), changed_by_few(None, told)
    (False, False)
    """
    if before is None or before.value is None or figure.value is None or figure.unit:
        return False
    pairs = ((before.value, figure.value), (before.of, figure.of))
    return any(
        0 < abs(now - was) < LEAST for was, now in pairs if was is not None and now is not None
    )


# --- adding


DIFFERENCES: Mapping[str, Sentence] = {
    "counts": say("they do not count the same: incidents, victims and alerts are apart"),
    "responder": say("they are of different responders, each with its own denominator"),
    "actor": say("they are deeds of different actors"),
    "standing": say("alleged, reported, verified and late-verified are apart"),
}
"""Why two figures may not be added, by what differs in their bases."""


def difference_of(first: ReportFigure, second: ReportFigure) -> Sentence | None:
    """Why two figures may not be added; None where they may.

    >>> killed = ReportFigure("a", "Killed", "", value=9, basis=Basis("killed"))
    >>> incidents = ReportFigure("b", "Incidents", "", value=4, basis=Basis("incidents"))
    >>> difference_of(killed, incidents)
    'they do not count the same: incidents, victims and alerts are apart'
    """
    for name, why in DIFFERENCES.items():
        if getattr(first.basis, name) != getattr(second.basis, name):
            return why
    if first.unit or second.unit:
        return say("shares and times are not added")
    if set(first.records) & set(second.records):
        return say("some records are counted in both")
    return None


def add_figures(
    key: str, label: str, definition: str, figures: Sequence[ReportFigure]
) -> ReportFigure:
    """The sum of figures that may be added.

    Takes   at least one figure.
    Gives   the sum. Where one has no value, the sum has none: what is not known is not zero.
    Raises  BadParameter where two may not be added, and says which.
    """
    if not figures:
        raise BadParameter(say("nothing is to be added"), where=label, next=say("name figures"))
    for number, first in enumerate(figures):
        for other in figures[number + 1 :]:
            if why := difference_of(first, other):
                raise BadParameter(
                    why,
                    where=say("{one} and {other}", one=first.label, other=other.label),
                    next=say("show them side by side"),
                )
    hidden = [figure for figure in figures if figure.state == SUPPRESSED]
    lacking = hidden or [figure for figure in figures if figure.state != VALUE]
    if lacking:
        return ReportFigure(
            key,
            label,
            definition,
            SUPPRESSED if hidden else NOT_COMPUTED,
            basis=figures[0].basis,
            because=say("{label} has no number to add", label=lacking[0].label),
        )
    left_out: dict[str, int] = {}
    for figure in figures:
        for why_left, number in figure.left_out.items():
            left_out[why_left] = left_out.get(why_left, 0) + number
    return ReportFigure(
        key,
        label,
        definition,
        value=sum(figure.value or 0 for figure in figures),
        basis=figures[0].basis,
        closed=any(figure.closed for figure in figures),
        records=tuple(record for figure in figures for record in figure.records),
        left_out=left_out,
    )


# --- figures of other offices


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A figure as an office gave it.

    late   verified now, of an earlier period: it is told apart and never added
    """

    label: str
    value: int | None
    paper: str
    day: date | None
    late: bool = False


CLOSED_SOURCES = frozenset({"children_figures", "sexual_violence_figures"})
"""Sources whose figures rest on records of a compartment."""


def office_figures(section: Section, figures_given: Iterable[GivenFigure]) -> list[ReportFigure]:
    """Figures that another office gave, as a report takes them over: nothing is computed.

    Takes   a section of the kind figures_from_office; what its office gave.
    Gives   one figure each, late-verified ones after the others; without its paper and day a figure
            is missing.
    Raises  BadParameter where the section is none of that kind.

    >>> from tutela.reporting.products import products
    >>> section = products()["weekly_poc"].section("children")
    >>> [figure] = office_figures(section, [GivenFigure("Recruited", 7, "", None)])
    >>> figure.state, str(figure.because)
    ('missing', 'its office has not named the paper and the day')
    """
    if section.kind != FROM_OFFICE:
        raise BadParameter(
            say("this section takes no figures of another office"),
            where=term(section.heading),
            next=say("fill it from its own source"),
        )
    label = term(offices()[section.office].label)
    figures = []
    for number, claim in enumerate(sorted(figures_given, key=lambda figure: figure.late), start=1):
        standing = LATE_VERIFIED if claim.late else VERIFIED
        lacks = claim.value is None or not claim.paper.strip() or claim.day is None
        figures.append(
            ReportFigure(
                f"{section.key}_{number}",
                claim.label,
                say("given by {office}, not computed here", office=label),
                MISSING if lacks else VALUE,
                None if lacks or claim.value is None else float(claim.value),
                basis=Basis("victims", standing=standing),
                because=say("its office has not named the paper and the day") if lacks else "",
                reference=OfficeReference(section.office, claim.paper, claim.day)
                if claim.day is not None and claim.paper.strip()
                else None,
                closed=section.source in CLOSED_SOURCES,
            )
        )
    return figures


# --- in words


def say_value(figure: ReportFigure) -> Sentence:
    """A figure as it stands in a report; what has no number says so.

    >>> say_value(ReportFigure("k", "Killed", "", value=1204)), say_value(
    ...     ReportFigure("k", "Killed", "", state=MISSING))
    ('1,204', 'not known')
    """
    if figure.value is None:
        return NO_VALUE[figure.state]
    whole = float(figure.value).is_integer()
    if figure.unit == "%":
        return say("{value:.0f}%", value=figure.value)
    if figure.unit == "hours":
        return say("{value:.1f} h", value=figure.value)
    return say("{n:,}", n=int(figure.value)) if whole else say("{value:,.1f}", value=figure.value)


def say_figure(figure: ReportFigure) -> Sentence:
    """A figure with what it is counted of, as a page, a paper and a table write it.

    >>> say_figure(ReportFigure("k", "Answered", "", value=6, of=10))
    '6 of 10'
    >>> say_figure(ReportFigure("k", "Answered", "", value=0, of=0))
    'no cases'
    """
    return _say_of(say_value(figure), figure.value, figure.of, figure.unit)


def say_last(figure: ReportFigure) -> Sentence | None:
    """The figure as the last edition told it; None where none stands beside this one.

    >>> say_last(ReportFigure("k", "Answered", "", value=6, of=10, last=(7, 9)))
    '7 of 9'
    """
    if figure.last is None:
        return None
    value, of = figure.last
    return _say_of(say_value(replace(figure, value=value, state=VALUE)), value, of, figure.unit)


def _say_of(sentence: Sentence, value: float | None, of: float | None, unit: str) -> Sentence:
    if value is None or of is None or unit == "%":
        return sentence
    if not of:
        return say("no cases")
    return say("{n} of {of}", n=sentence, of=say("{n:,}", n=int(of)))


NO_VALUE: Mapping[str, Sentence] = {
    MISSING: say("not known"),
    STALE: say("too old to be told"),
    NOT_COMPUTED: say("cannot be computed"),
    SUPPRESSED: say("not shown"),
}


def say_reference(figure: ReportFigure) -> str:
    """Where a figure of another office stands; nothing for those counted here."""
    if figure.reference is None:
        return ""
    label = term(offices()[figure.reference.office].label)
    return say(
        "{office}, {paper}, {day}",
        office=label,
        paper=figure.reference.paper,
        day=day_said(figure.reference.day),
    )


def say_left_out(figure: ReportFigure) -> str:
    """What a figure leaves out, and how many of each.

    >>> say_left_out(ReportFigure("k", "Killed", "", value=3, left_out={"no day is known": 2}))
    'no day is known: 2'
    """
    told = (say("{why}: {n:,}", why=term(why), n=number) for why, number in figure.left_out.items())
    return join("; ", list(told)) if figure.left_out else ""


# --- what changed since the last edition


NEW, DROPPED, CORRECTED, MOVED, STATE_CHANGED, REDEFINED = (
    "new",
    "dropped",
    "corrected",
    "moved",
    "state",
    "redefined",
)
CHANGE_KINDS = {
    NEW: "new in this edition",
    DROPPED: "no longer in it",
    CORRECTED: "corrected",
    MOVED: "of another period",
    STATE_CHANGED: "known now, or not any more",
    REDEFINED: "counted in another way: not comparable",
}
"""How a figure differs from the last edition. Corrected: of the same period, and other than it was
told."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is not as it was told last.

    kind     one of CHANGE_KINDS
    reasons  why, where anything is known of it
    """

    key: str
    label: str
    kind: str
    before: ReportFigure | None
    now: ReportFigure | None
    reasons: tuple[str, ...] = ()


def compare_figures(
    now: Iterable[ReportFigure],
    before: Iterable[ReportFigure],
    *,
    reasons: Mapping[str, str] | None = None,
) -> list[FigureChange]:
    """What changed from one edition to the next, in the order of this one.

    Takes   reasons, by the id of a record: why it counts now, or no longer.
    Gives   one change for each figure that differs. Of a suppressed figure, now or then, nothing is
            told but that it is not shown.

    >>> then = ReportFigure("k", "Killed", "", value=3, records=("a",))
    >>> [change] = compare_figures([replace(then, value=5, records=("a", "b"))], [then])
    >>> change.kind, [str(reason) for reason in change.reasons]
    ('corrected', ['1 record was added'])
    """
    old = {figure.key: figure for figure in before}
    changes = []
    for figure in now:
        last = old.pop(figure.key, None)
        if last is None:
            changes.append(FigureChange(figure.key, figure.label, NEW, None, figure))
        elif kind := _kind_of_change(figure, last):
            why = _reasons(figure, last, reasons or {}) if kind == CORRECTED else ()
            changes.append(FigureChange(figure.key, figure.label, kind, last, figure, why))
    left = [FigureChange(key, last.label, DROPPED, last, None) for key, last in old.items()]
    return [*changes, *left]


def with_last(now: Iterable[ReportFigure], before: Iterable[ReportFigure]) -> list[ReportFigure]:
    """Figures with what the last edition told beside them, where both count the same.

    >>> then = ReportFigure("k", "Killed", "", value=3)
    >>> with_last([replace(then, value=5)], [then])[0].last
    (3, None)
    >>> with_last([replace(then, value=5, version=2)], [then])[0].last is None
    True
    """
    old = {figure.key: figure for figure in before}
    return [_add_last(figure, old.get(figure.key)) for figure in now]


def _add_last(figure: ReportFigure, last: ReportFigure | None) -> ReportFigure:
    if last is None or last.value is None or figure.state == SUPPRESSED:
        return figure
    if (last.version, last.basis, last.unit) != (figure.version, figure.basis, figure.unit):
        return figure
    return replace(figure, last=(last.value, last.of))


def _kind_of_change(now: ReportFigure, before: ReportFigure) -> str:
    """How two figures of one key differ; blank where they do not."""
    if SUPPRESSED in (now.state, before.state):
        return ""
    if now.version != before.version or now.basis != before.basis:
        return REDEFINED
    if now.state != before.state:
        return STATE_CHANGED
    if (now.value, now.of) == (before.value, before.of):
        return ""
    return CORRECTED if now.period == before.period else MOVED


def _reasons(
    now: ReportFigure, before: ReportFigure, reasons: Mapping[str, str]
) -> tuple[str, ...]:
    added = [record for record in now.records if record not in set(before.records)]
    gone = [record for record in before.records if record not in set(now.records)]
    known = dict.fromkeys(reasons[record] for record in (*added, *gone) if record in reasons)
    told: list[str] = list(known)
    if unsaid := sum(record not in reasons for record in added):
        told.append(say_n("{n} record was added", "{n} records were added", unsaid))
    if unsaid := sum(record not in reasons for record in gone):
        told.append(say_n("{n} record no longer counts", "{n} records no longer count", unsaid))
    if not told:
        told.append(say("a record counted in it was corrected"))
    return tuple(told)


def say_change(change: FigureChange) -> Sentence:
    """What changed, in a sentence.

    >>> then = ReportFigure("k", "Killed", "", value=3)
    >>> say_change(compare_figures([replace(then, value=5)], [then])[0])
    'Killed: 5, was 3 (a record counted in it was corrected)'
    """
    if change.now is None:
        return say("{label}: no longer in this report", label=change.label)
    value = say_figure(change.now)
    if change.before is None:
        return say("{label}: {value}, new in this report", label=change.label, value=value)
    told = {"label": change.label, "value": value, "before": say_figure(change.before)}
    if change.kind == REDEFINED:
        return say("{label}: {value}; counted in another way before", **told)
    if not change.reasons:
        return say("{label}: {value}, was {before}", **told)
    return say(
        "{label}: {value}, was {before} ({why})", **told, why=join("; ", list(change.reasons))
    )


# --- kept with an edition


class FigureData(TypedDict):
    """A figure as JSON holds it; sentences as base.messages writes them."""

    key: str
    label: SentenceData
    definition: SentenceData
    state: str
    value: float | None
    unit: str
    of: float | None
    basis: list[str]
    period: list[str] | None
    records: list[str]
    left_out: dict[str, int]
    because: SentenceData
    version: int
    reference: list[str] | None
    closed: bool
    last: NotRequired[list[float | None] | None]


def figures_as_data(figures: Iterable[ReportFigure]) -> list[FigureData]:
    """Figures as they are kept with an edition, JSON-safe.

    >>> figure = ReportFigure("k", say("Killed"), say("all"), value=3, left_out={"no day": 1})
    >>> figures_from_data(figures_as_data([figure])) == [figure]
    True
    """
    return [
        {
            "key": figure.key,
            "label": as_json(figure.label),
            "definition": as_json(figure.definition),
            "state": figure.state,
            "value": figure.value,
            "unit": figure.unit,
            "of": figure.of,
            "basis": [
                figure.basis.counts,
                figure.basis.responder,
                figure.basis.actor,
                figure.basis.standing,
            ],
            "period": [figure.period.first.isoformat(), figure.period.last.isoformat()]
            if figure.period
            else None,
            "records": list(figure.records),
            "left_out": dict(figure.left_out),
            "because": as_json(figure.because),
            "version": figure.version,
            "reference": [
                figure.reference.office,
                figure.reference.paper,
                figure.reference.day.isoformat(),
            ]
            if figure.reference
            else None,
            "closed": figure.closed,
            "last": list(figure.last) if figure.last else None,
        }
        for figure in figures
    ]


def figures_from_data(rows: Iterable[FigureData]) -> list[ReportFigure]:
    """Figures of an edition, as `figures_as_data` wrote them."""
    return [
        ReportFigure(
            row["key"],
            from_json(row["label"]),
            from_json(row["definition"]),
            row["state"],
            row["value"],
            row["unit"],
            row["of"],
            Basis(*row["basis"]),
            CountedPeriod(*map(date.fromisoformat, row["period"])) if row["period"] else None,
            tuple(row["records"]),
            row["left_out"],
            from_json(row["because"]),
            row["version"],
            _reference_from(row["reference"]),
            row["closed"],
            _last_from(row.get("last")),
        )
        for row in rows
    ]


def _reference_from(told: list[str] | None) -> OfficeReference | None:
    if told is None:
        return None
    office, paper, day = told
    return OfficeReference(office, paper, date.fromisoformat(day))


def _last_from(told: list[float | None] | None) -> tuple[float, float | None] | None:
    if told is None or told[0] is None:
        return None
    return told[0], told[1]


def words_of_figures() -> list[str]:
    """The words of figures that catalogues hold."""
    return [*COUNTED.values(), *STANDINGS, *CHANGE_KINDS.values(), FILES_OF_OTHERS]
