"""What counts as an attack where the method is tested."""

from __future__ import annotations

from tutela.base.later import pl
from tutela.forecast.likelihood import is_attack, well_placed


def attacks() -> pl.Expr:
    """What counts as an attack: one-sided or with civilian deaths, well enough dated and placed.

    Source  domain reference, section d: date precision <= 4, place precision <= 3. A source that
    states no precision is taken at its word.
    """
    return (well_placed() & is_attack() & pl.col("date_start").is_not_null()).fill_null(False)
