"""Dozens of calls about one compound are one event, and the next village is another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutela.warning.threads import HOURS, LIKELY, Report, likely_same

CALL = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)


def report(ident: str, minute: float, **fields: object) -> Report:
    return Report(ident, CALL + timedelta(minutes=minute), **fields)  # type: ignore[arg-type]


def found(new: Report, *earlier: Report) -> list[str]:
    return [one.report.id for one in likely_same(new, earlier)]


COMPOUND = report(
    "first",
    0,
    place="compound",
    latitude=4.85,
    longitude=31.6,
    text="soldiers have broken into the compound",
)


def test_calls_about_one_compound_by_every_channel_are_proposed_as_one() -> None:
    calls = [
        report("call", 4, place="compound", text="they are inside"),
        report("text", 11, latitude=4.851, longitude=31.602),
        report("partner", 35, text="compound broken into by soldiers"),
        report("other tongue", 52, place="compound", text="ils sont dans la maison"),
    ]
    for call in calls:
        assert found(call, COMPOUND) == ["first"], call.id


def test_another_village_another_day_and_nothing_known_are_not() -> None:
    others = [
        report("forty km away", 5, latitude=5.2, longitude=31.6, text="soldiers have broken in"),
        report("next day", 60 * 20, place="compound", text="soldiers have broken into it"),
        report("only the hour is known", 3),
        report("other words, nowhere", 3, text="cattle were taken at the river"),
    ]
    for other in others:
        assert found(other, COMPOUND) == [], other.id


def test_the_likeliest_comes_first_and_says_why() -> None:
    near = report("near", 0, latitude=4.95, longitude=31.6)
    new = report("new", 10, place="compound", latitude=4.85, longitude=31.6)
    first, second = likely_same(new, [near, COMPOUND])
    assert (first.report.id, second.report.id) == ("first", "near")
    assert str(first.why) == "at the same place, 10 minutes apart"
    assert str(second.why) == "11 km and 10 minutes apart"


POINTS = st.one_of(
    st.just((None, None)), st.tuples(st.floats(-60, 60), st.floats(-180, 180, exclude_max=True))
)
CONTACTS = st.builds(
    lambda n, minute, point, place, text: report(
        str(n), minute, latitude=point[0], longitude=point[1], place=place, text=text
    ),
    st.integers(),
    st.integers(-2000, 2000),
    POINTS,
    st.sampled_from(["", "a", "b"]),
    st.text("abc ", max_size=8),
)


@given(CONTACTS, st.lists(CONTACTS, max_size=6))
def test_what_is_proposed_is_near_in_time_alike_and_in_order(
    new: Report, earlier: list[Report]
) -> None:
    told = likely_same(new, earlier)
    assert [one.likeness for one in told] == sorted((t.likeness for t in told), reverse=True)
    for one in told:
        assert LIKELY <= one.likeness <= 1
        assert abs((new.at - one.report.at).total_seconds()) <= HOURS * 3600


def test_a_fire_and_the_threat_of_it_at_one_place_are_proposed_though_no_word_is_shared() -> None:
    threat = report("threat", 0, place="luma", said="luma", text="threat to burn the village")
    late = report("fire", 60 * 11, place="luma", said="luma", text="men burning houses")
    unmatched = report("caller", 30, said="luma", text="men burning houses")
    assert found(late, threat) == ["threat"] == found(unmatched, threat)
    assert found(report("next day", 60 * 13, place="luma", text="men burning houses"), threat) == []
    elsewhere = report("other", 5, place="koro", said="koro", text="men burning houses")
    assert found(elsewhere, threat) == []
