"""The words in use, beside the uploads of the platform: a page looks for a file and asks no
database.

The record is the table; the file is made of it when a table is approved or withdrawn, when the page
of terms is opened, and each hour. Where it is missing, pages say the house's words.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse

from tutela.base.wording.own_words import labels_of
from tutela_web.access.models import Mission
from tutela_web.adoption.wording.queries import table_in_use, words_of
from tutela_web.look.own_words import Labels, own_words

_ADDRESS = re.compile(r"/m/([a-z0-9-]+)/", re.I)
_read: dict[Path, tuple[int, int, Labels]] = {}
"""By file: when it was written, how large it is, what it says."""


def file_of(code: str) -> Path:
    """Where the words of a mission lie."""
    return Path(default_storage.path("wording")) / f"{code.lower()}.json"


def write_words(mission: Mission) -> None:
    """Have the pages of a mission say what its table in use says. One query."""
    path = file_of(mission.code)
    table = table_in_use(mission)
    if table is None:
        path.unlink(missing_ok=True)
        return
    content = json.dumps(labels_of(words_of(table)), ensure_ascii=False, sort_keys=True)
    if path.exists() and path.read_text("utf-8") == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(content)
    Path(file.name).replace(path)


def words_shown(code: str) -> Labels | None:
    """What the pages of a mission say in place of the house's words; None for most. No query."""
    path = file_of(code)
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    known = _read.get(path)
    if known is None or known[:2] != (status.st_mtime_ns, status.st_size):
        try:
            labels: Labels = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:  # withdrawn just now
            return None
        known = _read[path] = (status.st_mtime_ns, status.st_size, labels)
    return known[2]


class OwnWords:
    """Middleware: the pages of a mission are made in its own words. Lists of other programs, under
    /api/, keep the house's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, its labels in the mission's words."""
        named = _ADDRESS.match(request.path)
        labels = words_shown(named[1]) if named else None
        if labels is None:
            return self.get_response(request)
        with own_words(labels):
            return self.get_response(request)
