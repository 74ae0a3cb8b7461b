"""The office's log given back: as it went in, with its own heads, order and sheets, and with what
was added. What was sealed or not kept is not there, and is not counted."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tutela.base.grid import guard_formula
from tutela_web.access.policy import Standing
from tutela_web.base.models import Batch
from tutela_web.incidents.events.queries import events_by_id, events_for
from tutela_web.incidents.imports.keeping import by_sheet, heads_of, words_of
from tutela_web.incidents.imports.queries import may_read_words
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import ACT, Event, Incident, RowIncident, RowWords
from tutela_web.incidents.uploads.last_metre_queries import is_own_log
from tutela_web.look.translate import word


def may_take_log(batch: Batch, standing: Standing) -> bool:
    """Whether this person may take the office's log, once it came in: who may read the file."""
    return (
        batch.state == Batch.State.PUBLISHED
        and is_own_log(batch)
        and (may_read_words(batch, standing) or standing.may(ACT))
    )


def log_given_back(batch: Batch, standing: Standing) -> tuple[bytes, int]:
    """The log as a workbook, and how many rows it has; no row for who may not take it."""
    if not may_take_log(batch, standing):
        return b"", 0
    words = [one for one in words_of(batch) if one.cells]
    here = events_by_id(events_for(standing), (f"{one.source}:{one.source_id}" for one in words))
    incidents = _incidents(batch, standing)
    shown = []
    for row in words:
        event, incident = here.get(f"{row.source}:{row.source_id}"), incidents.get(row.source_id)
        if (added := _values_added(event, incident)) is not None:
            shown.append((row, added))
    return _as_book(batch, shown), len(shown)


Added = Sequence[Any]


def _heads_added() -> list[str]:
    return [
        _("Number (Tutela)"),
        _("Kind of harm (Tutela)"),
        _("By whom (Tutela)"),
        _("Killed (Tutela)"),
        _("Place (Tutela)"),
        _("Latitude (Tutela)"),
        _("Longitude (Tutela)"),
    ]


def _values_added(event: Event | None, incident: Incident | None) -> Added | None:
    if incident is not None:
        who = incident.perpetrator.name if incident.perpetrator else ""
        place = incident.place.name if incident.place else incident.place_said
        return (
            incident.reference or incident.number,
            "; ".join(word(harm) for harm in incident.harms),
            "; ".join(filter(None, [who, *incident.other_perpetrators])),
            incident.killed,
            place,
            incident.latitude,
            incident.longitude,
        )
    if event is None:
        return None
    killed = event.deaths if event.deaths is not None else event.civilian_deaths
    return (
        f"{event.source} {event.source_id}",
        word(event.harm) if event.harm else "",
        "; ".join(event.side_a or []),
        killed,
        event.place,
        event.latitude,
        event.longitude,
    )


def _incidents(batch: Batch, standing: Standing) -> dict[str, Incident]:
    """The incidents that rows of the log became, by the row's id, as far as they are read."""
    rows = dict(
        RowIncident.objects.filter(batch=batch, incident__isnull=False).values_list(
            "source_id", "incident"
        )
    )
    seen = incidents_for(standing).select_related("perpetrator", "place").in_bulk(rows.values())
    return {row: seen[pk] for row, pk in rows.items() if pk in seen}


def _as_book(batch: Batch, rows: Sequence[tuple[RowWords, Added]]) -> bytes:
    import xlsxwriter

    added = {one.pk: values for one, values in rows}
    first: list[str] = batch.report.get("columns", [])
    kept = io.BytesIO()
    with xlsxwriter.Workbook(
        kept, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        for name, of_sheet in by_sheet([one for one, _values in rows]).items():
            heads = heads_of(of_sheet)
            if set(heads) <= set(first):
                heads = first
            sheet = book.add_worksheet(name[:31] or None)
            sheet.write_row(0, 0, [guard_formula(head) for head in [*heads, *_heads_added()]])
            for at, row in enumerate(sorted(of_sheet, key=lambda row: row.line), start=1):
                cells = [guard_formula(row.cells.get(head, "")) for head in heads]
                own = [
                    guard_formula(value) if isinstance(value, str) else value
                    for value in added[row.pk]
                ]
                sheet.write_row(at, 0, [*cells, *("" if v is None else v for v in own)])
    return kept.getvalue()
