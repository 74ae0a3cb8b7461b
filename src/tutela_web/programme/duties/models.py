"""What the Head of Mission's directive and compact ask of a leader for protection."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.records.models import Record


class LeaderDuty(Record):
    """A duty of a leader's post, in the words of a directive or compact, and its report."""

    class State(models.TextChoices):
        MADE = "made", _("made")
        LATE = "late", _("late")
        DUE = "due", _("due")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)  # the directive or compact, its number
    quote = models.TextField()
    given_on = models.DateField()
    report_due = models.DateField()
    reported_on = models.DateField(null=True, blank=True)
    report = models.CharField(max_length=200, blank=True)  # by what it is found

    class Meta:
        db_table = "strategy_leaderduty"
        ordering = ["post__title", "-given_on", "-entered_at"]

    def state(self, on: date) -> LeaderDuty.State:
        """How the report of its results stands on a day."""
        if self.reported_on is not None:
            return self.State.MADE
        return self.State.LATE if self.report_due < on else self.State.DUE
