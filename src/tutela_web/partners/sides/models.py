"""Section G: who protects in an area, and what falls to the host state and what to the mission.

Source: Framework, template G, paragraphs 13 to 18.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.records.models import Record


class ProtectionActor(Record):
    """One who protects in an area, the mission among them: by what mandate, with what, and what is
    its own and nobody else's."""

    searched = (
        "name",
        "mandate",
        "presence",
        "capacity",
        "role",
        "distinct",
        "relation",
        "division",
        "overlap",
    )
    heard_by = ("name",)

    class Kind(models.TextChoices):
        MISSION = "mission", _("the mission")
        HOST = "host", _("host authorities")
        UN = "un", _("UN protection actor")
        HUMANITARIAN = "humanitarian", _("humanitarian organisation")
        LOCAL = "local", _("local actor")
        PARALLEL = "parallel", _("parallel or regional force")

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=160)  # an organisation, never a person
    mandate = models.TextField(blank=True)
    presence = models.TextField(blank=True)
    capacity = models.TextField(blank=True)
    role = models.TextField(blank=True)
    distinct = models.TextField(blank=True)  # what is its own
    relation = models.TextField(blank=True)  # to the mission
    division = models.TextField(blank=True)  # what was agreed on who does what
    agreed_on = models.DateField(null=True, blank=True)
    overlap = models.TextField(blank=True)  # where both do the same, or neither does
    settled_on = models.DateField(null=True, blank=True)
    seen_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_protectionactor"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.name

    @property
    def open_overlap(self) -> bool:
        """Whether an overlap is named and nobody settled it."""
        return bool(self.overlap) and self.settled_on is None

    @property
    def lacks_agreed_division(self) -> bool:
        """Whether a parallel force stands beside the mission without an agreed division."""
        return self.kind == self.Kind.PARALLEL and not (self.division and self.agreed_on)


class Responsibility(Record):
    """One point of protection: what of it falls to the host state, what to the mission, and
    whether both say so."""

    searched = ("point", "host", "ours", "discussed_with", "source")

    class State(models.TextChoices):
        DISPUTED = "disputed", _("disputed")
        SILENT = "silent", _("not yet discussed")
        AGREED = "agreed", _("agreed")

    point = models.CharField(max_length=200)
    host = models.TextField(blank=True)
    ours = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.SILENT)
    discussed_on = models.DateField(null=True, blank=True)
    discussed_with = models.CharField(max_length=160, blank=True)  # an office
    source = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_responsibility"

    def __str__(self) -> str:
        return self.point
