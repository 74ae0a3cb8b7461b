"""What imported events propose of an actor: tempo, reach, victims and rivals, to accept or strike.

Only Unclassified events count: what is accepted is read by everybody who reads the actor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tutela.actors.record import DAYS, TEMPO_DAYS, ActorRecord, describe_actor
from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.places.names import fold
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor, ActorLink, ActorNote, ActorProposal, Certainty
from tutela_web.actors.picture_kinds import ACTOR_LINK, ACTOR_NOTE
from tutela_web.actors.picture_queries import PANELS, in_force, links_for
from tutela_web.actors.queries import actors_by_name, actors_for
from tutela_web.actors.verbs import ACT
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.incidents.events.columns import asked_for, events_seen
from tutela_web.look.days import date_format
from tutela_web.look.translate import word
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

ABOUT = ActorProposal.ProposedTrait
NOTE_ABOUT: Mapping[str, ActorNote.TopicKind] = {
    ABOUT.TEMPO: ActorNote.TopicKind.THREAT,
    ABOUT.REACH: ActorNote.TopicKind.ABILITY,
    ABOUT.VICTIMS: ActorNote.TopicKind.THREAT,
}
"""Under which heading of the actor's page an accepted proposal stands; a rival becomes a link."""
RIVALS = 8
"""So many rivals are proposed at most, those fought most often; the page says how many are left."""


@dataclass(frozen=True)
class EventProposal:
    """One thing that events propose of an actor.

    key         of its form: `tempo`, or `rival:` and the id of the other actor as hex
    says        what would be recorded, and the evidence for it
    last_event  the last day of an event it was counted from
    struck      the answer of who struck it, where an event came in since; else None
    """

    key: str
    about: str
    says: str
    evidence: str
    last_event: date
    other: Actor | None = None
    struck: ActorProposal | None = None


@dataclass(frozen=True)
class EventProposals:
    """What events propose of an actor, and what they do not tell.

    record   the figures; rivals_unlisted, the names it fought that are not in the list of actors
    """

    record: ActorRecord
    proposals: Sequence[EventProposal]
    rivals_unlisted: Sequence[str]
    may_answer: bool


def proposals_of(standing: Standing, actor: Actor) -> EventProposals | None:
    """What imported events of the last year propose of an actor; None for who reads no events.

    What was accepted or struck is proposed again only when a later event names the actor.
    """
    if not standing.reads("events"):
        return None
    record = describe_actor(
        _events_naming(standing, actor),
        [actor.name, actor.code, *actor.aliases],
        on=standing.on,
    )
    listed = actors_by_name(actors_for(standing).filter(retired=False))
    proposals = [*_of_itself(record), *_rivals(standing, actor, record, listed)]
    return EventProposals(
        record,
        _open_proposals(proposals, actor),
        [rival.name for rival in record.rivals if fold(rival.name) not in listed],
        standing.may(ACT, area=actor.area_id) and not actor.retired,
    )


def _events_naming(standing: Standing, actor: Actor) -> pl.DataFrame:
    names = pl.List(pl.String)
    return (
        events_seen(standing)
        .filter(pl.col("classification") == 0, asked_for(standing, {"actor": str(actor.pk)}))
        .select(
            "date_end",
            pl.col("harm", "violence").cast(pl.String),
            pl.col("side_a", "side_b").cast(pl.String).str.json_decode(names),
            "deaths",
            "latitude",
            "longitude",
        )
        .collect()
    )


def _of_itself(record: ActorRecord) -> list[EventProposal]:
    """Tempo, reach and victims, as far as events tell of them."""
    if record.last is None:
        return []
    counted = _(
        "Imported events of the last %(days)s days that name it: %(n)s, the last on %(last)s."
    ) % {"days": DAYS, "n": record.events, "last": date_format(record.last, "j M Y")}
    proposals = []
    if record.harming:
        tempo = _(
            "Events of harm to civilians: %(recent)s in the last %(days)s days, %(before)s in the"
            " %(days)s days before them."
        ) % {"recent": record.recent, "before": record.before, "days": TEMPO_DAYS}
        proposals.append(EventProposal(ABOUT.TEMPO, ABOUT.TEMPO, tempo, counted, record.last))
    if record.reach is not None:
        reach = _("%(held)s of its %(n)s events lie within %(km)s km of their middle.") % {
            "held": record.reach_holds,
            "n": record.events,
            "km": max(1, round(record.reach)),
        }
        proposals.append(EventProposal(ABOUT.REACH, ABOUT.REACH, reach, counted, record.last))
    if record.harming:
        deaths = (
            _("civilians killed: not known")
            if record.killed is None
            else _("civilians killed: at least %(n)s") % {"n": record.killed}
            if record.killed_is_least
            else _("civilians killed: %(n)s") % {"n": record.killed}
        )
        harms = ", ".join(f"{word(harm)} ({times})" for harm, times in record.harms)
        victims = _("In %(days)s days, %(deaths)s. What it did: %(harms)s.") % {
            "days": DAYS,
            "deaths": deaths,
            "harms": harms or _("not known"),
        }
        proposals.append(
            EventProposal(ABOUT.VICTIMS, ABOUT.VICTIMS, capfirst(victims), counted, record.last)
        )
    return proposals


def _rivals(
    standing: Standing, actor: Actor, record: ActorRecord, listed: Mapping[str, Actor]
) -> list[EventProposal]:
    """Those it fought that are in the list of actors and not linked as rivals yet."""
    rival = ActorLink.Kind.RIVAL
    links = links_for(standing).filter(in_force(standing), kind=rival)
    linked = {
        pk for pair in links.values_list("actor_id", "other_id") if actor.pk in pair for pk in pair
    }
    proposals = []
    for fought in record.rivals[:RIVALS]:
        other = listed.get(fold(fought.name))
        if other is None or other.pk == actor.pk or other.pk in linked:
            continue
        evidence = _(
            "Imported events: fights between the two in %(days)s days: %(n)s, the last on %(last)s."
        ) % {"n": fought.fights, "days": DAYS, "last": date_format(fought.last, "j M Y")}
        says = _("Rival of %(name)s") % {"name": other.name}
        proposals.append(
            EventProposal(f"rival:{other.pk.hex}", ABOUT.RIVAL, says, evidence, fought.last, other)
        )
    return proposals


def _open_proposals(proposals: Sequence[EventProposal], actor: Actor) -> list[EventProposal]:
    """Those that nobody answered, or of which a later event tells. One query."""
    answers: dict[tuple[str, UUID | None], ActorProposal] = {}
    for answer in ActorProposal.objects.filter(actor=actor).order_by("entered_at"):
        answers[answer.about, answer.other_id] = answer
    open_ones = []
    for proposal in proposals:
        last = answers.get((proposal.about, proposal.other.pk if proposal.other else None))
        if last is None or proposal.last_event > last.last_event:
            struck = last if last is not None and not last.accepted else None
            open_ones.append(replace(proposal, struck=struck))
    return open_ones


@transaction.atomic
def answer_proposal(
    actor: Actor, key: str, *, accepted: bool, reason: str = "", by: Standing
) -> ActorProposal:
    """Accept what events propose of an actor, so that it stands among its assessments or links, or
    strike it.

    Takes   key, of a proposal that is open; reason, why it is struck, may be empty.
    Raises  Denied without the act that edits actors; BadParameter where nothing of that key is
            proposed any longer: the page is asked for again.
    """
    by.require(ACT, area=actor.area_id, of=actor)
    proposals = proposals_of(by, actor)
    open_ones = {one.key: one for one in proposals.proposals} if proposals else {}
    proposal = open_ones.get(key)
    if proposal is None:
        raise BadParameter(
            say("this is not proposed any longer: somebody answered it, or an event came in"),
            next=say("read the proposals again"),
        )
    if accepted:
        _record_accepted(actor, proposal, by)
    return records.create(
        ActorProposal(
            actor=actor,
            about=proposal.about,
            other=proposal.other,
            last_event=proposal.last_event,
            accepted=accepted,
            reason=reason.strip()[:300],
            classification=max(1, actor.classification),
            compartment=actor.compartment,
            known_at=clock.now(by.mission),
        ),
        mission=by.mission,
        by=by.person,
    )


def _record_accepted(actor: Actor, proposal: EventProposal, by: Standing) -> None:
    shared: dict[str, FieldValue] = {"evidence": proposal.evidence, "certainty": Certainty.POSSIBLE}
    marking = max(1, actor.classification)
    if proposal.other is not None:
        link: dict[str, FieldValue] = {"kind": ActorLink.Kind.RIVAL, "other": proposal.other}
        marking = max(marking, proposal.other.classification)
        create_record(ACTOR_LINK, shared | link | {"classification": marking}, beside=actor, by=by)
        return
    note: dict[str, FieldValue] = {
        "about": NOTE_ABOUT[proposal.about],
        "says": proposal.says,
        "assessed_on": by.on,
        "area": actor.area,
    }
    create_record(ACTOR_NOTE, shared | note | {"classification": marking}, beside=actor, by=by)


def panel_of(standing: Standing, actor: Actor) -> Mapping[str, Any] | None:
    """What the actor's page shows of it."""
    proposals = proposals_of(standing, actor)
    return None if proposals is None else {"found": proposals, "days": DAYS}


def connect() -> None:
    """Tell the room of actors, which lies below, what events propose of one."""
    PANELS["incidents/_actor_proposals.html"] = panel_of
