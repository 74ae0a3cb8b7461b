"""Contributors, requirements and what was sent of them, promises and checks, as kinds of record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.capacity.able import TASKS
from tutela_web.access.models import Compartment, DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day
from tutela_web.base.values import Words
from tutela_web.capacity.models import Unit
from tutela_web.capacity.readiness.queries import (
    ACT,
    CHECKS,
    KIND,
    OF_UNITS,
    checks_for,
    contributors_for,
    dispatches_for,
    lines_for,
    promises_for,
    read_checks,
    receipts_of,
    requirements_for,
)
from tutela_web.capacity.readiness.verbs import (
    confirm_receipt,
    note_change,
    require_holder,
    require_past,
    write_starting_lines,
)
from tutela_web.capacity.readiness_models import (
    ITEM_CHOICES,
    Contributor,
    ContributorPromise,
    Requirement,
    RequirementDispatch,
    RequirementLine,
    UnitCheck,
)
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.look.translate import word
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import YesNoField

POST_ONLY = _("A post or a body, never a person.")
NO_READINESS = _("Others learn only that the unit is able or not able.")
CLASSIFICATION = Field("classification", _("Classification"))


def _areas_offered(standing: Standing) -> QuerySet[DutyArea]:
    return areas_on(standing.mission, standing.on).defer("boundary").order_by("name")


def _areas(standing: Standing) -> QuerySet[DutyArea]:
    return DutyArea.objects.filter(mission=standing.mission).defer("boundary")


def _units(standing: Standing) -> QuerySet[Unit]:
    return units_for(standing).filter(retired=False).order_by("name")


def tasks_field() -> forms.MultipleChoiceField:
    """The kinds of task to tick."""
    return forms.MultipleChoiceField(
        choices=lambda: [(code, word(label)) for code, label in TASKS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


# --- contributors


class ContributorInput(TypedDict, total=False):
    """The fields of a contributor that its rules ask."""

    name: str
    checked_on: date | None


def _contributor_rules(values: ContributorInput, by: Standing) -> ContributorInput:
    require_past(values.get("checked_on"), by)
    return values


def _require_new_name(values: ContributorInput, by: Standing) -> Mapping[str, Any]:
    if Contributor.objects.filter(mission=by.mission, name__iexact=values["name"]).exists():
        raise BadParameter(say("this contributor is recorded"), next=say("open its page"))
    return {}


def _require_other_name(
    country: Contributor, changed: ContributorInput, by: Standing
) -> Mapping[str, Any]:
    others = Contributor.objects.filter(mission=by.mission).exclude(pk=country.pk)
    if "name" in changed and others.filter(name__iexact=changed["name"]).exists():
        raise BadParameter(say("this contributor is recorded"), next=say("open its page"))
    return {}


def _beside_contributor(standing: Standing, country: Contributor) -> dict[str, Any]:
    return {
        "units": list(units_for(standing).filter(contributor=country, retired=False)),
        "dispatches": list(dispatches_for(standing).filter(contributor=country)),
        "holds_readiness": holds_readiness(standing),
        "promises": list(promises_for(standing).filter(contributor=country)),
        "may_promise": PROMISE.may_write(standing) and holds_readiness(standing),
    }


CONTRIBUTOR = RecordKind(
    Contributor,
    name="contributor",
    room="capacity",
    path="contributors",
    reads=KIND,
    act=ACT,
    rows=contributors_for,
    rules=_contributor_rules,
    takes=_require_new_name,
    amends=_require_other_name,
    titles=Titles(
        one=_("Contributor"),
        many=_("Contributors"),
        add=_("Record a contributor"),
        none=_("No contributor is on record."),
        about=_(
            "Countries that contribute troops or police, and the guidance, training and doctrine "
            "on protection each of them uses. Blank is not known."
        ),
    ),
    fields=(
        Field("name", _("Country")),
        Field("guidance", _("Guidance it uses"), lines=2, unknown=_("not known")),
        Field("training", _("Training it gives"), lines=2, unknown=_("not known")),
        Field("doctrine", _("Doctrine it uses"), lines=2, unknown=_("not known")),
        Field("checked_on", _("Checked on"), unknown=_("never checked")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("name"),
        ListColumn("guidance"),
        ListColumn("training"),
        ListColumn("doctrine"),
        ListColumn("checked_on"),
    ),
    lacks=lambda country: country.checked_on is None,
    above=(("capacity:units", _("Units")),),
    day=lambda country: country.checked_on,
    page_beside=_beside_contributor,
    page_template="capacity/contributor.html",
)


# --- requirements


class RequirementInput(TypedDict, total=False):
    """The fields of a requirement that its rules ask."""

    title: str
    written_on: date
    withdrawn_on: date | None


def _requirement_rules(values: RequirementInput, by: Standing) -> RequirementInput:
    require_past(values["written_on"], by)
    if (ends := values.get("withdrawn_on")) is not None and ends < values["written_on"]:
        raise BadParameter(
            say("it would be withdrawn before it was written"), next=say("put the days right")
        )
    return values


def _beside_requirement(standing: Standing, requirement: Requirement) -> dict[str, Any]:
    sent = list(dispatches_for(standing).filter(requirement=requirement))
    receipts = receipts_of(requirement, list(contributors_for(standing)), sent)
    lines = list(lines_for(standing).filter(requirement=requirement))
    labels = dict(ITEM_CHOICES)
    return {
        "lines": [(line, [word(TASKS.get(task, task)) for task in line.tasks]) for line in lines],
        "receipts": receipts,
        "without": sum(not row.received for row in receipts),
        "earlier": [row for row in sent if row.edition != requirement.edition],
        "changes": [
            {
                **change,
                "on": date.fromisoformat(change["on"]),
                "label": labels.get(change["required"], change["required"]),
            }
            for change in reversed(requirement.changes)
        ],
        "may_keep": standing.may(ACT, area=requirement.area_id),
    }


REQUIREMENT = RecordKind(
    Requirement,
    name="requirement",
    room="capacity",
    path="requirements",
    reads=KIND,
    act=ACT,
    rows=requirements_for,
    rules=_requirement_rules,
    follows=write_starting_lines,
    initial=lambda standing: {"classification": 1, "written_on": standing.on},
    titles=Titles(
        one=_("Requirement of units"),
        many=_("Requirements of units"),
        add=_("Write a requirement"),
        none=_("No requirement is on record: units are held against the proposal."),
        about=_(
            "What is required of units for tasks of protection, sent to every contributor; each "
            "change is notified. A requirement begins with the lines of the proposal."
        ),
    ),
    fields=(
        Field("title", _("Title")),
        Field(
            "area",
            _("Area"),
            says={None: _("the whole mission")},
            choices=_areas_offered,
            linked=_areas,
        ),
        Field("edition", _("Edition"), asked=False),
        Field("written_on", _("Written on")),
        Field(
            "withdrawn_on",
            _("Withdrawn on"),
            only="edit",
            applies=lambda requirement: requirement.withdrawn_on is not None,
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("title"),
        ListColumn("area"),
        ListColumn("edition"),
        ListColumn("written_on"),
        ListColumn("withdrawn_on", unknown=_("in force")),
    ),
    above=(("capacity:units", _("Units")),),
    history=("edition",),
    day=lambda requirement: requirement.written_on,
    page_beside=_beside_requirement,
    page_template="capacity/requirement.html",
)


class RequirementLineInput(TypedDict, total=False):
    """The fields of a line that its rules ask."""

    requirement: Requirement
    required: str
    tasks: list[str]


def require_codes(values: Iterable[str], known: Iterable[str]) -> None:
    """Raise BadParameter for a code that no list has."""
    if wrong := sorted(set(values) - set(known)):
        raise BadParameter(
            say("this is on no list"), where=wrong[0], next=say("choose one of the list")
        )


def _line_rules(values: RequirementLineInput, by: Standing) -> dict[str, Any]:
    require_codes(values.get("tasks") or (), TASKS)
    return {**values, "classification": values["requirement"].classification}


def _require_new_item(values: RequirementLineInput, by: Standing) -> Mapping[str, Any]:
    if values["requirement"].lines.filter(required=values["required"]).exists():
        raise BadParameter(
            say("this requirement has a line for it"), next=say("edit that line instead")
        )
    return {}


def _line_changed(
    line: RequirementLine, changed: RequirementLineInput, by: Standing
) -> Mapping[str, Any]:
    if changed:
        note_change(line, "changed", by)
    return {}


LINE = RecordKind(
    RequirementLine,
    name="requirement_line",
    room="capacity",
    path="requirement-lines",
    reads=KIND,
    act=ACT,
    rows=lines_for,
    rules=_line_rules,
    takes=_require_new_item,
    amends=_line_changed,
    follows=lambda line, by: note_change(line, "added", by),
    listed=False,
    list_name="requirements",
    parent=Parent(
        "requirement",
        requirements_for,
        "requirements/<uuid:pk>/line/",
        "capacity:requirement",
        back=True,
    ),
    initial=lambda standing: {},
    titles=Titles(
        one=_("Line of a requirement"),
        many=_("Requirements of units"),
        add=_("Add a line"),
        none=_("No line is on record."),
    ),
    fields=(
        Field(
            "requirement",
            _("Requirement"),
            linked=requirements_for,
            page="capacity:requirement",
            asked=False,
        ),
        Field("required", _("What is required"), only="new"),
        Field("wording", _("In words"), lines=3),
        Field("critical", _("Critical: without it no unit is ready")),
        Field("tasks", _("Tasks it concerns"), control=tasks_field, unknown=_("none")),
        Field("dropped", _("No longer required"), only="edit"),
    ),
    columns=(),
)


class DispatchInput(TypedDict, total=False):
    """The fields of a dispatch that its rules ask."""

    requirement: Requirement
    contributor: Contributor
    sent_on: date
    edition: int


def _dispatch_rules(values: DispatchInput, by: Standing) -> dict[str, Any]:
    require_past(values["sent_on"], by)
    return {**values, "classification": values["requirement"].classification}


def _edition_sent(values: DispatchInput, by: Standing) -> dict[str, Any]:
    requirement = values["requirement"]
    before = requirement.sent.filter(contributor=values["contributor"], edition=requirement.edition)
    if before.exists():
        raise BadParameter(
            say("this edition was sent to this contributor"), next=say("open its page")
        )
    return {"edition": requirement.edition}


def _beside_dispatch(standing: Standing, dispatch: RequirementDispatch) -> dict[str, Any]:
    waits = dispatch.received_on is None and standing.may(ACT, area=dispatch.area_id)
    return {"receipt_form": RECEIVE.form_for(standing) if waits else None}


DISPATCH = RecordKind(
    RequirementDispatch,
    name="requirement_dispatch",
    room="capacity",
    path="requirement-dispatches",
    reads=KIND,
    act=ACT,
    rows=dispatches_for,
    rules=_dispatch_rules,
    takes=_edition_sent,
    listed=False,
    list_name="requirements",
    parent=Parent(
        "requirement",
        requirements_for,
        "requirements/<uuid:pk>/dispatch/",
        "capacity:requirement",
        back=True,
    ),
    initial=lambda standing: {"sent_on": standing.on},
    titles=Titles(
        one=_("Requirement sent to a contributor"),
        many=_("Requirements of units"),
        add=_("Record that it was sent"),
        none=_("It was sent to no contributor."),
    ),
    fields=(
        Field(
            "requirement",
            _("Requirement"),
            linked=requirements_for,
            page="capacity:requirement",
            asked=False,
        ),
        Field(
            "contributor",
            _("Contributor"),
            choices=contributors_for,
            page="capacity:contributor",
            only="new",
        ),
        Field("edition", _("Edition"), asked=False),
        Field("sent_on", _("Sent on")),
        Field("by_way", _("By which way"), POST_ONLY, unknown=_("not said")),
        Field(
            "received_on",
            _("Receipt confirmed on"),
            asked=False,
            unknown=_("no receipt"),
        ),
    ),
    columns=(),
    day=lambda dispatch: dispatch.sent_on,
    page_beside=_beside_dispatch,
    page_template="capacity/dispatch.html",
)

RECEIVE = Act(
    confirm_receipt,
    on=DISPATCH,
    path="requirement-dispatches/<uuid:pk>/receipt/",
    name="receipt",
    form="receipt_form",
    auto_id="receipt_%s",
    fields={"on": a_day(_("Received on"), _("Today, where nothing is written."))},
    says=_("The receipt is recorded."),
)


# --- what was promised


class PromiseInput(TypedDict, total=False):
    """The fields of a promise that its rules ask."""

    contributor: Contributor
    unit: Unit | None
    agreed_on: date | None
    raised_on: date | None
    raised_with: str


def _promise_rules(values: PromiseInput, by: Standing) -> dict[str, Any]:
    require_holder(by)
    require_past(values.get("agreed_on"), by)
    require_past(values.get("raised_on"), by)
    if bool(values.get("raised_on")) != bool(values.get("raised_with")):
        raise BadParameter(
            say("a difference is raised on a day and with somebody"),
            where="raised_with",
            next=say("give both, or neither"),
        )
    unit = values.get("unit")
    if unit is not None and unit.contributor_id not in (None, values["contributor"].pk):
        raise BadParameter(
            say("this unit is of another contributor"), next=say("choose one of its units")
        )
    return {**values, "compartment": Compartment.CAPACITY, "area": unit.area if unit else None}


def _by_difference(
    rows: QuerySet[ContributorPromise], value: str, standing: Standing
) -> QuerySet[ContributorPromise]:
    rows = rows.filter(met=False)
    return rows.filter(raised_on__isnull=value == "not")


def _differences(standing: Standing) -> Iterable[tuple[str, Words]]:
    return (("not", _("differs and was not raised")), ("raised", _("differs and was raised")))


PROMISE = RecordKind(
    ContributorPromise,
    name="promise_of_contributor",
    room="capacity",
    path="agreements",
    list_name="agreements",
    reads=KIND,
    act=ACT,
    acts=lambda values: (ACT, None),
    there=holds_readiness,
    rows=promises_for,
    rules=_promise_rules,
    initial=lambda standing: {},
    titles=Titles(
        one=_("Demand of an agreement"),
        many=_("Promised and delivered"),
        add=_("Record a demand of an agreement"),
        words=NO_READINESS,
        none=_("No demand of an agreement is on record: that is not the same as none."),
        about=_(
            "What agreements with contributors ask for protection, beside what was delivered. "
            "Compartment capacity."
        ),
    ),
    fields=(
        Field(
            "contributor",
            _("Contributor"),
            choices=contributors_for,
            page="capacity:contributor",
        ),
        Field("unit", _("Unit"), choices=_units, page="capacity:unit", unknown=_("all its units")),
        Field("required", _("What is required")),
        Field("promised", _("Promised")),
        Field("agreed_on", _("Agreed on"), unknown=_("not known")),
        Field("delivered", _("Delivered"), unknown=_("not known")),
        Field(
            "met",
            _("Delivered as promised"),
            control=YesNoField,
            says={True: _("as promised"), False: _("differs")},
            tones={True: "ok", False: "danger"},
        ),
        Field("raised_on", _("Difference raised on"), unknown=_("not raised")),
        Field("raised_with", _("Raised with"), POST_ONLY, unknown=_("nobody")),
    ),
    columns=(
        ListColumn("required", under=("unit",), quiet=True),
        ListColumn("contributor"),
        ListColumn("promised", under=("agreed_on",), quiet=True),
        ListColumn("delivered"),
        ListColumn("met"),
        ListColumn("raised_on", under=("raised_with",), quiet=True),
    ),
    filters=(
        ListFilter("difference", _("Difference"), choices=_differences, apply=_by_difference),
    ),
    above=(("capacity:contributors", _("Contributors")),),
    day=lambda promise: promise.agreed_on,
)


# --- checks


class UnitCheckInput(TypedDict, total=False):
    """The fields of a check that its rules ask."""

    unit: Unit
    required: str
    state: str
    checked_on: date
    valid_until: date | None
    remedy: str
    remedy_due: date | None
    remedy_done: date | None


def _check_rules(values: UnitCheckInput, by: Standing) -> dict[str, Any]:
    require_holder(by)
    require_past(values["checked_on"], by)
    require_past(values.get("remedy_done"), by)
    until = values.get("valid_until")
    if until is not None and until < values["checked_on"]:
        raise BadParameter(
            say("it would run out before it was checked"), next=say("put the days right")
        )
    if values.get("remedy_due") and not (values.get("remedy") or "").strip():
        raise BadParameter(
            say("a remedy with a day says what is done"),
            where="remedy",
            next=say("write what puts it right"),
        )
    return {**values, "compartment": Compartment.CAPACITY, "classification": 1}


def _require_first(values: UnitCheckInput, by: Standing) -> Mapping[str, Any]:
    if UnitCheck.objects.filter(unit=values["unit"], required=values["required"]).exists():
        raise BadParameter(
            say("this was checked before: its earlier state stays in its history"),
            next=say("open the check and edit it"),
        )
    return {}


CHECK = RecordKind(
    UnitCheck,
    name="unit_check",
    room="capacity",
    path="checks",
    list_name="checks",
    reads=OF_UNITS,
    act=CHECKS,
    there=holds_readiness,
    list_read=read_checks,
    rows=checks_for,
    rules=_check_rules,
    takes=_require_first,
    initial=lambda standing: {"checked_on": standing.on},
    parent=Parent(
        "unit", units_for, "units/<uuid:pk>/checks/new/", "capacity:unit_checks", back=True
    ),
    titles=Titles(
        one=_("Check of a unit"),
        many=_("Checks of units"),
        add=_("Record a check"),
        words=NO_READINESS,
        none=_("No check matches, or none is recorded."),
        filtered=_("No check matches, or none is recorded."),
        about=_("Compartment capacity: each read is a line in the audit."),
    ),
    fields=(
        Field("unit", _("Unit"), linked=units_for, page="capacity:unit_checks", asked=False),
        Field("required", _("What is required"), only="new"),
        Field(
            "state",
            _("State"),
            tones={
                "fails": "danger",
                "inspected": "ok",
                "tested": "ok",
                "declared": "warn",
                "not checked": "warn",
            },
        ),
        Field("checked_on", _("On")),
        Field("valid_until", _("Valid until"), _("Optional; after it the check has expired.")),
        Field("seen", _("What was seen"), _("Numbers: 12 of 20 vehicles run, 9 drivers tested.")),
        Field("remedy", _("Remedy"), _("What puts it right."), unknown=_("none")),
        Field("remedy_due", _("Remedy due on"), unknown=_("no day set")),
        Field("remedy_done", _("Remedy done on"), unknown=_("not done")),
    ),
    columns=(
        ListColumn("required"),
        ListColumn("unit"),
        ListColumn("state"),
        ListColumn("checked_on"),
        ListColumn("valid_until"),
        ListColumn("remedy", under=("remedy_due",), quiet=True),
    ),
    filters=(ListFilter("state", _("State")), ListFilter("required", _("What is required"))),
    above=(("capacity:units", _("Units")),),
    day=lambda check: check.checked_on,
)
