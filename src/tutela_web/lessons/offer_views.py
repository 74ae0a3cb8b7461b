"""The panel of lessons beside a record, fetched once the record's page stands."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.lessons.models import Lesson, Practice
from tutela_web.lessons.offers import BESIDE, offers_beside
from tutela_web.lessons.queries import lessons_for, practices_for
from tutela_web.lessons.verbs import dismiss_offer
from tutela_web.records.models import Record


@mission_page("lessons")
def show_offers(request: HttpRequest, standing: Standing, name: str, pk: UUID) -> HttpResponse:
    """What fits the record; posted, one of them is set aside with a reason."""
    beside = BESIDE[name]
    record: Record = get_object_or_404(beside.rows(standing), pk=pk)
    if request.method == "POST":
        with refused_atop(request):
            about = _offered_record(standing, request.POST.get("offered", ""))
            dismiss_offer(record, about, request.POST.get("why", ""), by=standing)
        return redirect(beside.page, standing.mission.code, pk)
    context = {
        "offers": offers_beside(standing, name, record),
        "record": record,
        "url": request.path,
        "back": beside.page,
        "may_dismiss": bool(standing.titles),
    }
    template = "lessons/_offers.html" if request.htmx else "lessons/offers.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _offered_record(standing: Standing, said: str) -> Lesson | Practice:
    try:
        key = UUID(said)
    except ValueError as fault:
        raise Http404 from fault
    lesson = lessons_for(standing).filter(pk=key).first()
    return lesson or get_object_or_404(practices_for(standing), pk=key)
