"""What came of an alert, as a page says it in the place of the level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tutela_web.base.values import Words


@dataclass(frozen=True)
class AlertResult:
    """What came of an alert, as its reader may know it.

    words     the result, as the list has it
    ended_by  who or what says that the danger ended; blank while nobody has said so
    at        when it came of it
    """

    words: Words
    ended_by: str
    at: datetime

    @property
    def ended(self) -> bool:
        """Whether somebody said that the danger ended."""
        return bool(self.ended_by)
