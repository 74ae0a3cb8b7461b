"""Places that were inferred from what was reported of others, each a line on the alert it is of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea, Mission, Person, Post
from tutela_web.base.clock import real_now
from tutela_web.base.models import IdRow
from tutela_web.places.models import Place


class InferredPlace(IdRow):
    """A place that no person named an alert for: near enough to what an alert rests on that a
    tripwire fired there, or a site whose name a program read in its words.

    It opens no alert: who answers for the place says whether one is opened or why it does not
    concern it, by an hour that turns late and climbs. `steps` says how far silence has climbed.
    """

    class Answer(models.TextChoices):
        ASKED = "", _("no answer yet")
        OPENED = "opened", _("an alert was opened")
        NOT = "not", _("does not concern it")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    alert = models.ForeignKey("warning.Alert", on_delete=models.PROTECT, related_name="inferred")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="inferred")
    area = models.ForeignKey(DutyArea, null=True, on_delete=models.PROTECT, related_name="+")
    classification = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=60)
    km = models.FloatField(null=True)  # from the place of the alert, where that is known
    evidence = models.JSONField(default=list)  # ids of events
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    owner_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    steps = models.PositiveSmallIntegerField(default=0)
    late_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf = models.CharField(max_length=120, blank=True)  # whose spoken answer was written down
    why = models.CharField(max_length=300, blank=True)
    opened = models.ForeignKey(
        "warning.Alert", null=True, on_delete=models.PROTECT, related_name="opened_from"
    )
    changed_at = models.DateTimeField(default=real_now)  # real time: boards ask again when it moves

    author_id = None
    """Nobody's: a rule inferred it."""

    class Meta:
        ordering = ["asked_at", "km", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "place"],
                name="inferred_once",
                condition=models.Q(answer=""),
            )
        ]
        indexes = [
            models.Index(fields=["mission", "answer", "due_at"]),
            models.Index(fields=["mission", "changed_at"]),
        ]

    def __str__(self) -> str:
        return self.place.name
