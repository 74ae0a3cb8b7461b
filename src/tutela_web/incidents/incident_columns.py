"""The incidents of a mission as columns, held in this process until one changes: for counting."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db.models import TextField
from django.db.models.functions import Cast

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.columns import columns, hexed
from tutela_web.base.kept import Kept
from tutela_web.incidents.models import Incident, Verification

SCHEMA = {
    "verification": pl.Categorical, "harms": pl.Categorical, "classification": pl.Int8,
    "compartment": pl.Categorical, "area": pl.Categorical, "author": pl.Categorical,
    "place": pl.Categorical, "perpetrator": pl.Categorical, "merged": pl.Categorical,
}  # fmt: skip
_IDS = {"area": "area_id", "author": "author_id", "place": "place_id",
        "perpetrator": "perpetrator_id", "merged": "merged_into_id"}  # fmt: skip

_KEPT: Kept[pl.DataFrame] = Kept()


def counted_alone(standing: Standing) -> pl.LazyFrame:
    """The incidents that count for a person: the same as `queries.standing_alone`.

    Gives   SCHEMA: harms as the JSON of their list, ids as hex or null.
    """
    seen = _incidents_in(standing.mission).lazy().filter(standing.sees_open_rows("incidents"))
    if "human_rights" not in standing.roles:
        mine = (pl.col("author") == standing.person.pk.hex).fill_null(False)
        seen = seen.filter((pl.col("verification") != Verification.WITHDRAWN.value) | mine)
    return seen.filter(pl.col("merged").is_null())


def _incidents_in(mission: Mission) -> pl.DataFrame:
    return _KEPT.get(mission.pk, _newest_version(mission), lambda: _read(mission))


def _newest_version(mission: Mission) -> Any:
    """What grows with every version of every incident: none changes without one."""
    history = Incident.history.filter(mission=mission)  # type: ignore[attr-defined]
    return history.order_by("-history_id").values_list("history_id", "history_date").first()


def _read(mission: Mission) -> pl.DataFrame:
    rows = Incident.objects.filter(mission=mission).order_by()
    rows = rows.annotate(harms_said=Cast("harms", TextField()))
    named = [("harms_said" if name == "harms" else _IDS.get(name, name)) for name in SCHEMA]
    cells = zip(SCHEMA, columns(rows.values_list(*named)), strict=True)
    return pl.DataFrame(
        [
            pl.Series(name, hexed(values) if name in _IDS else values, SCHEMA[name])
            for name, values in cells
        ]
    )
