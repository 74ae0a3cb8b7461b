"""Eight moves in South Sudan at the end of 2017: writes docs/method/moves-2018.md.

    python -m benchmarks.moves

From the demonstration's files alone: where UNMISS stood (Geo-PKO) and what happened (UCDP GED).
*Foresight* chooses on events until the end of 2017; *hindsight* on those of 2018 themselves, which
nobody could have known: it is the most that eight moves could have reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from tutela.base.distances import distance_km
from tutela.base.later import Bools, Floats
from tutela.capacity.read import read_bases
from tutela.capacity.types import Base
from tutela.deployment.siting import Question, Site, Team, best_sites
from tutela.incidents.read import read_events
from tutela.places.events import places_from_events

ROOT = Path(__file__).parents[1]
DATA = ROOT / "demo" / "data"
PAGE = ROOT / "docs" / "method" / "moves-2018.md"
KNOWN, FIRST, LAST = date(2017, 12, 31), date(2018, 1, 1), date(2018, 12, 31)
MOVES, HALF_LIFE, COMPANY = 8, 180.0, 150
RADII = (30.0, 60.0)


def main() -> None:
    """Choose, hold against 2018, write the page."""
    frame = read_events([DATA / "ged_SSD_to2018.csv.gz"]).events.frame
    harm = frame.filter(
        (pl.col("civilian_deaths") > 0) | (pl.col("violence") == "one-sided"),
        pl.col("latitude").is_not_null(),
    )
    near = harm.filter(pl.col("place_precision") <= 2)
    before = near.filter(pl.col("date_end") <= KNOWN)
    year = near.filter(pl.col("date_start").is_between(FIRST, LAST))
    everything = harm.filter(pl.col("date_start").is_between(FIRST, LAST))
    bases = standing(KNOWN)
    places = places_from_events(frame.filter(pl.col("date_end") <= KNOWN)).places()
    spots = [(base.name, base.lat, base.lon) for base in bases]
    spots += [(place.name, place.lat, place.lon) for place in places]
    sizes = {"events": np.ones(year.height), "deaths": deaths(year)}
    rows: list[tuple[str, list[Bools]]] = [
        ("what stood, month by month", [stood(year, km) for km in RADII]),
        ("the bases of the end of 2017, unmoved", [covered(bases, year, km) for km in RADII]),
    ]
    picks: dict[str, list[list[str]]] = {}
    for name, known, weight in (
        ("eight moves, **foresight**", before, recent(before)),
        ("eight moves, **hindsight**", year, np.ones(year.height)),
    ):
        reached, chosen = [], []
        for km in RADII:
            sites = choose(spots, bases, known, weight, km)
            reached.append(covered(bases, year, km) | near_any(sites, year, km))
            chosen.append([site[0] for site in sites])
        rows.append((name, reached))
        picks[name] = chosen
    busiest = most_events(spots, before)
    naive = [covered(bases, year, km) | near_any(busiest, year, km) for km in RADII]
    rows.insert(3, ("eight moves to the places with most such events in 2017", naive))
    PAGE.write_text(page(rows, sizes, picks, everything.height, year.height, bases), "utf-8")


def standing(on: date) -> list[Base]:
    """The bases of UNMISS with troops known on a day."""
    known = read_bases(DATA / "geopko_full_1994_2020.csv.gz", on=on)
    return [base for base in known.with_troops() if base.mission == "UNMISS"]


def deaths(events: pl.DataFrame) -> Floats:
    """Civilians killed, of each event."""
    return events["civilian_deaths"].fill_null(0).to_numpy().astype(float)


def recent(events: pl.DataFrame) -> Floats:
    """What each event weighs at the end of 2017: half as much every HALF_LIFE days."""
    days = (pl.lit(KNOWN) - pl.col("date_end")).dt.total_days().alias("days")
    return 0.5 ** (events.select(days)["days"].to_numpy() / HALF_LIFE)


def far(spots: Sequence[tuple[str, float, float]], events: pl.DataFrame) -> Floats:
    """Kilometres in a straight line from each spot to each event."""
    lat, lon = (np.array([spot[at] for spot in spots], float) for at in (1, 2))
    to = [events[name].to_numpy().astype(float) for name in ("latitude", "longitude")]
    return distance_km(lat[:, None], lon[:, None], to[0][None], to[1][None])


def near_any(spots: Sequence[tuple[str, float, float]], events: pl.DataFrame, km: float) -> Bools:
    """Which events lie so near any of the spots."""
    return (far(spots, events) <= km).any(axis=0)


def covered(bases: Sequence[Base], events: pl.DataFrame, km: float) -> Bools:
    """Which events lie so near a base."""
    return near_any([(base.name, base.lat, base.lon) for base in bases], events, km)


def stood(events: pl.DataFrame, km: float) -> Bools:
    """Which events lay so near a base that stood in their month."""
    months = events["date_start"].dt.month().to_numpy()
    reached = np.zeros(events.height, bool)
    for month in range(1, 13):
        last = date(2018, month, 28)
        reached |= (months == month) & covered(standing(last), events, km)
    return reached


def choose(
    spots: Sequence[tuple[str, float, float]],
    bases: Sequence[Base],
    events: pl.DataFrame,
    weight: Floats,
    km: float,
) -> list[tuple[str, float, float]]:
    """The eight spots beside the bases that stay from which most of the weight is in reach."""
    sites = [Site(str(at), spot[0], MOVES) for at, spot in enumerate(spots)]
    team = Team("company", MOVES, far(spots, events) <= km)
    found = best_sites(Question(sites, [team], weight, staying=covered(bases, events, km)))
    assert found.first is not None and found.first.best
    return [spots[int(site.site.code)] for site in found.first.chosen]


def most_events(
    spots: Sequence[tuple[str, float, float]], events: pl.DataFrame
) -> list[tuple[str, float, float]]:
    """The eight spots with most events of 2017 within 5 km, none within 30 km of another."""
    past = events.filter(pl.col("date_start") >= date(2017, 1, 1))
    counts = (far(spots, past) <= 5).sum(axis=1)
    chosen: list[tuple[str, float, float]] = []
    for at in np.argsort(-counts, kind="stable").tolist():
        apart = all(
            float(distance_km(*map(np.array, (*spots[at][1:], *other[1:])))) > RADII[0]
            for other in chosen
        )
        if apart and len(chosen) < MOVES:
            chosen.append(spots[at])
    return chosen


def page(
    rows: Sequence[tuple[str, list[Bools]]],
    sizes: dict[str, Floats],
    picks: dict[str, list[list[str]]],
    every: int,
    near: int,
    bases: Sequence[Base],
) -> str:
    """The page."""
    table = []
    for name, reached in rows:
        cells = [f"{sizes[size][one].sum():.0f}" for one in reached for size in sizes]
        table.append(f"| {name} | {' | '.join(cells)} |")
    body = "\n".join(table)
    spare = sum(max(0, (base.strength or 0) // COMPANY - 1) for base in bases)
    where = "\n".join(
        f"- {name.replace('*', '')}, within {km:.0f} km: {', '.join(chosen)}"
        for name, pair in picks.items()
        for km, chosen in zip(RADII, pair, strict=True)
    )
    names = {base.name for base in bases}
    later = {base.name for month in range(1, 13) for base in standing(date(2018, month, 28))}
    opened = ", ".join(sorted(later - names)) or "no base"
    events, died = len(sizes["events"]), sizes["deaths"].sum()
    return f"""# Eight moves of 2018

*For those who ask what better places would have changed. Written by `python -m benchmarks.moves`
from the files of the demonstration: Geo-PKO, 1994 to 2020, and UCDP GED to 2018.*

The mission in South Sudan stood at {len(bases)} places with troops at the end of 2017. What would
eight companies more widely spread have had in reach in 2018? Every base stays; eight companies of
{COMPANY} leave those that hold several ({spare} could be spared by numbers alone) for places that
[best places for units](../how-to/places-for-units.md) proposes. Counted are the {events} events of
2018 with civilians killed that are located within 25 km ({near} of {every}), and the civilians
killed in them ({died:.0f}).

| | events within 30 km | killed in them | events within 60 km | killed in them |
|---|---|---|---|---|
| all of 2018 | {events} | {died:.0f} | {events} | {died:.0f} |
{body}

The mission moved in 2018 too: it opened {opened}. What stood counts that; the other rows do not.

Places chosen, of bases and of places with events until the end of 2017:

{where}

**Foresight** weighs every event with civilians killed until 31 December 2017, half as much for each
{HALF_LIFE:.0f} days that passed. **Hindsight** is chosen on the events of 2018 themselves: nobody
could have known them, and the row says only the most that eight moves could have had in reach.

**Limits.** In reach is not protected: whether a unit would have gone, in time and by night, and
whether it would have deterred anybody, is not in these files; against government forces it is
[doubtful](risk.md). Distance is a straight line, where the rains close roads for months. Violence
may move away from where peacekeepers stand. UCDP knows what was reported, more of it near bases and
roads; its events of 2017 were published in the middle of 2018, so that a mission would have had to
know them itself. Geo-PKO gives strengths in steps and not every month; a company that could be
spared by numbers may have guarded a site of displaced people that could not spare it. Eight
companies in eight new places need water, fuel, medical care and protection of their own. The year
is one year, and the numbers are small: a difference of a few events is no finding.
"""


if __name__ == "__main__":
    main()
