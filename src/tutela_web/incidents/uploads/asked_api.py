"""What a file asks and what is answered, for programs: where in it incidents stand, which column is
what, the first rows as they would come in, and cells that are fixed."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from tutela.base.errors import BadParameter, Rejection
from tutela.base.messages import say
from tutela.incidents.asked import Proposal
from tutela.incidents.file_asked import MOST_COLUMNS
from tutela.incidents.sources.mapping import FIELDS, FORMATS
from tutela.reading.regions import SURE, Region, Shape
from tutela_web.access.api import Given
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base.models import Batch, RowError
from tutela_web.incidents.imports import queries, verbs
from tutela_web.incidents.imports.asking import Answers
from tutela_web.incidents.uploads import asked_queries
from tutela_web.incidents.uploads.api import (
    ADDRESS,
    KIND,
    ImportOut,
    batch_to_settle,
    decide_once,
)
from tutela_web.look.translate import say_in_page_language

router = Router(tags=["imports"])

Number = Annotated[int, Field(ge=0, le=10_000_000)]
Ends = Annotated[list[Number], Field(min_length=2, max_length=2)]
"""A first and a last line or column."""


class RegionSent(Given):
    """A part of a file: the name of its sheet ("" in a text file), how incidents stand in it (rows,
    cards, grid, messages, paragraphs), and the first and last line of its heads ([0, 0] without
    any), of its rows, and of its columns, all counted from 1."""

    sheet: str = Field("", max_length=200)
    shape: str = Field("rows", max_length=10)
    head: Ends
    rows: Ends
    columns: Ends


class ColumnSent(Given):
    """The column that is a field, and how days are written in it ("" as it proves)."""

    column: str = Field(max_length=10_000)
    format: str = Field("", max_length=12)


class AnswersSent(Given):
    """What is said of a file. `regions`: the parts that are read; [] as it is found, null as it is
    read now. `fields`: the column of each field; null as it is read now."""

    regions: list[RegionSent] | None = Field(None, max_length=50)
    fields: dict[str, ColumnSent] | None = None
    save_as: str = Field("", max_length=80)


class SheetOut(Schema):
    """A sheet of a file: how many lines and columns it has in all."""

    name: str
    hidden: bool
    lines: int
    columns: int


class SheetLineOut(Schema):
    """A line of a sheet as it stands; of one that may tell of misconduct no cell is given."""

    line: int
    cells: list[str]
    shown: bool


class RegionOut(Schema):
    """A part in which incidents may stand: how many rows, how sure from 0 to 1, why, and whether it
    is read."""

    region: dict[str, Any]
    rows: int
    sure: float
    why: str
    read: bool


class ColumnOut(Schema):
    """What a column is taken for: its field ("" none), how sure from 0 to 1, by what (person, tag,
    head, cells, nothing) and why, what else it may be, and its first cells."""

    column: str
    field: str
    sure: float
    known: str
    why: str
    may_be: list[str]
    samples: list[str]


class AskedOut(Schema):
    """What a file asks: its sheets, lines of the one asked for, the parts that were found, and the
    columns of the table that is asked about, which stands at `region`. What is less sure than
    `sure` waits for an answer."""

    sure: float
    sheets: list[SheetOut]
    sheet: str
    lines: list[SheetLineOut]
    found: list[RegionOut]
    region: dict[str, Any] | None
    columns: list[ColumnOut]


class FirstRowOut(Schema):
    """A row as it would come in by the answers sent, and why it would wait for a person."""

    values: dict[str, Any]
    held: list[str]


class FirstRowsOut(Schema):
    """The first rows as they would come in; of those looked at, how many can be read, how many of
    them would wait, how many would be refused; and why the file gives none."""

    rows: list[FirstRowOut]
    refused: list[dict[str, Any]]
    read: int
    held: int
    wrong: int
    fault: str


class RowMended(Given):
    """Cells of a refused or held row as they should be, by column."""

    sheet: str = Field("", max_length=200)
    line: int = Field(ge=1)
    cells: dict[str, str] = Field(max_length=200)


class RowsMended(Given):
    """Rows mended in one go; the file is tried anew with them."""

    rows: list[RowMended] = Field(max_length=1_000)


@router.get(ADDRESS + "/{uuid:pk}/asked", response=AskedOut)
def asked(
    request: HttpRequest, code: str, pk: UUID, sheet: str = "", first: int = 1, limit: int = 100
) -> Any:
    """What a file asks of a person: where in it incidents stand, and which column is what."""
    standing = enter(request, code, KIND)
    batch = batch_to_settle(standing, pk)
    told = asked_queries.asked_for(batch, standing)
    if told is None:
        raise Http404
    size = (min(max(limit, 1), 500), MOST_COLUMNS)
    name = sheet if any(one.name == sheet for one in told.sheets) else None
    shown = asked_queries.sheet_shown(batch, standing, told, name, top=first, size=size)
    queries.record_reading(batch, standing, len(shown.lines) if shown else 0)
    read = asked_queries.regions_read(batch, told)
    table = asked_queries.table_asked(told)
    return {
        "sure": SURE,
        "sheets": told.sheets,
        "sheet": shown.sheet.name if shown else "",
        "lines": [
            {"line": line.number, "cells": line.cells, "shown": line.what != "apart"}
            for line in (shown.lines if shown else ())
        ],
        "found": [
            {
                "region": one.region.as_given(),
                "rows": one.rows,
                "sure": one.sure,
                "why": say_in_page_language(one.why),
                "read": one.region in read,
            }
            for one in told.found
        ],
        "region": table.region.as_given() if table else None,
        "columns": [_column(one) for one in (table.columns if table else ())],
    }


def _column(one: Proposal) -> dict[str, Any]:
    plain = {"column": one.column, "field": one.field or "", "sure": one.sure}
    lists = {"may_be": list(one.may_be), "samples": list(one.samples)}
    return plain | lists | {"known": one.known.value, "why": say_in_page_language(one.why)}


@router.post(ADDRESS + "/{uuid:pk}/asked/preview", response=FirstRowsOut)
def first_rows(request: HttpRequest, code: str, pk: UUID, sent: AnswersSent) -> Any:
    """The first rows of a file as they would come in by these answers; nothing is saved."""
    standing = enter(request, code, KIND)
    batch = batch_to_settle(standing, pk)
    regions, fields = _answers(sent)
    told = asked_queries.rows_shown(
        batch, standing, Answers(None if regions is None else tuple(regions), fields)
    )
    if told is None:
        raise Http404
    queries.record_reading(batch, standing, len(told.rows))
    return {
        "rows": [
            {
                "values": asked_queries.row_as_json(row),
                "held": [say_in_page_language(why) for why in row.held],
            }
            for row in told.rows
        ],
        "refused": [_refusal_out(one) for one in told.refused],
        "read": told.read,
        "held": told.held,
        "wrong": told.wrong,
        "fault": say_in_page_language(told.fault) if told.fault else "",
    }


def _refusal_out(one: Rejection) -> dict[str, Any]:
    told = asked_queries.refused_as_told(one)
    return {
        "sheet": told["sheet"] or "",
        "line": told["line"],
        "column": told["column"],
        "why": say_in_page_language(told["why"]),
    }


@router.post(ADDRESS + "/{uuid:pk}/asked/answers", response=ImportOut)
def answer_asked(request: HttpRequest, code: str, pk: UUID, sent: AnswersSent) -> Any:
    """Say which parts of a file are read and which column is what; the file is tried anew with
    that, and the next file with these heads is read so by itself."""
    regions, fields = _answers(sent)
    return decide_once(
        request,
        code,
        pk,
        lambda batch, by: verbs.match(batch, fields, by=by, regions=regions, save_as=sent.save_as),
    )


def _answers(sent: AnswersSent) -> tuple[list[Region] | None, dict[str, Any] | None]:
    """The regions and the matching as the verb takes them. Raises BadParameter."""
    if sent.regions is not None and any(region.shape not in list(Shape) for region in sent.regions):
        raise BadParameter(say("this is no shape of a part"), next=say("send one of the five"))
    regions = None
    if sent.regions is not None:
        regions = [Region.of_given(one.model_dump()) for one in sent.regions]
    if sent.fields is None:
        return regions, None
    if strange := sent.fields.keys() - set(FIELDS):
        raise BadParameter(
            say("{name!r} is not a field", name=sorted(strange)[0]),
            next=say("use one of {names}", names=", ".join(FIELDS)),
        )
    if wrong := {one.format for one in sent.fields.values()} - {"", *FORMATS}:
        raise BadParameter(
            say("{format!r} is not a date format", format=sorted(wrong)[0]),
            next=say("write one of {names}", names=", ".join(FORMATS)),
        )
    matched = {
        name: {"column": one.column, "format": one.format or None, "constant": None, "values": {}}
        for name, one in sent.fields.items()
    }
    return regions, matched


@router.post(ADDRESS + "/{uuid:pk}/rows/fixes", response=ImportOut)
def mend_rows(request: HttpRequest, code: str, pk: UUID, sent: RowsMended) -> Any:
    """Fix cells of refused and held rows; the file itself stays as it came, and is tried anew."""
    return decide_once(
        request,
        code,
        pk,
        lambda batch, by: verbs.correct_rows(batch, _mended_rows(batch, sent, by), by=by),
    )


def _mended_rows(
    batch: Batch, sent: RowsMended, by: Standing
) -> list[tuple[RowError, dict[str, str]]]:
    lines = {row.line for row in sent.rows}
    held = list(queries.held_for(batch, by).filter(line__in=lines))
    fetch_keys(held)
    errors = [*batch.errors.filter(line__in=lines), *map(queries.as_error, held)]
    at = {(error.said.get("sheet") or "", error.line): error for error in errors}
    if any((row.sheet, row.line) not in at for row in sent.rows):
        raise Http404
    return [(at[row.sheet, row.line], row.cells) for row in sent.rows]
