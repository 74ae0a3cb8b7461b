"""How a survey is drawn, approved, answered and closed.

Order matters: the rule of replacement stands before the draw, the questions are approved before
anybody is asked, and what it tells is computed once, when the fieldwork has ended.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.tables import read_tables
from tutela.intake.questions import Sent
from tutela.outreach.estimates import DrawnPlace, estimates_of, response_of
from tutela.outreach.samples import draw_places
from tutela.outreach.survey_answers import RefusedAnswer, columns_read, read_answer
from tutela.outreach.survey_answers import SurveyAnswer as ReadAnswer
from tutela.outreach.survey_form import PLACE, require_sound_items
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock, jobs
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.models import Job
from tutela_web.base.values import FieldValue
from tutela_web.look.translate import say_in_page_language
from tutela_web.outreach.perceptions.models import Survey, SurveyAnswer, SurveyPlace
from tutela_web.outreach.perceptions.queries import (
    APPROVE,
    PULL_ANSWERS,
    digest_of,
    frame_of,
    frame_places,
    is_approved,
    items_of,
    names_of_places,
    people_of_strata,
    reserve_of,
    runs,
    wanted_of,
)
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.submissions.fetching import fetch_form, read_item
from tutela_web.submissions.models import FormServer
from tutela_web.submissions.queries import ACT as LINKS_FORMS

MOST_REFUSED = 200
"""How many refused rows a page shows; a file with more has another fault than its rows."""


def require_runner(survey: Survey, by: Standing) -> None:
    """Raise Denied unless this person runs the survey."""
    by.require_ours(survey)
    if not runs(by, survey):
        raise Denied(
            say("only who runs this survey may do that"),
            next=say("ask the holder of the post that runs it"),
        )


@one_at_a_time(hold)
def draw_sample(survey: Survey, *, version: int, by: Standing) -> Survey:
    """Draw the places of a survey by a seed that chance gives and that is kept.

    Raises  Denied; NotNow where it was drawn already; BadParameter without a rule of replacement,
            and for a frame in which nobody lives.
    """
    require_runner(survey, by)
    if survey.seed is not None:
        raise NotNow(say("the places were drawn already"), next=say("look at the frame"))
    if not survey.replacement.strip():
        raise BadParameter(
            say("no rule says what replaces a place that cannot be reached"),
            where="replacement",
            next=say("write it before the places are drawn"),
        )
    frame = frame_of(survey, by)
    seed = secrets.randbelow(2**31)
    drawn = draw_places(frame.places, wanted_of(survey), frame.approach, seed)
    by_code = {place.code: place for place in frame_places(survey, by)}
    people = {place.code: place for place in frame.places}
    ordered = sorted(drawn.times, key=lambda code: (people[code].stratum, by_code[code].name, code))
    SurveyPlace.objects.bulk_create(
        SurveyPlace(
            survey=survey,
            place=by_code[code],
            area=by_code[code].area,
            code=f"p{number:02}",
            stratum=people[code].stratum,
            people=people[code].people,
            times=drawn.times[code],
        )
        for number, code in enumerate(ordered, start=1)
    )
    changes: dict[str, FieldValue] = {
        "seed": seed,
        "frame": [[place.code, place.stratum, place.people] for place in frame.places],
        "frame_unknown": frame.unknown,
        "drawn_on": clock.today(by.mission),
    }
    return records.edit(survey, changes, version=version, by=by.person)


@one_at_a_time(hold)
def send_questions(survey: Survey, *, version: int, by: Standing) -> Survey:
    """Send what a survey asks to the data-protection focal point, as it stands now.

    Raises  Denied; BadParameter for a question that no survey may ask; NotNow where nothing
            changed since it was sent.
    """
    require_runner(survey, by)
    _require_open(survey)
    require_sound_items(items_of(survey))
    digest = digest_of(survey)
    if survey.sent_digest == digest:
        raise NotNow(
            say("the questions did not change since they were last sent"),
            next=say("change them first"),
        )
    changes: dict[str, FieldValue] = {"sent_digest": digest}
    return records.edit(survey, changes, version=version, by=by.person)


@one_at_a_time(hold)
def approve_questions(survey: Survey, *, version: int, by: Standing) -> Survey:
    """Approve what a survey asks, as it was sent.

    Raises  Denied without the act of the data-protection focal point, and for who planned it;
            NotNow where it is approved, was not sent, or was changed since it was sent.
    """
    by.require(APPROVE, of=survey)
    if survey.author_id == by.person.pk:
        raise Denied(
            say("nobody approves what they planned themselves"),
            next=say("ask who holds the post too"),
        )
    if is_approved(survey):
        raise NotNow(say("this was decided already"), next=say("look at the page again"))
    digest = digest_of(survey)
    if survey.sent_digest != digest:
        raise NotNow(
            say("the questions were changed since they were sent, or never sent"),
            next=say("ask who runs the survey to send them"),
        )
    changes: dict[str, FieldValue] = {
        "approved_digest": digest,
        "approved_by": by.person,
        "approved_on": clock.today(by.mission),
    }
    return records.edit(survey, changes, version=version, by=by.person)


@transaction.atomic
def replace_place(drawn: SurveyPlace, why: str, *, by: Standing) -> SurveyPlace:
    """Put the next of the reserve in place of one that cannot be reached.

    Raises  Denied; NotNow once the survey is closed, where the place was replaced or somebody
            answered there; BadParameter without a reason, or with no place left.
    """
    survey = hold(drawn.survey)
    require_runner(survey, by)
    _require_open(survey)
    if SurveyPlace.objects.filter(replaces=drawn).exists() or drawn.answers.exists():
        raise NotNow(
            say("somebody answered there, or another place stands for it already"),
            next=say("look at the sample again"),
        )
    if not why.strip():
        raise BadParameter(
            say("why can it not be reached?"), where="why", next=say("write it in a sentence")
        )
    left = reserve_of(survey).get(drawn.stratum, [])
    if not left:
        raise BadParameter(
            say("no place of this stratum is left"),
            next=say("leave it: it is shown as a place from which nobody answered"),
        )
    place = Place.objects.select_related("area").get(mission=by.mission, code=left[0])
    people = {code: living for code, _stratum, living in survey.frame}
    drawn.replaced_why = why.strip()[:240]
    drawn.save(update_fields=["replaced_why"])
    made = SurveyPlace.objects.create(
        survey=survey,
        place=place,
        area=place.area,
        code=f"p{survey.places.count() + 1:02}",
        stratum=drawn.stratum,
        people=people[place.code],
        times=drawn.times,
        replaces=drawn,
    )
    _line("replace_survey_place", survey, by)
    return made


def _require_open(survey: Survey) -> None:
    if survey.closed_on is not None:
        raise NotNow(say("the fieldwork of this survey has ended"), next=say("read its results"))


def _require_asking(survey: Survey, by: Standing) -> None:
    """Raise unless answers may be taken: drawn, approved as it stands, not closed."""
    require_runner(survey, by)
    _require_open(survey)
    if survey.seed is None:
        raise NotNow(say("no place was drawn yet"), next=say("draw the places first"))
    if not is_approved(survey):
        raise NotNow(
            say("the questions, as they stand, are not approved"),
            next=say("ask the data-protection focal point"),
        )


@dataclass
class TakenAnswers:
    """What came of a file or a server: how many answers were kept, how many were here before, the
    refused rows with why, and the columns that were left out, unread."""

    kept: int = 0
    before: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def import_answers(survey: Survey, path: Path, *, by: Standing) -> TakenAnswers:
    """Keep the answers of a CSV or XLSX file; where a row is refused, nothing of it is kept.

    What the survey does not ask is in no column that is read: a name or a telephone in the file
    stays in the file.
    Raises  Denied; NotNow before it may be asked, or for a file that is here already;
            UnreadableFile; BadParameter for a file without a column of places.
    """
    survey = hold(survey)
    _require_asking(survey, by)
    digest = sha256(path.read_bytes()).hexdigest()
    if survey.answers.filter(came_of=digest).exists():
        raise NotNow(say("this file was taken already"), next=say("nothing needs doing"))
    items, places = items_of(survey), names_of_places(survey)
    taken = TakenAnswers()
    read: list[ReadAnswer] = []
    for table in read_tables(path):
        columns = columns_read(table.frame.columns, items)
        if PLACE not in columns:
            raise BadParameter(
                say("the file has no column '{name}'", name=PLACE),
                next=say("take the file as KoboToolbox or ODK gives it, by the values of answers"),
            )
        taken.left_out += [name for name in table.frame.columns if name not in columns.values()]
        taken.refused += [
            (rejected.row, say_in_page_language(rejected.why)) for rejected in table.rejected
        ]
        for line, row in zip(table.lines.to_list(), table.frame.iter_rows(named=True), strict=True):
            try:
                asked = {name: row[column] for name, column in columns.items()}
                read.append(read_answer(asked, items, places))
            except RefusedAnswer as fault:
                taken.refused.append((line, say_in_page_language(fault.why)))
    taken.refused = taken.refused[:MOST_REFUSED]
    if taken.refused:
        return taken
    return _keep(survey, read, SurveyAnswer.Came.FILE, taken, by=by, came_of=digest)


@transaction.atomic
def enter_answer(survey: Survey, said: Mapping[str, str], *, by: Standing) -> TakenAnswers:
    """Keep one answer that was written on paper.

    Takes   said, by question, as a row of a file.
    Raises  Denied; NotNow before it may be asked; BadParameter for what is none of its answers.
    """
    survey = hold(survey)
    _require_asking(survey, by)
    try:
        answer = read_answer(said, items_of(survey), names_of_places(survey))
    except RefusedAnswer as fault:
        raise BadParameter(fault.why, next=say("choose one of the list")) from fault
    return _keep(survey, [answer], SurveyAnswer.Came.HAND, TakenAnswers(), by=by)


def _keep(
    survey: Survey,
    answers: Sequence[ReadAnswer],
    came: str,
    taken: TakenAnswers,
    *,
    by: Standing,
    came_of: str = "",
) -> TakenAnswers:
    """Keep answers that were read. One that was edited in the other system replaces itself."""
    here = set(survey.answers.exclude(submission="").values_list("submission", flat=True))
    fresh: dict[str, ReadAnswer] = {}
    for number, answer in enumerate(answers):
        if answer.submission in here:
            taken.before += 1
        else:
            fresh[answer.submission or f"row {number}"] = answer
    roots = {answer.submission_root for answer in fresh.values() if answer.submission_root}
    survey.answers.filter(submission_root__in=roots).delete()
    places = {row.code: row for row in survey.places.all()}
    at = clock.now(by.mission)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(
            survey=survey,
            place=places[answer.place],
            result=answer.result,
            sex=answer.sex,
            age_group=answer.age_group,
            adults=answer.adults,
            answers=answer.answers,
            came=came,
            came_of=came_of,
            submission=answer.submission,
            submission_root=answer.submission_root,
            entered_at=at,
            entered_by=by.person,
        )
        for answer in fresh.values()
    )
    taken.kept += len(fresh)
    if fresh:
        _line("keep_survey_answers", survey, by, number=len(fresh))
    return taken


# --- from a server of forms


def ask_to_pull_answers(survey: Survey, server: FormServer, uid: str, *, by: Standing) -> Job:
    """Have the answers of a form elsewhere taken by the worker.

    Raises  Denied, also without the act of linking forms; NotNow before it may be asked.
    """
    _require_puller(survey, server, by)
    return jobs.ask(
        PULL_ANSWERS,
        mission_id=by.mission.pk,
        by_id=by.person.pk,
        subject_id=survey.pk,
        far_id=f"{server.pk} {uid.strip()}",
    )


def _require_puller(survey: Survey, server: FormServer, by: Standing) -> None:
    _require_asking(survey, by)
    by.require(LINKS_FORMS)
    by.require_ours(server)


def pull_answers(
    survey: Survey,
    server: FormServer,
    uid: str,
    *,
    by: Standing,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> TakenAnswers:
    """Keep the answers of a form of KoboToolbox or ODK Central. Each is taken once; one that was
    edited there replaces what it was. Of those refused nothing that somebody answered is told.

    Raises  Denied; NotNow; ServerFault.
    """
    _require_puller(survey, server, by)
    sent: list[Sent] = []
    for page in fetch_form(server, uid):
        sent += page.rows
        tell(len(sent), page.whole)
    with transaction.atomic():
        survey = hold(survey)
        _require_asking(survey, by)
        return _keep_sent(survey, server, sent, by)


def _keep_sent(
    survey: Survey, server: FormServer, sent: Iterable[Sent], by: Standing
) -> TakenAnswers:
    items, places = items_of(survey), names_of_places(survey)
    taken = TakenAnswers()
    read: list[ReadAnswer] = []
    for number, item in enumerate(sent, start=1):
        try:
            submission = read_item(server.kind, item)
            columns = columns_read(list(submission.answers), items)
            row = {
                name: str(submission.answers[column])
                for name, column in columns.items()
                if submission.answers[column] is not None
            }
            answer = read_answer(row, items, places)
        except (RefusedAnswer, BadParameter) as fault:
            why = fault.why if isinstance(fault, RefusedAnswer) else fault.what
            taken.refused.append((number, say_in_page_language(why)))
        else:
            read.append(
                replace(answer, submission=submission.uuid, submission_root=submission.root)
            )
    taken.refused = taken.refused[:MOST_REFUSED]
    return _keep(survey, read, SurveyAnswer.Came.SERVER, taken, by=by)


# --- its end


@one_at_a_time(hold)
def close_fieldwork(survey: Survey, *, version: int, by: Standing) -> Survey:
    """End the fieldwork, and compute what the survey tells, once for all.

    Once only: two sets of estimates of nearly the same people would tell who came between.
    Raises  Denied; NotNow where it has ended, or before the last day; BadParameter without answers.
    """
    _require_asking(survey, by)
    today = clock.today(by.mission)
    if today < survey.ends:
        raise NotNow(
            say("the fieldwork goes on until {day}", day=survey.ends.isoformat()),
            next=say("wait, or put the last day right"),
        )
    answers = [_as_read(answer) for answer in survey.answers.select_related("place")]
    if not answers:
        raise BadParameter(say("nobody was asked yet"), next=say("take the answers first"))
    places = {
        row.code: DrawnPlace(row.stratum, row.area.code if row.area else "", row.times)
        for row in survey.places.filter(replaced_by=None).select_related("area")
    }
    in_frame = frame_areas(survey)
    changes: dict[str, Any] = {
        "closed_on": today,
        "estimates": estimates_of(
            answers,
            items_of(survey),
            places,
            people_of_strata(survey),
            widest=survey.widest,
            areas=in_frame,
        ),
        "response_told": response_of(answers, places),
    }
    return records.edit(survey, changes, version=version, by=by.person)


def frame_areas(survey: Survey) -> list[str]:
    """The areas in which places of the frame lie, by code: also those of which none was drawn."""
    codes = [code for code, _stratum, _people in survey.frame]
    rows = Place.objects.filter(mission=survey.mission_id, code__in=codes)
    return sorted({code or "" for code in rows.values_list("area__code", flat=True)})


def _as_read(answer: SurveyAnswer) -> ReadAnswer:
    return ReadAnswer(
        answer.place.code,
        answer.result,
        answer.sex,
        answer.age_group,
        answer.adults,
        answer.answers,
    )


@one_at_a_time(hold)
def erase_answers(survey: Survey, *, version: int, by: Standing) -> Survey:
    """Erase the answers row by row. The estimates stay.

    Raises  Denied; NotNow before the fieldwork has ended, or where they are erased.
    """
    require_runner(survey, by)
    if survey.closed_on is None or survey.erased_on is not None:
        raise NotNow(
            say("there are no answers of an ended survey to erase"),
            next=say("look at it again"),
        )
    survey.answers.all().delete()
    changes: dict[str, FieldValue] = {"erased_on": clock.today(by.mission)}
    return records.edit(survey, changes, version=version, by=by.person)


def _line(act: str, survey: Survey, by: Standing, **how: trail.Detail) -> None:
    trail.record(act, mission=by.mission, by=by.person, kind="survey", subject=survey.pk, **how)
