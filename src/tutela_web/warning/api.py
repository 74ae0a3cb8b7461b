"""Alerts for programs: the open ones, one, raise, add a report, record that something happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from tutela.warning.merged_alerts import Known
from tutela_web.access.api import Count, Given, Marking, Moment, do_once, made_once
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.conduct.verbs import refuse_misconduct_told
from tutela_web.places.finding import find_where
from tutela_web.places.queries import places_for
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.endpoints.schemas import ColumnSchema, key_of
from tutela_web.records.list_schema import Listed
from tutela_web.records.pages import read_line
from tutela_web.records.paging import list_part
from tutela_web.warning.alerts import unsure_verbs, verbs
from tutela_web.warning.alerts.verbs import AlertReport
from tutela_web.warning.board import queries
from tutela_web.warning.board.inferred_queries import LineRead, inferred_for, lines_read
from tutela_web.warning.inferred import verbs as inferred_verbs
from tutela_web.warning.inferred_models import InferredPlace
from tutela_web.warning.inputs import alert_input
from tutela_web.warning.mechanisms.kinds import MECHANISM, PARTY
from tutela_web.warning.merging import verbs as thread_verbs
from tutela_web.warning.models import Alert, AlertLevel, CallBack, Channel, Spoken
from tutela_web.warning.network import queries as network_queries
from tutela_web.warning.network.fallback_kind import FALLBACK
from tutela_web.warning.sites import naming_verbs
from tutela_web.warning.sites.naming_verbs import MOST_NAMED
from tutela_web.warning.telling.queries import tellings
from tutela_web.warning.texts.verbs import HAZARD

router = Router(tags=["alerts"])

Said = Literal[
    "acknowledged",
    "on the way",
    "arrived",
    "triaged",
    "verifying",
    "called back",
    "reopened",
    "set aside",
]


class FactOut(Schema):
    """One thing that is said of the event, and which alert says it."""

    what: str
    said: Any
    number: int
    channel: str
    known_at: datetime


class TellingOut(Schema):
    """How far telling got, counted by people: delivered is by a receipt alone; opened is an act."""

    addressed: int
    delivered: int
    sent: int
    waiting: int
    failed: int
    opened: int


def _first_said(name: str) -> Callable[[Alert], Any]:
    """How the API gives what the first of the alerts joined says; blank where none says it."""
    return lambda alert: _known_of_alert(alert).first(name) or ""


class AlertOut(
    ColumnSchema,
    of=Alert,
    columns="id version number reference level source act who whom how_many "
    "affected number_said heading caller_safe place_id place_said latitude longitude onset_from "
    "onset_to known_at grade classification",
):
    """An alert as it stands, with those joined to it; null or empty is not known, never "no".

    `facts` holds everything said, what contradicts side by side; the fields hold what the alert
    itself says or, where it says nothing, the first of those joined to it; `onset_from` the nearest
    hour, and `caller_safe` false where anybody is said not to be safe. `climbs_since` is when it
    began to climb above field duty level, null while it does not; `confirmed_by` is what lets a
    watch or warning climb (tripwire, second source, called back), empty while nothing does.
    `held_apart`, in the answer to what was sent now, is the case under which words that may tell of
    misconduct wait (`/misconduct/unsure`): the alert or report then stands without them.
    """

    state: str
    owner_post: str
    joined_to: UUID | None
    clock: str
    due_at: datetime | None
    climbs_since: datetime | None
    confirmed_by: str
    reports: int
    moments: dict[str, datetime]
    facts: list[FactOut]
    told: TellingOut
    warned: bool
    asked: list[str]
    held_apart: UUID | None = None

    @staticmethod
    def resolve_warned(alert: Alert) -> bool:
        return "issued" in alert.now.moments

    @staticmethod
    def resolve_told(alert: Alert) -> Any:
        return alert.telling  # type: ignore[attr-defined]

    @staticmethod
    def resolve_facts(alert: Alert) -> list[dict[str, Any]]:
        return [
            {
                "what": what,
                "said": fact.value,
                "number": fact.source.number,
                "channel": fact.source.channel,
                "known_at": fact.source.known_at,
            }
            for what, said in sorted(_known_of_alert(alert).facts.items())
            for fact in said
        ]

    resolve_act = staticmethod(_first_said("act"))

    @staticmethod
    def resolve_who(alert: Alert) -> Any:
        return alert.who or _known_of_alert(alert).first("who") or ""

    resolve_whom = staticmethod(_first_said("whom"))

    @staticmethod
    def resolve_how_many(alert: Alert) -> Any:
        return _known_of_alert(alert).first("how_many")

    @staticmethod
    def resolve_affected(alert: Alert) -> Any:
        return _known_of_alert(alert).first("affected")

    @staticmethod
    def resolve_number_said(alert: Alert) -> Any:
        return _known_of_alert(alert).first("number_said")

    resolve_heading = staticmethod(_first_said("heading"))

    resolve_grade = staticmethod(_first_said("grade"))

    @staticmethod
    def resolve_caller_safe(alert: Alert) -> Any:
        return _known_of_alert(alert).nearest("caller_safe")

    @staticmethod
    def resolve_onset_from(alert: Alert) -> Any:
        return _onset(alert)[0]

    @staticmethod
    def resolve_onset_to(alert: Alert) -> Any:
        return _onset(alert)[1]

    @staticmethod
    def resolve_known_at(alert: Alert) -> Any:
        return _known_of_alert(alert).known_at

    @staticmethod
    def resolve_state(alert: Alert) -> str:
        return alert.now.state

    @staticmethod
    def resolve_owner_post(alert: Alert) -> str:
        return alert.owner_post.title if alert.owner_post else ""

    @staticmethod
    def resolve_joined_to(alert: Alert) -> UUID | None:
        return alert.joined_read  # type: ignore[attr-defined,no-any-return]

    @staticmethod
    def resolve_clock(alert: Alert) -> str:
        return alert.now.clock

    @staticmethod
    def resolve_due_at(alert: Alert) -> datetime | None:
        return alert.now.due_at

    @staticmethod
    def resolve_climbs_since(alert: Alert) -> datetime | None:
        return alert.now.climbs_since

    @staticmethod
    def resolve_confirmed_by(alert: Alert) -> str:
        return alert.now.confirmed_by

    @staticmethod
    def resolve_reports(alert: Alert) -> int:
        return alert.reports_seen  # type: ignore[attr-defined,no-any-return]

    @staticmethod
    def resolve_moments(alert: Alert) -> dict[str, Any]:
        return {name: said for name, (said, _inferred) in alert.now.moments.items()}


PlaceSaid = Annotated[str, Field(min_length=1, max_length=200)]


class AlertIn(Given):
    """The minimum alert: any part may be missing. `id` made on the device makes a resend one.

    marked  a harm of a compartment: what is written is kept there, and others read less.
    also    other places that the same threat names: each has an alert of its own, with the same
            words, beside this one
    """

    id: UUID | None = None
    level: AlertLevel = AlertLevel.WARNING
    channel: Channel = Channel.FIELD
    act: str = Field("", max_length=200)
    who: str = Field("", max_length=200)
    whom: str = Field("", max_length=200)
    how_many: Count | None = None
    affected: Count | None = None
    number_said: Count | None = None
    heading: str = Field("", max_length=120)
    how_known: str = Field("", max_length=300)
    caller_safe: bool | None = None
    place_id: UUID | None = None
    place_said: str = Field("", max_length=200)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    onset_from: Moment | None = None
    onset_to: Moment | None = None
    known_at: Moment | None = None
    classification: Marking = 1
    words: str = Field("", max_length=5000)
    marked: str = Field("", max_length=60)
    also: list[PlaceSaid] = Field(default=[], max_length=MOST_NAMED)
    warn: bool = False


class ReportIn(Given):
    """One more report about an alert."""

    id: UUID | None = None
    channel: Channel = Channel.FIELD
    words: str = Field("", max_length=5000)
    nothing_seen: bool = False
    level: AlertLevel | None = None
    known_at: Moment | None = None


class MomentIn(Given):
    """Something that happened to an alert, and when, if not now. What another answered by voice
    stops a clock where `on_behalf` says who, and `channel` by which way."""

    name: Said
    happened_at: Moment | None = None
    on_behalf: str = Field("", max_length=120)
    channel: Spoken | None = None
    why: str = Field("", max_length=300)


def _readable_alerts(standing: Standing) -> QuerySet[Alert]:
    return queries.alerts_told(standing)


def _add_what_is_known(standing: Standing, *alerts: Alert) -> None:
    """Give alerts what is known of each and of those joined to it, and how far telling got, for
    `AlertOut`."""
    under = queries.under_of(alerts)
    known = queries.known_of(standing, alerts, under)
    telling = tellings({alert.pk: alert.pk for alert in alerts} | under)
    asked = queries.asked_to_warn(alerts)
    joined = queries.joined_read(standing, alerts)
    for alert in alerts:
        alert.joined_read = joined.get(alert.pk)  # type: ignore[attr-defined]
        alert.known, alert.telling = known[alert.pk], telling[alert.pk]  # type: ignore[attr-defined]
        alert.asked = [post.title for post in asked.get(alert.pk, ())]  # type: ignore[attr-defined]


def alert_told(standing: Standing, pk: UUID) -> Alert:
    """An alert this person may see, as `AlertOut` takes it. Raises Http404."""
    found = queries.read_alert(standing, pk)
    _add_what_is_known(standing, found)
    return found


def _known_of_alert(alert: Alert) -> Known:
    return alert.known  # type: ignore[attr-defined,no-any-return]


def _onset(alert: Alert) -> tuple[datetime | None, datetime | None]:
    return _known_of_alert(alert).nearest("onset") or (None, None)  # type: ignore[return-value]


@router.get("/missions/{code}/alerts", response=Listed[AlertOut])
def alerts(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    open: bool = True,
    level: AlertLevel | None = None,
) -> Any:
    """Alerts by number: the open ones, or all; `next` is to be sent as `after`."""
    standing = enter(request, code, "alerts")
    rows = _readable_alerts(standing)
    rows = rows.filter(queries.stands_open(standing)) if open else rows
    rows = rows.filter(level=level) if level else rows
    page = list_part(rows, "number", limit, after, standing=standing)
    queries.read_as_heads(standing, page["results"])
    _add_what_is_known(standing, *page["results"])
    return page


@router.get("/missions/{code}/alerts/{uuid:pk}", response=AlertOut)
def alert(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One alert; reading one that is confidential is a line in the audit."""
    standing = enter(request, code, "alerts")
    found = alert_told(standing, pk)
    read_line(standing, found)
    return found


@router.post("/missions/{code}/alerts", response={201: AlertOut, 200: AlertOut})
def raise_alert(request: HttpRequest, code: str, body: AlertIn) -> Any:
    """Raise an alert. An attack going on warns its addressees at once; of any other `warn` warns
    them, or asks those who may warn, where the sender may not: `warned` and `asked` say which. Send
    an Idempotency-Key, or an id of your own, to send again safely."""
    standing = enter(request, code, "alerts")
    texts = {name: getattr(body, name) for name in unsure_verbs.TEXTS}
    unsure = refuse_misconduct_told(body.dict().values())
    apart = {"id", "level", "channel", "words", "place_id", "warn", "marked", "also"}
    said = body.dict(exclude=apart, exclude_none=True)
    if unsure:
        said = {name: value for name, value in said.items() if name not in texts}
        said["act"] = HAZARD
    if body.place_id:
        said["place"] = get_object_or_404(places_for(standing), pk=body.place_id)
    elif body.latitude is None:
        said = {**find_where(standing, body.place_said).fields(), **said}
    words, marked = ("", "") if unsure else (body.words, body.marked)
    word = AlertReport(body.channel, known_at=body.known_at, said={"words": words})
    case: UUID | None = None

    def make() -> Alert:
        nonlocal case
        raised = verbs.raise_alert(
            alert_input(said),
            mission=standing.mission,
            by=standing,
            level=body.level,
            word=word,
            id=body.id,
            marked=marked,
        )
        first = naming_verbs.Raised(raised, alert_input(said), word, marked)
        others = naming_verbs.raise_at_others(first, body.also, by=standing)
        for alert in [raised, *others] if body.warn else []:
            verbs.warn_or_ask(alert, by=standing)
        thread_verbs.propose(raised, words)
        if not marked:
            naming_verbs.ask_about_named(raised, f"{said.get('act', '')} {words}")
        if unsure:
            case = unsure_verbs.hold_texts(raised, body.channel, texts, by=standing).pk
        return raised

    answer = made_once(request, standing.person, "alert", make, _readable_alerts(standing))
    answer.value.held_apart = case
    _add_what_is_known(standing, answer.value)
    return answer


@router.post("/missions/{code}/alerts/{uuid:pk}/reports", response=AlertOut)
def report(request: HttpRequest, code: str, pk: UUID, body: ReportIn) -> Any:
    """Add a report to an alert. Of an attack going on, `level` ongoing warns at once; an alert that
    has ended is not opened by it: a new one is raised, and answered here."""
    standing = enter(request, code, "alerts")
    unsure = refuse_misconduct_told([body.words])
    reported = queries.read_alert(standing, pk)
    word = AlertReport(
        body.channel,
        known_at=body.known_at,
        id=body.id,
        said={"words": "" if unsure else body.words, "nothing_seen": body.nothing_seen},
    )
    case: UUID | None = None

    def add() -> tuple[str, UUID]:
        nonlocal case
        added = verbs.add_word(reported, word, by=standing, level=body.level or "")
        if unsure:
            texts = {"words": body.words}
            case = unsure_verbs.hold_texts(added.alert, body.channel, texts, by=standing).pk
        return "report", added.pk

    _kind, told, _now = do_once(request, standing.person, add)
    stands = _readable_alerts(standing).filter(reports=UUID(told)).first()
    answer = alert_told(standing, stands.pk if stands else pk)
    answer.held_apart = case  # type: ignore[attr-defined]
    return answer


@router.post("/missions/{code}/alerts/{uuid:pk}/moments", response=AlertOut)
def moment(request: HttpRequest, code: str, pk: UUID, body: MomentIn) -> Any:
    """Record that something happened; what was skipped is inferred."""
    standing = enter(request, code, "alerts")
    alert = queries.read_alert(standing, pk)
    do_once(
        request,
        standing.person,
        lambda: (
            "alert",
            verbs.record(
                alert,
                body.name,
                by=standing,
                happened_at=body.happened_at,
                why=body.why,
                on_behalf=body.on_behalf,
                channel=body.channel or "",
            ).pk,
        ),
    )
    return alert_told(standing, pk)


@router.post("/missions/{code}/alerts/{uuid:pk}/issue", response=AlertOut)
def issue(request: HttpRequest, code: str, pk: UUID) -> Any:
    """Warn the addressees; who was warned already is not told twice."""
    standing = enter(request, code, "alerts")
    verbs.issue(queries.read_alert(standing, pk), by=standing)
    return alert_told(standing, pk)


@router.post("/missions/{code}/alerts/{uuid:pk}/read", response=AlertOut)
def read(request: HttpRequest, code: str, pk: UUID) -> Any:
    """Say that one has read it: only an act counts as opened, asking for it does not."""
    standing = enter(request, code, "alerts")
    verbs.read(queries.read_alert(standing, pk), by=standing)
    return alert_told(standing, pk)


# --- calls nobody took


class CallBackOut(
    ColumnSchema,
    of=CallBack,
    columns="id state calls first_at last_at not_before due_at tries area_id contact_id "
    "alert_id classification done_at",
):
    """A call nobody took, and the call back that is due. Who rang is not said: a contact by its
    id, an unknown number not at all."""

    owner_post: str

    @staticmethod
    def resolve_owner_post(call: CallBack) -> str:
        return call.owner_post.title if call.owner_post else ""

    resolve_contact_id = staticmethod(key_of("contact"))
    resolve_alert_id = staticmethod(key_of("alert"))


@router.get("/missions/{code}/call-backs", response=Listed[CallBackOut])
def call_backs(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    state: CallBack.State | None = None,
) -> Any:
    """Calls nobody took, the last that rang first; `?state=due` those owed a call back."""
    standing = enter(request, code, "network")
    rows = network_queries.calls_told(standing)
    rows = rows.filter(state=state) if state else rows
    return list_part(rows, "-last_at", limit, after, standing=standing)


# --- places that were inferred


class InferredPlaceOut(
    ColumnSchema,
    of=InferredPlace,
    columns="id place_id rule km asked_at due_at answer answered_at on_behalf why",
):
    """A place nobody named, inferred from what an alert rests on, or at which the same was `heard`.
    `alert` and `opened` are null where they may not be read; `answer` is empty until somebody
    answered."""

    place: str
    heard: bool
    alert: UUID | None
    opened: UUID | None
    owner_post: str
    late: bool


class InferredAnswerIn(Given):
    """What who answers for the place says: open an alert there, or why it does not concern it."""

    answer: Literal["open", "not"]
    why: str = Field("", max_length=300)
    on_behalf: str = Field("", max_length=120)


def _inferred_out(told_line: LineRead) -> dict[str, Any]:
    line = told_line.line
    return {
        "id": line.pk,
        "place_id": line.place_id,
        "place": line.place.name,
        "heard": told_line.heard,
        "rule": line.rule,
        "km": line.km,
        "asked_at": line.asked_at,
        "due_at": line.due_at,
        "answer": line.answer,
        "answered_at": line.answered_at,
        "on_behalf": line.on_behalf,
        "why": line.why,
        "alert": told_line.cause.pk if told_line.cause else None,
        "opened": told_line.opened.pk if told_line.opened else None,
        "owner_post": line.owner_post.title if line.owner_post else "",
        "late": told_line.late,
    }


@router.get("/missions/{code}/inferred-places", response=Listed[InferredPlaceOut])
def inferred_places(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    waiting: bool = True,
    alert: UUID | None = None,
) -> Any:
    """Places inferred from what was reported of others, the soonest due first: those nobody
    answered for, or all; of one alert, or of all."""
    standing = enter(request, code, "alerts")
    rows = inferred_for(standing)
    rows = rows.filter(answer="") if waiting else rows
    rows = rows.filter(alert=queries.read_alert(standing, alert)) if alert else rows
    page = list_part(rows, "due_at", limit, after, standing=standing)
    page["results"] = [_inferred_out(line) for line in lines_read(standing, page["results"])]
    return page


@router.post("/missions/{code}/inferred-places/{uuid:pk}/answer", response=InferredPlaceOut)
def answer_inferred(request: HttpRequest, code: str, pk: UUID, body: InferredAnswerIn) -> Any:
    """Answer for an inferred place; `opened` is the alert it opens."""
    standing = enter(request, code, "alerts")
    line = get_object_or_404(inferred_for(standing), pk=pk)

    def answer() -> tuple[str, UUID]:
        if body.answer == "open":
            opened = inferred_verbs.open_alert(line, by=standing, on_behalf=body.on_behalf)
            return "alert", opened.pk
        inferred_verbs.set_aside(line, by=standing, why=body.why, on_behalf=body.on_behalf)
        return "inferredplace", line.pk

    do_once(request, standing.person, answer)
    (told,) = lines_read(standing, inferred_for(standing).filter(pk=pk))
    return _inferred_out(told)


add_endpoints(router, FALLBACK, "network/fallbacks", order="entered_at")
add_endpoints(router, MECHANISM, "network/mechanisms", order="entered_at")
add_endpoints(router, PARTY, "network/parties", order="entered_at")
