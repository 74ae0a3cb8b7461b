"""How a record of a declared kind is made and changed, where no verb of its room says more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Model

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access import numbers
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.records import verbs as records
from tutela_web.records.kinds import RecordKind
from tutela_web.records.models import Record
from tutela_web.records.own.carriers import name_of
from tutela_web.records.own.values import OWN, keep_values


@transaction.atomic
def create_record(
    kind: RecordKind,
    values: Mapping[str, FieldValue],
    *,
    by: Standing,
    beside: Record | None = None,
    invented: bool = False,
) -> Any:
    """Make a record of a kind.

    Takes   values of the fields the kind asks; beside, the record it is made beside, where the kind
            has a parent; invented, for the demonstration.
    Raises  Denied without the kind's act; BadParameter for a value its field cannot hold, a marking
            above the own clearance, another mission's record, or what the kind's rules refuse.
    """
    wanted = dict(values)
    own = wanted.pop(OWN, None)
    if kind.makes is not None:
        record = kind.makes(wanted, by)
        _keep_own(kind, record, own, by, new=True)
        return record
    area = beside.area if beside is not None else wanted.get("area")
    home = area.pk if isinstance(area, DutyArea) else None
    act, where = kind.acts(wanted) if kind.acts else (kind.act, home)
    by.require(act, area=where, of=beside)
    sound = require_sound(kind, wanted, by, beside=beside)
    if kind.numbered:
        sound["number"] = numbers.next_number(kind.model, by.mission)
    if kind.parent is not None and not kind.parent.own_area:
        sound["area"] = area
    if kind.takes is not None:
        sound |= kind.takes(sound, by)
    made = kind.model(known_at=clock.now(by.mission), invented=invented, **sound)
    record = records.create(made, mission=by.mission, by=by.person)
    if kind.follows is not None:
        kind.follows(record, by)
    _keep_own(kind, record, own, by, new=True)
    return record


def _keep_own(
    kind: RecordKind,
    record: Record,
    own: FieldValue,
    by: Standing,
    *,
    new: bool = False,
    reason: str = "",
) -> None:
    """Keep what was given in the mission's own fields, where something was asked of them."""
    if own is None or not isinstance(record, kind.model):
        return
    assert isinstance(own, Mapping)  # a form or a schema has looked
    keep_values(name_of(kind), kind.reads, record, own, by=by, new=new, reason=reason)


@transaction.atomic
def edit_record(
    kind: RecordKind,
    record: Record,
    changes: Mapping[str, FieldValue],
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> Any:
    """Change fields of a record of a kind.

    Takes   version, the one the person was looking at.
    Raises  as create_record; TypeError for a field that only a new one is asked; Conflict where
            somebody changed the same fields meanwhile.
    """
    changes = dict(changes)
    own = changes.pop(OWN, None)
    if kind.saves is not None:
        saved = kind.saves(record, changes, version=version, by=by, reason=reason)
        _keep_own(kind, saved, own, by, reason=reason)
        return saved
    act, area = kind.authority(record)
    by.require(act, area=area, of=record)
    if fixed := changes.keys() & set(kind.asked) - set(kind.asked_by("edit")):
        raise TypeError(f"a {kind.name} keeps its {sorted(fixed)}")
    before = {name: getattr(record, name) for name in kind.asked}
    values = before | dict(changes)
    if kind.acts is not None:  # what it will be of may ask for another authority
        act, area = kind.acts(values)
        by.require(act, area=area)
    beside = getattr(record, kind.parent.field) if kind.parent is not None else None
    sound = require_sound(kind, values, by, checked=changes.keys(), beside=beside)
    changed = records.differing({name: getattr(record, name) for name in sound}, sound)
    if kind.amends is not None:
        changed |= kind.amends(record, changed, by)
    edited = records.edit(
        record, changed, version=version, by=by.person, reason=reason, seen=kind.rows(by)
    )
    _keep_own(kind, edited, own, by, reason=reason)
    return edited


def require_sound(
    kind: RecordKind,
    values: dict[str, FieldValue],
    by: Standing,
    *,
    checked: Iterable[str] | None = None,
    beside: Record | None = None,
) -> dict[str, Any]:
    """The values as they are kept, with the parent where the kind has one.

    Takes   checked, the names of the values that are new; all, where nothing is said.
    Raises  TypeError for a field the kind does not ask; BadParameter.
    """
    if unknown := values.keys() - set(kind.asked):
        raise TypeError(f"no field of a {kind.name}: {sorted(unknown)}")
    for name in kind.asked if checked is None else checked:
        field = kind.field_of(name)
        if name not in values and not field.has_default() and not field.blank:
            values[name] = None
        if name in values:
            values[name] = _sound(kind, field, values[name], by)
    if "classification" in values:
        marking = values["classification"]
        assert isinstance(marking, int)  # its field has looked
        by.require_marking(kind.reads, marking)
    if kind.parent is not None:
        values[kind.parent.field] = beside
    return dict(kind.rules(values, by))


def _sound(kind: RecordKind, field: models.Field, value: FieldValue, by: Standing) -> Any:
    """One value, as its field of the model accepts it."""
    where, declared = str(kind.label_of(field.name)), kind.by_name[field.name]
    if isinstance(field, models.ForeignKey):
        if value is None and not field.null:
            raise BadParameter(say("this must be said"), where=where, next=say("choose one"))
        if isinstance(value, Model) and hasattr(value, "mission_id"):
            by.require_ours(value)
        seen = declared.linked or declared.choices
        if (
            isinstance(value, Model)
            and seen is not None
            and not seen(by).filter(pk=value.pk).exists()
        ):
            raise BadParameter(
                say("there is no such record to link"),
                where=where,
                next=say("choose one of the list"),
            )
        return value
    if declared.needed and value in (None, ""):
        raise BadParameter(say("this must be said"), where=where, next=say("fill it in"))
    if isinstance(value, int | float) and not (
        (declared.least is None or value >= declared.least)
        and (declared.most is None or value <= declared.most)
    ):
        raise BadParameter(say("this number cannot be"), where=where, next=say("put it right"))
    if isinstance(value, str):
        value = value.strip().replace("\r\n", "\n")
    try:
        return field.clean(value, None)
    except ValidationError as fault:
        raise BadParameter(
            " ".join(fault.messages), where=where, next=say("put it right")
        ) from fault
