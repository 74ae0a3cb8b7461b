"""Sealed fields in the main database; the keys that open them, and keyed hashes, in another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Asked
from tutela_web.base.ids import new_id
from tutela_web.base.models import IdRow


class OpeningPurpose(models.TextChoices):
    """Why an identity is opened: a fixed list, because the audit keeps no words of anybody."""

    FOLLOW_UP = "follow_up", _("to follow up with the person")
    SAFETY = "safety", _("for the person's safety")
    REFERRAL = "referral", _("to refer the person to a service")
    VERIFY = "verify", _("to verify a report")
    FEEDBACK = "feedback", _("to give the feedback due")
    REVIEW = "review", _("to review whether it is still needed")
    JUSTICE = "justice", _("for a proceeding the person agreed to")


class Ending(models.TextChoices):
    """Why an identity was erased."""

    ENDED = "purpose_ended", _("the purpose ended")
    ASKED = "asked", _("the person asked")
    CONSENT = "consent_withdrawn", _("consent was withdrawn")
    UNSAFE = "unsafe", _("retaining it is not safe")
    MISTAKE = "mistake", _("it was entered by mistake")


class SubjectKey(models.Model):
    """One person's key, wrapped by the key-encryption key. Destroying it erases the person."""

    subject = models.UUIDField(primary_key=True, default=new_id)
    wrapped = models.BinaryField(null=True)
    kek = models.CharField(max_length=16)  # which key-encryption key wrapped it
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kek"])]


class KeyedHash(models.Model):
    """An equality search over sealed values: the keyed hash of one field of one subject."""

    field = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    kek = models.CharField(max_length=16)
    subject = models.UUIDField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["field", "digest"])]


class Subject(IdRow):
    """One person of whom something is sealed: a number to speak of, and when to review. No words.

    Readable by the custodian, and by whoever collected it.
    """

    mission_id = models.UUIDField()
    number = models.PositiveIntegerField()
    collected_by_id = models.UUIDField(null=True)
    sealed_at = models.DateTimeField()
    review_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission_id", "number"], name="subject_number_once")
        ]
        indexes = [models.Index(fields=["mission_id", "review_on"])]

    @property
    def pseudonym(self) -> str:
        return f"S-{self.number:04d}"


class Sealed(IdRow):
    """One sealed field: opened only through the vault, each time with a line in the audit."""

    mission_id = models.UUIDField(db_index=True)
    subject = models.UUIDField()
    field = models.CharField(max_length=40)
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "field"], name="sealed_once")]


class BreakGlass(Asked):
    """Somebody without the grant asks to see one identity; another person must approve.

    The reason is sealed with the subject's own key: people write names into reasons.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission_id = models.UUIDField(db_index=True)
    subject = models.UUIDField()
    purpose = models.CharField(max_length=12, choices=OpeningPurpose)
    sealed_reason = models.BinaryField()
    opens_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "asked_by_id"])]


class ConsentPurpose(models.TextChoices):
    """What somebody agrees to, or not: each purpose is asked for by itself."""

    INTERNAL = "internal", _("use in the mission without the name")
    IDENTIFIED = "identified", _("use in the mission with the name")
    PARTNER = "partner", _("sharing with a named partner")
    REFERRAL = "referral", _("referral to a service")
    PUBLIC = "public", _("publication without the name")
    PUBLIC_NAMED = "public_named", _("publication with the name")


class Consent(IdRow):
    """What one person said of one purpose on one day; a later row takes the place of it.

    Who never said anything has agreed to nothing, and is helped and warned all the same.
    """

    mission_id = models.UUIDField()
    subject = models.UUIDField()
    purpose = models.CharField(max_length=12, choices=ConsentPurpose)
    agreed = models.BooleanField()
    guardian = models.BooleanField(default=False)  # for a child, in the child's best interests
    said_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    kept_by_id = models.UUIDField(null=True)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["mission_id", "subject"])]


class ContactPause(IdRow):
    """Outgoing contact with one person is paused. What comes in from them is taken as ever."""

    mission_id = models.UUIDField()
    subject = models.UUIDField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mission_id", "subject"])]


class DestructionHold(IdRow):
    """Legal Affairs holds the destruction of one identity, or of everything in the mission."""

    class Ground(models.TextChoices):
        INQUIRY = "inquiry", _("a board of inquiry or an investigation")
        CLAIM = "claim", _("a claim against the Organization")
        COURT = "court", _("a request of a court or an accountability mechanism")

    mission_id = models.UUIDField()
    subject = models.UUIDField(null=True)  # nothing: whatever is reviewed
    why = models.CharField(max_length=8, choices=Ground)
    reference = models.CharField(max_length=80)
    since = models.DateTimeField()
    held_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mission_id", "subject"])]
