"""What a person asks of the what-if: the toggles, as an address holds them. Ids and codes only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from tutela.capacity.travel import SEASONS, Season
from tutela_web.base.ids import is_id

HOURS = (1, 2, 4, 8)
LEAST, USUAL = 1, 4
MOST_CUTS, MOST_MOVES = 3, 6
"""More roads cut, or units moved, than this are asked in a second address."""

SEVERAL = ("drop", "close", "free", "cut", "air", "host")


@dataclass(frozen=True)
class WhatIfAsked:
    """The toggles: `drop` caveats, `close` bases, `free` units of their other task, `cut` roads at
    places, `air` areas with assurances, `host` due-diligence files with a base; `moves` of a unit
    to a site. hours within which, season, light."""

    season: Season
    dark: bool = False
    hours: int = USUAL
    drop: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    air: tuple[str, ...] = ()
    host: tuple[tuple[str, str], ...] = ()
    moves: tuple[tuple[str, str], ...] = ()

    @property
    def is_present(self) -> bool:
        """Whether nothing is otherwise than today."""
        return not any(
            (self.drop, self.close, self.free, self.cut, self.air, self.host, self.moves)
        )

    def query(self) -> str:
        """The address of this setting, after the question mark."""
        pairs: list[tuple[str, str]] = [
            ("season", self.season),
            ("light", "night" if self.dark else "day"),
            ("hours", str(self.hours)),
        ]
        for name in ("drop", "close", "free", "cut", "air"):
            pairs += [(name, chosen) for chosen in getattr(self, name)]
        pairs += [("host", "~".join(pair)) for pair in self.host]
        pairs += [("move", "~".join(pair)) for pair in self.moves]
        return urlencode(pairs)

    def with_one(self, name: str, chosen: str) -> WhatIfAsked:
        """The same with one toggle more."""
        changes: dict[str, Any] = {name: _deduplicate([*getattr(self, name), chosen])}
        return replace(self, **changes)

    def without_one(self, name: str, chosen: str | tuple[str, str]) -> WhatIfAsked:
        """The same with one toggle less."""
        changes: dict[str, Any] = {name: tuple(x for x in getattr(self, name) if x != chosen)}
        return replace(self, **changes)


def asked_of(sent: QueryDict, season: Season) -> WhatIfAsked:
    """The toggles of an address; what is no id is left out.

    Takes   season, the one that runs, where none is asked.
    """
    moves = [_pair(pair_sent) for pair_sent in sent.getlist("move")]
    moves.append(_pair(f"{sent.get('unit', '')}~{sent.get('to', '')}"))
    known = dict(pair for pair in moves if pair is not None)
    host = [_pair(pair_sent) for pair_sent in sent.getlist("host")]
    host.append(_pair(f"{sent.get('force', '')}~{sent.get('at', '')}"))
    wanted = sent.get("hours", "")
    return WhatIfAsked(
        next((s for s in SEASONS if s == sent.get("season")), season),
        sent.get("light") == "night",
        next((h for h in HOURS if str(h) == wanted), USUAL),
        _ids(sent.getlist("drop")),
        _ids(sent.getlist("close")),
        _ids(sent.getlist("free")),
        _ids(sent.getlist("cut"))[:MOST_CUTS],
        _ids(sent.getlist("air")),
        tuple(dict.fromkeys(pair for pair in host if pair is not None))[:MOST_MOVES],
        tuple(known.items())[:MOST_MOVES],
    )


def _ids(sent: Iterable[str]) -> tuple[str, ...]:
    return _deduplicate(pk for pk in sent if is_id(pk))


def _deduplicate(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _pair(sent: str) -> tuple[str, str] | None:
    first, _tilde, second = sent.partition("~")
    return (first, second) if is_id(first) and is_id(second) else None
