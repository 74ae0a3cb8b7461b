"""Where a joint reading stays once it is open: on the risk, in section B, on paper, in reports."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk.readings.test_blind import convened, hotspot, line, writes
from tests.tutela_web.risk.story import standing
from tests.tutela_web.warning.story import later
from tutela.reporting.products import products
from tutela_web.base import clock
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.filling.joint import fill_joint_reading
from tutela_web.reporting.filling.view import FillView, product_view
from tutela_web.risk.readings.kinds import HEARD_VIEW, SITUATION_INPUT
from tutela_web.risk.readings.models import ReadingParty
from tutela_web.risk.readings.verbs import decline_reading
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.content.snapshot import snapshot
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def page_of(client: Any, name: str, *args: Any) -> str:
    return unescape(
        " ".join(client.get(reverse(name, args=["luma", *args])).content.decode().split())
    )


def test_a_dissent_stands_in_section_b_once_it_is_open(cast: Cast, sign_in: Any) -> None:
    luma = hotspot(cast)
    risk = make.risk(cast.mission, luma, by=cast.adviser)
    strategy = open_strategy(
        {"title": "Strategy 2019", "language": "en"}, by=standing(cast, cast.adviser)
    )
    section = Section.objects.get(strategy=strategy, letter="B")
    reading = convened(cast)
    writes(cast, reading, "jmac", line(luma, "up"))
    writes(cast, reading, "force", line(luma, "down"), dissent="Luma belongs below Koro.")
    client = sign_in(cast.adviser)
    pages = [("strategy:section", section.pk), ("risk:risk", risk.pk)]
    for name, pk in pages:
        assert "belongs below Koro" not in page_of(client, name, pk), name
    assert "joint" not in snapshot(standing(cast, cast.adviser), strategy)["tables"]
    later(cast.mission, hours=25)
    for name, pk in pages:
        told = page_of(client, name, pk)
        assert "belongs below Koro" in told and "awaited" in told, name
    tables = snapshot(standing(cast, cast.adviser), strategy)["tables"]
    assert tables["dissent"][0]["words"] == "Luma belongs below Koro."
    assert tables["joint"][0]["trends"] == {"jmac": "up", "force": "down"}
    figures = prefill_sections(standing(cast, cast.adviser), language="en", marking=1)["B"]
    assert "1 hotspot jointly" in figures and "1 apart" in figures and "below Koro" not in figures
    # Who answers on drafts and reads no risk reads its figures alone.
    for who in ("country_team", "task_force"):
        theirs = page_of(sign_in(cast[who]), "strategy:section", section.pk)
        assert "belongs below Koro" not in theirs


def test_what_others_think_is_open_to_none_of_them_and_in_nothing_that_is_sent(
    cast: Cast, sign_in: Any
) -> None:
    luma = hotspot(cast)
    reading = convened(cast)
    view = create_record(
        HEARD_VIEW,
        {
            "of": "host",
            "heard_from": "Ministry of the Interior",
            "heard_on": make.TODAY,
            "place": luma,
            "view": "They call the road safe.",
            "classification": 1,
        },
        by=standing(cast, cast.adviser),
    )
    assert view.typed_by == standing(cast, cast.adviser).titles[0]
    page = page_of(sign_in(cast.adviser), "risk:joint_reading", reading.pk)
    assert "They call the road safe." in page
    address = reverse("risk:heard_view", args=["luma", view.pk])
    listed = reverse("risk:heard_views", args=["luma"])
    for who in ("partner", "country_team", "task_force", "planning_officer", "field_reporter"):
        client = sign_in(cast[who])
        assert client.get(address).status_code == client.get(listed).status_code == 404, who
        assert client.get(f"/api/v1/missions/luma/risks/heard-views/{view.pk}").status_code == 404
    reader = sign_in(cast["women_protection_adviser"])  # asked to read, and no reader of dealings
    assert "They call the road safe." not in page_of(reader, "risk:joint_reading", reading.pk)


def test_missing_and_stale_inputs_are_named_on_the_risk_the_reading_and_section_b(
    cast: Cast, sign_in: Any
) -> None:
    luma = hotspot(cast)
    risk = make.risk(cast.mission, luma, by=cast.adviser)
    reading = convened(cast)
    strategy = open_strategy(
        {"title": "Strategy 2019", "language": "en"}, by=standing(cast, cast.adviser)
    )
    section = Section.objects.get(strategy=strategy, letter="B")
    create_record(
        SITUATION_INPUT,
        {
            "about": "humanitarian",
            "conduit": "cluster",
            "on": make.TODAY - timedelta(days=20),
            "words": "Fewer families reach the wells.",
            "place": None,
            "classification": 1,
        },
        by=standing(cast, cast.adviser),
    )
    client = sign_in(cast.adviser)
    for name, pk in (
        ("risk:risk", risk.pk),
        ("risk:joint_reading", reading.pk),
        ("strategy:section", section.pk),
    ):
        told = page_of(client, name, pk)
        inputs = told[told.index('id="inputs"') :]
        assert "missing: none that you may read" in inputs, name
        assert "20 days old" in inputs and "stale" in inputs and "wells" in inputs, name


def test_human_rights_are_told_by_the_component_and_no_day_lies_ahead(
    cast: Cast, sign_in: Any
) -> None:
    client = sign_in(cast["human_rights"])
    new = reverse("risk:situation_input_new", args=["luma"])
    good = {
        "about": "human_rights",
        "conduit": "component",
        "on": make.TODAY.isoformat(),
        "words": "More arrests at the market than in November.",
        "classification": 1,
    }
    assert client.post(new, good | {"conduit": "ocha"}).status_code == 400
    tomorrow = (make.TODAY + timedelta(days=1)).isoformat()
    assert client.post(new, good | {"on": tomorrow}).status_code == 400
    assert client.post(new, good).status_code == 302


def told_in_weekly_report(cast: Cast) -> str:
    product = products()["weekly_poc"]
    view = FillView(
        product,
        product_view(cast.mission, product, clock.today(cast.mission)),
        make.TODAY - timedelta(days=6),
        make.TODAY + timedelta(days=2),
        clock.now(cast.mission),
    )
    filled = fill_joint_reading(view)
    rows = filled.table.rows if filled.table else []
    return " ".join([*(cell for row in rows for cell in row), *filled.notes])


def test_of_one_place_alone_a_reading_was_opened_and_the_report_does_not_deny_it(
    cast: Cast,
) -> None:
    luma = hotspot(cast)
    reading = convened(cast, "jmac", "force", place=luma)
    for party in ("jmac", "force"):
        writes(cast, reading, party, line(luma, "up"))
    told = told_in_weekly_report(cast)
    assert "No joint reading was opened of the mission's hotspots" in told
    assert "as far as this report may tell" in told


def test_the_weekly_report_says_what_was_read_apart_once_it_is_open(cast: Cast) -> None:
    luma = hotspot(cast)
    reading = convened(cast, "jmac", "force", "police")
    writes(cast, reading, "jmac", line(luma, "up"))
    writes(cast, reading, "force", line(luma, "down"), dissent="Luma belongs below Koro.")

    def told() -> str:
        return told_in_weekly_report(cast)

    assert "No joint reading was opened" in told() and "Koro" not in told()
    decline_reading(reading, ReadingParty.POLICE, by=standing(cast, cast["police_commander"]))
    opened = told()
    assert "JMAC: rises; force: falls" in opened and "Luma belongs below Koro." in opened
    assert "police: declined" in opened
    later(cast.mission, days=9)
    again = convened(cast, "jmac", "force")
    for party in ("jmac", "force"):
        writes(cast, again, party, line(luma, "down"))
    assert told() == opened, "one that opened after its days is no other report's"
