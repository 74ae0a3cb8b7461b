"""Why each factor stands where it does: the events behind it and one sentence to read aloud."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from tutela.actors.identify import COMMUNAL, STATE_TYPES, type_of
from tutela.actors.record import events_within_reach
from tutela.base.distances import chord, chord_to_km, unit_vectors
from tutela.base.later import Floats, Ints, np
from tutela.base.messages import Sentence, day_said, say, say_n, term
from tutela.capacity.types import Bases
from tutela.places.gazetteer import Places
from tutela.risk.factors import FACTORS
from tutela.risk.parameters import Parameters
from tutela.risk.record.ledger import UNKNOWN_ACTOR, Ledger
from tutela.risk.record.nearby import SPACE_HALVINGS, TIME_HALVINGS
from tutela.risk.record.reprisals import EDGE_KM, Reason, explain_motive
from tutela.risk.score import BLANK_HIGH, BLANK_LOW
from tutela.risk.suggest import (
    NAMES,
    SITE_KINDS,
    THREAT_WORD,
    Suggested,
    violence,
)
from tutela.risk.types import Component, Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

Tell = Callable[[int], tuple[Ints, Sentence]]


SHOWN = 5
"""Events named for one factor: the strongest; the sentence counts them all."""

BLANK_BECAUSE = {
    "declared threat": say("no threat or ultimatum is on file; event files seldom record them"),
    "recent conduct": say("no harm by this actor near here of late is on file"),
    "motive or trigger now": say("no violence near here of late is on file"),
    "pattern against this group": say(
        "no earlier harm of this kind by this actor near here is on file"
    ),
    "arms and numbers": say("the source does not say how many civilians its attacks killed"),
    "command": say("event files do not speak of command; an analyst must"),
    "mobility": say("too few of its events are on file, or it is no single group"),
    "freedom of action": say("event files do not say who stood in its way; an analyst must"),
    "targeted identity": say("compartment group identity: not read here"),
    "displacement or site conditions": say(
        "no site, and no flight of many people within these weeks, is on file here"
    ),
    "routine movement": say("no season shows in the years on file; daily movement must be asked"),
    "people unable to flee": say("event files do not say; ask the community, women and men apart"),
    "no effective protector": say("no bases were given"),
    "no warning channel": say("event files do not say; test the channel"),
    "weak self-protection": say("event files do not say; ask the community"),
}


class Explained(Sequence[Evidence]):
    """The evidence of one risk, written when first looked at: a register holds thousands."""

    def __init__(self, explainer: Explainer, row: int) -> None:
        self._explainer, self._row = explainer, row

    @cached_property
    def _written(self) -> tuple[Evidence, ...]:
        return self._explainer.evidence(self._row)

    def __len__(self) -> int:
        return len(NAMES)

    @overload
    def __getitem__(self, at: int) -> Evidence: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Evidence, ...]: ...
    def __getitem__(self, at: int | slice) -> Evidence | tuple[Evidence, ...]:
        return self._written[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._written == tuple(other)

    def __hash__(self) -> int:
        return hash(self._written)


class Explainer:
    """Writes the evidence of one risk at a time; the record is laid out once for all of them."""

    def __init__(
        self,
        record: Ledger,
        places: Places,
        found: Suggested,
        parameters: Parameters,
        bases: Bases | None,
    ) -> None:
        self.record, self.found, self.p = record, found, parameters
        self.bases = bases.with_troops() if bases is not None else ()
        none = bases.why_none() if bases is not None else None
        self._blank_because = BLANK_BECAUSE | ({"no effective protector": none} if none else {})
        self.vectors = unit_vectors(places.lat, places.lon)
        self.kinds = places.frame["kind"].to_list()
        order = np.argsort(record.actor_of, kind="stable")
        bounds = np.searchsorted(record.actor_of[order], np.arange(len(record.actors) + 1))
        self._events_of = [
            np.sort(record.event_of[order[bounds[a] : bounds[a + 1]]])
            for a in range(len(record.actors))
        ]
        self._vectors_of = [record.vectors[events] for events in self._events_of]
        self._violent = violence(record)
        self._fought: dict[int, tuple[Ints, int, NDArray[np.bool_], Sentence | None]] = {}
        # What each sentence may speak of at all: a few years of many.
        days, p = record.days, parameters
        lately = max(p.trigger_half_life_days * TIME_HALVINGS, p.late_days)
        self._violent_lately = self._lay_out(self._violent & (days <= lately))
        harmed = (record.harm >= 0) & (days <= p.exposure_half_life_days * TIME_HALVINGS)
        self._harmed = self._lay_out(harmed)
        self._fled = self._lay_out(record.flight & (days <= p.fled_days))
        self._tell: dict[str, Tell] = {
            "declared threat": self._declared_threats,
            "recent conduct": self._conduct,
            "motive or trigger now": self._trigger,
            "pattern against this group": self._pattern,
            "arms and numbers": self._write_once(self._arms, self.found.actor, self.found.harm),
            "mobility": self._write_once(
                self._mobility, self.found.actor, np.isfinite(self.found.cap)
            ),
            "exposed location or routes": self._write_once(self._exposure, self.found.place),
            "displacement or site conditions": self._displacement,
            "routine movement": self._season,
            "no effective protector": self._protector,
        }

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        """Sixteen factors of one risk, blanks included: what is not known is said, not hidden."""
        factors = []
        component: Component
        for component in ("I", "C", "V"):
            for factor in FACTORS[component]:
                column = NAMES.index(factor)
                value = self.found.values[row, column]
                if np.isnan(value):
                    why = say("not known: {why}", why=self._blank_because[factor])
                    factors.append(
                        Evidence(factor, component, None, BLANK_LOW, BLANK_HIGH, (), why)
                    )
                    continue
                events, why = self._explain_factor(row, factor)
                reason = self._motive(row) if factor == "motive or trigger now" else None
                if reason is not None:
                    both = np.concatenate((reason.events, events))
                    events = np.array(list(dict.fromkeys(both.tolist()))[:SHOWN], np.int64)
                factors.append(
                    Evidence(
                        factor,
                        component,
                        float(value),
                        float(self.found.lows[row, column]),
                        float(self.found.highs[row, column]),
                        self.record.names(events),
                        why,
                        reason.why if reason else "",
                        reason.links if reason else (),
                    )
                )
        return tuple(factors)

    def _explain_factor(self, row: int, factor: str) -> tuple[Ints, Sentence]:
        """What a factor rests on: the record, else what people found out at the place."""
        found_out = self.found.found_out.get((int(self.found.place[row]), factor))
        if found_out is not None:
            why = say("found out by the mission on {day}", day=day_said(found_out.on))
            return np.zeros(0, dtype=np.int64), why
        return self._tell[factor](row)

    def _write_once(self, write: Tell, *same: NDArray[np.generic]) -> Tell:
        """What is the same for all rows that agree in `same` is written once."""
        written: dict[tuple[Any, ...], tuple[Ints, Sentence]] = {}

        def tell(row: int) -> tuple[Ints, Sentence]:
            key = tuple(column[row] for column in same)
            if key not in written:
                written[key] = write(row)
            return written[key]

        return tell

    # Each of these gives the events of one factor, strongest first, and the sentence about them.

    def _declared_threats(self, row: int) -> tuple[Ints, Sentence]:
        events, km = self._mine_near(row)
        said = (
            self.record.tells_of([THREAT_WORD])[events]
            & (self.record.days[events] <= self.p.fresh_days)
            & (km <= self.p.declared_near_km + EDGE_KM)
        )
        nearest_first = events[said][np.argsort(km[said], kind="stable")]
        return nearest_first[:SHOWN], say(
            "{actor} threatened people here or close by: {last}",
            actor=self._actor(row),
            last=self._newest_event(events[said], km[said]),
        )

    def _conduct(self, row: int) -> tuple[Ints, Sentence]:
        events, km = self._mine_near(row)
        harmed = self.record.harm[events] >= 0
        events, km = events[harmed], km[harmed]
        half = self.p.conduct_half_life_days, self.p.conduct_half_km
        strongest = self._strongest(events, km, *half, by_gravity=True)
        late = self._of_late(events, km)
        felt = self._felt(events, km, *half)
        total = float(self.found.kernel[row])
        if not late.any():
            return strongest, say(
                "no harm by {actor} within {km:.0f} km in the last {days:.0f} days;"
                " old or distant signs add up to {total:.2g}",
                actor=self._actor(row),
                km=self.p.late_km,
                days=self.p.late_days,
                total=total,
            )
        counted = say_n(
            "{n} incident of harm by {actor} within {km:.0f} km in the last {days:.0f} days,"
            " {last}; weighed by gravity, age and distance {total:.2g}",
            "{n} incidents of harm by {actor} within {km:.0f} km in the last {days:.0f} days,"
            " {last}; weighed by gravity, age and distance {total:.2g}",
            int(late.sum()),
            actor=self._actor(row),
            km=self.p.late_km,
            days=self.p.late_days,
            last=self._newest_event(events[late], km[late]),
            total=total,
        )
        return strongest, _and_beyond(counted, felt & ~late)

    def _motive(self, row: int) -> Reason | None:
        """What recorded links of the actor add to the motive at this place."""
        motive = self.found.motives.get(int(self.found.actor[row]))
        if motive is None:
            return None
        place = self.vectors[self.found.place[row]]
        return explain_motive(self.record, motive, place, self.p, self._newest_event)

    def _trigger(self, row: int) -> tuple[Ints, Sentence]:
        place = int(self.found.place[row])
        if place not in self._fought:  # the same for every actor at the place
            events, km = self._bear_on_place(self._violent_lately, row)
            half = self.p.trigger_half_life_days, self.p.trigger_half_km
            of_late = self._of_late(events, km)
            self._fought[place] = (
                self._strongest(events, km, *half),
                int(of_late.sum()),
                self._felt(events, km, *half) & ~of_late,
                None if of_late.any() else self._older(events, km),
            )
        strongest, late, beyond, older = self._fought[place]
        mine, mine_km = self._mine_near(row)
        others = late - int((self._violent[mine] & self._of_late(mine, mine_km)).sum())
        if older is not None:
            return strongest, older
        counted = say_n(
            "{n} attack or clash within {km:.0f} km in the last {days:.0f} days",
            "{n} attacks and clashes within {km:.0f} km in the last {days:.0f} days",
            late,
            km=self.p.late_km,
            days=self.p.late_days,
        )
        if others:
            counted = say(
                "{counted}, {others} of them without {actor}: risk of spill-over and reprisals",
                counted=counted,
                others=others,
                actor=self._actor(row),
            )
        return strongest, _and_beyond(counted, beyond)

    def _older(self, events: Ints, km: Floats) -> Sentence:
        """What the trigger rests on where nothing happened close by of late."""
        days = self.p.trigger_half_life_days * TIME_HALVINGS
        reach = self.p.trigger_half_km * SPACE_HALVINGS
        felt = (self.record.days[events] <= days) & (km <= reach + EDGE_KM)
        if not felt.any():
            return BLANK_BECAUSE["motive or trigger now"]
        return say(
            "no attack or clash within {km:.0f} km in the last {days:.0f} days; this rests on older"
            " or farther violence: {felt}, {last}",
            km=self.p.late_km,
            days=self.p.late_days,
            felt=say_n(
                "{n} attack or clash within {km:.0f} km in the last {days:.0f} days",
                "{n} attacks and clashes within {km:.0f} km in the last {days:.0f} days",
                int(felt.sum()),
                km=reach,
                days=days,
            ),
            last=self._newest_event(events[felt], km[felt]),
        )

    def _pattern(self, row: int) -> tuple[Ints, Sentence]:
        events, km = self._mine_near(row)
        same = self.record.harm[events] == self.found.harm[row]
        events, km = events[same], km[same]
        half = self.p.pattern_half_life_days, self.p.pattern_half_km
        close = km <= self.p.close_km
        counted = say_n(
            "{n} earlier incident of this kind by {actor} within {km:.0f} km on file since {year}",
            "{n} earlier incidents of this kind by {actor} within {km:.0f} km on file since {year}",
            int(close.sum()),
            actor=self._actor(row),
            km=self.p.close_km,
            year=self._first(events),
        )
        beyond = self._felt(events, km, *half) & ~close
        return self._strongest(events, km, *half), _and_beyond(counted, beyond)

    def _arms(self, row: int) -> tuple[Ints, Sentence]:
        mine = self._window(self._events_of_actor(row))
        known = mine[
            (self.record.harm[mine] == self.found.harm[row]) & ~np.isnan(self.record.deaths[mine])
        ]
        deaths = self.record.deaths[known]
        return known[np.argsort(-deaths, kind="stable")][:SHOWN], say_n(
            "{n} attack of {actor} in the last {span} killed {mean:.1f} civilians each on"
            " average, at most {most:.0f}",
            "{n} attacks of {actor} in the last {span} killed {mean:.1f} civilians each on"
            " average, at most {most:.0f}",
            len(known),
            span=_span(self.p.actor_window_days),
            actor=self._actor(row),
            mean=deaths.mean(),
            most=deaths.max(),
        )

    def _mobility(self, row: int) -> tuple[Ints, Sentence]:
        mine = self._window(self._events_of_actor(row))
        reach = self.found.reach_km[self.found.actor[row]]
        why = say(
            "{share:.0%} of its {events} events in {span} lie within {km:.0f} km of their middle",
            span=_span(self.p.actor_window_days),
            share=events_within_reach(len(mine), self.p.reach_share) / len(mine),
            events=len(mine),
            km=reach,
        )
        if np.isfinite(self.found.cap[row]):
            why = say(
                "{reach}; none of the last {span} lies that near to this place, so capability is"
                " held to {cap:.0f}",
                reach=why,
                span=_span(self.p.reach_seen_days),
                cap=self.found.cap[row],
            )
        return mine[np.argsort(self.record.days[mine], kind="stable")][:SHOWN], why

    def _exposure(self, row: int) -> tuple[Ints, Sentence]:
        events, km = self._bear_on_place(self._harmed, row)
        years = self.p.exposure_half_life_days * TIME_HALVINGS / 365.25
        half = self.p.exposure_half_life_days, self.p.exposure_half_km
        close = km <= self.p.close_km
        counted = say_n(
            "{n} incident of harm to civilians by anyone within {km:.0f} km"
            " in the last {years:.0f} years on file",
            "{n} incidents of harm to civilians by anyone within {km:.0f} km"
            " in the last {years:.0f} years on file",
            int(close.sum()),
            km=self.p.close_km,
            years=years,
        )
        beyond = self._felt(events, km, *half) & ~close
        return self._strongest(events, km, *half), _and_beyond(counted, beyond)

    def _displacement(self, row: int) -> tuple[Ints, Sentence]:
        kind = self.kinds[self.found.place[row]]
        if kind and kind.lower() in SITE_KINDS:
            return np.zeros(0, np.int64), say(
                "listed as a {kind}: displaced people live together here", kind=term(kind)
            )
        events, km = self._bear_on_place(self._fled, row)
        fled = km <= self.p.fled_km + EDGE_KM
        nearest_first = events[fled][np.argsort(km[fled], kind="stable")]
        return nearest_first[:SHOWN], say(
            "people in flight within {km:.0f} km: {last}",
            km=self.p.fled_km,
            last=self._newest_event(events[fled], km[fled]),
        )

    def _season(self, row: int) -> tuple[Ints, Sentence]:
        ratio = self.found.season[self.found.place[row]]
        return np.zeros(0, np.int64), say(
            "this time of year saw {ratio:.1f} times the mean harm within {km:.0f} km,"
            " in nearly every year on file",
            ratio=ratio,
            km=self.p.season_km,
        )

    def _protector(self, row: int) -> tuple[Ints, Sentence]:
        place = self.found.place[row]
        base, km = self.bases[self.found.base[place]], self.found.base_km[place]
        nearest = say(
            "nearest base with troops that scores count: {base}, {km:.0f} km in a straight line",
            base=base.name,
            km=km,
        )
        if type_of(self.record.actors[self.found.actor[row]]) in STATE_TYPES:
            why = say(
                "{nearest}; presence has not held back state forces, so it takes nothing off",
                nearest=nearest,
            )
        elif km < self.p.protector_far_km:
            why = say(
                "{nearest}; it may hold back this actor, if it can move and is told in time",
                nearest=nearest,
            )
        else:
            why = say("{nearest}; too far to matter", nearest=nearest)
        return np.zeros(0, np.int64), why

    # What the sentences are made of.

    def _actor(self, row: int) -> str:
        name = self.record.actors[int(self.found.actor[row])]
        if name == UNKNOWN_ACTOR:
            return term("unknown perpetrators")
        return term(name) if name == COMMUNAL else name

    def _events_of_actor(self, row: int) -> Ints:
        return self._events_of[int(self.found.actor[row])]

    def _window(self, events: Ints) -> Ints:
        return events[self.record.days[events] <= self.p.actor_window_days]

    def _lay_out(self, mask: NDArray[np.bool_]) -> tuple[Ints, Floats]:
        """The masked events, and where each was."""
        events = np.flatnonzero(mask)
        return events, self.record.vectors[events]

    def _bear_on_place(self, laid_out: tuple[Ints, Floats], row: int) -> tuple[Ints, Floats]:
        """Those of some events that may bear on the place, and how far each is, km."""
        events, vectors = laid_out
        at, km = self._within_reach(vectors, int(self.found.place[row]))
        return events[at], km

    def _mine_near(self, row: int) -> tuple[Ints, Floats]:
        """Events in which the risk's actor took part that may bear on the place."""
        actor = int(self.found.actor[row])
        return self._bear_on_place((self._events_of[actor], self._vectors_of[actor]), row)

    def _within_reach(self, vectors: Floats, place: int) -> tuple[Ints, Floats]:
        """Which of some events lie near enough to count in any sum; and how far, km."""
        half_km = max(
            self.p.conduct_half_km,
            self.p.trigger_half_km,
            self.p.pattern_half_km,
            self.p.exposure_half_km,
        )
        told_km = max(self.p.presence_km, self.p.declared_near_km, self.p.fled_km) + EDGE_KM
        within = chord(max(half_km * SPACE_HALVINGS, told_km))
        # One product over all events costs less than asking a tree for thousands of them.
        squares = 2 - 2 * (vectors @ self.vectors[place])
        at = np.flatnonzero(squares <= within**2)
        return at, chord_to_km(np.sqrt(np.maximum(squares[at], 0)))

    def _of_late(self, events: Ints, km: Floats) -> NDArray[np.bool_]:
        return np.asarray((self.record.days[events] <= self.p.late_days) & (km <= self.p.late_km))

    def _felt(
        self, events: Ints, km: Floats, half_life_days: float, half_km: float
    ) -> NDArray[np.bool_]:
        """Which of some events a sum reaches at all."""
        lately = self.record.days[events] <= half_life_days * TIME_HALVINGS
        return np.asarray(lately & (km <= half_km * SPACE_HALVINGS + EDGE_KM))

    def _strongest(
        self,
        events: Ints,
        km: Floats,
        half_life_days: float,
        half_km: float,
        *,
        by_gravity: bool = False,
    ) -> Ints:
        """The few events that weigh most in a sum."""
        days = self.record.days[events]
        weights = np.exp2(-days / half_life_days - km / half_km)
        if by_gravity:
            weights = weights * self.record.gravity[events]
        weights = np.where(self._felt(events, km, half_life_days, half_km), weights, 0)
        least = np.partition(weights, -SHOWN)[-SHOWN] if len(weights) > SHOWN else 0
        candidates = np.flatnonzero((weights >= least) & (weights > 0))
        return events[candidates[np.argsort(-weights[candidates], kind="stable")]][:SHOWN]

    def _newest_event(self, events: Ints, km: Floats) -> Sentence:
        newest = int(np.argmin(self.record.days[events]))
        ago = int(self.record.days[events[newest]])
        away = float(km[newest])
        if ago == 0:
            return say("the last today, {km:.0f} km away", km=away)
        if ago == 1:
            return say("the last yesterday, {km:.0f} km away", km=away)
        return say("the last {days} days ago, {km:.0f} km away", days=ago, km=away)

    def _first(self, events: Ints) -> str:
        oldest = self.record.days[events].max()
        return f"{self.record.on - timedelta(days=int(oldest)):%Y}"


def _and_beyond(counted: Sentence, beyond: NDArray[np.bool_]) -> Sentence:
    """What was counted close by, and how many more a sum reaches: they are listed too, where they
    are among the strongest."""
    if not beyond.any():
        return counted
    return say_n(
        "{counted}; {n} more, older or farther off, weighs less",
        "{counted}; {n} more, older or farther off, weigh less",
        int(beyond.sum()),
        counted=counted,
    )


def _span(days: float) -> Sentence:
    """So many days in words.

    >>> _span(730), _span(365), _span(90)
    ('two years', '12 months', '90 days')
    """
    if days == 2 * 365:
        return say("two years")
    if days % 365 == 0:
        return say("{n} months", n=int(days // 365 * 12))
    return say_n("{n} day", "{n} days", round(days))
