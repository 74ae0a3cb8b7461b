"""What was answered to a mission's own form, counted for one reader: of the reports they read, the
answers they may read, small counts hidden where a question says so. No answer in words is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import get_language

from tutela.intake.counting import MONTHS, CountedQuestion, Told, count_answers, months_until
from tutela.intake.own_questions import QuestionData
from tutela.intake.questions import Value
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.intake.models import ClosedAnswers, FieldReport
from tutela_web.intake.queries import may_read_answer, reports_for
from tutela_web.questionnaires.models import FormVersion, Questionnaire

AT_ONCE = 2_000
"""So many reports are opened together: their keys come by one query."""


@dataclass(frozen=True)
class CountedForm:
    """The answers to a form: the first days of the months, oldest first, and each question."""

    form: Questionnaire
    months: tuple[date, ...]
    questions: tuple[CountedQuestion, ...]

    @property
    def hides_anything(self) -> bool:
        """Whether a count of it is hidden."""
        return any(question.hides_anything for question in self.questions)


def forms_counted(standing: Standing, forms: QuerySet[Questionnaire]) -> QuerySet[Questionnaire]:
    """Of these forms, those that were ever in use, by title: for who reads reports."""
    if not standing.reads("reports"):
        return forms.none()
    return forms.filter(versions__approved_at__isnull=False).distinct().order_by("title")


def count_form(form: Questionnaire, *, by: Standing) -> CountedForm:
    """Count what was answered to a form in the last twelve months, by the month it was written in.

    A report that its sender corrected is left out, and so is one whose words were destroyed. That
    they were counted is a line in the audit, and one for each compartment that was opened.
    """
    versions = {str(version): version for version in _versions(form)}
    asked = _merge_questions(versions.values())
    months = months_until(by.on)
    told: dict[str, list[Told]] = defaultdict(list)
    opened: set[str] = set()
    for report, answers in _open_answers(by, versions):
        month = _month_of(report, months)
        if month is None:
            continue
        for question in versions[report.form].questions:
            held = asked.get(question["name"])
            if held is None or held["answer"] != question["answer"] or question["sealed"]:
                continue
            if may_read_answer(by, report, question):
                told[question["name"]].append((month, answers.get(question["name"])))
                opened |= {question["compartment"]} - {""}
    _note_counted(form, opened, by)
    first = min((month for rows in told.values() for month, _said in rows), default=MONTHS - 1)
    language = get_language() or "en"
    return CountedForm(
        form=form,
        months=tuple(months[first:]),
        questions=tuple(
            count_answers(
                question,
                [(month - first, said) for month, said in told[name]],
                MONTHS - first,
                language,
            )
            for name, question in asked.items()
            if name in told
        ),
    )


def _versions(form: Questionnaire) -> QuerySet[FormVersion]:
    rows = FormVersion.objects.filter(form=form, approved_at__isnull=False)
    return rows.select_related("form").order_by("number")


def _merge_questions(versions: Iterable[FormVersion]) -> dict[str, QuestionData]:
    """The questions of all versions by name, as the last one asks each; an answer that only an
    earlier list had stands after the others. Small counts are hidden if any version says so."""
    asked: dict[str, QuestionData] = {}
    for version in versions:
        for question in version.questions:
            held = dict(question)
            before = asked.pop(question["name"], None)
            if before is not None and before["answer"] == question["answer"]:
                listed = {one["value"] for one in question["choices"]}
                gone = [one for one in before["choices"] if one["value"] not in listed]
                held["choices"] = [*question["choices"], *gone]
                held["suppressed"] = question["suppressed"] or before["suppressed"]
            asked[question["name"]] = held  # type: ignore[assignment]
    return asked


def _open_answers(
    by: Standing, versions: dict[str, FormVersion]
) -> Iterator[tuple[FieldReport, dict[str, Value]]]:
    """The reports by these versions that somebody reads, with the answers they hold, those of their
    compartments among them."""
    rows = reports_for(by).filter(form__in=list(versions), words_destroyed_on=None)
    corrected = rows.filter(corrects__isnull=False).values_list("corrects", "author")
    gone = set(corrected)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), AT_ONCE):
        part = list(rows.filter(pk__in=ids[begin : begin + AT_ONCE]).select_related("mission"))
        fetch_keys(part)
        closed = _closed_answers(by, [one.pk for one in part])
        for report in part:
            if (report.pk, report.author_id) not in gone:
                yield report, (report.answers or {}) | closed.get(report.pk, {})


def _closed_answers(by: Standing, reports: list[UUID]) -> dict[UUID, dict[str, Value]]:
    if not by.compartments:
        return {}
    rows = ClosedAnswers.objects.filter(report__in=reports, compartment__in=sorted(by.compartments))
    held = list(rows)
    fetch_keys(held)
    answers: dict[UUID, dict[str, Value]] = defaultdict(dict)
    for one in held:
        answers[one.report_id] |= one.answers
    return answers


def _month_of(report: FieldReport, months: list[date]) -> int | None:
    """The number of the month in which a report was written, in the mission's zone."""
    written = report.known_at or report.entered_at
    day = written.astimezone(ZoneInfo(report.mission.time_zone)).date().replace(day=1)
    return months.index(day) if day in months else None


def _note_counted(form: Questionnaire, opened: set[str], by: Standing) -> None:
    trail.record(
        "count_answers", mission=by.mission, by=by.person, kind="questionnaire", subject=form.pk
    )
    for compartment in sorted(opened):
        trail.record(
            "read",
            mission=by.mission,
            by=by.person,
            kind="closedanswers",
            subject=form.pk,
            compartment=compartment,
        )
