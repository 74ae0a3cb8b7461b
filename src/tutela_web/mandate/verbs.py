"""How mandates are kept: loaded, decided upon by a named person, ended, retired.

The rules suggest; nothing is a task until a post confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tutela.base.errors import BadParameter
from tutela.base.messages import as_json, say, term
from tutela.mandate import suggest as core
from tutela.mandate.language import require_language
from tutela.mandate.read import read_text
from tutela.mandate.types import Resolution as Read
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.mandate.inputs import ResolutionInput, TaskPlace
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution
from tutela_web.mandate.planning.verbs import list_again
from tutela_web.mandate.queries import (
    ACT,
    means_of,
    paragraphs_for,
    resolutions_for,
    suggestions,
    tasks_for,
)
from tutela_web.records import verbs as records
from tutela_web.records.versions.queries import versions_of

# --- texts


def load(text: str, fields: ResolutionInput, *, by: Standing) -> Resolution:
    """Keep a resolution and every passage of its text.

    Takes   text, the English, French or Arabic words of the resolution; fields: symbol, title,
            adopted (what the text says where they are empty), until, supersedes.
    Raises  Denied; UnreadableFile for a text too long to be one; UnknownFormat for one in another
            language; BadParameter for a text without operative paragraphs, without a symbol, on
            record already, or superseding one of another mission.
    """
    by.require(ACT)
    text = text.replace("\r\n", "\n").replace("\x00", "")
    read = read_text(text)  # before anything is locked: a text may take its time
    require_language(text, term("the text"))
    if not read.operative:
        raise BadParameter(
            say("no operative paragraph was found: none begins with a number or a verb"),
            next=say("give the text of a resolution of the Security Council"),
        )
    return _keep(text, read, fields, by)


@transaction.atomic
def _keep(text: str, read: Read, fields: ResolutionInput, by: Standing) -> Resolution:
    said = {name: value for name, value in fields.items() if value not in (None, "")}
    of_text = {"symbol": read.symbol, "title": read.title, "adopted": read.adopted}
    values = _values(cast(ResolutionInput, of_text | said), by)
    resolution = Resolution(
        text=text,
        doubts=[as_json(doubt) for doubt in read.doubts],
        classification=Classification.UNCLASSIFIED,
        known_at=clock.now(by.mission),
        **values,
    )
    record = records.create(resolution, mission=by.mission, by=by.person)
    paragraphs = [
        Paragraph(
            resolution=record,
            order=order,
            kind=one.kind,
            path=list(one.path),
            label=one.label,
            line=one.line,
            words=" ".join(part.text for part in one.parts),
            classification=Classification.UNCLASSIFIED,
        )
        for order, one in enumerate(read.passages)
    ]
    records.create_many(paragraphs, mission=by.mission, by=by.person)
    list_again(record, by=by)
    return record


@transaction.atomic
def edit_resolution(
    resolution: Resolution,
    changes: ResolutionInput,
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> Resolution:
    """Put right what is said of a text; the text itself stays as it was loaded.

    Raises  as load; Conflict.
    """
    by.require(ACT, of=resolution)
    names = ("symbol", "title", "adopted", "until", "supersedes", "series")
    before: dict[str, Any] = {name: getattr(resolution, name) for name in names}
    values = _values(cast(ResolutionInput, {**before, **changes}), by, but=resolution)
    changed: dict[str, Any] = {
        name: value for name, value in values.items() if name in changes and name in names
    }
    kept = records.edit(
        resolution, changed, version=version, by=by.person, reason=reason, seen=resolutions_for(by)
    )
    if changed.get("supersedes"):
        list_again(kept, by=by)
    return kept


def _values(
    values: ResolutionInput, by: Standing, but: Resolution | None = None
) -> ResolutionInput:
    symbol = " ".join(str(values.get("symbol", "")).split())
    if not symbol:
        raise BadParameter(
            say("a resolution needs a symbol"), next=say("write it: S/RES/9001 (2031)")
        )
    same = Resolution.objects.filter(mission=by.mission, symbol=symbol)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise BadParameter(say("this resolution is on record"), next=say("open it in the list"))
    adopted, until = values.get("adopted"), values.get("until")
    if adopted and until and until < adopted:
        raise BadParameter(say("it would end before it was adopted"), next=say("put the day right"))
    before = values.get("supersedes")
    seen: set[UUID] = {but.pk} if but else set()
    by.require_ours(before)
    while before is not None:
        if before.pk in seen:
            raise BadParameter(
                say("a resolution cannot renew itself"), next=say("choose the one before it")
            )
        seen.add(before.pk)
        before = before.supersedes
    return {**values, "symbol": symbol}


@one_at_a_time(hold)
def retire(
    resolution: Resolution, on: date | None, *, version: int, by: Standing, reason: str
) -> Resolution:
    """Retire a text when a renewal or the end of the mission comes: its tasks end on that day.

    Text, decisions and tasks stay to be read.
    Raises  Denied; BadParameter without a reason or for a day before it was adopted; NotNow if it
            is retired; Conflict.
    """
    by.require(ACT, of=resolution)
    if not reason.strip():
        raise BadParameter(say("a reason is needed to retire a resolution"), next=say("write it"))
    day = on or clock.today(by.mission)
    if resolution.adopted and day < resolution.adopted:
        raise BadParameter(say("it would end before it was adopted"), next=say("put the day right"))
    if resolution.retired_on is not None:
        raise NotNow(say("this resolution is retired"), next=say("open the one that renews it"))
    why = reason.strip()
    for task in MandatedTask.objects.filter(
        paragraph__resolution=resolution, state=MandatedTask.State.CONFIRMED
    ).select_related("mission"):
        if task.until is None or task.until > day:
            records.edit(task, {"until": day}, version=task.version, by=by.person, reason=why)
    return records.edit(
        resolution,
        {"retired_on": day},
        version=version,
        by=by.person,
        reason=why,
        seen=resolutions_for(by),
    )


# --- decisions on suggestions


@transaction.atomic
def judge(paragraph: Paragraph, poc: bool, *, version: int, by: Standing) -> Paragraph:
    """Say whether an operative paragraph mandates the protection of civilians.

    The post, the day and the rules that had suggested it are kept; a later word takes the place of
    an earlier one, which stays in the history.
    Raises  Denied; BadParameter for a paragraph that decides nothing; Conflict.
    """
    by.require(ACT, of=paragraph)
    if paragraph.kind != Paragraph.Kind.OPERATIVE:
        raise BadParameter(say("only operative paragraphs give a mandate"))
    said = _suggestion(paragraph)
    changes = _judgement(said, poc, by)
    return records.edit(paragraph, changes, version=version, by=by.person, seen=paragraphs_for(by))


def _judgement(said: core.Suggestion, poc: bool, by: Standing) -> dict[str, FieldValue]:
    return {
        "poc": poc,
        "poc_rules": [rule.rule for rule in said.rules if rule.poc] if said.poc else [],
        "judged_by": post_acting(by, ACT),
        "judged_on": clock.today(by.mission),
    }


def _suggestion(paragraph: Paragraph) -> core.Suggestion:
    resolution = paragraph.resolution
    whole = list(resolution.paragraphs.order_by("order"))
    return next(said for one, said in suggestions(resolution, whole) if one.pk == paragraph.pk)


@transaction.atomic
def decide(paragraph: Paragraph, kind: str, *, confirm: bool, by: Standing) -> MandatedTask:
    """Confirm or reject a task the rules suggest for a paragraph, with the means and the chapter of
    the Charter they found for it: who knows better changes them on the page of the task.

    Raises  Denied; BadParameter for one they do not suggest; NotNow if somebody decided before.
    """
    by.require(ACT, of=paragraph)
    said = _suggestion(paragraph) if paragraph.kind == Paragraph.Kind.OPERATIVE else None
    task = next((one for one in said.tasks if one.task == kind), None) if said else None
    if said is None or task is None:
        raise BadParameter(
            say("the rules do not suggest this task here"), next=say("add it by hand")
        )
    # two who decide at once wait for each other at the paragraph
    hold(paragraph)
    if paragraph.tasks.filter(kind=kind).exists():
        raise NotNow(say("somebody decided on this task before"), next=say("open the task"))
    return _keep_decided(paragraph, said, task, confirm=confirm, by=by)


def _keep_decided(
    paragraph: Paragraph, said: core.Suggestion, task: core.Task, *, confirm: bool, by: Standing
) -> MandatedTask:
    decided = MandatedTask(
        paragraph=paragraph,
        kind=task.task,
        what=task.label,
        tier=task.tier,
        phases=list(task.phases),
        rules=[rule.rule for rule in said.rules if rule.task == task.task],
        means=means_of(said),
        chapter=said.chapter,
        state=MandatedTask.State.CONFIRMED if confirm else MandatedTask.State.REJECTED,
        **decided_by(by),
    )
    return records.create(decided, mission=by.mission, by=by.person)


@transaction.atomic
def decide_all(
    resolution: Resolution, answers: Mapping[tuple[UUID, str], bool], *, by: Standing
) -> list[MandatedTask]:
    """Confirm or reject in one sitting tasks the rules suggest for a text. A paragraph that is
    suggested as a mandate to protect civilians is judged one with the first task confirmed.

    Takes   answers, by paragraph and kind of task whether it is confirmed; others wait.
    Gives   the tasks decided; one that somebody decided meanwhile stays as it was decided.
    Raises  Denied.
    """
    by.require(ACT, of=resolution)
    hold(resolution)
    paragraphs = list(paragraphs_for(by).filter(resolution=resolution).order_by("order"))
    known = set(
        MandatedTask.objects.filter(paragraph__resolution=resolution).values_list(
            "paragraph", "kind"
        )
    )
    decided = []
    for paragraph, said in suggestions(resolution, paragraphs):
        for task in said.tasks:
            place = (paragraph.pk, task.task)
            if place in answers and place not in known:
                confirm = answers[place]
                decided.append(_keep_decided(paragraph, said, task, confirm=confirm, by=by))
                if confirm and said.poc and paragraph.poc is None:
                    judged = _judgement(said, poc=True, by=by)
                    paragraph = records.edit(
                        paragraph, judged, version=paragraph.version, by=by.person
                    )
    return decided


def decided_by(by: Standing) -> dict[str, Any]:
    """Which post decided on a task, and when."""
    return {"decided_by": post_acting(by, ACT), "decided_on": clock.today(by.mission)}


@transaction.atomic
def reconsider(task: MandatedTask, *, confirm: bool, version: int, by: Standing) -> MandatedTask:
    """Confirm a task that was rejected, or reject one that was confirmed.

    Raises  Denied; Conflict.
    """
    by.require(ACT, of=task)
    state = MandatedTask.State.CONFIRMED if confirm else MandatedTask.State.REJECTED
    return records.edit(
        task, {"state": state, **decided_by(by)}, version=version, by=by.person, seen=tasks_for(by)
    )


# --- tasks


@one_at_a_time(hold)
def end_task(
    task: MandatedTask, on: date | None, *, version: int, by: Standing, reason: str
) -> MandatedTask:
    """End a task on a day, for a reason; it stays to be read.

    Raises  Denied; BadParameter without a reason or before it began; NotNow if it has ended or was
            rejected; Conflict.
    """
    by.require(ACT, of=task)
    if not reason.strip():
        raise BadParameter(say("a reason is needed to end a task"), next=say("write it"))
    today = clock.today(by.mission)
    if task.state == MandatedTask.State.REJECTED or task.has_ended(today):
        raise NotNow(say("this is no task today"), next=say("open the list of tasks"))
    day = on or today
    if task.starts and day < task.starts:
        raise BadParameter(say("it would end before it begins"), next=say("put the days right"))
    return records.edit(
        task,
        {"until": day},
        version=version,
        by=by.person,
        reason=reason.strip(),
        seen=tasks_for(by),
    )


# --- a renewal


@transaction.atomic
def settle_renewal(
    renewal: Resolution,
    answers: Mapping[MandatedTask, tuple[Paragraph | None, int]],
    on: date | None,
    *,
    by: Standing,
    reason: str,
) -> list[MandatedTask]:
    """Say in one sitting what becomes of tasks of the resolution a text renews: each ends on a day,
    and a paragraph of the renewal gives it again, or none does. What nobody answers stands. Once
    nothing of the old resolution stands, it is retired on that day.

    Takes   answers, by task the paragraph that gives it again (None: not taken up again) and the
            version it was looked at; on, the last day of the old tasks (today if left out).
    Gives   the tasks that ended, each with the one that took its place.
    Raises  Denied; BadParameter without a reason, for a text that renews none, for a task that is
            not of it or a paragraph that is not the renewal's, or a day before the old text;
            Conflict.
    """
    by.require(ACT, of=renewal)
    old = renewal.supersedes
    if old is None:
        raise BadParameter(say("this resolution renews none"), next=say("say which it renews"))
    if not reason.strip():
        raise BadParameter(say("a reason is needed to end a task"), next=say("write it"))
    day = on or clock.today(by.mission)
    if old.adopted and day < old.adopted:
        raise BadParameter(say("it would end before it was adopted"), next=say("put the day right"))
    hold(renewal)  # two who settle at once wait for each other
    whole = list(renewal.paragraphs.order_by("order"))
    said_of = {one.pk: said for one, said in suggestions(renewal, whole)}
    ended = []
    for task, (paragraph, version) in answers.items():
        by.require_ours(task)
        if task.paragraph.resolution_id != old.pk:
            raise BadParameter(
                say("this task is not of the resolution that is renewed"),
                next=say("open the page again"),
            )
        after = _successor_in(renewal, paragraph, task, said_of, by) if paragraph else None
        if task.starts and day < task.starts:
            raise BadParameter(say("it would end before it begins"), next=say("put the days right"))
        ended.append(
            records.edit(
                task,
                {"until": day, "superseded_by": after},
                version=version,
                by=by.person,
                reason=reason.strip(),
                seen=tasks_for(by),
            )
        )
    standing_on = MandatedTask.objects.filter(
        Q(until=None) | Q(until__gt=day),
        paragraph__resolution=old,
        state=MandatedTask.State.CONFIRMED,
    )
    if old.retired_on is None and not standing_on.exists():
        records.edit(
            old, {"retired_on": day}, version=old.version, by=by.person, reason=reason.strip()
        )
    return ended


def _successor_in(
    renewal: Resolution,
    paragraph: Paragraph,
    task: MandatedTask,
    said_of: Mapping[UUID, core.Suggestion],
    by: Standing,
) -> MandatedTask:
    """The task of a paragraph of the renewal that takes another's place: one that is confirmed
    there, or a new one, which keeps who does it and takes its means from the new text.

    Takes   said_of, what the rules suggest for each operative paragraph of the renewal.
    """
    if paragraph.resolution_id != renewal.pk or paragraph.kind != Paragraph.Kind.OPERATIVE:
        raise BadParameter(
            say("this is no operative paragraph of the renewal"), next=say("choose one of the list")
        )
    alike = (
        paragraph.tasks.filter(kind=task.kind)
        if task.kind
        else paragraph.tasks.filter(what=task.what)
    )
    there = alike.order_by("entered_at").first()
    if there is not None:
        if there.state == MandatedTask.State.REJECTED:
            there = reconsider(there, confirm=True, version=there.version, by=by)
        return there
    said = said_of[paragraph.pk]
    words_stand = paragraph.text.strip(" ;.") == task.paragraph.text.strip(" ;.")
    new = MandatedTask(
        paragraph=paragraph,
        kind=task.kind,
        what=task.what,
        tier=task.tier,
        phases=list(task.phases),
        component=task.component,
        owner=task.owner,
        priority=task.priority,
        limit=task.limit if words_stand else "",
        host=task.host if words_stand else "",
        means=means_of(said) or (task.means if words_stand and not task.rules else ""),
        chapter=said.chapter or (task.chapter if words_stand else ""),
        rules=[rule.rule for rule in said.rules if task.kind and rule.task == task.kind],
        classification=task.classification,
        **decided_by(by),
    )
    return records.create(new, mission=by.mission, by=by.person)


# --- the order of the tasks


@transaction.atomic
def order_tasks(
    order: Mapping[MandatedTask, tuple[int | None, MandatedTask | None]],
    authority: str,
    on: date | None,
    *,
    by: Standing,
    versions: Mapping[UUID, int] | None = None,
) -> list[MandatedTask]:
    """Put tasks in order: which comes first, and which begins only after another.

    Takes   order, by task its rank (1 comes first; none for no place) and the task it waits for;
            authority, who ordered it so: the Council, the Head of Mission; on, the day; versions,
            of each task as it was looked at: what another ordered meanwhile stays where this person
            left it alone.
    Gives   the tasks whose place changed, each with authority and day.
    Raises  Denied; BadParameter without authority, for a day ahead, for a rank below 1, or where
            tasks wait for each other; Conflict, task by task, where two ordered the same.
    """
    by.require(ACT)
    by.require_ours(*order)
    if not authority.strip():
        raise BadParameter(
            say("an order of tasks needs an authority"), next=say("write who ordered it")
        )
    today = clock.today(by.mission)
    day = on or today
    if day > today:
        raise BadParameter(say("this day lies ahead"), next=say("put the day right"))
    if any(rank is not None and rank < 1 for rank, _after in order.values()):
        raise BadParameter(say("the first task has rank 1"), next=say("begin there"))
    waits = dict(tasks_for(by).exclude(after=None).values_list("pk", "after"))
    seen = {task.pk: (versions or {}).get(task.pk, task.version) for task in order}
    moved = {task: _changed_order(task, *place, seen[task.pk]) for task, place in order.items()}
    changes = {task: place for task, place in moved.items() if place}
    waits |= {task.pk: _pk(place["after"]) for task, place in changes.items() if "after" in place}
    for task in order:
        if _waits_for_itself(task.pk, waits):
            raise BadParameter(
                say("these tasks wait for each other: {what}", what=task.named),
                next=say("let one of them begin"),
            )
    changed = []
    clash: dict[str, tuple[Any, Any, Any]] = {}
    for task, place in changes.items():
        place["ordered_by"], place["ordered_on"] = authority.strip(), day
        try:
            changed.append(
                records.edit(
                    task,
                    place,
                    version=seen[task.pk],
                    by=by.person,
                    seen=tasks_for(by),
                )
            )
        except Conflict as conflict:
            clash |= {f"{task.named}: {name}": values for name, values in conflict.fields.items()}
    if clash:
        raise Conflict(
            say("somebody else put these tasks in order meanwhile"),
            fields=clash,
            version=0,
            next=say("compare both and send your choice"),
        )
    return changed


def _pk(task: MandatedTask | None) -> UUID | None:
    return task.pk if task else None


def _changed_order(
    task: MandatedTask, rank: int | None, after: MandatedTask | None, version: int
) -> TaskPlace:
    """What of a task's place differs from where it stood in the version looked at."""
    began: Any = task
    if version != task.version:
        began = versions_of(task).get_numbered(version) or task
    place: TaskPlace = {}
    if rank != began.rank:
        place["rank"] = rank
    if _pk(after) != began.after_id:
        place["after"] = after
    return place


def _waits_for_itself(begun: UUID, waits: Mapping[UUID, UUID | None]) -> bool:
    seen = {begun}
    at = waits.get(begun)
    while at is not None and at not in seen:
        seen.add(at)
        at = waits.get(at)
    return at is not None
