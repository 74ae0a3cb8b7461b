"""A report that nobody has settled is seen where it matters, and found: by who may read it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.intake.sending import LIST, NEW, at_desk, report, send
from tests.tutela_web.questionnaires.filling import in_use
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import call
from tutela_web.base import clock
from tutela_web.base.models import SearchLine
from tutela_web.capacity.models import Unit
from tutela_web.crisis.models import Tasking
from tutela_web.intake.models import FieldReport
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

WORDS = "Riders camped by the mill; families sleep in the fields"


@pytest.fixture
def bel(cast: Cast) -> Place:
    return make.place(
        cast.mission, "Bel", area=cast.north, latitude=7.0, longitude=30.0, classification=0
    )


def said(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return squeezed(answer.content.decode()).split("<main")[1]


def told(sign_in: Any, cast: Cast, place: Place, **more: Any) -> FieldReport:
    """What a liaison assistant reports of a place."""
    sent = at_desk(what=WORDS, place=str(place.pk), **more)
    assert sign_in(cast["field_reporter"]).post(NEW, sent).status_code == 302
    return FieldReport.objects.order_by("-number")[0]


def pages_about(place: Place, alert: Alert) -> list[str]:
    return [
        f"/m/luma/places/{place.pk}/",
        "/m/luma/duty/?q=Bel",
        "/m/luma/joc/",
        f"/m/luma/alerts/{alert.pk}/field-reports/",
    ]


def test_it_stands_on_each_page_of_its_place_until_somebody_settles_it(
    cast: Cast, sign_in: Any, bel: Place
) -> None:
    alert = call(cast, place=bel, latitude=7.0, longitude=30.0)
    found = told(sign_in, cast, bel)
    officer = sign_in(cast["joc_duty_officer"])
    pages = pages_about(bel, alert)
    for address in (*pages, "/m/luma/now/"):
        page = said(officer, address)
        assert "FR-0001" in page and f"{LIST}{found.pk}/" in page, address
        assert "Riders" not in page, "its words are read on its own page, with a line in the audit"
    for address in (f"/m/luma/alerts/{alert.pk}/", f"/m/luma/alerts/{alert.pk}/decision/"):
        assert f"/m/luma/alerts/{alert.pk}/field-reports/" in said(officer, address), address
    owed = said(sign_in(cast.hofo), "/m/luma/area/")
    assert "Unprocessed reports from the field" in owed
    assert "FR-0001" in said(sign_in(cast.hofo), f"{LIST}?area={cast.north.code}&state=new")
    assert "FR-0001" not in said(sign_in(cast.hofo), f"{LIST}?area={cast.south.code}&state=new")
    officer.post(f"{LIST}{found.pk}/close/", {"why": "A market, and no riders"})
    for address in (*pages, "/m/luma/now/"):
        assert "FR-0001" not in said(officer, address), address


def test_who_may_not_read_it_sees_no_trace_of_it(cast: Cast, sign_in: Any, bel: Place) -> None:
    alert = call(cast, place=bel, latitude=7.0, longitude=30.0)
    commander = sign_in(cast["unit_commander"])  # reads the own reports alone
    analyst = sign_in(cast.amina)
    told(sign_in, cast, bel)
    told(sign_in, cast, bel)
    FieldReport.objects.filter(number=2).update(classification=2)
    for address in pages_about(bel, alert):
        assert "FR-000" not in said(commander, address), address
    assert "FR-000" not in said(commander, "/m/luma/search/?q=riders")
    assert "FR-0001" in said(analyst, "/m/luma/search/?q=riders")
    for asked in ("riders", "FR-0002"):
        assert "FR-0002 ·" not in said(analyst, f"/m/luma/search/?q={asked}"), asked
    assert "FR-0002" not in said(analyst, f"/m/luma/alerts/{alert.pk}/field-reports/")
    assert sign_in(cast.chen).get(f"/m/luma/alerts/{alert.pk}/field-reports/").status_code == 404


def test_search_finds_it_by_number_place_and_words_and_shows_none_of_them(
    cast: Cast, sign_in: Any, bel: Place
) -> None:
    found = told(sign_in, cast, bel)
    officer = sign_in(cast["joc_duty_officer"])
    for asked in ("riders", "family+field", "FR-0001", "fr-1", "Bel"):
        page = said(officer, f"/m/luma/search/?q={asked}")
        assert f"{LIST}{found.pk}/" in page, asked
        assert "camped" not in page, asked
    assert "FR-0001 ·" not in said(officer, "/m/luma/search/?q=horses")
    assert not SearchLine.objects.filter(subject_id=found.pk).exists(), "no index of sealed words"


def test_search_looks_into_no_compartment_no_vault_and_no_question_of_the_missions_own(
    cast: Cast, sign_in: Any, bel: Place
) -> None:
    in_use(sign_in, cast)
    send(
        Program(cast["field_reporter"]),
        report(answers={"price": 900, "groups": "Kestrel riders"}, form="market-watch"),
    )
    told(sign_in, cast, bel, source_name="Nyandeng Mabior")
    closed = at_desk(what=WORDS, place=str(bel.pk), marked="crsv")
    sign_in(cast["field_reporter"]).post(NEW, closed)
    officer = sign_in(cast["joc_duty_officer"])
    assert "FR-000" not in said(officer, "/m/luma/search/?q=kestrel")
    assert "FR-0002 ·" not in said(officer, "/m/luma/search/?q=nyandeng")
    page = said(officer, "/m/luma/search/?q=riders")
    assert page.count("FR-0002 ·") == 1 and "FR-0003" not in page and "FR-0001 ·" not in page


def test_many_reports_cost_no_more_queries_than_one(
    cast: Cast, sign_in: Any, bel: Place, django_assert_max_num_queries: Any
) -> None:
    alert = call(cast, place=bel, latitude=7.0, longitude=30.0)
    officer = sign_in(cast["joc_duty_officer"])
    pages = [*pages_about(bel, alert), "/m/luma/search/?q=riders", "/m/luma/now/"]
    told(sign_in, cast, bel)
    for address in pages:
        said(officer, address)  # what a process loads once
    told(sign_in, cast, bel)  # what is kept of a page is made anew
    counts = {}
    for address in pages:
        with django_assert_max_num_queries(90) as asked:
            said(officer, address)
        counts[address] = len(asked.captured_queries)
    for _n in range(4):
        told(sign_in, cast, bel)
    for address in pages:
        with django_assert_max_num_queries(counts[address]):
            said(officer, address)


def test_the_report_of_a_patrol_stands_beside_its_alert_whose_clock_it_stops(
    cast: Cast, sign_in: Any, bel: Place
) -> None:
    now = clock.now(cast.mission)
    unit = Unit(code="coy-a", name="Coy A", area=cast.north, classification=0)
    records.create(unit, mission=cast.mission, by=None)
    alert = call(cast, known_at=now - timedelta(minutes=200))
    sectors = sign_in(cast["sector_operations"])
    given = {
        "id": str(uuid4()),
        "option": "day_patrol",
        "standard": "deter_by_presence",
        "unit": str(unit.pk),
    }
    answer = sectors.post(f"/m/luma/alerts/{alert.pk}/task/", given)
    assert answer.status_code == 302, answer.content.decode()[-900:]
    tasking = Tasking.objects.get()
    officer = sign_in(cast["joc_duty_officer"])
    clocks = said(officer, f"/m/luma/alerts/{alert.pk}/")
    assert "on the way" not in clocks.split('id="timeline"')[1]
    sent = at_desk(
        tasking=str(tasking.pk),
        place=str(bel.pk),
        task="Look at the ford",
        route="By the river road",
        left=(now - timedelta(minutes=90)).strftime("%Y-%m-%dT%H:%M"),
        returned=(now - timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M"),
        observed="Sixty riders, two fresh graves",
    )
    sent.pop("what")
    assert sign_in(cast["unit_commander"]).post(f"{NEW}?kind=patrol", sent).status_code == 302
    tasking.refresh_from_db()
    assert tasking.state == Tasking.State.RETURNED and tasking.departed_at is not None
    page = said(officer, f"/m/luma/alerts/{alert.pk}/")
    assert "on the way" in page.split('id="timeline"')[1]
    alert.now.refresh_from_db()
    assert "depart" not in alert.now.clock
    assert "FR-0001" in said(officer, f"/m/luma/alerts/{alert.pk}/field-reports/")


def test_a_danger_that_goes_on_has_an_alert_as_its_writer_said(
    cast: Cast, sign_in: Any, bel: Place
) -> None:
    over, going = (told(sign_in, cast, bel, going_on=said) for said in ("no", "yes"))
    officer = sign_in(cast["joc_duty_officer"])
    assert "Does the danger go on?" in said(officer, f"{LIST}{over.pk}/"), "a person raises it"
    page = officer.get(f"{LIST}{going.pk}/").content.decode()
    alert = Alert.objects.get()
    assert going.alert == alert and f"/alerts/{alert.pk}/" in page
    assert (alert.place, alert.level) == (bel, "ongoing")
