"""Places people live in, their other names, and the base of every record that has a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.places.names import fold
from tutela_web.records.models import Record

OtherName = Mapping[str, str] | str
"""Another name, with its language where that is known; older rows hold the bare name."""


class HasOtherNames(Protocol):
    """A record with other names beside its own."""

    @property
    def other_names(self) -> Sequence[OtherName]: ...


class FoldedNames(models.TextField):
    """Every name of a record, folded, a line each: what the text filter of a list compares.

    Kept by itself at each save, one by one or in bulk; nobody writes it.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        others = names_beside(cast(HasOtherNames, model_instance))
        names = (getattr(model_instance, "name", ""), *others)
        folded = "\n".join(dict.fromkeys(fold(name) for name in names))
        setattr(model_instance, self.attname, folded)
        return folded


def name_of(other: OtherName) -> str:
    """Another name without its language."""
    return str(other["name"] if isinstance(other, Mapping) else other)


def names_beside(record: HasOtherNames) -> tuple[str, ...]:
    """The other names of a record, without their languages."""
    return tuple(map(name_of, record.other_names))


class PlacePrecision(models.IntegerChoices):
    """How exactly a point is known: the UCDP scale."""

    EXACT = 1, _("exact")
    NEAR = 2, _("within 25 km")
    DISTRICT = 3, _("district only")
    PROVINCE = 4, _("province only")
    LINEAR = 5, _("along a line or fuzzy area")
    COUNTRY = 6, _("country only")
    SEA = 7, _("sea or air")


class Place(Record):
    """A community, town, site or crossing. Its id in files is `code`; unknown stays null.

    Other names are a field of the record, so that they have versions and merge like any other.
    """

    class Kind(models.TextChoices):
        TOWN = "town", _("town")
        VILLAGE = "village", _("village")
        SITE = "site", _("displacement site")
        CHURCH = "church", _("church")
        MOSQUE = "mosque", _("mosque")
        HOSPITAL = "hospital", _("hospital or clinic")
        SCHOOL = "school", _("school")
        MARKET = "market", _("market")
        WATER = "water", _("water point")
        CROSSING = "crossing", _("crossing or road")
        OTHER = "other", _("other")

    code = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    town = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="sites"
    )
    """The town or village a site lies in. What is scored and never assessed is the town's."""
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place_precision = models.PositiveSmallIntegerField(
        choices=PlacePrecision, null=True, blank=True
    )
    adm1 = models.CharField(max_length=120, blank=True)
    adm2 = models.CharField(max_length=120, blank=True)
    pcode = models.CharField(max_length=20, blank=True)
    population = models.PositiveBigIntegerField(null=True, blank=True)
    population_on = models.DateField(null=True, blank=True)
    phone_coverage = models.BooleanField(null=True, blank=True)
    reachable = models.BooleanField(null=True, blank=True)  # whether one can get there now
    directions = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=120, blank=True)
    retired = models.BooleanField(default=False)
    other_names = models.JSONField(default=list, blank=True)  # [{"name": ..., "language": ...}]
    area_by_hand = models.BooleanField(default=False)  # the area was chosen, not drawn
    folded = FoldedNames(blank=True, default="", editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="place_code_once")]
        indexes = [models.Index(fields=["mission", "name"])]

    def __str__(self) -> str:
        return self.name

    heard_by = ("name", "aliases")

    def search_words(self) -> str:
        """What the place is looked for by: its names and its areas."""
        return " ".join([self.name, *names_beside(self), self.adm1, self.adm2])

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other names, in any language or spelling."""
        return names_beside(self)


class PlacedRecord(Record):
    """A record with a place: one of ours where matched, the words said, and a stated precision."""

    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place_said = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place_precision = models.PositiveSmallIntegerField(
        choices=PlacePrecision, null=True, blank=True
    )

    class Meta:
        abstract = True


from tutela_web.places.profile import models as profile_models  # noqa: E402, F401 # of this app; they lie at places
from tutela_web.places.sites import models as sites_models  # noqa: E402, F401 - they name a place
from tutela_web.places.sites import safety_models  # noqa: E402, F401 - they name a place
