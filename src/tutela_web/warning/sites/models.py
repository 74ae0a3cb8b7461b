"""What followed from a defect of a site past its day, and the alerts that one threat opened."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from tutela_web.access.models import Mission
from tutela_web.base.models import IdRow
from tutela_web.places.sites.safety_models import SiteDefect
from tutela_web.risk.models import Risk


class OverdueDefect(IdRow):
    """That who answers for a site was told of a defect past its day: once a defect and day."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    defect = models.ForeignKey(
        SiteDefect, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due = models.DateField()
    at = models.DateTimeField()
    told = models.PositiveSmallIntegerField()  # how many people

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["defect", "due"], name="told_once_a_defect_and_day")
        ]


class DefectOfRisk(IdRow):
    """That a defect past its day was put to a line of the register, and whether that raised it:
    once a defect and line, so that what a person lowers afterwards stays as they left it."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    defect = models.ForeignKey(
        SiteDefect, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="+")
    raised = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["defect", "risk"], name="once_a_defect_and_risk")
        ]


class NamedSite(IdRow):
    """An alert that was opened because one threat names several sites: those of one threat share
    its id, and the evidence is the same for each."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    threat = models.UUIDField()
    alert = models.OneToOneField(
        "warning.Alert", on_delete=models.PROTECT, related_name="named_with"
    )

    class Meta:
        indexes = [models.Index(fields=["threat"])]


def threat_of(alert: UUID) -> UUID | None:
    """The threat that an alert was opened for beside others; None for one opened alone."""
    return NamedSite.objects.filter(alert=alert).values_list("threat", flat=True).first()
