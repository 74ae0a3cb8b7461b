"""Which records sit in a compartment, read only under a named grant (design.md; rules g9, g21)."""

from __future__ import annotations

from collections.abc import Iterable

from tutela.base.later import pl
from tutela.incidents.types import Events

COMPARTMENTS = {"crsv": ("crsv",), "mrm": ("child recruitment or use",)}
"""Harms whose records sit in a compartment, by its name."""


def closed_harms(granted: Iterable[str] = ()) -> tuple[str, ...]:
    """Harms that a reader with these grants may not see.

    >>> closed_harms(), closed_harms(["crsv"])
    (('crsv', 'child recruitment or use'), ('child recruitment or use',))
    """
    return tuple(h for name, harms in COMPARTMENTS.items() if name not in granted for h in harms)


def open_to(events: Events, granted: Iterable[str] = ()) -> Events:
    """The events a reader with these grants may see; the others may not even name a place."""
    closed = pl.col("harm").is_in(closed_harms(granted)).fill_null(False)
    frame = events.frame.filter(~closed)
    return Events(frame, events.identities, events.texts)
