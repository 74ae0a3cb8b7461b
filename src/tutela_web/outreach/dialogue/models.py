"""Exchanges with communities, what was raised in them, and how often a place is to be spoken with.

No name is kept of anybody who was met: classes, and counts of at least five."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.intake.small_counts import FEW
from tutela.outreach.debts import ANSWER_DAYS, ASK_DAYS, EVERY_DAYS
from tutela.outreach.heard import WHO, Heard, Side, who_was_heard
from tutela_web.access.models import Post
from tutela_web.base.values import Words
from tutela_web.crisis.models import Tasking
from tutela_web.intake.models import FieldReport
from tutela_web.places.models import Place
from tutela_web.records.models import Record

COUNTS = (*WHO, "minority", "disabled")
"""The counts of those met; the last two count people of the others once more."""


class CommunityExchange(Record):
    """What a community said and was told, on one day. Source: Framework, paragraph 9."""

    searched = (
        "women_said",
        "men_said",
        "children_said",
        "threats",
        "vulnerabilities",
        "expectations",
        "aims_said",
    )

    class Kind(models.TextChoices):
        VISIT = "visit", _("visit")
        MEETING = "meeting", _("meeting")
        WOMEN = "women", _("group of women")
        MEN = "men", _("group of men")
        CHILDREN = "children", _("group of under-18s, with Child Protection")
        CALL = "call", _("call")
        RADIO = "radio", _("radio")
        LETTER = "letter", _("letter")

    class Interpreter(models.TextChoices):
        WOMAN = "woman", _("a woman")
        MAN = "man", _("a man")
        BOTH = "both", _("a woman and a man")
        NONE_NEEDED = "not_needed", _("none was needed")
        LACKING = "lacking", _("none, though one was needed")

    class Met(models.TextChoices):
        LEADERS = "leaders", _("leaders and chiefs")
        COMMITTEE = "committee", _("local protection committee")
        WOMENS_GROUP = "womens_group", _("women’s group")
        YOUTH = "youth", _("young people")
        TRADERS = "traders", _("traders")
        FARMERS = "farmers", _("farmers")
        HERDERS = "herders", _("herders")
        DISPLACED = "displaced", _("displaced people")
        RETURNEES = "returnees", _("people who returned")
        RELIGIOUS = "religious", _("religious communities")
        TEACHERS = "teachers", _("teachers and health workers")
        MINORITY = "minority", _("a minority of the place")
        DISABLED = "disabled", _("people with disabilities")
        OTHERS = "others", _("others")

    class Aims(models.TextChoices):
        MET = "met", _("yes")
        PARTLY = "partly", _("in part")
        NOT_MET = "not_met", _("no")
        NO_ANSWER = "no_answer", _("asked; they did not say")

    LISTED: ClassVar = {"groups": Met.choices}
    TOLD: ClassVar[dict[str, dict[int, Words]]] = {
        name: {0: _("nobody"), FEW: _("fewer than 5")} for name in COUNTS
    }

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="exchanges")
    held_on = models.DateField()
    office = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    spoken = models.CharField(max_length=80, blank=True)  # the language
    interpreter = models.CharField(max_length=10, choices=Interpreter, blank=True)
    child_protection = models.BooleanField(default=False)
    groups = models.JSONField(default=list, blank=True)  # of Met
    women = models.PositiveSmallIntegerField(null=True, blank=True)
    men = models.PositiveSmallIntegerField(null=True, blank=True)
    older_women = models.PositiveSmallIntegerField(null=True, blank=True)
    older_men = models.PositiveSmallIntegerField(null=True, blank=True)
    girls = models.PositiveSmallIntegerField(null=True, blank=True)
    boys = models.PositiveSmallIntegerField(null=True, blank=True)
    minority = models.PositiveSmallIntegerField(null=True, blank=True)
    disabled = models.PositiveSmallIntegerField(null=True, blank=True)
    listened = models.CharField(max_length=200, blank=True)  # who else was there
    women_said = models.TextField(blank=True)
    men_said = models.TextField(blank=True)
    children_said = models.TextField(blank=True)
    threats = models.TextField(blank=True)  # as they see them
    vulnerabilities = models.TextField(blank=True)  # as they see them
    expectations = models.TextField(blank=True)
    aims = models.CharField(max_length=9, choices=Aims, blank=True)
    aims_said = models.TextField(blank=True)
    report = models.ForeignKey(  # of the visit, as it came from a telephone or a desk
        FieldReport, null=True, blank=True, on_delete=models.PROTECT, related_name="exchanges"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="exchange_number_once")
        ]
        indexes = [models.Index(fields=["mission", "place", "held_on"])]

    def __str__(self) -> str:
        return f"EX-{self.number:04d}"

    @property
    def heard(self) -> Heard:
        """Whose views it brought."""
        return who_was_heard(
            {name: getattr(self, name) for name in WHO},
            women_said=self.women_said,
            men_said=self.men_said,
            of_one_group=OF_ONE_GROUP.get(self.kind),
        )

    @property
    def leaders_only(self) -> bool:
        """Whether only leaders are said to have been met."""
        return bool(self.groups == [self.Met.LEADERS])


OF_ONE_GROUP: dict[str, Side] = {
    CommunityExchange.Kind.WOMEN: "women",
    CommunityExchange.Kind.MEN: "men",
    CommunityExchange.Kind.CHILDREN: "children",
}


class RaisedPoint(Record):
    """A request, warning or question of a community: answered, refused, unsafe to answer, or owed.

    Only an act of a person ends it."""

    searched = ("what", "said_back", "owed", "told")

    class Kind(models.TextChoices):
        REQUEST = "request", _("request")
        WARNING = "warning", _("warning")
        QUESTION = "question", _("question")

    class By(models.TextChoices):
        WOMEN = "women", _("women")
        MEN = "men", _("men")
        CHILDREN = "children", _("children, with Child Protection")
        COMMITTEE = "committee", _("local protection committee")
        LEADERS = "leaders", _("leaders")
        ALL = "all", _("the community together")

    class State(models.TextChoices):
        OWED = "owed", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused, and told why")
        UNSAFE = "unsafe", _("unsafe to answer")

    class Channel(models.TextChoices):
        VISIT = "visit", _("face to face, on a visit")
        MEETING = "meeting", _("at a meeting")
        CALL = "call", _("by telephone")
        RADIO = "radio", _("by radio")
        LETTER = "letter", _("by letter")
        COMMITTEE = "committee", _("through the local protection committee")

    exchange = models.ForeignKey(CommunityExchange, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=8, choices=Kind)
    raised_by = models.CharField(max_length=9, choices=By)
    what = models.CharField(max_length=400)
    said_back = models.TextField(blank=True)  # there and then
    settled_there = models.BooleanField(default=False)  # what was said there was the answer
    owed = models.CharField(max_length=300, blank=True)  # what is owed beside an answer
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    tasking = models.ForeignKey(
        Tasking, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.OWED)
    told_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=9, choices=Channel, blank=True)
    told = models.TextField(blank=True)  # what they were told; why it was refused or unsafe
    told_by = models.CharField(max_length=160, blank=True)  # a post

    class Meta:
        indexes = [models.Index(fields=["mission", "state", "due"])]

    def __str__(self) -> str:
        return self.what


class DialoguePeriod(Record):
    """How often the places of an area, or of the mission, are spoken with and asked."""

    every_days = models.PositiveSmallIntegerField(default=EVERY_DAYS)
    ask_days = models.PositiveSmallIntegerField(default=ASK_DAYS)
    answer_days = models.PositiveSmallIntegerField(default=ANSWER_DAYS)
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.area or _("the whole mission"))
