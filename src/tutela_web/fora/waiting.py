"""What waits for a post from meetings and Joint Protection Teams."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Action
from tutela_web.fora.forum.queries import actions_for
from tutela_web.fora.teams.queries import recommendations_owned
from tutela_web.records.owed.rows import OwedKind, owned_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What meetings and teams asked of posts this person holds."""
    yield OwedKind(
        actions_for(standing).filter(owned_by(standing), state=Action.State.OPEN),
        _("Action of a meeting"),
        "what",
        "fora:action",
        day="due",
        panel="own_actions",
    )
    yield OwedKind(
        recommendations_owned(standing),
        _("Recommendation of a Joint Protection Team"),
        "what",
        "fora:recommendation",
        day="due",
        panel="own_actions",
    )
