"""What a person says of names, of kinds of harm, of rows and of whose a file is: asked once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.incidents.words import HARMS, PRECURSORS
from tutela.places.names import fold
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.actors.inputs import ActorInput
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.actors.verbs import make_actors
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.imports.queries import names_waiting
from tutela_web.incidents.imports.settling import ACTOR, HARM, Means, digest_of, source_of
from tutela_web.incidents.imports.verbs import check_again, lock_batch
from tutela_web.incidents.models import ACT, ImportChoice, NameMeaning

KINDS_OF_HARM = (*HARMS, *PRECURSORS)
"""What a word for what happened may be said to mean."""


@dataclass(frozen=True)
class NameAnswer:
    """What a person says of one name of a file.

    kind, said   the name, or the word for what happened
    means        of NameMeaning.Means; a word that is a kind of harm OURS, one that is none NOBODY
    actor        one of the mission's, for OURS
    harm         the kind of harm it means
    """

    kind: str
    said: str
    means: str
    actor: Actor | None = None
    harm: str = ""


@transaction.atomic
def settle_names(batch: Batch, answers: Sequence[NameAnswer], *, by: Standing) -> Job:
    """Remember what names of a source mean, and try the file anew with that.

    A new actor is made at once, marked as the file is: the list of actors knows it from then on.

    Raises  Denied, also for a new actor without the act that makes one; BadParameter for an answer
            that is none; NotNow where nothing was answered.
    """
    by.require(ACT, of=batch)
    now = lock_batch(batch, Batch.State.CHECKED)
    shape = source_of(now)
    if not answers or not shape:
        raise NotNow(say("no name was settled"), next=say("say of a name who it is, then save"))
    for answer in answers:
        _require_answer(answer, by)
    new_actors = _make_new(answers, now, by)
    _remember(answers, shape, new_actors, by)
    trail.record(
        "settle_names",
        mission=by.mission,
        by=by.person,
        kind="batch",
        subject=now.pk,
        number=len(answers),
    )
    return check_again(now, by=by)


def _require_answer(answer: NameAnswer, by: Standing) -> None:
    if answer.means not in Means.values:
        raise BadParameter(
            say("this answers no name"), next=say("choose one of ours, new, unknown or leave_out")
        )
    if answer.kind == HARM:
        if answer.means == Means.OURS and answer.harm not in KINDS_OF_HARM:
            raise BadParameter(say("this is no kind of harm"), next=say("choose one of the list"))
        if answer.means not in (Means.OURS, Means.NOBODY):
            raise BadParameter(say("a kind of harm is no actor"), next=say("choose a kind of harm"))
        return
    if answer.means == Means.OURS and answer.actor is None:
        raise BadParameter(
            say("of which actor of ours is not said"), next=say("choose the actor, then save")
        )
    if answer.actor is not None and not actors_for(by).filter(pk=answer.actor.pk).exists():
        raise BadParameter(say("there is no such actor"), next=say("choose one of the list"))


def _make_new(answers: Sequence[NameAnswer], batch: Batch, by: Standing) -> dict[str, Actor]:
    """The actors that are new, by their folded name; each is made once."""
    said: dict[str, str] = {}
    for answer in answers:
        if answer.kind == ACTOR and answer.means == Means.NEW:
            said.setdefault(fold(answer.said), answer.said)
    rows: list[ActorInput] = [
        {"name": name, "classification": batch.classification} for name in said.values()
    ]
    actors = make_actors(rows, by=by) if rows else []
    return dict(zip(said, actors, strict=True))


def _remember(
    answers: Sequence[NameAnswer], shape: str, new_actors: dict[str, Actor], by: Standing
) -> None:
    at = clock.now(by.mission)
    for answer in answers:
        digest = digest_of(answer.kind, answer.said)
        of = {"mission": by.mission, "shape": shape, "kind": answer.kind, "digest": digest}
        NameMeaning.objects.filter(**of).delete()
        meaning = NameMeaning(
            **of,
            said=answer.said,
            means=answer.means,
            actor=new_actors.get(fold(answer.said)) or answer.actor,
            harm=answer.harm if answer.kind == HARM else "",
            by_id=by.person.pk,
            at=at,
        )
        fetch_keys([meaning], make=True)
        meaning.save(force_insert=True)


def settle_rest(batch: Batch, *, by: Standing) -> Job:
    """Say of all names that nobody settled that nobody known is meant, and try the file anew."""
    asked = list(names_waiting(batch, by))
    fetch_keys(asked)
    return settle_names(
        batch, [NameAnswer(one.kind, one.said, Means.NOBODY) for one in asked], by=by
    )


@transaction.atomic
def forget_meaning(batch: Batch, meanings: Collection[UUID], *, by: Standing) -> Job:
    """Take back what was said of words of this file's source: they are asked again."""
    by.require(ACT, of=batch)
    now = lock_batch(batch, Batch.State.CHECKED)
    found = NameMeaning.objects.filter(mission=by.mission, shape=source_of(now), pk__in=meanings)
    number, _each = found.delete()
    if not number:
        raise NotNow(say("no name was chosen"), next=say("choose names of the list"))
    trail.record(
        "forget_names",
        mission=by.mission,
        by=by.person,
        kind="batch",
        subject=now.pk,
        number=number,
    )
    return check_again(now, by=by)


@transaction.atomic
def choose_kind_of_file(
    batch: Batch, *, own: bool, as_incidents: bool, by: Standing
) -> ImportChoice:
    """Say whose log a file is: of the mission's own the words are kept, and its rows may come in as
    incidents of the office. The next file of this source follows it.

    Raises  Denied, also without the act that records incidents where they are asked for;
            BadParameter for incidents of a file of others; NotNow for a published source.
    """
    by.require(ACT, of=batch)
    if as_incidents:
        by.require("record_incident")
    if as_incidents and not own:
        raise BadParameter(
            say("rows of others do not become incidents of the office"),
            next=say("say that the log is ours, or bring them in as events of a source"),
        )
    now = lock_batch(batch, Batch.State.CHECKED)
    if own and not now.report.get("own", False):
        raise NotNow(say("this is the file of a published source"), next=say("import it as it is"))
    said = {
        "own": own,
        "as_incidents": as_incidents,
        "shape": source_of(now),
        "by_id": by.person.pk,
        "at": clock.now(by.mission),
    }
    choice, _made = ImportChoice.objects.update_or_create(batch=now, defaults=said)
    trail.record(
        "choose_kind_of_file",
        mission=by.mission,
        by=by.person,
        kind="batch",
        subject=now.pk,
        own=own,
        as_incidents=as_incidents,
    )
    return choice
