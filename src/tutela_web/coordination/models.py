"""With whom: fora and what they decide, engagements and what was promised."""

from __future__ import annotations

from tutela_web.coordination.engagement_models import Authorisation, Commitment, Engagement
from tutela_web.coordination.fora_models import (
    Action,
    Decision,
    Forum,
    Meeting,
    Member,
    UpwardReport,
)
from tutela_web.coordination.residual_models import ResidualRisk

__all__ = [
    "Action",
    "Authorisation",
    "Commitment",
    "Decision",
    "Engagement",
    "Forum",
    "Meeting",
    "Member",
    "ResidualRisk",
    "UpwardReport",
]
