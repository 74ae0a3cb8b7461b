"""One file sent twice in the same breath is received once."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.counts import counted
from tests.tutela_web.cast import Cast
from tests.tutela_web.two_hands import at_once, dawdle
from tutela_web.access.policy import standing_of
from tutela_web.base.models import Batch
from tutela_web.incidents.imports import verbs

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]


def test_a_file_received_twice_at_once_is_one_batch(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = standing_of(cast.amina, cast.mission)
    dawdle(monkeypatch, verbs, "keep_file")
    for number in range(counted(1, 10)):
        rows = f"id,date,place,lat,lon,killed\nR{number},2018-12-30,Luma,7.1,30.2,4\n".encode()
        files = [SimpleUploadedFile("events.csv", rows) for _ in range(2)]
        received = at_once(*(partial(verbs.receive, one, by=by) for one in files))
        assert sorted(seen for _batch, seen in received) == [False, True]
        assert {batch.pk for batch, _seen in received} == {Batch.objects.latest("uploaded_at").pk}
        assert Batch.objects.count() == number + 1
