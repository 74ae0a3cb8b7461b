"""Scores of sparse draws are those of all draws, and rankings count what they found."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tutela.base.errors import BadParameter
from tutela.forecast.draws import Draws, join
from tutela.forecast.score_files import score_files
from tutela.forecast.scores import (
    auc,
    average_precision,
    coverage,
    crps,
    ece,
    hits_at,
    ign,
    mis,
    pit,
    slope,
)

LOT = np.random.default_rng(7)
TABLE = LOT.poisson(LOT.choice([0.0, 0.3, 4, 60], size=(50, 1)), size=(50, 40)).astype(float)
CAME = LOT.poisson(2, size=50).astype(float)


def test_sparse_draws_answer_as_full_ones_do() -> None:
    draws = Draws.of(TABLE)
    assert np.allclose(draws.mean(), TABLE.mean(axis=1))
    assert np.allclose(draws.chance(3), (TABLE >= 3).mean(axis=1))
    for share in (0.05, 0.5, 0.95):
        assert np.allclose(draws.quantile(share), np.quantile(TABLE, share, axis=1))
    assert np.allclose(draws.worst_mean(0.05), np.sort(TABLE, axis=1)[:, -2:].mean(axis=1))
    rows = np.array([4, 2, 2])
    assert np.allclose(draws.take(rows).mean(), TABLE[rows].mean(axis=1))
    assert np.allclose(join([draws, draws]).mean(), np.tile(TABLE.mean(axis=1), 2))


def test_crps_is_the_distance_less_half_the_spread() -> None:
    draws = Draws.of(TABLE)
    far = np.abs(TABLE - CAME[:, None]).mean(axis=1)
    spread = np.abs(TABLE[:, :, None] - TABLE[:, None, :]).mean(axis=(1, 2))
    assert np.allclose(crps(draws, CAME), far - spread / 2, atol=1e-12)


def test_a_wide_miss_costs_twenty_times_its_distance() -> None:
    assert np.allclose(mis(Draws.of([[5.0] * 20]), np.array([2.0])), 60)
    assert np.allclose(ign(Draws.of([[0.0] * 9]), np.array([4.0])), np.log2(20))


def test_ranking_scores_know_ties_and_empty_months() -> None:
    hit = np.array([True, False, False, True])
    flat = np.zeros(4)
    assert auc(flat, hit) == 0.5
    assert average_precision(flat, hit) == 0.5
    assert average_precision(flat, ~hit & hit) is None
    assert hits_at(np.array([4.0, 3, 2, 1]), hit, np.arange(4), (1, 4)) == {1: 1.0, 4: 2.0}


def test_a_forecast_that_comes_true_has_even_deciles() -> None:
    lot = np.random.default_rng(3)
    rate = lot.gamma(1, 4, size=4000)
    draws = Draws.of(lot.poisson(rate[:, None], size=(4000, 200)))
    came = lot.poisson(rate).astype(float)
    deciles = np.histogram(pit(draws, came, 1), 10, (0, 1))[0] / 4000
    assert deciles.min() > 0.08
    assert deciles.max() < 0.12
    inside = coverage(pit(draws, came, 1), np.ones(4000, dtype=bool))["90"]
    assert inside is not None
    assert 0.88 < inside < 0.97
    chance, hit = draws.chance(1), came > 0
    assert 0.9 < (slope(chance, hit) or 0) < 1.1
    assert ece(chance, hit) < 0.03


def test_files_of_samples_are_scored_row_by_row(tmp_path: Path) -> None:
    actuals, samples = tmp_path / "actuals.parquet", tmp_path / "samples.csv.gz"
    rows = [(m, c) for m in (457, 458) for c in (1, 2)]
    pl.DataFrame(
        {
            "outcome": [0, 4, 0, 1],
            "month_id": [m for m, _ in rows],
            "country_id": [c for _, c in rows],
        }
    ).write_parquet(actuals)
    drawn = pl.DataFrame(
        [(m, c, d, (c - 1) * d) for m, c in rows[::-1] for d in range(3)],
        schema=["month_id", "country_id", "draw", "outcome"],
        orient="row",
    )
    samples.write_bytes(gzip.compress(drawn.write_csv().encode()))
    scored = score_files(actuals, samples)
    by_hand = crps(Draws.of([[0, 0, 0], [0, 1, 2], [0, 0, 0], [0, 1, 2]]), np.array([0.0, 4, 0, 1]))
    assert scored.rows == 4
    assert scored.crps == pytest.approx(by_hand.mean(), abs=1e-12)
    drawn.filter(pl.col("country_id") == 1).write_csv(tmp_path / "few.csv")
    with pytest.raises(BadParameter, match="2 rows of actuals"):
        score_files(actuals, tmp_path / "few.csv")
