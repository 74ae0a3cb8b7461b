"""What the live server runs: `granian --interface asginl --factory tutela_web.cli.live:made`."""

from __future__ import annotations

import os
from typing import Any


def make_application() -> Any:
    """The application, with the house set up around it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")
    import django

    django.setup()
    from tutela_web.warning.board.live import Live

    return Live()
