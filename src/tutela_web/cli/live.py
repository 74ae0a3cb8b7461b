"""What the live server runs, by `tutela_web.cli.web_server`."""

from __future__ import annotations

import os
from typing import Any


def make_application() -> Any:
    """The application, with the house set up around it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")
    import django

    from tutela_web.base.upkeep.loading import load_to_stay

    with load_to_stay():
        django.setup()
        from tutela_web.warning.board.live import Live

    return Live()
