"""Planted words of exercises made of past crises, and of what drills found."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.crisis.decisions.verbs import close, record_outcome
from tutela_web.exercise.drills.models import Drill
from tutela_web.exercise.findings.kinds import FINDING
from tutela_web.exercise.twins.verbs import make_twin, rule_on_twin
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.alerts.verbs import AlertReport, add_word, raise_alert
from tutela_web.warning.models import Alert, Channel

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def ended_case(cast: Cast, word: str) -> Alert:
    """An alert of the north that two people told of, and that has ended."""

    def at(who: str) -> Standing:
        return standing_of(cast[who], cast.mission)

    alert = raise_alert(
        {"act": word, "area": cast.north, "classification": 1},
        level="warning",
        mission=cast.mission,
        by=at("joc_duty_officer"),
    )
    add_word(alert, AlertReport(Channel.FIELD, said={"words": word}), by=at("field_reporter"))
    office = at("head_of_field_office")
    record_outcome(alert, "false_alarm", by=office, danger_ended="the chief, by telephone")
    close(Alert.objects.select_related("now", "mission").get(pk=alert.pk), by=office)
    return Alert.objects.select_related("now", "mission").get(pk=alert.pk)


def finding_by(cast: Cast, by: Standing, what: str) -> Any:
    """Something that a drill which ended found."""
    now = clock.now(cast.mission)
    drill = Drill(
        title="Night drill",
        conductor=cast["chief_of_staff"],
        state=Drill.State.ENDED,
        began_at=now - timedelta(hours=2),
        ended_at=now,
        classification=1,
    )
    records.create(drill, mission=cast.mission, by=cast["chief_of_staff"])
    said = {"heading": "backup", "what": what, "classification": 1}
    return create_record(FINDING, said, beside=drill, by=by)


def plant_twins(cast: Cast, found: Planted) -> None:
    """Of the whole mission: a twin that waits to be cleared, one that was refused, two findings."""
    by = standing_of(cast.adviser, cast.mission)
    found.add(
        "twin", make_twin({"alert": ended_case(cast, "shots at night"), "title": "TWINWORD"}, by)
    )
    refused = {"alert": ended_case(cast, "shots at night"), "title": "TWINWORD"}
    twin = found.add("twin", make_twin(refused, by))
    rights = standing_of(cast["human_rights"], cast.mission)
    rule_on_twin(twin, "rights", cleared=False, why="TWINWHY", version=twin.version, by=rights)
    for _n in range(2):
        finding = found.add("finding", finding_by(cast, by, "FINDINGWORD"))
    found.ids["drill_over"] = [finding.drill_id]


def findings_by_path(cast: Cast, by: Standing) -> dict[str, Any]:
    """A finding, by the words of its address."""
    return {"drill-findings": finding_by(cast, by, "Air is needed by night").pk}
