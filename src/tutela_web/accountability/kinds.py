"""The register and what stands beside it, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.incidents.words import HARMS
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.accountability import queries
from tutela_web.accountability.models import (
    ActionPlan,
    ActionPlanStep,
    CommandLink,
    HostInvestigation,
    StatusFinding,
    Violation,
    ViolationStep,
)
from tutela_web.accountability.verbs import (
    record_violation,
    require_sound_violation,
)
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.crisis.models import HrddpFile
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Incident
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import not_ahead
from tutela_web.look.translate import word
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.verbs import draft_of

NO_PEOPLE = _("No names of people.")


in_page_language = lazy(word, str)


def _harms() -> forms.Field:
    offered = [(harm, in_page_language(harm)) for harm in HARMS]
    return forms.ChoiceField(choices=[("", _("choose the harm")), *offered])


def _actors(standing: Standing) -> QuerySet[Actor]:
    return actors_for(standing).filter(retired=False).order_by("name")


def _late_incidents(standing: Standing) -> QuerySet[Incident]:
    """The incidents of the last half year: older ones are not offered."""
    since = standing.on - timedelta(days=183)
    return incidents_for(standing).filter(event_from__gte=since).order_by("-event_from")


def _keep_compartment(
    record: Violation, changes: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    """The harm decides who may read it; a closed one stays strictly confidential."""
    if set(changes) & {"harm", "grave"}:
        raise BadParameter(
            say("the harm decides who may read this"),
            next=say("record it again under the right harm"),
        )
    if record.compartment:
        return {"classification": Classification.STRICTLY_CONFIDENTIAL}
    return {}


def _violation_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    require_sound_violation(draft_of(Violation, values), by)
    return values


def _violation_page(standing: Standing, violation: Violation) -> dict[str, Any]:
    keeps = standing.may(queries.KEEP)
    commands = queries.holds_due_diligence(standing)
    return {
        "steps": queries.steps_for(standing).filter(violation=violation),
        "findings": queries.findings_for(standing).filter(violation=violation),
        "commands": commands,
        "commanders": queries.commanders_for(standing).filter(violation=violation),
        "same_unit": queries.of_same_unit(standing, violation)[:20],
        "keeps": keeps,
        "investigations": [
            (investigation, investigation.stalled_on(standing.on))
            for investigation in queries.investigations_for(standing).filter(violation=violation)
        ],
        "help_told": queries.help_on(standing, violation),
        "help_rows": queries.help_for(standing).filter(violation=violation),
        "finds": standing.may(queries.FIND),
        "today": standing.on,
    }


VIOLATION = RecordKind(
    Violation,
    name="violation",
    room="accountability",
    path="violations",
    reads=queries.KIND,
    act=queries.KEEP,
    rows=queries.violations_for,
    rules=_violation_rules,
    makes=lambda values, by: record_violation(values, by=by),
    amends=_keep_compartment,
    made_here=False,
    titles=Titles(
        one=_("Violation or abuse"),
        many=_("Violations and abuses"),
        about=_(
            "A reference, a status and a hazard: the case lies in the human-rights system. What "
            "was notified, and what justice or command did about it, stands on each page."
        ),
        add=_("Record a violation or abuse"),
        none=_("No violation is on record. That does not mean that none happened."),
        words=_("No victim, witness or commander is named here."),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("reference", _("Reference in the human-rights system"), _("No names.")),
        Field(
            "harm",
            _("Harm"),
            control=_harms,
            says={harm: in_page_language(harm) for harm in HARMS},
        ),
        Field(
            "grave",
            _("Grave violation against children"),
            _("One of the six passes to the child protection adviser, who alone reads it."),
            unknown=_("none of the six"),
        ),
        Field("on", _("Day")),
        Field(
            "place",
            _("Place"),
            choices=places_by_name,
            linked=places_for,
            unknown=_("not known"),
        ),
        AREA,
        Field("actor", _("Actor"), choices=_actors, linked=actors_for, unknown=_("not known")),
        Field("unit_name", _("Unit"), _("The unit, never a person's name.")),
        Field(
            "incident",
            _("Incident"),
            linked=incidents_for,
            choices=_late_incidents,
            page="incidents:incident",
            unknown=_("none"),
        ),
        Field("status", _("Status in the human-rights system")),
        Field("hazard", _("Hazard now"), _("Who may be in danger and where; no names.")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("reference", under=("kind",)),
        ListColumn("harm"),
        ListColumn("actor", under=("unit_name",)),
        ListColumn("place", under=("on",)),
        ListColumn("status"),
    ),
    filters=(
        ListFilter("kind", _("Kind")),
        ListFilter("status", _("Status in the human-rights system")),
        ListFilter(
            "unit_name",
            _("Unit"),
            control="words",
            apply=lambda rows, value, standing: rows.filter(unit_name__icontains=value),
        ),
    ),
    initial=lambda standing: {"classification": 1},
    page_beside=_violation_page,
    page_template="accountability/violation.html",
)


# --- beside a violation


def in_its_compartment(violation: Violation | HostInvestigation) -> dict[str, Any]:
    """What lies beside a violation, or beside its investigation, lies in its compartment and is
    marked as high."""
    return {
        "compartment": violation.compartment,
        "classification": violation.classification,
    }


def parent_at(path: str) -> Parent:
    """The violation, beside which a record of this path is made."""
    return Parent(
        "violation",
        queries.violations_for,
        f"violations/<uuid:pk>/{path}/new/",
        "accountability:violation",
        back=True,
    )


def _step_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    step = draft_of(ViolationStep, values)
    not_ahead(step.on, by)
    not_ahead(step.reply_on, by)
    if step.reply_on and step.reply_on < step.on:
        raise BadParameter(
            say("the reply came before the step"), where="reply_on", next=say("put the day right")
        )
    return {**values, **in_its_compartment(step.violation)}


STEP = RecordKind(
    ViolationStep,
    name="step",
    room="accountability",
    path="steps",
    listed=False,
    list_name="violations",
    reads=queries.KIND,
    act=queries.KEEP,
    rows=queries.steps_for,
    rules=_step_rules,
    parent=parent_at("steps"),
    titles=Titles(
        one=_("Step towards an answer"),
        many=_("Violations and abuses"),
        add=_("Record a step"),
        none=_("No step is on record: nobody is known to have been told."),
    ),
    fields=(
        Field("kind", _("What was done")),
        Field("to_whom", _("To whom, or by whom"), NO_NAMES),
        Field("on", _("Day")),
        Field("due", _("Answer due")),
        Field("reply", _("Reply"), NO_PEOPLE, lines=3, unknown=_("no reply recorded")),
        Field("reply_on", _("Replied on")),
        Field("ending", _("How it ended"), unknown=_("not ended")),
    ),
    columns=(),
    initial=lambda standing: {"on": standing.on},
)


def _command_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    if not queries.holds_due_diligence(by):
        raise Denied(say("this belongs to the compartment of human rights due diligence"))
    return {
        **values,
        "compartment": Compartment.HRDDP,
        "classification": Classification.STRICTLY_CONFIDENTIAL,
    }


def _files(standing: Standing) -> QuerySet[HrddpFile]:
    files = HrddpFile.objects.filter(mission=standing.mission)
    return files if queries.holds_due_diligence(standing) else files.none()


COMMAND = RecordKind(
    CommandLink,
    name="commander",
    room="accountability",
    path="commanders",
    listed=False,
    list_name="violations",
    reads=queries.KIND,
    act=queries.KEEP,
    rows=queries.commanders_for,
    rules=_command_rules,
    there=queries.holds_due_diligence,
    parent=parent_at("commanders"),
    titles=Titles(
        one=_("Who commanded"),
        many=_("Violations and abuses"),
        add=_("Record who commanded"),
        none=_("Nobody is on record as having commanded."),
        words=_("In the compartment of human rights due diligence; the name is sealed."),
    ),
    fields=(
        Field("position", _("Position")),
        Field("name", _("Name"), lines=1, unknown=_("not known")),
        Field("basis", _("Why it concerns this person")),
        Field("file", _("Due-diligence file"), choices=_files, page="crisis:hrddp_file"),
    ),
    columns=(),
    initial=lambda standing: {},
)


def _finding_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    finding = draft_of(StatusFinding, values)
    since, until = finding.since, finding.until
    if isinstance(since, datetime) and isinstance(until, datetime):
        if until <= since:
            raise BadParameter(say("it ends before it begins"), next=say("put the times right"))
        if until > clock.now(by.mission):
            raise BadParameter(say("this lies in the future"))
    if not finding.persons:
        raise BadParameter(
            say("a finding is of somebody"), where="persons", next=say("say of how many")
        )
    return {**values, **in_its_compartment(finding.violation), "found_post": by.as_said}


FINDING = RecordKind(
    StatusFinding,
    name="finding",
    room="accountability",
    path="findings",
    listed=False,
    list_name="violations",
    reads=queries.KIND,
    act=queries.FIND,
    rows=queries.findings_for,
    rules=_finding_rules,
    parent=parent_at("findings"),
    titles=Titles(
        one=_("Finding of direct participation"),
        many=_("Violations and abuses"),
        add=_("Record a finding"),
        none=_("No finding: every victim is presumed a civilian."),
        words=_(
            "People are presumed civilians. They lose protection only for such time as they take a "
            "direct part in hostilities: say by what it is known, and for which time."
        ),
    ),
    fields=(
        Field("persons", _("Of how many"), least=1, needed=True),
        Field("since", _("From")),
        Field("until", _("Until")),
        Field("reasons", _("Reasons"), NO_PEOPLE, lines=4, needed=True),
        Field("evidence", _("Evidence"), _("References, no names."), lines=3, needed=True),
        Field("found_post", _("Found by"), asked=False),
    ),
    columns=(),
    initial=lambda standing: {},
)


# --- action plans


def _is_release(step: ActionPlanStep) -> bool:
    return step.kind == ActionPlanStep.Kind.RELEASE


def _grave_choices() -> forms.Field:
    return forms.MultipleChoiceField(
        choices=ActionPlan.LISTED["violations"], widget=forms.CheckboxSelectMultiple
    )


def _plan_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    plan = draft_of(ActionPlan, values)
    not_ahead(plan.signed_on, by)
    known = {name for name, _label in ActionPlan.LISTED["violations"]}
    if not plan.violations or set(plan.violations) - known:
        raise BadParameter(
            say("a plan is about one or more of the six grave violations"), where="violations"
        )
    if plan.state in (ActionPlan.State.SIGNED, ActionPlan.State.COMPLETED) and not plan.signed_on:
        raise BadParameter(say("when it was signed is not said"), where="signed_on")
    return values


def _plan_page(standing: Standing, plan: ActionPlan) -> dict[str, Any]:
    return {
        "steps": queries.plan_steps_for(standing).filter(plan=plan),
        "released": queries.released_under(standing, plan),
        "keeps": standing.may(queries.PLAN),
        "today": standing.on,
    }


def _violations_said(plan: ActionPlan) -> str:
    words = dict(ActionPlan.LISTED["violations"])
    return ", ".join(str(words.get(violation, violation)) for violation in plan.violations)


ACTION_PLAN = RecordKind(
    ActionPlan,
    name="action_plan",
    room="accountability",
    path="action-plans",
    reads=queries.KIND,
    act=queries.PLAN,
    rows=queries.plans_for,
    rules=_plan_rules,
    titles=Titles(
        one=_("Action plan"),
        many=_("Action plans with parties"),
        about=_(
            "What parties to the conflict undertook to end and prevent grave violations against "
            "children: signed, carried out, verified, or broken."
        ),
        add=_("Record an action plan"),
        none=_("No action plan is on record."),
        words=_("Parties and offices only: no child, no commander is named here."),
    ),
    fields=(
        Field("party", _("Party"), _("A force or group, never a person's name.")),
        Field("actor", _("Actor"), choices=_actors, linked=actors_for, unknown=_("not linked")),
        Field("violations", _("Grave violations it is about"), control=_grave_choices),
        Field("state", _("State")),
        Field("signed_on", _("Signed on"), unknown=_("not signed")),
        Field("reference", _("Reference")),
        Field("focal_office", _("Focal office of the party"), NO_NAMES),
        AREA,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("party"),
        ListColumn("violations", label=_("Grave violations it is about"), told=_violations_said),
        ListColumn("state"),
        ListColumn("signed_on", under=("reference",)),
    ),
    filters=(ListFilter("state", _("State")),),
    initial=lambda standing: {"classification": 1},
    warns=lambda plan: plan.state == ActionPlan.State.BROKEN,
    page_beside=_plan_page,
    page_template="accountability/action_plan.html",
)


def _plan_step_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    step = draft_of(ActionPlanStep, values)
    not_ahead(step.done_on, by)
    release = step.kind == ActionPlanStep.Kind.RELEASE
    if release and Compartment.MRM not in by.compartments:
        raise BadParameter(
            say("a release of children is recorded in the compartment of children"),
            next=say("tell the child protection adviser"),
        )
    if not release and (step.released_girls or step.released_boys):
        raise BadParameter(say("children are counted in a release"), where="kind")
    if step.verdict and not step.found.strip():
        raise BadParameter(say("by what it was found is not said"), where="found")
    return {
        **values,
        "compartment": Compartment.MRM if release else "",
        "classification": Classification.STRICTLY_CONFIDENTIAL
        if release
        else step.plan.classification,
        "verdict_on": (step.verdict_on or by.on) if step.verdict else None,
    }


PLAN_STEP = RecordKind(
    ActionPlanStep,
    name="plan_step",
    room="accountability",
    path="plan-steps",
    listed=False,
    list_name="action_plans",
    reads=queries.KIND,
    act=queries.PLAN,
    rows=queries.plan_steps_for,
    rules=_plan_step_rules,
    parent=Parent(
        "plan",
        queries.plans_for,
        "action-plans/<uuid:pk>/steps/new/",
        "accountability:action_plan",
        back=True,
    ),
    titles=Titles(
        one=_("Step of an action plan"),
        many=_("Action plans with parties"),
        add=_("Record a step"),
        none=_("No step is on record."),
        words=_("A release of children is read in the compartment of children alone."),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("what", _("What"), NO_PEOPLE),
        Field("due", _("Due")),
        Field("done_on", _("Done, as the party says"), unknown=_("not said")),
        Field("released_girls", _("Girls released"), applies=_is_release, least=0),
        Field("released_boys", _("Boys released"), applies=_is_release, least=0),
        Field("verdict", _("As the mission found"), unknown=_("not verified")),
        Field("verdict_on", _("Found on"), asked=False),
        Field("found", _("By what it was found"), NO_PEOPLE, lines=3, unknown=_("nothing said")),
    ),
    columns=(),
    initial=lambda standing: {},
)
