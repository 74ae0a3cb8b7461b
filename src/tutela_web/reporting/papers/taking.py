"""A report as one reader takes it away: the page, the command and every other way ask here."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404

from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing, taking
from tutela_web.reporting.editions.queries import DRAFTS, whole_for
from tutela_web.reporting.models import ReportEdition
from tutela_web.reporting.papers.paper import report_as_file


def taking_report(standing: Standing) -> Standing:
    """As `taking`; who drafts takes reports as far as they read them, and the parts in the
    compartment capacity go with who holds it. Who runs the machine takes what it reads.

    Raises  Http404 if the person takes nothing away.
    """
    if not standing.roles:
        return standing
    held = standing.compartments & {Compartment.CAPACITY.value}
    if standing.may(DRAFTS):
        return replace(standing, compartments=frozenset(held))
    return replace(taking(standing), compartments=frozenset(held))


def take_report(
    standing: Standing, report: ReportEdition, form: str, *, cover: bool = False
) -> tuple[bytes, str]:
    """An edition, or the cover note of its clearance, as this reader takes it away, and what kind
    of file it is: the one paper there is for them, whichever way they ask.

    Raises  Http404 if they take nothing away, or may not read it whole.
    """
    taker = taking_report(standing)
    if not whole_for(taker).filter(pk=report.pk).exists():
        raise Http404
    return report_as_file(taker, report, form, cover=cover)
