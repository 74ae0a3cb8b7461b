"""Rotation: who leaves has no access the same day, who comes has it; nobody gives to themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import type_in, with_password
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.devices import verbs as devices
from tutela_web.access.models import AuditEntry, Person, Post
from tutela_web.access.people import queries, verbs
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow


@pytest.fixture
def chief(cast: Cast) -> Standing:
    """The Chief of Staff, who gives posts."""
    return standing_of(cast["chief_of_staff"], cast.mission)


@pytest.fixture
def dana(cast: Cast) -> Person:
    """Dana, who arrives to take over from Amina."""
    return make.person("dana")


def post_of(role: str) -> Post:
    return Post.objects.get(role=role, mission__code="luma")


def test_a_handover_today_ends_everything_of_who_leaves(
    cast: Cast, chief: Standing, dana: Person
) -> None:
    with_password(cast.amina)
    screen = Client()
    type_in(screen, cast.amina)
    assert screen.get("/m/luma/roster/").status_code == 200
    _, token = devices.make(cast.amina, name="tablet")
    verbs.rotate_post(post_of("analyst"), to=dana, on=chief.on, by=chief)
    assert not standing_of(cast.amina, cast.mission)
    assert standing_of(dana, cast.mission).may("import_records")
    assert screen.get("/m/luma/roster/").headers["Location"].startswith("/account/login/")
    assert devices.person_of(token) is None
    type_in(screen, cast.amina)
    assert screen.get("/m/luma/roster/").status_code == 404


def test_a_handover_next_week_changes_nothing_today(
    cast: Cast, chief: Standing, dana: Person
) -> None:
    on = chief.on + timedelta(days=7)
    verbs.rotate_post(post_of("analyst"), to=dana, on=on, by=chief)
    assert standing_of(cast.amina, cast.mission) and not standing_of(dana, cast.mission)
    rung = next(r for r in queries.ladder(cast.mission, on=chief.on) if r.post.role == "analyst")
    assert (rung.holder.person, rung.holder.ends) == (cast.amina, on)  # type: ignore[union-attr]
    assert [holding.person for holding in rung.coming] == [dana]
    then = next(r for r in queries.ladder(cast.mission, on=on) if r.post.role == "analyst")
    assert then.holder is not None and then.holder.person == dana


def test_who_leaves_one_post_and_holds_another_stays_signed_in(
    cast: Cast, chief: Standing, dana: Person
) -> None:
    make.role(cast.mission, "poc_adviser", cast.amina)
    _, token = devices.make(cast.amina, name="tablet")
    verbs.rotate_post(post_of("analyst"), to=dana, on=chief.on, by=chief)
    assert devices.person_of(token) == cast.amina
    assert not standing_of(cast.amina, cast.mission).may("import_records")


def test_a_second_handover_behind_a_planned_one_is_refused(
    cast: Cast, chief: Standing, dana: Person
) -> None:
    post = post_of("analyst")
    verbs.rotate_post(post, to=dana, on=chief.on + timedelta(days=7), by=chief)
    with pytest.raises(NotNow, match="planned"):
        verbs.rotate_post(post, to=cast.boris, on=chief.on, by=chief)
    with pytest.raises(NotNow, match="holder in those days"):
        verbs.give_post(post, to=cast.boris, starts=chief.on, by=chief)


def test_nobody_gives_to_themselves(cast: Cast, chief: Standing) -> None:
    me = chief.person
    later = chief.on + timedelta(days=30)
    for giving in (
        lambda: verbs.give_role(me, "custodian", starts=chief.on, by=chief),
        lambda: verbs.give_post(post_of("custodian"), to=me, order=1, starts=chief.on, by=chief),
        lambda: verbs.rotate_post(post_of("head_of_mission"), to=me, on=chief.on, by=chief),
        lambda: verbs.open_compartment(
            me, "crsv", reason="curious", starts=chief.on, ends=later, by=chief
        ),
    ):
        with pytest.raises(Denied, match="themselves"):
            giving()


@pytest.mark.parametrize("who", ["analyst", "boris", "administrator", "head_of_field_office"])
def test_who_may_not_give_is_refused_by_every_verb(cast: Cast, who: str, dana: Person) -> None:
    by = standing_of(cast[who], cast.mission)
    holding = post_of("drafter").holdings.get()
    grant = make.role(cast.mission, "analyst", dana)
    for act in (
        lambda: verbs.give_role(dana, "analyst", starts=by.on, by=by),
        lambda: verbs.end_role(grant, on=by.on, by=by),
        lambda: verbs.make_post(role="analyst", title="Analyst", by=by),
        lambda: verbs.give_post(post_of("drafter"), to=dana, order=1, starts=by.on, by=by),
        lambda: verbs.rotate_post(post_of("drafter"), to=dana, on=by.on, by=by),
        lambda: verbs.end_post(holding, on=by.on, by=by),
        lambda: verbs.open_compartment(dana, "mrm", reason="x", starts=by.on, ends=None, by=by),
        lambda: verbs.keep_area(code="x", name="X", kind="command", by=by),
    ):
        with pytest.raises(Denied):
            act()


def test_nothing_is_given_for_days_that_passed(cast: Cast, chief: Standing, dana: Person) -> None:
    yesterday = chief.on - timedelta(days=1)
    with pytest.raises(BadParameter, match="passed"):
        verbs.give_role(dana, "analyst", starts=yesterday, by=chief)
    with pytest.raises(BadParameter, match="passed"):
        verbs.rotate_post(post_of("analyst"), to=dana, on=yesterday, by=chief)
    with pytest.raises(BadParameter, match="before the first"):
        verbs.give_role(dana, "analyst", starts=chief.on, ends=chief.on, by=chief)


def test_a_role_that_reads_by_area_wants_one(cast: Cast, chief: Standing, dana: Person) -> None:
    with pytest.raises(BadParameter, match="by area"):
        verbs.give_role(dana, "unit_commander", starts=chief.on, by=chief)
    verbs.give_role(dana, "unit_commander", starts=chief.on, areas=[cast.north], by=chief)
    assert standing_of(dana, cast.mission).reads("incidents")


def test_an_area_or_post_of_another_mission_is_refused(
    cast: Cast, chief: Standing, dana: Person
) -> None:
    theirs = make.area(cast.other_mission, "west")
    with pytest.raises(Denied):
        verbs.give_role(dana, "unit_commander", starts=chief.on, areas=[theirs], by=chief)
    with pytest.raises(Denied):
        verbs.give_post(
            Post.objects.get(mission=cast.other_mission), to=dana, starts=chief.on, by=chief
        )


def test_a_compartment_is_opened_with_a_reason_and_closed_the_same_day(
    cast: Cast, chief: Standing
) -> None:
    with pytest.raises(BadParameter, match="reason"):
        verbs.open_compartment(cast.boris, "crsv", reason=" ", starts=chief.on, ends=None, by=chief)
    grant = verbs.open_compartment(
        cast.boris,
        "crsv",
        reason="joint inquiry",
        starts=chief.on,
        ends=chief.on + timedelta(days=30),
        by=chief,
    )
    assert "crsv" in standing_of(cast.boris, cast.mission).compartments
    verbs.close_compartment(grant, on=chief.on, by=chief)
    assert "crsv" not in standing_of(cast.boris, cast.mission).compartments
    lines = AuditEntry.objects.filter(chain=str(cast.mission.pk))
    assert list(lines.values_list("act", flat=True)) == ["open_compartment", "close_compartment"]
    assert "joint inquiry" not in str(list(lines.values_list("detail", flat=True)))


def test_an_empty_post_says_since_when(cast: Cast, chief: Standing) -> None:
    post = post_of("drafter")
    verbs.end_post(post.holdings.get(), on=chief.on, by=chief)
    new = verbs.make_post(role="analyst", title="Analyst East", by=chief)
    rungs = {rung.post.pk: rung for rung in queries.ladder(cast.mission, on=chief.on)}
    assert rungs[post.pk].holder is None and rungs[post.pk].empty_since == clock.today(cast.mission)
    assert rungs[new.pk].never_held


def test_a_ladder_never_turns_into_a_ring(cast: Cast, chief: Standing) -> None:
    top, below = post_of("head_of_mission"), post_of("chief_of_staff")
    verbs.edit_post(below, title="CoS", reports_to=top, duty_number="", by=chief)
    with pytest.raises(BadParameter, match="itself"):
        verbs.edit_post(top, title="HoM", reports_to=below, duty_number="", by=chief)
    order = [(r.post.pk, r.depth) for r in queries.ladder(cast.mission, on=chief.on)]
    assert order.index((below.pk, 1)) == order.index((top.pk, 0)) + 1
