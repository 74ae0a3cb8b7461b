"""The senior mission leadership's own understanding of protection: who gave it, and when.

Source: requirement S0-038.
"""

from __future__ import annotations

from django.db import models

from tutela_web.access.models import Post
from tutela_web.records.models import Record


class LeaderUnderstanding(Record):
    """How the holder of a leader's post understands the protection of civilians, in that leader's
    own words."""

    searched = ("words",)

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    words = models.TextField()
    given_in = models.CharField(max_length=200, blank=True)  # the meeting or paper
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "given_on"])]

    def __str__(self) -> str:
        return f"{self.post.title} ({self.given_on})"
