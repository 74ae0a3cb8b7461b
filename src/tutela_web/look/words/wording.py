"""A lint of wording, and the budget of strings, which only falls.

    python -m tutela_web.look.words check     fails where a count of wording_budget.csv rises
    python -m tutela_web.look.words lower     writes down what fell

Rules are those of docs/explanation/words.md. Strings of pages, code, tables, papers and mails count
by room; scripts, documentation and the command line stand in rows of their own. What a rule is
wrong about stands with its reason in wording_exceptions.csv.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tutela.base.data_tables import shipped_rows
from tutela_web.look.words import collecting, finding

ROOT = Path(__file__).parents[4]
BUDGET = Path(__file__).parents[1] / "data/wording_budget.csv"
MOST_WORDS = 25
"""Words of a sentence at most (GOV.UK, content design)."""
Counts = dict[str, Counter[str]]
"""By room, how many strings there are and how many break each rule."""

_QUESTION = re.compile(r"^(?:What|Who|Whose|Whom|Where|When|How|Which|Why)\s[^?.!]*$")
_UNPLAIN = re.compile(
    r"\b(?:tells?|told|says?|said|nobody|kept|reckon(?:s|ed)?|such(?! as)|apart(?! from))\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"^(?:Nobody|Nothing|No one|None|Never)\b|\bnobody\b.*\bnot\b", re.IGNORECASE)
_STRAIGHT = re.compile(r"\w'\w|\S[:;?!»]$|« ")
_LATIN_SIGN = re.compile(r"[\u0600-\u06ff]\s?[,;?]")
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n+")
_SCRIPT_TEXT = re.compile(r"""(["'`])((?:[A-Z][a-z']+|[a-z']{2,})(?: [\w',.:-]+){2,}[.!?]?)\1""")
_CODE = re.compile(r"```.*?```|`[^`]*`|^\|.*$|<[^>]+>|\]\([^)]*\)", re.DOTALL | re.MULTILINE)


def broken_rules(english: str) -> set[str]:
    """The rules an English string breaks.

    >>> sorted(broken_rules("What is signed")), sorted(broken_rules("Nobody is told."))
    (['clause title'], ['negated', 'unplain'])
    >>> broken_rules("What happened?"), broken_rules("No units to place")
    (set(), set())
    """
    broken = set()
    if _QUESTION.match(english):
        broken.add("clause title")
    if _UNPLAIN.search(english):
        broken.add("unplain")
    if _NEGATED.search(english):
        broken.add("negated")
    if any(len(sentence.split()) > MOST_WORDS for sentence in _SENTENCE_END.split(english)):
        broken.add("long")
    return broken


RULES = ("unplain", "clause title", "negated", "long")
COLUMNS = ("room", "strings", *RULES, "french signs", "arabic signs")


def count_wording() -> Counts:
    """How many strings each room has, and how many break each rule, exceptions left out."""
    allowed = {(row["rule"], row["english"]) for row in exceptions()}
    french, arabic = finding.translations("fr"), finding.translations("ar")
    counts: Counts = {}
    for english, room in sorted(strings_by_room().items()):
        line = counts.setdefault(room, Counter())
        line["strings"] += 1
        line.update(rule for rule in broken_rules(english) if (rule, english) not in allowed)
        line["french signs"] += any(map(_wrong_french, french.get(english, ())))
        line["arabic signs"] += any(map(_LATIN_SIGN.search, arabic.get(english, ())))
    for room, texts in (("(scripts)", _scripts()), ("(documentation)", _documentation())):
        line = counts.setdefault(room, Counter())
        for text in texts:
            line["strings"] += room == "(scripts)"
            line.update(rule for rule in broken_rules(text) & {"unplain", "long"})
    return counts


def strings_by_room() -> dict[str, str]:
    """The room of each string, by its English; a string of several rooms belongs to *(shared)*."""
    rooms: dict[str, set[str]] = {}
    for message, _context, where in collecting.collect_messages():
        english = message if isinstance(message, str) else message[0]
        parts = where.split("/")
        rooms.setdefault(english, set()).add(parts[1] if len(parts) > 2 else "(core)")
    return {
        english: next(iter(named)) if len(named) == 1 else "(shared)"
        for english, named in rooms.items()
    }


def exceptions() -> list[dict[str, str]]:
    """What a rule is wrong about, and why."""
    return shipped_rows("tutela_web.look", "wording_exceptions.csv")


def offenders(room: str) -> Iterator[tuple[str, str]]:
    """Each string of a room that breaks a rule, with the rule."""
    allowed = {(row["rule"], row["english"]) for row in exceptions()}
    for english, where in sorted(strings_by_room().items()):
        if where == room:
            yield from (
                (rule, english)
                for rule in sorted(broken_rules(english))
                if (rule, english) not in allowed
            )


def budget() -> Counts:
    """The counts that may not rise, as the file has them."""
    with BUDGET.open(encoding="utf-8", newline="") as file:
        return {
            row["room"]: Counter({name: int(row[name]) for name in COLUMNS[1:]})
            for row in csv.DictReader(file)
        }


def over_budget(counted: Counts, allowed: Counts) -> list[str]:
    """What rose: each count by its sum over all rooms, with the rooms where it rose.

    A string may move from one room to another; the sum may not rise.

    >>> over_budget({"joc": Counter(long=2)}, {"joc": Counter(long=1), "risk": Counter(long=1)})
    []
    >>> over_budget({"joc": Counter(long=2)}, {"joc": Counter(long=1)})
    ['long: 2, at most 1 (joc +1)']
    """
    now, most = (sum(counts.values(), Counter()) for counts in (counted, allowed))
    risen = []
    for name in COLUMNS[1:]:
        if now[name] > most[name]:
            where = [
                f"{room} +{more}"
                for room, line in sorted(counted.items())
                if (more := line[name] - allowed.get(room, Counter())[name]) > 0
            ]
            risen.append(f"{name}: {now[name]}, at most {most[name]} ({', '.join(where)})")
    return risen


def write_budget(counted: Counts) -> None:
    """Write the counts down as the new budget."""
    with BUDGET.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(
            [room, *(line[name] for name in COLUMNS[1:])] for room, line in sorted(counted.items())
        )


def _wrong_french(text: str) -> bool:
    return bool(_STRAIGHT.search(text))


def _scripts() -> Iterator[str]:
    for path in sorted((Path(__file__).parents[1] / "front/js").rglob("*.js")):
        yield from (text for _sign, text in _SCRIPT_TEXT.findall(path.read_text("utf-8")))


def _documentation() -> Iterator[str]:
    for path in sorted((ROOT / "docs").rglob("*.md")):
        if path.name == "words.md":  # it quotes what to avoid
            continue
        text = _CODE.sub(" ", path.read_text("utf-8"))
        yield from (line for line in _SENTENCE_END.split(text) if line.strip())
