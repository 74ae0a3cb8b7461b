"""Endpoints that only read records no declared kind describes to programs: a list, and one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.records.list_schema import Listed
from tutela_web.records.pages import read_line
from tutela_web.records.paging import list_part

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Model)


@dataclass(frozen=True)
class ReadEndpoints:
    """Where a room's endpoints are, and by which kind of the policy their records are read.

    module  of the room, from which the API names its operations
    form    how the audit says that one was read: "api", where it says so
    """

    router: Router
    module: str
    reads: str
    form: str = ""

    def add_list(
        self,
        path: str,
        schema: type[Schema],
        rows: Callable[[Standing], QuerySet[R]],
        *,
        order: str,
        about: str,
        name: str = "",
    ) -> None:
        """Add a list in parts.

        Takes   path, under the mission, whose last word names the operation; order, the field of
                the list, "-" for the highest first; about, the sentence of the API's description;
                name, of the operation, where it is not that word.
        """

        def list_records(
            request: HttpRequest, code: str, limit: int = 100, after: str = ""
        ) -> dict[str, Any]:
            standing = enter(request, code, self.reads)
            return list_part(rows(standing), order, limit, after, standing=standing)

        self.router.get(
            f"/missions/{{code}}/{path}",
            response=Listed[schema],  # type: ignore[valid-type]  # the schema is known when it runs
        )(self._name_view(list_records, name or path.rpartition("/")[2], about))

    def add_record(
        self,
        path: str,
        name: str,
        schema: type[Schema],
        rows: Callable[[Standing], QuerySet[R]],
        *,
        about: str,
        tell: Callable[[Standing, R], None] = lambda standing, record: None,
    ) -> None:
        """Add the endpoint of one record; reading one that is confidential is a line in the audit.

        Takes   path, of the list; name, of the operation; tell, what is written on the record for
                the schema to read.
        """

        def read_record(request: HttpRequest, code: str, pk: UUID) -> Any:
            standing = enter(request, code, self.reads)
            record = get_object_or_404(rows(standing), pk=pk)
            read_line(standing, record, **({"form": self.form} if self.form else {}))
            tell(standing, record)
            return record

        self.router.get(
            f"/missions/{{code}}/{path}/{{uuid:pk}}",
            response=schema,
        )(self._name_view(read_record, name, about))

    def _name_view(self, view: Callable[P, T], name: str, about: str) -> Callable[P, T]:
        """The view as if the room had written it: ninja describes an operation by its function."""
        view.__module__, view.__name__, view.__doc__ = self.module, name, about
        return view
