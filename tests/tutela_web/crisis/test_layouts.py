"""Papers leave as the mission lays out each kind of them."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import pypdf
import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.meetings.verbs import call_meeting, decide, hold_meeting
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.drafting.verbs import open_strategy, save_section
from tutela_web.strategy.edition.models import Strategy


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["luma", *args])


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    draft = open_strategy({"ahead_why": "Asked for now", "title": "Protection"}, by=chief)
    text = "The JOC tells all posts.\n\nWe patrol:\n- by day\n\nWe listen."
    save_section(draft.sections.get(letter="A"), text, version=1, by=chief)
    return draft


def pages_of(answer: Any) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]


def test_a_strategy_has_letterhead_symbol_distribution_numbers_and_a_place_to_sign(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = sign_in(cast.adviser)
    plain = pages_of(adviser.get(url("strategy:strategy_pdf", strategy.pk)))
    assert plain[0].startswith("United Nations") or "United Nations\n" in plain[0]
    told = {
        "kind": "strategy",
        "letterhead": "United Nations\nMission in Luma (LUMIS)",
        "symbol": "LUMIS/POC/2018/1",
        "distribution": "Heads of components\nProtection Cluster",
        "signatory": "Special Representative",
        "numbered": "on",
        "contents": "on",
        "abbreviations": "on",
    }
    assert adviser.post(url("crisis:layout_new"), told).status_code == 302
    confirmed = {"confirm": "JOC", "en-JOC": "Joint Operations Centre"}
    assert adviser.post(url("strategy:abbreviations", strategy.pk), confirmed).status_code == 302
    pages = pages_of(adviser.get(url("strategy:strategy_pdf", strategy.pk)))
    first, whole = " ".join(pages[0].split()), " ".join(" ".join(pages).split())
    for words in (
        "Mission in Luma (LUMIS)",
        "LUMIS/POC/2018/1",
        "Distribution: Heads of components; Protection Cluster",
        "Abbreviations",
        "JOC Joint Operations Centre",
    ):
        assert words in first, words
    assert "1. The JOC tells all posts." in whole and "3. We listen." in whole
    assert "Endorsed for the mission Special Representative" in whole
    assert "United Nations country team" in whole

    written = adviser.get(url("strategy:strategy_docx", strategy.pk))
    file = docx.Document(io.BytesIO(written.content))
    lines = [line.text for line in file.paragraphs]
    assert "United Nations\tLUMIS/POC/2018/1" in lines
    numbered = [line.text for line in file.paragraphs if line.style.name == "Numbered Paragraph"]
    assert numbered[0] == "The JOC tells all posts." and "We listen." in numbered
    contents = [line.text for line in file.paragraphs if line.style.name.startswith("toc")]
    for line in contents:  # the number of the page on which the heading stands in the PDF
        name, page = line.rsplit("\t", 1)
        assert name in " ".join(pages[int(page) - 1].split()), line
    heads = [line for line in file.paragraphs if line.style.name.startswith("Heading")]
    assert heads and all(line.style.paragraph_format.keep_with_next for line in heads)


def test_only_who_lays_out_papers_may_and_a_kind_is_laid_out_once(cast: Cast, sign_in: Any) -> None:
    told = {"kind": "report_brief", "symbol": "LUMA/B"}
    assert sign_in(cast.amina).post(url("crisis:layout_new"), told).status_code == 403
    chief = sign_in(cast["chief_of_staff"])
    assert chief.post(url("crisis:layout_new"), told).status_code == 302
    assert chief.post(url("crisis:layout_new"), told).status_code == 400
    assert "LUMA/B" in chief.get(url("crisis:layouts")).content.decode()


def test_minutes_go_item_by_item_to_the_approval_of_the_chair_and_the_next_meeting(
    cast: Cast, sign_in: Any
) -> None:
    adviser = standing_of(cast.adviser, cast.mission)
    forum = create_record(
        FORUM,
        {"name": "SMG-P", "kind": "senior", "chair_said": "Deputy SRSG", "classification": 1},
        by=adviser,
    )
    meeting = call_meeting(forum, {"starts_at": "2018-12-30T09:00:00Z"}, by=adviser)
    meeting = hold_meeting(meeting, {"present": ["Police"]}, by=adviser)
    decide(
        meeting,
        {"what": "Patrol at dusk", "authority": "Chair", "weighed": "Convoys wait"},
        by=adviser,
    )
    call_meeting(forum, {"starts_at": "2019-01-06T09:00:00Z", "where": "Room 2"}, by=adviser)
    answer = sign_in(cast.adviser).get(url("fora:minutes_pdf", meeting.pk))
    text = " ".join(" ".join(pages_of(answer)).split())
    assert re.search(r"Attendees .*Item 1: Other points", text), text
    assert "Patrol at dusk Weighed against other tasks: Convoys wait" in text
    assert re.search(r"Next meeting \d\. 6 January 2019, .*Room 2 Approved Deputy SRSG", text), text
