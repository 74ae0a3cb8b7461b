"""Arrangements: the list and which area lacks one, one with its parties and calls, its sheet."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing, taking
from tutela_web.partners.arrangements import queries as found
from tutela_web.partners.arrangements import sheet as made
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.arrangements.models import Arrangement
from tutela_web.partners.partner.queries import offices
from tutela_web.records.filters import Offered, filter_context, filters_asked
from tutela_web.records.taken_files import record_as_file


@mission_page("fora")
def arrangements(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Agreed ways of working, and the areas that lack one."""
    asked = filters_asked(request, found.FILTERS)
    offered: Offered = {
        "kind": list(Arrangement.Kind.choices),
        "area": [(office.code, office.name) for office in offices(standing)],
    }
    context = {
        "rows": found.arrangement_list(standing, asked),
        **filter_context(asked, offered),
        "lacks": found.lacks(standing),
        "may_keep": ARRANGEMENT.may_write(standing),
        "today": standing.on,
    }
    return render(request, "partners/arrangements.html", context)


def _arrangement(standing: Standing, pk: UUID) -> Arrangement:
    rows = found.arrangements_for(standing).select_related("area", "place", "mission")
    return get_object_or_404(rows, pk=pk)


@require_GET
@mission_page("fora")
def sheet(request: HttpRequest, standing: Standing, pk: UUID, form: str) -> HttpResponse:
    """The arrangement as one page to print or to keep on a telephone without network; a line in
    the audit."""
    open_to = taking(standing)
    arrangement = _arrangement(open_to, pk)
    content, kind = made.as_file(form, open_to, arrangement)
    return record_as_file(standing, arrangement, "arrangement", form, content, kind)
