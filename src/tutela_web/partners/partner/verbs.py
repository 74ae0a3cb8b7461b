"""How far one may be asked."""

from __future__ import annotations

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.fora.forum.verbs import ACCEPTS
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import partner_named

ACT = "keep_fora"


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
        partner_named(by, organisation), wanted
    )
