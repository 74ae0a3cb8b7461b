"""The lists that may be taken away."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy

from tutela_web.capacity.kinds.base_kind import BASE
from tutela_web.incidents.record import own
from tutela_web.places.kind import PLACE
from tutela_web.programme.matrix.queries import FILTERS as LINE_OF_MATRIX_FILTERS
from tutela_web.risk.own import queries as risk_own
from tutela_web.takeaway.exports.activities import activity_table, find_activities
from tutela_web.takeaway.exports.incidents import (
    EVENT_FILTERS,
    INCIDENT_FILTERS,
    event_table,
    find_events,
    find_incidents,
    incident_table,
)
from tutela_web.takeaway.exports.kind import ExportKind, own_filters_of
from tutela_web.takeaway.exports.places import (
    BASE_FILTERS,
    PLACE_FILTERS,
    base_table,
    find_bases,
    find_places,
    place_table,
)
from tutela_web.takeaway.exports.register import (
    LINE_FILTERS,
    find_hotspots,
    find_register,
    line_table,
)

KINDS = {
    kind.name: kind
    for kind in (
        ExportKind(
            "incidents",
            gettext_lazy("Incidents"),
            "incidents",
            INCIDENT_FILTERS,
            incident_table,
            find_incidents,
            lambda standing: (field.name for field in own.filters_of(standing)),
        ),
        ExportKind(
            "events",
            gettext_lazy("Imported events"),
            "events",
            EVENT_FILTERS,
            event_table,
            find_events,
        ),
        ExportKind(
            "risks",
            gettext_lazy("Risk register"),
            "risks",
            LINE_FILTERS,
            line_table("risks"),
            find_register,
            lambda standing: (field.name for field in risk_own.asked_of(standing, {})),
        ),
        ExportKind(
            "hotspots",
            gettext_lazy("Hotspots"),
            "risks",
            LINE_FILTERS,
            line_table("hotspots"),
            find_hotspots,
        ),
        ExportKind(
            "places",
            gettext_lazy("Places"),
            "places",
            PLACE_FILTERS,
            place_table,
            find_places,
            partial(own_filters_of, PLACE),
        ),
        ExportKind(
            "bases",
            gettext_lazy("Bases"),
            "bases",
            BASE_FILTERS,
            base_table,
            find_bases,
            partial(own_filters_of, BASE),
        ),
        ExportKind(
            "activities",
            gettext_lazy("Who does what, where, when, for whom (5W)"),
            "strategy",
            LINE_OF_MATRIX_FILTERS,
            activity_table,
            find_activities,
        ),
    )
}
