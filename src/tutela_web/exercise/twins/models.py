"""Exercises made of a past crisis of the mission, and what three offices ruled on each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.exercise.script import Script, read_script
from tutela_web.access.models import Person
from tutela_web.base.models import IdRow
from tutela_web.records.models import Record
from tutela_web.warning.models import Alert


class Twin(Record):
    """A past crisis told anew as a script, with no word, place or day of it.

    Which case it was made of is told to who made it and to who rules on it, to nobody else.
    """

    searched = ("title",)

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    seed = models.PositiveBigIntegerField()
    script = models.TextField()  # as its file
    then = models.JSONField(default=list)  # [{"minute": ..., "words": {language: ...}}]
    begins = models.PositiveSmallIntegerField()  # the hour of the exercise, not of the case

    def __str__(self) -> str:
        return self.title

    @property
    def played(self) -> Script:
        """Its script."""
        return read_script(self.script.encode())


class TwinRuling(IdRow):
    """What an office ruled on a version of a twin: it may be played, or not, and why. Appended,
    never changed."""

    class Office(models.TextChoices):
        JOC = "joc", _("head of the operations centre")
        CUSTODIAN = "custodian", _("custodian of sources")
        RIGHTS = "rights", _("human rights")

    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="rulings")
    office = models.CharField(max_length=9, choices=Office)
    cleared = models.BooleanField()
    why = models.CharField(max_length=400)
    of_version = models.PositiveIntegerField()
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=160)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["entered_at", "id"]
