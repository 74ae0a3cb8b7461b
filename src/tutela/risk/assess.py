"""The main verb: incidents and places in, ranked and explained risks out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tutela.actors.feuds import KnownLink
from tutela.base.days import ask_of
from tutela.base.distances import unit_vectors
from tutela.base.later import Floats, Ints, np, pl
from tutela.base.messages import say
from tutela.capacity.types import Bases
from tutela.incidents.types import Events
from tutela.incidents.words import HARMS
from tutela.places.gazetteer import Places
from tutela.risk import score
from tutela.risk.chance.own_past import tell_levels
from tutela.risk.evidence import Explained, Explainer
from tutela.risk.factors import BANDS, CONFIDENCES, FACTORS, PRIORITIES
from tutela.risk.likelihood import estimate
from tutela.risk.order import ROWS, Order, place_in_order, priorities, threatened_places
from tutela.risk.parameters import DEFAULT, Parameters
from tutela.risk.record.corrected import Correction
from tutela.risk.record.hotspots import HotspotBefore
from tutela.risk.record.ledger import Ledger, ledger
from tutela.risk.record.on_list import set_at_places
from tutela.risk.suggest import NAMES, FoundOut, Suggested, suggest, with_found_out
from tutela.risk.tripwires import tripwires
from tutela.risk.types import Assessment, Component, Evidence, Risk

if TYPE_CHECKING:
    from numpy.typing import NDArray

HORIZON_DAYS = 7
"""What suggested risks are for: the method's default. Events cannot tell seven days from thirty; an
analyst's own sheet may state another horizon.
"""


class Scored(NamedTuple):
    """Every risk with its score, in no order: what people argue about, drawn from the record.

    events   those given, with the position of a listed place where they only name it
    """

    events: Events
    record: Ledger
    suggested: Suggested
    components: dict[Component, score.Scored]
    risk: Floats


@dataclass(frozen=True, eq=False)
class Assessed:
    """Every risk as columns, in the suggested order; sentences and evidence are written when asked
    for.

    A mission's register can hold tens of thousands of place, actor and harm; a page shows twenty.
    First stands one risk for each hotspot, which speaks for it, highest first; then all others.

    value, likelihood   of a hotspot's risk those of the hotspot, of another its own; the likelihood
                        is not a number where it is not estimated.
    """

    on: date
    places: Places
    record: Ledger
    suggested: Suggested
    components: dict[Component, score.Scored]
    threat: Floats
    risk: Floats
    low: Floats
    high: Floats
    band: Ints
    priority: Ints
    rank: Ints
    order: Order
    value: Floats
    likelihood: Floats
    confidence: Ints
    parameters: Parameters
    bases: Bases | None
    earlier_bases: Bases | None
    sources: tuple[str, ...]
    compartments: frozenset[str]

    def __len__(self) -> int:
        return len(self.risk)

    @property
    def insufficient(self) -> NDArray[np.bool_]:
        """Whether any component is more than half blank."""
        blank = [scored.mostly_blank for scored in self.components.values()]
        return np.asarray(np.logical_or.reduce(blank))

    @property
    def not_assessed(self) -> Ints:
        """Row numbers of places about which nothing is recorded: unknown, which is not safe."""
        return np.setdiff1d(np.arange(len(self.places)), self.suggested.place)

    @property
    def links(self) -> frozenset[str]:
        """Keys of the links of actors by which events may have raised a motive."""
        motives = self.suggested.motives.values()
        return frozenset(key for motive in motives for key in motive.links)

    @property
    def hotspot(self) -> Ints:
        """Of each risk the row of its hotspot in `order.hotspots`."""
        return np.asarray(self.order.hotspot[self.suggested.place])

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.record, self.places, self.suggested, self.parameters, self.bases)

    def evidence(self, row: int) -> Sequence[Evidence]:
        """What the risk of a row rests on, in sentences."""
        return Explained(self._explainer, row)

    def risks(self, top: int | None = None) -> tuple[Risk, ...]:
        """The first `top` risks, or all; the evidence of each is written when first looked at."""
        places = self.places.places()
        insufficient = self.insufficient
        hotspots, hotspot = self.order.hotspots, self.hotspot
        ties = hotspots.ties_next
        risks_scored = []
        for row in range(len(self) if top is None else min(top, len(self))):
            word = PRIORITIES[self.priority[row]]
            risks_scored.append(
                Risk(
                    place=places[self.suggested.place[row]],
                    actor=self.record.actors[self.suggested.actor[row]],
                    harm=HARMS[self.suggested.harm[row]],
                    horizon_days=HORIZON_DAYS,
                    I=float(self.components["I"].best[row]),
                    C=float(self.components["C"].best[row]),
                    V=float(self.components["V"].best[row]),
                    T=float(self.threat[row]),
                    R=float(self.risk[row]),
                    R_low=float(self.low[row]),
                    R_high=float(self.high[row]),
                    band=BANDS[self.band[row]],
                    gravity=int(self.suggested.gravity[row]),
                    priority=word,
                    msc=score.must_should_could(word),
                    rank=int(self.rank[row]),
                    confidence=CONFIDENCES[self.confidence[row]],
                    insufficient_data=bool(insufficient[row]),
                    kernel=float(self.suggested.kernel[row]),
                    evidence=self.evidence(row),
                    shared=bool(ties[hotspot[row]]),
                    likelihood=float(self.likelihood[row]),
                    likelihood_low=float(hotspots.low[hotspot[row]]),
                    likelihood_high=float(hotspots.high[hotspot[row]]),
                    value=float(self.value[row]),
                    leads=bool(self.order.leads[row]),
                    places=int(hotspots.places[hotspot[row]]),
                    rank_low=int(hotspots.rank_low[hotspot[row]]),
                    rank_high=int(hotspots.rank_high[hotspot[row]]),
                )
            )
        return tuple(risks_scored)

    def assessment(self, top: int | None = None) -> Assessment:
        """Risks with evidence, places not assessed, tripwires and what was left out."""
        places = self.places.places()
        return Assessment(
            on=self.on,
            horizon_days=HORIZON_DAYS,
            risks=self.risks(top),
            not_assessed=tuple(places[row] for row in self.not_assessed),
            tripwires=tripwires(
                self.record,
                self.places,
                self.bases,
                self.earlier_bases,
                at_risk=np.unique(self.suggested.place[self.band >= BANDS.index("medium")]),
                parameters=self.parameters,
            ),
            sources=self.sources,
            compartments=self.compartments,
            blanks=dict(
                zip(NAMES, np.isnan(self.suggested.values).sum(axis=0).tolist(), strict=True)
            ),
            notes=(
                *tell_levels(self.order.levels),
                *self.record.notes,
                *self.places.notes,
                *(self.bases.all_notes() if self.bases is not None else (say("no bases given"),)),
            ),
        )


def assess(
    events: Events,
    places: Places,
    *,
    on: date,
    bases: Bases | None = None,
    earlier_bases: Bases | None = None,
    parameters: Parameters = DEFAULT,
    compartments: frozenset[str] = frozenset(),
    sources: tuple[str, ...] = (),
    links: Sequence[KnownLink] = (),
    fled: frozenset[str] = frozenset(),
    before: Mapping[str, HotspotBefore] | None = None,
    corrections: Sequence[Correction] = (),
    found_out: Sequence[FoundOut] = (),
) -> Assessed:
    """Rank places by the risk that an actor harms civilians there.

    Takes   m events in any order (those that ended after `on` are left out); n places; the bases
            known on the day, and those of some months before, to see who left; links of actors
            that a person wrote or accepted, which may raise a motive to retaliate; fled, ids of
            events in which many people fled, whatever their gravest harm; the hotspots of before
            and what people corrected of them, by ids of places; found_out, what people found out
            of factors of places that no record tells.
    Gives   one risk for each place, actor and harm with anything on record, in the suggested order:
            likelihood of an attack within 30 days times what such attacks weigh. First one risk
            for each hotspot, then the others. Places with nothing on record are listed apart as
            not assessed.
    Source  domain reference, section d and amendment 12; docs/adr/0054. Scores are suggestions: a
            named person decides.

    >>> from datetime import date
    >>> assess(Events.empty(), Places.of([]), on=date(2030, 6, 1)).risks()
    ()
    """
    events, record, suggested, components, risks = score_risks(
        events,
        places,
        on=on,
        bases=bases,
        parameters=parameters,
        compartments=compartments,
        links=links,
        fled=fled,
        found_out=found_out,
    )
    names = places.frame["id"].cast(pl.String).to_list()
    low = score.risk(*(components[c].low for c in ("I", "C", "V")))
    high = score.risk(*(components[c].high for c in ("I", "C", "V")))
    likely = estimate(
        events,
        places,
        on=on,
        threatened=threatened_places(suggested, len(places)),
        compartments=compartments,
    )
    order = place_in_order(
        record,
        unit_vectors(places.lat, places.lon),
        suggested,
        likely,
        risks,
        country=places.frame["iso3"].fill_null("").to_list(),
        names=names,
        before=before,
        corrections=corrections,
    )
    hotspot = order.hotspot[suggested.place]
    value = np.where(order.leads, order.hotspots.value[hotspot], order.row_value)
    likelihood = np.where(order.leads, order.hotspots.likelihood[hotspot], order.row_likelihood)
    if len(likelihood):
        likelihood = np.where(order.offered[hotspot], likelihood, np.nan)
    ids = places.frame["id"].to_numpy().astype(np.str_)[suggested.place]
    # Processors differ in the last digit of a power: what differs by less than that is equal.
    told = [-np.round(column, 9) for column in (suggested.kernel, value)]
    ranked = np.where(order.leads, hotspot, 0)
    row = np.lexsort((ids, *told, ranked, ~order.leads)).astype(np.int64)
    suggested = suggested.rows(row)
    return Assessed(
        on=on,
        places=places,
        record=record,
        suggested=suggested,
        components={c: s.rows(row) for c, s in components.items()},
        threat=score.threat(components["I"].best, components["C"].best)[row],
        risk=risks[row],
        low=low[row],
        high=high[row],
        band=score.band(risks)[row],
        priority=priorities(value[row], hotspot[row] + 1, len(order.hotspots)),
        rank=hotspot[row] + 1,
        order=replace(order, **{name: getattr(order, name)[row] for name in ROWS}),
        value=value[row],
        likelihood=likelihood[row],
        confidence=suggested.confidence,
        parameters=parameters,
        bases=bases,
        earlier_bases=earlier_bases,
        sources=sources,
        compartments=compartments,
    )


def score_risks(
    events: Events,
    places: Places,
    *,
    on: date,
    bases: Bases | None = None,
    parameters: Parameters = DEFAULT,
    compartments: frozenset[str] = frozenset(),
    links: Sequence[KnownLink] = (),
    fled: frozenset[str] = frozenset(),
    found_out: Sequence[FoundOut] = (),
) -> Scored:
    """Score every place, actor and harm with anything on record by R, without an order.

    Takes   as `assess`, which puts what this gives in the suggested order.
    """
    events, located = set_at_places(events, places, compartments)
    record = ledger(
        events,
        on=ask_of(on),
        parameters=parameters,
        compartments=compartments,
        fled=fled,
    )
    record = replace(record, notes=(*located, *record.notes))
    suggested = suggest(record, places, parameters=parameters, bases=bases, links=links)
    names = places.frame["id"].cast(pl.String).to_list()
    suggested = with_found_out(suggested, names, found_out)
    components = _components(suggested)
    risks = score.risk(*(components[c].best for c in ("I", "C", "V")))
    return Scored(events, record, suggested, components, risks)


def _components(suggested: Suggested) -> dict[Component, score.Scored]:
    """The three components; capability is capped where the actor cannot readily reach the place."""
    components: dict[Component, score.Scored] = {}
    for which in ("I", "C", "V"):
        columns = [NAMES.index(name) for name in FACTORS[which]]
        components[which] = score.component(
            which,
            suggested.values[:, columns],
            suggested.lows[:, columns],
            suggested.highs[:, columns],
        )
    return components | {"C": components["C"].held_to(suggested.cap)}
