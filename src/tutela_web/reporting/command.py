"""A report as a command asks for it: kept where somebody drafts it, else made and not kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report, open_unkept
from tutela_web.reporting.editions.queries import DRAFTS, editions_for, product_of
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.models import ReportEdition
from tutela_web.reporting.papers.taking import take_report


def write_report(product: str, mission: Mission, on: date, form: str, *, by: Standing) -> bytes:
    """The report of a product due on a day, as a file.

    Takes   by, who drafts it, or who runs the machine and keeps nothing.
    Raises  BadParameter for a product the mission has not; Denied for who may not draft.
    """
    product_of(mission, product)
    kept = (
        editions_for(by)
        .filter(product=product, due_at__date=on, corrects=None)
        .exclude(state=ReportEdition.State.DROPPED)
        .first()
    )
    asked = WantedEdition(product, on)
    if by.roles:
        if kept is None:
            by.require(DRAFTS)
            kept = fill_edition(open_report(asked, by=by, now=False), by=by.person)
        return take_report(by, kept, form)[0]
    if kept is not None:
        return take_report(by, kept, form)[0]
    with transaction.atomic():
        made = fill_edition(open_unkept(asked, by), by=None)
        content, _media = take_report(by, made, form)
        transaction.set_rollback(True)
    return content
