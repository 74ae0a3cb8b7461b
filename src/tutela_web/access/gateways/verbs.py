"""How SMS gateways are made, changed, paused, and what was held back is sent; lines of audit.

Neither secret, password nor the address messages leave to is written in a line.
"""

from __future__ import annotations

from django.db import transaction

from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.channels import gateway_verbs
from tutela_web.channels.gateway_verbs import GatewaySettings
from tutela_web.channels.models import Gateway

ACT = "keep_gateways"


@transaction.atomic
def make_gateway(kind: str, settings: GatewaySettings, *, by: Standing) -> tuple[Gateway, str]:
    """A gateway of the mission and its secret, told this once (empty where it signs with our
    account's own token).

    Raises  Denied; BadParameter for an address that leads inside or is not safe.
    """
    by.require(ACT)
    made, secret = gateway_verbs.make(by.mission.pk, kind, settings, by_id=by.person.pk)
    _line("make_gateway", made, by, gateway_kind=kind)
    return made, secret


@transaction.atomic
def change_gateway(gateway: Gateway, given: GatewaySettings, *, by: Standing) -> None:
    """How messages leave by it, and how many may."""
    _require(gateway, by)
    gateway_verbs.change(gateway, given)
    _line("change_gateway", gateway, by)


@one_at_a_time(hold)
def renew_secret(gateway: Gateway, *, by: Standing) -> str:
    """Another secret, told this once; what comes with the one before finds nothing there."""
    _require(gateway, by)
    secret = gateway_verbs.renew_secret(gateway)
    _line("renew_gateway_secret", gateway, by)
    return secret


@transaction.atomic
def pause_gateway(gateway: Gateway, *, by: Standing) -> None:
    """Neither hear it nor send by it."""
    _require(gateway, by)
    gateway_verbs.turn(gateway, False)
    _line("pause_gateway", gateway, by)


@transaction.atomic
def resume_gateway(gateway: Gateway, *, by: Standing) -> None:
    """Hear it and send by it again."""
    _require(gateway, by)
    gateway_verbs.turn(gateway, True)
    _line("resume_gateway", gateway, by)


@transaction.atomic
def send_held(*, by: Standing) -> int:
    """Send what was held back or failed within the last day; gives how many wait now."""
    by.require(ACT)
    count = gateway_verbs.let_go(by.mission.pk)
    trail.record("send_held", mission=by.mission, by=by.person, kind="message", count=count)
    return count


def _require(gateway: Gateway, by: Standing) -> None:
    by.require(ACT)
    if gateway.mission_id != by.mission.pk:
        raise Denied("this belongs to another mission", next="go to that mission's page")


def _line(act: str, gateway: Gateway, by: Standing, **ids: trail.Detail) -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="gateway",
        subject=gateway.pk,
        **ids,
    )
