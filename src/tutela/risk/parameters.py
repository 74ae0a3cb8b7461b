"""Every constant of the suggested scores in one table, with how each was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from tutela.base.errors import BadParameter, UnreadableFile
from tutela.base.messages import say
from tutela.base.tables import read_tables
from tutela.risk.factors import table

_SHIPPED = table("parameters.csv")

RANGES: dict[str, tuple[float, float]] = {
    row["name"]: (float(row["least"]), float(row["most"])) for row in _SHIPPED
}
"""The least and the most each parameter may be."""

SHIPPED: dict[str, str] = {row["name"]: row["value"] for row in _SHIPPED}

ORDERED = (
    ("multiple_deaths", "mass_deaths"),
    ("protector_near_km", "protector_far_km"),
    ("declared_here_km", "declared_near_km"),
    ("rival_harm", "rival_blow"),
)


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
    reach_events: float
    reach_least_km: float
    reach_seen_days: float
    declared_here_km: float
    declared_near_km: float
    fled_km: float
    fled_days: float
    late_days: float
    late_km: float
    close_km: float
    left_km: float
    struck_days: float
    moved_days: float
    motive_km: float
    motive_days: float
    rival_blow: float
    rival_harm: float

    def __post_init__(self) -> None:
        for field in fields(self):
            least, most = RANGES[field.name]
            value = getattr(self, field.name)
            if not least <= value <= most:  # not a number is in no range either
                raise BadParameter(
                    say(
                        "{name} {value} is not from {least:g} to {most:g}",
                        name=field.name,
                        value=value,
                        least=least,
                        most=most,
                    ),
                    where=say("parameters"),
                    next=say(
                        "write a number from {least:g} to {most:g}; the shipped table says {ours}",
                        least=least,
                        most=most,
                        ours=SHIPPED[field.name],
                    ),
                )
        for smaller, larger in ORDERED:
            if getattr(self, smaller) > getattr(self, larger):
                raise BadParameter(
                    say("{smaller} is more than {larger}", smaller=smaller, larger=larger),
                    where=say("parameters"),
                    next=say("make {larger} at least as large", larger=larger),
                )

    def with_changes(self, **changes: float) -> Parameters:
        """The same parameters with a few changed.

        >>> DEFAULT.with_changes(conduct_half_km=10.0).conduct_half_km
        10.0
        """
        return replace(self, **changes)


def from_table(
    rows: Sequence[Mapping[str, str | None]], where: str = "parameters.csv"
) -> Parameters:
    """Parameters from the rows of a table with columns name and value.

    Raises  BadParameter if one is missing, unknown, given twice, not a number or out of its range.
    """
    values: dict[str, float] = {}
    if rows and not {"name", "value"} <= rows[0].keys():
        raise BadParameter(
            say("no columns name and value"), where=where, next=say("start from the shipped table")
        )
    for row in rows:
        name, text = row["name"] or "", row["value"] or ""
        if name in values:
            raise BadParameter(
                say("{name} stands twice", name=name), where=where, next=say("keep one of them")
            )
        try:
            values[name] = float(text)
        except (TypeError, ValueError):
            raise BadParameter(
                say("{name} {text!r} is not a number", name=name, text=text), where=where
            ) from None
    known = {f.name for f in fields(Parameters)}
    if values.keys() != known:
        odd = ", ".join(sorted(values.keys() ^ known))
        raise BadParameter(
            say("missing or unknown: {odd}", odd=odd),
            where=where,
            next=say("start from the shipped table"),
        )
    try:
        return Parameters(**values)
    except BadParameter as fault:
        raise BadParameter(fault.what, where=where, next=fault.next) from None


def read_parameters(path: Path) -> Parameters:
    """A mission's own table of parameters, which lessons may write and `assess` takes."""
    try:
        return from_table(read_tables(path)[0].frame.to_dicts(), path.name)
    except UnreadableFile as fault:
        raise BadParameter(fault.what, where=path.name, next=say("give a CSV table")) from None


DEFAULT = from_table(_SHIPPED)
