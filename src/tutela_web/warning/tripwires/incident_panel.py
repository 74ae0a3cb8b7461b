"""The alerts of an incident, on its page: those it opened, and what is open where it happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutela_web.access.policy import Standing
from tutela_web.incidents.lists.queries import merged_below
from tutela_web.incidents.models import Incident
from tutela_web.incidents.panels import PANELS
from tutela_web.warning.board.queries import NEAR_KM, alerts_for, alerts_near, read_as_heads
from tutela_web.warning.threads.joinings import roots_of
from tutela_web.warning.tripwires.verbs import alerts_opened_by


def alerts_of_incident(standing: Standing, incident: Incident) -> Mapping[str, Any] | None:
    """What the incident's page shows of alerts; None for who reads none."""
    if not standing.reads("alerts"):
        return None
    roots = roots_of(alerts_opened_by(standing.mission, merged_below(incident)))
    rows = alerts_for(standing).filter(pk__in={*roots, *roots.values()}) if roots else ()
    opened = read_as_heads(standing, list(rows))
    here = incident if incident.latitude is not None or not incident.place else incident.place
    placed = here.latitude is not None or incident.place_id is not None
    near = alerts_near(standing, here, incident.place_id, open_only=True) if placed else []
    ours = {one.pk for one in opened}
    return {
        "opened": opened,
        "near": [one for one in near if one.alert.pk not in ours and one.alert.now.open],
        "placed": placed,
        "km": NEAR_KM,
    }


def connect() -> None:
    """Tell the room of incidents, which lies below, which alerts belong to one."""
    PANELS["warning/_alerts_of_incident.html"] = alerts_of_incident
