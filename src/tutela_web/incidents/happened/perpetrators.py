"""Who harms civilians in an area, by the incidents and imported events a person may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.http import urlencode

from tutela.actors.record import DAYS
from tutela.base.later import pl
from tutela.incidents.perpetrators import CERTAINTIES, Attributed, rank
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.picture_queries import PANELS
from tutela_web.actors.queries import actors_for
from tutela_web.base.tables.columns import in_order
from tutela_web.incidents.events.columns import UNKNOWN
from tutela_web.incidents.happened.queries import (
    EVENT,
    HIDDEN,
    Happened,
    count_folded,
    happened_in,
    newest_of,
)
from tutela_web.incidents.models import Attribution

NAMED = "named:"
"""Before a name that an incident or imported event blames and that no actor of the list has."""

SHOWN = 8
"""Of what names an actor, so many are told on its page."""


@dataclass(frozen=True)
class Perpetrator:
    """One line of the ranking; `actor` None where nobody is known, or the reader may not see it."""

    told: Attributed
    actor: Actor | None
    asked: Mapping[str, str]  # area and since, as filters of lists have them

    @property
    def unknown(self) -> bool:
        """Whether nobody is named."""
        return not self.told.actor

    @property
    def name(self) -> str:
        """The name that records blame, where no actor of the list has it; else empty."""
        return self.told.actor.removeprefix(NAMED) if self.told.actor.startswith(NAMED) else ""

    @property
    def certainties(self) -> list[tuple[str, int]]:
        """How many incidents at each of CERTAINTIES, in words."""
        return [(str(Attribution(one).label), self.told.by_certainty[one]) for one in CERTAINTIES]

    @property
    def incidents_query(self) -> str:
        """What the list of incidents is asked to show these; empty where it can't be."""
        who = str(self.actor.pk) if self.actor else self.name or (UNKNOWN if self.unknown else "")
        return urlencode({"perpetrator": who, **self.asked}) if who else ""

    @property
    def events_query(self) -> str:
        """What the list of imported events is asked to show these; empty where it can't be."""
        name = str(self.actor.pk) if self.actor else self.name
        return urlencode({"actor": name, **self.asked}) if name else ""


@dataclass(frozen=True)
class Perpetrators:
    """The ranking, and what it does not tell; folded, records that perhaps tell of what is counted
    already."""

    rows: list[Perpetrator]
    folded: int
    incidents: int
    events: int
    in_words_only: int
    in_fighting: int


def perpetrators_of(standing: Standing, area: DutyArea | None, since: date) -> Perpetrators:
    """Actors by the harm attributed to them since a day, in an area or in all the person reads.

    Incidents and imported events that harmed civilians count, each once, as `happened_in` gathers
    them; those without a day do, as they may lie within. Those of nobody known stand as a line of
    their own. So do civilians who died in fighting, for nobody said which side it was. What two
    actors did counts for both, whether they are chosen from the list or named in words.
    """
    harms = happened_in(standing, area, since=since).filter("against_civilians")
    event = pl.col("kind") == EVENT
    told = pl.concat_list("actors", pl.col("others").list.eval(NAMED + pl.element()))
    nobody = pl.col("fighting") | (told.list.len() == 0)
    blamed = pl.when(nobody).then(pl.lit([""])).otherwise(told)
    ranked = _rank(harms.with_columns(actor=blamed))
    keys = {one.actor for one in ranked if one.actor not in ("", HIDDEN)}
    ids = sorted(key for key in keys if not key.startswith(NAMED))
    actors = {one.pk.hex: one for one in in_order(actors_for(standing), ids)}
    in_words = (pl.col("actors").list.len() == 0) & (pl.col("others").list.len() > 0)
    counts = harms.select(
        incidents=(~event).sum(),
        events=event.sum(),
        in_words_only=(~event & ~pl.col("fighting") & in_words).sum(),
        in_fighting=pl.col("fighting").sum(),
    ).row(0, named=True)
    asked = {"since": since.isoformat()} | ({"area": area.code} if area else {})
    rows = [Perpetrator(one, actors.get(one.actor), asked) for one in ranked]
    return Perpetrators(rows, count_folded(harms), **counts)


def _rank(harms: pl.DataFrame) -> list[Attributed]:
    """Rows of what happened, with a list of actors, ranked by actor."""
    groups = (
        harms.explode("actor")
        .group_by("actor", "certainty", maintain_order=True)
        .agg(
            pl.len(),
            pl.when(pl.col("killed").is_not_null().any()).then(pl.col("killed").sum()),
            pl.col("killed").null_count().alias("uncounted"),
        )
    )
    return rank(groups.iter_rows())


@dataclass(frozen=True)
class ActorHarm:
    """What happened in the last DAYS that names an actor: incidents and imported events, each once.

    harm      what is attributed to it, as in the ranking of perpetrators
    fights    fighting that it was a party to, in which nobody said who killed
    happened  the newest of all that names it, of `total`
    """

    harm: Attributed
    fights: int
    happened: list[Happened]
    total: int
    folded: int


def harm_of(standing: Standing, actor: Actor) -> ActorHarm | None:
    """What an actor did or took part in; None for who reads neither incidents nor events."""
    if not (standing.reads("incidents") or standing.reads("events")):
        return None
    key = actor.pk.hex
    happened = happened_in(standing, None, since=standing.on - timedelta(days=DAYS))
    happened = happened.filter(pl.col("actors").list.contains(key))
    harms = happened.filter("against_civilians", ~pl.col("fighting"))
    ranked = _rank(harms.with_columns(actor=pl.lit([key])))
    return ActorHarm(
        next(iter(ranked), Attributed(key)),
        int(happened["fighting"].sum()),
        newest_of(standing, happened, SHOWN),
        happened.height,
        count_folded(happened),
    )


def panel_of(standing: Standing, actor: Actor) -> Mapping[str, Any] | None:
    """What the actor's page shows of it."""
    harm = harm_of(standing, actor)
    if harm is None:
        return None
    since = {"since": (standing.on - timedelta(days=DAYS)).isoformat()}
    row = Perpetrator(harm.harm, actor, since)
    return {
        "found": harm,
        "row": row,
        "days": DAYS,
        "reads": {kind: standing.reads(kind) for kind in ("incidents", "events")},
    }


def connect() -> None:
    """Tell the room of actors, which lies below, what happened that names one."""
    PANELS["incidents/_actor_happened.html"] = panel_of
