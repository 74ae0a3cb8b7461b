"""What an office counts leaves by no door where few are counted, and is never typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.version_rows import all_versions, plant_in_versions
from tutela.base.errors import BadParameter
from tutela_web.access.policy import standing_of
from tutela_web.accountability.kinds import VIOLATION
from tutela_web.cli.upgrading.from_0_3_0 import close_words
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.kinds import OFFICE_FIGURE
from tutela_web.reporting.models import OfficeFigure, ReportPart

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

FIRST = make.TODAY - timedelta(days=29)
HALF = make.TODAY - timedelta(days=15)


def abused(cast: Cast, number: int, on: date) -> None:
    """So many verified violations on a day."""
    by = standing_of(cast["human_rights"], cast.mission)
    for n in range(number):
        values = {
            "kind": "violation",
            "reference": f"HR/{on}/{n}",
            "harm": "killing",
            "status": "verified",
            "on": on,
            "classification": 1,
        }
        create_record(VIOLATION, values, by=by)


def given(cast: Cast, first: date, last: date, **said: Any) -> OfficeFigure:
    """A figure the human rights office gives of some days."""
    values = {
        "of": "human_rights_figures",
        "counted": "violations",
        "held": "verified",
        "first": first,
        "last": last,
        "reference": "HR-7",
        "given_on": make.TODAY,
        "classification": 1,
    }
    figure: OfficeFigure = create_record(
        OFFICE_FIGURE, values | said, by=standing_of(cast["human_rights"], cast.mission)
    )
    return figure


def test_three_are_told_at_no_door(cast: Cast, sign_in: Any) -> None:
    """Three were counted in the register: no table, page, endpoint or paper says three."""
    abused(cast, 3, HALF)
    figure = given(cast, FIRST, make.TODAY)
    assert figure.value is None
    assert {was.value for was in all_versions(OfficeFigure)} == {None}
    client = sign_in(cast["human_rights"])
    for path in ("reporting/figures-of-offices/", f"reporting/figures-of-offices/{figure.pk}/"):
        page = client.get(f"/m/{cast.mission.code}/{path}").content.decode()
        assert "too few to be told" in page
    told = client.get(f"/api/v1/missions/{cast.mission.code}/office-figures").json()
    assert [row["value"] for row in told["results"]] == [None]


def test_eight_are_told_and_what_would_tell_three_of_them_is_not(cast: Cast) -> None:
    abused(cast, 8, FIRST)
    abused(cast, 3, HALF)
    assert given(cast, FIRST, make.TODAY).value == 11
    assert given(cast, FIRST, HALF - timedelta(days=1)).value is None, "the rest would be three"
    assert given(cast, HALF, make.TODAY).value is None
    assert given(cast, FIRST, make.TODAY).value == 11
    abused(cast, 1, HALF)
    assert given(cast, FIRST, make.TODAY).value is None, "one was added since"


def test_the_thematic_report_takes_what_was_counted(cast: Cast) -> None:
    """The paper says what the register holds; the small count beside it is not told."""
    abused(cast, 6, HALF)
    given(cast, FIRST, make.TODAY)
    given(cast, FIRST, make.TODAY, counted="abuses", held="alleged")
    wanted = WantedEdition("thematic_input", make.TODAY, FIRST, make.TODAY)
    adviser = standing_of(cast.adviser, cast.mission)
    report = open_report(wanted, by=adviser)
    fill_edition(report, by=adviser.person)
    tables = str(list(ReportPart.objects.filter(report=report).values_list("filled", flat=True)))
    assert "violations by a state" in tables
    assert "'6'" in tables


def test_an_office_counts_its_own_register_only(cast: Cast) -> None:
    with pytest.raises(BadParameter, match="does not count this"):
        given(cast, FIRST, make.TODAY, counted="released")
    with pytest.raises(TypeError, match="value"):
        given(cast, FIRST, make.TODAY, value=3)


def test_what_was_typed_before_is_closed_at_the_upgrade(cast: Cast) -> None:
    """ "Children released from an armed group, 3" stood typed, and in the version before it."""
    abused(cast, 6, HALF)
    figure = given(cast, FIRST, make.TODAY)
    OfficeFigure.objects.filter(pk=figure.pk).update(counted="", words="released", value=3)
    plant_in_versions(OfficeFigure, value=2)
    close_words()
    figure.refresh_from_db()
    assert figure.value is None
    assert {was.value for was in all_versions(OfficeFigure)} == {None}
