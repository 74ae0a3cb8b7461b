"""The mission's own fields in the form of a record: a control each, by what they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tutela.intake.own_fields import MOST_NUMBER, MOST_WORDS, Held, read_held
from tutela_web.access.policy import Standing
from tutela_web.base.forms import Day
from tutela_web.records.models import Record
from tutela_web.records.own.fields import AddedField, fields_seen, may_read_on
from tutela_web.records.own.values import OWN, OwnGiven, values_of
from tutela_web.records.pages import YesNoField

SEEN = "own_seen"
"""The hidden control that says what stood there when the form was shown."""


def add_own_fields(
    form: forms.BaseForm, standing: Standing, kind: str, reads: str, record: Record | None = None
) -> tuple[AddedField, ...]:
    """Add to a form the fields in force that this person reads; of a record, on that record.

    Gives   those added: none for a mission without any, and then the form is as it was.
    """
    fields = tuple(
        field
        for field in fields_seen(standing, kind, reads)
        if record is None or may_read_on(standing, reads, field, record)
    )
    for field in fields:
        form.fields[field.name] = _control_of(field)
    if fields:
        form.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput)
    return fields


def initial_of(
    standing: Standing, reads: str, fields: Sequence[AddedField], record: Record
) -> dict[str, Any]:
    """What the controls begin with, of a record that is edited. One query where there are any."""
    if not fields:
        return {}
    (values,) = values_of(standing, reads, fields, [record]).values()
    return _initial(fields, values, values)


def _initial(
    fields: Sequence[AddedField], values: Mapping[str, Held], seen: Mapping[str, Held]
) -> dict[str, Any]:
    return {field.name: values.get(field.code) for field in fields} | {SEEN: json.dumps(dict(seen))}


def initial_again(fields: Sequence[AddedField], answers: OwnGiven) -> dict[str, Any]:
    """What the controls begin with where a form is shown once more with what was written in it."""
    return _initial(fields, answers, answers.seen or {})


def given_in(form: forms.BaseForm, fields: Sequence[AddedField]) -> OwnGiven:
    """What was given in the own fields of a form that was cleaned; they leave its answers."""
    answers = OwnGiven()
    for field in fields:
        if field.name in form.cleaned_data:
            answers[field.code] = read_held(field.spec, form.cleaned_data.pop(field.name))
    answers.seen = _read_seen(form.cleaned_data.pop(SEEN, ""))
    return answers


def take_own(form: forms.BaseForm, fields: Sequence[AddedField]) -> None:
    """Put what was given in own fields under one name, OWN, as verbs take it."""
    if fields:
        form.cleaned_data[OWN] = given_in(form, fields)


def _read_seen(said: str) -> Mapping[str, Held] | None:
    try:
        seen = json.loads(said)
    except ValueError:
        return None
    return seen if isinstance(seen, dict) else None


def _control_of(field: AddedField) -> forms.Field:
    spec = field.spec
    how: dict[str, Any] = {
        "label": field.label,
        "help_text": spec["hint"],
        "required": spec["needed"],
    }
    if spec["holds"] == "number":
        return forms.FloatField(min_value=-MOST_NUMBER, max_value=MOST_NUMBER, **how)
    if spec["holds"] == "day":
        return Day(**how)
    if spec["holds"] == "yesno":
        return YesNoField(**how)
    if spec["holds"] == "choice":
        return forms.ChoiceField(choices=[("", _("not known")), *field.choices], **how)
    return forms.CharField(max_length=MOST_WORDS, **how)
