"""Who decides on each step of a ladder is settled before, and stands beside the decision."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import call
from tutela.crisis.ladders import steps
from tutela_web.crisis.ladders.kind import LADDER_STEP
from tutela_web.crisis.models import Decision
from tutela_web.records.kind_verbs import create_record

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

SETTLED = {
    "step": "military.site_defence",
    "authority": "Commander of Sector North",
    "limits": "Deadly force against an imminent threat, after one warning.",
    "source": "Force order 12, paragraph 4",
    "settled_on": make.TODAY,
    "classification": 1,
}


class TestLadderStep(KindTests):
    kind = LADDER_STEP
    values = SETTLED
    changes = {"limits": "After two warnings, where time allows."}  # noqa: RUF012

    def create(self, by: Any, beside: Any) -> Any:
        taken = set(LADDER_STEP.model.objects.values_list("step", flat=True))
        free = next(code for code in [SETTLED["step"], *steps()] if code not in taken)
        return create_record(self.kind, {**SETTLED, "step": free}, by=by, beside=beside)


def test_a_decision_stands_on_a_step_with_its_authority_and_the_missions_limit(
    cast: Cast, sign_in: Any
) -> None:
    """The Force Commander settles a step; the head of office places a decision on it."""
    commander = sign_in(cast["force_commander"])
    new = "/m/luma/ladders/new/"
    listed = unescape(commander.get("/m/luma/ladders/").content.decode())
    assert new in listed and "direct offensive action" in listed and "proposal" in listed
    assert commander.post(new, SETTLED).status_code == 302
    again = commander.post(new, SETTLED)
    assert again.status_code == 400 and "settled already" in again.content.decode()
    alert = call(cast)
    here = f"/m/luma/alerts/{alert.pk}/decision/"
    head = sign_in(cast.hofo)
    screen = unescape(head.get(here).content.decode())
    for words in ("Commander of Sector North", "after one warning", "control of movement"):
        assert words in screen
    said = {
        "id": "0" * 31 + "7",
        "choice": "act",
        "authority": "coordinates",
        "reason": "the village asks for it",
        "taken": "day_patrol",
        "step": SETTLED["step"],
    }
    assert head.post(f"/m/luma/alerts/{alert.pk}/decide/", said).status_code == 302
    assert Decision.objects.get().step == SETTLED["step"]
    for page in (here, f"/m/luma/alerts/{alert.pk}/"):
        told = unescape(head.get(page).content.decode())
        assert "Step of the ladder: <b>defence of a site</b>" in told, page
        assert "authority needed" in told and "after one warning" in told, page
    said |= {"id": "0" * 31 + "8", "step": "military.no_such_step"}
    refused = head.post(f"/m/luma/alerts/{alert.pk}/decide/", said)
    assert refused.status_code == 400 and Decision.objects.count() == 1


def test_who_may_not_read_the_limit_reads_the_proposal(cast: Cast, sign_in: Any) -> None:
    """What a mission settled is marked; who is cleared for less reads what ships."""
    higher = SETTLED | {"classification": 2}
    commander = sign_in(cast["force_commander"])
    assert commander.post("/m/luma/ladders/new/", higher).status_code == 302
    reader = sign_in(cast["joc_duty_officer"])
    read = unescape(reader.get("/m/luma/ladders/").content.decode())
    assert "after one warning" not in read and "Commander of Sector North" not in read
    assert "warning first where time allows" in read
