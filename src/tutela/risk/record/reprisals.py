"""Motives to retaliate that recorded links of actors give: what a rival did of late.

Links only ever raise: events are added to what may be repaid, and none is taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.actors.feuds import Feud, KnownLink, describe_feud
from tutela.base.distances import chord, chord_to_km
from tutela.base.later import Floats, Ints, np
from tutela.base.messages import Sentence, say, say_n
from tutela.risk.parameters import Parameters
from tutela.risk.record.ledger import Ledger
from tutela.risk.record.nearby import pairs_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST_SIDE, SECOND_SIDE = 1, 2

EDGE_KM = 1e-6
"""Two ways to measure one distance differ by less: an event on the edge counts in both."""

SayNewest = Callable[[Ints, Floats], Sentence]
"""Says of some events, with how far each is, how long ago and how far the newest was."""


@dataclass(frozen=True, eq=False)
class Motive:
    """What an actor may wish to repay, wherever it happened; events in order of day.

    blows   fights in which a rival, or a rival's kin, stood against it or its kin
    harms   other harm that a rival, or a rival's kin, did to civilians
    """

    feud: Feud
    blows: Ints
    harms: Ints

    @property
    def links(self) -> frozenset[str]:
        """Keys of the links of its feud, where there is something to repay."""
        if not len(self.blows) + len(self.harms):
            return frozenset()
        sides = (*self.feud.side.values(), *self.feud.against.values())
        return frozenset(link.key for chain in sides for link in chain if link.key)


@dataclass(frozen=True, eq=False)
class Reason:
    """Why a motive is suggested at one place: its events, a sentence and the links it rests on."""

    events: Ints
    why: Sentence
    links: tuple[str, ...]


def find_motives(
    record: Ledger, links: Iterable[KnownLink], violent: NDArray[np.bool_], p: Parameters
) -> dict[int, Motive]:
    """The motives of each actor on record that has a rival, by its row number.

    Takes   links that a person wrote or accepted; which events are violence.
    """
    known = list(links)
    if not known:
        return {}
    rows = {name: row for row, name in enumerate(record.actors)}
    late = violent & (record.days <= p.motive_days)
    motives = {}
    for name in sorted({end for link in known for end in (link.one, link.other)} & rows.keys()):
        feud = describe_feud(name, known)
        if feud is None:
            continue
        own, theirs = _sides_of(record, rows, feud.side), _sides_of(record, rows, feud.against)
        blow = late & _are_opposed(own, theirs)
        harm = late & ~blow & (record.harm >= 0) & ((theirs & FIRST_SIDE) > 0)
        motives[rows[name]] = Motive(feud, np.flatnonzero(blow), np.flatnonzero(harm))
    return motives


def _sides_of(record: Ledger, rows: Mapping[str, int], names: Iterable[str]) -> Ints:
    """On which sides of each event any of these actors stood, as bits."""
    members = [rows[name] for name in names if name in rows]
    sides = np.zeros(len(record), np.int64)
    theirs = np.isin(record.actor_of, members)
    np.bitwise_or.at(sides, record.event_of[theirs], record.side_of[theirs])
    return sides


def _are_opposed(own: Ints | np.int64, theirs: Ints | np.int64) -> NDArray[np.bool_]:
    """Whether some of both stood on opposite sides, each given as bits."""
    ours_first = ((own & FIRST_SIDE) > 0) & ((theirs & SECOND_SIDE) > 0)
    ours_second = ((own & SECOND_SIDE) > 0) & ((theirs & FIRST_SIDE) > 0)
    return np.asarray(ours_first | ours_second)


def score_motives(
    record: Ledger,
    motives: Mapping[int, Motive],
    vectors: Floats,
    place: Ints,
    actor: Ints,
    p: Parameters,
) -> Floats:
    """By place and actor: `rival_blow` where a blow lies within `motive_km`, `rival_harm` where
    only harm does, else NaN."""
    scores = np.full(len(place), np.nan)
    for row, motive in motives.items():
        mine = actor == row
        if not mine.any():
            continue
        for events, value in ((motive.harms, p.rival_harm), (motive.blows, p.rival_blow)):
            mask = np.zeros(len(record), dtype=bool)
            mask[events] = True
            near = pairs_within(vectors, record.vectors, mask, p.motive_km)
            scores[mine & np.isin(place, near.place)] = value
    return scores


def explain_motive(
    record: Ledger, motive: Motive, vector: Floats, p: Parameters, say_newest: SayNewest
) -> Reason | None:
    """Why a motive is suggested at a place; None where nothing to repay lies near it.

    Takes   the place as a unit vector.
    """
    for blow, events in ((True, motive.blows), (False, motive.harms)):
        apart = np.linalg.norm(record.vectors[events] - vector, axis=1)
        near = apart <= chord(p.motive_km + EDGE_KM)
        if near.any():
            last = say_newest(events[near], chord_to_km(apart[near]))
            ordered = events[near][np.argsort(record.days[events[near]], kind="stable")]
            return _reason(record, motive.feud, ordered, last, p, blow=blow)
    return None


def _reason(
    record: Ledger, feud: Feud, events: Ints, last: Sentence, p: Parameters, *, blow: bool
) -> Reason:
    """The sentence names the parties of the newest event, and counts all."""
    present, none = _parties(record, int(events[0])), np.int64(0)
    if blow:
        rival, struck = next(
            (theirs, own)
            for theirs in feud.against
            for own in feud.side
            if _are_opposed(present.get(own, none), present.get(theirs, none))
        )
        links = (*feud.against[rival], *feud.side[struck])
        why = say_n(
            "{n} fight of {rival} with {struck} within {km:.0f} km in the last {days:.0f} days, "
            "{last}: reprisals are possible here",
            "{n} fights of {rival} with {struck} within {km:.0f} km in the last {days:.0f} days, "
            "{last}: reprisals are possible here",
            len(events),
            rival=_as_rival(feud, rival),
            struck=_as_own(feud, struck),
            km=p.motive_km,
            days=p.motive_days,
            last=last,
        )
    else:
        rival = next(name for name in feud.against if present.get(name, none) & FIRST_SIDE)
        links = feud.against[rival]
        why = say_n(
            "{n} incident of harm to civilians by {rival} within {km:.0f} km in the last "
            "{days:.0f} days, {last}: reprisals are possible here; the community harmed is not "
            "read",
            "{n} incidents of harm to civilians by {rival} within {km:.0f} km in the last "
            "{days:.0f} days, {last}: reprisals are possible here; the communities harmed are "
            "not read",
            len(events),
            rival=_as_rival(feud, rival),
            km=p.motive_km,
            days=p.motive_days,
            last=last,
        )
    return Reason(events, why, tuple(dict.fromkeys(link.key for link in links if link.key)))


def _parties(record: Ledger, event: int) -> Mapping[str, np.int64]:
    """The parties of an event, each with its side as bits."""
    first, end = np.searchsorted(record.event_of, [event, event + 1])
    names = [record.actors[row] for row in record.actor_of[first:end]]
    return dict(zip(names, record.side_of[first:end], strict=True))


def _as_rival(feud: Feud, name: str) -> Sentence:
    links = feud.against[name]
    if len(links) == 1:
        return say("{name}, rival of {actor},", name=name, actor=feud.actor)
    between = links[0].other if links[0].one == name else links[0].one
    return say(
        "{name}, ally or faction of {between}, rival of {actor},",
        name=name,
        between=between,
        actor=feud.actor,
    )


def _as_own(feud: Feud, name: str) -> str:
    if name == feud.actor:
        return name
    return say("{name}, its ally or faction,", name=name)
