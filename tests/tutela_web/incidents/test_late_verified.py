"""Advisers class what their compartment holds; what was verified late counts apart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stories.telling import part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.test_closed_edit import sheet
from tests.tutela_web.warning.story import later
from tutela.incidents.late_verification import COUNTED, count_as
from tutela_web.base import clock
from tutela_web.incidents.models import Victims

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LIST = "/m/luma/compartments/incidents/"
DAYS = st.dates(date(2017, 1, 1), date(2019, 12, 31))


@given(DAYS | st.none(), DAYS | st.none())
def test_over_all_quarters_each_verified_violation_counts_once(
    happened: date | None, verified: date | None
) -> None:
    """However late: nothing verified is left out, and nothing is counted in two periods."""
    starts = [date(year, month, 1) for year in (2017, 2018, 2019) for month in (1, 4, 7, 10)]
    ends = [after - timedelta(days=1) for after in starts[1:]] + [date(2019, 12, 31)]
    told = [
        count_as(happened, verified, since=since, until=until)
        for since, until in zip(starts, ends, strict=True)
    ]
    assert set(told) <= {*COUNTED, None}
    counted = [one for one in told if one and one != "waiting"]
    assert len(counted) == (verified is not None)


@pytest.mark.postgresql
def test_what_was_verified_late_stands_apart_and_what_is_not_classed_is_said(
    cast: Cast, sign_in: Any
) -> None:
    adviser = sign_in(cast["child_protection_adviser"])
    today = clock.today(cast.mission)  # the last day of 2018
    old = make.closed_incident(
        cast.mission, "mrm", "A year ago", event_from=today - timedelta(days=300)
    )
    fresh = make.closed_incident(cast.mission, "mrm", "This month", event_from=today)
    make.closed_incident(cast.mission, "mrm", "Nobody classed it", event_from=today)
    for record in (old, fresh):
        sent = sheet(record, cast, "child_protection_adviser", reason="two interviews")
        sent["grave"] = ["recruitment or use"]
        answer = adviser.post(f"{LIST}{record.pk}/edit/", sent)
        assert answer.status_code == 302, answer.content.decode()[-900:]
        record.refresh_from_db()
        said = {"to": "verified", "reason": "the task force", "version": record.version}
        adviser.post(f"{LIST}{record.pk}/verification/", said)
    page = adviser.get(f"{LIST}{old.pk}/").content.decode()
    assert "recruitment or use" in page
    counted = part(adviser.get(LIST).content.decode(), "quarter")
    row = counted.split("recruitment or use")[1]
    assert row.index(f"C-{fresh.number}") < row.index(f"C-{old.number}"), "late stands apart"
    assert "1 record is not classed yet" in counted
    before = part(adviser.get(f"{LIST}?quarter=2018-1").content.decode(), "quarter")
    assert "1 Jan 2018 to 31 Mar 2018" in before and f"C-{fresh.number}" not in before
    assert f"C-{old.number}" in before, "it waited then, and was verified in another quarter"
    for who in ("women_protection_adviser", "human_rights", "head_of_mission"):
        content = sign_in(cast[who]).get(LIST).content.decode()
        assert "recruitment or use" not in content, who


def test_forms_of_sexual_violence_are_the_womens_advisers_alone(cast: Cast, sign_in: Any) -> None:
    adviser = sign_in(cast["women_protection_adviser"])
    record = make.closed_incident(cast.mission, "crsv", "At the water point", harms=["crsv"])
    later(cast.mission, days=2)
    listed = adviser.get(LIST).content.decode()
    assert "nobody began within 24 hours" in listed and "2\xa0days" in listed
    sent = sheet(record, cast, "women_protection_adviser", reason="the survivor's consent")
    sent["forms_of_violence"] = ["forced marriage"]
    assert adviser.post(f"{LIST}{record.pk}/edit/", sent).status_code == 302
    record.refresh_from_db()
    assert record.forms_of_violence == ["forced marriage"]
    assert "forced marriage" in adviser.get(f"{LIST}{record.pk}/").content.decode()
    # who reads the compartment by a grant, and is not its office, classes nothing
    make.grant(cast.mission, cast.amina, "crsv", by=cast["head_of_mission"])
    sent = sheet(record, cast, reason="a guess") | {"forms_of_violence": ["rape"]}
    sign_in(cast.amina).post(f"{LIST}{record.pk}/edit/", sent)
    record.refresh_from_db()
    assert record.forms_of_violence == ["forced marriage"]


def test_a_few_children_among_victims_are_no_sign_to_who_may_not_count_them(
    cast: Cast, sign_in: Any
) -> None:
    """A chip of a grave violation tells that a child is among the victims: it is small counts."""
    incident = make.incident(cast.mission, harms=["killing"], area=cast.north, classification=0)
    line = Victims.objects.create(incident=incident, harm="killing", age="5-11", number=2)
    commander, rights = sign_in(cast["unit_commander"]), sign_in(cast["human_rights"])
    pages = ("/m/luma/incidents/to-verify/", f"/m/luma/incidents/{incident.pk}/")
    for path in pages:
        assert "killing or maiming" in rights.get(path).content.decode()
        assert "killing or maiming" not in commander.get(path).content.decode()
    Victims.objects.filter(pk=line.pk).update(number=6)
    assert "killing or maiming" in commander.get(pages[0]).content.decode()
