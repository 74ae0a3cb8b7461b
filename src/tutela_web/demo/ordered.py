"""The order of hotspots as the demonstration's forum agreed it: as suggested, for its people tell
no facts about real places."""

from __future__ import annotations

from tutela.risk.factors import PRIORITIES
from tutela_web.access.models import Mission
from tutela_web.demo.player import Who
from tutela_web.risk.agreed.models import AgreedOrder
from tutela_web.risk.agreed.verbs import LineAgreed, agree_order
from tutela_web.risk.queries import RegisterFilters, hotspots

AGREED, HELD = 10, 3
REASON = "Invented for the demonstration: the first hotspots as suggested, three of them held."


def add(mission: Mission, who: Who) -> None:
    """Agree the first hotspots in the order suggested, once; what a visitor agrees stays.

    Takes   who, the standing of an account by its last part.
    """
    if AgreedOrder.objects.filter(mission=mission).exists():
        return
    adviser = who("adviser")
    lines, _total, _assessment = hotspots(adviser, RegisterFilters(), top=AGREED)
    agreed = [
        LineAgreed(line.suggested.hotspot, PRIORITIES.index(line.priority), must=number < HELD)
        for number, line in enumerate(lines)
        if line.suggested and line.suggested.hotspot
    ]
    if agreed:
        agree_order(agreed, holds=HELD, reason=REASON, by=adviser)
