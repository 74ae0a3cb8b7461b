"""Who receives a strategy: the whole text, a summary or nothing, weighed by what it could cost."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "component": "Component of the mission",
        "headquarters": "United Nations Headquarters",
        "un": "United Nations country team",
        "cluster": "Protection Cluster",
        "contributors": "Troop- and police-contributing countries",
        "host": "Host authorities",
        "donors": "Donors and Member States",
        "communities": "Communities",
        "public": "The public",
    }
)
"""Kinds of recipients. Source: Framework, paragraph 11."""

INSIDE = frozenset({"component", "headquarters", "un"})
"""Those who receive the text itself; others a copy from which passages were struck."""

AUDIENCES: Mapping[str, str] = MappingProxyType(
    {
        "cluster": "Protection Cluster",
        "host": "Host authorities",
        "public": "The public",
    }
)

OPEN = frozenset({"communities", "public"})
"""Those who publish what they receive: never the full text of a document that is marked."""

GIVES = ("full", "summary", "nothing")
RISKS = ("low", "moderate", "high")
RECEIPT_DAYS = 14
"""Days within which receipt is to be acknowledged [P]."""


def audience_of(kind: str, gives: str = "full") -> str:
    """For which audience a copy is made; empty where the text itself is given, to those inside.

    >>> audience_of("donors"), audience_of("cluster"), audience_of("un")
    ('public', 'cluster', '')
    >>> audience_of("un", "summary")
    'public'
    """
    if kind in INSIDE and gives == "full":
        return ""
    return kind if kind in AUDIENCES else "public"


def suggest_copy_kind(kind: str, political: str, operational: str) -> str:
    """What the rules would give: a person decides, and says why.

    Source  Framework, paragraph 11: components receive it, the Protection Cluster a copy, others
            the full text or a summary by political and operational risk. Where a risk is high a
            summary is suggested, never nothing: silence is decided by a person [P].

    >>> suggest_copy_kind("component", "high", "high"), suggest_copy_kind("host", "low", "moderate")
    ('full', 'summary')
    >>> suggest_copy_kind("cluster", "moderate", "low"), suggest_copy_kind("donors", "low", "low")
    ('full', 'full')
    """
    if kind in INSIDE:
        return "full"
    worst = max(RISKS.index(political), RISKS.index(operational))
    if kind == "cluster":
        return "full" if worst < RISKS.index("high") else "summary"
    return "full" if worst == 0 else "summary"
