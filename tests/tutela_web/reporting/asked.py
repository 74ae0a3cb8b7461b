"""What a weekly report asks, with whom it was consulted, and a visit of the Council, by the words
of their addresses for programs."""

from __future__ import annotations

from uuid import UUID

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.models import ReportEdition
from tutela_web.reporting.reached.consultation_kind import REPORT_CONSULTATION
from tutela_web.reporting.reached.council_kinds import (
    COUNCIL_FOLLOW_UP,
    COUNCIL_STOP,
    COUNCIL_VISIT,
)
from tutela_web.reporting.reached.kinds import REPORT_ASK


def asked_in(cast: Cast, by: Standing, report: ReportEdition) -> dict[str, UUID]:
    """One record of each kind, its key by the word of its address."""
    ReportEdition.objects.filter(pk=report.pk).update(state="draft")
    leader = cast["head_of_mission"].holdings.get().post
    place = make.place(cast.mission, "Oro", area=cast.north)
    days = {"first": make.TODAY, "last": make.TODAY, "classification": 1}
    visit = create_record(COUNCIL_VISIT, days | {"who": "Security Council"}, by=by)
    asked = {"what": "A second boat", "of": leader}
    heard = {"partner_said": "OCHA", "on": make.TODAY}
    met = {"place": place, "on": make.TODAY, "met": "Women of the market"}
    follows = {"what": "Send the table", "owner": leader}
    return {
        "report-asks": create_record(REPORT_ASK, asked, by=by, beside=report).pk,
        "report-consultations": create_record(REPORT_CONSULTATION, heard, by=by, beside=report).pk,
        "council-visits": visit.pk,
        "council-stops": create_record(COUNCIL_STOP, met, by=by, beside=visit).pk,
        "council-follow-ups": create_record(COUNCIL_FOLLOW_UP, follows, by=by, beside=visit).pk,
    }
