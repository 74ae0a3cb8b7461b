"""No text message, form or program stops who serves pages, and what nobody judged is held apart."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.safestring import mark_safe

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.test_texts import kannel, text
from tutela.base.guards import helper
from tutela.base.guards.helper import Helpers
from tutela_web.base import judging
from tutela_web.base.judging import Verdict
from tutela_web.channels.models import Gateway
from tutela_web.conduct.models import UnsureCase
from tutela_web.incidents.models import Incident
from tutela_web.warning.models import Alert, AlertLevel, Report

__all__ = ["kannel"]

ONE_TEXT = "drivers z hired by " + "un " * 40
"""139 letters, which took days."""
LONG_RUN = "sex " + "علاقة" * 4000
"""10,000 of these took 10 seconds, 20,000 took 40."""
SOON = 5.0
"""Seconds of the processor, of what took a few hundredths when this was written."""

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def nothing_judged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which no helper can begin."""
    none = Helpers([])
    monkeypatch.setattr(judging, "_HELPERS", none)
    monkeypatch.setattr(helper.sys, "executable", "/nowhere/python")
    yield
    none.end()


def test_a_text_that_took_days_is_answered_at_once(
    cast: Cast, client: Any, kannel: Gateway
) -> None:
    began = time.process_time()
    assert text(client, kannel, ONE_TEXT).status_code == 200
    assert text(client, kannel, LONG_RUN[:7_000], number="+211900111333").status_code == 200
    assert time.process_time() - began < SOON
    assert Alert.objects.count() == 2, "not understood: a person reads them"


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_pages_are_served_while_a_text_is_judged(
    cast: Cast, sign_in: Any, client: Any, kannel: Gateway
) -> None:
    duty = sign_in(cast["joc_duty_officer"])
    sending = threading.Thread(target=text, args=(client, kannel, LONG_RUN[:7_000]))
    sending.start()
    began = time.monotonic()
    assert duty.get("/m/luma/alerts/").status_code == 200
    sending.join(60)
    assert not sending.is_alive()
    assert time.monotonic() - began < 60


def test_a_text_nobody_could_judge_is_held_apart_and_still_warns_without_its_words(
    cast: Cast, client: Any, kannel: Gateway, nothing_judged: None
) -> None:
    told = "Armed men are coming to Luma now, they are very near the school"
    assert text(client, kannel, told).status_code == 200
    case = UnsureCase.objects.get()
    assert case.words is not None
    alert = Alert.objects.get()
    assert alert.level in ("imminent", "ongoing")
    assert "school" not in f"{alert.act} {alert.heading} {alert.place_said}"
    assert not any("school" in told.words for told in Report.objects.all())


def test_a_form_and_a_program_with_the_longest_words_are_answered(cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Luma", area=cast.north)
    began = time.process_time()
    answers = sent(harms=["killing"], summary=LONG_RUN[:10_000], place_said="Luma")
    assert record(sign_in(cast.amina), answers).status_code in (200, 302)
    given = {"title": "x", "harms": ["killing"], "summary": LONG_RUN[:20_000]}
    answer = Program(cast.amina).send("/incidents", given)
    assert answer.status_code < 500
    assert time.process_time() - began < SOON


def test_a_form_nobody_could_judge_asks_and_a_program_is_sent_to_the_page(
    cast: Cast, sign_in: Any, nothing_judged: None
) -> None:
    page = record(sign_in(cast.amina), sent(harms=["killing"], summary="Two men shot at Luma"))
    assert "may report sexual misconduct" in page.content.decode()
    given = {"title": "x", "harms": ["killing"], "summary": "Two men shot at Luma"}
    answer = Program(cast.amina).send("/incidents", given)
    assert answer.status_code in (400, 409, 422) and "may tell" in answer.content.decode()
    assert not Incident.objects.exists()


def test_a_choice_of_a_form_is_judged_by_its_words() -> None:
    told = [AlertLevel.WARNING, mark_safe("A girl was raped by a UN peacekeeper.")]
    assert judging.judge(told) is Verdict.TELLS
    assert judging.harm_told([AlertLevel.WARNING]) == ""
