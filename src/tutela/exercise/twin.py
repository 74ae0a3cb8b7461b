"""A past crisis told anew as the script of an exercise, so that nobody knows it again.

What is taken of the case is its structure: which kinds of act, in which order, how many minutes
apart, and what was answered. No sentence of it enters here at all: a case is codes and moments.
Words are written anew from these codes in three languages; places are invented, their distances
drawn anew so that only the order of near and far is kept; the hour of the day is another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise

from tutela.base.data_tables import shipped_rows
from tutela.base.distances import distance_km
from tutela.base.folding import plain_letters
from tutela.base.later import np
from tutela.exercise.script import LANGUAGES, Expectation, Inject, Role, Script, Told
from tutela.warning.clocks import shipped_clocks

LONGEST_GAP = 60
"""Minutes without an act are cut to so many, so that a case of days is played in hours [P]."""

MOST_INJECTS, MOST_THEN = 60, 200
MOST_LIMIT = 240
"""So many minutes at most an expectation leaves who plays [P]."""

SHIFT = (3, 21)
"""The hour of the day moves by so many hours, at least and at most [P]."""

NEAREST_KM, STEP_KM = (4, 14), (3, 18)
"""From what the distance of the nearest place is drawn, and of each next one beyond it [P]."""

JOC, OFFICE, SECTOR, COMMAND = "joc", "office", "sector", "command"
ROLES = {
    JOC: "joc_duty_officer",
    OFFICE: "head_of_field_office",
    SECTOR: "sector_operations",
    COMMAND: "force_commander",
}

CALLS = frozenset({"call", "missed_call", "radio", "visit"})
"""Channels that speak; the others write."""

NOT_DONE = frozenset({"refused", "delayed", "failed", "turned"})
"""Answers to a tasking after which it has to be decided anew."""


@dataclass(frozen=True, slots=True)
class PastPlace:
    """A place of the case: a village or a base, where it lies, and its name, which is avoided."""

    name: str
    kind: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class PastAct:
    """One line of the ledger of a case.

    at      with its zone, as the hour was there
    kind    report, level, decision, tasking, answer, outcome, or a moment of an alert
    code    the channel, level, choice, answer or result
    reason  the code of why, where one was given
    """

    at: datetime
    kind: str
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case that has ended.

    acts    in any order
    level   what it was first
    places  the one it was about first
    """

    acts: Sequence[PastAct]
    level: str
    places: Sequence[PastPlace] = ()


@dataclass(frozen=True, slots=True)
class Then:
    """What was done then, a minute of the exercise: by whom is not said."""

    minute: int
    words: Told


@dataclass(frozen=True, slots=True)
class InventedPlace:
    """A place of the exercise, and how far it lies from the first."""

    name: str
    kind: str
    km: int
    names: Told = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TwinScript:
    """A script made of a case, with what was done then and the hour it begins at."""

    script: Script
    then: tuple[Then, ...]
    places: tuple[InventedPlace, ...]
    begins: int


@cache
def _words() -> Mapping[tuple[str, str], Told]:
    rows = shipped_rows("tutela.exercise", "twin_words.csv")
    return {
        (row["part"], row["code"]): {language: row[language] for language in LANGUAGES}
        for row in rows
    }


def _words_for_code(part: str, code: str) -> Told:
    """Our words for a code; those for none where the code is none of ours."""
    return _words().get((part, code)) or _words().get((part, "")) or dict.fromkeys(LANGUAGES, "")


def names_of_places() -> tuple[str, ...]:
    """The invented names a twin may use: a mission that has such a place says so in `avoid`."""
    return tuple(row["name"] for row in shipped_rows("tutela.exercise", "twin_places.csv"))


def make_twin(case: PastCase, title: Told, *, seed: int, avoid: Iterable[str] = ()) -> TwinScript:
    """The script of an exercise made of a past case.

    The same case and seed give the same script; another seed invents other places, distances and
    another hour.

    Takes   title, written by a person, by language; avoid, names of places that no invented one may
            be like, beside those of the case.
    Source  our own [P]: structure and minutes of the case are kept, since they are what is
            practised; all by which colleagues would know it again is drawn anew.

    >>> from datetime import UTC
    >>> acts = [PastAct(datetime(2030, 1, 5, 2, 10, tzinfo=UTC), "report", "sms")]
    >>> twin = make_twin(PastCase(acts, "imminent"), {"en": "Night ford"}, seed=3)
    >>> twin.script.injects[0].by, twin.script.injects[0].minute
    ('text', 0)
    """
    lot = np.random.default_rng(seed)
    acts = sorted(case.acts, key=lambda act: act.at)
    places = _invent(case.places, lot, avoid)
    hour = acts[0].at.hour if acts else 0
    begins = (hour + int(lot.integers(SHIFT[0], SHIFT[1], endpoint=True))) % 24
    timed = list(zip(minutes_of([act.at for act in acts]), acts, strict=True))
    injects = tuple(_injects(timed, case.level, places[0]))[:MOST_INJECTS]
    script = Script(
        f"twin-{seed}",
        {language: title[language] for language in LANGUAGES if title.get(language)},
        _keep_title_languages(_describe_setting(places, begins), title),
        tuple(
            Role(code, _keep_title_languages(_words_for_code("role", code), title), ROLES[code])
            for code in ROLES
        ),
        tuple(_in_languages(inject, title) for inject in injects),
        tuple(_expectations_of(injects, case.level, title)),
        "a past case, told anew",
    )
    then = tuple(Then(minute, _describe_act_then(act)) for minute, act in timed)[:MOST_THEN]
    return TwinScript(script, then, places, begins)


def minutes_of(moments: Sequence[datetime]) -> list[int]:
    """The minute of each moment from the first, with every silence cut to LONGEST_GAP.

    >>> from datetime import UTC
    >>> minutes_of([datetime(2030, 1, 1, h, m, tzinfo=UTC) for h, m in ((1, 0), (1, 41), (9, 0))])
    [0, 41, 101]
    """
    minutes = [0] if moments else []
    for before, after in pairwise(moments):
        gap = int((after - before).total_seconds() // 60)
        minutes.append(minutes[-1] + min(max(gap, 0), LONGEST_GAP))
    return minutes


def _keep_title_languages(words: Told, title: Told) -> Told:
    """Words in the languages of the title."""
    return {language: words[language] for language in LANGUAGES if title.get(language)}


def _in_languages(inject: Inject, title: Told) -> Inject:
    words = _keep_title_languages(inject.words, title)
    return Inject(
        inject.code, inject.minute, inject.after, inject.by, inject.to, inject.place, words
    )


def _invent(
    places: Sequence[PastPlace], lot: np.random.Generator, avoid: Iterable[str]
) -> tuple[InventedPlace, ...]:
    """As many invented places, the first in the middle, the nearer nearer. Only the order of
    distances goes in, so that nothing of a distance or a bearing comes out."""
    taken = {
        plain_letters(name) for name in (*avoid, *(place.name for place in places)) if name.strip()
    }
    rows = shipped_rows("tutela.exercise", "twin_places.csv")
    free = [
        row for row in rows if not any(_alike(plain_letters(row["name"]), name) for name in taken)
    ]
    drawn = [free[at] for at in lot.permutation(len(free))]
    kinds = [place.kind for place in places] or ["village"]
    kms = _distances(places, lot) or [0]
    invented = []
    for at, (kind, km) in enumerate(zip(kinds, kms, strict=True)):
        named = drawn[at] if at < len(drawn) else {"name": f"X-{at + 1}", "ar": f"س-{at + 1}"}
        names = {"en": named["name"], "fr": named["name"], "ar": named["ar"]}
        invented.append(InventedPlace(named["name"], kind, km, names))
    return tuple(invented)


def _alike(name: str, other: str) -> bool:
    return name in other or other in name


def _distances(places: Sequence[PastPlace], lot: np.random.Generator) -> list[int]:
    """A drawn distance from the first place for each, in the order of the true ones; those that
    are not known come last."""
    if not places:
        return []
    true = [0.0, *(_km(places[0], place) for place in places[1:])]
    order = sorted(set(true[1:]))
    drawn, km = {}, 0
    for rank, distance in enumerate(order):
        low, high = STEP_KM if rank else NEAREST_KM
        km += int(lot.integers(low, high, endpoint=True))
        drawn[distance] = km
    return [0, *(drawn[true_km] for true_km in true[1:])]


def _km(place: PastPlace, other: PastPlace) -> float:
    points = (place.latitude, place.longitude, other.latitude, other.longitude)
    known = [point for point in points if point is not None]
    if len(known) < len(points):
        return float("inf")
    return float(distance_km(*(np.array([point]) for point in known))[0])


def _describe_setting(places: Sequence[InventedPlace], begins: int) -> Told:
    by_language = {}
    for language in LANGUAGES:
        sentences = [_words_for_code("about", "")[language].format(hour=f"{begins:02}:00")]
        for place in places[1:]:
            near = _words()["about", "base" if place.kind == "base" else "village"][language]
            sentences.append(
                near.format(
                    place=place.names[language], km=place.km, town=places[0].names[language]
                )
            )
        by_language[language] = " ".join(sentences)
    return by_language


def _injects(
    timed: Iterable[tuple[int, PastAct]], level: str, place: InventedPlace
) -> Iterator[Inject]:
    """What came in from outside, in its order; one call where nothing is on record."""
    number = 0
    for minute, act in timed:
        delivery = _deliver_act(act, level, place)
        if act.kind == "level":
            level = act.code
        if delivery is None:
            continue
        number += 1
        by, to, words = delivery
        yield Inject(f"i{number}", minute, "", by, to, place.name, words)
    if not number:
        yield Inject("i1", 0, "", "call", JOC, place.name, _fear("channel", "call", level, place))


def _deliver_act(act: PastAct, level: str, place: InventedPlace) -> tuple[str, str, Told] | None:
    """How an act reaches who plays, whom, and in which words; None for what they do themselves."""
    if act.kind == "report":
        by = "call" if act.code in CALLS else "text"
        return by, JOC, _fear("channel", act.code, level, place)
    if act.kind == "level" and act.code != level:
        return "call", JOC, _fear("inject", "level", act.code, place)
    if act.kind == "answer" and act.code in NOT_DONE:
        answer, reason = _words_for_code("answer", act.code), _words_for_code("reason", act.reason)
        return (
            "refusal",
            SECTOR,
            {language: f"{answer[language]} {reason[language]}" for language in LANGUAGES},
        )
    return None


def _fear(part: str, code: str, level: str, place: InventedPlace) -> Told:
    frame, fear = _words_for_code(part, code), _words_for_code("level", level)
    return {
        language: f"{frame[language]} {fear[language].format(place=place.names[language])}"
        for language in LANGUAGES
    }


def _expectations_of(injects: Sequence[Inject], level: str, title: Told) -> Iterator[Expectation]:
    """What is expected: of the first word that the warning is taken up and answered for, of each
    answer that cannot be relied on a new decision. The minutes are those of the clocks."""
    first = injects[0].code
    asked = [("acknowledge", JOC, first), ("decide", OFFICE, first), ("task", SECTOR, first)]
    asked += [("again", OFFICE, refusal.code) for refusal in injects if refusal.by == "refusal"]
    asked += [("command", COMMAND, first), ("people", OFFICE, first)]
    clocks = {"again": "decide", "people": "flash", "command": "flash"}
    for at, (what, of, inject) in enumerate(asked):
        limit = _limit(clocks.get(what, what), level)
        yield Expectation(
            f"e{at + 1}",
            of,
            limit,
            inject,
            _keep_title_languages(_words_for_code("expect", what), title),
        )


def _limit(clock: str, level: str) -> int:
    """The minutes a clock leaves at a level; the longest it has, where it has none there."""
    limits = next(timer.limits for timer in shipped_clocks() if timer.name == clock)
    allowed = limits.get(level) or max(limits.values())
    return min(max(int(allowed.total_seconds() // 60), 1), MOST_LIMIT)


BESIDE = {"level": "stage", "decision": "decision", "outcome": "outcome"}
"""Kinds of act whose code is told too, by the part of the table that has its words."""

MOMENTS = {"decision": "decided", "tasking": "tasked"}
"""Kinds of act that are told as the moment they make."""


def _describe_act_then(act: PastAct) -> Told:
    words = _words_for_code("then", MOMENTS.get(act.kind, act.kind))
    beside = _words().get((BESIDE.get(act.kind, ""), act.code))
    colon = {"en": ":", "fr": " :", "ar": ":"}
    return {
        language: f"{words[language]}{colon[language]} {beside[language]}"
        if beside
        else words[language]
        for language in LANGUAGES
    }
