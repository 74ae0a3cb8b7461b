"""Reviews of a strategy in force, and the days of planning they are placed against."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.records.models import Record
from tutela_web.strategy.edition.models import Strategy


class Review(Record):
    """A review of a strategy in force: who sees to it, by when, and what came of it."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("yearly review")
        CHANGE = "change", _("review on a change")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=6, choices=Kind)
    why = models.TextField(blank=True)
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.CharField(max_length=160, blank=True)  # the post
    came_of = models.TextField(blank=True)

    class Meta:
        db_table = "strategy_review"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "kind"],
                condition=models.Q(closed_on=None),
                name="review_open_once",
            )
        ]

    def late(self, on: date) -> bool:
        """Whether it was due before a day and is not closed."""
        return self.closed_on is None and self.due < on


class PlanningDay(Record):
    """A day of the mission's own planning or budget the yearly review is placed against."""

    class Kind(models.TextChoices):
        BUDGET = "budget", _("results-based budget")
        PLANNING = "planning", _("mission planning")

    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        db_table = "strategy_planningday"
        indexes = [models.Index(fields=["mission", "on"])]
