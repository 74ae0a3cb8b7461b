"""Who knew what, when: any version again, and the incident as the mission had it at a moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.version_rows import plant_written
from tutela_web.access.policy import standing_of
from tutela_web.incidents.models import Incident
from tutela_web.incidents.record.verbs import edit_incident
from tutela_web.records import verbs as records
from tutela_web.records.versions.queries import versions_of


def changed(cast: Cast) -> Incident:
    """An incident of three days ago whose figure was corrected today."""
    made = make.incident(cast.mission, killed=4, title="Camp attacked", by=cast.amina)
    (early,) = versions_of(made)
    plant_written(Incident, written_at=early.version_at - timedelta(days=3))
    return edit_incident(
        made,
        {"killed": 9},
        version=1,
        reason="hospital list",
        by=standing_of(cast.adviser, cast.mission),
    )


def fact(said: str, label: str) -> str:
    after = said.split(f'<dt>{label}</dt><dd dir="auto">', 1)[1]
    return after.split("</dd>", 1)[0]


def test_as_known_on_a_day_and_by_version(cast: Cast, sign_in: Any) -> None:
    made = changed(cast)
    address = f"/m/luma/incidents/{made.pk}/history/"
    browser = sign_in(cast.boris)

    def killed(query: str) -> str:
        return fact(browser.get(f"{address}?{query}").content.decode(), "Killed, best")

    assert killed("on=2018-12-29") == "4"
    assert killed("on=2018-12-31") == "9"
    assert (killed("version=1"), killed("version=2")) == ("4", "9")
    before = browser.get(f"{address}?on=2018-12-01T08:00").content.decode()
    assert "had not entered this incident then" in before
    whole = squeezed(browser.get(address).content.decode())
    assert "<del>4</del> <ins>9</ins>" in whole and "hospital list" in whole
    assert "poc adviser" in whole and "analyst" in whole
    assert "Poc Adviser" not in whole.split("<main", 1)[1].split("</main", 1)[0]


def test_a_trail_names_places_and_actors_and_what_is_not_known(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission)
    records.edit(made, {"place": make.place(cast.mission, "Luma")}, version=1, by=cast.amina)
    records.edit(made, {"perpetrator": make.actor(cast.mission)}, version=2, by=cast.amina)
    said = squeezed(
        sign_in(cast.boris).get(f"/m/luma/incidents/{made.pk}/history/").content.decode()
    )
    assert "<del>not known</del> <ins>Luma</ins>" in said
    assert "<del>not known</del> <ins>Group Kestrel</ins>" in said


def test_for_chen_there_is_no_history(cast: Cast, sign_in: Any) -> None:
    made = changed(cast)
    assert sign_in(cast.chen).get(f"/m/luma/incidents/{made.pk}/history/").status_code == 404


def test_a_history_names_no_more_than_the_incident_may_whatever_else_the_reader_reads(
    cast: Cast, sign_in: Any
) -> None:
    heron = make.actor(cast.mission, "Group Heron", classification=2)
    wells = make.place(cast.mission, "Umber Wells", classification=1)
    made = make.incident(cast.mission, classification=2, perpetrator=heron, place=wells)
    edit_incident(
        made,
        {"perpetrator": None, "place": None, "classification": 1},
        version=1,
        reason="named in error",
        by=standing_of(cast["human_rights"], cast.mission),
    )
    address = f"/m/luma/incidents/{made.pk}/history/"
    officer = cast["joc_duty_officer"]
    said = sign_in(officer).get(address).content.decode()  # cleared for the place, not the actor
    assert "Umber Wells" in said and "Group Heron" not in said and "<del>…</del>" in said
    version = sign_in(officer).get(f"{address}?version=1").content.decode()
    assert fact(version, "Perpetrator") == "…" and fact(version, "Place") == "Umber Wells"
    make.post(cast.mission, "women_protection_adviser", officer)
    both = sign_in(officer).get(address).content.decode()  # cleared for both by another post
    assert "Umber Wells" in both and "<del>Group Heron</del>" in both


def test_the_adviser_reads_in_the_trail_of_a_closed_part_whom_the_part_names(
    cast: Cast, sign_in: Any
) -> None:
    heron = make.actor(cast.mission, "Group Heron", classification=2)
    made = make.closed_incident(cast.mission, "crsv", classification=2)
    records.edit(made, {"perpetrator": heron}, version=1, by=cast["women_protection_adviser"])
    browser = sign_in(cast["women_protection_adviser"])
    said = squeezed(browser.get(f"/m/luma/compartments/incidents/{made.pk}/").content.decode())
    assert "<ins>Group Heron</ins>" in said
