"""The norms, series of resolutions and guidance that a strategy refers to, and what they bear on.

They bind every mission and are kept apart from its own mandate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "norms": "Norms",
        "council": "Resolutions of the Security Council",
        "special committee": "Special Committee on Peacekeeping Operations",
        "concepts": "Concepts and studies on the protection of civilians",
        "guidance": "Policies and guidelines",
        "other": "Other documents on protection",
    }
)
"""Source: Framework for Drafting Comprehensive POC Strategies, annex II."""

ANNEX = "Framework for Drafting Comprehensive POC Strategies, annex II"
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Reference:
    """Something a strategy refers to.

    series    of resolutions: poc, wps or caac; empty for others
    day       when it was issued, as written; empty where only the year is known
    sections  letters of the strategy that rely on it
    harms     harm types it speaks of; tasks, kinds of mandated tasks; options, what units are
              tasked with
    newer     a later edition that is known; empty, none is known, which is not that there is none
    """

    key: str
    group: str
    series: str
    title: str
    code: str
    year: str
    day: str
    sections: tuple[str, ...]
    harms: tuple[str, ...]
    tasks: tuple[str, ...]
    options: tuple[str, ...]
    newer: str
    source: str

    def binds(self, option: str) -> bool:
        """Whether a unit that is tasked so acts under it.

        >>> [one.key for one in library() if one.binds("evacuation")]
        ['rights', 'refugee', 'bulletin-ihl', 'bulletin-sea']
        """
        return self.group == "norms" and (EVERY in self.options or option in self.options)


@cache
def library() -> tuple[Reference, ...]:
    """Every reference, in the order of annex II.

    >>> [one.code for one in library() if one.group == "special committee"]
    ['A/63/19', 'A/64/19']
    """
    rows = shipped_rows("tutela.mandate", "library.csv")
    return tuple(
        Reference(
            r["key"],
            r["group"],
            r["series"],
            r["title"],
            r["code"],
            r["year"],
            r["day"],
            tuple(r["sections"].split()),
            tuple(filter(None, r["harms"].split("; "))),
            tuple(r["tasks"].split()),
            tuple(r["options"].split()),
            r["newer"],
            r["source"],
        )
        for r in rows
    )


def find(
    *, group: str = "", series: str = "", section: str = "", harm: str = "", task: str = ""
) -> list[Reference]:
    """The references of a group or series that bear on a section, a harm type or a task.

    Takes   words of the table; an empty one asks for nothing.

    >>> [one.code for one in find(group="norms", section="G", harm="indiscriminate fire")][-1]
    'ST/SGB/1999/13'
    """
    return [
        one
        for one in library()
        if (not group or one.group == group)
        and (not series or one.series == series)
        and (not section or section in one.sections)
        and (not harm or harm in one.harms)
        and (not task or task in one.tasks)
    ]


def norms_of(option: str) -> list[Reference]:
    """The norms a unit acknowledges with a tasking."""
    return [one for one in library() if one.binds(option)]
