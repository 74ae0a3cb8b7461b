"""The open choice not to respond to a risk: why, by whose decision, who was told, until when.

Source: Framework, template B, paragraph 4; requirement S1-089.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class NoResponse(Record):
    """A named person's choice that the mission does not respond to a risk.

    Nothing infers it: a risk without activities has none until somebody decides it. It holds until
    its review day; from then on it is due to be looked at, and it ends by a person's word alone.
    """

    searched = ("reason", "told")

    class State(models.TextChoices):
        DUE = "due", _("review due: nobody stands by it now")
        HOLDS = "holds", _("holds until its review day")
        ENDED = "ended", _("ended")

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="not_responded")
    reason = models.TextField()
    told = models.TextField(blank=True)  # offices and groups, a line each; blank: nobody, on record
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    review_on = models.DateField()
    reviewed_by = models.CharField(max_length=160, blank=True)  # a post
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_why = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["risk"], condition=models.Q(ended_on=None), name="no_response_open_once"
            )
        ]
        indexes = [models.Index(fields=["mission", "ended_on", "review_on"])]

    def __str__(self) -> str:
        return str(self.risk)

    def state(self, on: date) -> NoResponse.State:
        """How it stands on a day."""
        if self.ended_on is not None:
            return self.State.ENDED
        return self.State.DUE if self.review_on <= on else self.State.HOLDS
