"""What a telephone is told, as JSON."""

from __future__ import annotations

import base64
from typing import Any

from django.urls import reverse

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.clock import real_now
from tutela_web.base.values import JsonValue
from tutela_web.field import queries
from tutela_web.field.models import FieldKey, FieldReceipt
from tutela_web.field.verbs import SetUp
from tutela_web.intake.verbs import Received
from tutela_web.look.translate import say_in_page_language
from tutela_web.questionnaires.queries import blank_forms_of


def as_text(value: JsonValue) -> str:
    """A text as it is; of anything else, nothing."""
    return value if isinstance(value, str) else ""


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def key_as_json(key: FieldKey) -> dict[str, str]:
    """The public key reports are sealed to."""
    return {"id": str(key.pk), "public": in_base64(bytes(key.public))}


def receipt_as_json(
    receipt: FieldReceipt, outcome: Received | None = None, *, by: list[str]
) -> dict[str, Any]:
    """A receipt; once, what its sender does next.

    Takes   by, the functions in post today (`queries.functions_held`).
    """
    told: dict[str, Any] = {
        "id": str(receipt.pk),
        "received_at": receipt.received_at.isoformat(),
        "by": by,
    }
    if outcome is not None:
        told |= {"outcome": outcome.outcome, "number": outcome.number}
        told["steps"] = [say_in_page_language(step) for step in outcome.steps]
        told["asks"] = outcome.asks
    return told


def forms_as_json(mission: Mission) -> dict[str, Any]:
    """The mission's own approved forms, blank, and the stamp that tells one list from another."""
    forms = blank_forms_of(mission)
    return {"stamp": queries.forms_stamp(forms), "forms": forms}


def taskings_as_json(by: Standing, *, hidden: bool = False) -> dict[str, Any]:
    """The taskings that a patrol report may end, and the stamp that tells one list from another.

    Takes   hidden, that none is told: the telephone was opened with its second PIN.
    """
    names = [] if hidden else queries.tasking_names(by)
    return {"stamp": queries.taskings_stamp(names), "taskings": names}


def numbers_as_json(by: Standing) -> dict[str, Any]:
    """Whom to call, and the stamp that tells one list from another."""
    numbers = queries.numbers_for(by)
    return {"stamp": queries.numbers_stamp(numbers), "numbers": numbers}


def set_up_as_json(handed: SetUp, *, by: Standing) -> dict[str, Any]:
    """All a telephone is given when it is set up."""
    names = queries.place_names(by)
    return {
        "handset": str(handed.handset.pk),
        "mission": str(by.mission.pk),
        "token": handed.token,
        "second": handed.second,
        "contact": handed.contact,
        "key": key_as_json(handed.key),
        "expiry_hours": queries.settings_of(by.mission).expiry_hours,
        "media": sorted(queries.media_of(by.mission)),
        "now": real_now().isoformat(),
        "places": {"stamp": queries.places_stamp(names), "places": names},
        "forms": forms_as_json(by.mission),
        "taskings": taskings_as_json(by),
        "numbers": numbers_as_json(by),
        "app": reverse("field_app:start"),
    }
