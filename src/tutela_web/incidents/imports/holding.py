"""Rows of a file that wait for a person: found by the core's rule, and what people said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
import shapely

from tutela.base.say import Sentence, as_json
from tutela.incidents.incoming import reasons_to_hold
from tutela_web.access.models import Mission
from tutela_web.base.models import Batch
from tutela_web.incidents.imports.compare import ImportComparison, hold_back
from tutela_web.incidents.imports.deciding import KEY, facts_of
from tutela_web.incidents.imports.reading import without_words
from tutela_web.incidents.models import HeldRow
from tutela_web.places.queries import boundaries_of

PUBLISHED = ("ucdp", "acled", "country_month")
"""Sources whose keepers checked day, place and number of each record before they published it:
nothing of theirs is held."""


def hold(
    frame: pl.DataFrame, compared: ImportComparison, batch: Batch, mission: Mission
) -> tuple[ImportComparison, list[HeldRow]]:
    """The comparison with rows held back that nobody took in, and all rows a person must look at.

    Each compartment is looked at by itself: what is closed never holds an open row.

    Gives   the comparison; a HeldRow, not yet stored, for each row with a reason, also those that
            a person took in.
    """
    reasons = _reasons(frame, mission)
    if not reasons:
        return compared, []
    at = sorted(reasons)
    rows = frame[at].select(
        "line", "sheet", "compartment", "latitude", "longitude", key=KEY, fate=compared.fate[at]
    )
    facts = facts_of(frame[at])
    before = {one.row: one for one in HeldRow.objects.filter(batch=batch, take_in__isnull=False)}
    held = []
    for row, one in zip(at, rows.iter_rows(named=True), strict=True):
        told = {name: one[name] for name in ("latitude", "longitude")} | facts[one["key"]]
        found = HeldRow(
            batch=batch,
            row=one["key"],
            sheet=one["sheet"][:120],
            line=one["line"],
            compartment=one["compartment"] or "",
            fate=one["fate"],
            why=[as_json(why) for why in reasons[row]],
            why_without_words=[as_json(_without_place(why)) for why in reasons[row]],
            facts=told,
        )
        earlier = before.get(found.row)
        if earlier and _same(earlier, found):
            found.take_in, found.decided_at = earlier.take_in, earlier.decided_at
            found.decided_by_id = earlier.decided_by_id
        held.append(found)
    back = [row for row, one in zip(at, held, strict=True) if not one.take_in]
    return hold_back(compared, back), held


def _reasons(frame: pl.DataFrame, mission: Mission) -> dict[int, list[Sentence]]:
    """By row of the frame, why it is held."""
    own = frame.with_row_index("at").filter(~pl.col("source").is_in(PUBLISHED))
    if own.is_empty():
        return {}
    shapes = boundaries_of(mission).shapes
    area = shapely.union_all(shapes) if shapes else None
    found: dict[int, list[Sentence]] = {}
    for _compartment, rows in own.group_by("compartment", maintain_order=True):
        told = zip(rows["at"].to_list(), reasons_to_hold(rows, area), strict=True)
        found |= {at: why for at, why in told if why}
    return found


def _without_place(why: Sentence) -> str:
    """A reason without what the row itself says: positions read the other way round too."""
    if isinstance(why, Sentence) and "lat" in why.params:
        return why.template.partition(":")[0]
    return without_words(why)


def _same(earlier: HeldRow, found: HeldRow) -> bool:
    """Whether what a person decided was decided of this very row."""
    same: Iterable[tuple[Any, Any]] = ((earlier.facts, found.facts), (earlier.why, found.why))
    return all(one == other for one, other in same)
