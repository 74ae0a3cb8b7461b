"""The page of a unit against what is required of it: for who holds the compartment capacity."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.capacity.able import TASKS
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Unit
from tutela_web.capacity.readiness.kinds import CHECK
from tutela_web.capacity.readiness.queries import CHECKS, promises_for, standing_of_unit
from tutela_web.capacity.readiness.verbs import declare_ready
from tutela_web.capacity.units.queries import units_for
from tutela_web.look.translate import say_in_page_language, word


def _unit(standing: Standing, pk: UUID) -> Unit:
    return get_object_or_404(units_for(standing).select_related("mission"), pk=pk)


@mission_page("bases")
def unit_checks(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What is required of a unit, how each of it stands, and what was promised and delivered."""
    unit = _unit(standing, pk)
    checked = standing_of_unit(standing, unit)
    if checked is None:
        raise Http404
    promises = promises_for(standing).filter(contributor=unit.contributor_id)
    context = {
        "unit": unit,
        "checked": checked,
        "rows": [
            (row, [word(TASKS.get(task, task)) for task in sorted(row.line.tasks)])
            for row in checked.items
        ],
        "promises": [row for row in promises if row.unit_id in (None, unit.pk)],
        "may_check": CHECK.may_write(standing, beside=unit),
        "may_declare": standing.may(CHECKS, area=unit.area_id),
    }
    return render(request, "capacity/unit_checks.html", context)


@mission_post("bases")
def ready(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Declare a unit ready; what keeps it from that is named."""
    unit = _unit(standing, pk)
    try:
        with refusals():
            declare_ready(unit, by=standing)
    except TutelaError as fault:
        messages.error(request, f"{say_in_page_language(fault.as_sentence())}")
    else:
        messages.success(request, _("The unit is declared ready."))
    return redirect("capacity:unit_checks", standing.mission.code, pk)
