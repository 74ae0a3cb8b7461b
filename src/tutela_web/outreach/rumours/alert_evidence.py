"""The rumours an alert rests on, for the page of the alert below."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from tutela_web.access.policy import Standing
from tutela_web.outreach.rumours.queries import EVIDENCE, told_as_evidence
from tutela_web.warning.board.alert_evidence import EVIDENCE_ABOVE, EvidenceAbove


def rumours_behind(standing: Standing, names: Collection[str]) -> list[EvidenceAbove]:
    """Of what an alert rests on, the rumours this person may read."""
    code = standing.mission.code
    return [
        EvidenceAbove(rumour.what, reverse("outreach:rumour", args=[code, rumour.pk]))
        for rumour in told_as_evidence(standing, names)
    ]


def connect() -> None:
    """Tell the room of alerts, which lies below, which rumours stand behind one."""
    EVIDENCE_ABOVE[EVIDENCE] = rumours_behind
