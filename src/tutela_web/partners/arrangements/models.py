"""What was agreed with others on how to work: in a crisis, close together, or apart.

Lines are of offices; an arrangement tells no person's name.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.coordination.arrangements import agreement, freshness
from tutela_web.access.models import Post
from tutela_web.base.models import IdRow
from tutela_web.fora.forum.models import Forum
from tutela_web.partners.partner.models import Partner
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.warning.models import Alert


class Arrangement(Record):
    """An agreed way of working. Source: Framework, templates E, G and H."""

    searched = ("name", "says", "contact")
    heard_by = ("name",)

    class Kind(models.TextChoices):
        INTEGRATION = "integration", _("integration arrangement of the UN")
        CRISIS = "crisis", _("crisis procedure with others")
        CONTACTS = "contacts", _("emergency contact sheet")
        CLOSE = "close", _("area of close work")
        SEPARATION = "separation", _("area of separation")
        HOST = "host", _("roles agreed with the host before escalation")
        ROLES = "roles", _("discussion of roles")

    JOINT = frozenset({Kind.INTEGRATION, Kind.CLOSE})
    """Kinds only a partner who works jointly can be a party of."""

    MAPPED = (Kind.CRISIS, Kind.CONTACTS, Kind.HOST)
    """Kinds every area needs."""

    kind = models.CharField(max_length=11, choices=Kind)
    name = models.CharField(max_length=160)
    says = models.TextField()  # the procedure, or what was agreed
    contact = models.CharField(max_length=160, blank=True)  # an office
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    forum = models.ForeignKey(  # in which it was agreed
        Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="arrangements"
    )
    parallel = models.BooleanField(default=False)  # a forum was made for it beside those there are
    agreed_on = models.DateField(null=True, blank=True)
    rehearsed_on = models.DateField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)  # the next rehearsal or test
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_arrangement"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.name

    def freshness(self, on: date) -> str:
        """How its rehearsal stands: tutela.coordination.arrangements.freshness."""
        return freshness(self.rehearsed_on, self.next_on, on)


class Party(IdRow):
    """One who is bound by an arrangement: a partner, or a post of the mission; its part and its
    line, when it agreed, and what it read back."""

    class Agreement(models.TextChoices):
        """tutela.coordination.arrangements.AGREEMENTS."""

        MISSING = "missing", _("has not agreed")
        UNREAD = "not read back", _("agreed, not read back")
        AGREED = "agreed", _("agreed and read back")

    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="parties")
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="parties"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(max_length=300)  # what it does
    line = models.CharField(max_length=120, blank=True)  # number, channel or mail of the office
    agreed_on = models.DateField(null=True, blank=True)
    read_back = models.TextField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_party"
        ordering = ["since", "id"]

    def agreement(self, on: date) -> Party.Agreement:
        """How it stands to the arrangement on a day."""
        return self.Agreement(agreement(self.agreed_on, self.read_back, on))


class Call(Record):
    """A line that was used: to test it, or in a crisis, with the answer."""

    class Occasion(models.TextChoices):
        TEST = "test", _("test of the line")
        CRISIS = "crisis", _("in a crisis")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="calls")
    why = models.CharField(max_length=6, choices=Occasion)
    at = models.DateTimeField()
    reached = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    alert = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "coordination_call"
        indexes = [models.Index(fields=["mission", "at"])]
