"""Training: by contributor, of leaders, due again; of one unit; the local pack of an area."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela.capacity.training import POLICE, police_gaps
from tutela_web.access.page_access import mission_page
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.capacity.readiness.kinds import CONTRIBUTOR
from tutela_web.capacity.readiness.queries import KIND, contributors_for
from tutela_web.capacity.training.kinds import LEADER, SESSION
from tutela_web.capacity.training.queries import (
    courses_for,
    due_again,
    leaders_trained,
    local_context_held,
    police_roles_for,
    read_trainings,
    sessions_for,
    topics_of,
    violations_of,
)
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.look.translate import word


@mission_page(KIND)
def training(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The matrix of contributors, the leaders, and what is due again."""
    context = {
        "contributors": list(contributors_for(standing)),
        "leaders": leaders_trained(standing),
        "holds": holds_readiness(standing),
        "due": due_again(standing),
        "areas": list(areas_on(standing.mission, standing.on).defer("boundary").order_by("name")),
        "may_keep": LEADER.may_write(standing),
        "may_add": CONTRIBUTOR.may_write(standing),
        "reads_leaders": standing.reads("strategy"),
    }
    return render(request, "capacity/training.html", context)


@mission_page("bases")
def unit_training(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What a unit was taught, by rank; its courses; of police its roles against mandate and
    training. For who holds the compartment capacity."""
    if not holds_readiness(standing):
        raise Http404
    unit = get_object_or_404(units_for(standing), pk=pk)
    sessions = list(sessions_for(standing).filter(unit=unit))
    read_trainings(standing, sessions)
    known = [session.known for session in sessions]
    roles = list(police_roles_for(standing).filter(unit=unit)) if unit.police else []
    gaps = (
        police_gaps([role.known_on(standing.on) for role in roles], known, standing.on)
        if unit.police
        else {}
    )
    context = {
        "unit": unit,
        "topics": topics_of(known, standing.on),
        "sessions": sessions,
        "courses": list(courses_for(standing).filter(unit=unit)),
        "roles": roles,
        "police": [
            (
                word(kind.label),
                [role for role in roles if kind.kind in role.kinds],
                [name for name, tasks in gaps.items() if kind.tasks & tasks],
            )
            for kind in POLICE
        ]
        if unit.police
        else [],
        "may_keep": SESSION.may_write(standing, beside=unit),
    }
    return render(request, "capacity/unit_training.html", context)


@mission_page(KIND)
def local_pack(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What training on the local context is about in an area, and who has had it."""
    area = get_object_or_404(areas_on(standing.mission, standing.on), pk=pk)
    context = {
        "area": area,
        "violations": violations_of(standing, area),
        "reads_incidents": standing.reads("incidents"),
        "holds": holds_readiness(standing),
        "units": local_context_held(standing, area),
    }
    return render(request, "capacity/local_pack.html", context)
