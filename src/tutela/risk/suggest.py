"""Factors suggested from events: what the record says of each actor, harm and place.

A factor the record cannot speak of stays blank (NaN); absence of a record is never nought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import comb
from typing import TYPE_CHECKING

from tutela.actors.feuds import KnownLink
from tutela.actors.identify import COMMUNAL, STATE_TYPES, type_of
from tutela.actors.record import reach_km
from tutela.base.distances import unit_vectors
from tutela.base.later import Floats, Ints, np
from tutela.capacity.nearest import nearest_base
from tutela.capacity.types import Bases
from tutela.incidents.words import HARMS
from tutela.places.gazetteer import Places
from tutela.places.grid import cells, centres
from tutela.risk.factors import FACTORS, table
from tutela.risk.parameters import Parameters
from tutela.risk.record.ledger import UNKNOWN_ACTOR, Ledger
from tutela.risk.record.nearby import (
    SPACE_HALVINGS,
    TIME_HALVINGS,
    Pairs,
    conduct,
    distance_decay,
    doubling,
    pairs_within,
)
from tutela.risk.record.reprisals import Motive, find_motives, score_motives
from tutela.risk.score import BLANK, BLANK_HIGH, BLANK_LOW

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMES = (*FACTORS["I"], *FACTORS["C"], *FACTORS["V"])
"""The sixteen factors, in columns."""

SITE_KINDS = frozenset({"camp", "site", "idp site", "poc site", "refugee camp", "transit site"})

THREAT_MEANS = "killing"
"""What a threat is taken to mean where the actor's record does not say: the gravest plain harm."""

THREAT_WORD = "threat or ultimatum"


@dataclass(frozen=True, slots=True)
class FoundOut:
    """What people found out of a factor of a place: its id, 1 to 5, on which day."""

    place: str
    factor: str
    value: float
    on: date


@dataclass(frozen=True, eq=False)
class Suggested:
    """m threats to places, each with sixteen factors.

    place, actor, harm   row numbers into the places, the ledger's actors and HARMS.
    values               m x 16, NaN where blank; lows and highs likewise.
    kernel               the recent-conduct sum.
    gravity              1-5.
    cap                  the most capability may be.
    confidence           0 low, 1 moderate, 2 high.
    season               by place: how the month compares with the mean month, NaN: not known.
    base, base_km        by place: the nearest base with troops (-1: none known) and how far it is.
    reach_km             by actor: how far it ranges, NaN: not known.
    motives              by actor: what recorded links give it to repay.
    found_out            by place and factor: what people found out, where no record tells.
    """

    place: Ints
    actor: Ints
    harm: Ints
    values: Floats
    lows: Floats
    highs: Floats
    kernel: Floats
    gravity: Ints
    cap: Floats
    confidence: Ints
    season: Floats
    base: Ints
    base_km: Floats
    reach_km: Floats
    motives: Mapping[int, Motive] = field(default_factory=dict)
    found_out: Mapping[tuple[int, str], FoundOut] = field(default_factory=dict)

    def rows(self, order: Ints) -> Suggested:
        """The same threats in another order."""
        return replace(
            self,
            place=self.place[order],
            actor=self.actor[order],
            harm=self.harm[order],
            values=self.values[order],
            lows=self.lows[order],
            highs=self.highs[order],
            kernel=self.kernel[order],
            gravity=self.gravity[order],
            cap=self.cap[order],
            confidence=self.confidence[order],
        )


def with_found_out(
    suggested: Suggested, names: Sequence[str], found_out: Sequence[FoundOut]
) -> Suggested:
    """The same threats, with what people found out put where no record tells. Of several answers
    about one factor of a place the newest counts; it may be wrong by a step to both sides.

    Takes   ids of the n places, and the answers: of factors of people's situation, which are those
            of a place and not of an actor.
    """
    if not found_out:
        return suggested
    row_of = {name: row for row, name in enumerate(names)}
    newest = {
        (row_of[one.place], one.factor): one
        for one in sorted(found_out, key=lambda one: one.on)
        if one.place in row_of
    }
    values, lows, highs = suggested.values.copy(), suggested.lows.copy(), suggested.highs.copy()
    counted = {}
    for (place, factor), answer in newest.items():
        column = NAMES.index(factor)
        blank = (suggested.place == place) & np.isnan(suggested.values[:, column])
        if blank.any():
            counted[place, factor] = answer
        values[blank, column] = answer.value
        lows[blank, column] = max(answer.value - 1, BLANK_LOW)
        highs[blank, column] = min(answer.value + 1, BLANK_HIGH)
    return replace(suggested, values=values, lows=lows, highs=highs, found_out=counted)


def suggest(
    record: Ledger,
    places: Places,
    *,
    parameters: Parameters,
    bases: Bases | None = None,
    links: Sequence[KnownLink] = (),
) -> Suggested:
    """Suggest every factor the record can speak of.

    Takes   the record of events; n places; bases, if they are known; links of actors that a person
            wrote or accepted.
    Gives   one row for each place, actor and harm that the actor did within `presence_km` of the
            place in the last `actor_window_days`, and one for each place an actor threatened of
            late though it did none. Places with no row are not assessed.
    Source  domain reference, section d; constants in parameters.csv.
    """
    p = parameters
    vectors = unit_vectors(places.lat, places.lon)
    near = _Around(record, vectors, p)
    place, actor, harm, gravity, last_km, alone = near.threats()

    values = np.full((len(place), len(NAMES)), np.nan)

    def put(name: str, scores: Floats) -> None:
        values[:, NAMES.index(name)] = scores

    kernel_by_actor = near.conduct_sums()
    kernel = kernel_by_actor[place, actor]
    put("declared threat", near.declared_threat()[place, actor])
    put("recent conduct", np.where(kernel > 0, conduct(kernel, p.conduct_one), np.nan))
    trigger = near.trigger_sums()[place]
    put(
        "motive or trigger now",
        np.where(trigger > 0, doubling(trigger, p.trigger_at, p.trigger_step), np.nan),
    )
    pattern = near.pattern_sums()[place, near.column(actor, harm)]
    # A threat rests on this harm by this actor, so far is weak: blank only where it was said, not
    # done.
    doubled = doubling(pattern, p.pattern_at, p.pattern_step)
    put("pattern against this group", np.where(alone & (pattern == 0), np.nan, doubled))

    reach = near.reach_km()
    put("arms and numbers", near.arms()[near.column(actor, harm)])
    with np.errstate(divide="ignore"):
        mobility = np.clip(1 + np.log2(reach / p.mobility_one_km), 1, 5)
    put("mobility", mobility[actor])
    hard = last_km > reach[actor]  # NaN reach compares false: not known is not unreachable
    cap = np.where(hard, p.hard_to_reach_cap, np.inf)

    exposure = near.exposure_sums()[place]
    put(
        "exposed location or routes",
        doubling(exposure, p.exposure_at, p.exposure_step, floor=p.exposure_floor),
    )
    put("displacement or site conditions", near.displaced_people(places)[place])
    season = near.season()
    put(
        "routine movement",
        np.where(season > 1, np.minimum(5, 3 + np.log2(np.maximum(season, 1))), np.nan)[place],
    )
    base, base_km = (
        nearest_base(places.lat, places.lon, bases.with_troops())
        if bases is not None and bases.with_troops()
        else (np.full(len(places), -1), np.full(len(places), np.nan))
    )
    put("no effective protector", _protector(record, place, actor, base_km, p))

    filled = ~np.isnan(values)
    lows = np.where(filled, np.maximum(0, values - p.below), np.nan)
    highs = np.where(filled, np.minimum(5, values + p.above), np.nan)
    motives = find_motives(record, links, near.violent, p)
    if motives:
        column = NAMES.index("motive or trigger now")
        scores = score_motives(record, motives, vectors, place, actor, p)
        _raise_factor(column, scores, values, lows, highs, p)
    return Suggested(
        place=place,
        actor=actor,
        harm=harm,
        values=values,
        lows=lows,
        highs=highs,
        kernel=kernel,
        gravity=gravity,
        cap=cap,
        confidence=near.confidence()[place, actor],
        season=season,
        base=base,
        base_km=base_km,
        reach_km=reach,
        motives=motives,
    )


def _raise_factor(
    column: int, scores: Floats, values: Floats, lows: Floats, highs: Floats, p: Parameters
) -> None:
    """Raise a factor to these scores where they are higher, or where it is blank; neither its value
    nor an end of its interval falls, a blank's 1 to 5 included."""
    blank = np.isnan(values[:, column])
    new = ~np.isnan(scores) & (blank | (scores > values[:, column]))
    low, high = np.maximum(0, scores - p.below), np.minimum(5, scores + p.above)
    before_low = np.where(blank, BLANK_LOW, lows[:, column])
    before_high = np.where(blank, BLANK_HIGH, highs[:, column])
    value = np.where(blank, np.maximum(scores, BLANK), scores)
    values[new, column] = value[new]
    lows[new, column] = np.maximum(low, before_low)[new]
    highs[new, column] = np.maximum(high, before_high)[new]


def _protector(record: Ledger, place: Ints, actor: Ints, km: Floats, p: Parameters) -> Floats:
    """5, less what a UN base takes off: against non-state actors only, and only if it is near."""
    state = np.array([type_of(name) in STATE_TYPES for name in record.actors], dtype=bool)
    span = max(p.protector_far_km - p.protector_near_km, 1e-9)
    nearness = np.clip((p.protector_far_km - km) / span, 0, 1)[place]
    credit = np.where(state[actor], 0, p.protector_credit * nearness)
    return np.where(np.isnan(km[place]), np.nan, 5 - credit)


def violence(record: Ledger) -> NDArray[np.bool_]:
    """Attacks and clashes: what spreads and is repaid. Not words of warning, not the unknown."""
    return np.asarray((record.harm >= 0) | record.tells_of(["clash"]))


GRAVITY_AT_LEAST = tuple(
    float({r["harm"]: r["gravity"] for r in table("gravity.csv")}[harm]) for harm in HARMS
)
"""What a harm weighs by itself, in the order of HARMS."""


class _Around:
    """The sums, each over just the events that can matter to it."""

    def __init__(self, record: Ledger, vectors: Floats, p: Parameters) -> None:
        self.record, self.vectors, self.p = record, vectors, p
        self.places, self.n_actors = len(vectors), max(len(record.actors), 1)
        self.harmed = record.harm >= 0
        self.violent = violence(record)
        self.threat = record.tells_of([THREAT_WORD]) & (record.days <= p.fresh_days)
        # Only harms on record take up columns, and what a threat alone is taken to mean.
        meant = [HARMS.index(THREAT_MEANS)] if self.threat.any() else []
        self.harms = np.unique(np.concatenate((record.harm[self.harmed], meant)).astype(np.int64))
        self.width = max(self.n_actors * len(self.harms), 1)

    def _fade_pairs(
        self, mask: NDArray[np.bool_], half_life_days: float, half_km: float
    ) -> tuple[Pairs, Floats]:
        """The pairs that can matter to a sum, and the weight of each."""
        recent = mask & (self.record.days <= half_life_days * TIME_HALVINGS)
        pairs = pairs_within(self.vectors, self.record.vectors, recent, half_km * SPACE_HALVINGS)
        return pairs, distance_decay(pairs, self.record.days, half_life_days, half_km)

    def column(self, actor: Ints, harm: Ints) -> Ints:
        """The column of an actor and a harm."""
        return np.asarray(actor * len(self.harms) + np.searchsorted(self.harms, harm))

    def _sum(self, rows: Ints, columns: Ints | int, weights: Floats, width: int) -> Floats:
        flat = np.bincount(rows * width + columns, weights, minlength=self.places * width)
        return flat.astype(np.float64).reshape(self.places, width)

    def threats(self) -> tuple[Ints, Ints, Ints, Ints, Floats, NDArray[np.bool_]]:
        """Who did what near where in the window: place, actor, harm; gravest; nearest of a year;
        and whether it was only threatened.
        """
        p, record = self.p, self.record
        mask = self.harmed & (record.days <= p.actor_window_days)
        pairs = pairs_within(self.vectors, record.vectors, mask, p.presence_km)
        which, actor = self.record.by_actor(pairs.event)
        event = pairs.event[which]
        flat = pairs.place[which] * self.width + self.column(actor, record.harm[event])
        seen_at_all = np.zeros(self.places * self.width, dtype=bool)
        seen_at_all[flat] = True
        seen_actors = np.flatnonzero(seen_at_all)
        inverse = (np.cumsum(seen_at_all) - 1)[flat]
        gravity = np.ones(len(seen_actors))
        here = pairs.km[which] <= p.gravity_km
        for grave in (2, 3, 4, 5):  # rising, so the gravest is written last
            gravity[inverse[here & (record.gravity[event] == grave)]] = grave
        alone = self._threatened_only(seen_at_all)
        seen_actors, gravity = (
            np.append(seen_actors, alone),
            np.append(gravity, np.ones(len(alone))),
        )
        order = np.argsort(seen_actors, kind="stable")
        seen_actors, gravity = seen_actors[order], gravity[order]
        said_only = order >= len(order) - len(alone)
        place, column = seen_actors // self.width, seen_actors % self.width
        harm = self.harms[column % len(self.harms)] if len(seen_actors) else column
        gravity = np.maximum(gravity, np.array(GRAVITY_AT_LEAST)[harm])
        # Reach asks where the actor was within a year, whatever it did there.
        recent = record.days <= p.reach_seen_days
        seen = pairs_within(self.vectors, record.vectors, recent, p.presence_km)
        which, actor = self.record.by_actor(seen.event)
        nearest = np.full((self.places, self.n_actors), np.inf)
        farthest_first = np.argsort(-seen.km[which])  # so that the nearest is written last
        which, actor = which[farthest_first], actor[farthest_first]
        nearest[seen.place[which], actor] = seen.km[which]
        actor = column // max(len(self.harms), 1)
        return place, actor, harm, gravity.astype(np.int64), nearest[place, actor], said_only

    def _threatened_only(self, seen: NDArray[np.bool_]) -> Ints:
        """Place, actor and harm of threats against a place by an actor with no harm there.

        A declared threat against this place is the strongest sign of intent (5) and makes a risk by
        itself. What is threatened is seldom said: the harm is the one the actor did most of late
        anywhere, else THREAT_MEANS.
        """
        if not self.threat.any():
            return np.zeros(0, np.int64)
        here = pairs_within(self.vectors, self.record.vectors, self.threat, self.p.declared_here_km)
        which, actor = self.record.by_actor(here.event)
        told = np.unique(here.place[which] * self.n_actors + actor)
        place, actor = told // self.n_actors, told % self.n_actors
        known = np.any(seen.reshape(self.places, self.n_actors, len(self.harms)), axis=2)
        fresh = ~np.asarray(known)[place, actor]
        place, actor = place[fresh], actor[fresh]
        event, doer = self._in_window()
        did = self.harmed[event]
        done = np.bincount(
            self.column(doer[did], self.record.harm[event[did]]), minlength=self.width
        ).reshape(self.n_actors, len(self.harms))
        usual = np.where(
            done.any(axis=1),
            done.argmax(axis=1),
            np.searchsorted(self.harms, HARMS.index(THREAT_MEANS)),
        )
        return np.asarray(place * self.width + actor * len(self.harms) + usual[actor])

    def conduct_sums(self) -> Floats:
        """Sum of G * 2^(-days/30) * 2^(-km/20) over the actor's incidents, by place and actor."""
        pairs, weight = self._fade_pairs(
            self.harmed, self.p.conduct_half_life_days, self.p.conduct_half_km
        )
        which, actor = self.record.by_actor(pairs.event)
        worth = (weight * self.record.gravity[pairs.event])[which]
        return self._sum(pairs.place[which], actor, worth, self.n_actors)

    def trigger_sums(self) -> Floats:
        """All violence around a place of late, by anyone and fighting included, by place."""
        pairs, weight = self._fade_pairs(
            self.violent, self.p.trigger_half_life_days, self.p.trigger_half_km
        )
        return self._sum(pairs.place, 0, weight, 1)[:, 0]

    def pattern_sums(self) -> Floats:
        """What an actor did here over years, by place and column of actor and harm."""
        pairs, weight = self._fade_pairs(
            self.harmed, self.p.pattern_half_life_days, self.p.pattern_half_km
        )
        which, actor = self.record.by_actor(pairs.event)
        columns = self.column(actor, self.record.harm[pairs.event[which]])
        return self._sum(pairs.place[which], columns, weight[which], self.width)

    def exposure_sums(self) -> Floats:
        """Harm done here by anyone over years, by place."""
        pairs, weight = self._fade_pairs(
            self.harmed, self.p.exposure_half_life_days, self.p.exposure_half_km
        )
        return self._sum(pairs.place, 0, weight, 1)[:, 0]

    def declared_threat(self) -> Floats:
        """5 where the actor of late threatened this place, 4 where near it."""
        record = self.record
        pairs = pairs_within(self.vectors, record.vectors, self.threat, self.p.declared_near_km)
        which, actor = self.record.by_actor(pairs.event)
        here = pairs.km[which] <= self.p.declared_here_km
        scores = np.full((self.places, self.n_actors), np.nan)
        np.fmax.at(scores, (pairs.place[which], actor), np.where(here, 5.0, 4.0))
        return scores

    def displaced_people(self, places: Places) -> Floats:
        """4 for a site of displaced people, or where people fled close by of late."""
        kinds = places.frame["kind"].str.to_lowercase().is_in(list(SITE_KINDS)).to_numpy()
        scores = np.where(kinds, 4.0, np.nan)
        record = self.record
        mask = record.flight & (record.days <= self.p.fled_days)
        pairs = pairs_within(self.vectors, record.vectors, mask, self.p.fled_km)
        scores[pairs.place] = 4.0
        return scores

    def _in_window(self) -> tuple[Ints, Ints]:
        inside = self.record.days[self.record.event_of] <= self.p.actor_window_days
        return self.record.event_of[inside], self.record.actor_of[inside]

    def reach_km(self) -> Floats:
        """How far each actor ranges: km from the middle of its events that hold 80 % of them.

        The middle is their median, and the farthest event alone is never counted: one report from
        far off, or one written at the wrong place, moves neither.
        Blank under three events, for an unknown actor, and for communal armed elements, who are
        many and share no reach.
        """
        event, actor = self._in_window()
        reach = np.full(self.n_actors, np.nan)
        order = np.argsort(actor, kind="stable")
        bounds = np.searchsorted(actor[order], np.arange(self.n_actors + 1))
        for a, name in enumerate(self.record.actors):
            mine = event[order[bounds[a] : bounds[a + 1]]]
            if len(mine) < self.p.reach_events or name in (COMMUNAL, UNKNOWN_ACTOR):
                continue
            vectors = self.record.vectors[mine]
            reach[a] = max(reach_km(vectors, self.p.reach_share), self.p.reach_least_km)
        return reach

    def arms(self) -> Floats:
        """What each actor's attacks kill on average where it is known, by actor and harm."""
        event, actor = self._in_window()
        known = self.harmed[event] & ~np.isnan(self.record.deaths[event])
        columns = self.column(actor[known], self.record.harm[event[known]])
        attacks = np.bincount(columns, minlength=self.width)
        killed = np.bincount(columns, self.record.deaths[event[known]], minlength=self.width)
        with np.errstate(invalid="ignore"):
            mean = np.maximum(killed / attacks, 1)
        return np.clip(self.p.arms_at_one_death + self.p.arms_step * np.log2(mean), 1, 5)

    def confidence(self) -> Ints:
        """2 with two independent fresh reports of B2 or better, 1 with one of C3 or better, else 0.

        Two reports are independent when the source says several stand behind one event, or when
        two different sources speak. By place and actor.
        """
        record = self.record
        fresh = (self.harmed & (record.days <= self.p.fresh_days)) | self.threat
        pairs = pairs_within(self.vectors, record.vectors, fresh, self.p.presence_km)
        which, actor = self.record.by_actor(pairs.event)
        event, place = pairs.event[which], pairs.place[which]

        def seen(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
            made = np.zeros((self.places, self.n_actors), dtype=bool)
            made[place[mask], actor[mask]] = True
            return made

        good, source = record.grade[event] >= 2, record.source[event]
        sources = sum((seen(good & (source == s)).astype(int) for s in set(source)), start=0)
        high = seen(good & (record.reports[event] >= 2)) | (sources >= np.array(2))
        return np.where(high, 2, np.where(seen(record.grade[event] >= 1), 1, 0))

    def season(self) -> Floats:
        """How this month and its neighbours compare with the mean month around each place.

        Violence comes in waves, so single events are no proof of a season: years are. NaN unless
        there are `season_years` calendar years before this one with `season_events` events or more
        around the place, and nearly all of them agree (sign test over years, 5 %). Counted by
        cells, so that the cost does not grow with places times events.
        """
        from scipy.sparse import csr_array

        record, p = self.record, self.p
        ratio = np.full(self.places, np.nan)
        recent = (record.year < record.on.year) & (record.year >= record.on.year - 50)
        harmed = np.flatnonzero(self.harmed & recent)
        if not len(harmed):
            return ratio
        year = record.on.year - 1 - record.year[harmed]
        years = int(year.max()) + 1
        cell, inverse = np.unique(
            cells(record.latitude[harmed], record.longitude[harmed]), return_inverse=True
        )
        inside = np.isin((record.month[harmed] - (record.on.month - 1)) % 12, (11, 0, 1))
        lat, lon = centres(cell)
        near = pairs_within(
            self.vectors, unit_vectors(lat, lon), np.ones(len(cell), bool), p.season_km
        )

        reach = csr_array(
            (np.ones(len(near.place)), (near.place, near.event)), shape=(self.places, len(cell))
        )

        def around(mask: NDArray[np.bool_]) -> Floats:
            counts = np.bincount(
                inverse[mask] * years + year[mask], minlength=len(cell) * years
            ).reshape(len(cell), years)
            return np.asarray(reach @ counts, dtype=np.float64)

        window, total = around(inside), around(np.ones(len(harmed), dtype=bool))
        telling = total >= p.season_events
        agree = (telling & (window * 4 > total)).sum(axis=1)  # three months are a quarter
        n = telling.sum(axis=1)
        certain = (n >= p.season_years) & (agree >= _years_that_tell(years)[n])
        share = np.where(telling, window, 0).sum(axis=1) / np.maximum(
            np.where(telling, total, 0).sum(axis=1), 1
        )
        ratio[certain] = 4 * share[certain]
        return ratio


def _years_that_tell(most: int) -> Ints:
    """Of n years, how many must agree before chance alone would do it once in twenty, or never.

    >>> _years_that_tell(8).tolist()
    [1, 2, 3, 4, 5, 5, 6, 7, 7]
    """

    def at_least(k: int, n: int) -> float:
        return sum(comb(n, j) for j in range(k, n + 1)) / float(2**n)

    needed = (
        next((k for k in range(n + 1) if at_least(k, n) <= 0.05), n + 1) for n in range(most + 1)
    )
    return np.array(list(needed), dtype=np.int64)
