"""Jobs and import batches: work that takes time, and files on their way to records.

This room knows no missions or people: rows carry their ids, and access decides who sees them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.base.clock import real_now
from tutela_web.base.ids import SealedIdModel, new_id


class IdRow(models.Model):
    """A row with an id made where the row is made, so that a resend is recognised."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Job(IdRow):
    """One piece of background work: who asked, how far it is, and whether its worker still lives.

    Its arguments are ids only: queues are read by people who may not read the records.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=60)
    mission_id = models.UUIDField(null=True, db_index=True)
    by_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True, db_index=True)
    alone = models.BooleanField(default=False)  # one at a time in a mission
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=60, blank=True)
    cancel_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    error = models.JSONField(null=True)
    far_id = models.CharField(max_length=120, blank=True)  # what another system calls it
    result = models.JSONField(null=True)  # what came of it: numbers and sentences, for its page

    class Meta:
        indexes = [models.Index(fields=["state", "heartbeat_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["mission_id", "kind"],
                condition=models.Q(state="running", alone=True),
                name="job_alone_in_mission",
            )
        ]


class Beat(models.Model):
    """When a process of each kind last said that it is there."""

    class Part(models.TextChoices):
        ROUNDS = "rounds", _("clocks and tripwires")
        SENDERS = "senders", _("mails and texts")
        WEBHOOKS = "webhooks", _("what other systems are told")
        JOBS = "jobs", _("work that takes time")

    part = models.CharField(max_length=10, primary_key=True, choices=Part)
    at = models.DateTimeField()


class TableVersion(models.Model):
    """What a table says now, as a number that each transaction which writes to it makes anew."""

    name = models.CharField(max_length=63, primary_key=True)
    version = models.BigIntegerField()


class Machine(IdRow):
    """One machine that serves this mission: its local folder, whatever processes work on it.

    `marks` tell its keys from another machine's, by key and id; no key is known from them.
    """

    name = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    shared = models.CharField(max_length=32)  # the number that lies in the shared folder it sees
    marks = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)  # real time: a process of it began


class Batch(IdRow):
    """A file on its way in: staged, checked, confirmed by a person, published by one update.

    What it brings is seen once published_at is set, and unseen again once undone_at is.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKED = "checked", _("checked")
        PUBLISHED = "published", _("published")
        UNDONE = "undone", _("undone")
        CANCELLED = "cancelled", _("cancelled")
        REFUSED = "refused", _("refused")

    mission_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    file = models.FileField(upload_to="batches/", max_length=120, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(null=True, blank=True)
    classification = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    has_open_rows = models.BooleanField(default=False)  # a row read lies in no compartment
    report = models.JSONField(default=dict, blank=True)
    uploaded_by_id = models.UUIDField()
    uploaded_at = models.DateTimeField(default=real_now)
    known_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    undone_by_id = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    rows_erased_at = models.DateTimeField(null=True)  # real time: what may not be kept was erased

    class Meta:
        indexes = [models.Index(fields=["mission_id", "kind", "published_at"])]


def told_of(compartments: Iterable[str]) -> models.Q:
    """The files that readers may know of: with a row in no compartment, or in one of these.

    One that was not tried yet may hold closed rows alone, so it is none of them.
    """
    told = models.Q(has_open_rows=True)
    for compartment in sorted(compartments):
        told |= models.Q(report__closed__has_key=compartment)
    return told


class RowError(SealedIdModel, models.Model):
    """What is wrong with one row of a batch: where, what, and what to do next.

    It holds no words of the row: the file itself is kept for the download of rejects.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, related_name="errors", db_index=False
    )
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    said = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["batch", "line"])]


class SearchLine(models.Model):
    """The stemmed words of one record, for finding it; what may be seen is the policy's to say."""

    id = models.BigAutoField(primary_key=True)
    mission_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    stems = models.TextField()
    sounds = models.TextField(null=True)  # keys of its names as heard; null: not reckoned yet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="search_line_once")
        ]
        indexes = [models.Index(fields=["mission_id", "kind"])]
