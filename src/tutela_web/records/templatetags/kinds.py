"""How the fields of a declared kind stand on pages: a value, a chip, or what is not known."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue, Words
from tutela_web.look.chips import unknown_chip
from tutela_web.look.days import date_format
from tutela_web.records.kind_forms import form_of
from tutela_web.records.kinds import ListColumn, RecordKind
from tutela_web.records.models import Record
from tutela_web.records.pages import HIDDEN, history_value, value_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def cell(context: Context, kind: RecordKind, name: str, record: Record) -> SafeString:
    """One field of a record, as people read it."""
    declared = kind.by_name[name]
    if not declared.applies(record):
        return _draw_value("")
    value = getattr(record, name)
    linked = declared.linked or declared.choices
    if linked is not None and value is None and getattr(record, f"{name}_id"):
        value = HIDDEN
    blank = value is None or value in ("", [])
    if value.__hash__ and value in declared.says and declared.says[value] is None:
        blank = True
    said = declared.says.get(value) if value.__hash__ else None
    tone = declared.tones.get(value, "") if value.__hash__ else ""
    if said is None and not blank:
        if linked is None:
            value = history_value(context["standing"], form_of(kind), value)
        said = (
            declared.pattern.format(value)
            if declared.pattern
            else value_in_words(kind.model, name, value)
        )
    href = ""
    if declared.page and value not in (None, HIDDEN):
        href = reverse(declared.page, args=[context["standing"].mission.code, value.pk])
    return _draw_value(said, declared.unknown, href, tone=tone, lines=bool(declared.lines))


@register.simple_tag(takes_context=True)
def told(context: Context, column: ListColumn, record: Record) -> SafeString:
    """What a column says of a record that is no field of it, and where it leads."""
    said = column.told(record) if column.told else None
    href = column.leads(context["standing"], record) if column.leads else ""
    said = date_format(said, "j M Y") if isinstance(said, date) else said
    return _draw_value(said, column.unknown, href)


def _draw_value(
    said: FieldValue | Words,
    unknown: Words = "",
    href: str = "",
    *,
    tone: str = "",
    lines: bool = False,
) -> SafeString:
    """A value as it stands in a cell. Written here, for a list has hundreds: a template for each
    took a third of its page."""
    if said is None:
        return unknown_chip(str(unknown))
    said = str(localize(said))
    if tone:
        return format_html('<span class="chip {}">{}</span>', tone, said)
    if href:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', href, said)
    return format_html("<bdi>{}</bdi>", linebreaksbr(said) if lines else said)


@register.simple_tag
def sub_fields(column: ListColumn, record: Record) -> list[str]:
    """The fields that stand in small words under a column."""
    blank: tuple[Any, ...] = (None, "", [])
    return [one for one in column.under if not column.quiet or getattr(record, one) not in blank]


@register.simple_tag
def label(kind: RecordKind, name: str, own: Words = "") -> Words:
    """How a field is called, or the column's own name."""
    return own or kind.label_of(name)


@register.simple_tag
def address_of(kind: RecordKind, standing: Standing, record: Record, column: ListColumn) -> str:
    """The address that a column leads to: the record's, where it says no other."""
    return column.leads(standing, record) if column.leads else kind.address(standing, record)


@register.simple_tag
def mark_of(kind: RecordKind, record: Record) -> str:
    """How a row of the list is marked."""
    return "is-warn" if kind.warns(record) else "is-unknown" if kind.lacks(record) else ""
