"""What may calm an alert, and what never: one table of which event, by whom, stops which clock.

Only an act calms: of the person responsible, or that person's spoken answer that tasking
headquarters or the joint operations centre wrote down. Whatever is not in the table stops nothing;
an inferred step, a tasking and a departure leave the warning unanswered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from tutela.base.data_tables import shipped_rows

if TYPE_CHECKING:
    from tutela.warning.states import Moment

OWNER, DECIDER, HEARD = "owner", "decider", "heard"
"""Who answers: the owner of the alert; another who may decide about it; one of these by voice, as
tasking headquarters or the joint operations centre wrote down with the name."""

PERSON, RULE, BEFORE = "person", "rule", "before"
"""Who else: any other person, and none at all. BEFORE was written down when nobody asked who."""

WHO = (OWNER, DECIDER, HEARD, PERSON, RULE, BEFORE)

EVERY = "every"
"""In the table: every clock that does not wait for what comes after the end."""

AFTER_THE_END = "feedback"


@cache
def calming_acts() -> dict[str, dict[str, frozenset[str]]]:
    """Of each clock the events that stop it, with who they must be of.

    >>> sorted(calming_acts()["acknowledge"]["decided"])
    ['owner']
    """
    acts: dict[str, dict[str, frozenset[str]]] = {}
    for row in shipped_rows("tutela.warning", "calms.csv"):
        who = set(row["who"].split())
        if PERSON in who:  # whoever it is
            who |= {OWNER, DECIDER, HEARD, BEFORE}
        acts.setdefault(row["clock"], {})[row["event"]] = frozenset(who)
    return acts


def stops(clock: str, moment: Moment) -> bool:
    """Whether a moment stops a clock.

    >>> from datetime import UTC
    >>> from tutela.warning.states import Moment
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> stops("decide", Moment("decided", at, who=DECIDER)), stops("decide", Moment("tasked", at))
    (True, False)
    """
    acts = calming_acts()
    ends = {} if clock == AFTER_THE_END else acts[EVERY]
    who = acts.get(clock, {}).get(moment.state, ends.get(moment.state, frozenset()))
    return not moment.inferred and moment.who in who


@cache
def counts(event: str, who: str) -> bool:
    """Whether an event of somebody stops any clock at all.

    >>> counts("acknowledged", OWNER), counts("acknowledged", PERSON)
    (True, False)
    """
    return any(who in acts.get(event, ()) for acts in calming_acts().values())


def stopped_at(clock: str, run: Mapping[str, Moment]) -> datetime | None:
    """When a clock was stopped; None while it runs."""
    return min((one.at for one in run.values() if stops(clock, one)), default=None)
