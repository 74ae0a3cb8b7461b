"""Planted words of what reports ask of leaders, whom they were consulted with, and of a visit of
the Security Council."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.models import ReportEdition
from tutela_web.reporting.reached.consultation_kind import REPORT_CONSULTATION
from tutela_web.reporting.reached.council_kinds import (
    COUNCIL_FOLLOW_UP,
    COUNCIL_STOP,
    COUNCIL_VISIT,
)
from tutela_web.reporting.reached.kinds import REPORT_ASK

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def plant_asks(cast: Cast, found: Planted) -> None:
    """Beside the draft of the brief an ask and a consultation; a visit of the Council to the north
    with what follows of it."""
    by = standing_of(cast["poc_adviser"], cast.mission)
    report = ReportEdition.objects.get(mission=cast.mission, product="hom_brief")
    leader = Post.objects.filter(mission=cast.mission, role="head_of_mission").order_by("pk")[0]
    asked = {"what": "ASKEDOFLEADER", "of": leader}
    found.add("report_ask", create_record(REPORT_ASK, asked, by=by, beside=report))
    heard = {"partner_said": "CONSULTEDWORD", "on": make.TODAY}
    consulted = create_record(REPORT_CONSULTATION, heard, by=by, beside=report)
    found.add("report_consultation", consulted)
    days = {"first": make.TODAY, "last": make.TODAY, "classification": 1}
    visit = create_record(COUNCIL_VISIT, days | {"who": "COUNCILVISITED"}, by=by)
    found.add("council_visit", visit)
    place = Place.objects.get(mission=cast.mission, name="PLACENORTH")
    met = {"place": place, "on": make.TODAY, "met": "COUNCILMETNORTH"}
    found.add("council_stop", create_record(COUNCIL_STOP, met, by=by, beside=visit))
    follows = {"what": "COUNCILFOLLOWS", "owner": leader}
    follow_up = create_record(COUNCIL_FOLLOW_UP, follows, by=by, beside=visit)
    found.add("council_follow_up", follow_up)
