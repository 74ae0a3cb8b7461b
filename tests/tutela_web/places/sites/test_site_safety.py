"""A site's perimeter is read by its office, its manager and its units; a defect is fixed by an
act alone; everybody else reads able or not able, and no trace of the rest."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import words_of
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.places.models import Place
from tutela_web.places.sites.safety_kinds import ANSWER, DEFECT, PLAN, ROUTE, SECTOR
from tutela_web.places.sites.safety_models import SiteDefect
from tutela_web.records.kind_verbs import create_record

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(databases=["default", "keys"]),
]


@pytest.fixture
def camp(cast: Cast) -> Place:
    """A site of the north."""
    return make.place(cast.mission, "Osila camp", kind="site", area=cast.north)


def standing(cast: Cast, who: str) -> Any:
    return standing_of(cast[who], cast.mission)


def post(cast: Cast, who: str) -> Post:
    return cast[who].holdings.get().post


def keep(cast: Cast, camp: Place) -> SiteDefect:
    """What the head of office keeps of the camp; gives its one defect."""
    head = standing(cast, "head_of_field_office")
    create_record(
        PLAN,
        {"manager": post(cast, "field_reporter"), "disabled": 4177, "paper": "EVACPAPER"},
        beside=camp,
        by=head,
    )
    create_record(
        SECTOR,
        {"name": "SECTOREAST", "unit_post": post(cast, "unit_commander"), "lights": "none"},
        beside=camp,
        by=head,
    )
    create_record(
        ROUTE,
        {"purpose": "wood", "stretch": "ROUTEWOOD", "seen_on": make.TODAY},
        beside=camp,
        by=head,
    )
    create_record(
        ANSWER,
        {
            "threat": "crowd",
            "part": "night",
            "able": False,
            "who": "ANSWERWHO",
            "said_on": make.TODAY,
        },
        beside=camp,
        by=standing(cast, "force_commander"),
    )
    return create_record(
        DEFECT,
        {
            "what": "fence",
            "where": "DEFECTWHERE",
            "people_pass": True,
            "seen_on": make.TODAY - timedelta(days=3),
            "due": make.TODAY - timedelta(days=1),
        },
        beside=camp,
        by=head,
    )


CLOSED = ("EVACPAPER", "SECTOREAST", "ROUTEWOOD", "DEFECTWHERE", "ANSWERWHO", "4177")


def page(client: Any, path: str) -> str:
    answer = client.get(f"/m/luma/{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("who", ["head_of_field_office", "field_reporter", "unit_commander"])
def test_office_manager_and_unit_read_the_site_whole(
    who: str, cast: Cast, camp: Place, sign_in: Any
) -> None:
    keep(cast, camp)
    seen = page(sign_in(cast[who]), f"places/{camp.pk}/safety/")
    assert all(word in seen for word in ("SECTOREAST", "ROUTEWOOD", "DEFECTWHERE", "4177"))
    assert "ANSWERWHO" not in seen and "not able" in seen
    assert "past its day" in seen


@pytest.mark.parametrize("who", ["analyst", "poc_adviser", "joc_duty_officer", "chief_of_staff"])
def test_everybody_else_reads_able_or_not_able_and_no_trace(
    who: str, cast: Cast, camp: Place, sign_in: Any
) -> None:
    client = sign_in(cast[who])
    before = page(client, f"places/{camp.pk}/safety/")
    defect = keep(cast, camp)
    after = page(client, f"places/{camp.pk}/safety/")
    told = {word for word in CLOSED if word in after} - {word for word in CLOSED if word in before}
    assert told <= {"ANSWERWHO"} and ("ANSWERWHO" in told) == (who == "chief_of_staff")
    assert "nobody can answer it by night" in after and "nobody can" not in before
    assert "not able" in after and "past its day" not in after and "Perimeter" not in after
    assert client.get(f"/m/luma/places/defects/{defect.pk}/").status_code == 404
    for sector in ("safety/sectors", "safety/plans", "safety/routes"):
        assert client.get(f"/m/luma/places/{sector}/{defect.pk}/").status_code == 404


def test_a_defect_is_mended_by_a_person_with_a_day_alone(
    cast: Cast, camp: Place, sign_in: Any
) -> None:
    defect = keep(cast, camp)
    here = f"/m/luma/places/defects/{defect.pk}/"
    client = sign_in(cast["field_reporter"])
    owner = post(cast, "unit_commander")
    sent = {"version": 1, "owner": owner.pk, "due": str(make.TODAY + timedelta(days=1))}
    assert client.post(f"{here}owner/", sent).status_code == 302
    unit = sign_in(cast["unit_commander"])
    late = {"version": 2, "on": str(make.TODAY + timedelta(days=1)), "how": "new wire"}
    assert unit.post(f"{here}fixed/", late).status_code == 400
    assert unit.post(f"{here}fixed/", late | {"on": str(make.TODAY)}).status_code == 302
    defect.refresh_from_db()
    assert (defect.owner, defect.mended_on) == (owner, make.TODAY)
    assert sign_in(cast["analyst"]).post(f"{here}again/", {"version": 3}).status_code == 404


def photo_with_place() -> bytes:
    picture, taken = Image.new("RGB", (2000, 1500), "grey"), BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (7.0, 6.0, 5.0)}
    picture.save(taken, "JPEG", exif=exif, comment=b"CAMERAWORD")
    return taken.getvalue()


def test_a_photo_loses_place_and_size_and_waits_for_a_look_at_faces(
    cast: Cast, camp: Place, sign_in: Any
) -> None:
    defect = keep(cast, camp)
    here = f"/m/luma/places/defects/{defect.pk}/"
    head, unit = sign_in(cast["head_of_field_office"]), sign_in(cast["unit_commander"])
    file = SimpleUploadedFile("fence.jpg", photo_with_place(), content_type="image/jpeg")
    assert unit.post(f"{here}photos/", {"file": file}).status_code == 302
    kept = defect.photos.get()
    shown = f"{here}photos/{kept.pk}/"
    assert unit.post(shown).status_code == 404  # nobody looked for faces yet
    drawn = head.post(shown)
    assert drawn["Cache-Control"] == "no-store" and b"CAMERAWORD" not in drawn.content
    with Image.open(BytesIO(drawn.content)) as picture:
        assert max(picture.size) == 800 and not picture.getexif()
    assert head.post(f"{shown}settle/", {"do": "faceless"}).status_code == 302
    assert unit.post(shown).status_code == 200
    assert head.post(f"{shown}settle/", {"do": "remove"}).status_code == 302
    assert not defect.photos.exists()


def test_lists_search_programs_and_maps_answer_alike_with_and_without(
    cast: Cast, camp: Place, sign_in: Any
) -> None:
    """A twin of one reader: nothing anywhere else moves when the perimeter is written down."""
    make.place(cast.mission, "Other camp", kind="site", area=cast.north)
    addresses = (
        "/m/luma/search/?q=SECTOREAST",
        f"/m/luma/places/{camp.pk}/",
        f"/m/luma/places/{camp.pk}/record/",
        "/m/luma/places/defects/",
        "/m/luma/places/",
        "/api/v1/missions/luma/places",
        f"/api/v1/missions/luma/places/{camp.pk}",
    )
    people = ("analyst", "poc_adviser", "sector_operations")
    before = {(who, one): said(sign_in(cast[who]).get(one)) for who in people for one in addresses}
    keep(cast, camp)
    for (who, one), was in before.items():
        now = said(sign_in(cast[who]).get(one))
        assert now == was, (who, one)


def said(answer: Any) -> str:
    """What was answered, in words, and where its links lead."""
    page = answer.content.decode()
    return words_of(page) + " ".join(re.findall(r'href="([^"]*)"', page))
