"""Limits the Council set to where the mission protects, each with its paragraph.

Source: Framework, template B, paragraph 4: the whole mission area, unless the Council says
otherwise; requirement S1-092.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea, Post
from tutela_web.records.models import Record


class CouncilLimit(Record):
    """A limit as a post read it in a paragraph, in the Council's words; `within`, the area of
    our map it is drawn as, none where our map has no such boundary."""

    searched = ("quote", "where")

    class Sense(models.TextChoices):
        ONLY = "only", _("the mandate reaches here only")
        NOT = "not", _("the mandate does not reach here")
        WITH = "with", _("here under a condition")

    paragraph = models.ForeignKey(
        "mandate.Paragraph", on_delete=models.PROTECT, related_name="limits"
    )
    quote = models.CharField(max_length=400)  # the Council's own words
    sense = models.CharField(max_length=4, choices=Sense)
    where = models.CharField(max_length=200)  # in words, for who has no map
    within = models.ForeignKey(
        DutyArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    read_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    read_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "ended_on"])]

    def __str__(self) -> str:
        return self.where

    @property
    def cited(self) -> str:
        """By which paragraph of which resolution."""
        return f"{self.paragraph.resolution.symbol}, {self.paragraph.number}"
