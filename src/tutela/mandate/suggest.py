"""Which paragraphs mandate the protection of civilians, and what tasks they give: suggested.

Every suggestion is the sum of phrases that anyone can read in `data/rules.csv`, and names those
that spoke. It decides nothing: a person reads the paragraph and confirms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows
from tutela.mandate import cite
from tutela.mandate.language import reading_language
from tutela.mandate.read import MISSION_LETTERS, heading_at_end, is_title, label_within
from tutela.mandate.types import Passage, Resolution

ENOUGH = 2
"""Points from which a paragraph is suggested as a mandate to protect civilians [P]."""

TAIL = 120
"""So many signs before the colon of a chapeau say what hangs under it [P]: further back stands
what it is done with, in mind of, or in line with."""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of mandated task, with its tier and phases; `pema` are the codes that mean it."""

    task: str
    label: str
    tier: int
    phases: tuple[str, ...]
    pema: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase of one language and what it speaks for.

    where    words: the paragraph's own; lead: how the numbered paragraph over it opens; any: both;
             over: the heading over it and the end of the chapeaux; means, chapter: by what means
             and under which chapter of the Charter the Council authorizes
    poc      points for, or against, a mandate to protect civilians
    task     the task it suggests; empty for none
    bars     whether a paragraph with this phrase gives no task at all
    when     empty, or: alone, its task counts where no other rule names one; others, its points
             count where another paragraph mandates protection; instead, its task stands in place of
             those whose words lie within its own: a strategy for protection protects nobody yet
    """

    language: str
    rule: str
    where: str
    pattern: re.Pattern[str]
    poc: int
    task: str
    bars: bool
    when: str
    means: str

    def phrase(self, read: Read) -> str | None:
        """The words it speaks by; None where they are not there.

        >>> text = "Decides to protect all civilians in Luma;"
        >>> rules("en")[1].phrase(Read(text, text, ()))
        'protect all civilians'
        """
        where = {
            "words": (read.own,),
            "lead": (read.lead,),
            "any": (f"{read.lead} {read.own}",),
            "over": read.over,
        }
        for words in where.get(self.where, ()):
            if match := self.pattern.search(words):
                return match[0].strip()
        return None


@dataclass(frozen=True, slots=True)
class Read:
    """A paragraph as the rules read it: its own words, how the numbered paragraph over it opens,
    and the heading and chapeaux over it, the nearest first."""

    own: str
    lead: str
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the rules say of one operative paragraph; a person confirms or refuses it.

    score    the points of all rules that spoke; `poc` from ENOUGH on
    rules    the rules that spoke, in the order of the table
    phrases  the words each of them speaks by
    means    by what means the Council authorizes it, in its own words; empty where it does not say
    means_at the number of the paragraph that says so
    chapter  "7" where the Council acts under Chapter VII of the Charter; empty otherwise
    unsure   the tasks that no word of its own names: they are only those of what it stands under
    """

    resolution: str
    paragraph: str
    text: str
    poc: bool
    score: int
    tasks: tuple[Task, ...]
    rules: tuple[Rule, ...]
    phrases: tuple[str, ...]
    passage: Passage
    means: str = ""
    means_at: str = ""
    chapter: str = ""
    unsure: frozenset[str] = frozenset()


@cache
def tasks() -> Mapping[str, Task]:
    """Every kind of task, in the order of the tiers.

    >>> tasks()["child_protection"].tier
    3
    """
    return MappingProxyType(
        {
            r["task"]: Task(
                r["task"],
                r["label"],
                int(r["tier"]),
                tuple(r["phases"].split()),
                tuple(r["pema"].split()),
            )
            for r in _table("tasks.csv")
        }
    )


@cache
def rules(language: str = "en") -> tuple[Rule, ...]:
    """Every rule of a language, in the order of the table.

    >>> [one.rule for one in rules()][:2]
    ['threat', 'protect-civilians']
    """
    said = {r["rule"]: r["means"] for r in _table("rules.csv") if r["means"]}
    return tuple(
        Rule(
            language,
            r["rule"],
            r["where"],
            _pattern(r["pattern"], language),
            int(r["poc"]),
            r["task"],
            r["bars"] == "yes",
            r["when"],
            said[r["rule"]],
        )
        for r in _table("rules.csv")
        if r["language"] == language
    )


def _table(name: str) -> list[dict[str, str]]:
    return shipped_rows("tutela.mandate", name)


@cache
def _short_forms(language: str) -> Mapping[str, str]:
    """What stands for many words in a pattern: civilians and not civilian police; any mission."""
    rows = _table("short_forms.csv")
    return MappingProxyType(
        {
            r["form"]: r["pattern"].replace("{letters}", MISSION_LETTERS)
            for r in rows
            if r["language"] == language
        }
    )


def _pattern(written: str, language: str) -> re.Pattern[str]:
    for short, long in _short_forms(language).items():
        written = written.replace(short, long)
    return re.compile(fold(written), re.IGNORECASE)


_FOLDED = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u00ad": None,
        "\u0640": None,  # the tatweel stretches a word
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ى": "ي",
    }
)
_MARKS = re.compile(r"[\u064b-\u0652\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def fold(words: str) -> str:
    """Words as patterns meet them: one apostrophe, one space, Arabic without vowel signs.

    >>> fold("l’alerte"), fold("الأمْن")
    ("l'alerte", 'الامن')
    """
    return _MARKS.sub("", unicodedata.normalize("NFC", words).translate(_FOLDED))


def as_in(text: str, phrase: str) -> str:
    """A phrase as a text spells it, where the text was folded to find it; else as it is.

    >>> as_in("يتخذ الإجراءات اللازمة", "الاجراءات اللازمة") == "الإجراءات اللازمة"
    True
    """
    text = unicodedata.normalize("NFC", text)
    places = [at for at, letter in enumerate(text) if fold(letter)]
    begin = fold(text).find(phrase)
    if begin < 0 or not phrase:
        return phrase
    return text[places[begin] : places[begin + len(phrase) - 1] + 1]


def suggest(resolution: Resolution) -> list[Suggestion]:
    """What each operative paragraph seems to mandate, in the order of the text.

    Takes   a resolution as read, in English, French or Arabic.
    Gives   one Suggestion for each operative paragraph and sub-paragraph, the empty ones too:
            what was looked at and found to mandate nothing is shown as such.

    >>> from tutela.mandate.read import parse
    >>> read = parse('''The Security Council,
    ... Acting under Chapter VII of the Charter of the United Nations,
    ... 1. Decides that the mandate of UNMIKA shall be:
    ... (a) Protection of civilians:
    ... (i) To deploy where they are threatened;
    ... (b) To support the deployment of its offices;
    ... 2. Authorizes UNMIKA to use all necessary means to carry out its mandate;
    ... 3. Urges all parties to protect civilians.''')
    >>> [(one.paragraph, one.poc, [t.task for t in one.tasks]) for one in suggest(read)][1:4]
    [('1 (a)', True, ['physical_protection']), ('1 (a) (i)', True, ['physical_protection']),
     ('1 (b)', False, [])]
    >>> [(one.paragraph, one.means, one.chapter) for one in suggest(read) if one.poc][1]
    ('1 (a) (i)', 'all necessary means', '7')
    """
    every = rules(reading_language(" ".join(passage.text for passage in resolution.passages)))
    read = [
        (passage, above, _as_read(passage, above, heading))
        for passage, above, heading in _with_headings(resolution)
    ]
    spoken = [_rules_that_spoke(every, words) for _passage, _above, words in read]
    some = any(_points(spoke, others=False) >= ENOUGH for spoke in spoken)
    means = _Means(every, resolution, read, spoken)
    return [
        _suggestion(resolution.symbol, passage, above, spoke, some, means)
        for (passage, above, _words), spoke in zip(read, spoken, strict=True)
    ]


def _with_headings(resolution: Resolution) -> Iterator[tuple[Passage, list[Passage], str]]:
    """Each operative passage, those it hangs under, and the heading it stands under.

    A heading over sub-paragraphs ends with them; one over numbered paragraphs at the next.
    """
    chains = resolution.with_above()
    heading, within, waiting = "", False, ""
    for passage in resolution.passages:
        if passage.kind == "heading":
            waiting = passage.text
        elif passage.kind == "operative":
            sub = len(passage.path) > 1
            if waiting:
                heading, within, waiting = waiting, sub, ""
            elif within and not sub:
                heading = ""
            yield (*next(chains), heading)
            waiting = heading_at_end(passage)
            if label_within(passage):  # another heading may stand in there
                heading = ""


def _as_read(passage: Passage, above: list[Passage], heading: str) -> Read:
    over: list[str] = []
    for higher in reversed(above):
        if len(higher.path) > 1 and is_title(higher.text):
            over.append(fold(higher.text))
            break
        if higher.text.rstrip()[-1:] in (":", "،", ","):
            over.append(fold(higher.text[-TAIL:]))
    else:
        if heading:
            over.append(fold(heading))
    own = fold(passage.text.removesuffix(heading_at_end(passage)))
    return Read(own, fold(above[0].text) if above else own, tuple(over))


Spoken = list[tuple[Rule, str]]

_ELSEWHERE = re.compile(r"paragraph(?:e?s)? [^;.]{1,60}? (?:of|de la) r[eé]solution", re.IGNORECASE)
"""Paragraphs of another text, which say nothing of this one's."""

_AND_MORE = re.compile(r"\b(?:and|et) (?:also |further )?(?:requests|calls|urges|prie|demande)\b")
"""Where a paragraph goes on to something else."""


def _tasks_cited(words: str) -> list[str]:
    """The paragraphs of its own text for which one authorizes means; none, for the mandate."""
    return cite.paragraphs(_ELSEWHERE.sub("", _AND_MORE.split(words)[0]))


def _rules_that_spoke(every: tuple[Rule, ...], words: Read) -> Spoken:
    told = ((rule, rule.phrase(words)) for rule in every)
    return [(rule, phrase) for rule, phrase in told if phrase is not None]


def _points(spoke: Spoken, *, others: bool) -> int:
    return sum(rule.poc for rule, _phrase in spoke if rule.when != "others" or others)


def _suggestion(
    symbol: str, passage: Passage, above: list[Passage], spoke: Spoken, some: bool, means: _Means
) -> Suggestion:
    score = _points(spoke, others=some)
    barred = any(rule.bars for rule, _phrase in spoke)
    naming = _rules_that_name(spoke)
    named = {rule.task for rule in naming}
    by, at = ("", "") if barred else means.of(passage, above)
    return Suggestion(
        resolution=symbol,
        paragraph=passage.number,
        text=passage.text,
        poc=score >= ENOUGH,
        score=score,
        tasks=() if barred else tuple(task for key, task in tasks().items() if key in named),
        rules=tuple(rule for rule, _phrase in spoke),
        phrases=tuple(as_in(passage.text, phrase) for _rule, phrase in spoke),
        passage=passage,
        means=by,
        means_at=at,
        chapter="" if barred else means.chapter(passage, above),
        unsure=frozenset(named - {rule.task for rule in naming if rule.where != "over"}),
    )


def _rules_that_name(spoke: Spoken) -> list[Rule]:
    """The rules that name a task: those whose words are no part of another's that stands instead;
    and what only counts alone, where no other names one."""
    instead = [phrase for rule, phrase in spoke if rule.when == "instead"]
    naming = [
        rule
        for rule, phrase in spoke
        if rule.task and (rule.when == "instead" or not any(phrase in over for over in instead))
    ]
    return [rule for rule in naming if rule.when != "alone"] or naming


class _Means:
    """By what means a resolution authorizes its mission, and under which chapter."""

    def __init__(
        self,
        every: tuple[Rule, ...],
        resolution: Resolution,
        read: list[tuple[Passage, list[Passage], Read]],
        spoken: list[Spoken],
    ) -> None:
        self.by = [rule.pattern for rule in every if rule.where == "means"]
        self.under = [rule.pattern for rule in every if rule.where == "chapter"]
        self.throughout = any(_phrase_of(self.under, reason) for reason in resolution.preamble)
        over = {id(higher) for _passage, above, _words in read for higher in above}
        self.apart = [
            (_phrase_of(self.by, passage), passage, _tasks_cited(passage.text))
            for (passage, _above, _words), spoke in zip(read, spoken, strict=True)
            if id(passage) not in over and any(rule.rule == "authorized" for rule, _ in spoke)
        ]

    def of(self, passage: Passage, above: list[Passage]) -> tuple[str, str]:
        """The Council's words, and the paragraph they stand in: its own, one over it, or one that
        speaks for the whole mandate or for paragraphs it cites."""
        for higher in (passage, *reversed(above)):
            if by := _phrase_of(self.by, higher):
                return by, higher.number
        for by, apart, cited in self.apart:
            if not cited or any(cite.covers(number, passage.number) for number in cited):
                return by, apart.number
        return "", ""

    def chapter(self, passage: Passage, above: list[Passage]) -> str:
        """ "7" where the Council says that it acts under Chapter VII."""
        said = any(_phrase_of(self.under, higher) for higher in (passage, *above))
        return "7" if self.throughout or said else ""


def _phrase_of(patterns: list[re.Pattern[str]], passage: Passage) -> str:
    """The first phrase of a passage that one of the patterns finds, as the text spells it."""
    words = fold(passage.text)
    phrases = (match[0] for pattern in patterns if (match := pattern.search(words)))
    return as_in(passage.text, next(phrases, ""))
