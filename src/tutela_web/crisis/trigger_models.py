"""Triggers of contingency plans, tied to live signs. A sign makes one fire; nothing else happens.

Source: Holt and Taylor, crisis planning; requirement S3-026.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.base.messages import from_json
from tutela.risk.factors import PRIORITIES
from tutela.risk.tripwires import rules
from tutela_web.crisis.plan_models import ContingencyPlan
from tutela_web.records.models import Record
from tutela_web.warning.models import AlertLevel


class PlanTrigger(Record):
    """A live sign by which a plan is looked at: what it is tied to, when it fired, what a person
    said of that. It fires once, stays fired until a person answers, and may then fire anew."""

    searched = ("words",)

    class Sign(models.TextChoices):
        TRIPWIRE = "tripwire", _("a tripwire of the place")
        HOTSPOT = "hotspot", _("the priority of the place's hotspot")
        ALERT = "alert", _("an open alert at the place")

    class Answer(models.TextChoices):
        USED = "used", _("the plan is carried out")
        PART = "part", _("a part of it is carried out")
        NOT = "not", _("the plan is not carried out")

    TRIPWIRES = [(rule, _(rule)) for rule in dict.fromkeys(rule.rule for rule in rules())]
    PRIORITIES = [(n, _(name)) for n, name in enumerate(PRIORITIES)]

    plan = models.ForeignKey(ContingencyPlan, on_delete=models.PROTECT, related_name="signs")
    sign = models.CharField(max_length=8, choices=Sign)
    rule = models.CharField(max_length=60, choices=TRIPWIRES, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True, choices=PRIORITIES)
    level = models.CharField(max_length=10, choices=AlertLevel, blank=True)
    words = models.CharField(max_length=300, blank=True)  # which part of the plan it is for
    fired_at = models.DateTimeField(null=True, blank=True)
    fired_why = models.JSONField(null=True, blank=True)  # a sentence
    fired_key = models.CharField(max_length=80, blank=True)  # of the sign; blank: it went since
    answer = models.CharField(max_length=4, choices=Answer, blank=True)
    answer_why = models.TextField(blank=True)
    answered_by = models.CharField(max_length=160, blank=True)  # a post
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "ended_on", "fired_at"])]

    def __str__(self) -> str:
        if self.sign == self.Sign.TRIPWIRE:
            told = self.get_rule_display()
        elif self.sign == self.Sign.HOTSPOT:
            told = self.get_priority_display()
        else:
            told = self.get_level_display()
        return f"{self.get_sign_display()}: {told}"

    @property
    def fired(self) -> bool:
        """Whether it fired and nobody said since what becomes of the plan."""
        return self.fired_at is not None and (
            self.answered_at is None or self.answered_at < self.fired_at
        )

    @property
    def why(self) -> str | None:
        """By what it fired, the last time."""
        return from_json(self.fired_why) if self.fired_why else None
