"""What is measured to see whether people are safer, and what it showed, frozen.

Source: Framework, template J, paragraphs 26 to 28.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.monitoring.indicators import Description, read_description, text_of_library
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.objectives.models import Objective
from tutela_web.records.models import Record

UNITS = {
    "alerts": _("alerts"),
    "areas": _("areas"),
    "attacks": _("attacks"),
    "cases": _("cases"),
    "hours": _("hours"),
    "lines": _("lines"),
    "persons": _("persons"),
    "risks": _("risks"),
    "violations": _("violations"),
}
"""The units of the library's indicators as readers see them."""


class IndicatorDefinition(Record):
    """A question that a figure answers: what is counted, how it is told apart, what is aimed at."""

    searched = ("words", "meaning", "owner", "limits")

    class Kind(models.TextChoices):
        COMPUTED = "computed", _("computed from records")
        ENTERED = "entered", _("entered by a person")
        IMPORTED = "imported", _("imported from a file")
        SURVEY = "survey", _("from a survey")

    class Level(models.TextChoices):
        ACTIVITY = "activity", _("activity")
        OUTCOME = "outcome", _("outcome")
        IMPACT = "impact", _("impact on people")
        PERCEPTION = "perception", _("how safe people feel")

    class Better(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")

    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40, blank=True)  # of the library, where it came from there
    words = models.CharField(max_length=240)
    meaning = models.TextField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    level = models.CharField(max_length=10, choices=Level)
    tier = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=[(n, n) for n in (1, 2, 3)]
    )
    unit = models.CharField(max_length=40)
    better = models.CharField(max_length=6, choices=Better, blank=True)
    every_days = models.PositiveSmallIntegerField(default=30, validators=[MinValueValidator(1)])
    owner = models.CharField(max_length=160, blank=True)  # an office, never a person
    source = models.CharField(max_length=240, blank=True)
    method = models.TextField(blank=True)
    measure = models.CharField(max_length=10, blank=True)
    table = models.CharField(max_length=12, blank=True)
    column = models.CharField(max_length=40, blank=True)
    percentile = models.PositiveSmallIntegerField(
        default=50, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    where = models.CharField(max_length=240, blank=True)
    of = models.CharField(max_length=240, blank=True)
    by = models.CharField(max_length=120, blank=True)
    baseline = models.FloatField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.FloatField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    limits = models.TextField(blank=True)
    follows = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="measured_by"
    )
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="measured_number_once")
        ]

    @property
    def code(self) -> str:
        """How it is cited."""
        return f"M-{self.number}"

    @property
    def question(self) -> str:
        """Its question, in the reader's language where it is the library's."""
        return text_of_library(self.words, get_language() or "en")

    @property
    def unit_said(self) -> str:
        """Its unit, in the reader's language where it is one of the library's."""
        return str(UNITS.get(self.unit, self.unit))

    @property
    def period(self) -> str:
        """What a period of it is: week, month, quarter, or days that have no name."""
        return {7: "week", 30: "month", 90: "quarter"}.get(self.every_days, "")

    @property
    def description(self) -> Description:
        """What it counts, where it is computed."""
        return read_description(
            self.measure,
            self.table,
            column=self.column,
            percentile=self.percentile,
            where=self.where,
            of=self.of,
            by=self.by.split(),
        )

    @property
    def computed(self) -> bool:
        """Whether it is computed from records."""
        return self.kind == self.Kind.COMPUTED

    def __str__(self) -> str:
        return self.code


class IndicatorValue(Record):
    """What an indicator showed in a period, as it was known at a moment. Appended, never changed.

    known_at    the snapshot: when the records were read, or the value was given
    parts       of a computed one: column -> figures told apart by it, each with its word
    counted     ids of the records counted; `whole`, of those of the denominator too
    changed     what differs from the value it replaces
    """

    definition = models.ForeignKey(
        IndicatorDefinition, on_delete=models.PROTECT, related_name="values", db_index=False
    )
    definition_version = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=IndicatorDefinition.Kind)
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=12)
    value = models.FloatField(null=True, blank=True)
    numerator = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    because = models.JSONField(null=True, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    counted = models.JSONField(default=list, blank=True)
    whole = models.JSONField(default=list, blank=True)
    left_out = models.JSONField(default=dict, blank=True)
    said_by = models.CharField(max_length=160, blank=True)  # an office
    evidence = models.CharField(max_length=400, blank=True)
    sample = models.PositiveIntegerField(null=True, blank=True)
    submission = models.CharField(max_length=120, blank=True)  # of a form elsewhere, by its id
    submission_root = models.CharField(max_length=120, blank=True)  # that stays through its edits
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    changed = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-last", "-entered_at"]
        indexes = [models.Index(fields=["definition", "last"])]

    def __str__(self) -> str:
        return f"{self.definition} {self.last.isoformat()}"


class ObjectiveJudgment(Record):
    """What the mission says of an objective: achieved, in part or not, and by which figures.

    rests_on    of each figure it was judged by: the indicator's code, its level, the value's id
    """

    searched = ("why",)

    class Verdict(models.TextChoices):
        ACHIEVED = "achieved", _("achieved")
        PARTLY = "partly", _("achieved in part")
        NOT = "not", _("not achieved")

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="judgments")
    verdict = models.CharField(max_length=8, choices=Verdict)
    on = models.DateField()
    why = models.TextField()
    rests_on = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-on", "-entered_at"]

    def __str__(self) -> str:
        return f"{self.objective} {self.on.isoformat()}"
