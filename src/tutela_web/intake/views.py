"""Pages of reports from the field: parse, call one verb, render."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela.intake.questions import CARE_QUESTIONS, FORMS, Kind, referral_steps
from tutela_web.access.page_access import mission_page, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.fields import few_words
from tutela_web.base.ids import id_or_404, new_id
from tutela_web.base.values import JsonValue
from tutela_web.conduct.models import MisconductReceipt
from tutela_web.conduct.pages import (
    answer_misconduct,
    answer_unsure,
    answers_sent,
    close_held_case,
)
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.intake import settling_verbs
from tutela_web.intake.forms import DeskForm, IncidentOfReportForm
from tutela_web.intake.kind import FIELD_REPORT, lines_of
from tutela_web.intake.media_verbs import open_media
from tutela_web.intake.models import FieldReport, ReportKind, ReportMedia
from tutela_web.intake.queries import (
    ACT,
    SETTLE,
    CareShown,
    media_for,
    reports_beside_alert,
    reports_for,
)
from tutela_web.intake.verbs import Received, mark_told, receive_report
from tutela_web.look.translate import say_in_page_language
from tutela_web.questionnaires.models import FormVersion
from tutela_web.questionnaires.queries import approved_versions, version_called
from tutela_web.records.acts import Act, ActsOn
from tutela_web.records.create_page import new_page
from tutela_web.records.pages import read_line
from tutela_web.warning.board.queries import read_alert

TYPES: dict[str, str] = {ReportMedia.Kind.PHOTO: "image/jpeg", ReportMedia.Kind.VOICE: "audio/webm"}

AT_DESK = [kind for kind in Kind if kind is not Kind.DANGER]
"""What is written at a desk by these forms; a danger has a page of its own, which warns."""


@mission_page("reports")
def new_report(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A report written at a desk, by the questions of the phone."""
    if not standing.may_somewhere(ACT):
        raise PermissionDenied
    asked = request.GET.get("kind", Kind.REPORT)
    if asked == Kind.DANGER:
        return redirect("warning:raise", standing.mission.code)
    if asked not in AT_DESK:
        raise Http404
    kind, version = Kind(asked), None
    if called := request.GET.get("form", ""):
        version = version_called(standing.mission, called)
        held_before = bool(request.POST.get("held_case"))  # the version may have been replaced
        if version is None or (version.state != FormVersion.State.APPROVED and not held_before):
            raise Http404
        kind = Kind(version.kind)
    if request.POST.get("un_personnel") == "yes":
        return answer_misconduct(request, standing, MisconductReceipt.Door.FIELD)
    if request.POST.get("un_personnel") == "unsure":
        return answer_unsure(request, standing, MisconductReceipt.Door.FIELD)
    begun = {"id": new_id(), "place": request.GET.get("place", "")}
    sent, hidden = answers_sent(request, standing)
    form = DeskForm(kind, sent, standing=standing, version=version, initial=begun)
    if form.is_bound and form.is_valid():
        marked = form.cleaned_data["marked"] or mark_told(*form.words())
        if marked and request.POST.get("agreed") not in ("yes", "no"):
            return _ask_first(request, standing, marked)
        if marked and request.POST["agreed"] == "no":
            close_held_case(request, standing)
            return render(request, "intake/stopped.html", {"steps": _steps_of(marked)})
        received = _receive(form, standing, marked=marked, care=_care_said(request, marked))
        if received is not None:
            close_held_case(request, standing)
            return _after_receiving(request, standing, received)
    for name in hidden & form.fields.keys():
        del form.fields[name]
    context = {
        "form": form,
        "kind": kind,
        "title": version.title if version else say_in_page_language(FORMS[kind][0]),
        "kinds": [(one.value, ReportKind(one.value).label) for one in AT_DESK],
        "version": version,
        "own_forms": approved_versions(standing.mission),
    }
    status = 400 if form.errors else 200
    return render(request, "intake/new.html", context, status=status)


CARE_SERVICES: list[Callable[[Standing, str], list[CareShown]]] = []
"""Rooms above say here which cleared services of care there are, for a standing and a mark."""

NOT_CARRIED = ("csrfmiddlewaretoken", *(question.name for question in CARE_QUESTIONS))


def _ask_first(request: HttpRequest, standing: Standing, marked: str) -> HttpResponse:
    """What to do and whom to call, and whether the person agrees: nothing is kept before it is
    said. What was written stays in the browser that sent it."""
    sent = [(name, one) for name, many in request.POST.lists() for one in many]
    whom_to_call = [row for services in CARE_SERVICES for row in services(standing, marked)]
    context = {
        "marked": marked,
        "steps": _steps_of(marked),
        "services": [to_call for to_call in whom_to_call if not to_call.adviser],
        "advisers": [to_call for to_call in whom_to_call if to_call.adviser],
        "questions": [
            (question.name, say_in_page_language(question.ask))
            for question in CARE_QUESTIONS
            if question.name != "agreed"
        ],
        "carried": [(name, value) for name, value in sent if name not in NOT_CARRIED],
    }
    answer = render(request, "intake/care.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _steps_of(marked: str) -> list[str]:
    return [say_in_page_language(step) for step in referral_steps(marked)]


def _care_said(request: HttpRequest, marked: str) -> dict[str, JsonValue]:
    """What was said on the page that asks first."""
    if not marked:
        return {}
    return {question.name: request.POST.get(question.name, "") for question in CARE_QUESTIONS}


def _receive(
    form: DeskForm, standing: Standing, *, marked: str, care: dict[str, JsonValue]
) -> Received | None:
    said = form.cleaned_data
    try:
        with refusals():
            return receive_report(
                standing,
                id=said["id"],
                kind=form.kind,
                captured_at=real_now(),
                answers=form.answers() | care,
                place=said["place"],
                place_said=said["place_said"],
                place_precision=said["place_precision"],
                marked=marked,
                misconduct="read_again" if said["un_personnel"] == "read_again" else "",
                way=said["way"],
                language=standing.person.language,
                tasking=said.get("tasking"),
                form=str(form.version or ""),
            )
    except TutelaError as fault:
        form.add_error(None, say_in_page_language(fault.as_sentence()))
        return None


def _after_receiving(request: HttpRequest, standing: Standing, received: Received) -> HttpResponse:
    """Where the sender is led: to the report, or to what to do at once."""
    if received.outcome == "closed":
        steps = [say_in_page_language(step) for step in received.steps]
        context = {"steps": steps, "received_at": clock.now(standing.mission)}
        return render(request, "intake/stopped.html", context)
    messages.success(request, _("Received."))
    report = reports_for(standing).filter(pk=received.id).first()
    if report is None:
        return redirect(reverse("intake:report_new", args=[standing.mission.code]))
    return redirect("intake:report", standing.mission.code, report.pk)


@require_POST
@mission_page("reports")
def show_media(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A photo or a voice note, in the answer to a POST alone: no address leads to it again, and no
    browser retains it."""
    media = get_object_or_404(media_for(standing), pk=pk)
    content = None
    with refused_atop(request):
        content = open_media(media, by=standing)
    if content is None:
        return redirect("intake:report", standing.mission.code, media.report_id)
    answer = HttpResponse(content, content_type=TYPES[media.kind])
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = "inline"
    return answer


# --- what becomes of it


def _report(standing: Standing, pk: UUID) -> FieldReport:
    return get_object_or_404(reports_for(standing), pk=pk)


@require_POST
@mission_page("reports")
def link_report(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that a report tells of an incident on record."""
    report = _report(standing, pk)
    with refused_atop(request):
        chosen = id_or_404(request.POST.get("incident", ""))
        incident = get_object_or_404(standing_alone(standing), pk=chosen)
        settling_verbs.link_report(report, incident, by=standing)
    return redirect("intake:report", standing.mission.code, pk)


@require_POST
@mission_page("reports")
def raise_report(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Open or join the alert of a report whose danger goes on, in one tap."""
    report = _report(standing, pk)
    with refused_atop(request):
        alert = settling_verbs.raise_from_report(report, by=standing)
        if standing.sees_one("alerts", alert):
            return redirect("warning:alert", standing.mission.code, alert.pk)
        messages.success(request, _("An alert runs, and this report stands with it."))
    return redirect("intake:report", standing.mission.code, pk)


@require_POST
@mission_page("reports")
def put_together(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say which reports tell of the same event."""
    report = _report(standing, pk)
    chosen = [id_or_404(one) for one in request.POST.getlist("report")]
    others = list(reports_for(standing).filter(pk__in=chosen))
    with refused_atop(request):
        settling_verbs.put_together(report, others, by=standing)
    return redirect("intake:report", standing.mission.code, pk)


@mission_page("reports")
def record_report(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Record an incident of a report: a person writes its title, its harms and its words."""
    report = _report(standing, pk)
    read_line(standing, report)
    form = IncidentOfReportForm(request.POST or None, initial={"id": new_id()})
    return new_page(
        request,
        standing,
        form,
        lambda said: settling_verbs.record_report(
            report,
            {name: said[name] for name in ("title", "harms", "summary")},  # type: ignore[arg-type]
            by=standing,
            id=said["id"],
        ),
        allowed=standing.may(SETTLE, area=report.area_id)
        and standing.may("record_incident", area=report.area_id),
        title=_("Record an incident of it"),
        about=[f"{ask} {said}" for ask, said in lines_of(report, standing)],
        trail=[
            (FIELD_REPORT.list_address(standing), FIELD_REPORT.titles.many),
            (FIELD_REPORT.address(standing, report), str(report)),
        ],
        to=lambda incident: reverse(
            "incidents:incident", args=[standing.mission.code, incident.pk]
        ),
    )


@mission_page("reports")
def show_reports_of_alert(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The reports beside an alert: those of it, and those near it that nobody has settled."""
    if not standing.reads("alerts"):
        raise Http404
    alert = read_alert(standing, pk)
    context = {"alert": alert, "told": reports_beside_alert(standing, alert)}
    name = "_reports_of_alert" if request.htmx else "reports_of_alert"  # type: ignore[attr-defined]
    return render(request, f"intake/{name}.html", context)


REPORT = ActsOn(("reports",), "intake:report", _report)
ACTS = [
    Act(
        settling_verbs.close_report,
        on=REPORT,
        path="field-reports/<uuid:pk>/close/",
        name="report_close",
        fields={"why": few_words()},
    ),
    Act(
        settling_verbs.reopen_report,
        on=REPORT,
        path="field-reports/<uuid:pk>/reopen/",
        name="report_reopen",
        fields={"why": few_words()},
    ),
    Act(
        settling_verbs.take_apart,
        on=REPORT,
        path="field-reports/<uuid:pk>/apart/",
        name="report_apart",
    ),
]
