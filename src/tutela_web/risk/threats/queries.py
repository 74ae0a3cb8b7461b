"""The analysis of threats as it is read: who, how, why, and by whose word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tutela.base.later import pl
from tutela.risk.threats import (
    ACT_DAYS,
    KINDS,
    AttackPattern,
    ClassMeasures,
    PerpetratorClass,
    ThreatEvidence,
    describe_attacks,
    measure_classes,
    perpetrator_classes,
)
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.incidents.models import Motive
from tutela_web.places.models import Place
from tutela_web.risk.columns import suggestions_seen
from tutela_web.risk.models import Assessment, Risk
from tutela_web.risk.packed.queries import suggestions_at
from tutela_web.risk.queries import (
    RegisterFilters,
    RegisterLine,
    areas_with_risks_for,
    latest_assessment,
    ranking,
    risks_for,
)
from tutela_web.risk.threats.acts import (
    FIELD,
    OWN,
    PUBLISHED,
    ActorClasses,
    Evidence,
    acts_seen,
    as_scores_are_read,
    as_threat,
    evidence_at,
    evidence_for,
)

LISTED = 50
"""So many lines of the register, the first of its order, are parted into actual and potential."""

SOURCES: dict[str, Promise] = {
    PUBLISHED: _("published data"),
    FIELD: _("reports of patrols and staff"),
    OWN: _("the mission's own records"),
}


@dataclass(frozen=True)
class ClassRow:
    """A class of perpetrators: what is on record, and what people agreed in the register."""

    measures: ClassMeasures
    agreed: int
    suggested: int

    @property
    def of(self) -> PerpetratorClass:
        """The class."""
        return self.measures.of

    @property
    def percent(self) -> str:
        """Its share of all acts, in whole per cent; empty where there is no act."""
        share = self.measures.share
        return "" if share is None else f"{100 * share:.0f} %"


@dataclass(frozen=True)
class StateAssessed:
    """An area: how many lines on a force of a state people agreed there, how many are only
    suggested by the method, and how many acts of one are on record."""

    area: DutyArea
    agreed: int
    suggested: int
    acts: int

    @property
    def assessed(self) -> bool:
        """Whether people assessed a force of a state there; a suggestion is no assessment."""
        return self.agreed > 0


@dataclass(frozen=True)
class JudgedThreat:
    """A line of the register with what stands behind it."""

    line: RegisterLine
    evidence: ThreatEvidence

    @property
    def sources(self) -> list[tuple[Promise, int]]:
        """Each kind of source in words, and how many happenings it tells of."""
        return [(SOURCES[name], n) for name, n in sorted(self.evidence.sources.items())]


PartedThreats = dict[str, list[JudgedThreat]]
"""Threats by their kind, of KINDS."""


@dataclass(frozen=True)
class AttackRow:
    """Method, motive and pattern of one actor or in one area, in words."""

    told: AttackPattern
    name: str
    motives: list[tuple[str, int]]


@dataclass(frozen=True)
class ThreatAnalysis:
    """The page: each part rests on the same open records of the last year."""

    on: date
    since: date
    acts: int
    undated: int
    no_motive: int
    classes: list[ClassRow]
    areas: list[StateAssessed]
    threats: PartedThreats
    register: int
    by_actor: list[AttackRow]
    by_area: list[AttackRow]
    assessment: Assessment | None

    @property
    def no_state_assessed(self) -> list[StateAssessed]:
        """The areas where people assessed no force of a state."""
        return [area for area in self.areas if not area.assessed]


def analyse_threats(standing: Standing, area: DutyArea | None) -> ThreatAnalysis:
    """Everything of the page, for one area or all this person reads."""
    reader = as_scores_are_read(standing)
    since = standing.on - timedelta(days=ACT_DAYS)
    acts = acts_seen(reader, area, since=since)
    harming = acts.filter("against_civilians")
    classes = ActorClasses(reader)
    assessment = latest_assessment(standing)
    agreed = _agreed_lines(standing, area)
    suggested = _suggested_lines(standing, assessment, area)
    areas = areas_with_risks_for(standing)
    filters = RegisterFilters(area=area.code if area else "")
    ranked = ranking(standing, filters)
    return ThreatAnalysis(
        on=standing.on,
        since=since,
        acts=harming.height,
        undated=harming.filter(pl.col("day").is_null()).height,
        no_motive=harming.filter(pl.col("motive") == Motive.UNKNOWN.value).height,
        classes=_class_rows(measure_classes(acts, on=standing.on), agreed, suggested, classes),
        areas=_state_by_area(
            [one for one in areas if area is None or one == area], agreed, suggested, acts, classes
        ),
        threats=_part(evidence_for(standing), ranked.lines(0, LISTED)),
        register=len(ranked),
        by_actor=_attack_rows(describe_attacks(acts, "actors", on=standing.on)),
        by_area=_attack_rows(
            describe_attacks(acts, "area", on=standing.on), {one.pk.hex: one.name for one in areas}
        ),
        assessment=assessment,
    )


@dataclass(frozen=True)
class CountedThreats:
    """What is on record of threats in figures: acts, by class of perpetrator in words, of how many
    the motive is not known, and in how many areas people assessed no force of a state."""

    acts: int
    by_class: dict[str, int]
    no_motive: int
    no_state: int


def counted_threats(standing: Standing, *, marking: int) -> CountedThreats:
    """The figures a strategy begins with, by evidence that is marked no higher."""
    reader = as_scores_are_read(standing, marking=marking)
    acts = acts_seen(reader, None, since=standing.on - timedelta(days=ACT_DAYS))
    agreed = _agreed_lines(standing, None, marking=marking)
    areas = _state_by_area(
        areas_with_risks_for(standing), agreed, Counter(), acts, ActorClasses(reader)
    )
    harming = acts.filter("against_civilians")
    measured = measure_classes(acts, on=standing.on)
    return CountedThreats(
        harming.height,
        {one.of.title: one.acts for one in measured},
        harming.filter(pl.col("motive") == Motive.UNKNOWN.value).height,
        sum(not area.assessed for area in areas),
    )


Line = tuple[str, UUID | None]
"""The actor of a line of the register, and its area."""


def _agreed_lines(
    standing: Standing, area: DutyArea | None, *, marking: int = max(Classification)
) -> Counter[Line]:
    rows = risks_for(standing).filter(risk__isnull=False).exclude(status__in=Risk.OFF)
    rows = rows.filter(classification__lte=marking, place__classification__lte=marking)
    if area is not None:
        rows = rows.filter(place__area=area)
    return Counter(rows.order_by().values_list("actor", "place__area_id"))


def _suggested_lines(
    standing: Standing, assessment: Assessment | None, area: DutyArea | None
) -> Counter[Line]:
    rows = suggestions_seen(standing, assessment)
    if area is not None:
        rows = rows.filter(pl.col("area").cast(pl.String) == area.pk.hex)
    counted = rows.select(pl.col("actor", "area").cast(pl.String)).group_by("actor", "area").len()
    return Counter(
        {
            (actor, UUID(where) if where else None): n
            for actor, where, n in counted.collect().iter_rows()
        }
    )


def _class_rows(
    measured: Iterable[ClassMeasures],
    agreed: Counter[Line],
    suggested: Counter[Line],
    classes: ActorClasses,
) -> list[ClassRow]:
    by_class: dict[str, Counter[str]] = {"agreed": Counter(), "suggested": Counter()}
    for name, lines in (("agreed", agreed), ("suggested", suggested)):
        for (actor, _area), n in lines.items():
            by_class[name][classes.class_of_label(actor)] += n
    return [
        ClassRow(one, by_class["agreed"][one.of.name], by_class["suggested"][one.of.name])
        for one in measured
    ]


def _state_by_area(
    areas: Sequence[DutyArea],
    agreed: Counter[Line],
    suggested: Counter[Line],
    acts: pl.DataFrame,
    classes: ActorClasses,
) -> list[StateAssessed]:
    """Of each area what is there of forces of a state; those nobody assessed first."""
    states = [name for name, one in perpetrator_classes().items() if one.state]
    done = acts.filter(
        "against_civilians",
        ~pl.col("fighting"),
        pl.col("classes").list.set_intersection(states).list.len() > 0,
    )
    counted = dict(done.group_by("area").len().iter_rows())

    def number(lines: Counter[Line], area: DutyArea) -> int:
        return sum(
            n
            for (actor, where), n in lines.items()
            if where == area.pk and classes.class_of_label(actor) in states
        )

    rows = [
        StateAssessed(one, number(agreed, one), number(suggested, one), counted.get(one.pk.hex, 0))
        for one in areas
    ]
    return sorted(rows, key=lambda row: row.assessed)


def _judge(evidence: Evidence, lines: Sequence[RegisterLine]) -> list[JudgedThreat]:
    """What stands behind lines of the register, outside compartments."""
    told = evidence.judge([as_threat(line.place, line.actor, line.harm) for line in lines])
    return [JudgedThreat(*pair) for pair in zip(lines, told, strict=True)]


def _part(evidence: Evidence, lines: Sequence[RegisterLine]) -> PartedThreats:
    """The same by kind of threat, each in its order."""
    judged = _judge(evidence, lines)
    return {kind: [one for one in judged if one.evidence.kind == kind] for kind in KINDS}


def threats_at(standing: Standing, place: Place) -> PartedThreats:
    """Every line on the register of a place, outside compartments, agreed ones first, by kind of
    threat."""
    agreed = (
        risks_for(standing).filter(place=place, risk__isnull=False).exclude(status__in=Risk.OFF)
    )
    lines = {
        (suggestion.actor, suggestion.harm): RegisterLine(
            place, suggestion.actor, suggestion.harm, suggested=suggestion
        )
        for suggestion in suggestions_at(standing, latest_assessment(standing), [place])
    }
    held = {
        (one.actor, one.harm): RegisterLine(place, one.actor, one.harm, risk=one)
        for one in agreed.order_by(F("priority").desc(nulls_last=True), "pk")
    }
    rows = [*held.values(), *(line for key, line in lines.items() if key not in held)]
    return _part(evidence_at(standing, place), rows)


def judge_line(standing: Standing, line: RegisterLine) -> JudgedThreat:
    """What stands behind one line of the register, outside compartments."""
    [judged] = _judge(evidence_at(standing, line.place), [line])
    return judged


def kinds_of_risks(
    standing: Standing,
    risks: Iterable[Risk],
    *,
    marking: int = Classification.CONFIDENTIAL,
) -> dict[UUID, str]:
    """Of lines of the register outside compartments whether the threat is actual or potential, by
    id. Their places are read with them."""
    rows = list(risks)
    if not rows:
        return {}
    evidence = evidence_for(standing, marking=marking)
    told = evidence.judge([as_threat(row.place, row.actor, row.harm) for row in rows])
    return {one.pk: said.kind for one, said in zip(rows, told, strict=True)}


def _attack_rows(
    told: Iterable[AttackPattern], names: Mapping[str, str] | None = None
) -> list[AttackRow]:
    """With the names of areas by their ids; an actor is called by its label."""
    return [
        AttackRow(
            one,
            one.of if names is None else names.get(one.of, ""),
            [(str(Motive(code).label), n) for code, n in one.motives],
        )
        for one in told
    ]
