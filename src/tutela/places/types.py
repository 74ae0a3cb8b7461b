"""The room's words: a place people live in, and an area that holds places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A community, a site or a cell: somewhere people can be protected.

    pcode        the code of the smallest coded area that holds it, where one is known.
    population   people, or None: not known, which is never nought.
    """

    id: str
    name: str
    lat: float
    lon: float
    pcode: str | None = None
    adm1: str | None = None
    iso3: str | None = None
    kind: str = "community"
    population: int | None = None
    aliases: tuple[str, ...] = ()
    source: str = ""
