"""What is kept of learning: debriefs, their frozen timelines, formal reviews, lessons, practices.

A debrief is learning, not accountability: nothing here is a board of inquiry, and no field of it
holds the name of a person.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.crisis.tables import options, reasons
from tutela.incidents.words import HARMS
from tutela.lessons.stages import STAGES
from tutela.lessons.triggers import triggers
from tutela_web.access.models import Mission, Person, Post
from tutela_web.actors.models import Actor
from tutela_web.base.ids import new_id
from tutela_web.crisis.metrics.queries import HELD_BACK
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.engagements.engagement.models import Commitment
from tutela_web.partners.partner.models import Partner
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.models import Record
from tutela_web.warning.models import Alert


class OpenedBy(models.TextChoices):
    """By which rule a debrief opened: tutela.lessons.triggers."""

    DIED = "died_near_base", _("civilians died near a base")
    EXPIRED = "expired", _("an alert expired without a decision")
    NOT_DONE = "not_done", _("what was tasked was not carried out")
    PROMISE = "promise_broken", _("a promise was broken")
    HAND = "by_hand", _("opened by hand")


assert set(OpenedBy.values) == set(triggers())

MEASURES = [(name, _(option.label)) for name, option in options().items()]
REASONS = [(name, _(one.label)) for name, one in reasons().items() if name not in HELD_BACK]
"""Why nothing was done, or late; reasons that tell of a caveat or of readiness are in no lesson."""
HARM_WORDS = [(name, _(name)) for name in HARMS]


class Debrief(Record):
    """A hot debrief: one page on what happened, written within 72 hours; one an event."""

    searched = ("title", "happened", "helped", "hindered")

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="debriefs"
    )
    alert = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="debriefs"
    )
    occurred_at = models.DateTimeField()  # of the event, as far as the first cause knows it
    due_at = models.DateTimeField()
    happened = models.TextField(blank=True)
    helped = models.TextField(blank=True)
    hindered = models.TextField(blank=True)
    support = models.CharField(max_length=400, blank=True)  # offered to staff; never to whom
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_post = models.CharField(max_length=160, blank=True)
    inquiry_at = models.DateTimeField(null=True, blank=True)  # since when an inquiry is open
    inquiry_reference = models.CharField(max_length=80, blank=True)
    inquiry_ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="debrief_number_once")
        ]
        indexes = [models.Index(fields=["mission", "occurred_at"])]

    def __str__(self) -> str:
        return f"DB-{self.number}"

    @property
    def sealed(self) -> bool:
        """Whether an inquiry is open: interviews pause and the timeline is not shown."""
        return self.inquiry_at is not None and self.inquiry_ended_at is None


class DebriefCause(models.Model):
    """Why a debrief opened, or what else told of the same event. Appended, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+", db_index=False)
    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="causes")
    rule = models.CharField(max_length=16, choices=OpenedBy)
    key = models.CharField(max_length=80)  # of what caused it: taken once
    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(
        Commitment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(max_length=300, blank=True)  # of who opened it by hand
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "key"], name="debrief_cause_once")
        ]
        ordering = ["at", "id"]


class FrozenTimeline(models.Model):
    """Who knew what, when, as the ledger had it when the debrief opened: signed, never changed.

    It holds posts, moments and ids; no words, no source and no name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    debrief = models.OneToOneField(Debrief, on_delete=models.PROTECT, related_name="timeline")
    signed = models.TextField()  # JSON: paper, signature, public key
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()


class FormalReview(Record):
    """What was decided on a formal after-action review: that it is held and by whom, or why not."""

    searched = ("report",)

    debrief = models.OneToOneField(Debrief, on_delete=models.PROTECT, related_name="review")
    held = models.BooleanField()
    reason = models.TextField()
    decided_post = models.CharField(max_length=160)
    decided_at = models.DateTimeField()
    leader = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leader_post = models.CharField(max_length=160, blank=True)
    due = models.DateField(null=True, blank=True)
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    no_partner_why = models.CharField(max_length=400, blank=True)
    cleared_copy = models.TextField(blank=True)  # what invited partners see
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_post = models.CharField(max_length=160, blank=True)

    def __str__(self) -> str:
        return str(_("Formal review of %(debrief)s") % {"debrief": self.debrief})


class InvitedPartner(Record):
    """A protection partner invited to a formal review: whether they came, and what they gave."""

    review = models.ForeignKey(
        FormalReview, on_delete=models.PROTECT, related_name="invited", db_index=False
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    invited_on = models.DateField()
    came = models.BooleanField(null=True, blank=True)
    gave = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "partner"], name="partner_invited_once")
        ]
        ordering = ["invited_on", "id"]


class SituationClass(Record):
    """What a lesson and a practice are about, as a new situation is compared with it."""

    place_class = models.CharField(max_length=10, choices=Place.Kind, blank=True)
    actor_class = models.CharField(max_length=24, choices=Actor.Type, blank=True)
    harm = models.CharField(max_length=60, choices=HARM_WORDS, blank=True)
    measure = models.CharField(max_length=30, choices=MEASURES, blank=True)

    class Meta:
        abstract = True


class Lesson(SituationClass):
    """A finding, then what must change because of it, until somebody says it is tried."""

    searched = ("title", "known", "decided", "ordered", "done", "why", "change")

    class Stage(models.TextChoices):
        OBSERVED = "observed", _("observed")
        VALIDATED = "validated", _("validated")
        IMPLEMENTED = "implemented", _("implemented")
        LEARNED = "learned", _("learned")

    class ChangedItem(models.TextChoices):
        PLAN = "plan", _("a contingency plan")
        LINE = "line", _("a line of the matrix")
        STRATEGY = "strategy", _("the strategy")
        CONOPS = "conops", _("a line of the concept of operations")
        RULES = "rules", _("rules of engagement or directives on the use of force")
        DIRECTIVE = "directive", _("another directive or standing order")
        TRAINING = "training", _("training")

    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    debrief = models.ForeignKey(
        Debrief, null=True, blank=True, on_delete=models.PROTECT, related_name="lessons"
    )
    known = models.TextField(blank=True)
    decided = models.TextField(blank=True)
    ordered = models.TextField(blank=True)
    done = models.TextField(blank=True)
    why = models.TextField(blank=True)
    reason_code = models.CharField(max_length=20, choices=REASONS, blank=True)
    change = models.TextField(blank=True)
    thing = models.CharField(max_length=9, choices=ChangedItem, blank=True)
    plan = models.ForeignKey(
        ContingencyPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="lessons"
    )
    line = models.ForeignKey(
        MatrixLine, null=True, blank=True, on_delete=models.PROTECT, related_name="lessons"
    )
    thing_said = models.CharField(max_length=200, blank=True)
    stage = models.CharField(max_length=11, choices=Stage, default=Stage.OBSERVED)
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    validated_post = models.CharField(max_length=160, blank=True)
    validated_at = models.DateTimeField(null=True, blank=True)
    version_before = models.PositiveIntegerField(null=True, blank=True)
    version_after = models.PositiveIntegerField(null=True, blank=True)
    changed_said = models.CharField(max_length=200, blank=True)  # reference of the new version
    changed_on = models.DateField(null=True, blank=True)
    tried_on = models.DateField(null=True, blank=True)
    tried = models.TextField(blank=True)  # what was seen when it was tried
    repeats = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="lesson_number_once")
        ]
        indexes = [models.Index(fields=["mission", "stage"])]

    def __str__(self) -> str:
        return f"L-{self.number}"


assert tuple(Lesson.Stage.values) == STAGES


class LessonRepeat(models.Model):
    """The same failure happened again after a lesson was drawn. Appended, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="repeated", db_index=False
    )
    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="repeats")
    stage = models.CharField(max_length=11, choices=Lesson.Stage)  # that it had reached
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "debrief"], name="lesson_repeat_once")
        ]
        ordering = ["at", "id"]


class Practice(SituationClass):
    """A technique somebody tried for a common problem: where, under which conditions, with what
    result. One of another mission is checked against what holds here before it is used."""

    searched = ("title", "problem", "technique", "conditions", "result")

    title = models.CharField(max_length=200)
    problem = models.TextField()
    technique = models.TextField()
    roles = models.TextField(blank=True)  # who does what
    conditions = models.TextField(blank=True)  # under which it worked
    result = models.TextField(blank=True)
    tried_by = models.CharField(max_length=160, blank=True)  # an office
    origin = models.CharField(max_length=120, blank=True)  # another mission; blank for this one
    fits_here = models.TextField(blank=True)  # the check against the local context
    fits_checked_on = models.DateField(null=True, blank=True)
    fits_checked_post = models.CharField(max_length=160, blank=True)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title

    @property
    def may_be_used(self) -> bool:
        """Whether it is of this mission, or was checked against the local context."""
        return not self.origin or self.fits_checked_on is not None


class PracticeUse(Record):
    """A practice taken into a line of the matrix."""

    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, related_name="uses", db_index=False
    )
    line = models.ForeignKey(MatrixLine, on_delete=models.PROTECT, related_name="practices")
    adapted = models.TextField(blank=True)  # what was changed for this place

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "line"], name="practice_used_once")
        ]


class OfferDismissed(models.Model):
    """That a lesson or practice offered beside a record does not fit it, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField()  # the record it was offered beside
    offered = models.UUIDField()  # the lesson or practice
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "offered"], name="offer_dismissed_once")
        ]


class LibraryPaper(Record):
    """A paper of the library: a history, a review, an interview; its words page by page."""

    searched = ("title", "about", "words")

    class Kind(models.TextChoices):
        HISTORY = "history", _("mission history")
        CABLE = "cable", _("cable")
        REVIEW = "review", _("review or study")
        END = "end", _("end-of-assignment report")
        INTERVIEW = "interview", _("interview with a leader or commander")
        PRACTICE_NOTE = "practice", _("practice note or survey of practice")
        OTHER = "other", _("other")

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.OTHER)
    issuer = models.CharField(max_length=160, blank=True)  # an office, never a person's name
    on = models.DateField(null=True, blank=True)
    about = models.TextField(blank=True)
    words = models.TextField(blank=True)  # of all pages, parted by form feeds
    form = models.CharField(max_length=8, blank=True)  # pdf, docx or text
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title

    @property
    def pages(self) -> list[str]:
        """Its words page by page; a file without pages is one."""
        return self.words.split("\f")


class PostHandover(Record):
    """What a predecessor leaves to a successor: a page of their own, and the receipt.

    The rest of the file is read from the records as the successor may see them: nothing else of it
    is kept.
    """

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="handovers", db_index=False
    )
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_from = models.DateField()  # the first day of the successor
    own_page = models.TextField(blank=True)
    protection = models.TextField(blank=True)  # the section on protection: what was done
    protection_worked = models.TextField(blank=True)  # what worked, what did not, and why
    protection_remains = models.TextField(blank=True)  # what is left to do, and what is advised
    incomplete_because = models.CharField(max_length=300, blank=True)  # said by who signs anyway
    joint_patrols = models.TextField(blank=True)  # of a contingent: where both went together, when
    introduced = models.TextField(blank=True)  # contacts introduced again, who agreed to it
    written_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "giver", "taken_from"], name="post_handover_once"
            )
        ]

    @property
    def of_contingent(self) -> bool:
        """Whether a contingent rotates with it: patrols go together, contacts are introduced."""
        return self.post.role in ("unit_commander", "police_unit_commander")

    @property
    def has_protection_section(self) -> bool:
        """Whether all of its section on protection is written: what was done, what worked, what
        remains."""
        return all((self.protection, self.protection_worked, self.protection_remains))

    def __str__(self) -> str:
        return str(self.post)


class Interview(Record):
    """An interview of a leader or commander who leaves, by one set of questions.

    Opened by itself when the post changes hands. Who answered is the post, which only those who
    decide on reviews are shown; no name of a person stands in it.
    """

    searched = (
        "faced",
        "knew",
        "did",
        "worked",
        "failed",
        "hindered",
        "advice",
    )

    class State(models.TextChoices):
        DUE = "due", _("due")
        HELD = "held", _("held")
        MISSED = "missed", _("missed")

    number = models.PositiveIntegerField()
    post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="interviews", db_index=False
    )  # null to who may not know whose it is
    leaves_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.DUE)
    held_on = models.DateField(null=True, blank=True)
    held_by = models.CharField(max_length=160, blank=True)  # an office
    missed_why = models.CharField(max_length=300, blank=True)
    faced = models.TextField(blank=True)
    knew = models.TextField(blank=True)
    did = models.TextField(blank=True)
    worked = models.TextField(blank=True)
    failed = models.TextField(blank=True)
    hindered = models.TextField(blank=True)
    advice = models.TextField(blank=True)

    class Meta:
        ordering = ["-leaves_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="interview_number_once"),
            models.UniqueConstraint(fields=["post", "leaves_on"], name="interview_of_leave_once"),
        ]

    def __str__(self) -> str:
        return f"IV-{self.number}"
