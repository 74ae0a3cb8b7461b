"""What waits for a post of monitoring: indicators it owns, lines to look at again."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.monitoring.measured.queries import definitions_for
from tutela_web.monitoring.progress.queries import ACT, reviews_for
from tutela_web.records.owed.rows import OwedKind, kept_by, titles_held


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of measuring."""
    yield OwedKind(
        definitions_for(standing).filter(owner__in=titles_held(standing), ended_on=None),
        _("Indicator"),
        "words",
        "monitoring:indicator",
        day="target_on",
    )
    yield OwedKind(
        reviews_for(standing).filter(kept_by(standing, ACT, "next_on", area="line__area")),
        _("Line to review again"),
        "line__measure",
        "monitoring:line_review",
        day="next_on",
    )
