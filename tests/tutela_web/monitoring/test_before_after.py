"""What was recorded before and since a measure began: who reported is told, and no cause is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import answered
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import at_desk, later
from tutela_web.crisis.models import Tasking
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.verbs import join

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

START = make.TODAY - timedelta(days=28)


@pytest.fixture
def line(cast: Cast) -> MatrixLine:
    """A line of the north that began four weeks ago: harm in each week before, once since."""
    place = make.place(cast.mission, "Ferry landing", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.amina)
    values: dict[str, Any] = {"risk": risk, "activity": "liaison", "starts": START}
    (made,) = make_lines([values], by=at_desk(cast, "poc_adviser"))
    for days in (-26, -20, -13, -12, -3, 9):
        make.incident(
            cast.mission, by=cast.amina, area=cast.north, event_from=START + timedelta(days=days)
        )
    make.incident(cast.mission, by=cast.amina, area=cast.south, event_from=START)
    return made


def page_of(client: Any, kind: str, record: Any, query: str = "") -> str:
    address = reverse(f"monitoring:before_{kind}", args=["luma", record.pk])
    answer = client.get(address + query)
    assert answer.status_code == 200
    return squeezed(answer.content.decode())


def test_a_measure_has_what_was_recorded_before_and_since(
    cast: Cast, line: MatrixLine, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    address = reverse("monitoring:before_line", args=["luma", line.pk])
    assert address in client.get(f"/m/luma/strategy/matrix/{line.pk}/").content.decode()
    page = page_of(client, "line", line)
    assert "<svg" in page and "not what caused it" in page
    assert "Before: recorded 5; reported in 4 of 4 areas and periods." in page
    assert "Since: recorded 1; reported in 1 of 4 areas and periods." in page
    assert page.count("nobody reported<") == 3, "a week nobody reported in is not a quiet week"
    assert "Not as many reported on both sides" in page
    assert "A difference as large may be chance alone." in page


def test_who_does_not_read_the_area_reads_no_count_of_it(
    cast: Cast, line: MatrixLine, sign_in: Any
) -> None:
    reader = sign_in(cast["drafter"])
    page = page_of(reader, "line", line)
    assert "<svg" not in page.partition("compared")[2] and "Before: recorded" not in page
    assert "areas or classifications you do not read" in page


def test_an_objective_begins_with_the_first_line_that_serves_it(
    cast: Cast, line: MatrixLine, sign_in: Any
) -> None:
    chief = at_desk(cast, "poc_adviser")
    fields = {"words": "Families cross safely", "term": "medium", "tiers": [2]}
    objective = set_objective(fields, by=chief)
    client = sign_in(cast.adviser)
    assert "Without a first day" in page_of(client, "objective", objective)
    join(line, "objective", objective.pk, by=chief)
    page = page_of(client, "objective", objective)
    assert "Before: recorded 5" in page
    address = reverse("monitoring:before_objective", args=["luma", objective.pk])
    assert (
        address
        in client.get(reverse("programme:objective", args=["luma", objective.pk])).content.decode()
    )


def test_a_tasking_is_compared_once_a_week_has_ended(cast: Cast, sign_in: Any) -> None:
    alert = answered(cast, area=cast.north)
    tasking = Tasking.objects.get(alert=alert)
    client = sign_in(cast.adviser)
    panel = page_of(client, "alert", alert)
    assert reverse("monitoring:before_tasking", args=["luma", tasking.pk]) in panel
    assert "No week has ended since it began." in page_of(client, "tasking", tasking)
    later(cast.mission, days=9)
    page = page_of(client, "tasking", tasking)
    assert "Before: nobody reported, in 1 areas and periods." in page
    assert "Before: recorded" not in page, "none is not zero"


def test_an_indicator_has_as_many_values_before_as_since(
    cast: Cast, line: MatrixLine, sign_in: Any
) -> None:
    from tests.tutela_web.monitoring.test_measured_kind import computed, taken
    from tutela_web.monitoring.measured.models import IndicatorDefinition

    client = sign_in(cast.adviser)
    taken(client, "attacks")
    later(cast.mission, days=40)
    computed(client)
    definition = IndicatorDefinition.objects.get()
    MatrixLine.objects.filter(pk=line.pk).update(starts=date(2018, 12, 1))
    page = page_of(client, "line", line, f"?of={definition.pk}")
    assert "Before: a value in" in page and "<svg" in page
    assert "not what caused it" in page
