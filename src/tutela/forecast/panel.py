"""What happened in which unit and month or week: counted by one expression, on any engine.

Source  dates and places are laid as the traps of the literature say: see `lay`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from tutela.base.errors import BadParameter, NothingAccepted
from tutela.base.later import Bools, Floats, Ints, np, pl
from tutela.base.messages import Sentence, say
from tutela.forecast.optional_libraries import library
from tutela.incidents.types import Events
from tutela.places.areas import areas_with_shapes, locate_areas
from tutela.places.grid import NO_CELL, cells, cells_of, centres
from tutela.places.layers import land_of

if TYPE_CHECKING:
    import ibis

Level = Literal["cell", "area", "country"]
Step = Literal["month", "week"]
Target = Literal["osv", "sb", "ns", "civ", "all"]

LEVELS: tuple[Level, ...] = ("cell", "area", "country")
STEPS: tuple[Step, ...] = ("month", "week")
TARGETS: tuple[Target, ...] = ("osv", "sb", "ns", "civ", "all")
KINDS = {"sb": "state-based", "ns": "non-state", "osv": "one-sided"}

PLACED = {"cell": 3, "area": 4, "country": 7}
"""The roughest place precision that still tells the unit: beyond lie centroids of larger areas."""

DATED = {"cell": 4, "area": 5, "country": 5}
"""The roughest date precision counted: a year's event would be noise in a cell's month."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Counts of units by periods, kept sparsely: one entry a unit, period and time it was known.

    units      their ids, in order; names, of each what a person calls it.
    country    of each unit its country, for sums.
    codes      of each unit its country's ISO code, "" where the files do not tell.
    unit, period, known     of each entry: row of the unit, number of the period it happened in,
                            and of the one by whose end it was known.
    events, deaths          of each entry, by kind.
    present    first and last period each unit is on file with; None where all are.
    first, last             the periods on file.
    """

    level: Level
    step: Step
    units: tuple[str, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    country: Ints
    unit: Ints
    period: Ints
    known: Ints
    events: dict[str, Floats]
    deaths: dict[str, Floats]
    first: int
    last: int
    present: tuple[Ints, Ints] | None = None
    notes: tuple[Sentence, ...] = ()

    def __len__(self) -> int:
        return len(self.units)

    def matrix(
        self,
        kind: str,
        *,
        of: Literal["events", "deaths"] = "deaths",
        until: int,
        as_known: bool = False,
    ) -> Floats:
        """Units by periods from the first to `until`, of what was known by the end of `until`.

        as_known: each entry stands in the period it became known in, which is all that anybody
        had then; otherwise in the one it happened in.
        """
        values = (self.events if of == "events" else self.deaths)[kind]
        at = self.known if as_known else self.period
        told = (self.known <= until) & (at <= until) & (at >= self.first)
        counted: Floats = np.zeros((len(self), until - self.first + 1))
        np.add.at(counted, (self.unit[told], at[told] - self.first), values[told])
        return counted

    def is_on_file(self, period: int) -> Bools:
        """Which units are on file in a period: a state that is not yet, or no more, is none."""
        if self.present is None:
            return np.ones(len(self), dtype=bool)
        since, until = self.present
        return (since <= period) & (period <= until)

    @property
    def periods_a_year(self) -> int:
        """How many months or weeks a year holds."""
        return 12 if self.step == "month" else 52

    def has(self, kind: str) -> bool:
        """Whether the files tell deaths of that kind at all."""
        return kind in self.deaths


def period_of(day: date, step: Step) -> int:
    """The number of the month or week a day lies in; weeks begin on Monday.

    >>> period_of(date(2018, 1, 31), "month") - period_of(date(2017, 12, 1), "month")
    1
    >>> period_of(date(2018, 1, 8), "week") - period_of(date(2018, 1, 7), "week")
    1
    """
    if step == "month":
        return day.year * 12 + day.month - 1
    return ((day - date(1970, 1, 1)).days + 3) // 7


def first_day(period: int, step: Step) -> date:
    """The first day of a period.

    >>> first_day(period_of(date(2018, 5, 31), "month"), "month")
    datetime.date(2018, 5, 1)
    """
    if step == "month":
        return date(period // 12, period % 12 + 1, 1)
    return date(1970, 1, 1) + timedelta(days=period * 7 - 3)


def counts_of(laid: ibis.Table) -> ibis.Table:
    """The panel as an Ibis expression: whichever engine holds `laid` counts it.

    Takes   one row an event: unit; day and known_day, days since 1970; month and known_month;
            the deaths of each kind, null where the event is of another kind.
    Gives   one row a unit, period and known period: events and deaths of each kind.
    """
    kinds = [c for c in laid.columns if c in TARGETS]
    sums = {f"deaths_{k}": laid[k].sum().fill_null(0) for k in kinds}
    many = {f"events_{k}": laid[k].count() for k in kinds}
    return laid.group_by("unit", "period", "known").aggregate(**sums, **many)


def make_panel(
    events: Events,
    *,
    level: Level,
    step: Step = "month",
    countries: Sequence[str] = (),
    units: pl.DataFrame | None = None,
    seed: int = 1,
    engine: ibis.BaseBackend | None = None,
) -> Panel:
    """Count events by unit and period.

    Takes   events, or totals of countries and months; the level: every land PRIO-GRID cell of the
            countries (those of the files if none is named), the areas below them, or the countries;
            units: rows with `gid` for cells, to have those and no other; seed, by which an event
            that spans several periods is laid on one of its days; engine, an Ibis connection
            (DuckDB in memory if none).
    Gives   a Panel; its notes say how many events could not be laid, and why.
    Raises  BadParameter if totals of countries are asked for by cell, or units by anything else;
            NothingAccepted if no event could be laid.
    """
    frame = events.frame
    totals = frame["grain"].eq("country_month").any()
    if totals and (level != "country" or step != "month"):
        raise BadParameter(
            say(
                "totals of countries and months tell nothing of a {level}",
                level=level if level != "country" else step,
            ),
            next=say("ask --level country, by month, or give events"),
        )
    if units is not None and level != "cell":
        raise BadParameter(
            say("units are cells, and a {level} is asked for", level=level),
            next=say("ask --level cell, or name --countries instead"),
        )
    notes: list[Sentence] = []
    if totals:
        frame = frame.filter(pl.col("grain") == "country_month").with_columns(
            unit_id=pl.col("source_id").str.split(":").list.first()
        )
        if countries:
            frame = frame.filter(pl.col("iso3").is_in([c.upper() for c in countries]))
    else:
        frame = frame.filter(pl.col("grain") == "event")
    frame = well_told(frame, level, step, notes)
    ids, names, codes, row = _units(frame, level, countries, units, notes)
    frame = frame.with_columns(unit=pl.Series(row, dtype=pl.Int64)).filter(pl.col("unit") >= 0)
    if not frame.height or not len(ids):
        raise NothingAccepted(
            say("no event could be laid in a unit and a {step}", step=step),
            next=say("give events with days and places, or other countries"),
        )
    laid = lay(frame, step, seed)
    if said := _say_drawn(laid, step):
        notes.append(said)
    ibis_ = library("ibis")
    table = ibis_.memtable(laid.select("unit", "period", "known", *_kinds(laid)))
    connection = engine or ibis_.duckdb.connect(threads=1)
    counted = connection.to_polars(counts_of(table)).sort("unit", "period", "known")
    kinds = _kinds(laid)
    there = _presence(laid, len(ids)) if totals else None
    return Panel(
        level=level,
        step=step,
        units=tuple(ids),
        names=tuple(names),
        codes=tuple(codes),
        country=np.unique(codes, return_inverse=True)[1].astype(np.int64),
        unit=counted["unit"].to_numpy().astype(np.int64),
        period=counted["period"].to_numpy().astype(np.int64),
        known=counted["known"].to_numpy().astype(np.int64),
        events={k: counted[f"events_{k}"].to_numpy().astype(float) for k in kinds},
        deaths={k: counted[f"deaths_{k}"].to_numpy().astype(float) for k in kinds},
        first=int(laid["period"].min()),  # type: ignore[arg-type]
        last=int(laid["known"].max()),  # type: ignore[arg-type]
        present=there,
        notes=tuple(notes),
    )


def _say_drawn(laid: pl.DataFrame, step: Step) -> Sentence | None:
    """What the law of spans would leave out of the panel: a model needs each event in one period,
    so those dated over several are laid on a drawn day, and both figures are told."""
    start = laid.select(pl.coalesce("date_start", pl.date("year", 1, 1))).to_series()
    across = laid.filter(pl.Series(_periods(start, step)) != laid["known"])
    if across.is_empty():
        return None
    return say(
        "{all:,} events are counted, with {dead:,} dead; {n:,} of them, with {lost:,} dead, are "
        "dated over several periods and lie on a drawn day: pages count them in none",
        all=laid.height,
        dead=int(laid["all"].sum()),
        n=across.height,
        lost=int(across["all"].sum()),
    )


def lay(frame: pl.DataFrame, step: Step, seed: int) -> pl.DataFrame:
    """Events on a period each: that they began in, or by a drawn day where they span several.

    Takes   rows of the event table with `unit`; a row without days spans its year.
    Gives   the rows with period, known (the period they ended in: an event is known at its end)
            and the deaths of each kind. `civ` is there only if some row tells civilians' deaths.
            A drawn day depends on the seed and the event's own id, never on the order of rows.
    """
    start = frame.select(pl.coalesce("date_start", pl.date("year", 1, 1))).to_series()
    end = frame.select(pl.coalesce("date_end", pl.date("year", 12, 31))).to_series()
    began, ended = _periods(start, step), _periods(end, step)
    across = np.flatnonzero(began != ended)
    day = start.to_numpy().astype("datetime64[D]").astype(np.int64)
    span = end.to_numpy().astype("datetime64[D]").astype(np.int64) - day + 1
    keys = frame.select(pl.concat_str("source", pl.col("source_id").fill_null(""))).to_series()
    for at, key in zip(across.tolist(), keys.gather(across).to_list(), strict=True):
        drawn = hashlib.blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()
        day[at] += int.from_bytes(drawn, "big") % int(span[at])
    drawn_days = pl.Series(day.astype("datetime64[D]"))
    deaths = {
        kind: pl.when(pl.col("violence") == spoken).then(pl.col("deaths").fill_null(0))
        for kind, spoken in KINDS.items()
    } | {"all": pl.col("deaths").fill_null(0)}
    if frame["civilian_deaths"].count():
        deaths["civ"] = pl.when(pl.col("civilian_deaths") > 0).then("civilian_deaths")
    return frame.with_columns(
        period=pl.Series(_periods(drawn_days, step)),
        known=pl.Series(ended),
        **{k: e.cast(pl.Int64) for k, e in deaths.items()},
    )


def target_of(panel: Panel, target: Target) -> str:
    """The kind of deaths a target asks for.

    Raises  BadParameter if the files do not tell it.
    """
    if not panel.has(target):
        raise BadParameter(
            say("no row of these files tells how many civilians died"),
            next=say("ask --target osv, or give files with the column deaths_civilians"),
        )
    return target


def neighbours(panel: Panel, reach: int) -> Any:
    """Which units lie near which, as a sparse matrix with the unit itself.

    Takes   reach in cells: 1 for the square of 3 by 3, 3 for that of 7 by 7; for countries any
            reach gives those that share a border, for areas none.
    """
    from scipy import sparse

    n = len(panel)
    if panel.level == "cell":
        gid = np.array([int(u) for u in panel.units], dtype=np.int64)
        order = np.argsort(gid)
        rows, columns = [], []
        for north in range(-reach, reach + 1):
            for east in range(-reach, reach + 1):
                column = (gid - 1) % 720 + east
                sought = gid + north * 720 + east
                at = np.searchsorted(gid[order], sought).clip(0, n - 1)
                found = (gid[order][at] == sought) & (column >= 0) & (column < 720)
                rows.append(np.flatnonzero(found))
                columns.append(order[at[found]])
        at_rows, at_columns = np.concatenate(rows), np.concatenate(columns)
    else:
        at_rows, at_columns = _bordering(panel)
    ones = np.ones(len(at_rows))
    return sparse.csr_matrix((ones, (at_rows, at_columns)), shape=(n, n))


def _bordering(panel: Panel) -> tuple[Ints, Ints]:
    """Pairs of countries that share a border, each with itself too."""
    import shapely

    own = np.arange(len(panel))
    if panel.level != "country":
        return own, own
    rows, shapes = [], []
    for row, code in enumerate(panel.codes):
        land = land_of(code) if code else None
        if land is not None:
            rows.append(row)
            shapes.append(land)
    at = np.array(rows, dtype=np.int64)
    from_, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = at[from_] != at[other]
    return (
        np.concatenate([own, at[from_][apart]]),
        np.concatenate([own, at[other][apart]]),
    )


def well_told(frame: pl.DataFrame, level: Level, step: Step, notes: list[Sentence]) -> pl.DataFrame:
    """Events that say when and where well enough for a unit and a period.

    Takes   rows of the event table; notes, to which is added how many did not, and why.
    """
    roughest = min(DATED[level], 4) if step == "week" else DATED[level]
    dated = pl.col("date_start").is_not_null() | pl.col("year").is_not_null()
    fine = pl.col("date_precision").is_null() | (pl.col("date_precision") <= roughest)
    kept = frame.filter(dated & fine)
    if left := frame.height - kept.height:
        notes.append(say("{left} events are dated too roughly for a {step}", left=left, step=step))
    if level == "country":
        return kept
    placed = pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null()
    near = pl.col("place_precision").is_null() | (pl.col("place_precision") <= PLACED[level])
    there = kept.filter(placed & near)
    if left := kept.height - there.height:
        notes.append(
            say("{left} events are placed too roughly for a {level}", left=left, level=level)
        )
    return there


def _units(
    frame: pl.DataFrame,
    level: Level,
    countries: Sequence[str],
    gids_given: pl.DataFrame | None,
    notes: list[Sentence],
) -> tuple[list[str], list[str], list[str], Ints]:
    """Ids, names and countries of the units, and the row of each event's unit; -1 for none."""
    codes = [c.upper() for c in countries] or frame["iso3"].drop_nulls().unique().sort().to_list()
    if level == "cell":
        return _cells(frame, codes, gids_given, notes)
    if level == "country":
        return _countries(frame, countries)
    return _areas(frame, codes)


def _areas(frame: pl.DataFrame, codes: list[str]) -> tuple[list[str], list[str], list[str], Ints]:
    """Every area of the countries, quiet or not: which are asked of hangs on no later event."""
    told = pl.coalesce("pcode", pl.concat_str("iso3", "name"))
    located = locate_areas(frame["latitude"].to_numpy(), frame["longitude"].to_numpy())
    countries = codes or located["iso3"].drop_nulls().unique().to_list()
    areas = areas_with_shapes(countries).with_columns(id=told).unique("id").sort("id")
    if countries and not areas.height:
        raise BadParameter(
            say("no areas of {countries} are shipped", countries=", ".join(sorted(countries))),
            next=say("ask --level cell or country"),
        )
    ids = areas["id"].to_list()
    at = located.select(told).to_series()
    row = at.replace_strict(dict(zip(ids, range(len(ids)), strict=True)), default=-1)
    return ids, areas["name"].to_list(), areas["iso3"].to_list(), row.to_numpy().astype(np.int64)


def _cells(
    frame: pl.DataFrame, codes: list[str], gids_given: pl.DataFrame | None, notes: list[Sentence]
) -> tuple[list[str], list[str], list[str], Ints]:
    if gids_given is not None:
        gids = np.unique(gids_given["gid"].cast(pl.Int64).to_numpy())
    elif codes:
        gids = cells_of(codes)
    else:
        raise BadParameter(
            say("no event names its country, so its cells are not known"),
            next=say("name them: --countries SSD,CAF, or --units FILE with a column gid"),
        )
    lat, lon = centres(gids)
    country = locate_areas(lat, lon, 0)["iso3"].fill_null("").to_list()
    cell = cells(frame["latitude"].to_numpy(), frame["longitude"].to_numpy())
    at = np.searchsorted(gids, cell).clip(0, len(gids) - 1)
    row = np.where((gids[at] == cell) & (cell != NO_CELL), at, -1)
    if outside := int((row < 0).sum()):
        notes.append(say("{outside} events lie in no cell asked for", outside=outside))
    ids = [str(g) for g in gids.tolist()]
    return ids, _named_by_towns(frame["place"], row, ids), country, row


def _named_by_towns(place: pl.Series, row: Ints, ids: Sequence[str]) -> list[str]:
    """What each cell is called: by the place that most of its events name, and by its number."""
    named = (
        pl.DataFrame({"row": row, "place": place})
        .filter((pl.col("row") >= 0) & (pl.col("place").fill_null("") != ""))
        .group_by("row", "place")
        .len()
        .sort("len", "place", descending=[True, False])
        .unique("row", keep="first", maintain_order=True)
    )
    towns = dict(zip(named["row"].to_list(), named["place"].to_list(), strict=True))
    return [f"{towns[n]}, cell {i}" if n in towns else f"cell {i}" for n, i in enumerate(ids)]


def _countries(
    frame: pl.DataFrame, countries: Sequence[str]
) -> tuple[list[str], list[str], list[str], Ints]:
    if "unit_id" in frame.columns:
        key = frame["unit_id"]
        order = key.drop_nulls().unique().to_list()
        ids = sorted(order, key=lambda i: (len(i), i))
    else:
        key = frame.select(pl.coalesce("iso3", "country")).to_series()
        wanted = {c.upper() for c in countries}
        ids = sorted(i for i in key.drop_nulls().unique() if not wanted or i in wanted)
    called = dict(zip(key.to_list(), frame["country"].to_list(), strict=True))
    at = key.replace_strict(dict(zip(ids, range(len(ids)), strict=True)), default=-1)
    coded = dict(zip(key.to_list(), frame["iso3"].to_list(), strict=True))
    names, codes = [called[i] or i for i in ids], [coded[i] or "" for i in ids]
    return ids, names, codes, at.to_numpy().astype(np.int64)


def _presence(laid: pl.DataFrame, n: int) -> tuple[Ints, Ints]:
    since, until = np.zeros(n, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    spans = laid.group_by("unit").agg(a=pl.col("period").min(), b=pl.col("period").max())
    since[spans["unit"].to_numpy()] = spans["a"].to_numpy()
    until[spans["unit"].to_numpy()] = spans["b"].to_numpy()
    return since, until


def _kinds(laid: pl.DataFrame) -> list[str]:
    return [k for k in TARGETS if k in laid.columns]


def _periods(days: pl.Series, step: Step) -> Ints:
    if step == "month":
        months = days.dt.year().cast(pl.Int64) * 12 + days.dt.month().cast(pl.Int64) - 1
        return months.to_numpy().astype(np.int64)
    return (days.to_numpy().astype("datetime64[D]").astype(np.int64) + 3) // 7
