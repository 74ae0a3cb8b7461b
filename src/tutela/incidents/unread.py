"""Forms of a table that are not read: its rows wait, and say what a person must answer.

Each of these would come in wrong in silence if it were passed over: several counts in one cell,
two columns that may be the toll, a column that says who of those counted died, metres of a grid, a
first row that is no head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.messages import Sentence, say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.base.values import Refusal, Toll, read_days, read_toll
from tutela.incidents.heads import counts_a_group, is_sex_or_age
from tutela.reading.lexicon import concept

__all__ = ["with_heads_as_rows", "with_unread_doubted"]

_SEVERAL = re.compile(r"[\d?-]{1,4} ?[/|;+&] ?[\d?-]{1,4}(?: ?[/|;+&] ?[\d?-]{1,4})*")
_LETTERS = r"^(?:\d{1,3} ?[A-JL-VX-Z]{1,3}\b[ ,;/+]*){2,}$"
"""Casualties by letters, "3D 2I", which a column of the killed writes for men and women."""
_LETTER_HEAD = re.compile(r"(?:.*: )?[KWI]|[TBDMA]")
_STATUS = re.compile(
    r"(?:(?:victims?|victimes?|casualty|person) )?(?:status|statut|state|etat|condition|outcome"
    r"|issue|sort|fate|result)(?: (?:of|des?|du|de la)? ?(?:the )?(?:victim\w*|person\w*))?"
    r"|حاله الضحيه|حالة الضحية|الحاله|الحالة"
)
_METRES = r"^\d{6,8}(?:[.,]\d+)?$"
_OF_GRID = re.compile(r"(?:utm |grid |gps )?(?:eastings?|northings?|est|nord|x|y|e|n)(?: .*)?")
_MOST_FATES, _WORDS_OF_A_FATE = 20, 4


def with_unread_doubted(
    table: Table, tolls: list[str], counts: Iterable[str], others: Iterable[str]
) -> Table:
    """A table whose rows wait where a form of it is not read that changes what they say.

    Takes   tolls, the columns that may all be that of the dead; counts, every column of people;
            others, columns that are no field.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Killed": ["1/3", "2"], "Died later": ["0", "1"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3]))
    >>> found = with_unread_doubted(table, ["Killed", "Died later"], ["Killed"], ())
    >>> for line, why in found.doubts.items(): print(line, why)
    2 'Killed' holds several counts in one cell: '1/3'
    3 'Killed' holds several counts in one cell: '1/3'
    """
    doubts: dict[int, Sentence] = {}
    lines = table.lines.to_list()

    def doubt(rows: Iterable[int], why: Sentence) -> None:
        for row in rows:
            doubts.setdefault(int(lines[row]), why)

    for name in counts:
        several = [cell for cell in table.frame[name] if cell and _holds_several(cell)]
        if several:
            why = say(
                "{column!r} holds several counts in one cell: {text!r}",
                column=name,
                text=several[0],
            )
            doubt(range(len(lines)), why)
    wholes = [name for name in tolls if not (counts_a_group(name) or is_sex_or_age(name))]
    if len(wholes) > 1:
        said = say(
            "{columns} may each count the killed: say of the columns which",
            columns=", ".join(map(repr, wholes)),
        )
        doubt(_rows_that_differ(table.frame.select(wholes)), said)
    by_letters = [n for n in others if not tolls and table.frame[n].str.contains(_LETTERS).any()]
    heads = [n for n in others if _LETTER_HEAD.fullmatch(n) and _are_numbers(table.frame[n])]
    if unread := by_letters or (heads if len(heads) > 1 else []):
        columns = ", ".join(map(repr, unread))
        why = say("{columns} may count the killed: say of the columns which", columns=columns)
        doubt(range(len(lines)), why)
    for name in table.frame.columns:
        of_status = _STATUS.fullmatch(head_word(name)) or (name in others and not tolls)
        if of_status and _tells_who_died(table.frame[name]):
            why = say("{column!r} may tell who was killed: say of the columns which", column=name)
            doubt(range(len(lines)), why)
    grid = [name for name in others if _OF_GRID.fullmatch(head_word(name))]
    metres = [n for n in grid if table.frame[n].str.contains(_METRES).any()]
    if len(metres) > 1:
        names = ", ".join(map(repr, metres))
        doubt(range(len(lines)), say("{columns} may be positions of a grid", columns=names))
    return replace(table, doubts={**doubts, **table.doubts}) if doubts else table


def _holds_several(cell: str) -> bool:
    said = cell.strip()
    whole = _SEVERAL.fullmatch(said) and any(map(str.isdigit, said))
    return bool(whole) and not re.fullmatch(r"\d+ ?-+ ?\d*", said)


def _are_numbers(cells: pl.Series) -> bool:
    said = cells.drop_nulls()
    return len(said) > 0 and bool(said.str.contains(r"^\d{1,3}(?:\.0)?$").all())


def _rows_that_differ(tolls: pl.DataFrame) -> list[int]:
    """The rows of which two columns give different numbers."""
    rows = []
    for at, cells in enumerate(tolls.iter_rows()):
        read = [toll.best for cell in cells if cell and isinstance(toll := read_toll(cell), Toll)]
        if len({number for number in read if number is not None}) > 1:
            rows.append(at)
    return rows


def _tells_who_died(cells: pl.Series) -> bool:
    """Whether a column of few different words says of some rows that somebody died.

    >>> _tells_who_died(pl.Series(["Sorti", "Décédée le 19/02", "Transféré"]))
    True
    """
    told = cells.drop_nulls().unique().to_list()
    few = len(told) <= _MOST_FATES and all(len(cell.split()) <= _WORDS_OF_A_FATE for cell in told)
    return few and any(_is_fate_of_dead(cell) for cell in told)


def _is_fate_of_dead(cell: str) -> bool:
    return _DEAD.is_in(fold_words(cell)) and isinstance(read_toll(cell), Refusal)


_DEAD = concept("head.outcome_dead")


def with_heads_as_rows(table: Table) -> Table:
    """A table whose first row is a row already, that row among the others and its columns numbered:
    a person says what they are.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"2021-03-21": ["2021-04-01"], "Gao": ["Kidal"], "3": ["2"]})
    >>> found = with_heads_as_rows(Table(Path("a.csv"), "csv", None, frame, pl.Series([2])))
    >>> found.frame.rows(), found.lines.to_list(), found.head
    ([('2021-03-21', 'Gao', '3'), ('2021-04-01', 'Kidal', '2')], [1, 2], 0)
    """
    names = table.frame.columns
    days = [n for n in names if re.search(r"\d", n) and isinstance(read_days(n, "DMY"), tuple)]
    if not table.frame.height or not days:
        return table
    first = [None if re.fullmatch(r"column \d+", name) else name for name in names]
    numbered = [f"column {n}" for n in range(1, len(names) + 1)]
    schema = dict.fromkeys(numbered, pl.String)
    head = pl.DataFrame([first], schema=schema, orient="row")
    frame = pl.concat([head, table.frame.rename(dict(zip(names, numbered, strict=True)))])
    line = max(int(table.lines[0]) - 1, 1)
    lines = pl.concat([pl.Series("line", [line], dtype=table.lines.dtype), table.lines])
    return replace(table, frame=frame, lines=lines, head=0)
