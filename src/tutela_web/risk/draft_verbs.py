"""A score begun and not yet proposed: for the person who gives it, and shown to nobody else."""

from __future__ import annotations

from collections.abc import Mapping

from tutela.risk.factors import FACTORS
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import JsonValue
from tutela_web.risk.models import Risk, ScoreDraft

LONGEST_ANSWER = 500
ASKED = frozenset({"gravity", "owner", "reason"})
_NAMES = ASKED.union(*FACTORS.values())


def save_score_draft(
    risk: Risk, answers: Mapping[str, JsonValue], *, began: int, by: Standing
) -> ScoreDraft:
    """Keep the answers a person gave so far, in place of those kept before.

    Takes   answers, as sent: of each factor by its name what it is, and gravity, owner and reason;
            others are left out, and nothing is refused: a draft may be half an answer. began, the
            version of the line they were given on.
    Raises  Denied without the act score_risk in the area of the line.
    """
    by.require("score_risk", area=risk.area_id)
    by.require_ours(risk)
    kept = {name: _clip(answer) for name, answer in answers.items() if name in _NAMES}
    draft, _made = ScoreDraft.objects.update_or_create(
        risk=risk,
        person_id=by.person.pk,
        defaults={
            "mission": by.mission,
            "began": began,
            "answers": kept,
            "saved_at": clock.now(by.mission),
        },
    )
    return draft


def discard_score_draft(risk: Risk, *, by: Standing) -> None:
    """Erase what a person kept of a line for themselves; of nobody else."""
    by.require_ours(risk)
    ScoreDraft.objects.filter(risk=risk, person_id=by.person.pk).delete()


def _clip(answer: JsonValue) -> JsonValue:
    if isinstance(answer, dict):
        return {name: _clip(part) for name, part in answer.items() if name in ("v", "l", "h", "w")}
    return str(answer)[:LONGEST_ANSWER]
