"""The list and one incident: who sees what, what is not known, and how many queries it takes."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import IncidentLink

LIST = "/m/luma/incidents/"


def page(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_amina_and_boris_read_and_chen_meets_nothing(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission, title="Herds taken", by=cast.amina)
    address = f"{LIST}{made.pk}/"
    assert "Herds taken" in page(sign_in(cast.amina), LIST)
    assert f"{address}edit/" in page(sign_in(cast.amina), address)
    assert "Herds taken" in page(sign_in(cast.boris), LIST)
    assert f"{address}edit/" not in page(sign_in(cast.boris), address)
    assert "verification/" not in page(sign_in(cast.boris), address)
    for path in (LIST, address, f"{address}history/", f"{address}edit/", f"{LIST}doubles/"):
        assert sign_in(cast.chen).get(path).status_code == 404, path


def test_a_field_reporter_sees_the_own_and_what_is_open_in_the_area(cast: Cast) -> None:
    reporter = cast["field_reporter"]
    own = make.incident(cast.mission, by=reporter, area=cast.south)
    near = make.incident(cast.mission, area=cast.north, classification=0)
    make.incident(cast.mission, area=cast.north, classification=1)
    make.incident(cast.mission, area=cast.south, classification=0)
    seen = incidents_for(standing_of(reporter, cast.mission))
    assert set(seen) == {own, near}


def test_a_head_of_field_office_sees_the_own_area_only(cast: Cast, sign_in: Any) -> None:
    near = make.incident(cast.mission, title="Near", area=cast.north)
    far = make.incident(cast.mission, title="Far off", area=cast.south)
    browser = sign_in(cast.hofo)
    assert browser.get(f"{LIST}{near.pk}/").status_code == 200
    assert browser.get(f"{LIST}{far.pk}/").status_code == 404
    assert "Far off" not in page(browser, LIST)


def test_filters_are_in_the_address_and_unknown_is_one_of_them(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma")
    kestrel = make.actor(cast.mission)
    make.incident(
        cast.mission, title="AA", place=luma, harms=["killing", "looting"], area=cast.north
    )
    make.incident(cast.mission, title="BB", perpetrator=kestrel, harms=["arson"], killed=None)
    make.incident(cast.mission, title="CC", event_from=None, harms=[], verification="verified")
    browser = sign_in(cast.amina)

    def left(query: str) -> set[str]:
        said = page(browser, f"{LIST}?{query}")
        return {title for title in ("AA", "BB", "CC") if f">{title}</a>" in said}

    assert left("") == {"AA", "BB", "CC"}
    assert left("harm=looting") == {"AA"}
    assert left("harm=unknown") == {"CC"}
    assert left(f"place={luma.pk}") == {"AA"}
    assert left("place=unknown") == {"BB", "CC"}
    assert left(f"perpetrator={kestrel.pk}") == {"BB"}
    assert left("perpetrator=unknown&place=unknown") == {"CC"}
    assert left("area=north") == {"AA"}
    assert left("verification=verified") == {"CC"}
    assert left("since=2018-12-01") == {"AA", "BB"}
    assert left("until=2018-12-01") == set()
    assert left("text=bb") == {"BB"}
    assert left("place=rubbish&since=never") == {"AA", "BB", "CC"}


def test_the_foot_says_what_is_not_known(cast: Cast, sign_in: Any) -> None:
    make.incident(cast.mission, event_from=None)
    make.incident(cast.mission, killed=None, place=make.place(cast.mission))
    said = " ".join(page(sign_in(cast.boris), LIST).split())
    lines = (
        "Undated <b>1</b>",
        "At no place of our list <b>1</b>",
        "Perpetrator not on our list <b>2</b>",
        "Number of killed not known <b>1</b>",
    )
    for line in lines:
        assert line in said


def test_newest_first_and_another_order_is_remembered(cast: Cast, sign_in: Any) -> None:
    make.incident(cast.mission, title="Old one", event_from=make.TODAY - timedelta(90), killed=50)
    make.incident(cast.mission, title="New one", killed=1)
    make.incident(cast.mission, title="Undated one", event_from=None, killed=None)
    browser = sign_in(cast.amina)

    def order() -> list[str]:
        said = page(browser, LIST)
        return sorted(("Old one", "New one", "Undated one"), key=said.index)

    assert order() == ["New one", "Old one", "Undated one"]
    page(browser, f"{LIST}?order=deadliest")
    assert order() == ["Old one", "New one", "Undated one"]


def test_incidents_of_one_day_stand_by_their_hour(cast: Cast, sign_in: Any) -> None:
    for title, hour in (("At dusk", time(18, 30)), ("At dawn", time(5)), ("Some hour", None)):
        make.incident(cast.mission, title=title, event_from_time=hour)
    said = page(sign_in(cast.amina), LIST)
    shown = sorted(("At dawn", "At dusk", "Some hour"), key=said.index)
    assert shown == ["At dusk", "At dawn", "Some hour"]


@pytest.mark.parametrize("where", ["list", "detail"])
def test_queries_do_not_grow_with_rows(cast: Cast, sign_in: Any, where: str) -> None:
    browser = sign_in(cast.boris)
    batch = make.batch(cast.mission, cast.amina)
    place = make.place(cast.mission)
    first = make.incident(cast.mission, place=place)
    make.event(cast.mission, batch)
    address = LIST if where == "list" else f"{LIST}{first.pk}/"

    def more(number: int) -> None:
        for _ in range(number):
            make.incident(
                cast.mission,
                place=place,
                perpetrator=make.actor(cast.mission),
                by=cast.amina,
                area=cast.north,
            )
            event = make.event(cast.mission, batch)
            IncidentLink.objects.create(
                mission=cast.mission,
                incident=first,
                source=event.source,
                source_id=event.source_id,
                linked_by_id=cast.amina.pk,
                linked_at=timezone.now(),
            )

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(browser, address)
        return len(queries)

    more(3)
    browser.get(address)
    few = counted()
    more(27)
    browser.get(address)  # what a process keeps is read once
    assert counted() == few
    assert few <= {"list": 18, "detail": 36}[where], few


def test_every_read_of_a_confidential_incident_is_a_line(cast: Cast, sign_in: Any) -> None:
    shut = make.incident(cast.mission, classification=1)
    plain = make.incident(cast.mission, classification=0)
    browser = sign_in(cast.boris)
    for one in (shut, plain):
        page(browser, f"{LIST}{one.pk}/")
        page(browser, f"{LIST}{one.pk}/history/")
    reads = AuditEntry.objects.filter(act="read", kind="incident", person_id=cast.boris.pk)
    assert set(reads.values_list("subject_id", flat=True)) == {str(shut.pk)}
    assert reads.count() == 2


def test_the_page_says_three_times_with_zone_and_age(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission, event_from_time="04:30", event_precision="hour")
    said = page(sign_in(cast.boris), f"{LIST}{made.pk}/")
    assert "28 Dec 2018, 04:30" in said
    assert "31 Dec 2018, 09:00 EAT" in said  # entered: the mission's clock, its zone that year
    assert "data-map-point" not in said


def test_a_point_known_well_is_given_to_the_map_and_a_province_is_not(
    cast: Cast, sign_in: Any
) -> None:
    near = make.incident(cast.mission, place=make.place(cast.mission))
    wide = make.incident(cast.mission, latitude=7.5, longitude=30.0, place_precision=4)
    browser = sign_in(cast.boris)
    assert 'data-latitude="7.1"' in page(browser, f"{LIST}{near.pk}/")
    assert "data-latitude" not in page(browser, f"{LIST}{wide.pk}/")
    held = make.incident(cast.mission, place=near.place, harms=["arbitrary detention"])
    assert "data-latitude" not in page(browser, f"{LIST}{held.pk}/")


def test_what_else_happened_there_within_ninety_days(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission)
    this = make.incident(cast.mission, title="This", place=place)
    make.incident(
        cast.mission, title="Beside it", place=place, event_from=make.TODAY - timedelta(60)
    )
    make.incident(
        cast.mission, title="Long ago", place=place, event_from=make.TODAY - timedelta(200)
    )
    make.incident(cast.mission, title="Elsewhere")
    said = page(sign_in(cast.boris), f"{LIST}{this.pk}/")
    assert "Beside it" in said and "Long ago" not in said and "Elsewhere" not in said


def test_imported_events_show_their_edition_and_what_replaced_them(
    cast: Cast, sign_in: Any
) -> None:
    first, second = (make.batch(cast.mission, cast.amina) for _ in "ab")
    old = make.event(
        cast.mission, first, source_id="77", source_version="GED 22.1", superseded_batch=second
    )
    new = make.event(cast.mission, second, source_id="77", source_version="GED 23.1")
    waiting = make.event(cast.mission, make.batch(cast.mission, cast.amina, published=False))
    browser = sign_in(cast.boris)
    said = page(browser, "/m/luma/events/")
    assert "GED 23.1" in said and "GED 22.1" not in said
    assert "replaced by a later edition" in page(browser, "/m/luma/events/?all=1")
    assert "GED 22.1" in page(browser, f"/m/luma/events/{new.handle}/")
    assert "replaced" in page(browser, f"/m/luma/events/{old.handle}/")
    assert browser.get(f"/m/luma/events/{waiting.handle}/").status_code == 404
    assert sign_in(cast.chen).get(f"/m/luma/events/{new.handle}/").status_code == 404
    assert sign_in(cast["field_reporter"]).get("/m/luma/events/").status_code == 404


def test_a_filter_for_a_rare_place_says_its_name(cast: Cast, sign_in: Any) -> None:
    rare = make.place(cast.mission, "Rare Ford")
    make.incident(cast.mission, place=rare)
    for n in range(61):
        place = make.place(cast.mission, f"Often {n}")
        for _ in "ab":
            make.incident(cast.mission, place=place)
    make.incident(cast.mission)
    said = page(sign_in(cast.boris), f"{LIST}?place={rare.pk}")
    assert "Rare Ford" in said and 'value="unknown"' in said
