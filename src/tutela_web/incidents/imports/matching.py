"""A saved matching of columns found by a file itself: one with the same columns came before."""

from __future__ import annotations

from tutela.base.tables import Table, shape_of
from tutela.incidents.read import is_published
from tutela_web.access.models import Mission
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Matching


def find_matching(batch: Batch, mission: Mission, tables: list[Table]) -> Matching | None:
    """The matching last saved for a table with these very columns; none where a person matched or
    chose one, and none of a published source, which is read as it is."""
    if batch.mapping is not None or not tables or is_published(tables[0]):
        return None
    shape = shape_of(tables[0].frame.columns)
    return Matching.objects.filter(mission=mission, shape=shape).order_by("-made_at").first()


def name_of(batch: Batch) -> str:
    """The name of the saved matching that the file found by itself; blank where it found none."""
    found: str = batch.report.get("matched_by", "")
    return found
