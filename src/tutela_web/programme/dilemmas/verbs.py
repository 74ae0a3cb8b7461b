"""How a decision is said to have applied a dilemma's line."""

from __future__ import annotations

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.crisis.decisions.queries import decisions_for
from tutela_web.crisis.models import Decision
from tutela_web.programme.dilemmas.models import Dilemma, DilemmaUse
from tutela_web.programme.dilemmas.queries import ACT
from tutela_web.records import verbs as records


@one_at_a_time(hold)
def use_dilemma(
    dilemma: Dilemma, decision: Decision | None, *, kept: bool, words: str = "", by: Standing
) -> DilemmaUse:
    """Say that a decision applied the agreed line, or parted from it.

    Raises  Denied; BadParameter for a decision the person may not see, or one that parted without
            words; NotNow where no line is agreed, or the decision is there already.
    """
    by.require(ACT, of=dilemma)
    if decision is None or not decisions_for(by).filter(pk=decision.pk).exists():
        raise BadParameter(say("there is no such decision"), next=say("choose one of the list"))
    if not dilemma.line.strip():
        raise NotNow(say("no line is agreed yet"), next=say("write the agreed line first"))
    if not kept and not words.strip():
        raise BadParameter(
            say("a departure from the line needs a reason"),
            where="words",
            next=say("say it in a sentence"),
        )
    hold(dilemma)
    if DilemmaUse.objects.filter(dilemma=dilemma, decision=decision).exists():
        raise NotNow(say("this decision is there already"), next=say("open it in the list"))
    marking = max(dilemma.classification, decision.classification)
    by.require_marking("strategy", marking)
    use = DilemmaUse(
        dilemma=dilemma,
        decision=decision,
        kept=kept,
        words=words.strip()[:400],
        classification=marking,
        area=decision.area,
        known_at=clock.now(by.mission),
        invented=dilemma.invented or decision.invented,
    )
    return records.create(use, mission=by.mission, by=by.person)
