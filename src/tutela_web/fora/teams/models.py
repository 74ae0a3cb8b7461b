"""Joint Protection Teams: what a team was sent to find out, what it found, what it recommends."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class JointTeam(Record):
    """Several sections that go to a place together for some days. Source: domain reference, a."""

    searched = ("name", "questions", "findings")
    heard_by = ("name",)

    name = models.CharField(max_length=160)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    questions = models.TextField()  # its terms of reference
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    sections = models.JSONField(default=list, blank=True)
    women_in_team = models.BooleanField(null=True, blank=True)
    interpreter = models.BooleanField(null=True, blank=True)
    findings = models.TextField(blank=True)
    reported_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "starts"])]

    def __str__(self) -> str:
        return self.name


class TeamRecommendation(Record):
    """What a team recommends: an action with an owner and a day, open until done or dropped."""

    searched = ("what", "owner_said", "came_of")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    team = models.ForeignKey(JointTeam, on_delete=models.PROTECT, related_name="recommendations")
    what = models.CharField(max_length=400)
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_said = models.CharField(max_length=160, blank=True)  # an organisation
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    ended_on = models.DateField(null=True, blank=True)
    came_of = models.TextField(blank=True)  # what was done, or why it was dropped

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return self.what
