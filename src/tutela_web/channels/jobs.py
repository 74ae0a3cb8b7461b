"""What the worker does for the channels."""

from __future__ import annotations

from tutela_web.base.jobs import every
from tutela_web.channels import outbox, webhooks


@every(5)
def deliver() -> None:
    """Tell other systems what changed."""
    webhooks.deliver_due()


@every(1)
def send() -> None:
    """Send the mails and texts that are due."""
    outbox.deliver_due()
