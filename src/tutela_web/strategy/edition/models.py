"""A strategy while it is written: its sections, who writes which, what is said of them.

Section F lies in the compartment capacity, and so does all that is said of it.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.strategy.drafting import PUBLISHED, STATES, WRITABLE
from tutela.strategy.elements import SECTIONS
from tutela_web.access.models import Mission, Person, Post
from tutela_web.base.models import IdRow
from tutela_web.records.models import Record
from tutela_web.records.shared_texts.models import TextAside, TextComment, TextLease


class Strategy(Record):
    """One edition of the mission's strategy for the protection of civilians."""

    searched = ("title", "concept")

    title = models.CharField(max_length=200)
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=[(state, _(state)) for state in STATES], default=STATES[0]
    )
    concept = models.CharField(max_length=160, blank=True)  # edition of the Operational Concept
    begun_on = models.DateField(null=True, blank=True)  # the day its first text was written
    ahead_why = models.TextField(blank=True)  # why it was drafted before all was settled
    ahead_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ahead_on = models.DateField(null=True, blank=True)
    takes_up = models.BooleanField(default=False)  # prints of earlier records only what it took up
    decisions = models.TextField(blank=True)  # what the Head of Mission is asked to decide
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)  # the last day

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "edition"], name="strategy_edition_once"),
            models.UniqueConstraint(
                fields=["mission"],
                condition=models.Q(state__in=sorted(WRITABLE)),
                name="strategy_written_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def writable(self) -> bool:
        """Whether its text may change."""
        return self.state in WRITABLE

    @property
    def published(self) -> bool:
        """Whether those who read no drafts may read it."""
        return self.state in PUBLISHED


class Section(Record):
    """One section, A to J, in one language."""

    searched = ("text",)

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="sections", db_index=False
    )
    letter = models.CharField(max_length=1, choices=[(k, _(name)) for k, name in SECTIONS.items()])
    text = models.TextField(blank=True)
    prefill = models.TextField(blank=True)  # what the product wrote when the edition was opened

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "letter", "language"], name="section_once")
        ]

    @property
    def name(self) -> str:
        """What the section is called, in English: a word of the core's table."""
        return SECTIONS[self.letter]


class SectionLease(TextLease):
    """Who writes a section now, until when. It lapses by itself."""

    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="lease")


class PrefillAcceptance(Record):
    """A post accepts the prefilled sentences that stand in a section as the mission's own words.

    It holds for these sentences alone: another prefilled sentence needs a new one.
    """

    section = models.OneToOneField(
        Section, on_delete=models.PROTECT, related_name="prefill_acceptance"
    )
    sentences = models.TextField()  # one a line, as they stood
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()


class SectionSummary(Record):
    """What a section says in short: the summary of the strategy is made of these."""

    section = models.OneToOneField(Section, on_delete=models.PROTECT, related_name="summary")
    words = models.TextField(blank=True)
    on_version = models.PositiveIntegerField()  # of the section it sums up
    post = models.CharField(max_length=160)  # of who wrote it

    stale: bool  # whether the section was changed since, where `summaries_for` loaded it


class SectionTranslation(Record):
    """The text of a section in another language of the same edition; `language` says which.

    It says what one version of the section says: once the section is saved again it is behind it.
    """

    searched = ("text",)

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="translations", db_index=False
    )
    text = models.TextField(blank=True)
    on_version = models.PositiveIntegerField()  # of the section, whose words it says
    post = models.CharField(max_length=160)  # of who wrote it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "language"], name="translated_once")
        ]

    def __str__(self) -> str:
        return f"{self.section.letter} ({self.language})"

    @property
    def current(self) -> bool:
        """Whether it says what the section says now."""
        return self.on_version == self.section.version


class BroughtFile(IdRow):
    """A strategy in a mission's own chapters that somebody is laying on the sections. It is theirs
    alone, and gone once it was laid or put away."""

    strategy = models.ForeignKey(
        Strategy, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    chapters = models.JSONField()
    places = models.JSONField(default=list)  # of each chapter; none until they were chosen
    remembered = models.BooleanField(default=False)  # whether they were those of a file before it
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "person"], name="one_file_brought")
        ]


class ChapterPlaces(IdRow):
    """Where a person said that the chapters of a file go: asked once, and remembered for the next
    file with the same headings."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    shape = models.CharField(max_length=64)  # a keyed digest of the headings: none of their words
    places = models.JSONField()
    post = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "shape"], name="one_shape_once")]


class KeptBeside(Record):
    """A chapter of a mission's own strategy that no section holds: kept beside the edition, and
    printed as an annex if somebody says so."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="beside")
    heading = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    number = models.PositiveSmallIntegerField()  # in the order of the file
    printed = models.BooleanField(default=False)
    post = models.CharField(max_length=160)  # of who kept it

    class Meta:
        ordering = ["number", "entered_at"]

    def __str__(self) -> str:
        return self.heading


class SectionComment(TextComment):
    """What somebody says of a section, and perhaps the words they would put there."""

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="comments", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["section", "state"])]


class SetAside(TextAside):
    """A text of a section that could not be saved when it came: kept until a person has looked.

    It is never deleted.
    """

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="asides", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["section", "settled_on"])]


class ElementMark(Record):
    """A person says that the text of a section answers an element of the Framework, and cites the
    sentences that do: when these go, it falls."""

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="marks", db_index=False
    )
    element = models.CharField(max_length=60)  # "A.purpose"
    answered = models.BooleanField(default=True)
    on_version = models.PositiveIntegerField()  # of the section, when they said so
    quotes = models.JSONField(default=list, blank=True)  # for each question; none of older marks
    post = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "element"], name="element_mark_once")
        ]


class TakenUp(Record):
    """Whether an edition takes up a record that was there before it was opened: what nobody took
    up is not printed in it. `kind` is a name of `strategy.content.takeup.KINDS`."""

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="taken_up", db_index=False
    )
    kind = models.CharField(max_length=20)
    record = models.UUIDField()
    taken = models.BooleanField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "kind", "record"], name="taken_up_once")
        ]
