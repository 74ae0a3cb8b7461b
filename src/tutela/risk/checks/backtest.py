"""Were we right? The score against what happened next, beside the rules anyone could use.

A forecast that cannot beat "where it happened last month" is worth nothing to a head of office;
both naive rules are always shown beside ours, and where they win it is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tutela.base.days import ask_of
from tutela.base.errors import BadParameter, NothingAccepted, UnknownPlace
from tutela.base.later import Floats, Ints, np, pl
from tutela.base.messages import month_said, say
from tutela.forecast.likelihood import (
    PLACE_KM,
    Seen,
    judge,
    shipped_rule,
    shipped_to,
)
from tutela.incidents.compartments import open_to
from tutela.incidents.types import Events
from tutela.places.events import places_from_events
from tutela.places.gazetteer import Places, nearest
from tutela.places.grid import cells, cells_of, centres
from tutela.places.types import Place
from tutela.risk.assess import assess, score_risks
from tutela.risk.checks.attacks import attacks
from tutela.risk.checks.printed import MEMORIES, find, join_months, look_at
from tutela.risk.parameters import DEFAULT, Parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOPS = (10, 20, 50)
LEAD_TOP = 20
RULES = ("printed", "tutela", *MEMORIES, "likelihood")
"""The printed order (of hotspots alone), the score R, what anyone remembers, and the chance of an
attack within 30 days from what is on record around alone."""

HORIZON_DAYS = 30

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """How one rule did.

    average_precision  mean over the months that saw an attack on a unit; None if none did.
    killed_in_10       civilians killed in attacks on the first ten, all months; None but for
                       hotspots.
    hits_at            units attacked among the top k, mean a month.
    lead_days          median days from a unit's entry into the top 20, not left since, to the
                       first attack of a month it was hit in; None if nothing was hit.
    """

    average_precision: float | None
    hits_at: dict[int, float]
    lead_days: float | None
    months: int
    units: int
    killed_in_10: float | None = None


@dataclass(frozen=True, eq=False)
class Backtest:
    """Every rule's result, and how the test was laid out.

    months     the months tested, first days.
    positives  attacked units, in all months.
    unplaced   qualifying attacks on no unit: too far from any community, or outside the countries.
    by_month   average precision, by rule and month; NaN where no unit was attacked.
    """

    results: dict[str, Result]
    months: tuple[date, ...]
    unit: str
    positives: int
    unplaced: int
    by_month: dict[str, Floats]
    notes: tuple[str, ...] = ()


def backtest(
    events: Events,
    *,
    start: date,
    end: date,
    unit: str = "hotspot",
    places: Places | None = None,
    seed: int = 1,
    parameters: Parameters = DEFAULT,
    on_progress: Progress | None = None,
) -> Backtest:
    """Rank every unit at the end of each month and look where the next month's attacks fell.

    Takes   events; the first and the last month tested (any day in them); "hotspot" for the order
            as it is printed, by the hotspots of each month's end and the thirty days after;
            "cell" for every land PRIO-GRID cell of the files' countries, "place" for every
            community: those given, else those the events named before `start`.
    Gives   average precision, hits at 10, 20 and 50 and lead time of each rule. An event is known
            at its end date and counts in the month it starts. Ties are broken by a hash of `seed`
            and the unit, the same for every rule.
    Raises  BadParameter if the months are out of order; NothingAccepted if no attack qualifies.
    Source  domain reference, section d.
    """
    months = tuple(_months(ask_of(start), ask_of(end)))
    if unit not in ("hotspot", "cell", "place"):
        raise BadParameter(
            say("unit {unit!r}", unit=unit), next=say("write hotspot, cell or place")
        )
    attacked = events.frame.filter(attacks())
    if not attacked.height:
        raise NothingAccepted(
            say("no event qualifies as an attack with a date and a place"),
            next=say("give files with dates, coordinates and one-sided or civilian deaths"),
        )
    newest = max(attacked["date_start"])
    if months[0] > newest:
        raise BadParameter(
            say(
                "the newest attack on file began on {newest}, before {month}",
                newest=newest,
                month=month_said(months[0]),
            ),
            next=say("test earlier months: later ones are not quiet, they are not on file"),
        )
    if unit == "hotspot":
        return _by_hotspot(events, places, months, newest, parameters, on_progress)
    units = _cells(events) if unit == "cell" else _communities(events, places, start)
    unit_of = _unit_of(attacked, units, unit)
    tie = _ties(units.frame["id"].to_list(), seed)
    begun = attacked["date_start"].to_numpy()
    ended = attacked["date_end"].to_numpy()

    n = len(units)
    labels = np.zeros((n, len(months)), dtype=bool)
    first_day = np.full((n, len(months)), np.datetime64("NaT"), dtype="datetime64[D]")
    for column, month in enumerate(months):
        inside = (begun >= np.datetime64(month)) & (begun < np.datetime64(_next_month(month)))
        for row in np.flatnonzero(inside & (unit_of >= 0)):
            u, day = unit_of[row], begun[row].astype("datetime64[D]")
            labels[u, column] = True
            first = first_day[u, column]
            first_day[u, column] = day if np.isnat(first) else min(day, first)

    seen = Seen(events, units, "cell" if unit == "cell" else "place")
    rule_of_chance = shipped_rule(HORIZON_DAYS, seen.around)
    orders: dict[str, list[Ints]] = {rule: [] for rule in RULES if rule != "printed"}
    for done, month in enumerate(months):
        if on_progress:
            on_progress(done, len(months), f"{month:%B %Y}")
        on = month - timedelta(days=1)
        known = ended <= np.datetime64(on)
        on_unit = known & (unit_of >= 0)
        age = (np.datetime64(on) - ended[on_unit]).astype(np.float64)
        for rule, since in (("last_month", 1), ("past_12_months", 12), ("own_36_months", 36)):
            window = on_unit & (ended >= np.datetime64(months_back(month, since)))
            counts = np.bincount(unit_of[window], minlength=n)
            orders[rule].append(np.lexsort((tie, -counts)))
        halved = np.bincount(unit_of[on_unit], 0.5 ** (age / 90), minlength=n)
        orders["decay_3_months"].append(np.lexsort((tie, -halved)))
        orders["tutela"].append(_rank_units(events, units, on, parameters, tie))
        told = judge(rule_of_chance, seen.columns_on(on), seen.known_on(on), HORIZON_DAYS)
        orders["likelihood"].append(np.lexsort((tie, -told.chance)))

    tested = (begun >= np.datetime64(months[0])) & (begun < np.datetime64(_next_month(months[-1])))
    precision = {
        rule: np.array([_precision(labels[o, m]) for m, o in enumerate(orders[rule])])
        for rule in orders
    }
    return Backtest(
        results={
            rule: Result(
                average_precision=_mean(precision[rule]),
                hits_at={k: _hits(labels, orders[rule], k) for k in TOPS},
                lead_days=_lead(labels, first_day, orders[rule], months),
                months=len(months),
                units=n,
            )
            for rule in orders
        },
        months=months,
        unit=unit,
        positives=int(labels.sum()),
        unplaced=int((tested & (unit_of < 0)).sum()),
        by_month=precision,
        notes=(
            *units.notes,
            *_note_of_months_after(months, newest),
            *_note_of_months_fitted(months),
        ),
    )


def _by_hotspot(
    events: Events,
    places: Places | None,
    months: tuple[date, ...],
    newest: date,
    parameters: Parameters,
    on_progress: Progress | None,
) -> Backtest:
    """The printed order, by the hotspots of each month's end."""
    parts = []
    for done, month in enumerate(months):
        if on_progress:
            on_progress(done, len(months), f"{month:%B %Y}")
        end = month - timedelta(days=1)
        parts.append(look_at(events, [end], places=places, parameters=parameters))
    hotspots = join_months(parts)
    by_rule = {rule: find(hotspots, hotspots.order(rule), TOPS) for rule in RULES}
    return Backtest(
        results={
            rule: Result(
                average_precision=_mean(one.precision),
                hits_at={top: float(hits.mean()) for top, hits in one.hits.items()},
                lead_days=None,
                months=len(months),
                units=round(len(hotspots.month) / len(months)),
                killed_in_10=float(one.killed.sum()),
            )
            for rule, one in by_rule.items()
        },
        months=months,
        unit="hotspot",
        positives=int(hotspots.attacked.sum()),
        unplaced=0,
        by_month={rule: one.precision for rule, one in by_rule.items()},
        notes=(
            *_note_of_months_after(months, newest),
            *_note_of_months_fitted(months),
        ),
    )


def position_of(
    events: Events,
    units: Places,
    unit_id: str,
    *,
    on: date,
    parameters: Parameters = DEFAULT,
    as_printed: bool = False,
) -> tuple[int, int]:
    """Where one unit stood on a day: its position from 1, and of how many.

    Takes   `as_printed`, for the suggested order, in which risks are printed.
    Raises  UnknownPlace if no unit has that id.

    Used to ask of a known massacre: was it in the top ranks the day before?
    """
    ids = units.frame["id"].to_list()
    if unit_id not in ids:
        raise UnknownPlace(
            say("no unit has the id {unit_id!r}", unit_id=unit_id),
            next=say("use an id of the places given"),
        )
    tie = _ties(ids, 1)
    order = _rank_units(events, units, on, parameters, tie, as_printed=as_printed)
    row = ids.index(unit_id)
    return int(np.flatnonzero(order == row)[0]) + 1, len(units)


def cell_places(iso3: list[str]) -> Places:
    """Every land PRIO-GRID cell of the countries as a place, standing at its centre."""
    gids = cells_of(iso3)
    lat, lon = centres(gids)
    return Places.of(
        Place(str(g), f"cell {g}", float(a), float(o), kind="cell")
        for g, a, o in zip(gids.tolist(), lat, lon, strict=True)
    )


def _cells(events: Events) -> Places:
    countries = events.frame["iso3"].drop_nulls().unique().sort().to_list()
    if not countries:
        raise BadParameter(
            say("no event names its country, so its cells are not known"),
            next=say("give files with country codes, or --unit place"),
        )
    return cell_places(countries)


def _communities(events: Events, places: Places | None, start: date) -> Places:
    if places is None:
        return _named_before(events, start)
    if not len(places):
        raise NothingAccepted(
            say("no place was given that could be tested"), next=say("give a row for each place")
        )
    return places


def _named_before(events: Events, start: date) -> Places:
    named = places_from_events(open_to(events).known_on(start - timedelta(days=1)).frame)
    if not len(named):
        raise BadParameter(
            say("no event before {start} names a place", start=start),
            next=say("start later, give --places FILE, or --unit cell"),
        )
    return named


def _unit_of(attacked: pl.DataFrame, units: Places, unit: str) -> Ints:
    """The unit of each attack, -1 for none."""
    lat, lon = attacked["latitude"].to_numpy(), attacked["longitude"].to_numpy()
    if unit == "place":
        return nearest(lat, lon, units, within_km=PLACE_KM)[0]
    gids = np.array([int(g) for g in units.frame["id"]], dtype=np.int64)
    cell = cells(lat, lon)
    at = np.searchsorted(gids, cell).clip(0, len(gids) - 1)
    return np.where(gids[at] == cell, at, -1)


def _rank_units(
    events: Events,
    units: Places,
    on: date,
    parameters: Parameters,
    tie: NDArray[np.uint64],
    *,
    as_printed: bool = False,
) -> Ints:
    """Units by their highest risk; those not assessed come last, in the order of chance."""
    if as_printed:
        place = assess(events, units, on=on, parameters=parameters).suggested.place
        standing = np.arange(len(place))
    else:
        scored = score_risks(events, units, on=on, parameters=parameters)
        place = scored.suggested.place
        told = np.column_stack([-scored.risk, -scored.suggested.kernel])
        # Processors differ in the last digit of a power: what differs by less than that is equal.
        standing = np.unique(np.round(told, 9), axis=0, return_inverse=True)[1].ravel()
    position = np.full(len(units), len(place), dtype=np.int64)
    np.minimum.at(position, place, standing)
    return np.lexsort((tie, position)).astype(np.int64)


def score_units(events: Events, units: Places, on: date, *, seed: int = 1) -> Floats:
    """The score R as a number for each unit, higher where it ranks higher."""
    tie = _ties(units.frame["id"].to_list(), seed)
    order = _rank_units(events, units, on, DEFAULT, tie)
    place = np.empty(len(units))
    place[order] = np.arange(len(units), 0, -1)
    return place


def _ties(ids: list[str], seed: int) -> NDArray[np.uint64]:
    digests = (hashlib.sha256(f"{seed}:{i}".encode()).digest()[:8] for i in ids)
    return np.array([int.from_bytes(d, "big") for d in digests], dtype=np.uint64)


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None


def _precision(hit: NDArray[np.bool_]) -> float:
    """Average precision of one ranking: the mean, over the attacked, of how many above were so.

    >>> round(_precision(np.array([True, False, True, False])), 3)
    0.833
    """
    if not hit.any():
        return float("nan")
    at = np.flatnonzero(hit)
    return float((np.arange(1, len(at) + 1) / (at + 1)).mean())


def _hits(labels: NDArray[np.bool_], orders: list[Ints], k: int) -> float:
    return float(np.mean([labels[order[:k], m].sum() for m, order in enumerate(orders)]))


def _lead(
    labels: NDArray[np.bool_],
    first_day: NDArray[np.datetime64],
    orders: list[Ints],
    months: tuple[date, ...],
) -> float | None:
    standing: dict[int, date] = {}
    leads = []
    for m, order in enumerate(orders):
        top = {int(u) for u in order[:LEAD_TOP]}
        standing = {u: standing.get(u, months[m] - timedelta(days=1)) for u in top}
        for u, since in standing.items():
            if labels[u, m]:
                leads.append(int((first_day[u, m] - np.datetime64(since)).astype(int)))
    return float(np.median(leads)) if leads else None


def _note_of_months_after(months: tuple[date, ...], newest: date) -> tuple[str, ...]:
    after = sum(month > newest for month in months)
    told = say(
        "{after} of {months} months lie after the newest attack on file: not quiet, untold",
        after=after,
        months=len(months),
    )
    return (told,) if after else ()


def _note_of_months_fitted(months: tuple[date, ...]) -> tuple[str, ...]:
    fitted = sum(month.year <= shipped_to() for month in months)
    told = say(
        "{fitted} of {months} months are among those the weights of likelihood were fixed on: of"
        " them it is no test",
        fitted=fitted,
        months=len(months),
    )
    return (told,) if fitted else ()


def _months(start: date, end: date) -> Iterator[date]:
    month, last = start.replace(day=1), end.replace(day=1)
    if month > last:
        raise BadParameter(
            say("from {start} to {end}", start=f"{start:%Y-%m}", end=f"{end:%Y-%m}"),
            next=say("write the earlier first"),
        )
    while month <= last:
        yield month
        month = _next_month(month)


def _next_month(month: date) -> date:
    return months_back(month, -1)


def months_back(month: date, count: int) -> date:
    """The first of the month `count` months before (after, if negative).

    Raises  BadParameter beyond the calendar.

    >>> months_back(date(2018, 1, 1), 1), months_back(date(2018, 12, 1), -1)
    (datetime.date(2017, 12, 1), datetime.date(2019, 1, 1))
    """
    year, index = divmod(month.year * 12 + month.month - 1 - count, 12)
    if not date.min.year <= year <= date.max.year:
        raise BadParameter(
            say("{count} months before {month} lie outside the calendar", count=count, month=month),
            next=say("look at the year"),
        )
    return date(year, index + 1, 1)
