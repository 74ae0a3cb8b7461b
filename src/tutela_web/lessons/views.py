"""The small forms beside a debrief and a lesson, and what partners see of a review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.base.values import FieldValue
from tutela_web.lessons import forms, queries, verbs
from tutela_web.lessons.kinds import DEBRIEF, LESSON
from tutela_web.lessons.models import Debrief, FormalReview, Lesson
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record, new_page

Given = dict[str, FieldValue]


def _find_debrief(standing: Standing, pk: UUID) -> Model:
    record: Model = find_record(DEBRIEF, standing, pk)
    return record


def _show_debrief(
    request: HttpRequest, standing: Standing, debrief: Debrief, **refused: Form | None
) -> HttpResponse:
    return show_record(DEBRIEF, request, standing, debrief, status=None, **refused)


def _find_lesson(standing: Standing, pk: UUID) -> Model:
    record: Model = find_record(LESSON, standing, pk)
    return record


def _show_lesson(
    request: HttpRequest, standing: Standing, lesson: Lesson, **refused: Form | None
) -> HttpResponse:
    return show_record(LESSON, request, standing, lesson, status=None, **refused)


_beside_debrief = forms_beside_record("alerts", _find_debrief, _show_debrief, "lessons:debrief")
_beside_lesson = forms_beside_record("lessons", _find_lesson, _show_lesson, "lessons:lesson")


@mission_page("alerts")
def debrief_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Open a debrief by hand."""
    form = forms.OpenDebriefForm(
        request.POST or None, standing=standing, alert=request.GET.get("alert", "")
    )
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.open_by_hand(by=standing, **given),
        allowed=standing.may_somewhere(queries.KEEPS),
        title=DEBRIEF.titles.add,
        words=DEBRIEF.titles.about,
        trail=[(DEBRIEF.list_address(standing), DEBRIEF.titles.many)],
        to=lambda debrief: DEBRIEF.address(standing, debrief),
    )


@require_POST
@mission_page("alerts")
def debrief_hand_in(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Hand in the page."""
    debrief = find_record(DEBRIEF, standing, pk)
    with refused_atop(request):
        verbs.hand_in(debrief, version=version_sent(request), by=standing)
        messages.success(request, _("The debrief is handed in."))
    return redirect("lessons:debrief", standing.mission.code, pk)


@_beside_debrief("review_form", forms.ReviewForm, of_standing=True)
def debrief_decide(standing: Standing, debrief: Debrief, given: Given) -> None:
    """Decide on a formal review."""
    verbs.decide_formal_review(debrief, by=standing, **given)  # type: ignore[arg-type]


@_beside_debrief("inquiry_form", forms.InquiryForm, versioned=True)
def debrief_inquiry(standing: Standing, debrief: Debrief, given: Given, *, version: int) -> None:
    """Say that an inquiry was opened."""
    verbs.open_inquiry(debrief, version=version, by=standing, **given)  # type: ignore[arg-type]


@require_POST
@mission_page("alerts")
def debrief_inquiry_end(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that the inquiry has ended."""
    debrief = find_record(DEBRIEF, standing, pk)
    with refused_atop(request):
        verbs.end_inquiry(debrief, version=version_sent(request), by=standing)
    return redirect("lessons:debrief", standing.mission.code, pk)


def _review_of(standing: Standing, debrief: Debrief) -> FormalReview:
    return get_object_or_404(queries.reviews_for(standing), debrief=debrief)


@_beside_debrief("report_form", forms.ReviewReportForm, versioned=True)
def review_report(standing: Standing, debrief: Debrief, given: Given, *, version: int) -> None:
    """Hand in the report of the formal review."""
    review = _review_of(standing, debrief)
    verbs.report_review(review, version=version, by=standing, **given)  # type: ignore[arg-type]


@_beside_debrief("invite_form", forms.InviteForm, of_standing=True)
def review_invite(standing: Standing, debrief: Debrief, given: Given) -> None:
    """Invite a protection partner."""
    verbs.invite_partner(_review_of(standing, debrief), by=standing, **given)  # type: ignore[arg-type]


@_beside_debrief("part_form", forms.PartForm)
def review_part(standing: Standing, debrief: Debrief, given: Given, *, part: UUID) -> None:
    """Set down whether a partner came."""
    invited = queries.invited_for(standing, _review_of(standing, debrief))
    verbs.record_partner(get_object_or_404(invited, pk=part), by=standing, **given)  # type: ignore[arg-type]


@_beside_debrief("clear_form", forms.ClearForm, versioned=True)
def review_clear(standing: Standing, debrief: Debrief, given: Given, *, version: int) -> None:
    """Clear a copy for partners."""
    review = _review_of(standing, debrief)
    verbs.clear_copy(review, version=version, by=standing, **given)  # type: ignore[arg-type]


@mission_page("hazards", "lessons")
def show_cleared(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The copies of reviews that were cleared for partners, and nothing else of them."""
    copies = queries.cleared_copies(standing).order_by("-cleared_at")
    return render(request, "lessons/cleared.html", {"copies": list(copies[:50])})


@_beside_lesson("validate_form", forms.ValidateForm, of_standing=True, versioned=True)
def lesson_validate(standing: Standing, lesson: Lesson, given: Given, *, version: int) -> None:
    """Validate a finding."""
    verbs.validate_lesson(lesson, version=version, by=standing, **given)  # type: ignore[arg-type]


@_beside_lesson("change_form", forms.ChangeForm, versioned=True)
def lesson_change(standing: Standing, lesson: Lesson, given: Given, *, version: int) -> None:
    """Link the new version of what had to change."""
    verbs.link_change(lesson, version=version, by=standing, **given)  # type: ignore[arg-type]


@_beside_lesson("tried_form", forms.TriedForm, versioned=True)
def lesson_tried(standing: Standing, lesson: Lesson, given: Given, *, version: int) -> None:
    """Say that the change is tried."""
    verbs.mark_tried(lesson, version=version, by=standing, **given)  # type: ignore[arg-type]
