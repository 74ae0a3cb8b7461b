"""Every constant of the suggested scores in one table, with how each was chosen."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import polars as pl

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela.risk.factors import table


@dataclass(frozen=True, slots=True)
class Parameters:
    """The constants of `parameters.csv`; see there for unit, meaning and how each was chosen."""

    conduct_half_life_days: float
    conduct_half_km: float
    conduct_one: float
    trigger_half_life_days: float
    trigger_half_km: float
    trigger_at: float
    trigger_step: float
    pattern_half_life_days: float
    pattern_half_km: float
    pattern_at: float
    pattern_step: float
    exposure_half_life_days: float
    exposure_half_km: float
    exposure_at: float
    exposure_step: float
    exposure_floor: float
    arms_at_one_death: float
    arms_step: float
    mobility_one_km: float
    actor_window_days: float
    presence_km: float
    gravity_km: float
    reach_share: float
    hard_to_reach_cap: float
    multiple_deaths: float
    mass_deaths: float
    protector_near_km: float
    protector_far_km: float
    protector_credit: float
    season_years: float
    season_events: float
    season_km: float
    fresh_days: float
    below: float
    above: float
    place_precision: float
    date_precision: float

    def but(self, **changes: float) -> Parameters:
        """The same parameters with a few changed.

        >>> DEFAULT.but(conduct_half_km=10.0).conduct_half_km
        10.0
        """
        return replace(self, **changes)


def from_table(rows: pl.DataFrame, where: str = "parameters.csv") -> Parameters:
    """Parameters from a table with columns name and value.

    Raises  BadParameter if one is missing, unknown, not a number or negative.
    """
    given: dict[str, float] = {}
    for name, text in rows.select("name", "value").iter_rows():
        try:
            given[name] = float(text)
        except (TypeError, ValueError):
            raise BadParameter(
                say("{name} {text!r} is not a number", name=name, text=text), where=where
            ) from None
        if given[name] < 0:
            raise BadParameter(
                say("{name} is negative", name=name), where=where, next=say("write 0 or more")
            )
    known = {f.name for f in fields(Parameters)}
    if given.keys() != known:
        odd = ", ".join(sorted(given.keys() ^ known))
        raise BadParameter(
            say("missing or unknown: {odd}", odd=odd),
            where=where,
            next=say("start from the shipped table"),
        )
    return Parameters(**given)


def read_parameters(path: Path) -> Parameters:
    """A mission's own table of parameters, which lessons may write and `assess` takes."""
    try:
        return from_table(pl.read_csv(path, infer_schema=False), path.name)
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise BadParameter(
            say("cannot be read ({name})", name=type(fault).__name__),
            where=path.name,
            next=say("give a CSV table"),
        ) from None


DEFAULT = from_table(table("parameters.csv"))
