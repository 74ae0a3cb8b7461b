"""The incidents of a mission as columns, held in this process until one changes: for lists.

Held are ids, days and numbers to sort and count by: no words, no points, no names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tutela.actors.identify import UNKNOWN as UNKNOWN_ACTOR
from tutela.base.later import Columns, pl
from tutela.places.names import fold
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.actors.queries import actors_by_name, actors_for
from tutela_web.base.searching import search
from tutela_web.base.tables.columns import table_of
from tutela_web.incidents.events.columns import UNKNOWN, in_area
from tutela_web.incidents.models import Incident, Verification
from tutela_web.records.record_cache import NewestByKey
from tutela_web.records.versions.queries import state_of_versions

SCHEMA = Columns(
    lambda: {
        "pk": pl.String,
        "number": pl.Int64,
        "entered_at": pl.Datetime("us"),
        "event_from": pl.Date,
        "event_from_time": pl.String,
        "event_to": pl.Date,
        "killed": pl.Int32,
        "verification": pl.Categorical,
        "harms": pl.Categorical,
        "classification": pl.Int8,
        "compartment": pl.Categorical,
        "area": pl.Categorical,
        "author": pl.Categorical,
        "place": pl.Categorical,
        "perpetrator": pl.Categorical,
        "merged": pl.Categorical,
    }
)

_KEPT: NewestByKey[pl.DataFrame] = NewestByKey()

Named = Mapping[str, set[str]]
"""By id of an incident, as hex, who it blames in words: ids of actors of the list, as hex, and of
who is in no list the folded name."""


def counted_alone(standing: Standing) -> pl.LazyFrame:
    """The incidents that count for a person: the same as `queries.standing_alone`.

    Gives   SCHEMA: harms as the JSON of their list, ids as hex or null.
    """
    seen = _incidents_in(standing.mission).lazy().filter(standing.sees_open_rows("incidents"))
    if "human_rights" not in standing.roles:
        mine = (pl.col("author") == standing.person.pk.hex).fill_null(False)
        seen = seen.filter((pl.col("verification") != Verification.WITHDRAWN.value) | mine)
    return seen.filter(pl.col("merged").is_null())


@dataclass(frozen=True)
class IncidentFilter:
    """What a list of incidents was asked for; each field empty unless asked."""

    place: str = ""
    area: str = ""
    harm: str = ""
    perpetrator: str = ""
    verification: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return any(vars(self).values())


ORDERS = {
    "newest": ("event_from", "event_from_time"),
    "entered": ("entered_at",),
    "deadliest": ("killed",),
}
"""Each highest first, not known last, then by number."""


def filter_incidents(
    standing: Standing, asked: IncidentFilter, *, order: str = "newest", named: Named | None = None
) -> pl.DataFrame:
    """The incidents a filter leaves, in one of ORDERS; SCHEMA.

    Takes   named, of `named_in_words`, where the caller has asked already.
    """
    wanted = pl.lit(True)
    wanted &= _of("place", asked.place.replace("-", "").lower())
    if asked.perpetrator:
        named = named_in_words(standing) if named is None else named
        wanted &= _done_by(asked.perpetrator, named)
    if asked.area:
        wanted &= in_area(standing, asked.area)
    said = pl.col("harms").cast(pl.String)
    if asked.harm:
        wanted &= said.str.contains(f'"{asked.harm}"', literal=True) | (
            (said == "[]") if asked.harm == UNKNOWN else pl.lit(False)
        )
    if asked.verification:
        wanted &= pl.col("verification") == asked.verification
    if asked.since:
        wanted &= pl.coalesce("event_to", "event_from") >= asked.since
    if asked.until:
        wanted &= pl.col("event_from") <= asked.until
    if asked.text:
        mentioned = search.ids_matching(standing.mission.pk, "incident", asked.text)
        wanted &= pl.col("pk").is_in([pk.hex for pk in mentioned])
    seen = counted_alone(standing).filter(wanted)
    return seen.sort(*ORDERS[order], "number", descending=True, nulls_last=True).collect()


def _of(name: str, asked: str) -> pl.Expr:
    if not asked:
        return pl.lit(True)
    return pl.col(name).is_null() if asked == UNKNOWN else pl.col(name) == asked


def _done_by(asked: str, named: Named) -> pl.Expr:
    """The rows that blame an actor of the list, chosen or named in words; or a name that is in no
    list; or nobody."""
    if asked == UNKNOWN:
        return pl.col("perpetrator").is_null() & ~pl.col("pk").is_in(list(named))
    who = id_as_hex(asked) or fold(asked)
    in_words = [pk for pk, names in named.items() if who in names]
    return (pl.col("perpetrator") == who).fill_null(False) | pl.col("pk").is_in(in_words)


def named_in_words(standing: Standing) -> Named:
    """Who incidents blame in words. At most two queries."""
    blamed = Incident.objects.filter(mission=standing.mission).exclude(other_perpetrators=[])
    rows = list(blamed.order_by().values_list("pk", "other_perpetrators"))
    if not rows:
        return {}
    listed = actors_by_name(actors_for(standing).filter(retired=False))
    told: dict[str, set[str]] = {}
    for pk, names in rows:
        known = [fold(str(name)) for name in names if name != UNKNOWN_ACTOR]
        if known:
            told[pk.hex] = {listed[one].pk.hex if one in listed else one for one in known}
    return told


def id_as_hex(said: str) -> str:
    """An id in a filter, as columns hold it; empty for other words."""
    try:
        return UUID(said).hex
    except ValueError:
        return ""


def _incidents_in(mission: Mission) -> pl.DataFrame:
    rows = Incident.objects.filter(mission=mission).order_by()
    return _KEPT.get(
        mission.pk,
        state_of_versions(mission, Incident),
        lambda: table_of(rows, SCHEMA, {"merged": "merged_into"}),
    )
