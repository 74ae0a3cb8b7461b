"""Rows of a file that wait for a person: found by the core's rule, and what people said of them."""

from __future__ import annotations

import json

from tutela.base.later import pl, shapely
from tutela.base.messages import Sentence, as_json, from_json
from tutela.incidents.incoming import reasons_to_hold
from tutela_web.access.models import Mission
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base import clock
from tutela_web.base.models import Batch
from tutela_web.incidents.imports.compare import ImportComparison, compare, hold_back
from tutela_web.incidents.imports.deciding import (
    decided_pairs,
    facts_of,
    follow_decisions,
    key_of_event,
)
from tutela_web.incidents.imports.reading import without_words
from tutela_web.incidents.models import HeldRow
from tutela_web.places.queries import boundaries_of

PUBLISHED = ("ucdp", "acled", "country_month")
"""Sources whose keepers checked day, place and number of each record before they published it:
nothing of theirs is held."""


def compare_as_decided(frame: pl.DataFrame, batch: Batch, mission: Mission) -> ImportComparison:
    """What becomes of each row: compared with what is here, held, and as people decided.

    The import and the preview of it both follow this.
    """
    by_machine, _held = hold(frame, compare(frame, mission), batch, mission)
    return follow_decisions(frame, by_machine, decided_pairs(batch), mission)


def hold(
    frame: pl.DataFrame, compared: ImportComparison, batch: Batch, mission: Mission
) -> tuple[ImportComparison, list[HeldRow]]:
    """The comparison with rows held back that nobody took in, and all rows a person must look at.

    Each compartment is looked at by itself: what is closed never holds an open row.

    Gives   the comparison; a HeldRow, not yet stored, for each row with a reason, also those that
            a person took in.
    """
    reasons = reasons_held(frame, mission)
    if not reasons:
        return compared, []
    at = sorted(reasons)
    rows = frame[at].select(
        "line",
        "sheet",
        "compartment",
        "latitude",
        "longitude",
        key=key_of_event(),
        fate=compared.fate[at],
    )
    facts = facts_of(frame[at])
    before = _decided_before(rows["key"].to_list(), batch, mission)
    held = []
    for row, cells in zip(at, rows.iter_rows(named=True), strict=True):
        point = {name: cells[name] for name in ("latitude", "longitude")}
        held_row = HeldRow(
            batch=batch,
            row=cells["key"],
            sheet=cells["sheet"][:120],
            line=cells["line"],
            compartment=cells["compartment"] or "",
            fate=cells["fate"],
            why=[as_json(why) for why in reasons[row]],
            why_without_words=[as_json(_without_place(why)) for why in reasons[row]],
            facts=point | facts[cells["key"]],
        )
        earlier = next(
            (one for one in before.get(held_row.row, ()) if _says_the_same(one, held_row)), None
        )
        if earlier is not None:
            held_row.take_in, held_row.decided_at = earlier.take_in, earlier.decided_at
            held_row.decided_by_id = earlier.decided_by_id
        held.append(held_row)
    back = [row for row, held_row in zip(at, held, strict=True) if not held_row.take_in]
    return hold_back(compared, back), held


_AT_ONCE = 5_000


def _decided_before(keys: list[str], batch: Batch, mission: Mission) -> dict[str, list[HeldRow]]:
    """By row, what people decided of it, the last first: in this file, else in an earlier one that
    brought it. So the same row is not asked again the week after."""
    decided: dict[str, list[HeldRow]] = {}
    for first in range(0, len(keys), _AT_ONCE):
        rows = list(
            HeldRow.objects.filter(
                batch__mission_id=mission.pk,
                row__in=keys[first : first + _AT_ONCE],
                take_in__isnull=False,
            )
        )
        fetch_keys(rows)
        for row in sorted(rows, key=lambda row: (row.batch_id == batch.pk, row.pk), reverse=True):
            decided.setdefault(row.row, []).append(row)
    return decided


def reasons_held(frame: pl.DataFrame, mission: Mission) -> dict[int, list[str]]:
    """By row of a settled frame, why it is held."""
    own = frame.with_row_index("at").filter(
        ~pl.col("source").is_in(PUBLISHED),
        # A table that tells years alone was sent so: its events come in undated, in no score.
        pl.col("date_start").is_not_null().any().over("table") | pl.col("doubt").is_not_null(),
    )
    if own.is_empty():
        return {}
    shapes = boundaries_of(mission).shapes
    area = shapely.union_all(shapes) if shapes else None
    reasons: dict[int, list[str]] = {}
    for _compartment, rows in own.group_by("compartment", maintain_order=True):
        doubts = [from_json(json.loads(said)) if said else "" for said in rows["doubt"]]
        told = reasons_to_hold(rows, area, on=clock.today(mission), doubts=doubts)
        pairs = zip(rows["at"].to_list(), told, strict=True)
        reasons |= {at: why for at, why in pairs if why}
    return reasons


def _without_place(why: str) -> str:
    """A reason without what the row itself says, its days and positions read otherwise too."""
    if isinstance(why, Sentence) and {"lat", "day"} & set(why.params):
        return why.template.partition(":")[0].partition(", {")[0]
    return without_words(why)


def _says_the_same(earlier: HeldRow, later: HeldRow) -> bool:
    """Whether what a person decided was decided of this very row."""
    return bool(earlier.facts == later.facts and earlier.why == later.why)
