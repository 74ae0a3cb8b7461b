"""The pages of a declared kind: its list, one record to read, a new one, an edit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records import kind_verbs
from tutela_web.records.create_page import new_page
from tutela_web.records.kind_forms import form_of
from tutela_web.records.kinds import ACTS_BESIDE, ListFilter, RecordKind
from tutela_web.records.models import Record
from tutela_web.records.own import lists as own_lists
from tutela_web.records.own.carriers import name_of
from tutela_web.records.own.fields import AddedField
from tutela_web.records.own.values import steps_of
from tutela_web.records.pages import (
    HistoryStep,
    chosen_labels,
    edit_record,
    history_of,
    read_line,
    saved_as,
)
from tutela_web.records.paging import page_context


def pages_of(kind: RecordKind) -> list[URLPattern]:
    """The addresses of a kind's pages and of the acts on them, for the urls of its room."""
    name, under = kind.name, f"{kind.path}/" if kind.path else ""
    of_one = kind.page_path or f"{under}<uuid:pk>/"
    listing = path(under, _guard_page(kind, _list), name=kind.list_name or f"{name}s")
    new = path(
        kind.parent.path if kind.parent else f"{under}new/",
        _guard_page(kind, _new),
        name=kind.new_name or f"{name}_new",
    )
    return [
        *([listing] if kind.listed else []),
        *([new] if kind.made_here else []),
        path(of_one, _guard_page(kind, _page), name=name),
        path(f"{of_one}edit/", _guard_page(kind, _edit), name=f"{name}_edit"),
        *(act.address() for act in ACTS_BESIDE[kind]),
    ]


def _guard_page(kind: RecordKind, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @mission_page(kind.reads)
    def entered(request: HttpRequest, standing: Standing, **of: UUID) -> HttpResponse:
        if not kind.there(standing):
            raise Http404
        return page(kind, request, standing, **of)

    return entered


def _trail(kind: RecordKind, standing: Standing) -> list[tuple[str, Any]]:
    """The pages above the list."""
    return [(reverse(name, args=[standing.mission.code]), title) for name, title in kind.above]


def _trail_beside(
    kind: RecordKind, standing: Standing, beside: Record | None
) -> list[tuple[str, Any]]:
    """The pages above a record's parent, and the parent's."""
    trail = [*_trail(kind, standing), (kind.list_address(standing), kind.titles.many)]
    if kind.parent is not None and beside is not None:
        here = reverse(kind.parent.address, args=[standing.mission.code, beside.pk])
        trail.append((here, str(beside)))
    return trail


def _trail_of(kind: RecordKind, standing: Standing, record: Record) -> list[tuple[str, Any]]:
    """The pages above a record: its list, or the page of its parent."""
    beside = None if kind.listed or kind.parent is None else getattr(record, kind.parent.field)
    return _trail_beside(kind, standing, beside)


def _list(kind: RecordKind, request: HttpRequest, standing: Standing) -> HttpResponse:
    filters = [list_filter for list_filter in kind.filters if list_filter.there(standing)]
    own = own_lists.filters_of(standing, name_of(kind), kind.reads)
    filters += [_filter_by(field) for field in own]
    asked = {list_filter.name: request.GET.get(list_filter.name, "") for list_filter in filters}
    choices: dict[str, Any] = {}
    for list_filter in filters:
        offered = (
            list_filter.choices(standing)
            if list_filter.choices
            else ()
            if list_filter.control
            else kind.model._meta.get_field(list_filter.name).flatchoices  # type: ignore[union-attr]
        )
        choices[list_filter.name] = [(value, label, None) for value, label in offered]
    rows = own_lists.filter_rows(standing, kind.reads, own, asked, kind.rows_found(standing, asked))
    paged = page_context(request, rows)
    own_columns = own_lists.columns_of(standing, name_of(kind), kind.reads)
    own_lists.add_cells(standing, kind.reads, own_columns, paged["page"])
    if kind.list_read is not None:
        kind.list_read(standing, list(paged["page"]))
    shown = chosen_labels(asked, choices)
    context = {
        "kind": kind,
        **paged,
        "own_columns": own_columns,
        "columns_in_all": len(kind.columns) + len(own_columns),
        "filters": [
            (
                list_filter,
                choices[list_filter.name],
                asked[list_filter.name],
                shown[list_filter.name] or list_filter.unsaid,
            )
            for list_filter in filters
        ],
        "filtered": any(asked.values()),
        "new_url": ""
        if kind.parent or not kind.may_write(standing)
        else kind.new_address(standing),
        "trail": _trail(kind, standing),
        **(kind.beside(standing, kind.rows_listed(standing)) if kind.beside else {}),
    }
    return render(request, kind.list_template, context)


def _filter_by(field: AddedField) -> ListFilter:
    """A filter by one of the mission's own fields; `own_lists.filter_rows` applies it."""
    return ListFilter(
        field.name,
        field.label,
        choices=lambda standing: own_lists.choices_of(field),
        apply=lambda rows, value, standing: rows,
    )


def _new(
    kind: RecordKind, request: HttpRequest, standing: Standing, pk: UUID | None = None
) -> HttpResponse:
    beside = get_object_or_404(kind.parent.rows(standing), pk=pk) if kind.parent else None
    trail = _trail_beside(kind, standing, beside)
    back = kind.parent is not None and kind.parent.back
    form = form_of(kind, "new")(
        request.POST or None,
        standing=standing,
        initial=_initial(kind, request, standing, beside),
    )
    return new_page(
        request,
        standing,
        form,
        lambda given: kind_verbs.create_record(kind, given, by=standing, beside=beside),
        allowed=kind.may_write(standing, beside=beside),
        title=kind.titles.add,
        words=kind.titles.words,
        button=kind.titles.button,
        about=kind.parent.about(beside) if kind.parent else (),
        trail=trail,
        to=lambda made: trail[-1][0] if back else kind.address(standing, made),
    )


def _initial(
    kind: RecordKind, request: HttpRequest, standing: Standing, beside: Record | None
) -> dict[str, Any]:
    """What a new form begins with: of what the address names only choices, no words."""
    fields = form_of(kind, "new").base_fields
    named = {
        name: value
        for name, value in request.GET.items()
        if isinstance(fields.get(name), forms.ChoiceField)
    }
    of_parent = kind.parent.initial(beside) if kind.parent is not None else {}
    begun = kind.begun(standing, request.GET.dict()) if kind.begun else {}
    return {**kind.initial(standing), **of_parent, **named, **begun}


def find_record(kind: RecordKind, standing: Standing, pk: UUID) -> Any:
    """A record as its page shows it to this person; 404 where they may not see it, or where there
    are no such pages for them."""
    if not kind.there(standing):
        raise Http404
    return get_object_or_404(kind.rows_shown(standing), pk=pk)


def _page(kind: RecordKind, request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    if request.method == "POST":  # as it was sent before the form had a page of its own
        return _edit(kind, request, standing, pk)
    return show_record(kind, request, standing, find_record(kind, standing, pk))


def show_record(
    kind: RecordKind,
    request: HttpRequest,
    standing: Standing,
    record: Record,
    *,
    status: int | None = None,
    **refused: Form | None,
) -> HttpResponse:
    """The page of one record.

    Takes   record, as find_record gives it; refused, a small form beside it, by its name in the
            page's template, that was refused; status, 400 with such a form, else 200.
    """
    read_line(standing, record)
    context = {
        "kind": kind,
        "record": record,
        "may_write": kind.may_write(standing, record),
        "edit_url": kind.address(standing, record, "edit"),
        "trail": _trail_of(kind, standing, record),
        "facts": kind.facts_of(record),
        "own_facts": own_lists.facts_of(standing, name_of(kind), kind.reads, record),
        "history": _history(kind, standing, record),
        **(kind.page_beside(standing, record) if kind.page_beside else {}),
        "refused": set(refused),
        **refused,
    }
    return render(request, kind.page_template, context, status=status or (400 if refused else 200))


def _history(kind: RecordKind, standing: Standing, record: Record) -> list[HistoryStep]:
    """Every version of a record, with what was changed in the mission's own fields."""
    return history_of(
        standing,
        record,
        form_of(kind),
        kind.history,
        label=kind.label_of,
        own=steps_of(standing, name_of(kind), kind.reads, record),
    )


def _edit(kind: RecordKind, request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    record = get_object_or_404(kind.rows(standing), pk=pk)
    save = partial(kind_verbs.edit_record, kind)
    act, area = kind.authority(record)
    edited = edit_record(request, standing, record, form_of(kind, "edit"), save, act=act, area=area)
    here = kind.address(standing, record)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, f"{kind.room}:{kind.name}", pk)
    if edited.form is None:
        return redirect(here)
    read_line(standing, record)
    context = {
        "kind": kind,
        "record": record,
        "edited": edited,
        "trail": [*_trail_of(kind, standing, record), (here, str(record))],
        "history": _history(kind, standing, record),
        **(kind.edit_beside(standing, record) if kind.edit_beside else {}),
    }
    return render(request, kind.edit_template, context, status=edited.status)
