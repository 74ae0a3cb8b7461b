"""How a report from the field comes in: each door calls `receive_report`, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.urls import reverse

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.child_alone import tells_of_child_alone
from tutela.intake.questions import (
    CARE_QUESTIONS,
    FORMS,
    MARKS,
    Kind,
    Question,
    Value,
    part_telephones,
    read_answers,
    read_moment,
    referral_steps,
)
from tutela_web.access import numbers
from tutela_web.access.models import DutyArea, Holding, Mission, Precision, current
from tutela_web.access.policy import Standing
from tutela_web.access.vault import verbs as vault
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied
from tutela_web.base.ids import keyed_digest, new_id
from tutela_web.base.judging import Verdict, judge
from tutela_web.base.values import FieldValue, JsonValue, field_values
from tutela_web.capacity.units.verbs import note_where_seen
from tutela_web.conduct import unsure_verbs
from tutela_web.conduct.models import MisconductReceipt, SealedItem, UnsureCase
from tutela_web.conduct.verbs import Material, receive
from tutela_web.crisis.decisions.verbs import move, report_result
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.taskings.queries import ENDED
from tutela_web.incidents.closed import release_verbs
from tutela_web.incidents.closed.harms import harm_named
from tutela_web.incidents.closed.release_verbs import WhereInput, where_openly
from tutela_web.incidents.inputs import incident_input
from tutela_web.incidents.models import Danger
from tutela_web.incidents.record.verbs import keep_closed
from tutela_web.intake.adviser_verbs import make_call, say_agreed
from tutela_web.intake.inputs import Sent
from tutela_web.intake.models import (
    AdviserCall,
    CameBy,
    ClosedAnswers,
    ClosedReceipt,
    FieldReport,
    ReportKind,
)
from tutela_web.intake.queries import ACT, running_at
from tutela_web.places.finding import WhereFound, find_where
from tutela_web.places.models import Place
from tutela_web.places.sites.safety_verbs import is_refuge, take_told_defect
from tutela_web.questionnaires.models import FormVersion
from tutela_web.questionnaires.queries import questions_of, version_called
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import AlertReport, add_word, raise_alert, with_location
from tutela_web.warning.closing.closed_words import SAID
from tutela_web.warning.inputs import AlertInput, WordInput, alert_input, where_said
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, AlertLevel, Channel
from tutela_web.warning.sites.naming_verbs import ask_about_named

AHEAD = timedelta(minutes=2)
"""By how much a device's clock may be ahead before its time is doubted."""

NEWS = timedelta(hours=24)
"""So old may an answer from another system be that opens an alert by itself."""

SEALED_NAMES = {"source_name": "person", "source_phone": "phone", "source_reach": "reach"}
"""Private answers by the field of the vault that they are sealed in."""

CHILD_HARM = "mrm"
"""The compartment of what concerns a child, whatever the harm."""

MARK_OF_HARM = {"crsv": "crsv", "child recruitment or use": "child"}
"""The mark that words alone give a report: who wrote it is asked whether the person agrees."""


def mark_told(*words: str) -> str:
    """The mark of MARKS that the words of a report give it; empty where none does. Of one child
    who is alone it is *child*, whatever befell it."""
    harm = MARK_OF_HARM.get(harm_named(*words), "")
    return harm or ("child" if tells_of_child_alone(*words) else "")


@dataclass(frozen=True)
class Received:
    """What the sender is told: never what became of what is not the sender's to read.

    outcome   kept, alert, closed (in its compartment), misconduct or apart
    number    of the receipt, of misconduct
    steps     what to do at once, of what was closed
    asks      the mark of MARKS where nobody asked yet whether the person agrees to a message to the
              adviser: the sender is asked, and answers by a correction of this report
    """

    id: UUID
    outcome: str
    number: str = ""
    steps: tuple[str, ...] = ()
    asks: str = ""


def receive_report(
    by: Standing,
    *,
    id: UUID,
    kind: str,
    captured_at: datetime,
    answers: Mapping[str, JsonValue],
    clock_offset: int | None = None,
    place: Place | None = None,
    place_said: str = "",
    place_precision: int | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    marked: str = "",
    misconduct: str = "",
    way: str = CameBy.APP,
    form: str = "",
    language: str = "en",
    tasking: Tasking | None = None,
    corrects: UUID | None = None,
) -> Received:
    """Take in a report from the field; the same sent again changes nothing and is told the same.

    Names and telephones go to the vault, harms of a compartment to it, misconduct by personnel to
    Conduct and Discipline: the record has none of them. A danger raises an alert at once.

    Takes   as `inputs.Sent` says. Time does not matter: what is three days old is taken as well.
    Raises  Denied without the act, or for an id that somebody else used; BadParameter for answers
            that the form does not ask, or one it needs.
    """
    if not by.may_somewhere(ACT):
        by.require(ACT)
    by.require_ours(place, tasking)
    if tasking is not None and kind != ReportKind.PATROL:
        raise BadParameter(
            say("a patrol report alone ends a tasking"),
            where="tasking",
            next=say("send a patrol report, or name no tasking"),
        )
    sent = Sent(
        id,
        kind,
        captured_at,
        answers,
        clock_offset,
        place,
        place_said.strip()[:200],
        place_precision,
        latitude,
        longitude,
        marked,
        misconduct,
        way,
        form,
        language[:5],
        tasking,
        corrects,
    )
    if (before := _received_before(sent, by)) is not None:
        return before
    questions, version = _questions_of(sent, by)
    if version is not None:
        sent = replace(sent, form=str(version))
    # What another system asked, it asked by its own rules: a blank there loses no answer here.
    partly = bool(marked or misconduct) or way == CameBy.FORM
    kept, private = read_answers(questions, sent.answers, partly=partly)
    _set_to_mission_clock(kept, questions, by.mission)
    if misconduct == "yes":
        receipt = receive(by.mission, MisconductReceipt.Door.FIELD, by=by, id=id)
        return Received(id, "misconduct", receipt.number)
    try:
        with transaction.atomic():
            return _take_in(sent, kept, private, _part_closed(kept, version), by)
    except IntegrityError:  # the same, sent twice at once: the other was first
        if (before := _received_before(sent, by)) is None:
            raise
        return before


def _received_before(sent: Sent, by: Standing) -> Received | None:
    """What the same sending was told before."""
    before = FieldReport.objects.filter(pk=sent.id).first()
    if before is not None:
        if before.mission_id != by.mission.pk or before.author_id != by.person.pk:
            raise Denied(say("this id is taken"), next=say("make a new id and send again"))
        return Received(before.pk, "alert" if before.alert_id else "kept")
    if ClosedReceipt.objects.filter(digest=_digest_of(sent.id, by)).exists():
        return _closed_answer(sent, by)
    receipt = MisconductReceipt.objects.filter(
        pk=sent.id, mission=by.mission, reporter=by.person
    ).first()
    if receipt is not None:
        return Received(sent.id, "misconduct", receipt.number)
    mark = _fingerprint_of(sent.id, by)
    if UnsureCase.objects.filter(mission=by.mission, fingerprint=mark).exists():
        return Received(sent.id, "apart")
    return None


def _closed_answer(sent: Sent, by: Standing) -> Received:
    waits = AdviserCall.objects.filter(asked_digest=_digest_of(sent.id, by))
    of = waits.values_list("part__compartment", flat=True).first()
    asks = {"crsv": "crsv", CHILD_HARM: "child"}.get(of or "", "")
    return Received(
        sent.id, "closed", steps=referral_steps(sent.marked or asks or "crsv"), asks=asks
    )


def was_received_apart(id: UUID, by: Standing) -> bool:
    """Whether a report of this sender came in and is no report here: it is in a compartment, with
    Conduct and Discipline, or held apart."""
    apart = UnsureCase.objects.filter(mission=by.mission, fingerprint=_fingerprint_of(id, by))
    misconduct_receipts = MisconductReceipt.objects.filter(
        pk=id, mission=by.mission, reporter=by.person
    )
    closed = ClosedReceipt.objects.filter(digest=_digest_of(id, by))
    return closed.exists() or misconduct_receipts.exists() or apart.exists()


def _digest_of(id: UUID, by: Standing) -> str:
    return keyed_digest("field report", by.mission, by.person, str(id))


def _fingerprint_of(id: UUID, by: Standing) -> str:
    return keyed_digest("unsure field report", by.mission, by.person, str(id))


def _questions_of(sent: Sent, by: Standing) -> tuple[tuple[Question, ...], FormVersion | None]:
    """What the form asks, and the version of the mission's own form where it is one."""
    if sent.kind not in ReportKind.values:
        raise BadParameter(say("there is no such form"), where="kind")
    if sent.marked and sent.marked not in MARKS:
        raise BadParameter(say("there is no such mark"), where="marked")
    care = CARE_QUESTIONS if sent.marked else ()
    if not sent.form:
        return FORMS[Kind(sent.kind)][1] + care, None
    version = version_called(by.mission, sent.form)
    if version is None or version.kind != sent.kind:
        raise BadParameter(
            say("the mission has no such form"),
            where="form",
            next=say("send the answers of a form that was approved"),
        )
    return questions_of(version) + care, version


def _set_to_mission_clock(
    answers: dict[str, Value], questions: tuple[Question, ...], mission: Mission
) -> None:
    """Where the mission's clock is shifted, a moment that lies nearer to the time of the day is one
    that a telephone took from its own clock: it is moved as the mission's clock is."""
    shift, now = mission.clock_shift, clock.now(mission).replace(tzinfo=None)
    for question in questions:
        said = answers.get(question.name) if question.answer == "moment" and shift else None
        moment = read_moment(said) if isinstance(said, str) else None
        if moment is None:
            continue
        whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time(12))
        if abs(whole - (now - shift)) < abs(whole - now):
            moved = whole + shift
            answers[question.name] = (
                moved.isoformat(timespec="minutes")
                if isinstance(moment, datetime)
                else moved.date().isoformat()
            )


Closed = dict[str, dict[str, Value]]
"""Answers by the compartment they belong to."""


def _part_closed(answers: dict[str, Value], version: FormVersion | None) -> Closed:
    """Take the answers that belong to a compartment out of the others."""
    closed: Closed = {}
    for question in version.questions if version is not None else ():
        if question["compartment"] and question["name"] in answers:
            part = closed.setdefault(question["compartment"], {})
            part[question["name"]] = answers.pop(question["name"])
    return closed


def _take_in(
    sent: Sent,
    answers: dict[str, Value],
    private: dict[str, str],
    closed: Closed,
    by: Standing,
) -> Received:
    words = [value for value in answers.values() if isinstance(value, str)]
    apart = [one for part in closed.values() for one in part.values() if isinstance(one, str)]
    texts = [*words, *apart, sent.place_said, *private.values()]
    if sent.misconduct != "read_again":
        verdict = Verdict.UNSURE if sent.misconduct == "unsure" else judge(texts)
        if verdict is not Verdict.NO:
            return _hold_misconduct(sent, verdict, by)
    harm = "crsv" if sent.marked == "crsv" else harm_named(*words)
    if sent.marked or harm:
        told = answers | {name: one for part in closed.values() for name, one in part.items()}
        return _into_compartment(sent, told, private, harm, by)
    numbers_told: list[str] = []
    for part in (answers, *closed.values()):
        for name, value in part.items():
            if isinstance(value, str):
                part[name], parted = part_telephones(value)
                numbers_told += parted
    source = _seal_source(private, numbers_told, by)
    located = _locate(sent, by)
    alert = _alert_of(sent, answers, located, by)
    report = _report_of(sent, answers, located, by)
    report.source = source
    if alert is not None:
        report.alert, report.state = alert, FieldReport.State.ALERTED
    records.create(report, mission=by.mission, by=by.person)
    for compartment, part in closed.items():
        ClosedAnswers.objects.create(
            mission=by.mission, report=report, compartment=compartment, answers=part
        )
    if sent.tasking is not None:
        _end_tasking(sent, sent.tasking, answers, by)
    if sent.kind == ReportKind.PERIMETER:
        _keep_defect(sent, report, answers, by)
    return Received(report.pk, "alert" if alert else "kept")


# --- what is kept nowhere here


def _hold_misconduct(sent: Sent, verdict: Verdict, by: Standing) -> Received:
    """Words of misconduct by personnel: sealed to Conduct and Discipline where they tell of it,
    held apart where they may. A danger raises its alert without them."""
    if sent.is_danger:
        _raise_bare(sent, by)
    if verdict is Verdict.TELLS:
        told = json.dumps(dict(sent.answers), ensure_ascii=False, default=str).encode()
        receipt = receive(
            by.mission,
            MisconductReceipt.Door.FIELD,
            by=by,
            id=sent.id,
            material=Material(SealedItem.Kind.FORM, told),
        )
        return Received(sent.id, "misconduct", receipt.number)
    unsure_verbs.hold_apart(
        by.mission,
        UnsureCase.Kind.FORM,
        _as_on_page(sent),
        door=MisconductReceipt.Door.FIELD,
        sender=by.person,
        fingerprint=_fingerprint_of(sent.id, by),
        area=_area_of_post(by),
        address=_page_of(sent, by),
    )
    return Received(sent.id, "apart")


def _as_on_page(sent: Sent) -> dict[str, list[str]]:
    """What was sent as the form at a desk sends it: what was held apart is recorded there."""
    given = ((name, value) for name, value in sent.answers.items() if value not in (None, "", []))
    answers = {name: _as_sent(value) for name, value in given}
    where = {
        "place": str(sent.place.pk) if sent.place else "",
        "place_said": sent.place_said,
        "place_precision": "" if sent.place_precision is None else str(sent.place_precision),
        "marked": sent.marked,
    }
    begun = {"id": [str(new_id())], "way": [CameBy.DESK.value]}
    return begun | {name: [said] for name, said in where.items() if said} | answers


def _as_sent(value: JsonValue) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _page_of(sent: Sent, by: Standing) -> str:
    """The form at a desk that asks what was sent; of a danger the report: its alert is raised."""
    address = reverse("intake:report_new", args=[by.mission.code])
    if sent.form:
        return f"{address}?form={sent.form}"
    return address if sent.is_danger else f"{address}?kind={sent.kind}"


def _into_compartment(
    sent: Sent,
    answers: dict[str, Value],
    private: dict[str, str],
    harm: str,
    by: Standing,
) -> Received:
    """The minimum of a report on a child or on a harm of a compartment: to its office alone, and
    not to it where the survivor did not agree. A danger goes out without them.

    What came without anybody having asked is sealed there, as it was written: it is known by its
    words alone. No call is made of it until its sender says that the person agrees. Where it was is
    kept as a town, a district or a cell, never nearer.
    """
    ClosedReceipt.objects.create(digest=_digest_of(sent.id, by))
    agreed = _yes_or_no(answers.pop("agreed", None))
    care = {name: answers.pop(name, None) for name in ("call_back", "care_now")}
    before = _digest_of(sent.corrects, by) if sent.corrects else ""
    if before and agreed is not None and say_agreed(before, agreed, care):
        return _closed_answer(sent, by)  # it was the answer to what came unasked
    if agreed is False:
        if sent.is_danger:
            _raise_bare(sent, by)
        return _closed_answer(sent, by)
    where = _locate(sent, by, coarse=True)
    if agreed and not where.get("place") and not where.get("place_said"):
        where["place_said"] = sent.place_said[:80]  # asked for as a town or a site, no address
    told = {name: value for name, value in answers.items() if isinstance(value, str)} | private
    if sent.is_danger and harm:
        values = alert_input({"act": str(answers.get("what") or SAID)[:200], **field_values(where)})
        _raise_of(sent, values, "\n".join(told.values()), by, marked=harm)
        return _closed_answer(sent, by)
    part = keep_closed(
        incident_input(
            {
                **{name: value for name, value in field_values(where).items() if value is not None},
                **_event_time(answers, _known_at(sent, by)[0]),
                "known_at": _known_at(sent, by)[0],
                "summary": "\n".join(f"{name}: {words}" for name, words in told.items()),
                "language": sent.language,
            }
        ),
        harm,
        mission=by.mission,
        by=by.person,
        compartment="" if harm else CHILD_HARM,
    )
    asks = agreed is None and part.compartment in ("crsv", CHILD_HARM)
    digest = _digest_of(sent.id, by) if asks else ""
    make_call(part, agreed=agreed, said=care, asked_digest=digest)
    if sent.is_danger:
        _raise_bare(sent, by)
    elif answers.get("going_on") is True:
        release_verbs.ask(part, harms=(), danger=Danger.ONGOING, by=by)
    return _closed_answer(sent, by)


def _yes_or_no(answer: Value) -> bool | None:
    return answer if isinstance(answer, bool) else None


def _raise_bare(sent: Sent, by: Standing) -> None:
    """Raise the alert of a danger without a word of what was written, at a coarse place."""
    bare = {"act": SAID, **field_values(_locate(sent, by, coarse=True))}
    _raise_of(sent, alert_input(bare), "", by)


# --- what is kept


def _seal_source(private: Mapping[str, str], numbers_told: list[str], by: Standing) -> UUID | None:
    """Seal who told it, and telephone numbers that stood among the words; gives the subject."""
    values = {SEALED_NAMES.get(name, f"own_{name}"): value for name, value in private.items()}
    if numbers_told:
        values["numbers"] = "\n".join(numbers_told)
    if not values:
        return None
    searchable = [name for name in ("person", "phone") if name in values]
    return vault.seal(by.mission, values, searchable=searchable, by=by)


def _locate(sent: Sent, by: Standing, *, coarse: bool = False) -> AlertInput:
    """Where it was: the place or the point, the area they lie in, else that of the sender's post.

    Takes   coarse, for what says no more than a listed town, a district or a cell.
    """
    said = {
        "place": sent.place,
        "place_said": sent.place_said,
        "place_precision": sent.place_precision,
        "latitude": sent.latitude,
        "longitude": sent.longitude,
    }
    told: dict[str, FieldValue] = {
        name: value for name, value in said.items() if value not in (None, "")
    }
    meant = WhereFound() if sent.place else find_where(by, sent.place_said)
    place = sent.place or meant.place
    if place is not None or sent.latitude is None:
        told = {**meant.fields(), **told}
    located = with_location(alert_input(told), by.mission)
    if coarse:
        where = WhereInput(
            place=place,
            latitude=located.get("latitude"),
            longitude=located.get("longitude"),
        )
        marking = {
            n: v for n, v in field_values(located).items() if n in ("area", "classification")
        }
        located = alert_input({**marking, **where_openly(where)})
    if located.get("area") is None:
        located["area"] = _area_of_post(by)
    return located


def _area_of_post(by: Standing) -> DutyArea | None:
    """The area of the sender's post: who answers there is told of what names no place."""
    holdings = Holding.objects.filter(
        current(by.on), post__mission=by.mission, person=by.person, post__area__isnull=False
    )
    first = holdings.select_related("post__area").order_by("order", "pk").first()
    return first.post.area if first else None


def _known_at(sent: Sent, by: Standing) -> tuple[datetime, bool]:
    """When it was written, by the mission's clock, and whether the device's clock is doubtful."""
    now = real_now()
    written = sent.captured_at - timedelta(seconds=sent.clock_offset or 0)
    doubtful = written > now + AHEAD
    return min(written, now) + by.mission.clock_shift, doubtful


def _event_time(answers: Mapping[str, Value], known_at: datetime) -> dict[str, FieldValue]:
    """When it happened, as said; where nobody said, nothing is made up."""
    said = answers.get("when") or answers.get("left")
    moment = read_moment(said) if isinstance(said, str) else None
    if moment is None:
        return {}
    if isinstance(moment, datetime):
        at: time | None = moment.time()
        return {
            "event_from": moment.date(),
            "event_from_time": at,
            "event_precision": Precision.HOUR,
        } | _end_said(answers.get("returned"))
    assert isinstance(moment, date)
    return {"event_from": moment, "event_precision": Precision.DAY}


def _end_said(said: Value) -> dict[str, FieldValue]:
    moment = read_moment(said) if isinstance(said, str) else None
    if not isinstance(moment, datetime):
        return {}
    return {"event_to": moment.date(), "event_to_time": moment.time()}


def _report_of(
    sent: Sent, answers: dict[str, Value], located: AlertInput, by: Standing
) -> FieldReport:
    known_at, doubtful = _known_at(sent, by)
    knows, going_on = answers.get("known_by"), answers.get("going_on")
    report = FieldReport(
        id=sent.id,
        number=numbers.next_number(FieldReport, by.mission),
        kind=sent.kind,
        way=sent.way,
        form=sent.form,
        captured_at=sent.captured_at,
        clock_offset=sent.clock_offset,
        clock_doubtful=doubtful,
        known_at=known_at,
        tasking=sent.tasking,
        corrects=sent.corrects,
        first_hand=None if knows is None else knows == "saw",
        going_on=going_on if isinstance(going_on, bool) else None,
        language=sent.language,
        **located,
        **_event_time(answers, known_at),
    )
    if report.place is not None and report.place_said == report.place.name and not sent.place_said:
        report.place_said = ""  # a place chosen of the list was not said in words
    report.answers = answers
    return report


def _keep_defect(
    sent: Sent, report: FieldReport, answers: Mapping[str, Value], by: Standing
) -> None:
    """What is broken at a site waits there for who mends it, from the moment it was told."""
    place, passing = report.place, answers.get("people_pass")
    if place is None or not is_refuge(place):
        return
    take_told_defect(
        place,
        report=report.pk,
        what=str(answers.get("defect") or ""),
        where=str(answers.get("sector") or ""),
        people_pass=passing if isinstance(passing, bool) else None,
        words=str(answers.get("what") or ""),
        seen_on=_known_at(sent, by)[0].astimezone(ZoneInfo(by.mission.time_zone)).date(),
        corrects=sent.corrects,
        by=by,
    )


def _end_tasking(sent: Sent, tasking: Tasking, answers: Mapping[str, Value], by: Standing) -> None:
    """The patrol is back: its tasking says when it left and returned, and what came of it; nothing
    is typed twice. Its unit was last where the report is from. What somebody recorded of it
    meanwhile stands."""
    if tasking.state in ENDED or (tasking.returned_at is not None and tasking.result):
        return
    written = _known_at(sent, by)[0]
    left, at = (_moment_said(answers.get(name), written, by) for name in ("left", "returned"))
    back = tasking.returned_at or at
    if tasking.departed_at is None and left is not None:
        tasking = move(tasking, "departed", by=by, happened_at=left)
    if tasking.returned_at is None or tasking.state == Tasking.State.MOVING:
        tasking = move(tasking, "returned", by=by, happened_at=back)
    told = [str(answers[name]) for name in ("observed", "not_reached") if answers.get(name)]
    if told and not tasking.result:
        tasking = report_result(tasking, "\n".join(told), by=by)
    if tasking.unit is not None and sent.place is not None:
        note_where_seen(tasking.unit, sent.place, at or written, by=by)


def _moment_said(said: Value, written: datetime, by: Standing) -> datetime | None:
    """When somebody says that something was. A telephone whose clock runs ahead says when it wrote:
    nothing it sends is refused."""
    moment = read_moment(said) if isinstance(said, str) else None
    if not isinstance(moment, datetime):
        return None
    return min(clock.moment_of(moment.date(), moment.time(), by.mission), written)


# --- danger


def _alert_of(
    sent: Sent, answers: Mapping[str, Value], located: AlertInput, by: Standing
) -> Alert | None:
    """The alert of a danger; of a report whose writer says that the danger goes on, the one that
    runs at its place, joined, or one opened with its clocks. None of what is over."""
    if sent.is_danger:
        return _raise(sent, answers, located, by)
    if answers.get("going_on") is not True or not by.may_somewhere("raise_alert"):
        return None
    words, known_at = str(answers.get("what") or ""), _known_at(sent, by)[0]
    if sent.way == CameBy.FORM and clock.now(by.mission) - known_at > NEWS:
        return None  # answers pulled from another system may be months old: a person raises it
    running = running_at(located, by.mission, known_at)
    if running is None:
        return _raise(sent, answers, located, by)
    said: WordInput = {"words": words, "act": words[:200]}
    word = AlertReport(Channel.FIELD, known_at=known_at, said=said, id=sent.id)
    return add_word(running, word, by=by, place=where_said(located), level=AlertLevel.ONGOING).alert


def _raise(sent: Sent, answers: Mapping[str, Value], located: AlertInput, by: Standing) -> Alert:
    """The alert of a danger: as said, with when it was written where that was long ago."""
    how_many = answers.get("how_many")
    values = {
        "act": str(answers.get("what") or "")[:200],
        "who": str(answers.get("who") or "")[:200],
        "how_many": how_many if isinstance(how_many, int) else None,
        "caller_safe": answers.get("safe"),
        "language": sent.language,
        **field_values(located),
    }
    going_on = answers.get("going_on") is not False  # unknown is never taken for safe
    return _raise_of(sent, alert_input(values), str(answers.get("what") or ""), by, now=going_on)


def _raise_of(
    sent: Sent,
    fields: AlertInput,
    words: str,
    by: Standing,
    *,
    marked: str = "",
    now: bool = True,
) -> Alert:
    known_at, _doubtful = _known_at(sent, by)
    channel = Channel.CALL if sent.way == CameBy.CALL else Channel.FIELD
    waited = clock.now(by.mission) - known_at
    if waited > timedelta(hours=1):
        hours = int(waited.total_seconds() // 3600)
        fields["note"] = f"Written {hours} h before it reached the mission"
    alert = raise_alert(
        fields,
        mission=by.mission,
        by=by,
        level=AlertLevel.ONGOING if now else AlertLevel.IMMINENT,
        word=AlertReport(channel, said={"words": words}),
        id=sent.id,
        marked=marked,
    )
    propose(alert, "" if marked else words)
    if not marked:
        ask_about_named(alert, words)
    return alert
