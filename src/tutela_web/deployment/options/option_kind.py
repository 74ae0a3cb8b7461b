"""An effort at an option for a gap, as a kind of record: a form asks what its option needs, and no
more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypedDict

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.deployment.options import CLOSED
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.values import FieldValue
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.models import Caveat, Unit
from tutela_web.capacity.training.models import CourseSet
from tutela_web.capacity.training.queries import courses_for
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.deployment.gap.queries import needs_for
from tutela_web.deployment.options.models import GapOption
from tutela_web.deployment.options.queries import (
    KIND,
    WEIGH,
    course_of,
    offers_for,
    options_for,
)
from tutela_web.deployment.whatif.models import MoveRequest
from tutela_web.deployment.whatif.move_queries import moves_for
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import seen_asks
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import NO_NAMES, posts_of
from tutela_web.links.verbs import not_ahead
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.exchanges.queries import exchanges_for
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.space.queries import whole_checks
from tutela_web.programme.matrix.queries import lines_by_code
from tutela_web.records import verbs as records
from tutela_web.records.approvals.acts import ApprovalActs
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.approvals.verbs import Approved
from tutela_web.records.kinds import Field, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField
from tutela_web.records.verbs import draft_of

Option = GapOption.Kind
ASKED = (Option.COUNCIL, Option.CAVEATS, Option.CONTRIBUTORS)


def of_compartment() -> forms.ChoiceField:
    """Whether a record tells of caveats, readiness or reach."""
    return forms.ChoiceField(
        choices=[("", _("no")), (Compartment.CAPACITY, _("yes: for holders of capacity"))],
        required=False,
    )


def compartments_offered(standing: Standing) -> set[str]:
    """Who does not hold capacity puts nothing in it: they could not read it again."""
    return {Compartment.CAPACITY} if holds_readiness(standing) else set()


TELLS_CAPACITY = Field(
    "compartment",
    _("It tells of caveats, readiness or reach"),
    _("Then only who holds the compartment capacity reads it."),
    says={"": _("no")},
    control=of_compartment,
    offers=compartments_offered,
)


def require_capacity(by: Standing) -> None:
    """Raises  Denied for who does not hold the compartment capacity."""
    if not holds_readiness(by):
        raise Denied(
            say("this tells of caveats or readiness, which lie in the compartment capacity"),
            next=say("ask the Chief of Staff for a grant, or leave it out"),
        )


class EffortInput(TypedDict, total=False):
    """The fields of an effort that its rules ask."""

    option: str
    state: str
    done: str
    because: str
    drops: list[str]
    rises: list[str]
    currency: str
    ask: Ask | None
    caveat: Caveat | None
    space_check: SpaceCheck | None
    offer: Exchange | None
    unit: Unit | None
    move: MoveRequest | None
    course_set: CourseSet | None
    compartment: str
    classification: int


def _asks_offered(standing: Standing) -> QuerySet[Ask]:
    return seen_asks(standing).order_by("-asked_on", "-entered_at")


def _checks_offered(standing: Standing) -> QuerySet[SpaceCheck]:
    return whole_checks(standing).order_by("-on", "-entered_at")


def _caveats_offered(standing: Standing) -> QuerySet[Caveat]:
    return caveats_for(standing).select_related("unit").order_by("unit__name", "entered_at")


def _units_offered(standing: Standing) -> QuerySet[Unit]:
    seen = units_for(standing) if holds_readiness(standing) else Unit.objects.none()
    return seen.filter(retired=False).order_by("name")


def _field_of(options: tuple[GapOption.Kind, ...], field: Field) -> Field:
    """A field that some of the options have."""
    return replace(
        field,
        asked_with=("option", frozenset(options)),
        applies=lambda effort: effort.option in options,
    )


IN_CAPACITY = _("Naming one puts this effort in the compartment capacity.")

OWN_FIELDS = (
    _field_of(
        (Option.REPRIORITISE,),
        Field(
            "drops",
            _("Lines of the matrix that drop"),
            _("By their numbers, separated by semicolons."),
            control=WordsField,
            unknown=_("none"),
        ),
    ),
    _field_of(
        (Option.REPRIORITISE,),
        Field(
            "rises",
            _("Lines that rise"),
            _("By their numbers, separated by semicolons."),
            control=WordsField,
            unknown=_("none"),
        ),
    ),
    _field_of(
        (Option.REPRIORITISE,),
        Field(
            "approved_by",
            _("Approved by"),
            linked=posts_of,
            asked=False,
            unknown=_("nobody has approved it"),
        ),
    ),
    _field_of(
        (Option.REPRIORITISE,),
        Field("approved_on", _("Approved on"), asked=False, unknown=_("not approved")),
    ),
    _field_of(
        (Option.PARTNERS,),
        Field(
            "offer",
            _("What a partner offered for it"),
            _("As it was said at a meeting: Gaps raised with partners."),
            choices=offers_for,
            linked=exchanges_for,
            unknown=_("no offer is on record"),
        ),
    ),
    _field_of(
        (Option.PARTNERS,), Field("conditions", _("Conditions"), lines=2, unknown=_("nobody asked"))
    ),
    _field_of(
        (Option.PARTNERS,),
        Field(
            "space_check",
            _("Check that aid and arms stay apart"),
            choices=_checks_offered,
            linked=whole_checks,
            page="partners:check",
            unknown=_("not checked"),
        ),
    ),
    _field_of(
        (Option.REDEPLOY,),
        Field(
            "gains_at",
            _("Places that gain cover"),
            _("Separate with semicolons."),
            control=WordsField,
        ),
    ),
    _field_of(
        (Option.REDEPLOY,),
        Field(
            "loses_at",
            _("Places that lose cover"),
            _("Separate with semicolons."),
            control=WordsField,
        ),
    ),
    _field_of(
        (Option.REDEPLOY, Option.CAVEATS),
        Field(
            "move",
            _("Move that carries it out"),
            IN_CAPACITY,
            choices=moves_for,
            linked=moves_for,
            page="deployment:move",
            unknown=_("none named"),
        ),
    ),
    _field_of((Option.FUNDS,), Field("asked_of", _("Fund or group of states asked"), NO_NAMES)),
    _field_of((Option.FUNDS,), Field("currency", _("Currency"), _("Three letters, as USD."))),
    _field_of((Option.FUNDS,), Field("sought", _("Sum sought"), unknown=_("no sum named"))),
    _field_of((Option.FUNDS,), Field("asked_on", _("Asked on"), unknown=_("not asked yet"))),
    _field_of(
        (Option.FUNDS,), Field("received", _("Sum received"), unknown=_("nothing on record"))
    ),
    _field_of(
        (Option.FUNDS,), Field("received_on", _("Received on"), unknown=_("no day on record"))
    ),
    _field_of(
        ASKED,
        Field(
            "ask",
            _("Request"),
            _("Record it first under Coordination, Requests."),
            choices=_asks_offered,
            linked=seen_asks,
            page="engagements:ask",
            unknown=_("no request is on record"),
        ),
    ),
    _field_of(
        (Option.CAVEATS,),
        Field(
            "caveat",
            _("Caveat"),
            choices=_caveats_offered,
            linked=caveats_for,
            page="capacity:caveat",
            unknown=_("none named"),
        ),
    ),
    _field_of((Option.TRAINING,), Field("course", _("Courses"), _("What is taught, by whom."))),
    _field_of(
        (Option.TRAINING,),
        Field(
            "unit",
            _("Unit"),
            _("Naming a unit tells of its readiness: it is then kept in the compartment capacity."),
            choices=_units_offered,
            linked=units_for,
            page="capacity:unit",
            unknown=_("none named"),
        ),
    ),
    _field_of(
        (Option.TRAINING,),
        Field(
            "course_set",
            _("Course that carries it out"),
            IN_CAPACITY,
            choices=courses_for,
            linked=courses_for,
            page="capacity:course",
            unknown=_("none named"),
        ),
    ),
    _field_of((Option.TRAINING,), Field("expected", _("How many are to attend"))),
    _field_of((Option.TRAINING,), Field("attended", _("How many attended"))),
    _field_of(
        (Option.TRAINING,),
        Field(
            "trained_on",
            _("Last day of the courses"),
            _("The gap stays open until the need is tested again after it."),
            unknown=_("not held yet"),
        ),
    ),
)
BLANK: tuple[FieldValue, ...] = (None, "", [])


def _refuse_of_others(values: EffortInput) -> None:
    for own in OWN_FIELDS:
        assert own.asked_with is not None
        if values.get(own.name) not in BLANK and values["option"] not in own.asked_with[1]:
            raise BadParameter(
                say("this belongs to another option"), where=own.name, next=say("leave it blank")
            )


def _refuse_unknown_lines(values: EffortInput, by: Standing) -> None:
    for name, codes in (("drops", values.get("drops")), ("rises", values.get("rises"))):
        known = lines_by_code(by, codes) if codes else {}
        if unknown := [code for code in codes or () if code not in known]:
            raise BadParameter(
                say("no line of the matrix has this number: {code}", code=unknown[0]),
                where=name,
                next=say("write the numbers as the matrix has them"),
            )


def _rules(values: EffortInput, by: Standing) -> dict[str, Any]:
    effort = draft_of(GapOption, values)  # type: ignore[arg-type]  # of the model's own fields
    refuse_closed_words(effort.done, effort.because, effort.gained, effort.conditions)
    if effort.state == GapOption.State.RULED_OUT and not effort.because:
        raise BadParameter(
            say("nobody can see why it is ruled out"), where="because", next=say("write the reason")
        )
    if effort.state != GapOption.State.RULED_OUT and not effort.done:
        raise BadParameter(
            say("nobody can see what was done, or would be"),
            where="done",
            next=say("write a sentence"),
        )
    _refuse_of_others(values)
    for day in (effort.asked_on, effort.received_on, effort.trained_on):
        not_ahead(day, by)
    if (effort.sought is not None or effort.received is not None) and not effort.currency:
        raise BadParameter(
            say("a sum has a currency"), where="currency", next=say("write its three letters")
        )
    if effort.received and effort.received_on is None:
        raise BadParameter(
            say("a sum is received on a day"), where="received_on", next=say("give the day")
        )
    _refuse_unknown_lines(values, by)
    ask = values.get("ask")
    means = (effort.unit_id, effort.move_id, effort.course_set_id)
    closed = effort.option in CLOSED or any(means) or bool(ask and ask.compartment)
    sound: dict[str, Any] = {**values, "currency": effort.currency.upper()}
    if closed:
        sound["compartment"] = Compartment.CAPACITY
    if sound.get("compartment"):
        require_capacity(by)
    linked = (
        ask,
        values.get("caveat"),
        values.get("space_check"),
        values.get("offer"),
        values.get("move"),
        values.get("course_set"),
    )
    named = [record.classification for record in linked if record is not None]
    sound["classification"] = max(
        values.get("classification", 0), effort.need.classification, *named
    )
    by.require_marking(KIND, sound["classification"])
    return sound


def _keeps_its_option(effort: GapOption, changes: EffortInput, by: Standing) -> Mapping[str, Any]:
    if changes.get("option", effort.option) != effort.option:
        raise BadParameter(
            say("an effort stays at its option"),
            where="option",
            next=say("record a new one at the other option"),
        )
    return {}


def _page_beside(standing: Standing, effort: GapOption) -> dict[str, Any]:
    approved = effort.option == Option.REPRIORITISE
    return {
        "waits": effort.waits(standing.on),
        "training": effort.option == Option.TRAINING,
        "course": course_of(standing, effort),
        **(OPTION_APPROVALS.show_approvals(standing, effort) if approved else {}),
    }


GAP_OPTION = RecordKind(
    GapOption,
    name="gap_option",
    room="deployment",
    path="options",
    reads=KIND,
    act=WEIGH,
    rows=options_for,
    rules=_rules,
    amends=_keeps_its_option,
    listed=False,
    list_name="options",
    parent=Parent(
        "need",
        needs_for,
        "needs/<uuid:pk>/options/new/",
        "deployment:need_options",
        initial=lambda need: {"classification": need.classification},
        back=True,
    ),
    titles=Titles(
        one=_("Effort to narrow a gap"),
        many=_("Options for each gap"),
        add=_("Weigh an option"),
        none=_("No option is weighed."),
        words=_("What was tried, what could be, or why it is ruled out."),
        button=_("Record it"),
    ),
    fields=(
        Field("need", _("Need"), linked=needs_for, page="deployment:need_options", asked=False),
        Field("option", _("Option")),
        Field(
            "state",
            _("State"),
            tones={"tried": "part", "possible": "ok"},
        ),
        Field("done", _("What was done, or would be"), lines=3, unknown=_("nothing said")),
        Field(
            "because",
            _("Reason"),
            _("Why it is possible or ruled out; what stands in the way."),
            lines=2,
            unknown=_("none given"),
        ),
        Field("owner", _("Owner"), _("A post."), choices=posts_of, unknown=_("nobody")),
        Field("due", _("By when"), unknown=_("no day set")),
        Field("gained", _("What it gained, or would"), _("In words."), unknown=_("not known")),
        Field("people", _("People it brings into reach"), unknown=_("not known")),
        *OWN_FIELDS,
        TELLS_CAPACITY,
        CLASSIFICATION,
    ),
    columns=(),
    history=("approved_by", "approved_on"),
    page_beside=_page_beside,
    page_template="deployment/gap_option.html",
    day=lambda effort: effort.due,
)


def _take_approval(effort: GapOption, approval: PostApproval, by: Standing) -> None:
    changes: dict[str, FieldValue] = {
        "approved_by": approval.post,
        "approved_on": clock.today(by.mission),
    }
    records.edit(effort, changes, version=effort.version, by=by.person)


OPTION_APPROVALS = ApprovalActs(
    GAP_OPTION,
    Approved(
        options_for,
        _("Effort to close a gap"),
        "deployment:gap_option",
        frozenset({"head_of_mission", "chief_of_staff", "force_commander", "police_commander"}),
        WEIGH,
        _take_approval,
    ),
)
