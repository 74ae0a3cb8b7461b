"""A mission's own forms as data: the questions, the versions that were approved, and by whom; and
the fields it adds to its records.

No answer lies here: answers stand with the report they came in, sealed.
"""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.intake import questions
from tutela.intake.own_fields import FieldData
from tutela.intake.own_questions import NAME, QuestionData, choices_said
from tutela_web.access.models import Compartment, Mission, Person
from tutela_web.base.markings import Classification
from tutela_web.base.models import IdRow
from tutela_web.records.models import Record


class BaseKind(models.TextChoices):
    """The form of the platform that a mission's questions stand after. Never the danger form: what
    has to be sent within sixty seconds has no more questions."""

    REPORT = questions.Kind.REPORT.value, _("report")
    PATROL = questions.Kind.PATROL.value, _("patrol report")
    NOTHING_SEEN = questions.Kind.NOTHING_SEEN.value, _("checked, nothing seen")
    PERIMETER = questions.Kind.PERIMETER.value, _("defect of a perimeter")
    VISIT = questions.Kind.VISIT.value, _("visit to a community")


class AnswerKind(models.TextChoices):
    """How a question is answered."""

    WORDS = "words", _("words")
    CHOICE = "choice", _("one of a list")
    MANY = "many", _("several of a list")
    NUMBER = "number", _("a whole number")
    YESNO = "yesno", _("yes or no")
    MOMENT = "moment", _("a day, or a day and hour")


class Questionnaire(Record):
    """A form of the mission's own: what it is for, and after which questions its own stand."""

    code = models.CharField(
        max_length=40,
        validators=[
            RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Small letters, digits and -."))
        ],
    )
    title = models.CharField(max_length=120)
    purpose = models.TextField(max_length=2_000)
    kind = models.CharField(max_length=12, choices=BaseKind, default=BaseKind.REPORT)
    with_base = models.BooleanField(default=True)

    searched = ("title", "purpose")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "code"], name="mission_form_code_once")
        ]

    def __str__(self) -> str:
        return self.title


class FormQuestion(Record):
    """A question as it stands now. What is asked in the field is the version approved last."""

    form = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="questions", db_index=False
    )
    code = models.CharField(max_length=80, editable=False)  # form and name: unique in the mission
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(
        max_length=32,
        validators=[RegexValidator(rf"^{NAME.pattern}\Z", _("Small letters, digits and _."))],
    )
    label = models.CharField(max_length=300)
    label_fr = models.CharField(max_length=300, blank=True)
    label_ar = models.CharField(max_length=300, blank=True)
    hint = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=8, choices=AnswerKind, default=AnswerKind.WORDS)
    choices = models.TextField(max_length=6_000, blank=True)  # a line each: "value: en | fr | ar"
    needed = models.BooleanField(default=False)
    condition = models.CharField(max_length=400, blank=True)
    sealed = models.BooleanField(default=False)
    marking = models.PositiveSmallIntegerField(
        choices=Classification, default=Classification.CONFIDENTIAL
    )
    closed_to = models.CharField(max_length=20, choices=Compartment, blank=True)
    suppressed = models.BooleanField(default=True)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["form", "position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["form", "name"], name="form_question_name_once")
        ]

    def __str__(self) -> str:
        return self.label

    def as_data(self) -> QuestionData:
        """The question as a version holds it."""
        return {
            "name": self.name,
            "label": self.label,
            "label_fr": self.label_fr,
            "label_ar": self.label_ar,
            "hint": self.hint,
            "answer": self.answer,
            "choices": choices_said(self.choices),
            "needed": self.needed,
            "condition": self.condition,
            "sealed": self.sealed,
            "marking": self.marking,
            "compartment": self.closed_to,
            "suppressed": self.suppressed,
        }


class FormVersion(IdRow):
    """A form as it was sent for approval: nothing of it changes any more."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("waits for approval")
        APPROVED = "approved", _("approved, in use")
        REPLACED = "replaced", _("replaced by a later version")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    purpose = models.TextField()
    kind = models.CharField(max_length=12, choices=BaseKind)
    with_base = models.BooleanField()
    questions = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=State, default=State.SUBMITTED)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["form", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.form.code}:{self.number}"


class FormDecision(IdRow):
    """What one office decided of a version."""

    class Office(models.TextChoices):
        DATA = "data_protection", _("data-protection focal point")
        CHILD = "child_protection", _("child protection adviser")
        WOMEN = "women_protection", _("women's protection adviser")

    version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    office = models.CharField(max_length=16, choices=Office)
    approved = models.BooleanField()
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "office"], name="form_decision_once")
        ]


class OwnField(Record):
    """A field that the mission adds to its records, as it is written now. What records hold is
    asked by the version approved last."""

    class Holds(models.TextChoices):
        WORDS = "words", _("words")
        NUMBER = "number", _("a number")
        DAY = "day", _("a day")
        YESNO = "yesno", _("yes or no")
        CHOICE = "choice", _("one of a list")

    stands_on = models.CharField(max_length=60)
    code = models.CharField(
        max_length=32,
        validators=[RegexValidator(rf"^{NAME.pattern}\Z", _("Small letters, digits and _."))],
    )
    label = models.CharField(max_length=120)
    label_fr = models.CharField(max_length=120, blank=True)
    label_ar = models.CharField(max_length=120, blank=True)
    hint = models.CharField(max_length=300, blank=True)
    purpose = models.TextField(max_length=2_000)
    holds = models.CharField(max_length=10, choices=Holds, default=Holds.WORDS)
    choices = models.TextField(max_length=6_000, blank=True)
    needed = models.BooleanField(default=False)
    in_list = models.BooleanField(default=False)
    marking = models.PositiveSmallIntegerField(
        choices=Classification, default=Classification.CONFIDENTIAL
    )
    closed_to = models.CharField(max_length=20, choices=Compartment, blank=True)
    suppressed = models.BooleanField(default=True)

    searched = ("label", "purpose")

    in_force: bool  # where a program was told it

    class Meta:
        ordering = ["stands_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "code"], name="own_field_code_once")
        ]

    def __str__(self) -> str:
        return self.label

    def as_data(self) -> FieldData:
        """The field as a version holds it."""
        return {
            "code": self.code,
            "label": self.label,
            "label_fr": self.label_fr,
            "label_ar": self.label_ar,
            "hint": self.hint,
            "holds": self.holds,
            "choices": choices_said(self.choices),
            "needed": self.needed,
            "in_list": self.in_list,
            "marking": self.marking,
            "compartment": self.closed_to,
            "suppressed": self.suppressed,
        }


class FieldEdition(IdRow):
    """A field as it was sent for approval: nothing of it changes any more."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    field = models.ForeignKey(
        OwnField, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    spec = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=9, choices=FormVersion.State, default=FormVersion.State.SUBMITTED
    )
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["field", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["field", "number"], name="own_field_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.field.code}:{self.number}"


class FieldDecision(IdRow):
    """What one office decided of a version of a field."""

    version = models.ForeignKey(
        FieldEdition, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    office = models.CharField(max_length=16, choices=FormDecision.Office)
    approved = models.BooleanField()
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "office"], name="own_field_decision_once")
        ]
