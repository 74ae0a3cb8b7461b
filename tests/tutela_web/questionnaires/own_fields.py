"""Fields of the mission's own as its information officer proposes them, and the offices approve."""

from __future__ import annotations

from typing import Any

from tests.tutela_web.cast import Cast
from tutela_web.questionnaires.models import FieldEdition, OwnField

OWN_FIELDS = "/m/luma/own-fields/"

DEPOT = {
    "stands_on": "incidents.incident",
    "code": "fuel_depot",
    "label": "Fuel depot within 1 km",
    "label_fr": "Dépôt de carburant à moins de 1 km",
    "label_ar": "مستودع وقود على بعد كيلومتر",
    "purpose": "Fires spread from depots; the fire team plans by it until the rains",
    "holds": "choice",
    "choices": "yes: Yes | Oui | نعم\nno: No | Non | لا\nburnt: It burnt | Il a brûlé | احترق",
    "in_list": "on",
    "marking": "1",
    "classification": "0",
    "suppressed": "on",
}
WATER = DEPOT | {
    "code": "water_km",
    "label": "Distance to water (km)",
    "label_fr": "Distance à l'eau (km)",
    "label_ar": "المسافة إلى الماء",
    "purpose": "Where people flee to depends on water; patrols plan by it",
    "holds": "number",
    "choices": "",
}

NOTE = WATER | {
    "code": "road_note",
    "label": "What the road carries",
    "label_fr": "",
    "label_ar": "",
    "holds": "words",
}


def propose(sign_in: Any, cast: Cast, said: dict[str, str], who: str = "analyst") -> Any:
    """The answer to a new field as the information officer writes it; without it, made and sent."""
    client = sign_in(cast[who])
    answer = client.post(f"{OWN_FIELDS}new/", said)
    if answer.status_code == 302:
        client.post(f"{answer['Location']}submit/")
    return answer


def decide(
    sign_in: Any, cast: Cast, who: str, office: str, *, decision: str = "approve", why: str = ""
) -> Any:
    """What an office decides of the version sent last."""
    version = FieldEdition.objects.order_by("submitted_at", "pk").last()
    assert version is not None
    sent = {"office": office, "decision": decision, "why": why}
    return sign_in(cast[who]).post(f"{OWN_FIELDS}versions/{version.pk}/decide/", sent)


def in_force(sign_in: Any, cast: Cast, said: dict[str, str], *offices: tuple[str, str]) -> OwnField:
    """A field that was proposed, and approved by the offices it concerns."""
    answer = propose(sign_in, cast, said)
    assert answer.status_code == 302, answer.content.decode()
    for who, office in (("custodian", "data_protection"), *offices):
        decide(sign_in, cast, who, office)
    field = OwnField.objects.get(code=said["code"])
    assert field.versions.get().state == "approved"
    return field
