"""Scoring a file of samples against a file of what happened, as the VIEWS challenge lays them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tutela.base.errors import BadParameter, UnreadableFile
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.forecast.draws import Draws
from tutela.forecast.scores import crps, ign, mis

OUTCOME, DRAW = "outcome", "draw"


@dataclass(frozen=True)
class Scored:
    """Mean scores over the rows of the file of what happened."""

    crps: float
    ign: float
    mis: float
    rows: int


def score_files(actuals: Path, samples: Path) -> Scored:
    """Score samples against what happened.

    Takes   actuals: a column `outcome`, and columns that together name a row (month_id and
            country_id, or priogrid_gid); samples: the same, with a column `draw`.
            CSV, packed CSV or Parquet.
    Raises  UnreadableFile if a file is no table; BadParameter if columns are missing or of other
            kinds, an outcome is no number from 0 up, there is no row, a row has no samples, or
            rows have different numbers of them.
    """
    told, drawn = _read(actuals), _read(samples)
    keys = [c for c in told.columns if c != OUTCOME]
    if not keys or not told.height:
        raise BadParameter(
            say("{file} has no row that columns name", file=actuals.name),
            next=say("give the columns outcome and draw, and those that name a row"),
        )
    for frame, path, wanted in (
        (told, actuals, [OUTCOME]),
        (drawn, samples, [OUTCOME, DRAW, *keys]),
    ):
        if missing := [c for c in wanted if c not in frame.columns]:
            raise BadParameter(
                say("{file} has no column {missing}", file=path.name, missing=missing[0]),
                next=say("give the columns outcome and draw, and those that name a row"),
            )
        _require_numbers(frame, path)
    numbered = told.with_row_index("row")
    try:
        matched = drawn.join(numbered.drop(OUTCOME), on=keys, how="inner")
    except pl.exceptions.SchemaError as error:
        raise BadParameter(
            say(
                "a column that names a row is a number in one file and none in the other: {keys}",
                keys=", ".join(keys),
            ),
            where=f"{actuals.name}, {samples.name}",
            next=say("write it the same way in both"),
        ) from error
    counts = matched.group_by("row").len()
    if counts.height < told.height:
        raise BadParameter(
            say(
                "{missing} rows of {file} have no samples",
                missing=told.height - counts.height,
                file=actuals.name,
            ),
            next=say("give samples of every row"),
        )
    if counts["len"].n_unique() != 1:
        raise BadParameter(
            say("rows of {file} have different numbers of samples", file=samples.name),
            next=say("give as many samples of every row"),
        )
    positive = matched.filter(pl.col(OUTCOME) > 0)
    draws = Draws.from_parts(
        int(counts["len"][0]),
        positive["row"].to_numpy().astype("int64"),
        positive[OUTCOME].to_numpy().astype(float),
        told.height,
    )
    y = told[OUTCOME].to_numpy().astype(float)
    return Scored(
        crps=float(crps(draws, y).mean()),
        ign=float(ign(draws, y).mean()),
        mis=float(mis(draws, y).mean()),
        rows=told.height,
    )


def _require_numbers(frame: pl.DataFrame, path: Path) -> None:
    """Raise BadParameter for an outcome that is no number of deaths: it would count as none."""
    number = pl.col(OUTCOME).cast(pl.Float64, strict=False)
    fine = frame.select((number.is_finite() & (number >= 0)).fill_null(False)).to_series()
    if not frame[OUTCOME].dtype.is_numeric() or not fine.all():
        row = int(fine.arg_min() or 0) + 1
        raise BadParameter(
            say("row {row} of {file}: its outcome is no number from 0 up", row=row, file=path.name),
            next=say("write the deaths as a number"),
        )


def _read(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema_length=None)  # a draw of 0.5 may come late
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnreadableFile(
            say("{file} is no table that can be read", file=path.name),
            next=say("give CSV, packed CSV or Parquet"),
        ) from error
