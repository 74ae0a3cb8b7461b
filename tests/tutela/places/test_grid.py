"""Every place has one cell, and a country has the cells its ground lies in."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter, UnknownPlace
from tutela.places.grid import COLUMNS, NO_CELL, ROWS, cells, cells_of, centres

ROOT = Path(__file__).parents[3]
PRIO_GRID = ROOT.parent / "shared/data/prio_grid/priogrid_cells_global.csv.gz"

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
some_cells = st.lists(st.integers(1, ROWS * COLUMNS), max_size=50)


@given(latitudes, longitudes)
def test_a_point_lies_in_the_cell_it_is_given(lat, lon):
    centre_lat, centre_lon = centres(cells([lat], [lon]))
    assert abs(centre_lat[0] - lat) <= 0.25
    assert abs(centre_lon[0] - lon) <= 0.25


@given(some_cells)
def test_a_centre_lies_in_its_own_cell(gids):
    assert cells(*centres(gids)).tolist() == gids


def test_the_poles_and_the_date_line_have_cells():
    assert cells([-90, -90, 90, 90], [-180, 180, -180, 180]).tolist() == [
        1,
        COLUMNS,
        (ROWS - 1) * COLUMNS + 1,
        ROWS * COLUMNS,
    ]


def test_a_place_not_located_has_no_cell():
    assert cells([np.nan, 4.85], [31.6, np.nan]).tolist() == [NO_CELL, NO_CELL]


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0), (0, -180.5), (np.inf, 0)])
def test_a_point_off_the_globe_is_refused(lat, lon):
    with pytest.raises(BadParameter, match="beyond"):
        cells([0, lat], [0, lon])


@pytest.mark.parametrize("gid", [0, NO_CELL, ROWS * COLUMNS + 1])
def test_a_number_that_is_no_cell_has_no_centre(gid):
    with pytest.raises(BadParameter, match="no PRIO-GRID cell"):
        centres([gid])


@pytest.mark.parametrize("iso3", ["SSD", "CAF", "COD", "MLI", "SDN"])
def test_centres_within_a_country_are_among_the_cells_it_touches(iso3):
    touched, within = cells_of([iso3]), cells_of([iso3], touching=False)
    assert set(within.tolist()) < set(touched.tolist())


def test_every_south_sudanese_and_central_african_event_lies_in_a_cell_of_its_country():
    for iso3 in ("SSD", "CAF"):
        events = pl.read_csv(ROOT / f"demo/data/ged_{iso3}_to2018.csv.gz", infer_schema_length=0)
        lat, lon = (events[axis].cast(pl.Float64).to_numpy() for axis in ("latitude", "longitude"))
        assert np.isin(cells(lat, lon), cells_of([iso3])).all()


def test_bangui_on_the_border_needs_the_cells_that_touch():
    bangui = cells([4.366667], [18.583333])
    assert np.isin(bangui, cells_of(["CAF"])).all()
    assert not np.isin(bangui, cells_of(["CAF"], touching=False)).any()


def test_two_countries_share_border_cells_but_each_counts_once():
    both, alone = cells_of(["SSD", "SDN"]), [cells_of([iso3]) for iso3 in ("SSD", "SDN")]
    assert both.tolist() == sorted(set(both.tolist()))
    assert len(both) < sum(map(len, alone))


def test_a_code_of_no_country_is_refused():
    with pytest.raises(UnknownPlace, match="no country 'SDS'"):
        cells_of(["SDS"])


def test_no_country_asked_for_has_no_cells():
    assert cells_of([]).tolist() == []


@pytest.mark.skipif(not PRIO_GRID.exists(), reason="needs ../shared/data/prio_grid")
def test_ids_and_centres_agree_with_the_published_grid():
    published = pl.read_csv(PRIO_GRID)
    lat, lon = centres(published["gid"].to_numpy())
    assert lat.tolist() == published["ycoord"].to_list()
    assert lon.tolist() == published["xcoord"].to_list()
    mission_area = cells_of(["SSD", "CAF", "COD", "MLI", "SDN"])
    assert np.isin(mission_area, published["gid"].to_numpy()).all()
