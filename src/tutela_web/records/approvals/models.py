"""An approval of a record by a post: done by who holds it, or spoken and not confirmed yet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission, Person, Post
from tutela_web.base.models import IdRow


class PostApproval(IdRow):
    """That a post approved a record.

    By an act of who holds the post, or by its spoken word, which another logged: who spoke, when,
    by which channel, and who heard it. What was spoken is confirmed or denied by the post itself,
    and counts as its approval from then on.
    """

    class Channel(models.TextChoices):
        PERSON = "person", _("face to face")
        MEETING = "meeting", _("in a meeting")
        TELEPHONE = "telephone", _("by telephone")
        RADIO = "radio", _("by radio")
        TYPED = "typed", _("not known: another typed it")

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60, editable=False)  # the label of the record's model
    record = models.UUIDField(editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    spoken_by = models.CharField(max_length=120, blank=True)  # a name; blank: an act of the post
    spoken_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=9, choices=Channel, blank=True)
    heard_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    heard_post = models.CharField(max_length=160, blank=True)
    entered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved = models.BooleanField(null=True)  # None: spoken, and not confirmed yet
    why = models.CharField(max_length=300, blank=True)  # why the post did not say so
    invented = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["record"], name="approval_of_record"),
            models.Index(fields=["post", "approved"], name="approval_of_post"),
        ]

    @property
    def is_spoken(self) -> bool:
        """Whether it began as a word that another logged."""
        return bool(self.channel)
