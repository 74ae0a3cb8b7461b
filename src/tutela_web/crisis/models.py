"""What was decided about an alert, who was tasked, what they answered, and what came of it.

A decision, an answer, a dissent and an outcome are appended; a later one stands beside the earlier.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.crisis.tables import decisions
from tutela_web.access.models import Mission, Person, Post
from tutela_web.base.models import IdRow
from tutela_web.capacity.models import Unit
from tutela_web.mandate.models import Paragraph
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.safeguards.models import HarmCheck
from tutela_web.warning.models import Alert, Spoken


class Authority(models.TextChoices):
    """By what authority somebody decides. Source: domain reference, section b."""

    COORDINATES = "coordinates", _("head of field office, coordinating")
    COMMANDS = "commands", _("commander of the unit, within ROE or DUF")
    JOINT = "joint", _("commander and head of field office together")
    FORCE = "force", _("Force Commander")
    POLICE = "police", _("Police Commander")
    MISSION = "mission", _("Head of Mission")


class Principle(models.TextChoices):
    """What every response keeps to. Source: Framework, paragraph 5; Capstone Doctrine."""

    CONSENT = "consent", _("Consent of the host government and the main parties")
    IMPARTIALITY = "impartiality", _("Impartiality")
    FORCE = "force", _("No force but in self-defence or in defence of the mandate")


class PrincipleKept(models.TextChoices):
    """Whether a decision keeps to a principle."""

    KEPT = "kept", _("kept")
    DEPARTS = "departs", _("the decision departs from it")


class Decision(Record):
    """What was decided about an alert, by whom, by what authority and why."""

    alert = models.ForeignKey(
        Alert, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    choice = models.CharField(max_length=20)
    options = models.JSONField(default=list)  # weighed: [{option, taken, why, who}]
    decider = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decider_said = models.CharField(max_length=120, blank=True)  # the post, where the JOC wrote it
    said_channel = models.CharField(max_length=9, choices=Spoken, blank=True)  # and how it heard
    authority = models.CharField(max_length=12, choices=Authority, blank=True)  # as it was stated
    outside_chain = models.BooleanField(null=True)  # found as it was recorded; none: not known
    reason = models.TextField(blank=True)
    reason_code = models.CharField(max_length=20, blank=True)
    risk_accepted = models.TextField(blank=True)
    host_unable = models.TextField(blank=True)  # the finding, where the mission acts on its own
    exposure_asked = models.BooleanField(default=False)
    exposure_found = models.CharField(max_length=300, blank=True)
    force_rule = models.CharField(max_length=200, blank=True)
    force_aim = models.CharField(max_length=300, blank=True)  # the political aim it serves
    force_account = models.TextField(blank=True)
    force_accounted_at = models.DateTimeField(null=True, blank=True)
    force_accounted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    paragraph = models.ForeignKey(  # of the mandate, which it rests on
        Paragraph, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    principles = models.JSONField(default=dict, blank=True)  # {principle: kept or departs}
    principles_note = models.TextField(blank=True)
    departs_by = models.CharField(max_length=160, blank=True)  # by whose authority it departs
    step = models.CharField(max_length=40, blank=True)  # of a ladder: tutela.crisis.ladders

    class Meta:
        indexes = [models.Index(fields=["alert", "decided_at"])]

    @property
    def checked(self) -> list[tuple[Principle, PrincipleKept | None]]:
        """Each principle with what was found of it; None where nobody looked."""
        return [
            (
                principle,
                PrincipleKept(self.principles[principle]) if principle in self.principles else None,
            )
            for principle in Principle
        ]

    @property
    def not_said(self) -> list[str]:
        """Of what a decision taken now says, what nobody said of this one: names of fields."""
        took = {option["option"] for option in self.options if option["taken"]}
        needs = self.choice in decisions() and decisions()[self.choice].needs_reason
        missing = {
            "decider": not (self.decider_id or self.decider_said),
            "authority": not self.authority,
            "reason": needs and not self.reason,
            "reason_code": needs and not self.reason_code,
            "options_who": any(
                option["taken"] and not option.get("who") for option in self.options
            ),
            "force_rule": "force" in took and not self.force_rule,
            "departs_by": self.departs and not self.departs_by,
            "principles_note": self.departs and not self.principles_note,
        }
        return [name for name, gap in missing.items() if gap]

    @property
    def takes_force(self) -> bool:
        """Whether the use of force was decided on."""
        return any(option["option"] == "force" and option["taken"] for option in self.options)

    @property
    def departs(self) -> bool:
        """Whether it departs from a principle."""
        return PrincipleKept.DEPARTS in self.principles.values()


class Dissent(IdRow):
    """Somebody saw it otherwise: kept with the decision, never edited."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="dissents")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, blank=True)
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]


class Competing(models.TextChoices):
    """What a tasking says of an earlier one its unit is committed to."""

    FIRST = "first", _("this task first; the earlier one waits")
    AFTER = "after", _("the earlier task first, then this one")
    BOTH = "both", _("both at once: the unit divides")


STANDING = ("given", "accepted", "delayed", "moving", "there")
"""States of a tasking that binds those tasked."""


class AlertEnding(models.TextChoices):
    """How the alert of a tasking ended while the tasking stood (`tutela.warning.states`)."""

    CALMED = "calmed", _("the danger ended")
    LOWERED = "lowered", _("the level was lowered")
    EXPIRED = "expired", _("expired")
    CLOSED = "closed", _("closed")


class Tasking(Record):
    """What a unit or component is tasked with about an alert, and how it went."""

    class State(models.TextChoices):
        GIVEN = "given", _("given, not answered")
        ACCEPTED = "accepted", _("accepted")
        DELAYED = "delayed", _("delayed")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")
        TURNED = "turned", _("turned back")
        MOVING = "moving", _("on the way")
        THERE = "there", _("arrived")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn and read back")

    alert = models.ForeignKey(
        Alert, on_delete=models.PROTECT, related_name="taskings", db_index=False
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="taskings"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    component = models.CharField(max_length=120, blank=True)  # where it is no unit
    post = models.ForeignKey(  # whose holder answers for it, where it is no unit
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="taskings"
    )
    option = models.CharField(max_length=30)
    phase = models.CharField(max_length=14, blank=True)
    standard = models.CharField(max_length=30, blank=True)  # intent of the list
    intent = models.TextField(blank=True)  # in words, beside it or in its place
    feared = models.CharField(max_length=200, blank=True)  # the act, as it was sent
    travel_minutes = models.FloatField(null=True, blank=True)  # as known when it was given
    addition = models.BooleanField(default=False)  # to a unit whose tasking stands: on purpose
    position = models.TextField(blank=True)  # place, aliases, directions, as they were sent
    planned_departure = models.DateTimeField(null=True, blank=True)
    planned_arrival = models.DateTimeField(null=True, blank=True)
    planned_return = models.DateTimeField(null=True, blank=True)
    departed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    roe_read_back_at = models.DateTimeField(null=True, blank=True)
    roe_read_back_by = models.CharField(max_length=120, blank=True)
    interpreter = models.BooleanField(null=True, blank=True)
    women_in_team = models.BooleanField(null=True, blank=True)
    limits_seen = models.BooleanField(default=False)  # authority, equipment, limits looked at
    joint = models.BooleanField(default=False)  # with a force that is not the UN's, or in its aid
    due_diligence = models.ForeignKey(
        "HrddpFile", null=True, blank=True, on_delete=models.PROTECT, related_name="taskings"
    )
    state = models.CharField(max_length=9, choices=State, default=State.GIVEN)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # it stands until that is read back
    withdrawn_why = models.CharField(max_length=300, blank=True)
    withdrawal_read_back_at = models.DateTimeField(null=True, blank=True)
    withdrawal_read_back_by = models.CharField(max_length=120, blank=True)
    withdrawal_channel = models.CharField(max_length=9, choices=Spoken, blank=True)
    ending = models.CharField(max_length=8, choices=AlertEnding, blank=True)  # of its alert
    ended_at = models.DateTimeField(null=True, blank=True)  # since then it is asked what becomes
    stays_at = models.DateTimeField(null=True, blank=True)  # who gives taskings says that it stays
    competing = models.CharField(max_length=6, choices=Competing, blank=True)
    harm_check = models.ForeignKey(  # whether it could expose people; nothing waits for it
        HarmCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="taskings"
    )
    unchecked_why = models.CharField(max_length=300, blank=True)  # why it goes without one
    unchecked_post = models.CharField(max_length=160, blank=True)  # and who decided so
    result = models.TextField(blank=True)  # what those tasked report of it

    class Meta:
        indexes = [models.Index(fields=["alert", "state"])]

    @property
    def asks_what_becomes(self) -> bool:
        """Whether who gave it is asked what becomes of it: its alert ended, it stands, and nobody
        withdrew it or said that it stays."""
        open_still = self.ended_at and not (self.stays_at or self.withdrawn_at or self.returned_at)
        return bool(open_still) and self.state in STANDING

    @property
    def commits_nobody(self) -> bool:
        """Whether an answer comes too late to commit anybody: it was withdrawn, or its alert ended
        and nobody who gives taskings said that it stays."""
        return self.withdrawn_at is not None or (
            self.ended_at is not None and self.stays_at is None
        )


class TaskingAnswer(IdRow):
    """What was answered to a tasking, or reported of it, with its reason; recorded by the tasking
    headquarters."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DELAYED = "delayed", _("delayed")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")
        TURNED = "turned", _("turned back")

    tasking = models.ForeignKey(Tasking, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=8, choices=Answer)
    reason = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=500, blank=True)
    expected_arrival = models.DateTimeField(null=True, blank=True)
    norms = models.JSONField(default=list, blank=True)  # keys of those the unit acknowledged
    answered_at = models.DateTimeField()
    said_by = models.CharField(max_length=120, blank=True)  # by voice: whose answer it is
    channel = models.CharField(max_length=9, choices=Spoken, blank=True)
    entered_at = models.DateTimeField()
    late = models.BooleanField(default=False)  # it ended or was withdrawn before: commits nobody
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["answered_at", "id"]


class Outcome(Record):
    """What came of an alert; a later one stands beside it and counts."""

    alert = models.ForeignKey(
        Alert, on_delete=models.PROTECT, related_name="outcomes", db_index=False
    )
    tasking = models.ForeignKey(
        Tasking, null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes"
    )
    outcome = models.CharField(max_length=20)
    reasons = models.JSONField(default=list)
    host_acted = models.CharField(max_length=10, blank=True)  # in time, late, not
    partner_acted = models.BooleanField(null=True, blank=True)
    sheltered = models.PositiveIntegerField(null=True, blank=True)
    moved = models.PositiveIntegerField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    danger_ended = models.CharField(max_length=300, blank=True)  # who or what says that it did
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["alert", "entered_at"])]


class HrddpFile(Record):
    """Compartment hrddp: the due-diligence file of a unit of another force."""

    searched = ("unit_name", "reference", "risk", "mitigation")

    class Status(models.TextChoices):
        OPEN = "open", _("check open")
        SUPPORT = "support", _("support may be given")
        MITIGATED = "mitigated", _("support under conditions")
        SUSPENDED = "suspended", _("support suspended")

    unit_name = models.CharField(max_length=160)
    reference = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    risk = models.CharField(max_length=10, blank=True)
    mitigation = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.unit_name

    @property
    def allows_support(self) -> bool:
        """Whether support to the unit was decided for, with its risk and, under conditions, these
        written down."""
        if self.status == self.Status.SUPPORT:
            return bool(self.risk.strip())
        conditions = bool(self.risk.strip() and self.mitigation.strip())
        return self.status == self.Status.MITIGATED and conditions


class HostRelease(IdRow):
    """A hazard passed to a host force: asked, advised, released by the head of field office.

    It can say a hazard, a place and a time, and nothing else: there is no field for more.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waits for human-rights advice")
        ADVISED = "advised", _("advised: waits for the head of field office")
        RELEASED = "released", _("released")
        HELD = "held", _("not released")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="releases")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    hazard = models.CharField(max_length=20)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    receiver = models.ForeignKey(HrddpFile, on_delete=models.PROTECT, related_name="releases")
    suspected = models.PositiveIntegerField(null=True)  # of `looked_at` that harmed civilians near
    looked_at = models.PositiveIntegerField(null=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    advised_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    advised_at = models.DateTimeField(null=True)
    advice_against = models.BooleanField(null=True)
    advice = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    harm_check = models.ForeignKey(
        HarmCheck, null=True, on_delete=models.PROTECT, related_name="releases"
    )


from tutela_web.crisis.consent import models as consent_models  # noqa: E402, F401
from tutela_web.crisis.ladders import models as ladder_models  # noqa: E402, F401
from tutela_web.crisis.papers import models as layout_models  # noqa: E402, F401
from tutela_web.crisis.plans import models as plan_models  # noqa: E402, F401
from tutela_web.crisis.refusals import models as refusal_models  # noqa: E402, F401
from tutela_web.crisis.routes import models as route_models  # noqa: E402, F401
