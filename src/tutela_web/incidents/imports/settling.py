"""What was read of a file, with what people settled once: its names, its kinds of harm, its rows.

It stands between the reader and everything that follows: the dry run, its preview and the import
all read a file through `read_settled`, so that none of them says another thing than the others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tutela.base.later import pl
from tutela.incidents.figures_first import harms_by_figures
from tutela.incidents.settle import (
    LEFT,
    SettledSides,
    ToSettle,
    harms_to_settle,
    settle_harms,
    settle_sides,
)
from tutela.incidents.swapped_coordinates import PUBLISHED
from tutela.incidents.words import UNKNOWN
from tutela.incidents.written import WRITTEN
from tutela.places.names import fold
from tutela_web.access.models import Mission
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.actors.models import Actor
from tutela_web.base.ids import keyed_digest
from tutela_web.base.models import Batch
from tutela_web.incidents.imports.reading import (
    COMPARTMENT_OF,
    ImportedFile,
    read,
)
from tutela_web.incidents.models import ImportChoice, NameMeaning, NameToSettle, RowFix

ACTOR, HARM = NameToSettle.Kind.ACTOR, NameToSettle.Kind.HARM
Means = NameMeaning.Means

SOURCE: Final = "source"
PERSON: Final = "person"
FIXED: Final = "fixed"
FIGURES: Final = "figures"
WORDS: Final = "words"
NOT_SETTLED: Final = "not settled"
NOT_READ: Final = "not read"
"""Of what a value was read: as its source recorded it, as a person settled the word or fixed the
row, from the figures or the words of the row; or nobody settled it, or no word tells it, and it is
not known."""

FIXABLE = (
    "harm",
    "side_a",
    "deaths",
    "deaths_low",
    "deaths_high",
    "civilian_deaths",
    "injured",
    "abducted",
    "place",
)
"""What a person may say that a row tells."""

FixedValues = Mapping[str, Any]
"""What a person says that a row tells: values of FIXABLE by field."""

SettledRow = dict[str, Any]
"""A row of a settled file by its columns, as polars gives it."""


@dataclass(frozen=True)
class Settled:
    """A file read and settled.

    imported   its events, with `written` (WRITTEN's columns by row) and `read_from` beside them
    left       rows that a person left out with the name they say
    names      what nobody settled, most rows first; actors, then kinds of harm
    """

    imported: ImportedFile
    left: int = 0
    names: tuple[ToSettle, ...] = ()


def digest_of(kind: str, said: str) -> str:
    """What a name is found by, however it is spelled; nobody without our key can make it."""
    return keyed_digest("name meaning", kind, fold(said))


def source_of(batch: Batch) -> str:
    """What tells the source of a file from others: the digest of its columns."""
    shape: str = batch.report.get("shape", "")
    return shape


def meanings_of(mission: Mission, shape: str) -> list[NameMeaning]:
    """What was said of words of a source."""
    rows = NameMeaning.objects.filter(mission=mission, shape=shape).select_related("actor")
    return list(rows.order_by("kind", "at"))


def known_actors(batch: Batch, mission: Mission) -> dict[str, str]:
    """The mission's names of actors, by their folded form: those marked no higher than the file.

    A file is settled in the same way whoever asks for it.
    """
    actors = Actor.objects.filter(
        mission=mission,
        retired=False,
        compartment="",
        classification__lte=batch.classification,
    )
    return {fold(name): name for name in actors.values_list("name", flat=True)}


def read_settled(
    batch: Batch,
    mission: Mission,
    on_wait: Callable[[], None] = lambda: None,
) -> Settled:
    """Read the file of a batch, and settle what people settled.

    Takes   on_wait, as `reading.read`.
    """
    return settle(read(batch, on_wait), batch, mission)


def settle(imported: ImportedFile, batch: Batch, mission: Mission) -> Settled:
    """What was read with its names, kinds and rows as people settled them."""
    frame = _with_written(imported)
    if frame["source"].is_in(PUBLISHED).all():  # as its keepers wrote it
        as_read = {"read_from": pl.lit("{}"), "side_a_said": pl.col("side_a")}
        return Settled(replace(imported, frame=frame.with_columns(**as_read)))
    shape = source_of(batch)
    meanings = meanings_of(mission, shape) if shape else []
    known = known_actors(batch, mission)
    fixes = _fixes(mission, frame)
    guessed = frame["guessed"].to_list()
    sides = settle_sides(frame, known, _names_meant(frame, meanings), guessed)
    kinds = _harms_meant(meanings, frame)
    answers = [list(words or ()) for words in frame["asked"].to_list()]
    told = settle_harms(frame["harm"].to_list(), answers, kinds)
    names = (*sides.unsettled, *harms_to_settle(told, answers, kinds))
    said_a = frame["side_a"]
    frame, read_from = _with_harms(frame, sides, told)
    frame = _with_fixes(frame, fixes, read_from)
    frame = frame.with_columns(
        compartment=pl.col("harm").replace_strict(
            COMPARTMENT_OF, default=None, return_dtype=pl.String
        ),
        read_from=pl.Series("read_from", map(json.dumps, read_from), pl.String),
        side_a_said=said_a,  # doubles of a file are known by its names before these are settled
    )
    names = _left_after_fixes(names, frame, fixes)
    keep = [row for row in range(frame.height) if row not in sides.left_out]
    if sides.left_out:
        gone = sides.left_out
        at = {row: new for new, row in enumerate(keep)}
        names = tuple(
            replace(one, rows=tuple(at[row] for row in one.rows if row not in gone))
            for one in names
            if set(one.rows) - gone
        )
        frame = frame[keep]
    return Settled(replace(imported, frame=frame), len(sides.left_out), names)


def _with_written(imported: ImportedFile) -> pl.DataFrame:
    """The events with what stands in their rows, where the child gave it."""
    beside = imported.written.unique(["sheet", "line"], keep="none")
    frame = imported.frame.with_columns(pl.col("line").cast(pl.Int64))
    return frame.join(
        beside.select(list(WRITTEN)), on=["sheet", "line"], how="left", maintain_order="left"
    )


def _names_meant(frame: pl.DataFrame, meanings: Iterable[NameMeaning]) -> dict[str, str | None]:
    """What the names of a frame mean, by the folded name."""
    said = {one.digest: one for one in meanings if one.kind == ACTOR}
    if not said:
        return {}
    names = {
        part
        for column in ("side_a", "side_b", "guessed")
        for name in frame[column].explode().drop_nulls().unique().to_list()
        for part in (name, *name.split())
    }
    meant: dict[str, str | None] = {}
    for name in names:
        meaning = said.get(digest_of(ACTOR, name))
        if meaning is None:
            continue
        if meaning.means == Means.LEAVE_OUT:
            meant[fold(name)] = LEFT
        else:
            meant[fold(name)] = meaning.actor.name if meaning.actor is not None else None
    return meant


def _harms_meant(meanings: Iterable[NameMeaning], frame: pl.DataFrame) -> dict[str, str]:
    said = {one.digest: one.harm for one in meanings if one.kind == HARM}
    words = frame["asked"].explode().drop_nulls().unique().to_list() if said else []
    return {fold(word): said[digest] for word in words if (digest := digest_of(HARM, word)) in said}


def _with_harms(
    frame: pl.DataFrame, sides: SettledSides, told: Sequence[str | None]
) -> tuple[pl.DataFrame, list[dict[str, str]]]:
    """The events with their kinds, figures before words; and of what each was read.

    Takes   told, the kind of each row as read and as people settled its words.
    """
    before = frame["harm"].to_list()
    published = frame["source"].is_in(PUBLISHED).to_list()
    stated = [
        said == kind or said != was or (no_words and was != UNKNOWN)
        for said, kind, was, no_words in zip(
            told, frame["kind"].to_list(), before, frame["fields"].is_null().to_list(), strict=True
        )
    ]
    by_figures = harms_by_figures(
        frame.with_columns(harm=pl.Series("harm", told, pl.String)),
        pl.Series("stated", stated, pl.Boolean),
    ).to_list()
    harms = [
        was if ours else harm for ours, was, harm in zip(published, before, by_figures, strict=True)
    ]
    unsettled = {row for one in sides.unsettled for row in one.rows}
    read_from = []
    for row, (harm, said, was) in enumerate(zip(harms, told, before, strict=True)):
        of = {} if published[row] else {"harm": _harm_from(harm, said, was, stated=stated[row])}
        named = frame["side_a"][row]
        if not published[row] and named is not None and len(named):
            changed = sides.frame["side_a"][row].to_list() != named.to_list()
            of["side_a"] = NOT_SETTLED if row in unsettled else PERSON if changed else SOURCE
        read_from.append(of)
    settled = sides.frame.with_columns(harm=pl.Series("harm", harms, pl.String))
    return settled, read_from


def _harm_from(harm: str | None, said: str | None, was: str | None, *, stated: bool) -> str:
    if harm in (None, UNKNOWN):
        return NOT_READ
    if harm != said:
        return FIGURES
    if said != was:
        return PERSON
    return SOURCE if stated else WORDS


Key = tuple[str, str]


def _fixes(mission: Mission, frame: pl.DataFrame) -> dict[Key, dict[str, Any]]:
    """What people said that rows of a frame tell, by source and its id; of several the last."""
    sources = frame.filter(~pl.col("source").is_in(PUBLISHED))["source"].unique().to_list()
    rows = RowFix.objects.filter(mission=mission, source__in=sources).order_by("pk")
    here = set(frame.select("source", "source_id").rows()) if sources else set()
    said = [fix for fix in rows if (fix.source, fix.source_id) in here] if sources else []
    fetch_keys(said)
    fixes: dict[Key, dict[str, Any]] = {}
    for fix in said:
        fixes.setdefault((fix.source, fix.source_id), {}).update(fix.said)
    return fixes


def _with_fixes(
    frame: pl.DataFrame, fixes: Mapping[Key, FixedValues], read_from: list[dict[str, str]]
) -> pl.DataFrame:
    if not fixes:
        return frame
    keys = frame.select("source", "source_id").rows()
    at = {row: fixes[key] for row, key in enumerate(keys) if key in fixes}
    for row, said in at.items():
        read_from[row] = read_from[row] | dict.fromkeys(said, FIXED)
    columns = []
    for name in FIXABLE:
        if any(name in said for said in at.values()):
            values = frame[name].to_list()
            for row, said in at.items():
                values[row] = said.get(name, values[row])
            columns.append(pl.Series(name, values, frame.schema[name]))
    return frame.with_columns(columns)


def _left_after_fixes(
    names: Iterable[ToSettle], frame: pl.DataFrame, fixes: Mapping[Key, FixedValues]
) -> tuple[ToSettle, ...]:
    """What is asked, without rows of which a person said it already."""
    if not fixes:
        return tuple(names)
    keys = frame.select("source", "source_id").rows()
    field = {ACTOR.value: "side_a", HARM.value: "harm"}
    left = []
    for one in names:
        rows = tuple(r for r in one.rows if field[one.kind] not in fixes.get(keys[r], {}))
        left += [replace(one, rows=rows)] if rows else []
    return tuple(left)


MOST_LINES = 5


def names_to_settle(settled: Settled, batch: Batch) -> list[NameToSettle]:
    """What nobody settled, to be stored. Rows that are open count; a name that closed rows alone
    say is asked of who may know of those."""
    frame = settled.imported.frame
    lines, closed = frame["line"].to_list(), frame["compartment"].to_list()
    asked = []
    for order, name in enumerate(settled.names):
        open_rows = [row for row in name.rows if closed[row] is None]
        rows = open_rows or list(name.rows)
        asked.append(
            NameToSettle(
                batch=batch,
                kind=name.kind,
                order=order,
                said=name.said[:300],
                number=len(rows),
                lines=[lines[row] for row in rows[:MOST_LINES]],
                compartment="" if open_rows else closed[rows[0]],
            )
        )
    return asked


def follow_choice(batch: Batch, mission: Mission) -> None:
    """Give a new file the choice that a person made for the last one of its source."""
    shape = source_of(batch)
    if not shape or ImportChoice.objects.filter(batch=batch).exists():
        return
    before = ImportChoice.objects.filter(batch__mission_id=mission.pk, shape=shape)
    if last := before.exclude(batch=batch).order_by("-at").first():
        ImportChoice.objects.create(
            batch=batch,
            own=last.own,
            as_incidents=last.as_incidents,
            shape=shape,
            by_id=last.by_id,
            at=last.at,
        )
