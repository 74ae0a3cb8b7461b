"""The sixteen factors of the method and the words that go with its scores."""

from __future__ import annotations

from importlib.resources import files

import polars as pl

from tutela.risk.types import Component


def table(name: str) -> pl.DataFrame:
    """One of the room's CSV tables, as text."""
    return pl.read_csv((files("tutela.risk") / "data" / name).read_bytes(), infer_schema=False)


_FACTORS = table("factors.csv")

FACTORS: dict[Component, tuple[str, ...]] = {
    component: tuple(_FACTORS.filter(pl.col("component") == component)["factor"])
    for component in ("I", "C", "V")
}
"""Names of the factors of intent, capability and vulnerability, in the method's order."""

TAKE: dict[Component, int | None] = {"I": 2, "C": None, "V": 3}
"""How many of the highest filled factors make the component's best value; None: all of them."""

BANDS = ("very low", "low", "medium", "high", "very high")
PRIORITIES = ("low", "moderate", "high", "critical")
MUST_SHOULD_COULD = dict(zip(PRIORITIES, ("monitor", "could", "should", "must"), strict=True))
CONFIDENCES = ("low", "moderate", "high")
