"""The page of one record to edit: its facts, its form, who else changed it, its history.

Places, actors, bases and units share it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, Unpack
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.base.errors import TutelaError
from tutela_web.access.audit import trail
from tutela_web.access.models import Holding, Person
from tutela_web.access.page_access import refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Conflict
from tutela_web.base.forms import Day, Moment, changed_fields, version_sent
from tutela_web.base.markings import Classification
from tutela_web.base.tables.roundtrip import Unfit, name_told, names_said
from tutela_web.base.values import FieldOptions, FieldValue, Files, FormOptions, Posted, Words
from tutela_web.look.days import date_format
from tutela_web.records.confidential import is_confidential
from tutela_web.records.create_page import add_refusal
from tutela_web.records.models import Record
from tutela_web.records.own.values import OWN, OwnGiven
from tutela_web.records.shared_texts.versions import Version, VersionStep, steps
from tutela_web.records.versions.queries import versions_of


class NamesField(forms.CharField):
    """Other names, a line each, with the language before it where it is known: "ar: بور"."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **how: Unpack[FieldOptions]) -> None:
        how.setdefault("required", False)
        how.setdefault(
            "help_text",
            gettext_lazy("A line each; the language may stand before it, as in “ar: بور”."),
        )
        super().__init__(**how)

    def prepare_value(self, value: FieldValue) -> FieldValue:
        return "\n".join(map(name_told, value)) if isinstance(value, list) else value

    def to_python(self, value: str | None) -> list[dict[str, str]]:  # type: ignore[override]
        written = super().to_python(value) or ""
        if ";" in written:
            raise forms.ValidationError(_("Write each name on a line of its own, without ;"))
        try:
            return names_said(written.splitlines())
        except Unfit as fault:
            raise forms.ValidationError(fault.why) from fault


class WordsField(forms.CharField):
    """Several words, parted by semicolons."""

    def __init__(self, **how: Unpack[FieldOptions]) -> None:
        how.setdefault("required", False)
        super().__init__(**how)

    def prepare_value(self, value: FieldValue) -> FieldValue:
        return "; ".join(value) if isinstance(value, list) else value

    def to_python(self, value: str | None) -> list[str]:  # type: ignore[override]
        return [
            word.strip() for word in (super().to_python(value) or "").split(";") if word.strip()
        ]


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known."""

    def __init__(self, **how: Unpack[FieldOptions]) -> None:
        how.setdefault("required", False)
        choices = [
            ("", gettext_lazy("not known")),
            ("True", gettext_lazy("yes")),
            ("False", gettext_lazy("no")),
        ]
        super().__init__(choices=choices, coerce=lambda v: v == "True", empty_value=None, **how)


class RecordForm(forms.ModelForm):
    """A form for the fields of a record. It saves nothing: a verb does, with what changed.

    A person may not give a classification above the own clearance: the record would be lost to
    them.
    """

    kind = ""

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        reading = standing.readings.get(self.kind)
        if reading and "classification" in self.fields:
            self.fields["classification"].choices = [  # type: ignore[attr-defined]
                choice for choice in Classification.choices if choice[0] <= reading.clearance
            ]
        for name, bound in self.fields.items():  # a model's own fields are Django's
            made = Day if isinstance(bound, forms.DateField) else Moment
            if type(bound) in (forms.DateField, forms.DateTimeField):
                self.fields[name] = made(
                    required=bound.required,
                    label=bound.label,
                    help_text=bound.help_text,
                    initial=bound.initial,
                )

    def _post_clean(self) -> None:
        """Nothing is put on a record here: verbs change records."""

    @classmethod
    def begins_with(cls, standing: Standing, record: Record) -> dict[str, Any]:
        """What the form of a record begins with beside the fields of its model."""
        return {}

    @classmethod
    def begins_again(cls, standing: Standing, given: OwnGiven) -> dict[str, Any]:
        """As `begins_with`, where the form is shown once more with what was written in it."""
        return {}


class ProseForm(RecordForm):
    """A form of a record with longer words: line breaks are one sign, so that what was not touched
    did not change."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n")
        return cleaned


Choices = Sequence[tuple[Any, Any, Any]]


def chosen_labels(asked: Mapping[str, str], choices: Mapping[str, Choices]) -> dict[str, Any]:
    """How each filter's chosen value is called; empty where none is set."""
    return {
        name: next((label for value, label, _n in known if str(value) == asked.get(name)), "")
        for name, known in choices.items()
    }


def values_of(row: Version | Model, names: Sequence[str]) -> dict[str, Any]:
    """What a record, or a version of it, holds in the fields of a form."""
    return {name: getattr(row, name) for name in names}


RecordT = TypeVar("RecordT", bound=Record)
RetiredT = TypeVar("RetiredT", bound=Record, contravariant=True)


class RetireVerb(Protocol[RetiredT]):
    """A verb that takes a record off the lists, or brings it back."""

    def __call__(
        self, record: RetiredT, /, *, retired: bool, version: int, by: Standing, reason: str
    ) -> Record: ...


def retire_on(
    request: HttpRequest, record: RecordT, retire: RetireVerb[RecordT], by: Standing
) -> None:
    """Take a record off the lists, or bring it back, as the form asks; a fault is a message.

    Takes   retire, a verb: retire(record, retired=, version=, by=, reason=).
    """
    with refused_atop(request):
        retire(
            record,
            retired=request.POST.get("retired") != "no",
            version=version_sent(request),
            by=by,
            reason=request.POST.get("reason", ""),
        )


@dataclass
class Edited:
    """What came of an asked edit: the record as saved, or a page to show with its status."""

    saved: Any = None
    form: Any = None
    version: int = 1
    conflicts: list[tuple[str, ...]] = field(default_factory=list)
    status: int = 200


Save = Callable[..., Any]


def _could_not_stand(field: forms.Field, linked: FieldValue) -> bool:
    """Whether a link stood blank because the form does not offer it: one the person may not see, or
    that was retired. Sent back, the blank clears nothing."""
    if not isinstance(field, forms.ModelChoiceField) or not isinstance(linked, Record):
        return False
    return field.queryset is None or not field.queryset.filter(pk=linked.pk).exists()


def edit_record(
    request: HttpRequest,
    standing: Standing,
    record: Record,
    form: type[RecordForm],
    save: Save,
    *,
    act: str,
    area: UUID | None,
) -> Edited:
    """Show the form of a record, or save what was changed in it.

    Takes   save, a verb: save(record, changes, version=, by=, reason=).
    Gives   Edited. Where somebody else changed the same fields meanwhile: status 409, both values
            side by side, and the form once more with what the person wrote.
    """
    names = list(form.base_fields)
    if not standing.may(act, area=area):
        if request.method == "POST":
            raise PermissionDenied
        return Edited(version=record.version)
    if request.method != "POST":
        begins = values_of(record, names) | form.begins_with(standing, record)
        return Edited(form=form(initial=begins, standing=standing), version=record.version)
    began = _began(request, record)
    if began is None:
        begins = values_of(record, names) | form.begins_with(standing, record)
        stale = form(initial=begins, standing=standing)
        return Edited(form=stale, version=record.version, status=400)
    filled = form(request.POST, initial=values_of(began, names), standing=standing)
    if not filled.is_valid():
        return Edited(form=filled, version=began.version, status=400)
    before = values_of(began, names)
    own = filled.cleaned_data.pop(OWN, None)
    changes = {
        name: value
        for name, value in changed_fields(before, filled.cleaned_data).items()
        if value is not None or not _could_not_stand(filled.fields[name], before[name])
    }
    if own is not None:
        changes[OWN] = own
    try:
        with refusals():
            saved = save(
                record,
                changes,
                version=began.version,
                by=standing,
                reason=request.POST.get("reason", "")[:100],
            )
    except Conflict as conflict:
        return _side_by_side(standing, record, form, changes, conflict)
    except TutelaError as fault:
        add_refusal(filled, fault)
        return Edited(form=filled, version=began.version, status=400)
    return Edited(saved=saved)


def saved_as(
    request: HttpRequest, standing: Standing, saved: Record, to: str, pk: UUID
) -> HttpResponse:
    """Back to the page named `to`, with the version it was saved as."""
    messages.success(request, _("Saved as version %(n)s.") % {"n": saved.version})
    return redirect(to, standing.mission.code, pk)


def _began(request: HttpRequest, record: Record) -> Any:
    """The version the person was looking at; None if there is none such."""
    version = version_sent(request)
    if not 0 < version <= record.version:
        return None
    if version == record.version:
        return record
    return versions_of(record).get_numbered(version)


def _side_by_side(
    standing: Standing,
    record: Record,
    form: type[RecordForm],
    changes: dict[str, FieldValue],
    conflict: Conflict,
) -> Edited:
    now = type(record)._default_manager.get(pk=record.pk)
    names = list(form.base_fields)
    merged = values_of(now, names) | changes
    if (own := merged.pop(OWN, None)) is not None:
        merged |= form.begins_again(standing, own)
    again = form(initial=merged, standing=standing)
    rows = [
        (
            str(label_of(form, name)),
            *(
                value_in_words(type(record), name, history_value(standing, form, value))
                for value in values
            ),
        )
        for name, values in conflict.fields.items()
    ]
    return Edited(form=again, version=conflict.version, conflicts=rows, status=409)


def label_of(form: type[RecordForm], name: str) -> Any:
    """How a field is called on the page."""
    held = form.base_fields.get(name)
    return held.label if held is not None and held.label else name.replace("_", " ")


HIDDEN = "…"
"""What stands for a record the reader may not see."""


READ_AS = {
    "place": "places",
    "actor": "actors",
    "risk": "risks",
    "base": "bases",
    "unit": "bases",
    "forum": "fora",
    "partner": "fora",
}
"""By which kind of the policy a linked record is read; others as the record that names them."""


def history_value(standing: Standing, form: type[RecordForm], value: FieldValue) -> Any:
    """A value of a record, as this reader is told it: a time in the mission's zone; a linked record
    the reader may not see is not named."""
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(standing.mission.time_zone))
    if not isinstance(value, Record):
        return value
    kind = READ_AS.get(value._meta.model_name or "", form.kind)
    linked = type(value)._default_manager.filter(standing.sees_open(kind), pk=value.pk)
    return value if linked.exists() else HIDDEN


def value_in_words(model: type[Model], name: str, value: FieldValue) -> str:
    """A value as the page tells it; not known is said."""
    if value is None or value == "" or value == []:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{date_format(value, 'j M Y H:i')} {value.tzname() or ''}".strip()
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, list):
        if words := dict(getattr(model, "LISTED", {}).get(name, ())):
            return "; ".join(str(words.get(one, one)) for one in value)
        return "; ".join(
            ", ".join(map(str, one)) if isinstance(one, list) else name_told(one) for one in value
        )
    if (words := getattr(model, "TOLD", {}).get(name, {})) and value in words:
        return str(words[value])
    held = model._meta.get_field(name)
    assert isinstance(held, Field)
    return str(dict(held.flatchoices).get(value, value))


@dataclass(frozen=True)
class HistoryStep:
    """One step of a record's history, with the post of who made it."""

    step: VersionStep
    who: str


def history_of(
    standing: Standing,
    record: Record,
    form: type[RecordForm],
    more: Sequence[str] = (),
    *,
    label: Callable[[str], Words] | None = None,
    own: Sequence[VersionStep] = (),
) -> list[HistoryStep]:
    """Every version of a record, newest first: when, who, why, and what it changed.

    Takes   label, how a field is called, where not all of them stand on the form; own, what was
            changed in the mission's own fields.
    """
    model = type(record)
    versions = list(versions_of(record))
    names = [*form.base_fields, *more]
    steps_taken = steps(
        versions,
        names,
        label=lambda name: str(label(name) if label else label_of(form, name)),
        shown=lambda name, value: value_in_words(model, name, history_value(standing, form, value)),
    )
    if own:
        steps_taken = sorted([*own, *steps_taken], key=lambda step: step.at, reverse=True)
    people = {step.by_id for step in steps_taken if step.by_id}
    posts = Holding.objects.filter(post__mission=record.mission, person_id__in=people)
    who = {person.pk: str(person) for person in Person.objects.filter(pk__in=people)}
    who |= dict(posts.order_by("starts").values_list("person_id", "post__title"))
    return [
        HistoryStep(step, who.get(step.by_id, "") if step.by_id else "") for step in steps_taken
    ]


def read_line(standing: Standing, record: Model, **how: trail.Detail) -> None:
    """A confidential record was read: a line in the audit."""
    if is_confidential(record):
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind=record._meta.model_name or "",
            subject=record.pk,
            **how,
        )


def read_lines(standing: Standing, records: Sequence[Model]) -> None:
    """Confidential records were read in a list: a line in the audit for each."""
    for record in records:
        read_line(standing, record)
