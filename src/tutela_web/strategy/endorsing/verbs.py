"""How a strategy comes into force: frozen, sent, endorsed, signed step by step.

Whoever records a step, what is frozen is what the mission holds: the Head of Mission's view of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Max

from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, day_said, join, say, say_n, term
from tutela.strategy.drafting import WRITABLE
from tutela.strategy.endorsement import BY_VERB, OF_A_TEXT, STEPS, last_day, passed_over
from tutela_web.access.models import Compartment, Mission
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing, as_role
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.crisis.papers.signing import PaperValue, Signer
from tutela_web.crisis.timeline.export import signing
from tutela_web.records import verbs as records
from tutela_web.strategy.content.snapshot import digest, snapshot, up_to
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.verbs import ACT
from tutela_web.strategy.endorsing.models import FrozenStrategy, OfficerCheck, StrategyStep
from tutela_web.strategy.endorsing.queries import (
    ANSWERED,
    OWN_ANSWER,
    PROMPT,
    ChangedSince,
    MissingElement,
    changed_since_answers,
    lacking,
    last_link,
)

ENDORSES = "endorse_strategy"
COUNTRY_TEAM = OWN_ANSWER["endorsed_country_team"]
OWN_CHECK = "check_for_planning"


def may_record(step: str, by: Standing) -> bool:
    """Whether somebody may record a step: their own office's answer, or what drafters record."""
    own = OWN_ANSWER.get(step)
    return (own is not None and by.may(own)) or (step != "endorsed_country_team" and by.may(ACT))


FORMAT = "tutela-endorsement/1"
HOLDS = FrozenStrategy.Holds

AHEAD = timedelta(days=366)
"""So far ahead the day may lie on which an endorsed strategy comes into force [P]."""

WHEN_IN_FORCE: list[Callable[[Strategy, Standing | None], object]] = []
"""What is done with a strategy that comes into force, in the same transaction, by whom or by its
day; what is built on the strategy registers it."""


# --- frozen


@transaction.atomic
def freeze(strategy: Strategy, *, by: Standing) -> dict[str, FrozenStrategy]:
    """Keep all that a strategy says today: the whole, and the open part of it.

    Takes   by, who asks for it; what they may read of it later, `frozen_for` and `seen_part` say.
            What a step needs of authority its verb has checked.
    Gives   both copies by FrozenStrategy.Holds; those kept already if nothing changed since.
    """
    mission = as_role("head_of_mission", by)
    whole = snapshot(mission, strategy, read=False)
    part = snapshot(up_to(mission, strategy.classification), strategy, closed=False)
    return {
        HOLDS.WHOLE: _keep_frozen(strategy, HOLDS.WHOLE, whole, by=by),
        HOLDS.OPEN: _keep_frozen(strategy, HOLDS.OPEN, part, by=by),
    }


def digest_now(strategy: Strategy, *, by: Standing) -> str:
    """The digest the open part would have if it were frozen now."""
    mission = up_to(as_role("head_of_mission", by), strategy.classification)
    return digest(snapshot(mission, strategy, closed=False))


def _keep_frozen(
    strategy: Strategy, holds: FrozenStrategy.Holds, content: dict[str, Any], *, by: Standing
) -> FrozenStrategy:
    named = digest(content)
    earlier = FrozenStrategy.objects.filter(strategy=strategy, holds=holds, digest=named).first()
    if earlier is not None:
        return earlier
    closed = holds == HOLDS.WHOLE
    frozen = FrozenStrategy(
        strategy=strategy,
        holds=holds,
        content=content,
        digest=named,
        frozen_on=clock.today(by.mission),
        post=by.as_said,
        classification=content["marking"],
        compartment=Compartment.CAPACITY if closed else Compartment.NONE,
        language=strategy.language,
        known_at=clock.now(by.mission),
    )
    return records.create(frozen, mission=by.mission, by=by.person)


# --- read beside the mission's other plans


class OfficerCheckInput(TypedDict, total=False):
    """Which officer, of OfficerCheck.Officer, read a draft beside what, and what conflicts."""

    officer: str
    document: str
    conflicts: str


class SignedStepInput(TypedDict, total=False):
    """When a step was taken, by which office on the other side, its answer, and a note."""

    on: date | None
    who: str
    answer: str
    note: str


class DraftEventInput(SignedStepInput, total=False):
    """Something that happened with a draft: `step`, of STEPS."""

    step: str


class EndorsementInput(TypedDict, total=False):
    """A note, the digest of the open part as the Head of Mission read it, and whether they saw
    what changed since others answered."""

    note: str
    digest: str
    seen: bool


class InForceInput(TypedDict, total=False):
    """The first day in force; left out, today; and a note."""

    valid_from: date | None
    note: str


@transaction.atomic
def check_beside(strategy: Strategy, fields: OfficerCheckInput, *, by: Standing) -> OfficerCheck:
    """Record that an officer read the draft beside a planning document, and what conflicts.

    Takes   officer; document, its name; conflicts, empty where none were found.
    Raises  Denied without the act draft_strategy, or for the Chief of Staff's check by anybody
            else; NotNow once endorsed; BadParameter for another officer or without the document.
    """
    officer = fields.get("officer")
    if officer != OfficerCheck.Officer.PLANNING or not by.may(OWN_CHECK):
        by.require(ACT, of=strategy)
    by.require_ours(strategy)
    if officer not in OfficerCheck.Officer.values:
        raise BadParameter(say("one of two officers checks it"), next=say("choose one"))
    if officer == OfficerCheck.Officer.CHIEF and post_acting(by, ACT).role != "chief_of_staff":
        raise Denied(say("the Chief of Staff records this check"))
    document = str(fields.get("document") or "").strip()
    if not document:
        raise BadParameter(say("a check needs the name of the document"), next=say("name it"))
    now = hold(strategy)
    if not now.writable:
        raise NotNow(say("this strategy is endorsed"), next=say("open a new strategy"))
    check = OfficerCheck(
        strategy=now,
        officer=officer,
        document=document[:200],
        conflicts=str(fields.get("conflicts") or "").strip(),
        on=by.on,
        post=by.as_said,
        digest=digest_now(now, by=by),
        classification=now.classification,
        language=now.language,
        known_at=clock.now(by.mission),
    )
    return records.create(check, mission=by.mission, by=by.person)


# --- what the signer is told beside the text


@transaction.atomic
def set_decisions(strategy: Strategy, words: str, *, version: int, by: Standing) -> Strategy:
    """Say what the Head of Mission is asked to decide with the signature.

    Raises  Denied without the act draft_strategy; NotNow once endorsed; Conflict.
    """
    by.require(ACT, of=strategy)
    now = hold(strategy)
    if not now.writable:
        raise NotNow(say("this strategy is endorsed"), next=say("open a new strategy"))
    asked = words.replace("\r\n", "\n").strip()
    return records.edit(now, {"decisions": asked}, version=version, by=by.person)


@transaction.atomic
def say_outcome(step: StrategyStep, *, done: bool, says: str, by: Standing) -> StrategyStep:
    """Say whether what an office wanted otherwise was done: where, or why not.

    Raises  Denied without the act draft_strategy; NotNow for an answer that wants nothing, or once
            the strategy is endorsed; BadParameter without its words.
    """
    by.require(ACT, of=step)
    now = hold(step.strategy)
    if not step.wants or not now.writable:
        raise NotNow(say("nothing is wanted otherwise, or the strategy is endorsed"))
    if not says.strip():
        raise BadParameter(say("where it was done, or why not, is not written"))
    changes: dict[str, FieldValue] = {
        "done": done,
        "done_says": says.strip()[:3000],
        "done_by": by.as_said,
    }
    return records.edit(step, changes, version=step.version, by=by.person)


# --- step by step


def record_step(strategy: Strategy, fields: DraftEventInput, *, by: Standing) -> StrategyStep:
    """Record that something happened with a draft, or that the country team endorsed it.

    Takes   step, one of STEPS that has no verb of its own; on; who, answer, note.
    Gives   the step, on the text of today; an answer is on the text that was sent, and the country
            team's endorsement on what the Head of Mission endorsed, where that was before. The
            earlier steps nobody recorded stand in its `passed_over`.
    Raises  Denied without the act draft_strategy, and without that of the office whose answer it
            is (OWN_ANSWER); the country team's endorsement is its own to record;
            BadParameter for a day ahead, an answer without its words or an unknown step; NotNow
            once the strategy is in force.
    """
    step = str(fields.get("step", ""))
    if not may_record(step, by):
        by.require(COUNTRY_TEAM if step == "endorsed_country_team" else ACT, of=strategy)
    by.require_ours(strategy)
    if step not in STEPS or step in BY_VERB:
        raise BadParameter(say("this is no step that is only recorded"), next=say("choose one"))
    answer = str(fields.get("answer") or "")
    if step.startswith(("answered", "endorsed")) and answer not in StrategyStep.Answer.values:
        raise BadParameter(say("an answer must state whether they agreed"), next=say("choose one"))
    if answer and answer != StrategyStep.Answer.AGREED and not str(fields.get("note", "")).strip():
        raise BadParameter(say("what they want otherwise is not written"), next=say("write it"))
    hand = signing(by)
    with transaction.atomic():
        now = hold(strategy)
        if now.published:
            raise NotNow(say("this strategy is in force: its steps are done"))
        digests = _text_answered(now, step)
        return _sign_step(now, step, fields, by=by, hand=hand, digests=digests)


def _text_answered(strategy: Strategy, step: str) -> dict[str, str] | None:
    """The text a step is about that answers another step; None where it is that of today."""
    if step in ANSWERED:
        earlier = strategy.steps.filter(step=step.replace("answered", "sent"))
    elif step == "endorsed_country_team":
        earlier = strategy.steps.filter(step="endorsed_head")
    else:
        return None
    last = earlier.order_by("number").last()
    return {HOLDS.OPEN: last.digest, HOLDS.WHOLE: last.digest_whole} if last else None


def endorse(strategy: Strategy, fields: EndorsementInput, *, by: Standing) -> StrategyStep:
    """Endorse a strategy: its text no longer changes, and the mission's key signs its digest.

    Takes   note; `digest`, of the open part as the Head of Mission read it; left out, none is
            compared; seen, that the Head of Mission saw what changed since Legal Affairs and the
            task force answered: it stands in the signed paper.
    Raises  Denied for anybody but the Head of Mission; NotNow while a prompt or an unaccepted
            prefill stands in the text, a required element is neither met nor waived, a class of
            stakeholders is neither consulted nor waived, the text changed since it was read, or
            since others answered and that is not confirmed, or the strategy is endorsed already.
    """
    by.require(ENDORSES, of=strategy)
    hand = signing(by)
    with transaction.atomic():
        now = hold(strategy)
        if now.state not in WRITABLE:
            raise NotNow(say("this strategy is endorsed already"))
        missing = lacking(as_role("head_of_mission", by), now)
        if missing:
            raise NotNow(
                _refusal(missing),
                next=say("see what is missing on the page of the endorsement"),
            )
        note = fields.get("note", "")
        kept = freeze(now, by=by)
        if fields.get("digest") and fields["digest"] != kept[HOLDS.OPEN].digest:
            raise NotNow(say("the text changed since you read it"), next=say("read it again"))
        whole = kept[HOLDS.WHOLE].content
        changed = changed_since_answers(now, whole, holds=HOLDS.WHOLE)
        if changed and not fields.get("seen"):
            raise NotNow(
                say("the text changed since it was answered: {who}", who=_names(changed)),
                next=say("read what changed, and confirm that you have seen it"),
            )
        step = _sign_step(
            now,
            "endorsed_head",
            {"on": by.on, "note": note},
            by=by,
            hand=hand,
            digests={holds: one.digest for holds, one in kept.items()},
            seen=[one.said for one in changed],
        )
        records.edit(now, {"state": "endorsed"}, version=now.version, by=by.person)
    return step


def _names(changed: list[ChangedSince]) -> Sentence:
    return join("; ", [term(one.name) for one in changed])


def _refusal(missing: list[MissingElement]) -> Sentence:
    """Why it is not endorsed: the first prompt left in a text by its section and its words, else
    how many things are missing."""
    for one in missing:
        if one.next is PROMPT:
            return say("section {letter}: {what}", letter=one.letter, what=one.what)
    return say_n(
        "{n} thing stands between this text and its endorsement",
        "{n} things stand between this text and its endorsement",
        len(missing),
    )


def put_in_force(strategy: Strategy, fields: InForceInput, *, by: Standing) -> StrategyStep:
    """Put an endorsed strategy in force for a year; the edition before it is superseded, and the
    facts it rests on are kept for its review. A day ahead is signed now and comes by itself
    (`bring_due_into_force`); until then the edition before it holds.

    Takes   valid_from, not before it was endorsed and at most a year ahead; note.
    Raises  Denied for anybody but the Head of Mission; NotNow before the endorsement; BadParameter
            for another day.
    """
    by.require(ENDORSES, of=strategy)
    hand = signing(by)
    with transaction.atomic():
        now = hold(strategy)
        head = now.steps.filter(step="endorsed_head").last()
        if now.state != "endorsed" or head is None:
            raise NotNow(
                say("only an endorsed strategy comes into force"),
                next=say("the Head of Mission endorses it first"),
            )
        if now.valid_from is not None:
            raise NotNow(say("its first day is signed: {day}", day=day_said(now.valid_from)))
        first: date = fields.get("valid_from") or by.on
        today = clock.today(by.mission)
        if not head.on <= first <= today + AHEAD:
            raise BadParameter(
                say("it comes into force on the day it was endorsed or within a year from today"),
                next=say("choose a day"),
            )
        kept: dict[str, str] = {HOLDS.OPEN: head.digest, HOLDS.WHOLE: head.digest_whole}
        note = fields.get("note", "")
        step = _sign_step(
            now, "in_force", {"on": first, "note": note}, by=by, hand=hand, digests=kept
        )
        term: dict[str, FieldValue] = {"valid_from": first, "valid_until": last_day(first)}
        now = records.edit(now, term, version=now.version, by=by.person)
        if first <= today:
            _come_into_force(now, by)
    return step


def bring_due_into_force(mission: Mission) -> Strategy | None:
    """Bring into force what was signed for a day that has come; None where nothing was."""
    with transaction.atomic():
        due = Strategy.objects.filter(
            mission=mission, state="endorsed", valid_from__lte=clock.today(mission)
        ).first()
        return _come_into_force(hold(due), None) if due is not None else None


def _come_into_force(strategy: Strategy, by: Standing | None) -> Strategy:
    person = by.person if by else None
    earlier = Strategy.objects.filter(mission=strategy.mission, state="in force")
    for old in earlier.exclude(pk=strategy.pk):
        records.edit(old, {"state": "superseded"}, version=old.version, by=person)
    kept = records.edit(strategy, {"state": "in force"}, version=strategy.version, by=person)
    for follow in WHEN_IN_FORCE:
        follow(kept, by)
    return kept


def _sign_step(
    strategy: Strategy,
    step: str,
    fields: SignedStepInput,
    *,
    by: Standing,
    hand: Signer,
    digests: Mapping[str, str] | None = None,
    seen: list[str] | None = None,
) -> StrategyStep:
    """One link more of the chain, signed."""
    on = fields.get("on") or by.on
    if on > clock.today(by.mission) and step != "in_force":
        raise BadParameter(say("this day lies ahead"), next=say("record it once it happened"))
    if digests is None:
        copies = freeze(strategy, by=by) if step in OF_A_TEXT else {}
        digests = {holds: one.digest for holds, one in copies.items()}
    before = last_link(strategy)
    last = strategy.steps.aggregate(last=Max("number"))["last"] or 0
    done = set(strategy.steps.values_list("step", flat=True))
    link = StrategyStep(
        strategy=strategy,
        number=last + 1,
        step=step,
        on=on,
        post=by.as_said,
        who=str(fields.get("who") or "").strip()[:160],
        answer=str(fields.get("answer") or ""),
        note=str(fields.get("note") or "").strip(),
        digest=digests.get(HOLDS.OPEN, ""),
        digest_whole=digests.get(HOLDS.WHOLE, ""),
        passed_over=passed_over(step, done),
        seen_since=seen or [],
        classification=strategy.classification,
        language=strategy.language,
        known_at=clock.now(by.mission),
    )
    paper: dict[str, PaperValue] = {
        "format": FORMAT,
        "mission": by.mission.code,
        "strategy": str(strategy.pk),
        "title": strategy.title,
        "edition": strategy.edition,
        "number": link.number,
        "step": step,
        "on": on.isoformat(),
        "who": link.who,
        "answer": link.answer,
        "recorded_by": link.post,
        "recorded_on": by.on.isoformat(),
        "digest": link.digest,
        "digest_whole": link.digest_whole,
        "before": before,
    }
    if seen:
        paper["changes_seen"] = "; ".join(seen)
    link.signed = hand.sign(paper).decode()
    return records.create(link, mission=by.mission, by=by.person)
