"""What every answer carries, and what no page answers: methods, permissions, cookies."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tutela_web import settings as settings_module


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


def test_no_other_site_frames_reads_or_keeps_an_answer(cast: Cast, sign_in: Any) -> None:
    for address in ("/m/luma/places/", "/account/login/", "/api/v1/missions"):
        answer = sign_in(cast.amina).get(address)
        policy = dict(
            part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer and "Server" not in answer
        kind = answer["Content-Type"]
        assert kind == "application/json; charset=utf-8" or kind == "text/html; charset=utf-8"


def test_an_install_over_https_lets_no_cookie_and_no_request_go_in_clear(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUTELA_HTTPS", "yes")
    monkeypatch.setenv("TUTELA_DATA", str(tmp_path))
    said = runpy.run_path(settings_module.__file__)
    for name in ("SESSION", "CSRF"):
        assert said[f"{name}_COOKIE_SECURE"] and said[f"{name}_COOKIE_HTTPONLY"]
        assert said[f"{name}_COOKIE_SAMESITE"] == "Lax"
        assert said[f"{name}_COOKIE_NAME"].startswith("__Host-")
    assert said["SECURE_HSTS_SECONDS"] >= 15_724_800 and said["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert said["SECURE_SSL_REDIRECT"] and not said["DEBUG"]
    assert said["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.ScryptPasswordHasher"]
