"""What partners were given: counts and hazards as they were shown to who approved them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.partners.partner.models import Partner
from tutela_web.records.models import Record
from tutela_web.safeguards.models import HarmCheck


class SharePacket(Record):
    """Counts by area, month and harm for one partner, frozen when they were asked for.

    The area of the record is that of the counts; without one they are of every area that who asked
    reads. `content` is what the partner gets, and nothing else: tutela_web.sharing.queries.Content.
    """

    searched = ("purpose",)

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        RECALLED = "recalled", _("recalled")

    number = models.PositiveIntegerField()
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="packets")
    purpose = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    hazards = models.BooleanField(default=False)
    expires_on = models.DateField()
    content = models.JSONField()
    held = models.PositiveIntegerField(default=0)  # counts told as before: too little changed
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_post = models.CharField(max_length=160)
    decided_post = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.CharField(max_length=400, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    harm_check = models.ForeignKey(
        HarmCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="packets"
    )
    recalled_why = models.CharField(max_length=400, blank=True)
    destroyed_on = models.DateField(null=True, blank=True)  # as the partner said

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="share_packet_number_once")
        ]
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return f"SP-{self.number}"

    @property
    def is_held(self) -> bool:
        """Whether the partner has it, as far as is known."""
        return self.delivered_on is not None and self.destroyed_on is None

    def is_overdue(self, on: date) -> bool:
        """Whether the partner still has what it should have destroyed."""
        ended = self.state == self.State.RECALLED or self.expires_on < on
        return self.is_held and ended

    def may_be_handed_over(self, on: date) -> bool:
        """Whether the file may be made today."""
        return self.state == self.State.APPROVED and self.expires_on >= on

    @property
    def told(self) -> dict[str, Any]:
        """The content, named as templates read it."""
        content: dict[str, Any] = self.content
        return content
