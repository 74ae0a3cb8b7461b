"""What others gave to a strategy and were told: the host, headquarters, contributors, joint work.

All of it is at least Confidential, as the drafts are, and names offices, never people.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.models import Record
from tutela_web.strategy.edition.models import Strategy


class HostDepth(Record):
    """How far the host government is involved in the drafting, why, and who approved it.

    The newest holds; earlier ones stay.
    """

    class Depth(models.TextChoices):
        NOT = "not", _("not involved")
        INFORMED = "informed", _("informed")
        CONSULTED = "consulted", _("consulted on parts")
        INVOLVED = "involved", _("involved throughout")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="depths")
    depth = models.CharField(max_length=9, choices=Depth)
    why = models.TextField()  # the political context, its capacity and its will
    approved_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField()


class HeadquartersGuidance(Record):
    """Strategic guidance asked of headquarters, and what came."""

    class TopicKind(models.TextChoices):
        MANDATE = "mandate", _("on the mandate")
        CONTRIBUTORS = "contributors", _("on contributors' role")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="guidance")
    about = models.CharField(max_length=12, choices=TopicKind)
    asked = models.TextField()
    asked_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)  # what it says, in short


class Briefing(Record):
    """What a contributing country was told of the mandate and of the risks where its units serve.

    A country on the list without a day was not briefed.
    """

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="briefings", db_index=False
    )
    country = models.CharField(max_length=100)
    mandate = models.TextField(blank=True)  # how the mission reads it, and what it takes
    risks = models.TextField(blank=True)  # of the area its units serve in
    conveyed_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "country"], name="country_briefed_once")
        ]

    def __str__(self) -> str:
        return self.country


class JointArea(Record):
    """Work that needs the mission and protection actors together, and the line that does it."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="joint_areas")
    what = models.CharField(max_length=300)
    with_whom = models.CharField(max_length=200)
    line = models.ForeignKey(
        MatrixLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
