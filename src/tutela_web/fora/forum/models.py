"""Fora, who sits in them, their meetings, and what came of these.

An agenda is made of references to records, never of their words: each reader sees of it what the
policy gives them.
"""

from __future__ import annotations

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tutela.coordination.meetings import share_of_women
from tutela_web.access.models import Post
from tutela_web.base.models import IdRow
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class Forum(Record):
    """A body that meets on protection. Source: Framework, template H, paragraphs 19 to 24."""

    searched = ("name", "chair_said", "purpose")
    heard_by = ("name",)

    class Kind(models.TextChoices):
        SENIOR = "senior", _("senior management group on protection")
        LOCAL = "local", _("field-level group")
        JOC = "joc", _("brief of the operations centre")
        LEADERS = "leaders", _("consultation of mission leaders")
        PLANNING = "planning", _("integrated planning group")
        CLUSTER = "cluster", _("link to the Protection Cluster")
        HOST = "host", _("channel to host authorities")
        COMMUNITY = "community", _("channel to communities")
        OTHER = "other", _("other forum")

    class Level(models.TextChoices):
        HEADQUARTERS = "headquarters", _("mission headquarters")
        REGIONAL = "regional", _("regional")
        LOCAL = "local", _("local")

    OUTSIDE = frozenset({Kind.CLUSTER, Kind.HOST, Kind.COMMUNITY})
    """Fora people of other houses sit in: their agenda holds nothing marked."""

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.CharField(max_length=12, choices=Level, default=Level.HEADQUARTERS)
    chair = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    chair_said = models.CharField(max_length=160, blank=True)  # an office of another house
    purpose = models.TextField(blank=True)
    # function -> here, or who else settles it
    functions = models.JSONField(default=dict, blank=True)
    rhythm_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reports_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="below"
    )
    rests_on = models.ForeignKey(  # the integration arrangement it results from, of a room above
        "partners.Arrangement", null=True, blank=True, on_delete=models.PROTECT, related_name="fora"
    )
    carries_crsv = models.BooleanField(default=False)  # a standing point on sexual violence
    women = models.PositiveSmallIntegerField(null=True, blank=True)  # among its members
    men = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_forum"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.name

    @property
    def outside(self) -> bool:
        """Whether people of other houses sit in it."""
        return self.kind in self.OUTSIDE

    @property
    def standing_crsv(self) -> bool:
        """Whether sexual violence is its standing business: the senior group's always; another's
        where it was decided. Source: Framework, template H, paragraph 20."""
        return self.kind == self.Kind.SENIOR or (self.carries_crsv and not self.outside)

    @property
    def women_share(self) -> float | None:
        """The share of women among its members, if known."""
        return share_of_women(self.women, self.men)


class Member(IdRow):
    """A seat in a forum: of a post, or of a named organisation; never of a named person."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="members")
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.CharField(max_length=160, blank=True)
    component = models.CharField(max_length=120, blank=True)
    guest = models.BooleanField(default=False)  # attends or briefs, and decides nothing
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_member"
        ordering = ["guest", "since", "id"]

    def __str__(self) -> str:
        return self.post.title if self.post else self.organisation


class Meeting(Record):
    """One meeting: planned with an agenda that lives, held with the agenda as it stood."""

    searched = ("where", "notes")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        OFF = "off", _("cancelled")

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    where = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.PLANNED)
    points = models.JSONField(default=list, blank=True)  # words somebody put on the agenda
    papers = models.JSONField(default=list, blank=True)  # [{"title": ..., "reference": ...}]
    agenda = models.JSONField(default=dict, blank=True)  # ids by kind, as they stood when held
    present = models.JSONField(default=list, blank=True)  # posts and organisations
    women = models.PositiveSmallIntegerField(null=True, blank=True)
    men = models.PositiveSmallIntegerField(null=True, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        db_table = "coordination_meeting"
        indexes = [models.Index(fields=["mission", "starts_at"])]

    def __str__(self) -> str:
        """The forum and when it meets, as the clock of the mission says it."""
        return f"{self.forum.name}, {date_format(localtime(self.starts_at), 'j M Y H:i')}"

    @property
    def women_share(self) -> float | None:
        """The share of women among those who came, if known."""
        return share_of_women(self.women, self.men)


class ForumDecision(Record):
    """What a meeting decided, and on whose authority; some direct another forum, which answers."""

    searched = ("what", "authority", "weighed", "answer")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    what = models.TextField()
    authority = models.CharField(max_length=160)  # the post that decided
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    political = models.BooleanField(default=False)  # a step of tier 1
    weighed = models.TextField(blank=True)  # other mandated tasks it was ranked against, and why
    directs = models.ForeignKey(
        Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="directions"
    )
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_decision"


class Action(Record):
    """What somebody is to do: carried over to each next meeting until it is done or dropped."""

    searched = ("what", "owner_said", "came_of")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
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
        db_table = "coordination_action"
        indexes = [models.Index(fields=["mission", "state"])]

    @property
    def owned_by(self) -> str:
        """The post or organisation that owns it; empty where nobody does."""
        return self.owner.title if self.owner else self.owner_said


class UpwardReport(Record):
    """A forum's report to the one above. Source: Framework, template H, paragraph 21."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="reports")
    to = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="received", db_index=False)
    on = models.DateField()
    progress = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    constraints = models.TextField(blank=True)
    resources = models.TextField(blank=True)
    decisions_sought = models.TextField(blank=True)
    taken_up = models.ForeignKey(  # the meeting above that had it on its agenda
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="taken"
    )

    class Meta:
        db_table = "coordination_upwardreport"
        indexes = [models.Index(fields=["to", "taken_up"])]
