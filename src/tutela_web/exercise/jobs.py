"""Work of this room in the background."""

from __future__ import annotations

from tutela_web.base.jobs import every_seconds
from tutela_web.exercise.drills.verbs import go_on_with_all, running_since


@every_seconds(5, due=running_since)
def drills() -> None:
    """Deliver the injects that fell due in drills that run."""
    go_on_with_all()
