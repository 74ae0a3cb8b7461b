"""A file is laid out once, and read again only where a person changed what it is read by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import log, row, work
from tests.tutela_web.incidents.test_mending import mended
from tutela.base.guards import sandbox
from tutela_web.base.models import Batch
from tutela_web.incidents.imports import kept

LIST = "/m/luma/imports/"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """What children are asked to do with files, by the name of the function."""
    asked: Counter[str] = Counter()
    ask: Callable[..., Any] = sandbox.Reader.ask

    def counted(reader: sandbox.Reader, read: Callable[..., Any], *args: Any, **how: Any) -> Any:
        asked[read.__name__] += 1
        return ask(reader, read, *args, **how)

    monkeypatch.setattr(sandbox.Reader, "ask", counted)
    yield asked


LAID_OUT, READ = "read_event_tables", "read_events"


def test_a_file_is_laid_out_once_from_its_upload_to_its_import(
    cast: Cast, sign_in: Any, reads: Counter[str]
) -> None:
    amina = sign_in(cast.amina)
    rows = [row(1), row(2, Date="31.11.2018"), row(3)]
    amina.post(LIST, {"file": log(*rows), "classification": "1"})
    work()
    assert (reads[LAID_OUT], reads[READ]) == (1, 1)
    batch = Batch.objects.latest("uploaded_at")
    here = f"{LIST}{batch.pk}/"
    for page in ("", "?tab=preview", "columns/", "?tab=held", "names/", "refused/?form=csv"):
        assert amina.get(here + page).status_code == 200, page
    mended(amina, batch, Date="2018-11-30")
    assert (reads[LAID_OUT], reads[READ]) == (1, 1), "pages show what the dry run read"
    amina.post(here + "again/")
    work()
    assert (reads[LAID_OUT], reads[READ]) == (1, 2), "a row that was mended is read again"
    amina.get(here + "?tab=preview")
    amina.post(here + "names/", {"act": "rest"})
    work()
    amina.post(here + "confirm/")
    work()
    batch.refresh_from_db()
    assert (batch.state, batch.new) == ("published", 3)
    assert (reads[LAID_OUT], reads[READ]) == (1, 2), "names are settled behind the reader"


def test_where_words_of_the_lexicon_changed_a_file_is_laid_out_and_read_again(
    cast: Cast, sign_in: Any, reads: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = sign_in(cast.amina)
    amina.post(LIST, {"file": log(row(1)), "classification": "1"})
    work()
    preview = f"{LIST}{Batch.objects.latest('uploaded_at').pk}/?tab=preview"
    amina.get(preview)
    assert (reads[LAID_OUT], reads[READ]) == (1, 1)
    monkeypatch.setattr(kept, "lexicon_digest", lambda: "a word more")
    amina.get(preview)
    assert (reads[LAID_OUT], reads[READ]) == (2, 2)


def test_what_was_read_lies_sealed_beside_the_upload_and_leaves_with_it(
    cast: Cast, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    amina = sign_in(cast.amina)
    amina.post(LIST, {"file": log(row(1, Village="Nyakimland")), "classification": "1"})
    work()
    batch = Batch.objects.latest("uploaded_at")
    upload = Path(batch.file.path)
    beside = sorted(path for path in upload.parent.iterdir() if upload.name in path.name)
    assert [path.suffix for path in beside] == [".events", ".asked", ".reading", ".tables"]
    for path in beside:
        assert path == upload or path.stat().st_mode & 0o077 == 0
        assert not re.search(rb"Nyakimland|Kestrel|Village", path.read_bytes()), path.suffix
    with django_capture_on_commit_callbacks(execute=True):
        amina.post(f"{LIST}{batch.pk}/discard/")
    assert not any(path.exists() for path in beside)
