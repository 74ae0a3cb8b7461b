"""The operations centre: its running log, the handover of a shift, flash reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Person
from tutela_web.crisis.models import Tasking
from tutela_web.records.models import Record
from tutela_web.warning.models import Alert


class LogEntry(Record):
    """One line of the running log of a duty desk: what was heard or done, and when."""

    searched = ("words",)

    class Kind(models.TextChoices):
        RADIO = "radio", _("radio check")
        HEARD = "heard", _("heard")
        DONE = "done", _("done")
        NOTE = "note", _("note")

    kind = models.CharField(max_length=6, choices=Kind, default=Kind.NOTE)
    at = models.DateTimeField()
    words = models.TextField()  # blank of a radio check logged by its button
    alert = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tasking = models.ForeignKey(
        Tasking, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["mission", "at"])]

    def __str__(self) -> str:
        return self.get_kind_display()


class ShiftHandover(Record):
    """A shift handed over: what stood open at that moment, signed by who gave and who took it.

    state holds ids, codes and times and no words: what a reader may not read is not shown.
    """

    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    given_post = models.CharField(max_length=160)
    given_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_post = models.CharField(max_length=160, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "given_at"])]

    def __str__(self) -> str:
        return f"{self.ends_at:%Y-%m-%d %H:%M}"


class FlashReport(Record):
    """What is told of an alert at once, then update by update until the final one."""

    alert = models.ForeignKey(
        Alert, on_delete=models.PROTECT, related_name="flashes", db_index=False
    )
    number = models.PositiveSmallIntegerField()  # 0 is the flash, then updates
    final = models.BooleanField(default=False)
    facts = models.TextField()
    not_known = models.TextField(blank=True)
    action = models.TextField(blank=True)
    grade = models.CharField(max_length=2, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    post = models.CharField(max_length=160)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "number"], name="flash_number_once")
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        if self.final:
            return str(_("Final report"))
        return str(_("Update %(n)s") % {"n": self.number} if self.number else _("Flash report"))
