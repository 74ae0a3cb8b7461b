"""A file is laid out once, and read again only where a person changed what it is read by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import log, row, work
from tutela.base import gate
from tutela_web.base.models import Batch

LIST = "/m/luma/imports/"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """What children are asked to do with files, by the name of the function."""
    asked: Counter[str] = Counter()
    ask: Callable[..., Any] = gate.Reader.ask

    def counted(reader: gate.Reader, read: Callable[..., Any], *args: Any, **how: Any) -> Any:
        asked[read.__name__] += 1
        return ask(reader, read, *args, **how)

    monkeypatch.setattr(gate.Reader, "ask", counted)
    yield asked


def test_probe(cast: Cast, sign_in: Any, reads: Counter[str]) -> None:
    amina = sign_in(cast.amina)
    bad = row(2, Date="31.11.2018")
    def step(name: str) -> None:
        print(name, dict(reads)); reads.clear()
    amina.post(LIST, {"file": log(row(1), bad, row(3)), "classification": "1"})
    work(); step("upload")
    batch = Batch.objects.latest("uploaded_at")
    url = f"{LIST}{batch.pk}/"
    amina.get(url); step("page")
    amina.get(url + "?tab=preview"); step("preview")
    amina.get(url + "columns/"); step("columns")
    err = batch.errors.get()
    amina.get(f"{url}rows/{err.pk}/"); step("row")
    form = amina.get(f"{url}rows/{err.pk}/").context["form"]; reads.clear()
    sent = {n: form.initial.get(n, f.initial) or "" for n, f in form.fields.items()}
    sent = {n: ("2018-11-30" if v == "31.11.2018" else v) for n, v in sent.items()}
    amina.post(f"{url}rows/{err.pk}/", sent); step("mend")
    amina.post(url + "again/"); work(); step("again")
    amina.get(url + "?tab=preview"); step("preview")
    amina.get(url + "names/"); amina.post(url + "names/", {"act": "rest"}); work(); step("names")
    amina.get(url + "refused/?form=csv"); step("download")
    amina.post(url + "confirm/", {"others": "unknown"}); work(); step("import")
    assert 0
