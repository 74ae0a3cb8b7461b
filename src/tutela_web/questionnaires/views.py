"""Pages of the mission's forms beside those every kind has: approval, XLSForm in and out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.intake.xlsform import write_xlsform
from tutela_web.access.audit import trail
from tutela_web.access.page_access import (
    mission_page,
    mission_post,
    refusals,
    taken_away,
)
from tutela_web.access.policy import Standing
from tutela_web.look.translate import say_in_page_language
from tutela_web.places import sheets
from tutela_web.questionnaires import verbs
from tutela_web.questionnaires.approval_pages import (
    answer_decision,
    answer_submission,
    answer_withdrawal,
    tell_decision,
)
from tutela_web.questionnaires.forms import XlsFormForm
from tutela_web.questionnaires.models import FormVersion, Questionnaire
from tutela_web.questionnaires.queries import ACT, KIND, asked_of, forms_for
from tutela_web.questionnaires.table import QUESTIONS
from tutela_web.questionnaires.xlsform_verbs import make_form_of, read_upload

PAGE = "questionnaires:form"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@mission_post(KIND, of=forms_for, may=ACT)
def submit(request: HttpRequest, standing: Standing, form: Questionnaire) -> HttpResponse:
    """Send a form for approval."""
    return answer_submission(request, standing, form, verbs.submit_form, PAGE)


@mission_post(KIND)
def decide(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Approve a version for an office, or refuse it."""
    rows = FormVersion.objects.filter(form__in=forms_for(standing))
    version = get_object_or_404(rows, pk=pk)
    state = answer_decision(request, standing, version, verbs.decide_form)
    tell_decision(request, state, _("Approved: telephones get it at their next contact."))
    return redirect(PAGE, standing.mission.code, version.form_id)


@mission_post(KIND, of=forms_for)
def withdraw(request: HttpRequest, standing: Standing, form: Questionnaire) -> HttpResponse:
    """Take a form out of use."""
    return answer_withdrawal(request, standing, form, verbs.withdraw_form, PAGE)


@mission_page(KIND, of=forms_for)
def xlsform(request: HttpRequest, standing: Standing, form: Questionnaire) -> HttpResponse:
    """A form as an XLSForm: as it stands now, blank."""
    questions = asked_of(form)
    last = form.versions.order_by("-number").first()
    content = write_xlsform(form.code, form.title, str(last.number if last else 0), questions)
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="questionnaire",
        subject=form.pk,
    )
    return taken_away(standing, content, XLSX, f"{form.code}.xlsx")


@mission_page(KIND, may=ACT)
def new_of_xlsform(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A form made of an XLSForm; one that is here already is shown against what it asks now."""
    form = XlsFormForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                upload = form.cleaned_data["file"]
                read = read_upload(upload)
                if forms_for(standing).filter(code=read.code).exists():
                    upload.seek(0)
                    batch = sheets.keep_file(QUESTIONS, upload, by=standing)
                    return redirect("questionnaires:forms_sheet", standing.mission.code, batch.pk)
                questionnaire = make_form_of(
                    read, purpose=form.cleaned_data["purpose"], by=standing
                )
        except TutelaError as fault:
            form.add_error("file", say_in_page_language(fault.as_sentence()))
        else:
            for note in read.notes:
                messages.warning(request, say_in_page_language(note))
            messages.success(request, _("Made. Nobody is asked before it is approved."))
            return redirect("questionnaires:form", standing.mission.code, questionnaire.pk)
    status = 400 if form.errors else 200
    return render(request, "questionnaires/xlsform.html", {"form": form}, status=status)
