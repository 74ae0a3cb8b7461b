"""What is kept beside a text while people write it together, whatever it is a text of.

A room names the text by a key `section` of its own: a section of a strategy, of a report.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Person
from tutela_web.base.models import IdRow
from tutela_web.records.models import Record


class TextLease(IdRow):
    """Who writes a text now, until when. It lapses by itself."""

    section: Any
    section_id: Any
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=160)  # by which the person writes
    until = models.DateTimeField()

    class Meta:
        abstract = True

    def holds(self, at: datetime) -> bool:
        """Whether it has not lapsed."""
        return at < self.until


class TextComment(Record):
    """What somebody says of a text, and perhaps the words they would put there."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    section: Any
    section_id: Any
    post = models.CharField(max_length=160)  # of who says it
    body = models.TextField(blank=True)
    passage = models.TextField(blank=True)  # of the text, as it stood
    proposed = models.TextField(blank=True)  # in the passage's place; without one, at the end
    suggests = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.CharField(max_length=160, blank=True)  # the post
    decided_on = models.DateField(null=True, blank=True)
    decided_why = models.TextField(blank=True)

    class Meta:
        abstract = True


class TextAside(Record):
    """A text that could not be saved when it came: kept until a person has looked."""

    section: Any
    section_id: Any
    post = models.CharField(max_length=160)  # of who wrote it
    began = models.PositiveIntegerField()  # the version it was written on
    text = models.TextField()
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.CharField(max_length=160, blank=True)  # the post

    class Meta:
        abstract = True
