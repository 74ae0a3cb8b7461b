"""What the mission promised: its strategy and the matrix beside it."""

from __future__ import annotations

from tutela_web.strategy.brief_models import Briefing, HeadquartersGuidance, HostDepth, JointArea
from tutela_web.strategy.consult_models import (
    Consultation,
    DraftingPlan,
    PlanStep,
    StakeholderView,
    Waiver,
    WorkingSeat,
)
from tutela_web.strategy.draft_models import (
    ElementMark,
    Section,
    SectionComment,
    SectionLease,
    SectionSummary,
    SetAside,
    Strategy,
)
from tutela_web.strategy.give_models import Recipient, RedactedCopy
from tutela_web.strategy.review_models import (
    Amendment,
    CitedFact,
    ContextEvent,
    FrozenFact,
    PlanningDay,
    Review,
    ReviewTrigger,
)
from tutela_web.strategy.sign_models import FrozenStrategy, OfficerCheck, StrategyStep

__all__ = [
    "Amendment",
    "Briefing",
    "CitedFact",
    "Consultation",
    "ContextEvent",
    "DraftingPlan",
    "ElementMark",
    "FrozenFact",
    "FrozenStrategy",
    "HeadquartersGuidance",
    "HostDepth",
    "JointArea",
    "OfficerCheck",
    "PlanStep",
    "PlanningDay",
    "Recipient",
    "RedactedCopy",
    "Review",
    "ReviewTrigger",
    "Section",
    "SectionComment",
    "SectionLease",
    "SectionSummary",
    "SetAside",
    "StakeholderView",
    "Strategy",
    "StrategyStep",
    "Waiver",
    "WorkingSeat",
]
