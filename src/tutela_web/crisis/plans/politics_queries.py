"""Politics beside force at one alert: what was asked of whom, what came of it, what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.crisis.phases import Line, political_lines
from tutela.crisis.tables import options
from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import NOT_DONE, Screen
from tutela_web.crisis.models import Decision
from tutela_web.crisis.plans.models import MeasureRefusal
from tutela_web.crisis.plans.queries import refusals_of
from tutela_web.warning.board.queries import thread_read
from tutela_web.warning.models import Alert

if TYPE_CHECKING:
    from tutela_web.crisis.decisions.queries import ReadTasking


@dataclass(frozen=True)
class PoliticalSide:
    """One political line of a response, in the country or beyond it.

    state    taken, refused (with a reason), or open
    decided  steps chosen in a decision: the decision, the option, and who carries it out
    asked    steps that were asked of somebody: taskings, with their answers and results
    refused  steps that were refused by name
    """

    line: Line
    state: str
    decided: list[tuple[Decision, str, str]]
    asked: list[ReadTasking]
    refused: list[MeasureRefusal]


@dataclass(frozen=True)
class Politics:
    """The political side of what is done about an alert.

    forced   whether uniformed people were decided on, or tasked
    refused  the measures of no political line that were refused by name
    """

    forced: bool
    sides: list[PoliticalSide]
    refused: list[MeasureRefusal]

    @property
    def missing(self) -> list[PoliticalSide]:
        """The lines nobody has chosen a step of, or refused one, while force is used."""
        return [side for side in self.sides if side.state == "open"] if self.forced else []


def politics_of(standing: Standing, alert: Alert, screen: Screen) -> Politics:
    """The political side of an alert, of the decisions and taskings this person reads. One query.

    A step chosen counts as taken, and so does one that was asked for, unless it was not done.
    """
    chosen = [
        (decision, option["option"], option.get("who", ""))
        for decision in screen.decisions
        for option in decision.options
        if option["taken"]
    ]
    left = [
        option["option"]
        for decision in screen.decisions
        for option in decision.options
        if not option["taken"] and option.get("why", "").strip()
    ]
    refusals = list(refusals_of(standing, thread_read(alert)))
    asked = [tasking for tasking in screen.taskings if tasking.state not in NOT_DONE]
    taken = [*(option for _decision, option, _who in chosen), *(one.option for one in asked)]
    refused = [*left, *(refusal.option for refusal in refusals)]
    sides = [
        PoliticalSide(
            line,
            state,
            [one for one in chosen if one[1] in line.options],
            [tasking for tasking in screen.taskings if tasking.option in line.options],
            [refusal for refusal in refusals if refusal.option in line.options],
        )
        for line, state in political_lines(taken, refused)
    ]
    forced = any(name in options() and options()[name].who == "uniformed" for name in taken)
    political = {option for side in sides for option in side.line.options}
    return Politics(
        forced, sides, [refusal for refusal in refusals if refusal.option not in political]
    )
