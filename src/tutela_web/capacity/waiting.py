"""What waits for who keeps units: what a check found to be mended, courses to hold, caveats."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.capacity.readiness.queries import ACT as CHECKS
from tutela_web.capacity.readiness.queries import checks_for
from tutela_web.capacity.training.queries import ACT as TRAINS
from tutela_web.capacity.training.queries import courses_for
from tutela_web.records.owed.rows import OwedKind, kept_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person at units of their authority."""
    yield OwedKind(
        checks_for(standing).filter(
            kept_by(standing, CHECKS, "remedy_due", area="unit__area"), remedy_done=None
        ),
        _("What a check found, to be fixed"),
        "remedy",
        "capacity:unit_check",
        day="remedy_due",
    )
    yield OwedKind(
        courses_for(standing).filter(
            kept_by(standing, TRAINS, "due", area="unit__area"), held_on=None
        ),
        _("Course to hold"),
        "curriculum",
        "capacity:course",
        day="due",
    )
