"""How a strategy reaches others: who receives what, and copies from which passages are struck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.places.names import fold
from tutela.strategy.dissemination import (
    AUDIENCES,
    GIVES,
    KINDS,
    OPEN,
    RECEIPT_DAYS,
    RISKS,
    audience_of,
)
from tutela.strategy.text.copied import COPIED, may_be_taken
from tutela.strategy.text.redaction import Strike, merge_strikes
from tutela_web.access.models import Compartment, Post
from tutela_web.access.people.queries import post_acting, seats
from tutela_web.access.policy import Standing, acts, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.channels import outbox
from tutela_web.crisis.timeline.export import signing
from tutela_web.partners.exchanges.invitation_queries import guest_posts
from tutela_web.partners.partner.queries import partner_named, standing_partners
from tutela_web.partners.partner.verbs import require_depth
from tutela_web.records import verbs as records
from tutela_web.strategy.content.snapshot import digest
from tutela_web.strategy.disseminating.models import (
    Gives,
    Recipient,
    RecipientSpelling,
    RedactedCopy,
)
from tutela_web.strategy.disseminating.queries import (
    BLOCKS,
    NameFolder,
    base_text,
    cleared_copy,
    names_known,
    names_left,
    recipients_for,
    result,
    sheets,
    strikes_of,
    tables_of_copy,
    withdrawn_copy,
)
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.models import FrozenStrategy

ACT = "distribute_strategy"
CLEARS = "clear_host"
FORMAT = "tutela-strategy-clearance/1"


# --- who receives it


class SentInput(TypedDict, total=False):
    """The day a text was sent; left out, today."""

    on: date | None


class ReceiptInput(SentInput, total=False):
    """A receipt: the office that received it, and what a component said it answers for."""

    received_by: str
    read_back: str


@transaction.atomic
def decide_recipient(
    strategy: Strategy, fields: Mapping[str, FieldValue], *, by: Standing
) -> Recipient:
    """Decide whether somebody receives the full text, a summary or nothing, and why.

    Takes   who, an office; kind, gives, political, operational, why; post, of a partner here whose
            holder opens the copy once it was sent.
    Raises  Denied without the act distribute_strategy; BadParameter without office or reason, or
            for a name that is on the list in any spelling.
    """
    by.require(ACT, of=strategy)
    values = _decision(fields)
    _require_not_published(strategy, values["kind"], values["gives"])
    folder = NameFolder(by.mission)
    listed = Recipient.objects.filter(strategy=strategy).values_list("who", flat=True)
    if folder.key(values["who"]) in {folder.key(name) for name in listed}:
        raise BadParameter(say("they are on the list already"), next=say("change that line"))
    values["post"] = _partner_post(fields.get("post"), by)
    _require_contact(values["who"], values["post"], values["gives"], by)
    recipient = Recipient(
        strategy=strategy,
        **values,
        decided_by=post_acting(by, ACT),
        decided_on=clock.today(by.mission),
        known_at=clock.now(by.mission),
        classification=strategy.classification,
        language=strategy.language,
    )
    return records.create(recipient, mission=by.mission, by=by.person)


def _partner_post(post: FieldValue, by: Standing) -> Post | None:
    """The post of a partner here that may open the copy; BadParameter for another post."""
    if post is None or post == "":
        return None
    if not isinstance(post, Post) or not guest_posts(by).filter(pk=post.pk).exists():
        raise BadParameter(
            say("a copy is opened by a partner's post here"), next=say("choose one, or none")
        )
    return post


def _require_contact(who: str, post: Post | None, gives: str, by: Standing) -> None:
    """Raise BadParameter where something is given to a partner that accepts no contact."""
    if gives == "nothing":
        return
    require_depth(partner_named(by, NameFolder(by.mission).resolve(who)), "consulted")
    if post is not None:
        for partner in standing_partners(by).filter(post=post):
            require_depth(partner, "consulted")


@transaction.atomic
def merge_spelling(written: str, means: str, *, by: Standing) -> RecipientSpelling:
    """Say that two names are one office or body, once for all: `written` is `means`.

    Raises  Denied without the act distribute_strategy; BadParameter where either is blank or they
            are one already.
    """
    by.require(ACT)
    folder = NameFolder(by.mission)
    key, name = fold(written), folder.resolve(means)[:160]
    if not key or not name:
        raise BadParameter(say("two names are needed"), next=say("choose both"))
    if folder.key(name) == folder.key(written):
        raise BadParameter(say("these two are one already"))
    changes: dict[str, FieldValue] = {"means": name, "merged_by": by.as_said}
    here = RecipientSpelling.objects.filter(mission=by.mission)
    for other in here.filter(means__in=[one for one in folder.means.values() if fold(one) == key]):
        records.edit(other, changes, version=other.version, by=by.person)
    kept = here.filter(written=key).first()
    if kept is not None:
        return records.edit(kept, changes, version=kept.version, by=by.person)
    spelling = RecipientSpelling(
        written=key[:160],
        means=name,
        merged_by=by.as_said,
        known_at=clock.now(by.mission),
        classification=Classification.UNCLASSIFIED,
    )
    return records.create(spelling, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def change_recipient(
    recipient: Recipient, fields: Mapping[str, FieldValue], *, version: int, by: Standing
) -> Recipient:
    """Decide anew on somebody to whom nothing was sent yet.

    Raises  as decide_recipient; NotNow once it was sent; Conflict.
    """
    by.require(ACT, of=recipient)
    if recipient.sent_on:
        raise NotNow(say("it was sent already"), next=say("decide again with the next edition"))
    names = ("who", "kind", "gives", "political", "operational", "why")
    before = {name: getattr(recipient, name) for name in names}
    values = _decision(before | dict(fields))
    _require_not_published(recipient.strategy, values["kind"], values["gives"])
    values["post"] = _partner_post(fields.get("post", recipient.post), by)
    _require_contact(values["who"], values["post"], values["gives"], by)
    changed = records.differing(before | {"post": recipient.post}, values)
    if changed:
        changed |= {"decided_by": post_acting(by, ACT), "decided_on": clock.today(by.mission)}
    return records.edit(recipient, changed, version=version, by=by.person, seen=recipients_for(by))


def _require_not_published(strategy: Strategy, kind: str, gives: str) -> None:
    """Raise BadParameter where the full text of a marked strategy would reach the public."""
    if kind in OPEN and gives == "full" and strategy.classification > Classification.UNCLASSIFIED:
        raise BadParameter(
            say("the full text is marked, and is not given to the public"),
            next=say("give a summary, from which all was struck that must not leave"),
        )


def _decision(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    values = {
        name: str(fields.get(name) or "").strip()
        for name in ("who", "kind", "gives", "political", "operational", "why")
    }
    if not values["who"] or not values["why"]:
        raise BadParameter(
            say("a decision needs the office and the reason"), next=say("write both")
        )
    if (
        values["kind"] not in KINDS
        or values["gives"] not in GIVES
        or not ({values["political"], values["operational"]} <= set(RISKS))
    ):
        raise BadParameter(
            say("a decision must state who receives it, what, and both risks"),
            next=say("choose all"),
        )
    return values


@one_at_a_time(hold)
def send(recipient: Recipient, fields: SentInput, *, version: int, by: Standing) -> Recipient:
    """Record that a recipient was sent what was decided; receipt is due two weeks later.

    Takes   on, the day; left out, today.
    Raises  Denied without the act distribute_strategy; NotNow while the strategy is not in force,
            nothing is to be sent, it was sent, or no copy was cleared for this audience;
            BadParameter for a day ahead or before the strategy was in force.
    """
    by.require(ACT, of=recipient)
    strategy = Strategy.objects.get(pk=recipient.strategy_id)
    if strategy.state != "in force":
        raise NotNow(say("this strategy is not in force"), next=say("send it once it is"))
    if recipient.sent_on or recipient.gives == "nothing":
        raise NotNow(say("nothing more is to be sent here"))
    on = fields.get("on") or by.on
    if on > by.on or (strategy.valid_from and on < strategy.valid_from):
        raise BadParameter(
            say("it was sent between the first day in force and today"), next=say("give the day")
        )
    _require_not_published(strategy, recipient.kind, recipient.gives)
    _require_contact(recipient.who, recipient.post, recipient.gives, by)
    audience = audience_of(recipient.kind, recipient.gives)
    if audience:
        copy = cleared_copy(strategy, audience, recipient.gives)
        if copy is None:
            raise NotNow(
                say("no copy was cleared for them"),
                next=say("strike what must not leave, and have it cleared"),
            )
        named = copy.digest
    else:
        named = _endorsed_text(strategy).digest
    changes: dict[str, FieldValue] = {
        "sent_on": on,
        "digest": named,
        "due": on + timedelta(days=RECEIPT_DAYS),
    }
    return records.edit(recipient, changes, version=version, by=by.person, seen=recipients_for(by))


@one_at_a_time(hold)
def acknowledge(
    recipient: Recipient, fields: ReceiptInput, *, version: int, by: Standing
) -> Recipient:
    """Record that a recipient acknowledged receipt.

    Takes   on; received_by, an office; read_back, what a component said it is responsible for.
    Raises  Denied without the act distribute_strategy; NotNow before it was sent, or when receipt
            is recorded; BadParameter without the office, without the read-back of a component, or
            for another day.
    """
    by.require(ACT, of=recipient)
    if recipient.sent_on is None or recipient.received_on is not None:
        raise NotNow(say("no receipt is awaited here"))
    on = fields.get("on") or by.on
    if not recipient.sent_on <= on <= by.on:
        raise BadParameter(
            say("receipt is between the day it was sent and today"), next=say("give the day")
        )
    who = str(fields.get("received_by") or "").strip()
    back = str(fields.get("read_back") or "").strip()
    if not who or (recipient.kind == "component" and not back):
        raise BadParameter(
            say("a receipt needs the office, and a component its responsibility"),
            next=say("write it"),
        )
    changes: dict[str, FieldValue] = {
        "received_on": on,
        "received_by": who[:160],
        "read_back": back,
    }
    return records.edit(recipient, changes, version=version, by=by.person, seen=recipients_for(by))


class RecallInput(SentInput, total=False):
    """That a holder was told of a withdrawal: on what day, and what they answered."""

    answer: str


@one_at_a_time(hold)
def tell_withdrawn(
    recipient: Recipient, fields: RecallInput, *, version: int, by: Standing
) -> Recipient:
    """Record that a holder was told that the copy they hold was withdrawn, and what they answered.

    Takes   on, the day; left out, today; answer, what became of the copy: empty until it is known.
    Raises  Denied without the act distribute_strategy; NotNow where they hold no withdrawn copy;
            BadParameter for a day ahead or before the withdrawal; Conflict.
    """
    by.require(ACT, of=recipient)
    copy = withdrawn_copy(recipient)
    if copy is None or copy.withdrawn_on is None:
        raise NotNow(say("what they hold was not withdrawn"))
    on = fields.get("on") or by.on
    if not copy.withdrawn_on <= on <= by.on:
        raise BadParameter(
            say("they were told between the withdrawal and today"), next=say("give the day")
        )
    changes: dict[str, FieldValue] = {
        "recall_told_on": on,
        "recall_answer": str(fields.get("answer") or "").strip(),
    }
    return records.edit(recipient, changes, version=version, by=by.person, seen=recipients_for(by))


@transaction.atomic
def note_coherence(
    recipient: Recipient, fields: Mapping[str, FieldValue], *, version: int, by: Standing
) -> Recipient:
    """Note how the work of a component agrees with the vision of the strategy; the newest holds.

    Takes   coherence.
    Raises  Denied without the act distribute_strategy; BadParameter without words, or for others
            than a component; Conflict.
    """
    by.require(ACT, of=recipient)
    words = str(fields.get("coherence") or "").strip()
    if recipient.kind != "component" or not words:
        raise BadParameter(
            say("a note on coherence needs text and a component"), next=say("write it")
        )
    changes: dict[str, FieldValue] = {
        "coherence": words,
        "coherence_by": by.as_said,
        "coherence_on": by.on,
    }
    return records.edit(recipient, changes, version=version, by=by.person, seen=recipients_for(by))


def _endorsed_text(strategy: Strategy) -> FrozenStrategy:
    """The open text the Head of Mission endorsed.

    Raises  NotNow before the endorsement.
    """
    step = strategy.steps.filter(step="endorsed_head").last()
    if step is None:
        raise NotNow(say("this strategy is not endorsed"), next=say("wait for the endorsement"))
    return strategy.frozen.get(holds=FrozenStrategy.Holds.OPEN, digest=step.digest)


# --- copies for others


@one_at_a_time(hold)
def begin_copy(strategy: Strategy, audience: str, gives: str, *, by: Standing) -> RedactedCopy:
    """Begin a copy for an audience, from the open text that was endorsed. One for the Protection
    Cluster begins with every row of the tables, one for others with none.

    Gives   the copy; the one being worked on if there is one.
    Raises  Denied without the act distribute_strategy; BadParameter for an unknown audience;
            NotNow before the endorsement.
    """
    by.require(ACT, of=strategy)
    if audience not in AUDIENCES or gives not in GIVES[:2]:
        raise BadParameter(
            say("a copy needs a recipient, and must be full or a summary"), next=say("choose")
        )
    begun = strategy.copies.filter(audience=audience, gives=gives, cleared_on=None).first()
    if begun is not None:
        return begun
    base = _endorsed_text(strategy)
    plans_with_us = audience == "cluster" and gives == Gives.FULL
    tables = base.content["tables"]
    copy = RedactedCopy(
        strategy=strategy,
        base=base,
        audience=audience,
        gives=gives,
        rows={name: may_be_taken(tables, name) for name in COPIED} if plans_with_us else {},
        post=(by.titles[0] if by.titles else "")[:160],
        compartment=Compartment.NONE,
        classification=base.classification,
        language=base.language,
        known_at=clock.now(by.mission),
    )
    return records.create(copy, mission=by.mission, by=by.person)


@transaction.atomic
def strike(
    copy: RedactedCopy, letter: str, words: str, why: str, *, version: int, by: Standing
) -> RedactedCopy:
    """Strike words from a section, wherever they stand in it.

    Raises  Denied without the act distribute_strategy; BadParameter without a reason, or where
            the words do not stand there; NotNow once it was cleared; Conflict.
    """
    text = _open_text(copy, letter, by)
    wanted = words.replace("\r\n", "\n").strip()
    if not why.strip():
        raise BadParameter(say("a reason is needed to redact"), next=say("write it"))
    if not wanted or wanted not in text:
        raise BadParameter(
            say("these words do not stand in the section"), next=say("copy them from the text")
        )
    new, at = [], text.find(wanted)
    while at >= 0:
        new.append(Strike(at, at + len(wanted), why.strip()))
        at = text.find(wanted, at + len(wanted))
    return _strike_passages(copy, letter, [*strikes_of(copy, letter), *new], version=version, by=by)


@transaction.atomic
def strike_passage(
    copy: RedactedCopy, letter: str, start: int, end: int, why: str, *, version: int, by: Standing
) -> RedactedCopy:
    """Strike a passage from a section by where it stands.

    Raises  as strike.
    """
    text = _open_text(copy, letter, by)
    if not 0 <= start < end <= len(text):
        raise BadParameter(
            say("these words do not stand in the section"), next=say("look at it again")
        )
    made = [*strikes_of(copy, letter), Strike(start, end, why.strip() or "struck")]
    return _strike_passages(copy, letter, made, version=version, by=by)


@transaction.atomic
def unstrike(
    copy: RedactedCopy, letter: str, start: int, *, version: int, by: Standing
) -> RedactedCopy:
    """Let a struck passage stand again.

    Raises  Denied without the act distribute_strategy; NotNow once it was cleared; Conflict.
    """
    _open_text(copy, letter, by)
    left = [one for one in strikes_of(copy, letter) if one.start != start]
    return _strike_passages(copy, letter, left, version=version, by=by)


@transaction.atomic
def leave_out(
    copy: RedactedCopy, letter: str, *, out: bool, version: int, by: Standing
) -> RedactedCopy:
    """Leave a whole section out of a copy, or take it in again.

    Raises  as unstrike.
    """
    _open_text(copy, letter, by)
    letters = set(copy.left_out) - {letter} | ({letter} if out else set())
    changes = {"left_out": sorted(letters)}
    return records.edit(copy, changes, version=version, by=by.person)


@transaction.atomic
def take_rows(
    copy: RedactedCopy, table: str, places: Sequence[int], *, version: int, by: Standing
) -> RedactedCopy:
    """Say which rows of a table a full copy carries; of the others nothing tells that they are.

    Raises  Denied without the act distribute_strategy; BadParameter for another table or row, or a
            summary; NotNow once it was cleared; Conflict.
    """
    by.require(ACT, of=copy)
    if copy.cleared_on is not None:
        raise _refuse_cleared()
    may = may_be_taken(copy.base.content["tables"], table) if table in COPIED else []
    if copy.gives != Gives.FULL or not set(places) <= set(may):
        raise BadParameter(say("this row is not there"), next=say("look at the copy again"))
    rows = {**copy.rows, table: sorted(set(places))}
    return records.edit(copy, {"rows": rows}, version=version, by=by.person)


def _refuse_cleared() -> NotNow:
    return NotNow(say("this copy was cleared: it no longer changes"), next=say("begin a new copy"))


def _open_text(copy: RedactedCopy, letter: str, by: Standing) -> str:
    by.require(ACT, of=copy)
    if copy.cleared_on is not None:
        raise _refuse_cleared()
    if letter not in copy.base.content["sections"]:
        raise BadParameter(say("this section is not there"))
    return base_text(copy.base.content, letter, copy.gives)


def _strike_passages(
    copy: RedactedCopy, letter: str, strikes: list[Strike], *, version: int, by: Standing
) -> RedactedCopy:
    rows: list[list[FieldValue]] = [
        [merged_strike.start, merged_strike.end, merged_strike.why]
        for merged_strike in merge_strikes(strikes)
    ]
    return records.edit(
        copy, {"strikes": {**copy.strikes, letter: rows}}, version=version, by=by.person
    )


def clear_copy(
    copy: RedactedCopy, fields: Mapping[str, FieldValue], *, version: int, by: Standing
) -> RedactedCopy:
    """Clear a copy as it was read: it may leave, and no longer changes.

    Takes   version, the one that was read; checked, for host authorities: what was done about
            perpetrators among them, and the due-diligence file.
    Raises  Denied for anybody but the Head of Mission; NotNow for whoever struck in it, if it
            changed since, or while a unit's or a person's name stands in it; BadParameter without
            the check for host authorities.
    """
    by.require(CLEARS, of=copy)
    hand = signing(by)
    with transaction.atomic():
        now = hold(copy, "base", "strategy")
        if now.version != version or now.cleared_on is not None:
            raise NotNow(say("this copy was changed since you read it"), next=say("read it again"))
        if by.person.pk in now.hands():
            raise NotNow(
                say("a second person clears what you struck"), next=say("have another draw it up")
            )
        checked = str(fields.get("checked") or "").strip()
        if now.audience == "host" and not checked:
            raise BadParameter(
                say("nobody says that perpetrators and due diligence were checked"),
                next=say("write what was checked"),
            )
        known = names_known(by.mission)
        left = names_left(sheets(now, known), tables_of_copy(now, known))
        blocked = [one for one in left if one.kind in BLOCKS]
        if blocked:
            raise NotNow(
                say("names of units or people still stand in it: {n}", n=len(blocked)),
                next=say("have them struck"),
            )
        content = result(now)
        post = post_acting(by, CLEARS)
        paper = {
            "format": FORMAT,
            "mission": by.mission.code,
            "strategy": str(now.strategy_id),
            "audience": now.audience,
            "gives": now.gives,
            "of": now.base.digest,
            "digest": digest(content),
            "cleared_by": post.title,
            "on": by.on.isoformat(),
        }
        changes: dict[str, FieldValue] = {
            "content": content,
            "digest": paper["digest"],
            "checked": checked,
            "cleared_by": post,
            "cleared_on": by.on,
            "signed": hand.sign(paper).decode(),
        }
        return records.edit(now, changes, version=version, by=by.person)


@transaction.atomic
def withdraw_copy(copy: RedactedCopy, why: str, *, version: int, by: Standing) -> RedactedCopy:
    """Withdraw a cleared copy: nobody is sent it any more. Who sends copies out is told to open
    Tutela, if anybody holds it: holders are offices outside, whom a person tells by the notice.

    Raises  Denied for anybody but the Head of Mission; BadParameter without a reason; NotNow before
            it was cleared, or once withdrawn; Conflict.
    """
    by.require(CLEARS, of=copy)
    if not why.strip():
        raise BadParameter(
            say("a reason is needed for the withdrawal"), next=say("write it in a sentence")
        )
    now = hold(copy)
    if now.cleared_on is None or now.withdrawn_on is not None:
        raise NotNow(say("only a cleared copy is withdrawn, and once"))
    changes: dict[str, FieldValue] = {
        "withdrawn_on": by.on,
        "withdrawn_by": by.as_said,
        "withdrawn_why": why.strip(),
    }
    kept = records.edit(now, changes, version=version, by=by.person)
    if Recipient.objects.filter(strategy=kept.strategy_id, digest=kept.digest).exists():
        _tell_distributors(kept, by)
    return kept


def _tell_distributors(copy: RedactedCopy, by: Standing) -> None:
    """Message who may tell the holders, and whoever keeps their posts."""
    mission = by.mission
    chosen = [seat for seat in seats(mission, clock.now(mission)) if seat.post.role in acts()[ACT]]
    people = {person.pk: person for seat in chosen for person in seat.people}
    able = {
        pk
        for pk, standing in standings_of(people.values(), mission).items()
        if standing.sees_one("drafts", copy)
    }
    to = [("mail", "person", pk) for pk in people if pk in able]
    to += [
        ("sms", "post", seat.post.pk)
        for seat in chosen
        if any(person.pk in able for person in seat.people)
    ]
    outbox.send_all(mission.pk, to, about_kind="strategy", about_id=copy.strategy_id)
