"""What the mission promised: its strategy and the matrix beside it."""

from __future__ import annotations

from tutela_web.strategy.draft_models import (
    ElementMark,
    Section,
    SectionComment,
    SectionLease,
    SetAside,
    Strategy,
)
from tutela_web.strategy.matrix_models import MatrixLine

__all__ = [
    "ElementMark",
    "MatrixLine",
    "Section",
    "SectionComment",
    "SectionLease",
    "SetAside",
    "Strategy",
]
