"""What the web server runs."""

import gc
import os
from itertools import count

from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application

from tutela_web.base.upkeep.loading import load_to_stay

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")
with load_to_stay():
    application = get_wsgi_application()

    from django.urls import get_resolver

    from tutela_web.base import judging

    _ = get_resolver().url_patterns  # every page's; else who asks first waits for them

judging.begin()

ANSWERED = count(1)
WARM = 50
"""After so many pages what pages load is loaded: rooms, templates, words of the languages."""


def leave_to_stay() -> None:
    """Let the collector pass over what is loaded by now: it lives as long as the process, and
    walking it took a quarter of a second of one page in twenty."""
    gc.collect()
    gc.freeze()


def leave_once_warm() -> None:
    """Count a page answered, and do it again when the process is warm."""
    if next(ANSWERED) == WARM:
        request_finished.disconnect(dispatch_uid=__name__)
        leave_to_stay()


request_finished.connect(lambda **_: leave_once_warm(), weak=False, dispatch_uid=__name__)
