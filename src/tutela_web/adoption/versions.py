"""What a mission makes its own comes into use alike: sent by one person, approved by another, in
use until a later version or a withdrawal ends it. Each version stays as it was sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission, Person
from tutela_web.base.models import IdRow


class VersionState(models.TextChoices):
    """How a version stands."""

    WAITING = "waiting", _("waits for approval")
    APPROVED = "approved", _("in use")
    REPLACED = "replaced", _("replaced by a later version")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AdoptedVersion(IdRow):
    """A version of what a mission makes its own; nothing of what was sent changes any more."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=VersionState, default=VersionState.WAITING)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)
