"""A file's events beside those already here: new, changed, or the same again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from tutela.base.later import pl
from tutela.incidents.compartments import closed_harms
from tutela.incidents.merge import editions
from tutela.incidents.types import SCHEMA
from tutela_web.access.models import Mission
from tutela_web.incidents.events.queries import frame_from, in_force, shown_batches
from tutela_web.incidents.models import ClosedEvent, Event, RowIncident

NEW, CHANGED, SAME = "new", "changed", "same"
LEFT_OUT = "left out"
HELD = "held"
"""What becomes of a row: SAME, LEFT_OUT and HELD add nothing: it is here already, a person said
that it tells of an event told elsewhere, or it waits for a person to look at it."""


@dataclass(frozen=True)
class ImportComparison:
    """What an import would do.

    fate       for each event of the file: new, changed, same, held or left out.
    replaced   pk and closed of the events here that the file's replace, `row` the event that does.
    """

    fate: pl.Series
    replaced: pl.DataFrame


def hold_back(compared: ImportComparison, rows: list[int]) -> ImportComparison:
    """The comparison with these rows of the file held: they add and replace nothing."""
    if not rows:
        return compared
    replaced = compared.replaced.filter(~pl.col("row").is_in(rows))
    return ImportComparison(compared.fate.scatter(rows, HELD), replaced)


def compare(frame: pl.DataFrame, mission: Mission) -> ImportComparison:
    """Compare a file's events with those in force, and its rows with those that became incidents:
    of these nothing comes in again, whatever their file says by now."""
    compared = _compare_events(frame, mission)
    became = RowIncident.objects.filter(
        mission=mission, source__in=frame["source"].unique().to_list()
    )
    keys = set(became.values_list("source", "source_id"))
    if not keys:
        return compared
    rows = [at for at, key in enumerate(frame.select("source", "source_id").rows()) if key in keys]
    replaced = compared.replaced.filter(~pl.col("row").is_in(rows))
    return ImportComparison(compared.fate.scatter(rows, SAME), replaced)


def _compare_events(frame: pl.DataFrame, mission: Mission) -> ImportComparison:
    """Compare a file's events with those in force, by the core's rule of editions.

    Where the rule finds two records of one edition that differ, the file's is the newer: a log
    that was mended and sent again. No record leaves a compartment by being sent again. What is open
    is compared with what is, or was, open: nobody learns what is closed by sending its id.
    """
    sources = frame["source"].unique().to_list()
    here = existing(sources, mission)
    known = here.filter(~pl.col("closed") | pl.col("pk").is_in(_once_open(sources, mission)))
    shut = frame["compartment"].fill_null("") != ""
    if not shut.any():
        return _compare(frame, known)
    parts = []
    for part, there in ((~shut, known), (shut, here)):
        rows = pl.Series(part.arg_true(), dtype=pl.UInt32)
        found = _compare(frame.filter(part), there)
        replaced = found.replaced.with_columns(row=rows.gather(found.replaced["row"]))
        parts.append((rows, found.fate, replaced))
    fate = pl.Series("fate", [NEW]).new_from_index(0, frame.height)
    for rows, fates, _replaced in parts:
        fate = fate.scatter(rows, fates)
    return ImportComparison(fate, pl.concat([replaced for _rows, _fates, replaced in parts]))


def _once_open(sources: list[str], mission: Mission) -> list[int]:
    """The closed events whose earlier edition everybody read, until it was put away."""
    same = {"mission": mission, "source": OuterRef("source"), "source_id": OuterRef("source_id")}
    read = Event.objects.filter(first_batch__in=shown_batches(mission).values("pk"), **same)
    closed = in_force(ClosedEvent, mission).filter(source__in=sources)
    still = in_force(Event, mission).filter(**same)
    return list(closed.filter(Exists(read), ~Exists(still)).values_list("pk", flat=True))


def _compare(frame: pl.DataFrame, here: pl.DataFrame) -> ImportComparison:
    """Events of a file beside events here; the rows of both counted within their tables."""
    nobody = pl.DataFrame(schema={"row": pl.UInt32, "pk": pl.Int64, "closed": pl.Boolean})
    count = frame.height
    fate = pl.Series("fate", [NEW]).new_from_index(0, count)
    if here.is_empty():
        return ImportComparison(fate, nobody)
    told = editions(
        pl.concat([frame.select(list(SCHEMA)), here.select(list(SCHEMA))])
    ).with_columns(ours=pl.col("kept_row") < count, theirs=pl.col("row") >= count)
    closed = here["harm"].is_in(closed_harms()).fill_null(False)
    same = told.filter(pl.col("ours") & pl.col("theirs") & (pl.col("why") == "the same again"))
    newer = told.filter(
        pl.col("ours") & pl.col("theirs") & (pl.col("why") != "the same again")
    ).select(row="kept_row", here=pl.col("row") - count)
    lost = told.filter(~pl.col("theirs") & ~pl.col("ours")).select(
        "row", "why", here=pl.col("kept_row") - count
    )
    mended = lost.filter(
        (pl.col("why") == "less complete") & ~pl.Series(closed.gather(lost["here"]))
    ).select("row", "here")
    kept_back = lost.join(mended, on="row", how="anti")["row"]
    doubled = told.filter(~pl.col("theirs") & pl.col("ours"))["row"]
    replaced = pl.concat([newer, mended])
    fate = fate.scatter(replaced["row"], CHANGED)
    fate = fate.scatter(pl.concat([same["kept_row"], kept_back, doubled]), SAME)
    replaced = replaced.with_columns(
        pk=here["pk"].gather(replaced["here"]), closed=here["closed"].gather(replaced["here"])
    )
    return ImportComparison(fate, replaced.select(list(nobody.columns)))


def existing(sources: list[str], mission: Mission) -> pl.DataFrame:
    """The mission's events in force of some sources, with their pk and whether they are closed."""
    kinds = ((in_force(Event, mission), False), (in_force(ClosedEvent, mission), True))
    parts = [
        frame_from(rows.filter(source__in=sources), "pk").with_columns(closed=pl.lit(closed))
        for rows, closed in kinds
    ]
    return pl.concat(parts)


def changed_fields(
    frame: pl.DataFrame, compared: ImportComparison, mission: Mission, most: int
) -> list[dict[str, object]]:
    """Which fields of which event change, for a person to look at: names of fields, no values."""
    few = compared.replaced.head(most)
    if few.is_empty():
        return []
    here = existing(frame["source"].unique().to_list(), mission)
    before = few.join(here, on=["pk", "closed"], how="left", maintain_order="left")
    told = []
    for row, old in zip(few["row"].to_list(), before.iter_rows(named=True), strict=True):
        new = frame.row(row, named=True)
        fields = [name for name in SCHEMA if new[name] != old[name] and name != "source_version"]
        told.append({"line": new["line"], "compartment": new["compartment"], "fields": fields})
    return told
