"""Four mandated tasks that read alike are told apart wherever a person chooses among them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.mandate import verbs
from tutela_web.mandate.models import MandatedTask

TEXT = """\
Resolution 9001 (2031)
Adopted by the Security Council on 3 March 2031
The Security Council,
1. Decides that the mandate of UNMIKA shall be:
(a) To protect civilians under threat of physical violence;
(b) To protect civilians under threat of physical violence in Osila;
2. Requests UNMIKA to protect civilians under threat of physical violence in Tera;
3. Authorizes UNMIKA to protect civilians under threat of physical violence in camps.
"""


@pytest.fixture
def tasks(cast: Cast) -> list[MandatedTask]:
    """What the adviser confirmed: one task four times, each by its own paragraph."""
    by = standing_of(cast.adviser, cast.mission)
    text = verbs.load(TEXT, {}, by=by)
    return [
        verbs.decide(one, "physical_protection", confirm=True, by=by)
        for one in text.paragraphs.filter(label__gt="")
        if one.number in ("1 (a)", "1 (b)", "2", "3")
    ]


def test_each_list_of_tasks_says_the_paragraph_and_the_resolution(
    cast: Cast, sign_in: Any, tasks: list[MandatedTask]
) -> None:
    client = sign_in(cast.adviser)
    cited = [f"S/RES/9001 (2031), {number}" for number in ("1 (a)", "1 (b)", "2", "3")]
    assert [one.cited for one in tasks] == cited
    pages = (
        ("programme:objective_new", [f"{one} · protect civilians" for one in cited]),
        ("mandate:order", [f"{one} · protect civilians" for one in cited]),
        ("programme:chain", cited),
    )
    for name, expected in pages:
        body = client.get(reverse(name, args=["luma"])).content.decode()
        assert [one for one in expected if one not in body] == [], name
    sent = {"words": "Fewer killed", "term": "immediate", "tiers": [2], "classification": 1}
    new = reverse("programme:objective_new", args=["luma"])
    answer = client.post(new, sent | {"tasks": [tasks[2].pk]})
    assert answer.status_code == 302, answer.context["form"].errors
    body = client.get(answer["Location"]).content.decode()
    assert "S/RES/9001 (2031), 2 · protect civilians" in body
    assert "S/RES/9001 (2031), 1 (a) · protect civilians" in body  # may be linked still
