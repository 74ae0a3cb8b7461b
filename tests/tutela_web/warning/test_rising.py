"""Three signs in a week raise a place before any harm: on its page, on the board, on the first
page; an office is asked to find out, and is named there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.risk.models import InformationNeed
from tutela_web.warning.models import Alert
from tutela_web.warning.rising.queries import runs_for


def long_known(cast: Cast, name: str = "Luma", **fields: Any) -> Place:
    """A place that has been on record for a year."""
    place = make.place(cast.mission, name, area=cast.north, **fields)
    Place.objects.filter(pk=place.pk).update(entered_at=place.entered_at - timedelta(days=400))
    return place


def sign(
    cast: Cast, place: Place, back: int, harm: str = "threat or ultimatum", **fields: Any
) -> None:
    day = make.TODAY - timedelta(days=back)
    fields = {"place": place, "area": cast.north, "harms": [harm]} | fields
    make.incident(cast.mission, f"Sign {back}", event_from=day, event_to=day, **fields)


def test_three_signs_in_a_week_raise_a_place_before_harm(cast: Cast, sign_in: Any) -> None:
    place = long_known(cast)
    here = f"/m/luma/places/{place.pk}/"
    adviser = sign_in(cast.adviser)
    sign(cast, place, 1)
    sign(cast, place, 3, harm="mass flight")
    assert "Signs rise" not in text_of(adviser.get(here)), "two signs are not a run"
    before = clock.now(cast.mission) - timedelta(hours=5)
    call(cast, place=place, level="watch", act="armed men seen", known_at=before)
    said = "3 signs within seven days; usual here: 0.0 a week"
    assert said in text_of(adviser.get(here))
    board = adviser.get("/m/luma/alerts/")
    assert "Signs rise before harm" in text_of(board) and said in text_of(board)
    assert "Nobody is asked to find out." in text_of(board)
    first = text_of(adviser.get(reverse("site:home", args=["luma"])))
    assert "Signs rise before harm" in first and "nobody is asked to find out" in first
    assert not Alert.objects.filter(level__in=("imminent", "ongoing")).exists()

    page = board.content.decode().split('id="rising"')[1]
    new = page.split('href="/m/luma/risks/questions/new/')[1].split('"')[0].replace("&amp;", "&")
    asked_at = f"/m/luma/risks/questions/new/{new}"
    assert parse_qs(urlparse(asked_at).query)["place"] == [str(place.pk)]
    form = text_of(adviser.get(asked_at))
    assert "whether to raise an alert there before any harm" in form
    begun = adviser.get(asked_at).context["form"].initial
    assert str(begun["question"]).startswith("Signs at Luma rise")
    office = Post.objects.get(mission=cast.mission, role="head_of_field_office")
    question = {
        "question": begun["question"],
        "place": str(place.pk),
        "factor": "",
        "decision": begun["decision"],
        "how": "call",
        "asked_of": str(office.pk),
        "due_on": str(make.TODAY + timedelta(days=1)),
        "exposure_check": "By telephone from the office",
        "classification": "1",
    }
    assert adviser.post(asked_at, question).status_code == 302
    asked = InformationNeed.objects.get()
    board_then = text_of(adviser.get("/m/luma/alerts/"))
    assert f"asked of {office.title}" in board_then and str(asked.question) in board_then
    assert "Nobody is asked" not in board_then


def test_a_place_used_to_signs_and_one_where_harm_was_done_do_not_rise(cast: Cast) -> None:
    used, struck = long_known(cast), long_known(cast, "Nyal")
    for week in range(1, 27):
        for day in (0, 3):
            sign(cast, used, 7 * week + day)
    for back in (0, 2, 5):
        sign(cast, used, back)
        sign(cast, struck, back, harm="killing")
    assert runs_for(at_desk(cast, "poc_adviser")) == []


def test_what_is_usual_is_not_known_at_a_place_new_on_record_and_it_stands_last(
    cast: Cast, sign_in: Any
) -> None:
    new, known = make.place(cast.mission, "Abara", area=cast.north), long_known(cast, "Zeru")
    for back in (0, 1, 2, 3):
        sign(cast, new, back)
    for back in (0, 1, 2):
        sign(cast, known, back)
    runs = runs_for(at_desk(cast, "poc_adviser"))
    assert [(one.place.name, one.rising) for one in runs] == [("Zeru", True), ("Abara", False)]
    board = text_of(sign_in(cast.adviser).get("/m/luma/alerts/"))
    assert "what is usual here is not known" in board and "usual not known" in board


def test_signs_of_another_area_and_refuted_ones_raise_nothing_for_who_may_not_read_them(
    cast: Cast,
) -> None:
    place = make.place(cast.mission, "Bel", area=cast.south)
    Place.objects.filter(pk=place.pk).update(entered_at=place.entered_at - timedelta(days=400))
    for back in (0, 1, 2):
        sign(cast, place, back, area=cast.south)
    assert [one.place for one in runs_for(at_desk(cast, "poc_adviser"))] == [place]
    assert runs_for(at_desk(cast, "head_of_field_office")) == []
    assert runs_for(at_desk(cast, "poc_adviser"), long_known(cast)) == []
    refuted = long_known(cast, "Keru")
    for back in (0, 1, 2):
        sign(cast, refuted, back, verification="refuted")
    assert refuted not in [one.place for one in runs_for(at_desk(cast, "poc_adviser"))]


def test_many_places_are_read_in_as_few_questions_as_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for n in range(8):
        place = long_known(cast, f"Village {n}")
        for back in (0, 1, 2):
            sign(cast, place, back)
    standing = at_desk(cast, "poc_adviser")
    with django_assert_max_num_queries(5):
        assert len(runs_for(standing)) == 8
