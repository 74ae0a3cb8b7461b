"""Reading one text message: coded by the card, or free words in English, French or Arabic.

It proposes and never refuses: whatever it cannot read stays in `rest`, and a person reads the
words. The card: a code, the place, then in any order how many, heading where, and whether the
sender is safe: "3 LUMA 60 N OK".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold
from tutela.warning.clocks import LEVELS
from tutela.warning.signs.guess import ALARM, BESIDE_A_RULE, guess
from tutela.warning.signs.harmless import read_signs
from tutela.warning.signs.of_whom import (
    NOBODY_COUNTED,
    Counts,
    count_of,
    counts_in,
    names_counted,
)

ROUTINE = "routine"
"""The act of a test or a routine answer: it opens no alert."""

SAFE = {
    "ok": True,
    "safe": True,
    "sauf": True,
    "امن": True,
    "بامان": True,
    "d": False,
    "danger": False,
    "خطر": False,
}
"""Words that say whether the sender is safe."""

_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
"""French words that lean on the next: "l'école" is told by "école"."""

BEFORE_A_PLACE = frozenset(
    {
        "at",
        "in",
        "near",
        "to",
        "from",
        "of",
        "towards",
        "inside",
        "entered",
        "leave",
        "left",
        "fleeing",
        "attacked",
        "attacking",
        "surrounded",
        "close",
        "a",
        "au",
        "aux",
        "pres",
        "vers",
        "dans",
        "de",
        "du",
        "attaque",
        "attaquent",
        "quitter",
        "fuit",
        "encercle",
        "sur",
        "في",
        "عند",
        "قرب",
        "الي",
        "من",
        "نحو",
        "حاصروا",
        "هاجموا",
    }
)
"""Words behind which a place is named: where it is, and what is attacked, left or surrounded."""
FEWEST_TO_GUESS = 3
"""Of fewer words the language is not guessed."""
FEWEST_TO_DOUBT = 6
"""In fewer words a word of the rules is believed, whatever the classifier says: "massacre in Luma"
gives it too little to tell that from daily life."""
MOST_PLACE_WORDS = 3
NEAR_WORDS = 3
"""So many words at most lie between "no" and what it denies."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a message seems to say; nothing of it is certain.

    act, level   of the tables; None where no word of theirs is in it
    tripwire     the rule it trips, or blank
    place_words  what may be a place's name, as written; to be looked up by who knows places
    when_words   what it says of the time, folded: "yesterday", "cette nuit"
    counts       how many, of attackers, of people harmed, or of whom nobody says
    heading      north, south, east, west, or blank
    caller_safe  None where it is not said
    rest         what was not used, as written
    language     en, fr, ar, or another that `guess` tells apart, or blank
    coded        whether it follows the card
    why          what the reading rests on: the words of a rule, or the chance of the classifier
    """

    act: str | None = None
    level: str | None = None
    tripwire: str = ""
    place_words: str = ""
    counts: Counts = NOBODY_COUNTED
    heading: str = ""
    caller_safe: bool | None = None
    rest: str = ""
    language: str = ""
    coded: bool = False
    when_words: str = ""
    why: str = ""


def read(words: str) -> Read:
    """Read one message.

    Takes   the words as they came, in any script; digits of any script count.
    Gives   Read; an empty message reads as nothing.

    >>> found = read("3 Luma 60 N OK")
    >>> found.act, found.level, found.place_words, found.counts.armed, found.heading
    ('armed movement', 'imminent', 'Luma', 60, 'north')
    >>> read("Ils tirent à Luma, environ 20 hommes").act
    'attack going on'
    >>> read("No attack here, all calm").act is None
    True
    """
    tokens = _digits(words).split()
    if tokens:
        head = re.match(r"#?(\d)[.:,;)-]*(\D.*)?$", tokens[0])
        if head and head[2]:  # "3Luma"
            tokens[:1] = [head[1], head[2]]
        elif head:
            tokens[0] = head[1]
        elif len(tokens) == 2 and tokens[1] in codes():  # "Luma 3"
            tokens.reverse()
    row = codes().get(tokens[0]) if tokens else None
    if row is not None and _like_the_card(tokens[1:]):
        return _read_coded(row, tokens[1:])
    return _free(words)


def _like_the_card(tokens: list[str]) -> bool:
    """Whether a place and signs follow the figure: "3 Luma 60", and not "3 men came to Luma"."""
    first, *more = [_fold_words(token) for token in tokens] or [""]
    if _weightiest_act(first) or names_counted(first):
        return False  # "6 wounded", "6 people"
    if len(more) == 1 and _weightiest_act(more[0]):
        return False  # "1 nurse killed"
    signs = all(_is_sign(token) for token in tokens[1:])
    return signs or len(tokens) <= 2 or tokens[0][0].isupper() or _is_arabic(tokens[0])


def _is_sign(token: str) -> bool:
    word = fold(token).strip(".,;:!?")
    return word.isdigit() or word in directions() or word in SAFE


@cache
def codes() -> Mapping[str, Mapping[str, str]]:
    """The rows of the card by code."""
    return {row["code"]: row for row in _table("codes.csv")}


def _read_coded(row: Mapping[str, str], tokens: list[str]) -> Read:
    number, heading, safe = None, "", None
    place: list[str] = []
    rest: list[str] = []
    ended = False  # of the place's name: what stands behind a figure or a sign is none of it
    for token in tokens:
        word = fold(token).strip(".,;:!?")
        if number is None and re.fullmatch(r"\d{1,6}", word):
            number, ended = int(word), True
        elif place and not heading and word in directions():
            heading, ended = directions()[word], True
        elif place and safe is None and word in SAFE:
            safe, ended = SAFE[word], True
        elif not ended and len(place) < MOST_PLACE_WORDS:
            place.append(token.strip(".,;:!?"))
        else:
            rest.append(token)
            ended = True
    return Read(
        row["act"],
        row["level"] or None,
        row["tripwire"],
        " ".join(place),
        NOBODY_COUNTED if number is None else count_of(row["number_of"], number),
        heading,
        safe,
        " ".join(rest),
        "",
        True,
    )


def _free(words: str) -> Read:
    """Words as they come. A rule's words come first; the classifier reads what no rule knows, and
    takes back what a rule sees in a text that hardly tells of harm ("we watched a war film"). A few
    words are believed, whatever it says, where no sign of harmlessness stands among them ("that
    news is not true"); such signs never cover what other clauses tell. What is taken back is not
    understood, never set aside."""
    folded = _fold_words(words)
    row = _weightiest_act(folded)
    signs = read_signs(words)
    beside = _weightiest_act(_fold_words(signs.others)) if signs.others else None
    told = words
    if beside is not None:
        row, told = beside, signs.others
    has_only_signs = bool(signs.names) and beside is None
    guessed = guess(told, row["act"] if row else "")
    chance = f"{guessed.alarm:.0%} likely to tell of harm"
    is_short = len(folded.split()) < FEWEST_TO_DOUBT
    is_believed = row and (
        guessed.alarm >= ALARM if has_only_signs else guessed.alarm >= BESIDE_A_RULE or is_short
    )
    act = level = None
    why = ""
    if row and is_believed:
        act, level, why = row["act"], row["level"], "a word of the rules"
        if guessed.act != act and not is_short:
            act, why = guessed.act, f"{why}, {chance}"
            level = max(level, level_of(act), key=LEVELS.index)
    elif row:
        why = ", but ".join(("a word of the rules", *signs.names, chance))
    elif guessed.alarm >= ALARM and not _is_told_of(folded):
        act, level, why = guessed.act, level_of(guessed.act), chance
    when = _words_of("past", folded) + _words_of("now", folded) + _words_of("when", folded)
    if level == "ongoing" and _words_of("past", folded) and not _words_of("now", folded):
        level = "warning"  # it is over, and may come again
    tokens = folded.split()
    heading = next((directions()[t] for t in tokens if len(t) > 2 and t in directions()), "")
    return Read(
        act,
        level,
        "",
        _place_of(words),
        counts_in(_digits(words)),
        heading,
        _safe_of(f" {folded} "),
        words.strip(),
        row["language"] if row else _language_of(words, tokens, guessed.language),
        when_words=" ".join(when),
        why=why,
    )


@cache
def _levels() -> Mapping[str, str]:
    return {row["act"]: row["level"] for row in _table("stems.csv")}


def level_of(act: str) -> str:
    """How near the harm of an act is, as the rules have it.

    >>> level_of("armed movement")
    'imminent'
    """
    return _levels()[act]


HARM_OF = {
    "attack going on": "killing",
    "shelling": "indiscriminate fire",
    "killing": "killing",
    "abduction": "abduction",
    "arson": "arson",
    "wounded": "maiming",
    "looting": "looting",
    "checkpoint": "extortion",
    "mass flight": "forced displacement or return",
}
"""By act, the harm of the glossary it is; acts that are signs of any harm are left out."""


def harm_of(act: str) -> str | None:
    """The harm an act is, or threatens; None where it is a sign of any harm.

    >>> harm_of("abduction"), harm_of("armed movement")
    ('abduction', None)
    """
    return HARM_OF.get(act)


def _is_told_of(folded: str) -> bool:
    """Whether a word of the rules stands there; where none counts, all are denied or to come."""
    return any(pattern.search(folded) for _row, pattern in stems())


def _fold_words(words: str) -> str:
    """Words as they are compared: folded, without signs, one space between."""
    return " ".join(re.findall(r"\w+", fold(_ELIDED.sub(" ", _digits(words)))))


def _weightiest_act(folded: str) -> Mapping[str, str] | None:
    """The row of the act that weighs most among those told of, unless it is denied or to come."""
    acts = [
        (LEVELS.index(row["level"]), -order, row)
        for order, (row, pattern) in enumerate(stems())
        if any(not _is_denied(folded[: match.start()]) for match in pattern.finditer(folded))
    ]
    return max(acts, key=lambda act: act[:2])[2] if acts else None


def _is_denied(before: str) -> bool:
    """Whether what stands before says "no" of it, or that it is to come: "we heard no", "will"."""
    words = before.split()[-NEAR_WORDS - 1 :]
    if words and words[-1] in small("will"):
        return True
    for word in reversed(words):
        if word in small("not"):
            return True
        if word not in small("between"):
            return False
    return False


def act_told(words: str) -> str:
    """The act that words tell of by the rules alone; blank where no rule knows any.

    >>> act_told("shots at the church"), act_told("unpaid troops")
    ('attack going on', '')
    """
    row = _weightiest_act(_fold_words(words))
    return row["act"] if row else ""


def denies_act(words: str) -> bool:
    """Whether words of the rules stand in a text and each is denied or to come.

    >>> denies_act("no attack here"), denies_act("attack, no police here")
    (True, False)
    """
    folded = _fold_words(words)
    return _is_told_of(folded) and _weightiest_act(folded) is None


def _words_of(means: str, folded: str) -> list[str]:
    return [match[0] for match in _pattern("|".join(small(means))).finditer(folded)]


def _place_of(words: str) -> str:
    """Up to three words behind "at", "à" or "في": where a name is written with a great letter, as
    long as it goes on so."""
    tokens = words.split()
    for at, token in enumerate(tokens[:-1]):
        if fold(token) not in BEFORE_A_PLACE:
            continue
        name: list[str] = []
        for word in tokens[at + 1 : at + 1 + MOST_PLACE_WORDS]:
            bare = word.strip(".,;:!?()\"'،؛")
            if not bare or not (bare[0].isupper() or _is_arabic(bare)) or _no_place(bare):
                break
            name.append(bare)
            if bare != word.rstrip("()\"'") or _is_arabic(bare):
                break  # a stop ends the name; in Arabic nothing shows where it ends
        if name:
            return " ".join(name)
    return ""


def _safe_of(folded: str) -> bool | None:
    if any(said in folded for said in (" not safe ", " danger ", " pas en securite ", " خطر ")):
        return False
    said = (" i am safe ", " we are safe ", " en securite ", " بامان ")
    return True if any(words in folded for words in said) else None


def _no_place(word: str) -> bool:
    """Whether a word with a great letter, or any of Arabic, is known to name no place."""
    folded = fold(word)
    known = folded in small("no place") or folded in small("when") or folded in small("now")
    return known or (_is_arabic(word) and _weightiest_act(folded) is not None)


def names_no_place(word: str) -> bool:
    """Whether a word of a message, with or without a great letter, is known to name no place: one
    of the commonest of its language, of time, or of what is done to people.

    >>> names_no_place("shooting"), names_no_place("the"), names_no_place("Luma")
    (True, True, False)
    """
    folded = fold(word)
    everyday = any(folded in common(language) for language in ("en", "fr", "ar"))
    return everyday or _no_place(word) or _weightiest_act(folded) is not None


def _language_of(words: str, tokens: list[str], guessed: str) -> str:
    """The language guessed, where there is enough to guess from; else what small words say."""
    return guessed if len(tokens) >= FEWEST_TO_GUESS else _language(words, tokens)


def _language(words: str, tokens: list[str]) -> str:
    """The language of a message that tells of no act: by its letters, else by its small words."""
    if any(map(_is_arabic, words)):
        return "ar"
    known = {name: sum(t in common(name) for t in tokens) for name in ("en", "fr")}
    most = max(known, key=lambda name: known[name])
    return most if known[most] and len(set(known.values())) == 2 else ""


def _is_arabic(text: str) -> bool:
    return "\u0600" <= text[:1] <= "\u06ff"


def _digits(words: str) -> str:
    """Digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(c, c)) if c.isdigit() else c for c in words)


@cache
def directions() -> Mapping[str, str]:
    """Words for the four directions."""
    return {row["word"]: row["means"] for row in _table("directions.csv")}


@cache
def stems() -> list[tuple[dict[str, str], re.Pattern[str]]]:
    """The words that tell of an act, by language, heaviest acts first; see `_pattern`."""
    return [(row, _pattern(row["stems"], row["language"])) for row in _table("stems.csv")]


@cache
def small(means: str) -> frozenset[str]:
    """Small words of one meaning, folded but for the signs of a pattern."""
    rows = [row["word"] for row in _table("small_words.csv") if row["means"] == means]
    return frozenset("+".join(map(fold, word.split("+"))) for word in rows)


@cache
def common(language: str) -> frozenset[str]:
    """The commonest words of a language."""
    return frozenset(
        row["word"]
        for row in _table("small_words.csv")
        if (row["means"], row["language"]) == ("common", language)
    )


@cache
def _pattern(alternatives: str, language: str = "") -> re.Pattern[str]:
    """Alternatives parted by "|" as one pattern over folded words.

    The last word of each may go on ("attack" finds "attacked") unless a full stop ends it ("tir.");
    "+" lets up to four words lie between. Of Arabic words the joined "and", "by", "the" is passed.
    A word of time stands as it is.
    """
    before = "[وفبك]?(?:ال)?" if language == "ar" else ""
    more = r"\w*" if language else ""

    def one(said: str) -> str:
        end = "" if said.endswith(".") else more
        return before + " ".join(map(re.escape, fold(said.rstrip(".")).split())) + end

    either = [
        r"(?: \w+){0,4}? ".join(map(one, said.split("+"))) for said in alternatives.split("|")
    ]
    return re.compile(rf"\b(?:{'|'.join(either)})\b")


def _table(name: str) -> list[dict[str, str]]:
    return shipped_rows("tutela.warning", name)
