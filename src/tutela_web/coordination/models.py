"""With whom: fora and what they decide."""

from __future__ import annotations

from tutela_web.coordination.fora_models import (
    Action,
    Decision,
    Forum,
    Meeting,
    Member,
    UpwardReport,
)

__all__ = ["Action", "Decision", "Forum", "Meeting", "Member", "UpwardReport"]
