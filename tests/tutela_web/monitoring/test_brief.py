"""What changed since somebody looked, and the brief of one page."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.test_situation import assessed
from tutela.base.documents.model import Heading
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.look.templatetags import look
from tutela_web.monitoring.views import make_brief
from tutela_web.risk.models import LastLook, SuggestedRisk


def risen(cast: Cast) -> None:
    """Luma rose by twelve points within the week; Tembel is new; Osila was never assessed."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    tembel = make.place(cast.mission, "Tembel", area=cast.south)
    make.place(cast.mission, "Osila", area=cast.north)
    before = assessed(cast, luma, on=make.TODAY - timedelta(days=9))
    SuggestedRisk.objects.filter(assessment=before).update(risk=58, band=2, priority=1)
    assessed(cast, luma, tembel)


def test_an_adviser_sees_which_places_changed_and_why(cast: Cast, sign_in: Any) -> None:
    risen(cast)
    page = sign_in(cast.adviser).get("/m/luma/changes/").content.decode()
    assert "Luma" in page and "58" in page and "80" in page
    assert "you have not marked a look yet" in page


def test_causes_and_the_lines_of_one_come_in_parts(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    risen(cast)
    client = sign_in(cast.adviser)
    whole = client.get("/m/luma/changes/").content.decode()
    monkeypatch.setattr(look, "LIST_PART", 1)
    first = client.get("/m/luma/changes/").content.decode().split("<main")[1]
    following = re.search(r'rel="next"\s+href="([^"#]*)', first)
    assert following
    parts = [first, client.get(f"/m/luma/changes/{unescape(following[1])}").content.decode()]
    assert whole.count('class="figure"') == sum(part.count('class="figure"') for part in parts) == 2
    for name in ("Luma", "Tembel"):
        assert any(f"<b>{name}</b>" in part for part in parts)


def test_a_head_of_field_office_is_told_of_the_own_area_only(cast: Cast, sign_in: Any) -> None:
    risen(cast)
    page = sign_in(cast.hofo).get("/m/luma/changes/").content.decode()
    assert "Luma" in page and "Tembel" not in page


def test_what_was_seen_is_not_told_again(cast: Cast, sign_in: Any) -> None:
    risen(cast)
    client = sign_in(cast.adviser)
    assert client.post("/m/luma/changes/seen/").status_code == 302
    assert LastLook.objects.get().person_id == cast.adviser.pk
    assert "Silence is not calm" in client.get("/m/luma/changes/").content.decode()


def test_the_brief_is_one_page_and_says_what_is_not_known(cast: Cast, sign_in: Any) -> None:
    risen(cast)
    answer = sign_in(cast.adviser).get("/m/luma/brief.pdf")
    pages = PdfReader(BytesIO(answer.content)).pages
    assert len(pages) == 1
    words = pages[0].extract_text()
    for told in ("Luma", "66–93", "Osila", "not safe", "CONFIDENTIAL"):
        assert told in words or told.title() in words, told
    assert AuditEntry.objects.filter(act="export", kind="brief").count() == 1


@pytest.mark.parametrize(
    ("language", "month"), [("en", "December"), ("fr", "décembre"), ("ar", "ديسمبر")]
)
def test_the_brief_writes_its_days_as_its_reader_does(
    cast: Cast, language: str, month: str
) -> None:
    standing = standing_of(cast.adviser, cast.mission)
    with translation.override(language):
        document = make_brief(standing, clock.now(cast.mission) - timedelta(days=7))
    heading = document.blocks[0]
    assert isinstance(heading, Heading)
    for told in (str(document.subtitle), heading.text):
        assert month in told and str(make.TODAY.year) in told
        assert make.TODAY.isoformat()[:8] not in told


def test_strangers_and_partners_get_no_brief(cast: Cast, sign_in: Any) -> None:
    for who in (cast.chen, cast["partner"], cast["administrator"]):
        assert sign_in(who).get("/m/luma/brief.pdf").status_code == 404


def test_a_second_role_that_takes_nothing_away_does_not_widen_the_brief(
    cast: Cast, sign_in: Any
) -> None:
    risen(cast)
    make.role(cast.mission, "drafter", cast.hofo)  # reads the whole mission, takes none of it away
    client = sign_in(cast.hofo)
    assert "Tembel" in client.get("/m/luma/changes/").content.decode()
    pages = PdfReader(BytesIO(client.get("/m/luma/brief.pdf").content)).pages
    words = " ".join(page.extract_text() for page in pages)
    assert "Luma" in words and "Tembel" not in words
