"""Web push of a mission, turned on and off; and browsers that their holders switch on. Lines of
audit; no address of a browser is written in one.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied
from tutela_web.channels import push
from tutela_web.channels.models import PushDevice, PushService
from tutela_web.channels.push import Browser

ACT = "keep_gateways"
REPORTS = "field_reporter"
"""Whose telephone nothing wakes."""


@transaction.atomic
def turn_push(*, on: bool, hosts: Sequence[str], by: Standing) -> PushService:
    """Turn push on, for push services at these hosts and no others, or off.

    Raises  Denied; BadParameter for a host that is none, or where none is named.
    """
    by.require(ACT)
    service = push.turn(by.mission.pk, on=on, hosts=hosts, by_id=by.person.pk)
    trail.record(
        "turn_on" if on else "turn_off",
        mission=by.mission,
        by=by.person,
        kind="push_service",
        subject=service.pk,
        hosts=len(service.hosts),
    )
    return service


def may_be_woken(standing: Standing) -> bool:
    """Whether a browser of this person may be switched on: they read alerts, and do more than
    report."""
    return standing.reads("alerts") and bool(standing.roles - {REPORTS})


@transaction.atomic
def add_browser(name: str, browser: Browser, *, by: Standing) -> PushDevice:
    """Switch on one browser of this person, by them, in it.

    Raises  Denied for who only reports; as `push.add_device`.
    """
    if not may_be_woken(by):
        raise Denied(
            say("the telephone of a reporter is never woken"), next=say("ask the duty officer")
        )
    device = push.add_device(by.mission.pk, by.person.pk, name, browser)
    _line("add_browser", device, by)
    return device


@transaction.atomic
def remove_browser(device: PushDevice, *, by: Standing) -> None:
    """Switch off one of one's own browsers."""
    if device.person_id != by.person.pk:
        raise Denied(say("this is not your browser"), next=say("look at your own"))
    _line("remove_browser", device, by)
    device.delete()


def _line(act: str, device: PushDevice, by: Standing) -> None:
    trail.record(act, mission=by.mission, by=by.person, kind="push_device", subject=device.pk)
