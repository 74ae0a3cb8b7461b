"""An engagement with an actor or an office, as a kind of record, with what was promised in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.places.names import fold
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.base.errors import NotNow
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue
from tutela_web.engagements.engagement import verbs
from tutela_web.engagements.engagement.forms import PromiseForm
from tutela_web.engagements.engagement.models import GUARDED, Authorisation, Engagement
from tutela_web.engagements.engagement.queries import engagements_for, promises_of
from tutela_web.engagements.engagement.verbs import ACT
from tutela_web.links.fields import AREA, CLASSIFICATION, PLACE
from tutela_web.links.forms import NO_NAMES, RiskChoice, posts_of, risks_offered
from tutela_web.links.queries import SEEN
from tutela_web.links.verbs import fields_bound_by_links, in_linked_area, not_ahead
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, RecordKind, Titles
from tutela_web.records.verbs import draft_of
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.queries import checks_for


def _rows(standing: Standing) -> QuerySet[Engagement]:
    return engagements_for(standing).select_related("met_by", "authorised_by", "authorisation")


def _actors(standing: Standing) -> QuerySet[Actor]:
    return actors_for(standing).filter(retired=False).order_by("name")


def _risks(standing: Standing) -> QuerySet[Risk]:
    return risks_for(standing).select_related("place")


def _initial_values(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """A new one begins at the place, and with the risk, the person comes from."""
    return {
        name: SEEN[name](standing).filter(pk=asked[name]).first()
        for name in ("place", "risk")
        if is_id(asked.get(name, ""))
    }


def _checks(standing: Standing) -> QuerySet[HarmCheck]:
    """The checks of meetings, visits and other contacts that did not stop them."""
    return checks_for(standing).exclude(decision=HarmCheck.GoAhead.STOP)


def _consequences() -> forms.Field:
    return forms.MultipleChoiceField(
        required=False,
        choices=Engagement.Consequence.choices,
        widget=forms.CheckboxSelectMultiple,
    )


def _rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    engagement = draft_of(Engagement, values)
    not_ahead(engagement.on, by)
    if engagement.actor is None and not engagement.office:
        raise BadParameter(
            say("an engagement is with an actor or an office"),
            next=say("choose the actor or write the office"),
        )
    told = engagement.consequences or []
    if unknown := set(told) - set(Engagement.Consequence.values):
        raise BadParameter(say("there is no such consequence"), where=", ".join(sorted(unknown)))
    if Engagement.Consequence.SUPPORT in told and not engagement.support_named:
        raise BadParameter(say("support that could end is named"), next=say("write which support"))
    bound = fields_bound_by_links(values, by, kind="engagements")
    return bound | _authorisation_fields(engagement, by)


def _authorisation_fields(engagement: Engagement, by: Standing) -> dict[str, FieldValue]:
    """By what an armed group is engaged: an authorisation that holds on that day."""
    actor, day = engagement.actor, engagement.on
    if actor is None and _names_armed(engagement.office, by):
        raise BadParameter(say("an armed group is no office"), next=say("choose it as the actor"))
    if actor is None or actor.type not in GUARDED:
        return {"authorisation": None}
    holding = Authorisation.objects.filter(
        mission=by.mission, actor=actor, starts__lte=day, ends__gte=day
    )
    authorisation = holding.select_related("given_by").order_by("-ends").first()
    if authorisation is None:
        raise NotNow(
            say("armed groups are engaged only with the Head of Mission's authorisation"),
            next=say("ask the Head of Mission to authorise it for that day"),
        )
    return {"authorisation": authorisation, "authorised_by": authorisation.given_by}


def _names_armed(office: str, by: Standing) -> bool:
    """Whether words for an office name an armed group the person knows of."""
    words = f" {fold(office)} "
    armed = actors_for(by).filter(type__in=GUARDED - {Actor.Type.UNKNOWN})
    return any(f" {fold(name)} " in words for name in armed.values_list("name", flat=True))


def _in_one_line(engagement: Engagement) -> bool:
    """Place and risk stand on the page as in the list, in one line of their own."""
    return False


def _extra_context(standing: Standing, engagement: Engagement) -> dict[str, Any]:
    return {
        "promises": promises_of(standing, engagement),
        "form": PROMISE.form_for(standing),
    }


ENGAGEMENT = RecordKind(
    Engagement,
    name="engagement",
    room="engagements",
    path="engagements",
    reads="engagements",
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=_rows,
    rules=_rules,
    listed=False,
    titles=Titles(
        one=_("Engagement"),
        many=_("Engagements"),
        add=_("Record an engagement"),
        none=_("No engagement is recorded. Whether contact took place is not known."),
        words=_("Offices and actors only: do not record private persons."),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("on", _("Day")),
        Field("channel", _("Channel")),
        Field("met_by", _("Who of the mission"), choices=posts_of),
        Field(
            "actor",
            _("With which actor"),
            choices=_actors,
            linked=actors_for,
            unknown=_("none, but the office"),
        ),
        Field("office", _("With which office"), NO_NAMES),
        Field(
            "authorised_by",
            _("Authorised by"),
            _(
                "For an armed group the Head of Mission's authorisation is looked "
                "up; without one nothing is saved."
            ),
            choices=posts_of,
            unknown=_("not known"),
        ),
        Field("message", _("Message given"), lines=4),
        Field("obligations", _("It was told of its obligations under international law")),
        Field(
            "consequences",
            _("Consequences of violations it was told of"),
            control=_consequences,
            unknown=_("none"),
        ),
        Field("support_named", _("Which support could end"), unknown=_("none")),
        Field("safety", _("What was looked at for safety before"), unknown=_("no check recorded")),
        Field(
            "harm_check",
            _("Harm check"),
            _("Written before the contact, where it could expose people."),
            choices=_checks,
            linked=checks_for,
            page="safeguards:check",
            unknown=_("no check recorded"),
        ),
        Field("reply", _("Reply"), lines=3, unknown=_("no reply recorded")),
        Field(
            "risk",
            _("Risk it answers"),
            control=lambda: RiskChoice(Risk.objects.none(), required=False),
            choices=risks_offered,
            linked=_risks,
            unknown=_("none"),
            applies=_in_one_line,
        ),
        replace(
            PLACE,
            help=_("Places with a risk or a phase. The area is then the place's."),
            applies=_in_one_line,
        ),
        Field("phase", _("Phase it belongs to")),
        AREA,
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {"classification": 1, "on": standing.on},
    begun=_initial_values,
    page_beside=_extra_context,
    page_template="engagements/engagement.html",
)

PROMISE = Act(
    verbs.promise,
    on=ENGAGEMENT,
    path="engagements/<uuid:pk>/promise/",
    name="promise_new",
    form="form",
    auto_id="promise_%s",
    fields=PromiseForm,
    reads=lambda given: {"fields": given},
)
