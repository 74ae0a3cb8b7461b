"""A read of what lies in a compartment is a line in the audit."""

from __future__ import annotations

from collections.abc import Iterable

from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.intake.models import FieldReport


def read_closed_answers(
    standing: Standing, report: FieldReport, compartments: Iterable[str]
) -> None:
    """Say in the audit that somebody read the answers of a report in these compartments."""
    for compartment in sorted(compartments):
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="closedanswers",
            subject=report.pk,
            compartment=compartment,
        )
