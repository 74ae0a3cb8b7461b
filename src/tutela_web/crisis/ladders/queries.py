"""The ladders as a mission settled them: its own words where it has some, else the proposal."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from tutela.crisis.ladders import LADDERS, Step, steps
from tutela_web.access.policy import Standing
from tutela_web.crisis.ladders.models import LadderStep
from tutela_web.look.translate import word

KIND = "mandates"
"""How steps are read: by all of the mission, also by those who read alerts of one area only."""
ACT = "keep_ladder"


def ladder_steps_for(standing: Standing) -> QuerySet[LadderStep]:
    """What the mission settled of steps, as far as this person may see it."""
    return LadderStep.objects.filter(standing.sees_open(KIND)).order_by("step")


@dataclass(frozen=True)
class LadderRow:
    """A step as this person reads it: the mission's own authority and limits, or the proposal.

    own  what the mission settled; None where it settled nothing this person may read
    """

    step: Step
    own: LadderStep | None

    @property
    def ladder(self) -> str:
        """Which ladder it is of, in words."""
        return word(LADDERS[self.step.ladder])

    @property
    def label(self) -> str:
        """The step in words."""
        return word(self.step.label)

    @property
    def authority(self) -> str:
        """Who decides on it."""
        return self.own.authority if self.own else word(self.step.authority)

    @property
    def limits(self) -> str:
        """Within which limits it stays."""
        return self.own.limits if self.own else word(self.step.limits)


def ladders_read(standing: Standing) -> dict[str, LadderRow]:
    """Every step by its code, each ladder from its lowest step up. One query."""
    own = {settled.step: settled for settled in ladder_steps_for(standing)}
    return {code: LadderRow(step, own.get(code)) for code, step in steps().items()}
