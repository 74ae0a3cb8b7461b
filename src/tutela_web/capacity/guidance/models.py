"""What units and leaders were told of protection, and who read it back."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.base.values import Words
from tutela_web.records.models import Record


class UnitBriefing(Record):
    """What a unit was told of its area: whom it protects, from what, by what means, with what
    backup. Each briefing is kept; the latest holds. Source: Holt and Taylor, on units' questions.
    """

    unit = models.ForeignKey("capacity.Unit", on_delete=models.PROTECT, related_name="briefings")
    whom = models.TextField(blank=True)
    threats = models.TextField(blank=True)
    means = models.TextField(blank=True)
    backup = models.TextField(blank=True)
    briefed_on = models.DateField()
    read_back_by = models.CharField(max_length=120, blank=True)  # by function, never a name
    read_back_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-briefed_on", "-entered_at"]

    @property
    def answers(self) -> list[tuple[Words, str]]:
        """The four questions with their answers; empty where nobody answered."""
        return [
            (_("Who is to be protected"), self.whom),
            (_("From what or whom"), self.threats),
            (_("By what means"), self.means),
            (_("With what backup"), self.backup),
        ]

    @property
    def lacks(self) -> list[Words]:
        """The questions without an answer."""
        return [question for question, said in self.answers if not said.strip()]


class Guidance(Record):
    """An edition of guidance: the mission's definition of protection, when force may be used, with
    worked examples, or the soldier's card, whose words stand on each tasking of a unit. One in
    another language is an edition of its own."""

    class Kind(models.TextChoices):
        DEFINITION = "definition", _("the mission's definition of protection")
        FORCE = "force", _("use of force to protect")
        CARD = "card", _("soldier's card: what a unit may do, in its words")
        PATROL = "patrol", _("instructions of a patrol under the mandate to protect")

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=160)
    edition = models.CharField(max_length=40)
    words = models.TextField()
    examples = models.TextField(blank=True)  # worked examples and scenarios
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=120, blank=True)  # the post
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-issued_on", "-entered_at"]

    def __str__(self) -> str:
        return f"{self.title}, {self.edition} ({self.language})"

    def holds(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.issued_on <= on and (self.withdrawn_on is None or self.withdrawn_on > on)


class GuidanceReadBack(Record):
    """Who read an edition back: a unit by its commander, a leader's post, or a contributor's
    capital."""

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="read_backs")
    unit = models.ForeignKey(
        "capacity.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="guidance"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    capital = models.CharField(max_length=120, blank=True)  # the contributor's government
    by_whom = models.CharField(max_length=120)  # by function, never a name
    on = models.DateField()

    class Meta:
        ordering = ["-on", "-entered_at"]


class ScenarioAnswer(Record):
    """Compartment capacity: what a unit says it would do in a scenario, or, of no unit, what its
    commander holds to be right: the account the answers are compared with."""

    searched = ("words", "deters")

    unit = models.ForeignKey(
        "capacity.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="scenario_answers",
    )
    police = models.BooleanField(default=False)  # of no unit: the Police Commander's account
    scenario = models.CharField(max_length=20)  # a code of tutela.capacity.scenarios
    answer = models.CharField(max_length=8)  # a code of its ANSWERS
    answered_by = models.CharField(max_length=120)  # by function, never a name
    answered_on = models.DateField()
    words = models.TextField(blank=True)
    deters = models.TextField(blank=True)  # what keeps from acting; nobody is named

    class Meta:
        ordering = ["-answered_on", "-entered_at"]

    def __str__(self) -> str:
        if self.unit is not None:
            return self.unit.name
        return str(_("Account of the Police Commander") if self.police else OWN_ACCOUNT)


OWN_ACCOUNT = _("Account of the Force Commander")


class PoliceAuthority(Record):
    """Whether the directives of a police unit allow force to protect civilians, and who orders
    it."""

    searched = ("limits", "source")

    unit = models.ForeignKey(
        "capacity.Unit", on_delete=models.PROTECT, related_name="police_authorities"
    )
    allows = models.BooleanField(null=True, blank=True)
    ordered_by = models.CharField(max_length=160, blank=True)  # a post
    limits = models.TextField(blank=True)
    source = models.CharField(max_length=200)  # the directive, with its paragraph
    stated_on = models.DateField()

    class Meta:
        ordering = ["-stated_on", "-entered_at"]

    def __str__(self) -> str:
        return self.unit.name
