"""Objectives of the strategy, the plans it fits with, and what hangs together in the chain.

Source: Framework, template A, paragraphs 1 and 2.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.crisis.models import Tasking
from tutela_web.mandate.models import MandatedTask
from tutela_web.partners.roles.models import RoleLine
from tutela_web.programme.efforts.models import PlanItem, Programme
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk

CHECKED_DAYS = 180
"""After so many days a plan of others is to be read beside the strategy again [P]."""


class Objective(Record):
    """What the mission means to reach for the protection of civilians, and by when."""

    searched = ("words", "aim", "end_state")

    class Term(models.TextChoices):
        IMMEDIATE = "immediate", _("immediate")
        MEDIUM = "medium", _("medium term")
        LONGER = "longer", _("longer term")

    number = models.PositiveIntegerField()
    own_number = models.CharField(max_length=20, blank=True)  # as the mission numbers it
    term = models.CharField(max_length=10, choices=Term)
    tiers = models.JSONField(default=list, blank=True)
    words = models.TextField()
    aim = models.TextField(blank=True)  # the political aim it serves
    end_state = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "strategy_objective"
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="objective_number_once"),
        ]
        ordering = ["number"]

    @property
    def code(self) -> str:
        """How it is cited."""
        return self.own_number or f"O-{self.number}"

    def __str__(self) -> str:
        return self.code


class LinkedPlan(Record):
    """Another plan or strategy of protection, and how the mission's fits with it."""

    searched = ("title", "whose", "reference", "fits")

    class Kind(models.TextChoices):
        STRATEGY = "strategy", _("protection strategy or plan")
        HOST = "host", _("priorities of the host government")
        CLUSTER = "cluster", _("strategy of the Protection Cluster")
        CHILD = "child", _("plan of the Cluster's child-protection group")
        GBV = "gbv", _("plan of the Cluster's group on gender-based violence")
        ISF = "isf", _("Integrated Strategic Framework")
        COMPONENT = "component", _("plan of a component of the mission")

    OF_CLUSTER = frozenset({Kind.CLUSTER, Kind.CHILD, Kind.GBV})
    """Plans of the Protection Cluster and of its groups."""

    kind = models.CharField(max_length=9, choices=Kind)
    title = models.CharField(max_length=200)
    whose = models.CharField(max_length=160)
    reference = models.CharField(max_length=200, blank=True)
    fits = models.TextField(blank=True)  # how they fit, and who does what
    checked_on = models.DateField(null=True, blank=True)  # when somebody last read it beside ours
    checked_by = models.CharField(max_length=160, blank=True)  # the post
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "strategy_linkedplan"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.title

    def stale(self, on: date) -> bool:
        """Whether nobody read it beside the strategy for too long, or ever."""
        return self.checked_on is None or (on - self.checked_on).days > CHECKED_DAYS


class PlanMatch(Record):
    """One priority or one role of a plan of others, beside what the strategy says of it.

    `theirs` without `objective` is a priority nothing of ours answers. It is ended, never struck.
    """

    class MatchedKind(models.TextChoices):
        PRIORITY = "priority", _("priority")
        ROLE = "role", _("role")

    class Fit(models.TextChoices):
        SHARED = "shared", _("shared")
        COMPLEMENTS = "complements", _("complements ours")
        CONFLICTS = "conflicts", _("conflicts with ours")
        UNMATCHED = "unmatched", _("nothing of ours answers it")

    plan = models.ForeignKey(
        LinkedPlan, on_delete=models.PROTECT, related_name="matches", db_index=False
    )
    about = models.CharField(max_length=8, choices=MatchedKind, default=MatchedKind.PRIORITY)
    theirs = models.CharField(max_length=400)
    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ours = models.CharField(max_length=400, blank=True)  # of a role: what the strategy says
    fit = models.CharField(max_length=11, choices=Fit)
    resolution = models.TextField(blank=True)  # what is done where they part
    post = models.CharField(max_length=160)  # of who matched it
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "strategy_planmatch"
        indexes = [models.Index(fields=["plan", "ended_on"])]

    @property
    def open_conflict(self) -> bool:
        """Whether the two part and nobody said what is done about it."""
        return self.fit == self.Fit.CONFLICTS and not self.resolution.strip()


ENDS = ("objective", "line", "task", "risk", "tasking", "planned", "programme", "role")
"""What a link may join."""

PAIRS = (
    ("objective", "task"),
    ("objective", "risk"),
    ("line", "task"),
    ("line", "objective"),
    ("line", "tasking"),
    ("line", "planned"),
    ("line", "programme"),
    ("line", "role"),
    ("objective", "planned"),
)
"""What hangs together: from where a person links it, and to what."""


def _unique_link(end: str, other: str) -> models.UniqueConstraint:
    standing: dict[str, Any] = {f"{name}__isnull": name not in (end, other) for name in ENDS} | {
        "ended_on": None
    }
    return models.UniqueConstraint(
        fields=[end, other], condition=Q(**standing), name=f"link_{end}_{other}_once"
    )


class ChainLink(Record):
    """Two records of the chain that a person says hang together: exactly two ends are set.

    It is ended, never struck. Who may see it is who may see both ends today.
    """

    objective = models.ForeignKey(
        Objective, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    line = models.ForeignKey(
        MatrixLine, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    task = models.ForeignKey(
        MandatedTask, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tasking = models.ForeignKey(
        Tasking, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    planned = models.ForeignKey(
        PlanItem, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    role = models.ForeignKey(
        RoleLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "strategy_chainlink"
        constraints = [_unique_link(one, other) for one, other in PAIRS]
        indexes = [models.Index(fields=["mission", "ended_on"])]
