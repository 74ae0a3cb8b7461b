"""How alerts were answered: every measure apart, each with its own denominator, never one rate.

    rows = answers(alerts, now=now)      one row an alert and measure it counts in
    counts(rows)["decided"].of           how many it counts in; every figure opens its rows

Offices are rated, never persons: no column here names one. What nobody recorded is counted as
unknown, and is neither a success nor a failure; a deterred attack is never a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tutela.base.distances import distance_km
from tutela.base.later import Columns, np, pl
from tutela.base.messages import Sentence, say
from tutela.crisis.outcome_contradictions import says_averted
from tutela.crisis.tables import outcomes
from tutela.warning.clocks import Clock, HeldLevel, running
from tutela.warning.states import Moment

ALERTS = Columns(
    lambda: {
        "alert": pl.String(),
        "office": pl.String(),  # field office; null where the alert lies in none
        "level": pl.String(),
        "km": pl.Float64(),  # from the nearest base that stood that day; null is not known
        "night": pl.Boolean(),  # whether it was dark there when word came
        **{
            name: pl.Datetime("us", "UTC")
            for name in (
                "received",
                "issued",
                "acknowledged",
                "decided",
                "departed",
                "arrived",
                "outcome_at",
                "issue_due",
                "acknowledge_due",
                "decide_due",
                "over_at",
            )
        },
        "inferred": pl.List(pl.String()),  # moments that follow from a later one
        "outcome": pl.String(),  # a word of outcomes.csv; null where none is recorded
        "host": pl.String(),  # in time, late, not; null where nobody said
        "partner": pl.Boolean(),
        # whether people were killed there from the first word to its outcome
        "struck": pl.Boolean(),
        "feedback": pl.String(),  # given, unsafe, overdue, waiting; null where none is owed
        "tasked": pl.Int64(),
        "refused": pl.Int64(),
    }
)
"""The columns of a table of alerts. over_at is when the time its level speaks of has passed."""

TIMELY = ("in time", "late", "never", "inferred", "unknown", "waiting")
UNCOUNTED = ("waiting", "inferred")
"""Answers in no denominator: what may still come; what nobody recorded, and a later act implies."""
MEASURES: Mapping[str, tuple[str, ...]] = {
    "warned": TIMELY,
    "acknowledged": TIMELY,
    "decided": TIMELY,
    "response": ("yes", "no", "unknown", "waiting"),
    "arrival": ("before", "during", "after", "not reached", "none", "unknown", "waiting"),
    "host": ("in time", "late", "not", "unknown", "waiting"),
    "partner": ("yes", "no", "unknown", "waiting"),
    "protected": ("by UN", "by host", "no", "unknown", "waiting"),
    "false alarm": ("no", "yes", "unknown", "waiting"),
    "feedback": ("given", "unsafe", "overdue", "waiting"),
    "refused": ("no", "yes"),
}
"""Each measure and its answers. Source: domain reference, section b, Metrics."""

STEPS = {
    "acknowledge": "acknowledged",
    "decide": "decided",
    "depart": "departed",
    "arrive": "arrived",
}
"""Times that are measured, each from the first word to a moment."""

BANDS = ((10.0, "under 10 km"), (30.0, "10 to 30 km"), (60.0, "30 to 60 km"))
FAR = "60 km and more"
"""Distance bands [P]: about half an hour, half a day and a day out and back on poor roads."""

LEAST = 20
"""Under so many no percentage is told."""

DAY = timedelta(days=1)
NEAR_KM, BEFORE = 15.0, timedelta(days=30)
"""An alert warned of an incident if it was of that place, or so near, and came within this time."""


def dues(
    clocks: Iterable[Clock], held: Sequence[HeldLevel], moments: Mapping[str, datetime]
) -> dict[str, datetime]:
    """When each clock of an alert ran out, or will. A clock nobody began, because nobody warned
    the addressees, is counted from when they should have been warned at the latest. "over" is
    when the time the level speaks of has passed; for an attack going on, a day.

    >>> from datetime import UTC
    >>> from tutela.warning.clocks import shipped_clocks
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> found = dues(shipped_clocks(), [HeldLevel("imminent", at)], {"received": at})
    >>> {name: f"{found[name]:%H:%M}" for name in ("issue", "acknowledge", "decide")}
    {'issue': '03:30', 'acknowledge': '03:45', 'decide': '04:00'}
    """
    known, run = tuple(clocks), {name: Moment(name, at) for name, at in moments.items()}
    dues_by_clock = {one.clock: one.due for one in running(known, held, run)}
    if "issued" not in moments and "issue" in dues_by_clock:
        began = {**run, "issued": Moment("issued", dues_by_clock["issue"])}
        dues_by_clock = {one.clock: one.due for one in running(known, held, began)} | dues_by_clock
    over = moments["received"] + DAY
    return {**dues_by_clock, "over": dues_by_clock.get("expire", over)}


def table(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Alerts as the table measured here; a field not given is not known."""
    return pl.DataFrame(
        [{name: row.get(name) for name in ALERTS} for row in rows], schema=dict(ALERTS)
    )


def answers(alerts: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """What each alert answers to each measure it counts in; no row where it does not.

    Takes   alerts, n of them, as ALERTS; now, with a zone: what may still come by then is waiting.
    Gives   alert, measure, answer: at most n rows a measure.
    """
    now = now.astimezone(UTC)
    facts = alerts.with_columns(
        level=pl.col("level").fill_null("warning"),
        inferred=pl.col("inferred").fill_null([]),
        waiting=pl.col("outcome").is_null() & (pl.col("over_at") > now).fill_null(False),
        went=pl.any_horizontal(pl.col("departed", "arrived").is_not_null()),
        responder=_outcome_column("responder"),
        came=_outcome_column("arrived"),
        protective=_outcome_column("protective"),
    )
    needs = (pl.col("level") != "watch") & (pl.col("outcome") != "false_alarm").fill_null(True)
    answers_counted = [
        _timely(_infer_warned(facts), "warned", "issued", "issue_due", now),
        _timely(facts, "acknowledged", "acknowledged", "acknowledge_due", now),
        _timely(facts, "decided", "decided", "decide_due", now),
        _measure_rows(facts.filter(needs), "response", _response()),
        _measure_rows(facts.filter(needs), "arrival", _arrival()),
        _measure_rows(facts.filter(needs), "host", _host()),
        _measure_rows(facts.filter(needs), "partner", _partner()),
        _measure_rows(facts.filter(needs), "protected", _whether_protected()),
        _measure_rows(
            facts,
            "false alarm",
            _open_or(
                pl.when(pl.col("outcome") == "false_alarm")
                .then(pl.lit("yes"))
                .when(_is_known())
                .then(pl.lit("no"))
            ),
        ),
        _measure_rows(
            facts.filter(pl.col("feedback").is_not_null()), "feedback", pl.col("feedback")
        ),
        _measure_rows(
            facts.filter(pl.col("tasked") > 0),
            "refused",
            pl.when(pl.col("refused") > 0).then(pl.lit("yes")).otherwise(pl.lit("no")),
        ),
    ]
    return pl.concat(answers_counted)


def _outcome_column(what: str) -> pl.Expr:
    """What outcomes.csv says of the recorded outcome."""
    said = {name: getattr(row, what) for name, row in outcomes().items()}
    return pl.col("outcome").replace_strict(said, default=None, return_dtype=pl.String)


def _measure_rows(facts: pl.DataFrame, measure: str, answer: pl.Expr) -> pl.DataFrame:
    return facts.select("alert", measure=pl.lit(measure), answer=answer.cast(pl.String)).filter(
        pl.col("answer").is_not_null()
    )


def _timely(
    facts: pl.DataFrame, measure: str, moment: str, due: str, now: datetime
) -> pl.DataFrame:
    """An inferred moment is never in time, nor late: nobody recorded it. An alert that ended before
    a clock ran out was in no need of it."""
    met, by, ended = pl.col(moment), pl.col(due), pl.col("outcome_at")
    implied = pl.col("inferred").list.contains(moment)
    answer = (
        pl.when(by.is_null())
        .then(None)
        .when(met.is_not_null() & implied)
        .then(pl.lit("inferred"))
        .when(met <= by)
        .then(pl.lit("in time"))
        .when(met.is_not_null())
        .then(pl.lit("late"))
        .when(ended <= by)
        .then(None)
        .when(by >= now)
        .then(pl.lit("waiting"))
        .otherwise(pl.lit("never"))
    )
    return _measure_rows(facts, measure, answer)


def _infer_warned(facts: pl.DataFrame) -> pl.DataFrame:
    """Who acted was warned: where nobody recorded it, by the time of the first that acted."""
    acted = pl.min_horizontal("acknowledged", "decided", "departed", "arrived")
    implied = pl.when(pl.col("issued").is_null()).then(pl.lit(["issued"])).otherwise(pl.lit([]))
    return facts.with_columns(
        issued=pl.coalesce("issued", acted), inferred=pl.concat_list("inferred", implied)
    )


def _is_known() -> pl.Expr:
    return pl.col("outcome").is_not_null() & (pl.col("outcome") != "unknown")


def _open_or(known: pl.Expr) -> pl.Expr:
    """An answer, or waiting while it may still come, or unknown."""
    rest = pl.when(pl.col("waiting")).then(pl.lit("waiting")).otherwise(pl.lit("unknown"))
    return pl.coalesce(known, rest)


def _by_call() -> pl.Expr:
    """Deterred with nobody on record there: perhaps by a call, and nobody went."""
    return ((pl.col("outcome") == "deterred") & ~pl.col("went")).fill_null(False)


def _response() -> pl.Expr:
    """Whether the mission went, as is recorded or as the outcome says; not known where nobody is
    on record there and people were killed all the same."""
    said = (pl.col("responder") == "un") & (pl.col("came") != "none")
    went = pl.col("went") | said.fill_null(False)
    return _open_or(
        pl.when(_by_call() & pl.col("struck").fill_null(False))
        .then(pl.lit("unknown"))
        .when(went)
        .then(pl.lit("yes"))
        .when(_is_known())
        .then(pl.lit("no"))
    )


def _arrival() -> pl.Expr:
    """As the outcome says; where it may have been by a call, it is not known."""
    by_call = _by_call()
    came = pl.col("came").is_in(["before", "during", "after"]) & (pl.col("responder") == "un")
    return _open_or(
        pl.when(came & ~by_call)
        .then(pl.col("came"))
        .when(by_call)
        .then(pl.lit("unknown"))
        .when(pl.col("outcome") == "not_reached")
        .then(pl.lit("not reached"))
        .when(_is_known() & ~pl.col("went"))
        .then(pl.lit("none"))
    )


def _host() -> pl.Expr:
    said = {"host_in_time": "in time", "host_late": "late", "host_not": "not"}
    by_outcome = pl.col("outcome").replace_strict(said, default=None, return_dtype=pl.String)
    return _open_or(pl.coalesce(by_outcome, pl.col("host")))


def _partner() -> pl.Expr:
    acted = (pl.col("outcome") == "partner").fill_null(False) | pl.col("partner").fill_null(False)
    return _open_or(pl.when(acted).then(pl.lit("yes")).when(~pl.col("partner")).then(pl.lit("no")))


def _whether_protected() -> pl.Expr:
    """As the outcome says; not known where it says that harm was averted, and people were killed
    there in that time."""
    yes = pl.col("protective") == "yes"
    averted = pl.col("outcome").is_in([word for word in outcomes() if says_averted(word)])
    return _open_or(
        pl.when(averted & pl.col("struck").fill_null(False))
        .then(pl.lit("unknown"))
        .when(yes & (pl.col("responder") == "un"))
        .then(pl.lit("by UN"))
        .when(yes & (pl.col("responder") == "host"))
        .then(pl.lit("by host"))
        .when(pl.col("protective") == "no")
        .then(pl.lit("no"))
    )


# --- counting


@dataclass(frozen=True)
class Count:
    """One measure: how many alerts it counts in, and how many gave each answer."""

    measure: str
    answers: Mapping[str, int] = field(default_factory=dict)

    @property
    def of(self) -> int:
        """The denominator: what is UNCOUNTED is not in it, for nothing can be said of it."""
        return sum(n for answer, n in self.answers.items() if answer not in UNCOUNTED)

    @property
    def uncounted(self) -> int:
        """How many are in no denominator."""
        return sum(self.answers.get(answer, 0) for answer in UNCOUNTED)

    @property
    def waiting(self) -> int:
        """How many may still be answered."""
        return self.answers.get("waiting", 0)


def counts(rows: pl.DataFrame) -> dict[str, Count]:
    """Every measure counted, those nobody answered too.

    Takes   rows as `answers` gives them; of several periods one after the other, they add up.
    """
    found = {(m, a): n for m, a, n in rows.group_by("measure", "answer").len().iter_rows()}
    return {
        measure: Count(measure, {answer: found.get((measure, answer), 0) for answer in known})
        for measure, known in MEASURES.items()
    }


def figure_sentence(n: int, of: int) -> Sentence:
    """A figure with its denominator; a percentage only of twenty and more.

    >>> figure_sentence(6, 10), figure_sentence(15, 30)
    ('6 of 10', '15 of 30 (50%)')
    """
    if of < LEAST:
        return say("{n} of {of}", n=n, of=of)
    return say("{n} of {of} ({share}%)", n=n, of=of, share=round(100 * n / of))


# --- times, and by what they differ


def groups(alerts: pl.DataFrame) -> pl.DataFrame:
    """By what measures are told apart: alert, office, band, light, level; null is not known."""
    band = pl.when(pl.col("km").is_null()).then(None)
    for km, label in BANDS:
        band = band.when(pl.col("km") < km).then(pl.lit(label))  # type: ignore[assignment]
    light = pl.when(pl.col("night")).then(pl.lit("night")).when(~pl.col("night"))
    return alerts.select(
        "alert",
        "office",
        "level",
        band=band.otherwise(pl.lit(FAR)),
        light=light.then(pl.lit("day")),
    )


def times(alerts: pl.DataFrame) -> pl.DataFrame:
    """Minutes from the first word to each step somebody recorded: alert, step, minutes. Inferred
    moments have none, and neither has what was recorded as done before the word came."""
    times_measured = [
        alerts.filter(
            pl.col(moment).is_not_null()
            & ~pl.col("inferred").fill_null([]).list.contains(moment)
            & (pl.col(moment) >= pl.col("received"))
        ).select(
            "alert",
            step=pl.lit(step),
            minutes=(pl.col(moment) - pl.col("received")).dt.total_seconds() / 60,
        )
        for step, moment in STEPS.items()
    ]
    return pl.concat(times_measured)


def medians(timed: pl.DataFrame, grouped: pl.DataFrame, by: str) -> pl.DataFrame:
    """The median of each step in each group: group, step, minutes, n. A null group is not known.

    Takes   timed and grouped as `times` and `groups` give them; by, a column of the latter.
    """
    return (
        timed.join(grouped.select("alert", group=by), on="alert")
        .group_by("group", "step")
        .agg(minutes=pl.col("minutes").median(), n=pl.len())
        .sort("group", "step", nulls_last=True)
    )


# --- incidents nobody warned of


@dataclass(frozen=True)
class Harm:
    """An incident as far as blind spots ask: where, and between when it may have begun.

    said    whether a person recorded that there was a warning; None where nobody did
    """

    incident: str
    place: str | None
    latitude: float | None
    longitude: float | None
    began: datetime | None
    began_by: datetime | None
    said: bool | None = None


@dataclass(frozen=True)
class Warned:
    """An alert as far as blind spots ask."""

    alert: str
    place: str | None
    latitude: float | None
    longitude: float | None
    received: datetime


@dataclass(frozen=True)
class WarningCoverage:
    """Whether an incident had an alert before it: "alerted", "blind" or "unknown"."""

    incident: str
    answer: str
    alert: str | None = None


def sights(incidents: Sequence[Harm], alerts: Sequence[Warned]) -> list[WarningCoverage]:
    """Of each incident, whether an alert of its place or near came before it began.

    Where the times do not tell which was first, and where place or day are not known, it is not
    known, unless a person recorded it. An alert raised by the attack itself is no warning.

    Gives   n Sight, in the order of the incidents.
    """
    km = _apart(incidents, alerts)
    return [_sight(one, alerts, km[at]) for at, one in enumerate(incidents)]


def _apart(incidents: Sequence[Harm], alerts: Sequence[Warned]) -> np.ndarray:
    here = np.array([(i.latitude, i.longitude) for i in incidents], np.float64).reshape(-1, 2)
    there = np.array([(a.latitude, a.longitude) for a in alerts], np.float64).reshape(-1, 2)
    return np.asarray(distance_km(here[:, :1], here[:, 1:], there[None, :, 0], there[None, :, 1]))


def _sight(harm: Harm, alerts: Sequence[Warned], km: np.ndarray) -> WarningCoverage:
    said = {True: "alerted", False: "blind", None: "unknown"}[harm.said]
    if (
        harm.began is None
        or harm.began_by is None
        or (harm.place is None and harm.latitude is None)
    ):
        return WarningCoverage(harm.incident, said)
    near = [
        alert
        for alert, far in zip(alerts, km, strict=True)
        if (harm.place is not None and alert.place == harm.place) or far <= NEAR_KM
    ]
    before = [a for a in near if harm.began - BEFORE <= a.received < harm.began]
    if before:
        return WarningCoverage(
            harm.incident, "alerted", max(before, key=lambda a: a.received).alert
        )
    if any(harm.began <= a.received < harm.began_by for a in near):
        return WarningCoverage(harm.incident, said)
    return WarningCoverage(harm.incident, "alerted" if harm.said else "blind")
