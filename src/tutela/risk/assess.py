"""The main verb: incidents and places in, ranked and explained risks out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tutela.actors.feuds import KnownLink
from tutela.base.arrays import Floats, Ints
from tutela.base.days import ask_of
from tutela.base.say import say
from tutela.capacity.types import Bases
from tutela.incidents.types import Events
from tutela.incidents.words import HARMS
from tutela.places.gazetteer import Places
from tutela.risk import score
from tutela.risk.evidence import Explained, Explainer
from tutela.risk.factors import BANDS, CONFIDENCES, FACTORS, PRIORITIES
from tutela.risk.ledger import Ledger, ledger
from tutela.risk.parameters import DEFAULT, Parameters
from tutela.risk.suggest import NAMES, Suggested, suggest
from tutela.risk.tripwires import tripwires
from tutela.risk.types import Assessment, Component, Risk

HORIZON_DAYS = 7
"""What suggested risks are for: the method's default. Events cannot tell seven days from thirty; an
analyst's own sheet may state another horizon.
"""


@dataclass(frozen=True, eq=False)
class Assessed:
    """Every risk as columns, highest first; sentences and evidence are written when asked for.

    A mission's register can hold tens of thousands of place, actor and harm; a page shows twenty.
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

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.record, self.places, self.suggested, self.parameters, self.bases)

    def risks(self, top: int | None = None) -> tuple[Risk, ...]:
        """The first `top` risks, or all; the evidence of each is written when first looked at."""
        places = self.places.places()
        insufficient = self.insufficient
        _, inverse, counts = np.unique(self.rank, return_inverse=True, return_counts=True)
        shared = counts[inverse] > 1
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
                    evidence=Explained(self._explainer, row),
                    shared=bool(shared[row]),
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
) -> Assessed:
    """Rank places by the risk that an actor harms civilians there.

    Takes   m events in any order (those that ended after `on` are left out); n places; the bases
            known on the day, and those of some months before, to see who left; links of actors
            that a person wrote or accepted, which may raise a motive to retaliate; fled, ids of
            events in which many people fled, whatever their gravest harm.
    Gives   one risk for each place, actor and harm with anything on record, highest first:
            by priority, R, then the recent-conduct sum. Places with nothing on record are listed
            apart as not assessed.
    Source  domain reference, section d. Scores are suggestions: a named person decides.

    >>> from datetime import date
    >>> assess(Events.empty(), Places.of([]), on=date(2030, 6, 1)).risks()
    ()
    """
    record = ledger(
        events,
        on=ask_of(on),
        parameters=parameters,
        compartments=compartments,
        places=places,
        fled=fled,
    )
    suggested = suggest(record, places, parameters=parameters, bases=bases, links=links)
    components = _components(suggested)
    best = {c: s.best for c, s in components.items()}
    risks = score.risk(best["I"], best["C"], best["V"])
    low = score.risk(*(components[c].low for c in ("I", "C", "V")))
    high = score.risk(*(components[c].high for c in ("I", "C", "V")))
    band = score.band(risks)
    priority = score.priority(band, suggested.gravity)
    ids = places.frame["id"].to_numpy().astype(np.str_)[suggested.place]
    row = score.order(priority, risks, suggested.kernel, ids)
    suggested = suggested.rows(row)
    return Assessed(
        on=on,
        places=places,
        record=record,
        suggested=suggested,
        components={c: s.rows(row) for c, s in components.items()},
        threat=score.threat(best["I"], best["C"])[row],
        risk=risks[row],
        low=low[row],
        high=high[row],
        band=band[row],
        priority=priority[row],
        rank=score.ranks(low[row], high[row]),
        confidence=suggested.confidence,
        parameters=parameters,
        bases=bases,
        earlier_bases=earlier_bases,
        sources=sources,
        compartments=compartments,
    )


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
