"""The first page of each post, the inbox, the badge, and the page of all pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import roles


def _main(page: Any) -> str:
    return str(page.content.decode().split("<main", 1)[1])


def _raise(client: Any, **words: str) -> str:
    """An alert logged through the page; gives its address."""
    fields = {
        "level": "imminent",
        "place_said": "Luma",
        "act": "shots heard at the ford",
        "grade_source": "B",
        "classification": "1",
        **words,
    }
    answer = client.post("/m/luma/alerts/new/", fields)
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return str(answer["Location"])


@pytest.mark.parametrize("role", roles())
def test_everybody_lands_on_what_waits_for_them(role: str, cast: Cast, sign_in: Any) -> None:
    """One mission: no list of missions before it, and the page opens for every post."""
    client = sign_in(cast[role])
    landed = client.get("/", follow=True)
    assert landed.status_code == 200
    assert landed.redirect_chain[-1][0] == "/m/luma/now/"
    panels = re.findall(r'<section class="panel" id="([a-z]+)"', _main(landed))
    if role in {"auditor", "administrator", "custodian", "conduct_officer", "partner"}:
        assert not panels and re.search(r'<a href="/m/luma/[a-z]+/', _main(landed))
    else:
        assert panels, role
