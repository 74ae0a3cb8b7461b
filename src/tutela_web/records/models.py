"""What every operational record has, and what records hold in fields that a mission added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst

from tutela.intake.own_fields import Held
from tutela_web.access.models import Compartment, DutyArea, Mission, Person, Precision
from tutela_web.base.markings import Classification
from tutela_web.base.models import IdRow
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.versions.models import Versioned

__all__ = ["OwnValue", "PostApproval", "Record"]


class Record(Versioned, IdRow):
    """What every operational record has. Three times: when it happened, was known, was entered.

    Event time is the local civil time of the place, as people there would say it; the other two
    are moments. Edits go through records.verbs.edit, which merges; each save makes a version.
    """

    searched: ClassVar[tuple[str, ...]] = ()
    """The fields of words by which a record is found; each reader of the record reads them."""

    own: Mapping[str, Held]
    """What it holds in the mission's own fields, where somebody was told it (`own.values`)."""

    own_cells: Sequence[object]
    """What stands of them in a list, where one was made (`own.lists`)."""

    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # of few values: what is asked with it has an index that begins with it
    area = models.ForeignKey(
        DutyArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    event_from = models.DateField(null=True, blank=True)
    event_from_time = models.TimeField(null=True, blank=True)
    event_to = models.DateField(null=True, blank=True)
    event_to_time = models.TimeField(null=True, blank=True)
    event_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    known_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField()
    language = models.CharField(max_length=5, default="en")
    classification = models.PositiveSmallIntegerField(
        choices=Classification, default=Classification.CONFIDENTIAL
    )
    compartment = models.CharField(
        max_length=20, choices=Compartment, default=Compartment.NONE, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    invented = models.BooleanField(default=False)  # demonstration rows: watermarked, never scored

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """What a kind is called and the day it was entered: a page never shows an id for a name.
        Kinds that people call by a name say it themselves."""
        return f"{_kind_called(type(self))}, {date_format(self.entered_at, 'j M Y')}"


def _kind_called(model: type[Record]) -> str:
    """The words for one record of a model, as the kind declares them."""
    from tutela_web.records.kinds import KINDS  # kinds stand on this module

    declared = (kind.titles.one for kind in KINDS.values() if kind.model is model)
    return str(next(declared, None) or capfirst(model._meta.verbose_name))


class OwnValue(Versioned, IdRow):
    """The value that one record holds in a field of the mission's own.

    It lies beside the tables of the rooms, so that a mission's field changes none of them. Who may
    read it is said by its field and by its record, never by this row alone.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    definition = models.UUIDField(editable=False)  # the field, which a room above approves
    kind = models.CharField(max_length=60, editable=False)
    record = models.UUIDField(editable=False)
    held = models.JSONField(null=True)  # None is not known
    compartment = models.CharField(max_length=20, choices=Compartment, blank=True)
    language = models.CharField(max_length=5, default="en")
    of_version = models.PositiveIntegerField(default=1)  # of the record, when this was written
    entered_at = models.DateTimeField()
    invented = models.BooleanField(default=False)
    in_words = models.BooleanField(default=False)  # whether its record is found by its words

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition", "record"], name="own_value_once")
        ]
        indexes = [models.Index(fields=["record"], name="own_value_of_record")]

    def search_words(self) -> str:
        """Words by which its record is found; a compartment's are never indexed."""
        return str(self.held or "") if self.in_words else ""
