"""Risks that moved since a period began: from what to what, and what is new on the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from tutela.base.messages import Sentence
from tutela_web.places.models import Place
from tutela_web.records.versions.queries import versions_of_ids
from tutela_web.reporting.filling.view import FillView
from tutela_web.risk.models import Risk
from tutela_web.risk.packed.queries import suggestions_at
from tutela_web.risk.queries import (
    RiskChange,
    changes_since,
    latest_assessment,
    risks_for,
)

MOVED = ("risen", "fallen", "new", "merged", "split", "agreed")
"""The changes that are a move; a review that fell due, or a tripwire, is none."""

Line = tuple[UUID, str, str]
"""A risk by place, actor and harm."""


@dataclass(frozen=True)
class RiskMoved:
    """A risk that moved; new, whether neither an agreed nor a suggested value stood for it when the
    period began; chance, whether now and before are the likelihood of its hotspot in percent, and
    no score."""

    place: Place
    actor: str
    harm: str
    now: float
    before: float | None
    new: bool
    why: Sentence
    kind: str
    chance: bool = False

    @property
    def line(self) -> Line:
        """By what the register knows it."""
        return self.place.pk, self.actor, self.harm


def risks_moved(view: FillView) -> list[RiskMoved]:
    """Every risk that moved since the period began, the weightiest first, each line once. Three
    queries beside those of the changes.

    A value that was agreed in the period is told against what stood for the line before: the value
    agreed then, else the one suggested then.
    """
    start, _end = view.span
    moved: dict[Line, RiskMoved] = {}
    for change in changes_since(view.standing, start, top=None, until=view.last):
        if change.kind in MOVED and change.place is not None and change.now is not None:
            line = change.place.pk, change.actor, change.harm
            said = _as_moved(change, change.place, change.now)
            if line not in moved or change.kind == "agreed":  # what a forum agreed stands
                moved[line] = said
    stood = _values_before(view, moved)
    told = [
        one if one.chance else replace(one, before=stood.get(line), new=line not in stood)
        for line, one in moved.items()
    ]
    return [
        one
        for one in told
        if one.chance or one.before is None or round(one.before) != round(one.now)
    ]


def _as_moved(change: RiskChange, place: Place, now: float) -> RiskMoved:
    new = change.kind in ("new", "agreed")
    return RiskMoved(
        place,
        change.actor,
        change.harm,
        now,
        change.before,
        new,
        change.why,
        change.kind,
        change.chance,
    )


def _values_before(view: FillView, lines: Iterable[Line]) -> dict[Line, float | None]:
    """What stood for lines when the period began: agreed before suggested; None where something was
    suggested, and too little known for a score."""
    wanted = set(lines)
    places = {line[0] for line in wanted}
    start, _end = view.span
    then = latest_assessment(view.standing, before=start)
    stood: dict[Line, float | None] = {
        line: None if row.insufficient_data else float(row.risk)
        for row in suggestions_at(view.standing, then, places)
        if (line := (row.place_id, row.actor, row.harm)) in wanted
    }
    seen = (
        risks_for(view.standing)
        .filter(place__in=places)
        .values_list("pk", "place_id", "actor", "harm")
    )
    line_of = {pk: (place, actor, harm) for pk, place, actor, harm in seen}
    for was in versions_of_ids(Risk, line_of).having("risk"):
        if was.agreed_at and was.agreed_at < start and line_of[was.pk] in wanted:
            stood[line_of[was.pk]] = was.risk
    return stood
