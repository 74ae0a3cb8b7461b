"""The alerts of one threat beside each other, as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tutela.places.perimeter import Answer
from tutela_web.access.policy import Standing
from tutela_web.places.sites.safety_queries import able_at_each
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import FROM_PEOPLE, Alert, Owed
from tutela_web.warning.sites.models import NamedSite, threat_of


@dataclass(frozen=True)
class NamedAlert:
    """One alert of a threat that names several places.

    feedback  of who told of it: "owed", "given", "settled" where it was unsafe or not due, "later"
              once the outcome is known; blank where nobody of a community told of it
    able   what is known of whether each level of threat can be answered there; none, not known
    """

    alert: Alert
    feedback: str
    able: list[Answer]


def named_together(standing: Standing, alert: UUID) -> list[NamedAlert]:
    """The alerts that this person may see of the threat an alert was opened for, by number, that
    one among them; none for one that was opened alone."""
    threat = threat_of(alert)
    if threat is None:
        return []
    mine = NamedSite.objects.filter(threat=threat).values("alert")
    alerts = list(alerts_for(standing).filter(pk__in=mine).order_by("number"))
    rows = Owed.objects.filter(alert__in=alerts, what=Owed.Duty.FEEDBACK)
    states = list(rows.values_list("alert", "state"))
    able = able_at_each(of.place_id for of in alerts if of.place_id and standing.reads("places"))
    return [
        NamedAlert(
            named,
            _feedback(named, {state for of_alert, state in states if of_alert == named.pk}),
            [said for said in able.get(named.place_id, []) if _is_known(said)]
            if named.place_id
            else [],
        )
        for named in alerts
    ]


def _feedback(alert: Alert, states: set[str]) -> str:
    """How the answer to who told of an alert stands."""
    if Owed.State.OWED in states:
        return "owed"
    if states:
        return "given" if Owed.State.GIVEN in states else "settled"
    return "later" if set(alert.now.channels) & {str(channel) for channel in FROM_PEOPLE} else ""


def _is_known(answer: Answer) -> bool:
    return answer.by_day is not None or answer.by_night is not None
