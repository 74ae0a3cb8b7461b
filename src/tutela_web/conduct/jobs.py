"""What the worker does for Conduct and Discipline."""

from __future__ import annotations

from tutela_web.base.jobs import every_seconds
from tutela_web.conduct import verbs


@every_seconds(900)
def remind() -> None:
    """Remind Conduct and Discipline of receipts nobody confirmed."""
    verbs.remind()
