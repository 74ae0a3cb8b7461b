"""Indicators computed from records: a description, checked and compiled to an expression.

    asked = read_description("share", "alerts", where="response=yes", of="response=yes|no|unknown")
    compute(asked, alerts, first=..., last=...)     # the figure, its state, the records counted
    describe(asked)                                 # what it counts, in words

What cannot be said is a state, never zero: see `State`. Of a quiet area nobody was heard from, a
count is missing. A table is of many records (`tables`): its columns stand in indicator_columns.csv.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from math import comb, sqrt
from typing import Any

from tutela.base.data_tables import shipped_rows
from tutela.base.days import BEYOND, lies_within, split_by_period
from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import Sentence, join, say, say_n, term
from tutela.base.plugins import IndicatorTable, load_plugins, plugin_rows

MEASURES = ("count", "distinct", "sum", "rate", "share", "median", "percentile")
"""What is made of the records: how many, how many different, a sum, a sum for each hundred records,
a part of a whole, the middle, and what so many of a hundred do not exceed."""

VALUE, MISSING, STALE, NOT_COMPUTED, SUPPRESSED = (
    "value",
    "missing",
    "stale",
    "not computed",
    "suppressed",
)
STATES = (VALUE, MISSING, STALE, NOT_COMPUTED, SUPPRESSED)
"""How a figure stands. Only `value` has one: nothing of the others may be shown as zero."""

NOUNS = {
    "alerts": "alerts",
    "harm": "incidents and imported events against civilians, each once",
    "incidents": "incidents the mission recorded",
    "victims": "victims of incidents the mission recorded",
    "risks": "risks the POC forum adopted",
    "lines": "lines of the implementation matrix",
    "violations": "violations and abuses on the register, those of compartments left out",
}
"""What a table holds, as people say it."""

STANDING = frozenset({"risks", "lines"})
"""Tables of what stands on the day, whatever the period."""

FEW = 20
"""Under so many no percentage is told (as `tutela.crisis.metrics.LEAST`)."""

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: what is in it, and its name in words."""

    name: str
    kind: str
    label: str


@cache
def tables() -> Mapping[str, Mapping[str, TableColumn]]:
    """The tables an indicator may count, each with its columns.

    >>> sorted(tables())
    ['alerts', 'harm', 'incidents', 'lines', 'risks', 'victims', 'violations']
    """
    columns: dict[str, dict[str, TableColumn]] = {}
    for row in shipped_rows("tutela.monitoring", "indicator_columns.csv"):
        column = TableColumn(row["column"], row["kind"], row["label"])
        columns.setdefault(row["table"], {})[column.name] = column
    return columns


def empty_table(name: str) -> pl.DataFrame:
    """A table without a row, as `compute` takes it.

    >>> empty_table("victims").columns
    ['id', 'since', 'day', 'area', 'harm', 'sex', 'age', 'number']
    """
    kinds: dict[str, Any] = {"day": pl.Date, "number": pl.Float64}
    return pl.DataFrame(
        schema={one.name: kinds.get(one.kind, pl.String) for one in tables()[name].values()}
    )


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on one column: one of some words, none of them, known, or a figure's limit."""

    column: str
    sign: str  # "=", "!=", ">=", "<=", "known", "unknown"
    words: tuple[str, ...] = ()

    @property
    def expression(self) -> pl.Expr:
        """Whether a row meets it; what is not known meets "unknown" alone."""
        here = pl.col(self.column)
        if self.sign == "known":
            return here.is_not_null()
        if self.sign == "unknown":
            return here.is_null()
        if self.sign in (">=", "<="):
            limit = float(self.words[0])
            met = here >= limit if self.sign == ">=" else here <= limit
            return met.fill_null(False)
        met = here.is_in(list(self.words))
        return (met if self.sign == "=" else ~met).fill_null(False)


@dataclass(frozen=True, slots=True)
class Description:
    """What is counted, validated: by `read_description`.

    column      what is distinct, summed or measured, where the measure needs one
    percentile  of the measure "percentile", 1 to 99
    where       what a counted record meets
    of          of a share or a rate, what a record of the whole meets
    by          the columns it is told apart by
    """

    measure: str
    table: str
    column: str = ""
    percentile: int = 50
    where: tuple[Condition, ...] = ()
    of: tuple[Condition, ...] = ()
    by: tuple[str, ...] = ()


def read_conditions(table: str, text: str) -> tuple[Condition, ...]:
    """Conditions as people write them, joined by a semicolon; all of them hold.

    Takes   the table; "response=yes|no", "harm!=looting", "killed>=1", "age?" (known), "age!?".
    Raises  BadParameter for a column the table has not, or what is no condition.

    >>> read_conditions("alerts", "level=imminent|ongoing; hours_to_arrive<=4")[1].words
    ('4',)
    """
    return tuple(_read_condition(table, part.strip()) for part in text.split(";") if part.strip())


def _read_condition(table: str, text: str) -> Condition:
    columns = tables()[table]
    for sign in ("!?", "?", "!=", ">=", "<=", "="):
        name, found, rest = text.partition(sign)
        if not found:
            continue
        name = name.strip()
        if name not in columns:
            break
        if sign in ("!?", "?"):
            return Condition(name, "unknown" if sign == "!?" else "known")
        words = tuple(word.strip() for word in rest.split("|") if word.strip())
        number = columns[name].kind == "number"
        if not words or number != (sign in (">=", "<=")):
            break
        if number and not _is_number(words[0]):
            break
        return Condition(name, sign, words)
    raise BadParameter(
        say("'{text}' is no condition on {table}", text=text, table=table),
        next=say(
            "write a column ({columns}), a sign and words, as level=imminent|ongoing",
            columns=", ".join(columns),
        ),
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def read_description(
    measure: str,
    table: str,
    *,
    column: str = "",
    percentile: int = 50,
    where: str = "",
    of: str = "",
    by: Sequence[str] = (),
) -> Description:
    """A description, if it is one that can be computed.

    Raises  BadParameter that says what is wrong and what may stand there.

    >>> read_description("share", "alerts", where="response=yes", of="response?").of
    (Condition(column='response', sign='known', words=()),)
    """
    if table not in tables():
        raise BadParameter(
            say("no table is called '{table}'", table=table),
            next=say("choose one of {tables}", tables=", ".join(tables())),
        )
    if measure not in MEASURES:
        raise BadParameter(
            say("'{measure}' is no measure", measure=measure),
            next=say("choose one of {measures}", measures=", ".join(MEASURES)),
        )
    columns = tables()[table]
    figures = [one.name for one in columns.values() if one.kind == "number"]
    needed: Mapping[str, Collection[str]] = {
        "distinct": [one.name for one in columns.values() if one.kind in ("word", "area", "id")],
        **{name: figures for name in ("sum", "rate", "median", "percentile")},
    }
    if measure in needed and column not in needed[measure]:
        raise BadParameter(
            say("the measure '{measure}' needs a column", measure=measure),
            next=say("choose one of {columns}", columns=", ".join(needed[measure]) or "-"),
        )
    if not 1 <= percentile <= 99:
        raise BadParameter(
            say("a percentile lies between 1 and 99"), next=say("write 90 for nine of ten")
        )
    told = {one.name for one in columns.values() if one.kind in ("word", "area")}
    if strange := sorted(set(by) - told):
        raise BadParameter(
            say("{table} are not told apart by '{column}'", table=table, column=strange[0]),
            next=say("choose of {columns}", columns=", ".join(sorted(told))),
        )
    if measure == "share" and not where.strip():
        raise BadParameter(
            say("a share needs a condition: all of all is always one"),
            next=say("say which records count"),
        )
    return Description(
        measure,
        table,
        column if measure in needed else "",
        percentile,
        read_conditions(table, where),
        read_conditions(table, of),
        tuple(by),
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """What an indicator shows: its state, its value where it has one, and what it rests on.

    numerator, denominator  of a share or rate; of others the records counted, and those looked at
    low, high               95% interval of a share, a median and a percentile
    records                 ids of the records counted; of a share, of the whole
    counted                 ids of those of the numerator
    left_out                why records are not in it, and how many
    because                 why it has no value
    """

    state: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    records: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    because: Sentence | None = None


def compute(
    asked: Description,
    table: pl.DataFrame,
    *,
    first: date,
    last: date,
    heard: bool | None = None,
) -> Figure:
    """The figure of one period.

    Takes   the table `asked` names; civil days, both counted in; heard, whether anybody reported
            anything then: where nobody did, nothing counted is not nothing happened.
    Gives   a Figure; records without a day are left out and counted out loud.

    >>> from datetime import date
    >>> asked = read_description("count", "harm")
    >>> compute(asked, empty_table("harm"), first=date(2030, 6, 1), last=date(2030, 6, 30)).state
    'value'
    >>> june = {"first": date(2030, 6, 1), "last": date(2030, 6, 30)}
    >>> compute(asked, empty_table("harm"), **june, heard=False).state
    'missing'
    """
    left_out: dict[str, int] = {}
    within = table
    if "day" in table.columns and asked.table not in STANDING:
        here = split_by_period(table, first, last, first=_first_day(table))
        within = here.within
        if here.undated:
            left_out[LEFT_OUT[0]] = here.undated
        if here.apart.height:
            left_out[BEYOND] = here.apart.height
    whole = _meeting(within, asked.of)
    chosen = _meeting(whole if asked.measure in ("share", "rate") else within, asked.where)
    figure = _MADE_BY[asked.measure](asked, chosen, whole, left_out)
    if figure.state == VALUE and not figure.value and not within.height and heard is False:
        return Figure(
            MISSING, left_out=left_out, because=say("nobody reported anything in the period")
        )
    return figure


def compute_apart(
    asked: Description, table: pl.DataFrame, column: str, *, first: date, last: date
) -> dict[str | None, Figure]:
    """The figure of each word of one column that occurs in the period; None is not known."""
    within = table
    if "day" in table.columns and asked.table not in STANDING:
        within = table.filter(lies_within(first, last, first=_first_day(table)))
    words = within[column].unique().sort(nulls_last=True).to_list()
    return {
        word: compute(
            asked, within.filter(pl.col(column).eq_missing(pl.lit(word))), first=first, last=last
        )
        for word in words
    }


def _first_day(table: pl.DataFrame) -> str:
    """The column of first days: the last one's where what is counted happens on one day."""
    return "since" if "since" in table.columns else "day"


def _meeting(rows: pl.DataFrame, conditions: Sequence[Condition]) -> pl.DataFrame:
    for condition in conditions:
        rows = rows.filter(condition.expression)
    return rows


def _ids(rows: pl.DataFrame) -> tuple[str, ...]:
    return tuple(rows["id"].unique(maintain_order=True).drop_nulls().to_list())


def _count(
    asked: Description, chosen: pl.DataFrame, whole: pl.DataFrame, left_out: dict[str, int]
) -> Figure:
    ids, n = _ids(chosen), float(chosen.height)
    return Figure(VALUE, n, n, None, None, None, ids, ids, left_out)


def _distinct(
    asked: Description, chosen: pl.DataFrame, whole: pl.DataFrame, left_out: dict[str, int]
) -> Figure:
    known = chosen.filter(pl.col(asked.column).is_not_null())
    if unknown := chosen.height - known.height:
        left_out[LEFT_OUT[1]] = unknown
    ids, n = _ids(known), float(known[asked.column].n_unique())
    return Figure(VALUE, n, n, None, None, None, ids, ids, left_out)


def _sum(
    asked: Description, chosen: pl.DataFrame, whole: pl.DataFrame, left_out: dict[str, int]
) -> Figure:
    known = chosen.filter(pl.col(asked.column).is_not_null())
    if unknown := chosen.height - known.height:
        left_out[LEFT_OUT[1]] = unknown
    if chosen.height and not known.height:
        because = say_n("the one record does not say", "none of {n} records says", chosen.height)
        return Figure(NOT_COMPUTED, records=_ids(chosen), left_out=left_out, because=because)
    total = float(known[asked.column].sum())
    return Figure(
        VALUE, total, total, float(known.height), None, None, _ids(chosen), _ids(known), left_out
    )


def _rate(
    asked: Description, chosen: pl.DataFrame, whole: pl.DataFrame, left_out: dict[str, int]
) -> Figure:
    summed = _sum(asked, chosen, whole, left_out)
    if summed.state != VALUE or not whole.height:
        because = summed.because or say("no record counts in its denominator")
        return Figure(NOT_COMPUTED, records=_ids(whole), left_out=left_out, because=because)
    total, n = summed.value or 0.0, float(whole.height)
    return Figure(
        VALUE, 100 * total / n, total, n, None, None, _ids(whole), summed.counted, left_out
    )


def _share(
    asked: Description, chosen: pl.DataFrame, whole: pl.DataFrame, left_out: dict[str, int]
) -> Figure:
    n, of = chosen.height, whole.height
    if not of:
        because = say("no record counts in its denominator")
        return Figure(NOT_COMPUTED, left_out=left_out, because=because)
    low, high = share_interval(n, of)
    ids = _ids(whole)
    return Figure(VALUE, 100 * n / of, float(n), float(of), low, high, ids, _ids(chosen), left_out)


def _percentile(
    asked: Description, chosen: pl.DataFrame, whole: pl.DataFrame, left_out: dict[str, int]
) -> Figure:
    known = chosen.filter(pl.col(asked.column).is_not_null())
    if unknown := chosen.height - known.height:
        left_out[LEFT_OUT[1]] = unknown
    if not known.height:
        because = say("no record says how long it took or how much it was")
        return Figure(NOT_COMPUTED, records=_ids(chosen), left_out=left_out, because=because)
    p = 50 if asked.measure == "median" else asked.percentile
    values = sorted(known[asked.column].to_list())
    value = known[asked.column].quantile(p / 100, "linear")
    low, high = quantile_interval(values, p / 100)
    n = float(len(values))
    return Figure(VALUE, value, n, n, low, high, _ids(known), _ids(known), left_out)


_MADE_BY = {
    "count": _count,
    "distinct": _distinct,
    "sum": _sum,
    "rate": _rate,
    "share": _share,
    "median": _percentile,
    "percentile": _percentile,
}


def share_interval(n: float, of: float, *, effect: float = 1.0) -> tuple[float, float]:
    """The 95% interval of a share, in percent.

    Takes   n of `of`, more than none; effect, by which a survey's design widens its variance.
    Source  Wilson (1927), Probable inference, the law of succession, and statistical inference.

    >>> [round(end, 1) for end in share_interval(5, 10)]
    [23.7, 76.3]
    """
    size, share = of / effect, n / of
    spread = Z95 * sqrt(share * (1 - share) / size + Z95**2 / (4 * size**2))
    middle, whole = share + Z95**2 / (2 * size), 1 + Z95**2 / size
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return 100 * max(low, 0.0), 100 * min(high, 1.0)


def quantile_interval(values: Sequence[float], share: float) -> tuple[float | None, float | None]:
    """The 95% interval of a quantile from the sample's own order; None where too few stand beyond.

    Takes   values from the smallest; share, 0 to 1.
    Source  Hahn & Meeker (1991), Statistical Intervals, section 5.2 (each end at 2.5%).

    >>> quantile_interval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5)
    (2, 9)
    >>> quantile_interval([1, 2, 3], 0.5)
    (None, None)
    """
    n, below, low, high = len(values), 0.0, None, None
    for rank in range(n + 1 if n <= 1000 else 0):
        chance = comb(n, rank) * share**rank * (1 - share) ** (n - rank)
        if below + chance > 0.025 and low is None:
            low = rank
        below += chance
        if below >= 0.975 and high is None:
            high = rank + 1
    if n > 1000:  # by the normal curve, which no longer differs
        spread = Z95 * sqrt(n * share * (1 - share))
        low, high = int(n * share - spread), int(n * share + spread) + 1
    ends = [values[rank - 1] if rank and rank <= n else None for rank in (low or 0, high or 0)]
    return ends[0], ends[1]


# --- in words


def describe(asked: Description) -> list[Sentence]:
    """What is counted, one sentence a step.

    >>> asked = read_description("share", "alerts", where="response=yes", of="response=yes|no")
    >>> [str(one) for one in describe(asked)]
    ['Of all alerts', 'those whose answered by the UN is yes or no', \
'the share whose answered by the UN is yes']
    """
    told: list[Sentence] = [say("Of all {records}", records=term(NOUNS[asked.table]))]
    if asked.measure in ("share", "rate"):
        told += [_words_of(asked.table, one, "those whose") for one in asked.of]
    if asked.measure == "share":
        return [*told, *(_words_of(asked.table, one, "the share whose") for one in asked.where)]
    told += [_words_of(asked.table, one, "those whose") for one in asked.where]
    if asked.measure == "count":
        return [*told, say("how many there are")]
    label = term(tables()[asked.table][asked.column].label)
    if asked.measure == "distinct":
        told.append(say("how many different there are: {what}", what=label))
    elif asked.measure == "sum":
        told.append(say("added up: {what}", what=label))
    elif asked.measure == "rate":
        told.append(say("added up for each hundred records: {what}", what=label))
    elif asked.measure == "median":
        told.append(say("what half of them do not exceed: {what}", what=label))
    else:
        told.append(
            say("what {n} of a hundred do not exceed: {what}", n=asked.percentile, what=label)
        )
    return told


def _words_of(table: str, condition: Condition, opening: str) -> Sentence:
    label = term(tables()[table][condition.column].label)
    start = say("those whose") if opening == "those whose" else say("the share whose")
    if condition.sign == "known":
        return say("{start} {what} is known", start=start, what=label)
    if condition.sign == "unknown":
        return say("{start} {what} is not known", start=start, what=label)
    if condition.sign in (">=", "<="):
        limit = condition.words[0]
        if condition.sign == ">=":
            return say("{start} {what} is at least {n}", start=start, what=label, n=limit)
        return say("{start} {what} is at most {n}", start=start, what=label, n=limit)
    pieces: list[str] = []
    for word in condition.words:
        pieces += [say(" or "), term(word)] if pieces else [term(word)]
    words = join("", pieces)
    if condition.sign == "=":
        return say("{start} {what} is {words}", start=start, what=label, words=words)
    return say("{start} {what} is not {words}", start=start, what=label, words=words)


# --- periods, benchmarks, age


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    """Civil days that a value is of, both counted in."""

    first: date
    last: date


def closed_periods(every_days: int, on: date, number: int) -> list[CountedPeriod]:
    """The last periods that ended before a day, oldest first: weeks from Monday where an indicator
    is due at least each week, quarters where it is due each 80 days or less often, else months.

    >>> closed_periods(30, date(2018, 3, 14), 2)[0]
    CountedPeriod(first=datetime.date(2018, 1, 1), last=datetime.date(2018, 1, 31))
    >>> closed_periods(7, date(2018, 3, 14), 1)[0].first
    datetime.date(2018, 3, 5)
    """
    periods: list[CountedPeriod] = []
    if every_days <= 7:
        begins = on - timedelta(days=on.weekday())
        return [
            CountedPeriod(begins - timedelta(days=7 * n), begins - timedelta(days=7 * n - 6))
            for n in range(number, 0, -1)
        ]
    months = 3 if every_days >= 80 else 1
    begins = date(on.year, on.month - (on.month - 1) % months, 1)
    for _ in range(number):
        last = begins - timedelta(days=1)
        ordinal = begins.year * 12 + begins.month - 1 - months
        begins = date(ordinal // 12, ordinal % 12 + 1, 1)
        periods.append(CountedPeriod(begins, last))
    return periods[::-1]


def is_stale(last: date | None, every_days: int, on: date) -> bool:
    """Whether a newer value was due: the period that ended last has none.

    >>> is_stale(date(2018, 1, 31), 30, date(2018, 3, 14)), is_stale(None, 30, date(2018, 3, 14))
    (True, True)
    """
    return last is None or last < closed_periods(every_days, on, 1)[0].last


def breaches(value: float | None, target: float | None, better: str) -> bool | None:
    """Whether a value is on the wrong side of its benchmark; None where that cannot be said.

    Takes   better, "higher", "lower" or nothing where no direction is better.

    >>> breaches(40, 80, "higher"), breaches(40, 80, "lower"), breaches(None, 80, "lower")
    (True, False, None)
    """
    if value is None or target is None or better not in ("higher", "lower"):
        return None
    return value < target if better == "higher" else value > target


def share_of_way(value: float, baseline: float, target: float) -> float | None:
    """How much of the way from the baseline to the target is gone, in percent; None where both are
    the same.

    >>> share_of_way(30, 20, 60), share_of_way(10, 20, 60)
    (25.0, -25.0)
    """
    return None if target == baseline else 100 * (value - baseline) / (target - baseline)


# --- the library


@dataclass(frozen=True, slots=True)
class LibraryIndicator:
    """An indicator of the library: its question in three languages and all a mission copies."""

    key: str
    seeded: bool
    kind: str
    level: str
    tier: str
    unit: str
    better: str
    every_days: int
    owner: str
    description: Mapping[str, str]
    traps: tuple[str, ...]
    words: Mapping[str, str]


@cache
def library() -> tuple[LibraryIndicator, ...]:
    """The library in the order it is shown; the seeded ones first.

    >>> len(library()) >= 40, sum(one.seeded for one in library())
    (True, 15)
    """
    shipped = shipped_rows("tutela.monitoring", "indicators.csv")
    return (*map(_library_indicator, shipped), *_added_indicators())


def _library_indicator(row: Mapping[str, str]) -> LibraryIndicator:
    names = ("measure", "table", "column", "percentile", "where", "of", "by")
    return LibraryIndicator(
        row["key"],
        row["seeded"] == "yes",
        row["kind"],
        row["level"],
        row["tier"],
        row["unit"],
        row["better"],
        int(row["every_days"]),
        row["owner"],
        {name: row[name] for name in names},
        tuple(row["traps"].split()),
        {language: row[language] for language in ("en", "fr", "ar")},
    )


def _added_indicators() -> list[LibraryIndicator]:
    """Indicators of packages installed here (`base.plugins`), each one a mission could write."""
    added: list[LibraryIndicator] = []

    def fits(name: str, plugin: IndicatorTable) -> None:
        rows = plugin_rows(name, plugin.package, "indicators.csv", "key")
        entries = [_library_indicator(row) for row in rows]
        for entry in entries:
            if entry.seeded or set(entry.traps) - traps().keys():
                raise BadParameter(
                    say("'{key}' is seeded, or names an unknown trap", key=entry.key),
                    next=say("seed none, and name traps of the house"),
                )
            if entry.kind == "computed":
                description_of(entry)
        added.extend(entries)

    load_plugins("tutela.indicators", lambda plugin: isinstance(plugin, IndicatorTable), fits=fits)
    return added


@cache
def _library_texts() -> Mapping[str, Mapping[str, str]]:
    """Each question and trap as it reads in each language, by itself in any of them."""
    texts = [entry.words for entry in library()] + list(traps().values())
    return {words: text for text in texts for words in text.values()}


def text_of_library(words: str, language: str) -> str:
    """Words that a mission took from the library, in another of its languages; its own as they are.

    >>> text_of_library("How many civilians were recorded killed?", "fr")
    'Combien de civils tués ont été enregistrés ?'
    >>> text_of_library("How many boats have fuel?", "fr")
    'How many boats have fuel?'
    """
    return _library_texts().get(words, {}).get(language, words)


@cache
def traps() -> Mapping[str, Mapping[str, str]]:
    """What misleads who reads an indicator, by key, in three languages.

    >>> sorted(traps()["reporting"])
    ['ar', 'en', 'fr']
    """
    return {
        row["key"]: {language: row[language] for language in ("en", "fr", "ar")}
        for row in shipped_rows("tutela.monitoring", "indicator_traps.csv")
    }


LEFT_OUT = (
    "no day is known",
    "what is asked of them is not known",
    "areas nobody reported from",
    BEYOND,
)
"""Why records, or areas, are in no figure."""


def words_of_tables() -> list[str]:
    """The words that stand in sentences about indicators: columns, records, and what conditions of
    the library name.

    >>> "how it was answered" in words_of_tables(), "in time" in words_of_tables()
    (False, True)
    """
    labels = [column.label for table in tables().values() for column in table.values()]
    named = [
        word
        for one in library()
        if one.kind == "computed"
        for condition in (*description_of(one).where, *description_of(one).of)
        for word in condition.words
        if not _is_number(word)
    ]
    return [*labels, *NOUNS.values(), *MEASURES, *LEFT_OUT, *named]


def description_of(entry: LibraryIndicator) -> Description:
    """What a computed indicator of the library counts.

    Raises  BadParameter where its row is none, or it is not computed.
    """
    row = entry.description
    return read_description(
        row["measure"],
        row["table"],
        column=row["column"],
        percentile=int(row["percentile"] or 50),
        where=row["where"],
        of=row["of"],
        by=row["by"].split(),
    )
