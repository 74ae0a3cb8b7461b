"""How travel times are set: speeds, seasons and night; roads and kinds of ground."""

from __future__ import annotations

from collections.abc import Mapping

from tutela.capacity.ground import Shapes, read_ground
from tutela.capacity.travel import from_json
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import JsonValue
from tutela_web.capacity.models import GroundLayer, TravelSettings
from tutela_web.records import verbs as records

ACT = "edit_travel"


def _require(by: Standing, of: GroundLayer | None = None) -> None:
    """One table serves the whole mission: a post in any of its areas may set it."""
    if not by.may_somewhere(ACT):
        by.require(ACT)
    by.require_ours(of)


def set_travel(
    rules: Mapping[str, JsonValue], *, version: int, by: Standing, reason: str = ""
) -> TravelSettings:
    """Set the mission's speeds, its months of rains and its rule of the night.

    Takes   rules as tutela.capacity.travel.from_json reads them; version, 1 where none are set.
    Raises  Denied without the act edit_travel; BadParameter; Conflict.
    """
    _require(by)
    told = from_json(rules).as_json()
    held = TravelSettings.objects.filter(mission=by.mission).first()
    if held is not None:
        return records.edit(held, {"rules": told}, version=version, by=by.person, reason=reason)
    settings = TravelSettings(rules=told, classification=0, known_at=clock.now(by.mission))
    return records.create(settings, mission=by.mission, by=by.person)


def add_ground(
    text: str, *, name: str, source: str, by: Standing, invented: bool = False
) -> tuple[GroundLayer, Shapes]:
    """Keep the roads and kinds of ground of a GeoJSON file; travel times are then made anew.

    Gives   the layer, and what was read and refused of it.
    Raises  Denied without the act edit_travel; BadParameter.
    """
    _require(by)
    kept, shapes = read_ground(text)
    layer = GroundLayer(
        name=name,
        source=source,
        features=kept,
        roads=len(shapes.roads),
        shapes=len(shapes.terrain),
        invented=invented,
        classification=0,
        known_at=clock.now(by.mission),
    )
    return records.create(layer, mission=by.mission, by=by.person), shapes


def retire_ground(
    layer: GroundLayer, *, retired: bool, version: int, by: Standing, reason: str = ""
) -> GroundLayer:
    """Take roads and kinds of ground out of the travel times, or bring them back."""
    _require(by, layer)
    return records.edit(layer, {"retired": retired}, version=version, by=by.person, reason=reason)
