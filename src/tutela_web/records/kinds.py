"""A kind of record, declared once: who reads it, which act writes it, its fields, its list.

    PIVOT = RecordKind(
        PlanningPivot, name="pivot", room="mandate", path="planning", reads="mandates",
        act="keep_mandates", rows=pivots_for, titles=Titles(...), fields=(Field("title", ...), ...),
    )

From the declaration follow the pages (`kind_views.pages_of`), the form (`kind_forms.form_of`), the
two verbs (`kind_verbs.create_record`, `edit_record`), the endpoints (`kind_api.add_endpoints`) and
the tests every kind inherits (`tests/tutela_web/records/kinds.py`). What has a meaning of its own
(adopt, refuse, answer) stays a verb of its room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django import forms
from django.db import models
from django.db.models import Model, Prefetch, Q, QuerySet
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue, Words
from tutela_web.records.models import Record

Text = Words
"""Words of a page, translated when they are shown."""

RecordT = TypeVar("RecordT", bound=Record)

Rule = Callable[[Any, Standing], Mapping[str, Any]]
"""What must hold of a record's values: gives them as they are kept, or raises.

Each kind says by a TypedDict of its own which values these are.
"""

FILTERED = _("None matches. The filter hides the rest.")


@dataclass(frozen=True, eq=False)
class Field:
    """A field of a kind, as people fill it in and read it.

    name      of the model's field, whose type, length, choices and blankness are the rules
    label     how it is called
    help      what stands under the control
    lines     rows of its text area; 0 for one line
    unknown   what is said where it is blank, instead of "not known"; of a choice in the form too
    pattern   of its value in words: "AL-{:04d}"
    says      words for single values, instead of the value; of None, for the blank choice too. A
              value without words is not known
    tones     the tone of a chip for single values: "warn", "danger", "ok"
    control   makes the form's field, where the model's own does not serve
    needed    whether it must be said although the model may leave it blank
    least     of a number, and `most`
    choices   for a link to another record: those this person may choose
    offers    of its values, those this person may give
    linked    for a link: those this person may see; any other stands as hidden
    page      for a link: name of the page of the other record
    asked     whether the form asks it; the others are written by verbs of the room
    only      the form that asks it, where it is not both: "new" or "edit"
    applies   whether a record has it, as what is asked of mine action only
    asked_with  another field of the form, and the values of it with which this one is asked: by
              what was sent, or by what the form begins with
    """

    name: str
    label: Text
    help: Text = ""
    lines: int = 0
    unknown: Text = ""
    pattern: str = ""
    says: Mapping[Any, Text | None] = field(default_factory=dict)
    tones: Mapping[Any, str] = field(default_factory=dict)
    control: Callable[[], forms.Field] | None = None
    needed: bool = False
    least: float | None = None
    most: float | None = None
    choices: Callable[[Standing], QuerySet[Any]] | None = None
    offers: Callable[[Standing], Container[Any]] | None = None
    linked: Callable[[Standing], QuerySet[Any]] | None = None
    page: str = ""
    asked: bool = True
    only: str = ""
    applies: Callable[[Any], bool] = lambda record: True
    asked_with: tuple[str, Container[str]] | None = None


@dataclass(frozen=True, eq=False)
class ListColumn:
    """A column of the list: a field, and fields in small words under it.

    told   what stands there, from the record as `rows` gives it, where it is no field; None is not
           known, or what `unknown` says
    quiet  whether nothing stands for a blank field under it
    leads  the address it leads to, from the standing and the record; the first column leads to the
           record's page where nothing is said
    """

    name: str
    under: Sequence[str] = ()
    label: Text = ""
    told: Callable[[Any], Any] | None = None
    unknown: Text = ""
    quiet: bool = False
    leads: Callable[[Standing, Any], str] | None = None

    @property
    def of_field(self) -> bool:
        """Whether it shows a field of the record."""
        return self.told is None


@dataclass(frozen=True, eq=False)
class ListFilter:
    """A filter above the list.

    choices  value and words of each; without them, those of the model's field of this name
    apply    rows and the chosen value -> rows; without it, equal to the field
    unsaid   how it is called that none is chosen, where that is not "any"
    control  "words" to be written, or a "tick" whose value is "1"; else one of the choices
    there    whether this person may filter by it
    """

    name: str
    label: Text
    choices: Callable[[Standing], Iterable[tuple[str, Text]]] | None = None
    apply: Callable[[QuerySet[Any], str, Standing], QuerySet[Any]] | None = None
    unsaid: Text = ""
    control: str = ""
    there: Callable[[Standing], bool] = lambda standing: True


@dataclass(frozen=True, eq=False)
class Titles:
    """What a kind is called on its pages.

    one, many   "Step of planning", "Planning record"
    about       a sentence under the title of the list
    add         the button of a new one
    none        the list without a record; `filtered`, where a filter hides the rest
    words       a sentence above the form of a new one
    button      of that form; `add`, where nothing is said
    """

    one: Text
    many: Text
    add: Text
    none: Text
    about: Text = ""
    filtered: Text = FILTERED
    words: Text = ""
    button: Text = ""


@dataclass(frozen=True, eq=False)
class Parent:
    """The record a new one of a kind is made beside: a unit of its denied movements.

    field     of the model that holds it; rules find it among the values under this name
    rows      those this person may see
    path      of the form of a new one, under the room, with `<uuid:pk>` of the parent
    address   name of the parent's page
    own_area  whether the record has an area of its own; else it lies in the parent's. Who may write
              it is asked in the parent's
    initial   of a new form, from the parent
    back      whether who made one comes back to the parent's page, not to that of the record
    about     sentences of the parent that stand above the form of a new one
    """

    field: str
    rows: Callable[[Standing], QuerySet[Any]]
    path: str
    address: str
    own_area: bool = False
    initial: Callable[[Any], Mapping[str, Any]] = lambda beside: {}
    back: bool = False
    about: Callable[[Any], Sequence[Any]] = lambda beside: ()


def no_more_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    """Nothing must hold beside the types, lengths and choices of the fields."""
    return values


@dataclass(frozen=True, eq=False)
class RecordKind:
    """One kind of record.

    model      what is kept
    name       of one record in addresses: `<room>:<name>`, `<name>_new`, `<name>_edit`
    room       the namespace of its addresses
    path       of the list, under the room
    list_name  of the list's address; `<name>s` where nothing is said; with its room, `room:name`,
               where a room above has the one list
    reads      the kind of the policy by which it is read
    act        the act that writes it
    rows       the records a person may see, newest first or as the list orders them
    shows      which of them the list is of; all, where nothing is said
    finds      the records that the list's filters find, where the room has a search of its own
    rules      what must hold of the values beside the types of the fields
    above      pages above the list: address name and title
    warns      whether a row of the list is marked
    lacks      whether a row of the list is marked as not known
    beside     context of the list's own template, from the standing and all rows
    initial    of a new form
    list_template, page_template, edit_template   extend records/list.html, page.html, edit.html
    history    fields that verbs of the room write, told in the history too
    parent     what a new one is made beside, where it is not made from the list
    new_name   of the address of a new one; `<name>_new` where nothing is said
    listed     whether it has a list of its own; else `list_name` is the page that shows them
    made_here  whether a new one is made by the form of the kind; else `new_name` is the room's page
    numbered   whether a new one takes the next `number` of its mission
    acts       the act and the area it must hold in, from a record's values, where that is not
               `act` in the area of the record
    may_begin  whether a person may make one at all, where that hangs on what it will be of
    begun      values a new form begins with, from what its address asks
    takes      what a new one takes beside the values given: who decided it, and when
    follows    what else is written when one was made, in the same transaction
    prefills   what the form of an edit begins with where the record holds nothing yet, as its
               reader may know it: kept once somebody saves it
    amends     what else an edit of these fields changes of the record, or why it may not be
    there      whether there are such pages for a person who reads the kind: not without the
               compartment of its records
    list_read  the line in the audit of what a list shows: of each, or of their number
    page_beside  context of the page's own template, from the standing and the record
    edit_beside  as page_beside, of the page on which it is edited: what to look at meanwhile
    page_path  of the page of one record, under the room; `<path>/<uuid:pk>/` where nothing is said
    day        of when one is, where other rooms name it
    makes      the verb of the room that makes one of the values, where that is more than keeping
               them: it gives codes, draws areas, asks what must hold
    saves      the verb that changes one, taken and given as `kind_verbs.edit_record`
    """

    model: type[Record]
    name: str
    room: str
    path: str
    reads: str
    act: str
    rows: Callable[[Standing], QuerySet[Any]]
    titles: Titles
    fields: Sequence[Field]
    columns: Sequence[ListColumn]
    filters: Sequence[ListFilter] = ()
    shows: Callable[[Standing], Q] | None = None
    finds: Callable[[Standing, Mapping[str, str]], QuerySet[Any]] | None = None
    rules: Rule = no_more_rules
    list_name: str = ""
    above: Sequence[tuple[str, Text]] = ()
    warns: Callable[[Any], bool] = lambda record: False
    lacks: Callable[[Any], bool] = lambda record: False
    beside: Callable[[Standing, QuerySet[Any]], Mapping[str, Any]] | None = None
    initial: Callable[[Standing], Mapping[str, Any]] = lambda standing: {"classification": 1}
    list_template: str = "records/list.html"
    page_template: str = "records/page.html"
    edit_template: str = "records/edit.html"
    history: Sequence[str] = ()
    parent: Parent | None = None
    new_name: str = ""
    listed: bool = True
    made_here: bool = True
    numbered: bool = False
    acts: Callable[[Any], tuple[str, UUID | None]] | None = None
    may_begin: Callable[[Standing], bool] | None = None
    begun: Callable[[Standing, Mapping[str, str]], Mapping[str, Any]] | None = None
    takes: Callable[[Any, Standing], Mapping[str, Any]] | None = None
    follows: Callable[[Any, Standing], None] | None = None
    prefills: Callable[[Standing, Any], Mapping[str, Any]] | None = None
    amends: Callable[[Any, Any, Standing], Mapping[str, Any]] | None = None
    there: Callable[[Standing], bool] = lambda standing: True
    list_read: Callable[[Standing, Sequence[Any]], None] | None = None
    page_beside: Callable[[Standing, Any], Mapping[str, Any]] | None = None
    edit_beside: Callable[[Standing, Any], Mapping[str, Any]] | None = None
    page_path: str = ""
    day: Callable[[Any], date | datetime | None] = lambda record: None
    makes: Callable[[Any, Standing], Any] | None = None
    saves: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        KINDS[f"{self.room}.{self.name}"] = self

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The declared fields by name."""
        return {one.name: one for one in self.fields}

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The names of the fields that the form, and a program, may give."""
        return tuple(one.name for one in self.fields if one.asked)

    def asked_by(self, form: str) -> tuple[str, ...]:
        """The names of the fields that one form asks: "new" or "edit"."""
        return tuple(one.name for one in self.fields if one.asked and one.only in ("", form))

    def facts_of(self, record: Record) -> list[Field]:
        """The fields that a record's page tells one by one."""
        return [one for one in self.fields if one.name != "classification" and one.applies(record)]

    def rows_shown(self, standing: Standing) -> QuerySet[Any]:
        """The records a person may see, their links as far as that person may see them."""
        return self._with_links(standing, self.rows(standing))

    def _with_links(self, standing: Standing, rows: QuerySet[RecordT]) -> QuerySet[RecordT]:
        seen = ((one.name, one.linked or one.choices) for one in self.fields)
        links = [Prefetch(name, queryset=of(standing)) for name, of in seen if of is not None]
        return rows.prefetch_related(*links)

    def rows_listed(self, standing: Standing) -> QuerySet[Any]:
        """The records the list is of, whatever its filters ask."""
        rows = self.rows_shown(standing)
        return rows if self.shows is None else rows.filter(self.shows(standing))

    def rows_found(self, standing: Standing, asked: Mapping[str, str]) -> QuerySet[Any]:
        """The records of the list that its filters find."""
        if self.finds is not None:
            return self._with_links(standing, self.finds(standing, asked))
        rows = self.rows_listed(standing)
        for list_filter in self.filters:
            if value := asked.get(list_filter.name):
                rows = (
                    list_filter.apply(rows, value, standing)
                    if list_filter.apply
                    else rows.filter(**{list_filter.name: value})
                )
        return rows

    def field_of(self, name: str) -> models.Field:
        """The field of the model that a declared one is kept in."""
        held = self.model._meta.get_field(name)
        assert isinstance(held, models.Field)
        return held

    def label_of(self, name: str) -> Text:
        """How a field is called."""
        return self.by_name[name].label if name in self.by_name else name.replace("_", " ")

    def list_address(self, standing: Standing) -> str:
        """The address of the list."""
        name = self.list_name or f"{self.name}s"
        of_room = name if ":" in name else f"{self.room}:{name}"
        return reverse(of_room, args=[standing.mission.code])

    def address(self, standing: Standing, record: Model, what: str = "") -> str:
        """The address of one record, or of something of it ("edit")."""
        name = f"{self.name}_{what}" if what else self.name
        return reverse(f"{self.room}:{name}", args=[standing.mission.code, record.pk])

    def new_address(self, standing: Standing, beside: Model | None = None) -> str:
        """The address of a new one, beside its parent where the kind has one."""
        name = self.new_name or f"{self.name}_new"
        args = [standing.mission.code, *([beside.pk] if beside is not None else [])]
        return reverse(f"{self.room}:{name}", args=args)

    def authority(self, record: Record) -> tuple[str, Any]:
        """The act that writes a record, and the area it must hold in."""
        if self.acts is not None:
            return self.acts({name: getattr(record, name) for name in self.asked})
        if self.parent is not None and self.parent.own_area:
            return self.act, getattr(record, self.parent.field).area_id
        return self.act, record.area_id

    def may_write(
        self, standing: Standing, record: Record | None = None, *, beside: Record | None = None
    ) -> bool:
        """Whether the person may change the record, or make one beside its parent."""
        if record is not None:
            act, area = self.authority(record)
            return standing.may(act, area=area)
        if self.may_begin is not None:
            return self.may_begin(standing)
        return standing.may(self.act, area=beside.area_id if beside else None)


KINDS: dict[str, RecordKind] = {}
"""Every kind that was declared, by room and name."""


class DeclaredAct(Protocol):
    """An act on the records of a kind (`records.acts`)."""

    def address(self) -> URLPattern:
        """Where it takes what is sent."""


ACTS_BESIDE: defaultdict[RecordKind, list[DeclaredAct]] = defaultdict(list)
"""The acts on the records of each kind, whose addresses stand with its pages."""
