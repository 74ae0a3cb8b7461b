"""How reports from the field are read: always for a standing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from tutela.intake.own_questions import QuestionData, label_in
from tutela.intake.questions import FORMS, Kind, Question, Value
from tutela.warning.ladders import CARE_LADDERS
from tutela.warning.threads import HOURS, KM, likely_same
from tutela.warning.threads import Report as Told
from tutela_web.access.models import Compartment, Holding, Mission, Post, current
from tutela_web.access.people.contact import paused_among
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.access.vault.models import Consent, ConsentPurpose
from tutela_web.access.vault.queries import consents_of, widest_consent
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.markings import Classification
from tutela_web.base.searching.search import MOST_WORDS
from tutela_web.base.searching.stems import stem_text, stems_of
from tutela_web.base.values import Words
from tutela_web.incidents.closed.harms import VERIFIERS, readable_compartments
from tutela_web.incidents.lists.queries import closed_for, standing_alone
from tutela_web.incidents.models import Incident
from tutela_web.intake.models import (
    AdviserCall,
    ClosedAnswers,
    FieldReport,
    ReportKind,
    ReportMedia,
)
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.ground import Placed, km_from, within_box
from tutela_web.questionnaires.models import FormVersion
from tutela_web.questionnaires.queries import (
    approved_versions,
    version_called,
    versions_ever_approved,
)
from tutela_web.warning.board.queries import NEAR_KM, under_of
from tutela_web.warning.inputs import AlertInput
from tutela_web.warning.models import Alert, AlertLevel, Channel, Report
from tutela_web.warning.ringing.queries import AskedOf

KIND = "reports"
"""The kind of record by which the policy reads them."""

ACT = "send_report"
SETTLE = "settle_report"


def questions_in_words(mission: Mission) -> dict[str, str]:
    """The questions of all forms of a mission that are answered in words, by name, as the page asks
    them: none that is kept in the vault or in a compartment."""
    asked: dict[str, str] = {}
    for kind in (Kind.REPORT, *FORMS):  # of a name that two forms use, the report's own words
        for question in FORMS[kind][1]:
            if question.answer == "words" and not question.private:
                asked.setdefault(question.name, say_in_page_language(question.ask))
    language = get_language() or "en"
    for version in approved_versions(mission):
        for own in version.questions:
            if own["answer"] == "words" and not (own["sealed"] or own["compartment"]):
                asked.setdefault(own["name"], label_in(language, own))
    return asked


def questions_that_tell_who(mission: Mission) -> set[str]:
    """The names of questions, of all forms of a mission, whose answers are kept in the vault or in
    a compartment."""
    names = {
        question.name
        for _title, questions in FORMS.values()
        for question in questions
        if question.private
    }
    own = (
        question for version in versions_ever_approved(mission) for question in version.questions
    )
    return names | {one["name"] for one in own if one["sealed"] or one["compartment"]}


def reports_for(standing: Standing) -> QuerySet[FieldReport]:
    """The reports a person may see, the last received first."""
    return FieldReport.objects.filter(standing.sees_open(KIND)).order_by("-entered_at", "-number")


def form_of(report: FieldReport) -> FormVersion | None:
    """The version of the mission's own form that a report answers, if it does."""
    return version_called(report.mission, report.form) if report.form else None


def base_questions_of(report: FieldReport) -> tuple[Question, ...]:
    """The questions of the platform that a report answers."""
    version = form_of(report)
    return FORMS[Kind(report.kind)][1] if version is None or version.with_base else ()


def own_questions_of(report: FieldReport) -> list[QuestionData]:
    """The mission's own questions that a report answers, as they were asked."""
    version = form_of(report)
    return list(version.questions) if version is not None else []


def may_read_answer(standing: Standing, report: FieldReport, question: QuestionData) -> bool:
    """Whether somebody who reads the report may read this answer of it."""
    if question["compartment"]:
        return question["compartment"] in standing.compartments
    reading = standing.readings.get(KIND)
    if reading is None:
        return False
    if report.author_id == standing.person.pk:
        return True
    return question["marking"] <= report.classification or reading.reaches(
        question["marking"], report.area_id
    )


def closed_answers_of(report: FieldReport, standing: Standing) -> dict[str, dict[str, Value]]:
    """The answers of a report that lie in compartments the person holds, by compartment."""
    rows = ClosedAnswers.objects.filter(
        report=report, compartment__in=sorted(standing.compartments)
    )
    return {row.compartment: row.answers for row in rows}


def media_for(standing: Standing) -> QuerySet[ReportMedia]:
    """The photos and voice notes somebody may open: they read the report, and the compartment of
    sources was opened to them. To anybody else there are none."""
    if Compartment.SOURCE not in standing.compartments:
        return ReportMedia.objects.none()
    rows = ReportMedia.objects.filter(report__in=reports_for(standing).order_by().values("pk"))
    return rows.select_related("report")


def corrected_by(standing: Standing, report: FieldReport) -> dict[str, FieldReport | None]:
    """The report that this one corrects, and the last that corrects it, as far as they are read: of
    the same sender alone, because nobody corrects what another wrote."""
    seen = reports_for(standing).filter(author=report.author_id).defer("answers")
    first = seen.filter(pk=report.corrects).first() if report.corrects else None
    return {"corrects": first, "corrected": seen.filter(corrects=report.pk).first()}


REPORTS_WITHIN = timedelta(hours=2)
"""A patrol reports within it of its return. Source: domain reference, b (observer guidelines)."""


def late_hours(report: FieldReport) -> int:
    """How many hours after its return a patrol reported, where that was too late; else 0."""
    if report.kind != ReportKind.PATROL or not (report.event_to and report.event_to_time):
        return 0
    zone = ZoneInfo(report.mission.time_zone)
    returned = datetime.combine(report.event_to, report.event_to_time, zone)
    waited = (report.known_at or report.entered_at) - returned
    return int(waited.total_seconds() // 3600) if waited > REPORTS_WITHIN else 0


class ReportsOfIncident(TypedDict):
    """What the page of an incident shows of the reports that tell of it."""

    reports: list[FieldReport]


def reports_of_incident(standing: Standing, incident: Incident) -> ReportsOfIncident | None:
    """The reports that tell of an incident, with how freely somebody spoke; none of their words.
    None for who reads no reports."""
    if KIND not in standing.readings:
        return None
    rows = reports_for(standing).filter(incident=incident).defer("answers")
    return {"reports": list(rows[:40])}


def reports_of_taskings(standing: Standing) -> Prefetch[str]:
    """The reports of those who carried out taskings, the first written first, without their
    answers."""
    rows = reports_for(standing).order_by("known_at", "number").defer("answers")
    return Prefetch("field_reports", queryset=rows, to_attr="patrol_reports")


# --- what nobody has settled yet


class NearReport(NamedTuple):
    """A report and how far from somewhere it tells of; None where it is of that place itself."""

    report: FieldReport
    km: float | None


def unsettled_for(standing: Standing) -> QuerySet[FieldReport]:
    """The reports this person reads that nobody has settled yet, the last received first, of those
    that were put together the one that speaks for all; without their answers."""
    rows = reports_for(standing).filter(state=FieldReport.State.NEW, thread=None)
    return rows.select_related("place", "mission").defer("answers")


def unsettled_near(standing: Standing, here: Placed, place: UUID | None) -> list[NearReport]:
    """The reports that nobody has settled yet of a place, or of within NEAR_KM of it, the last
    received first. One query.

    Takes   here, the point; place, the place itself, where it is one.
    """
    there = Q(place=place) if place else Q(pk__in=[])
    rows = list(unsettled_for(standing).filter(there | within_box(here, NEAR_KM)))
    near = []
    for report, km in zip(rows, km_from(here, rows), strict=True):
        if place and report.place_id == place:
            near.append(NearReport(report, None))
        elif km is not None and km <= NEAR_KM:
            near.append(NearReport(report, km))
    return near


class ReportsBesideAlert(TypedDict):
    """What stands beside an alert: reports of itself or of its taskings, and what nobody has
    settled near it."""

    of_alert: list[FieldReport]
    near: list[NearReport]


def reports_beside_alert(standing: Standing, alert: Alert) -> ReportsBesideAlert:
    """The reports somebody reads beside an alert: those that raised it, or were joined with it,
    those of who carried out its taskings, and those of its place that nobody has settled; none of
    their words. A fixed number of queries."""
    alerts = [alert.pk, *under_of([alert])]
    rows = reports_for(standing).filter(Q(alert__in=alerts) | Q(tasking__alert__in=alerts))
    of_alert = list(rows.select_related("place", "mission").defer("answers"))
    had = {report.pk for report in of_alert}
    near = unsettled_near(standing, alert, alert.place_id)
    return {"of_alert": of_alert, "near": [one for one in near if one.report.pk not in had]}


# --- reports of one event


def running_at(located: AlertInput, mission: Mission, at: datetime) -> Alert | None:
    """The one alert that runs at a listed place, imminent or ongoing, of which somebody told within
    HOURS before: what is told of the same place now is joined to it. None where none or several do:
    then one is opened, and a person says which are one."""
    place = located.get("place")
    if place is None:
        return None
    lately = Report.objects.filter(alert=OuterRef("pk"), known_at__gte=at - timedelta(hours=HOURS))
    rows = Alert.objects.filter(
        Exists(lately),
        mission=mission,
        place=place,
        level__in=(AlertLevel.IMMINENT, AlertLevel.ONGOING),
        now__open=True,
        merged_into=None,
        words_closed=False,
        compartment="",
    )
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


class LikelyReport(NamedTuple):
    """Another report that may tell of the same event, and why."""

    report: FieldReport
    why: str


MOST_COMPARED = 60
"""Reports of one area and day whose words are opened to be compared."""


def likely_same_event(standing: Standing, report: FieldReport) -> list[LikelyReport]:
    """The unsettled reports this person reads that may tell of the same event, likeliest first, as
    alerts are compared: by hours, place and words. Nothing is put together by itself."""
    if report.words_destroyed_on:
        return []
    at, span = _when_known(report), timedelta(hours=HOURS)
    near = Q(area=report.area_id) | Q(area=None)
    if report.latitude is not None:
        near |= within_box(report, KM)
    rows = reports_for(standing).filter(
        near,
        state__in=(FieldReport.State.NEW, FieldReport.State.ALERTED),
        thread=None,
        compartment="",
        words_destroyed_on=None,
        entered_at__range=(report.entered_at - 6 * span, report.entered_at + 6 * span),
    )
    others = list(
        rows.exclude(pk=report.pk).exclude(thread=report.pk).select_related("place", "mission")
    )
    others = [one for one in others if abs(_when_known(one) - at) <= span][:MOST_COMPARED]
    fetch_keys([report, *others])
    by_id = {str(one.pk): one for one in others}
    found = likely_same(_as_told(report), [_as_told(one) for one in others])
    return [LikelyReport(by_id[one.report.id], say_in_page_language(one.why)) for one in found]


def _when_known(report: FieldReport) -> datetime:
    return report.known_at or report.entered_at


def _as_told(report: FieldReport) -> Told:
    """A report as it is compared; without a listed place, by the place that was said."""
    words = [report.place_said, *_answers_in_words(report, ())]
    return Told(
        str(report.pk),
        _when_known(report),
        str(report.place_id or ""),
        latitude=report.latitude,
        longitude=report.longitude,
        text=" ".join(filter(None, words)),
    )


def thread_of_report(standing: Standing, report: FieldReport) -> list[FieldReport]:
    """The other reports that this person reads and that were put together with one."""
    root = report.thread_id or report.pk
    rows = reports_for(standing).filter(Q(pk=root) | Q(thread=root)).exclude(pk=report.pk)
    return list(rows.select_related("mission", "place").defer("answers"))


# --- who asked for an adviser


class CareShown(NamedTuple):
    """A cleared service of care, or the post of an adviser: its name, its number, and when it
    answers."""

    name: str
    number: str
    hours: str
    adviser: bool = False


class CallWaiting(NamedTuple):
    """Somebody who waits for an adviser, and the posts by whose numbers they are reached.

    late    whether it was due before now
    paused  whether outgoing contact to whoever waits is paused: nobody calls them
    """

    call: AdviserCall
    posts: list[Post]
    late: bool
    paused: bool


def calls_that_ring(standing: Standing) -> list[AskedOf]:
    """The calls that wait for this person's office, whose clock runs: each rings until somebody
    answered it. No query for who is no adviser."""
    if not any(VERIFIERS[name] in standing.roles for name in readable_compartments(standing)):
        return []
    inbox = reverse("site:inbox", args=[standing.mission.code])
    return [
        AskedOf(
            None,
            call.due_at,
            "care now" if call.care_now else "adviser called",
            f"adviser-{call.pk.hex}",
            f"{inbox}#calls",
        )
        for waiting in calls_waiting(standing)
        if (call := waiting.call).due_at is not None
    ]


def calls_waiting(standing: Standing) -> list[CallWaiting]:
    """Who waits for this person's office: care needed now first, then by when it is due; then what
    came without anybody having asked, of which nobody is called. Nothing of what it is about. Three
    queries."""
    offices = [
        name for name in readable_compartments(standing) if VERIFIERS[name] in standing.roles
    ]
    open_calls = (
        AdviserCall.objects.filter(
            mission=standing.mission, answered_at=None, part__in=closed_for(standing)
        )
        .filter(part__compartment__in=offices)
        .select_related("part__author")
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )
    calls = list(open_calls)
    callers = {call.part.author_id for call in calls if call.due_at and call.part.author_id}
    holdings = Holding.objects.filter(
        current(standing.on), post__mission=standing.mission, person__in=callers
    ).select_related("post")
    posts: dict[UUID | None, list[Post]] = {}
    for holding in holdings:
        posts.setdefault(holding.person_id, []).append(holding.post)
    paused = paused_among(callers)
    now = clock.now(standing.mission)
    return [
        CallWaiting(
            call,
            posts.get(call.part.author_id, []),
            call.due_at is not None and call.due_at < now,
            call.part.author_id in paused,
        )
        for call in calls
    ]


class ClimbedCall(NamedTuple):
    """A call for an adviser that nobody of its office answered: since when, and whom to chase.
    Nothing of what it is about, of where, or of who waits."""

    due_at: datetime
    posts: list[Post]


ABOVE_OFFICES = frozenset(
    post for ladders in CARE_LADDERS.values() for ladder in ladders.values() for post in ladder[1:]
)
"""The posts to which a call for an adviser climbs."""


def calls_climbed(standing: Standing) -> list[ClimbedCall]:
    """The calls that climbed to a post of this person above their office, the longest late first.
    Two queries."""
    if not standing.roles & ABOVE_OFFICES:
        return []
    rows = AdviserCall.objects.filter(mission=standing.mission, answered_at=None, rung__gt=1)
    climbed = []
    for call in rows.select_related("part").order_by("due_at")[:MOST_COMPARED]:
        (posts,) = CARE_LADDERS[call.part.compartment].values()
        told = set(posts[1 : call.rung])
        if call.due_at is not None and told & standing.roles and posts[0] not in standing.roles:
            climbed.append((call.due_at, posts[0]))
    offices = Post.objects.filter(mission=standing.mission, role__in={one for _at, one in climbed})
    by_role: dict[str, list[Post]] = {}
    for post in offices.order_by("title"):
        by_role.setdefault(post.role, []).append(post)
    return [ClimbedCall(at, by_role.get(role, [])) for at, role in climbed]


# --- search

LOOKED_THROUGH = 1_000
"""Reports whose words one search opens, the last received first."""


def search_reports(standing: Standing, text: str) -> list[FieldReport]:
    """The reports a person reads that have this number, or that mention every word of a text, in
    any inflection, among the last LOOKED_THROUGH; the last received first.

    As of closed records there is no index of sealed words: each search opens them here and forgets
    them. Looked through are where a report is from and the answers in words that each who reads it
    reads: no compartment, no vault, no question of the mission's own. Four queries at most.
    """
    words = [set(said) for said in stems_of(text)[:MOST_WORDS]]
    if KIND not in standing.readings or not words:
        return []
    seen = reports_for(standing).filter(compartment="").select_related("place", "mission")
    called = text.strip().upper().removeprefix("FR-")
    numbered = seen.filter(number=int(called)) if called.isdecimal() and len(called) < 10 else ()
    rows = list(seen[:LOOKED_THROUGH])
    fetch_keys(rows)
    own = _names_of_own_questions(standing.mission) if any(row.form for row in rows) else set()
    found = {report.pk: report for report in numbered}
    found |= {report.pk: report for report in rows if _mentions(report, words, own)}
    return list(found.values())


def _names_of_own_questions(mission: Mission) -> set[str]:
    return {
        question["name"]
        for version in versions_ever_approved(mission)
        for question in version.questions
    }


def _mentions(report: FieldReport, words: Iterable[set[str]], own: Collection[str]) -> bool:
    place = report.place.name if report.place else ""
    answers = _answers_in_words(report, own if report.form else ())
    said = " ".join([place, report.place_said, *answers])
    stems = set(stem_text(said, report.language).split())
    return all(word & stems for word in words)


def _answers_in_words(report: FieldReport, leave_out: Collection[str]) -> list[str]:
    """What a report answers in words to the questions of the platform that are not private; none
    where its words were destroyed."""
    try:
        answers: dict[str, Value] = report.answers or {}
    except NotNow:  # its key was destroyed
        return []
    asked = [
        one.name
        for one in FORMS[Kind(report.kind)][1]
        if one.answer == "words" and not one.private and one.name not in leave_out
    ]
    return [str(answers[name]) for name in asked if answers.get(name)]


NEAR_DAYS = 14


def incidents_near_report(standing: Standing, report: FieldReport) -> list[Incident]:
    """Incidents a person may see that the report may tell of: the same place, or the same area in
    the weeks around it; the nearest in time first, no more than eight."""
    day = report.event_from or (report.known_at or report.entered_at).date()
    span = (day - timedelta(days=NEAR_DAYS), day + timedelta(days=NEAR_DAYS))
    where = Q(pk__in=[])
    if report.place_id:
        where |= Q(place=report.place_id)
    if report.area_id:
        where |= Q(area=report.area_id)
    first = corrected_by(standing, report)["corrects"]
    rows = standing_alone(standing).filter(where, event_from__range=span)
    if first is not None and first.incident_id:
        rows |= standing_alone(standing).filter(pk=first.incident_id)
    near = rows.select_related("place").order_by("-event_from", "-number")[:40]
    told = first.incident_id if first is not None else None
    return sorted(
        near,
        key=lambda one: (
            one.pk != told,
            abs((one.event_from - day).days) if one.event_from else 99,
        ),
    )[:8]


# --- what the source of a report agreed to


class SaidConsent(NamedTuple):
    """What the source of a report said of one purpose: agreed, refused or withdrawn, and when."""

    purpose: str
    said: str
    on: date
    guardian: bool


def consents_said(
    mission: Mission, sources: Iterable[UUID] | None
) -> dict[UUID, list[SaidConsent]]:
    """What each source said of each purpose, for whatever takes their reports away; a purpose that
    nobody asked about does not stand there, and is not agreed. One query.

    Takes   sources, None for all of the mission.
    """
    told = {}
    for source, said in consents_of(mission, sources).items():
        told[source] = [
            SaidConsent(purpose, *_in_one_word(row), row.guardian)
            for purpose in ConsentPurpose.values
            if (row := said.get(purpose)) is not None
        ]
    return told


def _in_one_word(consent: Consent) -> tuple[str, date]:
    if consent.withdrawn_on is not None:
        return "withdrawn", consent.withdrawn_on
    return ("agreed" if consent.agreed else "refused"), consent.said_on


def widest_consents(mission: Mission, incidents: Collection[UUID]) -> dict[UUID, str]:
    """The widest purpose by which all sources of each incident agreed that it leaves the mission;
    empty where one did not. Two queries (`incidents.queries.CONSENTS`)."""
    field_reports = FieldReport.objects.filter(incident__in=incidents, source__isnull=False)
    sources: dict[UUID, set[UUID]] = {}
    for incident, source in field_reports.values_list("incident", "source"):
        if incident and source:
            sources.setdefault(incident, set()).add(source)
    said = consents_of(mission, {one for of in sources.values() for one in of})
    return {incident: widest_consent(said, of) for incident, of in sources.items()}


def reports_by_incident(mission: Mission, incidents: Collection[UUID]) -> dict[UUID, int]:
    """How many open reports of patrols and staff tell of each incident. What somebody else told is
    not among them: of no threat it is said that a person spoke of it. One query."""
    field_reports = FieldReport.objects.filter(
        mission=mission,
        incident__in=incidents,
        source=None,
        compartment="",
        classification__lte=Classification.CONFIDENTIAL,
    )
    return dict(field_reports.order_by().values_list("incident").annotate(n=Count("pk")))


def widest_consent_of_alerts(mission: Mission, alerts: Collection[UUID]) -> str:
    """The widest purpose by which all who told of these alerts agreed that it leaves the mission;
    empty where one did not, was not asked, or told by another way than a report from the field:
    nobody asks a caller. Three queries."""
    reports = Report.objects.filter(alert__in=alerts).exclude(channel=Channel.FIELD)
    if reports.exists():
        return ""
    rows = FieldReport.objects.filter(alert__in=alerts).order_by()
    sources = set(rows.values_list("source", flat=True))
    if not sources or None in sources:
        return ""
    asked = {source for source in sources if source is not None}
    return widest_consent(consents_of(mission, asked), asked)


def consents_shown(standing: Standing, report: FieldReport) -> list[tuple[Words, Consent | None]]:
    """What the source of a report said of each purpose; None, that it was never asked."""
    if report.source is None:
        return []
    said = consents_of(standing.mission, [report.source]).get(report.source, {})
    return [(purpose.label, said.get(purpose.value)) for purpose in ConsentPurpose]
