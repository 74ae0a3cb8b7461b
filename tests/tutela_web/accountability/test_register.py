"""A violation is followed to an answer, and who may not know of it cannot tell that it is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tutela_web.access.models import AuditEntry
from tutela_web.accountability.models import ActionPlan, CommandLink, Violation
from tutela_web.base.models import SearchLine

pytestmark = pytest.mark.postgresql

HOUSE = "/m/luma/accountability/"
LIST = f"{HOUSE}violations/"
PLANS = f"{HOUSE}action-plans/"


def shown(browser: Any, address: str) -> str:
    """What a page says, without the tokens of its frame."""
    return squeezed(browser.get(address).content.decode()).split("<main")[1]


def enter(browser: Any, **said: Any) -> Any:
    form = {
        "kind": "violation",
        "reference": "HR/2018/31",
        "harm": "killing",
        "status": "reported",
        "classification": 1,
    }
    return browser.post(f"{LIST}new/", form | said)


def test_a_violation_is_followed_from_the_letter_to_the_trial(cast: Cast, sign_in: Any) -> None:
    rights = sign_in(cast["human_rights"])
    army = make.actor(cast.mission, "Army of Luma", type="host_military")
    wrong = enter(rights, actor=army.pk, kind="abuse")
    assert wrong.status_code == 400 and "by a state" in wrong.content.decode()
    here = enter(rights, actor=army.pk, unit_name="3rd Battalion", hazard="Families at the mill")
    assert here.status_code == 302
    page = rights.get(here["Location"]).content.decode()
    assert "Presumed civilians" in page and "nobody is known to have been told" in page
    overdue = (make.TODAY - timedelta(days=3)).isoformat()
    letter = {
        "kind": "letter",
        "to_whom": "Ministry of Defence",
        "on": (make.TODAY - timedelta(days=20)).isoformat(),
        "due": overdue,
    }
    assert rights.post(f"{here['Location']}steps/new/", letter).status_code == 302
    assert "overdue" in rights.get(here["Location"]).content.decode()
    trial = letter | {"kind": "trial", "to_whom": "Military court", "ending": "convicted"}
    rights.post(f"{here['Location']}steps/new/", trial)
    page = sign_in(cast["head_of_mission"]).get(here["Location"]).content.decode()
    assert "held responsible" in page and "Record a step" not in page
    enter(rights, reference="HR/2018/32", unit_name="3RD battalion", harm="looting")
    assert "HR/2018/32" in rights.get(here["Location"]).content.decode(), "across cases"
    early = {"persons": 1, "reasons": "x", "evidence": "y", "since": "", "until": ""}
    refused = rights.post(f"{here['Location']}findings/new/", early)
    assert refused.status_code == 400, "no finding without a time"
    asked = squeezed(rights.get(f"{here['Location']}findings/new/").content.decode())
    of_how_many = asked.split("Of how many", 1)[1].split("</label>")[0]
    assert "optional" not in of_how_many and "No names of people" in asked


def test_the_register_speaks_the_language_of_the_page(cast: Cast, sign_in: Any) -> None:
    rights = sign_in(cast["human_rights"])
    new = squeezed(rights.get(f"{LIST}new/").content.decode())
    assert "choose the harm" in new, "no harm stands there before somebody chose it"
    here = enter(rights, harm="arson")["Location"]
    rights.post("/language/", {"language": "fr"})
    for address in (LIST, here):
        page = shown(rights, address)
        assert "incendie" in page and "arson" not in page


def test_a_commander_is_named_in_the_compartment_alone_and_sealed(cast: Cast, sign_in: Any) -> None:
    make.grant(cast.mission, cast["human_rights"], "hrddp", by=cast["head_of_mission"])
    rights = sign_in(cast["human_rights"])
    here = enter(rights)["Location"]
    head = sign_in(cast["head_of_mission"])
    before = shown(head, here)
    named = {"position": "Commander", "name": "MAJORINVENTED", "basis": "knew"}
    assert rights.post(f"{here}commanders/new/", named).status_code == 302
    command = CommandLink.objects.get()
    page = f"{HOUSE}commanders/{command.pk}/"
    assert "MAJORINVENTED" in rights.get(page).content.decode()
    assert (
        head.get(page).status_code == 404 and head.get(f"{here}commanders/new/").status_code == 404
    )
    assert shown(head, here) == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM accountability_commandlink")
        assert b"MAJOR" not in bytes(cursor.fetchone()[0])
    assert "MAJOR" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_what_concerns_children_passes_to_their_adviser_and_leaves_no_trace(
    cast: Cast, sign_in: Any
) -> None:
    rights, head = sign_in(cast["human_rights"]), sign_in(cast["head_of_mission"])
    pages = [LIST, f"{LIST}?kind=violation", "/m/luma/search/?q=CHILDCASE", "/m/luma/pages/"]
    enter(rights, reference="HR/2018/30")

    def seen(browser: Any) -> list[tuple[int, str]]:
        answers = [browser.get(page) for page in pages]
        return [(one.status_code, squeezed(one.content.decode())) for one in answers]

    before = [[len(text) for _code, text in seen(browser)] for browser in (head, rights)]
    passed = enter(rights, reference="CHILDCASE", grave="recruitment")
    assert passed["Location"] == LIST
    assert "Passed to the office" in rights.get(LIST).content.decode()
    assert [[len(text) for _code, text in seen(browser)] for browser in (head, rights)] == before
    child = Violation.objects.get(reference="CHILDCASE")
    assert (child.compartment, child.classification) == ("mrm", 2)
    assert not SearchLine.objects.filter(subject_id=child.pk).exclude(stems="").exists()
    adviser = sign_in(cast["child_protection_adviser"])
    assert "CHILDCASE" in adviser.get(LIST).content.decode()
    page = f"{LIST}{child.pk}/"
    for who in ("human_rights", "head_of_mission", "women_protection_adviser", "analyst", "chen"):
        assert sign_in(cast[who]).get(page).status_code == 404, who
    step = {"kind": "letter", "to_whom": "Group", "on": make.TODAY.isoformat()}
    assert rights.post(f"{page}steps/new/", step).status_code == 404
    adviser.post(f"{page}steps/new/", step)
    assert child.steps.get().compartment == "mrm"
    edited = {
        "kind": "violation",
        "reference": "CHILDCASE",
        "harm": "killing",
        "grave": "",
        "status": "reported",
        "classification": 0,
        "version": 1,
    }
    assert adviser.post(f"{page}edit/", edited).status_code == 400, "never opened by an edit"


def test_an_action_plan_tells_who_was_released_in_full_tens_only(cast: Cast, sign_in: Any) -> None:
    adviser, head = sign_in(cast["child_protection_adviser"]), sign_in(cast["head_of_mission"])
    form = {
        "party": "Group Heron",
        "violations": ["recruitment", "killing"],
        "state": "signed",
        "classification": 1,
    }
    assert adviser.post(f"{PLANS}new/", form).status_code == 400, "signed on no day"
    heron = make.actor(cast.mission, "Group Heron", type="armed_group")
    assert str(heron.pk) in adviser.get(f"{PLANS}new/").content.decode(), "she says with whom"
    signed = form | {"signed_on": make.TODAY.isoformat(), "actor": str(heron.pk)}
    made = adviser.post(f"{PLANS}new/", signed)
    assert made.status_code == 302
    here = f"{PLANS}{ActionPlan.objects.get().pk}/"
    release = {
        "kind": "release",
        "what": "Children of the northern camp",
        "released_girls": 4,
        "released_boys": 3,
        "verdict": "verified",
        "found": "Seen by the monitors",
    }
    rights = sign_in(cast["human_rights"])
    assert rights.post(f"{here}steps/new/", release).status_code == 400
    assert adviser.post(f"{here}steps/new/", release).status_code == 302
    page = head.get(here).content.decode()
    assert "northern camp" not in page and "No figure that may be told" in page
    assert "northern camp" in adviser.get(here).content.decode()
    adviser.post(f"{here}steps/new/", release | {"what": "More", "released_boys": 9})
    assert "at least 20" in shown(head, here)
    broken = {"kind": "order", "what": "Order", "verdict": "broken", "due": make.TODAY.isoformat()}
    assert "found is not said" in adviser.post(f"{here}steps/new/", broken).content.decode()
