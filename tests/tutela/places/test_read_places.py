"""Files of communities as they come: read whole, or told what is wrong, where and what next."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from tutela.base.errors import TutelaError, UnknownFormat, UnreadableFile
from tutela.places.layers import shipped_bytes
from tutela.places.read import read_places

ROOT = Path(__file__).parents[3]
OSM = ROOT / "demo/data/osm_places_ssd_2014_ODbL.geojson"
NATURAL_EARTH = ROOT.parent / "shared/data/boundaries/ne_10m_populated_places_africa.geojson"


def written(folder, text, name="places.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def features(*rows, **collection):
    made = [
        {"type": "Feature", "properties": p, "geometry": {"type": "Point", "coordinates": at}}
        for p, at in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": made} | collection)


def test_openstreetmap_places_are_communities_and_everything_left_out_is_counted():
    places = read_places(OSM)
    said = dict.fromkeys(places.notes)
    assert "left out: 525 points without a name" in said
    assert "left out: 10 areas (state): not communities" in said
    assert any("ODbL" in note for note in said)
    left_out = 525 + 10 + 1 + 1
    assert len(places) + len(places.rejected) + left_out == 960
    assert {r.why for r in places.rejected} == {
        "the same name stands in row 204, at the same spot",
        "the same name stands in row 804, at the same spot",
    }


def test_malakal_has_its_arabic_name_its_state_and_its_people():
    (malakal,) = [p for p in read_places(OSM).places() if p.name == "Malakal"]
    assert malakal.aliases == ("ملكال",)
    assert (malakal.iso3, malakal.pcode, malakal.adm1) == ("SSD", "SS07", "Upper Nile")


def test_population_is_unknown_where_the_file_is_silent():
    populations = read_places(OSM).frame["population"]
    assert populations.null_count() > 400
    assert 0 not in populations.to_list()


def test_the_shipped_towns_read_as_the_source_does(tmp_path):
    path = tmp_path / "towns.geojson.gz"
    path.write_bytes(shipped_bytes("towns_africa.geojson.gz"))
    towns = read_places(path)
    assert len(towns) == 1538
    bangui = towns.frame.row(by_predicate=pl.col("name") == "Bangui", named=True)
    assert (bangui["iso3"], bangui["pcode"]) == ("CAF", "CF71")
    if NATURAL_EARTH.exists():
        assert towns.frame.drop("lat", "lon").equals(
            read_places(NATURAL_EARTH).frame.drop("lat", "lon")
        )


def test_a_plain_list_needs_a_name_and_a_point_only(tmp_path):
    places = read_places(written(tmp_path, "name,lat,lon\nBor,6.21,31.56\n"))
    (bor,) = places.places()
    assert (bor.id, bor.iso3, bor.pcode, bor.adm1) == ("ssd-bor", "SSD", "SS03", "Jonglei")
    assert bor.population is None
    assert places.notes == ("population not known for 1 of 1 places",)


def test_what_a_list_says_stands(tmp_path):
    text = (
        "id,name,lat,lon,pcode,adm1,iso3,kind,population,aliases\n"
        'p1,Bor,6.21,31.56,SS0303,,ssd,Town,"26,782",Bor Town; Bohr ;;Bor\n'
    )
    (bor,) = read_places(written(tmp_path, text)).places()
    assert (bor.id, bor.pcode, bor.adm1, bor.iso3) == ("p1", "SS0303", "Jonglei", "SSD")
    assert (bor.kind, bor.population, bor.aliases) == ("town", 26782, ("Bor Town", "Bohr"))


@pytest.mark.parametrize(
    "header", ["Place;Latitude;Longitude", "nom\ty\tx", "Community,LAT,LONG", "name,lat,lng"]
)
def test_usual_headers_and_separators_are_known(tmp_path, header):
    joint = next(sign for sign in ";\t," if sign in header)
    row = joint.join(["Obo", "5.4", "26.5"])
    (obo,) = read_places(written(tmp_path, f"{header}\n{row}\n")).places()
    assert (obo.name, obo.lat, obo.lon, obo.pcode) == ("Obo", 5.4, 26.5, "CF63")


def test_a_bad_row_is_refused_with_line_column_reason_and_next_step(tmp_path):
    text = "name,lat,lon,population\nBor,6.21,31.56,\nPibor,north,331.3,many\n,6,31,\nSea,0,0,\n"
    places = read_places(written(tmp_path, text))
    assert len(places) == 1
    pibor, nameless, sea = places.rejected
    assert (pibor.row, pibor.column, pibor.value) == (3, "lat", "north")
    assert "is not a latitude" in pibor.why
    assert pibor.next
    assert len(pibor.also) == 2
    assert (nameless.row, nameless.column) == (4, "name")
    assert "coordinates are missing" in sea.why


def test_values_are_read_as_in_every_other_file(tmp_path):
    text = 'name,lat,lon,population\nBor,6.21 N,"31,56","12,000"\nLeer,8.3,30.1,unknown\n'
    bor, leer = read_places(written(tmp_path, text)).places()
    assert (bor.lat, bor.lon, bor.population, leer.population) == (6.21, 31.56, 12_000, None)


def test_a_population_beyond_any_is_refused(tmp_path):
    text = f"name,lat,lon,population\nBor,6.21,31.56,{10**23}\nLeer,8.3,30.1,9\n"
    places = read_places(written(tmp_path, text))
    (bor,) = places.rejected
    assert len(places) == 1 and bor.column == "population" and "too large" in bor.why


def test_an_id_or_a_name_at_one_spot_stands_once(tmp_path):
    text = (
        "id,name,lat,lon\na,Bor,6.21,31.56\na,Pibor,6.8,33.13\nb,BOR,6.21,31.56\nc,Bor,6.3,31.5\n"
    )
    places = read_places(written(tmp_path, text))
    assert places.frame["id"].to_list() == ["a", "c"]
    assert [(r.row, r.column) for r in places.rejected] == [(3, "id"), (4, "name")]


def test_made_ids_do_not_depend_on_the_order_of_rows_nor_take_another_s(tmp_path):
    rows = [",Goli,7.0,28.0", ",Goli,8.0,28.0", "ssd-goli,Goli,9.0,31.0"]
    for order in (rows, rows[::-1]):
        path = written(tmp_path, "id,name,lat,lon\n" + "\n".join(order) + "\n")
        ids = {place.lat: place.id for place in read_places(path).places()}
        assert ids == {9.0: "ssd-goli", 7.0: "ssd-goli-2", 8.0: "ssd-goli-3"}


def test_bangui_keeps_its_country_and_finds_its_code_by_name_only(tmp_path):
    text = "name,lat,lon,adm1,iso3\nBangui,4.3667,18.5833,Bangui,CAF\nPort,4.3667,18.5833,,CAF\n"
    bangui, port = read_places(written(tmp_path, text)).places()
    assert (bangui.iso3, bangui.pcode) == ("CAF", "CF71")
    assert (port.iso3, port.pcode, port.adm1) == ("CAF", None, None)


def test_our_own_geojson_reads_as_our_own_table(tmp_path):
    rows = ({"id": "x", "name": "Obo", "population": 12887, "aliases": ["Obbo"]}, [26.5, 5.4])
    (obo,) = read_places(written(tmp_path, features(rows), "mine.geojson")).places()
    assert (obo.id, obo.population, obo.aliases) == ("x", 12887, ("Obbo",))


def test_a_shape_where_a_point_is_due_is_refused(tmp_path):
    shape = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    feature = {"type": "Feature", "properties": {"name": "Bor"}, "geometry": shape}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    places = read_places(written(tmp_path, text, "x.geojson"))
    assert [(r.row, r.why) for r in places.rejected] == [(1, "the latitude is missing")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b""),
        ("a.geojson", b"\xff\xfe\x00"),
        ("a.geojson", b"[1, 2]"),
        ("a.geojson", b'{"type": "FeatureCollection"}'),
        ("a.geojson", b'{"features": [1]}'),
        ("a.geojson", b'{"features": [{"properties": [1]}]}'),
        ("a.geojson", b'{"features": [], "crs": {"properties": {"name": "EPSG:32636"}}}'),
        ("a.geojson", b"[" * 100_000),
        ("a.geojson.gz", b"\x1f\x8b\x08\x00broken"),
        ("a.geojson.gz", gzip.compress(b"\0" * 2**28)),
        ("a.csv", b""),
        ("a.csv", b"one,two\n1,2\n"),
        ("a.csv", b"name,lat,lon\n"),
        ("a.xlsx", b"PK\x03\x04 no workbook"),
        ("a.csv", bytes(range(256)) * 40),
    ],
)
def test_a_file_that_is_no_list_of_places_is_named_and_never_a_traceback(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TutelaError, match=r"a\.") as told:
        read_places(path)
    assert isinstance(told.value, UnreadableFile | UnknownFormat)
    assert told.value.what


@pytest.mark.parametrize("name", ["nowhere.geojson", "nowhere.csv", "."])
def test_a_missing_file_or_a_folder_is_said_to_be_one(tmp_path, name):
    with pytest.raises(UnreadableFile):
        read_places(tmp_path / name)


@pytest.mark.parametrize(
    "properties", [None, {}, {"name": 5}, {"name": "Bor", "population": [1]}, {"name": {"a": 1}}]
)
@pytest.mark.parametrize("at", [None, [], ["x", "y"], [31.5, 6.2], [None, 1], [1e400, 2]])
def test_odd_features_are_kept_or_refused(tmp_path, properties, at):
    places = read_places(written(tmp_path, features((properties, at)), "odd.geojson"))
    assert len(places) + len(places.rejected) == 1
