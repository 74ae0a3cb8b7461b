"""Read communities from files: GeoJSON (OpenStreetMap, Natural Earth or our own), CSV and XLSX."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutela.base.errors import Rejection, UnknownFormat, UnreadableFile
from tutela.base.guards.limits import require_bytes
from tutela.base.guards.sandbox import LIGHT_BYTES, read_apart
from tutela.base.guards.unpack import gunzip, kind_of, open_plainly
from tutela.base.later import np, pl
from tutela.base.messages import say
from tutela.base.tables import read_tables
from tutela.base.values import Refusal, read_count, read_point
from tutela.places.areas import code_as_source_says, locate_areas, read_areas
from tutela.places.gazetteer import PLACES, Places, ids_of
from tutela.places.layers import country_code
from tutela.places.names import fold

HEADERS = {
    "id": "id place_id site_id uid",
    "name": "name place place_name community settlement site location nom lieu localite",
    "lat": "lat latitude y ycoord",
    "lon": "lon long lng longitude x xcoord",
    "pcode": "pcode p_code adm2_pcode admin2pcode adm1_pcode admin1pcode",
    "adm1": "adm1 adm1_name adm1_en admin1 admin1name state province region prefecture",
    "iso3": "iso3 country_iso3 country_code adm0_pcode",
    "kind": "kind place_kind place_type",
    "population": "population pop inhabitants residents",
    "aliases": "aliases alias alt_names other_names",
}
"""Our column, and the headers that mean it, in order of preference."""

NOT_COMMUNITIES = frozenset(
    ("continent", "country", "state", "region", "province", "district", "county", "municipality")
)
"""OpenStreetMap's place=... that are areas."""


@dataclass(frozen=True)
class _Row:
    """A row as a file gave it: our columns as text or None, and where it stood."""

    number: int
    said: Mapping[str, str | None]
    aliases: tuple[str, ...] = ()
    sheet: str | None = None


@dataclass
class _Tally:
    """What a file held, counted as it is read."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def read_places(path: Path | str) -> Places:
    """Read the communities of a file.

    Takes   GeoJSON points: OpenStreetMap's (osm_id, place, name), Natural Earth's populated places,
            or our columns as properties; gzipped too. CSV or XLSX with the columns name, lat, lon
            [, id, pcode, adm1, iso3, kind, population, aliases]: usual other headers are known
            (HEADERS), aliases are parted by ";".
    Gives   Places. A row without id gets one from its country and name. Missing country, area and
            P-code are taken from the shapes the point lies in. Points without a name, and areas,
            are left out and counted in the notes. In GeoJSON a rejection's row is the feature's
            number, the first being 1.
    Raises  UnreadableFile if the file cannot be opened or decoded, or is no collection of points;
            UnknownFormat if a table has no name, latitude or longitude column.
    """
    path = Path(path)
    if path.is_file() and path.stat().st_size > LIGHT_BYTES:
        return read_apart(_read_places, path.name, path)
    return _read_places(path)


def _read_places(path: Path) -> Places:
    tally = _Tally()
    if re.search(r"\.(geo)?json(\.gz)?$", path.name.casefold()):
        source, rows = _geojson_rows(path, tally)
    else:
        source, rows = _table_rows(path, tally)
    for row in rows:
        _take(row, tally)
    return _places(tally, source)


# --- from a file to rows


def _geojson_rows(path: Path, tally: _Tally) -> tuple[str, list[_Row]]:
    features = _features(path)
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict | None):
            raise UnreadableFile(
                say("this is no GeoJSON feature"),
                where=say("{name} feature {number}", name=path.name, number=number),
            )
    keys = {fold(key) for f in features[:100] for key in (f.get("properties") or {})}
    source, said_in = path.name, _our_fields
    if {"osm_id", "place"} <= {key.replace(" ", "_") for key in keys}:
        source, said_in = "OpenStreetMap", _openstreetmap
        tally.notes.append(say("OpenStreetMap places, (c) OpenStreetMap contributors, ODbL 1.0"))
    elif "featurecla" in keys:
        source, said_in = "Natural Earth", _natural_earth
        tally.notes.append(
            say("Natural Earth populations are undated estimates of the town and around")
        )
    rows = []
    for number, feature in enumerate(features, 1):
        properties = {key.casefold(): v for key, v in (feature.get("properties") or {}).items()}
        said, aliases = said_in(properties)
        kind = said.get("kind")
        if said_in is _openstreetmap and kind in NOT_COMMUNITIES:
            tally.left_out[say("areas ({kind}): not communities", kind=kind)] += 1
        elif said_in is not _our_fields and not has_letters(said.get("name")):
            tally.left_out[say("points without a name")] += 1
        else:
            rows.append(_Row(number, said | _point(feature, said), aliases))
    return source, rows


def _features(path: Path) -> list[Any]:
    where = path.name
    content = open_plainly(path)
    if kind_of(content) == "gzip":
        content = gunzip(content, path)
    require_bytes("json_bytes", len(content), where)
    try:
        collection = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise UnreadableFile(
            say("this is not GeoJSON ({fault})", fault=fault),
            where=where,
            next=say("export it as GeoJSON in UTF-8"),
        ) from fault
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise UnreadableFile(
            say("no collection of features"),
            where=where,
            next=say("export a GeoJSON FeatureCollection"),
        )
    crs = json.dumps(collection.get("crs") or "CRS84")
    if not re.search(r"CRS84|4326", crs):
        raise UnreadableFile(
            say("coordinates are not longitude and latitude"),
            where=where,
            next=say("export in WGS 84 (EPSG:4326)"),
        )
    return features


def _point(feature: Mapping[str, Any], said: Mapping[str, str | None]) -> dict[str, str | None]:
    geometry = feature.get("geometry") or {}
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        coordinates = geometry.get("coordinates")
        if isinstance(coordinates, list) and len(coordinates) >= 2:
            return {"lon": _text(coordinates[0]), "lat": _text(coordinates[1])}
    return {"lon": said.get("lon"), "lat": said.get("lat")}


def _text(value: object) -> str | None:
    return None if value is None or str(value).strip() == "" else str(value).strip()


def has_letters(name: str | None) -> bool:
    return any(map(str.isalpha, name or ""))


def names_beside(name: str | None) -> tuple[str | None, tuple[str, ...]]:
    """One name and the others written beside it: in another script, or after a slash.

    >>> names_beside("Malakal ملكال"), names_beside("Thur/Thonyor")
    (('Malakal', ('ملكال',)), ('Thur', ('Thonyor',)))
    """
    if not name:
        return None, ()
    clean = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", name).strip()
    arabic = [part.strip() for part in re.findall(r"[\u0600-\u06ff][\u0600-\u06ff\s]*", clean)]
    rest = re.sub(r"[\u0600-\u06ff]+", " ", clean)
    parts = [*filter(has_letters, map(" ".join, map(str.split, rest.split("/")))), *arabic]
    return (parts[0], tuple(parts[1:])) if parts else (None, ())


def _openstreetmap(p: Mapping[str, Any]) -> tuple[dict[str, str | None], tuple[str, ...]]:
    name, others = names_beside(_text(p.get("name")))
    also = [_text(p.get(key)) for key in ("name:en", "name:fr", "name:ar", "int_name", "alt_name")]
    others += tuple(part.strip() for text in also if text for part in text.split(";"))
    said = {
        "id": f"osm-{p['osm_id']}" if _text(p.get("osm_id")) else None,
        "name": name,
        "kind": _text(p.get("place")),
        "population": _text(p.get("population")),
    }
    return said, others


def _natural_earth(p: Mapping[str, Any]) -> tuple[dict[str, str | None], tuple[str, ...]]:
    geonames, plain, country = p.get("geonameid"), _text(p.get("nameascii")), p.get("adm0_a3")
    said = {
        "id": f"ne-{int(geonames)}" if isinstance(geonames, int | float) and geonames > 0 else None,
        "name": _text(p.get("name")),
        "iso3": country_code(country) if isinstance(country, str) else None,
        "adm1": _text(p.get("adm1name")),
        "kind": str(p.get("featurecla")).casefold(),
        "population": _text(p.get("pop_max")),
    }
    return said, (plain,) if plain else ()


def _our_fields(p: Mapping[str, Any]) -> tuple[dict[str, str | None], tuple[str, ...]]:
    column_of = columns_of(list(p))
    said = {ours: _text(p[theirs]) for ours, theirs in column_of.items()}
    given = p.get(column_of.get("aliases", ""))
    aliases = (
        [str(a) for a in given] if isinstance(given, list) else (_text(given) or "").split(";")
    )
    return said, tuple(aliases)


def columns_of(headers: list[str], known: Mapping[str, str] = HEADERS) -> dict[str, str]:
    """Which of a table's headers is which of our columns; the first of two alike counts.

    >>> columns_of(["Latitude", "Nom", "Longitude"])
    {'name': 'Nom', 'lat': 'Latitude', 'lon': 'Longitude'}
    """
    by_folded = {re.sub(r"\W+", "_", fold(h)).strip("_"): h for h in reversed(headers)}
    columns = {}
    for ours, theirs in known.items():
        if header := next((by_folded[t] for t in theirs.split() if t in by_folded), None):
            columns[ours] = header
    return columns


def _table_rows(path: Path, tally: _Tally) -> tuple[str, list[_Row]]:
    rows: list[_Row] = []
    tables = [table for table in read_tables(path) if table.frame.width]
    for table in tables:
        column_of = columns_of(table.frame.columns)
        missing = [what for what in ("name", "lat", "lon") if what not in column_of]
        if missing and len(tables) > 1:
            tally.notes.append(
                say(
                    "sheet {sheet} left out: no column for {names}",
                    sheet=table.sheet,
                    names=", ".join(missing),
                )
            )
            continue
        if missing:
            raise UnknownFormat(
                say("no column for {names}", names=", ".join(missing)),
                where=path.name,
                next=say("give the columns name, lat and lon in decimal degrees"),
            )
        tally.rejected += table.rejected
        tally.notes += table.notes
        for line, values in zip(table.lines, table.frame.iter_rows(named=True), strict=True):
            said = {ours: values[theirs] for ours, theirs in column_of.items()}
            aliases = tuple((said.get("aliases") or "").split(";"))
            rows.append(_Row(line, said, aliases, table.sheet))
    if not rows and not tally.rejected:
        raise UnknownFormat(
            say("no places in the file"), where=path.name, next=say("give a row for each place")
        )
    return path.name, rows


# --- from rows to places


def _take(row: _Row, tally: _Tally) -> None:
    """Keep a row, or say why not."""
    said = row.said
    lat, lon = read_point(said.get("lat"), said.get("lon"))
    residents = read_count(said.get("population") or "")
    faults: list[tuple[str, str, str]] = []
    if not has_letters(said.get("name")):
        faults.append(("name", say("the place has no name"), say("give the name people use")))
    for column, value in (("lat", lat), ("lon", lon), ("population", residents)):
        if isinstance(value, Refusal):
            faults.append((column, value.why, value.next))
    if lat == 0 and lon == 0:
        faults.append(
            ("lat", say("0, 0 lies in the sea: coordinates are missing"), say("give them"))
        )
    if faults:
        (column, why, next_step), *others = faults
        also = tuple(say("{column}: {why}", column=c, why=w) for c, w, _ in others)
        text = said.get(column) or ""
        tally.rejected.append(Rejection(row.number, column, text, why, next_step, row.sheet, also))
        return
    aliases = [alias.strip() for alias in row.aliases if has_letters(alias)]
    tally.kept.append(
        {
            "id": said.get("id"),
            "name": said["name"],
            "lat": lat,
            "lon": lon,
            "pcode": said.get("pcode"),
            "adm1": said.get("adm1"),
            "iso3": (said.get("iso3") or "").upper() or None,
            "kind": (said.get("kind") or "community").casefold(),
            "population": residents,
            "aliases": [a for a in dict.fromkeys(aliases) if a != said["name"]],
            "_row": row,
        }
    )


def with_areas(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with country, P-code and area name filled from the shapes their points lie in.

    What a file says stands. A shape is believed only where it agrees on the country, or on the
    area's name (Sudan's file on what is South Sudan); else the name the file gives is looked up.
    """
    if not rows:
        return []
    lat, lon = np.array([r["lat"] for r in rows]), np.array([r["lon"] for r in rows])
    areas, filled = read_areas(), []
    unsaid = np.array([row["iso3"] is None for row in rows])  # only these need the world's borders
    countries = np.full(len(rows), None, dtype=object)
    if unsaid.any():
        countries[unsaid] = locate_areas(lat[unsaid], lon[unsaid], 0)["iso3"].to_list()
    for row, country, (iso3, code, name) in zip(
        rows, countries, locate_areas(lat, lon, 1).rows(), strict=True
    ):
        area_code = areas.level_one(row["pcode"]) or areas.level_one(row["adm1"])
        said_country = row["iso3"] or (area_code.iso3 if area_code else country)
        by_name = code_as_source_says(row["adm1"], said_country)
        same_name = iso3 and code and code_as_source_says(row["adm1"], iso3) == code
        if area_code:
            pcode, adm1 = row["pcode"] or area_code.pcode, area_code.name
        elif iso3 is not None and (iso3 == said_country or same_name) and (code or not by_name):
            pcode, adm1 = row["pcode"] or code, name
        else:
            pcode, adm1 = row["pcode"] or by_name, row["adm1"]
            adm1 = areas.by_code[by_name].name if by_name else adm1
        filled.append(row | {"iso3": said_country, "pcode": pcode, "adm1": adm1})
    return filled


def _places(tally: _Tally, source: str) -> Places:
    rows = with_areas(tally.kept)
    numbered = sorted(
        (i for i, row in enumerate(rows) if not row["id"]),
        key=lambda i: (rows[i]["lat"], rows[i]["lon"]),
    )
    new_ids = ids_of(
        [rows[i]["iso3"] for i in numbered],
        [rows[i]["name"] for i in numbered],
        taken={row["id"] for row in rows if row["id"]},
    )
    for i, new_id in zip(numbered, new_ids, strict=True):
        rows[i]["id"] = new_id
    once, first_at = [], dict[object, _Row]()
    for row in rows:
        at = row.pop("_row")
        spot = (fold(row["name"]), round(row["lat"], 4), round(row["lon"], 4))
        for key, column in ((row["id"], "id"), (spot, "name")):
            if key in first_at:
                other = first_at[key].number
                why = (
                    say("the same id stands in row {other}", other=other)
                    if column == "id"
                    else say("the same name stands in row {other}, at the same spot", other=other)
                )
                tally.rejected.append(
                    Rejection(
                        at.number, column, str(row[column]), why, say("keep one of them"), at.sheet
                    )
                )
                break
        else:
            first_at |= {row["id"]: at, spot: at}
            once.append(row | {"source": source})
    tally.rejected.sort(key=lambda r: (r.sheet or "", r.row))
    notes = [
        say("left out: {n} {what}", n=n, what=what) for what, n in sorted(tally.left_out.items())
    ]
    if unknown := sum(row["population"] is None for row in once):
        notes.append(
            say("population not known for {unknown} of {n} places", unknown=unknown, n=len(once))
        )
    frame = pl.DataFrame(once, schema=PLACES)
    return Places(frame, tuple(tally.rejected), (*tally.notes, *notes))
