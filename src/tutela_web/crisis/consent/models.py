"""The host state's consent, where it was lost: since when, by what evidence, and how it went up."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea, Person, Post
from tutela_web.records.models import Record


class LossInput(TypedDict, total=False):
    """What is said when a loss of consent is recorded; no area is the whole mission."""

    kind: str
    area: DutyArea | None
    since: date
    said_by: str
    evidence: str
    reference: str


class ConsentLoss(Record):
    """The host withdrew consent, in an area or the whole mission; it goes up to headquarters.

    Open until a person says how it ended; its clock runs until headquarters was told, then until
    it answered.
    """

    searched = ("evidence",)

    class Kind(models.TextChoices):
        STRATEGIC = "strategic", _("strategic consent: the mission's presence or mandate")
        MOVEMENT = "movement", _("movement, on the ground or in the air")
        FORCES = "forces", _("work with host forces and authorities")

    class Ended(models.TextChoices):
        RESTORED = "restored", _("the host gave its consent again")
        DECIDED = "decided", _("headquarters or the Security Council decided")
        MISTAKE = "mistake", _("it was recorded in error")

    kind = models.CharField(max_length=9, choices=Kind)
    since = models.DateField()  # may lie ahead: a withdrawal is often announced
    said_by = models.CharField(max_length=200, blank=True)  # who of the host said so
    evidence = models.TextField()
    reference = models.CharField(max_length=120, blank=True)  # of a note, letter or cable
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    owner_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    clock_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # none: nothing is awaited
    told_at = models.DateTimeField(null=True, blank=True)
    told_to = models.CharField(max_length=200, blank=True)
    told_reference = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_how = models.CharField(max_length=8, choices=Ended, blank=True)
    ended_words = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "ended_at"])]
