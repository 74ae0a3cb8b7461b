"""Servers of forms, which of their forms are which of ours, and what was taken, by id alone."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission, Person
from tutela_web.access.vault.fields import SealedField
from tutela_web.base.models import IdRow
from tutela_web.questionnaires.models import BaseKind, Questionnaire


class FormServer(IdRow):
    """A server of KoboToolbox or ODK Central. Our password there is sealed under a key of the
    vault, and shown to nobody again."""

    class Kind(models.TextChoices):
        KOBO = "kobo", "KoboToolbox"
        ODK = "odk", "ODK Central"

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=300)
    account = models.CharField(
        max_length=120, blank=True
    )  # ODK: the e-mail; Kobo has a token alone
    password: Any = SealedField(default="")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class FormLink(IdRow):
    """A form of another system that makes reports here, in the name of who linked it.

    uid      as the other system calls it: a Kobo asset, or "project/form" of ODK
    targets  path of each of its questions -> question of ours, "@place", "@point" or nothing
    paths    questions that were seen in it, so that a person may say which is which
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    server = models.ForeignKey(
        FormServer, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    system = models.CharField(max_length=4, choices=FormServer.Kind)
    title = models.CharField(max_length=120)
    uid = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=BaseKind, default=BaseKind.REPORT)
    form = models.ForeignKey(
        Questionnaire, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    targets = models.JSONField(default=dict)
    paths = models.JSONField(default=list)
    mapped_at = models.DateTimeField(null=True)
    keeper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, blank=True)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    pulled_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    fault = models.JSONField(null=True)  # the sentence of why the last pull failed

    class Meta:
        ordering = ["title", "made_at"]

    def __str__(self) -> str:
        return self.title


class TakenSubmission(IdRow):
    """That a state of a submission came, and what became of it: its answers are in the report, the
    compartment or the vault, and which of these is not told here."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        REFUSED = "refused", _("refused")

    link = models.ForeignKey(
        FormLink, on_delete=models.PROTECT, related_name="taken", db_index=False
    )
    uuid = models.CharField(max_length=120)
    root = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # keyed: of what the mapping took
    report_id = models.UUIDField()
    state = models.CharField(max_length=8, choices=State)
    fault = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["link", "uuid"], name="submission_state_once")
        ]
        indexes = [models.Index(fields=["link", "root", "at"])]
