"""Rows that are no incidents: totals, headers said again, tests. Said, never dropped; and rows to
which a remark of misconduct is pinned."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from tutela.base.errors import Rejection
from tutela.base.layout import head_word
from tutela.base.say import Sentence, say
from tutela.base.tables import Table
from tutela.base.values import NOT_KNOWN_CODES, NOTHING, plain
from tutela.incidents.said import CHANNEL, NEVER_KEPT, Verdict, judge
from tutela.places.names import fold

__all__ = [
    "with_deaths_in_words",
    "with_groups_summed",
    "without_remarks_of_misconduct",
    "without_totals",
]

_TOTAL = re.compile(
    r"(grand |general |sub |sous )?(totals?|totaux|subtotal|somme|sum|ensemble)( general.*)?"
    r"( (of|for|du|de|des|pour|par)\b.*)?|(ال)?(مجموع|اجمالي|جمله)\b.*"
)
"""What stands in the first filled cell of a row of sums, folded: English, French, Arabic."""


def without_totals(table: Table) -> Table:
    """A table without rows that sum up others or say the header again; each stands as refused.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Date": ["2018-01-03", "TOTAL"], "Killed": ["2", "2"]})
    >>> found = without_totals(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> found.frame.height, found.rejected[0].row, found.rejected[0].value
    (1, 3, 'TOTAL')
    """
    header = [fold(name) for name in table.frame.columns]
    states = [at for at, name in enumerate(header) if _STATE.fullmatch(name)]
    kept, refused = [], []
    for at, (cells, line) in enumerate(zip(table.frame.iter_rows(), table.lines, strict=True)):
        why = _why_left_out(cells, header, states)
        if why is None:
            kept.append(at)
            continue
        column, value = next(
            (name, cell) for name, cell in zip(table.frame.columns, cells, strict=True) if cell
        )
        step = say("nothing to do, if so; else give the row a date and a place of its own")
        refused.append(Rejection(int(line), column, value, why, step, sheet=table.sheet))
    if not refused:
        return table
    return replace(
        table,
        frame=table.frame[kept],
        lines=table.lines.gather(pl.Series(kept, dtype=pl.Int64)),
        rejected=(*table.rejected, *refused),
    )


def without_remarks_of_misconduct(table: Table) -> Table:
    """A table without the rows to which a remark is pinned that tells of misconduct by personnel.

    Nothing of such a row is repeated; each stands as one that is never kept.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Date": ["2018-01-03", "2018-01-04"], "Killed": ["2", "1"]})
    >>> said = {3: ("The girl was raped by a UN peacekeeper",)}
    >>> table = Table(Path("a.xlsx"), "xlsx", None, frame, pl.Series([2, 3]), remarks=said)
    >>> found = without_remarks_of_misconduct(table)
    >>> found.frame.height, found.rejected[0].row, found.rejected[0].value
    (1, 3, '')
    """
    told = [line for line, said in table.remarks.items() if judge(said) is Verdict.TELLS]
    if not told:
        return table
    keep = ~table.lines.is_in(told)
    withheld = [
        Rejection(line, "", "", NEVER_KEPT, CHANNEL, sheet=table.sheet) for line in sorted(told)
    ]
    refused = [one for one in table.rejected if one.row not in told]
    return replace(
        table,
        frame=table.frame.filter(keep),
        lines=table.lines.filter(keep),
        rejected=(*refused, *withheld),
    )


_TEST = re.compile(
    r"(tests?|testing|essais?|تجرب[هة]|اختبار)( \d+| row| ligne)?"
    r"( (please )?(ignore|ignorer|delete)( .*)?| (a|ne pas) .*)?"
    r"|(this is|ceci est|c est) (only |just )?(an? |un )?(tests?|essai)( .*)?"
)
_STATE = re.compile(r"(validation |record |form )?(status|statut|etat|state)|(ال)?حال[هة]")
_STRUCK = re.compile(
    r"(cancell?ed|annul\w*|void|deleted|supprim\w*|reject\w*|rejet\w*|false( report| alarm)?"
    r"|fausse alerte|duplicate|doublon|not approved|non approuve\w*|ملغ\w*|مكرر)\b.*"
)
"""What marks a row as typed to try a form, or struck by its keeper, folded."""


def _why_left_out(
    cells: tuple[str | None, ...], header: list[str], states: list[int]
) -> Sentence | None:
    filled = [fold(cell) for cell in cells if cell]
    if not filled:
        return None
    if len(filled) > 1 and [fold(cell or "") for cell in cells] == header:
        return say("is the header said again, not an incident")
    if any(_TEST.fullmatch(cell) for cell in filled):
        return say("is a test by its own words, not an incident")
    if any(_STRUCK.fullmatch(fold(cells[at] or "")) for at in states):
        return say("is struck or rejected by its own column of states")
    first = filled[0]
    return say("is a sum of other rows, not an incident") if _TOTAL.fullmatch(first) else None


_GROUP = (
    r"men|women|boys|girls|males?|females?|adults?|child(ren)?|elderly|minors?|m|f|h|hommes?|femmes?"
    r"|garcons?|filles?|enfants?|adultes?|mineurs?|masculin|feminin|civilians?|civils?|soldiers?"
    r"|soldats?|militaires?|military|combatants?|others?|autres?"
)
_KILLED = r"killed|dead|deaths|tues?|tuees?|morts?|mortes?|deces|decedes|fatalities|kia"
_INJURED = r"injured|wounded|bless[ae]e?s?|wia"
_ABDUCTED = r"abducted|kidnapped|enlev[ae]e?s?"
_GROUP_AR = r"(ال)?(رجال|نساء|اطفال|بنات|اولاد|ذكور|اناث|رجل|امراة|طفل)"
_KILLED_AR, _INJURED_AR = r"(ال)?(قتلى|موتى|وفيات)", r"(ال)?(جرحى|مصابين|مصابون)"


def _by_group(what: str, arabic: str = "") -> re.Pattern[str]:
    """Heads of columns that count the people of one sex, age or kind."""
    pattern = rf"({_GROUP})( \w+)* ({what})|({what})( \w+)* ({_GROUP})"
    if arabic:
        pattern += rf"|{_GROUP_AR} {arabic}|{arabic} {_GROUP_AR}"
    return re.compile(pattern)


SUMMED = {
    "Killed": (
        _by_group(_KILLED, _KILLED_AR),
        re.compile(
            r"(total |number |no |nb |people |persons |nombre de |nbre de )*(of )?"
            rf"({_KILLED})( total| ensemble)?|(عدد )?{_KILLED_AR}"
        ),
    ),
    "Injured": (
        _by_group(_INJURED, _INJURED_AR),
        re.compile(rf"(total |number |no |nb )*(of )?({_INJURED})( total)?|(عدد )?{_INJURED_AR}"),
    ),
    "Abducted": (
        _by_group(_ABDUCTED),
        re.compile(rf"(total |number |no |nb )*(of )?({_ABDUCTED})( total)?"),
    ),
}
"""By the column they are summed to: heads of parts, and heads that give them together already."""


def with_groups_summed(table: Table) -> Table:
    """A table with the killed, injured and abducted of each sex, age or kind summed, where no
    column gives them together.

    A row where none of them is filled stays without a figure; one that is no count is left to be
    read, and refused, as it is written.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Men killed": ["1", None], "Girls killed": ["2", None]})
    >>> found = with_groups_summed(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> found.frame["Killed"].to_list()
    ['3', None]
    """
    for together, (parts, whole) in SUMMED.items():
        heads = {name: head_word(name) for name in table.frame.columns}
        by_group = [
            name
            for name, head in heads.items()
            if parts.fullmatch(head) or parts.fullmatch(head_word(name.rpartition(":")[2]))
        ]
        if not by_group or any(whole.fullmatch(head) for head in heads.values()):
            continue
        if len(by_group) < 2 and ":" not in by_group[0]:
            continue  # civilians killed, alone, are no sum
        cells = [_sum_of(row) for row in table.frame.select(by_group).iter_rows()]
        note = say(
            "{what} summed from the columns {names}", what=together, names=", ".join(by_group)
        )
        table = replace(
            table,
            frame=table.frame.with_columns(pl.Series(together, cells, pl.String)),
            notes=(*table.notes, note),
        )
    return table


_IN_WORDS = re.compile(
    r"(?P<n>(?:at least |au moins |about |environ |plus de |more than |>|~)?\d+(?: ?[-–] ?\d+)?"
    r"(?: [^\d,;.]*?(?:and|et|&|,) ?\d+)?[^\d,;.]{0,20}?)"
    rf"\b({_KILLED})\b"
)
CASUALTIES = frozenset(
    {"casualties", "victims", "victimes", "bilan", "pertes", "losses", "harm done"}
)


def with_deaths_in_words(table: Table) -> Table:
    """A table with the killed of a column that tells casualties in words, where none counts them.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Casualties": ["5-7 killed, 2 injured", "1 wounded"]})
    >>> found = with_deaths_in_words(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> found.frame["Killed"].to_list()
    ['5-7', None]
    """
    heads = {head_word(name): name for name in table.frame.columns}
    told = next((heads[head] for head in heads if head in CASUALTIES), None)
    if told is None or any(SUMMED["Killed"][1].fullmatch(head) for head in heads):
        return table
    cells = [
        match["n"].strip()
        if cell and (match := _IN_WORDS.search(_in_small_letters(cell)))
        else None
        for cell in table.frame[told]
    ]
    note = say("{what} read from the words of {name}", what="Killed", name=told)
    return replace(
        table,
        frame=table.frame.with_columns(pl.Series("Killed", cells, pl.String)),
        notes=(*table.notes, note),
    )


def _in_small_letters(cell: str) -> str:
    """A cell in small letters without accents, its digits plain."""
    return " ".join(plain(cell).casefold().replace("é", "e").replace("è", "e").split())


def _sum_of(cells: tuple[str | None, ...]) -> str | None:
    filled = [cell for cell in cells if cell and cell.casefold() not in NOTHING]
    if not filled:
        return None
    odd = next((cell for cell in filled if not _is_count(cell)), None)
    return odd if odd is not None else str(sum(int(float(cell)) for cell in filled))


def _is_count(cell: str) -> bool:
    """Whether a cell is a plain count, and no form's code for not known."""
    return bool(re.fullmatch(r"\d+(\.0+)?", cell)) and int(float(cell)) not in NOT_KNOWN_CODES
