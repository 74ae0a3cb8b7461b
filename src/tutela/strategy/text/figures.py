"""What sentences written by hand say of figures that the records count, and where they contradict.

A rule reads a number, or "none", beside the noun of a figure, in three languages. It sees a
contradiction where the records hold fewer than a sentence says, or where a sentence that speaks of
all of them says another number or none. What it does not see may contradict them all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.base.tolls import fold_words, with_digits

_SENTENCE = re.compile(r"[^.!?؟\n]+(?:[.!?؟](?=\d)[^.!?؟\n]*)*")
_BETWEEN = r"(?P<between>(?: [^\W\d_][\w'-]*){0,2}?) "
"""At most two words between a number and what it counts."""

_YEARS = range(1900, 2100)
"""A bare figure among these is read as a year."""

_HAVE = {
    "en": r"\b(?:there (?:is|are|were)|ha[sv]e?|had|holds?|counts?|all)\b",
    "fr": r"\b(?:y a|compte|dispose|detient|comporte|n'a|ont|tous|toutes)\b",
    "ar": r"(?:يوجد|توجد|هناك|لدى|لدي|تضم|يضم|جميع)",
}
"""What says before a number that it is of all there are."""

_KEPT = {
    "en": r"\b(?:recorded|declared|known|accepted|in place|in use|in total|altogether|only)\b",
    "fr": r"(?:enregistre|consigne|declare|connu|accepte|en place|en vigueur|au total|en tout"
    r"|seulement)",
    "ar": r"(?:مسجل|سجل|معلن|اعلن|مقبول|قائم|اجمالي|مجموع|فقط)",
}
"""What says so anywhere in the sentence."""

_NONE = {
    "en": r"\b(?:no|zero|0|not any|not a single|without)",
    "fr": r"\b(?:aucune?|pas de|nulle?|0|sans)",
    "ar": r"(?:^| )(?:لا|ليس|ليست|لم|دون|بلا|عدم|0)",
}
_NONE_AFTER = {
    "en": r"(?:none|nil)",
    "fr": r"(?:aucune?|neant)",
    "ar": r"(?:لا يوجد|لا توجد|لا شيء)",
}
_BEING = re.compile(
    r" (?:[^\W\d_]+ )?(?:is|are|was|were|ha(?:s|ve) been|n'est|ne sont|n'a ete|n'ont ete)\b"
)
_OF = (["of"], ["des"], ["من"])


_FOR = {"en": "for", "fr": "pour", "ar": "ل"}
_AND = {"en": "and", "fr": "et", "ar": "و"}
_NO_COUNT = (
    r"(?!(?:days?|weeks?|months?|hours?|minutes?|years?|jours?|semaines?|mois|heures?|ans)\b)"
)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, without the marks of points and headings.

    >>> sentences_of("- We patrol 3.5 km. We listen.")
    ['We patrol 3.5 km', 'We listen']
    """
    return [said for match in _SENTENCE.finditer(text) if (said := match[0].strip(" \t-*#"))]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence that says another number than the records: of which figure, said and held."""

    figure: str
    sentence: str
    said: int
    held: int


@cache
def figure_nouns(section: str, language: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """How a language counts the figures of a section: a number before or after the noun, or none,
    or two of them as a word of its own."""
    patterns: dict[str, tuple[re.Pattern[str], ...]] = {}
    for row in shipped_rows("tutela.strategy", "figures.csv"):
        if (row["section"], row["language"]) != (section, language):
            continue
        noun = rf"(?:{row['nouns']})(?!\w)"
        article = "(?:ال)?" if language == "ar" else ""
        patterns[row["figure"]] = (
            re.compile(rf"(?<![\w.,/])(?P<n>\d{{1,6}}){_BETWEEN}{article}{noun}"),
            re.compile(rf"(?<!\w){article}{noun}[^:;]{{0,60}}: ?(?P<n>\d{{1,6}})(?![\w/])"),
            re.compile(rf"{_NONE[language]}{_BETWEEN}{article}{noun}(?P<then>[^,;:]{{0,40}})"),
            re.compile(rf"(?<!\w){article}{noun}[^:;]{{0,60}}: ?{_NONE_AFTER[language]}(?!\w)"),
            re.compile(rf"(?<!\w)(?:{row['two'] or '(?!)'})(?!\w)"),
            re.compile(
                rf"(?<!\w){article}{noun}[^:;,]{{0,40}} {_FOR[language]} ?(?P<n>\d{{1,3}}) "
                rf"{_NO_COUNT}\w+(?: {_AND[language]} ?(?P<more>\d{{1,3}}) {_NO_COUNT}\w+)?"
            ),
        )
    return patterns


def contradictions(
    text: str, section: str, language: str, held: Mapping[str, int]
) -> list[Contradiction]:
    """The sentences of a section that contradict what the records count, in their order.

    Takes   section, its letter; language of the text; held, the number of records of each figure
            that is known: of others nothing is said.

    >>> text = "There are two national caveats. Three units patrol."
    >>> contradictions(text, "F", "en", {"caveats": 5, "units": 12})
    [Contradiction(figure='caveats', sentence='There are two national caveats', said=2, held=5)]
    >>> [one.said for one in contradictions("No caveat is recorded.", "F", "en", {"caveats": 1})]
    [0]
    >>> held = {"caveats": 1}
    >>> [one.said for one in contradictions("Il n'y a aucune restriction.", "F", "fr", held)]
    [0]
    >>> [one.said for one in contradictions("هناك تحفظان.", "F", "ar", {"caveats": 3})]
    [2]
    >>> contradictions("No caveat bars patrols at noon.", "F", "en", {"caveats": 1})
    []
    >>> text = "Contingency plans exist for six sites and three towns."
    >>> [(one.said, one.held) for one in contradictions(text, "E", "en", {"plans": 1})]
    [(9, 1)]
    """
    if language not in _HAVE:
        return []
    told = []
    for sentence in sentences_of(text):
        plain = with_digits(fold_words(sentence))
        for figure, patterns in figure_nouns(section, language).items():
            if figure not in held:
                continue
            said = _number_said(plain, patterns, language)
            if said is not None:
                number, whole = said
                if number > held[figure] or (whole and number != held[figure]):
                    told.append(Contradiction(figure, sentence, number, held[figure]))
    return told


def _number_said(
    plain: str, patterns: tuple[re.Pattern[str], ...], language: str
) -> tuple[int, bool] | None:
    """The number a sentence gives, and whether it speaks of all there are."""
    before, after, none, none_after, two, spread = patterns
    kept = re.compile(_KEPT[language])
    if (match := after.search(plain)) is not None:
        return int(match["n"]), True
    if none_after.search(plain):
        return 0, True
    match = before.search(plain)
    if match is not None and int(match["n"]) not in (0, *_YEARS):
        whole = re.search(_HAVE[language], plain[: match.start()]) or kept.search(plain)
        return int(match["n"]), bool(whole) and match["between"].split()[:1] not in _OF
    if (match := spread.search(plain)) is not None:
        return int(match["n"]) + int(match["more"] or 0), False
    if (match := none.search(plain)) is not None:
        to_noun = plain[: match.start("then")]
        whole = re.search(_HAVE[language], to_noun) or kept.search(to_noun)
        then = _BEING.match(match["then"]) and kept.search(match["then"])
        return (0, True) if whole or then else None
    if (match := two.search(plain)) is not None:
        return 2, bool(re.search(_HAVE[language], plain[: match.start()]) or kept.search(plain))
    return None
