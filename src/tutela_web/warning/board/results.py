"""What came of an alert stands wherever its level stood: one place for every row, header and paper.

The result is recorded in a room above, which tells it here; the lower room never asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from tutela.warning.states import CLOSED, DANGER_LASTS, OUTCOME
from tutela_web.access.policy import Standing
from tutela_web.warning.alert_result import AlertResult
from tutela_web.warning.models import Alert

TELLERS: list[Callable[[Standing, Sequence[Alert]], Mapping[UUID, AlertResult]]] = []
"""From the room above: the results of alerts, by id, as this person may know them."""


def put_results(standing: Standing, alerts: Sequence[Alert]) -> None:
    """Give alerts the result that stands in the place of their level. No query where none of them
    has one; else as many as for a single alert."""
    came = [alert for alert in alerts if _may_have_result(alert)]
    for tell in TELLERS if came else ():
        results = tell(standing, came)
        for alert in came:
            alert.result = results.get(alert.pk)


def _may_have_result(alert: Alert) -> bool:
    return alert.now.state == CLOSED or not {OUTCOME, DANGER_LASTS}.isdisjoint(alert.now.moments)
