"""Residual risk: what the mission cannot protect, accepted in writing by the Head of Mission."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.coordination.promises import state_of_acceptance
from tutela_web.access.models import Post
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk

ACCEPT = "accept_residual_risk"


class ResidualRisk(Record):
    """A risk, or people, the mission cannot answer for: accepted until a day, never for good.

    It is written once: it ends or lapses, and what still holds is accepted anew.
    """

    searched = ("what", "why", "changes_if")

    class State(models.TextChoices):
        IN_FORCE = "in force", _("in force")
        LAPSED = "lapsed", _("lapsed: nobody accepts it now")
        ENDED = "ended", _("ended")

    what = models.TextField()
    why = models.TextField()
    changes_if = models.TextField()  # what would change it
    until = models.DateField()  # the last day
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    accepted_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        db_table = "coordination_residualrisk"
        indexes = [models.Index(fields=["mission", "until"])]

    def state(self, on: date) -> ResidualRisk.State:
        """How it stands on a day."""
        return self.State(state_of_acceptance(self.until, self.ended_on, on))
