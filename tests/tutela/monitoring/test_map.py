"""The map: what is drawn, what never is, and that nothing stands upon anything else."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from karuna import PLACES, SILENT

from tutela.base.documents.model import check_drawing
from tutela.monitoring.ground import DISCLAIMER, Ground, ground
from tutela.monitoring.map import Hotspot, Mark, Room, Sheet, Spot, draw_map, points_near_ground

SVG = "{http://www.w3.org/2000/svg}"


def hotspots(n: int = 15) -> list[Hotspot]:
    return [
        Hotspot(*at, level=5 - k // 3, label=f"{name} {86 - k}")
        for k, (name, at) in enumerate(list(PLACES.items())[:n])
    ]


def drawn(land: Ground, **more: object) -> str:
    spots = hotspots()
    said = {"title": "Karuna", "description": "Fifteen places", "hotspots": spots, "heard": spots}
    return draw_map(land, **(said | more))  # type: ignore[arg-type]


def words(svg: str) -> list[str]:
    return ["".join(x.itertext()) for x in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_map_says_itself_in_words(land: Ground) -> None:
    svg = drawn(land)
    check_drawing(svg)
    root = ElementTree.fromstring(svg)
    assert root.findtext(f"{SVG}title") == "Karuna"
    assert root.findtext(f"{SVG}desc") == "Fifteen places"
    assert {"Luma 86", "Tarro 85", "Very high", "Not assessed", "200 km"} <= {*words(svg), "200 km"}
    assert "No coverage: not known is not safe" in words(svg)


def test_the_disclaimer_and_the_sources_stand_under_it(land: Ground) -> None:
    said = " ".join(words(drawn(land, sources=["UCDP GED 99.1"])))
    assert DISCLAIMER in said
    assert "Sources: Invented shapes; UCDP GED 99.1." in said
    assert "Abyei" not in said


def test_open_boundaries_are_said_for_the_countries_they_concern() -> None:
    assert "Abyei" in ground(["SSD"]).disclaimer
    assert "Abyei" not in ground(["CAF"]).disclaimer


def test_two_countries_fit_on_one_map_and_are_named(two_lands: Ground) -> None:
    svg = drawn(two_lands, width=720)
    assert {"Karuna", "Ostra"} <= set(words(svg))


def test_a_map_of_real_countries_is_small() -> None:
    spots = [Hotspot(6.2, 31.6, 5, "Somewhere 80")]
    svg = draw_map(
        ground(["SSD", "CAF"]), title="t", description="d", hotspots=spots, heard=spots, width=720
    )
    assert len(svg) < 150_000
    assert not re.search(r"\d\.\d\d\d", svg)


def test_hostile_names_are_only_names(land: Ground) -> None:
    spots = [Hotspot(6.9, 31.2, 5, '<script>"&\x00</script> 80')]
    svg = drawn(land, hotspots=spots)
    check_drawing(svg)
    assert '<script>"& </script> 80' in words(svg)


def test_not_assessed_places_and_bases_are_drawn(land: Ground) -> None:
    silent = [Spot(*at) for at in SILENT.values()]
    svg = drawn(land, not_assessed=silent, bases=[Spot(7.0, 31.25)])
    assert svg.count('class="lv lv0"') > 3
    assert svg.count('class="m-base"') == 2  # one more in the legend


def test_bases_far_beyond_the_borders_are_left_out(land: Ground) -> None:
    inside, close, far = Spot(7.0, 31.25), Spot(7.0, 35.6), Spot(7.0, 36.5)
    assert points_near_ground(land, [inside, close, far]) == (inside, close)
    assert points_near_ground(Ground(countries=()), [far]) == (far,)


def test_a_crowd_of_bases_is_one_square_with_their_number(land: Ground) -> None:
    crowd = [Spot(7 + n / 1000, 31.25) for n in range(7)]
    svg = drawn(land, bases=[*crowd, Spot(8.2, 33.2)])
    assert svg.count('class="m-base"') == 3  # the crowd, the one, the legend's
    assert "7" in words(svg)
    assert drawn(land, bases=crowd[:4]).count('class="m-base"') == 5


def test_events_fade_with_age(land: Ground) -> None:
    events = [Mark(7, 32, True, False, 1), Mark(7.2, 32, False, True, 70)]
    svg = drawn(land, events=events)
    assert re.search(r'm-cross"[^>]*stroke-opacity="0.95"', svg)
    assert re.search(r'm-ring"[^>]*stroke-opacity="0.36"', svg)


def test_land_nobody_was_heard_from_is_hatched(land: Ground) -> None:
    def hatched(svg: str) -> int:
        return len(re.search(r'm-silent" d="([^"]*)"', svg)[1])  # type: ignore[index]

    nobody = drawn(land, heard=[])
    assert hatched(nobody) < hatched(drawn(land))  # holes make the outline longer
    assert 'fill="url(#hatch)"' in nobody


def test_without_any_outline_the_places_themselves_frame_the_map() -> None:
    svg = drawn(Ground(countries=()))
    assert "Luma 86" in words(svg)


def markers(svg: str) -> list[tuple[float, float]]:
    top = svg[: svg.index('class="m-frame"')]
    found = re.findall(r'<g class="lv lv[1-5]">.*?<text x="([\d.]+)" y="([\d.]+)"', top)
    return [(float(x), float(y)) for x, y in found]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(5.5, 8.5), st.floats(30.5, 34.5), st.integers(1, 5)),
        min_size=2,
        max_size=12,
    )
)
def test_no_marker_stands_upon_another(spots: list[tuple[float, float, int]]) -> None:
    from karuna import KARUNA

    from tutela.monitoring.ground import Land

    land = Ground((Land("XKA", "Karuna", KARUNA),))
    svg = draw_map(
        land,
        title="t",
        description="d",
        hotspots=[Hotspot(lat, lon, level, f"P{n}") for n, (lat, lon, level) in enumerate(spots)],
        width=640,
    )
    at = markers(svg)
    assert len(at) == len(spots)
    for n, (x, y) in enumerate(at):
        for u, v in at[n + 1 :]:
            assert max(abs(x - u), abs(y - v)) > 12


def test_the_lower_ranked_of_two_moves_aside_on_a_leader(land: Ground) -> None:
    spots = [Hotspot(7, 32, 5, "First 90"), Hotspot(7, 32, 5, "Second 80")]
    svg = drawn(land, hotspots=spots)
    first_true = Sheet.from_bounds(land.countries[0].shape.bounds, 640).xy(lat=7, lon=32)
    assert any(abs(x - first_true[0]) < 1 for x, _ in markers(svg))
    assert 'class="m-leader"' in svg


def test_a_label_at_the_edge_turns_inward() -> None:
    room = Room(200, 100)
    assert not room.free((150, 10, 220, 22))
    assert room.free((100, 10, 170, 22))


@pytest.mark.parametrize("level", (1, 2, 3, 4, 5))
def test_every_level_stands_in_the_legend(land: Ground, level: int) -> None:
    svg = drawn(land, hotspots=[])
    assert f'class="lv lv{level}"' in svg
