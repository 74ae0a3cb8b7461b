"""Where peacekeepers stood on a day, no later than what was known, and how far they were."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import counted
from tutela.base.errors import UnknownFormat, UnreadableFile
from tutela.capacity.nearest import nearest_base
from tutela.capacity.read import read_bases
from tutela.capacity.types import Base

ROOT = Path(__file__).parents[3]
MONTHLY = ROOT / "demo/data/geopko_full_1994_2020.csv.gz"
YEARLY = ROOT.parent / "shared/data/peacekeeping/geopko_v2_3_locations_1994_2024.csv"

HEADER = "source,mission,year,month,location,latitude,longitude,no.troops,inf,unmo.dummy,hq\n"


def of(bases, mission):
    return [base for base in bases.bases if base.mission == mission]


def geopko(folder, *rows):
    path = folder / "geopko.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    return path


def own(folder, text):
    path = folder / "bases.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def end_of_2018():
    return read_bases(MONTHLY, on=date(2018, 12, 31))


def test_on_the_last_day_of_2018_unmiss_had_18_bases_and_minusca_17(end_of_2018):
    unmiss, minusca = of(end_of_2018, "UNMISS"), of(end_of_2018, "MINUSCA")
    assert (len(unmiss), len(minusca)) == (18, 17)
    assert {base.on_from for base in unmiss} == {date(2018, 11, 1)}
    assert {base.on_from for base in minusca} == {date(2018, 10, 1)}
    (malakal,) = [base for base in unmiss if base.name == "Malakal"]
    assert (malakal.id, malakal.strength) == ("unmiss-malakal", 1900)
    assert {"infantry", "formed police", "medical", "headquarters"} <= set(malakal.kinds)
    assert end_of_2018.known_from == date(2018, 12, 1)


def test_minusca_held_ten_places_with_troops_and_seven_with_observers_or_police(end_of_2018):
    with_troops = [base for base in end_of_2018.with_troops() if base.mission == "MINUSCA"]
    without = {base.name for base in of(end_of_2018, "MINUSCA") if base.strength == 0}
    assert len(with_troops) == 10
    assert without == {"Batangafo", "Carnot", "Dékoa", "Ndélé", "Obo", "Paoua", "Yaloke"}


def test_missions_that_had_ended_are_left_out_and_the_last_of_them_named(end_of_2018):
    assert not of(end_of_2018, "UNMIS")
    (ended,) = [note for note in end_of_2018.notes if "missions ended" in note]
    assert "UNMIL (2018-03-01)" in ended


def test_a_month_drawn_twice_gives_each_base_once(tmp_path):
    bases = read_bases(MONTHLY, on=date(2019, 3, 31))
    assert len(of(bases, "UNMISS")) == 18
    older = "Map no. 1 Rev. 9,UNMISS,2019,3,Leer,8.3,30.1,150,1,0,0"
    newer = "Map no. 1 Rev. 10,UNMISS,2019,3,Bor,6.2,31.5,150,1,0,0"
    assert [
        b.name for b in read_bases(geopko(tmp_path, newer, older), on=date(2019, 4, 1)).bases
    ] == ["Bor"]


def test_strength_not_known_stays_unknown(tmp_path):
    rows = [
        f"m,UNMISS,2018,1,{name},6,31,{n},0,1,0"
        for name, n in (("A", "unknown"), ("B", ""), ("C", "0"))
    ]
    bases = read_bases(geopko(tmp_path, *rows), on=date(2018, 6, 1))
    assert [base.strength for base in bases.bases] == [None, None, 0]
    assert [base.name for base in bases.with_troops()] == ["A", "B"]
    assert "strength not known at 2 of 3 locations" in bases.notes
    assert bases.bases[0].kinds == ("observers",)


@pytest.mark.slow
@settings(deadline=None, max_examples=counted(2, 6))
@given(st.dates(date(2000, 1, 1), date(2022, 12, 31)))
def test_nothing_later_than_the_month_of_the_day_is_known(on):
    bases = read_bases(MONTHLY, on=on)
    assert all(base.on_from <= on for base in bases.bases)
    assert len({base.id for base in bases.bases}) == len(bases)


def test_old_information_is_said_aloud(tmp_path):
    row = "m,UNMISS,2018,1,Bor,6.2,31.5,150,1,0,0"
    bases = read_bases(geopko(tmp_path, row), on=date(2020, 3, 1))
    assert len(bases) == 1
    assert "UNMISS: the newest map is of 2018-01, 26 months old" in bases.notes


def test_a_location_without_coordinates_is_named_not_placed(tmp_path):
    bases = read_bases(geopko(tmp_path, "m,UNMISS,2018,1,unclear,,,150,1,0,0"), on=date(2018, 2, 1))
    assert len(bases) == 0
    assert "line 2: UNMISS unclear has no coordinates" in bases.notes


def test_before_the_first_map_no_base_is_known():
    bases = read_bases(MONTHLY, on=date(1980, 1, 1))
    assert (len(bases), bases.known_from) == (0, None)
    assert "no base known on 1980-01-01" in bases.notes


@pytest.mark.skipif(not YEARLY.exists(), reason="needs ../shared/data/peacekeeping")
def test_the_yearly_edition_says_that_a_year_is_known_only_after_it():
    bases = read_bases(YEARLY, on=date(2018, 12, 31))
    assert (len(of(bases, "UNMISS")), len(of(bases, "MINUSCA"))) == (18, 17)
    assert any("means over the whole year" in note for note in bases.notes)
    assert len({base.id for base in bases.bases}) == len(bases)


def test_a_mission_s_own_list_holds_on_the_days_it_says(tmp_path):
    text = (
        "name,lat,lon,strength,from,to\nBor,6.2,31.5,850,2018-01-01,\nLeer,8.3,30.1,,2019-01-01,\n"
    )
    text += "Pibor,6.8,33.1,150,2016-01-01,2018-03-31\n"
    bases = read_bases(own(tmp_path, text), on=date(2018, 12, 31))
    assert bases.bases == (Base("bor", "Bor", 6.2, 31.5, "", date(2018, 1, 1), 850),)
    assert bases.notes == ("left out: 2 bases not yet open or already closed on 2018-12-31",)
    assert bases.known_from == date(2018, 1, 1)


def test_a_list_without_dates_is_taken_as_true_and_says_so(tmp_path):
    bases = read_bases(own(tmp_path, "id,name,lat,lon\n1,Bor,6.2,31.5\n"), on=date(2018, 12, 31))
    assert bases.known_from is None
    assert bases.notes == ("the list of bases says no dates: taken as true on 2018-12-31",)


def test_a_bad_row_is_refused_with_line_reason_and_next_step(tmp_path):
    text = "id,name,lat,lon,strength,from\n1,Bor,62.0.1,31.5,many,soon\n"
    text += "1,Leer,8.3,30.1,,\n1,X,8,30,,\n"
    bases = read_bases(own(tmp_path, text), on=date(2018, 12, 31))
    bad, twice = bases.rejected
    assert (bad.row, bad.column, len(bad.also)) == (2, "lat", 2)
    assert bad.next
    assert (twice.row, twice.why) == (4, "'1' stands twice")
    assert len(bases) == 1


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "name,lat\nBor,6\n"])
def test_a_table_that_says_not_where_is_refused(tmp_path, text):
    with pytest.raises(UnknownFormat, match="no column for"):
        read_bases(own(tmp_path, text), on=date(2018, 1, 1))


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(UnreadableFile):
        read_bases(tmp_path / "nowhere.csv", on=date(2018, 1, 1))


def test_on_the_maps_alindao_lay_far_from_troops_and_the_reader_says_what_maps_leave_out(
    end_of_2018,
):
    index, km = nearest_base([5.0267], [21.2088], end_of_2018.with_troops())
    assert end_of_2018.with_troops()[index[0]].name == "Bambari"
    assert round(km[0]) == 101
    assert any("temporary bases are often not on them" in note for note in end_of_2018.notes)


def test_without_a_base_in_reach_there_is_none():
    index, km = nearest_base([5.0], [21.2], [Base("a", "Bor", 6.2, 31.5)], within_km=100)
    assert index.tolist() == [-1]
    assert np.isnan(km).all()


def test_maps_of_no_month_and_points_beyond_the_globe_are_no_bases(tmp_path):
    text = """mission,year,month,location,latitude,longitude,no.troops
MINUSCA,2018,13,Bangui,4.4,18.5,100
MINUSCA,99999999,1,Bria,6.5,22,1
MINUSCA,2018,11,Bria,6.5,222,1
MINUSCA,2018,11,Bouar,5.9,15.6,1e30
"""
    bases = read_bases(own(tmp_path, text), on=date(2018, 12, 31))
    assert [base.name for base in bases.bases] == ["Bouar"]
    assert bases.bases[0].strength is None
    assert "left out: 2 rows without year or month" in bases.notes
    assert "line 4: MINUSCA Bria has no coordinates" in bases.notes
