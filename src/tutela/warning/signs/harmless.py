"""Signs that a text is harmless though it speaks of war, death, fire or noise.

A denial ("that news is not true"), a match with its score, an old person who died in bed, fields
burnt before the rain. A sign never sets a text aside: it only asks for more before the text is
read as an alarm. What else the text tells, in clauses that the sign does not cover, is read as
ever.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold

DENIAL = "denial"
AFFIRMED = "affirmed"
"""Words as "it is no lie" or "this is not an exercise"."""
CHECKED = "checked"
"""A rumour somebody looked into and found empty: what was said before is covered too."""
BELIED = frozenset({DENIAL, "exercise", "noise explained", "children play", "hunting", CHECKED})
"""Signs that do not count beside such words."""
MOST_BETWEEN = 4
"""So many words may lie where "+" stands in a table."""
HELP = "help"
"""Words of somebody who is in it: "help", "we are hiding". Beside them nothing counts."""

_REPEATED = re.compile(r"([^\W\d])\1+")
_CLAUSE = re.compile(
    r"(?<![.!?;,،؛\n])[.!?;,،؛\n]+\s|\n|\b(?:but|however|mais|lakin|laken|lakini|kasi|me|لكن|لاكن)\b",
    re.IGNORECASE,
)
_SCORE = re.compile(
    r"\b\d{1,2} ?(?:-|–|:|a|kwa|na|by) ?\d{1,2}\b|\b\d{1,2} ?-? ?(?:nil|zero|sifir|sifr|صفر)\b"
)
_NEWS = re.compile(
    r"\b(?:news|story|talk|rumou?r|report|message|nouvel|rumeur|info|bruit|histoire|kalam|khabar|"
    r"kabar|tene|sango|nsango|makambo|habari|maneno|(?:ال)?كلام|(?:ال)?خبر|(?:ال)?اخبار)"
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a text being harmless.

    names   the signs found, in the order of the table; empty where there is none
    others  the clauses that no sign covers, joined; blank where all are covered
    """

    names: tuple[str, ...] = ()
    others: str = ""


def even_out(text: str) -> str:
    """A text as its words are compared: folded, repeated letters once, figures by what they may
    tell beside the words (a score, an age, a year, a price).

    >>> even_out("Grandmmma was 92")
    'grandma was 92 0age'
    """
    digits = "".join(str(unicodedata.digit(c, c)) if c.isdigit() else c for c in text)
    folded = fold(digits)
    told = " ".join(_REPEATED.sub(r"\1", word) for word in re.findall(r"\w+", folded))
    kinds = (
        ("0score", bool(_SCORE.search(digits.casefold()))),
        ("0age", bool(re.search(r"\b(?:6[5-9]|[789]\d|1[01]\d)\b", told))),
        ("0year", bool(re.search(r"\b(?:19\d\d|20[0-2]\d)\b", told))),
        ("0price", bool(re.search(r"\b\d{1,3} 0{3}\b|\b\d+0{2,}\b|\b\d{1,3} ?k\b", told))),
    )
    return " ".join([told, *(kind for kind, is_so in kinds if is_so)])


def pattern_of(alternatives: str, language: str) -> re.Pattern[str]:
    """Alternatives parted by "|" as one pattern over words as `even_out` leaves them.

    The last word of each may go on unless a full stop ends it; "+" lets up to four words lie
    between. Of Arabic words the joined "and", "by", "the" is passed.
    """
    before = "[وفبك]?(?:ال)?" if language == "ar" else ""

    def one(said: str) -> str:
        end = "" if said.endswith(".") else r"\w*"
        words = _REPEATED.sub(r"\1", fold(said.rstrip("."))).split()
        return before + " ".join(map(re.escape, words)) + end

    gap = r"(?: \w+){0,4}? "
    either = [gap.join(map(one, said.split("+"))) for said in alternatives.split("|")]
    return re.compile(rf"\b(?:{'|'.join(either)})\b")


_HEARSAY = re.compile(
    r"\b(?:saying|says?|said|told|tells|talk|shout|heard|phoned|radio|disai|disent|dit|raconte|parai|"
    r"قالو|قال|بقولو|سمع|gal|galu|ygulu|asma|asuma|wanasema|walisema|tulisikia|balobi|bazoloba|"
    r"toyoki|atene|a tene|di)\b"
)
"""Words of what others told; what was told may be checked."""


@cache
def rules_alone() -> frozenset[str]:
    """Signs that are no pieces of the classifier, which has meanings of its own: they may grow
    without a training."""
    return frozenset(row["sign"] for row in shipped_rows("tutela.warning", "harmless_rules.csv"))


@cache
def _table() -> Mapping[str, tuple[list[re.Pattern[str]], list[re.Pattern[str]]]]:
    """By sign, the patterns of which one or two must be found, and those that go with one."""
    table: dict[str, tuple[list[re.Pattern[str]], list[re.Pattern[str]]]] = {}
    names = ("harmless_signs.csv", "harmless_rules.csv")
    for row in (row for name in names for row in shipped_rows("tutela.warning", name)):
        strong, weak = table.setdefault(row["sign"], ([], []))
        strong.append(pattern_of(row["strong"], row["language"]))
        if row["weak"]:
            weak.append(pattern_of(row["weak"], row["language"]))
    return table


def _matches(patterns: list[re.Pattern[str]], text: str) -> set[str]:
    return {match[0] for pattern in patterns for match in pattern.finditer(text)}


def signs_in(evened: str) -> list[str]:
    """The signs of a text as `even_out` leaves it: a strong word alone where the table has no
    weak ones, else two strong ones, or a strong and a weak one.

    >>> signs_in(even_out("we buried grandma she was 92"))
    ['natural death']
    >>> signs_in(even_out("it is not an exercise, the police shoot"))
    ['affirmed']
    """
    names = []
    for name, (strong, weak) in _table().items():
        most = _matches(strong, evened)
        if most and (not weak or len(most) > 1 or _matches(weak, evened) - most):
            names.append(name)
    is_affirmed = any(name.startswith(AFFIRMED) for name in names)
    return [name for name in names if not is_affirmed or name not in BELIED]


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of a run: whether it may go on, and how many words may lie before it."""

    word: str
    goes_on: bool
    between: int

    def is_at(self, forms: set[str]) -> bool:
        if self.goes_on:
            return any(form.startswith(self.word) for form in forms)
        return self.word in forms


@dataclass(frozen=True, slots=True)
class _Meanings:
    """Meanings in the order of the table; by the first word of what tells of one, or by its
    beginning, the meaning and the words that must follow."""

    names: tuple[str, ...]
    whole: Mapping[str, list[tuple[str, list[_Step]]]]
    beginnings: Mapping[str, list[tuple[str, list[_Step]]]]


@cache
def _meanings() -> _Meanings:
    whole: dict[str, list[tuple[str, list[_Step]]]] = {}
    beginnings: dict[str, list[tuple[str, list[_Step]]]] = {}
    rows = shipped_rows("tutela.warning", "village_words.csv")
    for row in rows:
        for said in row["words"].split("|"):
            first, *others = _steps_of(said)
            side = beginnings if first.goes_on else whole
            side.setdefault(first.word, []).append((row["meaning"], others))
    return _Meanings(tuple(row["meaning"] for row in rows), whole, beginnings)


def _steps_of(said: str) -> list[_Step]:
    """The words of an alternative, written as `pattern_of` has them."""
    steps: list[_Step] = []
    for part in said.split("+"):
        words = _REPEATED.sub(r"\1", fold(part.rstrip("."))).split()
        for at, word in enumerate(words):
            is_last = at == len(words) - 1
            between = MOST_BETWEEN if steps and at == 0 else 0
            steps.append(_Step(word, is_last and not part.endswith("."), between))
    return steps


def _forms_of(word: str) -> set[str]:
    """A word, and without what Arabic joins to it: "and", "by", "the"."""
    forms = {word, word[1:]} if word[0] in "وفبك" else {word}
    return forms | {form[2:] for form in forms if form.startswith("ال")}


def _goes_on_with(steps: list[_Step], words: list[set[str]]) -> bool:
    """Whether the steps follow from the first of the words on."""
    if not steps:
        return True
    first, *others = steps
    return any(
        first.is_at(forms) and _goes_on_with(others, words[at + 1 :])
        for at, forms in enumerate(words[: first.between + 1])
    )


def meanings_in(evened: str) -> list[str]:
    """What the words of a text mean in any language: of what alarms tell, and of daily life.

    >>> meanings_in(even_out("babomi bato 4 na masasi"))
    ['weapon', 'killed', 'shooting', 'people']
    """
    table = _meanings()
    words = [_forms_of(word) for word in evened.split()]
    told = set()
    for at, forms in enumerate(words):
        starts = [start for form in forms for start in table.whole.get(form, ())]
        for form in forms:
            for end in range(1, len(form) + 1):
                starts += table.beginnings.get(form[:end], ())
        for name, steps in starts:
            if name not in told and _goes_on_with(steps, words[at + 1 :]):
                told.add(name)
    return [name for name in table.names if name in told]


def read_signs(text: str) -> Signs:
    """What speaks for a text being harmless, and what it tells beside that.

    >>> read_signs("that news of attack is not true. In Luma they burn houses").others
    'In Luma they burn houses'
    """
    names = signs_in(even_out(text))
    counted = [name for name in names if not name.startswith(AFFIRMED)]
    if not counted or HELP in names:
        return Signs()
    clauses = [clause.strip() for clause in _CLAUSE.split(text) if clause.strip()]
    covered = set()
    for at, clause in enumerate(clauses):
        evened = even_out(clause)
        for name in counted:
            strong, weak = _table()[name]
            if _matches(strong, evened) or _matches(weak, evened):
                covered.add(at)
            if name == DENIAL and _matches(strong, evened) and not _NEWS.search(evened):
                covered.add(at - 1)  # "they attack Luma, it is not true": what it denies
            if name == CHECKED and at and _matches(strong, evened):
                before = even_out(clauses[at - 1])
                if _HEARSAY.search(before) or _NEWS.search(before):
                    covered.add(at - 1)  # "they say gunmen came. I went to look, nobody"
    others = [clause for at, clause in enumerate(clauses) if at not in covered]
    return Signs(tuple(counted), ". ".join(others))
