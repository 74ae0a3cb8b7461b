"""A saved matching found by a file itself: the same heads, or the parts that a person drew, stand
in it again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tutela.base.tables import Table, shape_of
from tutela.incidents.read import is_published
from tutela.reading.regions import Region
from tutela.reading.regions_remembered import find_again, keep_regions
from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.base.models import Batch
from tutela_web.incidents.imports.reading import FileAtHand
from tutela_web.incidents.models import ImportChoice, Matching

MOST_TRIED = 100
"""So many saved matchings of drawn parts are tried on a file, the newest first."""


def tables_matched(file: FileAtHand, mission: Mission) -> list[Table]:
    """The tables of a file, read as the saved matching says that it finds by itself.

    None is looked for where a person matched the file or drew in it, and none for a published
    source, which is read as it is.
    """
    batch = file.batch
    tables = file.tables()
    choice = ImportChoice.objects.filter(batch=batch).first()
    drawn = choice is not None and choice.regions is not None
    if batch.mapping is not None or drawn or not tables or is_published(tables[0]):
        return tables
    saved = Matching.objects.filter(mission=mission).order_by("-made_at")
    matching = _by_heads(saved, tables)
    if matching is None or matching.regions:
        tried = [*saved.exclude(regions=None)[:MOST_TRIED]]
        drawn_before, regions = _by_regions(file, tried) if tried else (None, [])
        if drawn_before is not None:
            matching = drawn_before
            _draw(batch, matching, regions, mission)
            tables = file.tables(anew=True)
    if matching is None:
        return tables
    batch.mapping = matching.fields or None
    Batch.objects.filter(pk=batch.pk).update(mapping=batch.mapping)
    batch.report = batch.report | {"matched_by": matching.name}
    return tables


def _by_heads(saved: QuerySet[Matching], tables: Iterable[Table]) -> Matching | None:
    """The matching last saved for a table with these very heads: of the tables that are shown the
    first that has one."""
    for table in tables:
        if not table.hidden and (
            found := saved.filter(shape=shape_of(table.frame.columns)).first()
        ):
            return found
    return None


def _by_regions(file: FileAtHand, tried: list[Matching]) -> tuple[Matching | None, list[Region]]:
    number, regions = file.ask_of_file(find_again, [one.regions or [] for one in tried])
    return (tried[number], regions) if number >= 0 else (None, [])


def _draw(batch: Batch, matching: Matching, regions: list[Region], mission: Mission) -> None:
    said = {
        "regions": [region.as_given() for region in regions],
        "by_id": matching.made_by_id,
        "at": clock.now(mission),
    }
    ImportChoice.objects.update_or_create(batch=batch, defaults=said)


def remember_regions(file: FileAtHand, mission: Mission) -> None:
    """Keep the parts that a person drew in a file with its matching, so that the next file of its
    source is read by them."""
    batch = file.batch
    name = batch.report.get("saved_as")
    choice = ImportChoice.objects.filter(batch=batch).first()
    if not name or choice is None or choice.regions is None:
        return
    regions = [Region.of_given(one) for one in choice.regions]
    kept = file.ask_of_file(keep_regions, regions) if regions else []
    Matching.objects.filter(mission=mission, name=name).update(
        regions=kept or None, shape=batch.report["shape"]
    )


def name_of(batch: Batch) -> str:
    """The name of the saved matching that the file found by itself; blank where it found none."""
    found: str = batch.report.get("matched_by", "")
    return found
