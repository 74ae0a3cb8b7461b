"""Rows of the office's own log that come in as incidents of the office, through the one verb that
records them: all of them with the import's last step, or none."""

from __future__ import annotations

import json
from typing import Final

from tutela.base.distances import distance_km
from tutela.base.later import np, pl
from tutela.incidents.words import UNKNOWN
from tutela.places.names import fold
from tutela_web.access.models import DutyArea, Precision
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_by_name, actors_for
from tutela_web.base.ids import keyed_ids
from tutela_web.base.models import Batch
from tutela_web.incidents.imports.settling import SettledRow
from tutela_web.incidents.inputs import IncidentInput
from tutela_web.incidents.models import Attribution, RowIncident
from tutela_web.incidents.record.verbs import record_incident
from tutela_web.places.finding import WhereFinder
from tutela_web.places.models import Place, PlacePrecision

MOST_INCIDENTS: Final = 2_000
"""Rows of a file that become incidents in one step; a longer log is split."""

_PRECISION = {1: Precision.DAY, 2: Precision.WEEK, 3: Precision.WEEK, 4: Precision.MONTH}
_OF_OWN_COLUMN = (
    *("source_id", "date_start", "date_end", "latitude", "longitude", "position"),
    *("account", "text"),
)
"""Fields whose cells the incident holds in fields of its own, or begins its words with."""


def record_rows(rows: pl.DataFrame, batch: Batch, *, by: Standing) -> int:
    """Record an incident for each row, within the caller's transaction.

    Takes   rows as `settling` gives them, outside every compartment, with their area_id.
    Gives   how many were recorded.
    Raises  Denied where this person may not record in the area of a row.
    """
    actors = actors_by_name(actors_for(by).filter(retired=False))
    finder = WhereFinder(by.mission, by, only_places=True)
    areas = {str(area.pk): area for area in DutyArea.objects.filter(mission=by.mission)}
    natural = [(by.mission.pk.hex, *key) for key in rows.select("source", "source_id").rows()]
    ids = keyed_ids("incident of a row", natural)
    for id, row in zip(ids, rows.iter_rows(named=True), strict=True):
        fields = _fields_of(row, batch, actors, finder)
        fields["area"] = areas.get(row["area_id"] or "")
        recorded = record_incident(fields, by=by, id=id)
        RowIncident.objects.create(
            mission=by.mission,
            batch=batch,
            source=row["source"],
            source_id=row["source_id"],
            incident=recorded.incident,
        )
    return rows.height


NAMED_WITHIN_KM = 50.0
"""A place farther from where a row says it was bears the name of another."""


def _place_of(row: SettledRow, finder: WhereFinder) -> Place | None:
    """The place of the list that a row names, unless its point is known to lie elsewhere."""
    place = finder.find(row["place"]).place if row["place"] else None
    if place is None or (row["place_precision"] or 1) > PlacePrecision.NEAR:
        return place
    spot = row["latitude"], row["longitude"], place.latitude, place.longitude
    if any(degrees is None for degrees in spot):
        return place
    return place if float(distance_km(*map(np.array, spot))) <= NAMED_WITHIN_KM else None


def _fields_of(
    row: SettledRow, batch: Batch, actors: dict[str, Actor], finder: WhereFinder
) -> IncidentInput:
    names: list[str] = list(row["side_a"] or [])
    listed = [actors[fold(name)] for name in names if fold(name) in actors]
    place = _place_of(row, finder)
    fields: IncidentInput = {
        "harms": [row["harm"]] if row["harm"] not in (None, UNKNOWN) else [],
        "summary": _summary_of(row),
        "place": place,
        "place_said": (row["place"] or "")[:200],
        "place_precision": row["place_precision"],
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "event_from": row["date_start"],
        "event_to": row["date_end"],
        "event_precision": _PRECISION.get(row["date_precision"], Precision.MORE)
        if row["date_start"]
        else Precision.UNKNOWN,
        "known_at": batch.known_at,
        "perpetrator": listed[0] if listed else None,
        "other_perpetrators": [n for n in names if not listed or n != listed[0].name],
        "attribution": Attribution.SUSPECTED if names else Attribution.UNKNOWN,
        "killed": row["deaths"],
        "killed_low": row["deaths_low"],
        "killed_high": row["deaths_high"],
        "civilians_killed": row["civilian_deaths"],
        "injured": row["injured"],
        "abducted": row["abducted"],
        "classification": batch.classification,
    }
    return fields


def _summary_of(row: SettledRow) -> str:
    """The account of the row, and below it what else it says, each under its head."""
    cells: dict[str, str] = json.loads(row["cells"] or "{}")
    heads: dict[str, str] = json.loads(row["fields"] or "{}")
    account = cells.get(heads.get("account", ""), "")
    held = {heads[name] for name in _OF_OWN_COLUMN if name in heads}
    others = [f"{head}: {cell}" for head, cell in cells.items() if head not in held]
    return "\n\n".join(filter(None, [account, "\n".join(others)]))
