"""The pages of setting up in a browser: a telephone and a desk, by day and night, mirrored."""

from __future__ import annotations

from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, faults

pytestmark = BROWSER

PAGES = ["", "chief/", "people/", "places/", "mail/", "backup/"]


def test_the_steps_of_setting_up_in_every_face(live_server: Any, cast: Cast, sign_in: Any) -> None:
    paths = [f"/m/luma/setting-up/{page}" for page in PAGES]
    assert faults(live_server, sign_in, {cast["administrator"]: paths}, "setup") == []
