"""What the mission says in public: what it may say it can do, messages, who was told, with what
means."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.outreach import messages as core
from tutela_web.access.models import Post
from tutela_web.places.models import Place
from tutela_web.records.models import Record


def said_here(name: str) -> str:
    """A sentence of the list in the language of the page."""
    words = core.picks()[name].words
    return words.get((get_language() or "en").split("-")[0]) or words["en"]


SENTENCES: list[tuple[str, Any]] = [(name, lazy(said_here, str)(name)) for name in core.picks()]
"""The sentences of the list by name, each in the language of the page it is shown on."""


class Language(models.TextChoices):
    """The languages in which sentences stand ready."""

    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    ARABIC = "ar", _("Arabic")


class Audience(models.TextChoices):
    """To whom something is said. Source: Framework, template I, paragraph 25."""

    COMMUNITIES = "communities", _("communities")
    AUTHORITIES = "authorities", _("host authorities")
    ARMED_GROUPS = "armed_groups", _("armed groups")
    OTHERS = "others", _("others")


class Way(models.TextChoices):
    """The channels of data/channels.csv."""

    FACE_TO_FACE = "face_to_face", _("face to face")
    MEETING = "meeting", _("meeting")
    CALL = "call", _("telephone call")
    RADIO = "radio", _("radio")
    SMS = "sms", _("SMS")
    LOUDSPEAKER = "loudspeaker", _("loudspeaker")
    LEAFLET = "leaflet", _("leaflet")
    BOARD = "board", _("board or poster")
    LETTER = "letter", _("letter")
    INTERNET = "internet", _("internet")


class Released(models.TextChoices):
    """How far something that is said in public has come."""

    DRAFT = "draft", _("draft")
    ASKED = "asked", _("waits for approval")
    RELEASED = "released", _("released")
    WITHDRAWN = "withdrawn", _("withdrawn")


class CapacityStatement(Record):
    """What the mission may say in public that it can do in an area, until a day.

    It is written for everybody; what it rests on is not named in it.
    """

    searched = ("says",)
    LISTED: ClassVar = {"covers": SENTENCES}

    covers = models.JSONField(default=list, blank=True)  # names of picks that promise
    says = models.TextField()
    until = models.DateField()
    state = models.CharField(max_length=9, choices=Released, default=Released.DRAFT)
    approved_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)  # it was withdrawn

    class Meta:
        indexes = [models.Index(fields=["mission", "state", "until"])]

    def __str__(self) -> str:
        return self.says[:80]

    def holds(self, on: date) -> bool:
        """Whether the mission may say it on a day."""
        return self.state == Released.RELEASED and on <= self.until


class PublicMessage(Record):
    """What the mission tells people, authorities and others. Source: Framework, template I.

    Once released its words stand frozen, with their digest; what is told is what stands there.
    """

    searched = ("title",)

    class Kind(models.TextChoices):
        ORDINARY = core.ORDINARY, _("what the mission can and cannot do")
        URGENT = core.URGENT, _("urgent warning of a danger")
        RUMOUR = core.RUMOUR, _("answer to a rumour")

    LISTED: ClassVar = {"languages": Language.choices, "channels": Way.choices}

    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ORDINARY)
    audience = models.CharField(max_length=12, choices=Audience)
    languages = models.JSONField(default=list, blank=True)
    other_languages = models.JSONField(default=list, blank=True)
    channels = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=9, choices=Released, default=Released.DRAFT)
    approver = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_back = models.TextField(blank=True)
    statement = models.ForeignKey(
        CapacityStatement, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    approved_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    expires = models.DateField(null=True, blank=True)
    frozen = models.JSONField(default=list, blank=True)  # its parts as they were released
    digest = models.CharField(max_length=64, blank=True)
    stands_since = models.DateTimeField(null=True, blank=True)  # somebody looked: it is still true
    stands_why = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)  # it was withdrawn
    unapproved = models.BooleanField(default=False)  # an urgent warning, released by the duty post
    read_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)  # by who approves, afterwards

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def versions(self) -> list[str]:
        """Its languages: codes of those rendered, names of the others."""
        return [*self.languages, *self.other_languages]

    @property
    def is_open(self) -> bool:
        """Whether its words may be changed."""
        return self.state == Released.DRAFT

    def holds(self, on: date) -> bool:
        """Whether it may be told on a day."""
        return self.state == Released.RELEASED and self.expires is not None and on <= self.expires


class MessagePart(Record):
    """One part of a message: picked, or written in each language."""

    searched = ("words_en", "words_fr", "words_ar", "words_other")

    class Kind(models.TextChoices):
        CAN = core.CAN, _("what we can do")
        CANNOT = core.CANNOT, _("what we cannot do")
        STATE = core.STATE, _("what falls to the State")
        LIMIT = core.LIMIT, _("a limit by place or hour")
        MORE = core.MORE, _("something else")

    class Answer(models.TextChoices):
        FITS = "fits", _("promises nothing beyond what is picked")
        CHANGE = "change", _("must be changed")

    message = models.ForeignKey(PublicMessage, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=6, choices=Kind, blank=True)  # of a pick, the pick's
    pick = models.CharField(max_length=20, blank=True)
    words_en = models.TextField(blank=True)
    words_fr = models.TextField(blank=True)
    words_ar = models.TextField(blank=True)
    words_other = models.TextField(blank=True)  # a line a language: "Sango: ..."
    struck = models.BooleanField(default=False)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answer_said = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_of = models.CharField(max_length=64, blank=True)  # digest of the words
    checked_by = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_of = models.CharField(max_length=64, blank=True)  # digest of the words

    class Meta:
        indexes = [models.Index(fields=["mission", "message"])]

    def __str__(self) -> str:
        return (self.core().said_in("en") or str(self.get_kind_display()))[:120]

    def core(self, number: int = 0) -> core.Part:
        """The part as the rules see it, under the number that people read before it."""
        written = {
            Language.ENGLISH.value: self.words_en,
            Language.FRENCH.value: self.words_fr,
            Language.ARABIC.value: self.words_ar,
        }
        spoken = {**written, **core.other_versions(self.words_other)}
        words = {language: said for language, said in spoken.items() if said.strip()}
        return core.Part(number, self.kind, self.pick, words)


class MessageTelling(Record):
    """Who is to be told a message, or was: where, when, in which language, by which channel."""

    searched = ("whom", "understood")

    message = models.ForeignKey(PublicMessage, on_delete=models.PROTECT, related_name="tellings")
    audience = models.CharField(max_length=12, choices=Audience)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    whom = models.CharField(max_length=160, blank=True)  # an office or a group, never a person
    version_told = models.CharField(max_length=40)
    channel = models.CharField(max_length=12, choices=Way)
    planned_on = models.DateField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)  # and girls, of them
    understood = models.TextField(blank=True)  # what people said it means, asked back
    told_anew_on = models.DateField(null=True, blank=True)  # that it was withdrawn
    new_words = models.ForeignKey(
        PublicMessage, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # told then in its place

    class Meta:
        indexes = [models.Index(fields=["mission", "place", "told_on"])]

    @property
    def waits_to_hear(self) -> bool:
        """Whether people were told what was withdrawn since, and were not told so."""
        withdrawn = self.message.state == Released.WITHDRAWN
        return withdrawn and self.told_on is not None and self.told_anew_on is None

    @property
    def spoken(self) -> str:
        """The language it was told in, as people call it."""
        return str(dict(Language.choices).get(self.version_told, self.version_told))

    def __str__(self) -> str:
        return self.whom or (self.place.name if self.place else self.get_audience_display())


class ExpectationMeans(Record):
    """Staff and money set against section I. Source: Framework, template I, paragraph 25."""

    searched = ("what",)

    what = models.CharField(max_length=200)
    staff = models.PositiveIntegerField(null=True, blank=True)
    money = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "starts"])]

    def __str__(self) -> str:
        return self.what
