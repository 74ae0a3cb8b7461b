"""Protection concerns wider than POC by the mission: kept outside the strategy, never forgotten."""

from __future__ import annotations

from django.db import models

from tutela_web.access.models import Post
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.sides.models import ProtectionActor
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class WiderConcern(Record):
    """One concern outside the scope of the strategy: why, and to whom it was referred.

    Source: Framework, paragraph 2, footnote 3.
    """

    searched = ("what", "reason", "office")

    what = models.CharField(max_length=200)
    reason = models.TextField()
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )
    protector = models.ForeignKey(
        ProtectionActor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    office = models.CharField(max_length=160, blank=True)  # who is on no record yet
    referred_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    back_on = models.DateField(null=True, blank=True)
    back_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    back_why = models.TextField(blank=True)

    class Meta:
        db_table = "coordination_widerconcern"
        indexes = [models.Index(fields=["mission", "back_on"])]

    def __str__(self) -> str:
        return self.what

    @property
    def to(self) -> str:
        """Who answers for it, of those the reader may see."""
        names = (str(one) for one in (self.protector, self.partner, self.office) if one)
        return ", ".join(dict.fromkeys(names))
