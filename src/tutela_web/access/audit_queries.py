"""How the trail is read: whether it is whole, and who read and exported what."""

from __future__ import annotations

from tutela_web.access import audit
from tutela_web.access.audit import Verdict
from tutela_web.access.models import AuditEntry


def verified(chain: str | None = None) -> list[Verdict]:
    """Every chain walked from its first line, or one."""
    return [audit.verify(each) for each in ([chain] if chain else audit.chains())]


def holds(head: str, chain: str | None = None) -> bool:
    """Whether a head written down earlier is still a line of the chain, or of any."""
    lines = AuditEntry.objects.filter(hash=head)
    return (lines.filter(chain=chain) if chain else lines).exists()
