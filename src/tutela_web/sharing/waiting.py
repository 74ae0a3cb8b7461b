"""What waits for who shares: packets that are to be destroyed by a day."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.records.owed.rows import OwedKind, kept_by
from tutela_web.sharing.queries import packets_for

ACT = "share_packets"


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """Packets given whose day ends and that nobody said are destroyed."""
    given = packets_for(standing).exclude(delivered_on=None).filter(destroyed_on=None)
    yield OwedKind(
        given.filter(kept_by(standing, ACT, "expires_on")),
        _("What was shared is to be destroyed"),
        "partner__name",
        "sharing:packet",
        day="expires_on",
    )
