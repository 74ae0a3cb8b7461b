"""Where somebody with more than one mission, or none, lands after signing in."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import roles


@pytest.mark.parametrize("role", sorted(roles())[::3])
def test_who_works_in_two_missions_chooses_one(role: str, cast: Cast, sign_in: Any) -> None:
    make.post(cast.other_mission, role, cast[role])
    client = sign_in(cast[role])
    page = client.get("/").content.decode().split("<main", 1)[1]
    found = re.findall(r'href="(/m/[^"]+)"', page)
    assert found and client.get(found[0]).status_code == 200, role
    assert "Mission in Luma" in page and "Mission in Tarso" in page


def test_who_holds_nothing_is_told_whom_to_ask(cast: Cast, sign_in: Any) -> None:
    page = sign_in(make.person("stranger")).get("/").content.decode()
    assert "Ask the Chief of Staff for a post" in page
