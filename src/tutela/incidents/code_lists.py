"""Codes of a log in words, by the lists of two columns that the same workbook keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.incidents.accidents import tells_deed
from tutela.incidents.head_roles import chance_of_role
from tutela.incidents.heads import field_of_head, may_count_killed
from tutela.incidents.misconduct_words import Verdict, harm_meant, judge

__all__ = ["is_key", "with_code_lists_read"]

_CODE = re.compile(r"[^\W_]{1,4}[-_./]?[^\W_]{0,5}")
_MOST_CODES = 300
_LEAST_CODES = 2
MOST = 0.9
"""So large a share of a column's cells must stand in a list to be codes of it."""
_OF_LISTS = frozenset(
    {
        *(
            "code",
            "codes",
            "id",
            "no",
            "nr",
            "number",
            "num",
            "list",
            "liste",
            "name",
            "nom",
            "names",
        ),
        *("label", "libelle", "meaning", "means", "signification", "description", "key", "keys"),
        *(
            "legend",
            "legende",
            "lookup",
            "value",
            "valeur",
            "full",
            "ref",
            "of",
            "de",
            "the",
            "des",
        ),
        *("la", "le", "رمز", "الرمز", "المعنى", "قائمة"),
    }
)


@dataclass(frozen=True)
class _List:
    """What codes mean; the words of its heads and its sheet that say of what; the head of the
    codes themselves, and that of what they mean."""

    meanings: dict[str, str]
    words: frozenset[str]
    head: str = ""
    label: str = ""


def with_code_lists_read(tables: Sequence[Table]) -> list[Table]:
    """Tables of a workbook with the codes of their columns in words, where a list of it has them.

    Codes without a letter, or of one, are read where the heads name the same thing; a column that
    counts people is never one of codes.

    >>> from pathlib import Path
    >>> log = pl.DataFrame({"Date": ["2018-01-03"] * 2, "Loc code": ["L01", "L02"]})
    >>> keys = pl.DataFrame({"Code": ["L01", "L02"], "Place": ["Luma", "Tera"]})
    >>> book = [Table(Path("a.xlsx"), "xlsx", name, frame, pl.Series([2, 3]))
    ...     for name, frame in (("Log", log), ("Keys", keys))]
    >>> with_code_lists_read(book)[0].frame.to_dict(as_series=False)["Loc"]
    ['Luma', 'Tera']
    """
    lists = [(at, one) for at, table in enumerate(tables) for one in _lists_of(table)]
    legends = [one for table in tables for one in _legends_of(table)]
    if not lists and not legends:
        return list(tables)
    return [
        _with_codes_read(
            _with_heads_spelled(table, [one for n, one in lists if n != at]),
            [*(one for n, one in lists if n != at), *legends],
        )
        for at, table in enumerate(tables)
    ]


def is_key(table: Table) -> bool:
    """Whether a table of two columns says what codes mean, and so is no form.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Code": ["DT", "LOC"], "Means": ["detention", "location"]})
    >>> is_key(Table(Path("a.xlsx"), "xlsx", "Key", frame, pl.Series([2, 3])))
    True
    """
    names = table.frame.columns
    if len(names) != 2 or not any(True for _one in _lists_of(table)):
        return False
    return not (set(head_word(names[0]).split()) - _OF_LISTS - _OF_KEYS)


_OF_KEYS = frozenset({"abbreviation", "abbreviations", "abbrev", "abreviation", "sigle", "acronym"})


def _with_heads_spelled(table: Table, lists: list[_List]) -> Table:
    """A table with those of its heads in words that a list of the workbook spells out, where it
    does so for several and a field is known by what it says.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"DoI": ["3 Jan 18"], "Loc": ["Luma"], "Cd": ["AT"]})
    >>> table = Table(Path("a.xlsx"), "xlsx", "Log", frame, pl.Series([2]))
    >>> key = _List({"DoI": "date of incident", "Loc": "location"}, frozenset())
    >>> _with_heads_spelled(table, [key]).frame.columns
    ['date of incident', 'location', 'Cd']
    """
    for one in lists:
        meant = {head_word(code): label for code, label in one.meanings.items()}
        spelled = {
            name: meant[head_word(name)]
            for name in table.frame.columns
            if head_word(name) in meant and meant[head_word(name)] not in table.frame.columns
        }
        if len(spelled) < _LEAST_CODES or not any(map(field_of_head, spelled.values())):
            continue
        if len(set(spelled.values())) < len(spelled):
            continue
        named = ", ".join(spelled.values())
        note = say("heads spelled out by the file's own list: {names}", names=named)
        frame = table.frame.rename(spelled)
        return replace(table, frame=frame, notes=(*table.notes, note))
    return table


def _lists_of(table: Table) -> Iterator[_List]:
    """The lists of codes that a table holds, each of two columns beside each other."""
    if not _LEAST_CODES <= table.frame.height <= _MOST_CODES:
        return
    if any(field_of_head(name) == "date_start" for name in table.frame.columns):
        return
    names = table.frame.columns
    pairs = [(names[a], names[b]) for a, b in permutations(range(len(names)), 2) if abs(a - b) == 1]
    taken: set[str] = set()
    for code, label in sorted(pairs, key=lambda pair: names.index(pair[0]) > names.index(pair[1])):
        if {code, label} & taken:
            continue
        for title, rows in _parts_by_field(table.frame, code, label):
            codes = [one.removesuffix(".0") for one, _label in rows]
            labels = [one for _code, one in rows]
            if len(rows) < _LEAST_CODES or len(set(codes)) < len(codes):
                continue
            if not all(map(_CODE.fullmatch, codes)) or not all(map(_is_label, labels)):
                continue
            if sum(map(len, labels)) <= sum(map(len, codes)):
                continue
            taken |= {code, label}
            meanings = dict(zip(codes, labels, strict=True))
            if named := _NAMED.fullmatch(title or code):
                words = _words(f"{head_word(named[1])} {head_word(named[2])}")
                yield _List(meanings, words, head_word(named[1]), named[2])
                continue
            said = head_word(title) or f"{head_word(label)} {head_word(table.sheet or '')}"
            yield _List(
                meanings,
                _words(f"{head_word(code)} {said}"),
                head_word(title) or head_word(code),
                "" if title else label,
            )


def _parts_by_field(
    frame: pl.DataFrame, code: str, label: str
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The lists of two columns, each after what a column before or behind them names on its lines.

    >>> rows = {"Field": ["T", "T", "By"], "Code": ["1", "2", "1"], "Means": ["a", "b", "c"]}
    >>> list(_parts_by_field(pl.DataFrame(rows), "Code", "Means"))
    [('T', [('1', 'a'), ('2', 'b')]), ('By', [('1', 'c')])]
    """
    first, last = sorted(map(frame.columns.index, (code, label)))
    beside = [frame[frame.columns[at]] for at in (first - 1, last + 1) if 0 <= at < frame.width]
    fields = next(
        (
            column
            for column in beside
            if not column.null_count() and 1 < column.n_unique() <= 2 * frame.height / 3
        ),
        None,
    )
    if fields is None:
        yield from _parts_of_list(label, frame.select(code, label).rows())
        return
    for name in fields.unique(maintain_order=True):
        rows = frame.filter(fields == name).select(code, label).rows()
        yield name, [(one, means) for one, means in rows if one and means]


def _parts_of_list(
    head: str, rows: list[tuple[str | None, str | None]]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The lists that stand below each other in two columns, each after a title alone on its
    line, or after heads of its own.

    >>> list(_parts_of_list("Means", [("A1", "attack"), ("Actor", None), ("M", "army")]))
    [('', [('A1', 'attack')]), ('Actor', [('M', 'army')])]
    >>> list(_parts_of_list("town", [("K1", "Luma"), ("ev", "meaning"), ("s", "shooting")]))
    [('', [('K1', 'Luma')]), ('ev', [('s', 'shooting')])]
    """
    title, part = "", list[tuple[str, str]]()
    for code, label in rows:
        if code and label and head_word(label) in _OF_MEANINGS:
            yield title, part
            title, part = code, []
        elif code and label and head_word(label) != head_word(head):
            if re.search(r"\w", code):  # "?" is no code
                part.append((code, label))
        elif code and _is_label(code):
            yield title, part
            title, part = code, []
    yield title, part


_NAMED = re.compile(r"\s*([^\W_]{1,6})\s*[=:]\s*([^=]{3,40})")
"""The title of a list: the head of its codes, and what that is, "L = locality"."""


_OF_MEANINGS = frozenset(
    {
        *("meaning", "means", "meant", "signification", "sens", "label", "libelle", "description"),
        *("who", "what", "where", "qui", "quoi", "ou", "المعنى", "معنى", "معناه"),
    }
)
"""Heads of what codes mean, alone: below other codes a new list begins with them."""
_PAIR_OF_LEGEND = re.compile(
    r"(?<![\w/])([A-Z]{1,4}\d{0,2}|\d{1,3})\s*(?:=|:)\s*([^\W\d][^=:;,|]*?)(?=\s*(?:[;,|.)]|$)"
    r"|\s+[A-Z\d]{1,4}\s*=)"
)


def _legends_of(table: Table) -> Iterator[_List]:
    """The lists of codes in the titles of a table and on lines of one cell.

    >>> from pathlib import Path
    >>> titles = ("Type: A = killing, B = looting",)
    >>> frame = pl.DataFrame({"Date": ["2018-01-03"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([3]), titles=titles)
    >>> [one.meanings for one in _legends_of(table)]
    [{'A': 'killing', 'B': 'looting'}]
    """
    alone = [
        filled[0]
        for row in table.frame.tail(_LINES_BELOW).iter_rows()
        if len(filled := [cell for cell in row if cell]) == 1
    ]
    for text in (*table.titles, *alone):
        pairs = list(_PAIR_OF_LEGEND.finditer(text))
        meanings = {pair[1]: pair[2].strip() for pair in pairs}
        if len(meanings) >= _LEAST_CODES and len(meanings) == len(pairs):
            yield _List(meanings, _words(head_word(text[: pairs[0].start()])))


_LINES_BELOW = 40


def _is_label(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text))


def _words(said: str) -> frozenset[str]:
    """The words that say of what a list or a column is, without endings."""
    return frozenset(_stem(word) for word in said.split() if word not in _OF_LISTS)


def _stem(word: str) -> str:
    known = {"loc": "locat", "localite": "locat", "location": "locat", "perp": "perpe"}
    return known.get(word, word[:5])


_ALIKE = (
    frozenset({"locat", "place", "lieu", "site", "villa", "town", "settl", "commu"}),
    frozenset(
        {"actor", "perpe", "auteu", "group", "suspe", "acteu", "armed", "force", "by", "par", "who"}
    ),
    frozenset({"type", "kind", "natur", "incid", "event", "viola", "categ", "harm", "act"}),
)
"""Words by which a list and a column may name the same thing."""


def _is_of(listed: _List, head: str) -> bool:
    """Whether a list says of what a column of this head is."""
    words, others = listed.words, _words(head)
    if listed.head == head or words & others:
        return True
    return any(words & alike and others & alike for alike in _ALIKE)


def _with_codes_read(table: Table, lists: list[_List]) -> Table:
    columns: dict[str, pl.Series] = {}
    labels: dict[str, str] = {}
    for name in table.frame.columns:
        if may_count_killed(name) or field_of_head(name) in _COUNTS:
            continue
        cells = [cell for cell in table.frame[name].drop_nulls() if re.search(r"\w", cell)]
        head = head_word(name)
        fits = [one for one in lists if cells and _stands_in(cells, one, head)]
        best = next((one for one in fits if _is_of(one, head)), None)
        meant = best or (fits[0] if len(fits) == 1 else None)
        if meant:
            read = [_meaning(cell, meant) for cell in table.frame[name]]
            columns[name] = pl.Series(name, read, pl.String)
            labels[name] = meant.label
    if not columns:
        return table
    frame = table.frame.with_columns(columns.values())
    bare: dict[str, str] = {}
    for name, read_column in columns.items():
        said = _name_of_codes(name, read_column, labels[name])
        if said and said not in frame.columns and said not in bare.values():
            bare[name] = said
    note = say("codes of {names} read by the file's own list", names=", ".join(columns))
    return replace(table, frame=frame.rename(bare), notes=(*table.notes, note))


_COUNTS = (
    "deaths",
    "civilian_deaths",
    "injured",
    "abducted",
    "date_start",
    "latitude",
    "longitude",
)


def _name_of_codes(name: str, read: pl.Series, label: str) -> str:
    """The name of a column whose codes are read: without the word "code", and where its head says
    nothing that of the list's own, or that of kinds where what is read tells of harm.

    >>> _name_of_codes("stn", pl.Series(["Luma"]), "town where the pump stands")
    'town where the pump stands'
    """
    bare = _without_code(name)
    if head_word(bare) in _SAYS_WHAT:
        return "Incident type"
    if not bare or field_of_head(bare) is None:
        told = read.drop_nulls().to_list()
        if told and sum(map(_tells_harm, told)) >= _MOSTLY * len(told):
            return "Incident type"
        if label and chance_of_role(label, "place") >= _SURELY:
            return label
    return bare


def _tells_harm(label: str) -> bool:
    return harm_meant(label) is not None or tells_deed(fold_words(label))


_MOSTLY = 0.5
_SURELY = 0.7
_SAYS_WHAT = frozenset({"fait", "faits", "act", "acte", "actes", "event", "incident", "evenement"})


def _without_code(name: str) -> str:
    return " ".join(
        re.sub(r"(?i)(?<![\s_.-])[\s_.-]*+\bcodes?\b[\s_.-]*|_code\b", " ", name).split()
    )


def _stands_in(cells: list[str], listed: _List, head: str) -> bool:
    """Whether the cells of a column are codes of a list."""
    coded = [cell for cell in cells if _meaning(cell, listed) != cell]
    if len(coded) < MOST * len(cells):
        return False
    used = {cell.strip() for cell in coded} & listed.meanings.keys() or listed.meanings.keys()
    lettered = sum(bool(re.search(r"[^\W\d_]", code)) and len(code) > 1 for code in used)
    if lettered == len(used) or _is_of(listed, head):
        return True
    return len(coded) == len(cells) and 2 * lettered > len(used) >= _LEAST_OF_MIXED


_LEAST_OF_MIXED = 4
"""So many codes at least make a column one of codes where some are of one letter."""


def _meaning(cell: str | None, listed: _List) -> str | None:
    """What a cell means: one code, or several with signs between them."""
    if cell is None:
        return None
    whole = cell.strip().removesuffix(".0")
    if whole in listed.meanings:
        return label_of_code(whole, listed.meanings[whole])
    parts = [part for part in re.split(r"\s*[,;/+&|]\s*", whole) if part]
    if len(parts) > 1 and all(part in listed.meanings for part in parts):
        return "; ".join(label_of_code(part, listed.meanings[part]) for part in parts)
    return cell


def label_of_code(code: str, label: str) -> str:
    """What a code means; one that says of misconduct stays before it, so that its row is known.

    >>> label_of_code("AT", "attack"), label_of_code("EAS", "complaint, do not share")
    ('attack', 'EAS complaint, do not share')
    """
    return f"{code} {label}" if judge([code]) is Verdict.TELLS else label
