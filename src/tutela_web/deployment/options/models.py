"""What was tried for a gap, what stays beyond the mission, where it has no viable strategy, and in
which areas it supports, joins or stands in for the host state."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.deployment.options import days_waited, is_tested_since
from tutela_web.access.models import Post
from tutela_web.capacity.models import Caveat, Unit
from tutela_web.capacity.training.models import CourseSet
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.whatif.models import MoveRequest
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.records.models import Record


class GapOption(Record):
    """An effort at one of the Framework's options for a gap: what was tried, or could be, or why it
    is ruled out. An option without one is not weighed yet.

    Source: Framework, template F, paragraph 12; requirements S1-125 to S1-134.
    """

    searched = ("done", "because", "gained")

    class Kind(models.TextChoices):
        """The codes of tutela/deployment/data/options.csv, in its order."""

        REPRIORITISE = "reprioritise", _("Change the order of objectives or activities")
        PARTNERS = "partners", _("Use partners' means")
        REDEPLOY = "redeploy", _("Move staff and units")
        FUNDS = "funds", _("Raise resources")
        COUNCIL = "council", _("Inform the Council and the Fifth Committee")
        CAVEATS = "caveats", _("Discuss the removal of caveats with contributors")
        CONTRIBUTORS = "contributors", _("Ask contributors for more resources")
        TRAINING = "training", _("Train for it")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        TRIED = "tried", _("tried")
        POSSIBLE = "possible", _("possible")
        RULED_OUT = "ruled out", _("ruled out")

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="options")
    option = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=9, choices=State)
    done = models.TextField(blank=True)  # what was done, or would be
    because = models.TextField(blank=True)
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    gained = models.CharField(max_length=300, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    # the order of objectives or activities
    drops = models.JSONField(default=list, blank=True)  # codes of lines of the matrix
    rises = models.JSONField(default=list, blank=True)
    approved_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_on = models.DateField(null=True, blank=True)
    # partners' means
    offer = models.ForeignKey(
        Exchange, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    conditions = models.TextField(blank=True)
    space_check = models.ForeignKey(
        SpaceCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # a move
    gains_at = models.JSONField(default=list, blank=True)  # names of places
    loses_at = models.JSONField(default=list, blank=True)
    move = models.ForeignKey(  # that carries it out
        MoveRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="efforts"
    )
    # funds
    asked_of = models.CharField(max_length=160, blank=True)  # a fund, a group of friends
    sought = models.PositiveBigIntegerField(null=True, blank=True)
    received = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    # what headquarters, the Council or contributors were asked
    ask = models.ForeignKey(Ask, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    caveat = models.ForeignKey(
        Caveat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # training
    course = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    course_set = models.ForeignKey(
        CourseSet, null=True, blank=True, on_delete=models.PROTECT, related_name="efforts"
    )
    expected = models.PositiveSmallIntegerField(null=True, blank=True)
    attended = models.PositiveSmallIntegerField(null=True, blank=True)
    trained_on = models.DateField(null=True, blank=True)  # the last day of the courses

    class Meta:
        indexes = [models.Index(fields=["mission", "need", "option"])]

    def __str__(self) -> str:
        return f"{self.get_option_display()}: {self.get_state_display()}"

    def waits(self, on: date) -> int | None:
        """For how many days what was asked has been without an answer; None where nothing was, or
        one came. The first sum that comes in answers a request for funds."""
        if self.option == self.Kind.FUNDS:
            return days_waited(self.asked_on, self.received_on, on)
        if self.ask is None:
            return None
        return days_waited(self.ask.asked_on, self.ask.answered_on, on)

    @property
    def tested(self) -> bool:
        """Whether the need was tested again after this training."""
        return is_tested_since(self.trained_on, self.need.tested_on)


class BeyondAbility(Record):
    """What of a need the mission cannot protect: stated by those who weigh the options, answered in
    writing by the Head of Mission alone. What is accepted stands as a residual risk.

    Source: Framework, template F, paragraph 10 ("beyond the mission's capacity"); S1-119.
    """

    searched = ("what", "why", "all_the_same")

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted in writing")
        MORE = "more", _("asks for more")
        RETURNED = "returned", _("returned")

    class State(models.TextChoices):
        DRAFT = "draft", _("not sent")
        SENT = "sent", _("not signed")
        ACCEPTED = "accepted", _("accepted in writing")
        MORE = "more", _("the Head of Mission asks for more")
        RETURNED = "returned", _("returned by the Head of Mission")
        OVER = "over", _("no longer accepted")

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="beyond", db_index=False)
    what = models.TextField()
    why = models.TextField()
    all_the_same = models.TextField()  # what is done nevertheless
    changes_if = models.TextField()
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.CharField(max_length=160, blank=True)  # a post
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answer_said = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=160, blank=True)  # a post
    residual = models.ForeignKey(
        ResidualRisk, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need"], name="beyond_once")]

    def __str__(self) -> str:
        return self.what[:80]

    def state(self, on: date) -> BeyondAbility.State:
        """How it stands on a day: accepted only as long as the acceptance is in force."""
        if self.answer == self.Answer.ACCEPTED and self.residual is not None:
            in_force = self.residual.state(on) == ResidualRisk.State.IN_FORCE
            return self.State.ACCEPTED if in_force else self.State.OVER
        if self.answer:
            return self.State(self.answer)
        return self.State.DRAFT if self.sent_on is None else self.State.SENT


class NoStrategy(Record):
    """An area of duty where the mission has no viable strategy, and says so. Requirement S3-055."""

    searched = ("why", "all_the_same", "communities_told")

    class Cause(models.TextChoices):
        BELLIGERENT = "belligerent", _("the state is a party to the violence")
        FAILED = "failed", _("the state has failed here")
        REFUSED = "refused", _("the mission is kept out")
        MEANS = "means", _("the means do not exist")
        OTHER = "other", _("another reason")

    cause = models.CharField(max_length=11, choices=Cause)
    why = models.TextField()
    all_the_same = models.TextField()
    headquarters_on = models.DateField(null=True, blank=True)  # when headquarters was told
    council_on = models.DateField(null=True, blank=True)
    told_by = models.CharField(max_length=160, blank=True)  # a cable, a report, a briefing
    communities_told = models.TextField(blank=True)
    communities_on = models.DateField(null=True, blank=True)
    stated_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    stated_on = models.DateField()
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "ended_on"])]

    def __str__(self) -> str:
        return str(self.area)

    @property
    def told_nobody(self) -> bool:
        """Whether neither headquarters nor the Council was told, as far as is on record."""
        return self.headquarters_on is None and self.council_on is None


class HostPart(Record):
    """Who acts for civilians in an area: the host state with the mission's support, both, or the
    mission itself. The last one stated holds. Source: Framework, paragraph 14; S1-140."""

    searched = ("evidence",)

    class Part(models.TextChoices):
        SUPPORT = "support", _("the host state acts, the mission supports")
        JOINT = "joint", _("host state and mission act together")
        MISSION = "mission", _("the mission acts itself")
        UNKNOWN = "unknown", _("not known")

    part = models.CharField(max_length=7, choices=Part)
    evidence = models.TextField(blank=True)
    since = models.DateField()
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "since"])]

    def __str__(self) -> str:
        return f"{self.area}: {self.get_part_display()}"
