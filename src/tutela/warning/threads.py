"""Which reports may tell of one event: proposed by time, place and words, joined by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tutela.base.distances import distance_km
from tutela.base.later import Bools, Floats, np
from tutela.base.messages import Sentence, say

HOURS = 12.0
"""Contacts further apart than this are two events, or a new phase of one: a person says."""

KM = 25.0
"""As far as a caller may be from what the caller tells of, or a place be mistaken for the next."""

HERE = 1.0
"""No further apart, two reports are of one place."""

LIKELY = 0.5
"""From this likeness on a thread is proposed. Ours to choose: to propose too often costs a look, to
propose too seldom costs a second alert that nobody connects."""

WEIGHTS = {"time": 0.2, "space": 0.4, "words": 0.4}
"""How much each part counts; the parts that are known share the whole."""


@dataclass(frozen=True, slots=True)
class Report:
    """A call, a message, a report or a tripwire: when, where as far as known, and what was said.

    place   id of the place it was matched to; blank where none was
    town    of a site the id of the town it lies in; blank for any other place
    said    the name of the place as it was said, folded; blank where none was
    """

    id: str
    at: datetime
    place: str = ""
    town: str = ""
    said: str = ""
    latitude: float | None = None
    longitude: float | None = None
    text: str = ""


class Likely(NamedTuple):
    """An earlier report that may tell of the same event: how alike, 0-1, and why."""

    report: Report
    likeness: float
    why: Sentence


def likely_same(new: Report, earlier: Sequence[Report], *, most: int = 5) -> list[Likely]:
    """The earlier reports a new one may belong with, likeliest first.

    Likeness is the weighted mean of nearness in time, nearness in place and shared words, of those
    parts that are known. Time alone proposes nothing, nor that two sites are of one town; one place
    within HOURS always does, for men who burn houses and a threat to burn a village share no word.

    Takes   earlier, n reports of open threads.
    Gives   at most `most`, of likeness LIKELY and more.

    >>> from datetime import UTC, timedelta
    >>> call = datetime(2016, 7, 11, 15, 40, tzinfo=UTC)
    >>> first = Report("1", call, "compound", text="soldiers have broken in")
    >>> again = Report("2", call + timedelta(minutes=9), "compound", text="they are inside, help")
    >>> [found.report.id for found in likely_same(again, [first])]
    ['1']
    """
    from rapidfuzz import fuzz, process

    if not earlier:
        return []
    hours = np.array([abs((new.at - one.at).total_seconds()) / 3600 for one in earlier])
    km = _km(new, earlier)
    words = process.cdist([new.text], [one.text for one in earlier], scorer=fuzz.token_set_ratio)
    told = np.array([bool(new.text and one.text) for one in earlier])
    parts = {
        "time": np.clip(1 - hours / HOURS, 0, 1),
        "space": np.where(_two_sites(new, earlier), 0, np.clip(1 - km / KM, 0, 1)),
        "words": np.where(told, np.clip(words[0] / 50 - 1, 0, 1), np.nan),  # half is chance
    }
    table = np.array(list(parts.values()))
    weights = np.where(np.isnan(table), 0, np.array(list(WEIGHTS.values()))[:, None])
    likeness = np.nansum(table * weights, axis=0) / weights.sum(axis=0)
    alone = np.isnan(table[1:]).all(axis=0)
    apart = (hours > HOURS) | (km > KM)
    likeness[alone | apart] = 0
    here = (km < HERE) & ~apart & ~_two_sites(new, earlier)
    likeness = np.where(here, np.maximum(likeness, LIKELY), likeness)
    order = np.argsort(-likeness, kind="stable")[:most].tolist()
    return [
        Likely(earlier[at], float(likeness[at]), _proposal_reason(hours[at], km[at]))
        for at in order
        if likeness[at] >= LIKELY
    ]


def _km(new: Report, earlier: Sequence[Report]) -> Floats:
    """Kilometres to each; nought at the same place; NaN where either is not known."""
    points = np.array([(c.latitude, c.longitude) for c in (new, *earlier)], dtype=np.float64).T
    lat, lon = points
    far = distance_km(lat[0], lon[0], lat[1:], lon[1:])
    same = np.array([_is_same_place(new, one) for one in earlier])
    other = np.array([bool(new.place and one.place) and one.place != new.place for one in earlier])
    far = np.where(other & np.isnan(far), KM, far)  # two places, and nobody knows how far apart
    return np.where(same, 0.0, far)


def _two_sites(new: Report, earlier: Sequence[Report]) -> Bools:
    """Of which the site is another one of the same town."""
    other = [one.town == new.town and one.place != new.place for one in earlier]
    return np.array(other, dtype=np.bool_) & bool(new.town)


def _is_same_place(new: Report, earlier: Report) -> bool:
    """By the place both were matched to; where one was not, by the name that was said."""
    if new.place and earlier.place:
        return new.place == earlier.place
    return bool(new.said) and new.said == earlier.said


def _proposal_reason(hours: float, km: float) -> Sentence:
    minutes = round(hours * 60)
    if np.isnan(km):
        return say("the same words, {n} minutes apart; where is not known", n=minutes)
    if km < HERE:
        return say("at the same place, {n} minutes apart", n=minutes)
    return say("{km:.0f} km and {n} minutes apart", km=km, n=minutes)
