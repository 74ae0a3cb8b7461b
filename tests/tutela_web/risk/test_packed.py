"""Of a large assessment most suggestions lie in one file of columns, and open as any other does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tests.tutela_web.risk.test_published import aged, pruned
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.risk.columns import suggestions_seen
from tutela_web.risk.models import PackedRisks, Risk, SuggestedRisk
from tutela_web.risk.packed.columns import columns_of_rows, is_row, pack, unpack
from tutela_web.risk.packed.queries import evidence_of_keys, suggestions_at
from tutela_web.risk.prune_verbs import thinnable_assessments
from tutela_web.risk.verbs import register_risk, stands
from tutela_web.risk.weekly.verbs import freeze_week

pytestmark = pytest.mark.postgresql
REGISTER = "/m/luma/risks/"


def three_actors(cast: Cast) -> Place:
    """Luma, where three groups struck: one speaks for it, two lie behind."""
    luma = story.luma(cast)
    batch = make.batch(cast.mission, cast.amina)
    for actor in ("Group Heron", "Group Egret"):
        make.event(cast.mission, batch, side_a=[actor])
    return luma


def test_what_is_packed_is_on_the_place_in_the_register_and_opens_with_its_factors(
    cast: Cast, sign_in: Any
) -> None:
    luma = three_actors(cast)
    whole = story.assessed(cast)
    assert whole.packed_risks == 0 and whole.risks.count() == 3
    then = {(r.actor, r.harm): r for r in whole.risks.all()}
    small = story.assessed(cast, told=1)
    assert (small.risks.count(), small.packed_risks) == (1, 2)
    amina = sign_in(cast.amina)
    standing = story.standing(cast, cast.amina)
    rows = suggestions_at(standing, small, [luma])
    assert [r.order for r in rows] == [1, 2, 3]
    assert {r.actor for r in rows} == {actor for actor, _harm in then}
    register = amina.get(REGISTER).content.decode()
    place = amina.get(f"/m/luma/places/{luma.pk}/").content.decode()
    for row in rows:
        before = then[row.actor, row.harm]
        assert row.risk == pytest.approx(before.risk, rel=1e-6)
        assert (row.hotspot, row.rank, row.band) == (before.hotspot, before.rank, before.band)
        known = {f["factor"]: f["value"] for f in before.evidence if f["value"] is not None}
        told = {f["factor"]: f["value"] for f in row.evidence if f["value"] is not None}
        assert told == pytest.approx(known, rel=1e-6)
        assert evidence_of_keys([row.pk])[row.pk] == row.evidence
        assert row.actor in register and row.actor in place
        page = amina.get(f"/m/luma/risks/suggested/{row.pk}/")
        assert page.status_code == 200 and row.actor in page.content.decode()
    assert amina.get("/api/v1/missions/luma/risks").json()["total"] == 3
    of_last = amina.get(f"/m/luma/places/{luma.pk}/", {"of": str(rows[-1].pk)}).content.decode()
    assert rows[-1].actor in of_last


def test_who_may_not_see_the_place_sees_nothing_of_what_is_packed(cast: Cast, sign_in: Any) -> None:
    luma = three_actors(cast)
    made = story.assessed(cast, told=1)
    hidden = suggestions_at(story.standing(cast, cast.amina), made, [luma])[-1]
    assert not suggestions_at(story.standing(cast, cast.chen), made, [luma])
    assert suggestions_at(story.standing(cast, cast.hofo), made, [luma])
    assert sign_in(cast.chen).get(f"/m/luma/risks/suggested/{hidden.pk}/").status_code == 404


def test_what_is_agreed_begins_from_a_packed_suggestion(cast: Cast, sign_in: Any) -> None:
    luma = three_actors(cast)
    made = story.assessed(cast, told=1)
    last = suggestions_at(story.standing(cast, cast.adviser), made, [luma])[-1]
    adviser = sign_in(cast.adviser)
    by = story.standing(cast, cast.adviser)
    line = register_risk(place=luma, actor=last.actor, harm=last.harm, by=by)
    assert stands(line)["risk"] == last.risk
    page = adviser.get(f"/m/luma/risks/{line.pk}/").content.decode()
    assert last.figure in page
    assert adviser.get(f"/m/luma/risks/{line.pk}/propose/").status_code == 200


def test_rows_of_an_earlier_version_are_packed_and_read_as_before(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    luma = three_actors(cast)
    made = story.assessed(cast)
    standing = story.standing(cast, cast.amina)
    before = suggestions_seen(standing, made).collect()
    old = {r.pk: r.evidence for r in made.risks.all()}
    monkeypatch.setattr("tutela_web.risk.prune_verbs.TOLD", 1)
    aged(story.assessed(cast, told=0), 400)  # something that goes, so that the round begins
    pruned(cast)
    made.refresh_from_db()
    assert (made.risks.count(), made.packed_risks) == (1, 2)
    rows = suggestions_at(standing, made, [luma])
    assert [r.pk.hex for r in rows] == before["pk"].to_list()
    for row in rows[1:]:
        known = [f["factor"] for f in old[row.pk] if f["value"] is not None]
        assert [f["factor"] for f in row.evidence] == known


def test_a_week_of_long_ago_keeps_what_it_rests_on_and_no_whole_assessment(
    cast: Cast, sign_in: Any
) -> None:
    luma = three_actors(cast)
    made = story.assessed(cast, told=1)
    week = freeze_week(cast.mission, by=story.standing(cast, cast.adviser))
    registered = Risk.objects.get()
    last = suggestions_at(story.standing(cast, cast.adviser), made, [luma])[-1]
    Risk.objects.filter(pk=registered.pk).update(actor=last.actor, harm=last.harm)
    aged(made, 400)
    story.assessed(cast)
    assert made.pk in pruned(cast)
    made.refresh_from_db()
    assert made.packed_risks == 0 and not PackedRisks.objects.filter(pk=made.pk).exists()
    left = SuggestedRisk.objects.filter(assessment=made)
    assert {r.actor for r in left} >= {last.actor} and left.filter(leads=True).exists()
    assert left.count() == 2
    page = sign_in(cast.adviser).get(f"/m/luma/risks/weeks/{week.pk}/")
    assert page.status_code == 200
    assert clock.today(cast.mission) - made.on > timedelta(days=90)


def test_what_may_be_thinned_is_asked_in_few_queries_and_reads_no_hotspots(cast: Cast) -> None:
    three_actors(cast)
    old = [aged(story.assessed(cast, told=1), 400) for _week in range(3)]
    story.assessed(cast)
    with CaptureQueriesContext(connection) as asked:
        assert {row.pk for row in thinnable_assessments(cast.mission)} == {row.pk for row in old}
    assert len(asked) <= 3, "however many there are"
    assert not any("hotspots" in one["sql"].partition(" FROM ")[0] for one in asked)


def test_a_packed_file_gives_back_what_was_laid_in(cast: Cast) -> None:
    three_actors(cast)
    made = story.assessed(cast)
    columns = columns_of_rows(made.risks.order_by("order"))
    others = columns.filter(~is_row(1))
    read = unpack(pack(others), pl.lit(True)).sort("order")
    assert read["pk"].to_list() == others["pk"].to_list()
    assert read.columns == others.columns
