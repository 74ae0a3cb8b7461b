"""Where somebody lands after signing in: at a page their role can open."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import roles


@pytest.mark.parametrize("role", roles())
def test_everybody_lands_on_a_page_they_may_open(role: str, cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast[role])
    page = client.get("/").content.decode().split("<main", 1)[1]
    found = re.search(r'href="(/[^"]+)"', page.split('class="btn primary big"')[1])
    assert found and client.get(found[1]).status_code == 200, role
