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
from tutela_web.strategy.dilemma_models import Dilemma, DilemmaUse
from tutela_web.strategy.draft_models import (
    ElementMark,
    Section,
    SectionComment,
    SectionLease,
    SectionSummary,
    SetAside,
    Strategy,
)
from tutela_web.strategy.duty_models import LeaderDuty
from tutela_web.strategy.effort_models import OutsidePart, PlanItem, Programme
from tutela_web.strategy.give_models import Recipient, RedactedCopy
from tutela_web.strategy.matrix_models import MatrixLine
from tutela_web.strategy.measure_models import Indicator, Reading, ReportDuty, ReportMade
from tutela_web.strategy.objective_models import (
    ChainLink,
    LinkedPlan,
    Objective,
    PlanMatch,
)
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
    "ChainLink",
    "CitedFact",
    "Consultation",
    "ContextEvent",
    "Dilemma",
    "DilemmaUse",
    "DraftingPlan",
    "ElementMark",
    "FrozenFact",
    "FrozenStrategy",
    "HeadquartersGuidance",
    "HostDepth",
    "Indicator",
    "JointArea",
    "LeaderDuty",
    "LinkedPlan",
    "MatrixLine",
    "Objective",
    "OfficerCheck",
    "OutsidePart",
    "PlanItem",
    "PlanMatch",
    "PlanStep",
    "PlanningDay",
    "Programme",
    "Reading",
    "Recipient",
    "RedactedCopy",
    "ReportDuty",
    "ReportMade",
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
