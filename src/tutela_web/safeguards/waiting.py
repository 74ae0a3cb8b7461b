"""What waits for who checks for harm: what came of an act that went ahead."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.records.owed.rows import OwedKind, kept_by
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.queries import checks_for

ACT = "check_harm"


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """Acts that went ahead whose watch ends, and of which nobody said what was seen."""
    went = (HarmCheck.GoAhead.GO, HarmCheck.GoAhead.CARE)
    yield OwedKind(
        checks_for(standing).filter(
            kept_by(standing, ACT, "watch_until"), decision__in=went, watched=""
        ),
        _("What was seen afterwards, to be said"),
        "what",
        "safeguards:check",
        day="watch_until",
    )
