"""Does a decision still stand, given its taskings?

    reopened_by(taskings, decided, now)      nothing: it stands

A decision counts on who goes, and on when they arrive. When a tasking is refused, fails, turns back
or slips past what was accepted, the decision is open again, unless others who accepted are there as
soon, or somebody has decided since. What is not known is never taken for as soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

NO = ("refused", "failed", "turned")
"""Answers after which nobody goes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What those tasked said, when, and the arrival they expect; None where they did not say."""

    at: datetime
    answer: str
    expected: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tasked:
    """A tasking as far as a decision rests on it: the arrival it was given with, what was answered
    in the order of time, and when they arrived, left the place and returned.

    withdrawn  when it was withdrawn and they read that back: until then it stands
    given      when they were tasked, or are to leave where that was planned
    departed   when they left
    travel     how long their way is, as it was known when they were tasked
    """

    planned: datetime | None = None
    answers: Sequence[Answer] = ()
    arrived: datetime | None = None
    left: datetime | None = None
    returned: datetime | None = None
    withdrawn: datetime | None = None
    given: datetime | None = None
    departed: datetime | None = None
    travel: timedelta | None = None

    @property
    def accepted(self) -> bool:
        """Whether they go, as far as their last answer or their arrival says."""
        last = self.answers[-1].answer if self.answers else ""
        goes = self.arrived is not None or last in ("accepted", "delayed")
        return goes and self.withdrawn is None

    @property
    def stands(self) -> bool:
        """Whether it binds those tasked: nobody said that they do not go, they have not returned,
        and it was not withdrawn and read back."""
        last = self.answers[-1].answer if self.answers else ""
        return last not in NO and self.returned is None and self.withdrawn is None

    def way(self) -> tuple[datetime | None, timedelta | None]:
        """When they would be there, and the way that is ahead of them: what they said last; else
        their way from when they left, or from when they were tasked, which is then still ahead
        (`departing.estimate`). None where it is not known."""
        said = next((answer for answer in reversed(self.answers) if answer.expected), None)
        late = self.answers[-1].answer == "delayed" if self.answers else False
        if said is not None and not (late and self.answers[-1].expected is None):
            return said.expected, None
        if self.travel is None or late:
            return None, None
        if self.departed is not None:
            return self.departed + self.travel, None
        return (None, None) if self.given is None else (self.given + self.travel, self.travel)

    def expected_arrival(self, at: datetime | None = None) -> datetime | None:
        """The arrival expected, as it was known at a time: the one said last. A delay of which no
        hour is said leaves it not known."""
        due = self.planned
        for answer in self.answers:
            if at is None or answer.at <= at:
                due = answer.expected or (None if answer.answer == "delayed" else due)
        return due

    def fell(self, decided: datetime | None, now: datetime) -> datetime | None:
        """Since when it is not what the decision accepted; None while it is, or nobody knows of a
        time it had to keep.

        Takes   decided, when somebody last decided: what was known then was accepted with it.
        """
        if self.withdrawn is not None:
            return self.withdrawn
        if self.arrived is not None:
            return None
        noes = list(takewhile(lambda one: one.answer in NO, reversed(self.answers)))
        if noes:
            return noes[-1].at
        if self.returned is not None:
            return self.returned
        due = self.planned if decided is None else self.expected_arrival(decided)
        for answer in self.answers:
            if decided is not None and answer.at <= decided:
                continue
            if answer.answer == "delayed" and not _arrives_by(answer.expected, due):
                return answer.at
            if answer.expected is not None and due is not None and answer.expected > due:
                return answer.at
            due = due or answer.expected
        due = self.expected_arrival()
        return due if due is not None and due < now else None


def reopened_by(
    taskings: Sequence[Tasked], decided: datetime | None, now: datetime
) -> list[datetime]:
    """What opens a decision again, given its taskings; nothing while it stands.

    Takes   taskings, of the alert and of those joined to it; decided, when somebody last decided,
            None where the tasking itself was the decision; all times with a zone.
    Gives   in their order, when each tasking fell that no later decision answers, and no other
            accepted tasking that arrives as soon.
    Source  domain reference, workflow W1: a refused, failed or slipped tasking reopens the
            decision.

    >>> from datetime import UTC
    >>> def at(hour): return datetime(2018, 12, 31, hour, tzinfo=UTC)
    >>> refused = Tasked(planned=at(5), answers=[Answer(at(4), "refused")])
    >>> [f"{one:%H:%M}" for one in reopened_by([refused], at(3), at(4))]
    ['04:00']
    >>> other = Tasked(planned=at(5), answers=[Answer(at(4), "accepted")])
    >>> reopened_by([refused, other], at(3), at(4))
    []
    """
    fallen = [
        (tasking, since)
        for tasking in taskings
        if (since := tasking.fell(decided, now)) is not None
    ]
    lost = {id(one) for one, _since in fallen}
    going = [tasking for tasking in taskings if tasking.accepted and id(tasking) not in lost]
    return sorted(
        since
        for one, since in fallen
        if not (decided is not None and since < decided)
        and not any(_as_soon(other, one, decided) for other in going)
    )


def _arrives_by(arrives: datetime | None, due: datetime | None) -> bool:
    return arrives is not None and due is not None and arrives <= due


def _as_soon(other: Tasked, tasked: Tasked, decided: datetime | None) -> bool:
    """Whether others are there already, or arrive by when the one was to."""
    if other.arrived is not None:
        return other.left is None
    due = tasked.planned if decided is None else tasked.expected_arrival(decided)
    return _arrives_by(other.expected_arrival(), due)
