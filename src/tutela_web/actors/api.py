"""Actors for programs: the list, one, make, edit, retire."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router

from tutela_web.access.api import Edit, Given, Retirement, made_once, without_hidden
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.actors import verbs
from tutela_web.actors.kind import ACTOR
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for, found_actors, with_whole
from tutela_web.base.values import FieldValue
from tutela_web.records.endpoints.kind_api import (
    create_given,
    read_changed,
    schema_changes,
    schema_in,
    schema_out,
    tell_own_of,
    tell_own_on,
)
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import key_of
from tutela_web.records.kind_verbs import edit_record
from tutela_web.records.list_schema import Listed
from tutela_web.records.paging import list_part

router = Router(tags=["actors"])
as_actors = ReadEndpoints(router, __name__, reads="actors")
Type = Actor.Type


class OtherName(Given):
    """Another name, and its language ("ar") where that is known."""

    name: str = Field(min_length=1, max_length=160)
    language: str = Field("", pattern=r"^([a-z]{2,3})?$")


class ActorOut(schema_out(ACTOR, without=("other_names",), own=True)):  # type: ignore[misc]
    """An actor as the mission has it; null is not known. `part_of_id` is null too where the whole
    may not be seen."""

    other_names: list[OtherName]
    retired: bool

    resolve_part_of_id = staticmethod(key_of("part_of"))

    @staticmethod
    def resolve_other_names(actor: Actor) -> list[dict[str, str]]:
        return [
            other if isinstance(other, dict) else {"name": other} for other in actor.other_names
        ]


OtherNames = Annotated[list[OtherName], Field(max_length=50)]


class ActorIn(
    schema_in(ACTOR, without=("other_names", "note"), own=True)  # type: ignore[misc]
):
    """What may be written: a code left blank is made from the name. A people is never an actor."""

    other_names: OtherNames = []
    note: str = Field("", max_length=20_000)


class ActorChanges(
    schema_changes(ACTOR, without=("other_names", "note"), own=True)  # type: ignore[misc]
):
    """Only the fields that changed."""

    other_names: OtherNames = []
    note: str = Field("", max_length=20_000)


def _readable_actors(standing: Standing) -> QuerySet[Actor]:
    return with_whole(standing, actors_for(standing))


def _require_seen(standing: Standing, fields: dict[str, FieldValue]) -> None:
    """Refuse an actor this person may not see; the schema has looked at the types."""
    if fields.get("part_of_id"):
        get_object_or_404(actors_for(standing), pk=fields["part_of_id"])


@router.get("/missions/{code}/actors", response=Listed[ActorOut])
def actors(
    request: HttpRequest,
    code: str,
    limit: int = 100,
    after: str = "",
    type: Type | None = None,
    retired: bool = False,
    q: str = "",
) -> Any:
    """Actors, by code; `q` is a part of any name. `next` is to be sent as `after`."""
    standing = enter(request, code, "actors")
    asked = {"type": type or "", "retired": "1" if retired else "", "q": q}
    rows = with_whole(standing, found_actors(standing, asked))
    listed = list_part(rows, "code", limit, after, standing=standing)
    tell_own_of(ACTOR, standing, listed["results"])
    return listed


as_actors.add_record(
    "actors",
    "actor",
    ActorOut,
    _readable_actors,
    about="One actor; reading one that is confidential is a line in the audit.",
    tell=tell_own_on(ACTOR),
)


@router.post("/missions/{code}/actors", response={201: ActorOut, 200: ActorOut})
def make_actor(request: HttpRequest, code: str, body: ActorIn) -> Any:
    """Make an actor. Send an Idempotency-Key to send again safely."""
    standing = enter(request, code, "actors")

    def make() -> Actor:
        values = body.dict(exclude_unset=True)
        _require_seen(standing, values)
        actor: Actor = create_given(ACTOR, values, by=standing)
        return actor

    made = made_once(request, standing.person, "actor", make, _readable_actors(standing))
    tell_own_of(ACTOR, standing, [made.value])
    return made


@router.patch("/missions/{code}/actors/{uuid:pk}", response=ActorOut)
def edit(request: HttpRequest, code: str, pk: UUID, body: Edit[ActorChanges]) -> Any:
    """Change fields; 409 with both values where somebody changed the same ones meanwhile."""
    standing = enter(request, code, "actors")
    actor = get_object_or_404(_readable_actors(standing), pk=pk)
    sent = body.changes.dict(exclude_unset=True)
    _require_seen(standing, sent)
    changes = without_hidden(sent, "part_of_id", actor.part_of)
    edit_record(ACTOR, actor, changes, version=body.version, by=standing, reason=body.reason)
    return read_changed(ACTOR, _readable_actors(standing), pk, by=standing)


@router.post("/missions/{code}/actors/{uuid:pk}/retirement", response=ActorOut)
def retire(request: HttpRequest, code: str, pk: UUID, body: Retirement) -> Any:
    """Take an actor off the lists, or bring it back."""
    standing = enter(request, code, "actors")
    actor = get_object_or_404(actors_for(standing), pk=pk)
    verbs.retire_actor(
        actor, retired=body.retired, version=body.version, by=standing, reason=body.reason
    )
    return read_changed(ACTOR, _readable_actors(standing), pk, by=standing)
