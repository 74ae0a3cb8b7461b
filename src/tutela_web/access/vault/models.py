"""Sealed fields in the main database; the keys that open them, and keyed hashes, in another."""

from __future__ import annotations

from django.db import models

from tutela_web.base.ids import new_id


class SubjectKey(models.Model):
    """One person's key, wrapped by the key-encryption key. Destroying it erases the person."""

    subject = models.UUIDField(primary_key=True, default=new_id)
    wrapped = models.BinaryField(null=True)
    kek = models.CharField(max_length=16)  # which key-encryption key wrapped it
    made_at = models.DateTimeField(auto_now_add=True)
    review_on = models.DateField(null=True)
    destroyed_at = models.DateTimeField(null=True)


class KeyedHash(models.Model):
    """An equality search over sealed values: the keyed hash of one field of one subject."""

    field = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    subject = models.UUIDField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["field", "digest"])]


class Sealed(models.Model):
    """One sealed field: opened only through the vault, each time with a line in the audit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission_id = models.UUIDField(db_index=True)
    subject = models.UUIDField(db_index=True)
    field = models.CharField(max_length=40)
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "field"], name="sealed_once")]


class BreakGlass(models.Model):
    """Somebody without the grant asks to see one identity; another person must approve."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission_id = models.UUIDField(db_index=True)
    subject = models.UUIDField()
    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    approved_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    opens_until = models.DateTimeField(null=True)
