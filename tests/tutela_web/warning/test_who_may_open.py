"""An alert closely held: nobody owns it, is warned of it or told of it who may not open it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later, told
from tutela.base.errors import BadParameter
from tutela_web.access.models import Holding
from tutela_web.access.policy import standings_of
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.markings import Classification
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import edit_alert, hand_over, issue, raise_alert
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.clocks.ticker import rehome_all, tick, tick_mission
from tutela_web.warning.models import Alert, AlertNotice, AlertStep
from tutela_web.warning.telling.addressees import FilledPosts, Named
from tutela_web.warning.tripwires.verbs import trip

STRICT = Classification.STRICTLY_CONFIDENTIAL


def hall(cast: Cast) -> Any:
    """A place only few know of: what is said of it is as closely held."""
    return make.place(cast.mission, "Kestrel Hall", area=cast.north, classification=STRICT)


def strict(cast: Cast, **how: Any) -> Alert:
    """An alert about it that came in without a person."""
    made = raise_alert(
        {"act": "armed men at the gate", "place": hall(cast)}, mission=cast.mission, by=None, **how
    )
    return again(made)


def cleared(cast: Cast) -> None:
    """The head of field office may read what is closely held, and so may close it."""
    make.role(cast.mission, "human_rights", cast.hofo)


def nobody_told_in_vain(cast: Cast) -> bool:
    notices = AlertNotice.objects.select_related("person", "alert")
    may = standings_of({one.person for one in notices}, cast.mission)
    return all(alerts_for(may[one.person_id]).filter(pk=one.alert_id).exists() for one in notices)


def test_an_alert_closely_held_is_owned_by_who_may_open_it(cast: Cast) -> None:
    alert = strict(cast)
    assert alert.owner == cast["chief_of_staff"] and told(alert, "owner") == {"chief_of_staff"}


def test_its_addressees_are_those_who_may_open_it_and_who_may_not_is_said(cast: Cast) -> None:
    alert = strict(cast, level="ongoing")
    assert told(alert, "issued") == {"force_commander", "police_commander", "chief_of_staff"}
    detail = alert.moments.get(name="issued").detail
    assert detail["gaps"] == [] and "unit_commander" in detail["barred"]
    later(cast.mission, hours=2)
    tick()
    assert nobody_told_in_vain(cast)


def test_each_rung_passes_over_who_may_not_open_it_and_names_the_post(cast: Cast) -> None:
    Holding.objects.filter(post__role="sector_operations").delete()
    alert = strict(cast, level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    later(cast.mission, minutes=31)
    tick()
    step = AlertStep.objects.get(alert=alert, clock="acknowledge", rung=1)
    assert step.gaps == ["sector_operations"]
    assert set(step.barred) == {"unit_commander", "police_unit_commander", "head_of_field_office"}
    assert told(alert, "step") >= {"force_commander", "police_commander", "chief_of_staff"}
    assert nobody_told_in_vain(cast)


def test_the_page_of_the_alert_names_the_posts_that_may_not_open_it(
    cast: Cast, sign_in: Any
) -> None:
    alert = strict(cast, level="ongoing")
    chief = sign_in(cast["chief_of_staff"])
    page = chief.get(f"/m/luma/alerts/{alert.pk}/").content.decode()
    assert "The post unit commander may not open this alert." in page
    assert "nobody who may close it may open it" in page
    assert "may not open it: " in page, "and its timeline says so of that hour"
    timeline = chief.get(f"/m/luma/alerts/{alert.pk}/timeline/").content.decode()
    assert "may not open it: " in timeline
    page = chief.get(f"/m/luma/alerts/{call(cast).pk}/").content.decode()
    assert "may not open" not in page


def test_before_it_is_raised_the_page_says_who_could_not_open_it(cast: Cast, sign_in: Any) -> None:
    place = hall(cast)
    page = sign_in(cast["chief_of_staff"]).get(f"/m/luma/alerts/around/?place={place.pk}")
    assert "may not open it: " in page.content.decode()


def test_a_marking_under_which_nobody_could_close_it_is_refused(cast: Cast) -> None:
    leader = at_desk(cast, "head_of_mission")
    with pytest.raises(BadParameter, match="nobody who may close") as refused:
        raise_alert(
            {"act": "x", "area": cast.north, "classification": STRICT},
            mission=cast.mission,
            by=leader,
        )
    assert "lower marking" in str(refused.value.as_sentence())
    assert not Alert.objects.exists()
    mine = call(cast, who="head_of_mission")
    for changes in ({"classification": STRICT}, {"place": hall(cast)}):
        with pytest.raises(BadParameter, match="nobody who may close"):
            edit_alert(mine, changes, version=mine.version, by=leader)
    cleared(cast)
    edit_alert(mine, {"classification": STRICT}, version=mine.version, by=leader)
    assert again(mine).classification == STRICT


def test_marked_higher_later_it_goes_to_who_may_open_it_and_they_are_told(cast: Cast) -> None:
    cleared(cast)
    alert = call(cast, who="head_of_mission", level="imminent")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    assert again(alert).owner == cast.hofo
    hand_over(
        again(alert),
        named(cast, alert, "joc_duty_officer"),
        why="night",
        by=at_desk(cast, "joc_duty_officer"),
    )
    before = set(AlertNotice.objects.values_list("pk", flat=True))
    edit_alert(
        again(alert),
        {"classification": STRICT},
        version=again(alert).version,
        by=at_desk(cast, "head_of_mission"),
    )
    assert again(alert).owner == cast.hofo
    new = AlertNotice.objects.exclude(pk__in=before)
    assert set(new.values_list("person__username", "why")) == {
        ("head_of_field_office", "owner"),
        ("force_commander", "issued"),
        ("police_commander", "issued"),
    }


def named(cast: Cast, alert: Alert, role: str) -> Named:
    return FilledPosts(cast.mission, clock.now(cast.mission)).holders_by_role(alert)[role][0]


def test_it_is_handed_to_nobody_who_may_not_open_it(cast: Cast, sign_in: Any) -> None:
    joc, alert = named(cast, call(cast), "joc_duty_officer"), strict(cast)
    chief = at_desk(cast, "chief_of_staff")
    with pytest.raises(BadParameter, match="may not open"):
        hand_over(alert, joc, by=chief, why="nearest")
    page = sign_in(cast["chief_of_staff"]).get(f"/m/luma/alerts/{alert.pk}/").content.decode()
    assert f"{joc.post.pk} {joc.person.pk}" not in page


def test_an_owner_who_may_no_longer_open_it_is_not_told_it_expired(cast: Cast) -> None:
    alert = call(cast, who="analyst", level="imminent")
    marked = records.edit(alert, {"classification": STRICT}, version=alert.version, by=None)
    AlertNotice.objects.all().delete()
    later(cast.mission, days=3)
    while tick_mission(cast.mission):
        pass
    assert told(marked, "expired") == {"chief_of_staff"} and nobody_told_in_vain(cast)


def test_an_alert_its_owner_may_no_longer_open_finds_another_once(cast: Cast) -> None:
    alert = call(cast, who="analyst")
    records.edit(alert, {"classification": STRICT}, version=alert.version, by=None)
    assert rehome_all(cast.mission) == 1 and again(alert).owner == cast["chief_of_staff"]
    assert rehome_all(cast.mission) == 0


def test_without_anybody_who_may_open_it_there_is_no_alert_and_others_are_not_held_up(
    cast: Cast,
) -> None:
    able = (
        "force_commander",
        "police_commander",
        "chief_of_staff",
        "head_of_mission",
        "human_rights",
    )
    Holding.objects.filter(post__role__in=able).delete()
    with pytest.raises(NotNow, match="may open this alert"):
        strict(cast)
    today = clock.now(cast.mission).date()
    for marking in (STRICT, Classification.CONFIDENTIAL):
        make.incident(
            cast.mission,
            f"Told to leave {marking}",
            harms=["threat or ultimatum"],
            classification=marking,
            area=cast.north,
            event_from=today,
        )
    assert trip(cast.mission) == 1
    assert Alert.objects.get().classification == Classification.CONFIDENTIAL


def test_who_may_open_ten_alerts_is_asked_once(cast: Cast, django_assert_num_queries: Any) -> None:
    alerts = [call(cast) for _ in range(10)]
    around = FilledPosts(cast.mission, clock.now(cast.mission))
    with django_assert_num_queries(0):
        for one in alerts:
            around.owner(one)
            around.addressees(one)
            around.tops(one)


def test_a_commander_of_a_tactical_area_is_warned_of_what_lies_in_it_and_may_open_it(
    cast: Cast,
) -> None:
    """A record lies in the field office's area; the base commander's own area shares its ground."""
    ground = {"type": "Polygon", "coordinates": [[[30, 7], [32, 7], [32, 9], [30, 9], [30, 7]]]}
    acacia = make.area(cast.mission, "ACACIA", kind="command", boundary=ground)
    far = {"type": "Polygon", "coordinates": [[[40, 1], [41, 1], [41, 2], [40, 2], [40, 1]]]}
    away = make.area(cast.mission, "AWAY", kind="command", boundary=far)
    cast.north.boundary = ground
    cast.north.save()
    near, distant = make.person("near"), make.person("distant")
    make.post(cast.mission, "unit_commander", near, area=acacia)
    make.post(cast.mission, "unit_commander", distant, area=away)
    alert = raise_alert(
        {"act": "armed men at the gate", "latitude": 8.0, "longitude": 31.0},
        mission=cast.mission,
        by=None,
        level="ongoing",
    )
    assert again(alert).area == cast.north
    warned = set(AlertNotice.objects.filter(alert=alert).values_list("person", flat=True))
    assert near.pk in warned and distant.pk not in warned
    may = standings_of([near, distant], cast.mission)
    assert alerts_for(may[near.pk]).filter(pk=alert.pk).exists()
    assert may[near.pk].may("record_progress", area=alert.area_id)
    assert not alerts_for(may[distant.pk]).exists() and nobody_told_in_vain(cast)
