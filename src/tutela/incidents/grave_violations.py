"""Which of the six grave violations against children an incident may be.

Source: the monitoring and reporting mechanism of Security Council resolution 1612 (2005) and those
that follow it. Its task force verifies; here stands only that somebody should look.
"""

from __future__ import annotations

from collections.abc import Iterable

from tutela.base.messages import say

OF_CHILDREN = {
    "killing": say("killing or maiming"),
    "maiming": say("killing or maiming"),
    "abduction": say("abduction"),
    "child recruitment or use": say("recruitment or use"),
    "crsv": say("sexual violence"),
}
"""Harms that are grave violations where a child suffered them."""

OF_ALL = {
    "attack on school, hospital, aid or un staff": say("attack on a school or hospital"),
    "denial of humanitarian access": say("denial of humanitarian access"),
}
"""Harms that are grave violations whoever suffered them."""


def grave_violations(harms: Iterable[str], *, children: bool) -> tuple[str, ...]:
    """The grave violations that harms may be, each once.

    Takes   harms, words of the glossary; children, whether a child is known among the victims.

    >>> grave_violations(["killing", "denial of humanitarian access"], children=False)
    ('denial of humanitarian access',)
    >>> grave_violations(["killing", "maiming"], children=True)
    ('killing or maiming',)
    """
    known = OF_ALL | (OF_CHILDREN if children else {})
    return tuple(dict.fromkeys(known[harm] for harm in harms if harm in known))


GRAVE = (
    say("killing or maiming"),
    say("recruitment or use"),
    say("sexual violence"),
    say("abduction"),
    say("attack on a school or hospital"),
    say("denial of humanitarian access"),
)
"""The six grave violations against children, in the order of their reports."""

FORMS_OF_VIOLENCE = (
    say("rape"),
    say("sexual slavery"),
    say("forced prostitution"),
    say("forced pregnancy"),
    say("forced abortion"),
    say("forced sterilisation"),
    say("forced marriage"),
    say("trafficking for sexual violence or exploitation"),
    say("another form of comparable gravity"),
)
"""Forms of conflict-related sexual violence. Source: reports of the Secretary-General under
Security Council resolution 1960 (2010)."""
