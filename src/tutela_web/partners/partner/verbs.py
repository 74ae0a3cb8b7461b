"""How partners are kept, and how far one may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.fora.forum.verbs import ACCEPTS
from tutela_web.links.verbs import not_ahead, pk_of
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import named, partners_for
from tutela_web.records import verbs as records

ACT = "keep_fora"


@transaction.atomic
def make_partner(fields: Mapping[str, Any], *, by: Standing) -> Partner:
    """Record a partner: what it is, its contact as an office, how far it goes along.

    Source  Framework, template H, paragraphs 19 to 24.
    Raises  Denied without the act keep_fora in its area; BadParameter without a name, for what
            belongs to another mission, or marked higher than the person reads.
    """
    by.require(ACT, area=pk_of(fields.get("area")))
    values = _values({"name": ""} | dict(fields), by)
    return records.create(
        Partner(known_at=clock.now(by.mission), **values), mission=by.mission, by=by.person
    )


@transaction.atomic
def edit_partner(
    partner: Partner, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> Partner:
    """Put a partner right; with `ended_on` it is over, and its record stays.

    A refusal to share is noted and changes nothing else: what the partner is given stays.
    Raises  as make_partner; Conflict.
    """
    by.require(ACT, area=partner.area_id, of=partner)
    if "area" in changes:
        by.require(ACT, area=pk_of(changes["area"]))
    return records.edit(
        partner,
        _values(changes, by),
        version=version,
        by=by.person,
        reason=reason,
        seen=partners_for(by),
    )


def _values(fields: Mapping[str, Any], by: Standing) -> dict[str, Any]:
    values = dict(fields)
    if "name" in values and not str(values["name"]).strip():
        raise BadParameter(say("a partner has a name"), next=say("name the organisation"))
    if values.get("kind", Partner.Kind.OTHER) not in Partner.Kind.values:
        raise BadParameter(say("there is no such kind of partner"))
    not_ahead(values.get("refused_on"), by)
    by.require_ours(values.get("area"), values.get("forum"))
    if "classification" in values:
        by.require_marking("fora", values["classification"])
    return values


def require_depth(partner: Partner | None, wanted: str) -> None:
    """Refuse to ask a partner for more than it accepts.

    Raises  BadParameter.
    """
    if partner is None or partner.accepts(wanted):
        return
    raise BadParameter(
        say("this partner does not accept so much contact"),
        next=say("respect it: its own page says how far it goes along"),
    )


def connect() -> None:
    """Tell the room of fora, which lies below, how far each partner goes along."""
    ACCEPTS["partners"] = lambda by, organisation, wanted: require_depth(
        named(by, organisation), wanted
    )
