"""Objectives of the strategy, the plans it fits with, and what hangs together in the chain.

Source: Framework, template A, paragraphs 1 and 2.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Record
from tutela_web.coordination.roles_models import RoleLine
from tutela_web.crisis.models import Tasking
from tutela_web.mandate.models import MandatedTask
from tutela_web.risk.models import Risk
from tutela_web.strategy.effort_models import PlanItem, Programme
from tutela_web.strategy.matrix_models import MatrixLine


class Objective(Record):
    """What the mission means to reach for the protection of civilians, and by when."""

    class Term(models.TextChoices):
        IMMEDIATE = "immediate", _("immediate")
        MEDIUM = "medium", _("medium term")
        LONGER = "longer", _("longer term")

    number = models.PositiveIntegerField()
    term = models.CharField(max_length=10, choices=Term)
    tiers = models.JSONField(default=list, blank=True)
    words = models.TextField()
    aim = models.TextField(blank=True)  # the political aim it serves
    end_state = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="objective_number_once")
        ]
        ordering = ["number"]

    @property
    def code(self) -> str:
        """How it is cited."""
        return f"O-{self.number}"

    def __str__(self) -> str:
        return self.code


class LinkedPlan(Record):
    """Another plan or strategy of protection, and how the mission's fits with it."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", _("protection strategy or plan")
        HOST = "host", _("priorities of the host government")
        CLUSTER = "cluster", _("strategy of the Protection Cluster")
        ISF = "isf", _("Integrated Strategic Framework")

    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=200)
    whose = models.CharField(max_length=160)
    reference = models.CharField(max_length=200, blank=True)
    fits = models.TextField(blank=True)  # how they fit, and who does what
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.title


ENDS = ("objective", "line", "task", "risk", "tasking", "planned", "programme", "role")
"""What a link may join."""

PAIRS = (("objective", "task"), ("objective", "risk"), ("line", "task"), ("line", "objective"),
         ("line", "tasking"), ("line", "planned"), ("line", "programme"), ("line", "role"),
         ("objective", "planned"))  # fmt: skip
"""What hangs together: from where a person links it, and to what."""


def _once(one: str, other: str) -> models.UniqueConstraint:
    standing: dict[str, Any] = {
        f"{name}__isnull": name not in (one, other) for name in ENDS
    } | {"ended_on": None}  # fmt: skip
    return models.UniqueConstraint(
        fields=[one, other], condition=Q(**standing), name=f"link_{one}_{other}_once"
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
        constraints = [_once(one, other) for one, other in PAIRS]
        indexes = [models.Index(fields=["mission", "ended_on"])]
