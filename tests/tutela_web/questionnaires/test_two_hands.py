"""A field of the mission's own is approved while its writer sends or withdraws it: what each was
told stands."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.counts import counted
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.html import squeezed
from tests.tutela_web.questionnaires.own_fields import OWN_FIELDS, WATER, in_force
from tests.tutela_web.two_hands import at_once, dawdle
from tutela_web.questionnaires import approval
from tutela_web.questionnaires.models import FieldEdition, OwnField

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
TIMES = counted(1, 10)


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> Cast:
    return build_once(assemble)  # type: ignore[no-any-return]


def second_edition(world: Cast, sign_in: Any, number: int) -> tuple[OwnField, FieldEdition]:
    """A field in force, of which a second edition waits for the office."""
    said = WATER | {"code": f"water_{number}", "label": f"Distance to water {number} (km)"}
    field = in_force(sign_in, world, said)
    reword(world, sign_in, field, said | {"purpose": "Patrols plan by it until the rains"})
    edition = field.versions.get(state="submitted")
    return field, edition


def reword(world: Cast, sign_in: Any, field: OwnField, said: dict[str, str], send: int = 1) -> None:
    writer, page = sign_in(world["analyst"]), f"{OWN_FIELDS}{field.pk}/"
    field.refresh_from_db()
    edited = writer.post(f"{page}edit/", said | {"version": str(field.version)})
    assert edited.status_code == 302, edited.content.decode()
    if send:
        assert writer.post(f"{page}submit/").status_code == 302


@pytest.mark.parametrize("act", ["submit", "withdraw"])
def test_an_edition_approved_while_its_field_is_sent_or_withdrawn_ends_once(
    act: str, world: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dawdle(monkeypatch, approval, "log_version", 0.2)
    for number in range(TIMES):
        said = WATER | {"code": f"water_{number}", "label": f"Distance to water {number} (km)"}
        field, edition = second_edition(world, sign_in, number)
        reword(world, sign_in, field, said | {"purpose": "Camps are placed by it"}, send=0)
        writer, office = sign_in(world["analyst"]), sign_in(world["custodian"])
        decided = {"office": "data_protection", "decision": "approve", "why": ""}
        asked = {"why": "Not needed now"} if act == "withdraw" else {}
        at_once(
            partial(office.post, f"{OWN_FIELDS}versions/{edition.pk}/decide/", decided),
            partial(writer.post, f"{OWN_FIELDS}{field.pk}/{act}/", asked),
        )
        page = squeezed(writer.get(f"{OWN_FIELDS}{field.pk}/").content.decode())
        approved = edition.decisions.filter(approved=True).exists()
        states = dict(field.versions.values_list("number", "state"))
        if act == "submit":
            # approved and in force until the third is approved too; or replaced, and not approved
            assert (states[2] == "approved") is approved, states
            assert list(states.values()).count("approved") == 1, states
            assert "No version is in force" not in page
        else:
            assert "approved" not in states.values(), states
