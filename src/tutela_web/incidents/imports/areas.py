"""In whose area of responsibility an event lies."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import polars as pl
import shapely
from django.db.models import Q

from tutela_web.access.models import DutyArea, Mission


def areas_of(frame: pl.DataFrame, mission: Mission, on: date) -> pl.Series:
    """The duty area of each event by its point, as text; null where in none or not located.

    Field offices go before commands, which lie over them; of two that overlap, the first by code.
    """
    known = [
        area
        for area in sorted(
            DutyArea.objects.filter(
                Q(starts__isnull=True) | Q(starts__lte=on),
                Q(ends__isnull=True) | Q(ends__gt=on),
                mission=mission,
                boundary__isnull=False,
            ),
            key=lambda area: (area.kind != DutyArea.Kind.FIELD_OFFICE, area.code),
        )
    ]
    found: list[str | None] = [None] * frame.height
    if known and frame.height:
        shapes = shapely.from_geojson([json.dumps(area.boundary) for area in known])
        located = (frame["latitude"].is_not_null() & frame["longitude"].is_not_null()).arg_true()
        points = shapely.points(
            frame["longitude"].gather(located).to_numpy(),
            frame["latitude"].gather(located).to_numpy(),
        )
        pairs = shapely.STRtree(shapes).query(points, predicate="intersects")
        order = np.argsort(pairs[1], kind="stable")[::-1]  # the first area is written last
        rows = located.to_numpy()
        for point, shape in pairs[:, order].T.tolist():
            found[int(rows[point])] = str(known[shape].pk)
    return pl.Series("area_id", found, pl.String)
