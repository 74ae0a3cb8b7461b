"""Scenarios: what could happen, how likely somebody judged it, by which signs it would be noticed,
what backup is sought, and later whether it happened.

Source: Holt and Taylor, crisis planning by scenarios; requirement S3-039.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.exercise.scenarios import Judged, chance_stated, likelihood_words, scenario_kinds
from tutela.risk.tripwires import rules
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.deployment.gap.models import Need
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.places.models import Place
from tutela_web.records.models import Record

REVIEW_LEAD = timedelta(days=7)
"""So long before its day a review comes on the agenda [P]."""


class Scenario(Record):
    """A crisis that may come to a place, an area or the mission, as somebody judged it.

    What the model says of the place, and who could come, is never kept: it is read on the day.
    """

    searched = ("title", "what", "because")

    class Result(models.TextChoices):
        HAPPENED = "happened", _("it happened")
        DID_NOT = "did_not", _("it did not happen")
        UNCLEAR = "unclear", _("cannot be said")

    KINDS = [(kind, _(entry.label)) for kind, entry in scenario_kinds().items()]
    LIKELIHOODS = [(word, _(entry.label)) for word, entry in likelihood_words().items()]

    kind = models.CharField(max_length=16, choices=KINDS)
    title = models.CharField(max_length=160)
    what = models.TextField()
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    likelihood = models.CharField(max_length=16, choices=LIKELIHOODS)
    percent = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    because = models.TextField()
    until = models.DateField()  # by this day it happens, or it did not
    judged_on = models.DateField()
    judged_by = models.CharField(max_length=160)  # a post; the person is the author
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plan = models.ForeignKey(
        ContingencyPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_on = models.DateField()
    result = models.CharField(max_length=8, choices=Result, blank=True)
    result_on = models.DateField(null=True, blank=True)
    result_why = models.CharField(max_length=400, blank=True)
    result_by = models.CharField(max_length=160, blank=True)  # a post
    script = models.TextField(blank=True)  # of an exercise of it, as its file

    class Meta:
        indexes = [models.Index(fields=["mission", "result", "review_on"])]

    def __str__(self) -> str:
        return self.title

    @property
    def open(self) -> bool:
        """Whether nobody said yet what came of it."""
        return not self.result

    def review_overdue(self, on: date) -> bool:
        """Whether its review day has gone by, or the day it was judged until, and it is open."""
        return self.open and min(self.review_on, self.until) < on

    @property
    def judged(self) -> Judged | None:
        """The judgment with what came; None where that is not said, or cannot be."""
        if self.result not in (self.Result.HAPPENED, self.Result.DID_NOT):
            return None
        chance = chance_stated(self.likelihood, self.percent)
        return Judged(chance, self.result == self.Result.HAPPENED, self.judged_by)


class ScenarioSign(Record):
    """A warning sign of a scenario: a tripwire of its place, an indicator, or words."""

    searched = ("words",)

    class Sign(models.TextChoices):
        TRIPWIRE = "tripwire", _("a tripwire of the place")
        INDICATOR = "indicator", _("an indicator")
        SEEN = "seen", _("what people see or hear")

    TRIPWIRES = [(rule, _(rule)) for rule in dict.fromkeys(rule.rule for rule in rules())]

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="signs")
    sign = models.CharField(max_length=9, choices=Sign)
    rule = models.CharField(max_length=60, choices=TRIPWIRES, blank=True)
    indicator = models.ForeignKey(
        IndicatorDefinition, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "sign"])]

    def __str__(self) -> str:
        if self.sign == self.Sign.TRIPWIRE:
            return f"{self.get_sign_display()}: {self.get_rule_display()}"
        return self.words or str(self.get_sign_display())


class ScenarioBackup(Record):
    """Backup sought for a scenario: from whom, what, when it would be there, agreed or not."""

    searched = ("what", "office")

    class From(models.TextChoices):
        RESERVE = "reserve", _("reserve of the mission")
        HOST = "host", _("the host state")
        REGIONAL = "regional", _("a regional force")
        AIR = "air", _("air")
        RAPID = "rapid", _("a rapid reaction force")
        HEADQUARTERS = "headquarters", _("headquarters")
        PARTNERS = "partners", _("humanitarian partners")
        POLITICAL = "political", _("political help")

    class State(models.TextChoices):
        NOT_ASKED = "not asked", _("not asked")
        ASKED = "asked", _("asked, no answer")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="backups")
    source = models.CharField(max_length=12, choices=From)
    what = models.CharField(max_length=300)
    office = models.CharField(max_length=160, blank=True)  # who answers for it
    hours = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0)])
    state = models.CharField(max_length=9, choices=State, default=State.NOT_ASKED)
    answered_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.what}"

    @property
    def is_sure(self) -> bool:
        """Whether it can be counted on: agreed, and it is said when it would be there."""
        return self.state == self.State.AGREED and self.hours is not None
