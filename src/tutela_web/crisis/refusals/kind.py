"""Refusals as a kind of record: opened by the answer of a unit, classified by its commander."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.crisis.refusals import refusal_classes
from tutela.crisis.tables import reasons
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.fields import choice, few_words
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue, FormOptions, Posted
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.models import Caveat
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.crisis.decisions.queries import about_alerts
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.refusals.models import TaskingRefusal
from tutela_web.crisis.refusals.queries import (
    KIND,
    OF_TROOPS,
    is_put_down,
    may_classify,
    refusals_for,
    refusals_repeated,
    waiting_words,
)
from tutela_web.crisis.refusals.verbs import classify_refusal, put_not_able
from tutela_web.crisis.taskings.queries import option_in_words
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.look.translate import word
from tutela_web.records.acts import Act, ActForm
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.safeguards.forms import NO_NAMES


def _classes() -> list[tuple[str, str]]:
    return [(entry.code, word(entry.label)) for entry in refusal_classes().values()]


def _states(_standing: Standing) -> Iterable[tuple[str, Any]]:
    return [("waiting", _("to be classified")), ("done", _("classified"))]


def _by_state(
    rows: QuerySet[TaskingRefusal], value: str, _standing: Standing
) -> QuerySet[TaskingRefusal]:
    return rows.filter(cause="") if value == "waiting" else rows.exclude(cause="")


def _units(standing: Standing) -> Iterable[tuple[str, Any]]:
    rows = refusals_for(standing).order_by("unit__name").values_list("unit", "unit__name")
    return [(str(pk), name) for pk, name in dict.fromkeys(rows)]


def _by_unit(
    rows: QuerySet[TaskingRefusal], value: str, _standing: Standing
) -> QuerySet[TaskingRefusal]:
    return rows.filter(unit=UUID(value)) if is_id(value) else rows.none()


def _reasons(_standing: Standing) -> Iterable[tuple[str, Any]]:
    return [(code, word(entry.label)) for code, entry in reasons().items() if entry.refusal]


def _by_reason(
    rows: QuerySet[TaskingRefusal], value: str, _standing: Standing
) -> QuerySet[TaskingRefusal]:
    return rows.filter(answer__reason=value)


def _reason_said(refusal: TaskingRefusal) -> str | None:
    known = reasons().get(refusal.answer.reason)
    return word(known.label) if known else None


def _task_words(refusal: TaskingRefusal) -> str:
    return option_in_words(refusal.tasking.option)


def _age(refusal: TaskingRefusal) -> str | None:
    return waiting_words(refusal, clock.today(refusal.mission)) or None


class ClassifyForm(ActForm):
    """What a refusal rests on."""

    cause = choice(_("What it rests on"), lambda: [("", "---------"), *_classes()])
    caveat = forms.ModelChoiceField(
        Caveat.objects.none(),
        label=_("Which caveat"),
        required=False,
        help_text=_("Of a declared caveat alone: one that is on record for this unit."),
    )
    words = few_words(_("In words"), 1000, NO_NAMES, rows=3)

    def __init__(
        self,
        data: Posted = None,
        *,
        standing: Standing,
        record: Model | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, standing=standing, **how)
        if isinstance(record, TaskingRefusal):
            of_unit = caveats_for(standing).filter(unit=record.unit_id)
            self.fields["caveat"].queryset = of_unit  # type: ignore[attr-defined]
            self.fields["caveat"].label_from_instance = _caveat_words  # type: ignore[attr-defined]


def _caveat_words(caveat: Caveat) -> str:
    return f"{caveat.get_kind_display()}: {caveat.wording[:80]}"


def _amends(
    refusal: TaskingRefusal, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, FieldValue]:
    if not may_classify(by, refusal):
        raise Denied(str(_("the commander of the unit’s component alone writes here")))
    refuse_closed_words(changed.get("words"), where="words")
    return {}


def _page_beside(standing: Standing, refusal: TaskingRefusal) -> dict[str, Any]:
    may = may_classify(standing, refusal)
    seen = about_alerts(standing, Tasking.objects.filter(pk=refusal.tasking_id))
    down = is_put_down(refusal)
    return {
        "may_classify": may,
        "may_write": may and not refusal.waits,
        "asked_for": _task_words(refusal),
        "reason_said": _reason_said(refusal),
        "alert_pk": seen.values_list("alert", flat=True).first(),
        "put_down": down,
        "may_put_down": may and not refusal.waits and not down,
        "undeclared": bool(refusal.cause)
        and refusal_classes()[refusal.cause].caveat == "undeclared",
        "classify_form": CLASSIFY.form_for(standing, record=refusal)
        if may and refusal.waits
        else None,
        "repeated": [
            entry
            for entry in refusals_repeated(standing)
            if any(other.pk == refusal.pk for other in entry.refusals)
        ],
    }


REFUSAL = RecordKind(
    TaskingRefusal,
    name="refusal",
    room="crisis",
    path="refusals",
    reads=KIND,
    act=OF_TROOPS,
    there=holds_readiness,
    rows=refusals_for,
    may_begin=lambda standing: False,
    made_here=False,
    new_name="my_taskings",
    amends=_amends,
    titles=Titles(
        one=_("Refusal"),
        many=_("Refusals"),
        add=_("Refusals are opened by the answer to a tasking"),
        about=_(
            "Taskings that units did not carry out, for the Force Commander to classify, of police"
            " units for the Police Commander. Without a declared caveat a class is a question,"
            " never a finding. Compartment capacity."
        ),
        none=_("No refusal is on record."),
    ),
    fields=(
        Field("unit", _("Unit"), linked=units_for, page="capacity:unit", asked=False),
        Field("refused_on", _("Answered on"), asked=False),
        Field("words", _("In words"), NO_NAMES, lines=3, unknown=_("nothing said")),
        Field(
            "caveat",
            _("Caveat it rests on"),
            linked=caveats_for,
            page="capacity:caveat",
            asked=False,
            applies=lambda refusal: refusal.caveat_id is not None,
        ),
        Field("classified_by", _("Classified by"), asked=False, unknown=_("nobody yet")),
        Field("classified_at", _("Classified at"), asked=False, unknown=_("not yet")),
    ),
    columns=(
        ListColumn("unit"),
        ListColumn("asked", label=_("What was asked"), told=_task_words),
        ListColumn("refused_on"),
        ListColumn("age", label=_("Waits"), told=_age, unknown=_("classified")),
        ListColumn(
            "reason",
            label=_("Reason it gave"),
            told=_reason_said,
            unknown=_("the reason is not said yet"),
        ),
        ListColumn(
            "cause",
            label=_("Class"),
            told=lambda refusal: refusal.cause_said or None,
            unknown=_("to be classified"),
        ),
    ),
    filters=(
        ListFilter("state", _("State"), choices=_states, apply=_by_state),
        ListFilter("unit", _("Unit"), choices=_units, apply=_by_unit),
        ListFilter("reason", _("Reason it gave"), choices=_reasons, apply=_by_reason),
    ),
    warns=lambda refusal: refusal.waits,
    history=("cause", "caveat", "classified_by", "classified_at"),
    beside=lambda standing, _rows: {"repeated": refusals_repeated(standing)},
    list_template="crisis/refusals.html",
    page_beside=_page_beside,
    page_template="crisis/refusal.html",
    day=lambda refusal: refusal.refused_on,
)

CLASSIFY = Act(
    classify_refusal,
    on=REFUSAL,
    path="refusals/<uuid:pk>/classify/",
    name="refusal_classify",
    form="classify_form",
    auto_id="classify_%s",
    fields=ClassifyForm,
    says=_("It is classified."),
)
NOT_ABLE = Act(
    put_not_able,
    on=REFUSAL,
    path="refusals/<uuid:pk>/not-able/",
    name="refusal_not_able",
    says=_("The unit is put down as not able for this kind of task."),
)
