"""What the worker does for the channels."""

from __future__ import annotations

from tutela_web.base.jobs import every_seconds
from tutela_web.channels import outbox, webhooks


@every_seconds(5)
def deliver() -> None:
    """Tell other systems what changed."""
    webhooks.deliver_due()


@every_seconds(1)
def send() -> None:
    """Send the mails and texts that are due."""
    outbox.deliver_due()
