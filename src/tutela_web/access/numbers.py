"""Numbers of records, which people say aloud: one after the other within a mission."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from django.db.models import Max, Model

from tutela_web.access.models import Mission
from tutela_web.base.writes import AT_ONCE, AtOnce


def next_number(
    model: type[Model],
    mission: Mission,
    *,
    compartment: str | None = None,
    writes: AtOnce = AT_ONCE,
) -> int:
    """The next number of a mission's records of a model; two who ask at once wait for each other,
    by the mission's row, until the transaction ends. A number is never given twice.

    Takes   compartment, where records are numbered within each: who holds one sees no gap.
    """
    within = {} if compartment is None else {"compartment": compartment}
    key = ("numbers", model, mission.pk, compartment)
    return next(writes.know(key, lambda: _numbers(model, mission, within)))


def _numbers(model: type[Model], mission: Mission, within: dict[str, str]) -> Iterator[int]:
    # Without the key: rows that name the mission may be kept meanwhile.
    Mission.objects.select_for_update(no_key=True).values_list("pk").get(pk=mission.pk)
    rows = model._default_manager.filter(mission_id=mission.pk, **within)
    return count((rows.aggregate(last=Max("number"))["last"] or 0) + 1)
