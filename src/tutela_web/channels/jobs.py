"""What leaves for outside, in two processes of its own: one that hangs holds up no warning; and
what came in and waits to be read, beside the clocks."""

from __future__ import annotations

from tutela_web.base.clock import real_now
from tutela_web.base.jobs import every_seconds
from tutela_web.base.models import Beat
from tutela_web.channels import intake, outbox, webhooks


@every_seconds(5, Beat.Part.ROUNDS, due=intake.waiting_since)
def read_texts() -> None:
    """Read the texts that were taken in by a process that ended before it read them."""
    left = real_now() - intake.LEFT_BEHIND
    intake.read_what_waits(received_before=left, seconds=intake.READ_A_ROUND_SECONDS)


@every_seconds(5, Beat.Part.WEBHOOKS, due=webhooks.next_tries)
def deliver() -> None:
    """Tell other systems what changed."""
    webhooks.deliver_due()


@every_seconds(1, Beat.Part.SENDERS, due=outbox.next_tries)
def send() -> None:
    """Send the mails and texts that are due."""
    outbox.deliver_due()
