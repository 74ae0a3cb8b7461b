"""Of whom a figure in a text is: of attackers, of people who are harmed, or nobody says.

It goes by what stands beside the figure: who is counted ("60 rebels", "12 girls", "300 people"),
what befell them ("killed 5", "5 were killed", "300 people inside") or what they do ("20 men with
guns", "attacked by 20"). The words are data, `of_whom.csv`. Where they do not say it, or say both,
the figure is given and of whom is not known: one that is wrong sends too few, or to the wrong need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold
from tutela.warning.signs.guess import sound_of
from tutela.warning.signs.harmless import pattern_of

NOUN_WORDS = 3
"""So many words after a figure may name who is counted: "20 other young men"."""
CLAUSE_WORDS = 7
"""So many words after it may say what they do or what befell them."""
LEAST_MISSPELT = 5
"""Letters of a word from which on one letter wrong is taken for a slip."""
LEAST_SOUNDS = 3
"""Sounds of a word from which on it is known by them, whatever its letters."""

_TOKEN = re.compile(r"\d+(?:[.:]\d+)+|\d+(?=[^\W\d_]{2})|\w+|[.;:!?؛\n،,()]")
_STOP = re.compile(r"[.;:!?؛\n،,()]")
_THOUSANDS = re.compile(r"(?<=\d)[,'’\u202f\u00a0](?=\d{3}(?!\d))")  # as typed
_RANGE = re.compile(r"\b\d{1,6} ?(?:-|–|/|to|a|à|ou|or|et|and) ?\d{1,6}\b")
_REPEATED = re.compile(r"([^\W\d])\1+")
SMALL = frozenset({"about", "and"})
OF_PEOPLE = ("armed", "affected", "people", "men")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many a text tells of.

    armed     of attackers; None where no figure is said to be of them, or several are
    affected  of people who are harmed or in danger; None likewise
    number    a figure that may be of persons, and nobody says of whom; None likewise
    """

    armed: int | None = None
    affected: int | None = None
    number: int | None = None


NOBODY_COUNTED = Counts()


def count_of(role: str, figure: int) -> Counts:
    """One figure of the role a table gives it: armed, affected, or blank for nobody knows.

    >>> count_of("armed", 60)
    Counts(armed=60, affected=None, number=None)
    """
    return Counts(**{role or "number": figure})


def counts_in(text: str) -> Counts:
    """The figures of a text by whom they are of. Digits are those of any script as 0 to 9.

    >>> counts_in("20 armed men killed 5 women")
    Counts(armed=20, affected=5, number=None)
    >>> counts_in("church burning 300 peple inside").affected, counts_in("they are 40").number
    (300, 40)
    """
    joined = _THOUSANDS.sub("", text)
    in_ranges = {at for match in _RANGE.finditer(joined) for at in range(*match.span())}
    tokens: list[str] = []
    figures: list[int] = []
    for match in _TOKEN.finditer(joined):
        word = match[0]
        is_figure = word.isdigit() and len(word) <= 6
        if is_figure and match.start() not in in_ranges:
            figures.append(len(tokens))
        tokens.append(word if _STOP.fullmatch(word) else _fold_word(word))
    values: dict[str, set[int]] = {"armed": set(), "affected": set(), "number": set()}
    for at in figures:
        role = _role_of(tokens, at)
        if role is not None:
            values[role].add(int(tokens[at]))
    return Counts(**{role: min(of) if len(of) == 1 else None for role, of in values.items()})


def _fold_word(word: str) -> str:
    return _REPEATED.sub(r"\1", fold(word))


def names_counted(word: str) -> bool:
    """Whether a word, spelt as it is, says who or what is counted.

    >>> names_counted("people"), names_counted("Luma")
    (True, False)
    """
    return _first_meaning(_fold_word(word), ("thing", *OF_PEOPLE)) != ""


def _role_of(tokens: Sequence[str], at: int) -> str | None:
    """Whom the figure at a place is of; None where it counts no persons."""
    after = _until_stop(tokens[at + 1 :])
    before = _until_stop(tokens[:at][::-1])[::-1]
    next_words = _spell_all(after[:NOUN_WORDS])
    if (
        _first_meaning(next_words, ("thing",))
        == _first_meaning(next_words, ("thing", *OF_PEOPLE))
        != ""
    ):
        return None
    noun = _first_meaning(next_words, OF_PEOPLE)
    words = _spell_all(after[:CLAUSE_WORDS])
    lead = _spell_all(_without_about(before)[-2:])
    if not noun:  # "bato 300", "watoto 12", "gunmen about 20": who is counted stands before it
        noun = _last_meaning(lead, OF_PEOPLE)
    signs = {"armed"} if noun == "armed" else {"affected"} if noun == "affected" else set()
    signs |= _signs_after(words, noun) | _signs_before(before, lead, noun)
    return signs.pop() if len(signs) == 1 else "number"


def _signs_after(words: str, noun: str) -> set[str]:
    """What the words behind a figure say of those counted, up to what they do to others."""
    deed = _find_first(words, ("weapon", "harmed", "attacking", "inside"))
    if deed is None:
        return set()
    means, end = deed
    if means == "weapon":
        return {"armed"} if noun != "affected" else set()
    if means == "inside":
        return {"affected"} if noun == "people" else set()
    if noun == "affected":
        return {"affected"}
    rest = _words_behind(words[end:])
    if means == "harmed":
        is_done_to_others = _first_meaning(rest, ("by", *OF_PEOPLE)) not in ("", "by")
        is_done_to_others |= bool(re.match(r"(?:\w+ )?(?:\d+|us|nous)\b", rest))
        return {"armed"} if noun and is_done_to_others else {"affected"}
    return {"armed"} if noun else set()


def _words_behind(words: str) -> str:
    """The next words behind a deed, and behind all else that tells of it: "shot dead"."""
    rest = words.split()
    while rest and _first_meaning(rest[0], ("harmed",)):
        rest = rest[1:]
    return " ".join(rest[:NOUN_WORDS])


def _signs_before(before: Sequence[str], lead: str, noun: str) -> set[str]:
    """What the words before a figure say: "killed 5", "attacked by 20"."""
    near = _spell_all(_without_about(before)[-3:])
    deeds = ("harmed", "attacking")
    if _last_meaning(lead, ("by", *deeds)) == "by":
        return {"armed"} if _first_meaning(near, deeds) or noun in ("armed", "men") else set()
    if _last_meaning(near, ("harmed", "by")) == "harmed" and not _first_meaning(near, ("thing",)):
        return {"affected"}
    return set()


def _until_stop(tokens: Sequence[str]) -> list[str]:
    """The words up to the next stop or figure."""
    words: list[str] = []
    for token in tokens:
        if _STOP.fullmatch(token) or token in _words("and"):
            break
        words.append(token)
        if token.isdigit():
            break
    return words


def _without_about(words: Sequence[str]) -> list[str]:
    """Words without those between a noun and its figure: "about", "are", "more than"."""
    return [word for word in words if word not in _words("about")]


def _spell_all(words: Iterable[str]) -> str:
    """Words as the table has them, joined: a slip of one letter, and another script's or writer's
    spelling of a word that sounds the same, is that word."""
    return " ".join(_spell(word) for word in words)


@cache
def _spell(word: str) -> str:
    if word.isdigit() or any(pattern.search(word) for _means, pattern in _patterns()):
        return word
    from rapidfuzz.distance import OSA

    by_letters, by_sound = _single_words()
    if len(word) >= LEAST_MISSPELT - 1:
        near = [
            known
            for known in by_letters
            if len(known) >= LEAST_MISSPELT and OSA.distance(word, known, score_cutoff=1) <= 1
        ]
        if near:
            return near[0]
    sound = sound_of(word)
    return by_sound.get(sound, word) if len(sound) >= LEAST_SOUNDS else word


def _find_first(words: str, means: Sequence[str]) -> tuple[str, int] | None:
    """The first of these meanings in words, and where its words end."""
    hits = [
        (match.start(), -match.end(), name)
        for name, pattern in _patterns()
        if name in means and (match := pattern.search(words))
    ]
    if not hits:
        return None
    _start, end, name = min(hits)
    return name, -end


def _first_meaning(words: str, means: Sequence[str]) -> str:
    match = _find_first(words, means)
    return match[0] if match else ""


def _last_meaning(words: str, means: Sequence[str]) -> str:
    """The last of these meanings in words; blank for none."""
    hits = [
        (match.end(), -match.start(), name)
        for name, pattern in _patterns()
        if name in means
        for match in pattern.finditer(words)
    ]
    return max(hits)[2] if hits else ""


def _rows() -> Iterable[tuple[str, str, str]]:
    """What words mean, their language and the words; the rows of other tables in full."""
    meanings = {
        row["meaning"]: row["words"] for row in shipped_rows("tutela.warning", "village_words.csv")
    }
    for row in shipped_rows("tutela.warning", "of_whom.csv"):
        if row["language"] == "meanings":
            for name in row["words"].split("|"):
                yield row["means"], "", meanings[name]
        else:
            yield row["means"], row["language"], row["words"]


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """By meaning, the pattern of each row; of Arabic words what is joined to them is passed."""
    patterns = []
    for means, _language, words in _rows():
        if means in SMALL:
            continue
        arabic = [word for word in words.split("|") if "\u0600" <= word[0] <= "\u06ff"]
        latin = [word for word in words.split("|") if word not in arabic]
        for language, of in (("ar", arabic), ("", latin)):
            if of:
                patterns.append((means, pattern_of("|".join(of), language)))
    return patterns


@cache
def _words(means: str) -> frozenset[str]:
    """The small words of one meaning, which stand as they are."""
    return frozenset(
        _fold_word(word)
        for name, _language, words in _rows()
        if name == means
        for word in words.split("|")
    )


@cache
def _single_words() -> tuple[frozenset[str], dict[str, str]]:
    """The single words of the table, and those of no English or French by how they sound."""
    letters: set[str] = set()
    sounds: dict[str, str] = {}
    for means, language, words in _rows():
        if means in SMALL:
            continue
        for spelling in words.split("|"):
            word = _fold_word(spelling.rstrip("."))
            if " " in word or "+" in word:
                continue
            letters.add(word)
            sound = sound_of(word)
            if language in ("ar", "latin") and len(sound) >= LEAST_SOUNDS:
                sounds.setdefault(sound, word)
    return frozenset(letters), sounds
