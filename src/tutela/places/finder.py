"""The one place finder: what a name means, for desk, texts, telephone, program and file.

A name is compared as it is spelled, as it is heard and by its consonants alone, so that French,
English and Arabic writing of one name meet. Whoever knows what can be meant hands it in: places,
sites with their town, areas, and from the rooms above bases and units. The answer is a few
candidates, likeliest first; `settle` says whether one of them is well ahead.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.places.areas import read_areas
from tutela.places.likeness import (
    EXACT,
    OFFERED,
    SAME,
    SHORT,
    WITHOUT_TYPO,
    Spelled,
    likeness_of,
    spell,
)
from tutela.places.names import (
    LITTLE_WORDS,
    area_name,
    ear_of,
    fold,
    names_area,
)
from tutela.places.sites import SITES, SiteSaid, site_said

AREA = "area"
"""The kind of what has no single point: a state, a county, a duty area."""

ALIKE = 55.0
"""Below this two names share little but letters, and nothing is offered."""
SURE = 80.0
"""A candidate less like the words than this is offered and never chosen."""
AHEAD, AHEAD_OF_SAME = 6.0, 0.5
"""How far before the next a candidate must be to be chosen; the second from SAME on."""
MOST_WORDS = 4
"""Names of more words are found whole, and not in the middle of a text."""
LIKE_AN_AREA = 70.0
"""A place so much like the name of an area may be what is meant by it."""
UNLED = 5.0
"""How much more like a name words of a text must be that nothing before them leads to."""
MOST_LETTERS = 200
MOST_BY_BEGINNING = 40
MOST_COMPARED = 600
"""So many names at most are compared with a run of words: those that share the most of it."""
BY_EAR_ALONE = 15.0
"""How much less alike names may be by their sounds alone than by all that is compared."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that words can mean.

    key     whatever who hands it in knows it by
    names   every name it goes by, its own first
    kind    "place", a kind of site, AREA, or a word of the room that hands it in
    town    the key of the town a site lies in
    codes   what it is found by besides: its own code, the P-code of the area around it
    """

    key: Hashable
    names: tuple[str, ...]
    kind: str = "place"
    town: Hashable | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What words may mean.

    score    0 to 100: as of EXACT, SAME and HEARD; what is below SURE is offered alone
    matched  the name that came nearest
    site     a kind of site that the words name in this town, where none on the list is meant
    words    the words that name it, of a longer text
    """

    entry: Entry
    score: float
    matched: str
    site: str = ""
    words: str = ""


@cache
def _words_beside(role: str) -> frozenset[str]:
    """Words beside a name: those that `lead` to it and say no more, that lead `away` from it or
    `towards` it, and that name `none`."""
    rows = shipped_rows("tutela.places", "beside_names.csv")
    return frozenset(fold(row["word"]) for row in rows if row["role"] == role)


def _names_nothing(word: str) -> bool:
    return word in LITTLE_WORDS or word in _words_beside("lead") or word in _words_beside("none")


def leads_away(words: str) -> bool:
    """Whether words tell of a distance, a direction or a way: of another place than they name.

    >>> leads_away("10 km north of Bor"), leads_away("near Bor"), leads_away("Bor road")
    (True, False, True)
    """
    away = _words_beside("away") | _words_beside("towards")
    return any(word in away or word.isdigit() for word in fold(words).split())


class Finder:
    """Finds what words mean among entries; made once for as long as they stay the same."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._names: list[str] = []
        self._spelled: list[Spelled] = []
        self._owners: list[int] = []
        self._by_folded: defaultdict[str, list[int]] = defaultdict(list)
        self._by_heard: defaultdict[str, list[int]] = defaultdict(list)
        self._by_bones: defaultdict[str, list[int]] = defaultdict(list)
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._by_code: defaultdict[str, list[int]] = defaultdict(list)
        self._of_town: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._longest = 0
        for at, entry in enumerate(self.entries):
            for code in {code.casefold() for code in entry.codes if code}:
                self._by_code[code].append(at)
            if entry.town is not None:
                self._of_town[entry.town].append(at)
            for name in dict.fromkeys(filter(None, entry.names)):
                self._add_name(name, at)
                if entry.kind == AREA and area_name(name) != fold(name):
                    self._add_name(area_name(name), at)
        beginnings = {
            (word, row)
            for row, s in enumerate(self._spelled)
            for word in (s.bare, *s.bare.split()[1:])
        }
        self._beginnings = sorted(beginnings)

    def _add_name(self, name: str, owner: int) -> None:
        row, spelled = len(self._names), spell(name)
        self._names.append(name)
        self._spelled.append(spelled)
        self._owners.append(owner)
        words = spelled.bare.split()
        self._longest = max(self._longest, len(words))
        for key in {spelled.folded, spelled.bare}:
            self._by_folded[key].append(row)
        self._by_heard[spelled.heard].append(row)
        for key in _bone_keys(spelled):
            self._by_bones[key].append(row)
        if len(words) > 1:
            for word in dict.fromkeys(words):
                if word not in LITTLE_WORDS:
                    self._by_word[ear_of(word)].append(row)

    def __len__(self) -> int:
        return len(self.entries)

    # --- a name

    def find(
        self,
        said: str,
        *,
        seen: Callable[[int], bool] | None = None,
        least: float = ALIKE,
        limit: int = 8,
    ) -> list[Match]:
        """What a name may mean, likeliest first.

        Takes   said, a name as written or heard in any of three languages and two scripts, a
                site and its town, a code, or an area; words that lead to a name may stand beside
                it. seen, whether who asks may know of the entry at this position: what they may
                not pushes nothing out. least, the score below which nothing is looked for.
        Gives   at most `limit` Matches, one an entry.

        >>> finder = Finder([Entry("b", ("Bangassou",)), Entry("l", ("Luma (invented)",))])
        >>> [(match.entry.key, match.site) for match in finder.find("mosque bangasou")]
        [('b', 'mosque')]
        >>> settle(finder.find("church in Luma")).entry.key
        'l'
        """
        said = " ".join(said.split())[:MOST_LETTERS]
        if not any(map(str.isalnum, said)):
            return []
        if coded := self._match_codes(said, seen):
            return coded[:limit]
        best: dict[int, Match] = {}
        if all(map(_names_nothing, fold(said).split())):
            least = max(least, SAME - 2)
        self._add(best, self._match_names(spell(said), seen, least=least))
        if least < SAME - 2 and max((match.score for match in best.values()), default=0.0) < SAME:
            self._add(best, self._match_sites(site_said(said), seen))
            self._add(best, self._match_runs(said, seen))
            if least <= OFFERED:
                self._add(best, self._match_parts(said, seen))
        if names_area(said):
            self._add(best, self._match_areas(said, seen))
            best = {
                at: match
                if match.entry.kind == AREA or match.score == EXACT
                else replace(match, score=min(match.score, OFFERED))
                for at, match in best.items()
            }
        return _in_order(best.values())[:limit]

    def _match_codes(self, said: str, seen: Callable[[int], bool] | None) -> list[Match]:
        code = said.casefold()
        rows = self._by_code.get(code, [])
        if not rows and re.fullmatch(r"[a-z]{2}\d{2,}", code):  # the P-code of an area around them
            around = (at for own, at in self._by_code.items() if own.startswith(code))
            rows = [row for at in around for row in at]
        return [
            Match(self.entries[at], EXACT, said)
            for at in dict.fromkeys(rows)
            if seen is None or seen(at)
        ]

    @staticmethod
    def _add(best: dict[int, Match], matches: Iterable[tuple[int, Match]]) -> None:
        for at, match in matches:
            if at not in best or match.score > best[at].score:
                best[at] = match

    def _match_names(
        self, said: Spelled, seen: Callable[[int], bool] | None, *, least: float = ALIKE
    ) -> Iterator[tuple[int, Match]]:
        """Entries with a name like this one, whole against whole."""
        for row in self._rows_near(said, least):
            at = self._owners[row]
            if seen is not None and not seen(at):
                continue
            score = likeness_of(said, self._spelled[row])
            if self.entries[at].kind == AREA:
                score -= 2.0  # a town and the county around it have one name: the town is meant
            if score >= least:
                yield at, Match(self.entries[at], round(score, 1), self._names[row])

    def _rows_near(self, said: Spelled, least: float) -> Collection[int]:
        """The rows of names worth comparing: bounded, whatever the number of names."""
        rows: dict[int, None] = {}
        for known in (
            self._by_folded.get(said.folded),
            self._by_folded.get(said.bare),
            self._by_heard.get(said.heard),
        ):
            rows.update(dict.fromkeys(known or ()))
        if least >= SAME - 2:
            return rows
        alike: dict[int, None] = {}
        for key in _bone_keys(said):
            alike.update(dict.fromkeys(self._by_bones.get(key, ())[:MOST_COMPARED]))
        if " " in said.bare:  # New Fangak calls Old Fangak to mind
            for word in said.bare.split():
                if len(word) > SHORT - 1 and word not in LITTLE_WORDS:
                    alike.update(
                        dict.fromkeys(self._by_word.get(ear_of(word), ())[:MOST_BY_BEGINNING])
                    )
        names = list(alike)[:MOST_COMPARED]
        from rapidfuzz import fuzz, process  # many processes look for no name

        near = process.cdist(
            [said.loose], [self._spelled[row].loose for row in names], scorer=fuzz.ratio
        )[0]
        rows.update(
            (row, None)
            for row, ratio in zip(names, near.tolist(), strict=True)
            if ratio >= least - BY_EAR_ALONE
        )
        return rows

    def _match_parts(
        self, said: str, seen: Callable[[int], bool] | None
    ) -> Iterator[tuple[int, Match]]:
        """Entries whose name begins so or has all these words among its own: offered, for it may
        be another."""
        spelled = spell(said)
        words = [word for word in spelled.bare.split() if word not in LITTLE_WORDS]
        rows: dict[int, None] = {}
        if words:
            having = [set(self._by_word.get(ear_of(word), ())) for word in words]
            rows.update(dict.fromkeys(sorted(set.intersection(*having))[:MOST_BY_BEGINNING]))
        if len(spelled.bare) >= 3:
            start = bisect_left(self._beginnings, (spelled.bare, 0))
            for beginning, row in self._beginnings[start : start + MOST_BY_BEGINNING]:
                if not beginning.startswith(spelled.bare):
                    break
                rows.setdefault(row)
        for row in rows:
            at = self._owners[row]
            if seen is None or seen(at):
                share = len(spelled.bare) / max(len(self._spelled[row].bare), 1)
                score = ALIKE + (OFFERED - ALIKE) * min(1.0, share)
                yield at, Match(self.entries[at], round(score, 1), self._names[row])

    # --- a site and its town

    def _match_sites(
        self, named: SiteSaid | None, seen: Callable[[int], bool] | None
    ) -> Iterator[tuple[int, Match]]:
        """The sites of a town that words name by their kind; where none is listed, the town."""
        if named is None or not named.beside:
            return
        towns: dict[int, Match] = {}
        self._add(towns, self._match_names(spell(named.beside), seen))
        if max((match.score for match in towns.values()), default=0.0) < SAME:
            self._add(towns, self._match_runs(named.beside, seen))
        for at, match in towns.items():
            town = match.entry
            if town.kind in SITES:
                continue
            there = [
                site
                for site in self._of_town.get(town.key, ())
                if self.entries[site].kind == named.kind and (seen is None or seen(site))
            ]
            if len(there) == 1:
                listed = self.entries[there[0]]
                yield there[0], Match(listed, match.score, listed.names[0])
                continue
            yield at, replace(match, site=named.kind)
            for site in there:  # which of them is meant, a person says
                score = min(match.score - 1, OFFERED)
                yield site, Match(self.entries[site], score, self.entries[site].names[0])

    def _match_areas(
        self, said: str, seen: Callable[[int], bool] | None
    ) -> Iterator[tuple[int, Match]]:
        for at, match in self._match_names(spell(area_name(said)), seen):
            if match.entry.kind == AREA:
                yield at, replace(match, score=min(match.score + 2, EXACT - 1))

    # --- a name among other words

    def _match_runs(
        self, said: str, seen: Callable[[int], bool] | None
    ) -> Iterator[tuple[int, Match]]:
        """Entries named by a run of the words: sure where the others only lead to it, offered
        where they say more than that."""
        words = said.split()
        if len(words) < 2:
            return
        apart = [fold(word) for word in words]
        leads = [word in _words_beside("lead") or word in LITTLE_WORDS for word in apart]
        away = leads_away(said)
        for begin, end in _runs(len(words), min(MOST_WORDS, self._longest)):
            if end - begin == len(words) or all(leads[begin:end]) or leads[begin] or leads[end - 1]:
                continue
            rest = leads[:begin] + leads[end:]
            bound = SAME - 1 if all(rest) and not away else OFFERED
            run = " ".join(words[begin:end])
            for at, match in self._match_names(spell(run), seen, least=SURE):
                yield at, replace(match, score=min(match.score, bound), words=run)

    def named_in(self, text: str) -> list[Entry]:
        """Every entry whose whole name stands in a text, in order of the entries: in any spelling
        of accents, case and joints, and nothing misspelt. Names of few letters are words of many
        things, and name nothing here.

        >>> finder = Finder([Entry("1", ("Rhoa",)), Entry("2", ("Savo camp", "Sàvo"))])
        >>> [e.key for e in finder.named_in("they will burn RHOA and savo, not Rhoan roads")]
        ['1', '2']
        """
        words = _words_of(text)
        runs = _runs(len(words), self._longest)
        rows = {
            row
            for begin, end in runs
            if len(folded := fold(" ".join(words[begin:end]))) >= SHORT
            for row in self._by_folded.get(folded, ())
        }
        return [self.entries[at] for at in sorted({self._owners[row] for row in rows})]

    def find_in(
        self,
        text: str,
        *,
        seen: Callable[[int], bool] | None = None,
        no_place: Callable[[str], bool] = lambda word: False,
        limit: int = 4,
    ) -> list[Match]:
        """What a message names, likeliest first: each run of up to four words is compared.

        Takes   no_place, whether a word (as written) is known to name no place: the caller knows
                what people write of; it begins and ends no name.
        Gives   Matches with their `words`. A name that is short, only like one, or an area's (the
                Lakes) is believed behind a word such as "at", or with a great letter.

        >>> finder = Finder([Entry("k", ("Kajo Keji",)), Entry("f", ("El Fasher",))])
        >>> [(m.entry.key, m.words) for m in finder.find_in("they shoot at kajokeji now")]
        [('k', 'kajokeji')]
        >>> [m.entry.key for m in finder.find_in("ضرب نار في الفاشر هسع")]
        ['f']
        """
        words = _words_of(text)
        if not words or not self._names:
            return []
        shouted = text.upper() == text and text.lower() != text
        best: dict[int, Match] = {}
        spoken: set[int] = set()  # words that a name spelled as it is has taken
        plain = [fold(word) for word in words]
        blocked = [
            _names_nothing(folded) or not any(map(str.isalpha, word)) or no_place(word)
            for word, folded in zip(words, plain, strict=True)
        ]
        runs = list(_runs(len(words), min(MOST_WORDS, max(self._longest, 1))))
        for begin, end in sorted(runs, key=lambda run: run[0] - run[1]):
            run = " ".join(words[begin:end])
            led = begin > 0 and plain[begin - 1] in _words_beside("lead")
            great = words[begin][0].isupper() and not shouted and begin > 0
            spelled = spell(run)
            known = {*self._by_folded.get(spelled.folded, ())}
            last = blocked[end - 1] and not words[end - 1].isdigit()  # "Youngofongo 1" is a name
            said_as_place = bool(known) and (led or great)
            if spoken & {*range(begin, end)} or ((blocked[begin] or last) and not said_as_place):
                continue
            if known or len(spelled.heard) > SHORT:
                known |= {*self._by_heard.get(spelled.heard, ())}
            short = len(spelled.heard) <= SHORT - (spelled.folded in self._by_folded)
            if known and (led or great or not short or begin == 0):
                matches = [
                    (at, replace(match, words=run))
                    for at, match in self._match_names(spelled, seen, least=SAME - 2)
                    if match.entry.kind != AREA or led or great or spelled.arabic
                ]
                if not matches:
                    continue
                spoken |= {*range(begin, end)}
                self._add(best, matches)
                if all(match.entry.kind == AREA for _at, match in matches):
                    self._add(best, self._match_parts(run, seen))
                    self._add(best, self._match_names(spelled, seen, least=LIKE_AN_AREA))
        if not best:
            self._add(best, self._match_misspelt(words, plain, blocked, runs, shouted, seen))
        if best and any(_stands_behind_away(plain, match.words) for match in best.values()):
            best = {
                at: replace(match, score=min(match.score, OFFERED))
                if _stands_behind_away(plain, match.words)
                else match
                for at, match in best.items()
            }
        return _in_order(self._at_sites(text, best, seen).values())[:limit]

    def _match_misspelt(
        self,
        words: Sequence[str],
        plain: Sequence[str],
        blocked: Sequence[bool],
        runs: Iterable[tuple[int, int]],
        shouted: bool,
        seen: Callable[[int], bool] | None,
    ) -> Iterator[tuple[int, Match]]:
        """Entries whose names are like a run of a text in which none is spelled as it is."""
        for begin, end in runs:
            run = " ".join(words[begin:end])
            led = begin > 0 and plain[begin - 1] in _words_beside("lead")
            if any(blocked[begin:end]) or len(fold(run).replace(" ", "")) <= SHORT - 2 * led:
                continue
            great = words[begin][0].isupper() and not shouted and begin > 0
            spelled, less = spell(run), 0.0 if led or great else UNLED
            for at, match in self._match_names(spelled, seen, least=SURE + less):
                if less and match.entry.kind == AREA and not spelled.arabic:
                    continue
                yield at, replace(match, score=match.score - less, words=run)

    def _at_sites(
        self, text: str, best: dict[int, Match], seen: Callable[[int], bool] | None
    ) -> dict[int, Match]:
        """The matches, with the site of its town that a text names right beside it."""
        sited = dict(best)
        for at, match in best.items():
            if match.entry.kind in SITES or not match.words:
                continue
            near = _words_around(text, match.words)
            named = site_said(near)
            if named is None:
                continue
            near = _trim_to_site(near, match.words, named.kind)
            there = [
                site
                for site in self._of_town.get(match.entry.key, ())
                if self.entries[site].kind == named.kind and (seen is None or seen(site))
            ]
            if len(there) == 1:
                listed = self.entries[there[0]]
                del sited[at]
                sited[there[0]] = Match(listed, match.score, listed.names[0], "", near)
            else:
                sited[at] = replace(match, site=named.kind, words=near)
        return sited


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_][\w'’ʼ\u0640-\u0652-]*", text[: 10 * MOST_LETTERS])


def is_led_away(text: str, words: str) -> bool:
    """Whether what stands before a name in a text leads away from it: it tells of another place.

    >>> is_led_away("men on the road, 20 km from Bor", "Bor"), is_led_away("men came to Bor", "Bor")
    (True, False)
    """
    return _stands_behind_away([fold(word) for word in _words_of(text)], words)


def _stands_behind_away(plain: Sequence[str], words: str) -> bool:
    """Whether the two words before a name in a text lead away from it: "km from", "road to"."""
    wanted = fold(words).split()
    for at in range(len(plain) - len(wanted) + 1):
        if list(plain[at : at + len(wanted)]) == wanted:
            before = plain[max(0, at - 2) : at]
            return any(word in _words_beside("away") for word in before)
    return False


def _trim_to_site(near: str, words: str, kind: str) -> str:
    """The shortest run with the name that still says the site."""
    for shorten in (_without_first, _without_last):
        while words in (shorter := shorten(near)):
            site = site_said(shorter)
            if site is None or site.kind != kind:
                break
            near = shorter
    return near


def _without_first(run: str) -> str:
    return run.partition(" ")[2]


def _without_last(run: str) -> str:
    return run.rpartition(" ")[0]


def _words_around(text: str, words: str) -> str:
    """The words of a text with the three before them: where the word for a site stands."""
    at = text.find(words)
    if at < 0:
        return words
    before = text[:at].split()[-3:]
    after = text[at + len(words) :].split()[:1]
    return " ".join([*before, words, *after]).strip(".,;:!?()\"'،؛")


def _runs(number: int, longest: int) -> Iterator[tuple[int, int]]:
    """Begin and end of each run of at most so many words."""
    for begin in range(number):
        for end in range(begin + 1, min(number, begin + longest) + 1):
            yield begin, end


def _bone_keys(spelled: Spelled) -> list[str]:
    """What a name is looked for by: its consonants, and these without any one of them."""
    bones = spelled.coarse or f"~{spelled.ear}"
    keys = [bones]
    if len(spelled.coarse) >= WITHOUT_TYPO:
        keys += [bones[:at] + bones[at + 1 :] for at in range(len(bones))]
    else:  # of few consonants: by all of its sounds, without any one
        ear = spelled.loose
        keys += [f"*{ear}", *(f"*{ear[:at]}{ear[at + 1 :]}" for at in range(len(ear)))]
    return list(dict.fromkeys(keys))


def _in_order(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=lambda match: (-match.score, match.entry.names[:1], match.matched))


def settle(matches: Sequence[Match]) -> Match | None:
    """The one that words mean, where it is well ahead of every other; else None: a person chooses.

    An area is no rival of a place: a county is called after its town, and the town says more.

    >>> bor, boro = Entry("1", ("Bor",)), Entry("2", ("Boro",))
    >>> settle([Match(bor, 100, "Bor"), Match(boro, 75, "Boro")]).entry.key
    '1'
    >>> settle([Match(bor, 88, "Bor"), Match(boro, 86, "Boro")]) is None
    True
    """
    if not matches or matches[0].score < SURE:
        return None
    first, *others = sorted(matches, key=lambda match: -match.score)
    is_area = first.entry.kind == AREA
    rivals = [
        match
        for match in others
        if (match.entry.kind == AREA) == is_area and match.score > first.score - _ahead(first)
    ]
    if is_area and first.score <= EXACT - 2:  # without the word for its level it may be a town's
        rivals += [m for m in others if m.entry.kind != AREA and m.score >= LIKE_AN_AREA]
    return None if rivals else first


def _ahead(first: Match) -> float:
    return AHEAD_OF_SAME if first.score >= SAME - 2 else AHEAD


def area_entries(countries: Collection[str]) -> list[Entry]:
    """The states, provinces and counties of countries, by their P-codes.

    >>> [entry.names for entry in area_entries(["SSD"])][1:3]
    [('Central Equatoria',), ('Eastern Equatoria',)]
    """
    return [
        Entry(area.pcode, (area.name,), AREA) for area in read_areas() if area.iso3 in countries
    ]
