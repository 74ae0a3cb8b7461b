"""The sum law of an import: people of a file = what comes in, is here, waits or is left out.

A correction of one column once dropped another, and 110 dead with it: each row was accounted for,
and nobody added up the people. What a file counts is asked of its own cells, not of what was read
of them: so whatever is lost on the way stands in `left_out`, whoever or whatever lost it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from tutela.base.later import Columns, pl
from tutela.base.tables import Table
from tutela.incidents.heads import field_of_head, may_count_killed
from tutela.incidents.sources.mapping import Mapping, propose_mapping

COUNTED = {
    "killed": ("deaths", "civilian_deaths"),
    "injured": ("injured",),
    "abducted": ("abducted",),
}
"""What is summed, and the fields that hold it, the first that a row has."""

NEW, CHANGED, SAME, HELD = "new", "changed", "same", "held"

SAID = Columns(lambda: {"sheet": pl.String, "line": pl.Int64, **dict.fromkeys(COUNTED, pl.Int64)})
"""A row of a file: its sheet and line, and how many people of each kind its cells count."""


@dataclass(frozen=True, slots=True)
class PeopleCounted:
    """People of one kind in a file: in_file = comes_in + here + waits + left_out, always.

    name      killed, injured or abducted
    columns   the heads that count them in the file
    comes_in  of events that are new or changed; here, of those that are here already
    waits     of rows that wait for a person
    left_out  of rows that are refused or left out, and of numbers that no column of ours takes
    events    how many events come in; unknown, of how many of these no number is known
    """

    name: str
    columns: tuple[str, ...]
    in_file: int
    comes_in: int
    here: int
    waits: int
    left_out: int
    events: int
    unknown: int

    @property
    def adds_up(self) -> bool:
        """Whether nobody is counted twice or lost."""
        return self.in_file == self.comes_in + self.here + self.waits + self.left_out

    def as_data(self) -> dict[str, object]:
        """As JSON keeps it."""
        return asdict(self) | {"columns": list(self.columns)}


def columns_that_count(table: Table, mapping: Mapping | None = None) -> dict[str, list[str]]:
    """The columns of a table that count people, by what they count, whether or not they are read:
    those a person or the reader gave a field, else those whose heads speak of it.

    Takes   the table as it came; mapping, what a person said its columns are.
    """
    by_head = {head: field_of_head(head) for head in table.frame.columns}
    field_sources = dict(propose_mapping(table).fields)
    if mapping and mapping.fits(table):
        field_sources |= mapping.of_table(table).fields
    by_kind: dict[str, list[str]] = {}
    for name, fields in COUNTED.items():
        chosen = [field_sources[field].column for field in fields if field in field_sources]
        columns = [column for column in chosen if column in table.frame.columns]
        columns += [head for head, field in by_head.items() if field in fields]
        if name == "killed" and not columns:
            columns = [head for head in by_head if may_count_killed(head)]
        by_kind[name] = [column for column in dict.fromkeys(columns) if column is not None]
    return by_kind


def people_said(table: Table, columns: dict[str, list[str]], *, sheet: str = "") -> pl.DataFrame:
    """How many people each row of a table counts, in plain numbers of its own cells: SAID.

    Takes   the table as it came or was mended; columns, as `columns_that_count` gives them.
    """
    numbers = {
        name: pl.coalesce([_number(column) for column in heads] or [pl.lit(None, pl.Int64)])
        for name, heads in columns.items()
    }
    return table.frame.select(
        sheet=pl.lit(sheet), line=pl.Series(table.lines).cast(pl.Int64), **numbers
    ).select(pl.col(name).cast(kind) for name, kind in SAID.items())


def count_people(
    said: pl.DataFrame, events: pl.DataFrame, columns: Iterable[dict[str, list[str]]]
) -> list[PeopleCounted]:
    """The sums of a file, a row for each kind of people that anything counts.

    Takes   said, SAID of all its tables; events, what was read of them: sheet, line, fate and
            deaths, injured, abducted (civilian_deaths where deaths is not known); columns of its
            tables, as `columns_that_count` gives them.
    """
    heads = list(columns)
    sums_of_file = []
    for name, fields in COUNTED.items():
        here = [pl.col(field).cast(pl.Int64) for field in fields if field in events.columns]
        read = events.select(
            "sheet",
            pl.col("line").cast(pl.Int64),
            "fate",
            n=pl.coalesce(here) if here else pl.lit(None, pl.Int64),
        )
        rows = (
            said.select("sheet", "line", said=name)
            .group_by("sheet", "line")
            .agg(pl.col("said").sum())
        )
        by_row = read.group_by("sheet", "line").agg(pl.col("n").sum())
        both = rows.join(by_row, on=["sheet", "line"], how="full", coalesce=True).fill_null(0)
        in_file = int(both.select(pl.max_horizontal("said", "n").sum()).item())
        sums = {fate: int(n) for fate, n in read.group_by("fate").agg(pl.col("n").sum()).rows()}
        comes = read.filter(pl.col("fate").is_in([NEW, CHANGED]))
        taken = sum(sums.get(fate, 0) for fate in (NEW, CHANGED, SAME, HELD))
        named = tuple(dict.fromkeys(head for matched in heads for head in matched.get(name, ())))
        if not in_file and not (named and comes.height):
            continue
        sums_of_file.append(
            PeopleCounted(
                name,
                named,
                in_file,
                comes_in=sums.get(NEW, 0) + sums.get(CHANGED, 0),
                here=sums.get(SAME, 0),
                waits=sums.get(HELD, 0),
                left_out=in_file - taken,
                events=comes.height,
                unknown=comes["n"].null_count(),
            )
        )
    return sums_of_file


def _number(column: str) -> pl.Expr:
    plain = pl.col(column).str.replace_all(r"[\s,.’'\u00a0\u202f](\d{3})\b", "$1")
    return plain.str.strip_chars().str.extract(r"^(\d{1,6})(?:\.0+)?$").cast(pl.Int64)
