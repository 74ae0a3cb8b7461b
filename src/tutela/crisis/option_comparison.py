"""Options weighed before anybody chooses: who can, how soon, what bars them, what they did before.

The order is a suggestion. Nothing is left out and nothing is chosen: a person decides, and may say
why an option is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf

from tutela.base.messages import Sentence, say
from tutela.crisis.consent import hinders
from tutela.crisis.tables import Option

UNIFORMED = "uniformed"

MEANS = {
    "aircraft": say("it needs an aircraft: ask what can fly, and how soon"),
    "medical transport": say("it needs an aircraft or an ambulance: ask what can go, and how soon"),
}
"""What is said of an option that no unit is offered for: by road none would do it in its time."""


@dataclass(frozen=True, slots=True)
class Doer:
    """A unit that could carry an option out.

    able     None where it is not known
    minutes  until it is there, None where it is not known
    busy     whether it is committed to another task, as far as the reader may know
    """

    name: str
    able: bool | None
    minutes: float | None
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """An option that was taken at an earlier alert here or near, and what came of that alert: a
    word of outcomes.csv, empty where none is recorded."""

    option: str
    alert: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """One option: who would do it, what bars it, and what it did here before.

    doer    the first of the units that could, None where the option is none of a unit, or none is
    can     whether somebody can: None where it is not known, or no unit does it
    bars    what stands against it, in sentences
    """

    option: Option
    doer: Doer | None
    can: bool | None
    bars: tuple[Sentence, ...]
    before: tuple[Before, ...]


def weigh_options(
    options: Iterable[Option],
    units: Callable[[Option], Sequence[Doer]],
    lost: Sequence[str],
    before: Iterable[Before],
) -> list[Weighed]:
    """Every option, within its tier those first that somebody can carry out, soonest first.

    Takes   units, gives the units that could carry an option out, in any order; lost, kinds of
            consent that is lost there (`consent.LOSES`); before, what was taken near.
    Gives   by tier: those that can be done, those of which it is not known, those that are barred.

    >>> from tutela.crisis.tables import options
    >>> some = [options()[name] for name in ("night_patrol", "shelter", "public_order")]
    >>> told = weigh_options(some, lambda o: [Doer("Company", o.option == "shelter", 30)], [], [])
    >>> [(one.option.option, one.can) for one in told]
    [('shelter', True), ('night_patrol', False), ('public_order', False)]
    >>> weigh_options(some[2:], lambda o: [], ["forces"], [])[0].bars[0]
    'consent of the host state is lost: forces'
    """
    taken: dict[str, list[Before]] = {}
    for one in before:
        taken.setdefault(one.option, []).append(one)
    weighed = [
        _weigh(option, units(option), lost, tuple(taken.get(option.option, ())))
        for option in options
    ]
    return sorted(weighed, key=_order)


def _weigh(
    option: Option, units: Sequence[Doer], lost: Sequence[str], before: tuple[Before, ...]
) -> Weighed:
    gone = sorted({part for kind in lost for part in hinders(option.option, kind)})
    bars = [say("consent of the host state is lost: {part}", part=part) for part in gone]
    if option.who != UNIFORMED:
        return Weighed(option, None, False if bars else None, tuple(bars), before)
    if option.means:
        bars.append(MEANS[option.means])
        return Weighed(option, None, False if gone else None, tuple(bars), before)
    doer = min(units, key=_soonest, default=None)
    if doer is None:
        bars.append(say("no unit is known"))
    elif doer.able is False:
        bars.append(say("no unit is able"))
    elif doer.busy:
        bars.append(say("every unit that is able is committed to another task"))
    can = False if gone or doer is None or doer.able is False else doer.able
    return Weighed(option, doer, can, tuple(bars), before)


def _soonest(doer: Doer) -> tuple[int, bool, float, str]:
    """Able before not known before not able; free before committed; the soonest."""
    sure = {True: 0, None: 1, False: 2}[doer.able]
    return sure, doer.busy, inf if doer.minutes is None else doer.minutes, doer.name


def _order(weighed: Weighed) -> tuple[int, int, bool, float]:
    sure = {True: 0, None: 1, False: 2}[weighed.can]
    minutes = weighed.doer.minutes if weighed.doer else None
    return weighed.option.tier, sure, bool(weighed.bars), inf if minutes is None else minutes
