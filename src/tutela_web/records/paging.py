"""Long lists in parts, each starting after the last: no page is skipped or shown twice."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from types import NoneType
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import AutoField, F, Model, Q, QuerySet
from django.http import HttpRequest

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base.ids import seal_serial, unseal_handle
from tutela_web.base.values import FieldValue
from tutela_web.records.confidential import is_confidential

T = TypeVar("T")
RowModel = TypeVar("RowModel", bound=Model)
MOST = 1000
PAGE_SIZE = 50


def list_part(
    rows: QuerySet[Model], order: str, limit: int, after: str, *, standing: Standing | None = None
) -> dict[str, Any]:
    """The part of a queryset that follows `after`, by one field and then by id.

    Takes   order, the field's name, with "-" for the highest first; limit, 1 to 1000. Records in
            which the field is not known come at the end: they are records all the same.
            standing, of who is given records that may be confidential (`given_line`).
    Raises  BadParameter if `after` is not one this list gave.
    """
    limit = min(max(limit, 1), MOST)
    down = order.startswith("-")
    field = order.lstrip("-")
    blank = Q(**{f"{field}__isnull": True})
    if after:
        value, pk = _read(after, rows.model)
        step = "lt" if down else "gt"
        beyond = Q(**{f"pk__{step}": pk})
        try:
            if value is None:
                rows = rows.filter(blank & beyond)
            else:
                later = Q(**{f"{field}__{step}": value}) | (Q(**{field: value}) & beyond)
                rows = rows.filter(later | blank)
        except (ValidationError, ValueError, TypeError):
            raise _not_ours() from None
    first = F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True)
    rows_found = list(rows.order_by(first, "-pk" if down else "pk")[: limit + 1])
    more = len(rows_found) > limit
    rows_found = rows_found[:limit]
    if standing is not None:
        given_line(standing, rows_found)
    last = (
        _write_cursor(getattr(rows_found[-1], field), rows_found[-1].pk, rows.model)
        if more
        else None
    )
    return {"results": rows_found, "next": last}


def page_context(
    request: HttpRequest, rows: QuerySet[RowModel] | Sequence[T], *, size: int = PAGE_SIZE
) -> dict[str, Any]:
    """The page of a list that an address asks for, and the rest of its query: what `c-pages` takes.

    A page that is not there is the last one; what is no number is the first.

    Takes   size, how many rows a page has: fewer where a list is one of several on a page.
    """
    query = request.GET.copy()
    query.pop("page", None)
    paginator: Paginator[Any] = Paginator(rows, size)
    page = paginator.get_page(request.GET.get("page"))
    return {"page": page, "query": query.urlencode()}


def given_line(standing: Standing, records: Iterable[Model]) -> None:
    """A program was given records together: a line in the audit if one of them is confidential."""
    shown = list(records)
    if any(is_confidential(record) for record in shown):
        trail.record(
            "export",
            mission=standing.mission,
            by=standing.person,
            kind=shown[0]._meta.model_name or "",
            number=len(shown),
            form="api",
        )


def _write_cursor(value: FieldValue, pk: UUID | int, model: type[Model]) -> str:
    pk = seal_serial(model.__name__, pk) if isinstance(pk, int) else pk
    # not Django's encoder: it cuts moments to milliseconds, and rows of the same one were skipped
    text = json.dumps(
        [value, pk], default=lambda v: v.isoformat() if hasattr(v, "isoformat") else str(v)
    )
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read(after: str, model: type[Model]) -> tuple[Any, Any]:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(after.encode()))
        if not isinstance(value, (str, int, NoneType)) or not isinstance(pk, str):
            raise ValueError
        if isinstance(model._meta.pk, AutoField):
            pk = unseal_handle(model.__name__, UUID(pk))
            if pk is None:
                raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise _not_ours() from None
    return value, pk


def _not_ours() -> BadParameter:
    return BadParameter(
        say("'after' is not one this list gave"), next=say("send `next` of the answer before")
    )
