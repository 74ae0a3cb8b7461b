"""What changed from one assessment to the next, and which evidence moved it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from tutela.base.messages import say
from tutela.risk.score import BLANK
from tutela.risk.types import Assessment, Component, Evidence, Risk

Kind = Literal["new", "risen", "fallen", "dropped"]
RiskKey = tuple[str, str, str, int]

COMPONENTS: tuple[Component, ...] = ("I", "C", "V")

_ORDER: dict[str, int] = {"risen": 0, "new": 1, "fallen": 2, "dropped": 3}
_PRIORITIES = ("low", "moderate", "high", "critical")


@dataclass(frozen=True, slots=True)
class Change:
    """One risk that is new, has risen, has fallen, or is no longer listed, and why.

    factor  the factor that moved most in the component that moved most; `why` is the evidence's
            own sentence, or says that the factor is not known any more.
    events  records that were not there before.
    """

    kind: Kind
    now: Risk | None
    before: Risk | None
    factor: str
    why: str
    events: tuple[str, ...] = ()

    @property
    def risk(self) -> Risk:
        """The risk as it stands, or as it last stood."""
        risk = self.now or self.before
        assert risk is not None  # a change has at least one side
        return risk


def key(risk: Risk) -> RiskKey:
    """What makes it the same risk from week to week: place, actor, harm and horizon."""
    return risk.place.id, risk.actor, risk.harm, risk.horizon_days


def by_likelihood(risk: Risk) -> bool:
    """Whether a risk is ordered by its likelihood, as what the method suggests is; what people
    score or agree has no such value, and keeps R."""
    return risk.value > 0


LEAST_PART = 0.25
"""A likelihood moved where it went by so many points, and by this part of it at least."""


def changes(now: Assessment, before: Assessment, *, points: float = 2.0) -> tuple[Change, ...]:
    """What changed between two assessments.

    Takes   two assessments of the same area, made the same way; `points` of R, or of a hundred of
            likelihood, below which a difference alone is not told. A change of priority is always
            told. Of what is ordered by likelihood only what speaks for its hotspot, now or before.
    Gives   changes: risen, new, fallen, no longer listed; in each, the largest change first.
    Raises  nothing; equal assessments give no change.

    >>> from datetime import date
    >>> quiet = Assessment(date(2030, 6, 1), 7, (), ())
    >>> changes(quiet, quiet)
    ()
    """
    then, changes_found = {key(risk): risk for risk in before.risks}, []
    for risk in now.risks:
        last = then.pop(key(risk), None)
        if not risk.leads and (last is None or not last.leads):
            continue
        if last is None:
            changes_found.append(_new(risk))
        elif moved := _direction(risk, last, points):
            changes_found.append(_change_of_moved(moved, risk, last))
    changes_found += [_change_of_dropped(risk) for risk in then.values() if risk.leads]
    return tuple(
        sorted(
            changes_found, key=lambda c: (_ORDER[c.kind], -step(c), -figure(c.risk), key(c.risk))
        )
    )


def figure(risk: Risk) -> float:
    """What orders a risk, of a hundred: its likelihood, 0 where that is not estimated; else R."""
    if by_likelihood(risk):
        return 0.0 if math.isnan(risk.likelihood) else 100 * risk.likelihood
    return risk.R


def step(change: Change) -> float:
    """How far the figure went the way the change went; all of it, for what came or went."""
    if change.now is None or change.before is None:
        return figure(change.risk)
    moved = figure(change.now) - figure(change.before)
    return moved if change.kind == "risen" else -moved


def strongest(risk: Risk) -> Evidence | None:
    """The filled factor with the highest value, the one resting on most records first."""
    filled = [e for e in risk.evidence if e.value is not None]
    return max(filled, key=lambda e: (e.value or 0, len(e.events)), default=None)


def _direction(now: Risk, before: Risk, points: float) -> Kind | None:
    steps = _PRIORITIES.index(now.priority) - _PRIORITIES.index(before.priority)
    if steps:
        return "risen" if steps > 0 else "fallen"
    is_, was = figure(now), figure(before)
    least = points
    if by_likelihood(now):
        if now.leads != before.leads:  # one tells of a hotspot, the other of a place
            return None
        least = max(points, LEAST_PART * max(is_, was))
    if abs(is_ - was) >= least:
        return "risen" if is_ > was else "fallen"
    return None


def _records(risk: Risk) -> dict[str, None]:
    return dict.fromkeys(event for e in risk.evidence for event in e.events)


def _new(risk: Risk) -> Change:
    best = strongest(risk)
    why = best.why if best else say("No factor is filled yet.")
    return Change("new", risk, None, best.factor if best else "", why, tuple(_records(risk)))


def _change_of_dropped(risk: Risk) -> Change:
    best = strongest(risk)
    why = say("It rested on: {why}", why=best.why) if best else say("No factor was filled.")
    return Change("dropped", None, risk, best.factor if best else "", why)


def _change_of_moved(kind: Kind, now: Risk, before: Risk) -> Change:
    sign = 1 if kind == "risen" else -1
    known = _records(before)
    fresh = tuple(event for event in _records(now) if event not in known)
    which, moved = max(
        ((c, sign * (getattr(now, c) - getattr(before, c))) for c in COMPONENTS),
        key=lambda moved: moved[1],
    )
    if moved <= 0 and now.gravity != before.gravity:
        gravity = say(
            "Gravity went from {before} to {now} of 5.", before=before.gravity, now=now.gravity
        )
        return Change(kind, now, before, "gravity", gravity, fresh)
    factor, why = _cause(now, before, which, sign) if moved > 0 else ("", "")
    return Change(kind, now, before, factor, why or say("No single factor moved by itself."), fresh)


def _cause(now: Risk, before: Risk, component: Component, sign: int) -> tuple[str, str]:
    """The factor that moved its component most, and the sentence that says so.

    A blank counts as the method counts it, so that one filled or emptied since last week is weighed
    like any other step.
    """
    last = {e.factor: e for e in before.evidence if e.component == component}
    best, told = 0.0, ("", "")
    for factor in now.evidence:
        old = last[factor.factor].value if factor.factor in last else None
        if factor.component != component or (old is None and factor.value is None):
            continue
        why = factor.why
        value, before_it = (BLANK if v is None else v for v in (factor.value, old))
        if factor.value is None:
            why = say(
                "Not known any more (it was {old:.1f}): it counts 3, the middle, until it is.",
                old=old,
            )
        far = sign * (value - before_it)
        if far > best:
            best, told = far, (factor.factor, why)
    return told
