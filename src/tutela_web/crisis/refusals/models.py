"""Why a unit refused, turned back or failed, as its commander classifies it: compartment capacity.

Source: HIPPO report 2015, on caveats nobody declared; requirement S3-013.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from tutela.crisis.refusals import refusal_classes
from tutela_web.capacity.models import Caveat, Unit
from tutela_web.look.translate import word
from tutela_web.records.models import Record


class TaskingRefusal(Record):
    """A tasking that a unit does not carry out, to be classified by the Force Commander, of police
    units by the Police Commander. A class without a declared caveat is a question."""

    searched = ("words",)

    tasking = models.OneToOneField(
        "crisis.Tasking", on_delete=models.PROTECT, related_name="refusal"
    )
    answer = models.OneToOneField(
        "crisis.TaskingAnswer", on_delete=models.PROTECT, related_name="refusal"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="refusals")
    refused_on = models.DateField()
    cause = models.CharField(max_length=20, blank=True)  # of refusal_classes; blank: it waits
    caveat = models.ForeignKey(
        Caveat, null=True, blank=True, on_delete=models.PROTECT, related_name="refusals"
    )
    words = models.TextField(blank=True)
    classified_by = models.CharField(max_length=160, blank=True)  # a post
    classified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "refused_on"])]

    def __str__(self) -> str:
        return self.unit.name

    @property
    def waits(self) -> bool:
        """Whether nobody classified it yet."""
        return not self.cause

    @property
    def asks(self) -> bool:
        """Whether its class is a question, not a finding."""
        return bool(self.cause) and refusal_classes()[self.cause].asks

    @property
    def cause_said(self) -> str:
        """Its class in words; blank while it waits."""
        return word(refusal_classes()[self.cause].label) if self.cause else ""

    @property
    def classed(self) -> str:
        """How its class is to be read: a question, or the declared caveat it rests on."""
        return _("a question, not a finding") if self.asks else _("it was declared")
