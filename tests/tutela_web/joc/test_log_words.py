"""What belongs to a compartment is not written into the log everybody at the desk reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import call
from tutela_web.joc.models import FlashReport, LogEntry, ShiftHandover

LOG = "/m/luma/joc/log/"
APART = "these words belong to a compartment or to Conduct and Discipline"
RAPED = "TOB Acacia reports three girls were raped near Akobo last night"


@pytest.mark.parametrize(
    "words", [RAPED, "Two men were arbitrarily detained at the bridge", "peacekeepers raped a girl"]
)
def test_the_log_takes_no_words_of_a_compartment_and_search_finds_none(
    cast: Cast, sign_in: Any, words: str
) -> None:
    joc = sign_in(cast["joc_duty_officer"])
    sent = {"at": "2018-12-31 05:00", "kind": "heard", "words": words, "classification": 1}
    refused = joc.post(f"{LOG}new/", sent)
    page = squeezed(refused.content.decode())
    assert refused.status_code == 400 and APART in page and "by the form of an incident" in page
    assert words in page  # what was written stays in the form, and nowhere else
    assert not LogEntry.objects.exists()
    assert "Akobo" not in joc.get("/m/luma/search/?q=raped").content.decode()
    open_words = {**sent, "words": "TOB Acacia reports harm to civilians near Akobo"}
    assert joc.post(f"{LOG}new/", open_words).status_code == 302
    assert LogEntry.objects.count() == 1


def test_flash_reports_and_handovers_take_none_either(cast: Cast, sign_in: Any) -> None:
    alert = call(cast, place=make.place(cast.mission, "Luma", area=cast.north))
    joc = sign_in(cast["joc_duty_officer"])
    flash = {"facts": RAPED, "not_known": "who", "action": "none yet", "final": "on"}
    answer = joc.post(f"/m/luma/alerts/{alert.pk}/flash/", flash, follow=True)
    assert APART in squeezed(answer.content.decode()) and not FlashReport.objects.exists()
    answer = joc.post("/m/luma/joc/handovers/new/", {"note": RAPED}, follow=True)
    assert APART in squeezed(answer.content.decode()) and not ShiftHandover.objects.exists()
