"""The tables of versions: one for open records, and one for each compartment.

A version is a row: which record it is of, its number, when, by whom and why it was written, and
the fields as they stood. Rows are written by saving a record (`versions.verbs`), read through the
record (`versions.queries`), and changed by nothing but a rewriting (`versions.guards`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models.base import ModelBase

from tutela_web.access.models import Compartment, Mission, Person
from tutela_web.access.vault.fields import open_beside, sealed_fields

__all__ = ["NeverOpen", "Rewriting", "VersionRow", "Versioned", "table_of"]

WHY = "history_change_reason"
"""What a sealed reason is bound to: the name it had when the first were sealed."""

WHY_LENGTH = 100
SCHEMA = 1
"""The version of the schema that rows are written under. A renamed field makes another: its row in
`renamed.RENAMED` tells how the names of before are read."""


class VersionRow(models.Model):
    """One version of one record."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=100)  # room.model
    record = models.UUIDField()
    number = models.PositiveIntegerField()  # of the version; a move keeps that of before
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    why = models.CharField(max_length=WHY_LENGTH, blank=True)
    sealed_why = models.BinaryField(null=True)  # instead of `why`, of a record with sealed words
    act = models.CharField(max_length=1)  # + made, ~ changed, - removed
    classification = models.PositiveSmallIntegerField(null=True)
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    values = models.JSONField()  # column -> value, but those that are empty

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["record"], name="%(class)s_record"),
            models.Index(fields=["mission", "kind", "id"], name="%(class)s_kind"),
        ]


class OpenVersion(VersionRow):
    """A version of an open record."""


class SourceVersion(VersionRow):
    """A version of a record in the compartment of source identities."""


class CrsvVersion(VersionRow):
    """A version of a record in the compartment of sexual violence."""


class MrmVersion(VersionRow):
    """A version of a record in the compartment of grave violations against children."""


class DetentionVersion(VersionRow):
    """A version of a record in the compartment of detention."""


class HrddpVersion(VersionRow):
    """A version of a record in the compartment of due diligence."""


class CapacityVersion(VersionRow):
    """A version of a record in the compartment of capacity."""


class GroupVersion(VersionRow):
    """A version of a record in the compartment of group identities."""


class SealedVersion(VersionRow):
    """A version of a record in no compartment whose words are sealed in the vault."""


TABLES: dict[str, type[VersionRow]] = {
    Compartment.NONE.value: OpenVersion,
    Compartment.SOURCE.value: SourceVersion,
    Compartment.CRSV.value: CrsvVersion,
    Compartment.MRM.value: MrmVersion,
    Compartment.DETENTION.value: DetentionVersion,
    Compartment.HRDDP.value: HrddpVersion,
    Compartment.CAPACITY.value: CapacityVersion,
    Compartment.GROUP.value: GroupVersion,
}

EVERY_TABLE: list[type[VersionRow]] = [*TABLES.values(), SealedVersion]


def table_of(model: type[models.Model], compartment: str = "") -> type[VersionRow]:
    """The table that holds the versions of a model's records in a compartment, or in none."""
    if not compartment and sealed_fields(model):
        return SealedVersion
    return TABLES[compartment]


class NeverOpen(models.Model):
    """Holds no row, so that a transaction that leaves a rewriting open cannot be committed."""


class Rewriting(models.Model):
    """That versions of a record were changed or removed, and why: words that a destruction, an
    office or the end of a danger took out of them. While it is open, in its own transaction, the
    guards of the tables let the versions of its record be changed."""

    class Why(models.TextChoices):
        DESTROYED = "destroyed"
        SEALED = "sealed"
        PUT_BACK = "put_back"

    id = models.BigAutoField(primary_key=True)
    record = models.UUIDField()
    kind = models.CharField(max_length=100)
    why = models.CharField(max_length=9, choices=Why)
    made_at = models.DateTimeField()
    open = models.ForeignKey(
        NeverOpen, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["record"], name="rewriting_record")]


class Signature(NamedTuple):
    """Who makes the next version of a record, why and when."""

    by: Person | None
    why: str
    at: datetime


class Versioned(models.Model):
    """A model of which every saved state is kept as a version.

    What `versions.queries` gives are records as they stood, with when, by whom and why that was
    written. They are looked at, and refuse to be saved.
    """

    id: Any
    mission_id: Any
    version_key: int | None = None  # of a version that was read: its row
    version_at: datetime
    version_by_id: UUID | None
    version_open_why: str
    version_sealed_why: bytes | None
    version_words: str = ""  # why the next version is made, where no verb signs it
    _signature: Signature | None = None

    class Meta:
        abstract = True

    @property
    def version_why(self) -> str:
        """Why this version was written; empty where nobody said, or where that was destroyed."""
        if self.version_sealed_why is None or getattr(self, "words_destroyed_on", None) is not None:
            return self.version_open_why
        return str(open_beside(self, bytes(self.version_sealed_why), WHY))

    def sign_version(self, by: Person | None, *, why: str = "", at: datetime) -> None:
        """Say who makes the next version, why and when; the next save writes it."""
        self._signature = Signature(by, why[:WHY_LENGTH], at)

    @property
    def signed_by(self) -> Person | None:
        """Who makes, or made, the version that stands."""
        return self._signature.by if self._signature else None

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Save it, and the version that this makes."""
        if self.version_key is not None:
            raise TypeError("a version of a record is looked at, and not saved")
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )
