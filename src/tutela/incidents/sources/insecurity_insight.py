"""Insecurity Insight (SiND): aid workers, displacement camps, conflict-related sexual violence.

Source  the three files' own columns as published on HDX (CC BY). One SiND number is one event,
        in whichever file it stands.
"""

from __future__ import annotations

from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.crosswalks import crosswalk, grade, precision
from tutela.incidents.misconduct_words import closed_harm, tells_exploitation
from tutela.incidents.personnel import (
    AID_CHANNEL,
    HARM_BY_UN_FORCES,
    PROTECTED_WORKFLOW,
    names_personnel,
    names_somebodys_staff,
    names_un_forces,
)
from tutela.incidents.sources.parsed import (
    Parsed,
    days,
    finish,
    locate,
    rows_where,
    withhold_misconduct,
    years,
)
from tutela.incidents.values import MOST_COUNTED, Sieve
from tutela.incidents.words import UNKNOWN

COLUMNS = frozenset(
    {"Date", "Country ISO", "Geo Precision", "Reported Perpetrator", "Reported Perpetrator Name"}
)

_PARTS = {
    "Aid Workers Killed": "aid workers",
    "Camp Resident Killed": "camps",
    "Type of SV": "sexual violence",
}

_SAYS_NOTHING = ("no information", "noinformation", "not applicable")


def is_insecurity_insight(table: Table) -> bool:
    """Whether the columns are those of one of Insecurity Insight's three files."""
    names = set(table.frame.columns)
    return names >= COLUMNS and bool(names & set(_PARTS))


def from_insecurity_insight(table: Table) -> Parsed:
    """Events of Insecurity Insight.

    Gives   events of source "insecurity_insight". Misconduct by aid or UN personnel is refused:
            it belongs to a confidential channel and never here (domain rule g22). So is other harm
            by UN forces, which has a protected workflow.
    """
    sieve = Sieve(table)
    part = _part_of(sieve)
    source_id = sieve.text("SiND Event ID", "SIND Event ID", "SiND ID")
    sieve.refuse(
        source_id.is_null(),
        source_id,
        say("no SiND number"),
        say("download the row from HDX again"),
    )
    dated = days(sieve, "Date", None)
    killed = _sum(sieve, _KILLED[part])
    injured = _sum(sieve, _INJURED[part])
    abducted = _sum(sieve, _ABDUCTED[part])
    level = sieve.text("Geo Precision").str.extract(r"^\((\d)\)").alias("Geo Precision")
    columns: dict[str, pl.Series | str | None] = {
        "source": "insecurity_insight",
        "source_id": source_id,
        "grain": "event",
        **dated,
        "year": years(sieve, None, dated["date_start"]),
        **locate(sieve, "Latitude", "Longitude"),
        "place_precision": precision(
            "insecurity_insight", "Geo Precision", sieve.code(range(1, 7), level)
        ),
        "place": _known_texts(sieve.text("Camp Name")),
        "adm1": _known_texts(sieve.text("Admin 1")),
        "country": sieve.text("Country"),
        "iso3": sieve.text("Country ISO"),
        "violence": UNKNOWN,
        "harm": _harm(sieve, part, killed, injured, abducted),
        "deaths": killed,
        "civilian_deaths": killed,
        "injured": injured,
        "abducted": abducted,
        "grade": grade("insecurity_insight"),
    }
    _withhold_misconduct(sieve, part)
    return finish(
        sieve,
        f"Insecurity Insight {part}",
        columns,
        side_a=_perpetrator(sieve),
        side_b=sieve.blank(pl.String),
        texts=[sieve.text("Event Description")],
    )


def lines_that_may_accuse(table: Table) -> list[int]:
    """The lines on which sexual violence is laid to staff, and nobody says whose: that may be
    misconduct by aid personnel, and a person decides."""
    sieve = Sieve(table)
    doers = _doers(sieve)
    staff = rows_where(doers, names_somebodys_staff, sieve) & ~rows_where(
        doers, names_personnel, sieve
    )
    doubted = staff & _is_sexual(sieve, _part_of(sieve)) & ~_is_safeguarding(sieve)
    return [int(table.lines[row]) for row in doubted.arg_true().to_list()]


def _part_of(sieve: Sieve) -> str:
    return next(name for column, name in _PARTS.items() if sieve.has(column))


def _withhold_misconduct(sieve: Sieve, part: str) -> None:
    """Withhold what personnel of the UN or of an aid organisation are said to have done."""
    doers = _doers(sieve)
    safeguarding, sexual = _is_safeguarding(sieve), _is_sexual(sieve, part)
    misconduct = safeguarding | (sexual & rows_where(doers, names_personnel, sieve))
    # What the source files under safeguarding is of an organisation's staff.
    withhold_misconduct(sieve, misconduct & safeguarding, doers, otherwise=AID_CHANNEL)
    withhold_misconduct(sieve, misconduct & ~safeguarding, doers)
    forces = rows_where(doers, names_un_forces, sieve) & ~misconduct
    sieve.withhold(forces, "", HARM_BY_UN_FORCES, PROTECTED_WORKFLOW)


def _doers(sieve: Sieve) -> list[pl.Series]:
    return [sieve.text("Reported Perpetrator"), sieve.text("Reported Perpetrator Name")]


def _is_safeguarding(sieve: Sieve) -> pl.Series:
    """Rows that the source itself files under safeguarding, in whichever column."""
    said = [sieve.text(name) for name in (*_CONTEXTS, "Classification", "Type of SV")]
    return rows_where(said, lambda text: "safeguarding" in text.casefold(), sieve)


def _is_sexual(sieve: Sieve, part: str) -> pl.Series:
    """Rows that tell of sexual violence or exploitation, by the file's kind or in any column."""
    if part == "sexual violence":
        return sieve.blank(pl.Boolean).fill_null(True)
    said = [sieve.text(name) for name in (*_CONTEXTS, "Classification", "Event Description")]
    told = rows_where(
        said, lambda text: closed_harm(text) == "crsv" or tells_exploitation(text), sieve
    )
    targeted = [sieve.text(name) for name in sieve.table.frame.columns if _TARGETED in name]
    return told | rows_where(targeted, lambda text: text.strip(" 0.") != "", sieve)


_TARGETED = "Targeted with CRSV"
_CONTEXTS = ("SV Context", "Protection Event Context")


_KILLED = {
    "aid workers": ["Aid Workers Killed"],
    "camps": ["Camp Resident Killed", "Service Provider Killed"],
    "sexual violence": ["Reported Deaths Following the Sexual Violence"],
}
_INJURED = {
    "aid workers": ["Aid Workers Injured"],
    "camps": ["Camp Resident Injured"],
    "sexual violence": [],
}
_ABDUCTED = {
    "aid workers": ["Aid Workers Kidnapped"],
    "camps": ["Camp Residents Kidnapped", "Service Provider Kidnapped"],
    "sexual violence": [],
}


def _sum(sieve: Sieve, columns: list[str]) -> pl.Series:
    counts = [sieve.count(_known_texts(sieve.text(c))) for c in columns if sieve.has(c)]
    if not counts:
        return sieve.blank(pl.Int32)
    total = pl.DataFrame({str(n): c.cast(pl.Int64) for n, c in enumerate(counts)}).select(
        # A blank count leaves the total unknown: a sum of what is known would look complete.
        total=pl.when(pl.all_horizontal(pl.all().is_not_null())).then(pl.sum_horizontal(pl.all()))
    )
    beyond = total["total"] > MOST_COUNTED
    first = sieve.text(columns[0])
    sieve.refuse(
        beyond, first, say("adds up to more than can be counted"), say("check the numbers")
    )
    return pl.select(pl.when(~beyond).then(total["total"])).to_series().cast(pl.Int32)


def _known_texts(texts: pl.Series) -> pl.Series:
    """The texts, null where they say that nothing is known."""
    nothing = texts.str.to_lowercase().is_in(list(_SAYS_NOTHING))
    return pl.select(pl.when(~nothing).then(texts)).to_series().alias(texts.name)


def _perpetrator(sieve: Sieve) -> pl.Series:
    """The perpetrator's name; where there is none, the kind of perpetrator."""
    name = _known_texts(sieve.text("Reported Perpetrator Name"))
    kind = _known_texts(sieve.text("Reported Perpetrator")).replace({"NSA": UNKNOWN})
    return pl.select(pl.coalesce(name, kind, pl.lit(UNKNOWN))).to_series()


def _harm(
    sieve: Sieve, part: str, killed: pl.Series, injured: pl.Series, abducted: pl.Series
) -> pl.Series | str:
    if part == "aid workers":
        return "attack on school, hospital, aid or un staff"
    if part == "sexual violence":
        return "crsv"
    lines = crosswalk("insecurity_insight_harm")
    words = dict(zip(lines["context"], lines["harm"], strict=True))
    said = sieve.text("Protection Event Context").replace_strict(
        words, default="by victims", return_dtype=pl.String
    )
    arrested = sieve.count("Camp Residents Arrested")
    by_victims = (
        pl.when(killed > 0)
        .then(pl.lit("killing"))
        .when(injured > 0)
        .then(pl.lit("maiming"))
        .when(abducted > 0)
        .then(pl.lit("abduction"))
        .when(arrested > 0)
        .then(pl.lit("arbitrary detention"))
        .when(said == "by victims or clash")
        .then(pl.lit("clash"))
        .otherwise(pl.lit(UNKNOWN))
    )
    return pl.select(
        pl.when(said.str.starts_with("by victims")).then(by_victims).otherwise(said)
    ).to_series()
