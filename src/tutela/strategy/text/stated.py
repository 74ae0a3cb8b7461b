"""What sentences of a strategy state of its records beside numbers, held against the records: how
often a forum meets, who chairs it, which objective has which number, what is said of each of many.

What a sentence may state stands in `data/stated.csv`, in three languages: another statement is a
row more. A rule sees what it has words for; what it does not see may be wrong all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tutela.base.abbreviations import words_abbreviated
from tutela.base.data_tables import shipped_rows
from tutela.base.tolls import fold_words, with_digits
from tutela.strategy.text.figures import sentences_of

SAME_RHYTHM = 0.1
"""Rhythms that differ by so little are one: a month is 28 to 31 days [P]."""

_DAYS = {
    "en": r"every (?P<n>\d{1,3}) (?P<unit>days?|weeks?|months?)",
    "fr": r"tou(?:s|tes) les (?P<n>\d{1,3}) (?P<unit>jours?|semaines?|mois)",
    "ar": r"كل (?P<n>\d{1,3}) (?P<unit>ايام|يوما?|اسابيع|اسبوعا?|اشهر|شهرا?)",
}
_UNITS = {"d": 1, "j": 1, "w": 7, "s": 7, "m": 30, "اي": 1, "يو": 1, "اس": 7, "اش": 30, "شه": 30}

Exceptions = Callable[[], Mapping[str, int]]
"""Gives of each statement on each of many how many it is not true of."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A forum or a report as it is recorded.

    days    how often; None where no record says it
    chair   who chairs it, blank where no record says it; None of what has no chair
    """

    name: str
    days: int | None = None
    chair: str | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """A sentence that the records contradict.

    kind   rhythm, chair, no chair, objective, or of `every` its key
    of     the record by its name, or the number of an objective
    said   what the sentence says: days of a rhythm
    held   what the records say: days, a chair, how many are otherwise
    """

    kind: str
    sentence: str
    of: str = ""
    said: int = 0
    held: str | int = ""


@cache
def _patterns(kind: str, language: str) -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    return [
        (
            row["key"],
            re.compile(rf"(?<!\w)(?:{row['subject']})(?!\w)"),
            re.compile(rf"(?<!\w)(?:{row['words']})(?!\w)"),
        )
        for row in shipped_rows("tutela.strategy", "stated.csv")
        if (row["kind"], row["language"]) == (kind, language)
    ]


def held_against_records(
    text: str,
    language: str,
    *,
    records: Sequence[OnRecord] = (),
    objectives: Collection[str] | None = None,
    exceptions: Exceptions = dict,
) -> list[Against]:
    """The sentences of a text that the records contradict, in their order.

    Takes   records, the forums and reports a sentence may name; objectives, the numbers the mission
            gives them, None where they are not known; exceptions, gives of each statement of "each"
            how many it is not true of, and is asked only where a sentence states one: of what is
            not there nothing is said.

    >>> smg = OnRecord("Senior Management Group", days=14, chair="")
    >>> told = held_against_records("The SMG meets weekly, chaired by the DSRSG.", "en",
    ...                             records=[smg])
    >>> [(one.kind, one.said, one.held) for one in told]
    [('rhythm', 7, 14), ('no chair', 0, '')]
    >>> held_against_records("The SMG meets every two weeks.", "en", records=[smg])
    []
    >>> [one.of for one in held_against_records("It serves objective 5.", "en", objectives={"1"})]
    ['5']
    >>> text = "Each priority risk has measures of the three tiers."
    >>> told = held_against_records(text, "en", exceptions=lambda: {"risk_tiers": 13})
    >>> [(one.kind, one.held) for one in told]
    [('risk_tiers', 13)]
    """
    if language not in _DAYS:
        return []
    told: list[Against] = []
    named = [(record, *_ways_to_name(record.name)) for record in records]
    for sentence in sentences_of(text):
        plain = with_digits(fold_words(sentence))
        shortened = _without_hyphens(words_abbreviated([sentence]))
        for record, whole, short in named:
            if whole.search(plain) or not short.isdisjoint(shortened):
                told += _of_record(record, sentence, plain, language)
        if objectives is not None:
            told += _of_objectives(objectives, sentence, plain, language)
        told += _of_each(exceptions, sentence, plain, language)
    return told


def _ways_to_name(name: str) -> tuple[re.Pattern[str], set[str]]:
    """How a sentence names a record: by its whole name, or by its first letters."""
    whole = with_digits(fold_words(name))
    initials = "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())
    short = _without_hyphens(words_abbreviated([name]))
    short |= {initials} if len(initials) > 2 else set()
    return re.compile(rf"(?<!\w){re.escape(whole)}(?!\w)"), short


def _without_hyphens(words: Iterable[str]) -> set[str]:
    return {word.replace("-", "") for word in words}


def _of_record(record: OnRecord, sentence: str, plain: str, language: str) -> list[Against]:
    told = []
    said = _rhythm_said(plain, language)
    if said and record.days and abs(said - record.days) > SAME_RHYTHM * max(said, record.days):
        told.append(Against("rhythm", sentence, record.name, said, record.days))
    named = record.chair is not None and any(
        words.search(plain) for _key, _subject, words in _patterns("chair", language)
    )
    if named and not record.chair:
        told.append(Against("no chair", sentence, record.name))
    elif named and record.chair and not _shares_a_word(record.chair, plain):
        told.append(Against("chair", sentence, record.name, held=record.chair))
    return told


def _shares_a_word(chair: str, plain: str) -> bool:
    """Whether a sentence has a word of the chair's title, or its first letters."""
    words = [word for word in re.findall(r"\w+", fold_words(chair)) if len(word) > 3]
    initials = "".join(word[0] for word in re.findall(r"\w+", fold_words(chair)))
    said = set(re.findall(r"\w+", plain))
    return bool(said & set(words)) or (len(initials) > 1 and initials in said)


def _rhythm_said(plain: str, language: str) -> int:
    """Every how many days something meets or is sent, as a sentence says it; 0 where it says
    none."""
    if not any(words.search(plain) for _key, _subject, words in _patterns("meets", language)):
        return 0
    match = re.search(_DAYS[language], plain)
    if match:
        unit = next(days for begins, days in _UNITS.items() if match["unit"].startswith(begins))
        return int(match["n"]) * unit
    rhythms = _patterns("rhythm", language)
    return next((int(key) for key, _subject, words in rhythms if words.search(plain)), 0)


def _of_objectives(
    codes: Collection[str], sentence: str, plain: str, language: str
) -> list[Against]:
    if not codes:
        return []
    known = {fold_words(code) for code in codes}
    numbers = (
        match["n"]
        for _key, _subject, words in _patterns("objective", language)
        for match in words.finditer(plain)
    )
    return [
        Against("objective", sentence, number)
        for number in dict.fromkeys(numbers)
        if number not in known
    ]


def _of_each(exceptions: Exceptions, sentence: str, plain: str, language: str) -> list[Against]:
    """The first statement of a sentence on each of many that is not true: the more exact ones stand
    first."""
    for key, subject, words in _patterns("every", language):
        match = subject.search(plain)
        if match and words.search(plain, match.end()) and (held := exceptions().get(key, 0)):
            return [Against(key, sentence, held=held)]
    return []
