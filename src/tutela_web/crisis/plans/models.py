"""Contingency plans of critical places, phases of hotspots, and references to harm by our own side.

A phase is opened and closed, never overwritten; several stand open at one place at once.
"""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.base.messages import from_json
from tutela.risk.factors import PRIORITIES
from tutela.risk.tripwires import rules
from tutela_web.access.models import Person
from tutela_web.base.models import IdRow
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.safeguards.violence_asked import AnsweredInput, AsksOfViolence
from tutela_web.warning.models import Alert, AlertLevel


class PlanInput(AnsweredInput, total=False):
    """The fields of a plan that people and programs write, any of them."""

    radius_km: float
    triggers: str
    units: list[str]
    units_said: str
    shelter: str
    shelter_for: int | None
    evacuation: str
    stocks: str
    stocks_on: date | None
    own_staff: str
    host_role: str
    host_agreed_on: date | None
    humanitarian_role: str
    humanitarian_agreed_on: date | None
    owner: str
    valid_until: date | None
    classification: int


class HarmInput(TypedDict, total=False):
    """What is set down of harm by our own side."""

    by_whom: str
    place: Place | None
    place_said: str
    hazard: str
    event_from: date
    event_precision: str


class ContingencyPlan(AsksOfViolence, Record):
    """What is done when the feared harm comes to a place: by whom, with what, where people go."""

    searched = ("triggers", "shelter", "evacuation", "stocks", "owner")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plans")
    radius_km = models.FloatField(default=10)  # an alert this near opens it
    triggers = models.TextField(blank=True)
    units = models.JSONField(default=list, blank=True)  # ids of units
    units_said = models.TextField(blank=True)  # what each does, reserve and air among it
    shelter = models.TextField(blank=True)
    shelter_for = models.PositiveIntegerField(null=True, blank=True)  # how many people
    evacuation = models.TextField(blank=True)
    stocks = models.TextField(blank=True)
    stocks_on = models.DateField(null=True, blank=True)  # when last looked at
    own_staff = models.TextField(blank=True)
    host_role = models.TextField(blank=True)
    host_agreed_on = models.DateField(null=True, blank=True)
    humanitarian_role = models.TextField(blank=True)
    humanitarian_agreed_on = models.DateField(null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)  # a post
    valid_until = models.DateField(null=True, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return str(self.place)


class PlanExercise(IdRow):
    """A plan was walked through or played: when, and what was found. Appended, never changed."""

    class Kind(models.TextChoices):
        TABLE = "table", _("at the table")
        WALK = "walk", _("walked through on the ground")
        DRILL = "drill", _("drilled with units")
        REAL = "real", _("used in an alert")

    plan = models.ForeignKey(ContingencyPlan, on_delete=models.PROTECT, related_name="exercises")
    on = models.DateField()
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.TABLE)
    found = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-entered_at"]


class Phased(models.TextChoices):
    """The phases, in the order of tutela.crisis.tables.PHASES; one need not follow another."""

    PREVENTION = "prevention", _("prevention")
    PRE_EMPTION = "pre-emption", _("pre-emption")
    RESPONSE = "response", _("response")
    CONSOLIDATION = "consolidation", _("consolidation")


class PlacePhase(Record):
    """A phase a hotspot is in, or was: opened and closed with a day and a reason."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="phases")
    phase = models.CharField(max_length=13, choices=Phased)
    trigger = models.CharField(max_length=300)
    reason = models.TextField()
    normal_when = models.TextField(blank=True)  # by what it is called normal again
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)
    closed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "phase"],
                condition=models.Q(closed_on=None),
                name="phase_open_once",
            )
        ]
        indexes = [models.Index(fields=["mission", "closed_on"])]


class NormalCondition(Record):
    """A condition by which a place will be called normal again, and whether it is met."""

    class State(models.TextChoices):
        OPEN = "open", _("not judged")
        MET = "met", _("met")
        UNMET = "unmet", _("not met")

    of_phase = models.ForeignKey(PlacePhase, on_delete=models.PROTECT, related_name="conditions")
    what = models.CharField(max_length=300)
    state = models.CharField(max_length=5, choices=State, default=State.OPEN)
    seen = models.TextField(blank=True)  # by what one sees that it is met, or is not
    judged_on = models.DateField(null=True, blank=True)
    judged_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["entered_at", "id"]


class MeasureRefusal(Record):
    """A measure of the library refused by name, with its reason: about an alert, or in a phase of
    a place. A later decision that takes it counts more."""

    alert = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="refusals"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="refusals"
    )
    phase = models.CharField(max_length=13, choices=Phased, blank=True)
    option = models.CharField(max_length=30)
    reason = models.CharField(max_length=500)
    refused_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]


class PhaseStep(Record):
    """Something done or to be done in a phase that is no tasking: a call, a visit, a dialogue."""

    class Level(models.TextChoices):
        LOCAL = "local", _("local")
        NATIONAL = "national", _("national")
        REGIONAL = "regional", _("regional")
        INTERNATIONAL = "international", _("international")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="steps")
    phase = models.CharField(max_length=13, choices=Phased)
    line = models.CharField(max_length=20)
    what = models.CharField(max_length=300)
    political = models.BooleanField(default=False)
    level = models.CharField(max_length=13, choices=Level, default=Level.LOCAL)
    owner = models.CharField(max_length=120)  # a post
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]


class Rhythm(Record):
    """How often a week a place in prevention is patrolled, visited, met and its contacts tested.

    A later one holds from its day on; none is changed. Blank is not planned, zero is planned none.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="rhythms")
    since = models.DateField()
    patrol = models.PositiveSmallIntegerField(null=True, blank=True)
    visit = models.PositiveSmallIntegerField(null=True, blank=True)
    liaison = models.PositiveSmallIntegerField(null=True, blank=True)
    test = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]


class RhythmDone(Record):
    """What was done of the rhythm on a day, or that none was. Patrols of alerts count beside it."""

    class Kind(models.TextChoices):
        PATROL = "patrol", _("patrols")
        VISIT = "visit", _("staff visits")
        LIAISON = "liaison", _("liaison meetings")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    on = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "place", "on"])]


class HarmReference(Record):
    """Compartment hrddp: harm by the mission's own or a supported force, for human rights alone.

    A reference, a status and a hazard; the case itself lies in human rights' own system.
    """

    class By(models.TextChoices):
        MISSION = "mission", _("mission forces")
        SUPPORTED = "supported", _("a force the mission supports")

    class Status(models.TextChoices):
        RECEIVED = "received", _("received, not looked at")
        TAKEN_UP = "taken_up", _("taken up by human rights")
        PASSED = "passed", _("passed on to who answers for it")
        CLOSED = "closed", _("closed")

    by_whom = models.CharField(max_length=9, choices=By)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place_said = models.CharField(max_length=200, blank=True)
    hazard = models.CharField(max_length=300, blank=True)  # who may be in danger now
    reference = models.CharField(max_length=80, blank=True)  # of the case, in its own system
    status = models.CharField(max_length=8, choices=Status, default=Status.RECEIVED)


class PlanBackup(Record):
    """Help from elsewhere: from whom, what, how long it takes, and what was answered."""

    searched = ("what", "office")

    class From(models.TextChoices):
        RESERVE = "reserve", _("reserve of the mission")
        REGIONAL = "regional", _("a regional force")
        AIR = "air", _("air")
        RAPID = "rapid", _("a rapid reaction force")
        HEADQUARTERS = "headquarters", _("headquarters")
        POLITICAL = "political", _("political help")

    class State(models.TextChoices):
        NOT_ASKED = "not asked", _("not asked")
        ASKED = "asked", _("asked, no answer")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")

    plan = models.ForeignKey(ContingencyPlan, on_delete=models.PROTECT, related_name="backups")
    source = models.CharField(max_length=12, choices=From)
    what = models.CharField(max_length=300)
    office = models.CharField(max_length=160, blank=True)  # who answers for it
    minutes = models.PositiveIntegerField(null=True, blank=True)  # until it would be there
    state = models.CharField(max_length=9, choices=State, default=State.NOT_ASKED)
    answered_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.what}"

    @property
    def is_sure(self) -> bool:
        """Whether it can be counted on: agreed, and it is said when it would be there."""
        return self.state == self.State.AGREED and self.minutes is not None


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
