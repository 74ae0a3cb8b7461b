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
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from io import StringIO
from itertools import takewhile
from pathlib import Path

from tutela.base.errors import BadParameter, UnknownFormat
from tutela.base.grid import guard_formula, unguard_formula
from tutela.base.later import pl
from tutela.base.messages import Sentence, join, say
from tutela.base.tables import Schema, Table, read_tables
from tutela.base.tolls import fold_words, tells_nothing
from tutela.base.values import (
    Refusal,
    Toll,
    axis_of,
    day_order,
    key,
    read_day,
    read_days,
    read_toll,
)
from tutela.incidents.columns_by_content import (
    day_by_cells,
    day_instead,
    holds_days,
    last_day_by_cells,
    places_by_cells,
    toll_by_cells,
)
from tutela.incidents.crosswalks import crosswalk
from tutela.incidents.harm_told import harm_told
from tutela.incidents.head_roles import chance_of_role
from tutela.incidents.heads import (
    HeadWords,
    both_in_head,
    bound_of_toll,
    counts_a_group,
    counts_backwards,
    counts_killed_of_kind,
    counts_other_dead,
    field_of_head,
    is_of_other_calendar,
    is_sex_or_age,
    may_count_killed,
    names_day_of_report,
)
from tutela.incidents.misconduct_words import (
    closed_harm,
    harm_meant,
    is_misconduct,
    names_misconduct,
)
from tutela.incidents.narrative_columns import account_column
from tutela.incidents.other_lists import doubts_of_deaths, lists_plans, other_list_named
from tutela.incidents.places_parted import finest_place, names_area
from tutela.incidents.sources.parsed import (
    MOST_NAMED,
    Parsed,
    days,
    finish,
    first_few,
    locate,
    refuse_misconduct,
    rows,
    withhold_misconduct,
    years,
)
from tutela.incidents.values import Sieve
from tutela.incidents.words import UNKNOWN, VIOLENCE

FIELD_WORDS: dict[str, Sentence] = {
    "source": say("Source"),
    "source_id": say("Number of the record"),
    "source_version": say("Edition of the source"),
    "date_start": say("First day"),
    "date_end": say("Last day"),
    "date_precision": say("Precision of the day (1–5)"),
    "year": say("Year"),
    "latitude": say("Latitude"),
    "longitude": say("Longitude"),
    "place_precision": say("Precision of the place (1–7)"),
    "place": say("Place"),
    "adm1": say("State, province"),
    "adm2": say("County, district"),
    "country": say("Country"),
    "iso3": say("Country code"),
    "violence": say("Kind of violence"),
    "harm": say("What happened"),
    "side_a": say("By whom"),
    "side_b": say("Against whom, other side"),
    "deaths": say("People killed"),
    "deaths_low": say("Killed, lowest"),
    "deaths_high": say("Killed, highest"),
    "civilian_deaths": say("Civilians killed"),
    "injured": say("People injured"),
    "abducted": say("People abducted"),
    "reports": say("Number of reports behind it"),
    "grade": say("Grade (A–F, 1–6)"),
    "position": say("Latitude and longitude in one cell"),
    "text": say("Free text, to find duplicates; not stored"),
}
"""The fields of an event as people call them."""

FIELDS = tuple(FIELD_WORDS)
"""What a column may be mapped to: the event table's columns, latitude and longitude in one cell,
and free text."""

HEADER = ("field", "column", "format", "constant", "value", "means")

FORMATS = {
    "DD/MM/YYYY": "DMY",
    "DD-MM-YYYY": "DMY",
    "DD.MM.YYYY": "DMY",
    "MM/DD/YYYY": "MDY",
    "MM-DD-YYYY": "MDY",
    "YYYY-MM-DD": None,
}
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
        return bool(self.columns()) and not self.missing(table)

    def missing(self, table: Table) -> list[str]:
        """Columns named that the table has not, however they are written."""
        return sorted(c for c in self.columns() if _in_table(c, table) is None)

    def of_table(self, table: Table) -> Mapping:
        """The same mapping with each column as the table itself writes it."""
        return replace(
            self,
            fields={
                name: replace(f, column=_in_table(f.column, table)) if f.column else f
                for name, f in self.fields.items()
            },
        )


def _in_table(column: str, table: Table) -> str | None:
    """A column as the table writes it: the very same, else the only one alike but for case."""
    if column in table.frame.columns:
        return column
    alike = [name for name in table.frame.columns if key(name) == key(column)]
    return alike[0] if len(alike) == 1 else None


def read_mapping(path: Path | str) -> Mapping:
    """A mapping from its file, CSV or XLSX.

    Raises  BadParameter if a field or a date format is none of ours, or a line says nothing.
    """
    path = Path(path)
    table = read_tables(path)[0]
    if not {"field", "column"} <= set(table.frame.columns):
        raise BadParameter(
            say("this is not a mapping: its columns must be {names}", names=",".join(HEADER)),
            where=path.name,
            next=say("make one with: tutela incidents map FILE -o mapping.csv"),
        )
    frame = table.frame.with_columns(
        pl.lit(None, pl.String).alias(n) for n in HEADER if n not in table.frame.columns
    ).select(pl.col(n).map_elements(unguard_formula, return_dtype=pl.String) for n in HEADER)
    fields_named: dict[str, Field] = {}
    for line, row in zip(table.lines, frame.rows(named=True), strict=True):
        name = row["field"]
        where = say("{file} line {line}", file=path.name, line=line)
        if not name:
            continue
        if name not in FIELDS:
            raise BadParameter(
                say("{name!r} is not a field", name=name),
                where=where,
                next=say("use one of {names}", names=", ".join(FIELDS)),
            )
        if not row["column"] and not row["constant"]:
            continue
        if row["format"] and row["format"].upper() not in FORMATS:
            raise BadParameter(
                say("{format!r} is not a date format", format=row["format"]),
                where=where,
                next=say("write one of {names}", names=", ".join(FORMATS)),
            )
        before = fields_named.get(name, Field())
        if before.column and row["column"] and before.column != row["column"]:
            raise BadParameter(
                say(
                    "{name} comes from {column!r} and from {other!r}",
                    name=name,
                    column=before.column,
                    other=row["column"],
                ),
                where=where,
                next=say("keep one of the two"),
            )
        meaning = {key(row["value"]): row["means"]} if row["value"] and row["means"] else {}
        fields_named[name] = Field(
            column=row["column"] or before.column,
            format=row["format"] or before.format,
            constant=row["constant"] or before.constant,
            values={**before.values, **meaning},
        )
    return Mapping(fields_named, path.name)


def write_mapping(mapping: Mapping, table: Table) -> str:
    """The text of a mapping file: a line a field, blank where nothing was found, and a line for
    each value of the columns that hold words, for a person to say what it means; last, the
    columns of the table that are no field yet.
    """
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")

    def line(*cells: str | None) -> None:
        lines.writerow([guard_formula(cell or "") for cell in cells])

    line(*HEADER)
    for name in FIELDS:
        source = mapping.fields.get(name, Field())
        line(name, source.column, source.format, source.constant, "", "")
        if name not in ("harm", "violence") or not source.column:
            continue
        for value in table.frame[source.column].drop_nulls().unique().sort().head(_MOST_VALUES):
            if not is_misconduct(value):
                line(name, source.column, "", "", value, _means(name, value, source))
    for column in unused_columns(mapping, table):
        line("", column, "", "", "", "")
    return text.getvalue()


def _means(name: str, value: str, source: Field) -> str:
    stated = source.values.get(key(value))
    if stated:
        return stated
    if name == "harm":
        return harm_meant(value) or ""
    return value.casefold() if value.casefold() in VIOLENCE else ""


def unused_columns(mapping: Mapping, table: Table) -> list[str]:
    """Columns of a table that a mapping does not use."""
    return [name for name in table.frame.columns if name not in mapping.columns()]


def propose_mapping(table: Table) -> Mapping:
    """The mapping that the headers suggest; of two columns that may be one field the one that says
    it most exactly (PREFERRED), or the first.

    >>> table = Table(Path("log.csv"), "csv", None, pl.DataFrame({"Date": ["2018-01-02"],
    ...     "Village": ["Luma"], "Killed": ["3"]}), pl.Series([2]))
    >>> {name: f.column for name, f in propose_mapping(table).fields.items()}
    {'date_start': 'Date', 'place': 'Village', 'deaths': 'Killed'}
    """
    schema = schema_of(table)
    return Mapping(
        {
            name: Field(column=column, format=schema.forms.get(name))
            for name, column in schema.columns.items()
        }
    )


def schema_of(table: Table) -> Schema:
    """What the columns of a table are, looked for once for its heads."""
    heads = tuple(table.frame.columns)
    if heads not in table.schemas:
        table.schemas[heads] = _schema(table)
    return table.schemas[heads]


def _schema(table: Table) -> Schema:
    plain, by_head, tagged = _columns_by_head(table)
    candidates = plain if tagged else _with_fields_by_cells(table, plain)
    every = {
        name: list(dict.fromkeys([*candidates.get(name, []), *by_head.get(name, [])]))
        for name in {**candidates, **by_head}
    }
    columns: dict[str, str] = {}
    forms: dict[str, str] = {}
    for name, named in candidates.items():
        columns[name] = _most_exact(name, named)
        if name in ("date_start", "date_end") and (form := _form_of_days(table, columns[name])):
            forms[name] = form
    if "place" in columns:
        columns |= _with_finest_place(table, columns, candidates["place"])
    elif named_place := _name_beside_point(table, columns):
        columns["place"] = named_place
    if "harm" not in columns and (kinds := _kinds_of_harm(table, columns)):
        columns["harm"] = kinds
    ordered = {name: columns[name] for name in FIELDS if name in columns}
    return Schema(ordered, forms, candidates, every, by_head, tagged)


def _form_of_days(table: Table, column: str) -> str | None:
    """How days of a column are written: as their own cells prove, or what stands around them."""
    order = (
        day_order(table.frame[column])
        or _order_of_head(column)
        or next(filter(None, map(_order_of_remark, table.titles)), None)
        or _order_beside(table, column)
    )
    return {"DMY": "DD/MM/YYYY", "MDY": "MM/DD/YYYY"}.get(order or "")


def _kinds_of_harm(table: Table, columns: dict[str, str]) -> str | None:
    """A column whose head is not known and whose cells, of few words, mostly name harm.

    >>> said = {"Fait": ["pillage", "meurtre", "accident de moto"], "Morts": ["0", "1", "1"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> _kinds_of_harm(table, {"deaths": "Morts"})
    'Fait'
    """
    used = set(columns.values())
    for name in table.frame.columns:
        if name in used or not _are_short(table.frame[name], _WORDS_OF_A_KIND):
            continue
        cells = table.frame[name].drop_nulls().unique()
        if len(cells) > _MOST_KINDS:
            continue
        if 2 * sum(harm_meant(cell) is not None for cell in cells) > len(cells):
            return name
    return None


def _are_short(cells: pl.Series, words: int) -> bool:
    """Whether no cell has more than so many words.

    >>> _are_short(pl.Series(["Luma", "PK 3"]), 2), _are_short(pl.Series(["in  the north"]), 2)
    (True, False)
    """
    few = cells.head(_LOOKED_AT_FIRST)  # a column of accounts is known by its first
    return not any((part.str.count_matches(r"\S+") > words).any() for part in (few, cells))


_LOOKED_AT_FIRST = 100


_WORDS_OF_A_KIND, _MOST_KINDS = 4, 30


def _name_beside_point(table: Table, columns: dict[str, str]) -> str | None:
    """A column headed "name" in a table of positions: the places that they are of."""
    if not {"latitude", "position"} & columns.keys() or lists_persons(table):
        return None
    used = set(columns.values())
    names = (name for name in table.frame.columns if name not in used)
    return next((name for name in names if key(name) in ("name", "nom", "الاسم")), None)


def _with_finest_place(
    table: Table, columns: dict[str, str], candidates: list[str]
) -> dict[str, str]:
    """The place, and the larger area around it, where another column names finer places."""
    taken = columns["place"]
    finest = finest_place(table, taken, candidates, list(columns.values()))
    return {} if finest is None else {"place": finest, "adm2": columns.get("adm2", taken)}


def _columns_by_head(
    table: Table,
) -> tuple[dict[str, list[str]], dict[str, list[str]], bool]:
    """Columns by the field their header names: where one is plain the plain ones, and all of them;
    and whether tags name them."""
    known = _headers()
    plain: dict[str, list[str]] = defaultdict(list)
    bare: dict[str, list[str]] = defaultdict(list)
    questions = _questions(table.frame.columns)
    for column in table.frame.columns:
        if questions.get(column) == "":
            continue  # one answer of a question beside it
        if bound := bound_of_toll(column):
            plain[bound].append(column)
        elif (
            counts_other_dead(column)
            or both_in_head(column)
            or counts_a_group(column)
            or is_of_other_calendar(column)
            or (": " in column and counts_killed_of_kind(column))
        ):
            continue
        elif name := known.get(key(column)) or (column if column in FIELDS else None):
            plain[name].append(column)
        elif questions.get(column):
            question = questions[column]
            if name := known.get(key(question)) or field_of_head(question):
                bare[name].append(column)
        elif name := (
            _count_in_brackets(column)
            or known.get(_bare(column))
            or known.get(_last_of_path(column))
            or _axis_of_group(column)
            or known.get(key(column.rpartition(": ")[2]))
            or _field_asked(column)
            or field_of_head(column)
        ):
            bare[name].append(column)
    tagged: dict[str, list[str]] = defaultdict(list)
    for column, tag in table.tags.items():
        if column in table.frame.columns and (name := _field_of_tag(tag)):
            tagged[name].append(column)
    if len(tagged) > 2:
        by_tag = {**bare, **plain, **tagged}
        return by_tag, by_tag, True
    if "date_start" not in plain:
        bare = _with_spans_of_days(table, bare)
    every = {**bare, **plain} | {
        name: plain[name] + bare[name] for name in plain.keys() & bare.keys()
    }
    exact = {name: every[name] for name in PREFERRED if name in plain and name in bare}
    return {**bare, **plain, **exact}, every, False


def columns_by_field(table: Table) -> dict[str, list[str]]:
    """All columns of a table that their heads or tags name, by the field they name."""
    return schema_of(table).by_head


def say_guessed(guessed: dict[str, str]) -> Sentence:
    """What is said of columns that are matched by no word of a list, so that a person looks.

    Takes   guessed: the column by the field it is taken for.

    >>> str(say_guessed({"place": "Point précis"}))
    "guessed by their words and their cells: 'Point précis' as Place; check that this is right"
    """
    pairs = [
        say("{column!r} as {name}", column=column, name=FIELD_WORDS.get(name, name))
        for name, column in guessed.items()
    ]
    return say(
        "guessed by their words and their cells: {pairs}; check that this is right",
        pairs=join(", ", pairs),
    )


def _columns_guessed(table: Table, mapping: Mapping) -> dict[str, str]:
    """The columns of when, where and how many died that no word of their heads names, by the field
    they are taken for."""
    schema = schema_of(table)
    return {
        name: field.column
        for name, field in mapping.fields.items()
        if name in ("date_start", "date_end", "place", "deaths")
        and field.column
        and not schema.tagged
        and field.column not in schema.by_head.get(name, [])
    }


_COUNTS = frozenset({"deaths", "civilian_deaths", "injured", "abducted"})


def _with_fields_by_cells(table: Table, columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """Columns by field, with those of days, places and tolls that only their cells tell."""
    by_field = {
        field: kept
        for field, names in columns.items()
        if (kept := [n for n in names if field not in _COUNTS or not holds_days(table.frame[n])])
    }  # "Blessé le" tells a day
    starts = by_field.get("date_start", [])
    if starts and (day := day_instead(table, starts[0])):
        by_field["date_start"] = [day]
    used = {name for names in by_field.values() for name in names}
    if not {"date_start", "date_end", "year"} & by_field.keys() and (
        day := day_by_cells(table, used)
    ):
        by_field["date_start"] = [day]
        if "date_end" not in by_field and (last := last_day_by_cells(table, {*used, day})):
            by_field["date_end"] = [last]
    places = by_field.get("place", [])
    if all(map(names_area, places)) and (by_cells := places_by_cells(table, used)):
        by_field["place"] = [*places, *by_cells]  # the finest of which is taken
    if not {"deaths", "civilian_deaths", "deaths_low"} & by_field.keys() and (
        toll := toll_by_cells(table, used)
    ):
        by_field["deaths"] = [toll]
    return by_field


def _axis_of_group(column: str) -> str | None:
    """The axis that a letter below a group of heads names: "Location: N".

    >>> _axis_of_group("Location: N"), _axis_of_group("Victims: N"), _axis_of_group("Place: E")
    ('latitude', None, 'longitude')
    """
    _group, sign, last = column.rpartition(": ")
    named = field_of_head(column) if sign and len(last.strip()) == 1 else None
    return named if named in ("latitude", "longitude") else None


def columns_of(table: Table, field: str) -> list[str]:
    """All columns whose heads name a field, the most exact first."""
    schema = schema_of(table)
    taken = schema.columns.get(field)
    others = [name for name in schema.every.get(field, []) if name != taken]
    return [taken, *others] if taken else others


def _questions(columns: list[str]) -> dict[str, str]:
    """By column of a form's export with a path, its question; "" for one answer of a question.

    >>> _questions(["Incident/Lieu", "Incident/Type", "Incident/Type/Vol", "Village/Town"])
    {'Incident/Lieu': 'Lieu', 'Incident/Type': 'Type', 'Incident/Type/Vol': ''}
    """
    paths = {c: c.rpartition("/")[::2] for c in columns if "/" in c and " / " not in c}
    groups = [group.lstrip("_") for group, _question in paths.values()]
    questions = {}
    for column, (group, question) in paths.items():
        if group in columns:
            questions[column] = ""
        elif groups.count(group.lstrip("_")) > 1:
            questions[column] = question
    return questions


def _order_of_head(head: str) -> str | None:
    """The order of day and month that a head itself states.

    >>> _order_of_head("Date (mm/dd/yyyy)"), _order_of_head("Date (jj/mm/aaaa)")
    ('MDY', 'DMY')
    >>> _order_of_head("2024, dates month/day"), _order_of_head("Dates jour/mois")
    ('MDY', 'DMY')
    """
    said = head.casefold()
    if re.search(
        r"m{1,2}[/. -]?[dj]{1,2}[/. -]?[ya]|\b(?:month|mm|mois) ?/ ?(?:day|dd|jour|jj)\b", said
    ):
        return "MDY"
    day_first = r"[dj]{1,2}[/. -]?m{1,2}[/. -]?[ya]|\b(?:day|dd|jour|jj) ?/ ?(?:month|mm|mois)\b"
    return "DMY" if re.search(day_first, said) else None


_STATES_ORDER = re.compile(
    r"\b[dmj]{1,2}[/.-][dmj]{1,2}\b|\b(?:day|month|jour|mois) ?/ ?(?:day|month|jour"
    r"|mois)\b",
    re.IGNORECASE,
)


def _order_of_remark(title: str) -> str | None:
    """The order of day and month that a title states in so many letters."""
    return _order_of_head(title) if _STATES_ORDER.search(title) else None


def _order_beside(table: Table, column: str) -> str | None:
    """The order of day and month that the days of the reports prove, in the same hand; the other
    one where only that has nothing reported before it happened."""
    beside = [name for name in table.frame.columns if name != column and names_day_of_report(name)]
    orders = {name: order for name in beside if (order := day_order(table.frame[name]))}
    if len(set(orders.values())) != 1:
        return None
    name, order = next(iter(orders.items()))
    pairs = [
        (happened, report)
        for happened, said in table.frame.select(column, name).iter_rows()
        if happened and said and isinstance(report := read_day(said, order), date)
    ]
    for own in (order, "MDY" if order == "DMY" else "DMY"):
        days = [(read_day(happened, own), report) for happened, report in pairs]
        if all(not isinstance(day, date) or day <= report for day, report in days):
            return own
    return None


TAGS = (
    ("date_end", r"#date\b.*\+end\b.*"),
    ("date_start", r"#date(\+(start|occurred|incident|event))?"),
    ("latitude", r"#geo\b.*\+lat\b.*"),
    ("longitude", r"#geo\b.*\+(lon|long|lng)\b.*"),
    ("position", r"#geo\b.*\+coord.*"),
    ("place", r"#loc(\+name|\+town|\+village|\+settlement)*"),
    ("adm1", r"#adm1(\+name)?"),
    ("adm2", r"#adm2(\+name)?"),
    ("country", r"#country(\+name)?"),
    ("iso3", r"#country\+code.*"),
    ("deaths_low", r"#affected\+killed.*\+min\b.*"),
    ("deaths_high", r"#affected\+killed.*\+max\b.*"),
    ("deaths", r"#affected\+(killed|deaths?)"),
    ("injured", r"#affected\+injured"),
    ("abducted", r"#affected\+(abducted|kidnapped)"),
    ("harm", r"#(event|cause|incident)\+type.*|#event"),
    ("side_a", r"#(actor|group)(\+name)?"),
    ("text", r"#(event\+)?description.*"),
    ("source_id", r"#(event|incident|meta)\+(id|code)"),
)
"""Fields by the HXL hashtag of a column (hxlstandard.org, 1.1), the first that fits."""


_TELLS_NOTHING = frozenset(
    {"en", "fr", "ar", "ind", "num", "total", "all", "people", "persons", "i"}
)
"""Attributes of a hashtag that change nothing of what its column is."""


def _field_of_tag(tag: str) -> str | None:
    """The field of a hashtag, its attributes in whatever order.

    >>> _field_of_tag("#affected +killed +ind"), _field_of_tag("#date +reported")
    ('deaths', None)
    >>> _field_of_tag("#affected+killed+f"), _field_of_tag("#date +occurred +en")
    (None, 'date_start')
    """
    base, *attributes = re.sub(r"\s", "", tag.casefold()).split("+")
    told = [one for one in attributes if one not in _TELLS_NOTHING]
    for order in (told, sorted(told), sorted(told, reverse=True)):
        said = "+".join([base, *order])
        if name := next((name for name, pattern in TAGS if re.fullmatch(pattern, said)), None):
            return name
    return None


PREFERRED = {
    "date_start": (
        *("incident date", "date of incident", "date of the incident", "date incident"),
        *("date de l incident", "date des faits", "date du fait", "event date", "date of event"),
        *("date", "jour", "التاريخ", "تاريخ"),
    ),
    "place": (
        *("village", "village name", "name of village", "nom du village", "village localite"),
        *("settlement", "localite", "town", "locality", "place of incident", "incident location"),
        *("lieu de l incident", "place", "place name", "lieu", "location", "location name", "site"),
    ),
}
"""Heads of one field, the most exact first."""


def _most_exact(name: str, columns: list[str]) -> str:
    order = PREFERRED.get(name, ())
    rank = {head: n for n, head in enumerate(order)}

    def rank_of(column: str) -> tuple[int, int]:
        said = [key(column), _bare(column), _last_of_path(column), key(column.rpartition(": ")[2])]
        said += [key(part) for part in column.split("/")]
        return min(rank.get(head, len(order)) for head in said), _coarseness(column)

    return min(columns, key=rank_of)


_FINER = (
    r"\b(sous quartier|village|villages|boma|hamlet|hameau|site|camp|neighbourhood|neighborhood"
    r"|spot"
    r"|colline|aldeia|fokontany|bairro|barrio)\b|قرية|القرية|الحي",
    r"\bquartier\b",
    r"\b(town|ville|city|localite|locality|settlement|bourg|municipality"
    r"|municipalite|municipio)\b|البلدة|المدينة",
    r"\b(place|lieu|location|endroit|where)\b|المكان|الموقع",
)


def _coarseness(column: str) -> int:
    """How coarse a place a head names: a village before a payam."""
    said = key(column)
    return next((n for n, words in enumerate(_FINER) if re.search(words, said)), len(_FINER))


def _last_of_path(header: str) -> str:
    """The question of a form's column, without the groups it stands in (Kobo, ODK).

    >>> _last_of_path("group_a/incident_date"), _last_of_path("Village/Town")
    ('incident date', '')
    """
    path = re.fullmatch(r"_?[a-z0-9_]+([/:.-])[a-z0-9_]+(\1[A-Za-z0-9_]+)*", header)
    return key(header.rpartition(path[1])[2]) if path else ""


_ASKED = (
    ("latitude", r"_.* latitude"),
    ("longitude", r"_.* longitude"),
    ("position", r"(position|coordonnees|coordinates|point) (gps|geographiques?)"),
    ("deaths", r"(combien|how many|كم)\b.*(tue|mort|deced|killed|died|dead|قتل|مات|توف).*"),
    ("injured", r"(combien|how many|كم)\b.*(bless|injured|wounded|جرح|اصيب).*"),
    ("abducted", r"(combien|how many|كم)\b.*(enleve|kidnap|abduct|خطف).*"),
    ("date_start", r"((quelle|what|which|a quelle)\b.*\bdate\b|quand\b|when\b|متى\b).*"),
    ("harm", r"(quel(le)?|what|which)( \w+){0,3} (type|kind|nature|sort)\b.*"),
    ("harm", r"(what happened|que s est il passe|qu est il arrive|ماذا حدث)\b.*"),
    ("side_a", r"(qui|who|من)\b.*(auteur|responsable|attaqu|perpetrat|attack|did it|هاجم|نفذ).*"),
    ("place", r"(dans |in )?(quel(le)?|what|which) (village|localite|lieu|place|town|site)\b.*"),
    ("place", r"(ou|where|اين)\b.*"),
)
"""Fields by the question that a form's column has for its head, the first that fits."""


def _field_asked(header: str) -> str | None:
    """The field that a form's question asks for; a column of one of its answers is none.

    >>> _field_asked("Combien de personnes ont été tuées ?"), _field_asked("_Position GPS_latitude")
    ('deaths', 'latitude')
    >>> _field_asked("Quel type d'incident ?/Pillage"), _field_asked("Where reported?")
    (None, None)
    """
    header = re.sub(r"\([^)]*\)", " ", header).strip()
    asked = header.endswith(("?", "؟"))
    said = key(header)
    if "/" in header or re.search(r"report|signal|rapport|survey|enquete|formulaire", said):
        return None
    if header.startswith("_"):
        said = f"_{said}"
    elif not asked and not re.match(r"(position|coordo|coordi|point)", said):
        return None
    return next((name for name, pattern in _ASKED if re.fullmatch(pattern, said)), None)


_FROM_TO = (("من", "الى"), ("du", "au"), ("from", "to"), ("de", "a"))
"""Heads of a span of days, which say so beside each other alone."""
_MOST_ARE_DAYS = 0.8
"""So large a share of the cells below such a head must be days."""


def _with_spans_of_days(table: Table, bare: dict[str, list[str]]) -> dict[str, list[str]]:
    """Columns by field, with two headed "from" and "to" that hold days and nothing else."""
    if "date_start" in bare:
        return bare
    heads = {key(column): column for column in table.frame.columns}
    for first, last in _FROM_TO:
        if first not in heads or last not in heads:
            continue
        cells = Counter(table.frame[heads[first]].drop_nulls().to_list())  # each read once
        days = sum(n for cell, n in cells.items() if isinstance(read_days(cell, "DMY"), tuple))
        if cells and days >= _MOST_ARE_DAYS * cells.total():
            return {**bare, "date_start": [heads[first]], "date_end": [heads[last]]}
    return bare


def _bare(header: str) -> str:
    """A header without its second name and its remark.

    >>> _bare("Village/Town"), _bare("Abducted (total)")
    ('village', 'abducted')
    """
    return key(re.sub(r"\([^)]*\)?|/.*", " ", header))


def _count_in_brackets(header: str) -> str | None:
    """Of whom a header counts, where its remark says so and the header itself does not.

    >>> _count_in_brackets("Bilan (blessés)"), _count_in_brackets("Killed (not the injured)")
    ('injured', None)
    """
    remark = re.search(r"\(([^)]*)\)", header)
    field = field_of_head(remark[1]) if remark and not field_of_head(header) else None
    return field if field in ("deaths", "injured", "abducted") else None


@lru_cache(maxsize=1)
def _headers() -> dict[str, str]:
    return {key(header): name for name, header, _ in crosswalk("headers").rows()}


def head_words() -> dict[str, str]:
    """The words that heads of tables of events use, as `layout.head_word` writes them, and the
    field each is."""
    return HeadWords({name.replace("_", " "): name for name in FIELDS} | _headers())


def is_matched_by_name(table: Table) -> bool:
    """Whether headers alone say, without doubt, when and where things happened."""
    candidates = set(schema_of(table).likely)
    if any(_counts_incidents(table, name) for name in table.frame.columns):
        return False
    when = bool({"date_start", "year"} & candidates)
    point = {"latitude", "longitude"} <= candidates
    return when and (point or bool({"place", "position", "adm1", "adm2"} & candidates))


_COUNTS_INCIDENTS = re.compile(
    r"(nb|nbre|nombre|number|no|count|total|somme|sum)?( de| of| d)?( des)?"
    r" ?(incidents|evenements|events|cases|cas|attaques|attacks|الحوادث)( total)?|(row labels)"
    r"|etiquettes de lignes|nb incidents|عدد الحوادث"
)


def _counts_incidents(table: Table, name: str) -> bool:
    """Whether a column holds numbers of incidents: its table sums others up."""
    if not _COUNTS_INCIDENTS.fullmatch(key(name)):
        return False
    cells = table.frame[name].drop_nulls()
    return cells.len() > 0 and bool(cells.str.contains(r"^\d{1,4}(\.0)?$").all())


def is_list_in_doubt(table: Table) -> bool:
    """Whether a table evidently lists incidents though no column says when, or none where.

    Its rows are read and wait for a person; a sum by place or month is no list.
    """
    candidates = set(schema_of(table).likely)
    last = [column.rpartition("/")[2] for column in table.frame.columns]
    if any(_COUNTS_INCIDENTS.fullmatch(key(name)) for name in last):
        return False
    harms = candidates & {"deaths", "civilian_deaths", "injured", "harm", "side_a"}
    where = candidates & {"place", "position", "adm1", "adm2"}
    if "date_start" in candidates or any(map(names_day_of_report, table.frame.columns)):
        return bool(harms) or "text" in candidates or _has_accounts(table)
    return bool(where) and len(harms) > 1


def tells_harm(table: Table) -> bool:
    """Whether columns of a table tell what was done, by whom or to how many, or give an account.

    Days and places alone are also those of meetings, distributions and journeys.
    """
    told = {"deaths", "civilian_deaths", "deaths_low", "injured", "abducted", "harm", "side_a"}
    return bool({*told, "violence", "text"} & set(schema_of(table).likely)) or any(
        may_count_killed(name) and bool(table.frame[name].str.contains(r"^\s*\d").any())
        for name in table.frame.columns
    )


_NAME = re.compile(
    r"(?:noms?|names?|prenoms?|nom et prenoms?|noms? et prenoms?|full names?|nom complet"
    r"|(?:victim|detainee|person)s? names?|names? of (?:the )?(?:victims?|persons?|detainees?)"
    r"|noms? (?:des? |de la )?(?:victimes?|personnes?|detenus?)|(?:ال)?اسم(?: الضحيه| الضحية)?"
    r"|الاسم الكامل|اسماء)"
)
_OF_ONE = re.compile(r"(?:age|ages?|sexe?|gender|genre|(?:ال)?عمر|(?:ال)?جنس|(?:ال)?نوع)")


def lists_persons(table: Table) -> bool:
    """Whether a table lists people by name and age or sex, and not what was done to how many.

    >>> heads = ["Nom", "Age", "Village", "Date"]
    >>> frame = pl.DataFrame({head: ["x"] for head in heads})
    >>> lists_persons(Table(Path("a.csv"), "csv", None, frame, pl.Series([2])))
    True
    """
    heads = [key(column) for column in table.frame.columns]
    if not any(map(_NAME.fullmatch, heads)) or not any(map(_OF_ONE.fullmatch, heads)):
        return False
    told = {"deaths", "civilian_deaths", "deaths_low", "injured", "abducted", "harm", "side_a"}
    return not {*told, "violence"} & set(schema_of(table).likely)


_WORDS_OF_AN_ACCOUNT = 8


def _has_accounts(table: Table) -> bool:
    """Whether a column of the table holds accounts of several words."""
    for name in table.frame.columns:
        cells = table.frame[name].drop_nulls()
        words = cells.str.count_matches(r"\S+")
        if cells.len() > 1 and int((words >= _WORDS_OF_AN_ACCOUNT).sum()) * 2 > cells.len():
            return True
    return False


def _with_doubts(table: Table, mapping: Mapping) -> Table:
    """A table with a doubt on each row where a field is missing that only its columns can say."""
    why: list[str] = []
    if not {"date_start", "year"} & set(mapping.fields):
        why.append(say("no column is known as the day of the incident"))
    if not {"deaths", "civilian_deaths", "deaths_low"} & set(mapping.fields):
        names = [c for c in unused_columns(mapping, table) if may_count_killed(c)]
        if told := [c for c in names if table.frame[c].str.contains(r"\d").any()]:
            columns = ", ".join(map(repr, told))
            why.append(
                say("{columns} may count the killed: say of the columns which", columns=columns)
            )
        elif odd := [c for c in unused_columns(mapping, table) if _may_be_toll(table, c)]:
            why.append(
                say(
                    "{columns} may count the killed: say of the columns which",
                    columns=", ".join(map(repr, odd)),
                )
            )
        bare = [
            column
            for column in unused_columns(mapping, table)
            if is_sex_or_age(column) and not _is_tagged_otherwise(table, column)
        ]
        if len(bare) > 1 and any(table.frame[c].str.contains(r"^[1-9]").any() for c in bare):
            why.append(
                say(
                    "{columns} may count the killed: say of the columns which",
                    columns=", ".join(map(repr, bare)),
                )
            )
    if not {"place", "position", "latitude"} & set(mapping.fields) and (
        finer := [c for c in unused_columns(mapping, table) if _FINE_PLACE.search(key(c))]
    ):
        why.append(say("{columns} may name the place", columns=", ".join(map(repr, finer))))
    if not tells_harm(table) and not _has_accounts(table):
        why.append(say("no column says what happened, by whom or to how many"))
    elif table.chosen:
        pass  # a person says that it lists incidents
    elif title := other_list_named(table):
        why.append(say("stands under {title!r}: it may list other things", title=title))
    elif lists_plans(table) and not {"deaths", "civilian_deaths", "injured"} & set(mapping.fields):
        why.append(say("tells of what is planned, not of what happened"))
    elif lists_persons(table):
        why.append(say("the table lists people by name: which of them one incident harmed?"))
    elif not _words_tell_harm(table, mapping):
        why.append(say("no word of the table tells of harm: it may list other things"))
    doubts: dict[int, str] = _doubts_beside_toll(table, mapping) | _doubts_of_codes(table, mapping)
    if not {"deaths", "civilian_deaths", "deaths_low"} & set(mapping.fields):
        doubts = doubts_of_deaths(table) | doubts
    if why:
        doubts = {int(line): join("; ", why) for line in table.lines.to_list()}
    return replace(table, doubts={**doubts, **table.doubts}) if doubts else table


_CODE_OF_PLACE = re.compile(r"[A-Z]{0,3}[-_ ]?\d{1,3}(?:\.0)?")
_MOSTLY_CODES = 0.8


def _doubts_of_codes(table: Table, mapping: Mapping) -> dict[int, str]:
    """By line, the doubt where the place is told by a code that no list of the file spells out."""
    place = mapping.fields["place"].column if "place" in mapping.fields else None
    cells = table.frame[place].to_list() if place and place in table.frame.columns else []
    coded = [bool(cell and _CODE_OF_PLACE.fullmatch(cell.strip())) for cell in cells]
    if not any(coded) or sum(coded) < _MOSTLY_CODES * sum(bool(cell) for cell in cells):
        return {}
    return {
        int(line): say("the place is told by a code: {text}", text=cell)
        for line, cell, is_code in zip(table.lines, cells, coded, strict=True)
        if is_code
    }


_COUNTS_OTHERS = re.compile(
    r"\b(?:id|no|n|nr|num\w*|refe?r?\w*|codes?|p?codes?|serial|ser|s n|sn|weeks?|semaines?|sem"
    r"|month|mois|year"
    r"|annee|days?|jours?|hours?|heures?|time|ages?|hhs?|households?|menages?|familles?|families"
    r"|idps?"
    r"|pdis?|displaced|deplac\w*|houses?|maisons?|huts?|cases?|tukuls?|shelters?|abris|cattle|cows"
    r"|betail"
    r"|bovins|goats?|sheep|animals?|animaux|motos?|vehicles?|vehicul\w*|phones?|tel\w*|contacts?"
    r"|distance|km"
    r"|amount|montant|cost|cout|prix|price|population|pop|returnees?|affect\w*|assist\w*|injur\w*"
    r"|inj"
    r"|wound\w*|bless\w*|hurt|abduct\w*|enlev\w*|kidnap\w*|missing|disparu\w*|arrest\w*|detain\w*"
    r"|detenu\w*"
    r"|raped|viol\w*|wom[ae]n|m[ae]n|boys?|girls?|child\w*|males?|females?|hommes?|femmes?|enfants?"
    r"|lat\w*"
    r"|lon\w*|lng|alt\w*|precision|accuracy|score|priorit\w*|urgen\w*|levels?|niveau|grade|index"
    r"|weapons?|armes"
    r"|shops?|boutiques?|schools?|ecoles?|ind|indiv\w*|adm\w*|x|y|z|start|end|today|deviceid"
    r"|attack\w*"
    r"|assail\w*|assaill\w*|gunmen|perpetrat\w*|auteurs?|sources?|version|row|ligne|line|page|zone"
    r"|sector"
    r"|secteur|sous|total|reports?|rapports?|patrols?|troops?|participants?|beneficiar\w*"
    r"|quantit\w*|qty|bags?"
    r"|sacs?)\b|رقم|عدد الاسر|منازل|جرحى|اسر|عمر|م$"
)


def _is_tagged_otherwise(table: Table, name: str) -> bool:
    """Whether a column's hashtag says that it counts people, and not the dead."""
    tag = table.tags.get(name, "").casefold()
    return tag.startswith("#affected") and "killed" not in tag


def _may_be_toll(table: Table, name: str) -> bool:
    """Whether a column of a table without a toll holds small counts under a head that nobody knows.

    >>> frame = pl.DataFrame({"Pertes adv.": ["2", "0"], "Ménages": ["4", "9"], "Note": ["x", "y"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3]))
    >>> [_may_be_toll(table, name) for name in frame.columns]
    [True, False, False]
    """
    if _is_tagged_otherwise(table, name):
        return False
    said = key(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    if "/" in name or not said or _COUNTS_OTHERS.search(said) or re.fullmatch(r"column \d+", said):
        return False
    cells = table.frame[name].drop_nulls()
    whole = cells.str.contains(r"^\s*\d{1,3}(\.0)?\s*$")
    return cells.len() > 0 and bool(whole.all()) and 2 * cells.len() >= table.frame.height


_FINE_PLACE = re.compile(
    r"\b(?:village|localite|locality|settlement|town|place|lieu|location|quartier|boma|camp|site)\b"
    r"|قرية|القرية|المكان|الموقع"
)


def _doubts_beside_toll(table: Table, mapping: Mapping) -> dict[int, str]:
    """By line, the doubt where a column beside the toll counts more killed than it, or others, or
    has no name and may be the toll itself."""
    taken = next(
        (mapping.fields[n].column for n in ("deaths", "civilian_deaths") if n in mapping.fields),
        None,
    )
    if taken is None or taken not in table.frame.columns:
        return {}
    names = table.frame.columns
    behind = names[names.index(taken) + 1 :]
    nameless = list(takewhile(lambda name: re.fullmatch(r"column \d+", name), behind))
    others = [
        name
        for name in unused_columns(mapping, table)
        if may_count_killed(name) and not _counts_no_people(name) and not _is_answer(name, names)
    ]
    civil = mapping.fields.get("civilian_deaths", Field()).column
    if civil and civil != taken:
        others.append(civil)  # more civilians than dead: the column counts others
    doubts: dict[int, str] = {}
    if not others and not nameless:
        return doubts
    read = table.frame.select({taken, *others, *nameless})
    for row, line in zip(read.iter_rows(named=True), table.lines, strict=True):
        toll = _number(row[taken])
        more = [
            name
            for name in others
            if (count := _number(row[name]))
            and ("deaths" not in mapping.fields or (toll is not None and count > toll))
        ]
        more += [name for name in nameless if _number(row[name])]
        if more:
            doubts[int(line)] = say(
                "{columns} may count the killed: say of the columns which",
                columns=", ".join(map(repr, more)),
            )
    return doubts


def _is_answer(name: str, names: list[str]) -> bool:
    """Whether a column is that of one answer of a form's question: 1 where it was given."""
    return any(
        name.startswith(f"{other}{sign}") for other in names for sign in "/-:." if other != name
    )


def _number(cell: str | None) -> int | None:
    toll = read_toll(cell) if cell else None
    return toll.best if isinstance(toll, Toll) else None


def _counts_no_people(name: str) -> bool:
    return counts_other_dead(name) or bool(
        re.search(
            r"\b(?:cattle|animals?|betail|bovins|cows|livestock|tetes|heads?)\b|ماشي", key(name)
        )
    )


_HARM_TOLD = re.compile(
    r"tue|mort|deced|kill|dead|died|die[sd]?\b|fatal|victim|casualt|attack|attaq|bless|injur|wound"
    r"|enlev|abduct|kidnap|otage|hostage|pill|loot|raid|burn|incend|brul|viol|rape|assault|agress"
    r"|batt|beat|arrest|arret|detain|detenu|shoot|shot|\btirs?\b|clash|affront|combat|fight|fought"
    r"|ambush|embusc|\bmines?\b|explos|bomb|shell|grenade|obus|threat|menac|\brob|braqu|\bvol|stol"
    r"|steal"
    r"|theft|extor|racket|recru|enrol|displac|deplac|flee|fled|fui|tortur|assassin|murder|meurtr"
    r"|massacr|execut|harass|armed|arme|gunm|crime|conflit|conflict|tension|destr|occup|killing"
    r"|قتل|مقتل|هجوم|هاجم|خطف|نهب|حرق|جرح|جرحى|اصيب|اصاب|اغتص|اعتق|قصف|اشتباك|تهديد|سرق|سلب|نزح"
    r"|كمين|لغم|انفج|ضرب|اعتد|تجنيد|ضحايا|مسلح|عنف"
)


def _words_tell_harm(table: Table, mapping: Mapping) -> bool:
    """Whether a table that counts nobody and names no doer tells of harm in any of its words."""
    told = {"deaths", "civilian_deaths", "deaths_low", "injured", "abducted", "side_a", "violence"}
    if told & set(mapping.fields):
        return True
    columns = [mapping.fields[name].column for name in ("harm", "text") if name in mapping.fields]
    cells = [
        cell
        for column in columns
        if column
        for cell in table.frame[column].drop_nulls().unique().to_list()
    ]
    if not cells or len(cells) > _MOST_LOOKED_AT:
        return True
    return any(_HARM_TOLD.search(fold_words(cell)) or harm_meant(cell) for cell in cells)


_MOST_LOOKED_AT = 500
"""A column of more different words is not looked through for what they tell."""


def _filled_up(table: Table, mapping: Mapping) -> Table:
    """A table whose columns of place and position are filled from others of their kind."""
    candidates = schema_of(table).every
    filled = []
    for name in ("place", "position", "adm1", "adm2"):
        taken = mapping.fields[name].column if name in mapping.fields else None
        others = [c for c in candidates.get(name, []) if c != taken]
        if taken and others and table.frame[taken].null_count():
            others.sort(key=_coarseness)
            columns = [table.frame[c] for c in (taken, *others)]
            filled.append(pl.select(pl.coalesce(columns).alias(taken)).to_series())
    return replace(table, frame=table.frame.with_columns(filled)) if filled else table


def from_matched_names(table: Table) -> Parsed:
    """Events of a table whose headers are common words, each meaning one field and no other."""
    mapping = propose_mapping(table)
    table = _with_doubts(_filled_up(table, mapping), mapping)
    pairs = join(
        ", ",
        (
            say("{column!r} as {name}", column=f.column, name=name)
            for name, f in mapping.fields.items()
        ),
    )
    notes = [say("columns matched by name: {pairs}", pairs=pairs)]
    if guessed := _columns_guessed(table, mapping):
        notes.append(say_guessed(guessed))
    for name, columns in schema_of(table).likely.items():
        taken = mapping.fields[name].column if name in mapping.fields else None
        others = [column for column in columns if column != taken]
        if others and name not in ("text", "source_id"):
            notes.append(
                say(
                    "{columns} may be {name} too: {taken!r} was taken",
                    columns=", ".join(map(repr, others)),
                    name=name,
                    taken=taken,
                )
            )
    parsed = from_mapping(table, mapping)
    return replace(
        parsed,
        format="columns matched by name",
        notes=(*notes, *parsed.notes),
    )


def from_mapping(table: Table, mapping: Mapping) -> Parsed:
    """Events of any table by a mapping.

    Gives   events of the source the mapping states, "field" by default.
    Raises  UnknownFormat if the table lacks a column the mapping names.
    """
    if missing := mapping.missing(table):
        raise UnknownFormat(
            say("the mapping names columns that are not there: {names}", names=", ".join(missing)),
            where=table.path.name,
            next=say("correct the column names in the mapping"),
        )
    mapping = mapping.of_table(table)
    sieve = Sieve(table)
    columns_given = {
        name: _mapped_column(sieve, source, name) for name, source in mapping.fields.items()
    }
    first, last = mapping.fields.get("date_start", Field()), mapping.fields.get("date_end")
    order = FORMATS.get((first.format or "").upper())
    dated = days(
        sieve,
        columns_given.get("date_start"),
        columns_given.get("date_end") if last else None,
        order,
    )
    source_id = columns_given.get("source_id")
    if source_id is None:
        source_id = _content_ids(table)
        sieve.notes.append(say("no column of ids: the id of a row is made from what it says"))
    elif source_id.null_count():
        content_ids = _content_ids(table)
        sieve.notes.append(
            say("{rows} no id: it is made from what the row says", rows=rows(source_id.is_null()))
        )
        source_id = pl.select(pl.coalesce(source_id, content_ids).alias(source_id.name)).to_series()
    if left := unused_columns(mapping, table):
        sieve.notes.append(
            say("columns not used: {names}; say in a mapping what they are", names=", ".join(left))
        )
    grade = (
        columns_given["grade"].str.to_uppercase()
        if "grade" in columns_given
        else sieve.blank(pl.String)
    )
    if half := int((grade.str.contains("^[A-F1-6]$")).sum()):
        sieve.notes.append(
            say(
                "{n} rows have half a grade, such as the reliability B alone: it is left out",
                n=half,
            )
        )
        grade = grade.set(grade.str.contains("^[A-F1-6]$").fill_null(False), None)
    odd = grade.is_not_null() & ~grade.str.contains("^[A-F][1-6]$")
    sieve.refuse(odd, grade, say("is not a grade"), say("write A-F and 1-6, such as C3"))
    raw_harm = _raw_column(sieve, mapping.fields.get("harm"))
    withheld = _misconduct(sieve, mapping, raw_harm)
    account = account_of(table, mapping.fields)
    source = columns_given.get("source", sieve.blank(pl.String)).fill_null("field")
    texts = ("source_version", "place", "adm1", "adm2", "country", "iso3")
    low, best, high = sieve.toll(columns_given.get("deaths"))
    civil_low, civilians, civil_high = sieve.toll(columns_given.get("civilian_deaths"))
    if "deaths" not in columns_given:  # at least so many: of others nothing is said
        low, high = pl.select(pl.coalesce(civil_low, civilians)).to_series(), civil_high
    if "deaths_low" in columns_given:
        low = sieve.count(columns_given["deaths_low"])
    if "deaths_high" in columns_given:
        high = sieve.count(columns_given["deaths_high"])
    if {"deaths_low", "deaths_high"} <= columns_given.keys() and "deaths" not in columns_given:
        best = pl.select(pl.when(low == high).then(low)).to_series()  # both ends are the figure
    tolls = {
        "civilian_deaths": civilians,
        "deaths": best,
        "deaths_low": low,
        "deaths_high": high,
    }
    point = _point(sieve, columns_given)
    columns: dict[str, pl.Series | str | None] = {
        "source": source,
        "source_id": source_id,
        "grain": "event",
        **dated,
        **{name: columns_given[name] for name in texts if name in columns_given},
        **_place_of(sieve, columns_given),
        **tolls,
        **{name: _count_beside(sieve, columns_given.get(name)) for name in ("injured", "abducted")},
        "reports": sieve.count(columns_given.get("reports")),
        "date_precision": _date_precision(sieve, columns_given.get("date_precision"), dated),
        "year": years(sieve, columns_given.get("year"), dated["date_start"]),
        **point,
        "harm": _harm(
            sieve,
            columns_given.get("harm"),
            raw_harm,
            withheld,
            sieve.text(account) if account else None,
            best,
        ),
        "violence": _violence(sieve, columns_given.get("violence")),
        "grade": grade,
    }
    nobody = sieve.blank(pl.String)
    parsed = finish(
        sieve,
        f"mapping {mapping.name}".strip(),
        columns,
        side_a=columns_given.get("side_a", nobody),
        side_b=columns_given.get("side_b", nobody),
        texts=[columns_given["text"]] if "text" in columns_given else None,
        own=True,
    )
    return replace(parsed, own_numbers=True, doubts=table.doubts)


def _place_of(sieve: Sieve, columns: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """The place and how exactly it is known; where none is named, its county or state."""
    stated = sieve.code(range(1, 8), columns.get("place_precision"))
    nothing = sieve.blank(pl.String)
    place, county, state = (
        _without_unknown_places(columns.get(name, nothing)) for name in ("place", "adm2", "adm1")
    )
    coarse = pl.select(
        pl.when(place.is_not_null())
        .then(None)
        .when(county.is_not_null())
        .then(3)
        .when(state.is_not_null())
        .then(4)
        .cast(pl.Int8)
    ).to_series()
    return {
        "place": pl.select(pl.coalesce(place, county, state)).to_series(),
        "place_precision": pl.select(pl.coalesce(stated, coarse)).to_series(),
    }


_NOWHERE = re.compile(
    r"(?:several|various|multiple|different|divers|plusieurs|differents|unknown|unspecified)"
    r" (?:places?|locations?|villages?|sites?|lieux|localites?|areas?|towns?|endroits?)"
    r"|(?:lieu|localite|place|location|village) (?:inconnue?|unknown|non precis\w*|a preciser"
    r"|to be confirmed|not known)"
)


def _without_unknown_places(places: pl.Series) -> pl.Series:
    """Places, those null that say in words that none is known."""
    nowhere = [
        place
        for place in places.drop_nulls().unique().to_list()
        if tells_nothing(said := fold_words(place)) or _NOWHERE.fullmatch(said)
    ]
    if not nowhere:
        return places
    return pl.select(pl.when(~places.is_in(nowhere)).then(places).alias(places.name)).to_series()


def _date_precision(
    sieve: Sieve, column: pl.Series | None, dated: dict[str, pl.Series]
) -> pl.Series:
    """UCDP's date_prec: as stated, else by how long the days said are."""
    stated = sieve.code(range(1, 6), column)
    days = (dated["date_end"] - dated["date_start"]).dt.total_days()
    by_span = (
        pl.when(days >= 27).then(4).when(days >= 6).then(3).when(days >= 1).then(2).cast(pl.Int8)
    )
    return pl.select(pl.coalesce(stated, by_span)).to_series()


def _point(sieve: Sieve, columns: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Latitude and longitude of two columns, or of one that says both."""
    nothing = sieve.blank(pl.String)
    north, east = (
        _without_words(sieve, columns.get(name, nothing)) for name in ("latitude", "longitude")
    )
    turned = _on_axis(north, "longitude") & _on_axis(east, "latitude")
    if turned.any():  # their letters say which is which
        north, east = (
            pl.select(pl.when(turned).then(other).otherwise(own).alias(own.name)).to_series()
            for own, other in ((north, east), (east, north))
        )
    backwards = {"latitude": counts_backwards(north.name), "longitude": counts_backwards(east.name)}
    point = {
        name: -degrees if backwards[name] and not (degrees < 0).any() else degrees
        for name, degrees in locate(sieve, north, east).items()
    }
    if "position" not in columns:
        return point
    written = _without_words(sieve, columns["position"])
    lat, lon = sieve.position(_with_minutes_parted(_with_latitude_first(written)))
    nought = ((lat == 0) & (lon == 0)).fill_null(False)  # a form's way to say nothing
    lat, lon = (pl.select(pl.when(~nought).then(part)).to_series() for part in (lat, lon))
    return {
        "latitude": pl.select(pl.coalesce(point["latitude"], lat)).to_series(),
        "longitude": pl.select(pl.coalesce(point["longitude"], lon)).to_series(),
    }


def _on_axis(column: pl.Series, axis: str) -> pl.Series:
    """Which coordinates of a column have the letter of this axis."""
    said = [text for text in column.drop_nulls().unique().to_list() if axis_of(text) == axis]
    return column.is_in(said).fill_null(False)


def _count_beside(sieve: Sieve, column: pl.Series | None) -> pl.Series:
    """People injured or abducted; words that give no number of them are said and left blank: they
    are no reason to doubt the dead of their row. A slip in a number is one."""
    if column is None:
        return sieve.blank(pl.Int32)
    strange = [
        text
        for text in column.drop_nulls().unique().to_list()
        if _is_words(text) and isinstance(read_toll(text), Refusal)
    ]
    if strange:
        _say_unread(sieve, column.filter(column.is_in(strange)))
        column = pl.select(
            pl.when(~column.is_in(strange)).then(column).alias(column.name)
        ).to_series()
    return sieve.toll(column)[1]


def _is_words(text: str) -> bool:
    """Whether a cell for a number holds words instead, and no slip of one.

    >>> _is_words("pas de réseau"), _is_words("threee"), _is_words("²"), _is_words("3 at night")
    (True, False, False, False)
    """
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) > 1 and text[0] not in "=@+-" and not any(map(str.isnumeric, text))


def _say_unread(sieve: Sieve, cells: pl.Series) -> None:
    said = ", ".join(
        map(repr, first_few([str(cell) for cell in cells.unique(maintain_order=True)]))
    )
    sieve.notes.append(
        say("{column}: no number is read from {cells}", column=cells.name, cells=said)
    )


def _without_words(sieve: Sieve, column: pl.Series) -> pl.Series:
    """A column of coordinates, those null that hold no figure: "no signal" is no position."""
    said = [text for text in column.drop_nulls().unique().to_list() if _is_words(text)]
    words = column.is_in(said).fill_null(False)
    if not words.any():
        return column
    sieve.notes.append(say("{rows} words for coordinates: taken as unlocated", rows=rows(words)))
    return pl.select(pl.when(~words).then(column).alias(column.name)).to_series()


_LONGITUDE_FIRST = re.compile(
    r"\b(?:lon|long|lng|longitude|x|e)\b.*\b(?:lat|latitude|y|n)\b|طول.*عرض"
)


def _with_latitude_first(column: pl.Series) -> pl.Series:
    """A column of pairs whose head says that the longitude stands first, turned.

    >>> _with_latitude_first(pl.Series("GPS (long, lat)", ["27.5, 5.25", "E27.5 N5.25"])).to_list()
    ['5.25, 27.5', 'E27.5 N5.25']
    """
    if not _LONGITUDE_FIRST.search(key(column.name)):
        return column
    pair = r"^\s*([-+]?\d+(?:\.\d+)?)(\s*[,;/ ]\s*)([-+]?\d+(?:\.\d+)?)\s*$"
    return column.str.replace(pair, "${3}${2}${1}")


_MINUTES_RUN_ON = (
    (r"^\s*([NS]) ?(\d{2})(\d{2})[ ,/]*([EW]) ?(\d{3})(\d{2})\s*$", "$2°$3'$1 $5°$6'$4"),
    (r"^\s*([EW]) ?(\d{3})(\d{2})[ ,/]*([NS]) ?(\d{2})(\d{2})\s*$", "$5°$6'$4 $2°$3'$1"),
)


def _with_minutes_parted(column: pl.Series) -> pl.Series:
    """Positions as pilots write them, degrees and minutes run on, with signs between them.

    >>> _with_minutes_parted(pl.Series(["N1017 E02243", "E02630 N0524", "5.2, 27.5"])).to_list()
    ["10°17'N 022°43'E", "05°24'N 026°30'E", '5.2, 27.5']
    """
    for pattern, parted in _MINUTES_RUN_ON:
        column = column.str.replace(pattern, parted)
    return column


SIGNS = {"harm": r"[;,/+&|\n]", "side_a": r"[;|\n]", "side_b": r"[;|\n]"}
"""Fields whose cells may hold several answers, and the signs between these. The names of actors
themselves hold commas and strokes."""

JOINT = {"harm": "; ", "side_a": ", ", "side_b": ", "}
"""How several answers are written for the reader of the field."""


def answers_in(cell: str, name: str, codes: Container[str] = ()) -> list[str]:
    """The answers of a cell that holds several, as forms export them; else the cell itself.

    Takes   name, the field; codes, answers of the form that are known to stand alone: those
            between which blanks alone stand (select_multiple of Kobo and ODK).

    >>> answers_in("killing; looting", "harm"), answers_in("a_1 b_2", "side_a", {"a_1", "b_2"})
    (['killing', 'looting'], ['a_1', 'b_2'])
    >>> answers_in("the men of the hill", "side_a", {"men", "hill"})
    ['the men of the hill']
    """
    if name not in SIGNS:
        return [cell]
    parts = [part.strip() for part in re.split(SIGNS[name], cell) if part.strip()]
    if len(parts) > 1:
        return parts
    words = cell.split()
    if len(words) > 1 and all(word in codes for word in words):
        return words
    return [cell.strip()]


def codes_of(table: Table, column: str, source: Field | None = None) -> set[str]:
    """The answers of a form's column: cells of one word, columns of its answers, words matched.

    >>> frame = pl.DataFrame({"what": ["kill loot", "loot"], "what/kill": ["1", "0"]})
    >>> sorted(codes_of(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])), "what"))
    ['kill', 'loot']
    """
    cells = table.frame[column].drop_nulls().unique()
    parts = {part.strip() for cell in cells.to_list() for part in re.split(r"[;|\n]", cell)}
    alone = {part for part in parts if part and len(part.split()) == 1}
    before = f"{column}/"
    alone |= {name.removeprefix(before) for name in table.frame.columns if name.startswith(before)}
    matched = set(source.values) if source else set()
    words = {word for cell in cells.to_list() if len(cell) < _LONGEST_CELL for word in cell.split()}
    return alone | {word for word in words if key(word) in matched or harm_meant(word)}


_LONGEST_CELL = 200


def _mapped_column(sieve: Sieve, source: Field, name: str) -> pl.Series:
    """The column as text, its values turned into what they mean, answer by answer; or the
    constant."""
    if source.column is None:
        return pl.Series("", [source.constant] * sieve.height, pl.String)
    raw = sieve.text(source.column)
    if source.constant is not None:
        raw = raw.fill_null(source.constant)
    if not source.values:
        return raw
    codes = codes_of(sieve.table, source.column, source) if name in SIGNS else set()
    meanings = {}
    for text in raw.drop_nulls().unique().to_list():
        if key(text) in source.values:
            meanings[text] = source.values[key(text)]
            continue
        answers = answers_in(text, name, codes)
        if len(answers) > 1 and any(key(answer) in source.values for answer in answers):
            meant = [source.values.get(key(answer), answer) for answer in answers]
            meanings[text] = JOINT[name].join(dict.fromkeys(meant))
    return raw.replace(meanings)


def _raw_column(sieve: Sieve, source: Field | None) -> pl.Series:
    """What the table itself says, before any meaning is given to it."""
    return sieve.text(source.column) if source and source.column else sieve.blank(pl.String)


_DOER = re.compile(
    r"\b(?:perp\w*|auteurs?|suspects?|accused|responsible|author|attributed|attribue\w*|mis en"
    r" cause|culprits?"
    r"|actors?|acteurs?|attackers?|assaillants?|agresseurs?|aggressors?|offenders?|by whom|par"
    r" qui)\b"
    r"|^(?:by|who|qui)$|الفاعل|الجاني|الجناة|المتهم|الجهة المس"
)


def doer_columns(table: Table, mapping: Mapping) -> list[str]:
    """The columns that name who did it: by their heads, or by the mapping.

    >>> table = Table(Path("log.csv"), "csv", None, pl.DataFrame({"Auteur présumé": ["x"]}),
    ...     pl.Series([2]))
    >>> doer_columns(table, Mapping({}))
    ['Auteur présumé']
    """
    doer = mapping.fields.get("side_a")
    return [
        name
        for name in table.frame.columns
        if _DOER.search(key(name))
        or (doer and name == doer.column)
        or chance_of_role(name, "doer") >= _LIKELY_DOER
    ]


_LIKELY_DOER = 0.7
"""From this chance on a head is that of who did it: personnel named there are looked at."""


def _misconduct(sieve: Sieve, mapping: Mapping, harm: pl.Series) -> pl.Series:
    """Rows of misconduct by UN or aid personnel, in whichever column it stands."""
    columns = sieve.table.frame.get_columns()
    names = doer_columns(sieve.table, mapping)
    doers = [column for column in columns if column.name in names]
    refused = refuse_misconduct(sieve, kinds=[harm], doers=doers, texts=columns)
    for column in columns:
        if hits := [t for t in column.drop_nulls().unique().to_list() if names_misconduct(t)]:
            here = column.is_in(hits).fill_null(False)
            withhold_misconduct(sieve, here & ~refused, doers, columns)
            refused |= here
    return refused


def _content_ids(table: Table) -> pl.Series:
    """An id from all that a row says; equal rows of a table are numbered."""
    seen: dict[str, int] = {}
    ids = []
    for row in table.frame.rows():
        said = "\x1f".join("\0" if cell is None else cell for cell in row)
        made = hashlib.sha256(said.encode()).hexdigest()[:12]
        seen[made] = seen.get(made, 0) + 1
        ids.append(made if seen[made] == 1 else f"{made}-{seen[made]}")
    return pl.Series("source_id", ids, pl.String)


def _harm(
    sieve: Sieve,
    meant: pl.Series | None,
    said: pl.Series,
    withheld: pl.Series,
    account: pl.Series | None,
    killed: pl.Series,
) -> pl.Series | str:
    """The settled word for each; words for harms kept apart count whatever a mapping says. Where
    no word of the glossary stands, what the words of the row tell of."""
    if meant is None and account is None:
        return UNKNOWN
    if meant is None:
        meant = pl.Series([None] * len(killed), dtype=pl.String)
    words = {text: _harm_of(text) for text in meant.drop_nulls().unique().to_list()}
    apart = {text: closed_harm(text) for text in said.drop_nulls().unique().to_list()}
    settled = pl.select(
        pl.coalesce(
            said.replace_strict(apart, default=None, return_dtype=pl.String),
            meant.replace_strict(words, default=None, return_dtype=pl.String),
        )
    ).to_series()
    settled = _with_harms_told(sieve, settled, meant, account, killed)
    stated = meant.str.to_lowercase() == UNKNOWN
    strange = settled.is_null() & meant.is_not_null() & ~stated & ~withheld
    _say_strange(sieve, meant.filter(strange), "harm")
    return settled.fill_null(UNKNOWN)


def account_of(table: Table, fields: dict[str, Field]) -> str | None:
    """The column that tells what happened at the greatest length: that of the free text or the
    kind, or a longer one that is no field."""
    by_field = {name: field.column for name, field in fields.items() if field.column}
    beside = [column for name, column in by_field.items() if name not in ("text", "harm")]
    return account_column(table, [by_field.get(name) for name in ("text", "harm")], beside)


def _with_harms_told(
    sieve: Sieve,
    settled: pl.Series,
    meant: pl.Series,
    account: pl.Series | None,
    killed: pl.Series,
) -> pl.Series:
    """Harms with those that the words of a row tell of, where no word of the glossary says one."""
    told: list[str | None] = []
    accounts = account.to_list() if account is not None else [None] * len(settled)
    number = 0
    for harm, kind, text, toll in zip(settled, meant, accounts, killed, strict=True):
        if harm is None and (kind or "").casefold() != UNKNOWN:
            words = " | ".join(dict.fromkeys(one for one in (kind, text) if one))
            harm = harm_told(words, killed=toll) if words else None
            number += harm is not None
        told.append(harm)
    if number:
        sieve.notes.append(
            say(
                "what happened is read from the words of {n} rows: check that it is right", n=number
            )
        )
    return pl.Series(told, dtype=pl.String)


def _harm_of(text: str) -> str | None:
    """The settled word for a cell; of several answers of a form the first that is known.

    >>> _harm_of("killing abduction"), _harm_of("pillage; meurtre"), _harm_of("a bad day")
    ('killing', 'looting', None)
    """
    if whole := harm_meant(text):
        return whole
    parts = [part for part in re.split(r"[;,/+&|]", text) if part.strip()]
    if len(parts) == 1:
        parts = text.split()
        if not all(harm_meant(part) for part in parts):
            return None
    return next((word for part in parts if (word := harm_meant(part))), None)


def _violence(sieve: Sieve, raw: pl.Series | None) -> pl.Series | str:
    """Words of the glossary; any other is kept as unknown and said aloud."""
    if raw is None:
        return UNKNOWN
    written = raw.str.to_lowercase()
    known = written.is_in(list(VIOLENCE))
    _say_strange(sieve, raw.filter(~known & raw.is_not_null()), "violence")
    return pl.select(pl.when(known).then(written).otherwise(pl.lit(UNKNOWN))).to_series()


def _say_strange(sieve: Sieve, raw: pl.Series, name: str) -> None:
    words = (
        raw.alias("word").value_counts(sort=True).sort(["count", "word"], descending=[True, False])
    )
    if not words.height:
        return
    said = ", ".join(f"{value!r} ({count})" for value, count in words.head(MOST_NAMED).rows())
    more = words.height - MOST_NAMED
    if more > 0:
        said = say("{names} and {more:,} more", names=said, more=more)
    sieve.notes.append(
        say(
            "{field} kept as unknown, not words of the glossary: {words};"
            " say in a mapping what they mean",
            field=name,
            words=said,
        )
    )
