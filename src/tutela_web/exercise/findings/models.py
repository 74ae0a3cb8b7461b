"""What a drill found, under the headings of S3-041, and what each finding became."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.exercise.drills.models import Drill
from tutela_web.fora.forum.models import Action
from tutela_web.lessons.models import Lesson
from tutela_web.records.models import Record


class Finding(Record):
    """Something a drill found: of what was tried, by office, never of a person.

    It is settled once it became an action that a post owns, or a lesson.
    """

    searched = ("what", "needs")

    class Heading(models.TextChoices):
        STRATEGY = "strategy", _("possible strategy and what it needs")
        DIFFERENCE = "difference", _("difference of approach between leaders")
        BACKUP = "backup", _("need for backup from outside")
        OTHER = "other", _("something else")

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="findings")
    heading = models.CharField(max_length=10, choices=Heading)
    what = models.TextField()
    needs = models.TextField(blank=True)  # of a strategy, or of backup: what, from whom, by when
    offices = models.JSONField(default=list, blank=True)  # between which offices it differed
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lesson = models.ForeignKey(
        Lesson, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["mission", "heading"])]

    def __str__(self) -> str:
        return self.what[:80]

    @property
    def settled(self) -> bool:
        """Whether it became an action or a lesson."""
        return self.action_id is not None or self.lesson_id is not None
