"""Figures of this room that a mission may set for itself, beside the limits of its clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.messages import say

FLOOD_KM, FLOOD_HOURS, WATCH_DIGEST_HOUR = "flood_km", "flood_hours", "watch_digest_hour"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure: as shipped, within which bounds it may be set, in which unit."""

    name: str
    value: float
    least: float
    most: float
    unit: str
    what: str


@cache
def shipped_parameters() -> Mapping[str, Parameter]:
    """The figures as they ship, by name.

    >>> shipped_parameters()["flood_km"].value
    5.0
    """
    return {
        row["name"]: Parameter(
            row["name"],
            float(row["value"]),
            float(row["least"]),
            float(row["most"]),
            row["unit"],
            row["what"],
        )
        for row in shipped_rows("tutela.warning", "parameters.csv")
    }


def with_values(values: Mapping[str, float]) -> dict[str, float]:
    """Every figure: a mission's own, or as shipped.

    Raises  BadParameter for a name that is none, or a value outside its bounds.

    >>> with_values({"flood_km": 3})["flood_km"], with_values({})["flood_hours"]
    (3, 6.0)
    """
    known = shipped_parameters()
    for name, value in values.items():
        if name not in known:
            raise BadParameter(say("there is no figure {name}", name=name))
        parameter = known[name]
        if not parameter.least <= value <= parameter.most:
            raise BadParameter(
                say(
                    "{name} lies between {least:g} and {most:g}",
                    name=name,
                    least=parameter.least,
                    most=parameter.most,
                )
            )
    return {name: values.get(name, one.value) for name, one in known.items()}
