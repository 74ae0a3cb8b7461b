"""Pages drawn without bar, menu and symbols, which are the same around every page of a person.

Walks over very many pages draw what is within them; who draws the frame is
`test_every_address.py`, for everybody, and tests of the frame itself.
"""

from __future__ import annotations

import pytest
from django.template import Engine, Origin, Template, engines

from tutela_web.site import frame

FRAME = ("look/_top.html", "look/_bottom.html", "look/_symbols.html")
"""What stands around every page of a person."""


def draw_no_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the test ends a page is drawn without what stands around it."""
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    (loader,) = engine.template_loaders
    for name in FRAME:
        empty = Template("", Origin(name, name, loader), name, engine)
        monkeypatch.setitem(loader.get_template_cache, loader.cache_key(name), empty)
    for part in ("navigation", "phone_menu"):
        monkeypatch.setattr(frame, part, lambda *_: [])
