"""Reports: an edition of a product from its first draft to its receipts, and what it rests on.

A product is data (`tutela.reporting.products`), an edition keeps the product as it was when it was
drafted. Figures and tables are frozen at its snapshot; words are written with the editor of texts.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.reporting.edited import read_product
from tutela.reporting.products import Product, Section, products
from tutela_web.access.models import Person, Post
from tutela_web.capacity.readiness_models import Contributor
from tutela_web.fora.forum.models import Action, Meeting
from tutela_web.partners.partner.models import Partner
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.records.shared_texts.models import TextAside, TextComment, TextLease
from tutela_web.warning.models import Alert

PRODUCTS = [(product.key, _(product.title)) for product in products().values()]
"""The shipped products, by what they are called."""


class MissionProduct(Record):
    """A product as this mission makes it: copied from the shipped one and changed, or its own.

    due_from    the day it was taken up again: nothing of the days before is owed
    """

    searched = ("title",)

    key = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    data = models.JSONField(default=dict)  # as `product_as_data` gives it
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)
    ended_by = models.CharField(max_length=160, blank=True)  # the post
    due_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "key"], name="mission_product_once")
        ]

    def __str__(self) -> str:
        return self.title


class ReportEdition(Record):
    """One edition of a product: drafted for a period, cleared by its chain, released, corrected.

    data        the product as it was when the edition was opened
    number      within its product and mission, given when it is released; a corrigendum keeps it
    figures     frozen at the snapshot, as `tutela.reporting.figures` keeps them
    digest      of the exact text that was released, its figures with it
    """

    searched = ("title",)

    class State(models.TextChoices):
        FILLING = "filling", _("being filled")
        DRAFT = "draft", _("draft")
        CLEARING = "clearing", _("in clearance")
        RELEASED = "released", _("released")
        DROPPED = "dropped", _("given up")

    product = models.CharField(max_length=40)
    data = models.JSONField()
    title = models.CharField(max_length=240)
    first = models.DateField()
    last = models.DateField()
    cut_off = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    about = models.ForeignKey(
        Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contributor = models.ForeignKey(  # the country a briefing to contributors is for
        Contributor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.FILLING)
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    correction = models.TextField(blank=True)  # what changed and why
    post = models.CharField(max_length=160)  # of who opened it
    open_to = models.CharField(max_length=400)  # roles that read it whole before its release
    filled_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=list, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=160, blank=True)  # the post
    prints_dissent = models.BooleanField(default=False)
    dissent_by = models.CharField(max_length=160, blank=True)  # the post that decided to print it

    class Meta:
        ordering = ["-cut_off", "-entered_at"]
        indexes = [
            models.Index(fields=["mission", "product", "cut_off"]),
            models.Index(fields=["mission", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def made_as(self) -> Product:
        """The product as it was when the edition was opened."""
        return read_product(self.data)

    @property
    def writable(self) -> bool:
        """Whether its text may change."""
        return self.state == self.State.DRAFT

    @property
    def late(self) -> bool:
        """Whether it was released after it was due."""
        return bool(self.due_at and self.released_at and self.released_at > self.due_at)

    def overdue(self, at: datetime) -> bool:
        """Whether it is owed then and was due before."""
        open_states = (self.State.FILLING, self.State.DRAFT, self.State.CLEARING)
        return self.due_at is not None and self.state in open_states and self.due_at < at


class ReportPart(Record):
    """A section of an edition: what records give, frozen, and the words people write.

    suggested   sentences made of records: [{"words", "from": [[kind, id], ...]}]
    filled      what the records give beside words: {"figures", "table", "chart", "notes"}
    One of caveats and refusals lies in the compartment capacity, its words and figures with it.
    """

    searched = ("text",)

    report = models.ForeignKey(
        ReportEdition, on_delete=models.PROTECT, related_name="parts", db_index=False
    )
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    suggested = models.JSONField(default=list, blank=True)
    filled = models.JSONField(default=dict, blank=True)
    carried_from = models.DateField(null=True, blank=True)  # day of the edition it was taken from
    carried_text = models.TextField(blank=True)
    accepted = models.TextField(blank=True)  # sentences accepted as they stood, one a line
    accepted_by = models.CharField(max_length=160, blank=True)  # the post
    accepted_on = models.DateField(null=True, blank=True)
    left_out_why = models.TextField(blank=True)
    left_out_by = models.CharField(max_length=160, blank=True)  # the post
    general_by = models.CharField(max_length=160, blank=True)  # who says it tells of no single case

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="report_part_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def made_as(self) -> Section:
        """The section of the product."""
        return self.report.made_as.section(self.key)

    @property
    def left_out(self) -> bool:
        """Whether it is left out, for a reason that the file keeps."""
        return bool(self.left_out_why)


class PartLease(TextLease):
    """Who writes a part of a report now, until when. It lapses by itself."""

    section = models.OneToOneField(ReportPart, on_delete=models.CASCADE, related_name="lease")


class PartComment(TextComment):
    """What somebody says of a part of a report, and perhaps the words they would put there."""

    section = models.ForeignKey(
        ReportPart, on_delete=models.PROTECT, related_name="comments", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["section", "state"])]


class PartAside(TextAside):
    """A text of a part that could not be saved when it came: kept until a person has looked."""

    section = models.ForeignKey(
        ReportPart, on_delete=models.PROTECT, related_name="asides", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["section", "settled_on"])]


class OfficeContribution(Record):
    """What an office owes an edition: handed in, nil, or nothing yet, by when."""

    class State(models.TextChoices):
        AWAITED = "awaited", _("awaited")
        HANDED_IN = "handed_in", _("handed in")
        NIL = "nil", _("nil return")

    report = models.ForeignKey(
        ReportEdition, on_delete=models.PROTECT, related_name="contributions", db_index=False
    )
    office = models.CharField(max_length=40)  # a key of `tutela.reporting.offices`
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.AWAITED)
    at = models.DateTimeField(null=True, blank=True)
    post = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "office"], name="contribution_once")
        ]

    def __str__(self) -> str:
        return self.office

    @property
    def late(self) -> bool:
        """Whether it came after its deadline."""
        return self.at is not None and self.at > self.due_at


class ReportSignature(Record):
    """One step of the clearance of an exact text: signed, or sent back with a reason. Never
    changed; a text that is changed begins its chain anew."""

    class Answer(models.TextChoices):
        CLEARED = "cleared", _("cleared")
        SENT_BACK = "sent_back", _("sent back")

    report = models.ForeignKey(ReportEdition, on_delete=models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField()  # how often the chain was begun
    step = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=40)
    answer = models.CharField(max_length=9, choices=Answer)
    post = models.CharField(max_length=160)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    signed: Any = models.TextField(blank=True)  # the signed paper: who, when, which digest
    why = models.TextField(blank=True)
    dissent = models.TextField(blank=True)

    class Meta:
        ordering = ["round", "step", "at"]


class ReportReceipt(Record):
    """A released edition given to somebody, and that they received it."""

    report = models.ForeignKey(
        ReportEdition, on_delete=models.PROTECT, related_name="receipts", db_index=False
    )
    addressee = models.CharField(max_length=160)  # an office, a house, never a person
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=160)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "addressee"], name="report_received_once")
        ]

    def __str__(self) -> str:
        return self.addressee


class OfficeFigure(Record):
    """A figure of another office, with its reference and day: counted of the register of that
    office as it is given, never typed; a number stands in it only where it may be told."""

    searched = ("words", "reference")

    class Topic(models.TextChoices):
        HUMAN_RIGHTS = "human_rights_figures", _("human rights")
        CHILDREN = "children_figures", _("children")
        SEXUAL_VIOLENCE = "sexual_violence_figures", _("conflict-related sexual violence")

    class Held(models.TextChoices):
        VERIFIED = "verified", _("verified")
        LATE_VERIFIED = "late", _("verified late, of an earlier period")
        ALLEGED = "alleged", _("alleged, not verified")

    class Counted(models.TextChoices):
        """What is counted; none of it a sum of others. Blank: typed before it was counted here."""

        TYPED = "", _("as the office wrote it")
        VIOLATIONS = "violations", _("violations by a state")
        ABUSES = "abuses", _("abuses by others than a state")
        KILLING = "killing", _("cases of children killed or maimed")
        RECRUITMENT = "recruitment", _("cases of children recruited or used")
        CHILD_SEXUAL = "child_sexual", _("cases of sexual violence against children")
        ABDUCTION = "abduction", _("cases of children abducted")
        RELEASED = "released", _("children released under action plans")
        CRSV = "crsv", _("cases of conflict-related sexual violence against adults")

    of = models.CharField(max_length=24, choices=Topic)
    counted = models.CharField(max_length=12, choices=Counted, blank=True, default="")
    words = models.CharField(max_length=240, blank=True)  # of figures that were typed
    value = models.PositiveIntegerField(null=True, blank=True)  # blank: too few, or not given
    held = models.CharField(max_length=8, choices=Held)
    first = models.DateField()
    last = models.DateField()
    reference = models.CharField(max_length=160)
    given_on = models.DateField()

    class Meta:
        ordering = ["-last", "of", "words"]

    def __str__(self) -> str:
        return self.words or str(self.get_counted_display())


class ReportRequest(Record):
    """A report somebody asked for by a day: headquarters' date, an expert panel's question."""

    searched = ("what", "asked_by", "reference")

    product = models.CharField(max_length=40, choices=PRODUCTS)
    asked_by = models.CharField(max_length=160)
    asked_on = models.DateField()
    due = models.DateField()
    what = models.TextField(blank=True)
    reference = models.CharField(max_length=160, blank=True)
    given = models.TextField(blank=True)  # what was provided
    given_on = models.DateField(null=True, blank=True)
    given_marking = models.CharField(max_length=80, blank=True)
    edition = models.ForeignKey(  # the released report by which it was answered
        ReportEdition, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )

    class Meta:
        ordering = ["due"]

    def __str__(self) -> str:
        return self.asked_by


class ReportAsk(Record):
    """What a report asks of a leader, and what became of it: taken up with an action, not and why,
    or later. It comes before the senior group once its report is released.

    meeting   of the senior group that had it, where its secretary says so
    """

    searched = ("what", "answer")

    class State(models.TextChoices):
        OPEN = "open", _("not answered")
        TAKEN_UP = "taken_up", _("taken up")
        DECLINED = "declined", _("not taken up")
        LATER = "later", _("later")

    report = models.ForeignKey(ReportEdition, on_delete=models.PROTECT, related_name="asks")
    what = models.CharField(max_length=400)
    of = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)  # why not, or why later
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=160, blank=True)  # the post
    later_on = models.DateField(null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return self.what


class ReportConsultation(Record):
    """Whom who drafts a report consulted on it, what they put in, and which points stay open; of a
    public report on human rights, the steps before it goes out."""

    searched = ("partner_said", "put_in", "left_open")

    class Step(models.TextChoices):
        CONSULTED = "consulted", _("consulted on the draft")
        OHCHR = "ohchr", _("human rights headquarters has seen it")
        HOST = "host", _("given to the host state before its release")
        ANSWERED = "answered", _("the host state commented")

    report = models.ForeignKey(
        ReportEdition, on_delete=models.PROTECT, related_name="consultations"
    )
    step = models.CharField(max_length=9, choices=Step, default=Step.CONSULTED)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    partner_said = models.CharField(max_length=160, blank=True)  # an office or a house
    on = models.DateField()
    put_in = models.TextField(blank=True)
    left_open = models.TextField(blank=True)

    class Meta:
        ordering = ["on", "entered_at"]

    def __str__(self) -> str:
        return str(self.partner or self.partner_said)


class CouncilVisit(Record):
    """A visit of the Security Council to the mission: what it asked, what it was told, and which
    openings it left."""

    searched = ("who", "asked", "said", "openings")

    who = models.CharField(max_length=160)  # the body, never its members by name
    first = models.DateField()
    last = models.DateField()
    asked = models.TextField(blank=True)
    said = models.TextField(blank=True)
    openings = models.TextField(blank=True)
    briefing = models.ForeignKey(  # what it was given beforehand
        ReportEdition, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-first"]
        indexes = [models.Index(fields=["mission", "first"])]

    def __str__(self) -> str:
        return f"{self.who} ({self.first})"


class CouncilStop(Record):
    """One place of the programme of a visit of the Council: when, whom it met, what it saw."""

    searched = ("met", "said")

    visit = models.ForeignKey(CouncilVisit, on_delete=models.PROTECT, related_name="stops")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    met = models.CharField(max_length=300)  # offices, communities, never names
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["on", "entered_at"]

    def __str__(self) -> str:
        return f"{self.place} ({self.on})"


class CouncilFollowUp(Record):
    """What follows of a visit of the Council: which post does what by when."""

    searched = ("what", "came_of")

    visit = models.ForeignKey(CouncilVisit, on_delete=models.PROTECT, related_name="follow_ups")
    what = models.CharField(max_length=400)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    came_of = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["due", "entered_at"]
        indexes = [models.Index(fields=["mission", "due"])]

    def __str__(self) -> str:
        return self.what
