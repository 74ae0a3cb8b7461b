"""What contingency plans wait for, as questions to find out."""

from __future__ import annotations

from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.crisis.plans.queries import critical_places, seen_plans
from tutela_web.risk.questions.feeds import FedQuestion

LONGEST = 200
"""Of a trigger so many letters: a question is one sentence."""


def triggers_to_find_out(standing: Standing) -> list[FedQuestion]:
    """Whether what the plans of critical places wait for has come about: each line of a plan's
    triggers, of plans that still hold."""
    if not (standing.reads("alerts") and standing.reads("places")):
        return []
    critical = {critical_place.place.pk for critical_place in critical_places(standing)}
    plans = seen_plans(standing).filter(place__in=critical).exclude(triggers="")
    return [
        FedQuestion(
            f"plan:{plan.pk}:{number}",
            plan.place,
            say("Has this come about: {trigger}", trigger=trigger.strip()[:LONGEST]),
            say("whether the contingency plan of {place} is opened", place=plan.place.name),
            plan.classification,
            trigger=True,
        )
        for plan in plans.select_related("place").order_by("place__name")
        if plan.valid_until is None or plan.valid_until >= standing.on
        for number, trigger in enumerate(filter(str.strip, plan.triggers.splitlines()))
    ]
