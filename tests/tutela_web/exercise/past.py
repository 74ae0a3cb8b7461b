"""A night at Luma that has ended, of which an exercise may be made."""

from __future__ import annotations

from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import answered
from tests.tutela_web.warning.story import again, at_desk, later
from tutela_web.crisis.decisions.verbs import close
from tutela_web.exercise.twins.models import Twin
from tutela_web.exercise.twins.verbs import make_twin
from tutela_web.warning.alerts.verbs import AlertReport, add_word
from tutela_web.warning.models import Alert, Channel

TITLE = "Night on the river"


def past_night(cast: Cast, *, told_twice: bool = True, **fields: Any) -> Alert:
    """A warning that two people told of, answered in time and closed."""
    alert = answered(cast, **{"heading": "towards Zorvald", "whom": "Quellmar families"} | fields)
    if told_twice:
        word = AlertReport(Channel.FIELD, said={"words": "smoke over Brackenfell"})
        add_word(again(alert), word, by=at_desk(cast, "field_reporter"))
    later(cast.mission, minutes=30)
    close(again(alert), by=at_desk(cast, "head_of_field_office"))
    return again(alert)


def twin_of(cast: Cast, alert: Alert | None = None, title: str = TITLE) -> Twin:
    """What the adviser made of it."""
    of = past_night(cast) if alert is None else alert
    return make_twin({"alert": of, "title": title}, at_desk(cast, "poc_adviser"))
