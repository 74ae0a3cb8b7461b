"""Armed Conflict Location & Event Data (ACLED).

Source  ACLED codebook and column list (schemas only: ACLED's rows may not be shipped). Fatalities
        are not split into civilians and fighters: civilian deaths stay unknown, except that
        where nobody died no civilian died.
"""

from __future__ import annotations

from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.crosswalks import crosswalk, grade, precision
from tutela.incidents.sources.parsed import Parsed, days, finish, locate, years
from tutela.incidents.values import Sieve
from tutela.incidents.words import UNKNOWN

COLUMNS = frozenset(
    {"event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "fatalities"}
)


def is_acled(table: Table) -> bool:
    """Whether the columns are ACLED's."""
    return set(table.frame.columns) >= COLUMNS


def from_acled(table: Table) -> Parsed:
    """Events of ACLED, any edition of its columns.

    Gives   events of source "acled"; identity militias become communal armed elements.
    """
    sieve = Sieve(table)
    source_id = sieve.text("event_id_cnty", "data_id")
    sieve.refuse(
        source_id.is_null(), source_id, say("no event id"), say("download the row from ACLED again")
    )
    dated = days(sieve, "event_date", None)
    deaths = sieve.count("fatalities")
    codes = (_codes(sieve, "inter1"), _codes(sieve, "inter2"))
    harm = _harm(sieve, deaths, codes)
    columns: dict[str, pl.Series | str | None] = {
        "source": "acled",
        "source_id": source_id,
        "source_ref": sieve.text("data_id"),
        "grain": "event",
        **dated,
        "date_precision": precision(
            "acled", "time_precision", sieve.code((1, 2, 3), "time_precision")
        ),
        "year": years(sieve, "year", dated["date_start"]),
        **locate(sieve, "latitude", "longitude"),
        "place_precision": precision(
            "acled", "geo_precision", sieve.code((1, 2, 3), "geo_precision")
        ),
        "place": sieve.text("location"),
        "adm1": sieve.text("admin1"),
        "adm2": sieve.text("admin2"),
        "country": sieve.text("country"),
        "iso3": sieve.text("iso3"),
        "violence": harm["violence"],
        "harm": harm["harm"],
        "deaths": deaths,
        "civilian_deaths": pl.select(pl.when(deaths == 0).then(deaths)).to_series(),
        "grade": grade("acled"),
    }
    return finish(
        sieve,
        "ACLED",
        columns,
        side_a=sieve.text("actor1"),
        side_b=sieve.text("actor2"),
        codes=codes,
        texts=[sieve.text("notes")],
        kinds=[sieve.text("sub_event_type")],
    )


def _codes(sieve: Sieve, column: str) -> pl.Series:
    """Inter codes, which newer editions spell out; 0 means that there is no such actor."""
    raw = sieve.text(column)
    lines = crosswalk("acled_inter")
    names = dict(zip(lines["name"], lines["code"], strict=True))
    written = raw.str.to_lowercase().replace(names).str.strip_suffix(".0").alias(column)
    return sieve.code(range(9), written)


def _harm(sieve: Sieve, deaths: pl.Series, codes: tuple[pl.Series, pl.Series]) -> pl.DataFrame:
    """Violence and harm by the crosswalk: the first line that fits the event."""
    event = sieve.text("event_type").str.to_lowercase()
    sub = sieve.text("sub_event_type").str.to_lowercase().str.replace("protestors", "protesters")
    targeted = sieve.text("civilian_targeting").str.to_lowercase().str.contains("civilian")
    civilians = pl.select(
        pl.coalesce(targeted, False)
        | (codes[0] == 7).fill_null(False)
        | (codes[1] == 7).fill_null(False)
    ).to_series()
    facts = pl.DataFrame(
        {
            "event": event,
            "sub": sub,
            "civilians": civilians,
            "deaths": (deaths > 0).fill_null(False),
            "state": (codes[0].is_in([1]) | codes[1].is_in([1])).fill_null(False),
        }
    )
    lines = crosswalk("acled_harm").with_columns(
        pl.col("event_type", "sub_event_type").str.to_lowercase()
    )
    known = set(zip(lines["event_type"], lines["sub_event_type"], strict=True))
    cases: list[tuple[str, str]] = []
    different = facts.unique()
    for kind, sub_kind, civil, died, state in different.rows():
        line = next(
            (
                line
                for line in lines.rows(named=True)
                if (line["event_type"], line["sub_event_type"]) == (kind, sub_kind)
                and line["when"] in {"any", *(["deaths"] * died), *(["civilians targeted"] * civil)}
            ),
            {"violence": UNKNOWN, "harm": UNKNOWN},
        )
        by_sides = "state-based" if state else "non-state"
        cases.append(
            (by_sides if line["violence"] == "by sides" else line["violence"], line["harm"])
        )
    strange = different.filter(
        ~pl.struct("event", "sub").map_elements(
            lambda pair: (pair["event"], pair["sub"]) in known, return_dtype=pl.Boolean
        )
    )
    if strange.height:
        named = ", ".join(sorted({f"{e} / {s}" for e, s in strange.select("event", "sub").rows()}))
        sieve.notes.append(
            say("kinds of event not in the crosswalk, harm unknown: {named}", named=named)
        )
    return facts.join(
        different.with_columns(
            violence=pl.Series([v for v, _ in cases], dtype=pl.String),
            harm=pl.Series([h for _, h in cases], dtype=pl.String),
        ),
        on=facts.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
