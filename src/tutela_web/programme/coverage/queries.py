"""What the strategy reaches of what is critical and of what happened, as one reader may know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from tutela.base.later import pl
from tutela.risk.factors import PRIORITIES
from tutela.strategy.answering import RiskAt
from tutela.strategy.coverage import Reached, Share, reached_points, share_by_area
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.incidents.happened.queries import (
    count_folded,
    count_without_toll,
    happened_in,
    with_positions,
)
from tutela_web.incidents.happened.unlisted import UnlistedPlaces, count_unlisted
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import answered_by, answering, position_of, whole_matrix
from tutela_web.programme.matrix.words import WHY_TOLD
from tutela_web.programme.objectives.queries import links_for
from tutela_web.risk.columns import first_of_each, hotspots_of_places, suggestions_seen
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import RegisterFilters, RegisterLine, hotspots, ranking, risks_for

YEAR = timedelta(days=365)
CRITICAL = PRIORITIES[-1]


@dataclass(frozen=True)
class AreaRow:
    """One area: its critical places and the deaths there in a year, and what is reached of both."""

    area: DutyArea | None
    places: Share
    deaths: Share


@dataclass(frozen=True)
class UncoveredPlace:
    """A critical place nothing of the strategy is for, and the step that comes next.

    risk       its line of the register, which a line of the matrix can answer
    suggested  where it has none, the suggestion to score: its id
    may_score  whether this reader may propose its score
    """

    place: Place
    risk: Risk | None
    suggested: UUID | None
    may_score: bool


@dataclass(frozen=True)
class Coverage:
    """Strategy and current risks.

    total      all areas together; rows, by area, what is reached least first
    uncovered  every critical place no objective and no line is for, adopted or suggested
    unplaced   deaths of the year whose position is not known: reached by nothing
    folded     records of deaths that perhaps tell of what is counted already
    unlisted   places of the year's events that are none of ours
    unknown    events of the year of which nobody says how many died: in no share of deaths
    """

    total: AreaRow
    rows: list[AreaRow]
    uncovered: list[UncoveredPlace]
    unplaced: int
    folded: int
    unknown: int = 0
    unlisted: UnlistedPlaces = field(default_factory=UnlistedPlaces)


def coverage_of(standing: Standing) -> Coverage:
    """What objectives and lines reach. Eighteen queries, whatever the number of places."""
    answered = _answered_places(standing)
    places, risks, suggested = _critical_places(standing)
    areas = {area.pk.hex: area for area in DutyArea.objects.filter(mission=standing.mission)}
    critical = share_by_area(
        Reached(place.area_id.hex if place.area_id else "-", place.pk in answered)
        for place in places
    )
    points = [
        (place.latitude, place.longitude)
        for place in answered.values()
        if place.latitude is not None and place.longitude is not None
    ]
    killed, unknown = _deaths(standing)
    at = killed["latitude"].to_numpy(), killed["longitude"].to_numpy()
    deaths = share_by_area(
        Reached(area or "-", near, count)
        for near, (area, count) in zip(
            reached_points(at, points), killed.select("area", "killed").iter_rows(), strict=True
        )
    )
    none = Share(0, 0)
    rows = [
        AreaRow(areas.get(area), critical.get(area, none), deaths.get(area, none))
        for area in dict.fromkeys([*critical, *deaths])
        if area
    ]
    uncovered = [
        UncoveredPlace(
            place,
            risks.get(place.pk),
            suggested.get(place.pk),
            standing.may("score_risk", area=place.area_id),
        )
        for place in places
        if place.pk not in answered
    ]
    return Coverage(
        AreaRow(None, critical[""], deaths[""]),
        sorted(rows, key=_least_reached),
        uncovered,
        int(killed.filter(pl.col("latitude").is_nan())["killed"].sum()),
        count_folded(killed),
        unknown,
        count_unlisted(standing, since=standing.on - YEAR),
    )


def _least_reached(row: AreaRow) -> tuple[int, int, str]:
    missing = row.places.total - row.places.reached
    return -missing, -(row.deaths.total - row.deaths.reached), row.area.name if row.area else "~"


def _answered_places(standing: Standing) -> dict[UUID, Place]:
    """The places a line that is not stopped, or an objective, is for: the line's own place, and the
    places of the risks it answers, or of a risk an objective hangs together with."""
    lines = list(whole_matrix(standing).exclude(status="stopped"))
    answering_lines = answering(standing, lines)
    places: list[Place | None] = []
    for line in lines:
        if str(line.pk) not in answering_lines.nothing:
            places += [line.risk.place if line.risk else None]
            places += [line.place if line.place_seen else None]
    answered = {risk for risks in answering_lines.risks.values() for risk in risks}
    rows = risks_for(standing).filter(pk__in=answered).select_related("place")
    places += [risk.place for risk in rows]
    linked = links_for(standing).filter(
        ended_on=None, objective__isnull=False, risk__isnull=False, objective__ended_on=None
    )
    places += [link.risk.place for link in linked.select_related("risk__place") if link.risk]
    return {place.pk: place for place in places if place is not None}


def _critical_places(
    standing: Standing,
) -> tuple[list[Place], dict[UUID, Risk], dict[UUID, UUID]]:
    """The places with a risk that people agreed is critical, and of each hotspot that is only
    suggested to be so the place that stands for it, by name; of each the line of the register, or
    the suggestion. Ten villages round one town are one lack, and not ten.

    The places of a demonstration are among them, marked as everywhere: no suggestion is made there,
    but people agree risks and write lines for them.
    """
    ranked = ranking(standing, RegisterFilters(priority=CRITICAL))
    suggested = suggestions_seen(standing, ranked.assessment)
    rows = suggested.filter(pl.col("pk").is_in(ranked.suggested.to_list()))
    risks = {line.place.pk: line.risk for line in ranked.agreed if line.risk is not None}
    hotspot = hotspots_of_places(ranked.assessment)
    spoken_for = {hotspot.get(pk.hex) for pk in risks}
    firsts = first_of_each("hotspot", rows).with_columns(pl.col("place").cast(pl.String))
    to_score = {
        UUID(place): UUID(pk)
        for pk, place, of, _priority in firsts.iter_rows()
        if of not in spoken_for
    }
    places = places_for(standing).filter(pk__in=_in_order([*risks, *to_score]))
    ordered = places.select_related("area").defer("area__boundary").order_by("name")
    return list(ordered), risks, to_score


def _in_order(ids: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))


def _deaths(standing: Standing) -> tuple[pl.DataFrame, int]:
    """What happened within a year in which people died: area (hex or null), killed, position (NaN
    where it is not known), records; and how many events do not say how many died."""
    happened = happened_in(standing, None, since=standing.on - YEAR)
    unknown = count_without_toll(happened)
    placed = with_positions(standing, happened.filter(pl.col("killed") > 0))
    position = pl.col("latitude", "longitude").fill_null(float("nan"))
    return placed.select("area", "killed", "records", position), unknown


HOTSPOTS = 200
"""Of so many hotspots, the highest, a line's page says which it answers."""


def hotspots_of_line(
    standing: Standing, line: MatrixLine
) -> dict[str, list[tuple[RegisterLine, Words]]]:
    """The critical places whose risk the forum has not adopted and that a line answers all the
    same, by area, travel time, harm and actor; for its page."""
    if not standing.reads("risks"):
        return {"hotspots": []}
    worst, _places, _assessment = hotspots(
        standing, RegisterFilters(priority=CRITICAL), top=HOTSPOTS
    )
    open_ones = {
        str(one.place.pk): one
        for one in worst
        if one.risk is None or one.risk.status != Risk.Status.ADOPTED
    }
    at = [
        RiskAt(
            pk,
            one.actor,
            one.harm,
            str(one.place.area_id or ""),
            position_of(one.place.latitude, one.place.longitude),
        )
        for pk, one in open_ones.items()
    ]
    whys = answered_by(standing, line, at)
    return {"hotspots": [(open_ones[pk], WHY_TOLD[why]) for pk, why in whys.items()]}
