"""The named places of events, when no list of communities is given."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from tutela.base.later import pl
from tutela.base.messages import say
from tutela.places.gazetteer import PLACES, Places, ids_of
from tutela.places.names import names_area, split_kind
from tutela.places.read import has_letters, names_beside, with_areas

NEAR_ENOUGH = 2
"""UCDP place precision: 1 the place itself, 2 within 25 km of it; beyond that, an area's centre."""

_NEVER = dt.date.max


def places_from_events(events: pl.DataFrame) -> Places:
    """The places events name, one for each coordinate rounded to 0.01 degree (about 1 km).

    Takes   columns place, latitude, longitude, place_precision, adm1, iso3 [, date_end] of the
            canonical event table, in any order of rows. Only events that name a place, located
            within 25 km of it (place_precision 1 or 2), count; where the source states no
            precision, those whose name is not an area's or the country's.
    Gives   Places, by id. The name is the one most events use, without the word for its kind
            ("Malakal town" is Malakal, a town); every other wording is an alias. Ids come from the
            first name met in time, and doubles are numbered in order of time, so that later events
            change no id. Population is not known.

    >>> events = pl.DataFrame({"place": ["Bor town", "Bor town", "Bor"], "latitude": [6.21] * 3,
    ...     "longitude": [31.56] * 3, "place_precision": [1, 2, 1], "adm1": ["Jonglei state"] * 3,
    ...     "iso3": ["SSD"] * 3})
    >>> place, = places_from_events(events).places()
    >>> place.id, place.name, place.kind, place.pcode, place.aliases
    ('ssd-bor', 'Bor', 'town', 'SS03', ('Bor town',))
    """
    total = events.height
    if "date_end" not in events.columns:
        events = events.with_columns(pl.lit(None, dtype=pl.Date).alias("date_end"))
    located = events.filter(
        pl.col("place").is_not_null()
        & pl.col("latitude").is_finite()
        & pl.col("longitude").is_finite()
    )
    unstated = located.filter(pl.col("place_precision").is_null())
    countries = unstated["country"].unique() if "country" in unstated.columns else ()
    areas = [n for n in unstated["place"].unique() if names_area(n) or n in countries]
    named = located.filter(
        pl.col("place_precision").le(NEAR_ENOUGH)
        | (pl.col("place_precision").is_null() & ~pl.col("place").is_in(areas))
    )
    worded = (
        named.group_by(
            pl.col("latitude").mul(100).round().cast(pl.Int32).alias("row"),
            pl.col("longitude").mul(100).round().cast(pl.Int32).alias("column"),
            *("place", "latitude", "longitude", "adm1", "iso3"),
        )
        .agg(pl.len().alias("events"), pl.col("date_end").min().alias("first"))
        .sort("row", "column", "place", "latitude", "longitude", "adm1", "iso3", nulls_last=True)
    )
    spots: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for wording in worded.iter_rows(named=True):
        if has_letters(split_kind(wording["place"])[0]):
            spots[wording["row"], wording["column"]].append(wording)
    met = sorted((_spot(spots[at]) for at in sorted(spots)), key=_in_time)
    rows = with_areas(met)
    for row, new in zip(
        rows, ids_of([r["iso3"] for r in rows], [r["_slug"] for r in rows]), strict=True
    ):
        row["id"] = new
    counted = sum(w["events"] for spot in spots.values() for w in spot)
    notes = [
        say(
            "places are those {counted} of {total} events name;"
            " villages without events are missing",
            counted=counted,
            total=total,
        )
    ]
    if taken := unstated.height - unstated.filter(pl.col("place").is_in(areas)).height:
        notes.append(
            say(
                "{taken} of them are taken at their word: no place precision is stated", taken=taken
            )
        )
    frame = pl.DataFrame(rows, schema=PLACES).sort("id")
    return Places(frame, (), tuple(notes))


def _in_time(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["_first"], row["lat"], row["lon"]


def _most_frequent(wordings: list[dict[str, Any]], column: str) -> Any:
    """What most events say; of equals, the first in order."""
    said: Counter[Any] = Counter()
    for wording in wordings:
        if wording[column] is not None:
            said[wording[column]] += wording["events"]
    return min(said, key=lambda value: (-said[value], value), default=None)


def _spot(wordings: list[dict[str, Any]]) -> dict[str, Any]:
    """One place out of the wordings of one spot."""
    for wording in wordings:
        bare, wording["kind"] = split_kind(wording["place"])
        wording["name"], wording["others"] = names_beside(bare)
        wording["at"] = (wording["latitude"], wording["longitude"])
    name, (lat, lon) = _most_frequent(wordings, "name"), _most_frequent(wordings, "at")
    first = min(wordings, key=lambda w: (w["first"] or _NEVER, w["name"]))
    also = [a for w in wordings for a in (w["place"], w["name"], *w["others"]) if a != name]
    return {
        "name": name,
        "lat": lat,
        "lon": lon,
        "pcode": None,
        "adm1": _most_frequent(wordings, "adm1"),
        "iso3": _most_frequent(wordings, "iso3"),
        "kind": _most_frequent(wordings, "kind") or "named place",
        "population": None,
        "aliases": sorted(set(also)),
        "source": "events",
        "_slug": first["name"],
        "_first": first["first"] or _NEVER,
    }
