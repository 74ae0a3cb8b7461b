"""An invented December of alerts in the north and south, answered and not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.warning.story import at_desk, call, later
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions.verbs import answer, decide, move, record_outcome, task
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import AlertReport, issue, raise_alert, record
from tutela_web.warning.models import Alert


def unit(cast: Cast, name: str = "Coy 1") -> Unit:
    """A unit of the north, with a base at Luma."""
    base = make.base(cast.mission, area=cast.north, latitude=7.1, longitude=30.2)
    made = Unit(
        code=name.lower(), name=name, base=base, area=cast.north, classification=0, able=True
    )
    return records.create(made, mission=cast.mission, by=None)


def answered(cast: Cast, **fields: Any) -> Alert:
    """A call that was warned of, acknowledged, decided and reached before the attack."""
    alert = call(cast, **{"latitude": 7.12, "longitude": 30.2} | fields)
    desk, commander = at_desk(cast, "joc_duty_officer"), at_desk(cast, "unit_commander")
    later(cast.mission, minutes=4)
    issue(alert, by=desk)
    later(cast.mission, minutes=6)
    alert = record(alert, "acknowledged", by=desk)
    decide(alert, "act", by=commander, authority="commands", taken=["night_patrol"])
    hq = at_desk(cast, "sector_operations")
    tasked = task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=hq,
        unit=unit(cast, f"Coy {alert.number}"),
    )
    for minutes, step in ((10, "departed"), (25, "arrived")):
        later(cast.mission, minutes=minutes)
        tasked.refresh_from_db()
        move(tasked, step, by=hq)
    record_outcome(
        alert,
        "deterred",
        by=at_desk(cast, "head_of_field_office"),
        evidence="the column turned back",
        danger_ended="the chief, by telephone",
    )
    return alert


def refused(cast: Cast, **fields: Any) -> Alert:
    """A call for which a unit refused, and which nobody reached."""
    alert = call(cast, **fields)
    hq = at_desk(cast, "sector_operations")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    tasked = task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=hq,
        unit=unit(cast, f"Coy {alert.number}"),
    )
    answer(tasked, "refused", by=hq, **BY_RADIO, reason="declared_caveat", words="no night moves")
    later(cast.mission, hours=30)
    record_outcome(
        alert, "not_reached", by=hq, why=["distance"], danger_ended="the chief, by telephone"
    )
    return alert


def silent(cast: Cast, *, by: str = "joc_duty_officer", **fields: Any) -> Alert:
    """A call of the south nobody did anything about, a day and a half old."""
    given = {"act": "houses burn", "area": cast.south} | fields
    alert = raise_alert(
        given, mission=cast.mission, by=at_desk(cast, by), level="ongoing", word=AlertReport("call")
    )
    later(cast.mission, hours=36)
    return alert


def december(cast: Cast) -> dict[str, Alert]:
    """The month: one answered, one refused, one silent; the clock stands on the 30th."""
    cast.mission.clock_shift -= timedelta(days=10)
    cast.mission.save()
    made = {"answered": answered(cast), "refused": refused(cast), "silent": silent(cast)}
    later(cast.mission, days=6)
    return made
