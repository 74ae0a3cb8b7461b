"""The reports a resolution asks for become duties of the mission by a person's word."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.mandate import verbs
from tutela_web.programme.measures.models import ReportDuty

TEXT = """\
Resolution 9001 (2031)
Adopted by the Security Council on 1 March 2018
The Security Council,
1. Decides that the mandate of UNMIKA shall be to protect civilians;
2. Requests the Secretary-General to report to it every 90 days, and to present a strategic review
by 15 October 2018;
3. Requests the Secretary-General to keep the Council informed.
"""


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["luma", *args])


def test_reports_a_resolution_asks_for_are_proposed_with_rhythm_and_day_and_taken_by_a_person(
    cast: Cast, sign_in: Any
) -> None:
    text = verbs.load(TEXT, {}, by=standing_of(cast.adviser, cast.mission))
    client = sign_in(cast.adviser)
    page = url("programme:reports_asked", text.pk)
    assert page in client.get(url("mandate:resolution", text.pk)).content.decode()
    body = client.get(page).content.decode()
    assert "every 90 days" in body and "by 15 October 2018" in body
    assert "no rhythm and no day is found" in body
    assert not ReportDuty.objects.exists(), "loading and looking make nobody owe a report"
    sent = {
        "0-take": "on",
        "0-title": "Report of the Secretary-General",
        "0-due": "2018-05-30",
        "0-every_days": "90",
    }
    refused = client.post(page, sent)
    assert refused.status_code == 400 and "which office makes it" in refused.content.decode()
    assert client.post(page, sent | {"0-office": "Office of the SRSG"}).status_code == 302
    duty = ReportDuty.objects.get()
    assert (duty.every_days, str(duty.due), duty.to) == (90, "2018-05-30", "council")
    assert duty.rests_on == "S/RES/9001 (2031), 2: “every 90 days”"
    body = client.get(page).content.decode()
    assert "Office of the SRSG" in body and "0-take" not in body and "1-take" in body
    assert (
        "Report of the Secretary-General"
        in client.get(url("programme:report_duties")).content.decode()
    )


def test_who_drafts_no_strategy_takes_no_duty(cast: Cast, sign_in: Any) -> None:
    text = verbs.load(TEXT, {}, by=standing_of(cast.adviser, cast.mission))
    page = url("programme:reports_asked", text.pk)
    assert sign_in(cast.boris).get(page).status_code == 403
    assert sign_in(cast.chen).get(page).status_code == 404
