"""A partner, as a kind of record, with what it is bound by and the record of working with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.fora.forum.queries import fora_for, last_held, standing_fora
from tutela_web.links.fields import AREA, CLASSIFICATION, ENDED
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import in_named_area, not_ahead
from tutela_web.partners.arrangements.models import Arrangement
from tutela_web.partners.arrangements.queries import standing_arrangements
from tutela_web.partners.exchanges.invitation_queries import guest_posts
from tutela_web.partners.overview.queries import record_of
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import partners_for
from tutela_web.partners.partner.verbs import ACT
from tutela_web.records.kinds import Field, RecordKind, Titles
from tutela_web.records.verbs import draft_of

LACKS = {
    "contact": _("no contact point"),
    "channel": _("no channel"),
    "depth": _("never asked how far it goes along"),
}
"""What a partner may lack, in words."""


def _rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    not_ahead(draft_of(Partner, values).refused_on, by)
    return values


def _bound_by(standing: Standing, partner: Partner) -> QuerySet[Arrangement]:
    bound = standing_arrangements(standing).filter(parties__partner=partner, parties__until=None)
    return bound.distinct()


def _extra_context(standing: Standing, partner: Partner) -> dict[str, Any]:
    return {
        "lacks": [LACKS[name] for name in partner.lacks],
        "last": last_held(standing).get(partner.forum_id) if partner.forum_id else None,
        "engaged": record_of(standing, partner)[:200],
        "arrangements": _bound_by(standing, partner),
    }


PARTNER = RecordKind(
    Partner,
    name="partner",
    room="partners",
    path="partners",
    reads="fora",
    act=ACT,
    acts=in_named_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=partners_for,
    rules=_rules,
    listed=False,
    titles=Titles(
        one=_("Partner"),
        many=_("Partners"),
        add=_("Record a partner"),
        none=_("no contact recorded"),
    ),
    fields=(
        Field("name", _("Organisation")),
        Field("kind", _("Kind")),
        Field("level", _("Level")),
        AREA,
        Field("contact", _("Contact point"), NO_NAMES, unknown=_("none")),
        Field("channel", _("Way of working"), lines=3, unknown=_("none recorded")),
        Field(
            "forum",
            _("Forum it is met in"),
            choices=standing_fora,
            linked=fora_for,
            page="fora:forum",
            unknown=_("none"),
        ),
        Field(
            "depth",
            _("How deep it accepts contact"),
            _("As it says itself. Who was not asked is consulted, and no more."),
            unknown=_("not asked"),
        ),
        Field(
            "post",
            _("Its post here"),
            _("Who holds it is shown no more than the contact it accepts allows."),
            choices=guest_posts,
            unknown=_("none"),
        ),
        Field("mandate", _("Its mandate, and what it does here"), lines=3),
        Field("began_on", _("First talks with it on")),
        Field("leads_cluster", _("It leads the Protection Cluster in this area")),
        Field("conduit", _("Information of others comes through it")),
        Field(
            "refused_on",
            _("It declined to share information on"),
            _("Its right. Nothing it receives changes by it."),
            applies=lambda partner: partner.refused_on is not None,
        ),
        Field(
            "refused_what",
            _("What it declined to share"),
            applies=lambda partner: partner.refused_on is not None,
        ),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(),
    page_beside=_extra_context,
    page_template="partners/partner.html",
)
