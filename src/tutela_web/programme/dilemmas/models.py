"""Known dilemmas of policy: what the mission agreed to do, by whose authority, and the decisions
that applied it.

Source: Framework, template G; requirement S0-030.
"""

from __future__ import annotations

from django.db import models

from tutela_web.crisis.models import Decision
from tutela_web.records.models import Record


class Dilemma(Record):
    """A situation in which duties pull apart, and the line agreed before it comes."""

    searched = ("code", "situation", "pulls", "line", "authority")

    number = models.PositiveIntegerField()
    situation = models.CharField(max_length=240)  # such as an attack by forces of the state
    pulls = models.TextField(blank=True)  # what speaks for the one and for the other
    line = models.TextField(blank=True)  # what was agreed; empty: nothing yet
    authority = models.CharField(max_length=200, blank=True)  # a post, a directive, a paragraph
    agreed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "strategy_dilemma"
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="dilemma_number_once")
        ]
        ordering = ["number"]

    @property
    def code(self) -> str:
        """How it is cited."""
        return f"D-{self.number}"

    def __str__(self) -> str:
        return self.code


class DilemmaUse(Record):
    """A decision that applied the agreed line, or parted from it. It is appended, never changed."""

    dilemma = models.ForeignKey(
        Dilemma, on_delete=models.PROTECT, related_name="uses", db_index=False
    )
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="dilemmas")
    kept = models.BooleanField()  # whether the line was kept
    words = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "strategy_dilemmause"
        constraints = [
            models.UniqueConstraint(fields=["dilemma", "decision"], name="dilemma_decision_once")
        ]
