"""A report from the field, as a kind of record: it comes in by its verb, and people grade it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.timesince import timesince
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.intake.own_questions import as_question
from tutela.intake.questions import Value
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import Subject
from tutela_web.access.vault.queries import is_paused
from tutela_web.base import clock
from tutela_web.incidents.queries import incidents_for
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
    may_read_answer,
    own_questions_of,
    reports_for,
)
from tutela_web.intake.reading_verbs import read_closed_answers
from tutela_web.look.said import say_in_page_language
from tutela_web.places.queries import places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.warning.queries import alerts_for


def _rows(standing: Standing) -> QuerySet[FieldReport]:
    return reports_for(standing).select_related("mission").defer("answers")


def _pseudonym(report: FieldReport) -> str:
    """What the source is called here; never more."""
    if report.source is None:
        return ""
    subject = Subject.objects.filter(pk=report.source, erased_at=None).first()
    return subject.pseudonym if subject else ""


def _waits(report: FieldReport) -> str:
    """How long a report that nobody has settled has been here."""
    if report.state != FieldReport.State.NEW:
        return ""
    return timesince(report.entered_at, clock.now(report.mission), depth=1)


def lines_of(report: FieldReport, standing: Standing) -> list[tuple[str, str]]:
    """The answers of a report that a person may read, in the page's language: each question and
    what was answered. Of a mission's own question its marking is asked; what lies in a compartment
    is added for who holds it, with a line in the audit."""
    if report.words_destroyed_on:
        return []
    answers: dict[str, Value] = report.answers or {}
    lines = []
    for question in base_questions_of(report):
        value = answers.get(question.name)
        if value is not None:
            labels = {name: say_in_page_language(said) for name, said in question.choices}
            ask = say_in_page_language(question.ask)
            lines.append((ask, _in_words(value, labels)))
    closed = closed_answers_of(report, standing)
    if closed:
        read_closed_answers(standing, report, closed)
    for asked in own_questions_of(report):
        part = closed.get(asked["compartment"], {}) if asked["compartment"] else answers
        value = part.get(asked["name"])
        if value is None or not may_read_answer(standing, report, asked):
            continue
        question = as_question(asked, get_language() or "en")
        lines.append((question.ask, _in_words(value, dict(question.choices))))
    return lines


def _in_words(value: Value, labels: dict[str, str]) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(labels.get(one, one) for one in value)
    return labels.get(str(value), str(value))


def _page_beside(standing: Standing, report: FieldReport) -> dict[str, Any]:
    settles = standing.may(SETTLE, area=report.area_id) and report.state == FieldReport.State.NEW
    keeps = report.source is not None and standing.may("keep_consents", area=report.area_id)
    return {
        "consents": consents_shown(standing, report),
        "consent_form": SourceConsentForm(initial={"said_on": standing.on}) if keeps else None,
        "paused": is_paused(standing.mission, report.source),
        "lines": lines_of(report, standing),
        "own_form": form_of(report),
        "corrected": corrected_by(standing, report),
        "pseudonym": _pseudonym(report),
        "settles": settles,
        "records": settles and standing.may("record_incident", area=report.area_id),
        "near": incidents_near_report(standing, report) if settles else [],
        "late_hours": late_hours(report),
        "nothing_seen": report.kind == ReportKind.NOTHING_SEEN,
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
        Field("place_said", _("Where, as said"), asked=False),
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
        ListColumn("number", under=("kind",), label=_("Report")),
        ListColumn("place", under=("place_said",)),
        ListColumn("known_at", under=("entered_at",)),
        ListColumn("state"),
        ListColumn("waits", label=_("Waits"), told=_waits, unknown=_("no longer")),
        ListColumn("grade", label=_("Grade"), told=lambda report: report.grade, unknown=_("none")),
    ),
    filters=(
        ListFilter("kind", _("What")),
        ListFilter("state", _("What became of it")),
    ),
    history=("state", "settled_why"),
    warns=lambda report: report.state == FieldReport.State.NEW,
    page_beside=_page_beside,
    list_template="intake/reports.html",
    page_template="intake/report.html",
)
