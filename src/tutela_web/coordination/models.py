"""With whom: fora, engagements and promises, what was asked, what is accepted, whose role it is."""

from __future__ import annotations

from tutela_web.coordination.arrangement_models import Arrangement, Call, Party
from tutela_web.coordination.ask_models import Ask
from tutela_web.coordination.claim_models import Claim
from tutela_web.coordination.engagement_models import Authorisation, Commitment, Engagement
from tutela_web.coordination.exchange_models import Exchange
from tutela_web.coordination.fora_models import (
    Action,
    Decision,
    Forum,
    Meeting,
    Member,
    UpwardReport,
)
from tutela_web.coordination.group_models import GroupDecision, GroupOption
from tutela_web.coordination.partner_models import Partner
from tutela_web.coordination.residual_models import ResidualRisk
from tutela_web.coordination.roles_models import HostNote, RoleLine
from tutela_web.coordination.sides_models import ProtectionActor, Responsibility
from tutela_web.coordination.space_models import OpenSite, SpaceCheck
from tutela_web.coordination.threat_models import ThreatApproach
from tutela_web.coordination.wider_models import WiderConcern

__all__ = [
    "Action",
    "Arrangement",
    "Ask",
    "Authorisation",
    "Call",
    "Claim",
    "Commitment",
    "Decision",
    "Engagement",
    "Exchange",
    "Forum",
    "GroupDecision",
    "GroupOption",
    "HostNote",
    "Meeting",
    "Member",
    "OpenSite",
    "Partner",
    "Party",
    "ProtectionActor",
    "ResidualRisk",
    "Responsibility",
    "RoleLine",
    "SpaceCheck",
    "ThreatApproach",
    "UpwardReport",
    "WiderConcern",
]
