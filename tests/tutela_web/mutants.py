"""Faults that would tell a reader of closed records: a filter taken out, a counter put back.

Each is put in on purpose in a run, and the twins must differ; else they prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import polars as pl
from django.db.models import Q

from tests.tutela_web.twins import Asked
from tutela_web.access import numbers
from tutela_web.access.policy import Standing
from tutela_web.incidents.closed.harms import CLOSED
from tutela_web.incidents.events import columns
from tutela_web.incidents.events.queries import in_force
from tutela_web.incidents.imports import queries
from tutela_web.incidents.lists import columns as incident_columns
from tutela_web.incidents.models import ClosedEvent, ClosedIncident, Incident
from tutela_web.risk import readers
from tutela_web.risk.models import Assessment, SuggestedRisk


@dataclass(frozen=True)
class Mutant:
    """One fault: what is replaced by what, and where somebody would see it."""

    name: str
    patches: Mapping[str, Any]
    where: tuple[str, ...]
    who: tuple[str, ...] = ("poc_adviser", "joc_duty_officer")

    def asks(self, one: Asked) -> bool:
        """Whether this fault is looked for at an address."""
        return one.who in self.who and any(one.address.path.startswith(at) for at in self.where)


def _any_assessment(standing: Standing, **_how: Any) -> Assessment | None:
    found = Assessment.objects.filter(mission=standing.mission, compartment__in=["crsv", ""])
    return found.order_by("-compartment", "-on", "-made_at").first()


_read_events = readers.read_events


def _with_the_compartment(mission: Any, **how: Any) -> Any:
    return _read_events(mission, **how | {"compartment": "crsv"})


def _serial(_purpose: str, naturals: Iterable[Any]) -> list[UUID]:
    first = SuggestedRisk.objects.count() + 1
    return [UUID(int=n) for n, _row in zip(count(first), naturals, strict=False)]


def _random(_purpose: str, naturals: Iterable[Any]) -> list[UUID]:
    return [uuid4() for _row in naturals]


_next_number = numbers.next_number


def _one_count(model: Any, mission: Any, *, compartment: str | None = None, **how: Any) -> int:
    """Numbers over all compartments."""
    if model is not ClosedIncident:
        return _next_number(model, mission, compartment=compartment, **how)
    return ClosedIncident.objects.filter(mission=mission).count() + 100


def _both_count(model: Any, mission: Any, *, compartment: str | None = None, **how: Any) -> int:
    """Open incidents numbered beside closed ones."""
    beside = ClosedIncident.objects.count() if model is Incident else 0
    return _next_number(model, mission, compartment=compartment, **how) + beside


def _raw_numbers(batch: Any, _standing: Standing) -> Any:
    return queries.BatchCounts(
        rows=batch.rows,
        accepted=batch.accepted,
        refused=batch.refused,
        new=batch.new,
        changed=batch.changed,
        same=batch.same,
        doubles=0,
    )


def _every_closed_id(_sources: Any, mission: Any) -> list[int]:
    return list(in_force(ClosedEvent, mission).values_list("pk", flat=True))


def _no_compartments(self: Standing, kind: str, *, at: str = "") -> Q:
    return self.sees(kind, at=at)


def _as_said(fields: Any, said: Any, **_how: Any) -> tuple[Any, Any, None]:
    return dict(fields), dict(said), None


def _all_closed_events(standing: Standing, **_how: Any) -> Any:
    return in_force(ClosedEvent, standing.mission)


def _everything(_by: Any) -> frozenset[str]:
    return frozenset(CLOSED)


_incidents_in = incident_columns._incidents_in


def _counted_too(mission: Any) -> pl.DataFrame:
    rows = _incidents_in(mission)
    closed = ClosedIncident.objects.filter(mission=mission).count()
    return pl.concat([rows, *[rows.head(1)] * closed])


_editions_of = columns.editions_of


def _events_too(mission: UUID) -> Any:
    found = _editions_of(mission)
    closed = ClosedEvent.objects.filter(mission=mission).count()
    return replace(found, frame=pl.concat([found.frame, *[found.frame.head(1)] * closed]))


def _yes(*_asked: Any, **_how: Any) -> bool:
    return True


_AT = "/m/luma/"
_RISKS = (f"{_AT}risks/", f"{_AT}export/risks", f"{_AT}places/")
_INCIDENTS = (f"{_AT}incidents/", f"{_AT}export/incidents")
_IMPORTS = (f"{_AT}imports/",)
_CLOSED = (f"{_AT}compartments/incidents/",)
_AUDIT = (f"{_AT}audit/",)
_MRM = ("child_protection_adviser",)

MUTANTS = [
    Mutant(
        "everybody reads every compartment",
        {
            "tutela_web.incidents.lists.queries.readable_compartments": _everything,
            "tutela_web.incidents.views.readable_compartments": _everything,
        },
        _CLOSED,
        _MRM,
    ),
    Mutant(
        "closed events of other compartments are listed",
        {"tutela_web.incidents.views.closed_events_for": _all_closed_events},
        _CLOSED,
        _MRM,
    ),
    Mutant(
        "the newest assessment is that of a compartment",
        {"tutela_web.risk.queries.latest_assessment": _any_assessment},
        _RISKS,
    ),
    Mutant(
        "the open score rests on closed records",
        {"tutela_web.risk.readers.read_events": _with_the_compartment},
        _RISKS,
    ),
    Mutant("suggested risks are numbered", {"tutela_web.risk.verbs.keyed_ids": _serial}, _RISKS),
    Mutant("suggested risks have chance ids", {"tutela_web.risk.verbs.keyed_ids": _random}, _RISKS),
    Mutant(
        "the trail shows kinds of compartments",
        {"tutela_web.access.audit.queries._shut": lambda _by: []},
        _AUDIT,
    ),
    Mutant(
        "the trail numbers its lines", {"tutela_web.access.audit.queries.sees_all": _yes}, _AUDIT
    ),
    Mutant(
        "the trail tells of each compartment's assessments",
        {"tutela_web.access.audit.queries._told_to": lambda _by: Q()},
        _AUDIT,
    ),
    Mutant(
        "numbers of a file count what is closed",
        {"tutela_web.incidents.imports.queries.numbers": _raw_numbers},
        _IMPORTS,
    ),
    Mutant(
        "the report of a file is not cut",
        {"tutela_web.incidents.imports.queries.report": lambda batch, _by: dict(batch.report)},
        _IMPORTS,
    ),
    Mutant(
        "how far an import is counts closed rows for everybody",
        {
            "tutela_web.incidents.imports.queries.progress_of": lambda job, _batch, _by: {
                "done": job.done,
                "total": job.total,
            }
        },
        ("/api/v1/missions/luma/imports",),
    ),
    Mutant(
        "an import is compared with closed events",
        {"tutela_web.incidents.imports.compare._once_open": _every_closed_id},
        _IMPORTS,
    ),
    Mutant(
        "numbers run over all compartments",
        {"tutela_web.access.numbers.next_number": _one_count},
        _CLOSED,
        _MRM,
    ),
    Mutant(
        "open incidents are numbered beside closed ones",
        {"tutela_web.access.numbers.next_number": _both_count},
        _INCIDENTS,
    ),
    Mutant(
        "messages to an office stand in the ledger",
        {"tutela_web.channels.gateway_queries.UNLISTED": frozenset()},
        (f"{_AT}gateways/",),
        ("administrator", "chief_of_staff"),
    ),
    Mutant(
        "records that carry a compartment of their own are seen by all",
        {"tutela_web.access.policy.Standing.sees_open": _no_compartments},
        (f"{_AT}accountability/",),
        _MRM,
    ),
    Mutant(
        "closed events are counted with the open ones",
        {"tutela_web.incidents.events.columns.editions_of": _events_too},
        (f"{_AT}events/",),
    ),
    Mutant(
        "closed incidents are counted with the open ones",
        {"tutela_web.incidents.lists.columns._incidents_in": _counted_too},
        _INCIDENTS,
    ),
    Mutant(
        "an open part waits for nobody",
        {"tutela_web.incidents.closed.release_verbs.may_decide": _yes},
        _INCIDENTS,
    ),
    Mutant(
        "the agreed wording goes out at once",
        {"tutela_web.incidents.closed.release_verbs.WAITS": timedelta(0)},
        _INCIDENTS,
    ),
    Mutant(
        "an alert repeats the words of a closed harm",
        {"tutela_web.warning.alerts.verbs.kept_apart": _as_said},
        (f"{_AT}alerts/",),
    ),
]
"""The faults, each looked for where it would show."""
