"""Armed actors and others. A people is never an actor (domain rule g18)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.places.models import FoldedNames, names_beside
from tutela_web.records.models import Record


class Certainty(models.TextChoices):
    """How sure the mission is of what it says of an actor."""

    CONFIRMED = "confirmed", _("confirmed")
    PROBABLE = "probable", _("probable")
    POSSIBLE = "possible", _("possible")
    UNKNOWN = "unknown", _("not known")


class Actor(Record):
    """An armed actor or other party, as the mission names it."""

    heard_by = ("name", "aliases")

    class Type(models.TextChoices):
        HOST_MILITARY = "host_military", _("host military")
        HOST_POLICE = "host_police", _("host police")
        HOST_INTELLIGENCE = "host_intelligence", _("host intelligence")
        MILITIA = "pro_government_militia", _("pro-government militia")
        FOREIGN = "foreign_force", _("foreign force")
        AUTHORISED = "authorised_force", _("authorised non-UN force")
        ARMED_GROUP = "armed_group", _("non-state armed group")
        COMMUNAL = "communal", _("communal militia or self-defence")
        COMPANY = "military_company", _("private military company")
        CRIMINAL = "criminal", _("criminal group")
        CROWD = "crowd", _("crowd")
        AUTHORITY = "authority", _("authority")
        LEADER = "leader", _("traditional or religious leader")
        CIVIL_SOCIETY = "civil_society", _("civil society")
        HUMANITARIAN = "humanitarian", _("humanitarian or UN agency")
        UNKNOWN = "unknown", _("unknown")

    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=24, choices=Type, default=Type.UNKNOWN)
    other_names = models.JSONField(default=list, blank=True)  # [{"name": ..., "language": ...}]
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)
    engagement_channel = models.CharField(max_length=200, blank=True)
    told_of_obligations = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    retired = models.BooleanField(default=False)
    folded = FoldedNames(blank=True, default="", editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="actor_code_once")]
        indexes = [models.Index(fields=["mission", "name"])]

    def __str__(self) -> str:
        return self.name

    def search_words(self) -> str:
        """What the actor is looked for by: its names."""
        return " ".join([self.name, *names_beside(self)])

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other names, in any language or spelling."""
        return names_beside(self)


class ActorNote(Record):
    """One thing assessed of an actor, on a day, by evidence: its danger and the security it gives
    are kept apart, and neither cancels the other."""

    searched = ("says", "evidence")

    class TopicKind(models.TextChoices):
        THREAT = "threat", _("the danger it poses")
        PROTECTS = "protects", _("the security it provides")
        INTENT = "intent", _("its intent")
        INCENTIVE = "incentive", _("what drives it")
        ABILITY = "ability", _("what it is able to do")
        HOLDS = "holds", _("the territory it holds")
        OF_US = "of_us", _("how the mission and humanitarians are seen because of it")

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="notes")
    about = models.CharField(max_length=9, choices=TopicKind)
    says = models.TextField()
    evidence = models.TextField()
    certainty = models.CharField(max_length=9, choices=Certainty, default=Certainty.UNKNOWN)
    assessed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)  # no longer so since

    class Meta:
        indexes = [models.Index(fields=["mission", "actor"])]

    def __str__(self) -> str:
        return f"{self.actor}: {self.get_about_display()}"


class ActorLink(Record):
    """What one actor is to another, from when to when, by evidence. Links that contradict each
    other may stand side by side: nobody knows yet which is so."""

    searched = ("why", "evidence")

    class Kind(models.TextChoices):
        FACTION = "faction", _("faction of")
        ALLY = "ally", _("ally of")
        RIVAL = "rival", _("rival of")
        PATRON = "patron", _("patron of")

    BACK = {
        "faction": _("has the faction"),
        "ally": _("ally of"),
        "rival": _("rival of"),
        "patron": _("has the patron"),
    }
    """The same, as the other side is told it."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=7, choices=Kind)
    other = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="linked")
    why = models.TextField(blank=True)  # what each gains by it
    evidence = models.TextField()
    certainty = models.CharField(max_length=9, choices=Certainty, default=Certainty.UNKNOWN)
    starts = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["mission", "actor"]),
            models.Index(fields=["mission", "other"]),
        ]

    def __str__(self) -> str:
        return f"{self.actor} · {self.get_kind_display()} {self.other}"


class ActorProposal(Record):
    """What imported events propose of an actor, as a person answered it. A later event proposes it
    anew."""

    class ProposedTrait(models.TextChoices):
        TEMPO = "tempo", _("tempo")
        REACH = "reach", _("reach")
        VICTIMS = "victims", _("victims")
        RIVAL = "rival", _("rival")

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="proposals")
    about = models.CharField(max_length=7, choices=ProposedTrait)
    other = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_event = models.DateField()  # of those it was counted from
    accepted = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "actor"])]

    def __str__(self) -> str:
        return f"{self.actor}: {self.get_about_display()}"
