"""Uppsala Conflict Data Program: georeferenced events, candidate events, and the slim extract.

Source  UCDP GED codebook (Sundberg & Melander 2013; version 22.1 read); candidate events,
        Hegre et al. 2020. Columns differ between editions: what one lacks is unknown.
"""

from __future__ import annotations

import re

from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.crosswalks import crosswalk
from tutela.incidents.sources.parsed import Parsed, days, finish, locate, years
from tutela.incidents.values import Sieve

GED_COLUMNS = frozenset(
    {
        "year",
        "type_of_violence",
        "best",
        "latitude",
        "longitude",
        "side_a",
        "side_b",
        "date_start",
        "date_end",
    }
)
SLIM_COLUMNS = frozenset({"relid", "year", "type_of_violence", "best", "latitude", "longitude"})


NOT_CODED = ("-1", "-1.0", "0", "0.0")
"""Number of sources before the UCDP began to count them."""


def is_ged(table: Table) -> bool:
    """Whether the columns are those of the UCDP GED, any edition since 2.0."""
    return set(table.frame.columns) >= GED_COLUMNS and bool(
        {"id", "relid"} & set(table.frame.columns)
    )


def is_candidate(table: Table) -> bool:
    """Whether a GED table is a monthly candidate edition: not yet reviewed for the yearly one."""
    if not is_ged(table):
        return False
    stated = edition(_first(table, "source_version")) or edition(table.path.name)
    if stated:
        return stated.startswith("candidate")
    status = _first(table, "code_status")
    return status is not None and status.casefold() != "clear"


def is_slim(table: Table) -> bool:
    """Whether the table is the slim global GED: years only, neither dates nor actors."""
    names = set(table.frame.columns)
    return names >= SLIM_COLUMNS and not names & {"date_start", "side_a"}


def from_ucdp_ged(table: Table) -> Parsed:
    """Events of the UCDP GED, plain or with HXL tags.

    Takes   any edition's columns; `id` may be written 30367 or 30367.0, and may be missing where
            `relid` is there.
    Gives   events of source "ucdp"; civilian deaths null where the edition does not give them.
    """
    return _ged(table, "UCDP GED", "GED")


def from_ucdp_candidate(table: Table) -> Parsed:
    """Events of the UCDP candidate dataset: the same columns, published monthly, less reviewed."""
    return _ged(table, "UCDP candidate events", "candidate")


def from_ucdp_slim(table: Table) -> Parsed:
    """Events of the slim global GED: a year and a point each; no date, no actors, no precision."""
    return _ged(table, "UCDP GED slim", "GED slim")


def edition(text: str | None) -> str | None:
    """The edition a text names.

    >>> edition("UCDP GED 24.1 (HDX country file)"), edition("GEDEvent_v18_0_11.csv")
    ('GED 24.1', 'candidate 18.0.11')
    >>> edition("GED 21.1 coords+deaths; GED 2.0 dates/places"), edition("ged_SSD_to2018.csv")
    ('GED 21.1', None)
    """
    if not text:
        return None
    match = re.search(
        r"(?:GED|candidate|GEDEvent_v|_v|^v?)[ _]?(\d{1,2})[._](\d{1,2})(?:[._](\d{1,2}))?(?!\d)",
        text,
        re.IGNORECASE,
    )
    if not match:
        return None
    major, minor, monthly = match.groups()
    if monthly:
        return f"candidate {major}.{minor}.{monthly}"
    return f"{'candidate' if 'candidate' in text.casefold() else 'GED'} {major}.{minor}"


def _first(table: Table, column: str) -> str | None:
    if column not in table.frame.columns or not table.frame.height:
        return None
    filled = table.frame[column].drop_nulls()
    return str(filled[0]) if filled.len() else None


def _versions(sieve: Sieve, kind: str) -> pl.Series:
    stated = sieve.text("source_version")
    known = {text: edition(text) for text in stated.drop_nulls().unique().to_list()}
    version = stated.replace_strict(known, default=None, return_dtype=pl.String)
    by_name = edition(sieve.table.path.name)
    if by_name:
        version = version.fill_null(by_name)
    if kind == "GED slim":
        version = version + " slim"
    elif kind == "candidate":
        version = version.str.replace("^GED", "candidate").fill_null("candidate")
    return version


def _ged(table: Table, name: str, kind: str) -> Parsed:
    sieve = Sieve(table)
    number = sieve.text("id").str.strip_suffix(".0")
    relid = sieve.text("relid")
    relid = pl.select(pl.when(relid != "0").then(relid)).to_series()
    source_id = pl.select(pl.coalesce(number, relid)).to_series()
    sieve.refuse(
        source_id.is_null(),
        sieve.text("id"),
        say("no id"),
        say("download the row from the source again"),
    )
    kind_code = sieve.code((1, 2, 3), "type_of_violence")
    sieve.refuse(
        kind_code.is_null() & sieve.text("type_of_violence").is_null(),
        sieve.text("type_of_violence"),
        say("the kind of violence is missing"),
        say("write 1 state-based, 2 non-state or 3 one-sided"),
    )
    dated = days(sieve, "date_start", "date_end")
    civilian = sieve.count("deaths_civilians")
    harm = _harm(kind_code, civilian)
    for name in ("deaths_a", "deaths_b", "deaths_unknown"):
        sieve.count(name)  # parts of `best`: not kept, but a row they spoil is not believed
    clarity = sieve.code((1, 2), "event_clarity")
    columns: dict[str, pl.Series | str | None] = {
        "source": "ucdp",
        "source_id": source_id,
        "source_ref": relid,
        "source_version": _versions(sieve, kind),
        "grain": "event",
        **dated,
        "date_precision": sieve.code(range(1, 6), "date_prec"),
        "year": years(sieve, "year", dated["date_start"]),
        **locate(sieve, "latitude", "longitude"),
        "place_precision": sieve.code(range(1, 8), "where_prec"),
        "place": sieve.text("where_coordinates"),
        "adm1": sieve.text("adm_1"),
        "adm2": sieve.text("adm_2"),
        "country": sieve.text("country"),
        "iso3": sieve.text("iso3"),
        "violence": harm["violence"],
        "harm": harm["harm"],
        "deaths": sieve.count("best"),
        "deaths_low": sieve.count("low", "low_amend"),
        "deaths_high": sieve.count("high", "high_amend"),
        "civilian_deaths": civilian,
        "reports": sieve.count("number_of_sources", blank=NOT_CODED),
        "grade": _grade(clarity),
    }
    side_b = sieve.text("side_b")
    texts = [sieve.text(c) for c in ("source_headline", "where_description", "source_article")]
    return finish(
        sieve,
        name,
        columns,
        side_a=sieve.text("side_a"),
        side_b=side_b,
        texts=[t for t in texts if t.null_count() < t.len()],
    )


def _harm(kind_code: pl.Series, civilian: pl.Series) -> pl.DataFrame:
    """Violence and harm by the crosswalk: kind of violence and whether civilians are said dead."""
    said = pl.select(
        pl.when(civilian.is_null())
        .then(pl.lit("not known"))
        .when(civilian > 0)
        .then(pl.lit("some"))
        .otherwise(pl.lit("none"))
    ).to_series()
    table = crosswalk("ucdp_harm").with_columns(pl.col("type_of_violence").cast(pl.Int8))
    return pl.DataFrame({"type_of_violence": kind_code, "civilian_deaths": said}).join(
        table, on=["type_of_violence", "civilian_deaths"], how="left", maintain_order="left"
    )


def _grade(clarity: pl.Series) -> pl.Series:
    lines = crosswalk("grades").filter(pl.col("source") == "ucdp")
    known = dict(zip(lines["code"].cast(pl.Int8), lines["grade"], strict=True))
    return clarity.replace_strict(known, default=None, return_dtype=pl.String)
