"""Answers to a mission's own form, counted for each reader: on a page and for programs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.intake.sending import LIST, report, send
from tests.tutela_web.questionnaires.filling import FORMS, in_use
from tests.tutela_web.site.test_api import Program
from tutela_web.access.models import AuditEntry
from tutela_web.intake.models import FieldReport

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

COUNTS = f"{LIST}counts/market-watch/"


def shown(browser: Any) -> str:
    answer = browser.get(COUNTS)
    assert answer.status_code == 200
    return squeezed(answer.content.decode()).split("<main")[1]


def row_of(page: str, label: str) -> str:
    """The cells of a row, by its heading."""
    found = re.search(rf">\s*{label}\s*<(.*?)</tr>", page)
    assert found is not None, label
    return found[1]


@pytest.fixture
def answered(cast: Cast, sign_in: Any) -> Program:
    """Six reports of a road that is sometimes taxed, two of one that is not."""
    in_use(sign_in, cast)
    phone = Program(cast["field_reporter"])
    for price, road in [(n, "some") for n in (700, 800, 900, 900, 950, 990)] + [(1, "no")] * 2:
        answers = {"price": price, "road": road, "groups": "Group Kestrel", "trader_name": "Asha"}
        send(phone, report(answers=answers, form="market-watch"))
    return phone


def test_each_reader_is_told_the_counts_of_what_they_may_read(
    cast: Cast, sign_in: Any, answered: Program
) -> None:
    rights = shown(sign_in(cast["human_rights"]))
    assert ">6<" in row_of(rights, "sometimes"), "Strictly Confidential answers, to who reads them"
    no = row_of(rights, "not at all")
    assert "–" in no and ">2<" not in no, "two is too few"
    assert ">850<" in row_of(rights, "median")
    jmac = shown(sign_in(cast.amina))
    assert "median" in jmac and "sometimes" not in jmac, "the analyst reads up to Confidential"
    adviser = shown(sign_in(cast.adviser))
    assert ">8<" in row_of(adviser.split("Which armed groups", 1)[1], "answered"), (
        "a compartment, to who holds it"
    )
    assert "Which armed groups" not in jmac
    for page in (rights, jmac, adviser):
        assert "Kestrel" not in page and "Asha" not in page and "Name of the trader" not in page
    assert AuditEntry.objects.filter(act="count_answers").count() == 3
    for who, status in (("partner", 404), ("custodian", 404), ("chen", 404)):
        assert sign_in(cast[who]).get(COUNTS).status_code == status, who
    assert sign_in(cast.amina).get(f"{LIST}counts/never-made/").status_code == 404
    assert COUNTS in sign_in(cast.amina).get(LIST).content.decode()
    form = sign_in(cast.amina).get(FORMS).content.decode().split(f"{FORMS}")[1:]
    assert form, "the form leads to its counts"


def test_what_was_corrected_or_destroyed_is_counted_no_more(
    cast: Cast, sign_in: Any, answered: Program
) -> None:
    first = FieldReport.objects.filter(answers__isnull=False).order_by("number")[0]
    send(answered, report(answers={"price": 5}, form="market-watch", corrects=str(first.pk)))
    page = shown(sign_in(cast["human_rights"]))
    assert ">8<" in row_of(page, "answered"), "the correction in place of the first"
    assert ">6<" not in page, "five are left of the road that is sometimes taxed"
    FieldReport.objects.filter(pk=first.pk).update(corrects=None)
    old = FieldReport.objects.order_by("number")[1]
    FieldReport.objects.filter(pk=old.pk).update(known_at=old.known_at - timedelta(days=800))
    assert ">7<" in row_of(shown(sign_in(cast["human_rights"])), "answered")


def test_programs_are_told_the_same(cast: Cast, answered: Program) -> None:
    told = Program(cast["human_rights"]).get("/api/v1/missions/luma/forms/market-watch/counts")
    counted = {one["name"]: one for one in told.json()["questions"]}
    road = {one["value"]: one for one in counted["road"]["answers"]}
    assert road["some"]["total"] == 6 and road["no"]["counts"][-1] is None
    assert road["no"]["total"] is None and counted["price"]["middle"][-1] == 850
    jmac = Program(cast.amina).get("/api/v1/missions/luma/forms/market-watch/counts").json()
    assert [one["name"] for one in jmac["questions"]] == ["price"]
    gone = Program(cast["partner"]).get("/api/v1/missions/luma/forms/market-watch/counts")
    assert gone.status_code in (403, 404)
