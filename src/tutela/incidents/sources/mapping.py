"""Any other table: which of its columns is which field of an event, stated once in a CSV.

The mapping is a table itself, for an analyst to correct in a spreadsheet:

    field,column,format,constant,value,means
    date_start,Date of incident,DD/MM/YYYY,,,
    source,,,field office,,
    harm,Incident type,,,,
    harm,Incident type,,,Murder,killing
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import StringIO
from pathlib import Path

import polars as pl

from tutela.base.errors import BadParameter, UnknownFormat
from tutela.base.tables import Table, read_tables
from tutela.incidents.crosswalks import crosswalk
from tutela.incidents.sources.parsed import Parsed, days, finish, locate, years
from tutela.incidents.types import SCHEMA
from tutela.incidents.values import Sieve, day_order
from tutela.incidents.words import UNKNOWN, VIOLENCE, WORDS

FIELDS = (*(name for name in SCHEMA if name not in ("grain", "source_ref")), "text")
"""What a column may be mapped to: the event table's columns, and free text."""

HEADER = ("field", "column", "format", "constant", "value", "means")

FORMATS = {"DD/MM/YYYY": "DMY", "DD-MM-YYYY": "DMY", "DD.MM.YYYY": "DMY", "MM/DD/YYYY": "MDY",
           "MM-DD-YYYY": "MDY", "YYYY-MM-DD": None}  # fmt: skip
"""Ways to write a day that a mapping may state."""

_MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Field:
    """Where one field comes from: a column, or the same constant for every row."""

    column: str | None = None
    format: str | None = None
    constant: str | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """Fields of the event table by name, and where each comes from."""

    fields: dict[str, Field]
    name: str = ""

    def columns(self) -> set[str]:
        """The columns a table must have."""
        return {f.column for f in self.fields.values() if f.column}

    def fits(self, table: Table) -> bool:
        """Whether the table has every column named."""
        return bool(self.columns()) and self.columns() <= set(table.frame.columns)


def read_mapping(path: Path | str) -> Mapping:
    """A mapping from its file, CSV or XLSX.

    Raises  BadParameter if a field or a date format is none of ours, or a line says nothing.
    """
    path = Path(path)
    table = read_tables(path)[0]
    if not {"field", "column"} <= set(table.frame.columns):
        raise BadParameter(
            "this is not a mapping: its columns must be " + ",".join(HEADER),
            where=path.name,
            next="make one with: tutela incidents map FILE -o mapping.csv",
        )
    frame = table.frame.with_columns(
        pl.lit(None, pl.String).alias(n) for n in HEADER if n not in table.frame.columns
    ).select(HEADER)
    found: dict[str, Field] = {}
    for line, row in zip(table.lines, frame.rows(named=True), strict=True):
        name = row["field"]
        where = f"{path.name} line {line}"
        if name not in FIELDS:
            raise BadParameter(
                f"{name!r} is not a field", where=where, next="use one of " + ", ".join(FIELDS)
            )
        if not row["column"] and not row["constant"]:
            continue
        if row["format"] and row["format"].upper() not in FORMATS:
            raise BadParameter(
                f"{row['format']!r} is not a date format",
                where=where,
                next="write one of " + ", ".join(FORMATS),
            )
        before = found.get(name, Field())
        if before.column and row["column"] and before.column != row["column"]:
            raise BadParameter(
                f"{name} comes from {before.column!r} and from {row['column']!r}",
                where=where,
                next="keep one of the two",
            )
        meaning = {_key(row["value"]): row["means"]} if row["value"] and row["means"] else {}
        found[name] = Field(
            column=row["column"] or before.column,
            format=row["format"] or before.format,
            constant=row["constant"] or before.constant,
            values={**before.values, **meaning},
        )
    return Mapping(found, path.name)


def write_mapping(mapping: Mapping, table: Table) -> str:
    """The text of a mapping file: a line a field, blank where nothing was found, and a line for
    each value of the columns that hold words, for a person to say what it means.
    """
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(HEADER)
    for name in FIELDS:
        source = mapping.fields.get(name, Field())
        lines.writerow(
            [name, source.column or "", source.format or "", source.constant or "", "", ""]
        )
        if name not in ("harm", "violence") or not source.column:
            continue
        words = WORDS if name == "harm" else VIOLENCE
        values = table.frame[source.column].drop_nulls().unique().sort()
        for value in values.head(_MOST_VALUES):
            means = (
                value.casefold()
                if value.casefold() in words
                else source.values.get(_key(value), "")
            )
            lines.writerow([name, source.column, "", "", value, means])
    return text.getvalue()


def propose_mapping(table: Table) -> Mapping:
    """The mapping that the headers suggest; a field two columns may be is left blank.

    >>> table = Table(Path("log.csv"), "csv", None, pl.DataFrame({"Date": ["2018-01-02"],
    ...     "Village": ["Luma"], "Killed": ["3"]}), pl.Series([2]))
    >>> {name: f.column for name, f in propose_mapping(table).fields.items()}
    {'date_start': 'Date', 'place': 'Village', 'deaths': 'Killed'}
    """
    candidates = _candidates(table)
    fields = {}
    for name, columns in candidates.items():
        if len(columns) > 1:
            continue
        form = None
        if name in ("date_start", "date_end"):
            order = day_order(table.frame[columns[0]])
            form = {"DMY": "DD/MM/YYYY", "MDY": "MM/DD/YYYY"}.get(order or "")
        fields[name] = Field(column=columns[0], format=form)
    return Mapping({name: fields[name] for name in FIELDS if name in fields})


def _candidates(table: Table) -> dict[str, list[str]]:
    known = _headers()
    found: dict[str, list[str]] = defaultdict(list)
    for column in table.frame.columns:
        name = known.get(_key(column)) or (column if column in FIELDS else None)
        if name:
            found[name].append(column)
    return found


@lru_cache(maxsize=1)
def _headers() -> dict[str, str]:
    return {_key(header): name for name, header, _ in crosswalk("headers").rows()}


def is_matched_by_name(table: Table) -> bool:
    """Whether headers alone say, without doubt, when and where things happened."""
    candidates = _candidates(table)
    if any(len(columns) > 1 for columns in candidates.values()):
        return False
    when = "date_start" in candidates or "year" in candidates
    where = {"latitude", "longitude"} <= set(candidates) or "place" in candidates
    return when and where


def from_matched_names(table: Table) -> Parsed:
    """Events of a table whose headers are common words, each meaning one field and no other."""
    mapping = propose_mapping(table)
    pairs = ", ".join(f"{f.column!r} as {name}" for name, f in mapping.fields.items())
    parsed = from_mapping(table, mapping)
    return replace(
        parsed,
        format="columns matched by name",
        notes=(f"columns matched by name: {pairs}", *parsed.notes),
    )


def from_mapping(table: Table, mapping: Mapping) -> Parsed:
    """Events of any table by a mapping.

    Gives   events of the source the mapping states, "field" by default.
    Raises  UnknownFormat if the table lacks a column the mapping names.
    """
    if missing := sorted(mapping.columns() - set(table.frame.columns)):
        raise UnknownFormat(
            f"the mapping names columns that are not there: {', '.join(missing)}",
            where=table.path.name,
            next="correct the column names in the mapping",
        )
    sieve = Sieve(table)
    given = {name: _given(sieve, source) for name, source in mapping.fields.items()}
    first, last = mapping.fields.get("date_start", Field()), mapping.fields.get("date_end")
    order = FORMATS.get((first.format or "").upper())
    dated = days(sieve, given.get("date_start"), given.get("date_end") if last else None, order)
    source_id = given.get("source_id")
    if source_id is None:
        stem = table.path.name.split(".")[0] + (f"/{table.sheet}" if table.sheet else "")
        source_id = pl.Series("source_id", [f"{stem}:{line}" for line in table.lines], pl.String)
        sieve.notes.append("no column of ids: file name and line stand for the id")
    else:
        sieve.refuse(source_id.is_null(), source_id, "no id", "give each row an id of its own")
    grade = given["grade"].str.to_uppercase() if "grade" in given else sieve.blank(pl.String)
    odd = grade.is_not_null() & ~grade.str.contains("^[A-F][1-6]$")
    sieve.refuse(odd, grade, "is not a grade", "write A-F and 1-6, such as C3")
    source = given.get("source", sieve.blank(pl.String)).fill_null("field")
    texts = ("source_version", "place", "adm1", "adm2", "country", "iso3")
    columns: dict[str, pl.Series | str | None] = {
        "source": source,
        "source_id": source_id,
        "grain": "event",
        **dated,
        **{name: given[name] for name in texts if name in given},
        **{
            name: sieve.count(given.get(name))
            for name in ("deaths", "deaths_low", "deaths_high", "civilian_deaths", "injured",
                         "abducted", "reports")
        },
        "date_precision": sieve.code(range(1, 6), given.get("date_precision")),
        "place_precision": sieve.code(range(1, 8), given.get("place_precision")),
        "year": years(sieve, given.get("year"), dated["date_start"]),
        **locate(sieve, given.get("latitude"), given.get("longitude")),
        "harm": _words(sieve, given.get("harm"), WORDS, "harm"),
        "violence": _words(sieve, given.get("violence"), VIOLENCE, "violence"),
        "grade": grade,
    }  # fmt: skip
    nobody = sieve.blank(pl.String)
    return finish(
        sieve,
        f"mapping {mapping.name}".strip(),
        columns,
        side_a=given.get("side_a", nobody),
        side_b=given.get("side_b", nobody),
        texts=[given["text"]] if "text" in given else None,
    )


def _given(sieve: Sieve, source: Field) -> pl.Series:
    """The column as text, its values turned into what they mean; or the constant."""
    if source.column is None:
        return pl.Series("", [source.constant] * sieve.height, pl.String)
    raw = sieve.text(source.column)
    if source.constant is not None:
        raw = raw.fill_null(source.constant)
    if not source.values:
        return raw
    meanings = {
        text: source.values[_key(text)]
        for text in raw.drop_nulls().unique().to_list()
        if _key(text) in source.values
    }
    return raw.replace(meanings)


def _words(
    sieve: Sieve, raw: pl.Series | None, allowed: Iterable[str], name: str
) -> pl.Series | str:
    """Words of the glossary; any other is kept as unknown and said aloud."""
    if raw is None:
        return UNKNOWN
    written = raw.str.to_lowercase()
    known = written.is_in(list(allowed))
    strange = raw.filter(~known & raw.is_not_null()).value_counts(sort=True).head(5)
    if strange.height:
        said = ", ".join(f"{value!r} ({count})" for value, count in strange.rows())
        sieve.notes.append(
            f"{name} kept as unknown, not words of the glossary: {said}; "
            "say in a mapping what they mean"
        )
    return pl.select(pl.when(known).then(written).otherwise(pl.lit(UNKNOWN))).to_series()


def _key(text: str) -> str:
    """Text as compared: no case, no accents, no signs.

    >>> _key("Date de l’incident"), _key("ADMIN_1 ")
    ('date de l incident', 'admin 1')
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare.casefold()).strip()
