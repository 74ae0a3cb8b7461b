"""An allocation, its shares, the demands it answers and the dissents, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.deployment.allocation import RankedDemand, needs_reason
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.fields import day
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.deployment.allocation import verbs
from tutela_web.deployment.allocation.models import (
    Allocation,
    AllocationDemand,
    AllocationDissent,
    AllocationShare,
)
from tutela_web.deployment.allocation.queries import (
    AGREE,
    DISSENT,
    KEEP,
    KIND,
    allocations_for,
    demands_for,
    demands_of,
    dissents_for,
    shares_for,
    shares_of,
)
from tutela_web.deployment.allocation.reserve_queries import reserves_below
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.gap.queries import needs_for, open_needs
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.queries import tasks_for
from tutela_web.records import verbs as records
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.approvals.acts import ApprovalActs
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.approvals.verbs import Approved
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField

MISSING = _("missing")


class AllocationInput(TypedDict, total=False):
    """The fields of an allocation that its rules ask."""

    title: str
    rule: str
    starts: date
    ends: date | None
    currency: str
    classification: int


def _allocation_rules(values: AllocationInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("title"), values.get("rule"))
    ends = values.get("ends")
    if ends is not None and ends < values["starts"]:
        raise BadParameter(
            say("it ends before it begins"), where="ends", next=say("put the days right")
        )
    return {**values, "currency": (values.get("currency") or "").upper()}


def _refuse_agreed(allocation: Allocation) -> None:
    if allocation.agreed_on is not None:
        raise NotNow(
            say("this allocation is agreed"),
            next=say("record a new one for the time that follows; a dissent may still be added"),
        )


def _still_open(
    allocation: Allocation, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    _refuse_agreed(hold(allocation))
    return {}


def _beside_allocation(standing: Standing, allocation: Allocation) -> dict[str, Any]:
    may = allocation.agreed_on is None and standing.may(KEEP, area=allocation.area_id)
    may_agree = allocation.agreed_on is None and standing.may(AGREE, area=allocation.area_id)
    return {
        "shown": shares_of(allocation),
        "demands": demands_of(allocation),
        "dissents": list(allocation.dissents.all()),
        "below": reserves_below(standing),
        "may_keep": may,
        "may_dissent": standing.may(DISSENT, area=allocation.area_id),
        "may_agree": may_agree,
        "agree_form": AGREED.form_for(standing) if may_agree else None,
        **(
            ALLOCATION_APPROVALS.show_approvals(standing, allocation)
            if allocation.agreed_on
            else {}
        ),
    }


def _beside_list(standing: Standing, rows: QuerySet[Allocation]) -> dict[str, Any]:
    pages = [
        ("resources", _("Resources")),
        ("mix", _("Mix of activities")),
        ("adviser_posts", _("Advisers’ posts by area")),
    ]
    if holds_readiness(standing):
        pages.append(("reserves", _("Crisis reserve")))
    code = standing.mission.code
    return {
        "below": reserves_below(standing),
        "others": [(reverse(f"deployment:{name}", args=[code]), words) for name, words in pages],
    }


ALLOCATION = RecordKind(
    Allocation,
    name="allocation",
    room="deployment",
    path="allocations",
    reads=KIND,
    act=KEEP,
    rows=allocations_for,
    rules=_allocation_rules,
    amends=_still_open,
    titles=Titles(
        one=_("Allocation"),
        many=_("Allocations"),
        add=_("Record an allocation"),
        none=_("No allocation is on record: how means are shared is not known."),
        about=_(
            "How units, hours, staff and funds are shared between protection of civilians, other "
            "tasks and own protection, and which demand won."
        ),
    ),
    fields=(
        Field("title", _("Name"), _("As “First half of 2019”.")),
        Field("starts", _("From")),
        Field("ends", _("Until"), unknown=_("no end set")),
        Field(
            "rule",
            _("Rule that settles conflicts"),
            _("Which task gives way when two ask for the same means, and who decides."),
            lines=4,
        ),
        Field("currency", _("Currency of funds"), _("Three letters, as USD."), unknown=_("none")),
        Field(
            "meeting",
            _("Agreed in"),
            linked=meetings_for,
            page="fora:meeting",
            asked=False,
            unknown=_("not agreed yet"),
        ),
        Field("agreed_on", _("Agreed on"), asked=False, unknown=_("not agreed yet")),
        Field("agreed_by", _("Agreed by"), asked=False, unknown=_("nobody yet")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("title"),
        ListColumn("starts", under=("ends",), label=_("From, to"), quiet=True),
        ListColumn(
            "poc_demands",
            label=_("Demands for protection of civilians"),
            told=lambda allocation: sum(
                demand.purpose == "poc" for demand in allocation.demands.all()
            ),
        ),
        ListColumn(
            "won",
            label=_("Another demand won"),
            told=lambda allocation: sum(bool(demand.over) for demand in demands_of(allocation)),
        ),
        ListColumn(
            "dissent", label=_("Dissents"), told=lambda allocation: len(allocation.dissents.all())
        ),
        ListColumn("agreed_on"),
    ),
    beside=_beside_list,
    list_template="deployment/allocations.html",
    initial=lambda standing: {"classification": 1, "starts": standing.on},
    history=("meeting", "agreed_on", "agreed_by"),
    page_beside=_beside_allocation,
    page_template="deployment/allocation.html",
    day=lambda allocation: allocation.starts,
)

AGREED = Act(
    verbs.agree_allocation,
    on=ALLOCATION,
    path="allocations/<uuid:pk>/agree/",
    name="allocation_agree",
    form="agree_form",
    auto_id="agree_%s",
    fields={
        "meeting": LinkField(_("In which meeting"), meetings_for),
        "agreed_by": WordsField(
            label=_("Who agreed"),
            required=True,
            help_text=_(
                "Posts, never names. Separate with semicolons. Each confirms it in its own list."
            ),
        ),
        "on": day(_("On")),
    },
    says=_("It is agreed. Dissents may still be recorded."),
)


def _take_agreement(allocation: Allocation, approval: PostApproval, by: Standing) -> None:
    agreed = list(dict.fromkeys([*allocation.agreed_by, approval.post.title]))
    records.edit(allocation, {"agreed_by": agreed}, version=allocation.version, by=by.person)


ALLOCATION_APPROVALS = ApprovalActs(
    ALLOCATION,
    Approved(
        allocations_for,
        _("Allocation"),
        "deployment:allocation",
        verbs.AGREEING,
        AGREE,
        _take_agreement,
    ),
)


# --- shares


class ShareInput(TypedDict, total=False):
    """The fields of a share that its rules ask."""

    allocation: Allocation
    purpose: str
    task: MandatedTask | None
    what: str
    classification: int


def _beside_open(values: ShareInput | DemandInput, by: Standing) -> dict[str, Any]:
    """What is marked at least as its allocation, which nobody has agreed yet."""
    allocation = hold(values["allocation"])
    _refuse_agreed(allocation)
    return _marked_as(allocation, values, by)


def _marked_as(
    allocation: Allocation, values: ShareInput | DemandInput | DissentInput, by: Standing
) -> dict[str, Any]:
    marking = max(values.get("classification", 0), allocation.classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def _share_rules(values: ShareInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("what"))
    return _beside_open(values, by)


def _tasks_held(standing: Standing) -> QuerySet[MandatedTask]:
    return tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED).order_by("tier", "what")


def _parent(path: str) -> Parent:
    return Parent(
        "allocation",
        allocations_for,
        path,
        "deployment:allocation",
        back=True,
        initial=lambda allocation: {"classification": allocation.classification},
    )


OF_ALLOCATION = Field(
    "allocation",
    _("Allocation"),
    linked=allocations_for,
    page="deployment:allocation",
    asked=False,
)
TASK = Field(
    "task",
    _("Mandated task"),
    choices=_tasks_held,
    linked=tasks_for,
    page="mandate:task",
    unknown=_("none named"),
)

SHARE = RecordKind(
    AllocationShare,
    name="allocation_share",
    room="deployment",
    path="shares",
    reads=KIND,
    act=KEEP,
    rows=shares_for,
    rules=_share_rules,
    listed=False,
    list_name="allocations",
    parent=_parent("allocations/<uuid:pk>/share/"),
    titles=Titles(
        one=_("Share of means"),
        many=_("Allocations"),
        add=_("Record a share"),
        none=_("No share is on record."),
        words=_(
            "Leave a figure blank where it is not known: it stands as missing, not as nothing."
        ),
    ),
    fields=(
        OF_ALLOCATION,
        Field("purpose", _("For")),
        TASK,
        Field("what", _("What for, in words")),
        Field("units", _("Units"), least=0, most=100_000, unknown=MISSING),
        Field("hours", _("Hours in a month"), least=0, most=100_000_000, unknown=MISSING),
        Field("staff", _("Staff"), least=0, most=1_000_000, unknown=MISSING),
        Field("funds", _("Funds"), least=0, most=1e13, unknown=MISSING),
        Field("source", _("Source"), NO_NAMES, unknown=_("not said")),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {},
)


# --- demands


class DemandInput(TypedDict, total=False):
    """The fields of a demand that its rules ask."""

    allocation: Allocation
    rank: int
    purpose: str
    what: str
    need: Need | None
    outcome: str
    decision: str
    decided_as: str
    because: str
    classification: int


def _demand_rules(values: DemandInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("what"), values.get("decision"), values.get("because"))
    need = values.get("need")
    if need is not None:
        marking = max(values.get("classification", 0), need.classification)
        values = {**values, "classification": marking}
    sound = _beside_open(values, by)
    own = RankedDemand(values["rank"], values["purpose"], values.get("outcome") or "")
    others = [
        demand.ranked for demand in AllocationDemand.objects.filter(allocation=sound["allocation"])
    ]
    if needs_reason(own, others):
        for name in ("decided_as", "because"):
            if not str(sound.get(name) or "").strip():
                raise BadParameter(
                    say("another demand wins over protection of civilians"),
                    where=name,
                    next=say("say which post decided so, and why"),
                )
    return sound


DEMAND = RecordKind(
    AllocationDemand,
    name="allocation_demand",
    room="deployment",
    path="demands",
    reads=KIND,
    act=KEEP,
    rows=demands_for,
    rules=_demand_rules,
    listed=False,
    list_name="allocations",
    parent=_parent("allocations/<uuid:pk>/demand/"),
    titles=Titles(
        one=_("Demand for means"),
        many=_("Allocations"),
        add=_("Record a demand"),
        none=_("No demand is on record."),
        words=_(
            "Protection of civilians comes first. Where another demand is ranked before it or gets "
            "more of what it asked, say which post decided so, and why."
        ),
    ),
    fields=(
        OF_ALLOCATION,
        Field("rank", _("Rank"), _("1 comes first."), least=1, most=1000),
        Field("purpose", _("For")),
        Field("what", _("Demand"), _("Who asks, and for what. No names of persons.")),
        Field("asked_means", _("Means asked"), _("As “two platoons, three nights a week”.")),
        TASK,
        Field(
            "need",
            _("For the need"),
            choices=open_needs,
            linked=needs_for,
            page="deployment:need",
            unknown=_("none"),
        ),
        Field("outcome", _("Decided"), unknown=_("not decided")),
        Field("decision", _("What was decided"), lines=2, unknown=_("nothing yet")),
        Field("decided_as", _("Decided by"), NO_NAMES, unknown=_("not said")),
        Field("because", _("Why"), lines=3, unknown=_("not said")),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {},
)


# --- dissents


class DissentInput(TypedDict, total=False):
    """The fields of a dissent that its rules ask."""

    allocation: Allocation
    said: str
    classification: int


def _dissent_rules(values: DissentInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("said"))
    return _marked_as(values["allocation"], values, by)


DISSENTED = RecordKind(
    AllocationDissent,
    name="allocation_dissent",
    room="deployment",
    path="dissents",
    reads=KIND,
    act=DISSENT,
    rows=dissents_for,
    rules=_dissent_rules,
    listed=False,
    list_name="allocations",
    parent=_parent("allocations/<uuid:pk>/dissent/"),
    titles=Titles(
        one=_("Dissent from an allocation"),
        many=_("Allocations"),
        add=_("Record a dissent"),
        none=_("No dissent is on record."),
    ),
    fields=(
        OF_ALLOCATION,
        Field("office", _("Post that dissents"), NO_NAMES),
        Field("said", _("In its words"), lines=4),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {},
)
