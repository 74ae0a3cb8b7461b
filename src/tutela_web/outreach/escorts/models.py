"""What a unit is asked for a community: when and on which stretch, for who is asked alone."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutela_web.access.vault.fields import SealedField
from tutela_web.capacity.models import Unit
from tutela_web.places.profile.models import CommunityNeed, OfCommunity


class EscortAsk(OfCommunity):
    """An escort, presence or night cover asked of a unit, from what an office wrote as useful.

    Window and stretch are written for the unit, sealed; no closed fact is named, and none of its
    words go along (ADR 71).
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("of a unit", "asked, not answered")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        DONE = "done", pgettext_lazy("of an escort", "done")
        WITHDRAWN = "withdrawn", _("withdrawn")

    need = models.ForeignKey(CommunityNeed, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    window: Any = SealedField(default="", editable=True)
    stretch: Any = SealedField(default="", editable=True)
    starts = models.DateField()
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    said: Any = SealedField(default="", blank=True, editable=True)  # what the unit answered
    said_by = models.CharField(max_length=160, blank=True)  # a post

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return f"{self.place.name}: {self.unit.name}"

    @property
    def waits(self) -> bool:
        """Whether the unit has not answered."""
        return self.state == self.State.ASKED
