"""The risk of atrocity crimes as it is read: every factor and kind, assessed or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from tutela.risk.atrocity import (
    FAMILIES,
    SETS,
    AtrocityRiskFactor,
    ViolenceKind,
    atrocity_factors,
    violence_kinds,
)
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.risk.atrocity.models import AtrocityFactor, ViolenceOutlook

STALE = timedelta(days=90)
"""An assessment older than this is marked as old [P]: what it says may no longer hold."""


def factors_for(standing: Standing) -> QuerySet[AtrocityFactor]:
    """The assessments of factors this person may see, the newest first."""
    rows = AtrocityFactor.objects.filter(standing.sees_open("risks"))
    rows = rows.select_related("mission", "area").defer("area__boundary")
    return rows.order_by("-assessed_on", "-entered_at", "pk")


def outlooks_for(standing: Standing) -> QuerySet[ViolenceOutlook]:
    """The outlooks this person may see, the newest first."""
    rows = ViolenceOutlook.objects.filter(standing.sees_open("risks"))
    rows = rows.select_related("mission", "area").defer("area__boundary")
    return rows.order_by("-assessed_on", "-entered_at", "pk")


@dataclass(frozen=True)
class AssessedFactor:
    """A factor with its newest assessment; None where nobody assessed it, which is not absent."""

    factor: AtrocityRiskFactor
    last: AtrocityFactor | None
    earlier: int
    stale: bool
    elsewhere: list[str]  # the areas it was assessed of, or the whole mission, beside this one

    @property
    def number(self) -> int:
        """Its number in the framework."""
        return self.factor.number


@dataclass(frozen=True)
class TrackRecord:
    """What became of the outlooks of a kind whose last day has passed, by how likely it was judged:
    the word, how many, of how many it came, and of how many nobody has said."""

    rows: list[tuple[str, int, int, int]]


@dataclass(frozen=True)
class OutlookRow:
    """A kind of violence with its newest outlook; None where nobody judged it."""

    kind: ViolenceKind
    last: ViolenceOutlook | None
    over: bool  # whether the day until which it was judged has passed
    track: TrackRecord
    elsewhere: list[str]


@dataclass(frozen=True)
class AtrocityPicture:
    """Every factor by the crimes it belongs to, and every kind of violence, of one area or of the
    whole mission. No figure is made of them."""

    factors: list[tuple[str, list[AssessedFactor]]]
    outlooks: list[tuple[str, list[OutlookRow]]]

    @property
    def assessed(self) -> int:
        """How many of the factors somebody assessed."""
        return sum(row.last is not None for _set, rows in self.factors for row in rows)

    @property
    def not_assessed(self) -> int:
        """How many nobody did."""
        return len(atrocity_factors()) - self.assessed

    @property
    def judged(self) -> int:
        """Of how many kinds of violence somebody judged the outlook."""
        return sum(row.last is not None for _family, rows in self.outlooks for row in rows)

    @property
    def not_judged(self) -> int:
        """Of how many nobody did."""
        return len(violence_kinds()) - self.judged


def picture_of_atrocity(standing: Standing, area: DutyArea | None) -> AtrocityPicture:
    """What this person may see was assessed of one area, or of the whole mission where none is
    given: what was said of an area is not taken for the mission, nor the other way. Three queries.
    """
    by_factor: dict[int, list[AtrocityFactor]] = {}
    judged: dict[str, ViolenceOutlook] = {}
    elsewhere: dict[int | str, set[str]] = {}
    for assessed in factors_for(standing):
        if assessed.area == area:
            by_factor.setdefault(assessed.factor, []).append(assessed)
        else:
            elsewhere.setdefault(assessed.factor, set()).add(_name_area(assessed.area))
    for outlook in outlooks_for(standing):
        if outlook.area == area:
            judged.setdefault(outlook.kind, outlook)
        else:
            elsewhere.setdefault(outlook.kind, set()).add(_name_area(outlook.area))
    tracks = _tracks(standing, area)
    old = standing.on - STALE
    rows = [
        AssessedFactor(
            factor,
            last := next(iter(by_factor.get(number, ())), None),
            max(0, len(by_factor.get(number, ())) - 1),
            last is not None and last.assessed_on < old,
            sorted(elsewhere.get(number, ())),
        )
        for number, factor in atrocity_factors().items()
    ]
    kinds = [
        OutlookRow(
            kind,
            last_judged := judged.get(name),
            last_judged is not None and last_judged.until < standing.on,
            tracks.get(name, TrackRecord([])),
            sorted(elsewhere.get(name, ())),
        )
        for name, kind in violence_kinds().items()
    ]
    return AtrocityPicture(
        [(name, [row for row in rows if row.factor.set == name]) for name in SETS],
        [(name, [row for row in kinds if row.kind.family == name]) for name in FAMILIES],
    )


def _name_area(area: DutyArea | None) -> str:
    return area.name if area is not None else _("the whole mission")


def shown_on_page(picture: AtrocityPicture) -> list[AtrocityFactor | ViolenceOutlook]:
    """The records whose words a picture shows."""
    factors = [row.last for _set, rows in picture.factors for row in rows if row.last]
    outlooks = [row.last for _family, rows in picture.outlooks for row in rows if row.last]
    return [*factors, *outlooks]


def _tracks(standing: Standing, area: DutyArea | None) -> dict[str, TrackRecord]:
    """By kind, what became of the outlooks whose day has passed, by how likely each was judged."""
    over = outlooks_for(standing).filter(area=area, until__lt=standing.on).order_by()
    counted = over.values_list("kind", "chance").annotate(
        n=Count("pk"),
        happened=Count("pk", filter=Q(came=ViolenceOutlook.Result.CAME)),
        unsaid=Count("pk", filter=Q(came="")),
    )
    by_kind: dict[str, dict[str, tuple[int, int, int]]] = {}
    for kind, chance, n, came, unsaid in counted:
        by_kind.setdefault(kind, {})[chance] = (n, came, unsaid)
    return {
        kind: TrackRecord(
            [
                (str(chance.label), *told[chance.value])
                for chance in ViolenceOutlook.Chance
                if chance.value in told
            ]
        )
        for kind, told in by_kind.items()
    }
