"""Files of alike rows: of each record the likeliest few are listed, the rest is settled as one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import checked, imported, row, standing, work
from tutela_web.access.models import AuditEntry
from tutela_web.base.errors import NotNow
from tutela_web.base.models import Batch
from tutela_web.incidents.events.alike import undecided_doubles
from tutela_web.incidents.events.queries import events_for
from tutela_web.incidents.imports import checking, queries, verbs
from tutela_web.incidents.lists.queries import proposed_doubles
from tutela_web.incidents.models import AlikePairs, Compared, Double
from tutela_web.incidents.uploads import double_verbs

ROWS = 8


def told(number: int, source: str) -> dict[str, Any]:
    return row(number) | {"Source": source}


def confirmed(cast: Cast, batch: Batch) -> None:
    verbs.confirm(batch, by=standing(cast))
    work()


def seen(cast: Cast) -> int:
    return events_for(standing(cast, cast.boris)).count()


def undecided_of_west(cast: Cast) -> int:
    return sum("Sector W" in f"{pair}" for pair in undecided_doubles(cast.mission))


@pytest.fixture
def waiting(cast: Cast) -> Batch:
    """Eight rows of one day and place are here; another office's file tells of eight alike."""
    imported(cast, *(told(n, "Sector E") for n in range(ROWS)))
    return checked(cast, *(told(n + 100, "Sector W") for n in range(ROWS)))


def test_of_each_record_three_pairs_are_listed_and_the_rest_is_a_number(
    cast: Cast, sign_in: Any, waiting: Batch
) -> None:
    number = waiting.report["doubles_number"]
    listed = Double.objects.filter(batch=waiting)
    times = [pair for one in listed for pair in (one.row, one.other)]
    assert max(map(times.count, times)) == checking.MOST_OF_ONE
    packed = sum(AlikePairs.objects.filter(batch=waiting).values_list("number", flat=True))
    assert listed.count() + packed == number >= ROWS * ROWS
    page = squeezed(
        sign_in(cast.amina).get(f"/m/luma/imports/{waiting.pk}/?tab=doubles").content.decode()
    )
    (between,) = [one for one in queries.alike_files([waiting.pk], standing(cast))[waiting.pk]
                  if not one.within]  # fmt: skip
    assert f"And {between.number} more alike pairs between this file and" in page
    assert "settle them as one" in page and len(bytes(AlikePairs.objects.first().packed)) < 9_000


def test_one_act_leaves_all_of_them_out_and_the_trail_has_one_line(
    cast: Cast, sign_in: Any, waiting: Batch
) -> None:
    amina = sign_in(cast.amina)
    between = AlikePairs.objects.get(other__isnull=False)
    address = f"/m/luma/imports/{waiting.pk}/doubles/"
    assert amina.post(address, {"alike": between.handle, "decision": "replace"}).status_code == 400
    amina.post(address, {"alike": between.handle, "decision": "leave_out"})
    line = AuditEntry.objects.get(act="decide_double")
    assert line.detail["pairs"] == between.number and line.detail["alike"] is True
    waiting.refresh_from_db()
    assert waiting.new == 0 and not Compared.objects.exists()
    with pytest.raises(NotNow, match="already here"):
        verbs.confirm(waiting, by=standing(cast))


def test_different_they_come_in_and_are_not_asked_again(cast: Cast, waiting: Batch) -> None:
    assert (
        double_verbs.decide_many(waiting, None, "apart", by=standing(cast))
        == (waiting.report["doubles_number"])
    )
    confirmed(cast, waiting)
    assert seen(cast) == 2 * ROWS and undecided_of_west(cast) == 0
    again = checked(cast, *(told(n + 100, "Sector W") | {"Killed": "5"} for n in range(ROWS)))
    assert again.report["doubles_number"] == 0
    assert proposed_doubles(standing(cast), days=9999)[0] == []


def test_undecided_they_count_once_as_those_that_are_listed(cast: Cast, waiting: Batch) -> None:
    confirmed(cast, waiting)
    assert undecided_of_west(cast) == waiting.report["doubles_number"]


def test_what_was_decided_of_a_file_stays_when_it_is_tried_again(
    cast: Cast, waiting: Batch
) -> None:
    between = AlikePairs.objects.get(other__isnull=False)
    double_verbs.decide_alike(waiting, between.handle, "apart", by=standing(cast))
    verbs.check_again(waiting, by=standing(cast))
    work()
    assert AlikePairs.objects.get(other__isnull=False).decision == "apart"
    told_of = queries.decisions(waiting)
    assert told_of["apart"] == between.number


def test_pairs_that_waited_when_the_others_were_left_out_wait_on_when_it_is_tried_again(
    cast: Cast,
) -> None:
    batch = checked(cast, *(told(n, f"Sector {'EWN'[n % 3]}") for n in range(3 * ROWS)))
    listed = [pair.handle for pair in Double.objects.filter(batch=batch)]
    double_verbs.decide_many(batch, listed, "leave_other", by=standing(cast))
    within = AlikePairs.objects.get(batch=batch)
    said = double_verbs.decide_alike(batch, within.handle, "leave_out", by=standing(cast))
    assert 0 < said < within.number
    batch.refresh_from_db()
    told_of, remaining = queries.decisions(batch), batch.new
    assert remaining > 0
    verbs.check_again(batch, by=standing(cast))
    work()
    batch.refresh_from_db()
    assert (queries.decisions(batch), batch.new) == (told_of, remaining)
