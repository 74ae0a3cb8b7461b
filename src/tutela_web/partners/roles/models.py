"""Section G of a strategy: who does what, and how the host authorities stand.

Source: Framework, template G, paragraphs 13 to 18.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.fora.forum.models import Forum
from tutela_web.records.models import Record


class RoleLine(Record):
    """One thing somebody does for the protection of civilians, under a number one can cite."""

    searched = ("name", "says", "source", "contested", "reports")
    heard_by = ("name",)

    class Who(models.TextChoices):
        HEAD = "head", _("Head of Mission")
        POLITICAL = "political", _("deputy, political and rule of law")
        HUMANITARIAN = "humanitarian", _("deputy, resident and humanitarian coordinator")
        FORCE = "force", _("Force Commander")
        POLICE = "police", _("Police Commissioner")
        COMPONENT = "component", _("components")
        SUPPORT = "support", _("mission support")
        HOST = "host", _("host authorities")
        COMMUNITY = "community", _("communities")
        ARMED = "armed", _("armed groups")
        UN = "un", _("UN protection actors")
        NGO = "ngo", _("humanitarian organisations and NGOs")
        PARALLEL = "parallel", _("parallel or regional forces")

    class RoleTask(models.TextChoices):
        DECIDES = "decides", _("decides and answers for it")
        INFORMS = "informs", _("informs and analyses")
        WARNS = "warns", _("warns")
        ENGAGES = "engages", _("engages politically")
        PROTECTS = "protects", _("protects physically")
        BUILDS = "builds", _("builds a protective environment")
        SUPPORTS = "supports", _("supports")
        CLOSE = "close", _("works closely with others")
        APART = "apart", _("stays apart")

    class Help(models.TextChoices):
        TRANSPORT = "transport", _("transport")
        ENGINEERING = "engineering", _("engineering")
        MEDICAL = "medical", _("medical help")
        SUPPLY = "supply", _("supply")

    number = models.PositiveIntegerField()
    who = models.CharField(max_length=12, choices=Who)
    name = models.CharField(max_length=160, blank=True)  # of the component or organisation
    what = models.CharField(max_length=8, choices=RoleTask)
    says = models.TextField()
    source = models.CharField(max_length=200, blank=True)  # paragraph, directive, agreement
    post = models.ForeignKey(  # whose responsibility it is, where it is a post of the mission
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_on = models.DateField(null=True, blank=True)  # when they themselves said so
    agreed_by = models.ForeignKey(  # by the account of who holds this post; else it was told us
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contested = models.TextField(blank=True)  # what of it is contested, and by which office
    reports = models.CharField(max_length=300, blank=True)  # which staff report to this post
    forum = models.ForeignKey(
        Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    help = models.CharField(max_length=12, choices=Help, blank=True)  # of mission support
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_roleline"
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="role_number_once")
        ]
        ordering = ["number"]

    @property
    def code(self) -> str:
        """How it is cited."""
        return f"G-{self.number}"

    @property
    def talk(self) -> str:
        """How far it was settled with those it names: contested, agreed, or not discussed."""
        return "contested" if self.contested else "agreed" if self.agreed_on else "not discussed"

    def __str__(self) -> str:
        return self.code


class HostNote(Record):
    """A strength or a weakness of a host institution, its will and its ability kept apart.

    Nothing of it leaves the mission but the wording the Head of Mission cleared.
    """

    searched = ("institution", "what", "evidence")

    class Side(models.TextChoices):
        STRENGTH = "strength", _("strength")
        WEAKNESS = "weakness", _("weakness")

    class Quality(models.TextChoices):
        WILL = "will", _("will to protect")
        ABILITY = "ability", _("ability to protect")

    institution = models.CharField(max_length=160)  # an office, never a person
    side = models.CharField(max_length=8, choices=Side)
    of = models.CharField(max_length=7, choices=Quality)
    what = models.TextField()
    evidence = models.TextField()
    seen_on = models.DateField()
    cleared_words = models.TextField(blank=True)
    cleared_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_hostnote"
        indexes = [models.Index(fields=["mission", "institution"])]

    def __str__(self) -> str:
        return self.institution
