"""Resources, advisers' posts and the reasons for a mix of activities, as kinds of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.deployment.allocation.models import AdviserPost, MixReason, Resource
from tutela_web.deployment.allocation.queries import (
    KIND,
    POSTS,
    REASONS,
    RESOURCES,
    advisers_by_area,
    posts_for,
    reasons_for,
    resources_by_kind,
    resources_for,
)
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import in_named_area, not_ahead
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles


class ResourceInput(TypedDict, total=False):
    """The fields of a resource that its rules ask."""

    what: str
    as_of: date


def _resource_rules(values: ResourceInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("what"))
    not_ahead(values["as_of"], by)
    return dict(values)


def _kinds_beside(standing: Standing, rows: QuerySet[Resource]) -> dict[str, Any]:
    return {"kinds": resources_by_kind(standing)}


RESOURCE = RecordKind(
    Resource,
    name="resource",
    room="deployment",
    path="resources",
    reads=KIND,
    act=RESOURCES,
    rows=resources_for,
    rules=_resource_rules,
    titles=Titles(
        one=_("Resource"),
        many=_("Resources"),
        add=_("Record a resource"),
        none=_("No resource is on record."),
        about=_("Physical, human and financial, each with its day and its source."),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("what", _("What"), _("The same words each time: the newest day counts.")),
        Field("figure", _("Figure"), least=0, most=1e13, unknown=_("missing")),
        Field("measure", _("Unit of measure"), _("As vehicles, persons, USD.")),
        Field("as_of", _("As of")),
        Field("source", _("Source"), NO_NAMES),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("what", under=("kind",)),
        ListColumn("figure", under=("measure",)),
        ListColumn("as_of"),
        ListColumn("source"),
    ),
    filters=(ListFilter("kind", _("Kind")),),
    lacks=lambda resource: resource.figure is None,
    beside=_kinds_beside,
    list_template="deployment/resources.html",
    initial=lambda standing: {"classification": 1, "as_of": standing.on},
    day=lambda resource: resource.as_of,
)


# --- advisers' posts


class AdviserPostInput(TypedDict, total=False):
    """The fields of an adviser's post that its rules ask."""

    area: DutyArea | None
    kind: str
    since: date


def _post_rules(values: AdviserPostInput, by: Standing) -> dict[str, Any]:
    not_ahead(values["since"], by)
    if values.get("area") is None:
        raise BadParameter(
            say("this must be said"), where="area", next=say("choose the area of the post")
        )
    return dict(values)


def _areas_beside(standing: Standing, rows: QuerySet[AdviserPost]) -> dict[str, Any]:
    return {
        "by_area": advisers_by_area(standing),
        "post_kinds": [kind.label for kind in AdviserPost.Kind],
    }


ADVISER_POST = RecordKind(
    AdviserPost,
    name="adviser_post",
    room="deployment",
    path="adviser-posts",
    reads=KIND,
    act=POSTS,
    acts=in_named_area(POSTS),
    may_begin=lambda standing: standing.may_somewhere(POSTS),
    rows=posts_for,
    rules=_post_rules,
    titles=Titles(
        one=_("Adviser’s post"),
        many=_("Advisers’ posts by area"),
        add=_("Record an adviser’s post"),
        none=_("No adviser’s post is on record."),
        about=_(
            "Filled, vacant or not foreseen, by area. Areas with a hotspot of agreed high or "
            "critical priority come first where a post is not known to be filled."
        ),
    ),
    fields=(
        AREA,
        Field("kind", _("Kind")),
        Field(
            "state",
            _("State"),
            tones={"filled": "ok", "vacant": "danger", "never": "warn"},
        ),
        Field("since", _("Since")),
        Field("source", _("Source"), NO_NAMES),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("kind"),
        ListColumn("area"),
        ListColumn("state"),
        ListColumn("since"),
        ListColumn("source"),
    ),
    filters=(ListFilter("kind", _("Kind")), ListFilter("state", _("State"))),
    beside=_areas_beside,
    list_template="deployment/adviser_posts.html",
    initial=lambda standing: {"classification": 0, "since": standing.on},
    day=lambda post: post.since,
)


# --- the mix


class MixReasonInput(TypedDict, total=False):
    """The fields of a reason for a mix that its rules ask."""

    area: DutyArea | None
    starts: date
    ends: date | None
    because: str


def _reason_rules(values: MixReasonInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("because"))
    ends = values.get("ends")
    if ends is not None and ends < values["starts"]:
        raise BadParameter(
            say("it ends before it begins"), where="ends", next=say("put the days right")
        )
    return dict(values)


MIX_REASON = RecordKind(
    MixReason,
    name="mix_reason",
    room="deployment",
    path="mix/reasons",
    reads=KIND,
    act=REASONS,
    acts=in_named_area(REASONS),
    may_begin=lambda standing: standing.may_somewhere(REASONS),
    rows=reasons_for,
    rules=_reason_rules,
    titles=Titles(
        one=_("Reason for a mix of activities"),
        many=_("Reasons for the mix of activities"),
        add=_("Give the reason"),
        none=_("No reason is on record."),
        words=_(
            "Why influence, information, defence of settlements, patrols and disruption have the "
            "share they have in the area, for its mandate, context and means."
        ),
    ),
    fields=(
        AREA,
        Field("starts", _("From")),
        Field("ends", _("Until"), unknown=_("no end set")),
        Field("office", _("Commander’s post"), NO_NAMES),
        Field("because", _("Reason"), lines=5),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("because"),
        ListColumn("area"),
        ListColumn("office"),
        ListColumn("starts", under=("ends",), label=_("From, to"), quiet=True),
    ),
    above=(("deployment:mix", _("Mix of activities")),),
    initial=lambda standing: {"classification": 1, "starts": standing.on},
    day=lambda reason: reason.starts,
)
