"""Who else protects: partners of the UN and outside it, and how far each goes along.

A partner is an organisation and its contact an office; there is no file on a person here.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.coordination.arrangements import accepts, lacking
from tutela_web.access.models import Post
from tutela_web.fora.forum.models import Forum
from tutela_web.records.models import Record


class Partner(Record):
    """An actor beside the mission. Source: Framework, template H, paragraphs 19 to 24."""

    searched = ("name", "contact", "channel", "mandate", "refused_what")
    heard_by = ("name",)

    class Kind(models.TextChoices):
        UN = "un", _("UN protection actor")
        CLUSTER = "cluster", _("member of the Protection Cluster")
        NGO = "ngo", _("organisation outside UN and Cluster")
        REGIONAL = "regional", _("regional body or parallel force")
        HOST = "host", _("host authority")
        CONTRIBUTOR = "contributor", _("troop or police contributor")
        OTHER = "other", _("other partner")

    OUTSIDE = frozenset({Kind.NGO, Kind.REGIONAL, Kind.OTHER})
    """Those who are neither of the UN nor of the Cluster: each needs a channel of its own."""

    class Depth(models.TextChoices):
        JOINT = "joint", _("works jointly")
        CONSULTED = "consulted", _("consulted only")
        NONE = "none", _("no contact")

    name = models.CharField(max_length=160)  # of the organisation
    kind = models.CharField(max_length=11, choices=Kind)
    level = models.CharField(max_length=12, choices=Forum.Level, default=Forum.Level.HEADQUARTERS)
    contact = models.CharField(max_length=160, blank=True)  # an office, never a person's name
    channel = models.TextField(blank=True)  # the way of working with it
    forum = models.ForeignKey(
        Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="partners"
    )
    depth = models.CharField(max_length=9, choices=Depth, blank=True)
    post = models.ForeignKey(  # whose holders are its account here
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mandate = models.TextField(blank=True)  # what it is for, and what it does here
    began_on = models.DateField(null=True, blank=True)  # the first talks
    leads_cluster = models.BooleanField(default=False)  # in its area
    conduit = models.BooleanField(default=False)  # others' information comes through it
    refused_on = models.DateField(null=True, blank=True)  # it will not share; that is its right
    refused_what = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_partner"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.name

    def accepts(self, wanted: str) -> bool:
        """Whether it may be asked for so much: one of tutela.coordination.arrangements.DEPTHS."""
        return accepts(self.depth, wanted)

    @property
    def lacks(self) -> list[str]:
        """What it lacks: contact, channel, depth."""
        return lacking(self.contact, self.channel, self.forum_id is not None, self.depth)
