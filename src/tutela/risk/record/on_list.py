"""A place for every attack on file: a list of places never hides a hotspot.

Lists of villages are short of the villages that are attacked. What events name and no list holds
is put beside the list, marked as named by events; an attack near none makes a place of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tutela.base.distances import bearing_word, chord_to_km, unit_vectors
from tutela.base.later import Floats, np, pl
from tutela.base.messages import say, say_n
from tutela.forecast.likelihood import PLACE_KM, is_attack, well_placed
from tutela.incidents.compartments import closed_harms
from tutela.incidents.types import Events
from tutela.places.events import places_from_events
from tutela.places.finder import Entry, Finder, settle
from tutela.places.gazetteer import Places, ids_of, nearest
from tutela.places.likeness import SAME
from tutela.places.names import fold
from tutela.places.types import Place

ALREADY_KM = 2.0
"""A listed place this near to a named one is that one, whatever it is called."""

SAME_NAME_KM = 25.0
"""A listed place of the same name is that one up to here: sources place a town by its district."""

NAMED, NEAR = "events", "attacks"
"""The source of a place that events name, and of one made for an attack near no place."""


def complete(listed: Places, events: Events, *, on: date) -> Places:
    """The listed places, and beside them those that events known on a day name and no list holds.

    Takes   places; events, of which those in a compartment that the reader may not see are left out
            before.
    Gives   Places: the listed ones first, as they are; then the named ones (source NAMED); then one
            for each attack within 10 km of none of them (source NEAR), called by the nearest place,
            how far and which way. Attacks in order of time, so that later ones change no id.
    """
    known = events.known_on(on).frame
    named = _not_on(listed, places_from_events(known))
    both = Places.concat([listed, Places(named.frame)])
    near = _near_none(both, known)
    notes = [*listed.notes]
    if len(listed) and len(named):
        notes.append(
            say_n(
                "{n:,} place on no list was added, as events name it",
                "{n:,} places on no list were added, as events name them",
                len(named),
            )
        )
    if not len(listed):
        notes += named.notes
    if len(near):
        notes.append(
            say_n(
                "{n:,} place was made for attacks near no place",
                "{n:,} places were made for attacks near no place",
                len(near),
            )
        )
    whole = Places.concat([both, near])
    return Places(whole.frame, listed.rejected, tuple(notes))


def _not_on(listed: Places, named: Places) -> Places:
    """The named places that no list holds by position or by name; their ids told apart."""
    if not len(listed) or not len(named):
        return named
    here = unit_vectors(named.lat, named.lon)
    there = unit_vectors(listed.lat, listed.lon)
    by_name: dict[str, list[int]] = {}
    for row, place in enumerate(listed.places()):
        for name in {fold(n) for n in (place.name, *place.aliases)}:
            by_name.setdefault(name, []).append(row)
    close = nearest(named.lat, named.lon, listed, within_km=ALREADY_KM)[0] >= 0
    missing = []
    for row, place in enumerate(named.places()):
        if close[row]:
            continue
        names = {fold(n) for n in (place.name, *place.aliases)}
        same = sorted({at for name in names for at in by_name.get(name, ())})
        if not (same and _km(here[row], there[same]).min() <= SAME_NAME_KM):
            missing.append(row)
    frame = named.frame[missing]
    taken = listed.frame["id"].to_list()
    ids = ids_of(frame["iso3"].to_list(), frame["name"].to_list(), taken)
    return Places(frame.with_columns(pl.Series("id", ids, dtype=pl.String)), (), named.notes)


def _near_none(places: Places, known: pl.DataFrame) -> Places:
    attacks = known.filter(well_placed() & is_attack() & pl.col("date_end").is_not_null()).sort(
        "date_end", "latitude", "longitude", "source_id", nulls_last=True
    )
    lat, lon = attacks["latitude"].to_numpy(), attacks["longitude"].to_numpy()
    far = np.flatnonzero(nearest(lat, lon, places, within_km=PLACE_KM)[0] < 0)
    apart: list[int] = []
    at = unit_vectors(lat, lon)
    for row in far.tolist():
        if not apart or _km(at[row], at[apart]).min() > PLACE_KM:
            apart.append(row)
    chosen = attacks[apart]
    names = _names_of(chosen, places)
    ids = ids_of(chosen["iso3"].to_list(), names, places.frame["id"].to_list())
    rows = chosen.select("latitude", "longitude", "adm1", "iso3").iter_rows()
    return Places.of(
        Place(ids[n], names[n], y, x, adm1=adm1, iso3=iso3, kind="near a place", source=NEAR)
        for n, (y, x, adm1, iso3) in enumerate(rows)
    )


def _names_of(chosen: pl.DataFrame, places: Places) -> list[str]:
    """What a place near no place is called: by the nearest one, how far and which way."""
    lat, lon = chosen["latitude"].to_numpy(), chosen["longitude"].to_numpy()
    index, km = nearest(lat, lon, places)
    listed = places.places()
    names = []
    for y, x, at, far in zip(lat.tolist(), lon.tolist(), index.tolist(), km.tolist(), strict=True):
        if at < 0:
            names.append(say("attack at {lat:.2f}, {lon:.2f}", lat=y, lon=x))
            continue
        way = bearing_word(listed[at].lat, listed[at].lon, y, x)
        told = {"place": listed[at].name, "km": f"{far:.0f}", "way": way}
        names.append(say("near {place}, {km} km {way}", **told))
    return [str(name) for name in names]


def _km(one: Floats, others: Floats) -> Floats:
    return chord_to_km(np.linalg.norm(others - one, axis=-1))


def set_at_places(
    events: Events, places: Places, compartments: frozenset[str] = frozenset()
) -> tuple[Events, tuple[str, ...]]:
    """Events without a position, each set at the one place on the list that bears its name.

    Takes   events; places; the compartments whose events the reader may see: others stay as they
            are, and are in no note.
    Gives   the events, in their order; a note of how many, where any were. What no place or more
            than one bears stays without: nothing is guessed.
    """
    frame = events.frame
    nowhere = (
        (pl.col("grain") == "event")
        & ~pl.col("harm").is_in(list(closed_harms(compartments)))
        & (pl.col("latitude").is_null() | pl.col("longitude").is_null())
        & pl.col("place").is_not_null()
    )
    asked = frame.filter(nowhere).select("place", "iso3").unique().sort("place", "iso3")
    spots = _find_named(asked.iter_rows(), places)
    if not spots:
        return events, ()
    table = pl.DataFrame(
        [(place, iso3, lat, lon) for (place, iso3), (lat, lon) in spots.items()],
        schema={"place": pl.String, "iso3": pl.String, "lat": pl.Float64, "lon": pl.Float64},
        orient="row",
    )
    laid = frame.join(
        table, on=["place", "iso3"], how="left", nulls_equal=True, maintain_order="left"
    )
    there = nowhere & pl.col("lat").is_not_null()
    count = laid.filter(there).height
    laid = laid.with_columns(
        latitude=pl.when(there).then("lat").otherwise("latitude"),
        longitude=pl.when(there).then("lon").otherwise("longitude"),
    ).drop("lat", "lon")
    note = say_n(
        "{n:,} event without coordinates was set at the listed place it names",
        "{n:,} events without coordinates were set at the listed places they name",
        count,
    )
    return Events(laid), (note,)


def _find_named(
    asked: Iterable[tuple[str, str | None]], places: Places
) -> dict[tuple[str, str | None], tuple[float, float]]:
    """Where each name, in its country, lies: only where one listed place bears it."""
    listed = places.places()
    finder: Finder | None = None
    spots = {}
    for name, country in asked:
        finder = finder or Finder(Entry(at, (p.name, *p.aliases)) for at, p in enumerate(listed))

        def lies_in(at: int, country: str | None = country) -> bool:
            return country is None or listed[at].iso3 in (None, country)

        meant = settle(finder.find(name, seen=lies_in))
        if meant is not None and meant.score >= SAME:  # nobody looks at it: nothing is guessed
            place = listed[int(str(meant.entry.key))]
            spots[name, country] = (place.lat, place.lon)
    return spots
