"""The form of a declared kind: its fields as the model holds them, with the kind's words."""

from __future__ import annotations

from functools import cache
from typing import Any, Unpack

from django import forms
from django.db.models import Model, Q

from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue, Files, FormOptions, Posted, Words
from tutela_web.records.kinds import Field, RecordKind
from tutela_web.records.models import Record
from tutela_web.records.own.carriers import name_of
from tutela_web.records.own.fields import fields_seen
from tutela_web.records.own.forms import add_own_fields, initial_again, initial_of, take_own
from tutela_web.records.own.values import OwnGiven
from tutela_web.records.pages import ProseForm


class KindForm(ProseForm):
    """The form of a kind; links offer what the person may choose."""

    of: RecordKind

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        self._leave_out()
        for declared in self.of.fields:
            if declared.name not in self.fields:
                continue
            if declared.choices is not None:
                stands = self.initial.get(declared.name)
                self.fields[declared.name].queryset = _choice_field(declared, standing, stands)  # type: ignore[attr-defined]
            if declared.offers is not None:
                offered, field = declared.offers(standing), self.fields[declared.name]
                field.choices = [  # type: ignore[attr-defined]
                    (value, label)
                    for value, label in field.choices  # type: ignore[attr-defined]
                    if not value or value in offered
                ]
            _say_blank(self.fields[declared.name], declared.says.get(None) or declared.unknown)
            if declared.needed:
                self.fields[declared.name].required = True
            if declared.least is not None or declared.most is not None:
                number: Any = type(self.fields[declared.name])
                self.fields[declared.name] = number(
                    label=declared.label,
                    help_text=declared.help,
                    required=declared.needed,
                    min_value=declared.least,
                    max_value=declared.most,
                )
        self.own = add_own_fields(self, standing, name_of(self.of), self.of.reads)

    def _leave_out(self) -> None:
        """Fields that are asked with other values of the field they hang on; that field then offers
        no other value, for its form would be another one."""
        for declared in self.of.fields:
            if declared.asked_with is None or declared.name not in self.fields:
                continue
            on, values = declared.asked_with
            chosen = self.data.get(on) or self.initial.get(on) or ""
            if chosen not in values:
                del self.fields[declared.name]
            if chosen:
                offered: Any = self.fields[on]
                offered.choices = [pair for pair in offered.choices if pair[0] == chosen]

    def clean(self) -> dict[str, Any]:
        """A control left blank whose column is never blank holds what a new record begins with."""
        cleaned = super().clean()
        take_own(self, self.own)
        for column in self._meta.model._meta.fields:
            name = column.name
            if (
                name in cleaned
                and cleaned[name] is None
                and not column.null
                and column.has_default()
            ):
                cleaned[name] = column.get_default()
        return cleaned

    @classmethod
    def begins_with(cls, standing: Standing, record: Record) -> dict[str, Any]:
        """What the record holds in the mission's own fields, and what it is filled with in those of
        the kind that hold nothing."""
        fields = fields_seen(standing, name_of(cls.of), cls.of.reads)
        filled = cls.of.prefills(standing, record) if cls.of.prefills else {}
        blank = {name: value for name, value in filled.items() if not getattr(record, name)}
        return blank | initial_of(standing, cls.of.reads, fields, record)

    @classmethod
    def begins_again(cls, standing: Standing, given: OwnGiven) -> dict[str, Any]:
        """What was written in them."""
        return initial_again(fields_seen(standing, name_of(cls.of), cls.of.reads), given)


def _choice_field(declared: Field, standing: Standing, stands: FieldValue) -> Any:
    """What may be chosen: what is offered, and what stands, as far as the person may see it."""
    assert declared.choices is not None
    offered = declared.choices(standing)
    if declared.linked is None or not isinstance(stands, Model):
        return offered
    chosen = Q(pk__in=offered.order_by().values("pk")) | Q(pk=stands.pk)
    return declared.linked(standing).filter(chosen).order_by(*offered.query.order_by)


def _say_blank(field: forms.Field, words: Words) -> None:
    """How the choice of nothing is called."""
    if not words:
        return
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        field.choices = [(value, label if value else words) for value, label in offered]


@cache
def form_of(kind: RecordKind, form: str = "") -> type[KindForm]:
    """The form class of a kind: of a "new" one, of an "edit", or with all its fields."""
    names = kind.asked_by(form) if form else kind.asked
    asked = [field for field in kind.fields if field.name in names]
    meta = type(
        "Meta",
        (),
        {
            "model": kind.model,
            "fields": [one.name for one in asked],
            "labels": {one.name: one.label for one in asked},
            "help_texts": {one.name: one.help for one in asked if one.help},
            "widgets": {
                one.name: forms.Textarea(attrs={"rows": one.lines}) for one in asked if one.lines
            },
        },
    )
    own = {one.name: one.control() for one in asked if one.control is not None}
    for name, control in own.items():
        control.label = control.label or kind.by_name[name].label
        control.help_text = control.help_text or kind.by_name[name].help
    body = {"kind": kind.reads, "of": kind, "Meta": meta, **own}
    return type(f"{kind.model.__name__}Form", (KindForm,), body)
