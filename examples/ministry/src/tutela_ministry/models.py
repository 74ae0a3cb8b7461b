"""What the room keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.places.models import Place
from tutela_web.records.models import Record


class MinistryVisit(Record):
    """A visit of the ministry's protection desk to a place: what it found, what came of it."""

    class Found(models.TextChoices):
        CALM = "calm", _("people feel safe")
        FEAR = "fear", _("people are afraid")
        HARM = "harm", _("people were harmed")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    found = models.CharField(max_length=4, choices=Found)
    said = models.TextField(blank=True)
    followed_on = models.DateField(null=True, blank=True)
    followed_how = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-on", "-entered_at"]

    def __str__(self) -> str:
        return f"{self.place} {self.on:%Y-%m-%d}"
