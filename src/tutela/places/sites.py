"""Sites of a town: a church, a mosque, a hospital. Each is a place of its own, and stays one.

People who flee are attacked at a site, and three sites of one town are three attacks: the words
that name a site are read from a table, and two sites are never one because their town is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold

SITES = ("church", "mosque", "hospital", "school", "market", "site", "water")
"""Kinds of place that lie in a town; *site* is one of displaced people."""

_ELIDED = re.compile(r"\b[ldLD]['’ʼ](?=\w)")
_JOINING = frozenset("a an the of in at on de du des d la le les l au aux en في من على".split())  # noqa: SIM905
_ARTICLE = re.compile(r"\bال(?=\w{3})")


class SiteSaid(NamedTuple):
    """Words that name a site: which kind, and what stands beside the word, folded: the town."""

    kind: str
    beside: str


class SiteOf(NamedTuple):
    """What tells sites apart: the site, and the town it lies in; blank where it is no site.

    site   of a place of the list its id; of words, the town's id and the kind they name
    """

    site: str
    town: str


@cache
def _forms() -> tuple[tuple[str, str], ...]:
    """Every word for a site, folded, the longest first, with the kind it names."""
    rows = shipped_rows("tutela.places", "site_words.csv")
    forms = {_plain(row["form"]): row["kind"] for row in rows}
    return tuple(sorted(forms.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def _plain(words: str) -> str:
    return _ARTICLE.sub("", fold(_ELIDED.sub("", words)))


@lru_cache(maxsize=4096)
def site_said(words: str) -> SiteSaid | None:
    """The site that words name, and what else they say; None where they name none.

    >>> site_said("the cathedral of Bangassou"), site_said("mosque Luma")
    (SiteSaid(kind='church', beside='bangassou'), SiteSaid(kind='mosque', beside='luma'))
    >>> site_said("l'hôpital de Bria").kind, site_said("Bangassou"), site_said("Marketplace")
    ('hospital', None, None)
    >>> site_said("the mosqe in Luma"), site_said("chruch")
    (SiteSaid(kind='mosque', beside='luma'), SiteSaid(kind='church', beside=''))
    """
    plain = _plain(words)
    for form, kind in _forms():
        if match := re.search(rf"(?<!\w){re.escape(form)}(?!\w)", plain):
            return SiteSaid(kind, _trim_joining(f"{plain[: match.start()]} {plain[match.end() :]}"))
    apart = plain.split()
    for at, word in enumerate(apart):
        if kind := _kind_misspelt(word):
            return SiteSaid(kind, _trim_joining(" ".join(apart[:at] + apart[at + 1 :])))
    return None


def _trim_joining(beside: str) -> str:
    rest = beside.split()
    while rest and rest[0] in _JOINING:
        rest.pop(0)
    while rest and rest[-1] in _JOINING:
        rest.pop()
    return " ".join(rest)


LONG_ENOUGH = 5
"""A word of fewer letters is like too many others to be a word for a site that is misspelt."""


@lru_cache(maxsize=4096)
def _kind_misspelt(word: str) -> str:
    """The kind of site that a word means which is spelled like none, but for one letter left out,
    put in, exchanged or in its neighbour's place; else blank."""
    if len(word) < LONG_ENOUGH or not word.isalpha():
        return ""
    from rapidfuzz.distance import OSA  # many processes read no words of sites

    for form, kind in _forms():
        near = " " not in form and len(form) >= LONG_ENOUGH and form[0] == word[0]
        if near and OSA.distance(word, form, score_cutoff=1) == 1:
            return kind
    return ""


def site_of(place: str, town: str, said: str) -> SiteOf:
    """Which site, and of which town, an alert or a report is about.

    Takes   place, the id of the place it was matched to, blank for none; town, the id of the one
            the place lies in, blank where it is no site; said, the words for the place.
    Gives   words that name a site where the place is the town itself: a site of that town.

    >>> site_of("t", "", "the mosque, Bangassou"), site_of("m", "t", ""), site_of("t", "", "")
    (SiteOf(site='t mosque', town='t'), SiteOf(site='m', town='t'), SiteOf(site='t', town=''))
    """
    if place and not town and (named := site_said(said)):
        return SiteOf(f"{place} {named.kind}", place)
    return SiteOf(place, town)
