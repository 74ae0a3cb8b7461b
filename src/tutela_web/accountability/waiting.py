"""What waits for who keeps violations: replies and steps of action plans that are due."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.accountability.queries import plan_steps_for, steps_for
from tutela_web.records.owed.rows import OwedKind, kept_by

ACT = "keep_violations"


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of accountability."""
    yield OwedKind(
        steps_for(standing).filter(kept_by(standing, ACT, "due"), reply_on=None, ending=""),
        _("Reply awaited about a violation"),
        "to_whom",
        "accountability:step",
        day="due",
    )
    yield OwedKind(
        plan_steps_for(standing).filter(kept_by(standing, ACT, "due"), verdict_on=None),
        _("Step of an action plan to verify"),
        "what",
        "accountability:plan_step",
        day="due",
    )
