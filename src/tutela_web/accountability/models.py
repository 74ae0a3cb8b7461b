"""The register of violations and abuses, and action plans with parties. The cases lie elsewhere.

Here stand a reference in the human-rights system, a status, a hazard, and what came of it. No name
of a victim or witness has a field; a commander's is sealed, in the compartment of due diligence.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.coordination.investigations import stalled_since
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


class HostInvestigation(Record):
    """The host's investigation of a violation, and which office of the UN police follows it.

    The police follow it under the lead of human rights. Victims and witnesses have no field here.
    """

    searched = ("investigated_by", "followed_by")

    class Manner(models.TextChoices):
        MONITORS = "monitors", _("monitors it")
        TAKES_PART = "takes_part", _("takes part in it")

    class Ending(models.TextChoices):
        OPEN = "", _("not ended")
        COURT = "court", _("handed to a court")
        CLOSED = "closed", _("closed without a charge")
        REFUSED = "refused", _("refused: nobody investigates")

    violation = models.ForeignKey(
        Violation, on_delete=models.PROTECT, related_name="investigations"
    )
    investigated_by = models.CharField(max_length=160)  # an office of the host, never a person
    opened_on = models.DateField(null=True, blank=True)
    followed_by = models.CharField(max_length=160, blank=True)  # a police office of the mission
    manner = models.CharField(max_length=10, choices=Manner, blank=True)
    led_by = models.CharField(max_length=160, blank=True)  # the office of human rights that leads
    ending = models.CharField(max_length=7, choices=Ending, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.investigated_by

    def stalled_on(self, day: date) -> date | None:
        """Since when it stands still: None where it moves, ended, or no day is known."""
        if self.ending:
            return None
        host = (step.on for step in self.steps.all() if step.by == InvestigationStep.By.HOST)
        return stalled_since(self.opened_on, host, day)


class InvestigationStep(Record):
    """A step of an investigation: of the host, or of the police of the mission who follow it."""

    searched = ("what",)

    class By(models.TextChoices):
        HOST = "host", _("the host")
        POLICE = "police", _("UN police")

    investigation = models.ForeignKey(
        HostInvestigation, on_delete=models.PROTECT, related_name="steps"
    )
    by = models.CharField(max_length=6, choices=By)
    what = models.CharField(max_length=300)
    on = models.DateField()

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return self.what


class JusticeHelp(Record):
    """Help towards justice: offered to victims, accepted or refused. Numbers, and no survivor.

    Who keeps the register reads it. Others read on the violation which office offered what and
    how it was answered, and numbers from five up.
    """

    class Kind(models.TextChoices):
        LEGAL = "legal", _("legal aid")
        COMPANION = "companion", _("company to police or court")
        PROTECTION = "protection", _("protection while the case runs")
        TRAVEL = "travel", _("travel and upkeep")
        COUNSEL = "counsel", _("counsel on rights and remedies")
        OTHER = "other", _("other help")

    class Answer(models.TextChoices):
        OFFERED = "offered", _("offered, not answered")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    COUNTED = ("women", "men", "girls", "boys", "unknown")
    """The numbers by sex and age."""

    violation = models.ForeignKey(Violation, on_delete=models.PROTECT, related_name="help")
    kind = models.CharField(max_length=10, choices=Kind)
    answer = models.CharField(max_length=8, choices=Answer)
    office = models.CharField(max_length=160)  # that offers it, never a person
    on = models.DateField()
    women = models.PositiveIntegerField(null=True, blank=True)
    men = models.PositiveIntegerField(null=True, blank=True)
    girls = models.PositiveIntegerField(null=True, blank=True)
    boys = models.PositiveIntegerField(null=True, blank=True)
    unknown = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.office}"


class JusticeWork(Record):
    """Transitional justice in an area: a mechanism, or the vetting of an office. Never a person."""

    searched = ("name", "office", "result", "follows_how")

    class Kind(models.TextChoices):
        TRUTH = "truth", _("truth commission")
        COURT = "court", _("special or mixed court")
        MILITARY = "military", _("military justice")
        MOBILE = "mobile", _("mobile court")
        LOCAL = "local", _("local or customary justice")
        REPARATION = "reparation", _("reparation")
        VETTING = "vetting", _("vetting")
        REFORM = "reform", _("reform so that it does not happen again")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        UNDER_WAY = "under_way", _("under way")
        STALLED = "stalled", _("standing still")
        DONE = "done", _("concluded")
        BROKEN = "broken", _("broken off")

    class Follows(models.TextChoices):
        UNKNOWN = "", _("not looked at")
        NOTHING = "nothing", _("nothing follows")
        ASSESS = "assess", _("due diligence to be done before support")
        MEASURES = "measures", _("support with measures only")
        WITHHELD = "withheld", _("support withheld")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=160)
    office = models.CharField(max_length=160, blank=True)  # of the host, whom it concerns
    state = models.CharField(max_length=9, choices=State)
    since = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)
    follows = models.CharField(max_length=8, choices=Follows, blank=True)
    follows_how = models.CharField(max_length=300, blank=True)
    looked_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return self.name
