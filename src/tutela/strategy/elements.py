"""What the Framework asks of a comprehensive strategy: ten sections, and every element in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "A": "Purpose and scope of the strategy",
        "B": "Analysis of POC risks",
        "C": "POC activities",
        "D": "Information gathering and sharing",
        "E": "Early warning and crisis response",
        "F": "Capacities, resources and national caveats",
        "G": "Roles and responsibilities",
        "H": "Coordination mechanisms",
        "I": "Expectations management",
        "J": "Monitoring and reporting",
    }
)
"""Source: Framework for Drafting Comprehensive POC Strategies, template A to J."""

CLOSED = frozenset({"F"})
"""Sections that lie in the compartment capacity. Source: domain.md, compartments."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a section: what it asks, where the Framework asks it, how it is met.

    `needs` is "text" (somebody must write it), "live" (records of other rooms must stand behind
    it), "either" or "both". `live` names what those records are; empty where there are none.
    """

    section: str
    element: str
    title: str
    asks: str
    seed: str
    requirements: tuple[str, ...]
    strength: str
    live: str
    needs: str

    @property
    def key(self) -> str:
        """The element within the whole strategy, as "A.purpose"."""
        return f"{self.section}.{self.element}"


@cache
def elements() -> tuple[Element, ...]:
    """Every element, in the order of the template.

    >>> [one.element for one in elements() if one.section == "I"]
    ['can-and-cannot', 'host-duty-told', 'means']
    """
    rows = shipped_rows("tutela.strategy", "elements.csv")
    return tuple(
        Element(
            r["section"],
            r["element"],
            r["title"],
            r["asks"],
            r["source"],
            tuple(r["requirements"].split()),
            r["strength"],
            r["live"],
            r["needs"],
        )
        for r in rows
    )


@cache
def by_key() -> Mapping[str, Element]:
    """Every element by its key.

    >>> by_key()["F.caveats"].seed
    'Framework, template F, paragraph 10'
    """
    return MappingProxyType({element.key: element for element in elements()})
