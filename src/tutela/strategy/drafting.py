"""The states of a strategy while it is written and once it is in force."""

from __future__ import annotations

STATES = ("draft", "consulted", "endorsed", "in force", "superseded")
"""How far a strategy is, in order."""

WRITABLE = frozenset({"draft", "consulted"})
"""While its text may change. What was endorsed is changed by a new strategy."""

PUBLISHED = frozenset({"in force", "superseded"})
"""Once those who read the strategy, and not its drafts, may read it."""

TERM_YEARS = 1
"""How long a strategy holds. Source: Framework, paragraph 10: reviewed every year."""
