"""What this room says on the screen of a decision: by what delegation its owner decides."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import BESIDE, LinkedRecord
from tutela_web.partners.delegations.queries import delegations_held_by
from tutela_web.warning.models import Alert


def notes(standing: Standing, alert: Alert) -> list[LinkedRecord]:
    """The delegations to the post that owns the alert, and what the Head of Mission kept. One query
    at most."""
    if alert.owner_post_id is None or not standing.reads("strategy"):
        return []
    return [
        LinkedRecord(
            "",
            "",
            _("Decided by delegation:"),
            _("%(scope)s Retained by the Head of Mission: %(keeps)s")
            % {"scope": delegation.scope, "keeps": delegation.keeps},
            reverse("partners:delegation", args=[standing.mission.code, delegation.pk]),
            _("%(by)s through %(deputy)s, since %(day)s")
            % {
                "by": delegation.given_by.title,
                "deputy": delegation.through.title,
                "day": delegation.starts.isoformat(),
            },
        )
        for delegation in delegations_held_by(standing, alert.owner_post_id)
    ]


def connect() -> None:
    """Tell the room of crises, which lies below, what is delegated to whom."""
    BESIDE["delegations"] = notes
