"""Risk to a group at a place, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.risk.groups import GROUPS, lacks_in_view, needs_child_protection
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue, Words
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Incident
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.risk.groups.models import GroupRisk
from tutela_web.risk.groups.queries import group_risks_for
from tutela_web.risk.groups.rules import (
    ACT,
    OF_CHILDREN,
    require_sound_view,
    seen_by_child_protection,
    seen_once_more,
)

HALF_A_YEAR = timedelta(days=182)

NO_PEOPLE = _("Never a people, a faith or a clan; no name, no route, no hour.")


def _authority(values: Mapping[str, FieldValue]) -> tuple[str, UUID | None]:
    place = values.get("place")
    return ACT, place.area_id if isinstance(place, Place) else None


def _incidents(standing: Standing) -> QuerySet[Incident]:
    since = standing.on - HALF_A_YEAR
    seen = incidents_for(standing).filter(merged_into=None, event_from__gte=since)
    return seen.order_by("-event_from")


def _begin_at_place(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """A new one begins at the place, and with the group, the person comes from."""
    begun: dict[str, Any] = {}
    if is_id(asked.get("place", "")):
        begun["place"] = places_for(standing).filter(pk=asked["place"]).first()
    if asked.get("group") in GROUPS:
        begun["group"] = asked["group"]
    return begun


def _choose_heard() -> forms.Field:
    return forms.MultipleChoiceField(
        required=False, choices=GroupRisk.HEARD, widget=forms.CheckboxSelectMultiple
    )


def _is_livelihood(view: GroupRisk) -> bool:
    return view.group == GROUPS[-1]


def _speaks_of_children(view: GroupRisk) -> bool:
    return needs_child_protection(view.group, view.heard)


def _state_told(view: GroupRisk) -> Words:
    if view.waits_for_child_protection:
        return _("waits for the child protection office")
    if view.ended_on is not None and view.ended_on <= clock.today(view.mission):
        return _("ended")
    return _("holds")


def _page_beside(standing: Standing, view: GroupRisk) -> dict[str, Any]:
    return {
        "lacks": lacks_in_view(view.group, view.heard),
        "waits": view.waits_for_child_protection,
        "may_agree": standing.may(OF_CHILDREN, area=view.area_id),
    }


GROUP_RISK = RecordKind(
    GroupRisk,
    name="group_risk",
    room="risk",
    path="risks/groups",
    reads="risks",
    act=ACT,
    acts=_authority,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=group_risks_for,
    rules=require_sound_view,
    takes=seen_by_child_protection,
    amends=seen_once_more,
    begun=_begin_at_place,
    initial=lambda standing: {"classification": 1, "source_on": standing.on},
    titles=Titles(
        one=_("Risk to a group"),
        many=_("Risk by group"),
        about=_(
            "How women, men, girls, boys and others are at risk, each in their own way. What nobody"
            " was asked about is not known; no row ranks a place or a group."
        ),
        add=_("Assess a group"),
        none=_("No group was assessed apart: how each is at risk is not known."),
        words=_(
            "Kind of place and part of the day only: a route, an hour or a hiding place would tell"
            " an attacker where and when. What is said of girls and boys counts once the child"
            " protection office wrote it or agreed with it. What happened to one person is recorded"
            " as an incident, not here."
        ),
    ),
    fields=(
        Field("place", _("Place"), choices=places_by_name, linked=places_for, only="new"),
        Field("group", _("Group"), only="new"),
        Field(
            "livelihood",
            _("What they live by"),
            _("With “exposed livelihoods” only: what is done, never who does it."),
            unknown=_("none"),
            applies=_is_livelihood,
        ),
        Field(
            "harm",
            _("Harm"),
            _(
                "Sexual violence, children used by armed actors and arbitrary detention: the risk,"
                " from open warning signs alone."
            ),
        ),
        Field("where", _("Where"), _("A kind of place, never a route."), unknown=_("not known")),
        Field("when", _("When in the day"), unknown=_("not known")),
        Field("trait", _("What about them exposes them"), NO_PEOPLE),
        Field("ground", _("What about the ground exposes them"), NO_PEOPLE),
        Field("activity", _("What they must do that exposes them"), NO_PEOPLE),
        Field("differs", _("How it differs from the others here"), NO_PEOPLE, lines=2),
        Field(
            "people",
            _("How many are so exposed"),
            _("Where it is safe to say. Fewer than five can be recognised: leave it empty."),
        ),
        Field(
            "heard",
            _("Who was heard themselves"),
            _("Girls and boys only through the child protection office."),
            control=_choose_heard,
            unknown=_("nobody"),
        ),
        Field("source", _("Kind of source")),
        Field("source_on", _("Day of the source")),
        Field(
            "incident",
            _("Incident behind it"),
            choices=_incidents,
            linked=incidents_for,
            page="incidents:incident",
            unknown=_("none"),
        ),
        Field(
            "children_seen_on",
            _("Child protection office agreed"),
            asked=False,
            unknown=_("not yet: it does not count as assessed"),
            applies=_speaks_of_children,
        ),
        Field(
            "children_seen_by",
            _("Agreed by"),
            asked=False,
            unknown=_("nobody yet"),
            applies=_speaks_of_children,
        ),
        Field("ended_on", _("Ended on"), only="edit", unknown=_("it still holds")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("group", under=("place",)),
        ListColumn("harm"),
        ListColumn("state", label=_("State"), told=_state_told),
        ListColumn("where", under=("when",)),
        ListColumn("differs"),
        ListColumn("heard", under=("source", "source_on")),
    ),
    filters=(ListFilter("group", _("Group")), ListFilter("where", _("Where"))),
    warns=lambda view: view.waits_for_child_protection,
    history=("children_seen_on", "children_seen_by"),
    page_beside=_page_beside,
    page_template="risk/group_risk.html",
)
