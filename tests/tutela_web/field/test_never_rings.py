"""Nothing of the field app rings, shakes or lights up a telephone: it betrays whoever hides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tutela_web
from tests.tutela_web.look.shots import AXE
from tutela_web.field.shell_views import FILES, LOCATED, shell_page

ROOM = Path(tutela_web.__file__).parent
WRITTEN = [
    *(ROOM / "look/front/js/field").glob("*.js"),
    *(ROOM / "look/front/js").glob("field*.js"),
    *(ROOM / "field/templates").rglob("*.html"),
    *(ROOM / "look/front/css").glob("field.css"),
]
NOTICES = re.compile(
    r"vibrate|\bNotification\b|showNotification|requestPermission|pushManager|PushManager"
    r"|AudioContext|\bnew Audio\b|<audio|\.play\(|Oscillator|speechSynthesis|setAppBadge"
    r"|addEventListener\([\"']push|periodicSync|wakeLock"
)
"""Whatever a browser has by which a page makes itself heard, felt or seen while it is not open."""


@pytest.mark.parametrize("file", WRITTEN, ids=lambda one: one.name)
def test_no_file_of_the_field_app_makes_itself_heard_felt_or_seen(file: Path) -> None:
    assert not NOTICES.findall(file.read_text())


def test_nor_does_what_a_telephone_retains_of_it() -> None:
    if not AXE.exists():
        pytest.skip("front end not built")
    scripts = [ROOM / "look/static" / one for one in FILES if one.endswith(".js")]
    for script in [*scripts, ROOM / "look/static/tutela/field-worker.js"]:
        assert not NOTICES.findall(script.read_text()), script.name
    for language in ("en", "fr", "ar"):
        assert not NOTICES.findall(shell_page(language))
    assert "autoplay=()" in LOCATED


def test_the_test_would_find_it() -> None:
    for said in ("navigator.vibrate(200)", "new Notification('x')", "new AudioContext()"):
        assert NOTICES.search(said)
