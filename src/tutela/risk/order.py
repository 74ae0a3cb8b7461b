"""The suggested order: how likely an attack is, times how grave such attacks are there.

The score R says how people argue about a risk; it does not order. What nobody knows widens where a
hotspot may stand and never lifts it: a blank is drawn from what is usual, and the draws of places
move together. A named person agrees the order; nothing here re-sorts what was agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tutela.base.later import Floats, Ints, np
from tutela.base.messages import Sentence, say
from tutela.forecast.likelihood import PLACE_KM, Z90
from tutela.incidents.words import HARMS
from tutela.risk.chance.own_past import Level, find_levels
from tutela.risk.chance.standing import share_out, shipped_standing, standing_figures
from tutela.risk.factors import FACTORS, PRIORITIES, table
from tutela.risk.likelihood import PlaceLikelihood, raise_threatened
from tutela.risk.record.corrected import Correction, correct_groups
from tutela.risk.record.hotspots import Carried, HotspotBefore, carry_over, group_places
from tutela.risk.record.ledger import Ledger
from tutela.risk.record.nearby import Pairs, distance_decay, pairs_within
from tutela.risk.score import BLANK
from tutela.risk.suggest import NAMES, Suggested

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = tuple(float(row["weight"]) for row in table("gravity_weights.csv"))
"""What a gravity of 1 to 5 weighs; a mission may change it. The gravest weighs three times the
least: more, and the order finds fewer of the attacks (docs/method/order.md)."""

STEP = (WEIGHTS[-1] / WEIGHTS[0]) ** 0.25
"""One step of gravity, as a factor of its weight."""

_THRESHOLDS = {row["priority"]: float(row["least"]) for row in table("order_thresholds.csv")}
THRESHOLDS = tuple(_THRESHOLDS[word] for word in PRIORITIES[1:])
"""The least value (likelihood times weight) that is moderate, high and critical."""

MOST_CRITICAL, CRITICAL_SHARE = 15, 0.1
"""No more hotspots are suggested as critical than this, nor than this share of them: what everybody
is told to put first nobody does."""

EVIDENCE_DAYS, EVIDENCE_KM = 365.0, 10.0
EVIDENCE_HALVINGS = 4
"""How the evidence of a place fades: by half in a year and in ten km, until a sixteenth."""

PRIOR_EVENTS = 0.5
"""How much the record's usual gravity counts beside a place's own, in events."""

SITUATION = tuple(
    name for name in FACTORS["V"] if name not in ("exposed location or routes", "targeted identity")
)
"""What people's situation makes of an attack. Where attacks were is in the likelihood already, and
who people are is never a driver."""

FITTED = ("killing", "indiscriminate fire", "attack on school, hospital, aid or un staff")
"""Harms whose deaths are counted: the likelihood was fitted on attacks that killed civilians."""

NOT_FITTED_LEAST = 30
"""From so many incidents of another harm on record on, its likelihood is estimated."""

HERE_KM = 2.0
DRAWS = 1000
TOPS = (10, 20)
TOGETHER = 0.3
"""How much of what is not known is common to all places: a bad month is bad in many."""
SITUATION_SPREAD = 0.5
"""How far what is not known of people's situation may shift gravity, in steps."""
GRAVITY_SPREAD = 0.8
"""How far gravity may be off where no event stands behind it, in steps; less with each event."""
APART = 0.75
"""Two hotspots are told apart where the upper stands higher in so large a share of the draws."""

ROWS = ("row_likelihood", "row_weight", "row_value", "leads")
"""The columns of an order that hold one entry for each risk."""

_FITTED = [HARMS.index(harm) for harm in FITTED]


@dataclass(frozen=True, eq=False)
class Hotspots:
    """k hotspots, highest first, by columns.

    value                  likelihood times weight
    likelihood, low, high  of an attack within 30 days in the catchment of any of its places, with
                           the interval that holds nine in ten
    weight                 what such attacks weigh there; gravity is the step nearest to it
    places                 how many places belong to it
    lead                   the place that speaks for it, and by which it is named: of those that
                           weigh at least half as much as the heaviest, the one with most on record
                           right there; while it keeps its id, the one of before
    rank_low, rank_high    between which ranks it stands in nine draws of ten
    first                  k x 2: in which share of the draws it is among the first 10, and 20
    above_next             in which share it stands above the next; NaN for the last
    on_record              of an attack, by what is on record around alone
    score                  the highest R of its places
    months                 in how many of the last 36 months it was attacked
    """

    value: Floats
    likelihood: Floats
    low: Floats
    high: Floats
    weight: Floats
    places: Ints
    lead: Ints
    rank_low: Ints
    rank_high: Ints
    first: Floats
    above_next: Floats
    on_record: Floats
    score: Floats
    months: Ints

    def __len__(self) -> int:
        return len(self.value)

    @property
    def ties_next(self) -> NDArray[np.bool_]:
        """Which cannot be told from the next: the last ties with nothing."""
        return np.nan_to_num(self.above_next, nan=1.0) < APART

    @property
    def gravity(self) -> Ints:
        """1-5, the step of gravity nearest to the weight.

        Nothing is graver than 5, nor less grave than 1.
        """
        return _gravity_of(self.weight)


@dataclass(frozen=True, eq=False)
class Order:
    """m risks of n places in the suggested order, by columns.

    hotspots     the k hotspots, highest first
    hotspot      n: to which of them each place belongs, -1 where nothing is recorded
    place_value  n: likelihood times weight, over all that may happen there
    likelihood   n: of an attack within 30 days in the place's own catchment
    row_likelihood, row_weight, row_value   m: the share of it that is this actor's and this
                 harm's (NaN where this harm is not estimated), what such attacks weigh there, and
                 the product of share and weight
    leads        m: which risks speak for their hotspot: the highest of the place that does
    carried      what became of the hotspots of before
    levels       by country, how stated chances came true there of late
    country      of each hotspot, "" where none is known
    offered      of each hotspot, whether its likelihood is printed: where chances tell more than
                 the mean in its country, or a threat was made against one of its places
    """

    hotspots: Hotspots
    hotspot: Ints
    place_value: Floats
    likelihood: PlaceLikelihood
    row_likelihood: Floats
    row_weight: Floats
    row_value: Floats
    leads: NDArray[np.bool_]
    carried: Carried = field(default_factory=lambda: Carried(()))
    levels: Mapping[str, Level] = field(default_factory=dict)
    country: tuple[str, ...] = ()
    offered: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))


def priority_of(value: Floats) -> Ints:
    """The priority of a value: 0 low to 3 critical, by published thresholds.

    >>> priority_of(np.array([0.0, 0.05, 0.1, 3.0])).tolist()
    [0, 1, 2, 3]
    """
    return np.digitize(value, THRESHOLDS).astype(np.int64)


def priorities(value: Floats, rank: Ints, hotspots: int) -> Ints:
    """The priority of each of m risks, 0 low to 3 critical: critical only of the first hotspots.

    Takes   m values; the rank of the hotspot of each, from 1; how many hotspots there are.

    >>> priorities(np.array([0.5, 0.4, 0.3]), np.array([1, 2, 3]), 3).tolist()
    [3, 2, 2]
    """
    most = min(MOST_CRITICAL, int(np.ceil(hotspots * CRITICAL_SHARE)))
    critical = len(THRESHOLDS)
    return np.where(rank <= most, critical, critical - 1).clip(max=priority_of(value))


def order_rule() -> list[tuple[str, float, list[float]]]:
    """How a suggestion comes to its priority, as a reader meets it: each priority, the highest
    first, the value it begins at, and how likely an attack of each gravity must be for that.

    >>> [(word, least) for word, least, _chances in order_rule()]
    [('critical', 0.3), ('high', 0.1), ('moderate', 0.04)]
    >>> round(order_rule()[0][2][3], 2)  # one that kills several, weight 2.28
    0.13
    """
    return [
        (word, _THRESHOLDS[word], [_THRESHOLDS[word] / weight for weight in WEIGHTS])
        for word in reversed(PRIORITIES[1:])
    ]


def percent(share: float | None) -> str:
    """A likelihood as it is read; empty where it is not estimated. Never "0%": that reads as safe.

    >>> percent(0.143), percent(0.002), percent(None), percent(float("nan"))
    ('14%', '<1%', '', '')
    """
    if share is None or share != share:  # not a number is not itself
        return ""
    return f"{share:.0%}" if share >= 0.005 else "<1%"


def gravity_of(weight: float) -> int:
    """1-5, the step of gravity nearest to what attacks weigh.

    >>> gravity_of(2.28), gravity_of(2.4), gravity_of(20.0)
    (4, 4, 5)
    """
    return int(_gravity_of(np.array([weight]))[0])


def what_parts(upper: tuple[float, float], lower: tuple[float, float], *, ties: bool) -> Sentence:
    """What parts a hotspot from the one that stands next, in one sentence.

    Takes   of both, the likelihood within 30 days and what such attacks weigh; whether the draws
            cannot tell them apart.
    Gives   the larger of the two differences; where neither can be read, that they stand close.

    >>> what_parts((0.14, 2.3), (0.07, 2.3), ties=False)
    'stands above the next because an attack is likelier: 14% against 7%'
    >>> what_parts((0.10, 2.3), (0.12, 1.3), ties=False)
    'stands above the next because such attacks are graver: they weigh 2.3 against 1.3'
    >>> what_parts((0.14, 2.3), (0.13, 2.3), ties=True)
    'not told apart from the next'
    """
    if ties:
        return say("not told apart from the next")
    floor = 1e-9
    likelier = np.log(max(upper[0], floor) / max(lower[0], floor))
    graver = np.log(max(upper[1], floor) / max(lower[1], floor))
    if likelier >= graver and percent(upper[0]) != percent(lower[0]):
        return say(
            "stands above the next because an attack is likelier: {now} against {next}",
            now=percent(upper[0]),
            next=percent(lower[0]),
        )
    if graver > 0 and round(upper[1], 1) != round(lower[1], 1):
        return say(
            "stands above the next because such attacks are graver: they weigh {now:.1f} against "
            "{next:.1f}",
            now=upper[1],
            next=lower[1],
        )
    return say("stands above the next by less than the figures show")


def threatened_places(suggested: Suggested, n: int) -> Floats:
    """Of each of n places the highest score of a declared threat; NaN where none is known."""
    threatened = np.full(n, np.nan)
    np.fmax.at(threatened, suggested.place, suggested.values[:, NAMES.index("declared threat")])
    return threatened


def place_in_order(
    record: Ledger,
    vectors: Floats,
    suggested: Suggested,
    likelihood: PlaceLikelihood,
    score: Floats,
    *,
    country: Sequence[str] = (),
    names: Sequence[str] = (),
    before: Mapping[str, HotspotBefore] | None = None,
    corrections: Sequence[Correction] = (),
    draws: int = DRAWS,
    seed: int = 1,
) -> Order:
    """Gravity and value of every place and risk, and the hotspots they make.

    A hotspot keeps the place it is named by while it keeps its id.

    Takes   the record; n unit vectors of places; the m threats suggested from it; how likely an
            attack is at each place by the record alone; the score R of each threat; the country of
            each place, "" where none is known; ids of the places, where there are hotspots of
            before or people's corrections, the oldest first; how many draws tell where a hotspot
            may stand, and their seed.
    Source  docs/adr/0054, 0103.
    """
    n = len(vectors)
    declared = suggested.values[:, NAMES.index("declared threat")]
    pairs, weight = _evidence(record, vectors)
    sums, gravity = _own_evidence(record, suggested, pairs, weight)
    share = _shares(suggested, sums, declared, n)
    step, blank = _situation(suggested)
    row_weight = gravity * STEP**step
    # Who weighs most at a place by the record alone makes hotspots; how likely an attack is at them
    # beside each other is told after.
    actor = np.append(suggested.actor, -1)[
        _highest(suggested.place, _chances(likelihood, suggested, share) * row_weight, n)
    ]
    grouped = np.where(actor >= 0, group_places(vectors, actor, pairs, weight), -1)
    if corrections:
        grouped = correct_groups(grouped.astype(np.int64), names, corrections)
    ground = _lay_ground(vectors, grouped.astype(np.int64), country)
    told = _tell_hotspots(ground, likelihood, suggested.place, score)
    past = likelihood.past
    levels: dict[str, Level] = {}
    if past is not None:
        sharing = np.ones(n, dtype=np.int64)
        sharing[ground.rows] = ground.sharing
        levels = find_levels(past, grouped.astype(np.int64), country or [""] * n, sharing)
    likelihood = _share_out(ground, likelihood, told, levels)
    row_likelihood = _chances(likelihood, suggested, share)
    on_record = np.bincount(record.harm[record.harm >= 0], minlength=len(HARMS))
    estimated = np.isin(suggested.harm, _FITTED)
    estimated |= on_record[suggested.harm] >= NOT_FITTED_LEAST
    # Who loots is who may attack: a harm that is not estimated keeps the place of its hotspot.
    row_value = row_likelihood * row_weight
    row_likelihood = np.where(estimated, row_likelihood, np.nan)
    lead = _highest(suggested.place, row_value, n)
    place_value = _sums(suggested.place, row_value, n)
    hotspots, hotspot, row_of = _hotspots(
        ground,
        place_value,
        likelihood,
        told,
        np.append(_spread_of_gravity(sums, blank), 0.0)[lead],
        _on_record_here(record, vectors),
        draws=draws,
        seed=seed,
    )
    carried = Carried((None,) * len(hotspots))
    if before:
        carried = _carry(before, names, hotspot, place_value, len(hotspots))
        hotspots = _keep_names(hotspots, hotspot, names, before, carried)
    leads = np.zeros(len(suggested.place), dtype=bool)
    leads[lead[hotspots.lead]] = True
    made_as = np.argsort(row_of)
    countries = tuple(ground.country[row] for row in made_as)
    offered = np.array([c not in levels or levels[c].offered for c in countries], dtype=bool)
    offered[hotspot[likelihood.declared & (hotspot >= 0)]] = True
    return Order(
        hotspots,
        hotspot,
        place_value,
        likelihood,
        row_likelihood,
        row_weight,
        row_value,
        leads,
        carried,
        levels,
        countries,
        offered,
    )


def _highest(place: Ints, value: Floats, n: int) -> Ints:
    """Of each of n places the row of its highest risk; -1, the last entry of a list put there for
    it, where there is none."""
    lead = np.full(n, -1)
    rising = np.argsort(value, kind="stable")
    lead[place[rising]] = rising  # of each place the highest risk is written last
    return lead


def _chances(likelihood: PlaceLikelihood, suggested: Suggested, share: Floats) -> Floats:
    return np.asarray(-np.expm1(-likelihood.rate(0)[suggested.place] * share))


@dataclass(frozen=True, eq=False)
class _Ground:
    """The places of k hotspots: their rows, the hotspot of each, among how many of its hotspot a
    stretch of its ground is shared, and of each hotspot the country."""

    n: int
    rows: Ints
    member: Ints
    sharing: Ints
    country: tuple[str, ...]

    def hazard(self, rate: Floats) -> Floats:
        """The rate of each hotspot: of its likeliest place, or of the ground of all of them if that
        is more, ground that several share counted once."""
        here = rate[self.rows]
        most = np.zeros(len(self.country))
        np.maximum.at(most, self.member, here)
        return np.maximum(most, _sums(self.member, here / self.sharing, len(most)))


def _lay_ground(vectors: Floats, group: Ints, country: Sequence[str]) -> _Ground:
    rows = np.flatnonzero(group >= 0)
    _names, first, member = np.unique(group[rows], return_index=True, return_inverse=True)
    everywhere = np.ones(len(rows), dtype=bool)
    near = pairs_within(vectors[rows], vectors[rows], everywhere, PLACE_KM)
    same = member[near.place] == member[near.event]
    sharing = np.bincount(near.place[same], minlength=len(rows))
    of = tuple(country[row] if country else "" for row in rows[first].tolist())
    return _Ground(len(group), rows, member.astype(np.int64), sharing, of)


def _tell_hotspots(
    ground: _Ground, likelihood: PlaceLikelihood, place: Ints, score: Floats
) -> Floats:
    """Of each hotspot the three figures its standing goes by."""
    k = len(ground.country)
    of_place = np.full(ground.n + 1, -1)
    of_place[ground.rows] = ground.member
    highest = np.zeros(k + 1)
    np.maximum.at(highest, of_place[place], score)
    attacked = np.column_stack([of_place[likelihood.attacked[:, 0]], likelihood.attacked[:, 1]])
    attacked = np.unique(attacked[attacked[:, 0] >= 0], axis=0)
    months = np.bincount(attacked[:, 0], minlength=k)
    chance = -np.expm1(-ground.hazard(likelihood.rate(0)))
    return np.column_stack([chance, highest[:k], months])


def _share_out(
    ground: _Ground, likelihood: PlaceLikelihood, told: Floats, levels: Mapping[str, Level]
) -> PlaceLikelihood:
    """The likelihood of each place as its hotspot stands, and as its country's past corrects it."""
    if not len(told):
        return raise_threatened(likelihood)
    rate = ground.hazard(likelihood.rate(0))
    figures = standing_figures(told[:, 0], told[:, 1], told[:, 2])
    shared = share_out(rate, figures, ground.country, shipped_standing())
    level = np.array([levels[c].factor if c in levels else 1.0 for c in ground.country])
    log_rate = likelihood.log_rate.copy()
    log_rate[ground.rows] += np.log(shared * level / rate)[ground.member]
    return raise_threatened(replace(likelihood, log_rate=log_rate))


def _carry(
    before: Mapping[str, HotspotBefore], names: Sequence[str], hotspot: Ints, value: Floats, k: int
) -> Carried:
    """What became of the hotspots of before, by the weight of their places."""
    now: list[dict[str, float]] = [{} for _ in range(k)]
    for place in np.flatnonzero(hotspot >= 0).tolist():
        now[hotspot[place]][names[place]] = round(float(value[place]), 6)
    return carry_over({name: one.places for name, one in before.items()}, now)


def _keep_names(
    hotspots: Hotspots,
    hotspot: Ints,
    names: Sequence[str],
    before: Mapping[str, HotspotBefore],
    carried: Carried,
) -> Hotspots:
    """The hotspots, each named by the place of before while it keeps its id and that place."""
    row_of = {name: row for row, name in enumerate(names)}
    lead = hotspots.lead.copy()
    for row, kept in enumerate(carried.ids):
        place = row_of.get(before[kept].named, -1) if kept else -1
        if place >= 0 and hotspot[place] == row:
            lead[row] = place
    return replace(hotspots, lead=lead)


def _gravity_of(weight: Floats) -> Ints:
    step = np.log(np.maximum(weight, 1e-9)) / np.log(STEP)
    return np.asarray(np.clip(np.rint(step) + 1, 1, 5), dtype=np.int64)


def _evidence(record: Ledger, vectors: Floats) -> tuple[Pairs, Floats]:
    """Which harm weighs on which place, and how much: it fades with time and distance."""
    recent = (record.harm >= 0) & (record.days <= EVIDENCE_DAYS * EVIDENCE_HALVINGS)
    pairs = pairs_within(vectors, record.vectors, recent, EVIDENCE_KM * EVIDENCE_HALVINGS)
    return pairs, distance_decay(pairs, record.days, EVIDENCE_DAYS, EVIDENCE_KM)


def _own_evidence(
    record: Ledger, suggested: Suggested, pairs: Pairs, weight: Floats
) -> tuple[Floats, Floats]:
    """Of each risk: the sum of the events of its actor and harm around its place, and what they
    weigh on average, drawn towards the record's usual where few stand behind it."""
    width = max(len(record.actors), 1) * len(HARMS)
    which, actor = record.by_actor(pairs.event)
    event = pairs.event[which]
    told = pairs.place[which] * width + actor * len(HARMS) + record.harm[event]
    wanted = suggested.place * width + suggested.actor * len(HARMS) + suggested.harm
    keys, at = np.unique(wanted, return_inverse=True)
    weighs = np.array(WEIGHTS)[np.clip(record.gravity.astype(np.int64), 1, 5) - 1]
    harmed = record.harm >= 0
    usual = float(weighs[harmed].mean()) if harmed.any() else WEIGHTS[2]
    if not len(keys):
        return np.zeros(0), np.zeros(0)
    slot = np.searchsorted(keys, told).clip(0, len(keys) - 1)
    mine = keys[slot] == told
    slot, part = slot[mine], weight[which][mine]
    sums = _sums(slot, part, len(keys))[at]
    heavy = _sums(slot, part * weighs[event[mine]], len(keys))[at]
    return sums, (heavy + PRIOR_EVENTS * usual) / (sums + PRIOR_EVENTS)


def _sums(rows: Ints, values: Floats, n: int) -> Floats:
    return np.asarray(np.bincount(rows, values, minlength=n), dtype=np.float64)


def _shares(suggested: Suggested, sums: Floats, declared: Floats, n: int) -> Floats:
    """Each risk's share of what may happen at its place; a declared threat has half at least, for
    it says who means to. Where nothing on record is near enough to tell, all have the same."""
    whole = np.bincount(suggested.place, sums, minlength=n)[suggested.place]
    sums = np.where(declared >= 5, np.maximum(sums, np.maximum(whole, 1e-9)), sums)
    whole = np.bincount(suggested.place, sums, minlength=n)[suggested.place]
    alike = 1 / np.bincount(suggested.place, minlength=n)[suggested.place]
    return np.divide(sums, whole, out=alike, where=whole > 0)


def _situation(suggested: Suggested) -> tuple[Floats, Floats]:
    """How people's situation shifts gravity, in steps, and which share of it nobody described.

    The mean of what is known above or below the middle; nothing known is no shift.
    """
    values = suggested.values[:, [NAMES.index(name) for name in SITUATION]]
    blank = np.isnan(values)
    known = np.where(blank, 0.0, values - BLANK).sum(axis=1)
    return known / len(SITUATION), blank.mean(axis=1)


def _spread_of_gravity(sums: Floats, blank: Floats) -> Floats:
    few = GRAVITY_SPREAD / np.sqrt(1 + sums)
    return np.asarray(np.hypot(few, SITUATION_SPREAD * blank))


def _hotspots(
    ground: _Ground,
    value: Floats,
    likelihood: PlaceLikelihood,
    told: Floats,
    spread: Floats,
    on_record: Ints,
    *,
    draws: int,
    seed: int,
) -> tuple[Hotspots, Ints, Ints]:
    """The hotspots, highest first, of each place the row of its hotspot, and of each hotspot in the
    order they were made in its row."""
    rows, member = ground.rows, ground.member
    k = len(ground.country)
    weight = np.round(value[rows], 9)  # of equals the first given, whatever a last digit says
    heaviest = _last_of(member, np.lexsort((-rows, weight)), k)
    heavy = value[rows] * 2 >= value[rows[heaviest]][member]
    known = np.lexsort((-rows, weight, np.where(heavy, on_record[rows], -1)))
    lead = rows[_last_of(member, known, k)]
    heaviest = rows[heaviest]
    middle, low, high = (
        -np.expm1(-ground.hazard(likelihood.rate(deviations))) for deviations in (0.0, -Z90, Z90)
    )
    # All that may happen at the place that weighs most, over the ground of all of them.
    own = likelihood.chance_at(0)[heaviest]
    whole = np.where(own > 0, value[heaviest] * middle / np.maximum(own, 1e-12), 0.0)
    order = np.lexsort((lead, -np.round(whole, 9)))
    row_of = np.empty(k, dtype=np.int64)
    row_of[order] = np.arange(k)
    hotspot_of = np.full(ground.n, -1)
    hotspot_of[rows] = row_of[member]
    lead, middle, low, high, whole = (
        lead[order],
        middle[order],
        low[order],
        high[order],
        whole[order],
    )
    told = told[order]
    ranks = _drawn_ranks(
        middle, whole, likelihood.spread[lead], spread[lead], draws=draws, seed=seed
    )
    higher = ranks[:, :-1] < ranks[:, 1:]
    return (
        Hotspots(
            value=whole,
            likelihood=middle,
            low=low,
            high=high,
            weight=np.divide(whole, middle, out=np.zeros(k), where=middle > 0),
            places=np.bincount(row_of[member], minlength=k),
            lead=lead,
            rank_low=np.quantile(ranks, 0.05, axis=0, method="lower").astype(np.int64),
            rank_high=np.quantile(ranks, 0.95, axis=0, method="higher").astype(np.int64),
            first=np.stack([(ranks <= top).mean(axis=0) for top in TOPS], axis=1),
            above_next=np.append(higher.mean(axis=0), np.nan)[:k],
            on_record=told[:, 0],
            score=told[:, 1],
            months=told[:, 2].astype(np.int64),
        ),
        hotspot_of,
        row_of,
    )


def _last_of(member: Ints, rising: Ints, k: int) -> Ints:
    """Of each of k groups the member that comes last in an order."""
    last = np.zeros(k, dtype=np.int64)
    last[member[rising]] = rising
    return last


def _on_record_here(record: Ledger, vectors: Floats) -> Ints:
    """How many attacks on record lie right at each place: what people know it by."""
    pairs = pairs_within(vectors, record.vectors, record.harm >= 0, HERE_KM)
    return np.bincount(pairs.place, minlength=len(vectors))


def _drawn_ranks(
    likelihood: Floats,
    value: Floats,
    rate_spread: Floats,
    step_spread: Floats,
    *,
    draws: int,
    seed: int,
) -> Ints:
    """Where each hotspot stands in each draw: draws x k ranks from 1.

    What is not known of one place is in part not known of all: the draws share TOGETHER of it.
    """
    k = len(value)
    if not k:
        return np.ones((draws, 0), dtype=np.int64)
    random = np.random.default_rng(seed)

    def deviations() -> Floats:
        common = random.standard_normal((draws, 1))
        own = random.standard_normal((draws, k))
        return np.asarray(np.sqrt(TOGETHER) * common + np.sqrt(1 - TOGETHER) * own)

    rate = -np.log1p(-likelihood) * np.exp(deviations() * rate_spread)
    weight = np.divide(value, likelihood, out=np.zeros(k), where=likelihood > 0)
    drawn = -weight * STEP ** (deviations() * step_spread) * np.expm1(-rate)
    order = np.argsort(-drawn, axis=1, kind="stable")
    ranks = np.empty((draws, k), dtype=np.int64)
    np.put_along_axis(ranks, order, np.arange(1, k + 1)[None, :], axis=1)
    return ranks
