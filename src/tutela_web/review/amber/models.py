"""What a strategy rested on when it came into force, what moved since, and what came of that.

What a caveat says lies in the compartment capacity, in each of these tables too.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.strategy.elements import SECTIONS
from tutela.strategy.triggers import Fact
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.strategy.edition.models import Section, Strategy

LETTERS = [(letter, _(name)) for letter, name in SECTIONS.items()]


class FrozenFact(Record):
    """One thing a strategy rested on when it came into force. Written once, never changed.

    Its marking, area and compartment are those of the record it was read from.
    """

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="facts", db_index=False
    )
    kind = models.CharField(max_length=20)  # of tutela.strategy.triggers
    key = models.CharField(max_length=200)  # the id of the record, or the name of an actor
    label = models.CharField(max_length=400)
    value = models.JSONField(null=True)
    sections = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "strategy_frozenfact"
        constraints = [
            models.UniqueConstraint(fields=["strategy", "kind", "key"], name="frozen_fact_once")
        ]

    @property
    def fact(self) -> Fact:
        """The fact as the core knows it."""
        return Fact(self.kind, self.key, self.label, self.value, tuple(self.sections))


class ContextEvent(Record):
    """An election, a peace agreement or another change of the mission's surroundings."""

    searched = ("title", "note")

    class Kind(models.TextChoices):
        ELECTION = "election", _("election")
        AGREEMENT = "agreement", _("peace agreement")
        OTHER = "context", _("other change")

    class State(models.TextChoices):
        SET = "set", _("set")
        HELD = "held", _("held")
        OFF = "off", _("put off")
        SIGNED = "signed", _("signed")
        BROKEN = "broken", _("broken")
        HAPPENED = "happened", _("happened")

    STATES = {
        Kind.ELECTION: (State.SET, State.HELD, State.OFF),
        Kind.AGREEMENT: (State.SET, State.SIGNED, State.BROKEN, State.OFF),
        Kind.OTHER: (State.HAPPENED,),
    }
    """What each kind can be."""

    kind = models.CharField(max_length=9, choices=Kind)
    title = models.CharField(max_length=200)
    on = models.DateField(null=True, blank=True)  # may lie ahead
    state = models.CharField(max_length=8, choices=State)
    letters = models.JSONField(default=list, blank=True)  # sections it touches, of another change
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "strategy_contextevent"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.title


class CitedFact(Record):
    """Something a section says is so, and by what; until a person says that it is no longer."""

    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="cited", db_index=False
    )
    words = models.CharField(max_length=400)
    source = models.CharField(max_length=200)
    post = models.CharField(max_length=160)  # of who cited it
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    telephone = models.BooleanField(null=True, blank=True)  # what it says of each PlaceFact there
    access = models.BooleanField(null=True, blank=True)
    channel = models.BooleanField(null=True, blank=True)
    untrue_on = models.DateField(null=True, blank=True)
    untrue_why = models.TextField(blank=True)
    untrue_by = models.CharField(max_length=160, blank=True)  # the post

    class Meta:
        db_table = "strategy_citedfact"
        indexes = [models.Index(fields=["section", "untrue_on"])]


class Amendment(Record):
    """A proposal to amend a section that turned amber, open until it is adopted or declined.

    The signed text stays as it was signed; adopted words stand beside it until a new edition.
    """

    searched = ("words", "why")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ADOPTED = "adopted", _("adopted")
        DECLINED = "declined", _("declined")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="amendments")
    letter = models.CharField(max_length=1, choices=LETTERS)
    why = models.TextField()
    proposed_by = models.CharField(max_length=160)  # the post
    proposed_on = models.DateField()
    words = models.TextField(blank=True)  # what the section should say
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.CharField(max_length=160, blank=True)  # the post
    decided_on = models.DateField(null=True, blank=True)
    decided_why = models.TextField(blank=True)

    class Meta:
        db_table = "strategy_amendment"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "letter"],
                condition=models.Q(state="open"),
                name="amendment_open_once",
            )
        ]


class ReviewTrigger(Record):
    """Why one section is to be looked at again, as it was first seen, and what came of it.

    Made when the worker first sees it, or somebody first acts on it; the amber itself is told
    from the facts. A later value of the same fact is a trigger of its own.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to look at")
        ASIDE = "aside", _("set aside")
        AMENDED = "amended", _("the section was amended")

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="triggers", db_index=False
    )
    letter = models.CharField(max_length=1, choices=LETTERS)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # of the value the fact came to have
    label = models.CharField(max_length=400)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    came = models.BooleanField(default=False)
    went = models.BooleanField(default=False)
    seen_on = models.DateField()
    told = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="triggers"
    )
    settled_by = models.CharField(max_length=160, blank=True)  # the post
    settled_on = models.DateField(null=True, blank=True)
    settled_why = models.TextField(blank=True)

    class Meta:
        db_table = "strategy_reviewtrigger"
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "letter", "kind", "key", "digest"], name="review_trigger_once"
            )
        ]

    @property
    def settled(self) -> bool:
        """Whether a person set it aside, or the section was amended for it."""
        return self.state != self.State.OPEN
