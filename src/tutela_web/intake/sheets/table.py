"""Reports of one form as a table: a blank one to fill in, reports to take away under policy, grades
to give back. What was reported is not changed by a file: a correction stands beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, cast
from uuid import UUID, uuid5

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tutela.intake.own_questions import ChoiceData, QuestionData, label_in
from tutela.intake.questions import FORMS, LONGEST, Kind, Question
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing, taking
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.ids import keyed_digest
from tutela_web.base.markings import Classification
from tutela_web.base.tables import roundtrip as rt
from tutela_web.base.values import FieldValue, JsonValue, Words
from tutela_web.incidents.lists.queries import MISSION_ONLY
from tutela_web.intake.kind import FIELD_REPORT
from tutela_web.intake.models import CameBy, Conditions, FieldReport
from tutela_web.intake.queries import (
    ACT,
    KIND,
    SETTLE,
    SaidConsent,
    consents_said,
    may_read_answer,
    reports_for,
)
from tutela_web.intake.verbs import receive_report
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sheets import SheetKind
from tutela_web.questionnaires.models import FormVersion
from tutela_web.questionnaires.queries import approved_versions, questions_of
from tutela_web.records import kind_verbs

ANSWER = "answer_"
REPORTED = ("place_id", "place_said")
Row = Mapping[str, FieldValue]
"""A row of the table: values by field."""


def forms_offered(standing: Standing) -> list[tuple[str, str]]:
    """The forms whose reports may be taken as a table: by name, with their titles."""
    kinds = [
        (kind.value, say_in_page_language(title))
        for kind, (title, _questions) in FORMS.items()
        if kind is not Kind.DANGER
    ]
    return kinds + [
        (approved_version.form.code, approved_version.title)
        for approved_version in approved_versions(standing.mission)
    ]


def sheet_of(standing: Standing, form: str) -> SheetKind | None:
    """The table of one form, of the platform or of the mission; None where there is none."""
    version = approved_versions(standing.mission).filter(form__code=form).first()
    if version is None and (form not in list(Kind) or form == Kind.DANGER):
        return None
    kind = Kind(version.kind if version is not None else form)
    language = get_language() or "en"
    questions = questions_of(version, language) if version is not None else FORMS[kind][1]
    own = (
        {question["name"]: question for question in version.questions}
        if version is not None
        else {}
    )

    def visible(by: Standing) -> QuerySet[FieldReport]:
        rows = reports_for(by).filter(kind=kind)
        if version is None:
            return rows.filter(form="")
        return rows.filter(form__startswith=f"{form}:")

    return SheetKind(
        name="field-reports",
        title=version.title if version is not None else say_in_page_language(FORMS[kind][0]),
        reads=KIND,
        act=SETTLE if standing.may_somewhere(SETTLE) else ACT,
        model=FieldReport,
        sheet=lambda by: _sheet(by, questions, own),
        visible=visible,
        may=_may_write,
        make=lambda rows, by: take_rows(rows, kind=kind, version=version, by=by),
        edit=grade_report,
        coded=False,
    )


def _may_write(standing: Standing) -> Callable[[FieldReport | None, Row], bool]:
    def may(report: FieldReport | None, values: Row) -> bool:
        if report is None:
            return standing.may_somewhere(ACT)
        return standing.may(SETTLE, area=report.area_id)

    return may


def _sheet(
    standing: Standing, questions: Sequence[Question], own: Mapping[str, QuestionData]
) -> rt.RecordSheet:
    reader = taking(standing) if standing.reads("exports") else standing
    places = dict(places_for(reader).filter(retired=False).values_list("pk", "code"))
    return rt.RecordSheet(
        "reports",
        (
            _as_reported(rt.linked_column("place", _("Place"), places, attr="place_id")),
            _as_reported(rt.text("place_said", _("Where, as said"))),
            *(_answer_column(reader, question, own.get(question.name)) for question in questions),
            rt.choice(
                "reliability",
                _("Reliability of the source"),
                _choices("reliability"),
                empty="",
            ),
            rt.choice(
                "credibility",
                _("Credibility of what was said"),
                _choices("credibility"),
                empty="",
            ),
            rt.yes_no("first_hand", _("First-hand")),
            rt.choice("conditions", _("Conditions of the talk"), Conditions.choices, empty=""),
            rt.choice(
                "classification", _("Classification"), Classification.choices, to=int, empty=1
            ),
            _consent_column(standing.mission),
        ),
    )


def _choices(name: str) -> list[tuple[str, Any]]:
    field = FieldReport._meta.get_field(name)
    assert isinstance(field, models.CharField)
    return [(str(value), label) for value, label in field.flatchoices if value]


def _answer_column(
    reader: Standing, question: Question, own: QuestionData | None
) -> rt.SheetColumn:
    """The column of a question. What lies in the vault or in a compartment is written into no file;
    a new row may say it."""
    name, label = question.name, say_in_page_language(question.ask)
    attr = f"{ANSWER}{name}"
    choices = _choices_in_page_language(question, own)
    match question.answer:
        case "choice":
            column = _written_as_label(rt.choice(name, label, choices, attr=attr))
        case "many":
            column = rt.several(name, label, choices, attr=attr)
        case "number":
            column = rt.whole(name, label, most=999_999, attr=attr)
        case "yesno":
            column = rt.yes_no(name, label, attr=attr)
        case _:
            column = rt.text(name, label, most=LONGEST, attr=attr)

    def answer(report: FieldReport) -> Any:
        hidden = question.private or (own is not None and bool(own["compartment"]))
        if hidden or (own is not None and not may_read_answer(reader, report, own)):
            return column.empty
        value = (report.answers or {}).get(name)
        return column.empty if value is None else value

    return replace(_as_reported(column), get=answer)


def _written_as_label(column: rt.SheetColumn) -> rt.SheetColumn:
    """A column of a list that every file writes as its label: a code of a form's own says nothing
    to who reads it. Both are read."""
    return replace(
        column,
        write=lambda value: next(
            (option.shown for option in column.options() if option.code == str(value)), str(value)
        ),
    )


def _choices_in_page_language(
    question: Question, own: QuestionData | None
) -> list[tuple[str, Words]]:
    """The answers of a list, each said in the language of the page when it is written or read."""
    if own is None:
        say_label = lazy(say_in_page_language, str)
        return [(value, say_label(label)) for value, label in question.choices]
    own_label = lazy(_label_in_page_language, str)
    return [(choice["value"], own_label(choice)) for choice in own["choices"]]


def _label_in_page_language(choice: ChoiceData) -> str:
    return label_in(get_language() or "en", choice)


def _consent_column(mission: Mission) -> rt.SheetColumn:
    """What the source agreed to, which goes with a report into every file and comes from none."""

    @cache
    def said() -> dict[UUID, list[SaidConsent]]:
        return consents_said(mission, None)  # one query, however many rows

    def consents(report: FieldReport) -> str:
        if report.source is None:
            return ""
        told = said().get(report.source, [])
        parts = (f"{one.purpose}: {one.said} {one.on.isoformat()}" for one in told)
        return "; ".join(parts) or MISSION_ONLY

    column = rt.text("consent", _("What the source agreed to"), most=LONGEST)
    return replace(column, get=consents, read=lambda said, was: was or column.empty)


def _as_reported(column: rt.SheetColumn) -> rt.SheetColumn:
    """A column that a file may fill in for a new report, and change for none."""

    def read(said: str, was: FieldValue) -> Any:
        value = column.read(said, was)
        if was not in (None, "", []) and not column.same(value, was):
            raise rt.Unfit(_now("what was reported is not changed"), _now("send a correction"))
        return value

    return replace(column, read=read)


def take_rows(
    rows: Sequence[Row], *, kind: Kind, version: FormVersion | None, by: Standing
) -> None:
    """Take new rows in as reports, each through the door of every report. The same file given
    again brings nothing new; two rows that say the same in one file are two reports."""
    places: dict[FieldValue, Place] = {
        place.pk: place for place in places_for(by).filter(pk__in=_places_in(rows))
    }
    met: Counter[str] = Counter()
    for row in rows:
        answers: dict[str, JsonValue] = {
            name.removeprefix(ANSWER): cast("JsonValue", value)
            for name, value in row.items()
            if name.startswith(ANSWER) and value not in (None, "", [])
        }
        place: Place | None = places.get(row["place_id"]) if row.get("place_id") else None
        where = [str(row.get("place_id")), str(row.get("place_said"))]
        told = keyed_digest("row of reports", str(version or kind), *where, str(answers))
        met[told] += 1
        received = receive_report(
            by,
            id=uuid5(by.person.pk, f"{told} {met[told]}"),
            kind=kind,
            captured_at=real_now(),
            answers=answers,
            place=place,
            place_said=str(row.get("place_said") or ""),
            way=CameBy.DESK,
            form=str(version) if version is not None else "",
            language=by.person.language,
        )
        _grade_new(received.id, row, by)


GRADES = ("reliability", "credibility", "first_hand", "conditions")


def _grade_new(pk: UUID, row: Row, by: Standing) -> None:
    """Give a new report the grades of its row, where whoever gave the file may grade."""
    grades = {name: row[name] for name in GRADES if row.get(name) not in (None, "")}
    report = reports_for(by).filter(pk=pk).first() if grades else None
    if report is not None and by.may(SETTLE, area=report.area_id):
        grade_report(report, grades, version=report.version, by=by)


def _places_in(rows: Sequence[Row]) -> set[UUID]:
    return {row["place_id"] for row in rows if isinstance(row.get("place_id"), UUID)}  # type: ignore[misc]


def grade_report(
    report: FieldReport,
    changes: Mapping[str, FieldValue],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> FieldReport:
    """Give a report the grades of a file.

    Raises  NotNow where the file would change what was reported.
    """
    if any(name.startswith(ANSWER) or name in REPORTED for name in changes):
        raise NotNow(_now("what was reported is not changed"), next=_now("send a correction"))
    graded: FieldReport = kind_verbs.edit_record(
        FIELD_REPORT, report, changes, version=version, by=by, reason=reason
    )
    return graded
