"""Messages on their way out: a row in the ledger, sent by the worker, never an address in clear."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tutela_web.base.clock import real_now
from tutela_web.channels.models import Message


def send(
    mission_id: UUID, channel: str, to_kind: str, to_id: UUID, template: str, *,
    about_kind: str = "", about_id: UUID | None = None, not_before: datetime | None = None,
) -> Message | None:  # fmt: skip
    """Put a message in the ledger (to be replaced: the sending is being written)."""
    return Message.objects.create(
        mission_id=mission_id, channel=channel, template=template, about_kind=about_kind,
        about_id=about_id, made_at=real_now(), next_try_at=not_before or real_now(),
    )  # fmt: skip
