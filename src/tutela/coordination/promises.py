"""What was promised, asked for and accepted: how it stands on a day."""

from __future__ import annotations

from datetime import date

BROKEN, OVERDUE, RUNNING, KEPT = "broken", "overdue", "running", "kept"

STATES = (BROKEN, OVERDUE, RUNNING, KEPT)
"""How a commitment may stand, the worst first."""

JUDGEMENTS = (KEPT, BROKEN, "unknown")
"""What a person may find of a commitment; unknown where nobody could tell yet."""


def state_of_commitment(due: date, judged: str, judged_on: date | None, on: date) -> str:
    """How a commitment stands on a day.

    Takes   due, the day by which it was to be kept; judged, one of JUDGEMENTS, or "" where nobody
            looked; judged_on, when somebody did.
    Gives   one of STATES. Past its day and not known is overdue: what nobody could see is never
            kept. A judgement holds from its own day on.

    >>> due, on = date(2018, 12, 20), date(2018, 12, 31)
    >>> state_of_commitment(due, "", None, on), state_of_commitment(due, "unknown", on, on)
    ('overdue', 'overdue')
    >>> state_of_commitment(due, "kept", date(2018, 12, 19), on)
    'kept'
    >>> state_of_commitment(due, "broken", on, due)
    'running'
    """
    if judged in (KEPT, BROKEN) and judged_on is not None and judged_on <= on:
        return judged
    return OVERDUE if due < on else RUNNING


IN_FORCE, LAPSED, ENDED = "in force", "lapsed", "ended"


def state_of_acceptance(until: date, ended: date | None, on: date) -> str:
    """How the acceptance of a risk stands on a day.

    Takes   until, the last day it holds by itself; ended, the day somebody ended it, if any.
    Gives   in force, ended, or lapsed: past its last day nobody accepts the risk any more.

    >>> until = date(2018, 12, 30)
    >>> [state_of_acceptance(until, None, day) for day in (until, date(2018, 12, 31))]
    ['in force', 'lapsed']
    >>> state_of_acceptance(until, date(2018, 12, 20), date(2018, 12, 31))
    'ended'
    """
    if ended is not None and ended <= on:
        return ENDED
    return LAPSED if until < on else IN_FORCE


ANSWERED, WAITING, PAST_DUE = "answered", "waiting", "past due"


def state_of_ask(due: date | None, answered: date | None, on: date) -> str:
    """How something asked of others stands on a day.

    Takes   due, by when an answer is needed, or None where nobody said; answered, when it came.
    Gives   answered, waiting, or past due: its day went by without an answer.

    >>> due, on = date(2018, 12, 20), date(2018, 12, 31)
    >>> state_of_ask(due, None, on), state_of_ask(None, None, on), state_of_ask(due, on, on)
    ('past due', 'waiting', 'answered')
    """
    if answered is not None and answered <= on:
        return ANSWERED
    return PAST_DUE if due is not None and due < on else WAITING
