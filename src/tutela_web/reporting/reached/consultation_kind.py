"""Whom a report was consulted with, as a kind of record: what they put in, what stays open."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import not_ahead
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import partners_for, standing_partners
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.reporting.editions.ask_queries import consultations_for, editions_read
from tutela_web.reporting.editions.queries import DRAFTS, READS, require_drafter, whole_for
from tutela_web.reporting.models import ReportConsultation, ReportEdition


class ReportConsultationInput(TypedDict, total=False):
    """The fields of a consultation that its rules ask."""

    report: ReportEdition
    partner: Partner | None
    partner_said: str
    on: date
    put_in: str
    left_open: str


def _consultation_rules(values: ReportConsultationInput, by: Standing) -> dict[str, Any]:
    report = values["report"]
    require_drafter(by, report)
    if report.state == ReportEdition.State.DROPPED:
        raise NotNow(say("this report was given up"), next=say("record it with another"))
    refuse_closed_words(values.get("partner_said"), where="partner_said")
    refuse_closed_words(values.get("put_in"), where="put_in")
    refuse_closed_words(values.get("left_open"), where="left_open")
    not_ahead(values["on"], by)
    if (values.get("partner") is None) == (not values.get("partner_said")):
        raise BadParameter(
            say("one partner, office or house is named"),
            where="partner",
            next=say("choose a partner, or write an office"),
        )
    return {**values, "classification": report.classification}


REPORT_CONSULTATION = RecordKind(
    ReportConsultation,
    name="report_consultation",
    room="reporting",
    path="consulted",
    reads=READS,
    act=DRAFTS,
    rows=consultations_for,
    rules=_consultation_rules,
    listed=False,
    list_name="reports",
    parent=Parent("report", whole_for, "<uuid:pk>/consulted/", "reporting:report", back=True),
    titles=Titles(
        one=_("Partner consulted on a report"),
        many=_("Reports"),
        add=_("Record whom it was consulted with"),
        none=_("Nobody is on record as consulted."),
    ),
    fields=(
        Field("report", _("Report"), linked=editions_read, page="reporting:report", asked=False),
        Field("step", _("Which step")),
        Field(
            "partner",
            _("Partner"),
            choices=standing_partners,
            linked=partners_for,
            unknown=_("another office or house"),
        ),
        Field("partner_said", _("Another office or house"), NO_NAMES, unknown=_("none")),
        Field("on", _("Day")),
        Field("put_in", _("What they put in"), NO_NAMES, lines=3, unknown=_("nothing")),
        Field("left_open", _("Points left open"), NO_NAMES, lines=3, unknown=_("none")),
    ),
    columns=(ListColumn("partner_said"),),
    initial=lambda standing: {"on": standing.on, "step": ReportConsultation.Step.CONSULTED},
    day=lambda consulted: consulted.on,
)
