"""The register of violations and abuses, and action plans with parties. The cases lie elsewhere.

Here stand a reference in the human-rights system, a status, a hazard, and what came of it. No name
of a victim or witness has a field; a commander's is sealed, in the compartment of due diligence.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.vault.fields import SealedField
from tutela_web.actors.models import Actor
from tutela_web.crisis.models import HrddpFile
from tutela_web.incidents.models import Incident
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class Grave(models.TextChoices):
    """The six grave violations against children. Source: MRM Field Manual."""

    NONE = "", _("none of the six")
    KILLING = "killing", _("killing or maiming of children")
    RECRUITMENT = "recruitment", _("recruitment or use of children")
    SEXUAL = "sexual", _("sexual violence against children")
    ABDUCTION = "abduction", _("abduction of children")
    SCHOOLS = "schools", _("attack on a school or hospital")
    ACCESS = "access", _("denial of humanitarian access to children")


class Violation(Record):
    """A violation by a state, or an abuse by another, as the register of human rights knows it."""

    searched = ("reference", "unit_name", "hazard")

    class Kind(models.TextChoices):
        VIOLATION = "violation", _("violation, by a state")
        ABUSE = "abuse", _("abuse, by another than a state")

    class Status(models.TextChoices):
        REPORTED = "reported", _("reported")
        LOOKING = "looking", _("being looked into by human rights")
        VERIFIED = "verified", _("verified by human rights")
        NOT_VERIFIED = "not_verified", _("could not be verified")
        REFUTED = "refuted", _("refuted")

    kind = models.CharField(max_length=9, choices=Kind)
    reference = models.CharField(max_length=80)  # of the case, in the human-rights system
    harm = models.CharField(max_length=40)
    grave = models.CharField(max_length=11, choices=Grave, blank=True)
    on = models.DateField(null=True, blank=True)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="violations"
    )
    unit_name = models.CharField(max_length=160, blank=True)
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="violations"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.REPORTED)
    hazard = models.CharField(max_length=300, blank=True)  # who may be in danger now, and where

    class Meta:
        indexes = [models.Index(fields=["mission", "status"])]

    def __str__(self) -> str:
        return self.reference


class ViolationStep(Record):
    """One step towards an answer: what was notified, or what justice or command did about it."""

    searched = ("to_whom", "reply")

    class Kind(models.TextChoices):
        LETTER = "letter", _("letter")
        DEMARCHE = "demarche", _("démarche")
        PUBLIC = "public", _("public report")
        MECHANISM = "mechanism", _("communication to a mechanism")
        INQUIRY = "inquiry", _("inquiry by the command")
        DISCIPLINE = "discipline", _("discipline by the command")
        INVESTIGATION = "investigation", _("investigation by justice")
        TRIAL = "trial", _("trial")
        REMEDY = "remedy", _("remedy for victims")

    class Ending(models.TextChoices):
        OPEN = "", _("not ended")
        ANSWERED = "answered", _("answered")
        PROMISED = "promised", _("measures promised")
        CONVICTED = "convicted", _("ended with somebody held responsible")
        ACQUITTED = "acquitted", _("ended with nobody held responsible")
        DROPPED = "dropped", _("dropped without a reason given")

    violation = models.ForeignKey(Violation, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=13, choices=Kind)
    to_whom = models.CharField(max_length=160)  # an office, never a person
    on = models.DateField()
    due = models.DateField(null=True, blank=True)
    reply = models.TextField(blank=True)
    reply_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=9, choices=Ending, blank=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.to_whom}"

    def is_unanswered(self, day: date) -> bool:
        """Whether an answer was due and none came."""
        return self.due is not None and self.due < day and not self.reply_on and not self.ending


class CommandLink(Record):
    """Compartment hrddp: who commanded, as due diligence looks at it. The name is sealed."""

    class Basis(models.TextChoices):
        ORDERED = "ordered", _("is said to have ordered it")
        KNEW = "knew", _("knew, or should have known, and did not prevent it")
        NO_INQUIRY = "no_inquiry", _("did not inquire or punish")
        PRESENT = "present", _("commanded the unit; nothing more is known")

    violation = models.ForeignKey(Violation, on_delete=models.PROTECT, related_name="commanders")
    file = models.ForeignKey(
        HrddpFile, null=True, blank=True, on_delete=models.PROTECT, related_name="violations"
    )
    position = models.CharField(max_length=160)
    name: Any = SealedField(default="", blank=True, editable=True)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.PRESENT)

    def __str__(self) -> str:
        return self.position


class StatusFinding(Record):
    """A finding that somebody took a direct part in hostilities, for that time and no longer.

    Without one every victim is presumed a civilian. Source: Framework, paragraph 1, note 1.
    """

    violation = models.ForeignKey(Violation, on_delete=models.PROTECT, related_name="findings")
    persons = models.PositiveIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    reasons = models.TextField()
    evidence = models.TextField()
    found_post = models.CharField(max_length=160)

    def __str__(self) -> str:
        return str(_("Direct participation"))


class ActionPlan(Record):
    """What a party to the conflict undertook to end and prevent grave violations."""

    searched = ("party", "focal_office", "reference")

    class State(models.TextChoices):
        DIALOGUE = "dialogue", _("in dialogue")
        SIGNED = "signed", _("signed")
        COMPLETED = "completed", _("completed and verified")
        BROKEN = "broken", _("broken off")

    LISTED = {"violations": [choice for choice in Grave.choices if choice[0]]}
    """The words of what is kept as a list of codes."""

    party = models.CharField(max_length=160)  # as it signs; the actor only where it is on file
    actor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="action_plans"
    )
    violations = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.DIALOGUE)
    signed_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    focal_office = models.CharField(max_length=160, blank=True)

    def __str__(self) -> str:
        return f"{_('Action plan')} · {self.party}"


class ActionPlanStep(Record):
    """A step of an action plan: due, done as the party says, verified or broken as we found."""

    searched = ("what", "found")

    class Kind(models.TextChoices):
        ORDER = "order", _("command order")
        RELEASE = "release", _("release of children")
        SCREENING = "screening", _("screening of troops")
        ACCESS = "access", _("access for monitors")
        TRAINING = "training", _("training")
        PUNISHMENT = "punishment", _("accountability of perpetrators")

    class Verdict(models.TextChoices):
        OPEN = "", _("not verified")
        VERIFIED = "verified", _("verified")
        BROKEN = "broken", _("broken")

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.CharField(max_length=300)
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    released_girls = models.PositiveIntegerField(null=True, blank=True)
    released_boys = models.PositiveIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    verdict_on = models.DateField(null=True, blank=True)
    found = models.TextField(blank=True)  # by what it was verified, or how it was broken

    class Meta:
        ordering = ["due", "id"]

    def __str__(self) -> str:
        return self.what

    def is_overdue(self, day: date) -> bool:
        """Whether it should have been done, and is not known to be."""
        return self.due is not None and self.due < day and not self.verdict
