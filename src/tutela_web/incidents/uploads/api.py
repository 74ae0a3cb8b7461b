"""Files of events for programs: send one, read what its dry run found, import it, undo it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from tutela_web.access.api import Fault, Given, Moment, do_once
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.actors.queries import actors_for
from tutela_web.base.models import Batch, Job, RowError
from tutela_web.base.values import FieldValue
from tutela_web.incidents.imports import queries, verbs
from tutela_web.incidents.imports.deciding import FACTS, choices
from tutela_web.incidents.imports.people_counted import people_told
from tutela_web.incidents.imports.settling import Means
from tutela_web.incidents.models import Double, Event, HeldRow, PairDecision
from tutela_web.incidents.uploads import double_verbs, held_verbs, settle_verbs
from tutela_web.incidents.uploads.settle_verbs import NameAnswer
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.records.list_schema import Listed
from tutela_web.records.paging import list_part

router = Router(tags=["imports"])
KIND = queries.BATCHES
ADDRESS = "/missions/{code}/imports"


class Numbers(Schema):
    """Rows of a file, as far as this person may know; doubles come in and are joined by people.

    rows = new + changed + same + again + held + left_out + refused. `held`: wait for a person
    (`held/decisions`); `left_out`: said by a person to be another; `again`: said twice in the file.
    """

    rows: int
    accepted: int
    refused: int
    new: int
    changed: int
    same: int
    doubles: int
    held: int
    left_out: int
    again: int


class Work(Schema):
    """The last piece of work on a file: waiting, running, done, failed or cancelled. `done` and
    `total` are for who sent the file, null for others."""

    kind: str
    state: str
    step: str
    done: int | None
    total: int | None


class AlikeOut(Schema):
    """Pairs of a file beyond those listed at `doubles`: how many, with which other file (null where
    it is `within` this file, or one you may not know of), and what was decided of all of them."""

    id: UUID
    other: UUID | None
    number: int
    within: bool
    decision: str


ALIKE = ("number", "within", "decision")


class ImportOut(
    ColumnSchema,
    of=Batch,
    columns="id state file_name file_sha256 classification uploaded_at known_at published_at "
    "undone_at",
):
    """A file on its way in: uploaded, checked (nothing is written yet), published, undone,
    cancelled or refused. Columns nobody knows are matched on the page. `file_sha256` is for who
    sent the file, blank for others."""

    numbers: Numbers
    names_waiting: int
    alike: list[AlikeOut]
    own: bool
    as_incidents: bool
    work: Work | None
    fault: Fault | None


class NameOut(Schema):
    """A name of an actor (`kind` actor) or a word for what happened (harm) that nobody settled, the
    rows that say it, and the actor of ours that it looks like. Ids hold until the file is tried
    anew."""

    id: UUID
    kind: str
    said: str
    rows: int
    lines: list[int]
    suggested: str


class NameGiven(Given):
    """What a name means: `means` is ours (with `actor`, or for a word `harm`), new, unknown or
    leave_out. It is remembered for the source."""

    id: UUID
    means: str = Field(max_length=9)
    actor: UUID | None = None
    harm: str = Field("", max_length=60)


class NamesGiven(Given):
    """Names settled in one go; `others_unknown`: of all others nobody known is meant."""

    answers: list[NameGiven] = Field(default_factory=list, max_length=1_000)
    others_unknown: bool = False


class KindGiven(Given):
    """Whose log a file is: of `own` ones the words are kept, sealed by the file's marking, and
    `as_incidents` records each row as an incident of the office."""

    own: bool
    as_incidents: bool = False


class RowErrorOut(Schema):
    """One refused row: where, why, and what to do; never what stands in the file."""

    id: UUID
    sheet: str
    line: int
    column: str
    why: list[str]
    next: str


class HeldRowOut(ColumnSchema, of=HeldRow, columns="sheet line take_in"):
    """A row that waits for a person: why, and what it would come in as for who may read the file.
    `take_in`: null while it waits, true once taken in as it stands, false if left out. Ids hold
    until the file is tried anew."""

    id: UUID
    why: list[str]
    facts: dict[str, Any] | None


class DoubleOut(ColumnSchema, of=Double, columns="line other_line score km days decision"):
    """Two records that may be one event. `facts` of a row are for who may read the file; `event` is
    the record here, where this person may see it. `choices`: what may be said of the pair. Ids hold
    until the file is tried anew."""

    id: UUID
    facts: dict[str, Any] | None
    other_facts: dict[str, Any] | None
    event: UUID | None
    choices: list[str]


class HeldDecision(Given):
    """Held rows taken in as they stand, or left out. `rows`: their ids; null for all that wait."""

    rows: list[UUID] | None = Field(None, max_length=10_000)
    take_in: bool


class DoubleDecision(Given):
    """One choice for pairs. `pairs`: their ids; null for all that nobody decided. `alike`: the id
    of pairs that are not listed, of which all are the same, or different."""

    pairs: list[UUID] | None = Field(None, max_length=10_000)
    alike: UUID | None = None
    decision: PairDecision


class Confirmation(Given):
    """A person has seen the dry run. `known_at`: since when the mission knew what the file says.
    Names that nobody settled come in as not known; with `others_unknown` false the answer is 400
    while any waits."""

    known_at: Moment | None = None
    others_unknown: bool = True


def _batch_as_json(
    batch: Batch, standing: Standing, job: Job | None, beside: queries.BesideFiles
) -> dict[str, Any]:
    fields = (
        "id",
        "state",
        "file_name",
        "classification",
        "uploaded_at",
        "known_at",
        "published_at",
        "undone_at",
    )
    return {name: getattr(batch, name) for name in fields} | {
        "names_waiting": beside.names.get(batch.pk, 0),
        "alike": [
            {"id": one.handle, "other": one.other} | {n: getattr(one, n) for n in ALIKE}
            for one in beside.alike.get(batch.pk, [])
        ],
        "own": batch.pk in beside.own,
        "as_incidents": batch.pk in beside.as_incidents,
        "file_sha256": queries.fingerprint_of(batch, standing),
        "numbers": queries.numbers(batch, standing),
        "people": [one.as_data() for one in people_told(batch)],
        "work": job and _work_as_json(job, batch, standing),
        "fault": _fault(batch, job),
    }


def _work_as_json(job: Job, batch: Batch, standing: Standing) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": job.kind, "state": job.state, "step": job.step}
    return told | queries.progress_of(job, batch, standing)


def _fault(batch: Batch, job: Job | None) -> dict[str, str] | None:
    """Why the file, or the work on it, was refused as a whole."""
    told = batch.report.get("error")
    if told is None and job is not None and job.state == Job.State.FAILED:
        told = job.error
    if told is None:
        return None
    return {
        "code": told["code"],
        "what": say_in_page_language(told.get("what")),
        "where": "",
        "next": say_in_page_language(told.get("next")),
    }


def _jobs(ids: list[UUID]) -> dict[UUID | None, Job]:
    """The last job of each batch."""
    found = Job.objects.filter(subject_id__in=ids).order_by("asked_at", "pk")
    return {job.subject_id: job for job in found}


def _batch(standing: Standing, pk: UUID | str) -> Batch:
    return get_object_or_404(queries.batches_for(standing), pk=pk)


def _batch_answer(standing: Standing, pk: UUID | str) -> dict[str, Any]:
    batch = _batch(standing, pk)
    beside = queries.beside_files([batch], standing)
    return _batch_as_json(batch, standing, _jobs([batch.pk]).get(batch.pk), beside)


@router.get(ADDRESS, response=Listed[ImportOut])
def imports(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """Files that came in, the newest first."""
    standing = enter(request, code, KIND)
    listed = list_part(queries.batches_for(standing), "-uploaded_at", limit, after)
    work = _jobs([batch.pk for batch in listed["results"]])
    beside = queries.beside_files(listed["results"], standing)
    listed["results"] = [
        _batch_as_json(b, standing, work.get(b.pk), beside) for b in listed["results"]
    ]
    return listed


@router.get(ADDRESS + "/{uuid:pk}", response=ImportOut)
def one(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One file: how far it is, and what its dry run found."""
    return _batch_answer(enter(request, code, KIND), pk)


@router.get(ADDRESS + "/{uuid:pk}/errors", response=Listed[RowErrorOut])
def errors(request: HttpRequest, code: str, pk: UUID, limit: int = 100, after: str = "") -> Any:
    """The refused rows of a file, by line."""
    batch = _batch(enter(request, code, KIND), pk)
    found = list_part(batch.errors.all(), "line", limit, after)
    found["results"] = [_row(error) for error in found["results"]]
    return found


def _row(error: RowError) -> dict[str, Any]:
    why = [error.said["why"], *error.said.get("also", [])]
    return {
        "id": error.handle,
        "sheet": error.said.get("sheet") or "",
        "line": error.line,
        "column": error.column,
        "why": [say_in_page_language(one) for one in why],
        "next": say_in_page_language(error.said.get("next")),
    }


@router.get(ADDRESS + "/{uuid:pk}/names", response=list[NameOut])
def names(request: HttpRequest, code: str, pk: UUID) -> Any:
    """The names and words of a file that nobody settled, those of most rows first."""
    standing = enter(request, code, KIND)
    batch = batch_to_settle(standing, pk)
    asked = queries.names_asked(batch, standing)
    queries.record_reading(batch, standing, len(asked))
    return [
        {
            "id": one.name.handle,
            "kind": one.name.kind,
            "said": one.name.said,
            "rows": one.name.number,
            "lines": one.name.lines,
            "suggested": one.suggested.name if one.suggested else "",
        }
        for one in asked
    ]


@router.post(ADDRESS + "/{uuid:pk}/names/answers", response=ImportOut)
def settle(request: HttpRequest, code: str, pk: UUID, sent: NamesGiven) -> Any:
    """Say who names mean, once for their source; the file is tried anew with that."""
    return decide_once(request, code, pk, lambda batch, by: _settle(batch, sent, by))


def _settle(batch: Batch, sent: NamesGiven, by: Standing) -> Job:
    waiting = {name.handle: name for name in queries.names_waiting(batch, by)}
    actors = actors_for(by).in_bulk([answer.actor for answer in sent.answers if answer.actor])
    answers = []
    for answer in sent.answers:
        name = waiting.pop(answer.id, None)
        if name is None or (answer.actor and answer.actor not in actors):
            raise Http404
        actor = actors[answer.actor] if answer.actor else None
        answers.append(NameAnswer(name.kind, name.said, answer.means, actor, answer.harm))
    if sent.others_unknown:
        rest = waiting.values()
        answers += [NameAnswer(name.kind, name.said, Means.NOBODY) for name in rest]
    return settle_verbs.settle_names(batch, answers, by=by)


@router.post(ADDRESS + "/{uuid:pk}/kind", response=ImportOut)
def kind(request: HttpRequest, code: str, pk: UUID, chosen: KindGiven) -> Any:
    """Say whose log a file is, and as what its rows come in; the next one of its source follows."""
    return decide_once(
        request,
        code,
        pk,
        lambda batch, by: settle_verbs.choose_kind_of_file(
            batch, own=chosen.own, as_incidents=chosen.as_incidents, by=by
        ),
    )


def batch_to_settle(standing: Standing, pk: UUID) -> Batch:
    """A file that this person may import and read; 404 for one they may not read."""
    batch = _batch(standing, pk)
    standing.require(verbs.ACT)
    if not queries.may_read_words(batch, standing):
        raise Http404
    return batch


@router.get(ADDRESS + "/{uuid:pk}/held", response=Listed[HeldRowOut])
def held(request: HttpRequest, code: str, pk: UUID, limit: int = 100, after: str = "") -> Any:
    """Rows of a file that wait for a person, or waited, by line."""
    standing = enter(request, code, KIND)
    batch = _batch(standing, pk)
    readable = queries.may_read_words(batch, standing)
    listed = list_part(queries.held_for(batch, standing), "line", limit, after)
    queries.record_reading(batch, standing, len(listed["results"]) if readable else 0)
    listed["results"] = [_held_row(row, readable) for row in listed["results"]]
    return listed


def _held_row(row: HeldRow, readable: bool) -> dict[str, Any]:
    why = row.why if readable else row.why_without_words
    return {
        "id": row.handle,
        "sheet": row.sheet,
        "line": row.line,
        "why": [say_in_page_language(one) for one in why],
        "facts": row.facts if readable else None,
        "take_in": row.take_in,
    }


@router.post(ADDRESS + "/{uuid:pk}/held/decisions", response=ImportOut)
def decide_held(request: HttpRequest, code: str, pk: UUID, decision: HeldDecision) -> Any:
    """Take held rows in as they stand, or leave them out; the file is tried anew with that."""
    return decide_once(
        request,
        code,
        pk,
        lambda batch, by: held_verbs.decide_held(
            batch, decision.rows, take_in=decision.take_in, by=by
        ),
    )


@router.get(ADDRESS + "/{uuid:pk}/doubles", response=Listed[DoubleOut])
def doubles(request: HttpRequest, code: str, pk: UUID, limit: int = 100, after: str = "") -> Any:
    """Pairs of a file that may be one event, the likeliest first."""
    standing = enter(request, code, KIND)
    batch = _batch(standing, pk)
    readable = queries.may_read_words(batch, standing)
    listed = list_part(queries.doubles(batch), "order", limit, after)
    here = queries.events_beside(listed["results"], standing)
    queries.record_reading(batch, standing, len(listed["results"]) if readable else 0)
    listed["results"] = [_pair(pair, here, readable) for pair in listed["results"]]
    return listed


def _pair(pair: Double, here: dict[str, Event], readable: bool) -> dict[str, Any]:
    event = here.get(pair.other)
    theirs = {name: getattr(event, name) for name in FACTS} if event else pair.other_facts
    fields = ("line", "other_line", "score", "km", "days", "decision")
    return {name: getattr(pair, name) for name in fields} | {
        "id": pair.handle,
        "facts": pair.facts if readable else None,
        "other_facts": theirs if event or readable else None,
        "event": event.handle if event else None,
        "choices": [one.value for one in choices(pair.other_line)]
        if pair.other_line is not None or event
        else [],
    }


@router.post(ADDRESS + "/{uuid:pk}/doubles/decisions", response=ImportOut)
def decide_doubles(request: HttpRequest, code: str, pk: UUID, decision: DoubleDecision) -> Any:
    """Say of pairs that they are the same, or different; the import follows it. What cannot be said
    of a pair leaves it undecided; 400 where it can be said of none."""

    def decide(batch: Batch, by: Standing) -> int:
        if decision.alike is not None:
            return double_verbs.decide_alike(batch, decision.alike, decision.decision, by=by)
        return double_verbs.decide_many(batch, decision.pairs, decision.decision, by=by)

    return decide_once(request, code, pk, decide)


def decide_once(
    request: HttpRequest, code: str, pk: UUID, act: Callable[[Batch, Standing], Model | int | None]
) -> Any:
    """A decision about rows of a file, by who may import and may read them."""
    batch_to_settle(enter(request, code, KIND), pk)
    return _act_once(request, code, pk, act)


@router.post(ADDRESS, response={201: ImportOut, 200: ImportOut})
def send(
    request: HttpRequest,
    code: str,
    file: File[UploadedFile],
    classification: int = Form(1, ge=0, le=2),
    matching: str = Form("", max_length=80),
) -> Any:
    """Send a file (CSV, packed CSV, XLSX, Parquet) for its dry run; nothing is imported by this.

    `matching` names a matching of columns that was saved on the page. 200: this very file was here
    before, and nothing is kept again.
    """
    standing = enter(request, code, KIND)
    matchings = queries.matchings_of(standing)
    chosen = get_object_or_404(matchings, name=matching) if matching else None
    known: list[bool] = []

    def do() -> tuple[str, Any]:
        batch, before = verbs.receive(
            file, by=standing, classification=classification, matching=chosen
        )
        known.append(before)
        return "batch", batch.pk

    _kind, pk, new = do_once(
        request, standing.person, do, sent=_fingerprint(file, classification, matching)
    )
    return Status(201 if new and not known[0] else 200, _batch_answer(standing, pk))


def _fingerprint(file: UploadedFile, *fields: FieldValue) -> bytes:
    print_ = hashlib.sha256(repr(fields).encode())
    for part in file.chunks():
        print_.update(part)
    file.seek(0)
    return print_.digest()


@router.post(ADDRESS + "/{uuid:pk}/confirmation", response=ImportOut)
def confirm(request: HttpRequest, code: str, pk: UUID, body: Confirmation) -> Any:
    """A person has seen the dry run and imports: all events are shown at once when all are in."""
    return _act_once(
        request,
        code,
        pk,
        lambda batch, by: verbs.confirm(
            batch, by=by, known_at=body.known_at, others_unknown=body.others_unknown
        ),
    )


@router.post(ADDRESS + "/{uuid:pk}/undoing", response=ImportOut)
def undo(request: HttpRequest, code: str, pk: UUID) -> Any:
    """Hide all events of an import at once, and show again what it had replaced."""
    return _act_once(request, code, pk, lambda batch, by: verbs.undo(batch, by=by))


@router.post(ADDRESS + "/{uuid:pk}/cancellation", response=ImportOut)
def cancel(request: HttpRequest, code: str, pk: UUID) -> Any:
    """Give up a file that was not imported, and erase it; work under way is stopped first, and
    then this is to be sent again."""
    return _act_once(request, code, pk, _give_up)


def _give_up(batch: Batch, by: Standing) -> None:
    working = verbs.work_on(batch.pk)
    if working is None:
        verbs.discard(batch, by=by)
    else:
        verbs.stop(working, by=by)


def _act_once(
    request: HttpRequest, code: str, pk: UUID, act: Callable[[Batch, Standing], Model | int | None]
) -> Any:
    """One act on a file, once for each idempotency key; the file as it is then."""
    standing = enter(request, code, KIND)
    batch = _batch(standing, pk)

    def do() -> tuple[str, Any]:
        act(batch, standing)
        return "batch", batch.pk

    do_once(request, standing.person, do)
    return _batch_answer(standing, pk)
