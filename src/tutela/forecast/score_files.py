"""Scoring a file of samples against a file of what happened, as the VIEWS challenge lays them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tutela.base.errors import BadParameter, UnreadableFile
from tutela.base.say import say
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
    Raises  UnreadableFile if a file is no table; BadParameter if columns are missing, a row has no
            samples, or rows have different numbers of them.
    """
    told, drawn = _read(actuals), _read(samples)
    keys = [c for c in told.columns if c != OUTCOME]
    for frame, path, wanted in (
        (told, actuals, [OUTCOME]),
        (drawn, samples, [OUTCOME, DRAW, *keys]),
    ):
        if missing := [c for c in wanted if c not in frame.columns]:
            raise BadParameter(
                say("{file} has no column {missing}", file=path.name, missing=missing[0]),
                next=say("give the columns outcome and draw, and those that name a row"),
            )
    numbered = told.with_row_index("row")
    matched = drawn.join(numbered.drop(OUTCOME), on=keys, how="inner")
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


def _read(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnreadableFile(
            say("{file} is no table that can be read", file=path.name),
            next=say("give CSV, packed CSV or Parquet"),
        ) from error
