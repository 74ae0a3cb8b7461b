"""What of the register of violations may stand in a public report on human rights, and how much is
held out of it: what nobody verified, and what those who spoke did not agree to have published.

It is told as counts by harm, month and actor's side, small ones hidden; no place, no reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from tutela.base.disclosure import LEAST
from tutela_web.access.policy import Standing, operator_of
from tutela_web.access.vault.models import ConsentPurpose
from tutela_web.accountability.models import Violation
from tutela_web.accountability.queries import violations_for
from tutela_web.base.markings import Classification
from tutela_web.intake.queries import widest_consents
from tutela_web.look.days import date_format
from tutela_web.look.translate import word
from tutela_web.reporting.filling.section_sources import Filled, FilledTable, fills
from tutela_web.reporting.filling.view import FillView
from tutela_web.reporting.models import ReportEdition
from tutela_web.strategy.content.snapshot import up_to

PUBLIC_RIGHTS = "public_rights"
HUMAN_RIGHTS = "human_rights"
PASSES, NOT_VERIFIED, NO_CONSENT = "passes", "not verified", "no consent to publish"
ABOVE = "strictly confidential"
PUBLISHED_FROM = Classification.CONFIDENTIAL
"""No violation is marked lower; what was agreed to is told of these as counts alone."""


def part_by_consent(standing: Standing, first: date, last: date) -> dict[str, list[Violation]]:
    """The violations and abuses of some days by whether they may be published. Three queries.

    Gives   those verified by human rights whose sources all agreed to publication; those that are
            not verified; those verified without that consent; those that are strictly confidential.
            What names no incident has no source on record who could have agreed: it is held out.
    """
    rows = list(violations_for(standing).filter(on__gte=first, on__lte=last))
    incidents = {row.incident_id for row in rows if row.incident_id is not None}
    agreed = widest_consents(standing.mission, incidents) if incidents else {}
    by_reason: dict[str, list[Violation]] = {
        reason: [] for reason in (PASSES, NOT_VERIFIED, NO_CONSENT, ABOVE)
    }
    for row in rows:
        if row.status != Violation.Status.VERIFIED:
            by_reason[NOT_VERIFIED].append(row)
        elif not row.incident_id or agreed.get(row.incident_id) != ConsentPurpose.PUBLIC:
            by_reason[NO_CONSENT].append(row)
        elif row.classification > PUBLISHED_FROM:
            by_reason[ABOVE].append(row)
        else:
            by_reason[PASSES].append(row)
    return by_reason


@fills("public_material")
def fill_public_material(view: FillView) -> Filled:
    """Verified violations and abuses whose sources agreed to publication, by harm and month; counts
    under the least are hidden."""
    table = FilledTable([_("Harm"), _("Month"), _("Violation or abuse"), _("Verified")])
    register = replace(up_to(operator_of(view.mission), PUBLISHED_FROM), on=view.standing.on)
    open_register = replace(register, compartments=frozenset())
    passed = part_by_consent(open_register, view.first, view.last)[PASSES]
    counts: Counter[tuple[str, date, str]] = Counter(
        (row.harm, row.on.replace(day=1), str(row.get_kind_display()))
        for row in passed
        if row.on is not None
    )
    for (harm, month, kind), number in sorted(counts.items()):
        shown = number if number >= LEAST else _("under %(n)s") % {"n": LEAST}
        table.add([word(harm), date_format(month, "M Y"), kind, shown])
    filled = Filled(table=table)
    filled.notes.append(
        _(
            "Verified by human rights, with the agreement of those who spoke to publish it without "
            "their names. What is not verified or not agreed to stays out."
        )
    )
    return filled


def count_held_out(standing: Standing, report: ReportEdition) -> Sequence[tuple[str, int]]:
    """How much is held out of a public report on human rights, and why: to human rights alone.
    Three queries for them, none for others."""
    if report.product != PUBLIC_RIGHTS or HUMAN_RIGHTS not in standing.roles:
        return []
    by_reason = part_by_consent(standing, report.first, report.last)
    return [
        (_("not verified by human rights"), len(by_reason[NOT_VERIFIED])),
        (_("no consent to publication on record"), len(by_reason[NO_CONSENT])),
        (_("strictly confidential"), len(by_reason[ABOVE])),
    ]
