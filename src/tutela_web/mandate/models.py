"""What the Council decided, paragraph by paragraph, and the tasks a named person found in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.base.messages import from_json
from tutela.crisis.tables import PHASES
from tutela.mandate import types as core
from tutela_web.access.models import Post
from tutela_web.records.models import Record


class Resolution(Record):
    """A resolution as it was loaded: its text stays, a renewal is a resolution of its own.

    One of a thematic series binds every mission, whatever the mission's own resolution says.
    """

    searched = ("symbol", "title")

    class Series(models.TextChoices):
        OWN = "", _("this mission's own")
        POC = "poc", _("protection of civilians")
        WPS = "wps", _("women, peace and security")
        CAAC = "caac", _("children and armed conflict")
        OTHER = "other", _("another theme")

    symbol = models.CharField(max_length=40)  # S/RES/9001 (2031)
    title = models.CharField(max_length=200, blank=True)
    adopted = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)  # the last day of the mandate it gives
    text = models.TextField()
    doubts = models.JSONField(default=list, blank=True)  # sentences of the reader
    series = models.CharField(max_length=5, choices=Series, blank=True)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "symbol"], name="resolution_once")
        ]
        indexes = [models.Index(fields=["mission", "adopted"])]

    def __str__(self) -> str:
        return self.symbol

    def as_read(self, paragraphs: Iterable[Paragraph]) -> core.Resolution:
        """The resolution as the core knows it, from its paragraphs as they were kept."""
        return core.Resolution(
            symbol=self.symbol,
            adopted=self.adopted,
            title=self.title,
            mission="",
            passages=tuple(paragraph.passage for paragraph in paragraphs),
            doubts=tuple(from_json(doubt) for doubt in self.doubts),
        )


class Paragraph(Record):
    """A passage of a resolution: no word of the text is outside of them.

    `poc` is a named person's word on whether it mandates the protection of civilians; None until
    somebody decides.
    """

    searched = ("words",)

    class Kind(models.TextChoices):
        HEAD = "head", _("head of the text")
        PREAMBULAR = "preambular", _("preambular")
        OPERATIVE = "operative", _("operative")
        HEADING = "heading", _("heading")
        PAGE = "page", _("left by a page break")
        ANNEX = "annex", _("annex")
        UNPLACED = "unplaced", _("not placed")

    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, related_name="paragraphs", db_index=False
    )
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    path = models.JSONField(default=list, blank=True)
    label = models.CharField(max_length=12, blank=True)
    line = models.PositiveIntegerField(default=0)
    words = models.TextField()  # as in the text, the label among them
    poc = models.BooleanField(null=True, blank=True)
    poc_rules = models.JSONField(default=list, blank=True)  # those that suggested it
    judged_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resolution", "order"], name="paragraph_once")
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.number

    @property
    def passage(self) -> core.Passage:
        """The paragraph as the core knows it."""
        part = core.Part(self.line, 0, self.words)
        kind = cast(core.Kind, self.Kind(self.kind).value)
        return core.Passage(kind, (part,), tuple(self.path), self.label)

    @property
    def number(self) -> str:
        """As the Council cites it: 16 (c) (i)."""
        return self.passage.number

    @property
    def text(self) -> str:
        """The words without the label."""
        return self.passage.text


class MandatedTask(Record):
    """A task the Council gave: suggested by the rules or written by hand, confirmed by a post.

    A suggestion refused is kept as such, so that it is not suggested again. It restates a public
    text, so it is never Strictly Confidential; who does it may be Confidential.
    """

    searched = ("what", "component", "limit", "means", "host")

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    class Tier(models.IntegerChoices):
        DIALOGUE = 1, _("1, dialogue and engagement")
        PHYSICAL = 2, _("2, physical protection")
        ENVIRONMENT = 3, _("3, a protective environment")

    class Priority(models.TextChoices):
        UNKNOWN = "", _("not known")
        FIRST = "first", _("priority task")
        OTHER = "other", _("other task")

    class Chapter(models.TextChoices):
        UNKNOWN = "", _("not known")
        SIX = "6", _("Chapter VI")
        SEVEN = "7", _("Chapter VII")
        EIGHT = "8", _("Chapter VIII")
        AMBIGUOUS = "split", _("ambiguous: a question to headquarters")

    LISTED = {"phases": [(phase, _(phase)) for phase in PHASES]}
    """The words of what is kept as a list of codes."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=40, blank=True)  # a key of tutela.mandate.suggest.tasks
    what = models.CharField(max_length=300)
    tier = models.PositiveSmallIntegerField(choices=Tier)
    phases = models.JSONField(default=list, blank=True)
    component = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    limit = models.CharField(max_length=300, blank=True)  # where; in the Council's words
    means = models.CharField(max_length=300, blank=True)  # "all necessary means"
    host = models.CharField(max_length=300, blank=True)  # what the Council leaves to the host state
    chapter = models.CharField(max_length=5, choices=Chapter, blank=True)  # of the Charter
    priority = models.CharField(max_length=5, choices=Priority, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)  # 1 comes first
    after = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ordered_by = models.CharField(max_length=160, blank=True)  # by whose authority it has its place
    ordered_on = models.DateField(null=True, blank=True)
    starts = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    superseded_by = models.ForeignKey(  # the task of a renewal that took its place
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    rules = models.JSONField(default=list, blank=True)  # that suggested it
    state = models.CharField(max_length=9, choices=State, default=State.CONFIRMED)
    decided_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["mission", "state", "tier"])]

    def __str__(self) -> str:
        return self.what

    @property
    def cited(self) -> str:
        """By which paragraph of which resolution: four tasks may read alike."""
        return f"{self.paragraph.resolution.symbol}, {self.paragraph.number}"

    @property
    def named(self) -> str:
        """Where it stands and what is to be done: as a list tells tasks apart."""
        return f"{self.cited} · {self.what}"

    def holds(self, on: date) -> bool:
        """Whether it is a task on a day."""
        begun = self.starts is None or self.starts <= on
        return self.state == self.State.CONFIRMED and begun and not self.has_ended(on)

    def has_ended(self, on: date) -> bool:
        """Whether its last day lies behind."""
        return self.until is not None and self.until < on


CHAPTER_ALLOWS = {
    MandatedTask.Chapter.SIX: _(
        "With the consent of the parties: force in self-defence and in defence of the mandate."
    ),
    MandatedTask.Chapter.SEVEN: _(
        "The Council may oblige the parties: force as far as its words on the means go."
    ),
    MandatedTask.Chapter.EIGHT: _(
        "With a regional organisation: it enforces nothing without the Council's authority."
    ),
    MandatedTask.Chapter.AMBIGUOUS: _(
        "Until headquarters answers, do no more than all readings of it allow."
    ),
}
"""What a chapter of the Charter allows, in general; the means are in the Council's own words."""


class ParagraphReading(Record):
    """What the mission takes a paragraph to ask of it: each is kept, the latest holds."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="readings")
    words = models.TextField()
    source = models.CharField(max_length=300)  # a report, a cable, legal advice
    read_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    read_on = models.DateField()

    class Meta:
        ordering = ["-read_on", "-entered_at"]


class ParagraphQuestion(Record):
    """What the mission asks headquarters about the sense of a paragraph, and the answer."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="questions")
    task = models.ForeignKey(
        MandatedTask, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    words = models.TextField()
    asked_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answer = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)  # where headquarters said it
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = [models.F("answered_on").asc(nulls_first=True), "asked_on", "entered_at"]


class PlanningPivot(Record):
    """A step of planning at which protection is thought of or forgotten, and what it said of it.

    Source: Holt and Taylor, on planning; `poc` empty, it is silent on the protection of civilians.
    """

    searched = ("title", "written_by", "poc")

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment", _("strategic assessment")
        DIRECTIVE = "directive", _("planning directive")
        TAM = "tam", _("technical assessment mission")
        REPORT = "report", _("report to the Council")
        MILITARY = "military", _("military concept of operations")
        POLICE = "police", _("police concept of operations")
        BRIEFING = "briefing", _("briefing of contributors")

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    on = models.DateField()
    written_by = models.CharField(max_length=160)  # an office, never a person's name
    poc = models.TextField(blank=True)
    civilians = models.BooleanField(null=True, blank=True)  # civilian planners took part

    class Meta:
        ordering = ["-on", "-entered_at"]

    def __str__(self) -> str:
        return self.title


class Revision(Record):
    """A document to revise because the mandate changed: whose, by when, and how far it is."""

    searched = ("title", "note")

    class Kind(models.TextChoices):
        CONOPS = "conops", _("concept of operations")
        AGREEMENT = "agreement", _("agreement with the host or a contributor")
        BUDGET = "budget", _("budget")
        STAFFING = "staffing", _("staffing table")
        OTHER = "other", _("another document")

    class State(models.TextChoices):
        OPEN = "open", _("to be revised")
        WORK = "work", _("under way")
        DONE = "done", _("revised")
        NEEDLESS = "needless", _("need not change")

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="revisions")
    kind = models.CharField(max_length=9, choices=Kind)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    note = models.CharField(max_length=300, blank=True)  # why it need not change; its new number

    class Meta:
        ordering = ["due", "entered_at"]

    def __str__(self) -> str:
        return self.title

    def overdue(self, on: date) -> bool:
        """Whether its day lies behind and it is not done."""
        return self.state in (self.State.OPEN, self.State.WORK) and self.due < on


class EntityTask(Record):
    """A protection task of a UN entity outside the mission, by its own mandate."""

    searched = ("entity", "kind", "what", "source")

    entity = models.CharField(max_length=160)  # an organisation, never a person
    kind = models.CharField(max_length=40)  # a key of tutela.mandate.suggest.tasks
    what = models.CharField(max_length=300)
    source = models.CharField(max_length=160, blank=True)  # its statute, a country plan
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["entity", "entered_at"]

    def __str__(self) -> str:
        return f"{self.entity}: {self.what}"


class Division(Record):
    """How a mandated task and an entity's task that overlap are shared out; each word is kept, the
    latest holds. Without `agreed` it is an open question."""

    task = models.ForeignKey(MandatedTask, on_delete=models.PROTECT, related_name="divisions")
    entity_task = models.ForeignKey(EntityTask, on_delete=models.PROTECT, related_name="divisions")
    agreed = models.TextField(blank=True)
    question = models.TextField(blank=True)
    said_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField()

    class Meta:
        ordering = ["said_on", "entered_at"]


from tutela_web.mandate.limits import models as limit_models  # noqa: E402, F401
