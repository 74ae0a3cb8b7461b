"""How a result of a mandate is put right: never its words without a reason."""

from __future__ import annotations

from collections.abc import Mapping

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.monitoring.results.models import MandateResult
from tutela_web.monitoring.results.queries import ACT, WORDING, results_for
from tutela_web.records import verbs as records

REASONED = {name.removesuffix("_id") for name in WORDING}


def edit_result(
    result: MandateResult,
    changed: Mapping[str, FieldValue],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> MandateResult:
    """Change a result: what it says, its figure, what it is put down to, only with a reason.

    Takes   changed, sound values that differ from those on record.
    Raises  Denied without the act; BadParameter where words change and nobody says why; Conflict.
    """
    by.require(ACT, of=result)
    if changed.keys() & REASONED and not reason.strip():
        raise BadParameter(
            say("what a result says was changed, and no reason is given"),
            next=say("say why in a few words: it stands beside the words before and after"),
        )
    return records.edit(
        result, dict(changed), version=version, by=by.person, reason=reason, seen=results_for(by)
    )
