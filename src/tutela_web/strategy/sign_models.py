"""A strategy as it stood: what was sent, signed and given to others. Written once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Record
from tutela_web.strategy.draft_models import Strategy


class FrozenStrategy(Record):
    """All that a strategy said on a day, under the digest of exactly that content.

    The whole one lies in the compartment capacity; the open one has no section F, nor anything
    else of the compartment, nor what is marked higher than the strategy itself.
    """

    class Holds(models.TextChoices):
        WHOLE = "whole", _("the whole, with section F")
        OPEN = "open", _("all but section F")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="frozen")
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
