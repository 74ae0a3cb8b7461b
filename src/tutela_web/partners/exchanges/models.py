"""What passed between the mission and other houses at a meeting: words both ways, and answers.

Nothing here names a source or a case; who spoke is a partner or an office.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.partners.partner.models import Partner
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class Exchange(Record):
    """One thing said at a meeting. Source: Framework, templates B, D, F, H and I."""

    class Kind(models.TextChoices):
        CONVEYED = "conveyed", _("risk conveyed, in approved wording")
        EXPECTATION = "expectation", _("expectation voiced")
        READING = "reading", _("reading of a risk")
        BROUGHT = "brought", _("point brought by them")
        TAKEN = "taken", _("point brought by the mission")
        THROUGH = "through", _("information that came through a conduit")
        OFFERED = "offered", _("offer to close a gap")
        DECLINED = "declined", _("declined to close a gap")
        POSITION = "position", _("position on a draft resolution")
        DIFFERENCE = "difference", _("difference that was left")

    class Side(models.TextChoices):
        HUMANITARIAN = "humanitarian", _("humanitarians")
        HOST = "host", _("host authorities")

    class Level(models.IntegerChoices):
        """A priority: tutela.risk.factors.PRIORITIES."""

        LOW = 0, _("low")
        MEDIUM = 1, _("medium")
        HIGH = 2, _("high")
        CRITICAL = 3, _("critical")

    ABOUT_RISK = frozenset({Kind.CONVEYED, Kind.READING, Kind.DIFFERENCE})
    INWARD = frozenset({Kind.BROUGHT, Kind.THROUGH, Kind.EXPECTATION})
    OUTWARD = frozenset({Kind.TAKEN, Kind.CONVEYED})
    VOICED = frozenset({Kind.READING, Kind.OFFERED, Kind.DECLINED, Kind.POSITION, Kind.EXPECTATION})
    """Kinds that are worth something only with who said it."""
    GAPS = frozenset({Kind.OFFERED, Kind.DECLINED})

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="exchanges")
    kind = models.CharField(max_length=11, choices=Kind)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="exchanges"
    )
    office = models.CharField(max_length=160, blank=True)  # who is no partner yet
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    says = models.TextField()
    level = models.PositiveSmallIntegerField(null=True, blank=True, choices=Level)
    side = models.CharField(max_length=12, choices=Side, blank=True)  # of a reading
    gap = models.CharField(max_length=300, blank=True)  # the effect that is missing
    approved_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)  # the mission's, to an expectation or a point
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_exchange"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return f"{self.gap}: {self.says}"[:120] if self.gap else self.says[:120]


class Invitation(Record):
    """A partner invited to a meeting, to attend or to brief it: what was sent, how, and the answer.

    It tells forum, time, place and its own words, and nothing of the agenda. Source: Framework,
    template H, paragraph 22.
    """

    class For(models.TextChoices):
        ATTEND = "attend", _("to attend as a guest")
        BRIEF = "brief", _("to brief the meeting")

    class Channel(models.TextChoices):
        TUTELA = "tutela", _("by Tutela, to its post here")
        MAIL = "mail", _("by mail of our own")
        LETTER = "letter", _("by letter")
        SPOKEN = "spoken", _("by word of mouth")

    class Answer(models.TextChoices):
        AWAITED = "", _("no answer yet")
        COMES = "comes", _("comes")
        DECLINES = "declines", _("declines")

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="invitations", db_index=False
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="invitations")
    asks = models.CharField(max_length=6, choices=For)
    way = models.CharField(max_length=6, choices=Channel)
    post = models.ForeignKey(  # of the partner's representative, who signs in here
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(blank=True)
    sent_on = models.DateField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True, default=Answer.AWAITED)
    answered_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)  # who comes, by function; why not

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "partner"], name="invited_once")]


HEARD = {
    Forum.Kind.HOST: ("conveyed", "expectation", "reading", "brought", "taken"),
    Forum.Kind.CLUSTER: (
        "reading",
        "difference",
        "brought",
        "taken",
        "through",
        "offered",
        "declined",
    ),
    Forum.Kind.PLANNING: ("position", "offered", "declined"),
    Forum.Kind.COMMUNITY: ("expectation", "brought", "taken"),
}
"""What may pass in each kind of forum; in others, points and offers."""

ELSEWHERE = ("brought", "taken", "through", "offered", "declined", "position")
