"""OGC API - Features (part 1, core): layers a partner's GIS opens as it is.

    /api/ogc/<mission>/                        landing page
    /api/ogc/<mission>/conformance
    /api/ogc/<mission>/collections[/<layer>[/items[/<id>]]]

Every layer goes through the policy: whoever may not read a layer does not find it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path

from tutela.base.later import shapely
from tutela.places.layers import land_of
from tutela_web.access.audit import trail
from tutela_web.access.callers import endpoint
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.base.values import JsonValue
from tutela_web.capacity.units.queries import bases_for
from tutela_web.places.queries import places_for
from tutela_web.takeaway.partner_queries import hazards

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMS = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "geojson")
]
MOST = 10_000
NOTICE = (
    "The boundaries and names shown do not imply official endorsement or acceptance by the United "
    "Nations."
)

Feature = dict[str, Any]


@dataclass(frozen=True)
class Layer:
    """A collection: its name, title, the kinds any of which opens it, and its features."""

    name: str
    title: str
    kinds: tuple[str, ...]
    features: Callable[[Standing], Iterable[Feature]]


def point(
    pk: UUID | str | int,
    lon: float | None,
    lat: float | None,
    **properties: JsonValue,
) -> Feature:
    """A GeoJSON point, without geometry where the position is not known."""
    placed = lon is not None and lat is not None
    geometry = {"type": "Point", "coordinates": [lon, lat]} if placed else None
    return {"type": "Feature", "id": str(pk), "geometry": geometry, "properties": properties}


def _hazards(standing: Standing) -> Iterable[Feature]:
    for h in hazards(standing):
        yield point(
            h.id,
            h.longitude,
            h.latitude,
            place=h.place,
            harm=h.harm,
            level=h.level,
            until=h.until.isoformat() if h.until else None,
        )


def _places(standing: Standing) -> Iterable[Feature]:
    for p in places_for(standing).filter(retired=False).order_by("code"):
        yield point(
            p.pk,
            p.longitude,
            p.latitude,
            code=p.code,
            name=p.name,
            kind=p.kind,
            adm1=p.adm1,
            population=p.population,
        )


def _bases(standing: Standing) -> Iterable[Feature]:
    for b in bases_for(standing).filter(retired=False).order_by("code"):
        yield point(b.pk, b.longitude, b.latitude, code=b.code, name=b.name, kind=b.kind)


def _areas(standing: Standing) -> Iterable[Feature]:
    for area in standing.mission.duty_areas.order_by("code"):
        yield {
            "type": "Feature",
            "id": str(area.pk),
            "geometry": area.boundary,
            "properties": {"code": area.code, "name": area.name},
        }


LAYERS = {
    made.name: made
    for made in (
        Layer("areas", "Areas of responsibility", ("trends",), _areas),
        Layer("hazards", "Place-level hazards", ("hazards", "risks"), _hazards),
        Layer("places", "Places", ("places",), _places),
        Layer("bases", "Bases", ("bases",), _bases),
    )
}


def _open(request: HttpRequest, code: str) -> tuple[Standing, str]:
    standing = enter(request, code, "trends", "hazards", "places", "bases")
    return standing, request.build_absolute_uri(f"/api/ogc/{code}")


def _layer(standing: Standing, name: str) -> Layer:
    layer = LAYERS.get(name)
    if layer is None or not any(standing.reads(kind) for kind in layer.kinds):
        raise Http404
    return layer


def _link(rel: str, href: str, kind: str = "application/json") -> dict[str, str]:
    return {"rel": rel, "href": href, "type": kind}


def landing(request: HttpRequest, code: str) -> JsonResponse:
    """What there is."""
    standing, root = _open(request, code)
    return JsonResponse(
        {
            "title": f"Tutela: {standing.mission.name}",
            "description": NOTICE,
            "links": [
                _link("self", f"{root}/"),
                _link("conformance", f"{root}/conformance"),
                _link("data", f"{root}/collections"),
                _link("service-desc", request.build_absolute_uri("/api/v1/openapi.json")),
            ],
        }
    )


def conformance(request: HttpRequest, code: str) -> JsonResponse:
    """Which parts of the standard are kept."""
    _open(request, code)
    return JsonResponse({"conformsTo": CONFORMS})


def _collection_as_json(standing: Standing, layer: Layer, root: str) -> dict[str, Any]:
    here = f"{root}/collections/{layer.name}"
    return {
        "id": layer.name,
        "title": layer.title,
        "description": NOTICE,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": [_extent(standing.mission.iso3)], "crs": CRS84}},
        "links": [_link("self", here), _link("items", f"{here}/items", "application/geo+json")],
    }


def _extent(iso3: str) -> list[float]:
    land = land_of(iso3)
    return list(land.bounds) if land is not None else [-180, -90, 180, 90]


def collections(request: HttpRequest, code: str) -> JsonResponse:
    """The layers this person may open."""
    standing, root = _open(request, code)
    mine = [layer for layer in LAYERS.values() if any(map(standing.reads, layer.kinds))]
    return JsonResponse(
        {
            "links": [_link("self", f"{root}/collections")],
            "collections": [_collection_as_json(standing, found, root) for found in mine],
        }
    )


def collection(request: HttpRequest, code: str, name: str) -> JsonResponse:
    """One layer."""
    standing, root = _open(request, code)
    return JsonResponse(_collection_as_json(standing, _layer(standing, name), root))


def items(request: HttpRequest, code: str, name: str) -> JsonResponse:
    """Features of a layer; `bbox`, `limit` and `offset` as the standard has them."""
    standing, root = _open(request, code)
    layer = _layer(standing, name)
    limit = min(max(_whole(request, "limit", 1000), 1), MOST)
    offset = max(_whole(request, "offset", 0), 0)
    box = _box(request.GET.get("bbox"))
    features = [f for f in layer.features(standing) if box is None or _is_inside(f, box)]
    shown = features[offset : offset + limit]
    here = f"{root}/collections/{name}/items"
    links = [_link("self", f"{here}?limit={limit}&offset={offset}", "application/geo+json")]
    if offset + limit < len(features):
        after = f"{here}?limit={limit}&offset={offset + limit}"
        links.append(_link("next", after, "application/geo+json"))
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind=name,
        number=len(shown),
        form="ogc",
    )
    return _geojson(
        {
            "type": "FeatureCollection",
            "features": shown,
            "links": links,
            "numberMatched": len(features),
            "numberReturned": len(shown),
        }
    )


def item(request: HttpRequest, code: str, name: str, pk: str) -> JsonResponse:
    """One feature by its id."""
    standing, _root = _open(request, code)
    for feature in _layer(standing, name).features(standing):
        if feature["id"] == pk:
            return _geojson(feature)
    raise Http404


def _geojson(content: Mapping[str, JsonValue]) -> JsonResponse:
    return JsonResponse(content, content_type="application/geo+json")


def _whole(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(edge) for edge in (text or "").split(","))
    except ValueError:
        return None
    return west, south, east, north


def _is_inside(feature: Feature, box: tuple[float, float, float, float]) -> bool:
    if feature["geometry"] is None:
        return False
    if feature["geometry"]["type"] == "Point":
        lon, lat = feature["geometry"]["coordinates"]
        return bool(box[0] <= lon <= box[2] and box[1] <= lat <= box[3])
    shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    return bool(shape.intersects(shapely.box(*box)))


urlpatterns = [
    path("", endpoint(landing)),
    path("conformance", endpoint(conformance)),
    path("collections", endpoint(collections)),
    path("collections/<slug:name>", endpoint(collection)),
    path("collections/<slug:name>/items", endpoint(items)),
    path("collections/<slug:name>/items/<str:pk>", endpoint(item)),
]
