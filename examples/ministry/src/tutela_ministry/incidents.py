"""The ministry's sheets of incidents, one row an incident, as its provinces send them.

N° fiche;Date du fait;Province;Localité;Lat;Long;Nature;Auteur présumé;Morts civils;…
    P3-0412;24/11/2018;Nord;Luma;4,85;31,60;MEU;Groupe armé inconnu;3;…
"""

from __future__ import annotations

import polars as pl

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import say
from tutela.base.plugins import SourceReader
from tutela.base.tables import Table
from tutela.incidents.sources.parsed import Parsed, days, finish, locate, years
from tutela.incidents.values import Sieve

COLUMNS = frozenset({"N° fiche", "Date du fait", "Nature", "Auteur présumé"})
CODES = {row["code"]: row for row in shipped_rows("tutela_ministry", "codes.csv")}


def is_sheet(table: Table) -> bool:
    """Whether the headings are those of the ministry's sheet."""
    return set(table.frame.columns) >= COLUMNS


def from_sheet(table: Table) -> Parsed:
    """The events of a sheet. A row without a number, or with a code nobody knows, is refused."""
    sieve = Sieve(table)
    number, code = sieve.text("N° fiche"), sieve.text("Nature")
    sieve.refuse(number.is_null(), number, say("no number"), say("write the number of the sheet"))
    sieve.refuse(
        ~code.is_in(list(CODES)).fill_null(False),
        code,
        say("is not a code of this column"),
        say("use one of {said}", said=", ".join(CODES)),
    )
    dated = days(sieve, "Date du fait", None, order="DMY")
    killed = sieve.count("Morts civils")
    columns: dict[str, pl.Series | str | None] = {
        "source": "ministry",
        "source_id": number,
        "grain": "event",
        **dated,
        "date_precision": pl.select(
            pl.when(dated["date_start"].is_not_null()).then(pl.lit(1, pl.Int8))
        ).to_series(),
        "year": years(sieve, None, dated["date_start"]),
        **locate(sieve, "Lat", "Long"),
        "place": sieve.text("Localité"),
        "adm1": sieve.text("Province"),
        "violence": _crossed(code, "violence"),
        "harm": _crossed(code, "harm"),
        "civilian_deaths": killed,
        "injured": sieve.count("Blessés"),
        "abducted": sieve.count("Enlevés"),
        "grade": "C3",  # [P] one state body, not confirmed by another
    }
    return finish(
        sieve,
        "Sheets of the ministry",
        columns,
        side_a=sieve.text("Auteur présumé"),
        side_b=sieve.blank(pl.String),
        texts=[sieve.text("Observations")],
    )


def _crossed(code: pl.Series, to: str) -> pl.Series:
    """The ministry's codes as the glossary has them."""
    words = {one: row[to] for one, row in CODES.items()}
    return code.replace_strict(words, default="unknown", return_dtype=pl.String)


SOURCE = SourceReader(contract=1, recognise=is_sheet, read=from_sheet)
