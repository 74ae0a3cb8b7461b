"""Surveys of how safe people feel: the plan, what is asked, the places drawn, what came back.

No name and no telephone lies here: every answer is one of a list. Answers row by row are read by
who runs the survey alone, and can be erased once the estimates stand.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.intake.own_questions import NAME
from tutela_web.access.models import DutyArea, Person, Post
from tutela_web.base.models import IdRow
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class Survey(Record):
    """A survey of people by places: what is to be known, how precisely, and what it told.

    seed, frame    the draw: the same seed and frame give the same places (`samples.draw_places`)
    *_digest       the questions as they were sent for approval, and as they were approved
    estimates      what it tells, frozen when the fieldwork ended
    """

    searched = ("title", "purpose")

    class StrataBy(models.TextChoices):
        NONE = "none", _("none: all places together")
        AREA = "area", _("areas of field offices")
        KIND = "kind", _("kinds of place")

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    purpose = models.TextField(max_length=2_000)
    whom = models.CharField(max_length=240)
    run_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    strata_by = models.CharField(max_length=4, choices=StrataBy, default=StrataBy.AREA)
    margin = models.FloatField(default=7, validators=[MinValueValidator(1), MaxValueValidator(30)])
    expected = models.FloatField(
        default=50, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    effect = models.FloatField(default=2, validators=[MinValueValidator(1), MaxValueValidator(10)])
    response = models.FloatField(
        default=85, validators=[MinValueValidator(10), MaxValueValidator(100)]
    )
    per_place = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    widest = models.FloatField(default=15, validators=[MinValueValidator(2), MaxValueValidator(40)])
    replacement = models.TextField(max_length=2_000, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    seed = models.PositiveBigIntegerField(null=True, blank=True)
    frame = models.JSONField(default=list, blank=True)  # [code, stratum, people] of each place
    frame_unknown = models.PositiveIntegerField(default=0)
    drawn_on = models.DateField(null=True, blank=True)
    sent_digest = models.CharField(max_length=64, blank=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    approved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    estimates = models.JSONField(default=list, blank=True)
    response_told = models.JSONField(default=dict, blank=True)
    erased_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="survey_number_once")
        ]

    @property
    def code(self) -> str:
        """How it is cited."""
        return f"PS-{self.number}"

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class SurveyItem(Record):
    """A question of a survey, with the answers that count: an estimate is the share of people who
    give one of them."""

    searched = ("label",)

    class About(models.TextChoices):
        SAFETY = "safety", _("how safe people feel")
        TRUST = "trust", _("trust in those who protect")
        PARTIAL = "partial", _("whether the mission takes sides")
        OTHER = "other", _("something else")

    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    about = models.CharField(max_length=7, choices=About, default=About.SAFETY)
    name = models.CharField(
        max_length=32,
        validators=[RegexValidator(rf"^{NAME.pattern}\Z", _("Small letters, digits and _."))],
    )
    label = models.CharField(max_length=300)
    label_fr = models.CharField(max_length=300, blank=True)
    label_ar = models.CharField(max_length=300, blank=True)
    choices = models.TextField(max_length=2_000)  # a line each: "value: en | fr | ar"
    counts = models.JSONField(default=list)
    told = models.CharField(max_length=160)  # what the share is of: "feel safe at night"

    class Meta:
        ordering = ["survey", "entered_at", "name"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "name"], name="survey_item_name_once")
        ]

    def __str__(self) -> str:
        return self.label


class SurveyPlace(IdRow):
    """A place that was drawn, or took the place of one that could not be reached."""

    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="places", db_index=False
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(DutyArea, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)  # on the form, in place of its name elsewhere
    stratum = models.CharField(max_length=60)
    people = models.PositiveBigIntegerField()
    times = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    replaced_why = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "place"], name="survey_place_once"),
            models.UniqueConstraint(fields=["survey", "code"], name="survey_place_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class SurveyAnswer(IdRow):
    """One approach to somebody, in classes and answers of lists. Nothing here says who it was."""

    class Came(models.TextChoices):
        HAND = "hand", _("entered by hand")
        FILE = "file", _("from a file")
        SERVER = "server", _("from a server of forms")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers")
    place = models.ForeignKey(SurveyPlace, on_delete=models.PROTECT, related_name="answers")
    result = models.CharField(max_length=8)  # of `survey_form`
    sex = models.CharField(max_length=7)  # of `survey_form`
    age_group = models.CharField(max_length=7)  # of `survey_form`
    adults = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=dict)
    came = models.CharField(max_length=6, choices=Came)
    came_of = models.CharField(max_length=64, blank=True)  # digest of its file
    submission = models.CharField(max_length=120, blank=True)
    submission_root = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "submission"],
                condition=~models.Q(submission=""),
                name="survey_submission_once",
            )
        ]
