"""Armed actors and others. A people is never an actor (domain rule g18)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Record
from tutela_web.places.models import FoldedNames, names_beside


class Actor(Record):
    """An armed actor or other party, as the mission names it."""

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
