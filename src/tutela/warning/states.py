"""How far an alert has come: states, what a later one says of the earlier, and reopening.

Nobody waits for Tutela: commanders act under their rules of engagement, and what is recorded first
may be that the patrol has arrived. Any later state is accepted. That somebody arrived says that
somebody was tasked and went; it never says that who answers for the alert acknowledged or decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.warning.calming import BEFORE, OWNER, counts, stops

STATES = (
    "received",
    "acknowledged",
    "decided",
    "tasked",
    "on the way",
    "arrived",
    "closed",
)
"""In their order. *Expired* ends an alert that ran out undecided; *reopened* begins it anew."""

EXPIRED, REOPENED, CLOSED = "expired", "reopened", "closed"
ENDS = (CLOSED, EXPIRED)

OUTCOME = "outcome"
"""What came of it is on record, and that the danger ended: every clock stops but the one of the
answer owed."""

DANGER_LASTS = "danger lasts"
"""What came of it is on record, and nobody has said that the danger ended: it calms nothing."""

SET_ASIDE = "set aside"
"""A person has read what came after the closing, and it stays closed."""

CALLED_BACK = "called back"
"""Somebody rang back who told of it, and heard that it is so."""

NOT_EXECUTED = "not executed"
"""A tasking was refused, failed, turned back or slipped: the decision that rested on it is open
again."""

AWAITED, ANSWERED_TASK, ACCEPTED = "answer awaited", "answered", "accepted"
"""Those of one tasking have not answered; and then they have: otherwise than yes, or that they
go. Each is of its tasking (`Moment.of`), and so are these:"""

TO_DEPART, DEPARTED, WITHDRAWN = "to depart", "departed", "withdrawn"
"""They are to leave by an hour (`Moment.due`); and then they left; or the tasking was withdrawn,
and they read that back."""

OF_TASKING = {AWAITED: "answer", TO_DEPART: "depart"}
"""What begins a clock of one tasking: what ends it, the table of `calming` says."""

TO_TASK, ACT_LEFT = "to be tasked", "act left"
"""It was decided to act, and somebody has to be tasked; and then decided otherwise."""

CALLS = CALL_ANSWERED, CALL_MISSED = "call answered", "call missed"
"""Somebody of the call list was rung: they were reached, or not. Neither meets any clock."""
PLACE_CORRECTED = "moved"
"""Where it is was corrected: it stops no clock and begins none."""
TAKEN_BACK = "taken back"
"""Who told of it says that it is not so: it lowers nothing, for the telephone may be in other
hands. Somebody else there is to be heard."""

BESIDE = (
    "triaged",
    "issued",
    "no decision",
    "outside chain",
    "flash",
    "verifying",
    OUTCOME,
    DANGER_LASTS,
    "feedback",
    SET_ASIDE,
    "asked",
    CALLED_BACK,
    NOT_EXECUTED,
    TO_TASK,
    ACT_LEFT,
    AWAITED,
    ANSWERED_TASK,
    ACCEPTED,
    TO_DEPART,
    DEPARTED,
    WITHDRAWN,
    *CALLS,
    PLACE_CORRECTED,
    TAKEN_BACK,
)
"""Moments beside the states: clocks begin and end at them. *Not executed* takes states back, and
no other moves one."""


class Moment(NamedTuple):
    """A state, since when, whether it follows from a later one instead of being said, and by whom
    it was said, of `calming.WHO`.

    of       the tasking it is of; blank where it is of the alert
    due      of who is to depart: by when
    arrives  of those tasked: when they would be there, as `departing.estimate` has it
    travel   how long their way is; None where it is not known, or does not count any more
    entered  when it was written down, where that is kept: an end may be said of an hour before
    """

    state: str
    at: datetime
    inferred: bool = False
    who: str = BEFORE
    of: str = ""
    due: datetime | None = None
    arrives: datetime | None = None
    travel: timedelta | None = None
    entered: datetime | None = None

    @property
    def key(self) -> str:
        """What it is known by in a run: those of two taskings stand side by side."""
        return f"{self.state} {self.of}" if self.of else self.state

    @property
    def answers(self) -> bool:
        """Whether it is an answer where one is asked for: what somebody said who does not answer
        for the alert stays on record, and is none."""
        return self.inferred or self.state not in ANSWERED or counts(self.state, self.who)


ANSWERED = ("acknowledged", "decided")
"""States that only the person responsible brings an alert to."""


def current(trail: Iterable[Moment]) -> str:
    """The state of an alert now; *reopened* means received once more.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> current([Moment("received", at), Moment("decided", at)])
    'decided'
    """
    run = run_of(trail)
    for state in ENDS:
        if state in run:
            return state
    return next((state for state in reversed(STATES) if state in run), STATES[0])


def to_record(trail: Iterable[Moment], state: str, at: datetime, who: str = BEFORE) -> list[Moment]:
    """The moments to add so that an alert has come to a state.

    Of those that moved, the states skipped are inferred, at the same time: they happened by then.
    The owner's own decision acknowledges; nothing else says that somebody did, or
    decided. One that was
    inferred and is said now is added as said. What was said already is not added again: a resend
    changes nothing. *Closed* and *expired* infer nothing: an alert may end with nobody sent. While
    a decision is open again a further tasking or departure infers none: it may come later than
    what was accepted.

    Takes   trail, the moments so far, in the order they were recorded; who, of `calming.WHO`.
    Raises  BadParameter for a state that is none; for one of an alert that has ended, which must be
            reopened first; for reopening one that is open.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> [(m.state, m.inferred) for m in to_record([Moment("received", at)], "on the way", at)]
    [('tasked', True), ('on the way', False)]
    """
    if state not in (*STATES, EXPIRED, REOPENED):
        raise BadParameter(say("an alert has no state {state}", state=state))
    run = run_of(trail)
    ended = next((end for end in ENDS if end in run), None)
    if state == REOPENED:
        if ended is None:
            raise BadParameter(say("this alert is open"), next=say("record what happened"))
        return [Moment(REOPENED, at, who=who)]
    said = Moment(state, at, who=who)
    acknowledges = state == "decided" and who == OWNER and "acknowledged" not in run
    also = [Moment("acknowledged", at, who=who)] if acknowledges and ended is None else []
    if state in run and not run[state].inferred:
        return also
    if not said.answers and any((m.state, m.who) == (state, who) for m in trail):
        return []
    if ended is not None:
        raise BadParameter(say("this alert has ended"), next=say("reopen it first"))
    open_still = is_reopened(run) and (state in MOVED[:2] or _before_fall(run, state, at))
    if state in ENDS or open_still:
        return [*also, said]
    before = MOVED[: MOVED.index(state)] if state in MOVED else ()
    skipped = [Moment(one, at, inferred=True) for one in before if one not in run]
    return [*also, *skipped, said]


MOVED = ("tasked", "on the way", "arrived")
UNDONE = ("decided", TO_TASK, *MOVED)
"""What a tasking that is not executed takes back, with whatever was only inferred."""


def is_reopened(run: Mapping[str, Moment]) -> bool:
    """Whether the decision of a run is open again: a tasking was not executed, nothing was decided
    since."""
    return NOT_EXECUTED in run and "decided" not in run


def take_back(run: Mapping[str, Moment], fell: Moment) -> dict[str, Moment]:
    """A run after a tasking was not executed: what rested on it is no longer met.

    What was said of a later time stands, for a refusal may be recorded after the new decision.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> run = {n: Moment(n, at, n == "acknowledged")
    ...        for n in ("received", "acknowledged", "decided", "tasked")}
    >>> sorted(take_back(run, Moment(NOT_EXECUTED, at)))
    ['not executed', 'received']
    """
    kept = {
        name: moment
        for name, moment in run.items()
        if moment.at > fell.at or not (moment.inferred or name in UNDONE)
    }
    return {**kept, NOT_EXECUTED: fell}


def _before_fall(run: Mapping[str, Moment], state: str, at: datetime) -> bool:
    """Whether a decision or tasking, said now, lies before the one that was not executed: it does
    not answer it."""
    fell = run.get(NOT_EXECUTED)
    return fell is not None and state in ("decided", TO_TASK, "tasked") and at < fell.at


def _is_answer(run: Mapping[str, Moment], moment: Moment) -> bool:
    """Whether what was said counts in a run, where an answer is asked for."""
    if moment.inferred and moment.state in ANSWERED:
        return False
    return moment.answers and not _before_fall(run, moment.state, moment.at)


def _stands_again(run: Mapping[str, Moment], moment: Moment) -> bool:
    """Whether what was decided before a tasking fell stands again, others carrying it."""
    return moment.inferred and moment.state == "decided" and NOT_EXECUTED in run


BY_TASKING = (AWAITED, ANSWERED_TASK, ACCEPTED, TO_DEPART, DEPARTED, WITHDRAWN)


def _note_of_tasking(run: dict[str, Moment], moment: Moment) -> None:
    """Begin or end the clocks of one tasking: what ends one, the table says."""
    for begins, clock in OF_TASKING.items():
        if stops(clock, moment):
            run.pop(f"{begins} {moment.of}" if moment.of else begins, None)
    run.pop(AWAITED, None)  # as it was recorded before each tasking had its own clock
    if moment.state in (TO_DEPART, DEPARTED):
        for state in (TO_DEPART, DEPARTED):
            run.pop(moment._replace(state=state).key, None)
    if moment.state in (*OF_TASKING, DEPARTED):
        run[moment.key] = moment


def join_trails(
    trail: Sequence[Moment], joined: Iterable[tuple[Sequence[Moment], bool]]
) -> list[Moment]:
    """The trail of an alert with what was recorded of those joined to it: one event, one run.

    The earliest of each name counts, one that was said before one inferred. Ends and reopenings are
    the alert's own. What was said of a joined one of a lower level, before anybody moved, answers
    nothing for the nearer harm: its clocks run on, and only an outcome of its own stops them.

    Takes   joined, of each its moments since the alert was last reopened, and whether its level is
            lower.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> other = [Moment("received", at), Moment("decided", at)]
    >>> current(join_trails([Moment("received", at)], [(other, False)]))
    'decided'
    >>> current(join_trails([Moment("received", at)], [(other, True)]))
    'received'
    """
    own = list(trail)
    begins = max((n for n, m in enumerate(own) if m.state == REOPENED), default=-1) + 1
    more = [moment for moments, lower in joined for moment in _counting(moments, lower)]
    if not more:
        return own
    # each run says for itself what its own falls and answers took back
    kept = [*run_of(own[begins:]).values(), *more]
    falls = [moment for moment in kept if moment.state == NOT_EXECUTED]
    found: dict[str, Moment] = {}
    for moment in kept:
        first = found.get(moment.key)
        if first is None or (moment.inferred, moment.at) < (first.inferred, first.at):
            found[moment.key] = moment
    if falls:
        found = take_back(found, max(falls, key=lambda moment: moment.at))
    return [*own[:begins], *sorted(found.values(), key=lambda m: m.state != NOT_EXECUTED)]


def _counting(moments: Iterable[Moment], lower: bool) -> list[Moment]:
    """Of a joined alert's moments those that count for the other."""
    run = run_of(moments)
    apart = {STATES[0], *ENDS, *((OUTCOME, "feedback") if lower else ())}
    if lower and not run.keys() & set(MOVED):
        return []
    return [moment for name, moment in run.items() if name not in apart]


def run_of(trail: Iterable[Moment]) -> dict[str, Moment]:
    """The first moment of each name since the alert was last reopened; a said one replaces an
    inferred one, and what is no answer is left out. Reopened is received once more; a tasking that
    was not executed takes back what rested on it, and what was decided before that, said later,
    does not stand for it. What is of one tasking stands beside that of others.

    What was once inferred of the person responsible, because somebody was tasked, says nothing of
    them: it is left out, however long ago it was recorded."""
    run: dict[str, Moment] = {}
    for moment in trail:
        if moment.state == REOPENED:
            run = {STATES[0]: Moment(STATES[0], moment.at)}
        elif moment.state == NOT_EXECUTED:
            run = take_back(run, moment)
        elif not (_stands_again(run, moment) or _is_answer(run, moment)):
            continue
        elif moment.state == ACT_LEFT:
            run.pop(TO_TASK, None)
        elif moment.state in BY_TASKING:  # the last that was said of a tasking holds
            _note_of_tasking(run, moment)
        elif moment.state not in run or run[moment.state].inferred:
            run[moment.state] = moment
    return run


# --- what an ending does to everything that hangs on an alert: carried, asked of who gave it, or
# ended in the same act; the rest is a record that stays

MERGED, CALMED, LOWERED = "merged", "calmed", "lowered"
"""Joined to another alert; a person says that the danger ended; the level is below tasking."""

ENDINGS = (MERGED, CALMED, LOWERED, EXPIRED, CLOSED)

BY_MOMENT = {OUTCOME: CALMED, EXPIRED: EXPIRED, CLOSED: CLOSED, REOPENED: REOPENED}
"""Which ending, or the reopening, a moment is."""

BELOW_TASKING = ("watch",)
"""Levels at which nobody has to be tasked: `clocks.csv` gives the clock *task* no limit there."""

CARRIED, ASKED, ENDED = "carried", "asked", "ends"
"""It is of the surviving alert; who gave it is asked, and it stands meanwhile; it ends."""

PROPOSED, BEGINS = "proposed", "begins"
"""Of a reopening: it is proposed again; it begins anew."""

GOES_ON, STAYS = "goes on", "stays"
"""It waits on, for what comes after an end; it is a record and changes in nothing."""

FATES = (CARRIED, ASKED, ENDED, PROPOSED, BEGINS, GOES_ON, STAYS)


@cache
def fates_by_kind() -> dict[str, dict[str, str]]:
    """Of each kind of record, named with the field that points at the alert or tasking, what each
    ending, and a reopening, does to it.

    >>> fates_by_kind()["crisis.Tasking.alert"]["merged"]
    'carried'
    """
    return {
        row["kind"]: {ending: row[ending] for ending in (*ENDINGS, REOPENED)}
        for row in shipped_rows("tutela.warning", "endings.csv")
    }


def fate_of(kind: str, ending: str) -> str:
    """What an ending does to a kind of record.

    >>> fate_of("crisis.HostRelease.alert", "closed")
    'ends'
    """
    return fates_by_kind()[kind][ending]
