"""From factors to figures, by the core's own lines; nothing here is arithmetic of its own.

A factor is kept as {"factor", "value", "low", "high", "why"?, "events"?}: value None is a blank,
`why` a sentence of the core as JSON or the words a person wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Required, TypedDict

from tutela.base.later import np
from tutela.base.messages import from_json
from tutela.places.types import Place as CorePlace
from tutela.risk import score
from tutela.risk.change_shares import shares_of_change
from tutela.risk.factors import BANDS, CONFIDENCES, FACTORS, PRIORITIES, TAKE
from tutela.risk.sheets.sheet import CAPS, COMPONENT_OF, SheetRow, score_sheet
from tutela.risk.types import Component, Evidence, Risk
from tutela_web.base.values import JsonValue


class FactorInput(TypedDict, total=False):
    """A factor as somebody proposes it, 0 to 5, with its lowest and highest; None is not known."""

    value: Required[float | None]
    low: float | None
    high: float | None
    why: str


class PlainFactor(TypedDict):
    """The numbers of a factor; a blank has no value, and the whole range."""

    value: float | None
    low: float
    high: float


class KeptFactor(PlainFactor, total=False):
    """A factor as it is kept: `why`, a sentence of the core as JSON or the words a person wrote.

    `linked` is a sentence about links of actors, and `links` their ids: told to nobody who may not
    see every one of them.
    """

    factor: Required[str]
    component: str
    why: JsonValue
    by: str
    at: str
    events: list[str]
    linked: JsonValue
    links: list[str]


class AskedFactor(PlainFactor, total=False):
    """A factor asked about in a week: what it `was`, `at` which version something was `said`."""

    factor: Required[str]
    why: JsonValue
    was: Required[Mapping[str, float] | None]
    at: Required[int]
    said: Required[bool]


class SuggestedInWeek(TypedDict):
    """What was suggested beside a line when its week was adopted; its likelihood is the hotspot's
    where the line leads it, and has an interval there alone."""

    hotspot: str
    leads: bool
    places: int
    likelihood: float | None
    likelihood_low: float | None
    likelihood_high: float | None
    priority: int
    rank: int
    rank_low: int | None
    rank_high: int | None
    ties_next: bool


class SnapshotLine(TypedDict):
    """A line of the frozen picture of a week, as far as two weeks are compared by it."""

    place: str
    place_name: str
    risk_id: str
    actor: str
    harm: str
    horizon_days: int
    intent: float
    capability: float
    vulnerability: float
    risk: float
    risk_low: float
    risk_high: float
    band: int
    gravity: int
    priority: int
    factors: list[KeptFactor]
    confidence: int
    agreed: bool
    suggested: SuggestedInWeek | None


SIXTEEN: tuple[str, ...] = tuple(f for names in FACTORS.values() for f in names)
COMPONENTS: tuple[Component, ...] = ("I", "C", "V")
REVIEW_DAYS = (14, 14, 14, 7)
"""Days until the next review, by priority from low to critical."""


@dataclass(frozen=True, slots=True)
class RiskFigures:
    """What the method makes of sixteen factors, a gravity and a reach."""

    intent: float
    capability: float
    vulnerability: float
    risk: float
    risk_low: float
    risk_high: float
    band: int
    gravity: int
    priority: int
    insufficient_data: bool


def score_factors(
    factors: Iterable[KeptFactor], *, gravity: int, reach: str = "yes"
) -> RiskFigures:
    """Factors 0-5 as the core scores a sheet of them; factors not given are blank.

    Raises  BadParameter if a factor lies outside 0-5 or outside its own interval.
    """
    rows = tuple(
        SheetRow(
            line=n,
            place="",
            actor="",
            harm="",
            factor=f["factor"],
            value=f["value"],
            low=f["low"],
            high=f["high"],
            gravity=gravity,
            reachable=reach,
            grade="",
            source="",
            travel_hours=None,
            onset_hours=None,
            lat=float("nan"),
            lon=float("nan"),
            pcode=None,
            horizon_days=7,
            why="",
        )
        for n, f in enumerate(all_factors(factors), start=1)
    )
    risk = score_sheet(rows)[0].risk
    return RiskFigures(
        risk.I,
        risk.C,
        risk.V,
        risk.R,
        risk.R_low,
        risk.R_high,
        BANDS.index(risk.band),
        risk.gravity,
        PRIORITIES.index(risk.priority),
        risk.insufficient_data,
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A factor that changes: its value before and after, the points it adds to the score and to the
    width of the interval."""

    factor: str
    before: PlainFactor
    after: PlainFactor
    points: float
    width: float

    @property
    def said(self) -> str:
        """From which value to which."""
        return f"{one_decimal(self.before['value'])} → {one_decimal(self.after['value'])}"


def moves(
    before: Sequence[KeptFactor], after: Sequence[KeptFactor], *, gravity: int, reach: str
) -> list[Move]:
    """What moves a score from one sheet of factors to another, the strongest first."""
    was = {f["factor"]: f for f in all_factors(before)}
    now = {f["factor"]: f for f in all_factors(after)}
    changed = [name for name in SIXTEEN if _numbers(was[name]) != _numbers(now[name])]

    @cache
    def scored(made: frozenset[str]) -> RiskFigures:
        sheet = [now[name] if name in made else was[name] for name in SIXTEEN]
        return score_factors(sheet, gravity=gravity, reach=reach)

    def width(made: frozenset[str]) -> float:
        return scored(made).risk_high - scored(made).risk_low

    points = shares_of_change(changed, lambda made: scored(made).risk)
    widths = shares_of_change(changed, width)
    told = [Move(name, was[name], now[name], points[name], widths[name]) for name in changed]
    return sorted(told, key=lambda move: -abs(move.points))


def _numbers(factor: PlainFactor) -> tuple[float | None, float, float]:
    return factor["value"], factor["low"], factor["high"]


def intervals(
    factors: Iterable[KeptFactor], *, reach: str = "yes"
) -> dict[Component, score.Scored]:
    """Each component with its interval, as arrays of one: for the waterfall's parts."""
    by_name = {f["factor"]: f for f in all_factors(factors)}
    scored: dict[Component, score.Scored] = {}
    for which in COMPONENTS:
        columns = [
            np.array([[np.nan if by_name[n][k] is None else by_name[n][k] for n in FACTORS[which]]])
            for k in ("value", "low", "high")
        ]
        scored[which] = score.component(which, *columns)
    return scored | {"C": scored["C"].held_to(np.array([CAPS[reach]]))}


def counted_factors(factors: Iterable[KeptFactor]) -> set[str]:
    """The filled factors among those that make the components: the two, all, or three highest of
    each, of which a blank counts 3."""
    chosen: set[str] = set()
    given = all_factors(factors)
    for which in COMPONENTS:
        mine = [f for f in given if COMPONENT_OF[f["factor"]] == which]
        mine.sort(key=lambda f: -(score.BLANK if f["value"] is None else f["value"]))
        chosen |= {f["factor"] for f in mine[: TAKE[which]] if f["value"] is not None}
    return chosen


def worth_filling(factors: Iterable[KeptFactor], *, reach: str = "yes") -> list[str]:
    """Blank factors, the one first whose answer would narrow the interval most."""
    by_name = {f["factor"]: f for f in all_factors(factors)}

    def width(with_factors: Mapping[str, KeptFactor]) -> float:
        figures = score_factors(with_factors.values(), gravity=1, reach=reach)
        return figures.risk_high - figures.risk_low

    blank = [f for f in by_name if by_name[f]["value"] is None]

    def filled(name: str) -> KeptFactor:
        return {"factor": name, "value": score.BLANK, "low": score.BLANK, "high": score.BLANK}

    told = {f: width(by_name | {f: filled(f)}) for f in blank}
    return sorted(blank, key=lambda f: told[f])


def as_core(line: SnapshotLine) -> Risk:
    """A line of a snapshot as the core's Risk, for comparing one week with another."""
    priority = PRIORITIES[line["priority"]]
    return Risk(
        place=CorePlace(line["place"], line["place_name"], float("nan"), float("nan")),
        actor=line["actor"],
        harm=line["harm"],
        horizon_days=line["horizon_days"],
        I=line["intent"],
        C=line["capability"],
        V=line["vulnerability"],
        T=float(
            score.threat(np.asarray(line["intent"], float), np.asarray(line["capability"], float))
        ),
        R=line["risk"],
        R_low=line["risk_low"],
        R_high=line["risk_high"],
        band=BANDS[line["band"]],
        gravity=line["gravity"],
        priority=priority,
        msc=score.must_should_could(priority),
        rank=0,
        confidence=CONFIDENCES[line.get("confidence") or 0],
        insufficient_data=False,
        kernel=0.0,
        evidence=tuple(
            Evidence(
                f["factor"],
                COMPONENT_OF[f["factor"]],
                f["value"],
                f["low"],
                f["high"],
                tuple(f.get("events", ())),
                from_json(f.get("why", "")),
            )
            for f in all_factors(line["factors"])
        ),
    )


def one_decimal(value: float | None) -> str:
    """A value with one decimal at most: a second would say more than anybody knows.

    >>> one_decimal(3.0), one_decimal(3.28), one_decimal(None)
    ('3', '3.3', '?')
    """
    return "?" if value is None else f"{value:.1f}".removesuffix(".0")


@cache
def _blank(factor: str) -> KeptFactor:
    return {"factor": factor, "value": None, "low": score.BLANK_LOW, "high": score.BLANK_HIGH}


def without_links(factors: Iterable[KeptFactor]) -> list[KeptFactor]:
    """Factors without what links of actors add: the register is read by more than read actors."""
    kept: list[KeptFactor] = []
    for factor in factors:
        bare = factor.copy()
        bare.pop("linked", None)
        bare.pop("links", None)
        kept.append(bare)
    return kept


def with_links(factors: Iterable[KeptFactor], suggested: Iterable[KeptFactor]) -> list[KeptFactor]:
    """Agreed factors with what the suggestion tells of links, where it is of the same value."""
    told = {f["factor"]: f for f in suggested if f.get("links")}
    joined: list[KeptFactor] = []
    for factor in factors:
        same = told.get(factor["factor"])
        if same and not factor.get("by") and same["value"] == factor["value"]:
            factor = {**factor, "linked": same["linked"], "links": same["links"]}
        joined.append(factor)
    return joined


def all_factors(factors: Iterable[KeptFactor]) -> list[KeptFactor]:
    """Sixteen factors in the method's order, blanks where none is given."""
    by_name = {f["factor"]: f for f in factors}
    all_of_them: list[KeptFactor] = []
    for name in SIXTEEN:
        factor = by_name.get(name)
        if factor is None or factor.get("value") is None:
            factor = {**factor, **_blank(name)} if factor else _blank(name).copy()
        all_of_them.append(factor)
    return all_of_them
