"""A head of field office prints the coming days: alerts first, then what is expected, and since
when."""

from __future__ import annotations

from datetime import time, timedelta
from html import unescape
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_plans import planned
from tests.tutela_web.engagements.test_no_response import decided
from tests.tutela_web.fora.story import by, called, local
from tests.tutela_web.risk.test_question_kind import ask
from tests.tutela_web.warning.story import call
from tutela_web.access.people.verbs import keep_area
from tutela_web.base import clock
from tutela_web.crisis.phases import verbs
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.risk.models import InformationNeed

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

URL = "/m/luma/coming-days/"
DAY = timedelta(days=1)


def page(client: Any, **asked: str) -> str:
    answer = client.get(URL, asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_coming_days_stand_on_one_page_with_what_they_rest_on(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    koro = make.place(cast.mission, "Koro", area=cast.south, latitude=5.3)
    make.suggestion(cast.mission, luma)
    client = sign_in(cast.hofo)
    empty = page(client)
    assert "no local analysis cell is named" in empty
    assert "No alert is not calm" in empty and "Nothing on record is due or expected" in empty
    late, soon = (
        ask(cast, "head_of_field_office", luma),
        ask(cast, "analyst", luma, question="Who buys?"),
    )
    InformationNeed.objects.filter(pk=late.pk).update(due_on=make.TODAY - DAY)
    InformationNeed.objects.filter(pk=soon.pk).update(due_on=make.TODAY + 3 * DAY)
    ask(cast, "analyst", koro, question="Of the South?")
    far = ask(cast, "analyst", luma, question="Next month?")
    InformationNeed.objects.filter(pk=far.pk).update(due_on=make.TODAY + 20 * DAY)
    called(cast, local(cast), days=2)
    planned(cast, luma, valid_until=make.TODAY + DAY)
    verbs.open_phase(
        luma,
        "prevention",
        by=by(cast, "poc_adviser"),
        trigger="threats",
        reason="talk of revenge",
        normal_when="the market is full",
    )
    choice = decided(cast, make.risk(cast.mission, luma, by=cast.adviser))
    NoResponse.objects.filter(pk=choice.pk).update(review_on=make.TODAY + 2 * DAY)
    call(cast, place=luma, level="imminent")
    keep_area(
        by=by(cast, "chief_of_staff"),
        area=cast.north,
        code=cast.north.code,
        name=cast.north.name,
        kind=cast.north.kind,
        analysis_cell="JMAC cell North",
    )
    told = page(client)
    assert "JMAC cell North" in told
    assert told.index('id="alerts"') < told.index('id="expected"') < told.index('id="ranked"')
    for said in ("Who cannot run?", "Who buys?", "POC group North", "Contingency plan ends"):
        assert said in told, said
    assert "Choice not to respond" in told and ">late<" in told
    assert "Of the South?" not in told and "Next month?" not in told
    assert "the assessment of 31 Dec 2018" in told and "is not told here" in told
    assert "data-print" in told
    ranked = told[told.index('id="ranked"') : told.index('id="rests"')]
    assert any(f"<small>{said}</small>" in ranked for said in ("Must", "Should", "Could"))


def test_what_is_due_on_the_last_day_named_is_told_and_what_is_due_after_it_is_not(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    client = sign_in(cast.hofo)
    until = client.get(URL).context["until"]
    question = ask(cast, "analyst", luma, question="Who buys?")
    InformationNeed.objects.filter(pk=question.pk).update(due_on=until)
    meeting = called(cast, local(cast), days=2)
    starts = clock.moment_of(until, time(23), cast.mission)
    type(meeting).objects.filter(pk=meeting.pk).update(starts_at=starts)
    told = page(client)
    assert "Who buys?" in told and "POC group North" in told
    InformationNeed.objects.filter(pk=question.pk).update(due_on=until + DAY)
    after = clock.moment_of(until + DAY, time(1), cast.mission)
    type(meeting).objects.filter(pk=meeting.pk).update(starts_at=after)
    told = page(client)
    assert "Who buys?" not in told and "POC group North" not in told


def test_who_reads_no_risks_there_finds_no_such_page(cast: Cast, sign_in: Any) -> None:
    for who in (cast.chen, cast["partner"], cast["administrator"]):
        assert sign_in(who).get(URL).status_code == 404
    south = page(sign_in(cast.hofo), area=cast.south.code)
    assert cast.south.name not in south, "of their own area alone"
    assert "Of which field office" in page(sign_in(cast.boris))
