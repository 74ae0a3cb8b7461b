"""What would come in of files: each incident with its place, day and toll, and what is held.

A held line does not come in by itself: a person looks at it. Nothing is dropped in silence, and of
misconduct by personnel nothing is kept but a count.
"""

from __future__ import annotations

from collections.abc import Container, Sequence, Set
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tutela.base.errors import Rejection
from tutela.base.later import Columns, np, pl, shapely
from tutela.base.messages import Sentence, day_said, join, say
from tutela.incidents.known_places import towns_named
from tutela.incidents.misconduct_words import MAY_CONCERN_PERSONNEL, NEVER_KEPT
from tutela.incidents.read import Reading
from tutela.incidents.swapped_coordinates import ALONE, PUBLISHED

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

NEIGHBOURHOOD = 1.0
"""Degrees around an area in which a place may still lie: about 110 km."""

COLUMNS = Columns(
    lambda: {
        "file": pl.String,
        "sheet": pl.String,
        "line": pl.Int64,
        "source": pl.String,
        "source_id": pl.String,
        "date_start": pl.Date,
        "date_end": pl.Date,
        "place": pl.String,
        "lat": pl.Float64,
        "lon": pl.Float64,
        "harm": pl.String,
        "actor": pl.String,
        "killed_low": pl.Int32,
        "killed": pl.Int32,
        "killed_high": pl.Int32,
        "held": pl.String,
    }
)
"""Columns of what would come in; killed are civilians alone where a file counts no others. A blank
`held` comes in; else it says why a person must look."""


def incoming(
    reading: Reading,
    area: BaseGeometry | None = None,
    *,
    on: date | None = None,
    unsure: Container[tuple[str, str | None, int]] = frozenset(),
) -> tuple[pl.DataFrame, int]:
    """One row an incident that would come in or is held, by file and line.

    Takes   a Reading; area, polygons in degrees: what lies further outside than NEIGHBOURHOOD is
            held; on, the day it is: what lies ahead of it is held; unsure, file, sheet and line of
            rows that may tell of misconduct by personnel, of which nothing stands in the table but
            that they are held.
    Gives   the table with COLUMNS; how many rows tell of misconduct by personnel, of which nothing
            stands in it.
    """
    files = reading.files
    at = reading.tables.to_list()
    held = [
        str(join("; ", why)) if why else ""
        for why in reasons_to_hold(
            reading.events.frame.with_columns(
                line=reading.lines,
                table=reading.tables,
                file=pl.Series("file", [files[n].file for n in at], pl.String),
            ),
            area,
            on=on,
            doubts=reading.doubts,
        )
    ]
    frame = reading.events.frame.select(
        "source",
        "source_id",
        "date_start",
        "date_end",
        "place",
        "harm",
        lat="latitude",
        lon="longitude",
        actor=pl.concat_list("side_a").list.join("; "),
        killed_low="deaths_low",
        killed=pl.coalesce("deaths", "civilian_deaths"),
        killed_high="deaths_high",
    ).with_columns(
        file=pl.Series("file", [files[n].file for n in at], pl.String),
        sheet=pl.Series("sheet", [files[n].sheet for n in at], pl.String),
        line=reading.lines.cast(pl.Int64),
    )
    frame = frame.with_columns(held=pl.Series("held", held, pl.String))
    apart = [at in unsure for at in frame.select("file", "sheet", "line").iter_rows()]
    if any(apart):
        where = ("file", "sheet", "line", "held")
        mark = pl.Series("apart", apart, pl.Boolean)
        why = pl.lit(str(MAY_CONCERN_PERSONNEL))
        frame = frame.with_columns(held=pl.when(mark).then(why).otherwise("held"))
        frame = frame.with_columns(
            pl.when(~mark).then(pl.col(name)).alias(name)
            for name in frame.columns
            if name not in where
        )
    refused = [(report.file, one) for report in files for one in report.rejected]
    refused += reading.left_out
    misconduct = sum(one.why == NEVER_KEPT for _, one in refused)
    not_read = pl.DataFrame(
        [
            {
                "file": file,
                "sheet": one.sheet,
                "line": one.row,
                "held": _reason(one),
            }
            for file, one in refused
            if one.why != NEVER_KEPT
        ],
        schema={name: COLUMNS[name] for name in ("file", "sheet", "line", "held")},
    )
    table = pl.concat([frame.cast(COLUMNS), not_read], how="diagonal").select(list(COLUMNS))  # type: ignore[arg-type]
    return table.sort("file", "sheet", "line", nulls_last=True, maintain_order=True), misconduct


def _reason(one: Rejection) -> str:
    what = f"{one.column}: {one.why}" if one.column else one.why
    return "; ".join((what, *one.also))


def reasons_to_hold(
    frame: pl.DataFrame,
    area: BaseGeometry | None = None,
    *,
    on: date | None = None,
    doubts: Sequence[str] = (),
) -> list[list[str]]:
    """Why each row of an office's own tables waits for a person; nothing for those that come in.

    Takes   rows with date_start, place, latitude, longitude and source_id, the `line` each stands
            on, and a number of its `table`; its `file` where there are several; area, polygons in
            degrees, where one is known; on, the day it is; doubts, what the reader found of each
            row.
    Gives   a list a row, in the order of the rows: no day, no place, far outside the area, far
            from the other rows of its place or its table, ahead of today or years from the others,
            pasted twice.

    >>> rows = pl.DataFrame({
    ...     "date_start": [None], "place": ["Luma"], "latitude": [6.5], "longitude": [31.5],
    ...     "source_id": ["L-1"], "line": [2], "table": [0]})
    >>> reasons_to_hold(rows)
    [['no day or month is given']]
    """
    frame = frame.rename({"latitude": "lat", "longitude": "lon"})
    dateless = frame["date_start"].is_null().to_list()
    reasons: list[list[str]] = [
        [say("no day or month is given")] if one else [] for one in dateless
    ]
    for row, doubt in enumerate(doubts):
        if doubt:
            reasons[row].append(doubt)
    for row, why in _rows_out_of_time(frame, on).items():
        reasons[row].append(why)
    nowhere = frame.select(pl.col("place").is_null() & pl.col("lat").is_null()).to_series()
    for row in nowhere.arg_true().to_list():
        reasons[row].append(say("no place is given"))
    outside = {} if area is None else _rows_outside(frame, area)
    alone = _rows_far_from_all(frame, set(outside))
    for row, why in {**outside, **alone}.items():
        if not _proposes_position(reasons[row]):
            reasons[row].append(why)
    elsewhere = _rows_far_from_town(frame, outside.keys() | alone.keys())
    for row, town in elsewhere.items():
        reasons[row].append(say("far from the town of this name: {text}", text=town))
    doubted = outside.keys() | alone.keys() | elsewhere.keys()
    for row in _rows_far_from_their_place(frame, doubted):
        reasons[row].append(
            say("far from where other rows of this place are: {text}", text=frame["place"][row])
        )
    for row, why in _rows_of_copies(frame).items():
        reasons[row].append(why)
    again = _rows_said_again(frame)
    for row, line in again.items():
        reasons[row].append(say("says the same as line {line}", line=line))
    for row, line in _rows_alike(frame, but=again.keys()).items():
        reasons[row].append(say("tells the day, place, doer and toll of line {line}", line=line))
    return reasons


def _proposes_position(reasons: Sequence[str]) -> bool:
    """Whether a reason proposes another position already."""
    return any(isinstance(why, Sentence) and "lat" in why.params for why in reasons)


def _rows_far_from_their_place(frame: pl.DataFrame, but: Set[int]) -> list[int]:
    """Rows further than NEIGHBOURHOOD from the middle of all others that name their place, in the
    same county and state where the file names those: villages of two districts share a name.

    Where two rows alone name it, nothing tells which is right: both.
    """
    by_file = "file" if "file" in frame.columns else "table"
    levels = [level for level in ("adm1", "adm2") if level in frame.columns]
    located = (
        frame.with_row_index("row")
        .filter(pl.col("place").is_not_null() & pl.col("lat").is_not_null())
        .filter(~((pl.col("lat") == 0) & (pl.col("lon") == 0)))
        .filter(~pl.col("row").is_in(sorted(but)))
        .with_columns(
            named=pl.concat_str(
                pl.col("place").str.to_lowercase().str.strip_chars(),
                *(pl.col(level).fill_null("").str.to_lowercase() for level in levels),
                pl.col(by_file).cast(pl.String) if by_file == "file" else pl.lit(""),
                separator="\x1f",
            )
        )
        .with_columns(
            north=pl.col("lat") - pl.col("lat").median().over("named"),
            east=pl.col("lon") - pl.col("lon").median().over("named"),
        )
    )
    alone = pl.len().over("named") == 2
    most = pl.when(alone).then(NEIGHBOURHOOD / 2).otherwise(NEIGHBOURHOOD)
    far = located.filter((pl.col("north").abs() > most) | (pl.col("east").abs() > most))
    return far["row"].to_list()


FEW_ALONE = 5
"""In a table with more rows a position ALONE from all others is a slip or an exchange."""
_STEPS, _NEARLY_ALL, _LEAST_ALONE = 4.0, 0.9, 3.0
"""In a table of one area it is so from four times the way from nine places in ten to the next one,
and from so many degrees, at the most ALONE."""


def _reach_of(points: NDArray[np.float64]) -> float:
    """Degrees from all others that make a position of these stand alone.

    >>> near = [[6.0 + n / 10, 31.5] for n in range(8)]
    >>> _reach_of(np.array(near)), _reach_of(np.array(near) * [9, 1])
    (3.0, 3.6...)
    """
    from scipy.spatial import cKDTree  # slow to load, and only tables with positions need it

    places = np.unique(points, axis=0)
    if len(places) <= FEW_ALONE:
        return ALONE
    to_next = cKDTree(places).query(places, k=2, p=np.inf)[0][:, 1]
    return float(np.clip(_STEPS * np.quantile(to_next, _NEARLY_ALL), _LEAST_ALONE, ALONE))


def _rows_far_from_all(frame: pl.DataFrame, but: Set[int]) -> dict[int, Sentence]:
    """By row, what to say of a position that no other row of its table is anywhere near."""
    told: dict[int, Sentence] = {}
    located = (
        frame.with_row_index("row")
        .filter(pl.col("lat").is_not_null() & ~pl.col("row").is_in(sorted(but)))
        .filter(~((pl.col("lat") == 0) & (pl.col("lon") == 0)))
        .select("row", "table", "lat", "lon")
    )
    for _table, rows in located.group_by("table", maintain_order=True):
        if rows.height <= FEW_ALONE:
            continue
        points = rows.select("lat", "lon").to_numpy()
        from_middle = np.abs(points - np.median(points, axis=0)).max(axis=1)
        most = _reach_of(points)
        likely = np.flatnonzero(from_middle > most)
        if not 0 < len(likely) <= max(2, rows.height // 5):
            continue  # the table spans continents
        others = np.delete(points, likely, axis=0)  # two slips alike bear no witness to each other
        for at in likely.tolist():
            if np.abs(others - points[at]).max(axis=1).min() <= most:
                continue
            lat, lon = points[at].tolist()
            turned = np.abs(others - [lon, lat]).max(axis=1).min() <= NEIGHBOURHOOD * 3
            told[rows["row"][at]] = (
                say(
                    "far from all other rows; latitude and longitude seem swapped: {lat}, {lon}",
                    lat=f"{lon:g}",
                    lon=f"{lat:g}",
                )
                if turned
                else say("far from all other rows of the table")
            )
    return told


YEARS_APART = 3
"""Years between a day and all others of its table that make it a slip of the year."""


def _rows_out_of_time(frame: pl.DataFrame, on: date | None) -> dict[int, Sentence]:
    """By row, what to say of a day that lies ahead, or years from all others of its table."""
    told: dict[int, Sentence] = {}
    dated = frame.with_row_index("row").filter(pl.col("date_start").is_not_null())
    if on is not None:
        ahead = dated.filter(pl.col("date_start") > on)
        for row, day in ahead.select("row", "date_start").rows():
            told[row] = say("the day lies ahead: {day}", day=day_said(day))
    for _table, rows in dated.group_by("table", maintain_order=True):
        if rows.height <= FEW_ALONE:
            continue
        days = rows.sort("date_start")
        since = days["date_start"].diff().dt.total_days().to_list()
        far = timedelta(days=365 * YEARS_APART).days
        last = len(since) - 1
        for at, row in enumerate(days["row"].to_list()):
            before = since[at] if at else None
            after = since[at + 1] if at < last else None
            gaps = [gap for gap in (before, after) if gap is not None]
            if row not in told and all(gap > far for gap in gaps):
                told[row] = say(
                    "years from all other rows of the table: {day}",
                    day=day_said(days["date_start"][at]),
                )
    return told


def _rows_far_from_town(frame: pl.DataFrame, but: Set[int]) -> dict[int, str]:
    """By row, its place, where that is a town of the shipped map that lies elsewhere nearby.

    A namesake in another part of the continent is no reason to doubt.
    """
    located = (
        frame.with_row_index("row")
        .filter(pl.col("place").is_not_null() & pl.col("lat").is_not_null())
        .filter(~pl.col("row").is_in(sorted(but)))
        .filter(~((pl.col("lat") == 0) & (pl.col("lon") == 0)))
    )
    if "source" in frame.columns:
        located = located.filter(~pl.col("source").is_in(PUBLISHED))
    told = {}
    for row, place, lat, lon in located.select("row", "place", "lat", "lon").rows():
        away = [max(abs(y - lat), abs(x - lon)) for y, x in towns_named(place)]
        if away and NEIGHBOURHOOD < min(away) <= ALONE:
            told[row] = place
    return told


COPIED, LEAST_COPIED = 0.6, 3
"""So large a share of a table's rows, and so many, stand in another table of the file: a copy."""


def _rows_of_copies(frame: pl.DataFrame) -> dict[int, Sentence]:
    """By row, what to say of one whose table tells again what another table of its file tells."""
    needed = {"date_end", "deaths", "place", "table", "harm"}
    if not needed <= set(frame.columns) or frame["table"].n_unique() < 2:
        return {}
    same = _rows_told_before(frame, ["date_start", "date_end", "place", "deaths"])
    alike = _rows_told_before(frame, ["date_start", "date_end", "place", "harm"])
    return {
        row: say("tells the day and place of line {line} of another table", line=line)
        for row, line in alike.items()
    } | {
        row: say("says the same as line {line} of another table", line=line)
        for row, line in same.items()
    }


def _rows_told_before(frame: pl.DataFrame, facts: list[str]) -> dict[int, int]:
    """By row of a table most of whose facts stand in an earlier one of its file, the line there."""
    facts = [*(["file"] if "file" in frame.columns else []), *facts]
    said = (
        frame.with_row_index("row")
        .filter(pl.all_horizontal(pl.col(facts).is_not_null()))
        .with_columns(pl.col("place").str.to_lowercase().str.strip_chars())
    )
    before = said.unique([*facts, "table"], keep="first", maintain_order=True)
    pairs = said.join(before.select(*facts, first="table", at="line"), on=facts).filter(
        pl.col("first") < pl.col("table")
    )
    told: dict[int, int] = {}
    sizes = dict(frame["table"].value_counts().rows())
    for (table,), rows in pairs.unique("row", maintain_order=True).group_by(["table"]):
        if rows.height >= LEAST_COPIED and rows.height >= COPIED * sizes[table]:
            told |= dict(rows.select("row", "at").rows())
    return told


def _rows_said_again(frame: pl.DataFrame) -> dict[int, int]:
    """By row, the line that says all the same before it, where an office gives no numbers."""
    said = (
        frame.with_row_index("row")
        .with_columns(made=pl.col("source_id").str.extract(r"^([0-9a-f]{12})(?:-\d+)?$"))
        .filter(pl.col("made").is_not_null())
    )
    again = said.with_columns(first=pl.col("line").first().over("table", "made")).filter(
        pl.col("source_id") != pl.col("made")
    )
    return dict(again.select("row", "first").rows())


_ALIKE = ("date_start", "date_end", "place", "lat", "lon", "harm")
_COUNTS = ("deaths", "civilian_deaths", "injured", "abducted")
LEAST_ALIKE = 2
"""So many counts of people above nought make it unlikely that two events share them by chance."""


def _rows_alike(frame: pl.DataFrame, but: Set[int]) -> dict[int, int]:
    """By row, the line before it in its table that tells of the same day, place, doer, harm and
    counts in other words or under another number; copies of a whole table are told elsewhere."""
    if not {*_ALIKE, *_COUNTS, "side_a"} <= set(frame.columns):
        return {}
    killed = pl.coalesce("deaths", "civilian_deaths")
    counted = [(count > 0).fill_null(False) for count in (killed, pl.col(_COUNTS[2:]))]
    told = (
        frame.with_row_index("row")
        .filter(~pl.col("row").is_in(sorted(but)))
        .filter(pl.col("date_start").is_not_null() & pl.col("place").is_not_null())
        .filter((pl.col("date_end") - pl.col("date_start")).dt.total_days() < DAYS_ALIKE)
        .filter(pl.sum_horizontal(counted) >= LEAST_ALIKE)
        .with_columns(
            pl.col("place")
            .str.to_lowercase()
            .str.strip_chars()
            .str.replace(r" (?:town|village|market|camp|ville|centre)$", ""),
            doers=pl.col("side_a").list.sort().list.join("; "),
        )
        .with_columns(first=pl.col("line").first().over("table", *_ALIKE, *_COUNTS, "doers"))
        .filter(pl.col("line") > pl.col("first"))
    )
    return dict(told.select("row", "first").rows())


DAYS_ALIKE = 4
"""A span of more days is no day that two rows could tell of as one."""


def _rows_outside(frame: pl.DataFrame, area: BaseGeometry) -> dict[int, Sentence]:
    """By row, what to say of coordinates that lie far outside the area."""
    near = shapely.buffer(area, NEIGHBOURHOOD)
    lat, lon = frame["lat"].to_numpy(), frame["lon"].to_numpy()
    located = ~(np.isnan(lat) | np.isnan(lon))
    inside = shapely.contains_xy(near, lon, lat)
    swapped = shapely.contains_xy(near, lat, lon)
    told = {}
    for row in np.flatnonzero(located & ~inside).tolist():
        told[row] = (
            say(
                "outside the area; latitude and longitude seem swapped: {lat}, {lon}",
                lat=f"{lon[row]:g}",
                lon=f"{lat[row]:g}",
            )
            if swapped[row]
            else say("outside the area and its neighbourhood")
        )
    return told
