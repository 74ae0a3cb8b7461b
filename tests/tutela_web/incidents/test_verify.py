"""Who may say how far an incident is verified; nothing waits for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Verification
from tutela_web.incidents.record.verbs import may_verify, set_verification

OFFICES = {
    "verified": {"human_rights"},
    "could_not_verify": {"human_rights"},
    "refuted": {"human_rights"},
    "corroborated": {"joc_duty_officer"},
    "withdrawn_for_safety": {"human_rights"},
    "under_verification": {
        "human_rights",
        "joc_duty_officer",
        "analyst",
        "poc_adviser",
        "head_of_field_office",
        "sector_operations",
        "field_reporter",
        "women_protection_adviser",
        "child_protection_adviser",
    },
    "duplicate": set(),
}


@pytest.mark.parametrize("to", OFFICES)
def test_each_office_says_what_is_its_to_say(cast: Cast, to: str) -> None:
    made = make.incident(cast.mission, area=cast.north)
    standings = {who: standing_of(person, cast.mission) for who, person in cast.people.items()}
    allowed = {who for who, standing in standings.items() if may_verify(made, to, standing)}
    if to == "under_verification":
        allowed.add("field_reporter")  # of the own ones: below
    assert allowed == OFFICES[to]


def test_human_rights_verify_with_a_reason_and_boris_cannot(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission)
    address = f"/m/luma/incidents/{made.pk}/"
    sent = {"to": "could_not_verify", "reason": "No access to the village", "version": "1"}
    assert sign_in(cast.boris).post(f"{address}verification/", sent).status_code == 403
    assert sign_in(cast.amina).post(f"{address}verification/", sent).status_code == 403
    assert sign_in(cast.chen).post(f"{address}verification/", sent).status_code == 404
    browser = sign_in(cast["human_rights"])
    browser.post(f"{address}verification/", {**sent, "reason": ""})
    made.refresh_from_db()
    assert made.verification == "reported"
    browser.post(f"{address}verification/", sent)
    said = browser.get(address).content.decode()
    assert "No access to the village" in said and "human rights" in said
    assert "neither shown true nor shown false" in said
    assert ">refuted<" not in said.replace('<option value="refuted">refuted</option>', "")


def test_the_joc_does_not_talk_over_human_rights(cast: Cast) -> None:
    joc = standing_of(cast["joc_duty_officer"], cast.mission)
    for said in (Verification.VERIFIED, Verification.REFUTED):
        made = make.incident(cast.mission, verification=said)
        with pytest.raises(Denied):
            set_verification(made, "corroborated", reason="two sources", version=1, by=joc)
        with pytest.raises(Denied):
            set_verification(made, "under_verification", reason="again", version=1, by=joc)


def test_withdrawn_for_safety_is_seen_by_human_rights_and_the_recorder_only(
    cast: Cast, sign_in: Any
) -> None:
    made = make.incident(cast.mission, title="A source is in danger", by=cast.amina)
    sign_in(cast.amina).post(
        f"/m/luma/incidents/{made.pk}/verification/",
        {"to": "withdrawn_for_safety", "reason": "source at risk", "version": "1"},
    )
    for who, seen in (("analyst", 1), ("human_rights", 1), ("boris", 0), ("head_of_mission", 0)):
        standing = standing_of(cast[who], cast.mission)
        assert incidents_for(standing).filter(pk=made.pk).count() == seen, who
    assert b"A source is in danger" not in sign_in(cast.boris).get("/m/luma/incidents/").content


def test_a_stale_page_cannot_overwrite_a_verification(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission)
    browser = sign_in(cast["human_rights"])
    address = f"/m/luma/incidents/{made.pk}/verification/"
    browser.post(address, {"to": "verified", "reason": "visited", "version": "1"})
    stale = browser.post(address, {"to": "refuted", "reason": "old page", "version": "1"})
    assert stale.status_code == 409
    made.refresh_from_db()
    assert made.verification == "under_verification"
