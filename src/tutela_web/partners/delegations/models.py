"""What the Head of Mission delegates, through which deputy, to whom, and what they keep.

Source: Framework, template G, paragraph 17.
"""

from __future__ import annotations

from django.db import models

from tutela_web.access.models import Post
from tutela_web.records.models import Record


class Delegation(Record):
    """Operational and technical work on protection, delegated by the Head of Mission through a
    deputy to the head of a component. Strategic direction and accountability stay."""

    searched = ("scope", "keeps", "source")

    given_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    through = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    given_to = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    scope = models.TextField()
    keeps = models.TextField()  # what the Head of Mission does not delegate
    source = models.CharField(max_length=200, blank=True)  # the directive it stands in
    starts = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)  # by the post that gives it; else none
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "given_to"])]

    def __str__(self) -> str:
        return f"{self.given_by.title} → {self.given_to.title}"
