"""What the mission takes a paragraph to ask of it, and what it asks headquarters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.base.values import Posted
from tutela_web.mandate import queries
from tutela_web.mandate.forms import ParagraphReadingForm, QuestionAnswerForm, QuestionForm
from tutela_web.mandate.limits.queries import limits_of_paragraph
from tutela_web.mandate.models import Paragraph, ParagraphQuestion
from tutela_web.mandate.reading import queries as reading_queries
from tutela_web.mandate.reading import verbs as reading_verbs
from tutela_web.records.acts import Act, ActsOn
from tutela_web.records.create_page import save_posted


def _paragraph(standing: Standing, pk: UUID) -> Paragraph:
    operative = queries.paragraphs_for(standing).filter(kind=Paragraph.Kind.OPERATIVE)
    return get_object_or_404(operative, pk=pk)


@mission_page("mandates")
def paragraph(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One paragraph: the Council's words, the mission's reading, its questions and tasks."""
    return _paragraph_page(request, standing, _paragraph(standing, pk))


def _paragraph_page(
    request: HttpRequest, standing: Standing, passage: Paragraph, **given: forms.Form
) -> HttpResponse:
    tasks = queries.tasks_for(standing).filter(paragraph=passage, state="confirmed")
    asking: Any = given.get("question_form") or QuestionForm(initial=request.GET.dict())
    asking.fields["task"].queryset = tasks
    sense = reading_queries.senses(standing, [passage])[passage.pk]
    refused: Any = given.get("answer_form")
    answers = [
        (question, refused if refused and refused.of == question.pk else _answering(question))
        for question in sense.questions
    ]
    context = {
        "paragraph": passage,
        "sense": sense,
        "answers": answers,
        "tasks": list(tasks.order_by("tier", "pk")),
        "limits": limits_of_paragraph(standing, passage.pk),
        "may_keep": standing.may(reading_verbs.ACT),
        "reading_form": given.get("reading_form") or READ.form_for(standing),
        "question_form": asking,
        "reads_alerts": standing.reads("alerts"),
    }
    return render(request, "mandate/paragraph.html", context, status=400 if given else 200)


def _answering(paragraph_question: ParagraphQuestion, sent: Posted = None) -> QuestionAnswerForm:
    form = QuestionAnswerForm(sent, auto_id=f"answer_{paragraph_question.pk}_%s")
    form.of = paragraph_question.pk
    return form


@mission_post("mandates")
def ask(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A question to headquarters."""
    paragraph = _paragraph(standing, pk)
    form = QuestionForm(request.POST)
    tasks: Any = form.fields["task"]
    tasks.queryset = queries.tasks_for(standing).filter(paragraph=paragraph)
    if save_posted(
        form,
        lambda given: reading_verbs.ask_headquarters(
            paragraph, given["words"], task=given["task"], by=standing
        ),
    ):
        return redirect("mandate:paragraph", standing.mission.code, pk)
    return _paragraph_page(request, standing, paragraph, question_form=form)


@mission_page("mandates")
def questions(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What headquarters was asked about the mandate, the open ones first."""
    rows = list(reading_queries.questions_for(standing))
    context = {
        "rows": rows,
        "open": sum(row.answered_on is None for row in rows),
        "not_asked": reading_queries.not_asked(standing),
    }
    return render(request, "mandate/questions.html", context)


@mission_post("mandates", of=reading_queries.questions_for)
def answer(request: HttpRequest, standing: Standing, question: ParagraphQuestion) -> HttpResponse:
    """The answer of headquarters."""
    form = _answering(question, request.POST)
    if save_posted(
        form,
        lambda given: reading_verbs.record_answer(
            question,
            given["answer"],
            given["source"],
            given["on"],
            version=version_sent(request),
            by=standing,
        ),
    ):
        return redirect("mandate:paragraph", standing.mission.code, question.paragraph_id)
    return _paragraph_page(
        request, standing, _paragraph(standing, question.paragraph_id), answer_form=form
    )


READ = Act(
    reading_verbs.read_paragraph,
    on=ActsOn(("mandates",), "mandate:paragraph", _paragraph, _paragraph_page),
    path="paragraphs/<uuid:pk>/read/",
    name="read",
    form="reading_form",
    auto_id="reading_%s",
    fields=ParagraphReadingForm,
)
