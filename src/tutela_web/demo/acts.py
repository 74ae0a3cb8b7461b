"""Acts of the story that are more than one verb, or a verb that asks for what no file can say."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Unpack
from uuid import uuid4

from django.apps import apps

from tutela.base.documents.layout import shipped_layouts
from tutela.monitoring.indicators import library
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import Subject
from tutela_web.base.clock import real_now
from tutela_web.base.values import FieldValue, JsonValue
from tutela_web.crisis.papers.layout_kind import LAYOUT
from tutela_web.demo.player import Who, clock_at, mark_invented
from tutela_web.intake.kind import FIELD_REPORT
from tutela_web.intake.models import FieldReport
from tutela_web.intake.settling_verbs import close_report
from tutela_web.intake.verbs import receive_report
from tutela_web.monitoring.measured.verbs import compute_values, take_from_library
from tutela_web.outreach.perceptions.models import Survey
from tutela_web.outreach.perceptions.verbs import import_answers
from tutela_web.places.models import Place
from tutela_web.programme.objectives.queries import objective_list
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.records.models import Record
from tutela_web.risk.readings.kinds import JOINT_READING
from tutela_web.risk.readings.models import JointReading
from tutela_web.safeguards.models import Reprisal
from tutela_web.safeguards.verbs import ReprisalInput, report_reprisal
from tutela_web.strategy.consulting import verbs as consult
from tutela_web.strategy.consulting.models import DraftingPlan
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.leading.verbs import StepInput, keep_step
from tutela_web.warning.alerts.verbs import AlertReport, add_word, raise_alert
from tutela_web.warning.inputs import AlertInput
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, NetworkContact
from tutela_web.warning.network.verbs import settle_owed


def create(model: str, *, mission: Mission, by: Standing, **fields: FieldValue) -> Record:
    """Keep an invented record that no page makes: a place, an actor, a unit, a base."""
    made: Record = apps.get_model(model)(invented=True, **fields)
    return records.create(made, mission=mission, by=by.person)


def edit(record: Record, *, by: Standing, **changes: FieldValue) -> Record:
    """Change fields of a record as its rooms do."""
    return records.edit(record, changes, version=record.version, by=by.person)


def mark(record: Record) -> None:
    """Mark a record that another act made beside its own."""
    mark_invented(record)


def convene_about(
    place: Place, titles: Sequence[str], fields: dict[str, FieldValue], *, by: Standing
) -> JointReading:
    """Ask for a joint reading of the hotspots; where the place is none of them, for one of it too.

    Takes   titles, of the one and of the other.
    Gives   the reading that the place is read in.
    """
    reading: JointReading | None = None
    for title, about in zip(titles, (None, place), strict=True):
        if reading is None or all(one["place"] != str(place.pk) for one in reading.subjects):
            asked = fields | {"title": title, "place": about}
            reading = create_record(JOINT_READING, asked, by=by, invented=True)
    assert reading is not None  # there are two titles
    return reading


# --- reports from the field


def receive(
    kind: str,
    place: Place,
    answers: dict[str, JsonValue],
    *,
    by: Standing,
    form: str = "",
    corrects: FieldReport | None = None,
    ago: int = 20,
) -> FieldReport:
    """Take one report in, by the door of every report, and mark it.

    Takes   ago, how many minutes ago it was written.
    """
    told = {
        name: said.isoformat() if isinstance(said, datetime) else said
        for name, said in answers.items()
    }
    received = receive_report(
        by,
        id=uuid4(),
        kind=kind,
        captured_at=real_now() - timedelta(minutes=ago),
        answers=told,
        place=place,
        form=form,
        corrects=corrects.pk if corrects is not None else None,
    )
    report = FieldReport.objects.get(pk=received.id)
    mark_invented(report)
    report.refresh_from_db()
    return report


def receive_of_patrol(
    place: Place, answers: dict[str, JsonValue], hours: Mapping[str, int], *, by: Standing
) -> FieldReport:
    """Take the report of a patrol in that went the day before at these hours."""
    before = by.on - timedelta(days=1)
    told = {name: f"{before}T{hour:02}:00" for name, hour in hours.items()}
    return receive("patrol", place, answers | told, by=by)


def receive_on_market_days(
    form: str,
    weeks: Mapping[str, Sequence[dict[str, JsonValue]]],
    days: Sequence[Sequence[date]],
    *,
    mission: Mission,
    account: Who,
) -> None:
    """Take in what a form was answered on the market days of some weeks: on the later days of a
    week, the answers of the first again. The office has read all but those of the last day.

    Takes   weeks, the answers of each week by the place.
    """
    places = {one.code: one for one in Place.objects.filter(mission=mission, invented=True)}
    for week, day in [(week, day) for week, held in enumerate(days) for day in held]:
        with clock_at(mission, day):
            for place, answers in weeks.items():
                liaison = account("liaison")
                report = receive("report", places[place], answers[week], by=liaison, form=form)
                if day != days[-1][-1]:
                    close_report(report, why="Read; counted with the others", by=account("office"))


def grade(report: FieldReport, *, by: Standing, **said: FieldValue) -> FieldReport:
    """Say how reliable who told it is, how credible what was told, and under what conditions."""
    graded: FieldReport = edit_record(FIELD_REPORT, report, said, version=report.version, by=by)
    return graded


def report_reprisal_of(conditions: str, said: ReprisalInput, *, by: Standing) -> Reprisal:
    """Report a reprisal against whoever told a report under these conditions, by the name that the
    vault gave them."""
    told = FieldReport.objects.filter(mission=by.mission, invented=True, conditions=conditions)
    subject = Subject.objects.filter(pk__in=told.values_list("source", flat=True)[:1]).first()
    return report_reprisal({**said, "named": subject.pseudonym if subject else ""}, by=by)


# --- alerts


def raise_told(
    level: str,
    channel: str = "call",
    words: str = "",
    contact: NetworkContact | None = None,
    *,
    mission: Mission,
    by: Standing,
    **fields: Unpack[AlertInput],
) -> Alert:
    """Raise an invented alert with the report that told of it, and propose its thread."""
    word = AlertReport(
        channel, known_at=fields["known_at"], said={"words": words, "contact": contact}
    )
    alert = raise_alert(fields, mission=mission, by=by, level=level, word=word, invented=True)
    propose(alert, words)
    return alert


def add_report(alert: Alert, channel: str, known_at: datetime, words: str, *, by: Standing) -> None:
    """Add what else was told of an alert."""
    add_word(alert, AlertReport(channel, known_at=known_at, said={"words": words}), by=by)


def give_feedback(alert: Alert, channel: str, *, by: Standing) -> None:
    """Give those who told of an alert the feedback due to them, before its hour."""
    for owed in alert.owed.all():
        owed.not_before = None
        owed.save()
        settle_owed(owed, "given", by=by, channel=channel, source_risk_checked=True)


# --- the strategy


def hear(
    strategy: Strategy,
    plan: consult.PlannedConsultationInput,
    ago: int,
    heard: Mapping[str, int],
    view: consult.StakeholderViewInput,
    taken: str,
    section: str,
    *,
    by: Standing,
) -> None:
    """Plan, hold and answer a consultation of some days ago.

    Takes   taken, whether its view is taken up; section, where.
    """
    day = by.on - timedelta(days=ago)
    fields: consult.PlannedConsultationInput = {
        **plan,
        "planned_on": day,
        "noticed_on": day - timedelta(days=7),
        "safe": True,
        "apart": True,
        "safe_why": "Asked beforehand; at a place and an hour they chose.",
    }
    planned = consult.plan_consultation(strategy, fields, by=by)
    held = consult.hold_consultation(
        planned, {"held_on": day, "attendance": dict(heard)}, version=planned.version, by=by
    )
    noted = consult.note_view(held, view, by=by)
    why = "" if taken == "taken" else "What we saw ourselves stands beside what they said."
    answer = {"taken": taken, "section": section, "why": why}
    consult.answer_view(noted, answer, version=noted.version, by=by)


def waive_unmeasured(strategy: Strategy, why: str, *, by: Standing) -> None:
    """Leave out the indicators of objectives that have none."""
    for aim in objective_list(by).unmeasured:
        consult.waive(strategy, why, objective=aim, by=by)


def waive_thin(strategy: Strategy, why: str, *, by: Standing) -> None:
    """Leave out the elements that stand for some of the priority risks alone."""
    for row in completeness(by, strategy).unmet:
        if row.state.thin and row.state.covers:
            consult.waive(strategy, why, element=row.state.element.key, by=by)


def do_steps(plan: DraftingPlan, came_of: str, *, by: Standing) -> None:
    """Do each step of a plan of drafting by its day."""
    for step in plan.steps.order_by("due"):
        done: StepInput = {
            "owner": step.owner,
            "due": step.due,
            "done_on": min(step.due, by.on),
            "came_of": came_of,
        }
        keep_step(step, done, version=step.version, by=by)


def lay_out_papers(
    letterhead: str, of_kind: Mapping[str, Mapping[str, FieldValue]], *, by: Standing
) -> None:
    """Lay out each kind of paper: as it is shipped, under one letterhead.

    Takes   of_kind, what papers of a kind have beside it.
    """
    for kind, shipped in shipped_layouts().items():
        layout: dict[str, FieldValue] = {
            "kind": kind,
            "letterhead": letterhead,
            "numbered": shipped.numbered,
            "contents": shipped.contents,
            "abbreviations": shipped.abbreviations,
        }
        create_record(LAYOUT, layout | dict(of_kind.get(kind, {})), by=by, invented=True)


# --- figures


def measure_seeded(*, mission: Mission, by: Standing) -> None:
    """Take the indicators that the library marks to begin with, and compute their last periods."""
    seeded = [entry.key for entry in library() if entry.seeded]
    mark_invented(*take_from_library(seeded, by=by))
    compute_values(mission, by=by.person)


def answer_survey(survey: Survey, *, by: Standing) -> None:
    """Take answers to a survey, as a file of them would bring them: women feel less safe than men,
    some refuse, and some do not say."""
    head = ["place", "result", "sex", "age_group", "adults", "safe_at_night", "takes_sides"]
    rows = [head]
    for n, drawn in enumerate(survey.places.order_by("code")):
        for k in range(drawn.times * survey.per_place):
            if k % 11 == 7:
                rows.append([drawn.code, "refused" if k % 2 else "absent", "", "", "", "", ""])
                continue
            woman = k % 2 == 0
            safe = (k * 7 + n) % 20 < (4 if woman else 9) + 2 * (n % 3)
            said = "dont_know" if k % 23 == 5 else "safe" if safe else "unsafe"
            sides = "some_more" if (k * 3 + n) % 10 < 4 else "alike"
            age = ("18_29", "30_44", "45_59", "30_44", "60_plus")[k % 5]
            sex = "female" if woman else "male"
            rows.append([drawn.code, "answered", sex, age, str(1 + k % 4), said, sides])
    with TemporaryDirectory(prefix="tutela-demo-") as folder:
        path = Path(folder) / "answers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        import_answers(survey, path, by=by)
