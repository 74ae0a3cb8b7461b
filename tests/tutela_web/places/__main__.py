"""Print how often each door is right about a place: python -m tests.tutela_web.places [EVERY]."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.test.utils import setup_test_environment


def main(every: int) -> None:
    """Print the table, in databases and folders of its own."""
    from tests.databases import open_databases
    from tests.tutela_web.cast import assemble
    from tests.tutela_web.conftest import quick_settings
    from tests.tutela_web.places.doors import fill, print_table

    setup_test_environment()
    with tempfile.TemporaryDirectory() as folder:
        own = quick_settings(Path(folder)) | {"PACE": {}}  # more is sent than a person may
        for name, value in own.items():
            setattr(settings, name, value)
        take_away = open_databases("spellings")
        try:
            cast = assemble()
            fill(cast)
            print_table(cast, every)
        finally:
            take_away()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
