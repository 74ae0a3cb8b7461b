"""What leaves for outside, in two processes of its own: one that hangs holds up no warning."""

from __future__ import annotations

from tutela_web.base.jobs import every_seconds
from tutela_web.base.models import Beat
from tutela_web.channels import outbox, webhooks


@every_seconds(5, Beat.Part.WEBHOOKS)
def deliver() -> None:
    """Tell other systems what changed."""
    webhooks.deliver_due()


@every_seconds(1, Beat.Part.SENDERS)
def send() -> None:
    """Send the mails and texts that are due."""
    outbox.deliver_due()
