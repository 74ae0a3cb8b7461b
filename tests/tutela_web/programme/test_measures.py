"""Indicators of whether people are safer, who records them, and reports due from the mission."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Denied
from tutela_web.programme.chain.queries import chain
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import matrix
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.measures import verbs
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.measures.models import Indicator, Reading, ReportDuty
from tutela_web.programme.measures.queries import indicator_states, indicators_for
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk
from tutela_web.strategy.content.elements import live_counts
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.edition.models import Section


def url(name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"programme:{name}", args=["luma", *args])


@pytest.fixture
def adviser(cast: Cast) -> Standing:
    return standing_of(cast.adviser, cast.mission)


@pytest.fixture
def line(cast: Cast, adviser: Standing) -> MatrixLine:
    """Dawn patrols near Luma, with no indicator in words."""
    place = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel")
    records.edit(risk, {"status": "adopted", "priority": 3}, version=1, by=None)
    values = {
        "risk": Risk.objects.get(),
        "activity": "day_patrol",
        "lead": "Force",
        "resources": "Sector plan",
        "tiers": [2],
        "phase": "prevention",
    }
    (made,) = make_lines([values], by=adviser)
    return made


def test_an_indicator_is_not_known_until_somebody_reads_it_and_the_chain_shows_the_reading(
    cast: Cast, sign_in: Any, adviser: Standing, line: MatrixLine
) -> None:
    client = sign_in(cast.adviser)
    assert [flag.kind for flag in matrix(adviser, {}).flags[str(line.pk)]] == ["no indicator"]
    data = {
        "words": "Families who fetch water alone",
        "line": str(line.pk),
        "every_days": "30",
        "first_due": adviser.on - timedelta(1),
        "perception": "on",
        "classification": "1",
    }
    assert client.post(url("indicator_new"), data).status_code == 302
    one = Indicator.objects.get()
    assert not matrix(adviser, {}).flags
    page = client.get(url("monitoring:indicators")).content.decode()
    assert "1 reading is late" in page and "not known" in page
    assert "not known" in chain(adviser, {}).columns["indicator"][0].words
    given = {"on": adviser.on, "value": "4 of 10", "said_by": "Civil affairs", "source": ""}
    assert client.post(url("indicator_read", one.pk), given).status_code == 400
    given["source"] = "Survey at the water point"
    assert client.post(url("indicator_read", one.pk), given).status_code == 302
    (now,) = indicator_states(adviser, indicators_for(adviser))
    assert (now.state, now.due) == ("ahead", adviser.on + timedelta(30))
    assert "4 of 10" in chain(adviser, {}).columns["indicator"][0].words
    assert "4 of 10" in client.get(url("line", line.pk)).content.decode()
    counts = live_counts(adviser)
    assert (counts["indicators"], counts["indicators_perception"]) == (1, 1)
    assert sign_in(cast.boris).get(url("indicator", one.pk)).status_code == 200
    assert sign_in(cast.chen).get(url("indicator", one.pk)).status_code == 404


def test_the_lead_of_a_line_reads_what_it_is_measured_by_and_others_do_not(
    cast: Cast, adviser: Standing, line: MatrixLine
) -> None:
    one = create_record(INDICATOR, {"words": "Families who fetch water", "line": line}, by=adviser)
    read = {"value": "fewer", "said_by": "Force", "source": "patrol reports"}
    lead = standing_of(cast["force_commander"], cast.mission)
    verbs.read_indicator(one, on=lead.on, by=lead, **read)
    with pytest.raises(Denied):
        create_record(INDICATOR, {"words": "Patrols made", "line": line}, by=lead)
    with pytest.raises(Denied):
        verbs.read_indicator(one, on=lead.on, by=standing_of(cast.boris, cast.mission), **read)
    with pytest.raises(BadParameter, match="future"):
        verbs.read_indicator(one, on=lead.on + timedelta(1), by=lead, **read)
    with pytest.raises(BadParameter, match="of a line of the matrix or of an objective"):
        create_record(INDICATOR, {"words": "Nothing's"}, by=adviser)
    assert Reading.objects.count() == 1


def test_a_report_owed_is_late_until_made_and_the_next_one_follows_its_rhythm(
    cast: Cast, sign_in: Any, adviser: Standing
) -> None:
    client, due = sign_in(cast.adviser), adviser.on - timedelta(2)
    data = {
        "to": "council",
        "title": "Report of the Secretary-General",
        "office": "Political",
        "due": due,
        "every_days": "90",
        "classification": "0",
    }
    assert client.post(url("report_duty_new"), data | {"title": ""}).status_code == 400
    assert client.post(url("report_duty_new"), data).status_code == 302
    one = ReportDuty.objects.get()
    assert "late" in client.get(url("duty", one.pk)).content.decode()
    sent = {"on": adviser.on, "reference": "S/2019/1", "version": one.version}
    assert client.post(url("duty_made", one.pk), sent).status_code == 302
    one.refresh_from_db()
    assert one.due == due + timedelta(90)
    page = client.get(url("report_duties")).content.decode()
    assert "Report of the Secretary-General" in page and "late" in page
    due_list = client.get(url("reporting:reports")).content.decode()
    assert "Report of the Secretary-General" in due_list, "what is due stands in one list"
    again = client.post(url("duty_made", one.pk), sent)
    assert again.status_code == 400, "said twice at once: the second is told"
    assert live_counts(adviser)["reporting_duties"] == 1
    assert prefill_sections(adviser, language="en", marking=1)["J"].endswith(
        "duties that stand: 1."
    )
    assert sign_in(cast.boris).post(url("duty_made", one.pk), sent).status_code == 403


def test_section_a_says_which_edition_of_the_concept_its_tiers_are_of(
    cast: Cast, sign_in: Any
) -> None:
    client = sign_in(cast["drafter"])
    data = {
        "title": "POC strategy",
        "concept": "Operational Concept, 2015",
        "language": "en",
        "classification": "1",
    }
    assert client.post(url("strategy:strategies"), data).status_code == 302
    one = Section.objects.get(letter="A")
    assert (
        "Operational Concept, 2015" in client.get(url("strategy:section", one.pk)).content.decode()
    )
    page = client.get(url("strategy:strategy", one.strategy_id)).content.decode()
    assert "Operational Concept, 2015" in page and "edition not said" not in page
