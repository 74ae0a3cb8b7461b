"""What every answer carries, and what no page answers: methods, permissions, cookies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_only_what_pages_and_programs_use_is_answered(
    cast: Cast, sign_in: Any, method: str
) -> None:
    browser = sign_in(cast.amina)
    for address in ("/m/luma/places/", "/m/luma/alerts/", "/api/v1/missions", "/account/login/"):
        answer = browser.generic(method, address)
        assert answer.status_code == 405 and answer.content == b"", address
        assert method not in answer["Allow"]


def test_no_page_may_ask_a_browser_where_somebody_is(cast: Cast, sign_in: Any) -> None:
    for address in ("/m/luma/places/", "/account/login/", "/api/v1/missions"):
        policy = sign_in(cast.amina).get(address)["Permissions-Policy"]
        assert {"geolocation=()", "camera=()", "microphone=()"} <= set(policy.split(", "))
