"""The mandate and the means, as a note beside a risk's rank, which they never change.

Source: Framework, template B, paragraph 4; requirement S1-091. What lies behind the means (caveats,
readiness, reach) is in the compartment capacity; here stands its effect alone.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.mandate.models import MandatedTask
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class MandateNote(Record):
    """Which mandated task covers a risk, or that none does; and whether the mission is able."""

    searched = ("effect",)

    class Covered(models.TextChoices):
        TASK = "task", _("a mandated task covers it")
        NONE = "none", _("no mandated task covers it")
        UNSURE = "unsure", _("not clear: to be asked of headquarters")

    class Able(models.TextChoices):
        YES = "yes", _("able")
        PART = "part", _("able in part")
        NO = "no", _("not able")

    risk = models.ForeignKey(
        Risk, on_delete=models.PROTECT, related_name="mandate_notes", db_index=False
    )
    covered = models.CharField(max_length=6, choices=Covered)
    task = models.ForeignKey(
        MandatedTask, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    able = models.CharField(max_length=4, choices=Able, blank=True)
    effect = models.CharField(max_length=400, blank=True)  # what people there can count on
    noted_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    noted_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["risk"], name="mandate_note_once")]

    def __str__(self) -> str:
        return str(self.risk)
