"""Each supporting actor of a line confirms by its own account, or by a word with its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.warning.story import at_desk
from tutela_web.programme.matrix.models import MatrixLine


def url(name: str, *args: Any) -> str:
    return reverse(f"programme:{name}", args=["luma", *args])


def test_each_supporting_actor_confirms_by_own_account_or_by_a_word_with_its_day(
    cast: Cast, sign_in: Any
) -> None:
    adviser, boris = sign_in(cast.adviser), sign_in(cast.boris)
    commander = sign_in(cast["police_commander"])
    place = make.place(cast.mission, "Luma", area=cast.north)
    given = {
        "risk": make.risk(cast.mission, place, by=cast.adviser).pk,
        "activity": "day_patrol",
        "lead": "Force",
        "support": "Police; OCHA; Mission support",
        "status": "planned",
        "classification": 1,
    }
    assert adviser.post(url("line_new"), given).status_code == 302
    line = MatrixLine.objects.get()
    here, word = url("line", line.pk), url("support_word", line.pk)
    assert "confirmed by own account" not in text_of(adviser.get(here))

    own = {"who": "Police", "do": "own", "version": line.version}
    assert boris.post(word, own).status_code == 403
    assert commander.post(word, own).status_code == 302
    today = at_desk(cast, "poc_adviser").on
    said = {
        "who": "OCHA",
        "do": "word",
        "said_by": "Head of the sub-office of OCHA",
        "on": (today - timedelta(days=2)).isoformat(),
        "version": 2,
    }
    assert commander.post(word, said).status_code == 403, "another's word is kept by who keeps it"
    adviser.post(word, said | {"on": (today + timedelta(days=2)).isoformat()})
    adviser.post(word, said | {"said_by": ""})
    line.refresh_from_db()
    assert line.confirmed == ["Police"], (
        "a statement needs a date that came, and somebody who gave it"
    )
    assert adviser.post(word, said).status_code == 302
    page = text_of(boris.get(here))
    title = cast["police_commander"].holdings.get().post.title
    assert f"Police confirmed by own account: {title}" in page
    assert "OCHA confirmed, by the word of Head of the sub-office of OCHA" in page
    assert "Mission support not confirmed" in page and "Its statement" not in page
    row = boris.get(f"/api/v1/missions/luma/matrix/{line.pk}").json()["supporters"]
    assert [(one["name"], one["confirmed"], one["own"]) for one in row] == [
        ("Police", True, True),
        ("OCHA", True, False),
        ("Mission support", False, False),
    ]

    taken_back = {"who": "Police", "do": "withdraw", "version": 3}
    assert commander.post(word, taken_back).status_code == 302
    line.refresh_from_db()
    assert line.confirmed == ["OCHA"] and set(line.confirmed_by) == {"OCHA"}
    changed = given | {"support": "Police", "version": line.version}
    assert adviser.post(here, changed).status_code == 302
    line.refresh_from_db()
    assert (line.support, line.confirmed, line.confirmed_by) == (["Police"], [], {})
