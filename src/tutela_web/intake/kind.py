"""A report from the field, as a kind of record: it comes in by its verb, and people grade it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.intake.own_questions import as_question
from tutela.intake.questions import Question, read_moment
from tutela.intake.questions import Value as Answer
from tutela_web.access.people.contact import LIFT
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import Subject
from tutela_web.access.vault.queries import is_paused, subjects_for
from tutela_web.base import clock
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.intake import source_verbs
from tutela_web.intake.counted import forms_counted
from tutela_web.intake.following.queries import path_of
from tutela_web.intake.forms import SourceConsentForm
from tutela_web.intake.models import FieldReport, ReportKind
from tutela_web.intake.queries import (
    KIND,
    SETTLE,
    base_questions_of,
    closed_answers_of,
    consents_shown,
    corrected_by,
    form_of,
    incidents_near_report,
    late_hours,
    likely_same_event,
    may_read_answer,
    media_for,
    own_questions_of,
    reports_for,
    thread_of_report,
)
from tutela_web.intake.reading_verbs import read_closed_answers
from tutela_web.look.days import date_format
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.kind_fields import areas_of
from tutela_web.places.queries import places_for
from tutela_web.questionnaires.models import FormVersion
from tutela_web.questionnaires.queries import forms_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert


def _rows(standing: Standing) -> QuerySet[FieldReport]:
    """The reports of the list, each with the title of the mission's own form that it answers."""
    version = FormVersion.objects.alias(
        called=Concat("form__code", Value(":"), Cast("number", CharField()))
    ).filter(mission=OuterRef("mission"), called=OuterRef("form"))
    rows = reports_for(standing).select_related("mission").defer("answers")
    return rows.annotate(form_title=Subquery(version.values("title")[:1]))


def _pseudonym(report: FieldReport) -> str:
    """What the source is called here; never more."""
    if report.source is None:
        return ""
    subject = Subject.objects.filter(pk=report.source, erased_at=None).first()
    return subject.pseudonym if subject else ""


class ListedReport(Protocol):
    """A report as the list shows it, with the title of the mission's own form that it answers."""

    form_title: str | None

    def get_kind_display(self) -> str: ...


def _kind_in_words(report: ListedReport) -> str:
    """What was reported: by the mission's own form, or the kind."""
    return report.form_title or report.get_kind_display()


SETTLED = (FieldReport.State.LINKED, FieldReport.State.RECORDED, FieldReport.State.CLOSED)
"""What a person said of a report, and may take back with a reason."""


def _forms_answered(standing: Standing) -> list[tuple[str, str]]:
    """The mission's own forms that were ever in use: their code and title."""
    rows = forms_counted(standing, forms_for(standing))
    return list(rows.values_list("code", "title"))


def _waits(report: FieldReport) -> str | None:
    """How long a report that nobody has settled has been here."""
    if report.state != FieldReport.State.NEW:
        return None
    return timesince(report.entered_at, clock.now(report.mission), depth=1)


def lines_of(report: FieldReport, standing: Standing) -> list[tuple[str, str]]:
    """The answers of a report that a person may read, in the page's language: each question and
    what was answered. Of a mission's own question its marking is asked; what lies in a compartment
    is added for who holds it, with a line in the audit."""
    if report.words_destroyed_on:
        return []
    answers: dict[str, Answer] = report.answers or {}
    lines = []
    for question in base_questions_of(report):
        value = answers.get(question.name)
        if value is not None:
            labels = {name: say_in_page_language(said) for name, said in question.choices}
            ask = say_in_page_language(question.ask)
            lines.append((ask, _in_words(question, value, labels)))
    closed = closed_answers_of(report, standing)
    if closed:
        read_closed_answers(standing, report, closed)
    for asked in own_questions_of(report):
        part = closed.get(asked["compartment"], {}) if asked["compartment"] else answers
        value = part.get(asked["name"])
        if value is None or not may_read_answer(standing, report, asked):
            continue
        question = as_question(asked, get_language() or "en")
        lines.append((question.ask, _in_words(question, value, dict(question.choices))))
    return lines


def _in_words(question: Question, value: Answer, labels: dict[str, str]) -> str:
    if question.answer == "moment":
        moment = read_moment(str(value))
        hour = " H:i" if isinstance(moment, datetime) else ""
        return date_format(moment, f"j M Y{hour}") if moment is not None else str(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(labels.get(one, one) for one in value)
    return labels.get(str(value), str(value))


def _reported_words(standing: Standing, report: FieldReport) -> dict[str, Any]:
    """What was reported, as far as the person may read it: its page, and that of its grades."""
    return {
        "lines": lines_of(report, standing),
        "media": list(media_for(standing).filter(report=report).defer("content")),
        "own_form": form_of(report),
        "pseudonym": _pseudonym(report),
        "opens": report.source is not None
        and subjects_for(standing).filter(pk=report.source).exists(),
    }


SENT_UNDER_THREAT: list[Callable[[list[UUID]], dict[UUID, datetime]]] = []
"""Rooms above say here which reports came after a telephone was opened with its second PIN, and
since when."""


def _under_threat(standing: Standing, report: FieldReport) -> datetime | None:
    """Since when who wrote it is not certain: for the duty officer alone, never for its sender."""
    if report.author_id == standing.person.pk or not standing.may_somewhere(LIFT):
        return None
    return next((at for of in SENT_UNDER_THREAT for at in of([report.pk]).values()), None)


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of reports beside an alert, for who reads any. No query."""
    if not (isinstance(record, Alert) and standing.reads(KIND)):
        return None
    url = reverse("intake:reports_of_alert", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Reports from the field"))


def _page_beside(standing: Standing, report: FieldReport) -> dict[str, Any]:
    may_settle = standing.may(SETTLE, area=report.area_id)
    settles = may_settle and report.state == FieldReport.State.NEW and report.thread_id is None
    keeps = report.source is not None and standing.may("keep_consents", area=report.area_id)
    return _reported_words(standing, report) | {
        "consents": consents_shown(standing, report),
        "consent_form": CONSENT.form_for(standing) if keeps else None,
        "paused": is_paused(standing.mission, report.source),
        "corrected": corrected_by(standing, report),
        "settles": settles,
        "reopens": may_settle and report.state in SETTLED,
        "records": settles and standing.may("record_incident", area=report.area_id),
        "near": incidents_near_report(standing, report) if settles else [],
        "raises": settles
        and report.alert_id is None
        and standing.may("raise_alert", area=report.area_id),
        "under_threat": _under_threat(standing, report),
        "likely": likely_same_event(standing, report) if settles else [],
        "thread": thread_of_report(standing, report),
        "parts": report.thread_id is not None and standing.may(SETTLE, area=report.area_id),
        "late_hours": late_hours(report),
        "nothing_seen": report.kind == ReportKind.NOTHING_SEEN,
        "path": path_of(standing, report),
    }


FIELD_REPORT = RecordKind(
    FieldReport,
    name="report",
    room="intake",
    path="field-reports",
    reads=KIND,
    act=SETTLE,
    rows=_rows,
    made_here=False,
    new_name="report_new",
    may_begin=lambda standing: standing.may_somewhere("send_report"),
    titles=Titles(
        one=_("Report from the field"),
        many=_("Reports from the field"),
        add=_("Write a report"),
        none=_("No report has come in: that is not the same as a quiet day."),
        about=_("As they came. What nobody has settled yet waits for a person."),
    ),
    fields=(
        Field("number", _("Number"), pattern="FR-{:04d}", asked=False),
        Field("kind", _("What"), asked=False),
        Field("way", _("How it came"), asked=False),
        Field("place", _("Place"), asked=False, linked=places_for, page="places:record"),
        Field(
            "place_said",
            _("Where, as said"),
            asked=False,
            applies=lambda report: bool(report.place_said) or report.place_id is None,
        ),
        Field("place_precision", _("How exactly is the place known"), asked=False),
        Field("event_from", _("When it happened"), asked=False),
        Field("known_at", _("When it was written"), asked=False),
        Field("entered_at", _("When it arrived"), asked=False),
        Field("state", _("What became of it"), asked=False, tones={FieldReport.State.NEW: "warn"}),
        Field(
            "incident",
            _("Incident"),
            asked=False,
            linked=incidents_for,
            page="incidents:incident",
            applies=lambda report: report.incident_id is not None,
        ),
        Field(
            "alert",
            _("Alert"),
            asked=False,
            linked=alerts_for,
            page="warning:alert",
            applies=lambda report: report.alert_id is not None,
        ),
        Field(
            "settled_why",
            _("Why it was closed"),
            asked=False,
            applies=lambda report: bool(report.settled_why),
        ),
        Field(
            "words_destroyed_on",
            _("Words destroyed on"),
            asked=False,
            applies=lambda report: report.words_destroyed_on is not None,
        ),
        Field("reliability", _("Reliability of the source"), unknown=_("not graded")),
        Field("credibility", _("Credibility of what was said"), unknown=_("not graded")),
        Field("first_hand", _("First-hand")),
        Field("conditions", _("Conditions of the talk"), unknown=_("not known")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("number", label=_("Report")),
        ListColumn("what", label=_("What"), told=_kind_in_words),
        ListColumn("place", under=("place_said",), quiet=True),
        ListColumn("known_at", under=("entered_at",)),
        ListColumn("state"),
        ListColumn("waits", label=_("Waits"), told=_waits, unknown=_("no longer")),
        ListColumn(
            "grade", label=_("Grade"), told=lambda report: report.grade or None, unknown=_("none")
        ),
    ),
    filters=(
        ListFilter("kind", _("What")),
        ListFilter(
            "form",
            _("Form of the mission"),
            choices=_forms_answered,
            apply=lambda rows, value, standing: rows.filter(form__startswith=f"{value}:"),
            there=lambda standing: bool(_forms_answered(standing)),
        ),
        ListFilter("state", _("What became of it")),
        ListFilter(
            "area",
            _("Area"),
            choices=lambda standing: areas_of(standing).values_list("code", "name"),
            apply=lambda rows, value, standing: rows.filter(area__code=value),
        ),
    ),
    history=("state", "settled_why"),
    warns=lambda report: report.state == FieldReport.State.NEW,
    page_beside=_page_beside,
    edit_beside=_reported_words,
    edit_template="intake/grade.html",
    beside=lambda standing, rows: {
        "counted_form": forms_counted(standing, forms_for(standing))
        .values_list("code", flat=True)
        .first()
    },
    list_template="intake/reports.html",
    page_template="intake/report.html",
)

CONSENT = Act(
    source_verbs.keep_consent,
    on=FIELD_REPORT,
    path="field-reports/<uuid:pk>/consent/",
    name="report_consent",
    form="consent_form",
    begins=lambda standing, report: {"said_on": standing.on},
    fields=SourceConsentForm,
)
