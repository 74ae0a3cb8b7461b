"""What passed between houses: answers, cluster meetings by place, a risk as others read it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.engagements.engagement.queries import engagements_for, with_links
from tutela_web.fora.meetings.queries import HIGH
from tutela_web.fora.meetings.views import meeting_of, shown_again
from tutela_web.partners.exchanges import invitation_queries, invitation_verbs, verbs
from tutela_web.partners.exchanges import queries as found
from tutela_web.partners.exchanges.forms import ExchangeForm, InvitationForm
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.records.create_page import save_posted
from tutela_web.records.pages import read_line
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

MOST = 60


@mission_page("fora")
def risk_readings(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Priority risks as the mission, humanitarians and the host read them."""
    risks = risks_for(standing).filter(status=Risk.Status.ADOPTED, priority__gte=HIGH)
    worst = risks.select_related("place").order_by("-priority", "-risk", "place__name", "pk")
    context = {"rows": found.with_others(standing, list(worst[:MOST]))}
    return render(request, "partners/others.html", context)


@mission_page("fora")
def risk_others(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One risk: each side's reading, what was conveyed, offered and left open, and the political
    steps taken on it."""
    risk = get_object_or_404(risks_for(standing).select_related("place", "mission"), pk=pk)
    read_line(standing, risk)
    (row,) = found.with_others(standing, [risk])
    steps = with_links(engagements_for(standing)).filter(risk=risk).order_by("-on", "-entered_at")
    context = {
        "row": row,
        "risk": risk,
        "steps": steps[:MOST],
        "reads_steps": standing.reads("engagements"),
        "may_engage": standing.may("keep_engagements", area=risk.area_id),
    }
    return render(request, "partners/risk_others.html", context)


@mission_page("fora")
def clusters(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Meetings of the Protection Cluster by place: was the mission there, and what passed."""
    return render(request, "partners/clusters.html", {"rows": found.clusters(standing)})


@mission_post("fora", of=found.exchanges_for)
def exchange_answer(request: HttpRequest, standing: Standing, exchange: Exchange) -> HttpResponse:
    """Answer what was voiced or brought."""
    with refused_atop(request):
        verbs.answer_exchange(
            exchange, request.POST.get("answer", ""), version=version_sent(request), by=standing
        )
    return redirect("fora:meeting", standing.mission.code, exchange.meeting_id)


@mission_post("fora")
def exchange_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Record one thing that passed between the mission and another house."""
    meeting = meeting_of(standing, pk)
    form = ExchangeForm(request.POST, standing=standing, forum=meeting.forum, auto_id="exchange_%s")
    if save_posted(form, lambda given: verbs.exchange(meeting, given, by=standing)):
        return redirect("fora:meeting", standing.mission.code, pk)
    return shown_again(request, standing, meeting, exchange_form=form)


@mission_post("fora")
def invite(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Invite a partner to a meeting."""
    meeting = meeting_of(standing, pk)
    form = InvitationForm(request.POST, standing=standing, meeting=meeting, auto_id="invitation_%s")
    if save_posted(form, lambda given: invitation_verbs.invite(meeting, given, by=standing)):
        return redirect("fora:meeting", standing.mission.code, pk)
    return shown_again(request, standing, meeting, invitation_form=form)


@mission_post("fora", "trends")
def invitation_answer(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A partner says that it comes or declines, or somebody writes it down."""
    mine = invitation_queries.invitations_to(standing).filter(pk=pk).first()
    invitation = mine or get_object_or_404(
        invitation_queries.invitations_for(standing).select_related("meeting"), pk=pk
    )
    with refused_atop(request):
        invitation_verbs.answer_invitation(
            invitation,
            request.POST.get("answer", ""),
            by=standing,
            note=request.POST.get("note", ""),
        )
    if mine is not None and not standing.reads("fora"):
        return redirect("site:trends", standing.mission.code)
    return redirect("fora:meeting", standing.mission.code, invitation.meeting_id)
