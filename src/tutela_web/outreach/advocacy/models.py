"""What the mission said in public: about which kind of perpetrator, for whom, by which way."""

from __future__ import annotations

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tutela.risk.groups import GROUPS
from tutela.risk.threats import perpetrator_classes
from tutela_web.access.models import Post
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.records.models import Record

_word = lazy(word, str)

CLASSES = [(side.name, _word(side.title)) for side in perpetrator_classes().values()]
"""The classes of perpetrators, by their names on the one scale."""

SPOKEN_FOR = [(group, _word(group)) for group in GROUPS]
"""The groups a statement may speak for."""


class PublicStatement(Record):
    """A public statement for people at risk. Source: the Force study, looking forward: the mission
    speaks for the most vulnerable, whoever threatens them.

    It says what was said, and accuses nobody anew: what is on record of who did what stands in
    incidents, with how sure that is.
    """

    searched = ("said", "reference")
    LISTED = {"about": CLASSES, "spoken_for": SPOKEN_FOR}
    """The words of what is kept as a list of codes."""

    class Way(models.TextChoices):
        PRESS = "press", _("press release")
        CONFERENCE = "talk", _("press conference or interview")
        RADIO = "radio", _("the mission's radio")
        REPORT = "report", _("public report")
        COUNCIL = "council", _("public briefing of the Council")
        MEETING = "meeting", _("said at a public meeting")
        OTHER = "other", _("another way")

    said = models.CharField(max_length=400)
    about = models.JSONField(default=list)  # classes of perpetrators
    spoken_for = models.JSONField(default=list)  # groups
    spoken_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    way = models.CharField(max_length=7, choices=Way)
    on = models.DateField()
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(max_length=160, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "on"])]

    def __str__(self) -> str:
        return self.said[:80]
