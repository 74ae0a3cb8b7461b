"""What is kept of a report of misconduct: a receipt without content, and a sealed item until
Conduct and Discipline has it. What only may tell of it waits apart until a person decides."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea, Mission, Person
from tutela_web.access.vault.fields import SealedField
from tutela_web.base.ids import random_id
from tutela_web.base.models import IdRow


class WhoseOffice(models.TextChoices):
    """The office that misconduct belongs to, by whose personnel is said to have done it."""

    UN = "un", _("Conduct and Discipline")
    AID = "aid", _("PSEA focal point of aid organisations")


class ConductOffice(IdRow):
    """How an office that misconduct belongs to is reached in a mission, and the public key that
    what came in is sealed to. Its private key is never on this machine."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    whose = models.CharField(max_length=3, choices=WhoseOffice, default=WhoseOffice.UN)
    contact = models.TextField(max_length=1_000, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    mail = models.EmailField(blank=True)
    victim_help = models.TextField(max_length=2_000, blank=True)
    public_key = models.CharField(max_length=80, blank=True)
    key_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "whose"], name="conduct_office_once")
        ]

    def __str__(self) -> str:
        return f"{self.mission} · {self.get_whose_display()}"


class MisconductReceipt(IdRow):
    """Proof that somebody reported misconduct by personnel on a day: no word of what.

    The number is drawn at random, so that it does not tell how many there are.
    """

    class Door(models.TextChoices):
        PAGE = "page", _("the page on misconduct")
        INCIDENT = "incident", _("the form for an incident")
        ALERT = "alert", _("the form for an alert")
        HARM = "harm", _("the form for harm by mission or supported forces")
        FILE = "file", _("an imported file")
        TEXT = "text", _("a text message")
        API = "api", _("another program")
        FIELD = "field", _("a report from the field")

    number = models.CharField(max_length=14, unique=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    reporter = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    area = models.ForeignKey(DutyArea, null=True, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=8, choices=Door)
    whose = models.CharField(max_length=3, choices=WhoseOffice, default=WhoseOffice.UN)
    reminded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["mission", "confirmed_at"])]

    def __str__(self) -> str:
        return self.number


class SealedItem(IdRow):
    """What had come in before anybody could stop it, encrypted by age; erased once Conduct and
    Discipline confirms the receipt.

    Without a key of the office it is encrypted to a key of its own, whose private half lies sealed
    in the vault until the office gives its key.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("a text message")
        ROWS = "rows", _("rows of a file")
        FORM = "form", _("a form")

    receipt = models.OneToOneField(
        MisconductReceipt, on_delete=models.CASCADE, related_name="sealed"
    )
    kind = models.CharField(max_length=4, choices=Kind)
    ciphertext = models.BinaryField()
    public_key = models.CharField(max_length=80, blank=True)  # blank: the office had none
    own_key = SealedField(null=True)
    batch_id = models.UUIDField(null=True)  # the file its rows came in
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.get_kind_display()


ADDRESS_LENGTH = 200


class UnsureCase(models.Model):
    """What may tell of misconduct by personnel, held apart until who sent it, or human rights, says
    whether it does. Nobody else learns that there is one.

    The words are sealed under a key of their own and erased once they are where they belong: with
    Conduct and Discipline, or in an ordinary record.
    """

    class Kind(models.TextChoices):
        ROW = "row", _("a row of a file")
        TEXT = "text", _("a text message")
        FORM = "form", _("a form")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a decision")
        MISCONDUCT = "misconduct", _("it tells of misconduct: sealed to Conduct and Discipline")
        ORDINARY = "ordinary", _("an ordinary event")

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    sender = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(DutyArea, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    door = models.CharField(max_length=8, choices=MisconductReceipt.Door)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    words: Any = SealedField(null=True)
    fingerprint = models.CharField(max_length=64)  # keyed: the same again is known, and not read
    address = models.CharField(
        max_length=ADDRESS_LENGTH, blank=True
    )  # of the form that it was written in
    came_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["mission", "fingerprint"], name="unsure_case_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
