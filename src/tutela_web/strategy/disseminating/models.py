"""Who receives a strategy, and the copies made for others by striking passages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.strategy.dissemination import AUDIENCES, KINDS
from tutela_web.access.models import Post
from tutela_web.records.models import Record
from tutela_web.records.versions.queries import versions_of
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.models import FrozenStrategy


class Gives(models.TextChoices):
    FULL = "full", _("the full text")
    SUMMARY = "summary", _("a summary")
    NOTHING = "nothing", _("nothing")


class RiskLevel(models.TextChoices):
    LOW = "low", _("low")
    MODERATE = "moderate", _("moderate")
    HIGH = "high", _("high")


class Recipient(Record):
    """Somebody who is to receive a strategy or not: decided with reasons, sent, acknowledged."""

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="recipients", db_index=False
    )
    who = models.CharField(max_length=160)  # an office, never a person
    kind = models.CharField(max_length=12, choices=[(key, _(name)) for key, name in KINDS.items()])
    gives = models.CharField(max_length=7, choices=Gives)
    political = models.CharField(max_length=8, choices=RiskLevel)
    operational = models.CharField(max_length=8, choices=RiskLevel)
    why = models.TextField()
    post = models.ForeignKey(  # of a partner: whoever holds it opens the copy they were sent
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of what was sent
    due = models.DateField(null=True, blank=True)  # of the receipt
    received_on = models.DateField(null=True, blank=True)
    received_by = models.CharField(max_length=160, blank=True)
    read_back = models.TextField(blank=True)  # what they said they are responsible for
    recall_told_on = models.DateField(null=True, blank=True)  # that what they hold was withdrawn
    recall_answer = models.TextField(blank=True)  # what they said: destroyed, returned, passed on
    coherence = models.TextField(blank=True)  # the POC adviser's newest note on their work
    coherence_by = models.CharField(max_length=160, blank=True)  # the post
    coherence_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "who"], name="strategy_recipient_once")
        ]

    def __str__(self) -> str:
        return self.who

    def overdue(self, on: date) -> bool:
        """Whether receipt should have been acknowledged by now."""
        return self.received_on is None and self.due is not None and self.due < on


class RecipientSpelling(Record):
    """Another way to write the name of an office or body: a person said once that both are the
    same, and it holds from then on."""

    written = models.CharField(max_length=160)  # without capitals, signs and accents
    means = models.CharField(max_length=160)  # as the list of recipients has it
    merged_by = models.CharField(max_length=160)  # the post

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "written"], name="recipient_spelling_once")
        ]

    def __str__(self) -> str:
        return self.written


class RedactedCopy(Record):
    """A copy for others: the endorsed open text, from which people struck passages.

    Written until a second person, the Head of Mission, clears it; then under a digest of its own.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="copies")
    base = models.ForeignKey(FrozenStrategy, on_delete=models.PROTECT, related_name="copies")
    audience = models.CharField(
        max_length=8, choices=[(key, _(name)) for key, name in AUDIENCES.items()]
    )
    gives = models.CharField(max_length=7, choices=Gives.choices[:2])
    strikes = models.JSONField(default=dict, blank=True)  # letter -> [[start, end, why]]
    left_out = models.JSONField(default=list, blank=True)  # letters of whole sections
    rows = models.JSONField(default=dict, blank=True)  # table -> places of the rows taken in
    post = models.CharField(max_length=160)  # of who began it
    checked = models.TextField(blank=True)  # perpetrators and due diligence, for host authorities
    cleared_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_on = models.DateField(null=True, blank=True)
    content = models.JSONField(default=dict, blank=True)  # as cleared
    digest = models.CharField(max_length=64, blank=True)
    signed = models.TextField(blank=True)  # the paper and its signature, as a file
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=160, blank=True)  # the post
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "audience", "gives"],
                name="redacted_written_once",
                condition=models.Q(cleared_on=None),
            )
        ]

    def hands(self) -> set[Any]:
        """The ids of everybody who made or changed it."""
        return {was.version_by_id for was in versions_of(self)}
