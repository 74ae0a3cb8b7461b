"""Places that files name and our list does not have: with their dead, until somebody adds them.

A village that is on no list is in no register, order or map: 35 dead of 110 stood in none of them,
and nobody was told which village it was. Names are looked up when they are shown, never kept: a
place added later, or another name of one of ours, takes them all off the list, those of events that
came in before it too.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date

from tutela.base.days import FIRST, LAST, lies_within
from tutela.base.later import pl
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.incidents.events.columns import events_seen
from tutela_web.incidents.events.queries import events_for
from tutela_web.incidents.happened.queries import count_killed
from tutela_web.places.finding import WhereFinder


@dataclass(frozen=True, slots=True)
class UnlistedPlace:
    """A place as files write it that is none of ours.

    dead     of its events whose number is known; unknown, of how many events it is not
    located  how many of its events have a position of their own
    last     the last day of anything there
    """

    name: str
    events: int
    dead: int
    unknown: int
    located: int
    last: date | None


@dataclass(frozen=True)
class UnlistedPlaces:
    """Every such place, by dead and by number of events, and their sums: the line of its own on
    every table, map and paper that goes by places."""

    places: list[UnlistedPlace] = field(default_factory=list)

    @property
    def events(self) -> int:
        """How many events name a place that is none of ours."""
        return sum(place.events for place in self.places)

    @property
    def dead(self) -> int:
        """How many people died in them, as far as it is known."""
        return sum(place.dead for place in self.places)

    @property
    def unknown(self) -> int:
        """Of how many of them the dead are not known."""
        return sum(place.unknown for place in self.places)

    @property
    def number(self) -> int:
        """How many places there are."""
        return len(self.places)

    @property
    def is_cut(self) -> bool:
        """Whether no more were looked for, so that the sums are of these alone."""
        return self.number >= MOST

    def as_data(self) -> list[dict[str, object]]:
        """As JSON keeps it: a name, its events, its dead."""
        return [
            asdict(place) | {"last": place.last and place.last.isoformat()} for place in self.places
        ]


MOST = 500
"""So many are listed, those with most dead; a page is no dump of a gazetteer."""


def unlisted_in(events: pl.DataFrame, finder: WhereFinder) -> UnlistedPlaces:
    """The places that some events name and the finder does not have.

    Takes   events: place, violence, deaths, civilian_deaths, latitude, date_end.
    """
    named = (
        events.filter(pl.col("place").is_not_null() & (pl.col("place") != ""))
        .with_columns(count_killed())
        .group_by("place")
        .agg(
            pl.len().alias("events"),
            pl.col("killed").sum().alias("dead"),
            pl.col("killed").null_count().alias("unknown"),
            pl.col("latitude").count().alias("located"),
            pl.col("date_end").max().alias("last"),
        )
        .sort("dead", "events", "place", descending=[True, True, False])
    )
    unlisted: list[UnlistedPlace] = []
    for row in named.iter_rows():
        if len(unlisted) == MOST:
            break
        if not finder.has_place(row[0]):
            unlisted.append(UnlistedPlace(*row))
    return UnlistedPlaces(unlisted)


def unlisted_for(standing: Standing) -> UnlistedPlaces:
    """The places that events this person may read name and that no place they may read has, by the
    names their sources write."""
    unlisted, firsts = _unlisted_places(standing)
    keys = [firsts[place.name] for place in unlisted.places]
    written = dict(events_for(standing).filter(pk__in=keys).values_list("pk", "place"))
    return UnlistedPlaces(  # columns keep names folded: as the source wrote them they are read here
        [
            replace(place, name=written.get(firsts[place.name]) or place.name)
            for place in unlisted.places
        ]
    )


def count_unlisted(
    standing: Standing, *, since: date = FIRST, until: date = LAST
) -> UnlistedPlaces:
    """The same for the line of its own on tables, maps and papers, which tells no names: of all
    events, or of those that lie in some days. One query, for the marked places of who reads any."""
    if (since, until) == (FIRST, LAST):
        return _unlisted_places(standing)[0]
    inside = lies_within(since, until, first="date_start", last="date_end")
    return _unlisted_places(standing, inside)[0]


def _unlisted_places(
    standing: Standing, wanted: pl.Expr | None = None
) -> tuple[UnlistedPlaces, dict[str, int]]:
    """The places, by folded names, and an event of each name."""
    if not standing.reads("events"):
        return UnlistedPlaces(), {}
    events = events_seen(standing).filter(pl.col("grain") == "event")
    if wanted is not None:
        events = events.filter(wanted)
    columns = ("pk", "place", "violence", "deaths", "civilian_deaths", "latitude", "date_end")
    rows = events.select(columns).with_columns(pl.col("place").cast(pl.String)).collect()
    finder = WhereFinder(standing.mission, standing, only_places=True)
    return unlisted_in(rows, finder), dict(
        rows.group_by("place").agg(pl.col("pk").first()).iter_rows()
    )


def unlisted_in_file(frame: pl.DataFrame, mission: Mission) -> list[dict[str, object]]:
    """The same of the open rows of a file on its way in, as its report keeps it."""
    rows = frame.filter(pl.col("compartment").is_null())
    return unlisted_in(rows, WhereFinder(mission, only_places=True)).as_data()
