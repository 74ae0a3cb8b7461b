"""A delegation of the Head of Mission, as a kind of record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.links.fields import CLASSIFICATION, ENDED
from tutela_web.links.forms import posts_of
from tutela_web.links.verbs import in_whole_mission
from tutela_web.partners.delegations.models import Delegation
from tutela_web.partners.delegations.queries import HEAD, decided_under, delegations_for
from tutela_web.partners.roles.kind import ROLES
from tutela_web.records import verbs as records
from tutela_web.records.approvals.acts import ApprovalActs
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.approvals.verbs import Approved
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.records.verbs import draft_of

ACT = "name_drafting"


def _head(standing: Standing) -> QuerySet[Post]:
    return posts_of(standing).filter(role=HEAD)


def _rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    delegation = draft_of(Delegation, values)
    if len({delegation.given_by_id, delegation.through_id, delegation.given_to_id}) < 3:
        raise BadParameter(
            say("the Head of Mission delegates through one post to another"),
            next=say("choose three posts"),
        )
    if delegation.ended_on is not None and delegation.ended_on < delegation.starts:
        raise BadParameter(say("it would end before it begins"), next=say("put the days right"))
    own = posts_held(by).filter(post=delegation.given_by_id).exists()
    return {**values, "confirmed_on": clock.today(by.mission) if own else None}


def _initial_values(standing: Standing) -> dict[str, Any]:
    return {"classification": 1, "starts": standing.on, "given_by": _head(standing).first()}


def _page_beside(standing: Standing, delegation: Delegation) -> dict[str, Any]:
    return {
        "decided": decided_under(standing, delegation) if standing.reads("alerts") else None,
        **DELEGATION_APPROVALS.show_approvals(standing, delegation),
    }


DELEGATION = RecordKind(
    Delegation,
    name="delegation",
    room="partners",
    path="roles/delegations",
    listed=False,
    list_name="responsibility",
    reads="strategy",
    act=ACT,
    acts=in_whole_mission(ACT),
    rows=delegations_for,
    rules=_rules,
    above=(ROLES,),
    titles=Titles(
        one=_("Delegation"),
        many=_("Chain of responsibility"),
        add=_("Record a delegation"),
        none=_("Nothing is delegated."),
    ),
    fields=(
        Field("given_by", _("Delegated by"), choices=_head, linked=posts_of),
        Field("through", _("Through which deputy"), choices=posts_of),
        Field("given_to", _("To the head of which component"), choices=posts_of),
        Field(
            "scope",
            _("What is delegated"),
            _("Operational and technical work on protection, and its limits."),
            lines=3,
        ),
        Field(
            "keeps",
            _("What the Head of Mission retains"),
            _("Strategic direction; accountability is never delegated."),
            lines=2,
        ),
        Field("source", _("Directive it stands in"), unknown=_("none given")),
        Field("starts", _("From")),
        Field(
            "confirmed_on",
            _("Confirmed by who delegates"),
            asked=False,
            unknown=_("not confirmed: it does not hold yet"),
        ),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(ListColumn("given_to"),),
    history=("confirmed_on",),
    initial=_initial_values,
    page_beside=_page_beside,
    page_template="partners/delegation.html",
)


def _confirm(delegation: Delegation, approval: PostApproval, by: Standing) -> None:
    if approval.post_id == delegation.given_by_id:
        changes: dict[str, FieldValue] = {"confirmed_on": clock.today(by.mission)}
        records.edit(delegation, changes, version=delegation.version, by=by.person)


DELEGATION_APPROVALS = ApprovalActs(
    DELEGATION,
    Approved(
        delegations_for,
        _("Delegation"),
        "partners:delegation",
        frozenset({HEAD}),
        ACT,
        _confirm,
    ),
)
