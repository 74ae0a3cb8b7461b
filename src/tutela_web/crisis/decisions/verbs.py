"""How decisions, taskings, answers and outcomes are recorded, and how an alert is closed.

Nobody waits for this: what was decided and done by radio is written down afterwards, with the time
it happened. The system proposes units and tasks none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict, TypeVar, Unpack
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from tutela.base.errors import BadParameter
from tutela.base.messages import join, say
from tutela.capacity.readiness import is_planned
from tutela.crisis.chain import outside_chain
from tutela.crisis.decision_status import NO
from tutela.crisis.ladders import steps
from tutela.crisis.tables import decisions, hazards, intents, options, outcomes, reasons
from tutela.mandate.library import norms_of
from tutela.warning.states import (
    ACT_LEFT,
    DANGER_LASTS,
    ENDS,
    OUTCOME,
    TO_TASK,
    run_of,
)
from tutela_web.access.audit import trail
from tutela_web.access.models import Holding, Post, current
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, hold_name, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.capacity.models import Unit
from tutela_web.capacity.training.limits import look_before_tasking
from tutela_web.capacity.units.verbs import note_not_able
from tutela_web.channels import webhooks
from tutela_web.crisis.decisions.queries import (
    UNFINISHED,
    commitments_of,
    others_of_unit,
    outcome_of,
    reports_owed,
    speaks_against_outcome,
    taskings_standing,
)
from tutela_web.crisis.decisions.stand_verbs import reconsider
from tutela_web.crisis.models import (
    Authority,
    Competing,
    Decision,
    Dissent,
    HostRelease,
    HrddpFile,
    Outcome,
    Principle,
    PrincipleKept,
    Tasking,
    TaskingAnswer,
)
from tutela_web.crisis.taskings.notify import tell_tasked
from tutela_web.crisis.taskings.queries import is_given_to
from tutela_web.mandate.models import Paragraph
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.verbs import AnsweredHarm, check_beside_act, require_answers
from tutela_web.warning.alerts import verbs as alerts
from tutela_web.warning.models import FROM_PEOPLE, Alert, AlertNow, Owed, Report, Spoken
from tutela_web.warning.telling import notify
from tutela_web.warning.telling.addressees import FilledPosts
from tutela_web.warning.threads.joinings import hold_thread, hold_threads, root_of, whole_thread
from tutela_web.warning.threads.state import threads_of_parts

M = TypeVar("M", Decision, Tasking, Outcome)


class TaskingInput(TypedDict, total=False):
    """What a tasking says beside whom and what."""

    intent: str
    standard: str
    addition: bool
    phase: str
    planned_departure: datetime | None
    planned_arrival: datetime | None
    planned_return: datetime | None
    roe_read_back_at: datetime | None
    roe_read_back_by: str
    interpreter: bool | None
    women_in_team: bool | None
    limits_seen: bool
    joint: bool
    due_diligence: HrddpFile | None
    competing: str
    harm_check: HarmCheck | None


class AlertOutcomeInput(TypedDict, total=False):
    """What is recorded beside an outcome and its reasons."""

    host_acted: str
    partner_acted: bool | None
    sheltered: int | None
    moved: int | None
    evidence: str
    danger_ended: str


AFTERWARDS = timedelta(minutes=1)
"""A decision taken longer ago was taken outside the system: what is known of it is written down."""


def common(alert: Alert) -> dict[str, Any]:
    """What every record about an alert has of it: area and marking."""
    return {
        "area": alert.area,
        "classification": alert.classification,
        "known_at": clock.now(alert.mission),
    }


def _time_happened(at: datetime | None, alert: Alert) -> datetime:
    """A time that was given, or now.

    Raises  BadParameter for a time to come.
    """
    now = clock.now(alert.mission)
    if at is not None and at > now + timedelta(minutes=5):
        raise BadParameter(say("this lies in the future"), next=say("record it when it happens"))
    return at or now


def _resent_record(model: type[M], id: UUID | None, alert: Alert, by: Standing) -> M | None:
    """The record kept under this id, where it was sent before: nothing is recorded again. An id
    that is sent twice at once is met here one after the other.

    Raises  Denied if the id is of another person's record, or of another alert's.
    """
    if id:
        hold_name(id)
    kept = model._default_manager.filter(pk=id).first() if id else None
    if kept is not None and (
        kept.author_id != by.person.pk or kept.alert_id not in whole_thread(alert.pk)
    ):
        raise Denied(say("this id is taken"), next=say("make a new id and send again"))
    return kept


# --- decisions


@one_at_a_time(hold_thread)
def decide(
    alert: Alert,
    choice: str,
    *,
    by: Standing,
    authority: str,
    reason: str = "",
    reason_code: str = "",
    taken: Iterable[str] = (),
    left: Mapping[str, str] | None = None,
    who: Mapping[str, str] | None = None,
    decider_said: str = "",
    said_channel: str = "",
    decided_at: datetime | None = None,
    exposure_asked: bool = False,
    exposure_found: str = "",
    risk_accepted: str = "",
    host_unable: str = "",
    force_rule: str = "",
    force_aim: str = "",
    force_account: str = "",
    paragraph: Paragraph | None = None,
    principles: Mapping[str, str] | None = None,
    principles_note: str = "",
    departs_by: str = "",
    step: str = "",
    id: UUID | None = None,
) -> Decision:
    """Record a decision: one's own, or as the JOC what another decided.

    A decision outside the chain is taken all the same, and marked: nobody waits for Tutela. One
    that was taken earlier, or by another, is written down as far as it is known: what nobody said
    is marked (`Decision.not_said`), and holds nothing up.

    Takes   choice, a word of decisions.csv; taken, options chosen; left, options weighed and left,
            with the reason of each; who, the unit, office or partner that carries an option
            taken out; decider_said, the post that decided, where another writes it
            down, and said_channel, by which way they said it (without it no clock stops);
            exposure_asked, that "would this visit, call or route expose the source?" was;
            paragraph, of the mandate, that it rests on; principles, for each that was looked at
            whether it is kept; departs_by, by whose authority the decision departs from one;
            step, of a ladder, on which the decision stands.
    Raises  Denied; BadParameter for a time to come; of a decision taken now, where it needs a
            reason and has none, for no authority, for force without the rule it rests on, for a
            JOC that names nobody, or where it departs from a principle without authority and
            reason.
    """
    own = by.may("decide_alert", area=alert.area_id)
    by.require_ours(alert)
    if not own:
        by.require("record_decision", area=alert.area_id)
    if kept := _resent_record(Decision, id, alert, by):
        return kept
    at = _time_happened(decided_at, alert)
    afterwards = bool(decider_said.strip()) or at < clock.now(alert.mission) - AFTERWARDS
    if not own and not afterwards:
        raise BadParameter(
            say("the JOC chases and never decides: who decided?"),
            next=say("name the post that decided, or the time it was decided"),
        )
    unsaid = afterwards and not authority
    if choice not in decisions() or not (unsaid or authority in Authority.values):
        raise BadParameter(say("there is no such decision or authority"))
    chosen, weighed = list(dict.fromkeys(taken)), dict(left or {})
    named = {option: " ".join(said.split()) for option, said in (who or {}).items()}
    if unknown := {*chosen, *weighed} - options().keys():
        raise BadParameter(say("there is no option {option}", option=sorted(unknown)[0]))
    if reason_code and reason_code not in reasons():
        raise BadParameter(say("there is no reason {reason}", reason=reason_code))
    needs = decisions()[choice].needs_reason and not afterwards
    if needs and not (reason.strip() and reason_code):
        raise BadParameter(
            say("this decision stands only with a reason"),
            next=say("choose a reason and say it in words"),
        )
    if "force" in chosen and not force_rule.strip() and not afterwards:
        raise BadParameter(say("force rests on a rule"), next=say("name the rule of engagement"))
    if step and step not in steps():
        raise BadParameter(say("there is no such step"), where="step", next=say("choose one"))
    if choice == "pass_to_host":
        raise BadParameter(
            say("a hazard is passed to a host force by a release of its own"),
            next=say("ask for the release"),
        )
    checked = _principles(principles or {}, principles_note, departs_by, afterwards=afterwards)
    if paragraph is not None and (
        paragraph.mission_id != alert.mission_id or paragraph.kind != Paragraph.Kind.OPERATIVE
    ):
        raise BadParameter(
            say("a decision must cite a paragraph of the mission's mandate"),
            next=say("choose one of the list"),
        )
    decision = Decision(
        paragraph=paragraph,
        step=step,
        **checked,
        alert=alert,
        choice=choice,
        authority=authority,
        reason=reason.strip(),
        reason_code=reason_code,
        risk_accepted=risk_accepted.strip(),
        options=[
            {"option": o, "taken": True, "why": "", "who": named.get(o, "")[:160]} for o in chosen
        ]
        + [{"option": o, "taken": False, "why": why, "who": ""} for o, why in weighed.items()],
        decider=by.person if own and not decider_said.strip() else None,
        decider_said=decider_said.strip()[:120],
        said_channel=said_channel if said_channel in Spoken.values else "",
        host_unable=host_unable.strip(),
        exposure_asked=exposure_asked,
        exposure_found=exposure_found[:300],
        force_rule=force_rule.strip()[:200],
        force_aim=force_aim.strip()[:300],
        force_account=force_account.strip(),
        force_accounted_at=clock.now(alert.mission) if force_account.strip() else None,
        force_accounted_by=by.person if force_account.strip() else None,
        decided_at=at,
        **common(alert),
        **({"id": id} if id else {}),
    )
    decision.outside_chain = _outside_chain(decision, by)
    decision = records.create(decision, mission=alert.mission, by=by.person)
    for name in _moments_of(decision):
        alerts.reach_state(
            alert,
            name,
            by=by,
            happened_at=at,
            on_behalf=decision.decider_said,
            channel=decision.said_channel,
            detail={"decision": str(decision.pk), "authority": authority},
        )
    reconsider(alert, by=by)
    return decision


ACTS = ("act", "act_jointly")
"""Decisions that somebody has to be tasked with."""


def _moments_of(decision: Decision) -> list[str]:
    """The moments a decision is for its alert. One to act has a clock until somebody is tasked; one
    to do otherwise stops it."""
    moments = ["decided"]
    if decision.outside_chain:
        moments.append("outside chain")
    if decision.choice in ACTS:
        moments.append(TO_TASK)
    elif decision.alert.decisions.filter(choice__in=ACTS).exists():
        moments.append(ACT_LEFT)
    return moments


def _principles(
    checks: Mapping[str, str], note: str, departs_by: str, *, afterwards: bool
) -> dict[str, Any]:
    """What is kept of the three principles. Raises BadParameter as `decide` says."""
    if not set(checks) <= set(Principle.values) or not set(checks.values()) <= set(
        PrincipleKept.values
    ):
        raise BadParameter(
            say("there is no such principle, or it is neither kept nor departed from")
        )
    note, departs_by = note.strip(), " ".join(departs_by.split())[:160]
    if PrincipleKept.DEPARTS in checks.values() and not (note and departs_by) and not afterwards:
        raise BadParameter(
            say("a decision that departs from a principle needs its authority and its reason"),
            next=say("write by whose authority it departs, and why"),
        )
    return {"principles": dict(checks), "principles_note": note, "departs_by": departs_by}


def _outside_chain(decision: Decision, by: Standing) -> bool | None:
    """Whether who decided held, on the day and for the area of the decision, no post that gives
    the authority it states; None where nobody on record was that post."""
    if not decision.authority:
        return None
    day = decision.decided_at.astimezone(ZoneInfo(by.mission.time_zone)).date()
    holdings = Holding.objects.filter(current(day), post__mission=by.mission).filter(
        Q(post__area=None) | Q(post__area=decision.alert.area_id)
    )
    if decision.decider_id:
        roles: set[str] | None = set(
            holdings.filter(person=decision.decider_id).values_list("post__role", flat=True)
        )
    elif not decision.decider_said:
        return None
    else:  # the JOC wrote a post down: known only if that is its title
        named = holdings.filter(post__title__iexact=decision.decider_said)
        roles = set(named.values_list("post__role", flat=True)) or None
    return outside_chain(decision.authority, roles, force=decision.takes_force)


@one_at_a_time(hold)
def account_for_force(decision: Decision, words: str, *, by: Standing) -> Decision:
    """Give the account of force that a decision allowed, after it was used or was not: it stands
    under what was said of it before.

    Raises  Denied; BadParameter without words; NotNow where the decision took no force.
    """
    by.require("decide_alert", area=decision.alert.area_id, of=decision)
    if not decision.takes_force:
        raise NotNow(say("this decision took no force"), next=say("choose the one that did"))
    if not words.strip():
        raise BadParameter(say("an account must state what was done"), next=say("write it"))
    before = f"{decision.force_account}\n" if decision.force_account else ""
    changes: dict[str, FieldValue] = {
        "force_account": f"{before}{words.strip()[:2000]}",
        "force_accounted_at": clock.now(by.mission),
        "force_accounted_by": by.person,
    }
    return records.edit(decision, changes, version=decision.version, by=by.person)


@transaction.atomic
def dissent(decision: Decision, words: str, *, by: Standing) -> Dissent:
    """Say that one sees it otherwise; it stays with the decision."""
    if not by.may("decide_alert", area=decision.alert.area_id):
        by.require("raise_alert", area=decision.alert.area_id)
    by.require_ours(decision)
    if not words.strip():
        raise BadParameter(say("a dissent needs text"), next=say("write it"))
    objection = Dissent.objects.create(
        decision=decision,
        by=by.person,
        post=(by.titles or ("",))[0][:120],
        words=words.strip(),
        at=clock.now(by.mission),
    )
    trail.record("dissent", mission=by.mission, by=by.person, kind="decision", subject=decision.pk)
    webhooks.tell(by.mission.pk, "decision", decision.pk)
    return objection


# --- taskings


def hold_tasking(tasking: Tasking) -> Tasking:
    """The tasking as it stands now: its unit is held, then the thread of its alert, in the order in
    which they are held to task a unit."""
    if tasking.unit_id is not None:
        hold(Unit(pk=tasking.unit_id))
    hold_threads(tasking.alert_id)
    return hold(tasking, "alert__mission", "alert__area", "unit")


@transaction.atomic
def task(
    alert: Alert,
    option: str,
    *,
    by: Standing,
    unit: Unit | None = None,
    component: str = "",
    post: Post | None = None,
    decision: Decision | None = None,
    id: UUID | None = None,
    **fields: Unpack[TaskingInput],
) -> Tasking:
    """Task a unit, or for what no unit does a post or an office. The exact position goes with it:
    aliases and directions too, and the act feared. Who holds the post, or commands the unit, is
    told, and answers. A political step may be asked for by whoever may decide about the alert.

    A tasking of a unit stands until it is withdrawn and that is read back: another unit is tasked
    beside it only by who says so, so that two do not converge by accident.

    Takes   post, of civilians and police as of troops: its holder reads the words and the position
            of the tasking, whether or not they read the alert; component, an office or a
            partner without a post; fields: standard, an intent of the list, and intent, in words;
            addition, that this unit goes beside one that is tasked; phase,
            planned_departure, planned_arrival, planned_return,
            roe_read_back_at, roe_read_back_by, interpreter, women_in_team; joint, whether it is
            action with a force that is not the UN's, or in its aid, and due_diligence, the file of
            that force; limits_seen, that the unit's authority, equipment and limits for the task
            were looked at, which is asked of a planned task where the unit lacks something for it
            or is police; competing, of Competing, where the unit is committed to another task;
            harm_check, where somebody asked already whether it exposes people: a tasking goes out
            with or without one.
    Raises  Denied; BadParameter for an option that is none, without a unit or an intent, for a unit
            beside another where nobody said so, or for one that is committed where nobody said
            which task comes first; NotNow for joint action without
            a due-diligence file that allows support.
    """
    asks_politics = unit is None and option in options() and options()[option].who == "political"
    if not (asks_politics and by.may("decide_alert", area=alert.area_id)):
        by.require("task_unit", area=alert.area_id)
    by.require_ours(alert, unit, post, decision, fields.get("harm_check"))
    if unit is not None:  # before it is asked what else the unit is committed to
        unit = hold(unit)
    earlier = commitments_of([unit.pk]) if unit is not None else []
    hold_threads(alert.pk, *(other.alert_id for other in earlier))
    if kept := _resent_record(Tasking, id, alert, by):
        return kept
    if option not in options():
        raise BadParameter(say("there is no option {option}", option=option))
    if unit is not None and post is not None:
        raise BadParameter(
            say("a tasking is for a unit or for a post"), next=say("choose one of them")
        )
    if earlier and not fields.get("competing"):
        raise BadParameter(
            say("this unit is committed to another task and has not finished it"),
            next=say("say which of the two comes first"),
        )
    if post is not None and not component.strip():
        component = post.title
    _require_somebody(option, unit, post, component)
    _require_intent(fields)
    if unit is not None and not fields.get("limits_seen"):
        _require_no_limit(alert, unit, option, by)
    if unit is not None and not fields.get("addition"):
        _require_alone(alert, unit)
    if fields.get("joint"):
        _require_diligence(fields.get("due_diligence"), alert)
    tasking = Tasking(
        alert=alert,
        decision=decision,
        unit=unit,
        component=component.strip()[:120],
        post=post,
        option=option,
        position=position_of(alert),
        feared="" if alert.words_closed else alert.act,
        travel_minutes=_travel_minutes(alert, unit, fields),
        **fields,
        **common(alert),
        **({"id": id} if id else {}),
    )
    tasking = records.create(tasking, mission=alert.mission, by=by.person)
    alerts.reach_state(alert, "tasked", by=by, detail={"tasking": str(tasking.pk)})
    tell_tasked(tasking)
    for about in {root_of(pk) for pk in (alert.pk, *(other.alert_id for other in earlier))}:
        if earlier:  # both owners count on the unit
            shared = Alert.objects.select_related("owner", "owner_post").get(pk=about)
            notify.tell_unit_shared(shared, tasking.pk, at=clock.now(alert.mission))
    for other in earlier if tasking.competing == Competing.FIRST else ():
        waits = other.arrived_at is None and not other.commits_nobody
        if waits:  # whoever counts on it must know
            _keep_answer(other, AnswerSaid("delayed", "competing_task"), by=by)
    reconsider(alert, by=by)
    return tasking


def _require_somebody(option: str, unit: Unit | None, post: Post | None, component: str) -> None:
    """That there is who can answer: a unit for what units do; for what they do not a post, or an
    office or partner by its name."""
    if options()[option].who == "uniformed" and unit is None:
        raise BadParameter(
            say("no unit is tasked: nobody would answer"),
            next=say("choose the unit; where it is not listed, enter it among the units first"),
        )
    if unit is None and post is None and not component.strip():
        raise BadParameter(
            say("nobody is tasked"), next=say("choose a unit or a post, or name an office")
        )


def _require_intent(fields: TaskingInput) -> None:
    if (standard := fields.get("standard", "")) and standard not in intents():
        raise BadParameter(say("there is no such intent in the list"))
    if not standard and not fields.get("intent", "").strip():
        raise BadParameter(
            say("a tasking without its intent cannot be carried out"),
            next=say("choose an intent of the list, or write it"),
        )


def _require_no_limit(alert: Alert, unit: Unit, option: str, by: Standing) -> None:
    """That a planned task asks for no look at what the unit lacks for it; while harm runs or is
    about to, nothing is held up."""
    if not is_planned(alert.level):
        return
    if look_before_tasking(by, unit, options()[option].task) is not None:
        raise BadParameter(
            say("the unit's authority, equipment and limits were not looked at for this task"),
            where="limits_seen",
            next=say("look at them, ask tasking headquarters where it is limited, and confirm"),
        )


def _require_alone(alert: Alert, unit: Unit) -> None:
    """That no other unit is tasked for the alert whose tasking still stands."""
    others = taskings_standing(whole_thread(alert.pk)).exclude(unit=unit)
    if others.filter(withdrawn_at__isnull=False).exists():
        raise BadParameter(
            say("a unit is tasked for this alert, and has not read back that it was withdrawn"),
            next=say("have it read back, or say that this unit goes as well"),
        )
    if others.exists():
        raise BadParameter(
            say("a unit is tasked for this alert, and that tasking stands"),
            next=say("withdraw it and have that read back, or say that this unit goes as well"),
        )


def _travel_minutes(alert: Alert, unit: Unit | None, fields: TaskingInput) -> float | None:
    """How long a unit's way is, leaving now; not known of one that does another task first."""
    first = fields.get("competing") == Competing.AFTER
    if unit is None or unit.base is None or first:
        return None
    if alert.latitude is None or alert.longitude is None:
        return None
    from tutela_web.capacity.reach.queries import (
        travel_minutes,
    )  # with roads, which a start does without

    at = clock.now(alert.mission)
    way = travel_minutes(alert.mission, unit.base, alert.latitude, alert.longitude, at=at)
    return way.minutes


def _require_diligence(file: HrddpFile | None, alert: Alert) -> None:
    """Nothing is done with another force, or in its aid, unless its file says risk, mitigation and
    that support may be given. Source: human rights due diligence policy: domain.md, W8."""
    if file is None or file.mission_id != alert.mission_id:
        raise NotNow(
            say("action with another force needs its due-diligence file"),
            next=say("ask human rights for the file"),
        )
    if not file.allows_support:
        raise NotNow(
            say("the due-diligence file of this force does not allow support"),
            next=say("ask human rights what is missing"),
        )


def position_of(alert: Alert) -> str:
    """Where exactly, so that a patrol does not pass by: names, directions, point."""
    place = alert.place
    parts = [alert.place_said] if alert.place_said else []
    if place is not None:
        parts = [place.name, *(f"= {name}" for name in place.aliases)]
        if place.directions:
            parts.append(place.directions)
        if alert.place_said and alert.place_said != place.name:
            parts.append(f"({alert.place_said})")
    if alert.latitude is not None and alert.longitude is not None:
        parts.append(f"{alert.latitude:.4f}, {alert.longitude:.4f}")
    return "; ".join(parts)


def hold_with_others(tasking: Tasking) -> Tasking:
    """As `hold_tasking`, and the threads of whatever else its unit is tasked with: who accepts may
    say that another waits."""
    about = [tasking.alert_id]
    if tasking.unit_id is not None:
        hold(Unit(pk=tasking.unit_id))
        about += [other.alert_id for other in commitments_of([tasking.unit_id])]
    hold_threads(*about)
    return hold(tasking, "alert__mission", "alert__area", "unit")


@one_at_a_time(hold_with_others)
def answer(
    tasking: Tasking,
    said: str,
    *,
    by: Standing,
    reason: str = "",
    words: str = "",
    answered_at: datetime | None = None,
    norms: bool = False,
    expected_arrival: datetime | None = None,
    said_by: str = "",
    channel: str = "",
    competing: str = "",
) -> TaskingAnswer:
    """Record what was answered to a tasking, or is reported: that it failed or turned back too.
    Those tasked do, the commander of the unit or the holder of the post; and the tasking
    headquarters or the JOC, which write down what they said, who it was and by which way. The
    decision is open again where its taskings do not carry it any more.

    One that comes after the end of the alert, or of the tasking, is kept with its hour and commits
    nobody; who gave it, and who gave what the unit does now, are told.

    Takes   norms, whether the unit that accepts acknowledges the norms of its task;
            expected_arrival, when it says it arrives; said_by and channel, of Spoken, where another
            than those tasked writes the answer down; competing, of Competing, which of two
            taskings a unit that accepts a second does first.
    Raises  Denied; BadParameter for anything but an acceptance without a coded reason (those tasked
            may leave it out when they cannot go), for an acceptance with one, for a spoken
            answer of which nobody says whose it was and how it came, and where those tasked accept
            a second tasking and nobody said which comes first.
    """
    own = _answers_or_hears(tasking, by)
    if said not in TaskingAnswer.Answer.values:
        raise BadParameter(say("there is no such answer"))
    said_by = " ".join(said_by.split())[:120]
    if not own and not (said_by and channel in Spoken.values):
        raise BadParameter(
            say("whose answer is this, and by which way did it come?"),
            next=say("write who answered, and choose radio, telephone, in person or another way"),
        )
    unsaid = own and said == "refused" and not reason
    if said != "accepted" and not unsaid and not _may_refuse_for(reason):
        raise BadParameter(
            say("a refusal or delay needs a reason from the list"),
            next=say("choose the reason that was given"),
        )
    if said == "accepted" and reason:
        raise BadParameter(
            say("an acceptance has no reason: one belongs to a refusal or delay"),
            next=say("leave the reason out, or choose another answer"),
        )
    at = _time_happened(answered_at, tasking.alert)
    answer_said = AnswerSaid(
        said,
        reason,
        words,
        at,
        norms and said == "accepted",
        expected_arrival if said in ("accepted", "delayed") else None,
        "" if own else said_by,
        "" if own else channel,
    )
    if tasking.commits_nobody or _has_ended(tasking):
        return _keep_late_answer(tasking, answer_said, by=by)
    others = others_of_unit(tasking) if said == "accepted" else []
    if others and not competing and not tasking.competing and own:
        raise BadParameter(
            say("this unit is committed to another task and has not finished it"),
            where="competing",
            next=say("say which of the two comes first"),
        )
    if competing and competing not in Competing.values:
        raise BadParameter(say("there is no such answer"), where="competing")
    answer_kept = _keep_answer(tasking, answer_said, by=by)
    if others:
        _settle_which_first(tasking, others, competing, by=by)
    return answer_kept


def _has_ended(tasking: Tasking) -> bool:
    """Whether the alert of a tasking is over, and nobody said that the tasking stays."""
    now = AlertNow.objects.get(alert=root_of(tasking.alert_id))
    return now.state in ENDS and tasking.stays_at is None


def _settle_which_first(
    tasking: Tasking, others: Sequence[Tasking], competing: str, *, by: Standing
) -> None:
    """Keep which of its taskings a unit does first, and tell the deciders of all of them."""
    if competing:
        tasking_now = hold(tasking)
        changes: dict[str, FieldValue] = {"competing": competing}
        if competing == Competing.AFTER:
            changes["travel_minutes"] = None  # their way begins where they will be then
        records.edit(tasking_now, changes, version=tasking_now.version, by=by.person)
    now = clock.now(tasking.mission)
    around = FilledPosts(tasking.mission, now)
    for shared in (tasking, *others):
        root = Alert.objects.select_related("mission", "owner", "owner_post").get(
            pk=root_of(shared.alert_id)
        )
        deciders = around.decider(root, shared.author_id)
        notify.tell_unit_shared(root, tasking.pk, at=now, deciders=deciders)
    for other in others if competing == Competing.FIRST else ():
        if other.arrived_at is None and other.state != Tasking.State.DELAYED:
            delayed = AnswerSaid("delayed", "competing_task", at=now)
            _keep_answer(hold(other, "alert__mission", "unit"), delayed, by=by)


def _keep_late_answer(tasking: Tasking, said: AnswerSaid, *, by: Standing) -> TaskingAnswer:
    """Keep an answer that came after the end: nobody is committed by it. Who gave the tasking is
    told, and who gave what the unit is tasked with now."""
    late = _write_answer(tasking, said, by=by, late=True)
    now = clock.now(tasking.mission)
    around = FilledPosts(tasking.mission, now)
    for concerned in (tasking, *others_of_unit(tasking)):
        root = Alert.objects.select_related("mission", "owner", "owner_post").get(
            pk=root_of(concerned.alert_id)
        )
        deciders = around.decider(root, concerned.author_id)
        notify.tell_late_answer(root, deciders, late.pk, at=now)
    webhooks.tell(tasking.mission_id, "tasking", tasking.pk)
    return late


def _answers_or_hears(tasking: Tasking, by: Standing) -> bool:
    """Whether this person answers for those tasked; else they write down what those said. Raises
    Denied."""
    own = is_given_to(tasking, by)
    if not own and not by.may("task_unit", area=tasking.alert.area_id):
        by.require("record_decision", area=tasking.alert.area_id)
    by.require_ours(tasking)
    return own


def _may_refuse_for(reason: str) -> bool:
    return reason in reasons() and reasons()[reason].refusal


NOT_SAID = gettext_noop("the reason is not said yet")

ANSWERED: list[Callable[[TaskingAnswer, Standing], None]] = []
"""From features above: what follows from an answer of those tasked, in its transaction."""

REASON_GIVEN: list[Callable[[TaskingAnswer, Standing], None]] = []
"""From features above: what follows where the reason of an answer is said later."""


@dataclass(frozen=True)
class AnswerSaid:
    """What was said to a tasking, as it is kept."""

    answer: str
    reason: str = ""
    words: str = ""
    at: datetime | None = None
    norms: bool = False
    expected_arrival: datetime | None = None
    said_by: str = ""
    channel: str = ""


def _write_answer(
    tasking: Tasking, said: AnswerSaid, *, by: Standing, late: bool = False
) -> TaskingAnswer:
    now = clock.now(tasking.alert.mission)
    written = TaskingAnswer.objects.create(
        tasking=tasking,
        answer=said.answer,
        reason=said.reason,
        words=said.words.strip()[:500],
        by=by.person,
        expected_arrival=said.expected_arrival,
        norms=[n.key for n in norms_of(tasking.option)] if said.norms else [],
        answered_at=said.at or now,
        said_by=said.said_by,
        channel=said.channel,
        entered_at=now,
        late=late,
        post=(by.titles or ("",))[0][:120],
    )
    trail.record(
        "answer",
        mission=tasking.alert.mission,
        by=by.person,
        kind="tasking",
        subject=tasking.pk,
        answer=said.answer,
        late=late,
    )
    return written


def _keep_answer(tasking: Tasking, said: AnswerSaid, *, by: Standing) -> TaskingAnswer:
    """Keep an answer to a tasking, and what follows from it."""
    alert = tasking.alert
    tasking_answer = _write_answer(tasking, said, by=by)
    if said.answer in NO and tasking.unit is not None:
        task_of = options()[tasking.option].task or tasking.option
        because = reasons()[said.reason].label if said.reason else NOT_SAID
        note_not_able(tasking.unit, task_of, reason=because, since=tasking_answer.answered_at)
    kept = records.edit(tasking, {"state": said.answer}, version=tasking.version, by=by.person)
    if kept.version == tasking.version:  # refused once more: the record stands, the answer is new
        webhooks.tell(alert.mission_id, "tasking", tasking.pk)
    for follow in ANSWERED:
        follow(tasking_answer, by)
    reconsider(alert, by=by)
    return tasking_answer


def hold_answer(answer: TaskingAnswer) -> TaskingAnswer:
    """An answer as it stands now, with its tasking held."""
    hold_tasking(answer.tasking)
    return hold(answer, "tasking__alert", "tasking__mission")


@one_at_a_time(hold_answer)
def give_reason(
    answer: TaskingAnswer, reason: str, *, by: Standing, words: str = "", channel: str = ""
) -> TaskingAnswer:
    """Record why those tasked cannot go, who did not say it when they answered: the tasking
    headquarters asks them.

    Takes   channel, of Spoken, by which they said it.
    Raises  Denied; BadParameter for no reason of the list; NotNow where one is on record.
    """
    tasking = answer.tasking
    by.require("task_unit", area=tasking.alert.area_id, of=tasking)
    if answer.reason:
        raise NotNow(say("the reason of this answer is on record already"))
    if answer.answer == "accepted" or not _may_refuse_for(reason):
        raise BadParameter(
            say("a refusal or delay needs a reason from the list"),
            next=say("choose the reason that was given"),
        )
    answer.reason = reason
    answer.words = answer.words or words.strip()[:500]
    answer.channel = channel if channel in Spoken.values else ""
    answer.save(update_fields=["reason", "words", "channel"])
    trail.record(
        "answer",
        mission=tasking.mission,
        by=by.person,
        kind="tasking",
        subject=tasking.pk,
        answer=answer.answer,
        reason=True,
    )
    webhooks.tell(tasking.mission_id, "tasking", tasking.pk)
    for follow in REASON_GIVEN:
        follow(answer, by)
    return answer


@one_at_a_time(hold_tasking)
def withdraw(tasking: Tasking, *, by: Standing, why: str = "") -> Tasking:
    """Withdraw a tasking: those tasked are told, and it stands until they read that back.

    Raises  Denied; NotNow where it does not stand any more.
    """
    by.require("task_unit", area=tasking.alert.area_id, of=tasking)
    if tasking.state not in UNFINISHED or tasking.returned_at is not None:
        raise NotNow(say("this tasking does not stand any more"))
    if tasking.withdrawn_at is not None:
        return tasking
    changes: dict[str, FieldValue] = {
        "withdrawn_at": clock.now(by.mission),
        "withdrawn_why": " ".join(why.split())[:300],
    }
    kept = records.edit(tasking, changes, version=tasking.version, by=by.person)
    tell_tasked(kept)
    return kept


@one_at_a_time(hold_tasking)
def read_back_withdrawal(
    tasking: Tasking,
    *,
    by: Standing,
    who: str = "",
    channel: str = "",
    happened_at: datetime | None = None,
) -> Tasking:
    """Record that those tasked read back that the tasking is withdrawn: from then on it does not
    stand. They do it themselves, or whoever heard them writes down who it was and by which way.

    Raises  Denied; NotNow where nobody withdrew it; BadParameter where it is not said who read it
            back, or how that was heard.
    """
    own, who = _answers_or_hears(tasking, by), " ".join(who.split())[:120]
    if tasking.state == Tasking.State.WITHDRAWN:
        return tasking
    if tasking.withdrawn_at is None:
        raise NotNow(say("nobody has withdrawn this tasking"), next=say("withdraw it first"))
    if own:
        who, channel = (by.titles or ("",))[0][:120], ""
    elif not (who and channel in Spoken.values):
        raise BadParameter(
            say("who read it back, and by which way?"),
            next=say("write who it was, and choose radio, telephone, in person or another way"),
        )
    changes: dict[str, FieldValue] = {
        "withdrawal_read_back_at": _time_happened(happened_at, tasking.alert),
        "withdrawal_read_back_by": who,
        "withdrawal_channel": channel,
        "state": Tasking.State.WITHDRAWN,
    }
    kept = records.edit(tasking, changes, version=tasking.version, by=by.person)
    reconsider(tasking.alert, by=by)
    return kept


MOVES = {
    "departed": ("departed_at", Tasking.State.MOVING, "on the way"),
    "arrived": ("arrived_at", Tasking.State.THERE, "arrived"),
    "left": ("left_at", Tasking.State.RETURNED, ""),
    "returned": ("returned_at", Tasking.State.RETURNED, ""),
}


@one_at_a_time(hold_tasking)
def move(
    tasking: Tasking, what: str, *, by: Standing, happened_at: datetime | None = None
) -> Tasking:
    """Record that those tasked departed, arrived, left the place, or returned: who follows the
    alert, holds the post that was tasked, or commands the unit."""
    alert = tasking.alert
    if not is_given_to(tasking, by):
        by.require("record_progress", area=alert.area_id)
    by.require_ours(tasking)
    if what not in MOVES:
        raise BadParameter(say("there is no such step"))
    name, state, moment = MOVES[what]
    at = _time_happened(happened_at, alert)
    kept = records.edit(tasking, {name: at, "state": state}, version=tasking.version, by=by.person)
    if moment and not _has_ended(tasking):  # of one that ended it is kept with the tasking alone
        # a unit stands in the tasking alone: some who read the alert may not see it
        alerts.reach_state(
            alert,
            moment,
            by=by,
            happened_at=at,
            on_behalf=tasking.component,
            detail={"tasking": str(tasking.pk)},
        )
    reconsider(alert, by=by)
    return kept


@one_at_a_time(hold_tasking)
def report_result(tasking: Tasking, words: str, *, by: Standing) -> Tasking:
    """Keep what those tasked report of it: who follows the alert, holds the post tasked, or
    commands the unit.

    Raises  Denied; BadParameter without words.
    """
    if not is_given_to(tasking, by):
        by.require("record_progress", area=tasking.alert.area_id)
    by.require_ours(tasking)
    if not words.strip():
        raise BadParameter(say("what was the result?"), next=say("write the result"))
    changes: dict[str, FieldValue] = {"result": words.strip()[:3000]}
    return records.edit(tasking, changes, version=tasking.version, by=by.person)


@one_at_a_time(hold_tasking)
def read_back(tasking: Tasking, who: str, *, by: Standing) -> Tasking:
    """Keep that the rules of engagement were read back, by whom."""
    by.require("task_unit", area=tasking.alert.area_id, of=tasking)
    if not who.strip():
        raise BadParameter(say("the person who read the rules back is not recorded"))
    changes: dict[str, FieldValue] = {
        "roe_read_back_at": clock.now(by.mission),
        "roe_read_back_by": who.strip()[:120],
    }
    return records.edit(tasking, changes, version=tasking.version, by=by.person)


# --- the three buttons of the board


@one_at_a_time(hold_thread)
def passed_on(
    alert: Alert, to: str, *, by: Standing, at: datetime | None = None, channel: str = ""
) -> Alert:
    """The alert has reached who acts: what everybody presses. It stops the clock where who acts
    presses it, or where it says who answered, and by which way."""
    by.require("record_progress", area=alert.area_id, of=alert)
    return alerts.reach_state(
        alert, "acknowledged", by=by, happened_at=at, on_behalf=to, channel=channel
    )


@one_at_a_time(hold_thread)
def moving(alert: Alert, who: str, *, by: Standing, at: datetime | None = None) -> Alert:
    """Somebody is on the way; a tasking is inferred, and no decision."""
    by.require("record_progress", area=alert.area_id, of=alert)
    return alerts.reach_state(alert, "on the way", by=by, happened_at=at, on_behalf=who)


# --- outcomes and the end


@one_at_a_time(hold_thread)
def record_outcome(
    alert: Alert,
    outcome: str,
    *,
    by: Standing,
    why: Sequence[str] = (),
    happened_at: datetime | None = None,
    tasking: Tasking | None = None,
    id: UUID | None = None,
    although: bool = False,
    **fields: Unpack[AlertOutcomeInput],
) -> Outcome:
    """Record what came of it. No result calms an alert by itself: while nobody has said that the
    danger ended, its level, rank and clocks stay, and the leaders are told. Once somebody has, the
    community is owed an answer.

    Takes   why, reasons of the list, where the outcome needs them; although, that it is so although
            what is on record speaks against it; fields: host_acted, partner_acted, sheltered,
            moved, evidence; danger_ended, who or what says that the danger ended.
    Raises  Denied; BadParameter without a reason where one is needed; for a deterred attack, and
            for any outcome that what is on record speaks against, without a word of what shows it;
            and where something speaks against it and nobody said that it is so although.
    """
    if not by.may("close_alert", area=alert.area_id):
        by.require("record_progress", area=alert.area_id)
    by.require_ours(alert)
    if kept := _resent_record(Outcome, id, alert, by):
        return kept
    if outcome not in outcomes():
        raise BadParameter(say("there is no such outcome"))
    if unknown := set(why) - reasons().keys():
        raise BadParameter(say("there is no reason {reason}", reason=sorted(unknown)[0]))
    if outcomes()[outcome].needs_reason and not why:
        raise BadParameter(say("this outcome needs its reason"), next=say("choose why"))
    shown = bool(fields.get("evidence", "").strip())
    if outcome == "deterred" and not shown:
        raise BadParameter(
            say("what shows that an attack was deterred?"), next=say("write the evidence")
        )
    at = _time_happened(happened_at, alert)
    ended = " ".join(fields.pop("danger_ended", "").split())[:300]
    if against := speaks_against_outcome(by, alert, outcome, at):
        if not although:
            raise BadParameter(
                join("; ", against),
                next=say("choose another outcome, or confirm that it is so all the same"),
            )
        if not shown:
            raise BadParameter(
                say("what shows it, against what is on record?"), next=say("write the evidence")
            )
    alert_outcome = Outcome(
        alert=alert,
        outcome=outcome,
        reasons=list(dict.fromkeys(why)),
        happened_at=at,
        tasking=tasking,
        danger_ended=ended,
        **fields,
        **common(alert),
        **({"id": id} if id else {}),
    )
    alert_outcome = records.create(alert_outcome, mission=alert.mission, by=by.person)
    if not ended:
        if danger_lasts(alert):
            alerts.reach_state(alert, DANGER_LASTS, by=by, happened_at=at)
            _tell_danger_lasts(alert_outcome)
        return alert_outcome
    said_of = alert
    alert = alerts.reach_state(
        alert, "outcome", by=by, happened_at=at, detail={"outcome": str(alert_outcome.pk)}
    )
    now = clock.now(alert.mission)
    for report in Report.objects.filter(alert=alert, channel__in=FROM_PEOPLE).select_related(
        "contact", "mission", "alert"
    ):
        alerts.owe_answer(report, now)
    if not Owed.objects.filter(alert=alert, what=Owed.Duty.FEEDBACK).exists():
        alerts.reach_state(said_of, "feedback", by=None, why="nobody of a community told us")
    return alert_outcome


def danger_lasts(alert: Alert) -> bool:
    """Whether nobody has said that the danger an alert warns of ended."""
    if part := alert.part:  # as who reads it may know it
        return OUTCOME not in run_of(threads_of_parts({part.head: part})[part.head][0].trail)
    return OUTCOME not in AlertNow.objects.get(alert=root_of(alert.pk)).moments


def _tell_danger_lasts(outcome: Outcome) -> None:
    about = Alert.objects.select_related("mission", "area", "owner").get(
        pk=root_of(outcome.alert_id)
    )
    now = clock.now(about.mission)
    leaders = FilledPosts(about.mission, now).tops(about)
    notify.tell_danger_lasts(about, leaders, key=outcome.pk.hex, at=now)


def missing_to_close(alert: Alert) -> list[str]:
    """What stands between an alert and its end: outcome, that the danger ended, and answers
    owed."""
    missing = []
    if outcome_of(alert) is None:
        missing.append("outcome")
    elif danger_lasts(alert):
        missing.append("danger lasts")
    owed = Owed.objects.filter(reports_owed(alert), what=Owed.Duty.FEEDBACK, state=Owed.State.OWED)
    if owed.exists():
        missing.append("feedback")
    return missing


@one_at_a_time(hold_thread)
def close(alert: Alert, *, by: Standing, why: str = "") -> Alert:
    """Close an alert: the head of field office, with an outcome, its reasons, and every answer
    owed given, unsafe or not owed.

    Raises  Denied; NotNow while something is missing.
    """
    by.require("close_alert", area=alert.area_id, of=alert)
    missing = missing_to_close(alert)
    if "outcome" in missing:
        raise NotNow(say("the result is not recorded"), next=say("record the outcome"))
    if "danger lasts" in missing:
        raise NotNow(
            say("nobody has said that the danger ended"),
            next=say("record the outcome with who or what says so"),
        )
    if missing:
        raise NotNow(
            say("the community has not been answered"),
            next=say("record the feedback: given, unsafe or not due"),
        )
    return alerts.reach_state(alert, "closed", by=by, why=why)


# --- a hazard passed to a host force


def _hold_release(release: HostRelease) -> HostRelease:
    """A release as it stands now, with the file of who receives it: neither changes meanwhile."""
    hold(HrddpFile(pk=release.receiver_id))
    return hold(release, "alert__area", "receiver", "mission", "place")


@one_at_a_time(hold_thread)
def ask_release(
    alert: Alert,
    *,
    hazard: str,
    place: Place,
    since: datetime,
    until: datetime,
    receiver: HrddpFile,
    by: Standing,
    suspected: int | None,
    looked_at: int | None,
) -> HostRelease:
    """Ask that a hazard be passed to a host force: hazard, place and time, nothing else.

    Takes   suspected of looked_at, the incidents and imported events near that harmed civilians
            in which a state force is suspected; None where the asker may read of neither.
    """
    by.require("release_hazard", area=alert.area_id, of=alert)
    if hazard not in hazards():
        raise BadParameter(say("there is no such hazard"))
    if until <= since:
        raise BadParameter(say("it ends before it begins"), next=say("put the times right"))
    release = HostRelease.objects.create(
        mission=by.mission,
        alert=alert,
        hazard=hazard,
        place=place,
        since=since,
        until=until,
        receiver=receiver,
        suspected=suspected,
        looked_at=looked_at,
        asked_by=by.person,
        asked_at=clock.now(by.mission),
    )
    trail.record(
        "ask_release",
        mission=by.mission,
        by=by.person,
        kind="release",
        subject=release.pk,
        alert=str(alert.pk),
        receiver=str(receiver.pk),
    )
    return release


@one_at_a_time(_hold_release)
def advise(release: HostRelease, *, against: bool, words: str, by: Standing) -> HostRelease:
    """Give human-rights advice on a release; it binds nobody and stays on record."""
    by.require("advise_release", of=release)
    if release.state != HostRelease.State.ASKED:
        raise NotNow(say("this was advised on already"))
    if not words.strip():
        raise BadParameter(say("advice says why"), next=say("write it"))
    release.state, release.advice_against = HostRelease.State.ADVISED, against
    release.advice, release.advised_by = words.strip(), by.person
    release.advised_at = clock.now(by.mission)
    release.save()
    trail.record(
        "advise",
        mission=by.mission,
        by=by.person,
        kind="release",
        subject=release.pk,
        against=against,
    )
    return release


@one_at_a_time(_hold_release)
def decide_release(
    release: HostRelease,
    *,
    pass_it: bool,
    why: str,
    by: Standing,
    harm: AnsweredHarm | None = None,
) -> HostRelease:
    """Release a hazard to the host force, or hold it: a deliberate act, after advice.

    Takes   harm, the answers of the harm check; not asked where it is held. The alert itself waits
            for none of this.
    Raises  Denied; NotNow before the advice, or where support to the unit is suspended;
            BadParameter where nobody asked whether it exposes people.
    """
    by.require("release_hazard", area=release.alert.area_id, of=release)
    if release.state != HostRelease.State.ADVISED:
        raise NotNow(say("human rights has not advised yet"), next=say("wait for the advice"))
    if pass_it and release.receiver.status == HrddpFile.Status.SUSPENDED:
        raise NotNow(
            say("support to this unit is suspended"), next=say("look at its due-diligence file")
        )
    if (not pass_it or release.advice_against) and not why.strip():
        raise BadParameter(say("this needs a reason"), next=say("say why"))
    if pass_it:
        release.harm_check = check_beside_act(
            require_answers(harm),
            kind=HarmCheck.Kind.RELEASE,
            act=str(release.alert),
            goes_ahead=True,
            why=why,
            area=release.alert.area,
            place=release.place,
            marking=release.alert.classification,
            by=by,
        )
    release.state = HostRelease.State.RELEASED if pass_it else HostRelease.State.HELD
    release.decided_by, release.decided_at = by.person, clock.now(by.mission)
    release.why = why.strip()[:300]
    release.save()
    trail.record(
        "decide_release",
        mission=by.mission,
        by=by.person,
        kind="release",
        subject=release.pk,
        released=pass_it,
    )
    return release
