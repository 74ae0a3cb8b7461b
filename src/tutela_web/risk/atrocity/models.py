"""What persons assessed of the risk of atrocity crimes: factor by factor, and the outlook by kind.

Each is of a day and by somebody; a later one stands beside the earlier. Nothing is summed.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.risk.atrocity import atrocity_factors, violence_kinds
from tutela_web.look.translate import word
from tutela_web.records.models import Record


class Sureness(models.TextChoices):
    """How sure whoever assessed it is."""

    LOW = "low", _("low")
    MODERATE = "moderate", _("moderate")
    HIGH = "high", _("high")


class AtrocityFactor(Record):
    """What was found of one factor of the framework, in an area or the whole mission, on a day."""

    searched = ("evidence",)

    class Finding(models.TextChoices):
        SEEN = "seen", _("signs seen")
        NONE_SEEN = "none_seen", _("looked for, none seen")
        UNCLEAR = "unclear", _("looked for, cannot be judged")

    factor = models.PositiveSmallIntegerField(
        choices=[(n, _(one.title)) for n, one in atrocity_factors().items()]
    )
    finding = models.CharField(max_length=9, choices=Finding)
    indicators = models.CharField(max_length=120, blank=True)  # by their numbers: "7.3, 7.11"
    evidence = models.TextField()
    sureness = models.CharField(max_length=8, choices=Sureness)
    assessed_on = models.DateField()
    assessed_by = models.CharField(max_length=160)  # a post; the person is the author

    class Meta:
        indexes = [models.Index(fields=["mission", "factor", "assessed_on"])]

    def __str__(self) -> str:
        return f"{self.factor} · {word(atrocity_factors()[self.factor].title)}"


class ViolenceOutlook(Record):
    """How likely one kind of violence is judged until a day, and later whether it came."""

    searched = ("pattern", "against")

    class Chance(models.TextChoices):
        UNLIKELY = "unlikely", _("not expected")
        POSSIBLE = "possible", _("possible")
        LIKELY = "likely", _("likely")
        VERY_LIKELY = "very_likely", _("very likely")
        UNCLEAR = "unclear", _("cannot be judged")

    class Result(models.TextChoices):
        CAME = "came", _("it came")
        DID_NOT = "did_not", _("it did not come")
        UNCLEAR = "unclear", _("cannot be said")

    kind = models.CharField(
        max_length=24, choices=[(name, _(one.title)) for name, one in violence_kinds().items()]
    )
    chance = models.CharField(max_length=11, choices=Chance)
    until = models.DateField()
    pattern = models.TextField()  # the evidence, by pattern
    against = models.TextField(blank=True)  # what speaks against it, and what is not known
    sureness = models.CharField(max_length=8, choices=Sureness)
    assessed_on = models.DateField()
    assessed_by = models.CharField(max_length=160)  # a post; the person is the author
    came = models.CharField(max_length=7, choices=Result, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "kind", "assessed_on"])]

    def __str__(self) -> str:
        return str(self.get_kind_display())
