"""How webhooks are made, paused, deleted, and their messages sent again; each is a line of audit.

The address is written nowhere but in its own record: it may hold a word its receiver keeps secret.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied
from tutela_web.channels import unreachable_servers, webhooks
from tutela_web.channels.models import Away, Message, Webhook

ACT = "keep_webhooks"


@transaction.atomic
def make_webhook(url: str, kinds: Sequence[str], *, by: Standing) -> tuple[Webhook, str]:
    """A webhook of the mission and its signing secret, told this once.

    Raises  Denied; BadParameter for an address that leads inside or is not safe.
    """
    by.require(ACT)
    made, secret = webhooks.make(by.mission.pk, url, kinds, by_id=by.person.pk)
    _line("make_webhook", made, by, kinds=sorted(kinds))
    return made, secret


@transaction.atomic
def pause_webhook(hook: Webhook, *, by: Standing) -> None:
    """Tell it nothing until it is resumed; what waits is held back."""
    _turn(hook, False, by)
    _line("pause_webhook", hook, by)


@transaction.atomic
def resume_webhook(hook: Webhook, *, by: Standing) -> None:
    """Tell it of what changes from now on."""
    _turn(hook, True, by)
    _line("resume_webhook", hook, by)


@transaction.atomic
def delete_webhook(hook: Webhook, *, by: Standing) -> None:
    """Delete it with its secret and its messages."""
    _require(hook, by)
    _line("delete_webhook", hook, by)
    unreachable_servers.note_answer(Away.Kind.WEBHOOK, hook.pk)
    hook.delete()


@transaction.atomic
def send_again(message: Message, *, by: Standing) -> None:
    """Send a message once more, at the worker's next round.

    Raises  NotNow if it was delivered.
    """
    assert message.webhook is not None
    _require(message.webhook, by)
    webhooks.try_again(message)
    trail.record("send_again", mission=by.mission, by=by.person, kind="message", subject=message.pk)


def _require(hook: Webhook, by: Standing) -> None:
    by.require(ACT)
    if hook.mission_id != by.mission.pk:
        raise Denied("this belongs to another mission", next="go to that mission's page")


def _turn(hook: Webhook, active: bool, by: Standing) -> None:
    _require(hook, by)
    hook.active = active
    hook.save(update_fields=["active"])
    unreachable_servers.note_answer(Away.Kind.WEBHOOK, hook.pk)


def _line(act: str, hook: Webhook, by: Standing, **ids: trail.Detail) -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="webhook",
        subject=hook.pk,
        **ids,
    )
