"""Numbers and references of records, which people say aloud: one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from django.db.models import Max, Model

from tutela.base.references import letters_of_office, next_reference, reference_stem
from tutela_web.access.models import DutyArea, Mission
from tutela_web.base import clock
from tutela_web.base.markings import Classification
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


def give_reference(
    model: type[Model],
    mission: Mission,
    area: DutyArea | None,
    classification: int,
    *,
    kind: str = "",
    writes: AtOnce = AT_ONCE,
) -> str:
    """The reference a new record is called by over a radio: office, day, number (BRI-1122-03).

    Those of strictly confidential records count apart, so that others see no gap. Two who ask at
    once wait for each other.

    Takes   area, the office it falls to; None for the mission itself; kind, what tells records of
            this model from others that are called by one: INCIDENT (BRI-1122-I03); blank, an alert.
    """
    apart = classification >= Classification.STRICTLY_CONFIDENTIAL
    stem = reference_stem(letters_of(mission, area), clock.today(mission), kind=kind, apart=apart)
    key = ("references", model, mission.pk, stem)
    return next(writes.know(key, lambda: _references(model, mission, stem)))


def letters_of(mission: Mission, area: DutyArea | None) -> str:
    """The three letters of an office, or of the mission."""
    return letters_of_office(*([area.name, area.code] if area else []), mission.code, mission.iso3)


def _references(model: type[Model], mission: Mission, stem: str) -> Iterator[str]:
    _wait_for_others(mission)
    rows = model._default_manager.filter(mission_id=mission.pk, reference__startswith=stem)
    earlier = list(rows.values_list("reference", flat=True))
    while True:
        earlier = [next_reference(stem, earlier)]
        yield earlier[0]


def _wait_for_others(mission: Mission) -> None:
    # Without the key: rows that name the mission may be kept meanwhile.
    Mission.objects.select_for_update(no_key=True).values_list("pk").get(pk=mission.pk)


def _numbers(model: type[Model], mission: Mission, within: dict[str, str]) -> Iterator[int]:
    _wait_for_others(mission)
    rows = model._default_manager.filter(mission_id=mission.pk, **within)
    return count((rows.aggregate(last=Max("number"))["last"] or 0) + 1)
