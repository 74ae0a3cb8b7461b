"""What the worker does for the channels."""

from __future__ import annotations

from tutela_web.base.jobs import every
from tutela_web.channels import webhooks


@every(5)
def deliver() -> None:
    """Send the messages that are due."""
    webhooks.deliver_due()
