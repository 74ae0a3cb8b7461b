"""How a strategy in force is kept under review: what it rests on is frozen, what moved is amended
or set aside by a named person, and nothing of it is forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.strategy.elements import SECTIONS
from tutela_web.access.models import Mission
from tutela_web.access.people.queries import seats
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.channels import outbox
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.review.amber.models import (
    Amendment,
    CitedFact,
    ContextEvent,
    FrozenFact,
    ReviewTrigger,
)
from tutela_web.review.amber.queries import (
    MovedFact,
    amber_of,
    amendments_for,
    context_for,
    gather_facts,
    left_behind,
    moved_facts,
)
from tutela_web.review.rounds.verbs import open_on_change, open_yearly
from tutela_web.strategy.drafting.verbs import save_section
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.edition.queries import in_force, sections_for
from tutela_web.strategy.edition.verbs import ACT
from tutela_web.warning.network.place_facts import PlaceFact

DECIDES = "endorse_strategy"
KEEPERS = ("poc_adviser", "drafter")
"""Whose posts keep the strategy: they are told when a section turns amber."""


@transaction.atomic
def freeze_facts(strategy: Strategy, *, by: Standing | None) -> list[FrozenFact]:
    """Keep what the strategy rests on today, as it comes into force: once, never anew.

    Gives   the facts, each under the marking of its own record.
    Raises  Denied without the act endorse_strategy.
    """
    if by is not None:
        by.require(DECIDES, of=strategy)
    frozen_facts = list(FrozenFact.objects.filter(strategy=strategy))
    if frozen_facts:
        return frozen_facts
    mission = strategy.mission
    facts = [
        FrozenFact(
            strategy=strategy,
            kind=gathered_fact.fact.kind,
            key=gathered_fact.fact.id,
            label=gathered_fact.fact.label,
            value=gathered_fact.fact.value,
            sections=list(gathered_fact.fact.sections),
            classification=gathered_fact.marking,
            area_id=gathered_fact.area,
            compartment=gathered_fact.compartment,
            known_at=clock.now(mission),
        )
        for gathered_fact in gather_facts(mission, strategy)
    ]
    records.create_many(facts, mission=mission, by=by.person if by else None)
    return facts


def begin(strategy: Strategy, by: Standing | None) -> None:
    """Keep what a strategy rests on and open its yearly review, as it comes into force: by a
    person, or by the day that was signed for it."""
    freeze_facts(strategy, by=by)
    open_yearly(strategy, by=by)


# --- what only a person can know


class ContextInput(TypedDict, total=False):
    """A change of the mission's surroundings: its kind (ContextEvent.Kind), how it stands, and for
    another change the sections it touches."""

    kind: str
    state: str
    title: str
    on: date | None
    letters: list[str]
    note: str
    source: str
    classification: int | None


@transaction.atomic
def record_context(fields: ContextInput, *, by: Standing) -> ContextEvent:
    """Record an election, a peace agreement or another change of the mission's surroundings.

    Takes   kind, title, state; on, note, source; letters, the sections another change touches.
    Raises  Denied without the act draft_strategy; BadParameter for a state the kind cannot have,
            another change without sections, or a marking above the own clearance.
    """
    by.require(ACT)
    marking = fields.get("classification")
    marking = Classification.CONFIDENTIAL if marking is None else int(marking)
    by.require_marking("strategy", marking)
    event = ContextEvent(
        **_context(fields),
        classification=marking,
        known_at=clock.now(by.mission),
        language=by.person.language,
    )
    return records.create(event, mission=by.mission, by=by.person)


@transaction.atomic
def edit_context(
    event: ContextEvent, changes: ContextInput, *, version: int, by: Standing, reason: str = ""
) -> ContextEvent:
    """Say what became of it: held, put off, signed, broken.

    Raises  as `record_context`; Conflict.
    """
    by.require(ACT, of=event)
    wanted: ContextInput = {
        "kind": event.kind,
        "state": event.state,
        "title": event.title,
        "on": event.on,
        "letters": event.letters,
        "note": event.note,
        "source": event.source,
        **changes,
    }
    values = _context(wanted)
    changed = {name: values[name] for name in changes if name in values}
    if (marking := changes.get("classification")) is not None:
        changed["classification"] = int(marking)
        by.require_marking("strategy", changed["classification"])
    return records.edit(
        event, changed, version=version, by=by.person, reason=reason, seen=context_for(by)
    )


def _context(fields: ContextInput) -> dict[str, Any]:
    kind, state = str(fields.get("kind", "")), str(fields.get("state", ""))
    if kind not in ContextEvent.Kind.values:
        raise BadParameter(say("this is no kind of change"), next=say("choose one of the list"))
    if state not in ContextEvent.STATES[ContextEvent.Kind(kind)]:
        raise BadParameter(
            say("this cannot be said of such a change"), next=say("choose another state")
        )
    title = str(fields.get("title", "")).strip()
    if not title:
        raise BadParameter(say("the change has no name"), next=say("name it in a few words"))
    letters = [letter for letter in fields.get("letters") or () if letter in SECTIONS]
    if kind == ContextEvent.Kind.OTHER and not letters:
        raise BadParameter(say("no section is named"), next=say("say which sections it touches"))
    return {
        "kind": kind,
        "state": state,
        "title": title[:200],
        "on": fields.get("on"),
        "letters": letters if kind == ContextEvent.Kind.OTHER else [],
        "note": str(fields.get("note", "")).strip(),
        "source": str(fields.get("source", "")).strip()[:200],
    }


@one_at_a_time(hold)
def cite_fact(
    section: Section,
    words: str,
    source: str,
    *,
    by: Standing,
    place: Place | None = None,
    says: Mapping[PlaceFact, bool] | None = None,
) -> CitedFact:
    """Say that a section rests on something being so, and by what it is known.

    Takes   place, where it is about one; says, whether one can telephone there, get there, or
            people can be warned: the pages of the place then tell it beside its record.
    Raises  Denied without the act draft_strategy; BadParameter without words or source; NotNow
            once the strategy is endorsed: what it rests on is frozen with it.
    """
    by.require(ACT, of=section)
    if not section.strategy.writable:
        raise NotNow(say("this strategy is endorsed: what it rests on is frozen with it"))
    if not words.strip() or not source.strip():
        raise BadParameter(say("a fact needs text and a source"), next=say("write both"))
    fact = CitedFact(
        section=section,
        words=words.strip()[:400],
        source=source.strip()[:200],
        post=by.as_said,
        place=place,
        **{str(fact): holds for fact, holds in (says or {}).items() if place},
        classification=section.classification,
        compartment=section.compartment,
        language=section.language,
        known_at=clock.now(by.mission),
    )
    return records.create(fact, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def mark_untrue(fact: CitedFact, why: str, *, version: int, by: Standing) -> CitedFact:
    """Say that a cited fact is true no longer, and why.

    Raises  Denied without the act draft_strategy; BadParameter without a reason; NotNow if it was
            said already; Conflict.
    """
    by.require(ACT, of=fact)
    if not why.strip():
        raise BadParameter(say("a reason is needed"), next=say("write it in a sentence"))
    if CitedFact.objects.get(pk=fact.pk).untrue_on is not None:
        raise NotNow(say("this was said already"))
    changes: dict[str, FieldValue] = {
        "untrue_on": clock.today(by.mission),
        "untrue_why": why.strip(),
        "untrue_by": by.as_said,
    }
    return records.edit(fact, changes, version=version, by=by.person)


# --- what becomes of a trigger


@transaction.atomic
def set_aside(
    strategy: Strategy,
    letter: str,
    trigger: tuple[str, str, str],
    why: str,
    *,
    by: Standing,
    everywhere: bool = False,
) -> list[ReviewTrigger]:
    """Say that a section need not change for what moved, and why. It stays in the history.

    Takes   trigger: kind, key and digest, as the page shows it; everywhere, for every section it
            touches.
    Raises  Denied without the act draft_strategy; BadParameter without a reason; NotNow if it is
            amber no longer for this reader.
    """
    by.require(ACT, of=strategy)
    if not why.strip():
        raise BadParameter(
            say("a reason is needed to set it aside"), next=say("write it in a sentence")
        )
    hold(strategy)
    sections = amber_of(by, strategy).sections
    triggers = [
        (section.letter, one)
        for section in sections.values()
        for one in section.why
        if (everywhere or section.letter == letter)
        and (one.trigger.kind, one.found.key, one.found.digest) == trigger
    ]
    if not triggers:
        raise NotNow(say("this no longer asks for a review"), next=say("look at it again"))
    rows = [one.row or keep_trigger(strategy, one.found, at, by=by) for at, one in triggers]
    return [_settle_trigger(row, ReviewTrigger.State.ASIDE, why, by=by) for row in rows]


@transaction.atomic
def propose_amendment(strategy: Strategy, letter: str, why: str, *, by: Standing) -> Amendment:
    """Propose to amend a section that stands in amber, for all that this person sees moved.

    Raises  Denied without the act draft_strategy, or for a closed section without its compartment;
            BadParameter without a reason; NotNow if the section is not amber, or an amendment of
            it is open.
    """
    by.require(ACT, of=strategy)
    if not why.strip():
        raise BadParameter(say("a proposal needs a reason"), next=say("write it in a sentence"))
    now = hold(strategy)
    section = sections_for(by).filter(strategy=now, letter=letter).first()
    if section is None:
        raise Denied(say("this section is read only with its compartment"))
    amber = amber_of(by, now).sections.get(letter)
    if amber is None:
        raise NotNow(say("no fact on which this section relies has changed"))
    if Amendment.objects.filter(strategy=now, letter=letter, state=Amendment.State.OPEN).exists():
        raise NotNow(say("an amendment of this section is open"), next=say("go on with that one"))
    amendment = Amendment(
        strategy=now,
        letter=letter,
        why=why.strip(),
        proposed_by=by.as_said,
        proposed_on=by.on,
        classification=section.classification,
        compartment=section.compartment,
        language=section.language,
        known_at=clock.now(by.mission),
    )
    record = records.create(amendment, mission=by.mission, by=by.person)
    for one in amber.why:
        row = one.row or keep_trigger(now, one.found, letter, by=by)
        records.edit(row, {"amendment": record}, version=row.version, by=by.person)
    return record


def _hold_amendment(amendment: Amendment) -> Amendment:
    """As it stands now, held; its strategy before it, which others hold first too."""
    hold(amendment.strategy)
    return hold(amendment)


@one_at_a_time(_hold_amendment)
def word_amendment(amendment: Amendment, words: str, *, version: int, by: Standing) -> Amendment:
    """Write what the section should say.

    Raises  Denied without the act draft_strategy; NotNow once it is decided; Conflict.
    """
    by.require(ACT, of=amendment)
    _require_open(amendment)
    return records.edit(
        amendment,
        {"words": words.replace("\r\n", "\n").strip()},
        version=version,
        by=by.person,
        seen=amendments_for(by),
    )


@one_at_a_time(_hold_amendment)
def decide_amendment(
    amendment: Amendment, *, adopt: bool, version: int, by: Standing, why: str = ""
) -> Amendment:
    """Adopt an amendment or decline it; what it was proposed for is settled by that.

    Raises  Denied without the act endorse_strategy; BadParameter for adopting without its words or
            declining without a reason; NotNow once it is decided; Conflict.
    """
    by.require(DECIDES, of=amendment)
    amendment = hold(amendment)
    _require_open(amendment)
    if amendment.version != version:
        raise Conflict(
            say("the amendment changed after you looked at it"),
            fields={},
            version=amendment.version,
            next=say("read it again and decide what stands there"),
        )
    if adopt and not amendment.words.strip():
        raise BadParameter(say("the amendment has no words"), next=say("write them first"))
    if not adopt and not why.strip():
        raise BadParameter(say("a reason is needed to decline"), next=say("write it in a sentence"))
    state = Amendment.State.ADOPTED if adopt else Amendment.State.DECLINED
    changes: dict[str, FieldValue] = {
        "state": state,
        "decided_by": by.as_said,
        "decided_on": by.on,
        "decided_why": why.strip(),
    }
    kept = records.edit(amendment, changes, version=version, by=by.person, seen=amendments_for(by))
    became = ReviewTrigger.State.AMENDED if adopt else ReviewTrigger.State.ASIDE
    for row in amendment.triggers.filter(state=ReviewTrigger.State.OPEN):
        _settle_trigger(row, became, why or amendment.why, by=by)
    return kept


@transaction.atomic
def take_amendments(section: Section, *, version: int, by: Standing) -> Section:
    """Put what was adopted to amend the edition before at the end of a section's text, which was
    opened before it was adopted, or lost it since.

    Raises  Denied without the act draft_strategy; NotNow where nothing is left behind; Conflict.
    """
    by.require(ACT, of=section)
    section = hold(section)
    left = left_behind(by, section)
    if not left:
        raise NotNow(say("every adopted amendment stands in the text"))
    text = "\n\n".join((section.text, *(one.as_text for one in left))).strip()
    return save_section(section, text, version=version, by=by)


def look(mission: Mission) -> list[ReviewTrigger]:
    """Keep what moved since the last look, and tell the drafting office and the POC adviser once.

    The message says nothing of it, and goes only to who may know of something new. A review is
    opened with an owner and a day, unless one is open. Gives what is new.
    """
    strategy = in_force(mission)
    if strategy is None:
        return []
    with transaction.atomic():
        hold(strategy)
        before = set(
            ReviewTrigger.objects.filter(strategy=strategy).values_list(
                "letter", "kind", "key", "digest"
            )
        )
        new = [
            keep_trigger(strategy, moved_fact, letter, by=None)
            for moved_fact in moved_facts(strategy)
            for letter in moved_fact.trigger.sections
            if (letter, moved_fact.trigger.kind, moved_fact.key, moved_fact.digest) not in before
        ]
        if new:
            open_on_change(strategy, new)
            _tell(strategy, new)
    return new


def _tell(strategy: Strategy, new: Sequence[ReviewTrigger]) -> None:
    """Each who keeps the strategy and may know of something new is told to open Tutela."""
    mission = strategy.mission
    chosen = [seat for seat in seats(mission, clock.now(mission)) if seat.post.role in KEEPERS]
    people = {person.pk: person for seat in chosen for person in seat.people}
    told, rows = set(), {row.pk for row in new}
    closed = any(row.kind == "caveat" for row in new)
    for pk, standing in standings_of(people.values(), mission).items():
        sections = amber_of(standing, strategy).sections.values()
        known = {one.row.pk for section in sections for one in section.why if one.row}
        if known & rows or (closed and any(section.hidden for section in sections)):
            told.add(pk)
    to = [("mail", "person", pk) for pk in people if pk in told]
    to += [
        ("sms", "post", seat.post.pk)
        for seat in chosen
        if any(person.pk in told for person in seat.people)
    ]
    outbox.send_all(mission.pk, to, about_kind="strategy", about_id=strategy.pk)


def keep_trigger(
    strategy: Strategy, moved: MovedFact, letter: str, *, by: Standing | None
) -> ReviewTrigger:
    """Keep a trigger for one of its sections, under the marking of what it is about."""
    sides = [side for side in (moved.was, moved.now) if side is not None]
    mission = strategy.mission
    trigger = ReviewTrigger(
        strategy=strategy,
        letter=letter,
        kind=moved.trigger.kind,
        key=moved.key,
        digest=moved.digest,
        label=moved.trigger.what,
        before=moved.trigger.before,
        after=moved.trigger.after,
        came=moved.trigger.came,
        went=moved.trigger.went,
        seen_on=clock.today(mission),
        classification=max(side.marking for side in sides),
        area_id=sides[-1].area,
        compartment=sides[-1].compartment,
        known_at=clock.now(mission),
    )
    return records.create(trigger, mission=mission, by=by.person if by else None)


def _settle_trigger(
    row: ReviewTrigger, state: ReviewTrigger.State, why: str, *, by: Standing
) -> ReviewTrigger:
    changes: dict[str, FieldValue] = {
        "state": state,
        "settled_by": by.as_said,
        "settled_on": by.on,
        "settled_why": why.strip(),
    }
    return records.edit(row, changes, version=row.version, by=by.person)


def _require_open(amendment: Amendment) -> None:
    if amendment.state != Amendment.State.OPEN:
        raise NotNow(say("this was decided already"))
