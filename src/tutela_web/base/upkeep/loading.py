"""A process loads the house once, and what it loads lives as long as it does.

The collector of garbage would walk all of it again and again while it grows, and find nothing: a
fifth of the seconds that loading takes. So it rests meanwhile, and never looks there afterwards;
what a process forks from this one shares stays shared, since nothing writes on it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutela.base.errors import TutelaError


@contextmanager
def load_to_stay() -> Iterator[None]:
    """Load within what stays: the collector rests meanwhile, and passes over it from then on."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looked:
            gc.enable()


class ThreadsBegun(TutelaError):
    """Something that was loaded has begun a thread: no process that is forked would have it."""

    code = "platform.threads"


def load_house() -> None:
    """Load what every process of an install works with, for some to be forked from this one: no
    database is opened, no table read and no thread begun.

    Raises  ThreadsBegun where that left more than this one thread.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")
    with load_to_stay():
        import django

        django.setup()
        from django.apps import apps
        from django.urls import get_resolver
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("jobs")
        _ = get_resolver().url_patterns  # of links in mails
        for model in apps.get_models():
            model._meta.get_fields()  # else each part works out anew who points at whom
    threads = [path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")]
    if len(threads) > 1:
        raise ThreadsBegun(
            f"a thread was begun by what is loaded: {', '.join(threads)}",
            next="leave out the plug-in that begins it",
        )
