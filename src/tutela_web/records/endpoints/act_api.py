"""Endpoints of acts: what a program sends goes to the verb that a page sends it to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from tutela_web.access.api import done_once
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing


@dataclass(frozen=True)
class ActEndpoints:
    """The endpoints of acts on one kind of record, each done once for an idempotency key.

    module  of the room, from which the API names its operations
    reads   the kind of the policy by which the records are read
    path    of one of them, under the mission, with its key
    find    one by its key, as its verbs need it; `seen`, those the answer is read from
    out     what is answered: the record after the act
    kind    of what the verbs give, as the idempotency key keeps it
    """

    router: Router
    module: str
    reads: str
    path: str
    find: Callable[[Standing, UUID], Any]
    seen: Callable[[Standing], QuerySet[Any]]
    out: type[Schema]
    kind: str

    def add(
        self,
        path: str,
        name: str,
        verb: Callable[..., Model],
        given: type[Schema],
        *,
        about: str,
        kind: str = "",
    ) -> None:
        """Add one act.

        Takes   path, below that of the record; name, of the operation; verb, given what was sent by
                its names but for what was left open; about, the sentences of the API's description;
                kind, of what the verb gives, where that is not the kind of the record.
        """

        def act(request: HttpRequest, code: str, pk: UUID, body: Schema) -> Any:
            standing = enter(request, code, self.reads)
            record = self.find(standing, pk)
            said = {key: value for key, value in body.dict().items() if value is not None}
            return done_once(
                request,
                standing.person,
                kind or self.kind,
                lambda: verb(record, by=standing, **said),
                self.seen(standing),
                pk,
            )

        act.__annotations__["body"] = given  # known when this runs, not as it is written
        act.__module__, act.__name__, act.__doc__ = self.module, name, about
        self.router.post(f"/missions/{{code}}/{self.path}/{path}", response=self.out)(act)
