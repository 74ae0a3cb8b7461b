"""What waits for a post of early warning: mechanisms it owns, calls to return."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.records.owed.rows import OwedKind, owned_by, titles_held
from tutela_web.warning.mechanisms.queries import mechanisms_for
from tutela_web.warning.network.queries import calls_due


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person in early warning, beside the alerts."""
    yield OwedKind(
        mechanisms_for(standing).filter(owner__in=titles_held(standing), ended_on=None),
        _("Mechanism to warn people"),
        "name",
        "warning:mechanism",
    )
    yield OwedKind(
        calls_due(standing).filter(owned_by(standing, "owner_post")),
        _("Call to return"),
        "contact__pseudonym",
        "warning:call",
        at="due_at",
        panel="call_backs",
    )
