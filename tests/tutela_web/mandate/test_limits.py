"""Limits the Council set: read in its words, drawn with a number, told with their paragraph."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import by, confirmed, loaded, paragraph, url
from tests.tutela_web.records.kinds import KindTests
from tutela.base.errors import BadParameter
from tutela_web.access.models import DutyArea
from tutela_web.base.errors import Denied
from tutela_web.mandate.limits.kind import LIMIT
from tutela_web.mandate.limits.models import CouncilLimit
from tutela_web.mandate.limits.queries import limits_shown
from tutela_web.mandate.models import Resolution
from tutela_web.records.kind_verbs import create_record, edit_record

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.postgresql,  # an edit locks its limit
]

QUOTE = "camps of displaced persons"
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[29.0, 6.0], [31.0, 6.0], [31.0, 8.0], [29.0, 8.0], [29.0, 6.0]]],
}


def drawn(area: DutyArea) -> DutyArea:
    DutyArea.objects.filter(pk=area.pk).update(boundary=SQUARE)
    area.refresh_from_db()
    return area


def limited(cast: Cast, who: str = "poc_adviser", **fields: Any) -> CouncilLimit:
    part = paragraph(Resolution.objects.first() or loaded(cast), "2 (b)")
    values = {"quote": QUOTE, "sense": "only", "where": "around the camps"} | fields
    made: CouncilLimit = create_record(LIMIT, values, by=by(cast, who), beside=part)
    return made


class TestLimit(KindTests):
    kind = LIMIT
    values = {"quote": QUOTE, "sense": "only", "where": "around the camps"}  # noqa: RUF012
    changes = {"where": "around every camp"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return paragraph(Resolution.objects.first() or loaded(cast), "2 (b)")


def test_a_limit_stands_on_the_map_of_the_area_with_its_paragraph_beside(
    cast: Cast, sign_in: Any
) -> None:
    make.suggestion(cast.mission, make.place(cast.mission, "Luma", area=drawn(cast.north)))
    client = sign_in(cast.hofo)
    area = reverse("site:area", args=["luma"])
    before = client.get(area).content.decode()
    assert "whether the Council set a limit is not known" in before and "m-limit" not in before
    part = paragraph(loaded(cast), "2 (b)")
    confirmed(cast, paragraph(part.resolution, "2 (a)"))
    before = unescape(client.get(area).content.decode())
    assert "protection is mandated in the whole mission area" in before
    adviser = sign_in(cast.adviser)
    assert url("limit_new", part.pk) in adviser.get(url("paragraph", part.pk)).content.decode()
    sent = {"quote": QUOTE, "sense": "only", "where": "around the camps", "within": cast.north.pk}
    assert adviser.post(url("limit_new", part.pk), sent).status_code == 302
    page = unescape(client.get(area).content.decode())
    assert 'class="m-limit"' in page and ">(1)</text>" in page
    assert QUOTE in page and "S/RES/9001 (2031), 2 (b)" in page
    assert url("paragraph", part.pk) in page, "the paragraph is a click away"
    assert "around the camps" in adviser.get(url("limits")).content.decode()


def test_the_words_are_the_councils_and_a_post_reads_them(cast: Cast) -> None:
    with pytest.raises(BadParameter):
        limited(cast, quote="within its capabilities")
    with pytest.raises(Denied):
        limited(cast, "analyst")
    one = limited(cast, quote="CAMPS of  displaced persons")
    assert (one.quote, one.read_by.role) == (QUOTE.upper()[:5] + QUOTE[5:], "poc_adviser")


def test_what_is_no_longer_read_so_leaves_the_map(cast: Cast) -> None:
    one = limited(cast, sense="not", within=drawn(cast.north))
    told = limits_shown(by(cast, "boris"))
    assert told is not None and len(told.marks) == 1
    elsewhere = limits_shown(by(cast, "boris"), cast.south)
    assert elsewhere is not None and elsewhere.listed == [], "drawn as another area"
    edit_record(LIMIT, one, {"ended_on": make.TODAY}, version=1, by=by(cast, "poc_adviser"))
    told = limits_shown(by(cast, "boris"))
    assert told is not None and (told.listed, told.marks) == ([], [])


def test_that_the_mandate_reaches_one_area_only_is_told_of_every_other(
    cast: Cast, sign_in: Any
) -> None:
    limited(cast, within=drawn(cast.north))
    confirmed(cast, paragraph(Resolution.objects.get(), "2 (a)"))
    page = sign_in(cast.adviser).get(reverse("site:area", args=["luma"]), {"area": cast.south.code})
    south = unescape(page.content.decode())
    assert QUOTE in south and "protection is mandated in the whole mission area" not in south


def test_a_task_that_names_a_limit_nobody_placed_is_named(cast: Cast) -> None:
    task = confirmed(cast, paragraph(loaded(cast), "2 (a)"))
    type(task).objects.filter(pk=task.pk).update(limit="within its areas of deployment")
    told = limits_shown(by(cast, "boris"))
    assert told is not None and told.unread == [task] and told.read
