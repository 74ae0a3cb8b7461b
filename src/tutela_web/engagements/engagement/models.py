"""Political engagement: whom the mission met, what it said, what was promised.

Those met are named by their office or as an actor; there is no file on a private person here.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutela.coordination.promises import state_of_commitment
from tutela_web.access.models import Post
from tutela_web.actors.models import Actor
from tutela_web.crisis.plans.models import Phased
from tutela_web.look.days import date_format
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk
from tutela_web.safeguards.models import HarmCheck

GUARDED = frozenset(
    {
        Actor.Type.ARMED_GROUP,
        Actor.Type.MILITIA,
        Actor.Type.COMMUNAL,
        Actor.Type.COMPANY,
        Actor.Type.CRIMINAL,
        Actor.Type.UNKNOWN,
    }
)
"""Actors engaged only with the Head of Mission's authorisation; unknown ones among them."""


ARMED = GUARDED - {Actor.Type.UNKNOWN}
"""Actors that are armed groups: those a list of groups never told, or never met, is of."""


class Authorisation(Record):
    """The Head of Mission's word that an armed group may be engaged: for what, and when."""

    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="authorisations")
    purpose = models.TextField()
    starts = models.DateField()
    ends = models.DateField()  # the last day
    given_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "coordination_authorisation"
        indexes = [models.Index(fields=["mission", "actor"])]

    def covers(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.starts <= day <= self.ends


class Engagement(Record):
    """One contact of tier 1. Source: Operational Concept, paragraph 18; Framework, template G."""

    searched = ("office", "message", "support_named", "safety", "reply")

    class Kind(models.TextChoices):
        GOOD_OFFICES = "good_offices", _("good offices")
        DEMARCHE = "demarche", _("démarche")
        MEDIATION = "mediation", _("mediation")
        LIAISON = "liaison", _("liaison")
        MESSAGE = "message", _("message")

    class Channel(models.TextChoices):
        MEETING = "meeting", _("meeting")
        CALL = "call", _("call")
        LETTER = "letter", _("letter or note")
        THIRD = "third", _("through a third party")
        PUBLIC = "public", _("in public")

    class Consequence(models.TextChoices):
        SUPPORT = "support", _("the mission's support ends or is suspended")
        REPORT = "report", _("the mission reports it to headquarters and the Council")
        PUBLIC = "public", _("the mission names it in public")
        SANCTIONS = "sanctions", _("it may be proposed for sanctions")
        PROSECUTION = "prosecution", _("those responsible may be prosecuted")
        DEPARTURE = "departure", _("those responsible are asked to be removed")

    LISTED = {"consequences": Consequence.choices}
    """The words of what is kept as a list of codes."""

    kind = models.CharField(max_length=12, choices=Kind)
    channel = models.CharField(max_length=8, choices=Channel)
    on = models.DateField()
    met_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements"
    )
    office = models.CharField(max_length=160, blank=True)  # of an authority or organisation
    authorised_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    authorisation = models.ForeignKey(  # for an armed group
        Authorisation, null=True, blank=True, on_delete=models.PROTECT, related_name="used"
    )
    message = models.TextField()
    obligations = models.BooleanField(default=False)  # it was told of its obligations in law
    consequences = models.JSONField(default=list, blank=True)  # of violations, as it was told
    support_named = models.CharField(max_length=300, blank=True)  # which support could end
    safety = models.CharField(max_length=300, blank=True)  # what was looked at before the contact
    harm_check = models.ForeignKey(
        HarmCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements"
    )
    reply = models.TextField(blank=True)
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    phase = models.CharField(max_length=13, choices=Phased, blank=True)

    class Meta:
        db_table = "coordination_engagement"
        indexes = [models.Index(fields=["mission", "on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {date_format(self.on, 'j M Y')}"

    @property
    def consequences_said(self) -> list[str]:
        """The consequences it was told of, in words."""
        words = dict(self.Consequence.choices)
        return [str(words.get(consequence, consequence)) for consequence in self.consequences]


class Commitment(Record):
    """What somebody promised in an engagement, and whether it was kept, as a post judged."""

    searched = ("what", "seen")

    class Side(models.TextChoices):
        THEIRS = "theirs", _("theirs")
        OURS = "ours", _("the mission's")

    class Judged(models.TextChoices):
        KEPT = "kept", _("kept")
        BROKEN = "broken", pgettext_lazy("promise", "broken")
        UNKNOWN = "unknown", _("not known yet")

    class State(models.TextChoices):
        """How it stands on a day, the worst first: tutela.coordination.promises.STATES."""

        BROKEN = "broken", pgettext_lazy("promise", "broken")
        OVERDUE = "overdue", _("overdue, and not known to be kept")
        RUNNING = "running", _("running")
        KEPT = "kept", _("kept")

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="commitments")
    what = models.CharField(max_length=400)
    side = models.CharField(max_length=6, choices=Side, default=Side.THEIRS)
    due = models.DateField()
    judged = models.CharField(max_length=7, choices=Judged, blank=True)
    judged_on = models.DateField(null=True, blank=True)
    judged_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen = models.TextField(blank=True)  # by what it was judged

    class Meta:
        db_table = "coordination_commitment"
        indexes = [models.Index(fields=["mission", "due"])]

    def state(self, on: date) -> Commitment.State:
        """How it stands on a day."""
        return self.State(state_of_commitment(self.due, self.judged, self.judged_on, on))
