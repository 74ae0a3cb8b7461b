"""What is kept of a report from the field: its answers sealed, who told it in the vault."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.intake import questions
from tutela_web.access.models import Compartment, Mission, Person
from tutela_web.access.vault.fields import SealedField
from tutela_web.base.models import IdRow
from tutela_web.crisis.models import Tasking
from tutela_web.incidents.models import ClosedIncident, Credibility, Incident, Reliability
from tutela_web.places.models import PlacedRecord
from tutela_web.warning.models import Alert


class ReportKind(models.TextChoices):
    """What is reported: the forms of `tutela.intake.questions`."""

    DANGER = questions.Kind.DANGER.value, _("danger")
    REPORT = questions.Kind.REPORT.value, _("report")
    PATROL = questions.Kind.PATROL.value, _("patrol report")
    NOTHING_SEEN = questions.Kind.NOTHING_SEEN.value, _("checked, nothing seen")
    PERIMETER = questions.Kind.PERIMETER.value, _("defect of a perimeter")
    VISIT = questions.Kind.VISIT.value, _("visit to a community")


class CameBy(models.TextChoices):
    """By which way a report came in."""

    APP = "app", _("the field app")
    DESK = "desk", _("written at a desk")
    CALL = "call", _("a call")
    FORM = "form", _("a form of another system")


class Conditions(models.TextChoices):
    """How freely somebody could speak: what was said under watch weighs differently."""

    UNKNOWN = "", _("not known")
    FREE = "free", _("alone and free to speak")
    OTHERS = "others", _("others were present")
    WATCHED = "watched", _("watched or followed")
    COACHED = "coached", _("seemed to be told what to say")
    REMOTE = "remote", _("by telephone or message")


class FieldReport(PlacedRecord):
    """A report from the field, as it came. What becomes of it a person decides.

    Its answers are sealed under a key of its own: whoever typed them may have typed a name. Who
    told it lies in the vault; here stands only the subject that they are known by there.
    """

    class State(models.TextChoices):
        NEW = "new", _("nobody has settled it yet")
        LINKED = "linked", _("tells of an incident")
        RECORDED = "recorded", _("became an incident")
        ALERTED = "alerted", _("raised an alert")
        CLOSED = "closed", _("closed without an incident")

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ReportKind)
    way = models.CharField(max_length=4, choices=CameBy, default=CameBy.APP)
    form = models.CharField(max_length=80, blank=True)  # a form of the mission's own, by its code
    answers: Any = SealedField(default=dict, blank=True)
    captured_at = models.DateTimeField()  # as the device said, in real time
    clock_offset = models.IntegerField(null=True, blank=True)  # seconds the device was ahead
    clock_doubtful = models.BooleanField(default=False)
    corrects = models.UUIDField(null=True, blank=True)  # the report its sender says it corrects
    source = models.UUIDField(null=True, blank=True)  # the subject in the vault
    first_hand = models.BooleanField(null=True, blank=True)
    going_on = models.BooleanField(null=True, blank=True)
    reliability = models.CharField(max_length=1, blank=True, choices=Reliability)
    credibility = models.CharField(max_length=1, blank=True, choices=Credibility)
    conditions = models.CharField(
        max_length=8, choices=Conditions, default=Conditions.UNKNOWN, blank=True
    )
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="field_reports"
    )
    alert = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="field_reports"
    )
    thread = models.ForeignKey(  # the report that speaks for all that tell of this event
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="told_too"
    )
    tasking = models.ForeignKey(  # that the patrol carried out
        Tasking, null=True, blank=True, on_delete=models.PROTECT, related_name="field_reports"
    )
    settled_why = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    words_destroyed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="field_report_number_once")
        ]
        indexes = [
            models.Index(fields=["mission", "state", "entered_at"]),
            models.Index(fields=["mission", "kind"]),
            models.Index(fields=["corrects"]),
            models.Index(fields=["mission", "form"]),
        ]

    def __str__(self) -> str:
        return f"FR-{self.number:04}"

    @property
    def code(self) -> str:
        """What it is called, in a table."""
        return str(self)

    @property
    def name(self) -> str:
        """What it is called, where a table shows what differs."""
        return str(self)

    @property
    def grade(self) -> str:
        """Both grades as they are written together, a hyphen for one that nobody gave."""
        if not (self.reliability or self.credibility):
            return ""
        return f"{self.reliability or '-'}{self.credibility or '-'}"


class ClosedAnswers(IdRow):
    """Answers to questions of a mission's own that belong to a compartment: apart from the report,
    sealed, and read by those of the compartment alone."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(
        FieldReport, on_delete=models.PROTECT, related_name="closed_answers", db_index=False
    )
    compartment = models.CharField(max_length=20, choices=Compartment)
    answers: Any = SealedField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "compartment"], name="closed_answers_once_a_compartment"
            )
        ]


class ReportMedia(IdRow):
    """A photo or a voice note of a report, sealed under the report's key: who destroys that key
    destroys it too. It may show or let hear a source, so it is read as what tells who they are."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        VOICE = "voice", _("voice note")

    sealed_under = "report_id"
    sealed_about = ("id",)

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(FieldReport, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(max_length=5, choices=Kind)
    content: Any = SealedField()  # in base64
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)  # of what the telephone sealed, reckoned there
    kept_sha256 = models.CharField(max_length=64)  # of what is retained, without metadata
    captured_at = models.DateTimeField()  # by the telephone's clock
    came_at = models.DateTimeField()

    class Meta:
        ordering = ["captured_at", "pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class AdviserCall(IdRow):
    """That somebody in the field asked for an adviser, with what the adviser may do: the record in
    the compartment has whatever was said, and its author is whom to call.

    agreed        whether the person agreed to it: None, that nobody asked yet. Nobody is called
                  then, and no clock runs
    asked_digest  where nobody asked: a keyed digest of the report's sender and id, by which the
                  sender may still say; empty from then on
    rung          how far the call has climbed while nobody answered; 0, to its office alone
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.OneToOneField(ClosedIncident, on_delete=models.PROTECT, related_name="+")
    call_back = models.BooleanField(null=True)
    care_now = models.BooleanField(null=True)
    agreed = models.BooleanField(null=True)
    asked_digest = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True)  # by the mission's clock
    rung = models.PositiveSmallIntegerField(default=0)
    climbed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["mission", "answered_at", "due_at"]),
            models.Index(fields=["asked_digest"]),
        ]


class ClosedReceipt(models.Model):
    """That a report of a compartment was received, so that a resend is known as one.

    Known by a keyed digest of who sent it under which id: nobody can ask what was kept.
    """

    digest = models.CharField(max_length=64, primary_key=True)
