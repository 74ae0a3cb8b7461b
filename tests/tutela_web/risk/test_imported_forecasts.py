"""VIEWS and CAST are uploaded, stand beside ours where people look, and never move the order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tutela.places.grid import cells
from tutela_web.demo import stated
from tutela_web.risk.imported_forecasts.models import ImportedForecast
from tutela_web.risk.imported_forecasts.queries import stated_of
from tutela_web.risk.models import SuggestedRisk

pytestmark = pytest.mark.postgresql
LIST, NEW = "/m/luma/risks/forecasts/", "/m/luma/risks/forecasts/new/"
LICENCE, CITATION = "CC BY-NC-SA 4.0", "Invented for a test, after VIEWS"


def upload(client: Any, text: str, issued: date, **fields: str) -> Any:
    file = SimpleUploadedFile("forecast.csv", text.encode())
    about = {"issued_on": issued.isoformat(), "licence": LICENCE, "citation": CITATION}
    return client.post(NEW, about | fields | {"file": file})


def month_id(day: date) -> int:
    return (day.year - 1980) * 12 + day.month


def views(cell: int, day: date, probability: float) -> str:
    return f"pg_id,month_id,main_mean,main_dich\n{cell},{month_id(day)},1.5,{probability}\n"


def cell_of(latitude: float, longitude: float) -> int:
    return int(cells([latitude], [longitude])[0])


def test_a_forecast_of_views_stands_beside_ours_and_moves_nothing(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    koro = story.koro(cast)
    story.assessed(cast)
    before = list(SuggestedRisk.objects.values_list("pk", "order", "value"))
    amina = sign_in(cast.amina)
    assert "No forecast of others is on file." in amina.get(LIST).content.decode()
    here = f"/m/luma/places/{luma.pk}/"
    assert "Forecasts of others" not in amina.get(here).content.decode().split("<main", 1)[1]
    text = views(cell_of(luma.latitude, luma.longitude), story.TODAY, 0.12)
    made = upload(amina, text, story.TODAY.replace(day=1))
    assert made.status_code == 302
    forecast = ImportedForecast.objects.get()
    assert (forecast.publisher, forecast.unit, forecast.licence) == ("views", "cell", LICENCE)
    page = amina.get(made.url).content.decode()
    assert CITATION in page and LICENCE in page and "0.120" in page
    said = f"VIEWS, issued in {story.TODAY:%B %Y} for {story.TODAY:%B %Y}"
    for address in (
        here,
        LIST,
        *(reverse(f"site:{n}", args=["luma"]) for n in ("situation", "area")),
    ):
        body = amina.get(address).content.decode()
        assert said in body and "12%" in body, address
        assert "it does not move our order" in body or address == LIST
    silent = amina.get(f"/m/luma/places/{koro.pk}/").content.decode()
    assert "Silence is not calm" in silent and said not in silent
    story.assessed(cast)
    assert [row[1:] for row in before] == list(
        SuggestedRisk.objects.filter(assessment__on=story.TODAY)
        .order_by("-assessment__made_at", "order")
        .values_list("order", "value")
    )[: len(before)]
    assert ">stale<" not in amina.get(here).content.decode()


def test_a_stale_one_is_marked_and_a_withdrawn_one_is_shown_nowhere(
    cast: Cast, sign_in: Any
) -> None:
    luma = story.luma(cast)
    story.assessed(cast)
    amina = sign_in(cast.amina)
    issued = date(story.TODAY.year - 1, story.TODAY.month, 1)
    text = views(cell_of(luma.latitude, luma.longitude), story.TODAY, 0.12)
    page = upload(amina, text, issued).url
    here = f"/m/luma/places/{luma.pk}/"
    assert '<span class="chip warn">stale</span>' in amina.get(here).content.decode()
    assert "stale: a newer one should be out" in amina.get(LIST).content.decode()
    forecast = ImportedForecast.objects.get()
    again = upload(amina, text, issued)
    assert again.status_code == 400 and "on file already" in again.content.decode()
    fields = {
        "version": forecast.version,
        "issued_on": issued.isoformat(),
        "licence": LICENCE,
        "citation": CITATION,
        "withdrawn": "on",
    }
    assert amina.post(f"{page}edit/", fields).status_code == 302
    assert "VIEWS, issued in" not in amina.get(here).content.decode()
    assert "withdrawn" in amina.get(LIST).content.decode()
    assert upload(amina, text, issued).status_code == 302


def test_a_bad_file_is_refused_row_by_row_and_nothing_of_it_is_kept(
    cast: Cast, sign_in: Any
) -> None:
    luma = story.luma(cast)
    amina = sign_in(cast.amina)
    cell = cell_of(luma.latitude, luma.longitude)
    text = (
        views(cell, story.TODAY, 0.12) + f"{cell},soon,1,0.1\n{cell},{month_id(story.TODAY)},1,7\n"
    )
    refused = upload(amina, text, story.TODAY)
    body = refused.content.decode()
    assert refused.status_code == 400 and "Nothing of the file was kept." in body
    assert '<td class="num">3</td>' in body and "“soon” is no month" in body
    assert '<td class="num">4</td>' in body and "7 lies beyond 1" in body
    other = upload(amina, "a,b\n1,2\n", story.TODAY).content.decode()
    assert "no file of VIEWS or of CAST" in other
    ahead = upload(amina, views(cell, story.TODAY, 0.1), date(story.TODAY.year + 1, 1, 1))
    assert "in the future" in ahead.content.decode()
    assert not ImportedForecast.objects.exists()


def test_cast_is_told_by_area_and_programs_get_what_was_stated_before_the_month(
    cast: Cast, sign_in: Any
) -> None:
    luma = story.luma(cast, adm1="Ouaka")
    amina = sign_in(cast.amina)
    month = story.TODAY.replace(day=1)
    iso3, country = cast.mission.iso3, {"SSD": "South Sudan", "CAF": "Central African Republic"}
    text = (
        "country,admin1,month,year,vac_forecast\n"
        f"{country[iso3]},Ouaka,{month:%B},{month.year},14\n"
    )
    late, early = month, date(month.year - 1, 12, 20)
    assert upload(amina, text, late).status_code == 302
    place = amina.get(f"/m/luma/places/{luma.pk}/").content.decode()
    assert "events of violence against civilians expected in Ouaka" in place and "14.0" in place
    assert stated_of(cast.mission, story.TODAY) == [], "issued when the month had begun"
    assert upload(amina, text, early).status_code == 302
    (told,) = stated_of(cast.mission, story.TODAY)
    assert (told.publisher, told.expected, told.probability) == ("cast", 14.0, None)
    assert told.places == (luma.pk,)
    asked = {"month": month.isoformat()}
    (sent,) = amina.get("/api/v1/missions/luma/risks/forecasts/stated", asked).json()
    assert sent["places"] == [str(luma.pk)] and sent["issued_on"] == early.isoformat()
    assert amina.get("/api/v1/missions/luma/risks/forecasts").json()["results"]


def test_who_imports_no_records_uploads_no_forecast(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    for person, status in ((cast.boris, 403), (cast.chen, 404)):
        client = sign_in(person)
        assert client.get(NEW).status_code == status
        assert upload(client, views(1, story.TODAY, 0.1), story.TODAY).status_code == status
    assert make.TODAY == story.TODAY


def test_those_of_the_demonstration_are_invented_and_one_is_stale(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast, adm1="Ouaka")
    for _begun_again in range(2):
        stated.add(cast.mission, by=story.standing(cast, cast.amina))
    made = ImportedForecast.objects.order_by("publisher")
    assert [(one.publisher, one.invented) for one in made] == [("cast", True), ("views", True)]
    assert [one.is_stale(story.TODAY) for one in made] == [True, False]
    page = sign_in(cast.amina).get(f"/m/luma/places/{luma.pk}/").content.decode()
    assert "VIEWS, issued in" in page and "ACLED CAST, issued in" in page
