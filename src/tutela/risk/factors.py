"""The sixteen factors of the method and the words that go with its scores."""

from __future__ import annotations

from tutela.base.data_tables import shipped_rows
from tutela.risk.types import Component


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the room's CSV tables, as text."""
    return shipped_rows("tutela.risk", name)


_FACTORS = table("factors.csv")

FACTORS: dict[Component, tuple[str, ...]] = {
    component: tuple(row["factor"] for row in _FACTORS if row["component"] == component)
    for component in ("I", "C", "V")
}
"""Names of the factors of intent, capability and vulnerability, in the method's order."""

TAKE: dict[Component, int | None] = {"I": 2, "C": None, "V": 3}
"""How many of the highest factors make the component's best value; None: all of them."""

BANDS = ("very low", "low", "medium", "high", "very high")
PRIORITIES = ("low", "moderate", "high", "critical")
MUST_SHOULD_COULD = dict(zip(PRIORITIES, ("monitor", "could", "should", "must"), strict=True))
CONFIDENCES = ("low", "moderate", "high")
