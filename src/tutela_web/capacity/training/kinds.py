"""Training of units and leaders, courses set, and roles of police units, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.capacity.training import CURRICULA, POLICE, valid_until
from tutela_web.access.models import Compartment, Post
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.capacity.models import Unit
from tutela_web.capacity.readiness.kinds import NO_READINESS, POST_ONLY, require_codes
from tutela_web.capacity.readiness.verbs import require_holder, require_past
from tutela_web.capacity.training.models import (
    CourseSet,
    LeaderTraining,
    PoliceRole,
    TrainingSession,
)
from tutela_web.capacity.training.queries import (
    ACT,
    OF_LEADERS,
    OF_UNITS,
    courses_for,
    leader_trainings_for,
    leaders_posts,
    police_roles_for,
    read_trainings,
    sessions_for,
)
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.look.translate import word
from tutela_web.mandate.queries import paragraphs_for, paragraphs_in_force
from tutela_web.records.kind_verbs import create_record
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

IN_COMPARTMENT = {"compartment": Compartment.CAPACITY, "classification": 1}
UNIT_FIELD = Field("unit", _("Unit"), linked=units_for, page="capacity:unit_training", asked=False)


class SessionInput(TypedDict, total=False):
    """The fields of a training that its rules ask."""

    unit: Unit
    curriculum: str
    on: date
    valid_until: date | None
    officers: int | None
    commanders: int | None
    troops: int | None


def _session_rules(values: SessionInput, by: Standing) -> dict[str, Any]:
    require_holder(by)
    require_past(values["on"], by)
    if not any((values.get("officers"), values.get("commanders"), values.get("troops"))):
        raise BadParameter(
            say("nobody was there"), where="troops", next=say("give the number of one rank")
        )
    until = values.get("valid_until") or valid_until(values["curriculum"], values["on"])
    if until < values["on"]:
        raise BadParameter(say("it would run out before its day"), next=say("put the days right"))
    return {**values, **IN_COMPARTMENT, "valid_until": until}


SESSION = RecordKind(
    TrainingSession,
    name="training_session",
    room="capacity",
    path="training/sessions",
    reads=OF_UNITS,
    act=ACT,
    there=holds_readiness,
    list_read=read_trainings,
    rows=sessions_for,
    rules=_session_rules,
    initial=lambda standing: {"on": standing.on},
    parent=Parent(
        "unit", units_for, "units/<uuid:pk>/training/new/", "capacity:unit_training", back=True
    ),
    titles=Titles(
        one=_("Training of a unit"),
        many=_("Training of units"),
        add=_("Record a training"),
        words=NO_READINESS,
        none=_("No training matches, or none is recorded."),
        filtered=_("No training matches, or none is recorded."),
        about=_("Compartment capacity: each read is a line in the audit."),
    ),
    fields=(
        UNIT_FIELD,
        Field("curriculum", _("Topic")),
        Field("on", _("Held on")),
        Field(
            "valid_until",
            _("Valid until"),
            _("Blank: as long as the curriculum says."),
        ),
        Field("rotation", _("Rotation"), _("Optional: which rotation of the unit.")),
        Field("held_at", _("Place"), unknown=_("not said")),
        Field("held_by", _("Held by"), POST_ONLY, unknown=_("not said")),
        Field("officers", _("Officers"), least=0, most=100_000, unknown=_("none")),
        Field("commanders", _("Commanders"), least=0, most=100_000, unknown=_("none")),
        Field("troops", _("Troops"), least=0, most=100_000, unknown=_("none")),
    ),
    columns=(
        ListColumn("curriculum", under=("rotation",), quiet=True),
        ListColumn("unit"),
        ListColumn("on"),
        ListColumn("valid_until"),
        ListColumn("officers"),
        ListColumn("commanders"),
        ListColumn("troops"),
    ),
    filters=(ListFilter("curriculum", _("Topic")),),
    above=(("capacity:training", _("Training")),),
    day=lambda session: session.on,
)


class CourseInput(TypedDict, total=False):
    """The fields of a course that its rules ask."""

    unit: Unit
    set_on: date
    due: date | None
    places: int | None
    attended: int | None
    held_on: date | None


def _course_rules(values: CourseInput, by: Standing) -> dict[str, Any]:
    require_holder(by)
    require_past(values["set_on"], by)
    require_past(values.get("held_on"), by)
    if values.get("attended") is not None and values.get("held_on") is None:
        raise BadParameter(
            say("people came to a course that was not held"),
            where="held_on",
            next=say("give the day of the training"),
        )
    return {**values, **IN_COMPARTMENT}


COURSE = RecordKind(
    CourseSet,
    name="course",
    room="capacity",
    path="training/courses",
    reads=OF_UNITS,
    act=ACT,
    there=holds_readiness,
    list_read=read_trainings,
    rows=courses_for,
    rules=_course_rules,
    initial=lambda standing: {"set_on": standing.on},
    parent=Parent(
        "unit", units_for, "units/<uuid:pk>/courses/new/", "capacity:unit_training", back=True
    ),
    titles=Titles(
        one=_("Course set for a unit"),
        many=_("Courses set for units"),
        add=_("Set a course"),
        words=_("A course closes no gap by itself: the need is tested again afterwards."),
        none=_("No course matches, or none is recorded."),
        filtered=_("No course matches, or none is recorded."),
        about=_("A course closes no gap by itself: the need is tested again afterwards."),
    ),
    fields=(
        UNIT_FIELD,
        Field("curriculum", _("Topic")),
        Field("set_on", _("Set on")),
        Field("due", _("To be held by"), unknown=_("no day set")),
        Field("held_by", _("Held by"), POST_ONLY, unknown=_("not said")),
        Field("places", _("People it is set for"), least=1, most=100_000),
        Field("held_on", _("Held on"), unknown=_("not held")),
        Field("attended", _("Attendees"), least=0, most=100_000),
    ),
    columns=(
        ListColumn("curriculum"),
        ListColumn("unit"),
        ListColumn("set_on"),
        ListColumn("due"),
        ListColumn("held_on"),
        ListColumn("attended"),
    ),
    filters=(ListFilter("curriculum", _("Topic")),),
    above=(("capacity:training", _("Training")),),
    page_template="capacity/course.html",
    day=lambda course: course.set_on,
)


def set_course(
    unit: Unit, values: Mapping[str, FieldValue], *, need: UUID | None = None, by: Standing
) -> CourseSet:
    """Set a course for a unit, for a need of the room above where one is named.

    Raises  as the kind's own verb.
    """
    course: CourseSet = create_record(COURSE, values, beside=unit, by=by)
    if need is not None:
        CourseSet.objects.filter(pk=course.pk).update(need=need)
        course.need = need
    return course


class LeaderInput(TypedDict, total=False):
    """The fields of a leader's training that its rules ask."""

    post: Post
    when: str
    on: date | None


def _leader_rules(values: LeaderInput, by: Standing) -> LeaderInput:
    require_past(values.get("on"), by)
    if values["when"] == LeaderTraining.When.NEVER and values.get("on"):
        raise BadParameter(say("no training has no day"), where="on", next=say("leave the day out"))
    return values


LEADER = RecordKind(
    LeaderTraining,
    name="leader_training",
    room="capacity",
    path="training/leaders",
    reads=OF_LEADERS,
    act=ACT,
    rows=leader_trainings_for,
    rules=_leader_rules,
    titles=Titles(
        one=_("Training of a leader"),
        many=_("Training of leaders"),
        add=_("Record a leader's training"),
        none=_("Nothing is recorded: of no leader is it known."),
    ),
    fields=(
        Field("post", _("Post"), choices=leaders_posts),
        Field(
            "when",
            _("Trained on protection"),
            tones={"before": "ok", "after": "warn", "never": "danger"},
        ),
        Field("on", _("On"), unknown=_("not known")),
        Field("curriculum", _("Topic"), unknown=_("not said")),
        Field("held_by", _("Held by"), POST_ONLY, unknown=_("not said")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("post"),
        ListColumn("when"),
        ListColumn("on"),
        ListColumn("curriculum"),
    ),
    filters=(ListFilter("when", _("Trained on protection")),),
    above=(("capacity:training", _("Training")),),
    day=lambda training: training.on,
)


class PoliceRoleInput(TypedDict, total=False):
    """The fields of a police role that its rules ask."""

    unit: Unit
    kinds: list[str]
    curricula: list[str]


def _role_rules(values: PoliceRoleInput, by: Standing) -> dict[str, Any]:
    require_holder(by)
    require_codes(values.get("kinds") or (), [kind.kind for kind in POLICE])
    require_codes(values.get("curricula") or (), CURRICULA)
    if values["unit"].police is not True:
        raise BadParameter(
            say("this unit is not recorded as police"), next=say("say so on its page first")
        )
    return {**values, **IN_COMPARTMENT}


def _kinds_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=lambda: [(kind.kind, word(kind.label)) for kind in POLICE],
        widget=forms.CheckboxSelectMultiple,
    )


def _curricula_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=lambda: [(code, word(taught.label)) for code, taught in CURRICULA.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


ROLE = RecordKind(
    PoliceRole,
    name="police_role",
    room="capacity",
    path="police-roles",
    reads=OF_UNITS,
    act=ACT,
    there=holds_readiness,
    rows=police_roles_for,
    rules=_role_rules,
    list_read=read_trainings,
    parent=Parent(
        "unit", units_for, "units/<uuid:pk>/police-role/", "capacity:unit_training", back=True
    ),
    initial=lambda standing: {"curricula": ["physical_protection"]},
    titles=Titles(
        one=_("Role of a police unit"),
        many=_("Roles of police units"),
        add=_("Record a police role"),
        words=NO_READINESS,
        none=_("No police role is recorded."),
    ),
    fields=(
        UNIT_FIELD,
        Field("role", _("Role in its words")),
        Field("kinds", _("What it covers"), control=_kinds_field),
        Field(
            "paragraph",
            _("Paragraph of the mandate"),
            choices=paragraphs_in_force,
            linked=paragraphs_for,
            unknown=_("none cited"),
        ),
        Field("curricula", _("Training it takes"), control=_curricula_field, unknown=_("none")),
    ),
    columns=(
        ListColumn("role"),
        ListColumn("unit"),
        ListColumn("kinds"),
        ListColumn("paragraph"),
        ListColumn("curricula"),
    ),
    above=(("capacity:training", _("Training")),),
)
