"""Partners and agreed ways of working: what of them is missing, how far a partner goes along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

NONE, CONSULTED, JOINT = "none", "consulted", "joint"

DEPTHS = (NONE, CONSULTED, JOINT)
"""How deep a partner accepts contact. Source: Framework, template C, on independent actors:
consulted only as far as their own mandates and ways of working allow."""


def accepts(depth: str, wanted: str) -> bool:
    """Whether a partner of this depth may be asked for so much.

    Takes   depth, one of DEPTHS, or "" where the partner was never asked: it is then consulted and
            no more; wanted, one of DEPTHS.

    >>> accepts("joint", "consulted"), accepts("none", "consulted")
    (True, False)
    >>> accepts("", "consulted"), accepts("", "joint")
    (True, False)
    """
    return DEPTHS.index(depth or CONSULTED) >= DEPTHS.index(wanted)


TAKES = {"given": NONE, "trends": CONSULTED, "invitations": CONSULTED, "hazards": JOINT}
"""What a partner's account may be shown, and how deep a contact each takes [P]. What the mission
gave it by a decision (a copy of the strategy, a packet) stands whatever it accepts today."""


def shown_at(depth: str) -> frozenset[str]:
    """What the account of a partner of this depth is shown: words of TAKES.

    >>> sorted(shown_at("none")), sorted(shown_at("")), sorted(shown_at("joint"))
    (['given'], ['given', 'invitations', 'trends'], ['given', 'hazards', 'invitations', 'trends'])
    """
    return frozenset(name for name, takes in TAKES.items() if accepts(depth, takes))


def lacking(contact: str, channel: str, forum: bool, depth: str) -> list[str]:
    """What a partner of section H lacks: contact, channel, depth; a forum is a channel.

    >>> lacking("", "", False, ""), lacking("protection officer", "", True, "joint")
    (['contact', 'channel', 'depth'], [])
    """
    there_by_name = {
        "contact": bool(contact),
        "channel": bool(channel) or forum,
        "depth": bool(depth),
    }
    return [name for name, there in there_by_name.items() if not there]


AGREED, UNREAD, MISSING = "agreed", "not read back", "missing"

AGREEMENTS = (MISSING, UNREAD, AGREED)
"""How a party stands to an arrangement, the worst first. Who agreed and did not say in words of
their own what it means for them is not known to have understood it."""


def agreement(agreed: date | None, read_back: str, on: date) -> str:
    """How one party stands to an arrangement on a day: one of AGREEMENTS.

    >>> day = date(2018, 12, 31)
    >>> agreement(None, "", day), agreement(day, "", day), agreement(day, "we call first", day)
    ('missing', 'not read back', 'agreed')
    """
    if agreed is None or agreed > on:
        return MISSING
    return AGREED if read_back.strip() else UNREAD


NEVER, LATE, DUE = "never", "late", "fresh"


def freshness(last: date | None, next_on: date | None, on: date) -> str:
    """How a test or rehearsal stands: never held, late, or fresh.

    Takes   last, when it was last held; next_on, the day set for the next.

    >>> on = date(2018, 12, 31)
    >>> freshness(None, None, on), freshness(date(2018, 1, 1), date(2018, 12, 1), on)
    ('never', 'late')
    >>> freshness(date(2018, 12, 1), date(2019, 3, 1), on)
    'fresh'
    """
    if next_on is not None and next_on < on and (last is None or last < next_on):
        return LATE
    return NEVER if last is None else DUE


def areas_without(areas: Iterable[str], covered: Iterable[str | None]) -> list[str]:
    """The areas no arrangement covers; one of the whole mission (None) covers them all.

    >>> areas_without(["north", "south"], ["north"]), areas_without(["north"], [None])
    (['south'], [])
    """
    areas_covered = set(covered)
    return [] if None in areas_covered else [area for area in areas if area not in areas_covered]
