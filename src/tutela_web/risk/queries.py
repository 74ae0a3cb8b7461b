"""How the register is read, always for a Standing: suggestions beside what people agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet

from tutela.base.later import pl
from tutela.base.messages import Sentence, day_said, say, term
from tutela.risk import score
from tutela.risk.factors import CONFIDENCES, PRIORITIES
from tutela.risk.order import percent
from tutela.risk.threats import ACTUAL, KINDS
from tutela_web.access.models import DutyArea, Holding, Mission
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base import clock
from tutela_web.incidents.closed.harms import readable_compartments
from tutela_web.incidents.events.columns import UNKNOWN, in_area
from tutela_web.incidents.events.queries import closed_events_for, events_by_id, events_for
from tutela_web.incidents.lists.queries import closed_for, incidents_for, standing_alone
from tutela_web.places.columns import Places, places_seen
from tutela_web.places.models import Place
from tutela_web.places.queries import ASSESSED, places_for
from tutela_web.records.versions.queries import versions_of
from tutela_web.risk import readers
from tutela_web.risk.agreed.models import AgreedLine, AgreedOrder
from tutela_web.risk.agreed.queries import PlacedHotspot, given_names, orders_for, placed_hotspots
from tutela_web.risk.columns import (
    Lines,
    assessed_in,
    at_lines,
    counted_by,
    first_of_each,
    hotspots_of_places,
    suggestions_seen,
    without_lines,
    worst_by_hotspot,
)
from tutela_web.risk.figures import KeptFactor, with_links
from tutela_web.risk.models import Assessment, LastLook, Risk, ScoreDraft, SuggestedRisk, Week
from tutela_web.risk.packed.queries import suggestions_at, suggestions_of
from tutela_web.risk.threats.acts import actual_lines

if TYPE_CHECKING:
    from tutela_web.capacity.reach.queries import PlaceCover

MUST, SHOULD = "must", "should"
WEEKS = 12
WEEKS_LISTED = 60
Key = tuple[UUID, str, str]


# --- the building blocks


def latest_assessment(
    standing: Standing,
    *,
    compartment: str = "",
    before: datetime | None = None,
    until: date | None = None,
) -> Assessment | None:
    """The newest assessment the person may see; with `before`, the newest made, or made as of a
    day, before then; with `until`, the newest of that day or of one before.
    """
    reading = standing.readings.get("risks")
    if reading is None or (compartment and compartment not in readable_compartments(standing)):
        return None
    assessments = Assessment.objects.filter(mission=standing.mission, compartment=compartment)
    if not compartment:
        assessments = assessments.filter(classification__lte=reading.clearance)
    if before is not None:
        assessments = assessments.filter(Q(made_at__lt=before) | Q(on__lt=before.date()))
    if until is not None:
        assessments = assessments.filter(on__lte=until)
    # Its hotspots name each place twice, and few pages read them: they are fetched where asked.
    return assessments.defer("hotspots").order_by("-on", "-made_at").first()


def suggested_for(standing: Standing, assessment: Assessment | None) -> QuerySet[SuggestedRisk]:
    """The suggested risks of an assessment that are rows, at places the person may see: what leads
    a hotspot, what comes first at a place, and the first ones. Others: `packed.queries`."""
    if assessment is None:
        return SuggestedRisk.objects.none()
    return SuggestedRisk.objects.filter(
        standing.sees("risks", at="place__", own=None), assessment=assessment
    )


def lines_seen(standing: Standing, *, at: str = "") -> Q:
    """The lines of the register a person may see, in compartments held too: a line names its
    place, so its reader must be cleared for both."""
    reading = standing.readings.get("risks")
    cleared = Q(**{f"{at}place__classification__lte": reading.clearance if reading else -1})
    return standing.sees_open("risks", at=at) & cleared


def areas_with_risks_for(standing: Standing) -> list[DutyArea]:
    """The field offices' areas whose risks the person reads, by name."""
    reading = standing.readings["risks"]
    areas = areas_on(standing.mission, standing.on).defer("boundary").order_by("name")
    if reading.areas is EVERYWHERE:
        return list(areas.filter(kind=DutyArea.Kind.FIELD_OFFICE))
    return list(areas.filter(pk__in=reading.areas))


def risks_for(standing: Standing, *, compartment: str = "") -> QuerySet[Risk]:
    """The lines of the register the person may see, outside compartments or in a held one."""
    if compartment and compartment not in readable_compartments(standing):
        return Risk.objects.none()
    return Risk.objects.filter(lines_seen(standing), compartment=compartment)


AGREED_VALUES = (
    "horizon_days",
    "factors",
    "reach",
    "intent",
    "capability",
    "vulnerability",
    "risk",
    "risk_low",
    "risk_high",
    "band",
    "gravity",
    "priority",
    "confidence",
    "status",
    "agreed_at",
    "forum_on",
)
"""What a forum adopts of a line, as versions keep it."""


def agreed_until(lines: QuerySet[Risk], at: datetime) -> list[Risk]:
    """Of these lines those that had an agreed value before a moment, each with the value that stood
    then: not to be saved. Two queries.

    A version counts from when its value was agreed, or, where that is not known, was written; what
    was done to that value later, as closing the line, from when it was written.
    """
    read = {line.pk: line for line in lines}
    stood: dict[UUID, Risk] = {}
    for was in versions_of(*read.values()):
        if was.risk is None or (was.agreed_at or was.version_at) >= at:
            continue
        before = stood.get(was.pk)
        if before is None or before.agreed_at != was.agreed_at or was.version_at < at:
            stood[was.pk] = was
    for pk, version in stood.items():
        for name in AGREED_VALUES:
            setattr(read[pk], name, getattr(version, name))
    return [line for pk, line in read.items() if pk in stood]


def end_of(day: date, mission: Mission) -> datetime:
    """The first moment that is no longer of a day."""
    return clock.moment_of(day + timedelta(days=1), time(), mission)


def chosen_compartment(standing: Standing, asked: str) -> str:
    """The compartment asked for if it is held; anything else is no compartment at all."""
    return asked if asked in readable_compartments(standing) else ""


# --- the register


@dataclass(frozen=True)
class RegisterFilters:
    """What the address asks for; empty means any."""

    area: str = ""
    actor: str = ""
    harm: str = ""
    priority: str = ""
    confidence: str = ""
    status: str = ""
    threat: str = ""
    text: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> RegisterFilters:
        """From the address, unknown words left out."""
        return cls(**{name: asked.get(name, "").strip() for name in cls.__dataclass_fields__})

    def condition(self) -> Q:
        """What holds for suggestions and register alike."""
        wanted = Q(**self._exactly())
        if self.area:
            known = self.area != UNKNOWN
            wanted &= Q(place__area__code=self.area) if known else Q(place__area=None)
        if self.text:
            wanted &= Q(place__name__icontains=self.text)
        return wanted

    def over_columns(self, standing: Standing) -> pl.Expr:
        """The same over the columns of `suggestions_seen`."""
        wanted = pl.lit(True)
        for name, value in self._exactly().items():
            wanted &= pl.col(name) == value
        if self.area:
            wanted &= in_area(standing, self.area)
        if self.text:
            marked = Place.objects.filter(
                mission=standing.mission, classification__gt=0, name__icontains=self.text
            )  # their names are not kept
            part = pl.col("name").str.contains(self.text.lower(), literal=True).fill_null(False)
            wanted &= part | pl.col("place").is_in([pk.hex for pk in _ids(marked)])
        return wanted

    def _exactly(self) -> dict[str, str | int]:
        """The columns that must hold one value."""
        exact: dict[str, str | int] = {n: v for n in ("actor", "harm") if (v := getattr(self, n))}
        if self.priority in PRIORITIES:
            exact["priority"] = PRIORITIES.index(self.priority)
        if self.confidence in CONFIDENCES:
            exact["confidence"] = CONFIDENCES.index(self.confidence)
        return exact

    def set(self) -> dict[str, str]:
        """Those that are set."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass
class RegisterLine:
    """One line of the register: the value that ranks it, and what stands beside it."""

    place: Place
    actor: str
    harm: str
    suggested: SuggestedRisk | None = None
    risk: Risk | None = None
    weeks: list[float | None] = field(default_factory=list)
    weeks_range: list[tuple[float, float] | None] = field(default_factory=list)
    weeks_before: list[float | None] = field(default_factory=list)
    overdue_days: int | None = None
    cover: PlaceCover | None = None
    placed: PlacedHotspot | None = None
    given_name: str = ""

    @property
    def name(self) -> str:
        """Of its hotspot: the one people gave it, else that of its place."""
        return self.given_name or self.place.name

    @property
    def agreed(self) -> bool:
        """Whether the forum has adopted a value."""
        return self.risk is not None and self.risk.risk is not None

    @property
    def invented(self) -> bool:
        """Whether the value that ranks it was agreed by people of a demonstration; where the place
        is invented, that says it already."""
        return (
            self.agreed and self.risk is not None and self.risk.invented and not self.place.invented
        )

    @property
    def value(self) -> Any:
        """The figures that rank it: agreed, else suggested."""
        return self.risk if self.agreed else self.suggested

    @property
    def key(self) -> Key:
        return self.place.pk, self.actor, self.harm

    @property
    def level(self) -> int:
        """1 to 5: as people placed it, of what they agreed its band, of a suggestion its own."""
        if self.placed is not None and not self.agreed:
            return self.placed.priority + 2
        return int(self.value.band) + 1 if self.agreed else int(self.value.level)

    @property
    def by_likelihood(self) -> bool:
        """Whether it is ordered by a likelihood: what people agreed keeps their score."""
        return not self.agreed and self.value.hotspot is not None

    @property
    def figure(self) -> str:
        """What ranks it, in short: the score people agreed, else the likelihood suggested."""
        return f"{self.value.risk:.0f}" if self.agreed else str(self.value.figure)

    @property
    def figure_low(self) -> str:
        if not self.by_likelihood:
            return f"{self.value.risk_low:.0f}"
        return percent(self.value.likelihood_low) if self.value.leads else ""

    @property
    def figure_high(self) -> str:
        if not self.by_likelihood:
            return f"{self.value.risk_high:.0f}"
        return percent(self.value.likelihood_high) if self.value.leads else ""

    @property
    def likelihood(self) -> str:
        """The likelihood suggested; empty where none is."""
        return percent(self.suggested.likelihood) if self.suggested else ""

    @property
    def score_known(self) -> bool:
        """Whether a score may be shown of it: one that people agreed, or one suggested where half
        of each of its parts is known. Blanks make no score."""
        return self.agreed or not self.value.insufficient_data

    @property
    def around(self) -> int:
        """How many places belong to its hotspot besides its own."""
        return self.suggested.places - 1 if self.suggested and self.suggested.leads else 0

    @property
    def priority(self) -> str:
        """As people placed it in the order, else as they agreed it, else as suggested."""
        return PRIORITIES[self.placed.priority if self.placed else self.value.priority]

    @property
    def msc(self) -> str:
        """Must, should, could. "Must" is what people chose, in the order they agreed, or by the
        priority they agreed where they did not place it: what is only suggested to be critical, or
        was left out of it, should be done."""
        told = score.must_should_could(self.priority)
        if self.placed is not None and self.placed.must:
            return MUST
        chosen = self.placed is None and self.agreed
        return SHOULD if told == MUST and not chosen else told

    @property
    def confidence(self) -> str:
        return CONFIDENCES[self.value.confidence or 0]

    @property
    def proposal(self) -> dict[str, Any] | None:
        return self.risk.proposal if self.risk else None

    @property
    def order(self) -> tuple[float, ...]:
        """What people agreed and what speaks for its hotspot first; by priority, then likelihood
        times weight. An agreed priority is never sorted anew by a suggestion, nor are the hotspots
        of an agreed order: what nobody agreed finds its place between them."""
        if self.placed is not None:
            priority, value = self.placed.key
            return (False, -priority, -value, -inf, self.placed.number)
        leads = self.agreed or self.suggested is None or self.suggested.leads
        value = self.suggested.value if self.suggested else 0.0
        place = self.suggested.order if self.suggested else 0
        return (not leads, -self.value.priority, -value, -self.value.risk, place)


def factors_of(line: RegisterLine) -> list[KeptFactor]:
    """The factors of the value that is shown, each with the events the suggestion cites for it."""
    if not line.agreed or line.risk is None:
        return list(line.suggested.evidence) if line.suggested else []
    agreed = list(line.risk.factors.values())
    return with_links(agreed, line.suggested.evidence) if line.suggested else agreed


@dataclass(frozen=True)
class Ranking:
    """The whole register in order: hotspots first, by priority, then likelihood times weight.

    agreed     the lines people agreed: few, and read
               and what speaks for a hotspot that they placed in an order
    suggested  the ids of the other suggestions in their own order: perhaps 200,000, and not read
    seen       every line of the register the person may see
    """

    standing: Standing
    assessment: Assessment | None
    agreed: list[RegisterLine]
    suggested: pl.Series
    seen: QuerySet[Risk]

    def __len__(self) -> int:
        return len(self.agreed) + len(self.suggested)

    def lines(self, first: int, last: int) -> list[RegisterLine]:
        """The lines from one place of the order to before another."""
        begin = max(0, first - len(self.agreed))
        wanted = self.suggested[begin:last].to_list()
        read = suggestions_of(self.standing, self.assessment, wanted)
        theirs = [RegisterLine(s.place, s.actor, s.harm, suggested=s) for s in read]
        merged = sorted([*self.agreed, *theirs], key=lambda line: line.order)
        lines = merged[first - begin : last - begin]
        _with_register(lines, self.seen)
        for line in lines:
            line.overdue_days = overdue(line.risk, self.standing.on)
        return lines


@dataclass(frozen=True)
class Register:
    """One page of the register, and what is known of the whole; its first line's rank."""

    lines: list[RegisterLine]
    first: int
    total: int
    assessment: Assessment | None
    page: int
    pages: int


def register(
    standing: Standing,
    filters: RegisterFilters,
    *,
    page: int = 1,
    per_page: int = 25,
    compartment: str = "",
    among: QuerySet[Risk] | None = None,
) -> Register:
    """One page of the register in its order, or of its lines among these records."""
    ranked = ranking(standing, filters, compartment=compartment, among=among)
    pages = max(1, -(-len(ranked) // per_page))
    page = min(max(page, 1), pages)
    before = (page - 1) * per_page
    lines = ranked.lines(before, before + per_page)
    names = {} if compartment else given_names(standing)
    for line in lines:
        if line.suggested and line.suggested.leads and line.suggested.hotspot:
            line.given_name = names.get(line.suggested.hotspot.hex, "")
    return Register(lines, before + 1, len(ranked), ranked.assessment, page, pages)


def ranking(
    standing: Standing,
    filters: RegisterFilters,
    *,
    compartment: str = "",
    among: QuerySet[Risk] | None = None,
) -> Ranking:
    """The register as far as the filters leave it; of its lines, those among these records."""
    assessment = latest_assessment(standing, compartment=compartment)
    seen = risks_for(standing, compartment=compartment)
    valued = seen.filter(risk__isnull=False).exclude(status__in=Risk.OFF)
    suggested = suggestions_seen(standing, assessment).filter(filters.over_columns(standing))
    suggested = without_lines(suggested, _lines(_told_elsewhere(seen)))
    agreed = valued.filter(filters.condition())
    if among is not None:
        agreed = agreed.filter(pk__in=among.order_by().values("pk"))
        suggested = at_lines(suggested, _lines(among))
    proposed = seen.filter(proposal__isnull=False)
    if filters.status == "suggested":
        agreed = agreed.none()
        suggested = without_lines(suggested, _lines(proposed))
    elif filters.status == "proposed":
        agreed = agreed.filter(proposal__isnull=False)
        suggested = at_lines(suggested, _lines(proposed))
    elif filters.status == "adopted":
        suggested = suggested.clear()
    elif filters.status == "overdue":
        agreed = agreed.filter(review_on__lt=standing.on)
        suggested = suggested.clear()
    mine = [
        RegisterLine(risk.place, risk.actor, risk.harm, risk=risk)
        for risk in agreed.select_related("place__area").defer("place__area__boundary")
    ]
    if filters.threat in KINDS and not compartment:
        actual = actual_lines(standing)
        suggested, mine = _of_kind(filters.threat, actual, suggested, mine)
    with_suggestions(mine, standing, assessment)
    ids = suggested.select("pk").collect()["pk"]
    if not compartment and (placed := placed_hotspots(standing)):
        firsts = first_of_each("hotspot", suggested.filter(pl.col("hotspot").is_in(list(placed))))
        mine += _suggested_lines(standing, assessment, firsts["pk"].to_list())
        mine = place_lines(mine, placed, assessment)
        ids = ids.filter(
            ~ids.is_in([line.suggested.pk.hex for line in mine if not line.risk and line.suggested])
        )
    return Ranking(standing, assessment, mine, ids, seen)


def _suggested_lines(
    standing: Standing, assessment: Assessment | None, keys: Sequence[str]
) -> list[RegisterLine]:
    """Suggestions as lines, read with their places."""
    rows = suggestions_of(standing, assessment, keys, evidence=True)
    return [RegisterLine(row.place, row.actor, row.harm, suggested=row) for row in rows]


def place_lines(
    lines: Sequence[RegisterLine],
    placed: Mapping[str, PlacedHotspot],
    assessment: Assessment | None,
) -> list[RegisterLine]:
    """The lines, in their order, the first of each hotspot people placed with where they did."""
    hotspot = hotspots_of_places(assessment)
    told: set[str] = set()
    for line in sorted(lines, key=lambda line: (not line.agreed, line.order)):
        key = hotspot.get(line.place.pk.hex, "")
        if key in placed and key not in told:
            line.placed = placed[key]
            told.add(key)
    return list(lines)


def hotspots(
    standing: Standing,
    filters: RegisterFilters,
    *,
    top: int = 15,
    taken_away: bool = False,
    until: date | None = None,
) -> tuple[list[RegisterLine], int, Assessment | None]:
    """The worst line of each hotspot, highest first, and how many hotspots there are. A place that
    is in none of the assessment is one of its own.

    Takes   taken_away, for a file of real data: invented lines of a demonstration are left out,
            and where one stands for a real place, what the method suggests is told instead;
            until, the day whose end the values are of: what was assessed, agreed and ordered later
            changes nothing. Filters read what stands now.
    """
    assessment = latest_assessment(standing, until=until)
    seen = risks_for(standing)
    if taken_away:
        seen = seen.filter(invented=False)
    end = end_of(until, standing.mission) if until else None
    placed = placed_hotspots(standing, before=end)
    # A hotspot that people placed is found by the priority they gave it.
    wide = replace(filters, priority="") if placed else filters
    wanted_lines = seen.filter(wide.condition())
    wanted_lines = wanted_lines.select_related("place__area").defer("place__area__boundary")
    elsewhere: Lines
    if end is None:
        agreed = list(wanted_lines.filter(risk__isnull=False).exclude(status__in=Risk.OFF))
        elsewhere = _lines(_told_elsewhere(seen))
    else:
        agreed = [r for r in agreed_until(wanted_lines, end) if r.status not in Risk.OFF]
        of_agreed_lines = [(r.place_id, r.actor, r.harm) for r in agreed]
        elsewhere = [*of_agreed_lines, *_lines(seen.filter(status=Risk.Status.OUTSIDE))]
    lines = [RegisterLine(r.place, r.actor, r.harm, risk=r) for r in agreed]
    if wide.set():
        suggested = suggestions_seen(standing, assessment).filter(wide.over_columns(standing))
        suggested = without_lines(suggested, elsewhere)
        if wide.threat in KINDS:
            suggested, lines = _of_kind(wide.threat, actual_lines(standing), suggested, lines)
        firsts = first_of_each("hotspot", suggested)
    else:
        firsts = worst_by_hotspot(standing, assessment, elsewhere)
    hotspot = hotspots_of_places(assessment)
    if placed and filters.priority in PRIORITIES:
        wanted = PRIORITIES.index(filters.priority)
        theirs = [key for key, one in placed.items() if one.priority == wanted]
        lines = [
            line
            for line in lines
            if (line.risk and line.risk.priority == wanted)
            or hotspot.get(line.place.pk.hex) in theirs
        ]
        kept = pl.col("hotspot").is_in(theirs)
        kept |= (pl.col("priority") == wanted) & ~pl.col("hotspot").is_in(list(placed))
        firsts = firsts.filter(kept)
    agreed_places = [line.place.pk.hex for line in lines]
    with_suggestions(lines, standing, assessment)
    of_placed = firsts.filter(pl.col("hotspot").is_in(list(placed)))["pk"]
    keys = dict.fromkeys([*firsts["pk"][:top], *of_placed])
    lines += _suggested_lines(standing, assessment, list(keys))
    names = given_names(standing)
    best: dict[str, RegisterLine] = {}
    # What people agreed speaks for its hotspot: a suggestion beside it re-sorts nothing.
    for line in sorted(lines, key=lambda line: (not line.agreed, line.order)):
        best.setdefault(hotspot.get(line.place.pk.hex, line.place.pk.hex), line)
    for key, line in best.items():
        line.placed, line.given_name = placed.get(key), names.get(key, "")
    of_agreed = {hotspot.get(place, place) for place in agreed_places}
    total = len(of_agreed.union(firsts["hotspot"].to_list()))
    chosen = sorted(best.values(), key=lambda line: line.order)[:top]
    for line in chosen:
        line.overdue_days = overdue(line.risk, standing.on)
    return chosen, total, assessment


def _of_kind(
    kind: str,
    actual: list[Key],
    suggested: pl.LazyFrame,
    agreed: list[RegisterLine],
) -> tuple[pl.LazyFrame, list[RegisterLine]]:
    """The suggestions and agreed lines whose threat is actual, or those whose is potential."""
    known, wanted = set(actual), kind == ACTUAL
    keep = at_lines if wanted else without_lines
    return keep(suggested, actual), [line for line in agreed if (line.key in known) == wanted]


def _told_elsewhere(seen: QuerySet[Risk]) -> QuerySet[Risk]:
    """The lines whose suggestion is not ranked: an agreed value stands for it, or it is listed
    apart, outside the scope of the strategy."""
    agreed = Q(risk__isnull=False) & ~Q(status__in=Risk.OFF)
    return seen.filter(agreed | Q(status=Risk.Status.OUTSIDE))


@dataclass(frozen=True)
class ConcernOutsideScope:
    """A protection concern kept outside the scope of the strategy: why, and who answers for it."""

    what: str
    reason: str
    to: str = ""
    referred_on: date | None = None
    url: str = ""
    line: UUID | None = None  # of the register, where it was one
    suggested: SuggestedRisk | None = None  # what the method says of that line now
    overdue_days: int | None = None

    @property
    def level(self) -> int:
        """0 where nothing is suggested: not known, not safe."""
        return self.suggested.level if self.suggested else 0

    @property
    def figure(self) -> str:
        """What the method says of it, in short; empty where it says nothing."""
        return self.suggested.figure if self.suggested else ""


OUTSIDE: dict[str, Callable[[Standing], list[ConcernOutsideScope]]] = {}
"""By the room that keeps them, above this one: concerns kept outside, as a person reads them."""


def kept_outside(standing: Standing, assessment: Assessment | None) -> list[ConcernOutsideScope]:
    """What is kept outside the scope of the strategy, as far as the person may read, the worst by
    what the method says now first: none of it leaves the register unseen."""
    told = [concern for concerns in OUTSIDE.values() for concern in concerns(standing)]
    risks = risks_for(standing).filter(status=Risk.Status.OUTSIDE).select_related("place")
    lines = {risk.pk: RegisterLine(risk.place, risk.actor, risk.harm, risk=risk) for risk in risks}
    with_suggestions(list(lines.values()), standing, assessment)
    said = {one.line for one in told}
    told += [
        ConcernOutsideScope(str(line.risk), "", line=pk)
        for pk, line in lines.items()
        if pk not in said
    ]
    today = clock.today(standing.mission)
    outside_scope = [
        replace(one, suggested=line.suggested, overdue_days=overdue(line.risk, today))
        if one.line and (line := lines.get(one.line))
        else one
        for one in told
    ]
    return sorted(outside_scope, key=lambda one: -one.suggested.priority if one.suggested else 1)


def overdue(risk: Risk | None, on: date) -> int | None:
    """Days since the review was due; None if it is not overdue."""
    if risk is None or risk.review_on is None or risk.review_on >= on:
        return None
    return (on - risk.review_on).days


def _ids(rows: QuerySet[Model]) -> QuerySet[Any, UUID]:
    return rows.values_list("pk", flat=True)


def _lines(risks: QuerySet[Risk]) -> QuerySet[Any, tuple[UUID, str, str]]:
    return risks.values_list("place_id", "actor", "harm")


def with_suggestions(
    lines: Sequence[RegisterLine], standing: Standing, assessment: Assessment | None
) -> None:
    """Put the newest suggestion beside each agreed line."""
    if not lines or assessment is None:
        return
    rows = suggestions_at(standing, assessment, {line.place.pk for line in lines})
    beside = {(s.place_id, s.actor, s.harm): s for s in rows}
    for line in lines:
        line.suggested = beside.get(line.key)


def _with_register(lines: Sequence[RegisterLine], seen: QuerySet[Risk]) -> None:
    """Put the register's record beside each suggested line: an owner or a proposal may stand."""
    bare = [line for line in lines if line.risk is None]
    if not bare:
        return
    rows = seen.filter(place__in={line.place.pk for line in bare})
    beside = {(r.place_id, r.actor, r.harm): r for r in rows}
    for line in bare:
        line.risk = beside.get(line.key)


def with_covers(lines: Sequence[RegisterLine], standing: Standing) -> None:
    """Give lines whether an able unit comes to their place, as its own page says."""
    from tutela_web.capacity.reach.queries import (
        covers_of,
    )  # with roads, which a start does without

    points = [(line.place.latitude, line.place.longitude) for line in lines]
    for line, cover in zip(lines, covers_of(standing, points), strict=True):
        line.cover = cover


def with_weeks(lines: Sequence[RegisterLine], standing: Standing, *, compartment: str = "") -> None:
    """Give lines twelve weeks of what ranks them, oldest first.

    Of a suggestion how likely an attack was at the hotspot its place belonged to that week, in
    percent with the interval: the same question each week. Weeks of before there were hotspots have
    the score, apart. Of what people agreed, the score from when they agreed it. None where nothing
    was assessed, it was not estimated, or what speaks for the hotspot is not for this person.
    """
    if not lines:
        return
    weeks = week_ends(standing.on)
    assessments = Assessment.objects.filter(
        mission=standing.mission,
        compartment=compartment,
        on__gt=weeks[0] - timedelta(days=7),
        on__lte=standing.on,
    )
    if not compartment:  # a week that rests on what the person may not read is a gap
        assessments = assessments.filter(classification__lte=standing.readings["risks"].clearance)
    by_week: dict[int, UUID] = {}
    for pk, on in assessments.order_by("on", "made_at").values_list("pk", "on"):
        by_week[_week_of(on, standing.on)] = pk
    suggested = [line for line in lines if not line.agreed]
    there = SuggestedRisk.objects.filter(
        assessment__in=by_week.values() if suggested else (),
        place__in={line.place.pk for line in suggested},
    ).values_list("assessment_id", "place_id", "hotspot", "actor", "harm", "risk")
    hotspot_of: dict[tuple[UUID, UUID], UUID] = {}
    before: dict[tuple[UUID, UUID, str, str], float] = {}
    for assessment, place, hotspot, actor, harm, risk in there:
        if hotspot is None:
            before[assessment, place, actor, harm] = risk
        else:
            hotspot_of[assessment, place] = hotspot
    leads = SuggestedRisk.objects.filter(
        standing.sees("risks", at="place__", own=None),
        assessment__in={assessment for assessment, _place in hotspot_of},
        hotspot__in=set(hotspot_of.values()),
        leads=True,
    ).defer("evidence")
    lead_of = {(row.assessment_id, row.hotspot): row for row in leads}
    agreed = _agreed_by_week([line.risk for line in lines if line.agreed and line.risk], weeks)
    for line in lines:
        if line.agreed and line.risk:
            line.weeks = [agreed.get((line.risk.pk, n)) for n in range(WEEKS)]
            continue
        each_week = [by_week.get(n) for n in range(WEEKS)]
        of = [hotspot_of.get((one, line.place.pk)) if one else None for one in each_week]
        leading = [
            lead_of.get((one, spot)) if one else None
            for one, spot in zip(each_week, of, strict=True)
        ]
        line.weeks = [_chance(row) for row in leading]
        line.weeks_range = [
            None
            if row is None or row.likelihood_low is None or row.likelihood_high is None
            else (100 * row.likelihood_low, 100 * row.likelihood_high)
            for row in leading
        ]
        line.weeks_before = [before.get((one, *line.key)) if one else None for one in each_week]


def week_ends(on: date) -> list[date]:
    """The last twelve weeks, each by its last day; the last ends on `on`."""
    return [on - timedelta(weeks=WEEKS - 1 - n) for n in range(WEEKS)]


def _week_of(day: date, on: date) -> int:
    return WEEKS - 1 - (on - day).days // 7


def _agreed_by_week(risks: Iterable[Risk], weeks: Sequence[date]) -> dict[tuple[UUID, int], float]:
    """The agreed R at the end of each week, from the record's versions."""
    risks = list(risks)
    if not risks:
        return {}
    agreed: dict[tuple[UUID, int], float] = {}
    for was in versions_of(*risks):
        if was.risk is None or was.agreed_at is None:
            continue
        for n, end in enumerate(weeks):
            if was.agreed_at.date() <= end:
                agreed[was.pk, n] = was.risk
    return agreed


def never_assessed(
    standing: Standing, assessment: Assessment | None, *, seen: pl.DataFrame | None = None
) -> Places:
    """Places the person may see about which nothing is on record: not known, which is not safe.

    Takes   seen, those of `places_seen` to look among; all, if it is left out.
    """
    agreed = places_agreed(standing).values_list("place", flat=True)
    seen = places_seen(standing) if seen is None else seen
    blank = seen.filter(
        ~pl.col("place").is_in(assessed_in(assessment).implode()),
        ~pl.col("place").is_in([place.hex for place in agreed.distinct()]),
    )
    return Places(places_for(standing), blank["place"])  # type: ignore[arg-type]  # a column will do


@dataclass(frozen=True)
class Choices:
    """What can be filtered by, with counts."""

    areas: list[tuple[str, str, int]]
    actors: list[tuple[str, str, int]]
    harms: list[tuple[str, str, int]]


def choices(standing: Standing, assessment: Assessment | None) -> Choices:
    """The areas, actors and harms of the newest suggestions this person sees."""
    areas, actors, harms = counted_by(standing, assessment).values()
    named = DutyArea.objects.filter(mission=standing.mission).values_list("pk", "code", "name")
    return Choices(
        sorted((code, name, areas[pk.hex]) for pk, code, name in named if pk.hex in areas),
        [(a, a, n) for a, n in sorted(actors.items(), key=lambda found: (-found[1], found[0]))],
        [(h, h, n) for h, n in sorted(harms.items(), key=lambda found: (-found[1], found[0]))],
    )


# --- the records behind a factor


@dataclass(frozen=True)
class FactorRecords:
    """The records a factor rests on: those the reader may open, and how many they may not."""

    records: list[Any]
    closed: int


def evidence_of(
    standing: Standing, names: Iterable[str], *, compartment: str = ""
) -> FactorRecords:
    """Events and incidents by the names a score cites, as far as the person may open them."""
    names = list(dict.fromkeys(names))
    ours = f"{readers.INCIDENT}:"
    incidents = [name.removeprefix(ours) for name in names if name.startswith(ours)]
    events = [name for name in names if not name.startswith(ours)]
    records: list[Any] = [*events_by_id(events_for(standing), events).values()]
    if incidents:
        records += incidents_for(standing).filter(pk__in=incidents)
    if compartment in readable_compartments(standing):
        closed = closed_events_for(standing).filter(compartment=compartment)
        apart: list[Any] = [*events_by_id(closed, events).values()]
        if incidents:
            apart += closed_for(standing).filter(compartment=compartment, pk__in=incidents)
        fetch_keys(apart)
        records += apart
    return FactorRecords(records, len(names) - len(records))


# --- what changed since somebody looked


@dataclass(frozen=True)
class RiskChange:
    """One thing that changed since a moment, with a sentence why.

    now, before   the score people agreed; of a hotspot that is only suggested its likelihood in
             percent, which `chance` says
    suggested, suggested_before   what the method says of it now, and said then
    part     I, C or V: the part of the score that moved most
    events   the records it was told with
    since    the day of the assessment known then
    day      of the forum that agreed it
    invented whether that forum is a demonstration's; where the place is, that says it already
    """

    kind: str  # risen, fallen, new, gone, split, merged, apart, tripwire, stale, incidents, ordered
    why: Sentence
    place: Place | None = None
    said: str = ""  # of a place whose position nobody knows
    actor: str = ""
    harm: str = ""
    now: float | None = None
    before: float | None = None
    weight: float = 0.0
    suggested: UUID | None = None
    suggested_before: UUID | None = None
    part: str = ""
    events: tuple[str, ...] = ()
    since: date | None = None
    day: date | None = None
    invented: bool = False
    chance: bool = False

    @property
    def said_now(self) -> str:
        return self._figure_in_words(self.now)

    @property
    def said_before(self) -> str:
        return self._figure_in_words(self.before)

    def _figure_in_words(self, figure: float | None) -> str:
        if figure is None:
            return ""
        return percent(figure / 100) if self.chance else f"{figure:.0f}"


def looked_at(standing: Standing) -> datetime | None:
    """When the person last looked at the situation; None if never."""
    last = LastLook.objects.filter(person_id=standing.person.pk, mission=standing.mission).first()
    return last.looked_at if last else None


def score_draft_of(standing: Standing, risk: Risk) -> ScoreDraft | None:
    """What this person began to answer of a line and did not propose; never what somebody else
    did."""
    return ScoreDraft.objects.filter(risk=risk, person_id=standing.person.pk).first()


def start_unasked(standing: Standing) -> datetime:
    """From when changes are told where no day is asked for: the last look, else the beginning of
    the day a week ago."""
    week_ago = standing.on - timedelta(days=7)
    return looked_at(standing) or clock.moment_of(week_ago, time(), standing.mission)


def changes_since(
    standing: Standing, at: datetime, *, top: int | None = 12, until: date | None = None
) -> list[RiskChange]:
    """What changed since a moment, weightiest first; the whole list if `top` is None; with `until`,
    by the end of that day.

    Hotspots that moved in priority, likelihood or rank between the assessment known then and now,
    split, merged, are new or ended; values and orders of hotspots agreed since; new tripwires;
    reviews that fell due; how many incidents were entered. What was suggested before hotspots were
    made is said not to be comparable.
    """
    now = latest_assessment(standing, until=until)
    then = latest_assessment(standing, before=at, until=until)
    end = end_of(until, standing.mission) if until else None
    changes = (
        _new_tripwires(standing, now, then)
        + _agreed_since(standing, at, end)
        + _ordered_since(standing, at, end)
        + _stale(standing, at, until)
    )
    if now is not None and then is not None and now.pk != then.pk:
        changes += _risks_moved(standing, now, then)
    incidents = standing_alone(standing).filter(entered_at__gt=at)
    entered = (incidents.filter(entered_at__lt=end) if end else incidents).count()
    if entered:
        changes.append(
            RiskChange(
                "incidents",
                say("{n} incidents entered since", n=entered)
                if entered > 1
                else say("one incident entered since"),
                now=entered,
                weight=0.5,
            )
        )
    return sorted(changes, key=lambda change: -change.weight)[:top]


SERIOUS = PRIORITIES.index("high")
"""From this priority on, then or now, a hotspot's moves are told."""


def _risks_moved(standing: Standing, now: Assessment, then: Assessment) -> list[RiskChange]:
    """What moved between two assessments, of hotspots that are or were high or critical: of each,
    what the suggestion that stands first in it says."""
    read = Assessment.objects.in_bulk([now.pk, then.pk])  # with their hotspots
    now, then = read[now.pk], read[then.pk]
    if _before_hotspots(then) != _before_hotspots(now):
        why = say(
            "what was suggested on {then} was ordered otherwise and cannot be compared",
            then=day_said(then.on),
        )
        return [RiskChange("apart", why, weight=0.4, since=then.on)]
    was, is_ = _first_of_hotspots(standing, then), _first_of_hotspots(standing, now)
    carried = _Carried(then, now, was, is_)
    changes = []
    for key in {**was, **is_}:
        old, new = was.get(key), is_.get(key)
        if max(one.priority for one in (old, new) if one) < SERIOUS:
            continue
        stands = new or old
        assert stands is not None  # the key is of one of them
        change = partial(
            RiskChange,
            place=stands.place,
            actor=stands.actor,
            harm=stands.harm,
            suggested=new.pk if new else None,
            suggested_before=old.pk if old else None,
            now=_chance(new),
            before=_chance(old),
            since=then.on,
            chance=stands.hotspot is not None,
            part="ICV"[_part_that_moved(old, new)] if old and new else "",
        )
        if new is None and old is not None:
            kind, why = carried.end_of(key)
            changes.append(change(kind, why, weight=1.0 if kind == "gone" else 4.0))
        elif old is None and new is not None:
            kind, why = carried.beginning_of(key, new)
            changes.append(change(kind, why, weight=4.0 + new.priority))
        elif new is not None and old is not None:
            if merged := carried.merges_into(key):
                changes.append(change("merged", merged, weight=4.0 + new.priority))
            elif moved := _move(old, new):
                up, why = moved
                steps = abs(new.priority - old.priority)
                far = abs((_chance(new) or 0.0) - (_chance(old) or 0.0))
                weight = 3 + 2 * steps + far / 10 + new.priority
                changes.append(change("risen" if up else "fallen", why, weight=weight))
    return changes


def _before_hotspots(assessment: Assessment) -> bool:
    """Whether it was made before suggestions were ordered by hotspots."""
    rows = SuggestedRisk.objects.filter(assessment=assessment)
    return not assessment.hotspots and rows.exists()


def _first_of_hotspots(standing: Standing, assessment: Assessment) -> dict[str, SuggestedRisk]:
    """Of each hotspot, by its id, the suggestion that stands first at places the person sees; of
    before hotspots were made, of each place."""
    firsts = first_of_each("hotspot", suggestions_seen(standing, assessment))
    hotspot = dict(zip(firsts["pk"], firsts["hotspot"], strict=True))
    leading: dict[str, SuggestedRisk] = {}
    for at in range(0, len(firsts), _AT_ONCE):
        for row in suggestions_of(standing, assessment, firsts["pk"][at : at + _AT_ONCE].to_list()):
            leading[str(UUID(hotspot[row.pk.hex]))] = row
    return leading


_AT_ONCE = 500


@dataclass(frozen=True)
class _Carried:
    """What became of hotspots from one assessment to the next, told by the names of those the
    person sees."""

    then: Assessment
    now: Assessment
    was: Mapping[str, SuggestedRisk]
    is_: Mapping[str, SuggestedRisk]

    def end_of(self, key: str) -> tuple[str, Sentence]:
        """Of a hotspot of then: merged into another, split, or no longer on record."""
        for hotspot in self.now.hotspots:
            if key in hotspot["was"]:
                if hotspot["id"] in self.is_:
                    name = self.is_[hotspot["id"]].place.name
                    return "merged", say("merged into the hotspot of {place}", place=name)
                return "merged", say("merged into another hotspot")
        places = self._places(self.then, key)
        heirs = [one["id"] for one in self.now.hotspots if places & one["places"].keys()]
        if heirs and (names := self._names(heirs, self.is_)):
            return "split", say("split; its places belong now to {names}", names=names)
        if heirs:
            return "split", say("split; its places belong now to other hotspots")
        return "gone", say("no longer on record")

    def beginning_of(self, key: str, row: SuggestedRisk) -> tuple[str, Sentence]:
        """Of a hotspot of now that was none: split from others, or new."""
        places = self._places(self.now, key)
        from_ = [
            hotspot["id"] for hotspot in self.then.hotspots if places & hotspot["places"].keys()
        ]
        if from_ and (names := self._names(from_, self.was)):
            return "split", say("split from {names}", names=names)
        return "new", say("new on record, at rank {rank}", rank=row.rank)

    def merges_into(self, key: str) -> Sentence | None:
        """Of a hotspot that goes on: which others merged into it; None where none did."""
        kept = next((hotspot for hotspot in self.now.hotspots if hotspot["id"] == key), None)
        names = self._names(kept["was"], self.was) if kept else ""
        return say("{names} merged into it", names=names) if names else None

    @staticmethod
    def _places(assessment: Assessment, key: str) -> set[str]:
        return {
            name
            for hotspot in assessment.hotspots
            if hotspot["id"] == key
            for name in hotspot["places"]
        }

    @staticmethod
    def _names(keys: Iterable[str], seen: Mapping[str, SuggestedRisk]) -> str:
        return ", ".join(seen[key].place.name for key in keys if key in seen)


def _chance(row: SuggestedRisk | None) -> float | None:
    """Its likelihood in percent, None where it is not estimated; of before there were hotspots its
    score."""
    if row is None or (row.hotspot is not None and row.likelihood is None):
        return None
    return row.risk if row.likelihood is None else 100 * row.likelihood


LEAST_POINTS, LEAST_PART = 2.0, 0.25
"""A likelihood moved where it went by two points of a hundred at least, and by a quarter."""


def _move(old: SuggestedRisk, new: SuggestedRisk) -> tuple[bool, Sentence] | None:
    """Whether a hotspot went up, and how; None where it did not move as far as can be told.

    A rank alone moved only where the ranks it may have had then and has now do not meet. What leads
    its hotspot in one assessment and not in the other has no likelihood to compare.
    """
    before, now = _chance(old), _chance(new)
    likelier = None
    least_part = LEAST_PART if new.hotspot else 0.0
    if old.leads == new.leads and before is not None and now is not None:
        far = abs(now - before)
        if far >= LEAST_POINTS and far >= least_part * max(now, before):
            likelier = now > before
    steps = new.priority - old.priority
    chance = say(
        "an attack within 30 days went from {before} to {now}",
        before=percent(old.likelihood),
        now=percent(new.likelihood),
    )
    if new.hotspot is None:
        chance = say("risk went from {before:.0f} to {now:.0f}", before=before, now=now)
    if steps:
        words = {"before": term(PRIORITIES[old.priority]), "now": term(PRIORITIES[new.priority])}
        if likelier is None:
            return steps > 0, say("priority went from {before} to {now}", **words)
        moved = say("priority went from {before} to {now}: {moved}", moved=chance, **words)
        return steps > 0, moved
    if likelier is not None:
        return likelier, chance
    apart = new.rank_high and old.rank_high and new.rank_low and old.rank_low
    if apart and (new.rank_high < old.rank_low or new.rank_low > old.rank_high):  # type: ignore[operator]  # all are told
        said = say("rank went from {before} to {now}", before=old.rank, now=new.rank)
        return new.rank < old.rank, said
    return None


def _part_that_moved(old: SuggestedRisk, new: SuggestedRisk) -> int:
    """Which of intent, capability and vulnerability moved most, by its place in that order."""
    names = ("intent", "capability", "vulnerability")
    return max(range(3), key=lambda k: abs(getattr(new, names[k]) - getattr(old, names[k])))


@dataclass(frozen=True)
class FiringTripwire:
    """A tripwire that fires: at one of our places, or at a name whose position nobody knows."""

    place: Place | None
    said: str
    rule: str
    why: Any
    events: tuple[str, ...]


def tripwires_for(standing: Standing, assessment: Assessment | None) -> list[FiringTripwire]:
    """The tripwires of an assessment at places the person may see.

    One told of a place nobody can find lies in no area: who reads the whole mission sees it.
    """
    if assessment is None:
        return []
    ids = {UUID(t["place"]) for t in assessment.tripwires if t["place"]}
    seen = Place.objects.filter(standing.sees("risks", own=None)).in_bulk(ids) if ids else {}
    everywhere = standing.reads_everywhere("risks")
    return [
        FiringTripwire(
            seen[UUID(t["place"])] if t["place"] else None,
            t["said"],
            t["rule"],
            t["why"],
            tuple(t["events"]),
        )
        for t in assessment.tripwires
        if (t["place"] and UUID(t["place"]) in seen) or (not t["place"] and everywhere)
    ]


def _new_tripwires(
    standing: Standing, now: Assessment | None, then: Assessment | None
) -> list[RiskChange]:
    """Tripwires that fire now and did not then, at places the person may see."""
    known = {(t["place"], t["said"], t["rule"]) for t in (then.tripwires if then else [])}
    return [
        RiskChange(
            "tripwire",
            term(t.rule),
            place=t.place,
            said=t.said,
            weight=10.0,
            events=t.events,
            since=then.on if then else None,
        )
        for t in tripwires_for(standing, now)
        if (str(t.place.pk) if t.place else None, t.said, t.rule) not in known
    ]


def _agreed_since(standing: Standing, at: datetime, end: datetime | None) -> list[RiskChange]:
    seen = risks_for(standing).filter(agreed_at__gt=at, risk__isnull=False).select_related("place")
    changed = list(seen) if end is None else agreed_until(seen, end)
    return [
        RiskChange(
            "agreed",
            say("the POC forum agreed {now:.0f}", now=risk.risk),
            place=risk.place,
            actor=risk.actor,
            harm=risk.harm,
            now=risk.risk,
            weight=5.0 + (risk.priority or 0),
            day=risk.forum_on,
            invented=risk.invented and not risk.place.invented,
        )
        for risk in changed
        if risk.agreed_at is not None and risk.agreed_at > at
    ]


def _ordered_since(standing: Standing, at: datetime, end: datetime | None) -> list[RiskChange]:
    """The orders of hotspots agreed since, and what each moved at places the person sees."""
    zone = ZoneInfo(standing.mission.time_zone)
    since = orders_for(standing).filter(agreed_at__gt=at)
    orders = list(since.filter(agreed_at__lt=end) if end else since)
    moved = [(order, n, line) for order in orders for n, line in _moved_lines(order)]
    ids = {UUID(line["place"]) for _order, _n, line in moved}
    seen = Place.objects.filter(standing.sees("risks", own=None)).in_bulk(ids) if ids else {}
    told = []
    for order in orders:
        day = order.agreed_at.astimezone(zone).date()
        agreed = say(
            "{who} agreed the order of hotspots on {day}", who=order.agreed_as, day=day_said(day)
        )
        told.append(RiskChange("ordered", agreed, weight=9.0, day=day))
    return told + [
        RiskChange(
            "ordered",
            say(
                "people placed it {number}, {now}; it stood {stood}, {was}",
                number=number,
                now=term(PRIORITIES[line["priority"]]),
                stood=line["stood"],
                was=term(PRIORITIES[line["was"]]),
            ),
            place=seen[UUID(line["place"])],
            weight=8.0,
            day=order.agreed_at.astimezone(zone).date(),
        )
        for order, number, line in moved
        if UUID(line["place"]) in seen
    ]


def _moved_lines(order: AgreedOrder) -> Iterator[tuple[int, AgreedLine]]:
    """The lines that people moved, each with its number."""
    for number, line in enumerate(order.lines, start=1):
        if "stood" in line:
            yield number, line


def _stale(standing: Standing, at: datetime, until: date | None) -> list[RiskChange]:
    """Reviews that fell due between the look and now, or the end of a day."""
    on = standing.on if until is None else min(until, standing.on)
    then = at.astimezone(ZoneInfo(standing.mission.time_zone)).date()
    due = risks_for(standing).filter(review_on__gte=then, review_on__lt=on)
    return [
        RiskChange(
            "stale",
            say("review overdue {n} days", n=overdue(risk, on))
            if overdue(risk, on) != 1
            else say("review overdue one day"),
            place=risk.place,
            actor=risk.actor,
            harm=risk.harm,
            now=risk.risk,
            weight=2.0 + (risk.priority or 0),
        )
        for risk in due.select_related("place")
    ]


def weeks_of(standing: Standing) -> QuerySet[Week]:
    """The weekly cycles of the mission, newest first."""
    if not standing.reads("risks"):
        return Week.objects.none()
    return Week.objects.filter(mission=standing.mission).order_by("-monday")


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A Monday and the cycle of its week; None where nobody froze that week."""

    monday: date
    week: Week | None


def weeks_by_monday(standing: Standing) -> list[WeekRow]:
    """Each of the last 60 weeks since the first one frozen, newest first; those nobody froze are
    rows too, the running one excepted. One query."""
    frozen = {week.monday: week for week in weeks_of(standing)[:WEEKS_LISTED]}
    if not frozen:
        return []
    today = clock.today(standing.mission)
    this_monday = today - timedelta(days=today.weekday())
    count = (this_monday - min(frozen)).days // 7 + 1
    mondays = [this_monday - timedelta(weeks=back) for back in range(min(count, WEEKS_LISTED))]
    rows = [WeekRow(monday, frozen.get(monday)) for monday in mondays]
    return [row for row in rows if row.week is not None or row.monday != this_monday]


def places_assessed(standing: Standing) -> QuerySet[SuggestedRisk, Any]:
    """The places at which a risk is suggested: the room of places lists the others."""
    return suggested_for(standing, latest_assessment(standing))


def places_agreed(standing: Standing) -> QuerySet[Risk, Any]:
    """The places whose risk people agreed, whatever was suggested."""
    return Risk.objects.filter(mission=standing.mission, risk__isnull=False, compartment="")


def connect() -> None:
    """Tell the room of places, which lies below, how to leave out those assessed."""
    ASSESSED["suggested"] = places_assessed
    ASSESSED["agreed"] = places_agreed


def posts_of(mission: Mission, people: Iterable[UUID | str | None]) -> dict[str, str]:
    """The post of each person by id, as pages name who did something."""
    wanted = {str(person) for person in people if person}
    holdings = Holding.objects.filter(post__mission=mission, person_id__in=wanted).order_by(
        "starts"
    )
    return {
        str(person): title for person, title in holdings.values_list("person_id", "post__title")
    }
