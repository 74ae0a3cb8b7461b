"""Telephones that report from the field, and the key that their reports are sealed to.

No word of a report lies here: a report is a record of the room of intake. What a telephone has sent
in part is ciphertext, and is gone with the receipt.
"""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Asked, Device, DutyArea, Mission, Person, Post
from tutela_web.access.vault.fields import SealedField
from tutela_web.base.ids import new_id, random_id
from tutela_web.base.models import IdRow

FEWEST_HOURS = 72
"""A telephone may be out of reach for three days; nothing that waits expires before."""
MOST_HOURS = 24 * 30
WRONG_SECONDS = 300


class FieldSettings(models.Model):
    """What a mission's telephones may do, and how long they retain what was not sent."""

    mission = models.OneToOneField(
        Mission, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    expiry_hours = models.PositiveSmallIntegerField(
        default=24 * 7,
        validators=[MinValueValidator(FEWEST_HOURS), MaxValueValidator(MOST_HOURS)],
    )
    security_post = models.ForeignKey(  # who is told of a missed check-in beside the head of office
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    call_me_texts = models.BooleanField(default=False)  # "call me", by the telephone's own composer
    photos = models.BooleanField(default=False)
    voice_notes = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")


class CareService(IdRow):
    """A service of the cleared referral pathway, as a telephone shows it without a network. Whoever
    holds a telephone reads it: no safe house, no name of a person."""

    class Serves(models.TextChoices):
        CRSV = "crsv", _("survivors of sexual violence")
        CHILD = "child", _("children")
        BOTH = "both", _("both")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(
        DutyArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    serves = models.CharField(max_length=5, choices=Serves)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=40)
    hours = models.CharField(max_length=60, blank=True)
    cleared_on = models.DateField()
    cleared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "pk"]


class MediaRequest(Asked):
    """Somebody asks that telephones take photos or voice notes; the data-protection focal point
    decides. Until then nothing changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    photos = models.BooleanField()
    voice_notes = models.BooleanField()
    why = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["mission", "asked_at"])]


class FieldKey(models.Model):
    """A pair of keys of a mission. Telephones seal to the public one; the private one is sealed
    under a key that lies with those of the vault."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    public = models.BinaryField()
    private: Any = SealedField()
    made_at = models.DateTimeField()


class Handset(models.Model):
    """A telephone that one person set up in one mission. Another person on it is another row."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    device = models.OneToOneField(Device, on_delete=models.PROTECT, related_name="+")
    signing_key = models.BinaryField()  # public: what a bundle file is signed by
    contact_sha256 = models.CharField(max_length=64)  # of the secret it asks with whether to wipe
    second_sha256 = models.CharField(max_length=64, blank=True)  # of the token of the second PIN
    second_at = models.DateTimeField(null=True)  # when that token was first used
    made_at = models.DateTimeField()
    contact_at = models.DateTimeField(null=True)
    clock_offset = models.IntegerField(null=True)  # seconds its clock was ahead of the server's
    waiting = models.PositiveIntegerField(null=True)  # how many it said wait, at its last contact
    lost_at = models.DateTimeField(null=True)
    lost_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["mission", "made_at"]),
            models.Index(fields=["second_sha256"]),
        ]

    opened_second = False
    """Whether what is asked now came by the token of the second PIN."""

    @property
    def clock_is_wrong(self) -> bool:
        """Whether its clock was five minutes off or more at its last contact."""
        return abs(self.clock_offset or 0) >= WRONG_SECONDS

    @property
    def state(self) -> str:
        """wiped, lost (a wipe waits for its next contact), ended or in use."""
        if self.wiped_at:
            return "wiped"
        if self.lost_at:
            return "lost"
        return "ended" if self.device.ended_at else "in use"


class CheckIn(models.Model):
    """That somebody means to be heard of by a time. Nobody has to; where they go is not asked."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(DutyArea, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    set_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)  # of them, or from them
    heard_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)  # that it was missed

    class Meta:
        indexes = [models.Index(fields=["mission", "heard_at", "due_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "person"],
                condition=models.Q(heard_at=None),
                name="one_check_in_waits",
            )
        ]


class PartialUpload(models.Model):
    """An envelope of which some pieces came: ciphertext, erased when it is whole."""

    id = models.UUIDField(primary_key=True, editable=False)
    handset = models.ForeignKey(Handset, on_delete=models.CASCADE, related_name="+")
    size = models.PositiveIntegerField()
    content = models.BinaryField(default=b"")
    changed_at = models.DateTimeField()


class FieldReceipt(models.Model):
    """That an envelope was received, opened and handed to intake: once for each id."""

    class Channel(models.TextChoices):
        NETWORK = "network", _("over the network")
        BUNDLE = "bundle", _("in a file")

    id = models.UUIDField(primary_key=True, editable=False)  # the telephone made it: the report's
    handset = models.ForeignKey(Handset, on_delete=models.PROTECT, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField()
    captured_at = models.DateTimeField()  # by the telephone's clock
    clock_offset = models.IntegerField()  # seconds that clock was ahead when it was sent
    received_at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=Channel)
    corrects = models.UUIDField(null=True)  # the one its sender says it corrects

    class Meta:
        ordering = ["handset", "sequence"]
        indexes = [models.Index(fields=["handset", "sequence"])]
