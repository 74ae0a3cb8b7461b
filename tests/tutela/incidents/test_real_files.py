"""The real files: counts that must not change, and no people's name where it must not be."""

import re

import polars as pl
import pytest

from tests.counts import PROOF, turn
from tutela.actors.identify import communal_names
from tutela.incidents.check import check
from tutela.incidents.read import read_events
from tutela.incidents.words import WORDS

FOCUS = "ucdp/focus/"
COUNTS = {  # rows, refused, undated, unlocated
    FOCUS + "ged_SSD_to2018.csv": (754, 0, 0, 0),
    FOCUS + "ged_CAF_to2018.csv": (1458, 0, 0, 0),
    FOCUS + "ged_SDN_to2018.csv": (3128, 0, 0, 0),
    FOCUS + "ged_COD_to2018.csv": (3956, 0, 1629, 37),
    FOCUS + "ged_MLI_to2018.csv": (747, 0, 747, 0),
    FOCUS + "ged_focus5_to2018.csv": (10043, 0, 2376, 37),
    FOCUS + "hdx_hxl_conflict_data_ssd_to2018.csv": (754, 0, 0, 0),
    FOCUS + "hdx_hxl_conflict_data_sdn_to2018.csv": (3128, 0, 0, 0),
    "incidents/insecurity_insight_aid_worker_kika.csv": (640, 0, 0, 13),
    "incidents/insecurity_insight_conflict_related_sexual_violence.csv": (962, 13, 0, 2),
    "incidents/insecurity_insight_protection_in_danger.csv": (232, 2, 0, 1),
    "ucdp/country_month_fatalities_1989_2018.csv.gz": (47880, 0, 0, 47880),
}


@pytest.mark.parametrize("name", COUNTS)
def test_every_row_is_counted(real, name):
    (report,) = read_events([real(name)]).files
    assert (report.rows, len(report.rejected), report.undated, report.unlocated) == COUNTS[name]
    assert report.rows == report.accepted + len(report.rejected)


PEOPLES = re.compile("|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in communal_names()))


def leaks(frame):
    sides = pl.concat([frame["side_a"].explode(), frame["side_b"].explode()]).drop_nulls().unique()
    # "Moro" is here a commander of that name, not the people of the Philippines.
    return [s for s in sides if PEOPLES.search(s) and s != "Janjaweed - Moro faction"]


@pytest.mark.parametrize("country", ["SSD", "CAF", "SDN", "COD"])
def test_no_people_is_ranked_as_an_actor(real, country):
    events = read_events([real(f"{FOCUS}ged_{country}_to2018.csv")]).events
    assert leaks(events.frame) == []
    assert events.identities.height > 0


@pytest.mark.parametrize("country", ["SSD", "CAF"])
def test_no_people_is_ranked_in_the_demo_mission(demo, country):
    events = read_events([demo(f"ged_{country}_to2018.csv.gz")]).events
    assert leaks(events.frame) == []
    assert set(events.frame["harm"].unique()) <= set(WORDS)


def test_alindao_as_it_was_recorded(demo):
    frame = read_events([demo("ged_CAF_to2018.csv.gz")]).events.frame
    alindao = frame.filter(pl.col("place").str.contains("Alindao") & (pl.col("deaths") >= 100))
    assert alindao.select("deaths", "civilian_deaths").rows() == [(112, 65)]


def test_drc_civilian_deaths_are_unknown_not_none(real):
    frame = read_events([real(FOCUS + "ged_COD_to2018.csv")]).events.frame
    assert frame["civilian_deaths"].null_count() == frame.height
    assert set(frame["harm"].unique()) == {"killing", "clash"}


@pytest.mark.slow
def test_the_five_countries_and_their_union_double_nothing(real):
    countries = [real(f"{FOCUS}ged_{c}_to2018.csv") for c in ("SSD", "CAF", "SDN", "COD", "MLI")]
    reading = read_events([*countries, real(FOCUS + "ged_focus5_to2018.csv")])
    assert len(reading.events) == reading.superseded.height == 10043


@pytest.mark.slow
@pytest.mark.skipif(not PROOF and turn(4) != 0, reason="has its turn every fourth commit")
def test_the_slim_global_file(real):
    found = check([real("ucdp/ged_global_slim_1989_2018.csv.gz")])
    (report,) = found.files
    assert (report.rows, report.accepted, report.undated) == (236460, 236460, 236460)
    assert found.reading.vintage() == (
        "UCDP GED 21.1 slim, published 2021: hindsight, not what any mission knew",
    )


def test_a_table_of_no_events_says_so(real):
    (report,) = read_events([real("ucdp/ucdp_actor_22_1.csv")]).files
    assert report.error and "incidents map" in report.error.next
