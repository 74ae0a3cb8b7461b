"""How messages and the statements they rest on are approved, released, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, day_said, join, say
from tutela.outreach import messages as core
from tutela_web.access.audit import trail
from tutela_web.access.models import Holding, Post, current
from tutela_web.access.people.queries import post_acting, posts_held
from tutela_web.access.policy import Standing, acts
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.channels import outbox
from tutela_web.links.verbs import not_ahead
from tutela_web.outreach.messages.models import (
    CapacityStatement,
    MessagePart,
    MessageTelling,
    PublicMessage,
    Released,
)
from tutela_web.outreach.messages.queries import lacks_of, parts_of, statement_in_force
from tutela_web.records import verbs as records
from tutela_web.records.models import Record

KEEP = "keep_messages"
RELEASE = "release_message"
RELEASE_URGENT = "release_urgent"
RELEASE_STATEMENT = "release_statement"
CHECK_LIMITS = "check_limits"
TELL = "tell_message"


def _as_read(record: Record, version: int) -> None:
    """Raises  Conflict where it was changed since: nobody approves words they have not read."""
    if version != record.version:
        raise Conflict(
            "the words were changed meanwhile",
            fields={},
            version=record.version,
            next="read them as they stand now, then decide",
        )


def _words(said: str, where: str) -> str:
    if not said.strip():
        raise BadParameter(say("this must be said"), where=where, next=say("write it"))
    return said.strip()


# --- what the mission may say it can do


@one_at_a_time(hold)
def release_statement(
    statement: CapacityStatement, *, version: int, by: Standing
) -> CapacityStatement:
    """Release what the mission may say in public that it can do in an area, until its day.

    Raises  Denied without the act release_statement in its area; NotNow where it is no draft or its
            day is over; Conflict.
    """
    by.require(RELEASE_STATEMENT, area=statement.area_id, of=statement)
    _as_read(statement, version)
    if statement.state != Released.DRAFT:
        raise NotNow(say("this is no draft any more"), next=say("write another"))
    if statement.until < by.on:
        raise NotNow(say("the day until which it holds is over"), next=say("put the day right"))
    changes: dict[str, FieldValue] = {
        "state": Released.RELEASED,
        "approved_by": post_acting(by, RELEASE_STATEMENT),
        "approved_at": clock.now(by.mission),
        "classification": Classification.UNCLASSIFIED,
    }
    return records.edit(statement, changes, version=version, by=by.person)


@one_at_a_time(hold)
def withdraw_statement(
    statement: CapacityStatement, why: str, *, version: int, by: Standing
) -> CapacityStatement:
    """Withdraw it: the mission may not say it any longer.

    The reason is read by whoever reads the statement, and is as public as that.
    Raises  Denied; BadParameter without a reason; NotNow where it is not released; Conflict.
    """
    by.require(RELEASE_STATEMENT, area=statement.area_id, of=statement)
    if statement.state != Released.RELEASED:
        raise NotNow(say("this is not released"))
    changes: dict[str, FieldValue] = {
        "state": Released.WITHDRAWN,
        "why": _words(why, "why"),
        "withdrawn_at": clock.now(by.mission),
    }
    return records.edit(statement, changes, version=version, by=by.person)


# --- messages


def begin_message(message: PublicMessage, by: Standing) -> None:
    """Give a new message the parts its audience begins with: can, cannot, and that final
    responsibility rests with the State. A message that may not wait begins with none."""
    if message.kind in core.EXEMPT:
        return
    shipped = core.templates()
    for number, pick in enumerate(shipped.get(message.audience, shipped["communities"]), start=1):
        part = MessagePart(
            message=message,
            number=number,
            kind=pick.kind,
            pick=pick.pick,
            area=message.area,
            classification=message.classification,
            known_at=clock.now(by.mission),
            invented=message.invented,
        )
        records.create(part, mission=by.mission, by=by.person, resent=False)


def _refuse(lacks: Iterable[core.Lack]) -> None:
    """Raises  BadParameter that says all that is missing."""
    faults: list[Sentence] = [lack.says for lack in lacks]
    if faults:
        raise BadParameter(
            join("; ", faults), next=say("put each right where the table of its words marks it")
        )


@one_at_a_time(hold)
def ask_release(
    message: PublicMessage, approver: Post, *, version: int, by: Standing
) -> PublicMessage:
    """Give a message to the post that approves it; its words stand still until that answers.

    Raises  Denied without the act keep_messages in its area; NotNow where it is no draft;
            BadParameter for a post that releases no messages, or for what the drafter has to mend;
            Conflict.
    """
    by.require(KEEP, area=message.area_id, of=message)
    by.require_ours(approver)
    if message.state != Released.DRAFT:
        raise NotNow(say("this is no draft any more"))
    if approver.role not in acts()[RELEASE]:
        raise BadParameter(
            say("this post releases no messages"), where="approver", next=say("choose another")
        )
    lacks = lacks_of(by, message, parts_of(message))
    _refuse(lack for lack in lacks if lack.whose != "approver")
    changes: dict[str, FieldValue] = {
        "state": Released.ASKED,
        "approver": approver,
        "sent_back": "",
    }
    return records.edit(message, changes, version=version, by=by.person)


@one_at_a_time(hold)
def send_back(message: PublicMessage, why: str, *, version: int, by: Standing) -> PublicMessage:
    """Give a message back to who drafts it, with what must change.

    Raises  Denied without one of the acts keep_messages and release_message in its area; NotNow
            where it does not wait; BadParameter without words; Conflict.
    """
    if not by.may(KEEP, area=message.area_id):
        by.require(RELEASE, area=message.area_id)
    by.require_ours(message)
    if message.state != Released.ASKED:
        raise NotNow(say("this does not wait for approval"))
    changes: dict[str, FieldValue] = {"state": Released.DRAFT, "sent_back": _words(why, "why")}
    return records.edit(message, changes, version=version, by=by.person)


@one_at_a_time(hold)
def release_message(
    message: PublicMessage, expires: date, *, version: int, by: Standing
) -> PublicMessage:
    """Release a message as it stands, until a day: its words are frozen, with their digest.

    An urgent warning and an answer to a rumour are released without having waited, also by who
    wrote them; an urgent warning also by who holds the act release_urgent alone: the line of the
    trail says so, and who approves messages is told to open Tutela.
    Source  Framework, template I, paragraph 25.
    Raises  Denied without the act release_message in its area, without the post it waits for, or
            for who wrote it; NotNow where it does not wait; BadParameter for what is missing, or a
            day that is over or beyond the statement it rests on; Conflict.
    """
    ahead = message.kind == core.URGENT and not by.may(RELEASE, area=message.area_id)
    act = RELEASE_URGENT if ahead else RELEASE
    by.require(act, area=message.area_id, of=message)
    _as_read(message, version)
    urgent = message.kind in core.EXEMPT
    if message.state != Released.ASKED and not (urgent and message.state == Released.DRAFT):
        raise NotNow(
            say("this does not wait for approval"), next=say("have it sent to approval first")
        )
    if not urgent:
        _require_approver(message, by)
    parts = parts_of(message)
    _refuse(lacks_of(by, message, parts))
    statement = _statement_under(message, parts, by)
    if expires < by.on:
        raise BadParameter(say("this day is over"), where="expires", next=say("choose a later day"))
    if statement is not None and expires > statement.until:
        raise BadParameter(
            say(
                "the capacity statement it rests on holds until {day}",
                day=day_said(statement.until),
            ),
            where="expires",
            next=say("choose no later day"),
        )
    frozen = _freeze_words(message, parts)
    now = clock.now(by.mission)
    changes: dict[str, FieldValue] = {
        "state": Released.RELEASED,
        "approved_by": post_acting(by, act),
        "unapproved": ahead,
        "released_at": now,
        "expires": expires,
        "statement": statement,
        "frozen": frozen,
        "digest": core.digest_of(frozen),
        "classification": _marking_of(message, parts),
    }
    released = records.edit(message, changes, version=version, by=by.person)
    if ahead:
        _tell_approvers(released, by)
    return released


ABOUT = "publicmessage"


def _tell_approvers(message: PublicMessage, by: Standing) -> None:
    """Have those who approve messages there open Tutela; the line of the trail counts them."""
    posts = Post.objects.filter(
        Q(area=None) | Q(area=message.area_id), mission=by.mission, role__in=acts()[RELEASE]
    )
    holdings = Holding.objects.filter(current(by.on), post__in=posts)
    people = set(holdings.values_list("person", flat=True))
    ways = [("mail", "person", person) for person in sorted(people)]
    outbox.send_all(by.mission.pk, ways, about_kind=ABOUT, about_id=message.pk)
    trail.record(
        "release_unapproved",
        mission=by.mission,
        by=by.person,
        kind=ABOUT,
        subject=message.pk,
        told=len(people),
    )


@one_at_a_time(hold)
def read_released(message: PublicMessage, *, version: int, by: Standing) -> PublicMessage:
    """Say, as who approves, that one has read a warning that was released without approval.

    Raises  Denied without the act release_message in its area; NotNow where it was approved, or
            read; Conflict.
    """
    by.require(RELEASE, area=message.area_id, of=message)
    _as_read(message, version)
    if not message.unapproved or message.read_at is not None:
        raise NotNow(say("nobody waits for you to read this"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "read_by": post_acting(by, RELEASE),
        "read_at": clock.now(by.mission),
    }
    return records.edit(message, changes, version=version, by=by.person)


@one_at_a_time(hold)
def tell_anew(
    telling: MessageTelling,
    on: date,
    instead: PublicMessage | None,
    *,
    version: int,
    by: Standing,
) -> MessageTelling:
    """Say on which day people who were told a message were told that it is withdrawn, and which
    words they were told instead.

    Raises  Denied without the act tell_message in its area; NotNow where they were not told, the
            message holds, or they were told so before; BadParameter for a day ahead or before it
            was withdrawn, and for other words that did not hold then; Conflict.
    """
    by.require(TELL, area=telling.area_id, of=telling)
    by.require_ours(instead)
    withdrawn_at = telling.message.withdrawn_at
    if telling.told_on is None or withdrawn_at is None:
        raise NotNow(say("nothing they were told was withdrawn"), next=say("look at it again"))
    if telling.told_anew_on is not None:
        raise NotNow(say("they were told so already"), next=say("look at it again"))
    not_ahead(on, by)
    zone = ZoneInfo(by.mission.time_zone)
    if on < withdrawn_at.astimezone(zone).date():
        raise BadParameter(
            say("it was not withdrawn yet on that day"), where="on", next=say("put the day right")
        )
    released_at = instead.released_at if instead is not None else None
    if instead is not None and (
        released_at is None or on < released_at.astimezone(zone).date() or not instead.holds(on)
    ):
        raise BadParameter(
            say("these words did not hold on that day"),
            where="instead",
            next=say("choose a message that holds, or none"),
        )
    changes: dict[str, FieldValue] = {"told_anew_on": on, "new_words": instead}
    return records.edit(telling, changes, version=version, by=by.person)


def _marking_of(message: PublicMessage, parts: Iterable[MessagePart]) -> int:
    """What is released is for everybody, but for limits by place and hour, which are spoken."""
    limits = any(part.kind == MessagePart.Kind.LIMIT for part in parts)
    return message.classification if limits else Classification.UNCLASSIFIED


def _require_approver(message: PublicMessage, by: Standing) -> None:
    if message.author_id == by.person.pk:
        raise Denied("who wrote a message does not release it", next="have another post release it")
    if not posts_held(by).filter(post=message.approver_id).exists():
        raise Denied(
            "this waits for another post", next="send it back, and have it sent to your post"
        )


def _statement_under(
    message: PublicMessage, parts: Iterable[MessagePart], by: Standing
) -> CapacityStatement | None:
    """The statement a message rests on; None where it promises nothing."""
    promises = any(part.pick and core.picks()[part.pick].promises for part in parts)
    return statement_in_force(message.area, by) if promises else None


def _freeze_words(message: PublicMessage, parts: Iterable[MessagePart]) -> list[core.Content]:
    """The words of a message as they are released, in each of its languages."""
    content: list[core.Content] = []
    for number, part in enumerate((part.core() for part in parts), start=1):
        said = {language: part.said_in(language) for language in message.versions}
        content.append({"number": number, "kind": part.kind, "pick": part.pick, "said": said})
    return content


@one_at_a_time(hold)
def withdraw_message(
    message: PublicMessage, why: str, *, version: int, by: Standing
) -> PublicMessage:
    """Withdraw a message: nobody is told it any longer.

    Raises  Denied without one of the acts keep_messages and release_message in its area;
            BadParameter without a reason; NotNow where it is not released; Conflict.
    """
    if not by.may(KEEP, area=message.area_id):
        by.require(RELEASE, area=message.area_id)
    by.require_ours(message)
    if message.state != Released.RELEASED:
        raise NotNow(say("this is not released"))
    changes: dict[str, FieldValue] = {
        "state": Released.WITHDRAWN,
        "why": _words(why, "why"),
        "withdrawn_at": clock.now(by.mission),
    }
    return records.edit(message, changes, version=version, by=by.person)


@one_at_a_time(hold)
def say_it_stands(message: PublicMessage, why: str, *, version: int, by: Standing) -> PublicMessage:
    """Say that a released message is still true, although the ground changed.

    Raises  Denied without the act release_message in its area; BadParameter without a reason;
            NotNow where it is not released, or promises what the statement in force does not say;
            Conflict.
    """
    by.require(RELEASE, area=message.area_id, of=message)
    if message.state != Released.RELEASED:
        raise NotNow(say("this is not released"))
    statement = statement_in_force(message.area, by)
    covered = set(statement.covers) if statement else set()
    promised = {part["pick"] for part in message.frozen if part["kind"] == core.CAN} - {""}
    if promised - covered:
        raise NotNow(
            say("it promises what no released capacity statement says"), next=say("withdraw it")
        )
    changes: dict[str, FieldValue] = {
        "stands_since": clock.now(by.mission),
        "stands_why": _words(why, "why"),
    }
    return records.edit(message, changes, version=version, by=by.person)


# --- parts


def move_parts(message: PublicMessage, changed: Mapping[str, FieldValue], *, by: Standing) -> None:
    """Keep the parts of a draft in the area and under the marking of their message."""
    moved = {name: changed[name] for name in ("area", "classification") if name in changed}
    for part in parts_of(message) if moved else ():
        records.edit(part, moved, version=part.version, by=by.person)


def hold_part(part: MessagePart) -> MessagePart:
    """A part, its message held too: its words stand still while it is released."""
    message = hold(part.message)
    held_part = hold(part)
    held_part.message = message
    return held_part


def _require_written(part: MessagePart) -> None:
    if part.message.state not in (Released.DRAFT, Released.ASKED):
        raise NotNow(say("the message is released: its words are frozen"))
    if part.struck:
        raise NotNow(say("this part was struck"))


@one_at_a_time(hold_part)
def strike_part(part: MessagePart, *, version: int, by: Standing) -> MessagePart:
    """Take a part out of a draft.

    Raises  Denied without the act keep_messages in its area; NotNow where its message is no draft;
            Conflict.
    """
    by.require(KEEP, area=part.area_id, of=part)
    require_draft(part.message)
    return records.edit(part, {"struck": True}, version=version, by=by.person)


def require_draft(message: PublicMessage) -> None:
    """Raises  NotNow where a message is no draft: its words stand still."""
    if not message.is_open:
        raise NotNow(
            say("only the words of a draft are changed"),
            next=say("have it sent back, or write another"),
        )


@one_at_a_time(hold_part)
def answer_part(
    part: MessagePart, answer: str, said: str = "", *, version: int, by: Standing
) -> MessagePart:
    """Answer, as who approves, whether words that were written promise more than what is picked.

    Raises  Denied without the act release_message in its area, or for who wrote them; BadParameter
            for another answer, or a change that is not said; NotNow where it was picked or is
            frozen; Conflict.
    """
    by.require(RELEASE, area=part.area_id, of=part)
    _as_read(part, version)
    _require_written(part)
    if part.pick:
        raise NotNow(say("this was picked: it is held against the capacity statement"))
    if part.author_id == by.person.pk:
        raise Denied("who wrote words does not answer for them", next="have another post answer")
    if answer not in MessagePart.Answer.values:
        raise BadParameter(say("there is no such answer"), where="answer", next=say("choose one"))
    if answer == MessagePart.Answer.CHANGE:
        _words(said, "said")
    changes: dict[str, FieldValue] = {
        "answer": answer,
        "answer_said": said.strip(),
        "answered_by": post_acting(by, RELEASE),
        "answered_of": part.core().digest(),
    }
    return records.edit(part, changes, version=version, by=by.person)


@one_at_a_time(hold_part)
def check_limit(part: MessagePart, *, version: int, by: Standing) -> MessagePart:
    """Say, as the Force, that a limit by place and hour is true and may be spoken face to face.

    Raises  Denied without the act check_limits in its area; NotNow for what is no limit, or is
            frozen; Conflict.
    """
    by.require(CHECK_LIMITS, area=part.area_id, of=part)
    _as_read(part, version)
    _require_written(part)
    if part.kind != MessagePart.Kind.LIMIT:
        raise NotNow(say("this is no limit by place or hour"))
    changes: dict[str, FieldValue] = {
        "checked_by": post_acting(by, CHECK_LIMITS),
        "checked_of": part.core().digest(),
    }
    return records.edit(part, changes, version=version, by=by.person)


@transaction.atomic
def number_of_next(message: PublicMessage) -> int:
    """The number of the next part of a message."""
    last = message.parts.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1
