"""What changed since somebody looked, and the brief that tells it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.filled import words_of
from tests.tutela_web.site.test_situation import assessed
from tutela_web.base import jobs
from tutela_web.base.models import Job
from tutela_web.look.templatetags import look
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


def test_the_brief_to_the_head_of_mission_tells_what_changed(cast: Cast, sign_in: Any) -> None:
    risen(cast)
    client = sign_in(cast.adviser)
    for page in ("", "changes/"):
        assert "reporting/new/?product=hom_brief" in client.get(f"/m/luma/{page}").content.decode()
    begun = client.get("/m/luma/reporting/new/?product=hom_brief").content.decode()
    assert '<option value="hom_brief" selected>' in begun
    sent = {
        "product": "hom_brief",
        "due": "2018-12-31",
        "first": "2018-12-25",
        "last": "2018-12-31",
    }
    here = client.post("/m/luma/reporting/new/", sent)["Location"]
    jobs.run(Job.objects.get(kind="draft_report").pk)
    words = words_of(client.get(here).content)
    for told in ("Risks that rose or fell", "never assessed", "Osila"):
        assert told in words, told
    moved = words.split("Risks that rose or fell", 1)[1].split("Alerts of the week")[0]
    assert re.search(r"Luma.* 58 .*80 ", moved), moved
    assert "product=hom_brief" not in sign_in(cast.hofo).get("/m/luma/changes/").content.decode()
    assert client.get("/m/luma/brief.pdf").status_code == 404
