"""What a section answers, sentence by sentence: a person's word that an element is met cites the
sentences it rests on, and falls with them.

questions_of("I.means")     what a drafter is asked of an element
sentences(text)             what may be cited of a section
answers_standing(...)       what of the answers stands, and what they lack
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import shorten
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import Sentence, say
from tutela.strategy.completeness import FEWEST_WORDS
from tutela.strategy.elements import by_key
from tutela.strategy.text.edited import units

_ENDS = re.compile(r"(?<=[.!?؟])\s+")


@cache
def _questions() -> Mapping[str, tuple[str, ...]]:
    asked: dict[str, list[str]] = defaultdict(list)
    for row in shipped_rows("tutela.strategy", "questions.csv"):
        asked[row["element"]].append(row["question"])
    return MappingProxyType({key: tuple(rows) for key, rows in asked.items()})


def questions_of(key: str) -> tuple[str, ...]:
    """What a drafter is asked of an element; what it asks, where no more is asked of it.

    Source  Framework for Drafting Comprehensive POC Strategies, template A, C, E, G and I.

    >>> questions_of("I.can-and-cannot")[1]
    'Which sentence says what the mission cannot do?'
    >>> questions_of("D.sharing")
    ('How it is shared in time for a coordinated response',)
    """
    return _questions().get(key) or (by_key()[key].asks,)


def sentences(text: str) -> list[str]:
    """The sentences of a section's text, its headings left out, each once.

    >>> sentences("## When\\nWe patrol. We **listen**.\\n- At dawn")
    ['We patrol.', 'We listen.', 'At dawn']
    """
    said = (
        sentence
        for unit in units(text)
        if not unit.heading
        for sentence in _ENDS.split(bare(unit.words))
    )
    return list(dict.fromkeys(filter(None, said)))


def bare(words: str) -> str:
    """Words as they are compared: one blank between them, no marks of what is bold."""
    return " ".join(words.replace("**", "").split())


def stands(text: str, quote: str) -> bool:
    """Whether words stand in a text as they were cited, however its lines break.

    >>> stands("We patrol\\nby **day**. We listen.", "We patrol by day.")
    True
    """
    return bool(bare(quote)) and bare(quote) in bare(" ".join(unit.words for unit in units(text)))


def times_cited(quotes: Iterable[str]) -> Counter[str]:
    """How often each sentence is cited, for whatever question."""
    return Counter(bare(quote) for quote in quotes if bare(quote))


@dataclass(frozen=True, slots=True)
class Answered:
    """What of the answers to an element's questions stands.

    words  the cited sentences that stand
    gone   those that stand in the text no longer
    lacks  what is wanting, if anything is
    """

    words: str
    gone: tuple[str, ...]
    lacks: Sentence | None


def answers_standing(
    key: str, text: str, quotes: Sequence[str], cited: Mapping[str, int]
) -> Answered:
    """What of the answers to an element's questions stands in a text.

    Takes   quotes, a sentence for each question, blank for one nobody answered; cited, how often
            each sentence is, as `times_cited` gives it: one sentence answers no more questions
            than it has words for.

    >>> text = "A hotline in Sango is opened, and answered by day by two clerks."
    >>> told = answers_standing("I.host-duty-told", text, [text], {text: 1})
    >>> told.words == text, told.lacks
    (True, None)
    >>> str(answers_standing("I.host-duty-told", text, [text], {text: 3}).lacks)
    'one sentence of 13 words is cited for 3 questions: say each in a sentence of its own'
    >>> str(answers_standing("I.host-duty-told", "We listen.", [text], {}).lacks)
    'the words it was marked for are gone: A hotline in Sango is opened, and answered by day...'
    """
    gone = tuple(quote for quote in quotes if bare(quote) and not stands(text, quote))
    there = [quote for quote in quotes if bare(quote) and quote not in gone]
    asked = questions_of(key)
    lacks = None
    crowded = (one for one in there if len(one.split()) < FEWEST_WORDS * cited.get(bare(one), 1))
    if gone:
        words = shorten(bare(gone[0]), 55, placeholder="...")
        lacks = say("the words it was marked for are gone: {words}", words=words)
    elif len(there) < len(asked):
        lacks = say("{n} of {total} questions answered", n=len(there), total=len(asked))
    elif (one := next(crowded, None)) is not None:
        n, times = len(one.split()), cited.get(bare(one), 1)
        if times > 1:
            lacks = say(
                "one sentence of {n} words is cited for {times} questions: say each in a sentence "
                "of its own",
                n=n,
                times=times,
            )
        else:
            lacks = say("{n} words stand there: say it in a sentence", n=n)
    return Answered(" ".join(there), gone, lacks)
