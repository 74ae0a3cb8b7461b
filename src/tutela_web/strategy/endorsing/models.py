"""A strategy as it stood: what was sent, signed and given to others. Written once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.strategy.endorsement import STEPS
from tutela_web.records.models import Record
from tutela_web.strategy.edition.models import Strategy


class FrozenStrategy(Record):
    """All that a strategy said on a day, under the digest of exactly that content.

    The whole one lies in the compartment capacity; the open one has no section F, nor anything
    else of the compartment, nor what is marked higher than the strategy itself.
    """

    class Holds(models.TextChoices):
        WHOLE = "whole", _("the whole, with section F")
        OPEN = "open", _("all but section F")

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="frozen", db_index=False
    )
    holds = models.CharField(max_length=5, choices=Holds)
    content = models.JSONField()  # as `strategy.snapshot.snapshot` gives it
    digest = models.CharField(max_length=64)
    frozen_on = models.DateField()
    post = models.CharField(max_length=160)  # of who froze it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "holds", "digest"], name="frozen_strategy_once"
            )
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class StrategyStep(Record):
    """One step of a strategy from draft to force: what happened, on which exact text, signed.

    Each names the one before it by digest: none can be changed, left out or put in later unseen.
    """

    class Answer(models.TextChoices):
        AGREED = "agreed", _("agreed")
        CHANGES = "agreed with changes", _("agreed with changes")
        NOT = "not agreed", _("not agreed")

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="steps", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=24, choices=[(key, _(name)) for key, name in STEPS.items()])
    on = models.DateField()  # when it happened
    who = models.CharField(max_length=160, blank=True)  # the office or body on the other side
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    note = models.TextField(blank=True)
    post = models.CharField(max_length=160)  # of who recorded it
    digest = models.CharField(max_length=64, blank=True)  # of the open part
    digest_whole = models.CharField(max_length=64, blank=True)
    passed_over = models.JSONField(default=list, blank=True)  # earlier steps not recorded then
    seen_since = models.JSONField(default=list, blank=True)  # changes the signer confirmed to see
    signed = models.TextField()  # the paper and its signature, as a file
    done = models.BooleanField(null=True, blank=True)  # whether what they want otherwise was done
    done_says = models.TextField(blank=True)  # where, or why not: no part of what is signed
    done_by = models.CharField(max_length=160, blank=True)  # the post of who said so

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="strategy_step_once")
        ]

    @property
    def wants(self) -> bool:
        """Whether who answered wants something otherwise."""
        return self.answer in (self.Answer.CHANGES, self.Answer.NOT)


class OfficerCheck(Record):
    """That an officer read a draft beside a planning document of the mission, and what conflicts.

    It is of the draft's open text as it stood, by its digest.
    """

    class Officer(models.TextChoices):
        CHIEF = "chief", _("Chief of Staff")
        PLANNING = "planning", _("mission planning officer")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="checks")
    officer = models.CharField(max_length=8, choices=Officer)
    document = models.CharField(max_length=200)
    conflicts = models.TextField(blank=True)  # empty: none found
    on = models.DateField()
    post = models.CharField(max_length=160)  # of who recorded it
    digest = models.CharField(max_length=64)
