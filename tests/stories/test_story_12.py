"""Scenario 12 of the domain reference, section f: soldiers follow those who ask, and a draft makes
the perpetrator unknown. Invented names throughout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.stories.telling import Telling, part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.vault import keyring
from tutela_web.base import clock
from tutela_web.incidents.models import Incident
from tutela_web.intake.models import FieldReport

WITNESS, NUMBER = "Hawa Dagutela", "+211 912 000 777"
OTHERS = ("analyst", "head_of_mission", "unit_commander", "head_of_field_office")


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    keyring.make_first()
    return Telling(cast, sign_in)


@pytest.mark.postgresql
def test_12_witnesses_are_watched_and_a_draft_makes_the_perpetrator_unknown(
    tell: Telling,
) -> None:
    """UNAMID and Tabit 2014. Could not verify is not refuted; the edit, its author and who does not
    agree stay; suspicion leaves with its confidence; witnesses are for custodians alone."""
    place = make.place(tell.cast.mission, "Tabet", area=tell.cast.north, classification=0)
    garrison = make.actor(tell.cast.mission, "Garrison Heron")
    today = clock.today(tell.cast.mission)

    # An interviewer writes down what a witness said, with soldiers at the door.
    tell.press(
        "human_rights",
        "field-reports/new/",
        id=str(uuid4()),
        way="desk",
        un_personnel="no",
        place=str(place.pk),
        what=f"Houses burnt by night. She may be called on {NUMBER}",
        when=f"{today}T02:00",
        known_by="told_by_witness",
        source_name=WITNESS,
        source_phone=NUMBER,
    )
    report = FieldReport.objects.get()
    page = tell.fill(
        "human_rights",
        f"field-reports/{report.pk}/edit/",
        reliability="B",
        credibility="3",
        conditions="watched",
    )
    assert "watched or followed" in page and "S-0001" in page
    tell.fill(
        "human_rights",
        f"field-reports/{report.pk}/incident/",
        title="Houses burnt at Tabet",
        harms=["arson"],
    )
    incident = Incident.objects.get()
    address = f"incidents/{incident.pk}/"
    page = tell.fill(
        "human_rights",
        f"{address}edit/",
        perpetrator=garrison.pk,
        attribution="suspected",
        reason="witnesses name the garrison",
    )
    assert "Garrison Heron" in page and "B3" in page
    # what the page of the incident says of how freely they spoke, without opening the report
    page = tell.page("poc_adviser", address)
    assert "watched or followed" in page

    # A drafter makes the perpetrator unknown, and must say why; human rights do not agree.
    bare = tell.fill("analyst", f"{address}edit/", attribution="unknown", perpetrator="")
    assert "Figures or attribution changed: say why." in bare
    tell.fill(
        "analyst",
        f"{address}edit/",
        attribution="unknown",
        perpetrator="",
        reason="nobody could be heard alone",
    )
    tell.press(
        "human_rights", f"{address}dissent/", words="Four named the garrison; all were watched"
    )
    page = tell.page("head_of_mission", address)
    figures = part(page, "figures")
    assert "suspected" in figures and "unknown" in figures and "Garrison Heron" in figures
    assert "nobody could be heard alone" in figures and "analyst" in figures
    assert "Four named the garrison; all were watched" in page

    # Human rights find that it could not be verified: it counts on, as what is refuted does not.
    tell.press(
        "human_rights",
        f"{address}verification/",
        to="could_not_verify",
        reason="soldiers stood by at each talk",
        version=Incident.objects.get().version,
    )
    page = tell.page("head_of_mission", address)
    assert "could not verify" in part(page, "verification")
    assert "refuted" not in part(page, "verification")
    assert "Houses burnt at Tabet" in tell.page("poc_adviser", f"places/{place.pk}/")

    # They put the suspicion back; what goes to headquarters has it with its confidence.
    tell.fill(
        "human_rights",
        f"{address}edit/",
        perpetrator=garrison.pk,
        attribution="suspected",
        reason="four witnesses, each by herself",
    )
    copy = tell.by("analyst").get("/m/luma/export/incidents.csv")
    row = b"".join(copy.streaming_content).decode() if copy.streaming else copy.content.decode()
    assert "Garrison Heron" in row and "suspected" in row
    assert "could not verify" in row or "could_not_verify" in row
    assert "B3" in row
    assert "Four named the garrison" in tell.page("head_of_mission", address), "it stays"

    # Who the witness is: nobody but the collector and the custodian, by whatever page.
    for who in OTHERS:
        for path in (address, f"field-reports/{report.pk}/", "search/?q=Hawa"):
            content = tell.by(who).get(f"/m/luma/{path}").content.decode()
            assert WITNESS not in content and NUMBER not in content, (who, path)
    opened = tell.by("custodian").get("/m/luma/vault/").content.decode()
    assert "S-0001" in opened
