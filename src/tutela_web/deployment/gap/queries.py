"""What agreed risks and lines need, and who is able: reckoned anew whenever it is read.

    needs = needs_for(standing)                    # what people said it takes
    gaps = gaps_of(standing, needs)                # the same queries for any number of needs

One query and two renderings: who holds the compartment capacity reads what keeps units from it;
others read who is able, when, and not why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tutela.base.messages import Sentence, say
from tutela.deployment.gap import (
    EFFECTS,
    ENOUGH,
    Gap,
    Trip,
    UnitMeans,
    When,
    propose_effects,
    reckon,
)
from tutela.deployment.gap import Need as KnownNeed
from tutela.risk.factors import PRIORITIES
from tutela.strategy.matrix import ENDED
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.reach.queries import MIDNIGHT, NOON, UnitsReach, reach_for
from tutela_web.deployment.gap.models import Need, ThreatMeasure
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sites.population import populations_of
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import answering, lines_for, whole_matrix
from tutela_web.risk.agreed.queries import PlacedHotspot, given_names, placed_hotspots
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import latest_assessment, risks_for, suggested_for

KIND = "means"
ACT = "keep_means"
CRITICAL = PRIORITIES.index("critical")
WHENS: Mapping[str, tuple[When, ...]] = {
    Need.When.DAY: ("day",),
    Need.When.NIGHT: ("night",),
    Need.When.BOTH: ("day", "night"),
}
LEAVES: Mapping[When, int] = {"day": NOON, "night": MIDNIGHT}

PANELS: dict[str, Callable[[Standing, Need], Mapping[str, Any] | None]] = {}
"""On the page of a need: a template of a feature above, and what goes into it as `told`; None where
this person has no such panel."""


def needs_for(standing: Standing) -> QuerySet[Need]:
    """The needs this person may see, with their places: of places they may see too."""
    seen = places_for(standing).order_by().values("pk")
    rows = Need.objects.filter(standing.sees_open(KIND), place__in=seen)
    return rows.select_related("place", "tested_by").order_by("title", "entered_at")


def open_needs(standing: Standing) -> QuerySet[Need]:
    """Those that are not withdrawn."""
    return needs_for(standing).filter(withdrawn_on=None)


def measures_for(standing: Standing) -> QuerySet[ThreatMeasure]:
    """The measures this person may see, of threats they may see too."""
    seen = risks_for(standing).order_by().values("pk")
    rows = ThreatMeasure.objects.filter(standing.sees_open(KIND), risk__in=seen)
    return rows.order_by("risk", "verb", "entered_at")


def threats_of(standing: Standing) -> QuerySet[Risk]:
    """The risks that measures are recorded of."""
    return risks_for(standing).exclude(status__in=Risk.OFF).select_related("place")


# --- the gap


@dataclass(frozen=True)
class NeedGap:
    """A need, and who is able to give it; `reasons`, whether the reader is told why not.

    gap  None where the place of the need has no point.
    """

    need: Need
    gap: Gap | None
    reasons: bool

    @property
    def sentence(self) -> Sentence:
        """The gap in one sentence, as this reader may know it."""
        if self.gap is None:
            return say("where the place lies is not known, nor who could come")
        return self.gap.sentence(reasons=self.reasons)

    @property
    def met(self) -> str:
        """enough, short or unknown, as reckoned now."""
        return "unknown" if self.gap is None else self.gap.met

    @property
    def closed(self) -> bool:
        """Whether a person tested it and found enough, and that still holds."""
        return self.met == ENOUGH == self.need.tested_found

    @property
    def tone(self) -> str:
        """The tone of its chip."""
        if self.closed:
            return "ok"
        return "danger" if self.met == "short" else "warn"


def known_need(need: Need) -> KnownNeed:
    """A need as the core knows it."""
    return KnownNeed(
        tuple(code for code in need.effects if code in EFFECTS),
        need.within_minutes,
        WHENS[need.when],
        need.units,
        tuple(need.languages),
    )


def gaps_of(standing: Standing, needs: Iterable[Need], *, reasons: bool = True) -> list[NeedGap]:
    """The gap of each need, in their order. The same queries for any number; none for no need.

    Takes   needs, of `needs_for`; reasons, whether who holds the compartment is told why: the read
            is then a line in the audit.
    """
    rows = list(needs)
    if not rows:
        return []
    reach = reach_for(standing, at=clock.now(standing.mission), reasons=reasons)
    means = MeansAt(reach)
    return [NeedGap(need, means.gap(need), reach.reasons) for need in rows]


@dataclass
class MeansAt:
    """The units at any place, by day and by night; each place is asked once."""

    reach: UnitsReach
    known: dict[tuple[float, float], tuple[list[UnitMeans], Mapping[When, Any]]] = field(
        default_factory=dict
    )

    def gap(self, need: Need) -> Gap | None:
        """The gap of a need; None where its place has no point."""
        latitude, longitude = need.place.latitude, need.place.longitude
        if latitude is None or longitude is None:
            return None
        at = latitude, longitude
        if at not in self.known:
            self.known[at] = self._units(*at)
        units, unlisted = self.known[at]
        return reckon(known_need(need), units, unlisted=unlisted)

    def _units(
        self, latitude: float, longitude: float
    ) -> tuple[list[UnitMeans], Mapping[When, Any]]:
        leaving = {when: self.reach.leaving(hour) for when, hour in LEAVES.items()}
        trips = {when: reach.trips(latitude, longitude) for when, reach in leaving.items()}
        unlisted = {
            when: [
                (base.name, minutes)
                for base, minutes in reach.ways_of_unlisted(latitude, longitude)
            ]
            for when, reach in leaving.items()
        }
        units = []
        for day, night in zip(trips["day"], trips["night"], strict=True):
            ways = {"day": day, "night": night}
            units.append(
                UnitMeans(
                    day.unit.name,
                    day.unit.base.name if day.unit.base else "",
                    day.state,
                    {
                        when: Trip(ways[when].journey, ways[when].arrival, ways[when].roads)
                        for when in LEAVES
                    },
                    frozenset(day.unit.languages),
                    day.unit.interpreter,
                    str(day.unit.pk),
                )
            )
        return units, unlisted


# --- means against agreed risks


@dataclass
class AgainstRisk:
    """An agreed hotspot or a line in force, and what people said it takes.

    placed  where a hotspot stands in the agreed order; None for a line.
    people  how many live at its places that this person may see; None where not known of any.
    """

    name: str
    place: Place | None
    placed: PlacedHotspot | None = None
    line: MatrixLine | None = None
    gaps: list[NeedGap] = field(default_factory=list)
    people: int | None = None

    @property
    def first(self) -> bool:
        """Whether it is critical, or among "must"."""
        return self.placed is not None and (self.placed.must or self.placed.priority == CRITICAL)

    @property
    def priority(self) -> str:
        """The word of a hotspot's priority, as it was agreed."""
        return PRIORITIES[self.placed.priority] if self.placed else ""

    @property
    def asks(self) -> str:
        """How the address of a new need names it."""
        if self.line is not None:
            return f"line={self.line.pk}"
        return f"hotspot={self.placed.line['hotspot']}" if self.placed else ""

    @property
    def unsaid(self) -> bool:
        """Whether nobody said what it takes."""
        return not self.gaps

    @property
    def state(self) -> str:
        """The worst of its needs: short, unknown, untested or closed; unsaid without any."""
        if self.unsaid:
            return "unsaid"
        states = [need_gap.met for need_gap in self.gaps]
        if "short" in states:
            return "short"
        if "unknown" in states:
            return "unknown"
        return "closed" if all(need_gap.closed for need_gap in self.gaps) else "untested"


@dataclass(frozen=True)
class MeansAgainst:
    """Every agreed hotspot and line in force with its gap; other needs; `reasons` as in NeedGap."""

    hotspots: Sequence[AgainstRisk]
    lines: Sequence[AgainstRisk]
    others: Sequence[NeedGap]
    reasons: bool

    @property
    def unsaid(self) -> list[AgainstRisk]:
        """The critical hotspots, and those of "must", of which nobody said what they take."""
        return [row for row in self.hotspots if row.first and row.unsaid]

    @property
    def short(self) -> list[AgainstRisk]:
        """The hotspots at which too few are able in time."""
        return [row for row in self.hotspots if row.state == "short"]

    @property
    def unknown(self) -> list[AgainstRisk]:
        """The hotspots at which it is not known whether enough are."""
        return [row for row in self.hotspots if row.state == "unknown"]

    @property
    def people_short(self) -> int | None:
        """How many live there, where that is known of any."""
        known = [row.people for row in self.short if row.people is not None]
        return sum(known) if known else None


def means_against_risks(standing: Standing) -> MeansAgainst:
    """Means against agreed risks. The same queries for any number of hotspots, lines and needs."""
    gaps = gaps_of(standing, open_needs(standing))
    hotspots = agreed_rows(standing)
    lines = _line_rows(standing)
    by_line: dict[UUID, AgainstRisk] = {row.line.pk: row for row in lines if row.line}
    at_place: dict[str, AgainstRisk] = {}
    by_key = {row.placed.line["hotspot"]: row for row in hotspots if row.placed}
    for row in reversed(hotspots):
        assert row.placed is not None
        at_place |= dict.fromkeys(row.placed.line["places"], row)
    others = []
    for need_gap in gaps:
        need = need_gap.need
        against = (
            by_line.get(need.line_id)
            if need.line_id
            else by_key.get(str(need.hotspot)) or at_place.get(str(need.place_id))
        )
        if against is None:
            others.append(need_gap)
        else:
            against.gaps.append(need_gap)
    return MeansAgainst(hotspots, lines, others, any(need_gap.reasons for need_gap in gaps))


def agreed_rows(standing: Standing) -> list[AgainstRisk]:
    """The hotspots of the agreed order whose place this person may see, in that order. Four
    queries at most."""
    placed = placed_hotspots(standing)
    if not placed:
        return []
    ids = {
        UUID(pk)
        for hotspot in placed.values()
        for pk in (hotspot.line["place"], *hotspot.line["places"])
    }
    seen = Place.objects.filter(standing.sees("risks", own=None)).in_bulk(ids)
    names = given_names(standing)
    populations = populations_of(standing, seen.values())
    rows = []
    for key, hotspot in placed.items():
        if (place := seen.get(UUID(hotspot.line["place"]))) is None:
            continue
        at = [seen[pk] for pk in map(UUID, hotspot.line["places"]) if pk in seen]
        numbers = [populations[each.pk].people for each in at]
        known = [people for people in numbers if people is not None]
        rows.append(
            AgainstRisk(
                names.get(key) or place.name, place, hotspot, people=sum(known) if known else None
            )
        )
    return rows


def _line_rows(standing: Standing) -> list[AgainstRisk]:
    """The lines in force that answer a risk."""
    if not standing.reads("strategy"):
        return []
    lines = list(whole_matrix(standing).exclude(status__in=ENDED).order_by("code"))
    if not lines:
        return []
    answers = answering(standing, lines)
    return [
        AgainstRisk(
            f"{line.code} · {line.activity_label}",
            line.place
            if line.place and line.place_seen
            else line.risk.place
            if line.risk
            else None,
            line=line,
        )
        for line in lines
        if str(line.pk) not in answers.nothing
    ]


def lines_in_force(standing: Standing) -> QuerySet[MatrixLine]:
    """The lines of the matrix that a need may be of."""
    return lines_for(standing).exclude(status__in=ENDED).order_by("code")


def needs_at(standing: Standing, place: Place) -> QuerySet[Need]:
    """The open needs of a place: of its hotspot, of lines there."""
    placed = (
        hotspot.line["hotspot"]
        for hotspot in placed_hotspots(standing).values()
        if str(place.pk) in hotspot.line["places"]
    )
    of_hotspot = next(placed, None)
    here = open_needs(standing).filter(place=place)
    return here | open_needs(standing).filter(hotspot=of_hotspot) if of_hotspot else here


def hotspot_of(standing: Standing, place: Place) -> AgainstRisk | None:
    """The hotspot of the agreed order that a place belongs to."""
    rows = agreed_rows(standing)
    return next(
        (row for row in rows if row.placed and str(place.pk) in row.placed.line["places"]), None
    )


def effects_proposed(standing: Standing, row: AgainstRisk) -> list[str]:
    """The effects proposed for a hotspot or a line by the harms it is about: those people agreed at
    its places, else the one suggested. Three queries at most."""
    if row.line is not None:
        harms = [row.line.risk.harm] if row.line.risk else list(row.line.harms)
    elif row.placed is not None:
        at = risks_for(standing).filter(place__in=[UUID(pk) for pk in row.placed.line["places"]])
        agreed = at.exclude(status__in=Risk.OFF).order_by("-priority", "pk")
        harms = list(agreed.values_list("harm", flat=True))
        if not harms:
            suggested = suggested_for(standing, latest_assessment(standing))
            leads = suggested.filter(hotspot=row.placed.line["hotspot"], leads=True)
            harms = list(leads.values_list("harm", flat=True)[:1])
    else:
        harms = []
    wanted = {code for harm in harms for code in propose_effects(harm)}
    return [code for code in EFFECTS if code in wanted]
