"""A mission's own Word template for its papers, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission, Person
from tutela_web.base.markings import Classification
from tutela_web.base.models import IdRow


class Letterhead(IdRow):
    """A template as it was uploaded; nothing of it changes any more."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for approval")
        APPROVED = "approved", _("in use")
        REPLACED = "replaced", _("replaced by a later version")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(
        max_length=2, blank=True, choices=[("", _("every language")), *settings.LANGUAGES]
    )
    template = models.BinaryField()
    digest = models.CharField(max_length=64)
    placeholders = models.JSONField()
    classification = models.PositiveSmallIntegerField(
        choices=Classification.choices, default=Classification.UNCLASSIFIED
    )
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="letterhead_number_once"),
            models.UniqueConstraint(
                fields=["mission", "language"],
                condition=models.Q(state="approved"),
                name="letterhead_in_use_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
