"""The tables of this room."""

from tutela_web.outreach.advocacy.models import PublicStatement
from tutela_web.outreach.disputes.models import Breach, Dispute, DisputeAgreement, DisputeDialogue
from tutela_web.outreach.rumours.models import Hearing, Rumour, RumourAnswer

__all__ = [
    "Breach",
    "Dispute",
    "DisputeAgreement",
    "DisputeDialogue",
    "Hearing",
    "PublicStatement",
    "Rumour",
    "RumourAnswer",
]
