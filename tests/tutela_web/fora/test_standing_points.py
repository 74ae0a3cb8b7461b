"""A cluster's meeting keeps the trends as they were tabled; a forum that carries the standing point
on sexual violence is given totals by who holds the compartment, never a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, called, local
from tests.tutela_web.html import text_of
from tutela.base.errors import BadParameter
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.records.kind_verbs import create_record
from tutela_web.takeaway import partner_queries


def page_of(client: Client, meeting: Meeting) -> str:
    return text_of(client.get(f"/m/luma/fora/meetings/{meeting.pk}/"))


def cluster(cast: Cast, **fields: Any) -> Forum:
    values = {"name": "Protection Cluster", "kind": "cluster", "level": "headquarters"}
    values |= {"classification": 0} | fields
    return create_record(FORUM, values, by=by(cast, "poc_adviser"))


def test_the_trends_of_a_cluster_meeting_stay_as_they_were_tabled(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(*counts: int | None) -> Any:
        trend = partner_queries.Trend(
            cast.north.name, cast.north.code, list(counts), str(cast.north.pk)
        )
        months = [make.TODAY.replace(day=1) - timedelta(days=31), make.TODAY.replace(day=1)]
        return lambda standing, on: (months, [trend])

    monkeypatch.setattr(partner_queries, "trends", counted(7, None))
    meeting = called(cast, cluster(cast))
    adviser = sign_in(cast.adviser)
    assert "Trends as tabled" not in page_of(adviser, meeting)
    tabled = adviser.post(f"/m/luma/fora/meetings/{meeting.pk}/pack/")
    assert tabled.status_code == 302
    monkeypatch.setattr(partner_queries, "trends", counted(99, 42))
    page = page_of(adviser, meeting)
    assert "Trends as tabled" in page and f"{cast.north.name} 7 hidden" in page
    assert "99" not in page.split("Trends as tabled", 1)[1].split("Actions of this meeting")[0]
    kept = Meeting.objects.get().papers[0]["pack"]
    assert kept["on"] == make.TODAY.isoformat() and set(kept["rows"][0]) == {"pk", "area", "counts"}


def test_who_reads_trends_of_one_area_reads_that_row_of_the_pack(cast: Cast, sign_in: Any) -> None:
    meeting = called(cast, cluster(cast, area=cast.north))
    sign_in(cast.adviser).post(f"/m/luma/fora/meetings/{meeting.pk}/pack/")
    head = page_of(sign_in(cast.hofo), meeting).split("Trends as tabled", 1)[1]
    head = head.split("Actions of this meeting")[0]
    assert cast.north.name in head and cast.south.name not in head
    whole = page_of(sign_in(cast.adviser), meeting).split("Trends as tabled", 1)[1]
    assert cast.south.name in whole


def test_a_forum_that_carries_the_point_is_given_totals_and_one_of_others_never_is(
    cast: Cast, sign_in: Any
) -> None:
    plain, carries = called(cast, local(cast)), called(cast, local(cast, carries_crsv=True))
    adviser = sign_in(cast["women_protection_adviser"])
    assert "Standing point" not in page_of(adviser, plain)
    assert "Standing point: conflict-related sexual violence" in page_of(
        sign_in(cast.adviser), carries
    )
    totals = "/m/luma/fora/meetings/{}/totals/"
    adviser.post(totals.format(plain.pk))
    assert Meeting.objects.get(pk=plain.pk).points == []
    assert adviser.post(totals.format(carries.pk)).status_code == 302
    (point,) = Meeting.objects.get(pk=carries.pk).points
    assert point.startswith("Conflict-related sexual violence, recorded by month")
    assert "under five" in point or ": 0" in point
    with pytest.raises(BadParameter, match="other houses"):
        cluster(cast, carries_crsv=True)
