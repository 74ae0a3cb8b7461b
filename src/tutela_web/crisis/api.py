"""Crises for programs: decisions, taskings, outcomes and the end of an alert; contingency plans.

What tells of a caveat is for the compartment capacity: others get "not able", and no words beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.crisis.ladders import steps
from tutela.crisis.tables import PHASES, decisions, intents, options, outcomes, reasons
from tutela.warning.states import NOT_EXECUTED
from tutela_web.access.api import (
    Count,
    Edit,
    Given,
    Marking,
    Moment,
    Retirement,
    do_once,
    done_once,
    made_once,
)
from tutela_web.access.models import Post
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Conflict, ThreeValues
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.crisis.backups.kind import BACKUP
from tutela_web.crisis.decisions import queries, verbs
from tutela_web.crisis.endings import verbs as endings
from tutela_web.crisis.ladders.kind import LADDER_STEP
from tutela_web.crisis.metrics.queries import reason_told, words_told
from tutela_web.crisis.models import (
    Authority,
    Competing,
    Decision,
    Outcome,
    Principle,
    PrincipleKept,
    Tasking,
    TaskingAnswer,
)
from tutela_web.crisis.phases import verbs as phase_verbs
from tutela_web.crisis.plans import queries as plan_queries
from tutela_web.crisis.plans import verbs as plan_verbs
from tutela_web.crisis.plans.models import (
    ContingencyPlan,
    MeasureRefusal,
    PlanExercise,
    PlanInput,
)
from tutela_web.crisis.routes.kind import ROUTE, ROUTE_ESCORT
from tutela_web.crisis.taskings import harm_verbs
from tutela_web.crisis.taskings.harm_queries import harm_kind
from tutela_web.crisis.taskings.queries import posts_tasked
from tutela_web.crisis.triggers.kind import TRIGGER
from tutela_web.mandate.queries import paragraphs_for
from tutela_web.places.queries import places_for
from tutela_web.records.endpoints.act_api import ActEndpoints
from tutela_web.records.endpoints.kind_api import add_endpoints
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.list_schema import Listed
from tutela_web.records.pages import HIDDEN, read_line
from tutela_web.records.paging import list_part
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.queries import checks_for
from tutela_web.warning.api import AlertOut, alert_told
from tutela_web.warning.board.queries import thread_read
from tutela_web.warning.models import Alert, Spoken

if TYPE_CHECKING:
    from tutela_web.crisis.decisions.queries import ReadTasking

from tutela_web.crisis.models import Dissent
from tutela_web.records.endpoints.schemas import ColumnSchema, key_of

router = Router(tags=["decisions"])
plans = Router(tags=["plans"])
add_endpoints(plans, TRIGGER, "plan-triggers", order="entered_at")
add_endpoints(plans, BACKUP, "plan-backup", order="entered_at")
protection = Router(tags=["ladders and routes"])
plans.add_router("", protection)
add_endpoints(protection, LADDER_STEP, "ladders", order="-settled_on")
add_endpoints(protection, ROUTE, "routes", order="name")
add_endpoints(protection, ROUTE_ESCORT, "route-escorts", order="-on")
as_alerts = ReadEndpoints(router, __name__, reads="alerts", form="api")

if TYPE_CHECKING:  # words of tables, which only the running program knows
    Choice = str
    Option = str
    Intent = str
    Why = str
    Refusal = str
    Ended = str
    Phase = str
    Step = str
else:
    Choice = Literal[tuple(c for c in decisions() if c != "pass_to_host")]
    Option = Literal[tuple(options())]
    Intent = Literal[tuple(intents())]
    Why = Literal[tuple(reasons())]
    Refusal = Literal[tuple(r.reason for r in reasons().values() if r.refusal)]
    Ended = Literal[tuple(outcomes())]
    Phase = Literal[PHASES]
    Step = Literal[tuple(verbs.MOVES)]
Host = Literal["in time", "late", "not"]


class EnteredRequest(HttpRequest):
    """A request of somebody who was let in (`access.doors.enter`)."""

    standing: Standing


class AnswerContext(TypedDict):
    """What a schema is told of the answer it writes."""

    request: EnteredRequest


def _holds(context: AnswerContext) -> bool:
    """Whether who asks holds the compartment capacity."""
    return holds_readiness(context["request"].standing)


def _alert(standing: Standing, pk: UUID) -> Alert:
    return queries.alert_for(standing, pk)


# --- decisions


class Weighed(Given):
    """An option that was weighed: taken and by whom, or left and why."""

    option: Option
    taken: bool
    why: str = Field("", max_length=500)
    who: str = Field("", max_length=160)


class WeighedOut(Schema):
    """An option that was weighed: taken, or left and why."""

    option: str
    taken: bool
    why: str


class DissentOut(ColumnSchema, of=Dissent, columns="post words at"):
    """Somebody saw it otherwise."""


def _words_of_decision(name: str) -> Callable[[Decision, AnswerContext], str]:
    """How the API gives words of a decision that may tell of a caveat."""

    def words(decision: Decision, context: AnswerContext) -> str:
        return words_told(getattr(decision, name), [decision.reason_code], _holds(context))

    return words


class DecisionOut(
    ColumnSchema,
    of=Decision,
    columns="id version alert_id choice authority outside_chain reason reason_code "
    "risk_accepted paragraph_id principles_note departs_by exposure_asked "
    "exposure_found host_unable force_rule force_aim force_account decided_at "
    "known_at entered_at classification step",
):
    """A decision as it was recorded. `decider` is who decided; `written_by`, who wrote it down
    where that was another; `outside_chain` null, not known whether the authority was theirs.
    `not_said`, what nobody said of one that was written down afterwards. `exposure_found` is blank
    for who does not read the community network."""

    decider: str
    written_by: str
    options: list[WeighedOut]
    principles: dict[str, str]
    not_said: list[str]
    dissents: list[DissentOut]

    @staticmethod
    def resolve_decider(decision: Decision) -> str:
        return str(decision.decider or decision.decider_said)

    @staticmethod
    def resolve_written_by(decision: Decision) -> str:
        return "" if decision.decider else str(decision.author or "")

    @staticmethod
    def resolve_options(decision: Decision, context: AnswerContext) -> list[dict[str, Any]]:
        code, holds = [decision.reason_code], _holds(context)
        return [o | {"why": words_told(o.get("why", ""), code, holds)} for o in decision.options]

    resolve_reason = staticmethod(_words_of_decision("reason"))

    resolve_principles_note = staticmethod(_words_of_decision("principles_note"))

    resolve_host_unable = staticmethod(_words_of_decision("host_unable"))

    resolve_force_account = staticmethod(_words_of_decision("force_account"))

    @staticmethod
    def resolve_exposure_found(decision: Decision, context: AnswerContext) -> str:
        standing = context["request"].standing
        return decision.exposure_found if queries.reads_exposure(standing, decision) else ""

    @staticmethod
    def resolve_reason_code(decision: Decision, context: AnswerContext) -> str:
        return reason_told(decision.reason_code, _holds(context))


class DecisionIn(Given):
    """What was decided. The JOC names who did in `decider_said`; `id` of your own makes a resend
    one. What was decided earlier, or by another, is taken with whatever of it is known."""

    id: UUID | None = None
    choice: Choice
    authority: Authority | None = None
    decider_said: str = Field("", max_length=120)
    said_channel: Spoken | None = None
    options: list[Weighed] = Field([], max_length=50)
    reason: str = Field("", max_length=5000)
    reason_code: Why | None = None
    risk_accepted: str = Field("", max_length=2000)
    host_unable: str = Field("", max_length=1000)
    force_rule: str = Field("", max_length=200)
    force_aim: str = Field("", max_length=300)
    force_account: str = Field("", max_length=2000)
    paragraph: UUID | None = None
    principles: dict[Principle, PrincipleKept] = {}
    principles_note: str = Field("", max_length=1000)
    departs_by: str = Field("", max_length=160)
    step: str = Field("", json_schema_extra={"enum": ["", *steps()]})
    exposure_asked: bool = False
    exposure_found: str = Field("", max_length=300)
    decided_at: Moment | None = None


class AccountIn(Given):
    """What force was used, with what effect."""

    words: str = Field(min_length=1, max_length=2000)


class RefusalIn(Given):
    """A measure of the library that is refused, and why."""

    id: UUID | None = None
    option: Option
    reason: str = Field(min_length=1, max_length=500)


class RefusalOut(
    ColumnSchema,
    of=MeasureRefusal,
    columns="id option phase reason refused_on classification",
):
    """A measure refused by name about an alert."""

    alert_id: UUID


class DissentIn(Given):
    """Why one sees it otherwise."""

    words: str = Field(min_length=1, max_length=5000)


@router.get("/missions/{code}/decisions", response=Listed[DecisionOut])
def decision_list(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    alert: UUID | None = None,
) -> Any:
    """Decisions, the last taken first; of one alert with `alert`."""
    standing = enter(request, code, "alerts")
    rows = queries.decisions_for(standing)
    rows = rows.filter(alert__in=thread_read(_alert(standing, alert))) if alert else rows
    return list_part(rows, "-decided_at", limit, after, standing=standing)


as_alerts.add_record(
    "decisions",
    "decision",
    DecisionOut,
    queries.decisions_for,
    about="One decision with its dissents; reading one that is confidential is a line in the "
    "audit.",
)


@router.post(
    "/missions/{code}/alerts/{uuid:pk}/decisions", response={201: DecisionOut, 200: DecisionOut}
)
def decide(request: HttpRequest, code: str, pk: UUID, body: DecisionIn) -> Any:
    """Record a decision: one's own, or as the JOC what another decided. Send an Idempotency-Key,
    or an id of your own, to send again safely."""
    standing = enter(request, code, "alerts")
    alert = _alert(standing, pk)
    said = body.dict(
        exclude={"choice", "authority", "options", "reason_code", "paragraph", "said_channel"}
    )
    cited = paragraphs_for(standing)
    rests_on = cited.filter(pk=body.paragraph).first() if body.paragraph else None
    if body.paragraph and rests_on is None:
        raise BadParameter(say("this paragraph is not on record"), next=say("leave it out"))
    taken = [one.option for one in body.options if one.taken]
    left = {one.option: one.why for one in body.options if one.option not in taken}

    def make() -> Decision:
        return verbs.decide(
            alert,
            body.choice,
            by=standing,
            authority=body.authority or "",
            taken=taken,
            left=left,
            who={one.option: one.who for one in body.options if one.taken},
            paragraph=rests_on,
            reason_code=body.reason_code or "",
            said_channel=body.said_channel or "",
            **said,
        )

    return made_once(request, standing.person, "decision", make, queries.decisions_for(standing))


of_decision = ActEndpoints(
    router,
    __name__,
    "alerts",
    "decisions/{uuid:pk}",
    lambda standing, pk: get_object_or_404(
        queries.decisions_for(standing).select_related("alert"), pk=pk
    ),
    queries.decisions_for,
    DecisionOut,
    "decision",
)
of_decision.add(
    "dissents",
    "dissent",
    verbs.dissent,
    DissentIn,
    about="Say that one sees it otherwise: it stays with the decision, and is never edited.",
    kind="dissent",
)
of_decision.add(
    "account",
    "account",
    verbs.account_for_force,
    AccountIn,
    about="Give the account of force that a decision allowed; it stands under what was said "
    "before.",
)


@router.get("/missions/{code}/alerts/{uuid:pk}/refusals", response=list[RefusalOut])
def refusals(request: HttpRequest, code: str, pk: UUID) -> Any:
    """The measures refused by name about an alert, oldest first."""
    standing = enter(request, code, "alerts")
    return plan_queries.refusals_of(standing, thread_read(_alert(standing, pk)))


@router.post(
    "/missions/{code}/alerts/{uuid:pk}/refusals", response={201: RefusalOut, 200: RefusalOut}
)
def refuse(request: HttpRequest, code: str, pk: UUID, body: RefusalIn) -> Any:
    """Refuse a measure by name, with its reason. Send an Idempotency-Key, or an id of your own, to
    send again safely."""
    standing = enter(request, code, "alerts")
    alert = _alert(standing, pk)
    seen = plan_queries.refusals_of(standing, thread_read(alert))

    def make() -> MeasureRefusal:
        return phase_verbs.refuse_measure(by=standing, alert=alert, **body.dict())

    return made_once(request, standing.person, "measurerefusal", make, seen)


# --- taskings


class AnswerOut(
    ColumnSchema,
    of=TaskingAnswer,
    columns="answer reason words norms expected_arrival answered_at said_by channel entered_at "
    "late post",
):
    """What was answered to a tasking. One that is `late` came after the tasking or its alert had
    ended: it commits nobody."""

    @staticmethod
    def resolve_reason(answer: TaskingAnswer, context: AnswerContext) -> str:
        return reason_told(answer.reason, _holds(context))

    @staticmethod
    def resolve_words(answer: TaskingAnswer, context: AnswerContext) -> str:
        return words_told(answer.words, [answer.reason], _holds(context))


class TaskingOut(
    ColumnSchema,
    of=Tasking,
    columns="id version alert_id decision_id unit_id post_id option phase standard intent position "
    "addition ending ended_at stays_at withdrawn_at withdrawal_read_back_at "
    "withdrawal_read_back_by withdrawal_channel state planned_departure planned_arrival "
    "planned_return competing departed_at "
    "arrived_at left_at returned_at roe_read_back_at roe_read_back_by interpreter "
    "women_in_team limits_seen result unchecked_why unchecked_post known_at entered_at "
    "classification",
):
    """A tasking as it stands; null is not known. `who` is the unit, post or component tasked, "…"
    where the unit may not be seen; `unit_id` and `decision_id` are then null. That it was refused,
    delayed, failed or turned back is `not executed` for who may not read its answers.
    `patrol_reports` are the reports from the field of who carried it out, as far as you read them.
    `ended_at`, when its alert ended while it stood (`ending`: how): it stands until it is withdrawn
    and that is read back; `stays_at`, when it was said that it stays all the same.
    `harm_check_kind`, the kind of harm check it asks for, blank where none; `harm_check_id`, the
    one it rests on, null where none is linked that you read; `unchecked_why` and `unchecked_post`,
    why it goes without one and who decided so, for who reads harm checks. No tasking waits for one.
    """

    who: str
    harm_check_kind: str
    harm_check_id: UUID | None
    answers: list[AnswerOut]
    patrol_reports: list[UUID]

    @staticmethod
    def resolve_patrol_reports(tasking: ReadTasking) -> list[UUID]:
        return [one.pk for one in getattr(tasking, "patrol_reports", ()) if tasking.told]

    resolve_decision_id = staticmethod(key_of("decision"))

    resolve_harm_check_id = staticmethod(key_of("harm_check"))

    @staticmethod
    def resolve_unchecked_why(tasking: ReadTasking, context: AnswerContext) -> str:
        return tasking.unchecked_why if context["request"].standing.reads("checks") else ""

    @staticmethod
    def resolve_unchecked_post(tasking: ReadTasking, context: AnswerContext) -> str:
        return tasking.unchecked_post if context["request"].standing.reads("checks") else ""

    @staticmethod
    def resolve_harm_check_kind(tasking: ReadTasking) -> str:
        return harm_kind(tasking.option)

    @staticmethod
    def resolve_unit_id(tasking: ReadTasking) -> UUID | None:
        return tasking.unit.pk if tasking.unit and not tasking.nameless else None

    @staticmethod
    def resolve_result(tasking: ReadTasking) -> str:
        return tasking.result if tasking.told else ""

    @staticmethod
    def resolve_state(tasking: ReadTasking) -> str:
        return tasking.state if tasking.told else NOT_EXECUTED

    @staticmethod
    def resolve_who(tasking: ReadTasking) -> str:
        hidden = (tasking.unit_id and not tasking.unit) or tasking.nameless
        return HIDDEN if hidden else str(tasking.unit or tasking.component)


class TaskingIn(Given):
    """Whom to task with what: a unit; for what no unit does a post, or an office by name. Without
    `decision_id`, the alert's newest. `standard` is an intent of the list, `intent` its words: one
    of them is asked. `addition`, that the unit goes as well as one whose tasking stands."""

    id: UUID | None = None
    option: Option
    unit_id: UUID | None = None
    component: str = Field("", max_length=120)
    post_id: UUID | None = None
    decision_id: UUID | None = None
    phase: Phase | None = None
    standard: Intent | None = None
    intent: str = Field("", max_length=2000)
    addition: bool = False
    planned_departure: Moment | None = None
    planned_arrival: Moment | None = None
    planned_return: Moment | None = None
    competing: Competing | None = None
    harm_check_id: UUID | None = None
    interpreter: bool | None = None
    women_in_team: bool | None = None
    limits_seen: bool = False


class HarmCheckIn(Given):
    """One of three: the harm check a tasking rests on; `open`, to begin one for it; or `without`,
    why it goes without one."""

    harm_check_id: UUID | None = None
    open: bool = False
    without: str = Field("", max_length=300)


class AnswerIn(Given):
    """What was answered or reported: anything but an acceptance with its reason; and when those
    tasked say they arrive. Where another writes it down, `said_by` says whose answer it is, and
    `channel` by which way it came. Of a unit with another tasking that commits it, `competing`
    says which it does first."""

    answer: TaskingAnswer.Answer
    reason: Refusal | None = None
    words: str = Field("", max_length=500)
    norms: bool = False
    expected_arrival: Moment | None = None
    answered_at: Moment | None = None
    said_by: str = Field("", max_length=120)
    channel: Spoken | None = None
    competing: Competing | None = None


class WithdrawIn(Given):
    """Why a tasking is withdrawn."""

    why: str = Field("", max_length=300)


class WithdrawnIn(Given):
    """Who read back that their tasking is withdrawn, by which way, and when, if not now; blank
    where those tasked do it themselves."""

    who: str = Field("", max_length=120)
    channel: Spoken | None = None
    happened_at: Moment | None = None


class MoveIn(Given):
    """A step on the way, and when, if not now."""

    what: Step
    happened_at: Moment | None = None


class ResultIn(Given):
    """What those tasked report of it."""

    words: str = Field(min_length=1, max_length=3000)


class ReadBackIn(Given):
    """Who read the rules of engagement back."""

    who: str = Field(min_length=1, max_length=120)


@router.get("/missions/{code}/taskings", response=Listed[TaskingOut])
def tasking_list(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    alert: UUID | None = None,
    state: Tasking.State | None = None,
    unchecked: bool = False,
) -> Any:
    """Taskings, the last entered first; `?alert=`, `?state=`, of those whose state you read;
    `?unchecked=true`, those under way that have no harm check you read, though they take us to
    people."""
    standing = enter(request, code, "alerts")
    if unchecked:
        enter(request, code, "checks")
    read = queries.taskings_without_check if unchecked else queries.taskings_for
    rows = read(standing)
    rows = rows.filter(alert__in=thread_read(_alert(standing, alert))) if alert else rows
    rows = rows.filter(told=True, state=state) if state else rows
    return list_part(rows, "-entered_at", limit, after, standing=standing)


as_alerts.add_record(
    "taskings",
    "tasking",
    TaskingOut,
    queries.taskings_for,
    about="One tasking with its answers; reading one that is confidential is a line in the audit.",
)


@router.post(
    "/missions/{code}/alerts/{uuid:pk}/taskings", response={201: TaskingOut, 200: TaskingOut}
)
def task(request: HttpRequest, code: str, pk: UUID, body: TaskingIn) -> Any:
    """Task a unit or a component; the exact position goes with it. Send an Idempotency-Key, or an
    id of your own, to send again safely."""
    standing = enter(request, code, "alerts")
    alert = _alert(standing, pk)
    of = (
        queries.decisions_for(standing)
        .filter(alert__in=thread_read(alert))
        .order_by("-decided_at", "-pk")
    )
    rests_on = get_object_or_404(of, pk=body.decision_id) if body.decision_id else of.first()
    unit: Unit | None = None
    if body.unit_id:
        unit = get_object_or_404(units_for(standing).filter(retired=False), pk=body.unit_id)
    post: Post | None = None
    if body.post_id:
        post = get_object_or_404(posts_tasked(standing), pk=body.post_id)
    check: HarmCheck | None = None
    if body.harm_check_id:
        check = get_object_or_404(checks_for(standing), pk=body.harm_check_id)
    named = {"option", "unit_id", "post_id", "decision_id", "phase", "competing", "harm_check_id"}
    said = body.dict(exclude={*named, "standard"})

    def make() -> Tasking:
        return verbs.task(
            alert,
            body.option,
            by=standing,
            unit=unit,
            post=post,
            decision=rests_on,
            phase=body.phase or "",
            competing=body.competing or "",
            standard=body.standard or "",
            harm_check=check,
            **said,
        )

    return made_once(request, standing.person, "tasking", make, queries.taskings_for(standing))


def _tasking(standing: Standing, pk: UUID) -> Tasking:
    """A tasking for the verbs, which write down who was tasked."""
    seen = queries.taskings_for(standing).prefetch_related(None)
    return get_object_or_404(seen.select_related("alert__mission", "unit"), pk=pk)


@router.post("/missions/{code}/taskings/{uuid:pk}/harm-check", response=TaskingOut)
def check_harm(request: HttpRequest, code: str, pk: UUID, body: HarmCheckIn) -> Any:
    """Link a tasking to a harm check, begin one for it, or say why it goes without one. Send an
    Idempotency-Key to send again safely."""
    standing = enter(request, code, "checks")
    tasking = _tasking(standing, pk)
    asked = [bool(body.harm_check_id), body.open, bool(body.without.strip())]
    if sum(asked) != 1:
        raise BadParameter(
            say("say one of three: the harm check, that one is opened, or why there is none"),
            where="harm_check_id",
        )

    def do() -> Tasking:
        if body.harm_check_id:
            check = get_object_or_404(checks_for(standing), pk=body.harm_check_id)
            return harm_verbs.link_check(tasking, check, by=standing)
        if body.open:
            harm_verbs.open_check(tasking, by=standing)
            return tasking
        return harm_verbs.go_without(tasking, body.without, by=standing)

    return done_once(request, standing.person, "tasking", do, queries.taskings_for(standing), pk)


of_tasking = ActEndpoints(
    router,
    __name__,
    "alerts",
    "taskings/{uuid:pk}",
    _tasking,
    queries.taskings_for,
    TaskingOut,
    "tasking",
)
of_tasking.add(
    "answers",
    "answer",
    lambda tasking, answer, **said: verbs.answer(tasking, answer, **said),
    AnswerIn,
    about="Record what those tasked answered or report: accepted, delayed, refused, failed "
    "or turned back, and why. Send an Idempotency-Key to send again safely.",
    kind="answer",
)
of_tasking.add(
    "withdrawal",
    "withdraw",
    verbs.withdraw,
    WithdrawIn,
    about="Withdraw a tasking: it stands until those tasked read that back. Send an "
    "Idempotency-Key to send again safely.",
)
of_tasking.add(
    "stay",
    "let_stay",
    endings.let_stay,
    Given,
    about="Say that a tasking stays although its alert ended. Send an Idempotency-Key to send "
    "again safely.",
)
of_tasking.add(
    "again",
    "task_again",
    endings.task_again,
    Given,
    about="Task again whom an ending called back, where their alert was opened again. Send an "
    "Idempotency-Key to send again safely.",
)
of_tasking.add(
    "withdrawal/read-back",
    "withdrawn",
    verbs.read_back_withdrawal,
    WithdrawnIn,
    about="Record that those tasked read back that their tasking is withdrawn. Send an "
    "Idempotency-Key to send again safely.",
)
of_tasking.add(
    "moves",
    "move",
    verbs.move,
    MoveIn,
    about="Record that those tasked departed, arrived, left the place or returned.",
)
of_tasking.add(
    "result",
    "report_result",
    verbs.report_result,
    ResultIn,
    about="Keep what those tasked report of it.",
)
of_tasking.add(
    "read-back",
    "read_back",
    verbs.read_back,
    ReadBackIn,
    about="Keep that the rules of engagement were read back, and by whom.",
)


# --- outcomes and the end


class OutcomeOut(
    ColumnSchema,
    of=Outcome,
    columns="id version alert_id tasking_id outcome reasons host_acted partner_acted "
    "sheltered moved evidence danger_ended happened_at known_at entered_at classification",
):
    """What came of an alert; null or blank is not known. The one entered last counts."""

    resolve_tasking_id = staticmethod(key_of("tasking"))

    @staticmethod
    def resolve_reasons(outcome: Outcome, context: AnswerContext) -> list[str]:
        return [reason_told(one, _holds(context)) for one in outcome.reasons]

    @staticmethod
    def resolve_evidence(outcome: Outcome, context: AnswerContext) -> str:
        return words_told(outcome.evidence, outcome.reasons, _holds(context))


class OutcomeIn(Given):
    """What came of it, and the reasons where it needs them."""

    id: UUID | None = None
    outcome: Ended
    reasons: list[Why] = Field([], max_length=50)
    tasking_id: UUID | None = None
    host_acted: Host | None = None
    partner_acted: bool | None = None
    sheltered: Count | None = None
    moved: Count | None = None
    evidence: str = Field("", max_length=2000)
    danger_ended: str = Field("", max_length=300)
    happened_at: Moment | None = None
    although: bool = False


class ClosingIn(Given):
    """Why it is closed, if more is to be said."""

    why: str = Field("", max_length=300)


@router.get("/missions/{code}/outcomes", response=Listed[OutcomeOut])
def outcome_list(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    alert: UUID | None = None,
) -> Any:
    """Outcomes, the last entered first; of one alert with `alert`."""
    standing = enter(request, code, "alerts")
    rows = queries.outcomes_for(standing)
    rows = rows.filter(alert__in=thread_read(_alert(standing, alert))) if alert else rows
    return list_part(rows, "-entered_at", limit, after, standing=standing)


as_alerts.add_record(
    "outcomes",
    "outcome",
    OutcomeOut,
    queries.outcomes_for,
    about="One outcome; reading one that is confidential is a line in the audit.",
)


@router.post(
    "/missions/{code}/alerts/{uuid:pk}/outcomes", response={201: OutcomeOut, 200: OutcomeOut}
)
def record_outcome(request: HttpRequest, code: str, pk: UUID, body: OutcomeIn) -> Any:
    """Record what came of an alert. With `danger_ended`, who or what says that the danger ended,
    its clocks stop and the community is owed an answer; without it the alert runs on. Where
    something on record speaks against it, it is refused until `although` says that it is so all the
    same, with the evidence. Send an Idempotency-Key, or an id of your own, to send again safely."""
    standing = enter(request, code, "alerts")
    alert = _alert(standing, pk)
    of: Tasking | None = None
    if body.tasking_id:
        of = get_object_or_404(
            queries.taskings_for(standing), alert__in=thread_read(alert), pk=body.tasking_id
        )
    said = body.dict(exclude={"outcome", "reasons", "tasking_id", "host_acted"})

    def make() -> Outcome:
        return verbs.record_outcome(
            alert,
            body.outcome,
            by=standing,
            why=body.reasons,
            tasking=of,
            host_acted=body.host_acted or "",
            **said,
        )

    return made_once(request, standing.person, "outcome", make, queries.outcomes_for(standing))


@router.post("/missions/{code}/alerts/{uuid:pk}/closing", response=AlertOut)
def close(request: HttpRequest, code: str, pk: UUID, body: ClosingIn) -> Any:
    """Close an alert whose outcome is recorded and whose answers owed are settled; sent again, it
    stays closed."""
    standing = enter(request, code, "alerts")
    alert = _alert(standing, pk)
    do_once(
        request,
        standing.person,
        lambda: ("alert", verbs.close(alert, by=standing, why=body.why).pk),
    )
    return alert_told(standing, alert.pk)


# --- contingency plans


class ExerciseOut(ColumnSchema, of=PlanExercise, columns="on kind found"):
    """A plan was walked through or played."""


class PlanOut(
    ColumnSchema,
    of=ContingencyPlan,
    columns="id version place_id radius_km triggers units_said shelter shelter_for evacuation "
    "stocks stocks_on own_staff host_role host_agreed_on humanitarian_role "
    "humanitarian_agreed_on violence_prevented referral_known women_in_team owner valid_until "
    "retired classification",
):
    """A contingency plan; null or blank is not known. `valid` is null where no end was set;
    `units_unseen`, how many units of it you may not see."""

    units: list[UUID]
    units_unseen: int
    valid: bool | None
    exercised_on: date | None
    exercises: list[ExerciseOut]


Words = Annotated[str, Field(max_length=5000)]
"""As much as the page takes."""


class PlanChanges(Given):
    """Only the fields that changed. `units` replaces those you see; others stay."""

    radius_km: float = Field(10, ge=0, le=plan_verbs.MOST_KM)
    triggers: Words = ""
    units: list[UUID] = Field([], max_length=100)
    units_said: Words = ""
    shelter: Words = ""
    shelter_for: Count | None = None
    evacuation: Words = ""
    stocks: Words = ""
    stocks_on: date | None = None
    own_staff: Words = ""
    host_role: Words = ""
    host_agreed_on: date | None = None
    humanitarian_role: Words = ""
    humanitarian_agreed_on: date | None = None
    violence_prevented: Words = ""
    referral_known: bool | None = None
    women_in_team: bool | None = None
    owner: str = Field("", max_length=120)
    valid_until: date | None = None
    classification: Marking = 1


class PlanIn(PlanChanges):
    """A plan of a place; a part of it is better than none."""

    id: UUID | None = None
    place_id: UUID


class ExerciseIn(Given):
    """A plan was exercised: when, how, and what was found."""

    on: date
    kind: PlanExercise.Kind
    found: str = Field("", max_length=5000)


OF_RECORD = ("id", "version", "place_id", "retired")


def _plans_as_json(
    standing: Standing, contingency_plans: Iterable[ContingencyPlan]
) -> list[dict[str, Any]]:
    """Plans as they are told: their units as far as this person sees them."""
    return [
        {name: getattr(one.plan, name) for name in (*plan_verbs.EDITABLE, *OF_RECORD)}
        | {
            "units": [unit.pk for unit in one.units],
            "units_unseen": one.unseen,
            "valid": one.valid,
            "exercised_on": one.exercised_on,
            "exercises": list(one.plan.exercises.all()),
        }
        for one in plan_queries.as_read(standing, contingency_plans)
    ]


def _plan(standing: Standing, pk: UUID) -> ContingencyPlan:
    return get_object_or_404(plan_queries.all_plans(standing), pk=pk)


def _plan_told(standing: Standing, pk: UUID) -> dict[str, Any]:
    (told,) = _plans_as_json(standing, [_plan(standing, pk)])
    return told


def _sound_plan(standing: Standing, given: PlanChanges, *, only_sent: bool) -> PlanInput:
    """The fields as the verbs take them; Http404 for a unit this person may not see."""
    fields = given.dict(exclude={"id", "place_id"}, exclude_unset=only_sent)
    if "units" in fields:
        wanted = dict.fromkeys(str(pk) for pk in fields["units"])
        if units_for(standing).filter(pk__in=wanted).count() < len(wanted):
            raise Http404
        fields["units"] = list(wanted)
    return cast(PlanInput, fields)


@plans.get("/missions/{code}/plans", response=Listed[PlanOut])
def plan_list(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    place: UUID | None = None,
    retired: bool = False,
) -> Any:
    """Contingency plans in use, the newest last; `?place=`, `?retired=`."""
    standing = enter(request, code, "alerts")
    rows = plan_queries.all_plans(standing).filter(retired=retired).prefetch_related("exercises")
    rows = rows.filter(place=place) if place else rows
    found = list_part(rows, "entered_at", limit, after, standing=standing)
    return found | {"results": _plans_as_json(standing, found["results"])}


@plans.get("/missions/{code}/plans/{uuid:pk}", response=PlanOut)
def plan(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One plan with its exercises; reading one that is confidential is a line in the audit."""
    standing = enter(request, code, "alerts")
    found = _plan(standing, pk)
    read_line(standing, found, form="api")
    (told,) = _plans_as_json(standing, [found])
    return told


@plans.post("/missions/{code}/plans", response={201: PlanOut, 200: PlanOut})
def make_plan(request: HttpRequest, code: str, body: PlanIn) -> Any:
    """Write a plan for a place. Send an Idempotency-Key, or an id of your own, to send again
    safely."""
    standing = enter(request, code, "alerts")
    place = get_object_or_404(places_for(standing).filter(retired=False), pk=body.place_id)
    fields = _sound_plan(standing, body, only_sent=False)
    _kind, pk, new = do_once(
        request,
        standing.person,
        lambda: ("plan", plan_verbs.make_plan(place, fields, by=standing, id=body.id).pk),
    )
    return Status(201 if new else 200, _plan_told(standing, UUID(pk)))


@plans.patch("/missions/{code}/plans/{uuid:pk}", response=PlanOut)
def edit_plan(request: HttpRequest, code: str, pk: UUID, body: Edit[PlanChanges]) -> Any:
    """Change fields; 409 with both values where somebody changed the same ones meanwhile."""
    standing = enter(request, code, "alerts")
    plan = _plan(standing, pk)
    changes = _sound_plan(standing, body.changes, only_sent=True)
    try:
        plan_verbs.edit_plan(plan, changes, version=body.version, by=standing, reason=body.reason)
    except Conflict as fault:
        if "units" in fault.fields:
            fault.fields["units"] = _units_seen(standing, fault.fields["units"])
        raise
    return _plan_told(standing, pk)


def _units_seen(standing: Standing, values: ThreeValues) -> ThreeValues:
    """Both sides of a conflict over units, without those this person may not see."""
    base, theirs, yours = (value if isinstance(value, list) else [] for value in values)
    wanted = {pk for pk in (*base, *theirs, *yours)}
    seen = {str(unit.pk) for unit in units_for(standing).filter(pk__in=wanted)}

    def kept(units: list[str]) -> list[str]:
        return [pk for pk in units if pk in seen]

    return kept(base), kept(theirs), kept(yours)


@plans.post("/missions/{code}/plans/{uuid:pk}/retirement", response=PlanOut)
def retire_plan(request: HttpRequest, code: str, pk: UUID, body: Retirement) -> Any:
    """Take a plan out of use, or back into it, for a reason."""
    standing = enter(request, code, "alerts")
    plan_verbs.retire_plan(
        _plan(standing, pk),
        retired=body.retired,
        version=body.version,
        by=standing,
        reason=body.reason,
    )
    return _plan_told(standing, pk)


@plans.post("/missions/{code}/plans/{uuid:pk}/exercises", response=PlanOut)
def exercise(request: HttpRequest, code: str, pk: UUID, body: ExerciseIn) -> Any:
    """Record that a plan was exercised, and what was found. Send an Idempotency-Key to send again
    safely."""
    standing = enter(request, code, "alerts")
    plan = _plan(standing, pk)
    do_once(
        request,
        standing.person,
        lambda: (
            "exercise",
            plan_verbs.record_exercise(plan, body.on, body.kind, by=standing, found=body.found).pk,
        ),
    )
    return _plan_told(standing, pk)
