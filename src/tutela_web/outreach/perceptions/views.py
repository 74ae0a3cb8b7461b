"""The pages of a survey beside its own: questions, frame, answers, results, and its form."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela.outreach.survey_form import survey_as_xlsform
from tutela_web.access.audit import trail
from tutela_web.access.page_access import (
    mission_page,
    mission_post,
    refusals,
    refused_atop,
    taken_away,
)
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.jobs import IN_PROGRESS
from tutela_web.base.models import Job
from tutela_web.look.translate import say_in_page_language
from tutela_web.outreach.perceptions import verbs
from tutela_web.outreach.perceptions.forms import AnswerForm, AnswersFileForm, PullAnswersForm
from tutela_web.outreach.perceptions.models import Survey
from tutela_web.outreach.perceptions.page import (
    answers_in_words,
    label_of,
    response_rows,
    results_of,
    rows_shown,
    stratum_said,
)
from tutela_web.outreach.perceptions.queries import (
    APPROVE,
    KIND,
    PULL_ANSWERS,
    answers_of,
    area_names,
    frame_of,
    is_approved,
    items_of,
    progress_of,
    questionnaires_for,
    reserve_of,
    runs,
    sampled_places,
    surveys_for,
)
from tutela_web.records.create_page import new_page
from tutela_web.records.pages import read_line
from tutela_web.submissions.queries import servers_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 200


@mission_page(KIND, "forms", of=questionnaires_for)
def questions(request: HttpRequest, standing: Standing, survey: Survey) -> HttpResponse:
    """What a survey asks, as who approves it reads it: no place and no answer stands here."""
    context = {
        "survey": survey,
        "items": [
            (label_of(item), answers_in_words(item), item)
            for item in survey.items.order_by("entered_at", "name")
        ],
        "approved": is_approved(survey),
        "waits": bool(survey.sent_digest) and survey.sent_digest != survey.approved_digest,
        "may_approve": standing.may(APPROVE) and survey.author_id != standing.person.pk,
        "reads": standing.reads(KIND) and standing.sees_one(KIND, survey),
    }
    return render(request, "outreach/survey_questions.html", context)


@mission_page(KIND, of=surveys_for)
def frame(request: HttpRequest, standing: Standing, survey: Survey) -> HttpResponse:
    """The frame, the places drawn from it, and how anybody draws them again."""
    read_line(standing, survey)
    areas = area_names(survey.mission_id)
    frame_shown = frame_of(survey, standing)
    context = {
        "survey": survey,
        "frame": frame_shown,
        "strata": [
            (stratum_said(survey, name, areas), places, people)
            for name, (places, people) in frame_shown.strata.items()
        ],
        "drawn": [
            (row, stratum_said(survey, row.stratum, areas))
            for row in sampled_places(survey, standing)
        ],
        "reserve": sum(map(len, reserve_of(survey).values())),
        "runner": runs(standing, survey) and survey.closed_on is None,
    }
    return render(request, "outreach/survey_frame.html", context)


@mission_page(KIND, of=surveys_for)
def results(request: HttpRequest, standing: Standing, survey: Survey) -> HttpResponse:
    """What an ended survey tells, as tables with a chart beside each."""
    read_line(standing, survey)
    ended = survey.closed_on is not None
    context = {
        "survey": survey,
        "items": results_of(survey) if ended else [],
        "response": response_rows(survey) if ended else [],
        "told": survey.response_told,
    }
    return render(request, "outreach/survey_results.html", context)


def _of_runner(standing: Standing, pk: UUID) -> Survey:
    """A survey that this person runs; 403 for its other readers."""
    survey = get_object_or_404(surveys_for(standing), pk=pk)
    if not runs(standing, survey):
        raise PermissionDenied
    return survey


@mission_page(KIND)
def xlsform(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The questionnaire as an XLSForm, for who runs the survey, once it is drawn and approved."""
    survey = _of_runner(standing, pk)
    with refused_atop(request):
        if survey.seed is None or not is_approved(survey):
            raise NotNow(
                say("the form is there once the places are drawn and the questions approved"),
                next=say("draw the places, and send the questions for approval"),
            )
        rows = survey.places.filter(replaced_by=None).select_related("place")
        content = survey_as_xlsform(
            f"survey-{survey.number}",
            survey.title,
            items_of(survey),
            {row.code: row.place.name for row in rows},
            version=str(survey.version),
        )
        trail.record(
            "export",
            mission=standing.mission,
            by=standing.person,
            kind="survey",
            subject=survey.pk,
        )
        return taken_away(standing, content, XLSX, f"survey-{survey.number}.xlsx")
    return redirect("outreach:survey", standing.mission.code, survey.pk)


@mission_page(KIND)
def answers(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The answers row by row, for who runs the survey, and how more are taken."""
    return _answers_page(request, standing, _of_runner(standing, pk))


def _answers_page(
    request: HttpRequest,
    standing: Standing,
    survey: Survey,
    *,
    file_form: AnswersFileForm | None = None,
    fault: str = "",
    taken: verbs.TakenAnswers | None = None,
    status: int = 200,
) -> HttpResponse:
    read_line(standing, survey, form="answers")
    job = _last_pull(standing, survey)
    result = (job.result if job else None) or {}
    failed = job is not None and job.state == Job.State.FAILED
    rows = answers_of(survey)
    context = {
        "survey": survey,
        "rows": rows_shown(rows[:MOST_ROWS]),
        "count": rows.count(),
        "progress": progress_of(survey) if survey.seed is not None else None,
        "asking_now": survey.closed_on is None and survey.seed is not None and is_approved(survey),
        "file_form": file_form or AnswersFileForm(),
        "pull_form": _pull_form(standing),
        "taken": taken,
        "asking": job if job and job.state in IN_PROGRESS else None,
        "pulled": result if "kept" in result else None,
        "fault": fault
        or (_("It was not done: the worker failed.") if failed else "")
        or say_in_page_language(result.get("fault")),
    }
    return render(request, "outreach/survey_answers.html", context, status=status)


def _pull_form(standing: Standing) -> PullAnswersForm | None:
    return PullAnswersForm(standing=standing) if servers_for(standing).exists() else None


def _last_pull(standing: Standing, survey: Survey) -> Job | None:
    rows = Job.objects.filter(
        kind=PULL_ANSWERS, subject_id=survey.pk, by_id=standing.person.pk
    ).order_by("-asked_at", "-pk")
    return rows.first()


@mission_post(KIND)
def answers_import(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Keep the answers of a file, or say of each row why not."""
    survey = _of_runner(standing, pk)
    form = AnswersFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answers_page(request, standing, survey, file_form=form, status=400)
    try:
        with refusals(), TemporaryDirectory(prefix="tutela-") as folder:
            path = Path(folder) / "answers"
            with path.open("wb") as kept_file:
                kept_file.writelines(form.cleaned_data["file"].chunks())
            taken = verbs.import_answers(survey, path, by=standing)
    except TutelaError as fault:
        said = say_in_page_language(fault.as_sentence())
        return _answers_page(request, standing, survey, fault=said, status=400)
    if taken.refused:
        return _answers_page(request, standing, survey, taken=taken, status=400)
    messages.success(request, _("Answers kept: %(n)s") % {"n": taken.kept})
    if taken.before:
        messages.info(request, _("Here already: %(n)s") % {"n": taken.before})
    if taken.left_out:
        messages.info(
            request,
            _("Columns that were not read: %(names)s") % {"names": ", ".join(taken.left_out[:12])},
        )
    return redirect("outreach:survey_answers", standing.mission.code, survey.pk)


@mission_post(KIND)
def answers_pull(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Have the answers of a form of KoboToolbox or ODK Central taken by the worker."""
    survey = _of_runner(standing, pk)
    form = PullAnswersForm(request.POST, standing=standing)
    with refused_atop(request):
        if form.is_valid():
            verbs.ask_to_pull_answers(survey, **form.cleaned_data, by=standing)
        else:
            messages.error(request, _("Choose the server, and name the form there."))
    return redirect("outreach:survey_answers", standing.mission.code, survey.pk)


@mission_page(KIND)
def answer_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One answer that was written on paper."""
    survey = _of_runner(standing, pk)
    code = standing.mission.code
    here = reverse("outreach:survey_answers", args=[code, survey.pk])
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        survey=survey,
        language=get_language() or "en",
    )
    return new_page(
        request,
        standing,
        form,
        lambda _given: verbs.enter_answer(survey, form.answer_row(), by=standing),
        allowed=True,
        title=_("Enter an answer"),
        words=_("From paper. No name, no telephone, nothing that the lists do not hold."),
        trail=[
            (reverse("outreach:survey", args=[code, survey.pk]), str(survey)),
            (here, _("Answers")),
        ],
        to=lambda _made: here,
    )
