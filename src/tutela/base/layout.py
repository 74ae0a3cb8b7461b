"""Where the tables of a sheet stand: below titles, under two rows of heads, one above another.

A sheet is looked at as its rows of text. What its columns mean is not guessed here: the caller
gives the words that heads of its columns use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tutela.base.folding import plain_letters
from tutela.base.guards.limits import LIMITS

Row = Sequence[str | None]
Span = tuple[int, int, int, int]
"""Merged cells: first row, first column, last row, last column, counted from 0."""

NO_WORDS: Mapping[str, str] = {}
LOOKED_AT = 40
"""A head stands within so many rows from the first filled one."""
ENOUGH = 2
"""So many known words make a row a head."""


@dataclass(frozen=True)
class Head:
    """The head of a table: the row of the sheet below which its rows begin, and its names.

    groups   by column, the word of an upper row that stands over several columns; else empty.
    """

    last: int
    names: tuple[str, ...]
    groups: tuple[str, ...]


@lru_cache(maxsize=4_096)
def head_word(cell: str | None) -> str:
    """A head as compared: no case, no accents, no signs, no remark in brackets.

    >>> head_word("Date de l’incident*"), head_word("Killed (civ.)"), head_word(None)
    ('date de l incident', 'killed', '')
    """
    return _plain_head((cell or "")[: LIMITS["head_signs"]])


@lru_cache(maxsize=4096)
def _plain_head(said: str) -> str:
    return re.sub(r"[\W_]+", " ", plain_letters(re.sub(r"\([^)]*\)", " ", said))).strip()


def find_head(rows: Sequence[Row], spans: Collection[Span], words: Collection[str]) -> Head | None:
    """The head of the first table among the first rows of a sheet.

    Takes   rows as text; merged cells; the words that heads use, as `head_word` writes them.
    Gives   None where no row has ENOUGH of the words.

    >>> rows = [["Incidents 2018", None, None, None], ["Date", "Village", "Victims", None],
    ...         [None, None, "Killed", "Injured"], ["2018-01-03", "Luma", "2", "1"]]
    >>> find_head(rows, [(1, 2, 1, 3)], {"date", "village", "killed", "injured"})
    ... # doctest: +NORMALIZE_WHITESPACE
    Head(last=2, names=('Date', 'Village', 'Killed', 'Injured'),
         groups=('', '', 'Victims', 'Victims'))
    """
    counts = [_known_heads(row, words) for row in rows[:LOOKED_AT]]
    likely = (n for n, count in enumerate(counts) if count >= ENOUGH and not _repeats(rows, n))
    at = next((n for n in likely if not _is_answered(rows, n, words)), None)
    if at is None:
        return None
    below = at + 1
    if below < len(rows) and _is_second_row(rows[at], rows[below], spans_in_row(spans, at), words):
        head = join_rows(rows[at], rows[below], spans_in_row(spans, at), below, words)
        return _with_third_row(head, rows, below) if below + 1 < len(rows) else head
    above = spans_in_row(spans, at - 1) if at else {}
    if (above and len(set(above.values())) > 1) or (at and _groups(rows[at - 1], above)):
        return join_rows(rows[at - 1], rows[at], above, at, words)
    names = tuple(_tidy(cell) for cell in rows[at])
    return Head(at, names, ("",) * len(names))


_NUMBER_OF_HEAD = re.compile(
    r"^\s*(?:[A-Za-z]{0,2}\d{1,2}(?:\.\d{1,2})*[a-z]?\s*[.):/-]+|[A-Z][.)]|[A-Z]\d{1,2}:?)\s*"
    r"(?=[^\W\d])"
)
_TRUE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2})?")
_SURELY_HEADS = 4


def without_number(cell: str | None) -> str:
    """A head without the number of a form's question before it.

    >>> without_number("1. Date of incident"), without_number("Q3) Site"), without_number("3 May")
    ('Date of incident', 'Site', '3 May')
    """
    return _NUMBER_OF_HEAD.sub("", cell or "").strip()


def _known_heads(row: Row, words: Collection[str]) -> int:
    """How many cells of a row are known heads; 1 where all of them name one field: an answer beside
    its question is no head.

    >>> words = {"date": "when", "village": "place", "actor": "who", "armed group": "who"}
    >>> _known_heads(["Date", "Village", "x"], words), _known_heads(["Actor", "Armed group"], words)
    (2, 1)
    """
    known = [
        word
        for cell in row
        if (word := head_word(cell)) in words or (word := head_word(without_number(cell))) in words
    ]
    if len(known) < _SURELY_HEADS and any(_TRUE_DAY.fullmatch(cell or "") for cell in row):
        return 0  # a day is no head
    if isinstance(words, Mapping) and len(known) > 1 and len({words[word] for word in known}) == 1:
        return 1
    return len(known)


_FIELDS_OF_A_FORM = 3


def _repeats(rows: Sequence[Row], at: int) -> bool:
    """Whether a row between rows of as many cells says in one column what the row above it says:
    a row of a list, as that of a key of codes, and no head.

    >>> rows = [["code", "meaning", "list"], ["K", "killing", "type"], ["N", "flood", "type"]]
    >>> _repeats(rows, 2), _repeats(rows, 1)
    (True, False)
    """
    if not at or len(rows[at]) > _CELLS_OF_A_KEY:
        return False
    above, row = rows[at - 1], rows[at]
    filled = [(one, other) for one, other in zip(above, row, strict=False) if one or other]
    same = sum(one == other for one, other in filled)
    return all(one and other for one, other in filled) and 0 < same < len(filled)


_CELLS_OF_A_KEY = 4


def _is_answered(rows: Sequence[Row], at: int, words: Collection[str]) -> bool:
    """Whether a row is of a form, its questions below each other and an answer beside each: other
    rows have questions of several fields in the same column.

    >>> rows = [["Date", "3 May"], ["Place", "Luma"], ["Actor", "Village men"], ["Killed", "2"]]
    >>> words = {"date": "when", "place": "where", "actor": "who", "killed": "toll"}
    >>> _is_answered(rows, 2, words), _is_answered([["Date", "Place"], ["3 May", "Luma"]], 0, words)
    (True, False)
    """
    column = next((n for n, cell in enumerate(rows[at]) if cell and cell.strip()), 0)
    below = [
        word
        for n, row in enumerate(rows[:LOOKED_AT])
        if n != at and column < len(row) and (word := head_word(row[column])) in words
    ]
    fields = {words[word] for word in below} if isinstance(words, Mapping) else set(below)
    return len(fields) >= _FIELDS_OF_A_FORM


def _tidy(cell: str | None) -> str:
    return " ".join((cell or "").split()).rstrip("*:").strip()


def spans_in_row(spans: Collection[Span], row: int) -> dict[int, int]:
    """By column, the first column of the merged cell that reaches over it in a row."""
    return {
        column: first
        for top, first, _bottom, last in spans
        if top == row and last > first
        for column in range(first, last + 1)
    }


def _groups(upper: Row, spanned: dict[int, int]) -> bool:
    """Whether a row over a head holds words over groups of columns, and is no title."""
    whole = len(upper)
    wide = max((list(spanned.values()).count(first) for first in spanned.values()), default=0)
    return bool(spanned) and wide < 0.8 * whole and sum(cell is not None for cell in upper) > 1


def _is_second_row(upper: Row, lower: Row, spanned: dict[int, int], words: Collection[str]) -> bool:
    """Whether the row below a head says what its groups of columns hold."""
    filled = [n for n, cell in enumerate(lower) if cell and cell.strip()]
    own = [n for n in filled if (upper[n] or "").strip() != (lower[n] or "").strip()]
    if len(own) < 2 or any(
        re.search(r"\d", lower[n] or "")
        and not _is_part(lower[n])
        and not (n in spanned and _NUMBERED.fullmatch((lower[n] or "").strip()))
        for n in own
    ):
        return False
    if any(re.match(r"#[a-z]", lower[n] or "") for n in own):
        return False  # HXL tags
    under = [n for n in own if n in spanned or not upper[n]]
    starts = [n for n in own if upper[n] and n + 1 < len(upper) and not upper[n + 1]]
    if len(set(under) | set(starts)) < len(own):
        return False
    if spanned and len(set(own) & spanned.keys()) >= 2:
        return True
    return any(_is_part(lower[n]) or head_word(lower[n]) in words for n in own)


_NUMBERED = re.compile(r"[^\W\d_]{4,}\.? ?\d")
"""A head with a number of its own below a group: "source 2"."""
PARTS = frozenset(
    {
        *(
            "m",
            "f",
            "h",
            "w",
            "b",
            "fi",
            "k",
            "i",
            "men",
            "women",
            "boys",
            "girls",
            "male",
            "female",
            "adults",
            "children",
            "man",
            "woman",
            "boy",
            "girl",
            "adult",
        ),
        *("homme", "femme", "garcon", "fille", "enfant", "mineur"),
        *("minors", "total", "hommes", "femmes", "garcons", "filles", "enfants", "adultes"),
        *(
            "mineurs",
            "adulte",
            "enf",
            "child",
            "ch",
            "g",
            "males",
            "females",
            "masculin",
            "feminin",
        ),
        *("رجال", "نساء", "اطفال", "اولاد", "بنات", "ذكور", "اناث"),
    }
)
"""What the lower of two rows of heads may say: sexes, ages, killed and injured by a letter."""
_AGE = re.compile(
    r"(?:(?:dont|of which|incl\.?) )?(?:(?:enfants?|children|mineurs?|minors?) ?)?\(?"
    r"(?:[<>≤≥+-] ?1[78]|1[78] ?[+-]|u ?18|0 ?[-–à] ?1[78]|(?:under|below|over|moins de|plus de|دون"
    r"|اقل من|أقل من) ?1[78])(?: ?(?:ans|years?|yrs?|y|سنة|عاما))?\)?",
    re.IGNORECASE,
)


def _is_part(cell: str | None) -> bool:
    """Whether a cell below a head names a sex or an age.

    >>> _is_part("F"), _is_part("< 18 ans"), _is_part("M 18+"), _is_part("3")
    (True, True, True, False)
    """
    said = (cell or "").strip()
    if head_word(said) in PARTS or _AGE.fullmatch(said):
        return True
    first, _, rest = said.partition(" ")
    start, _, last = said.rpartition(" ")
    return (head_word(first) in PARTS and bool(_AGE.fullmatch(rest))) or (
        head_word(last) in PARTS and bool(_AGE.fullmatch(start))
    )


def join_rows(
    upper: Row, lower: Row, spanned: dict[int, int], last: int, words: Collection[str]
) -> Head:
    """The names of two rows of heads: the lower, or the upper where it says nothing below."""
    groups, names, over = [], [], ""
    for column, (high, low) in enumerate(zip(upper, lower, strict=True)):
        if column in spanned:
            over = _tidy(upper[spanned[column]])
        elif _tidy(high) or not _tidy(low):
            over = _tidy(high)
        below = _tidy(low)
        grouped = bool(below) and below != over
        names.append(below or over)
        groups.append(over if grouped else "")
    return Head(last, tuple(names), tuple(groups))


_COUNTS = frozenset({"deaths", "civilian_deaths", "injured", "abducted"})
"""Fields that count people."""


def name_columns(head: Head, words: Collection[str]) -> list[str]:
    """One name a column: of the lower row, with its group before it where that alone says little.

    >>> head = Head(1, ("Date", "Men", "Women", "Men"), ("", "Killed", "Killed", "Injured"))
    >>> name_columns(head, {"date", "killed", "injured"})
    ['Date', 'Killed: Men', 'Killed: Women', 'Injured: Men']
    >>> name_columns(Head(2, ("M", "F", "Killed"), ("Killed", "Killed", "Army")), {"killed"})
    ['Killed: M', 'Killed: F', 'Army: Killed']
    >>> head = Head(2, ("Civilians", "Attackers"), ("Killed", "Killed"))
    >>> name_columns(head, {"killed": "deaths", "attackers": "side_a"})
    ['Killed: Civilians', 'Killed: Attackers']
    """
    lower = [head_word(name) for name in head.names]
    above = {head_word(group) for group in head.groups}
    fields = words if isinstance(words, Mapping) else {}
    counted = {  # "Attackers" below "Killed" are killed
        group for group in above if group in words and fields.get(group) in _COUNTS
    }
    return [
        name
        if not group
        or (
            len(word) > 1
            and word in words
            and lower.count(word) == 1
            and word not in above
            and (head_word(group) not in counted or fields.get(word) in _COUNTS)
        )
        else f"{group}: {name}"
        for name, group, word in zip(head.names, head.groups, lower, strict=True)
    ]


def _with_third_row(head: Head, rows: Sequence[Row], second: int) -> Head:
    """A head of two rows with a third that says nothing but sexes and ages below it.

    Takes   second: which of the rows is the lower of the two.

    >>> rows = [("Date", "Victims", None), (None, "Killed", None), ("Date", "M", "F")]
    >>> head = Head(1, ("Date", "Killed", "Victims"), ("", "Victims", ""))
    >>> _with_third_row(head, rows, 1)
    Head(last=2, names=('Date', 'M', 'F'), groups=('', 'Killed', 'Killed'))
    """
    middle, row = rows[second], rows[second + 1]
    own = [n for n, cell in enumerate(row) if cell and _tidy(cell) != head.names[n]]
    if len(own) < 2 or not all(_is_part(row[n]) for n in own):
        return head
    names, groups, over = list(head.names), list(head.groups), ""
    for n, name in enumerate(head.names):
        over = _tidy(middle[n]) or (over if n in own else "") or name
        if n in own:
            names[n], groups[n] = _tidy(row[n]), over
    return Head(head.last + 1, tuple(names), tuple(groups))


def begins_table(row: Row, words: Collection[str], above: Row = ()) -> bool:
    """Whether a row below a head is the head of another table.

    Takes   above: the row over it. Below an empty line or a title a row of words without a digit,
            one of them a known head, begins another table though its other heads are strange: a
            plan of movements below the incidents is none of theirs.

    >>> begins_table(["Date", "Lieu", "Morts"], {"date", "lieu", "morts"})
    True
    >>> begins_table(["Date", "Team", "Car"], {"date", "place"}, ["MOVEMENTS", None, None])
    True
    >>> begins_table(["Date", "Team", "Car"], {"date", "place"}, ["2018-01-03", "Luma", "2"])
    False
    """
    cells = [cell for cell in row if cell]
    known = sum(head_word(cell) in words for cell in cells)
    if known > ENOUGH and 2 * known >= len(cells):
        return True
    apart = len(above) > 0 and sum(bool(cell and cell.strip()) for cell in above) <= 1
    short = all(len(cell) <= _LONGEST_HEAD and not re.search(r"\d", cell) for cell in cells)
    return apart and known >= 1 and len(cells) > ENOUGH and short


_LONGEST_HEAD = 30


def lines_above_head(data: bytes, words: Collection[str]) -> int:
    """How many lines of a text file stand above the head of its table; 0 where none is found.

    >>> lines_above_head(b"Bulletin;;\\n;;\\nDate;Lieu;Morts\\n", {"date", "lieu", "morts"})
    2
    """
    if b"\0" in data[:1000]:
        return 0
    for number, line in enumerate(data[:100_000].split(b"\n")[:LOOKED_AT]):
        for text in _read_as(line):
            cells = re.split(r"[;,\t|]", text.strip().strip('"'))
            if sum(head_word(cell.strip('"')) in words for cell in cells) >= ENOUGH:
                return number
    return 0


def _read_as(line: bytes) -> list[str]:
    """A line as text: in UTF-8, or else as either of the older encodings of Latin and Arabic.

    >>> _read_as("اليوم".encode("cp1256"))[1]
    'اليوم'
    """
    try:
        return [line.decode("utf-8-sig")]
    except UnicodeDecodeError:
        return [line.decode("latin-1"), line.decode("cp1256")]
