"""What is done where a community's contact does not answer, as a kind of record of its place."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.places.queries import places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import YesNoField
from tutela_web.records.verbs import draft_of
from tutela_web.warning.models import NetworkFallback
from tutela_web.warning.network.fallback_queries import fallbacks_for

LIKE_A_NUMBER = 7
"""So many digits are a telephone number, not a pseudonym."""


def _rules(values: Mapping[str, FieldValue], by: Standing) -> Mapping[str, FieldValue]:
    fallback = draft_of(NetworkFallback, values)
    if fallback.tested_on is not None and fallback.tested_on > clock.today(by.mission):
        raise BadParameter(say("the day lies ahead"), next=say("put the day right"))
    if sum(letter.isdigit() for letter in fallback.whom) >= LIKE_A_NUMBER:
        raise BadParameter(
            say("a number of a telephone stands in no record"),
            next=say("write an office or a pseudonym; numbers lie in the vault"),
        )
    return values


def _has_ended(fallback: NetworkFallback) -> bool:
    return fallback.ended_on is not None


def _in_force(standing: Standing) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=standing.on)


FALLBACK = RecordKind(
    NetworkFallback,
    name="fallback",
    room="warning",
    path="network/fallbacks",
    new_name="new_fallback",
    parent=Parent("place", places_for, "places/<uuid:pk>/fallbacks/new/", "site:place"),
    reads="network",
    act="keep_network",
    rows=fallbacks_for,
    shows=_in_force,
    rules=_rules,
    titles=Titles(
        one=_("Backup contact"),
        many=_("If contacts do not answer"),
        add=_("Set whom to ask next"),
        about=_("For each community: whom to ask next, and how. Set one on the community's page."),
        none=_("None is set: where a contact is silent nobody knows whom to ask."),
        words=_("A function, an office or a pseudonym; never a name and never a number."),
    ),
    fields=(
        Field("place", _("Community"), linked=places_for, asked=False),
        Field("order", _("Order in which it is tried"), least=1, most=99),
        Field("way", _("By which way")),
        Field("whom", _("Whom"), _("A function, an office or a pseudonym.")),
        Field("after_minutes", _("After so many minutes without an answer"), least=0, most=10000),
        Field("tested_on", _("Tested on"), unknown=_("never tested")),
        Field(
            "answered",
            _("It answered the test"),
            control=YesNoField,
            says={True: _("answered"), False: _("no answer")},
            tones={False: "warn"},
        ),
        Field("ended_on", _("Ended on"), only="edit", applies=_has_ended),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("place"),
        ListColumn("order"),
        ListColumn("way", under=("whom",)),
        ListColumn("after_minutes"),
        ListColumn("tested_on"),
        ListColumn("answered"),
    ),
    filters=(ListFilter("way", _("By which way")),),
    above=(("warning:network", _("Community alert network")),),
)
