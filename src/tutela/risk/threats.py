"""Threats by what is on record: acts or signs alone, who did them, why, how, and who tells of it.

A threat is *actual* where a record says that this actor did this harm near the place in the last
year; else it is *potential*, and rests on signs before harm or on what people assessed. Every class
of perpetrator is measured by one rule, forces of a state first. What is not known is a row of its
own, never left out and never shared out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from tutela.actors.identify import type_of
from tutela.base.distances import unit_vectors
from tutela.base.later import Columns, Floats, np, pl
from tutela.incidents.words import PRECURSORS
from tutela.risk.factors import table
from tutela.risk.record.nearby import Pairs, pairs_within

ACT_DAYS = 365
"""An act so many days back makes a threat actual [P]: with the seasons of one year."""
TREND_DAYS = 90
"""The days of which a trend is counted, and as many before them to compare; of signs, how old."""
NEAR_KM = 25.0
"""So near a place an act or a sign speaks of it [P]: as what happened stands on its page."""

UNKNOWN = "unknown"

Kind = Literal["actual", "potential"]
ACTUAL: Kind = "actual"
POTENTIAL: Kind = "potential"
KINDS = (ACTUAL, POTENTIAL)

ActRow = dict[str, Any]
"""One row of ACTS, by its columns."""

ACTS = Columns(
    lambda: {
        "row": pl.Int64,
        "day": pl.Date,
        "hour": pl.Int8,
        "place": pl.String,
        "area": pl.String,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "harms": pl.List(pl.String),
        "against_civilians": pl.Boolean,
        "fighting": pl.Boolean,
        "actors": pl.List(pl.String),
        "classes": pl.List(pl.String),
        "killed": pl.Int64,
        "motive": pl.String,
        "sources": pl.List(pl.String),
        "records": pl.Int64,
    }
)
"""One row something that happened, each once.

    row, day, hour     its number here; its last day; the hour it began, null where not known
    place, area        ids, null where not known
    latitude, longitude  null where it is known to a district or worse
    harms              what was done, and signs before harm
    against_civilians  whether civilians were harmed
    fighting           whether it was a fight between armed sides, and nobody said who harmed them
    actors, classes    who did it, by label, and the class of each; of fighting, its parties
    killed             null where no number is known
    motive             coded by a person; "unknown" of imported events, whose sources do not say
    sources            which kinds of source tell of it, each once
    records            how many records tell of it
"""


@dataclass(frozen=True, slots=True)
class PerpetratorClass:
    """A class on the one scale; state, whether it answers to a state or fights for it."""

    name: str
    title: str
    state: bool


@cache
def perpetrator_classes() -> Mapping[str, PerpetratorClass]:
    """The classes in the order they are told: a state's first, nobody known last.

    >>> list(perpetrator_classes())[0], list(perpetrator_classes())[-1]
    ('host', 'unknown')
    """
    return MappingProxyType(
        {
            row["class"]: PerpetratorClass(row["class"], row["title"], row["state"] == "yes")
            for row in table("perpetrator_classes.csv")
        }
    )


def words_of_threats() -> list[str]:
    """The words of classes and kinds, which pages say in their own language."""
    return [
        *(perpetrator_class.title for perpetrator_class in perpetrator_classes().values()),
        *KINDS,
    ]


@cache
def _class_of_type() -> Mapping[str, str]:
    classes: dict[str, str] = {}
    for row in table("perpetrator_classes.csv"):
        listed, _bar, named = row["types"].partition("|")
        classes |= dict.fromkeys([*listed.split(), *filter(None, named.split(";"))], row["class"])
    return classes


def class_of_type(type_name: str) -> str:
    """The class of a type of actor, of the list or of event files; others stand as `other`.

    >>> class_of_type("host_police"), class_of_type("non-state armed group")
    ('host', 'armed_group')
    """
    return _class_of_type().get(type_name, "other")


def class_of_name(name: str, country: str | None = None) -> str:
    """The class of an actor by its label; country, where it acted. A state's force of which nobody
    knows whether it is the host's is taken for the host's: nobody looks away from it.

    >>> class_of_name("Government of Uganda", "South Sudan"), class_of_name("Government of Uganda")
    ('foreign', 'host')
    >>> class_of_name("LRA"), class_of_name("unknown")
    ('armed_group', 'unknown')
    """
    return class_of_type(type_of(name, country))


@dataclass(frozen=True, slots=True)
class ClassMeasures:
    """What is on record of one class, by the same measures as of every other.

    acts       in which it harmed civilians; one that several did counts for each
    killed     None where no number is known, or there was no act; uncounted, of how many acts
    share      of all acts, 0 to 1; None where there is none at all
    recent     acts of the last TREND_DAYS, and `before`, of as many days before
    """

    of: PerpetratorClass
    acts: int
    killed: int | None
    uncounted: int
    share: float | None
    recent: int
    before: int


def measure_classes(acts: pl.DataFrame, *, on: date) -> list[ClassMeasures]:
    """Every class, also those of which nothing is on record: none on record is not none.

    Takes   rows of ACTS; on, the last day.

    >>> row = dict.fromkeys(ACTS) | {"row": 0, "against_civilians": True, "fighting": False,
    ...     "day": date(2031, 5, 1), "classes": ["host"], "killed": 3}
    >>> told = measure_classes(pl.DataFrame([row], schema=ACTS), on=date(2031, 5, 2))
    >>> [(one.of.name, one.acts, one.killed) for one in told][:2]
    [('host', 1, 3), ('allied', 0, None)]
    """
    harming = acts.filter("against_civilians")
    # Of fighting nobody said which side did it: it is nobody's.
    blamed = pl.when("fighting").then(pl.lit([UNKNOWN])).otherwise(pl.col("classes"))
    told = (
        harming.with_columns(of=blamed.list.unique())
        .explode("of")
        .group_by("of")
        .agg(
            acts=pl.len(),
            killed=pl.when(pl.col("killed").is_not_null().any()).then(pl.col("killed").sum()),
            uncounted=pl.col("killed").null_count(),
            **_trend(on),
        )
    )
    by_class = {row.pop("of"): row for row in told.to_dicts()}
    none = {"acts": 0, "killed": None, "uncounted": 0, "recent": 0, "before": 0}
    return [
        ClassMeasures(
            of=one,
            share=found["acts"] / harming.height if harming.height else None,
            **found,
        )
        for name, one in perpetrator_classes().items()
        for found in [by_class.get(name, none)]
    ]


def _trend(on: date) -> dict[str, pl.Expr]:
    since, earlier = on - timedelta(days=TREND_DAYS), on - timedelta(days=2 * TREND_DAYS)
    return {
        "recent": pl.col("day").is_between(since, on, closed="right").sum(),
        "before": pl.col("day").is_between(earlier, since, closed="right").sum(),
    }


NIGHT = (18, 6)
"""From this hour to that it is night."""


@dataclass(frozen=True, slots=True)
class AttackPattern:
    """How one actor attacks, or how people are attacked in one area.

    of         the label or the id; "" where not known
    acts       all of them
    methods    what was done and how often, most often first; "unknown" among them
    motives    why, as persons coded it, most often first; of `no_motive` it is not known
    areas      in how many areas; of actors
    at_night   of those whose hour is known, `hours_known`
    """

    of: str
    acts: int
    methods: Sequence[tuple[str, int]]
    motives: Sequence[tuple[str, int]]
    no_motive: int
    areas: int
    recent: int
    before: int
    at_night: int
    hours_known: int


def describe_attacks(
    acts: pl.DataFrame, by: Literal["actors", "area"], *, on: date
) -> list[AttackPattern]:
    """Method, motive and pattern of each actor or area, the most acts first, not known last.

    Takes   rows of ACTS; on, the last day.
    """
    harming = acts.filter("against_civilians")
    if by == "actors":
        nobody = pl.col("fighting") | (pl.col("actors").list.len() == 0)
        named = pl.when(nobody).then(pl.lit([UNKNOWN])).otherwise(pl.col("actors"))
        parted = harming.with_columns(of=named.list.unique()).explode("of")
        parted = parted.with_columns(of=pl.col("of").replace(UNKNOWN, ""))
    else:
        parted = harming.with_columns(of=pl.col("area").fill_null(""))
    night = (pl.col("hour") >= NIGHT[0]) | (pl.col("hour") < NIGHT[1])
    groups = parted.group_by("of").agg(
        acts=pl.len(),
        areas=pl.col("area").drop_nulls().n_unique(),
        at_night=night.sum(),
        hours_known=pl.col("hour").count(),
        motives=pl.col("motive").filter(pl.col("motive") != UNKNOWN).value_counts(),
        no_motive=(pl.col("motive").fill_null(UNKNOWN) == UNKNOWN).sum(),
        **_trend(on),
    )
    done = pl.col("harms").list.set_difference(list(PRECURSORS))
    methods = (
        parted.with_columns(
            harms=pl.when(done.list.len() > 0).then(done).otherwise(pl.lit([UNKNOWN]))
        )
        .explode("harms")
        .group_by("of", "harms")
        .len()
    )
    by_group: dict[str, list[tuple[str, int]]] = {}
    for of, harm, n in methods.iter_rows():
        by_group.setdefault(of, []).append((harm, n))
    rows = [
        AttackPattern(
            of=row["of"],
            acts=row["acts"],
            methods=_most_first(by_group.get(row["of"], [])),
            motives=_most_first([(one["motive"], one["count"]) for one in row["motives"]]),
            no_motive=row["no_motive"],
            areas=row["areas"],
            recent=row["recent"],
            before=row["before"],
            at_night=row["at_night"],
            hours_known=row["hours_known"],
        )
        for row in groups.to_dicts()
    ]
    return sorted(rows, key=lambda row: (row.of == "", -row.acts, row.of))


def _most_first(counted: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counted, key=lambda one: (one[0] == UNKNOWN, -one[1], one[0]))


# --- threats


@dataclass(frozen=True, slots=True)
class Threatened:
    """One threat: who may do what to whom, where. place is the id of ACTS."""

    place: str
    latitude: float | None
    longitude: float | None
    actor: str
    harm: str


@dataclass(slots=True)
class ThreatEvidence:
    """What stands behind a threat, within NEAR_KM of its place.

    acts      of this actor and this harm in the last ACT_DAYS: they make it actual; `newest` of
              them, and `killed` as far as known
    other     other acts of this actor there
    nobody    acts of this harm there of which nobody knows who did them, fighting among them
    signs     signs before harm in the last TREND_DAYS, of this actor or of nobody known
    sources   kinds of source, and how many happenings each tells of: of the acts where there are
              any, for they make it actual, else of all that stands behind it
    records   how many records tell of these
    """

    acts: int = 0
    newest: date | None = None
    killed: int | None = None
    other: int = 0
    nobody: int = 0
    signs: int = 0
    sources: dict[str, int] = field(default_factory=dict)
    records: int = 0

    @property
    def kind(self) -> Kind:
        """Actual where such an act is on record, else potential."""
        return ACTUAL if self.acts else POTENTIAL

    @property
    def any(self) -> bool:
        """Whether any record stands behind it; else it rests on what people assessed alone."""
        return bool(self.acts or self.other or self.nobody or self.signs)

    @property
    def single_kind(self) -> bool:
        """Whether all of it comes from one kind of source."""
        return len(self.sources) == 1

    @property
    def single_record(self) -> bool:
        """Whether one record alone tells of it."""
        return self.records == 1


def judge_threats(
    threats: Sequence[Threatened], acts: pl.DataFrame, *, on: date
) -> list[ThreatEvidence]:
    """What is on record of each threat. Rows without a day, or older than ACT_DAYS, say nothing of
    now; those known only to a district say nothing of a place.

    Takes   threats, some hundreds at most; rows of ACTS; on, the last day.
    """
    lately = _keep_last_year(acts, on)
    near = _rows_near_threats(threats, lately)
    rows = lately.to_dicts()
    judged = []
    for number, threat in enumerate(threats):
        threat_evidence = ThreatEvidence()
        behind = [
            (at, _weigh(threat_evidence, threat, rows[at], on)) for at in near.get(number, ())
        ]
        rests_on = "act" if threat_evidence.acts else "other"
        for at in (at for at, weight in behind if weight == rests_on):
            threat_evidence.records += rows[at]["records"]
            for source in rows[at]["sources"] or ():
                threat_evidence.sources[source] = threat_evidence.sources.get(source, 0) + 1
        judged.append(threat_evidence)
    return judged


def _weigh(
    threat_evidence: ThreatEvidence, threat: Threatened, row: ActRow, on: date
) -> Literal["act", "other", ""]:
    """Count one happening near a threat: as an act that makes it actual, or as another that speaks
    of it; empty where it does not."""
    harms, actors = row["harms"] or [], row["actors"] or []
    nobody = row["fighting"] or not set(actors) - {UNKNOWN}
    theirs = not nobody and threat.actor in actors
    if threat.actor == UNKNOWN:
        theirs = nobody and not row["fighting"]
    if row["against_civilians"]:
        if theirs and threat.harm in harms:
            threat_evidence.acts += 1
            threat_evidence.newest = max(filter(None, (threat_evidence.newest, row["day"])))
            if row["killed"] is not None:
                threat_evidence.killed = (threat_evidence.killed or 0) + row["killed"]
            return "act"
        if theirs:
            threat_evidence.other += 1
        elif nobody and threat.harm in harms:
            threat_evidence.nobody += 1
        else:
            return ""
        return "other"
    sign = not set(PRECURSORS).isdisjoint(harms)
    if sign and (theirs or nobody) and row["day"] > on - timedelta(days=TREND_DAYS):
        threat_evidence.signs += 1
        return "other"
    return ""


def _keep_last_year(acts: pl.DataFrame, on: date) -> pl.DataFrame:
    since = on - timedelta(days=ACT_DAYS)
    return acts.filter(pl.col("day").is_between(since, on, closed="right"))


def _rows_near_threats(threats: Sequence[Threatened], acts: pl.DataFrame) -> dict[int, list[int]]:
    """By number of a threat, the numbers of the rows at its place or within NEAR_KM of it."""
    near: dict[int, set[int]] = {}
    places: dict[str, list[int]] = {}
    for number, threat in enumerate(threats):
        places.setdefault(threat.place, []).append(number)
    for at, place in enumerate(acts["place"].to_list()):
        for number in places.get(place, ()):
            near.setdefault(number, set()).add(at)
    placed = [n for n, one in enumerate(threats) if one.latitude is not None]
    points = np.array([[threats[n].latitude, threats[n].longitude] for n in placed], float)
    pairs = _pairs_near(points.reshape(-1, 2), acts)
    for of, at in zip(pairs.place.tolist(), pairs.event.tolist(), strict=True):
        near.setdefault(placed[of], set()).add(at)
    return {number: sorted(found) for number, found in near.items()}


def _pairs_near(points: Floats, acts: pl.DataFrame) -> Pairs:
    """Which act lies within NEAR_KM of which point, given by latitude and longitude."""
    known = acts["latitude"].is_not_null() & acts["longitude"].is_not_null()
    there = acts.select(pl.col("latitude", "longitude").fill_null(0.0)).to_numpy()
    return pairs_within(
        unit_vectors(points[:, 0], points[:, 1]),
        unit_vectors(there[:, 0], there[:, 1]),
        known.to_numpy(),
        NEAR_KM,
    )


def find_actual(places: pl.DataFrame, acts: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Which actor did which harm near which place in the last year: what makes a threat actual.

    Takes   places with the columns place (an id of ACTS), latitude, longitude; rows of ACTS.
    Gives   place, actor, harm, each once.

    >>> row = dict.fromkeys(ACTS) | {"row": 0, "against_civilians": True, "fighting": False,
    ...     "day": date(2031, 5, 1), "actors": ["LRA"], "harms": ["killing"], "latitude": 5.0,
    ...     "longitude": 25.0}
    >>> at = pl.DataFrame({"place": ["a", "b"], "latitude": [5.1, 7.0], "longitude": [25.0, 25.0]})
    >>> find_actual(at, pl.DataFrame([row], schema=ACTS), on=date(2031, 5, 2)).rows()
    [('a', 'LRA', 'killing')]
    """
    named = pl.col("actors").list.set_difference([UNKNOWN])
    nobody = named.list.len().fill_null(0) == 0
    lately = (
        _keep_last_year(acts, on)
        .filter("against_civilians", ~pl.col("fighting"))
        .with_columns(actors=pl.when(nobody).then(pl.lit([UNKNOWN])).otherwise(named))
        .with_row_index("at")
    )
    placed = places.filter(pl.col("latitude").is_not_null(), pl.col("longitude").is_not_null())
    pairs = _pairs_near(placed.select("latitude", "longitude").to_numpy(), lately)
    near = pl.DataFrame(
        {
            "place": placed["place"].gather(pairs.place),
            "at": pl.Series(pairs.event, dtype=pl.UInt32),
        }
    )
    at_place = lately.join(places.select("place"), on="place", how="semi").select("place", "at")
    each = lately.select("at", actor="actors", harm="harms").explode("actor").explode("harm")
    return (
        pl.concat([near.cast({"place": pl.String}), at_place])
        .unique()
        .join(each.drop_nulls().unique(), on="at")
        .select("place", "actor", "harm")
        .unique()
        .sort("place", "actor", "harm")
    )
