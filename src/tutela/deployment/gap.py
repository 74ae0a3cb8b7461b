"""What a risk needs beside who can give it: the gap, and the gap in one sentence.

A gap is reckoned anew from units, ways and caveats each time it is read; nobody keeps it. What is
not known stays not known: never able, and never none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import Sentence, day_said, join, say, say_n, term
from tutela.capacity.able import NIGHT_TASKS, REASONS, UNSURE, Journey, State, Verdict, judge

When = Literal["day", "night"]
Met = Literal["enough", "short", "unknown"]

ENOUGH: Met = "enough"
SHORT: Met = "short"
UNKNOWN: Met = "unknown"


@dataclass(frozen=True, slots=True)
class Effect:
    """What is wanted of means at a place, and how it is given.

    tasks   codes of tutela.capacity.able.TASKS that give it; none where civilian staff do.
    harms   against which harms it is proposed.
    """

    code: str
    label: str
    tasks: tuple[str, ...]
    harms: tuple[str, ...]

    @property
    def civilian(self) -> bool:
        """Whether civilian staff give it: no unit is counted for it."""
        return not self.tasks


EFFECTS: Mapping[str, Effect] = {
    row["effect"]: Effect(
        row["effect"], row["label"], tuple(row["tasks"].split()), tuple(row["harms"].split(";"))
    )
    for row in shipped_rows("tutela.deployment", "effects.csv")
}
"""Each effect by its code, in the order of the table, which is a proposal for the mission."""


def propose_effects(harm: str) -> list[str]:
    """The effects proposed against a harm, by code: a person confirms them.

    >>> propose_effects("arson")
    ['deter', 'hold']
    """
    return [effect.code for effect in EFFECTS.values() if harm in effect.harms]


@dataclass(frozen=True, slots=True)
class Need:
    """What it takes at a place.

    effects         codes of EFFECTS.
    within_minutes  by when the means are to be there; None where nobody said.
    units           how many it takes.
    languages       one of which somebody there must speak; none where it does not matter.
    """

    effects: tuple[str, ...]
    within_minutes: float | None
    whens: tuple[When, ...] = ("day", "night")
    units: int = 1
    languages: tuple[str, ...] = ()

    @property
    def by_units(self) -> tuple[Effect, ...]:
        """The effects that units give."""
        return tuple(EFFECTS[code] for code in self.effects if not EFFECTS[code].civilian)

    @property
    def by_civilians(self) -> tuple[Effect, ...]:
        """The effects that civilian staff give."""
        return tuple(EFFECTS[code] for code in self.effects if EFFECTS[code].civilian)


@dataclass(frozen=True, slots=True)
class Trip:
    """A unit's way to the place, leaving by day or by night.

    arrival  minutes until it could be there, back from what it is committed to; None not known.
    sure     whether the minutes rest on known roads: over open ground they are told, and not
             counted on.
    """

    journey: Journey
    arrival: float | None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class UnitMeans:
    """A unit as it stands to one place, whoever asks.

    interpreter  whether one is with it; languages, those it speaks: none is not known.
    """

    name: str
    base: str
    state: State
    trips: Mapping[When, Trip]
    languages: frozenset[str] = frozenset()
    interpreter: bool | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether one unit gives what is needed, by day or by night.

    able      None is not known. in_time: as able, and there within the limit.
    reasons   in words, why it is not able or that is not known: for holders of the compartment.
    """

    able: bool | None
    in_time: bool | None
    arrival: float | None
    sure: bool
    reasons: tuple[Sentence, ...] = ()

    @property
    def time(self) -> Sentence | None:
        """How long it takes, in words; None where not known."""
        return None if self.arrival is None else time_said(self.arrival)


@dataclass(frozen=True, slots=True)
class UnitAnswers:
    """A unit with its answers. speaks: None where its languages are not known, or none is asked."""

    name: str
    base: str
    answers: Mapping[When, Answer]
    speaks: bool | None = None
    key: str = ""

    @property
    def in_order(self) -> list[Answer]:
        """Its answers, by day before by night."""
        return list(self.answers.values())


@dataclass(frozen=True)
class Half:
    """The gap by day, or by night.

    unlisted  a base from where somebody could come in time and of which no unit is known.
    """

    when: When
    need: Need
    units: Sequence[UnitAnswers]
    unlisted: str = ""

    @cached_property
    def able(self) -> list[UnitAnswers]:
        """The units known to be able, those that could be there first before the others."""
        known = [unit for unit in self.units if unit.answers[self.when].able]
        far = float("inf")
        return sorted(
            known,
            key=lambda unit: (
                far if (at := unit.answers[self.when].arrival) is None else at,
                unit.name,
            ),
        )

    @cached_property
    def unsure(self) -> int:
        """Of how many units it is not known whether they are able."""
        return sum(unit.answers[self.when].able is None for unit in self.units)

    @cached_property
    def met(self) -> Met:
        """Whether enough units are able in time, and one of them is understood there."""
        there = [unit for unit in self.units if unit.answers[self.when].in_time]
        perhaps = sum(unit.answers[self.when].in_time is None for unit in self.units)
        if len(there) < self.need.units:
            could = self.unlisted or not self.units or len(there) + perhaps >= self.need.units
            return UNKNOWN if could else SHORT
        if not self.need.languages or any(unit.speaks for unit in there):
            return ENOUGH
        silent = perhaps or any(unit.speaks is None for unit in there)
        return UNKNOWN if silent else SHORT

    @property
    def last_needed(self) -> UnitAnswers | None:
        """The unit with which enough would be there, of those able; the last of them where they
        are too few. None where none is able."""
        return self.able[: self.need.units][-1] if self.able else None

    def count_said(self) -> Sentence:
        """How many are able, in words."""
        n = len(self.able)
        if n:
            sentence = (
                say_n("{n} unit able by day", "{n} units able by day", n)
                if self.when == "day"
                else say_n("{n} unit able by night", "{n} units able by night", n)
            )
        elif self.unsure or not self.units or self.unlisted:
            return (
                say("not known whether any unit is able by day")
                if self.when == "day"
                else say("not known whether any unit is able by night")
            )
        else:
            return say("none able by day") if self.when == "day" else say("none able by night")
        if self.need.units > 1:
            sentence = say("{told} of {k} needed", told=sentence, k=self.need.units)
        return (
            say("{told}, {n} not known", told=sentence, n=self.unsure) if self.unsure else sentence
        )

    def time_of_first(self) -> Sentence | None:
        """How long it takes beside the limit; None where none is able."""
        if (unit := self.last_needed) is None:
            return None
        answer = unit.answers[self.when]
        if answer.arrival is None:
            return say("how long it takes is not known")
        base = unit.base or say("a place not known")
        sentence = say("{time} from {base}", time=time_said(answer.arrival), base=base)
        if not answer.sure:
            sentence = say("{told} over open ground", told=sentence)
        if self.need.within_minutes is None:
            return say("{told}, within what time is not said", told=sentence)
        return say(
            "{told} against {limit}", told=sentence, limit=time_said(self.need.within_minutes)
        )

    def languages_said(self) -> Sentence | None:
        """That nobody able is understood there; None where somebody is, or it does not matter."""
        if not self.need.languages or not self.able or any(unit.speaks for unit in self.able):
            return None
        if any(unit.speaks is None for unit in self.able):
            return say("not known whether one of them speaks a language of the place")
        return say("none of them speaks a language of the place")


@dataclass(frozen=True)
class Gap:
    """What is needed at a place beside who can give it, by day, by night or both."""

    need: Need
    units: Sequence[UnitAnswers]
    halves: Sequence[Half]

    @property
    def met(self) -> Met:
        """Whether what is needed is there. What civilian staff give is not counted by anybody, so
        that a need of theirs is never known to be met."""
        states = {half.met for half in self.halves}
        if SHORT in states:
            return SHORT
        return UNKNOWN if UNKNOWN in states or self.need.by_civilians or not states else ENOUGH

    def by_arrival(self) -> list[UnitAnswers]:
        """The units, those first that could be there first."""
        far = float("inf")

        def soonest(unit: UnitAnswers) -> tuple[float, str]:
            known = [far if each.arrival is None else each.arrival for each in unit.in_order]
            return min(known, default=far), unit.name

        return sorted(self.units, key=soonest)

    def half(self, when: When) -> Half | None:
        """The gap by day or by night; None where that is not asked."""
        return next((half for half in self.halves if half.when == when), None)

    def sentence(self, *, reasons: bool = False) -> Sentence:
        """The gap in one sentence.

        Takes   reasons: whether what keeps units from it is told, for who holds the compartment
                capacity; others read who is able and when, and not why.
        """
        told = [join(", ", list(self._parts()))]
        if reasons:
            told += [why for half in self.halves if (why := why_not(half)) is not None]
        return join("; ", told)

    def effect(self) -> Sentence:
        """The gap by its effect alone: for papers that go to many."""
        sentence = {
            ("day", SHORT): say("too few able in time by day"),
            ("night", SHORT): say("too few able in time by night"),
            ("day", UNKNOWN): say("not known whether enough are able in time by day"),
            ("night", UNKNOWN): say("not known whether enough are able in time by night"),
        }
        parts = [sentence[half.when, half.met] for half in self.halves if half.met != ENOUGH]
        return join(", ", parts) if parts else self._rest()

    def _parts(self) -> Iterator[Sentence]:
        if not self.halves:
            yield self._rest()
            return
        timed: list[Sentence] = []
        for half in self.halves:
            yield half.count_said()
            sentence = half.time_of_first()
            if sentence is not None and sentence not in timed:
                timed.append(sentence)
                yield sentence
            if (spoken := half.languages_said()) is not None:
                yield spoken
            if half.met == UNKNOWN and half.unlisted:
                yield say("which units stand at {base} is not known", base=half.unlisted)
        if self.need.by_civilians:
            yield self._rest()

    def _rest(self) -> Sentence:
        if not self.need.by_civilians:
            return say("enough units are able in time")
        effects = join(", ", [term(effect.label) for effect in self.need.by_civilians])
        return say(
            "{effects}: by civilian staff, of whom nobody counts who is free", effects=effects
        )


def why_not(half: Half) -> Sentence | None:
    """What keeps most units from it, with how many: for holders of the compartment."""
    reasons = Counter(reason for unit in half.units for reason in unit.answers[half.when].reasons)
    if not reasons:
        return None
    sentence = [
        say_n("{why} ({n} unit)", "{why} ({n} units)", n, why=reason)
        for reason, n in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))[:2]
    ]
    listed = join("; ", sentence)
    return (
        say("by day: {reasons}", reasons=listed)
        if half.when == "day"
        else say("by night: {reasons}", reasons=listed)
    )


def reckon(
    need: Need,
    units: Sequence[UnitMeans],
    *,
    unlisted: Mapping[When, Sequence[tuple[str, float | None]]],
) -> Gap:
    """Who is able to give what is needed at a place, in time, by day and by night.

    Takes   units with their ways there; unlisted, by day and by night, the bases of which no unit
            is known, by name, each with its minutes to the place, None where not known.
    Gives   Gap. A unit is able where, for every effect units give, it may and can do one of the
            tasks that give it; by day none that is done by night. Not known is never able.
    Source  domain reference sections a and g; Framework, section F. That one task of an effect will
            do is our proposal [P].

    >>> from datetime import date
    >>> road = Trip(Journey(date(2030, 6, 1), 60, 220, dark=False), 220)
    >>> dark = Trip(Journey(date(2030, 6, 1), 60, 300, dark=True), 300)
    >>> company = UnitMeans(
    ...     "Coy A", "Lasu", State(able=True, night=False), {"day": road, "night": dark}
    ... )
    >>> gap = reckon(Need(("deter",), 120), [company], unlisted={})
    >>> print(gap.sentence())
    1 unit able by day, 3 h 40 min from Lasu against 2 h, none able by night
    >>> print(gap.sentence(reasons=True).split("; ")[-1])
    by night: it does not move by night (1 unit)
    >>> gap.met, str(gap.effect())
    ('short', 'too few able in time by day, too few able in time by night')
    """
    if not need.by_units:
        return Gap(need, (), ())
    answered = [
        UnitAnswers(
            unit.name,
            unit.base,
            {when: _answer(need, unit, when) for when in need.whens},
            _speaks(need, unit),
            unit.key,
        )
        for unit in units
    ]
    halves = [
        Half(when, need, answered, _could_send(need, unlisted.get(when, ()))) for when in need.whens
    ]
    return Gap(need, answered, halves)


def _answer(need: Need, unit: UnitMeans, when: When) -> Answer:
    trip = unit.trips[when]
    verdicts = [_verdict(unit.state, trip.journey, effect, when) for effect in need.by_units]
    codes = list(dict.fromkeys(code for verdict in verdicts for code in verdict.reasons))
    able: bool | None = True
    if any(verdict.able is False for verdict in verdicts):
        able = False
        codes = [code for code in codes if code not in UNSURE]
    elif any(verdict.able is None for verdict in verdicts):
        able = None
    journeys = [
        replace(trip.journey, task=task) for effect in need.by_units for task in effect.tasks
    ]
    reasons = tuple(_reason_said(unit.state, journeys, code) for code in codes)
    return Answer(able, _in_time(need, able, trip), trip.arrival, trip.sure, reasons)


def _verdict(state: State, journey: Journey, effect: Effect, when: When) -> Verdict:
    """The best verdict of the tasks that give an effect."""
    tasks = [task for task in effect.tasks if when == "night" or task not in NIGHT_TASKS]
    verdicts = [judge(state, replace(journey, task=task)) for task in tasks]
    rank = {True: 0, None: 1, False: 2}
    return min(verdicts, key=lambda verdict: rank[verdict.able])


def _in_time(need: Need, able: bool | None, trip: Trip) -> bool | None:
    limit = need.within_minutes
    if able is False:
        return False
    if limit is None or trip.arrival is None:
        return None
    if trip.arrival > limit:  # over open ground it takes longest: a road may be faster
        return False if trip.sure else None
    return able if trip.sure else None


def _reason_said(state: State, journeys: Sequence[Journey], code: str) -> Sentence:
    """A reason in words; of a caveat, with the day from which it holds."""
    days = [
        caveat.starts
        for caveat in state.caveats
        if caveat.starts
        and any(
            code in judge(replace(state, caveats=(caveat,)), journey).reasons
            for journey in journeys
        )
    ]
    if not code.startswith("caveat") or not days:
        return REASONS[code]
    return say("{why}, of {day}", why=REASONS[code], day=day_said(min(days)))


def _speaks(need: Need, unit: UnitMeans) -> bool | None:
    if not need.languages:
        return None
    if unit.interpreter or unit.languages & set(need.languages):
        return True
    return False if unit.languages and unit.interpreter is False else None


def _could_send(need: Need, bases: Sequence[tuple[str, float | None]]) -> str:
    limit = need.within_minutes
    near = (name for name, minutes in bases if limit is None or minutes is None or minutes <= limit)
    return next(near, "")


def time_said(minutes: float) -> Sentence:
    """Minutes in hours and minutes, rounded up.

    >>> [str(time_said(minutes)) for minutes in (25, 120, 219.2)]
    ['25 min', '2 h', '3 h 40 min']
    """
    hours, rest = divmod(-int(-minutes // 1), 60)
    if not hours:
        return say("{m} min", m=rest)
    return say("{h} h {m:02} min", h=hours, m=rest) if rest else say("{h} h", h=hours)
