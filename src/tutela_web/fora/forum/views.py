"""Fora: the list and who has none, one forum with its seats and reports upward."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.fora.forum import queries as found
from tutela_web.fora.forum import verbs
from tutela_web.fora.forum.forms import (
    SETTLED,
    AnswerForm,
    ForumForm,
    FunctionsForm,
    MemberForm,
    ReportForm,
)
from tutela_web.fora.forum.models import Action, Forum, Meeting, Member
from tutela_web.records.new import new_page, posted
from tutela_web.records.pages import chosen, edit_record, history_of, read_line, saved_as


def trail(standing: Standing, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    """The way to a page of fora."""
    return [(reverse("fora:fora", args=[standing.mission.code]), _("Fora")), *more]


def forum_of(standing: Standing, pk: UUID) -> Forum:
    """A forum this person may see, or 404."""
    rows = found.fora_for(standing).select_related("chair", "area", "mission")
    return get_object_or_404(rows, pk=pk)


@mission_page("fora")
def fora(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every forum the person sees, which are late, and where there is none."""
    asked = {name: request.GET.get(name, "") for name in found.FILTERS}
    areas = found.coordination_map(standing)
    choices: dict[str, Any] = {
        "kind": [(value, label, None) for value, label in Forum.Kind.choices],
        "level": [(value, label, None) for value, label in Forum.Level.choices],
        "area": [
            *((one.area.code, one.area.name, None) for one in areas),
            ("-", _("the whole mission"), None),
        ],
    }
    context = {
        "rows": found.fora_list(standing, asked),
        "asked": asked,
        "filtered": any(asked.values()),
        "choices": choices,
        "shown": chosen(asked, choices),
        "areas": areas,
        "mapped": [kind.label for kind in found.MAPPED],
        "may_keep": standing.may_somewhere(verbs.ACT),
    }
    return render(request, "fora/fora.html", context)


@mission_page("fora")
def forum_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Set up a forum."""
    form = ForumForm(request.POST or None, standing=standing, initial={"classification": 1})
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.make_forum(given, by=standing),
        allowed=standing.may_somewhere(verbs.ACT),
        title=_("Set up a forum"),
        trail=trail(standing),
        to=lambda made: reverse("fora:forum", args=[standing.mission.code, made.pk]),
    )


@mission_page("fora")
def forum(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One forum: its seats, its meetings, what is open, what it reported."""
    return _shown(request, standing, forum_of(standing, pk))


def _shown(
    request: HttpRequest, standing: Standing, one: Forum, member_form: Any = None
) -> HttpResponse:
    read_line(standing, one)
    edited = edit_record(
        request if member_form is None else _as_read(request),
        standing,
        one,
        ForumForm,
        verbs.edit_forum,
        act=verbs.ACT,
        area=one.area_id,
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "fora:forum", one.pk)
    last = found.last_held(standing).get(one.pk)
    seen = found.meetings_for(standing).filter(forum=one)
    open_ones = found.actions_for(standing).filter(meeting__forum=one, state=Action.State.OPEN)
    reports = found.reports_for(standing).filter(forum=one).order_by("-on", "-entered_at")
    fora_seen = found.fora_for(standing)
    context = {
        "forum": one,
        "edited": edited,
        "last": last,
        "late": found.lateness(last, one.rhythm_days, standing.on),
        "above": fora_seen.filter(pk=one.reports_to_id).first() if one.reports_to_id else None,
        "below": fora_seen.filter(reports_to=one).order_by("name"),
        "panels": found.panels_of(standing, one),
        "functions": [(label, one.functions.get(name, "")) for name, label in SETTLED.items()],
        "functions_form": FunctionsForm(forum=one, auto_id="settles_%s"),
        "seats": found.seats_of(standing, one),
        "planned": seen.filter(state=Meeting.State.PLANNED).order_by("starts_at"),
        "past": seen.exclude(state=Meeting.State.PLANNED).order_by("-starts_at")[:20],
        "actions": found.action_rows(standing, open_ones.order_by("due", "entered_at")),
        "reports": [(report, found.empty_headings(report)) for report in reports[:12]],
        "directions": found.decisions_for(standing).filter(directs=one, answered_on=None),
        "may_keep": standing.may(verbs.ACT, area=one.area_id),
        "member_form": member_form or MemberForm(standing=standing),
        "answer_form": AnswerForm(),
        "history": history_of(standing, one, ForumForm),
    }
    status = 400 if member_form is not None else edited.status
    return render(request, "fora/forum.html", context, status=status)


def _as_read(request: HttpRequest) -> HttpRequest:
    """The request as one that only reads: another form of the page was posted."""
    request.method = "GET"
    return request


@require_POST
@mission_page("fora")
def member_add(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Give a seat."""
    one = forum_of(standing, pk)
    form = MemberForm(request.POST, standing=standing)
    if not posted(form, lambda given: verbs.add_member(one, by=standing, **given)):
        return _shown(request, standing, one, form)
    return redirect("fora:forum", standing.mission.code, pk)


@require_POST
@mission_page("fora")
def functions(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say who settles each function of coordination."""
    one = forum_of(standing, pk)
    form = FunctionsForm(request.POST, forum=one)
    with refused_atop(request):
        if form.is_valid():
            verbs.settle(one, form.cleaned_data, version=version_sent(request), by=standing)
    return redirect("fora:forum", standing.mission.code, pk)


@require_POST
@mission_page("fora")
def member_end(request: HttpRequest, standing: Standing, pk: UUID, of: UUID) -> HttpResponse:
    """End a seat."""
    member = get_object_or_404(Member, pk=of, forum=forum_of(standing, pk))
    with refusals():
        verbs.end_member(member, by=standing)
    return redirect("fora:forum", standing.mission.code, pk)


@mission_page("fora")
def report_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Report to the forum above, beside what live records say."""
    one = forum_of(standing, pk)
    since = found.since_report(standing, one)
    told = _(
        "Actions since the last report: %(done)s done, %(dropped)s dropped; open now: %(open)s, "
        "of them overdue: %(overdue)s."
    ) % {"done": since.done, "dropped": since.dropped, "open": since.open, "overdue": since.overdue}
    here = reverse("fora:forum", args=[standing.mission.code, pk])
    return new_page(
        request,
        standing,
        ReportForm(request.POST or None, standing=standing),
        lambda given: verbs.report_up(one, given, by=standing),
        allowed=standing.may(verbs.ACT, area=one.area_id),
        title=_("Report upward"),
        trail=trail(standing, (here, one.name)),
        to=lambda _made: f"{here}#reports",
        about=[told],
        words=_("Five headings; what is left empty is shown as empty."),
    )
