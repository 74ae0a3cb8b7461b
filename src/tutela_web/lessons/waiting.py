"""What waits for a post of lessons: lessons it owns, reports on what went wrong."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.lessons.queries import debriefs_for, open_lessons, reviews_for
from tutela_web.records.owed.rows import OwedKind, owned_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of lessons."""
    yield OwedKind(
        open_lessons(standing).filter(owned_by(standing)),
        _("Lesson"),
        "title",
        "lessons:lesson",
        day="due",
        panel="lessons_owned",
    )
    yield OwedKind(
        debriefs_for(standing).filter(author=standing.person.pk, handed_in_at=None),
        _("Debrief to hand in"),
        "title",
        "lessons:debrief",
        at="due_at",
    )
    yield OwedKind(
        reviews_for(standing).filter(leader=standing.person.pk, reported_at=None),
        _("Review of what went wrong, to report"),
        "debrief__title",
        "lessons:debrief",
        key="debrief_id",
        day="due",
    )
