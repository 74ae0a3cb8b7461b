"""Compartments: read by who holds them, verified by their own mechanism, unseen by all others."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.incidents.lists.queries import closed_for
from tutela_web.incidents.record.verbs import verify_closed

LIST = "/m/luma/compartments/incidents/"
HOLDERS = {
    "crsv": "women_protection_adviser",
    "mrm": "child_protection_adviser",
    "detention": "human_rights",
}


@pytest.mark.parametrize("compartment", HOLDERS)
def test_a_compartment_is_read_by_its_holder_alone_and_each_read_is_a_line(
    cast: Cast, sign_in: Any, compartment: str
) -> None:
    made = make.closed_incident(cast.mission, compartment, title="What was done")
    readers = {
        who
        for who, person in cast.people.items()
        if made in closed_for(standing_of(person, cast.mission))
    }
    assert readers == {HOLDERS[compartment]}
    browser = sign_in(cast[HOLDERS[compartment]])
    assert b"What was done" in browser.get(LIST).content
    assert b"What was done" in browser.get(f"{LIST}{made.pk}/").content
    reads = AuditEntry.objects.filter(act="read", kind="closedincident")
    assert reads.count() == 2 and reads.filter(subject_id=str(made.pk)).count() == 1
    for who in ("analyst", "boris", "chen", "administrator", "head_of_mission"):
        assert sign_in(cast[who]).get(f"{LIST}{made.pk}/").status_code == 404, who


def test_a_commander_reads_no_compartment_even_if_one_was_granted(cast: Cast, sign_in: Any) -> None:
    make.closed_incident(cast.mission, "crsv")
    for who in ("unit_commander", "force_commander"):
        make.grant(cast.mission, cast[who], "crsv", by=cast["head_of_mission"])
        assert sign_in(cast[who]).get(LIST).status_code == 404, who
    make.grant(cast.mission, cast.amina, "crsv", by=cast["head_of_mission"])
    assert sign_in(cast.amina).get(LIST).status_code == 200


def test_only_the_mechanism_verifies_its_compartment(cast: Cast, sign_in: Any) -> None:
    made = make.closed_incident(cast.mission, "mrm")
    make.grant(cast.mission, cast["human_rights"], "mrm", by=cast["head_of_mission"])
    for who in ("human_rights", "women_protection_adviser", "analyst"):
        with pytest.raises(Denied):
            verify_closed(
                made, "verified", reason="seen", version=1, by=standing_of(cast[who], cast.mission)
            )
    browser = sign_in(cast["child_protection_adviser"])
    sent = {"to": "verified", "reason": "task force", "version": "1"}
    assert browser.post(f"{LIST}{made.pk}/verification/", sent).status_code == 302
    made.refresh_from_db()
    assert made.verification == "verified"


def test_an_open_page_gives_no_sign_of_a_closed_part(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission)
    bare = make.incident(cast.mission, title=made.title)
    make.closed_incident(cast.mission, "crsv", open_part=made)
    browser = sign_in(cast.boris)

    def said(one: Any) -> str:
        page = browser.get(f"/m/luma/incidents/{one.pk}/").content.decode()
        for own in (str(one.pk), f"Incident {one.number}", f">{one.number}<"):
            page = page.replace(own, "")
        # Made some milliseconds apart, between which a second or a minute may turn.
        page = re.sub(r'datetime="[^"]*"|\b\d\d:\d\d\b|\b\d+ s ago', "", page)
        return page.split("<main", 1)[1].split("</main", 1)[0]

    assert said(made) == said(bare)
    make.grant(cast.mission, cast.boris, "crsv", by=cast["head_of_mission"])
    assert "Parts in compartments you hold" in said(made)
