"""Moves that are requested, the drawdown they are stages of, and what loses cover by each.

All lie in the compartment capacity: they tell what units reach, and what bars them.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.capacity.models import Base, Caveat, Unit
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.deployment.gap.models import Need
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class Drawdown(Record):
    """A drawdown or withdrawal, by stages: each stage is a move that is requested."""

    searched = ("name", "because")

    name = models.CharField(max_length=160)
    because = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class MoveRequest(Record):
    """What was asked after a what-if: a base that closes or opens, a unit that moves, a caveat that
    is raised with its contributor. A signature requests it; the order is the Force's."""

    searched = ("because", "plan_said", "order_number")

    class Asks(models.TextChoices):
        CLOSE = "close", _("close a base")
        OPEN = "open", _("open a base")
        MOVE = "move", _("move a unit")
        CAVEAT = "caveat", _("raise a caveat with its contributor")

    class State(models.TextChoices):
        DRAFT = "draft", _("not signed")
        REQUESTED = "requested", _("requested: no order yet")
        ORDERED = "ordered", _("ordered")
        LEFT = "left", _("has left")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    asks = models.CharField(max_length=6, choices=Asks)
    base = models.ForeignKey(  # that closes, or that the unit leaves
        Base, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_base = models.ForeignKey(
        Base, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    caveat = models.ForeignKey(
        Caveat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.PROTECT, related_name="moves"
    )
    drawdown = models.ForeignKey(
        Drawdown, null=True, blank=True, on_delete=models.PROTECT, related_name="stages"
    )
    foreseen_on = models.DateField(null=True, blank=True)
    because = models.TextField()
    own_share = models.PositiveSmallIntegerField(null=True, blank=True)  # percent, own protection
    plan = models.ForeignKey(
        ContingencyPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plan_said = models.TextField(blank=True)  # for the place that is left
    setting = models.CharField(max_length=2000, blank=True)  # the address of the what-if
    gain_people = models.PositiveIntegerField(null=True, blank=True)
    gain_places = models.PositiveIntegerField(null=True, blank=True)
    loss_people = models.PositiveIntegerField(null=True, blank=True)
    loss_places = models.PositiveIntegerField(null=True, blank=True)
    neighbours: Any = models.JSONField(default=dict, blank=True)  # place -> gains, loses or left
    signed_on = models.DateField(null=True, blank=True)
    signed_as = models.CharField(max_length=160, blank=True)  # a post
    order_number = models.CharField(max_length=80, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True)
    declined_as = models.CharField(max_length=160, blank=True)
    declined_why = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    left_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # that no plan stands
    told_posts: Any = models.JSONField(default=list, blank=True)  # titles

    class Meta:
        indexes = [models.Index(fields=["mission", "signed_on"])]

    def __str__(self) -> str:
        of = self.caveat.unit if self.caveat_id and self.caveat else self.unit or self.base
        return f"{self.get_asks_display()}: {of or self.to_place or self.to_base or ''}".strip(": ")

    @property
    def state(self) -> MoveRequest.State:
        """How far it is."""
        reached = (
            (self.withdrawn_on, self.State.WITHDRAWN),
            (self.declined_on, self.State.DECLINED),
            (self.left_on, self.State.LEFT),
            (self.ordered_on, self.State.ORDERED),
            (self.signed_on, self.State.REQUESTED),
        )
        return next((state for day, state in reached if day is not None), self.State.DRAFT)

    @property
    def leaves(self) -> bool:
        """Whether a place is left by it."""
        return self.asks in (self.Asks.CLOSE, self.Asks.MOVE)

    @property
    def runs(self) -> bool:
        """Whether it was signed and neither declined nor withdrawn."""
        return self.state in (self.State.REQUESTED, self.State.ORDERED, self.State.LEFT)

    @property
    def lacks_plan(self) -> bool:
        """Whether a place is left and nobody said what keeps it safe."""
        return self.leaves and self.plan_id is None and not self.plan_said.strip()

    @property
    def is_red(self) -> bool:
        """Whether it runs without such a plan."""
        return self.runs and self.lacks_plan


class CoverGap(Record):
    """Something that loses cover by a move, its owner, and what the owner says of it."""

    searched = ("name", "answer")

    class Kind(models.TextChoices):
        COMMUNITY = "community", _("community")
        PROGRAMME = "programme", _("programme of others")
        CHANNEL = "channel", _("alert channel")

    request = models.ForeignKey(MoveRequest, on_delete=models.PROTECT, related_name="gaps")
    kind = models.CharField(max_length=9, choices=Kind)
    name = models.CharField(max_length=240)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "answered_on"])]

    def __str__(self) -> str:
        return self.name
