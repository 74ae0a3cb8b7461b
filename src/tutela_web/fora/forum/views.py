"""Fora: the list and who has none, one forum with its seats and reports upward."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.base.values import Words
from tutela_web.fora.forum import queries as found
from tutela_web.fora.forum import verbs
from tutela_web.fora.forum.forms import (
    FunctionsForm,
    UpwardReportForm,
)
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.forum.models import Forum, Member
from tutela_web.records.create_page import new_page
from tutela_web.records.filters import Offered, filter_context, filters_asked


def trail(standing: Standing, *more: tuple[str, Words]) -> list[tuple[str, Words]]:
    """The way to a page of fora."""
    return [(reverse("fora:fora", args=[standing.mission.code]), _("Meetings")), *more]


def forum_of(standing: Standing, pk: UUID) -> Forum:
    """A forum this person may see, or 404."""
    rows = found.fora_for(standing).select_related("chair", "area", "mission")
    return get_object_or_404(rows, pk=pk)


@mission_page("fora")
def fora(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every forum the person sees, which are late, and where there is none."""
    asked = filters_asked(request, found.FILTERS)
    areas = found.coordination_map(standing)
    offered: Offered = {
        "kind": list(Forum.Kind.choices),
        "level": list(Forum.Level.choices),
        "area": [
            *((one.area.code, one.area.name) for one in areas),
            ("-", _("the whole mission")),
        ],
    }
    context = {
        "rows": found.fora_list(standing, asked),
        **filter_context(asked, offered),
        "areas": [one for one in areas if not one.bare],
        "bare": [one.area for one in areas if one.bare],
        "mapped": [kind.label for kind in found.MAPPED],
        "may_keep": FORUM.may_write(standing),
    }
    return render(request, "fora/fora.html", context)


@mission_post("fora")
def functions(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say who settles each function of coordination."""
    forum = forum_of(standing, pk)
    form = FunctionsForm(request.POST, forum=forum)
    with refused_atop(request):
        if form.is_valid():
            verbs.settle(forum, form.cleaned_data, version=version_sent(request), by=standing)
    return redirect("fora:forum", standing.mission.code, pk)


@mission_post("fora")
def member_end(request: HttpRequest, standing: Standing, pk: UUID, of: UUID) -> HttpResponse:
    """End a seat."""
    member = get_object_or_404(Member, pk=of, forum=forum_of(standing, pk))
    with refusals():
        verbs.end_member(member, by=standing)
    return redirect("fora:forum", standing.mission.code, pk)


@mission_page("fora")
def report_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Report to the forum above, beside what live records say."""
    forum = forum_of(standing, pk)
    since = found.since_report(standing, forum)
    told = _(
        "Actions since the last report: %(done)s done, %(dropped)s dropped; open now: %(open)s, "
        "of them overdue: %(overdue)s."
    ) % {"done": since.done, "dropped": since.dropped, "open": since.open, "overdue": since.overdue}
    here = reverse("fora:forum", args=[standing.mission.code, pk])
    return new_page(
        request,
        standing,
        UpwardReportForm(request.POST or None, standing=standing),
        lambda given: verbs.report_up(forum, given, by=standing),
        allowed=standing.may(verbs.ACT, area=forum.area_id),
        title=_("Report upward"),
        trail=trail(standing, (here, forum.name)),
        to=lambda _made: f"{here}#reports",
        about=[told],
        words=_("Five headings; what is left empty is shown as empty."),
    )
