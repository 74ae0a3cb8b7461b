"""What a mission can no longer do where the host state withdraws its consent, and by when
headquarters hears of it.

Which work relies on consent follows from its kind: a suggestion, for a person to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tutela.crisis.tables import options

LOSES: Mapping[str, frozenset[str]] = {
    "strategic": frozenset({"movement", "forces"}),
    "movement": frozenset({"movement"}),
    "forces": frozenset({"forces"}),
}
"""What goes with each kind of consent that is lost.

Source  Operational Concept, paragraph 8, for strategic consent; the parts are our choice.
"""

TELL = timedelta(hours=24)
"""By when headquarters is told. Our choice: a day."""

ANSWER = timedelta(hours=72)
"""By when headquarters is asked again, where nobody agreed another time. Our choice."""


def hinders(option: str, kind: str) -> frozenset[str]:
    """What of the consent lost an option relies on; empty where it can go ahead.

    Takes   option, a word of options.csv; kind, of LOSES.
    Raises  KeyError for a kind that is none.

    >>> sorted(hinders("public_order", "strategic")), hinders("shelter", "strategic")
    (['forces', 'movement'], frozenset())
    """
    found = options().get(option)
    return LOSES[kind] & frozenset(found.host if found else ())


def plan_hinders(*, host_role: bool, moves: bool, kind: str) -> frozenset[str]:
    """What of the consent lost a contingency plan relies on.

    Takes   host_role, whether host authorities have a part in it; moves, whether units go or
            people are moved.

    >>> plan_hinders(host_role=True, moves=True, kind="movement")
    frozenset({'movement'})
    """
    relies = ({"forces"} if host_role else set()) | ({"movement"} if moves else set())
    return LOSES[kind] & frozenset(relies)
