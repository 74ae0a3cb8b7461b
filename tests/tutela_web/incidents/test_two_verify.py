"""Verified is said by two of human rights; who saw it and who does not agree stand beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.base import clock
from tutela_web.incidents.models import Incident, Victims

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

INBOX = "/m/luma/incidents/to-verify/"


def verify(browser: Any, incident: Incident, to: str = "verified") -> Any:
    incident.refresh_from_db()
    sent = {"to": to, "reason": "the site was visited", "version": str(incident.version)}
    return browser.post(f"/m/luma/incidents/{incident.pk}/verification/", sent)


@pytest.mark.postgresql
def test_one_proposes_and_a_second_person_verifies(cast: Cast, sign_in: Any) -> None:
    incident = make.incident(cast.mission, title="Bel burnt")
    first, colleague = sign_in(cast["human_rights"]), make.person("second")
    make.post(cast.mission, "human_rights", colleague)
    second = sign_in(colleague)
    assert verify(first, incident).status_code == 302
    incident.refresh_from_db()
    assert incident.verification == "under_verification"
    inbox = second.get(INBOX).content.decode()
    assert "waits for a second person" in inbox and ">Known to the mission<" in inbox
    assert "Nothing waits for verification" not in inbox, "something does"
    own = first.get(f"/m/luma/incidents/{incident.pk}/").content.decode()
    assert "A second person of human rights decides, not you" in own
    assert 'value="verified"' not in own and 'value="refuted"' in own, (
        "what is refused: not offered"
    )
    assert "you proposed it" in first.get(INBOX).content.decode()
    others = second.get(f"/m/luma/incidents/{incident.pk}/").content.decode()
    assert 'value="verified"' in others and "A second person of human rights decides." in others
    assert verify(first, incident).status_code == 403
    assert verify(second, incident).status_code == 302
    incident.refresh_from_db()
    assert incident.verification == "verified"
    assert "Bel burnt" not in second.get(INBOX).content.decode()


def test_another_word_ends_the_proposal(cast: Cast, sign_in: Any) -> None:
    incident = make.incident(cast.mission)
    rights = sign_in(cast["human_rights"])
    verify(rights, incident)
    verify(rights, incident, "could_not_verify")
    verify(rights, incident)
    incident.refresh_from_db()
    assert incident.verification == "under_verification"


def test_who_saw_it_confirms_and_who_does_not_agree_stays_on_record(
    cast: Cast, sign_in: Any
) -> None:
    """Story 12: soldiers are the suspected perpetrators, and somebody makes them unknown."""
    incident = make.incident(cast.mission, area=cast.north, attribution="suspected")
    page = f"/m/luma/incidents/{incident.pk}/"
    patrol, rights = sign_in(cast["unit_commander"]), sign_in(cast["human_rights"])
    today = clock.today(cast.mission)
    patrol.post(f"{page}seen/", {"seen_on": str(today), "words": "Eleven burnt houses"})
    ahead = patrol.post(f"{page}seen/", {"seen_on": str(today + timedelta(days=2))})
    assert ahead.status_code == 400
    drafter = sign_in(cast.amina)
    form = drafter.get(f"{page}edit/").context["form"]
    assert form is not None
    rights.post(f"{page}dissent/", {"words": "Witnesses named the garrison; they were watched"})
    told = rights.get(page).content.decode()
    assert "Eleven burnt houses" in told and "Witnesses named the garrison" in told
    closed = rights.post(f"{page}dissent/", {"words": "A woman was raped there"})
    assert closed.status_code == 400
    assert sign_in(cast.boris).post(f"{page}dissent/", {"words": "No"}).status_code == 403
    incident.refresh_from_db()
    assert incident.verification == "reported", "seen is confirmed by them, never verified"


def test_the_inbox_says_how_old_each_is_and_what_may_be_grave(cast: Cast, sign_in: Any) -> None:
    old = clock.now(cast.mission) - timedelta(days=3)
    incident = make.incident(cast.mission, title="Old", harms=["killing"], known_at=old)
    Victims.objects.create(incident=incident, harm="killing", age="5-11", number=1)
    told = sign_in(cast["human_rights"]).get(INBOX).content.decode()
    assert "nobody began within 24 hours" in told and "killing or maiming" in told
    assert "3" in told and "Old" in told
