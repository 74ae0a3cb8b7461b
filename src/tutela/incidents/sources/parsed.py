"""What every reader gives, and the last steps all share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tutela.actors.identify import sides
from tutela.base.errors import Rejection
from tutela.base.later import pl
from tutela.base.messages import Sentence, join, say, say_n
from tutela.base.values import FIRST_YEAR, LAST_YEAR
from tutela.incidents.misconduct_words import (
    CHANNEL,
    NEVER_KEPT,
    closed_harm,
    is_misconduct,
    is_personnel,
    names_conduct_office,
    tells_exploitation,
    tells_misconduct,
    tells_sexual_or_courted,
)
from tutela.incidents.personnel import CHANNELS, employer_of
from tutela.incidents.types import IDENTITIES, SCHEMA, TEXTS, Events
from tutela.incidents.values import Column, Sieve


@dataclass(frozen=True, eq=False)
class Parsed:
    """A table read: its events, its refused rows, and what was counted out loud.

    accepted    rows taken; a row may hold several events (a month's totals by kind of violence).
    lines       the line of the table each event stands on.
    own_numbers whether the ids are the table's own, not those of a source known everywhere.
    doubts      by line, why a person must look at a row before it comes in.
    line_of     where several rows stand on one line, the line of each number in `lines`, and by
                that number their doubts.
    """

    format: str
    rows: int
    accepted: int
    events: Events
    rejected: tuple[Rejection, ...]
    undated: int
    unlocated: int
    notes: tuple[str, ...]
    lines: tuple[int, ...] = ()
    own_numbers: bool = False
    doubts: Mapping[int, str] = field(default_factory=dict)
    line_of: Mapping[int, int] = field(default_factory=dict)


def rows(which: pl.Series) -> Sentence:
    """How many rows, as the beginning of a sentence.

    >>> rows(pl.Series([True, False])), rows(pl.Series([True, True]))
    ('1 row gives', '2 rows give')
    """
    count = int(which.sum())
    return say_n("{n} row gives", "{n:,} rows give", count)


def locate(sieve: Sieve, latitude: Column, longitude: Column) -> dict[str, pl.Series]:
    """Both coordinates, or neither: half a position and 0, 0 are no position."""
    lat, lon = sieve.degrees(90, latitude), sieve.degrees(180, longitude)
    half = (lat.is_null() != lon.is_null()) & sieve.faultless_rows()
    nought = ((lat == 0) & (lon == 0)).fill_null(False)
    if half.any():
        sieve.notes.append(say("{rows} only one coordinate: taken as unlocated", rows=rows(half)))
    if nought.any():
        sieve.notes.append(say("{rows} 0, 0 as coordinates: taken as unlocated", rows=rows(nought)))
    gone = half | nought
    return {
        "latitude": pl.select(pl.when(~gone).then(lat)).to_series(),
        "longitude": pl.select(pl.when(~gone).then(lon)).to_series(),
    }


def days(
    sieve: Sieve, start: Column, end: Column, order: str | None = None
) -> dict[str, pl.Series]:
    """First and last day; a record with one day ends on it, one of a month on the last of it."""
    first, until = sieve.days(start, order=order)
    last = until if end is None else sieve.days(end, order=order)[1]
    last = pl.select(pl.coalesce(last, until)).to_series()
    last = pl.select(pl.coalesce(last, first)).to_series()
    if end is not None:
        sieve.refuse(
            (last < first).fill_null(False),
            sieve.text(end),
            say("is before the first day"),
            say("correct one of the two dates"),
        )
        missing = first.is_null() & last.is_not_null()
        sieve.refuse(
            missing, sieve.text(end), say("has no first day beside it"), say("give the first day")
        )
    return {"date_start": first, "date_end": last}


def years(sieve: Sieve, column: Column, first: pl.Series) -> pl.Series:
    """The year as stated, or that of the first day."""
    raw = sieve.text(column)
    stated = sieve.count(column)
    odd = stated.is_not_null() & ~stated.is_between(FIRST_YEAR, LAST_YEAR)
    sieve.refuse(odd, raw, say("is not a year"), say("write four digits, such as 2018"))
    other = (stated != first.dt.year()).fill_null(False) & ~odd
    if other.any():
        sieve.notes.append(say("{rows} another year than the first day has", rows=rows(other)))
    year = pl.select(pl.coalesce(first.dt.year().cast(pl.Int32), stated.clip(0, 9999))).to_series()
    return year.cast(pl.Int16)


def finish(
    sieve: Sieve,
    form: str,
    columns: dict[str, pl.Series | str | None],
    *,
    side_a: pl.Series,
    side_b: pl.Series,
    codes: tuple[pl.Series, pl.Series] | None = None,
    texts: list[pl.Series] | None = None,
    kinds: list[pl.Series] | None = None,
    own: bool = False,
) -> Parsed:
    """The canonical table from columns, refused rows left out and peoples' names set apart.

    Takes   `columns` by SCHEMA name (a text stands for every row); sides as the source writes
            them; ACLED's inter codes of both sides; free texts; words for what happened; `own`:
            whether an office wrote the table itself, so that its actors' names are any words.
    """
    refuse_misconduct(sieve, kinds=kinds or [], doers=[side_a], texts=texts or [])
    frame = pl.DataFrame(
        {
            "_a": side_a,
            "_b": side_b,
            "_code_a": sieve.blank(pl.Int8) if codes is None else codes[0],
            "_code_b": sieve.blank(pl.Int8) if codes is None else codes[1],
        }
    ).with_columns(
        **{name: pl.lit(c) if isinstance(c, str) or c is None else c for name, c in columns.items()}
    )
    frame = frame.with_columns(
        pl.lit(None).cast(kind).alias(name)
        for name, kind in SCHEMA.items()
        if name not in frame.columns and name not in ("side_a", "side_b")
    )
    kept = sieve.faultless_rows()
    texts = [t.filter(kept) for t in texts or []]
    frame, lines = frame.filter(kept), sieve.table.lines.filter(kept)
    frame = _apart(sieve, frame, _join_texts(frame, texts), lines)
    identities, guessed = [], set[str]()
    for letter in "ab":
        known = sides(frame[f"_{letter}"], frame[f"_code_{letter}"], own=own)
        guessed |= {side for side, n in known.select("side", "guessed").rows() if n}
        frame = frame.join(
            known.drop("guessed").rename(
                {"actors": f"side_{letter}", "identities": f"_names_{letter}"}
            ),
            left_on=[f"_{letter}", f"_code_{letter}"],
            right_on=["side", "code"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        identities.append(
            frame.filter(pl.col(f"_names_{letter}").list.len() > 0)
            .select("source", "source_id", side=pl.lit(letter), name=f"_names_{letter}")
            .explode("name")
        )
    if guessed:
        sieve.notes.append(_may_be_peoples(len(guessed)))
    events = Events(
        frame.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()),
        pl.concat(identities).select(pl.col(n).cast(k) for n, k in IDENTITIES.items()),
        _texts(frame, texts),
    )
    rejected = tuple(sieve.rejections())
    return Parsed(
        format=form,
        rows=sieve.table.rows,
        accepted=frame.height,
        events=events,
        rejected=rejected,
        undated=int(frame["date_start"].null_count()),
        unlocated=int(frame["latitude"].null_count()),
        notes=(*sieve.table.notes, *sieve.notes),
        lines=tuple(lines.to_list()),
    )


def _may_be_peoples(names: int) -> Sentence:
    """Counted, never named: the names are in the compartment group identity (rule g18)."""
    return say_n(
        "{n} actor name is not known as an organised group and may be that of a people: held as"
        " communal armed elements, the name kept in the compartment group identity; if it is a"
        " group, say in a mapping that it means its name and the words armed group",
        "{n} actor names are not known as organised groups and may be those of peoples: held as"
        " communal armed elements, the names kept in the compartment group identity; if one is a"
        " group, say in a mapping that it means its name and the words armed group",
        names,
    )


def refuse_misconduct(
    sieve: Sieve, *, kinds: list[pl.Series], doers: list[pl.Series], texts: list[pl.Series]
) -> pl.Series:
    """Misconduct by UN or aid personnel goes to a channel of its own, never here (rule g22).

    Takes   words for what happened, who did it, and free texts.
    Gives   the rows refused; nothing of what they say is repeated.
    """
    worded = [
        pl.select(pl.when(t.str.contains(_SEXUAL)).then(t)).to_series() for t in [*kinds, *texts]
    ]
    refused = rows_where(kinds, is_misconduct, sieve) | rows_where(worded, tells_misconduct, sieve)
    personnel = rows_where(doers, is_personnel, sieve)
    if personnel.any():
        refused |= personnel & rows_where(
            worded, lambda text: closed_harm(text) == "crsv" or tells_exploitation(text), sieve
        )
    courted = rows_where(worded, tells_sexual_or_courted, sieve)
    if courted.any():  # where it was sent says what it is
        beside = [text.zip_with(courted, sieve.blank(pl.String)) for text in texts]
        refused |= courted & rows_where(beside, names_conduct_office, sieve)
    withhold_misconduct(sieve, refused, doers, [*kinds, *texts])
    return refused


def withhold_misconduct(
    sieve: Sieve,
    rows: pl.Series,
    doers: Iterable[pl.Series],
    texts: Iterable[pl.Series] = (),
    *,
    otherwise: str = CHANNEL,
) -> None:
    """Withhold rows of misconduct, each with the channel of whose personnel did it.

    Takes   doers, who did it; texts, what else is said, for rows where that names nobody;
            otherwise, the channel where neither tells whose personnel it was.
    """
    by_channel: dict[str, list[int]] = {}
    named, told = list(doers), list(texts)
    for row in rows.fill_null(False).arg_true().to_list():
        whose = employer_of(c[row] for c in named) or employer_of(c[row] for c in told)
        by_channel.setdefault(CHANNELS.get(whose, otherwise), []).append(row)
    for channel, at in by_channel.items():
        sieve.withhold(sieve.rows_at(at), "", NEVER_KEPT, channel)


_SEXUAL = (
    r"(?i)rap(e|ing|ist)|sex|viol|gbv|vbg|vslc|crsv|marriage|mariage|molest|sodom|genital|prosti"
    r"|pregnan|nudity|misconduct|abus|exploit|enceinte|girl|fille|minor|mineur|wom[ae]n|femme"
    r"|\p{Arabic}"
    r"|favou?r|faveur|harass|harc|relation|rapport|couch|sle[ep]|attouch|touch|grop|sea\b|eas\b"
    r"|discipline|father|born|paternit|year.old|child|enfant|prosti|brothel|hotel|intima|p[èe]re\b"
    r"|bordel|maisons? close|bab(?:y|ies)|b[ée]b[ée]|undress|d[ée]shabill|schoolboy|lyc[ée]en"
    r"|[ée]coli[èe]re"
)
"""Texts without any of these tell of no sexual violence: they are not looked at word by word."""


def rows_where(
    columns: Iterable[pl.Series], test: Callable[[str], bool], sieve: Sieve
) -> pl.Series:
    """Rows where any of the columns passes; each different value is tested once."""
    holds = sieve.blank(pl.Boolean).fill_null(False)
    for column in columns:
        if hits := [text for text in column.drop_nulls().unique().to_list() if test(text)]:
            holds |= column.is_in(hits).fill_null(False)
    return holds


def _apart(sieve: Sieve, frame: pl.DataFrame, said: pl.Series, lines: pl.Series) -> pl.DataFrame:
    """One number on rows that differ is the number of two records: both are kept."""
    where = ["source", "source_id", "source_version"]
    if not frame.select(where).is_duplicated().any():
        return frame
    content = pl.struct(pl.all().exclude(where), said.fill_null("")).hash()
    told = frame.select(*where, content=content, line=lines)
    records = (
        told.group_by(*where, "content", maintain_order=True)
        .agg(pl.col("line").first())
        .with_columns(nth=pl.int_range(1, pl.len() + 1).over(where), n=pl.len().over(where))
        .filter(pl.col("n") > 1)
    )
    if records.is_empty():
        return frame
    notes = [
        number_twice(number, [f"{line}" for line in at], lines=True)
        for number, at in records.group_by(where, maintain_order=True)
        .agg("line")
        .select("source_id", "line")
        .rows()
    ]
    sieve.notes.extend(first_few(notes))
    nth = told.join(
        records, on=[*where, "content"], how="left", nulls_equal=True, maintain_order="left"
    )["nth"]
    return frame.with_columns(
        source_id=pl.when((nth > 1).fill_null(False))
        .then(pl.format("{}~{}", "source_id", nth.fill_null(0)))
        .otherwise("source_id")
    )


def number_twice(number: str, where: list[str], *, lines: bool = False) -> Sentence:
    """What is said of a number that stands in several lines.

    >>> number_twice("7", ["8", "9"], lines=True)
    'number 7 stands in lines 8 and 9: both are kept'
    """
    listed, last = join(", ", where[:-1]), where[-1]
    if lines:
        return (
            say(
                "number {number} stands in lines {listed} and {last}: both are kept",
                number=number,
                listed=listed,
                last=last,
            )
            if len(where) == 2
            else say(
                "number {number} stands in lines {listed} and {last}: all are kept",
                number=number,
                listed=listed,
                last=last,
            )
        )
    return say(
        "number {number} stands in {listed} and {last}: both are kept",
        number=number,
        listed=listed,
        last=last,
    )


MOST_NAMED = 20
"""So many are named one by one; the rest are counted."""


def first_few(said: Sequence[str]) -> list[str]:
    """The first of many, and how many more there are.

    >>> first_few(["a"] * 25)[-1]
    'and 5 more'
    """
    more = len(said) - MOST_NAMED
    return list(said) if more <= 0 else [*said[:MOST_NAMED], say("and {more:,} more", more=more)]


def _join_texts(frame: pl.DataFrame, texts: list[pl.Series]) -> pl.Series:
    if not texts:
        return pl.Series("_said", [""], pl.String).new_from_index(0, frame.height)
    return pl.DataFrame({str(i): t for i, t in enumerate(texts)}).select(
        _said=pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)
    )["_said"]


def _texts(frame: pl.DataFrame, texts: list[pl.Series]) -> pl.DataFrame:
    if not texts:
        return pl.DataFrame(schema=TEXTS)
    joined = pl.DataFrame({str(i): t for i, t in enumerate(texts)}).select(
        text=pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)
    )
    return pl.concat([frame.select("source", "source_id"), joined], how="horizontal").filter(
        pl.col("text").str.len_chars() > 0
    )
