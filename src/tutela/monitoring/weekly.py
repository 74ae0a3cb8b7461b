"""The weekly protection risk report: one page a head of office reads, and the reasons behind it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from tutela import __version__
from tutela.actors.identify import COMMUNAL
from tutela.base import design_tokens
from tutela.base.days import ask_of
from tutela.base.documents.model import (
    Block,
    Break,
    Bullets,
    Chip,
    Column,
    Columns,
    Document,
    Fact,
    Facts,
    Figure,
    Heading,
    Inline,
    Interval,
    Level,
    Note,
    OfIntervals,
    Paragraph,
    Row,
    Small,
    Soft,
    Strong,
    Table,
    Text,
    as_data,
    with_texts_replaced,
)
from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import (
    Sentence,
    day_said,
    end_sentence,
    english,
    join,
    say,
    say_n,
    term,
    whole,
)
from tutela.monitoring.changes import Change, by_likelihood, changes, figure, key, step, strongest
from tutela.monitoring.figures import WITHHELD_HARMS, Period, marks, newest, period, shown_events
from tutela.monitoring.ground import Ground, ground
from tutela.monitoring.map import Hotspot, Somewhere, draw_map, points_near_ground
from tutela.places.types import Place
from tutela.risk.factors import PRIORITIES
from tutela.risk.order import percent, what_parts
from tutela.risk.types import Assessment, Evidence, Risk

BLIND = say("Blind to rape, abduction and displacement.")
"""Said under every figure counted from event files (domain reference, section d)."""

COMPARTMENT = say(
    "Records of sexual violence, and of children recruited or used, stay in their compartments: "
    "they are in no figure, list or map here, and none shown does not mean none happened."
)
GRAVITY = {
    1: say("intimidation"),
    2: say("injury or looting"),
    3: say("killing or abduction of individuals"),
    4: say("multiple deaths or a village burnt"),
    5: say("mass atrocity"),
}
Tell = Callable[[str], str]

WIDE = 1.6
"""From this width to height on, the map takes the whole width of the page."""

_CHIPS = {"critical": 4, "high": 3, "moderate": 2, "low": 1}
_ARROWS = {"risen": "▲", "fallen": "▼", "new": "+", "dropped": "–"}
_KINDS = {
    "risen": say("risen"),
    "fallen": say("fallen"),
    "new": say("new"),
    "dropped": say("no longer listed"),
}
_NAMES_TOLD = 40
_CHANGES_TOLD = 12
_STALE_DAYS = 7


def weekly_report(
    now: Assessment,
    before: Assessment,
    events: pl.DataFrame,
    *,
    bases: Sequence[Somewhere] = (),
    on_ground: Ground | None = None,
    area: str = "",
    top: int = 15,
    marking: str = "unclassified",
    tell: Tell = english,
    language: str = "en",
    direction: Literal["ltr", "rtl"] = "ltr",
) -> Document:
    """What changed, where civilians are most at risk, why, and what is not known.

    Takes   this week's and last week's assessments, made the same way; the canonical event table
            (events after `now.on` are left out); bases; the ground of the map, else that of the
            places' countries; the `area`'s name, else the countries'; how many hotspots to list;
            `tell` says a sentence in the reader's `language` (base.messages), English else.
    Gives   a Document. Page one stands alone; reasons, changes and gaps follow.
    Raises  BadParameter for an unknown marking, or an assessment that rests on a compartment.
    """
    ask_of(now.on)
    _refuse_compartments(now, before)
    known = shown_events(events).filter(pl.col("date_end") <= now.on)
    land = on_ground or ground(_countries(now, known))
    this, last_event = period(known, until=now.on), newest(known)
    over = last_event is None or last_event < this.first
    week = _Week(
        tell=tell,
        now=now,
        before=before,
        events=known,
        listed=_leads(now)[:top],
        changed=_told_changes(changes(now, before), over=over),
        land=land,
        bases=points_near_ground(land, bases),
        this=this,
        last=period(known, until=now.on - timedelta(days=7)),
        newest=last_event,
        over=over,
        newest_by_land=tuple(
            (x.name, newest(known.filter(pl.col("iso3") == x.iso3))) for x in land.countries
        ),
    )
    area = area or _list_names([term(x.name) for x in land.countries]) or say("All places given")
    title = say("{area}: week to {day}", area=area, day=day_said(now.on))
    blocks = (*_page_one(week), *_pages_behind(week))
    snapshot = _snapshot(now.on, (title, *blocks))
    report = Document(
        title=title,
        kicker=say("Weekly protection risk report"),
        frozen=now.on,
        subtitle=(
            join("", [_span(week.this.first, now.on), " · ", say("figures as of the"), " "]),
            Strong(say("end of {day}", day=day_said(now.on))),
            join("", [" · ", say("snapshot {snapshot}", snapshot=snapshot)]),
        ),
        meta=(
            say("Compared with {day}", day=day_said(before.on)),
            say("Next: {day}", day=day_said(now.on + timedelta(days=7))),
            say("Suggested scores, not yet agreed by a person"),
        ),
        marking=marking,
        blocks=blocks,
        stamp=_stamp(week, snapshot),
        language=language,
        direction=direction,
    )
    return with_texts_replaced(report, tell)


@dataclass(frozen=True, eq=False)
class _Week:
    tell: Tell
    now: Assessment
    before: Assessment
    events: pl.DataFrame
    listed: tuple[Risk, ...]
    changed: tuple[Change, ...]
    land: Ground
    bases: tuple[Somewhere, ...]
    this: Period
    last: Period
    newest: date | None
    newest_by_land: tuple[tuple[str, date | None], ...]
    over: bool

    @property
    def assessed(self) -> tuple[Place, ...]:
        return tuple({risk.place.id: risk.place for risk in self.now.risks}.values())

    @property
    def places(self) -> int:
        return len(self.assessed) + len(self.now.not_assessed)

    def covers_period(self, then: Period) -> bool:
        """Whether the file reaches into a period: beyond its end, nought is not known."""
        return self.newest is not None and self.newest >= then.first

    def incidents(self, then: Period) -> int | None:
        return then.incidents if self.covers_period(then) else None

    def civilians_killed(self, then: Period) -> int | None:
        return then.civilians if self.covers_period(then) else None

    def changes_of(self, *kinds: str) -> list[Change]:
        return [change for change in self.changed if change.kind in kinds]


def _told_changes(changed: Sequence[Change], *, over: bool) -> tuple[Change, ...]:
    """The changes; where the record ended before the week began, no falls: only age moved them."""
    return tuple(c for c in changed if not (over and c.kind in ("fallen", "dropped")))


def _no_falls(week: _Week) -> Sentence:
    if week.newest is None:
        return say("No event is on record: a fall would only be age, so none is listed")
    return say(
        "The record ends on {day}: a fall would only be age, so none is listed",
        day=day_said(week.newest),
    )


def _refuse_compartments(*made: Assessment) -> None:
    """A score that rests on records of a compartment may not leave it; nor may its rank."""
    for one in made:
        read = sorted(one.compartments)
        if read or any(risk.harm in WITHHELD_HARMS for risk in one.risks):
            raise BadParameter(
                say(
                    "its scores rest on records of a compartment ({names}), which may not leave it",
                    names=", ".join(read),
                )
                if read
                else say("its scores rest on records of a compartment, which may not leave it"),
                where=say("assessment of {day}", day=day_said(one.on)),
                next=say("assess without the grant, and make the report of that"),
            )


def _countries(now: Assessment, events: pl.DataFrame) -> list[str]:
    places = (*(risk.place for risk in now.risks), *now.not_assessed)
    named = {place.iso3 for place in places if place.iso3}
    return sorted(named or set(events["iso3"].drop_nulls().to_list()))


def _snapshot(on: date, content: Sequence[object]) -> str:
    """A name for exactly this content: any other figure or word gives another name."""
    told = json.dumps([as_data(part) for part in content])
    return f"{on.isoformat()}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


# Page one


def _page_one(week: _Week) -> tuple[Block, ...]:
    figure = _map(week)
    if _wide(week.land):
        moved = (*_tripwire_rail(week), *_change_rail(week, 5))
        middle: tuple[Block, ...] = (figure, Columns(moved, _unknown_rail(week)))
    else:
        rail = (*_tripwire_rail(week), *_change_rail(week), *_unknown_rail(week))
        middle = (Columns((figure,), rail, 1.45),)
    return (
        _facts(week),
        Heading(say("Judgement")),
        Paragraph(_judgement(week), "lead"),
        *middle,
        Heading(say("Ranked hotspots")),
        *_ranking(week),
    )


def _facts(week: _Week) -> Facts:
    critical, was = _critical(week.now), _critical(week.before)
    this, last = week.this, week.last
    killed, killed_before = week.civilians_killed(this), week.civilians_killed(last)
    incidents, incidents_before = week.incidents(this), week.incidents(last)
    best = [say("best count")]
    if this.unsaid:
        best.append(
            say_n(
                "{n} of {incidents} does not say",
                "{n:,} of {incidents} do not say",
                this.unsaid,
                incidents=_incidents(this.incidents),
            )
        )
    if killed == 0:
        best.append(say("none recorded is not none"))
    moved = len(week.changes_of("risen", "new"))
    if week.places >= 20:
        share = say(
            "{share:.0%} of the places given; the rest is not known",
            share=len(week.assessed) / week.places,
        )
    else:
        share = say("of the places given; the rest is not known")
    return Facts(
        (
            Fact(
                f"{len(critical):,}",
                say_n("critical hotspot", "critical hotspots", len(critical)),
                say("{n:,} last week", n=len(was)),
            ),
            _moved_fact(week, moved),
            Fact(
                _figure(incidents),
                say_n("incident recorded", "incidents recorded", _count_for_plural(incidents)),
                say("{figure} last week", figure=_figure(incidents_before)),
            ),
            Fact(
                _figure(killed),
                say_n(
                    "civilian recorded killed",
                    "civilians recorded killed",
                    _count_for_plural(killed),
                ),
                join("; ", [*best, say("{figure} last week", figure=_figure(killed_before))]),
            ),
            Fact(
                say("{some:,} of {all:,}", some=len(week.assessed), all=week.places),
                say("places assessed"),
                share,
            ),
        )
    )


def _moved_fact(week: _Week, moved: int) -> Fact:
    label = say_n("hotspot risen or new", "hotspots risen or new", moved)
    if week.over:
        return Fact(f"{moved:,}", label, say("falls not told: the record has ended"))
    return Fact(
        f"{moved:,}",
        label,
        say(
            "{fallen} fallen, {dropped} no longer listed",
            fallen=len(week.changes_of("fallen")),
            dropped=len(week.changes_of("dropped")),
        ),
    )


def _count_for_plural(count: int | None) -> int:
    """A count for the choice of a plural; where it is not known, many."""
    return 0 if count is None else count


def _figure(count: int | None) -> str:
    return say("not known") if count is None else f"{count:,}"


def _leads(made: Assessment) -> tuple[Risk, ...]:
    """What speaks for each hotspot, the highest first."""
    return tuple(risk for risk in made.risks if risk.leads)


def _critical(made: Assessment) -> list[Risk]:
    return [risk for risk in _leads(made) if risk.priority == "critical"]


def _figure_of(risk: Risk) -> str:
    """What orders it, in short: how likely an attack is within 30 days; of what people scored R."""
    if by_likelihood(risk):
        return percent(risk.likelihood) or say("not estimated")
    return f"{risk.R:.0f}"


def _level(risk: Risk) -> int:
    """Of a suggestion the level of its priority: blanks make a band of anything."""
    if by_likelihood(risk):
        return PRIORITIES.index(risk.priority) + 2
    return design_tokens.LEVEL_OF_BAND[risk.band]


def _judgement(week: _Week) -> Text:
    if not week.now.risks:
        return (
            Strong(say("No risk could be assessed from the records given.")),
            _with_lead(
                " ",
                say(
                    "That is no sign of safety: nothing recorded is not the same as nothing"
                    " happening."
                ),
            ),
        )
    first, said = week.now.risks[0], list[Inline]()
    best = _sign(first)
    said += [
        Strong(say("{place} is the first concern", place=first.place.name)),
        _with_lead(
            ": ",
            say(
                "{harm} by {who} ({score}; {priority}; confidence {confidence}).",
                harm=_harm(first),
                who=_actor_in_words(first),
                score=_score(first),
                priority=term(first.priority),
                confidence=term(first.confidence),
            ),
        ),
    ]
    if best:
        told = say("Strongest sign, {factor}: {why}", factor=_factor(best), why=whole(best.why))
        said.append(_with_lead(" ", told))
    if apart := _what_parts_first(week):
        said.append(_with_lead(" ", apart))
    said += [" ", *_movement(week)]
    critical = _critical(week.now)
    weak = [risk for risk in critical if risk.confidence == "low"]
    if weak:
        said.append(
            _with_lead(
                " ",
                say(
                    "{part} on low confidence, which calls for a visit, not for silence.",
                    part=_part(len(weak), len(critical)),
                ),
            )
        )
    if week.now.not_assessed:
        silent = len(week.now.not_assessed)
        said += [
            " ",
            Strong(
                say(
                    "The state of {n:,} of {places:,} places is not known.",
                    n=silent,
                    places=week.places,
                )
            ),
        ]
    return tuple(said)


def _what_parts_first(week: _Week) -> Sentence | None:
    """What parts the first hotspot from the next, or that nothing does."""
    first, *others = _leads(week.now)
    if first.shared:
        return say(
            "It is not told apart from the next: the order says where to look first, no more."
        )
    if not others or not (by_likelihood(first) and by_likelihood(others[0])):
        return None
    upper, lower = ((risk.likelihood, risk.value / risk.likelihood) for risk in (first, others[0]))
    return say("It {how}.", how=what_parts(upper, lower, ties=False))


def _sign(risk: Risk) -> Evidence | None:
    """What speaks loudest of somebody's will to do harm; of anything, where nothing does."""
    intent = replace(risk, evidence=tuple(e for e in risk.evidence if e.component == "I"))
    return strongest(intent) or strongest(risk)


def _part(some: int, of: int) -> Sentence:
    """How many of the critical hotspots, as a sentence begins: all, the only one, so many."""
    if of == 1:
        return say("The only critical hotspot rests")
    if some == of:
        return say("All {of:,} critical hotspots rest", of=of)
    return say_n(
        "{n:,} of {of:,} critical hotspots rests",
        "{n:,} of {of:,} critical hotspots rest",
        some,
        of=of,
    )


def _movement(week: _Week) -> list[Inline]:
    since = day_said(week.before.on, year=False)
    rose, new = len(week.changes_of("risen")), len(week.changes_of("new"))
    fell, dropped = len(week.changes_of("fallen")), len(week.changes_of("dropped"))
    told = [
        sentence
        for n, sentence in (
            (rose, say("{n} rose", n=rose)),
            (new, say_n("{n} is new", "{n} are new", new)),
            (fell, say("{n} fell", n=fell)),
            (dropped, say_n("{n} is no longer listed", "{n} are no longer listed", dropped)),
        )
        if n
    ]
    if not told and week.over:
        return [end_sentence(_no_falls(week))]
    if not told:
        return [
            say("Since {day} no hotspot moved in likelihood or changed its priority.", day=since)
        ]
    most = max(week.changes_of("risen"), key=step, default=None)
    if most is None:
        return [say("Since {day}, of all hotspots {moves}.", day=since, moves=_list_names(told))]
    return [
        say(
            "Since {day}, of all hotspots {moves}; {most}.",
            day=since,
            moves=_list_names(told),
            most=_biggest_rise(most),
        )
    ]


def _biggest_rise(change: Change) -> Sentence:
    assert change.now and change.before  # a risk that rose stands on both days
    return say(
        "{place} ({who}) rose most, from {before} to {now}",
        place=change.now.place.name,
        who=_actor_in_words(change.now),
        before=_figure_of(change.before),
        now=_figure_of(change.now),
    )


def _wide(land: Ground) -> bool:
    if not land.countries:
        return False
    bounds = [x.shape.bounds for x in land.countries]
    across = max(b[2] for b in bounds) - min(b[0] for b in bounds)
    down = max(b[3] for b in bounds) - min(b[1] for b in bounds)
    return bool(across > WIDE * down)


def _map(week: _Week) -> Figure:
    spots: dict[str, Hotspot] = {}
    for risk in week.listed:
        spot = Hotspot(
            risk.place.lat,
            risk.place.lon,
            _level(risk),
            f"{risk.place.name} {_figure_of(risk)}",
        )
        spots.setdefault(risk.place.id, spot)
    drawn, unplaced = marks(week.events, until=week.now.on)
    on_map = _list_names(
        [
            say("{label} ({level})", label=x.label, level=term(design_tokens.label(x.level)))
            for x in spots.values()
        ]
    )
    alt = say(
        "Map of the highest places ({n}): {places}. {events} of the last 90 days; {bases}. "
        "The table of ranked hotspots says the same in words.",
        n=len(spots),
        places=on_map or say("none"),
        events=_events(len(drawn)),
        bases=say_n("{n:,} base", "{n:,} bases", len(week.bases)),
    )
    svg = draw_map(
        week.land,
        title=say("Where civilians are most at risk"),
        description=alt,
        hotspots=list(spots.values()),
        heard=week.assessed,
        not_assessed=week.now.not_assessed,
        events=drawn,
        bases=week.bases,
        width=720 if _wide(week.land) else 440,
        notes=False,
        tell=week.tell,
    )
    before = [say("{events} of the last 90 days, older ones fainter.", events=_events(len(drawn)))]
    if unplaced:
        before.append(
            say_n(
                "{n:,} more, known only to a district or wider, is not drawn.",
                "{n:,} more, known only to a district or wider, are not drawn.",
                unplaced,
            )
        )
    if week.bases:
        before.append(say("A number in a base's square: so many bases there."))
    sources = join("; ", [week.land.source, *_event_sources(week), *_place_sources(week)])
    after = [
        say("Hatch: no assessed place within 50 km."),
        week.land.disclaimer,
        say("Sources: {sources}.", sources=sources),
    ]
    caption: Text = (
        join("", [join(" ", before), " "]),
        Strong(BLIND),
        _with_lead(" ", join(" ", after)),
    )
    return Figure(svg, alt, caption)


def _event_sources(week: _Week) -> list[str]:
    names = week.events.select(
        pl.col("source").str.to_uppercase().str.replace_all("_", " "),
        pl.col("source_version").fill_null(""),
    ).unique()
    return sorted(f"{source} {version}".strip() for source, version in names.rows())


def _place_sources(week: _Week) -> list[str]:
    places = (*week.assessed, *week.now.not_assessed)
    osm = any("osm" in p.source.lower() or "openstreetmap" in p.source.lower() for p in places)
    return ["© OpenStreetMap contributors (ODbL)"] if osm else []


def _tripwire_rail(week: _Week) -> tuple[Block, ...]:
    wires = week.now.tripwires
    if not wires:
        return ()
    more = [say("{n} more, below", n=len(wires) - 3)] if len(wires) > 3 else []
    points: list[Text] = [(Strong(f"{w.place.name}: "), term(w.rule)) for w in wires[:3]]
    return (Heading(say("Tripwires, whatever the score")), Bullets((*points, *more)))


def _change_rail(week: _Week, told: int = 7) -> tuple[Block, ...]:
    points: list[Text] = [_change_line(change) for change in week.changed[:told]]
    below = len(week.changed[told:_CHANGES_TOLD])
    unlisted = len(week.changed[_CHANGES_TOLD:])
    if below:
        points.append(
            say("{below} more below, {unlisted:,} not listed", below=below, unlisted=unlisted)
            if unlisted
            else say("{below} more below", below=below)
        )
    if week.over:
        points.append(_no_falls(week))
    title = Heading(say("Changes since {day}", day=day_said(week.before.on, year=False)))
    still = say("No hotspot moved in likelihood or changed its priority")
    return title, Bullets(tuple(points or [still]))


def _change_line(change: Change) -> Text:
    moved = _with_lead(": ", _plain_factor(change.factor)) if change.factor else ""
    return (
        f"{_ARROWS[change.kind]} ",
        Strong(change.risk.place.name),
        _with_lead(" ", _from_to(change)),
        Soft(
            moved
            if change.kind in ("risen", "fallen")
            else _with_lead(": ", _actor_in_words(change.risk))
        ),
    )


def _from_to(change: Change) -> Sentence:
    if change.now and change.before:
        before, now = _figure_of(change.before), _figure_of(change.now)
        word = change.now.priority
        if word == change.before.priority:
            return say("{before} to {now}", before=before, now=now)
        return say(
            "{before} to {now}, now {priority}",
            before=before,
            now=now,
            priority=term(word),
        )
    if change.now:
        return say("new at {now}", now=_figure_of(change.now))
    return say("no longer listed, was {before}", before=_figure_of(change.risk))


def _stale(week: _Week) -> Iterator[Text]:
    """Said first where the file ended before the week did."""
    if week.newest is None:
        yield _with_title(say("No event on file"), say("what happened is not known"))
        return
    days = (week.now.on - week.newest).days
    if days > _STALE_DAYS:
        yield _with_title(
            say(
                "Newest event on file ended {day}, {days:,} days before",
                day=day_said(week.newest),
                days=days,
            ),
            say("what happened since is not known"),
        )
        return
    for name, day in week.newest_by_land if len(week.newest_by_land) > 1 else ():
        if day is None:
            yield _with_title(
                say("{land}: no event on file", land=term(name)),
                say("what happened there is not known"),
            )
        elif (days := (week.now.on - day).days) > _STALE_DAYS:
            yield _with_title(
                say(
                    "{land}: newest event on file ended {day}, {days:,} days before",
                    land=term(name),
                    day=day_said(day),
                    days=days,
                ),
                say("what happened there since is not known"),
            )


def _with_title(title: str, told: str) -> Text:
    """A point with what it is about in front."""
    return Strong(join("", [title, ": "])), told


def _unknown_rail(week: _Week) -> tuple[Block, ...]:
    silent = week.now.not_assessed
    points: list[Text] = list(_stale(week))
    if silent:
        names = ", ".join(place.name for place in silent[:8])
        told: str = names
        if len(silent) > 8:
            told = say("{names} and {more:,} more, below", names=names, more=len(silent) - 8)
        points.append(_with_title(say("Not assessed ({n:,})", n=len(silent)), told))
    thin = sum(risk.insufficient_data for risk in week.now.risks)
    if thin:
        all_risks = say_n("{n:,} risk", "{n:,} risks", len(week.now.risks))
        told = say("{thin:,} of {risks}", thin=thin, risks=all_risks)
        points.append(_with_title(say("Insufficient data"), told))
    blank = _blanks(week.now)
    if blank:
        never = [_plain_factor(name) for name, n in blank if n == len(week.now.risks)]
        if never:
            points.append(_with_title(say("Blank in every risk"), _first_names(never, 4)))
    points.append(
        _with_title(say("Not shown"), say("sexual violence, children recruited: in compartments"))
    )
    return (Heading(say("Not known")), Note((Bullets(tuple(points)),)))


def _ranking(week: _Week) -> tuple[Block, ...]:
    if not week.listed:
        told = say("No risk assessed. See what is not known, below.")
        return (Note((Paragraph(told),)),)
    last = {key(risk): risk for risk in week.before.risks}
    rows = tuple(
        Row(
            (
                _rank(risk),
                (Level(_level(risk)), _with_lead(" ", term(design_tokens.label(_level(risk))))),
                (Strong(_figure_of(risk)), Soft(f" {_range(risk)}")),
                _interval(risk),
                (Strong(risk.place.name), *_hotspot_extent(risk)),
                join("; ", [_actor_in_words(risk), _harm(risk)]),
                _week_before(risk, last.get(key(risk))),
                (
                    Chip(term(risk.priority.capitalize()), _CHIPS[risk.priority]),
                    _with_lead(" ", term(risk.msc)),
                ),
                term(risk.confidence),
            )
        )
        for risk in week.listed
    )
    likely = by_likelihood(week.listed[0])
    columns = (
        Column(say("Rank"), align="end"),
        Column(say("Level")),
        Column(say("Within 30 days") if likely else say("Risk")),
        Column(say("0 to 100")),
        Column(say("Place"), 0.75),
        Column(say("Who may do what"), 1.5),
        Column(say("Last week")),
        Column(say("Priority")),
        Column(say("Confidence")),
    )
    order = [
        say(
            "Ordered by how likely an attack on civilians is within 30 days, times what such "
            "attacks weigh."
        )
        if likely
        else say("Ordered by priority (band and gravity), then R.")
    ]
    if (all_leads := len(_leads(week.now))) > len(week.listed):
        order.append(
            say_n(
                "{n:,} of {all:,} hotspots is listed.",
                "{n:,} of {all:,} hotspots are listed.",
                len(week.listed),
                all=all_leads,
            )
        )
    order.append(say("=: not told apart from the next."))
    note: Text = (
        join("", [join(" ", order), " "]),
        OfIntervals(join("", [say("Thin lines: 20, 40, 60, 80."), " "])),
        say("Reasons: below."),
    )
    table = Table(say("Ranked hotspots"), columns, rows)
    return Paragraph(note, "small"), table, *_passed_over(week)


def _passed_over(week: _Week, told: int = 6) -> tuple[Block, ...]:
    """Risks with a higher R than one that is listed, left out for their lower priority."""
    if by_likelihood(week.listed[0]):
        return ()
    lowest = min(round(risk.R) for risk in week.listed)
    higher = [risk for risk in week.now.risks[len(week.listed) :] if round(risk.R) > lowest]
    if not higher:
        return ()
    higher.sort(key=lambda risk: -risk.R)
    names = _first_names([f"{risk.place.name} {risk.R:.0f}" for risk in higher], told)
    told_of = say("Higher R, lower priority, not listed: {names}.", names=names)
    return (Paragraph((Small(told_of),)),)


def _rank(risk: Risk) -> str:
    return f"{risk.rank}=" if risk.shared else str(risk.rank)


def _hotspot_extent(risk: Risk) -> Iterator[Inline]:
    """With how many places, and between which ranks."""
    if not by_likelihood(risk):
        return
    if risk.places > 1:
        around = say_n("with {n:,} place around it", "with {n:,} places around it", risk.places - 1)
        yield Soft(_with_lead(" ", around))
    if risk.rank_low != risk.rank_high:
        ranks = say("rank {low} to {high}", low=risk.rank_low, high=risk.rank_high)
        yield Soft(_with_lead("; " if risk.places > 1 else " ", ranks))


def _range(risk: Risk) -> str:
    if by_likelihood(risk):
        return f"{percent(risk.likelihood_low)}–{percent(risk.likelihood_high)}"
    return f"{risk.R_low:.0f}–{risk.R_high:.0f}"


def _interval(risk: Risk) -> Interval:
    if by_likelihood(risk):
        told = (risk.likelihood_low, risk.likelihood, risk.likelihood_high)
        return Interval(*(round(100 * share, 1) for share in told))
    return Interval(round(risk.R_low, 1), round(risk.R, 1), round(risk.R_high, 1))


def _week_before(risk: Risk, last: Risk | None) -> Text:
    if last is None:
        return say("new")
    if last.leads != risk.leads:
        return say("part of another hotspot")
    far = figure(risk) - figure(last)
    same = _figure_of(risk) == _figure_of(last)
    sign = "=" if same else "▲" if far > 0 else "▼"
    return (f"{sign} ", Soft(_figure_of(last)))


# Pages behind


def _pages_behind(week: _Week) -> tuple[Block, ...]:
    return (
        *_reasons(week),
        *_tripwires(week),
        Heading(say("What changed since last week")),
        *_changes_section(week),
        Heading(say("Facts not known")),
        _not_known_note(week),
        Heading(say("How we know")),
        Paragraph(_method(week)),
        Heading(say("Sources and their age"), 3),
        Bullets(
            (
                *(week.now.sources or (say("No source named itself."),)),
                say(
                    "Land, water and borders: {source}, borders as they are held on the ground,"
                    " old for some countries.",
                    source=week.land.source,
                ),
                *_place_sources(week),
                join(
                    " ",
                    [
                        BLIND,
                        say("The record is incomplete: reporting depends on presence."),
                    ],
                ),
            )
        ),
    )


def _method(week: _Week) -> Sentence:
    if any(by_likelihood(risk) for risk in week.listed):
        how = [
            say(
                "Hotspots stand by how likely an attack on civilians is within 30 days, within 10 "
                "km of one of their places, as the record of events tells it, times what such "
                "attacks weigh there: gravity 1 to 5 weighs 1, 3, 9, 27 and 81."
            ),
            say(
                "Neighbouring places most exposed to the same actor by shared evidence are one "
                "hotspot; priority follows from the product by published thresholds; what is not "
                "known widens the ranks between which a hotspot may stand, and lifts nothing. The "
                "score of intent, capability and vulnerability orders no suggestion."
            ),
        ]
    else:
        how = [
            say(
                "Each risk is one actor doing one harm at one place within {days} days, scored "
                "R = 20 · (I·C·V)^(1/3) from intent, capability and vulnerability, each 0 to 5 and "
                "each the mean of its highest factors: a blank counts 3, the middle, and widens "
                "the interval.",
                days=week.now.horizon_days,
            ),
            say(
                "Bands change at 20, 40, 60 and 80; priority follows from band and gravity by "
                "table, and must, should or could from priority; confidence, and whether help can "
                "arrive in time, are never part of the score."
            ),
        ]
    suggested = say(
        "What is suggested comes from records that can be opened; a person agrees or changes each, "
        "with a reason, and a figure by itself opens no alert. Method: docs/method."
    )
    return join(" ", [*how, suggested])


def _reasons(week: _Week) -> tuple[Block, ...]:
    if not week.listed:
        return ()
    rows = tuple(
        Row(
            (
                _rank(risk),
                _subject(risk),
                _score_breakdown(risk),
                Small(_records(e for reason in _told_reasons(risk) for e in reason.events)),
            )
        )
        for risk in week.listed
    )
    columns = (
        Column(say("Rank"), align="end"),
        Column(say("Place, actor, harm"), 1.0),
        Column(say("Reasons: the highest factor of intent, capability and vulnerability"), 3.1),
        Column(say("Records"), 0.8),
    )
    return Heading(say("Why these ranks")), Table(say("Why these ranks"), columns, rows, tall=True)


def _subject(risk: Risk) -> Text:
    return (
        Strong(risk.place.name),
        f" {_figure_of(risk)}",
        Break(),
        join("; ", [_actor_in_words(risk), _harm(risk)]),
    )


def _score_breakdown(risk: Risk) -> Text:
    gravity = say("gravity {n} of 5, {word}", n=risk.gravity, word=GRAVITY[risk.gravity])
    known = not (by_likelihood(risk) and risk.insufficient_data)
    letters = f"I {risk.I:.1f} · C {risk.C:.1f} · V {risk.V:.1f} · " if known else ""
    said: list[Inline] = [Soft(_with_lead(letters, gravity))]
    for reason in _told_reasons(risk):
        said += [Break(), Strong(_factor(reason)), _with_lead(": ", whole(reason.why))]
    blank = [_plain_factor(e.factor) for e in risk.evidence if e.value is None]
    if blank:
        told = say("Blank: {factors}.", factors=_first_names(blank, 3))
        if risk.insufficient_data:
            told = join(" ", [told, say("Insufficient data.")])
        said += [Break(), Soft(told)]
    return tuple(said)


def _told_reasons(risk: Risk) -> list[Evidence]:
    """The highest filled factor of each component, strongest first: what drives the product."""
    best: dict[str, Evidence] = {}
    for reason in risk.evidence:
        if reason.value is None:
            continue
        rival = best.get(reason.component)
        if rival is None or (reason.value, len(reason.events)) > (rival.value, len(rival.events)):
            best[reason.component] = reason
    return sorted(best.values(), key=lambda e: "ICV".index(e.component))


def _tripwires(week: _Week) -> tuple[Block, ...]:
    if not week.now.tripwires:
        return ()
    rows = tuple(
        Row((Strong(w.place.name), term(w.rule), whole(w.why), Small(_records(w.events))))
        for w in week.now.tripwires
    )
    columns = (
        Column(say("Place"), 1),
        Column(say("Tripwire"), 1),
        Column(say("Why"), 2.4),
        Column(say("Records"), 0.8),
    )
    return (
        Heading(say("Tripwires: alert whatever the score")),
        Table(say("Tripwires"), columns, rows, tall=True),
    )


def _changes_section(week: _Week, told: int = _CHANGES_TOLD) -> tuple[Block, ...]:
    if not week.changed and week.over:
        return (Paragraph(end_sentence(_no_falls(week))),)
    if not week.changed:
        return (Paragraph(say("No hotspot moved in likelihood or changed its priority.")),)
    rows = tuple(
        Row(
            (
                _with_lead(f"{_ARROWS[change.kind]} ", _KINDS[change.kind]),
                (
                    Strong(change.risk.place.name),
                    _with_lead(
                        "; ", join("; ", [_actor_in_words(change.risk), _harm(change.risk)])
                    ),
                ),
                _from_to(change) if change.now and change.before else _figure_of(change.risk),
                (
                    (
                        Strong(join("", [_plain_factor(change.factor), ": "]))
                        if change.factor
                        else ""
                    ),
                    whole(change.why),
                ),
                Small(_records(change.events)),
            )
        )
        for change in week.changed[:told]
    )
    columns = (
        Column(say("What changed")),
        Column(say("Place, actor, harm"), 1.3),
        Column(say("Risk")),
        Column(say("Because"), 2.2),
        Column(say("New records"), 0.8),
    )
    table = Table(say("What changed since last week"), columns, rows, tall=True)
    left = Counter(change.kind for change in week.changed[told:])
    if not left:
        return (table,)
    rest = _list_names([say("{n:,} {kind}", n=n, kind=_KINDS[kind]) for kind, n in left.items()])
    return table, Paragraph((Small(say("Not listed here: {rest}.", rest=rest)),))


def _not_known_note(week: _Week) -> Note:
    now, silent = week.now, week.now.not_assessed
    points: list[Text] = list(_stale(week))
    if silent:
        names: str = ", ".join(place.name for place in silent[:_NAMES_TOLD])
        if len(silent) > _NAMES_TOLD:
            more = len(silent) - _NAMES_TOLD
            names = say("{names} and {more:,} more", names=names, more=more)
        points.append(
            _with_title(
                say("Not assessed, {n:,} of {all:,} places", n=len(silent), all=week.places),
                say("{names}. Nothing on record says they are safe.", names=names),
            )
        )
    thin = _names(risk.place for risk in now.risks if risk.insufficient_data)
    if thin:
        points.append(
            _with_title(
                say("Insufficient data, scored with wide intervals"), _first_names(thin, 20)
            )
        )
    blank = [say("{factor} {n:,}", factor=_plain_factor(name), n=n) for name, n in _blanks(now)]
    if blank:
        points.append(
            _with_title(
                say("Factors left blank, of {n:,} risks", n=len(now.risks)),
                say("{factors}. A blank is not a low value.", factors=join(", ", blank)),
            )
        )
    grave = _names(r.place for r in now.risks if r.confidence == "low" and r.gravity >= 4)
    if grave:
        points.append(
            _with_title(
                say("Grave if true, on low confidence; somebody should go and ask"),
                _first_names(grave, 15),
            )
        )
    if week.this.apart:
        points.append(_with_title(say("In no weekly figure"), whole(week.this.apart)))
    points += [whole(note) for note in now.notes]
    points.append(COMPARTMENT)
    return Note((Bullets(tuple(points)),))


def _names(places: Iterable[Place]) -> list[str]:
    return list({place.id: place.name for place in places}.values())


def _blanks(made: Assessment) -> list[tuple[str, int]]:
    """How many risks leave each factor blank, the most often blank first."""
    return sorted(((f, n) for f, n in made.blanks.items() if n), key=lambda blank: -blank[1])


def _stamp(week: _Week, snapshot: str) -> tuple[str, ...]:
    sources = join(" · ", week.now.sources[:2]) or say("no source named itself")
    return (
        say(
            "Snapshot {snapshot} · figures as of the end of {day} · "
            "Tutela {version}, unofficial; scores are suggestions a person decides on",
            snapshot=snapshot,
            day=day_said(week.now.on),
            version=__version__,
        ),
        sources,
    )


# Words


def _actor_in_words(risk: Risk) -> str:
    if not risk.actor or risk.actor == "unknown":
        return say("an unknown actor")
    return term(risk.actor) if risk.actor == COMMUNAL else risk.actor


def _harm(risk: Risk) -> Sentence:
    words = risk.harm.replace("_", " ")
    return term(words) if words and words != "unknown" else say("harm of unknown kind")


def _score(risk: Risk) -> Sentence:
    if by_likelihood(risk):
        return say("{chance} within 30 days, {range}", chance=_figure_of(risk), range=_range(risk))
    return say(
        "{band}, {R:.0f} of 100, {range}", band=term(risk.band), R=risk.R, range=_range(risk)
    )


def _plain_factor(name: str) -> Sentence:
    return term(name.replace("_", " "))


def _factor(reason: Evidence) -> Sentence:
    name = _plain_factor(reason.factor)
    if reason.value is None:
        return say("{factor} blank", factor=name)
    return join(" ", [name, f"{reason.value:.1f}".removesuffix(".0")])


def _with_lead(sign: str, sentence: str) -> Sentence:
    """A sentence with a sign or a space in front, as one piece of a line."""
    return join("", [sign, sentence])


def _records(events: Iterable[str], told: int = 5) -> str:
    """Record ids, each source named once: "ucdp 41001, 41002 and 3 more"."""
    ids = list(dict.fromkeys(events))
    if not ids:
        return say("none")
    by_source: dict[str, list[str]] = {}
    for event in ids[:told]:
        source, _, number = event.rpartition(":")
        by_source.setdefault(source, []).append(number)
    said = "; ".join(f"{source} {', '.join(n)}".strip() for source, n in by_source.items())
    if len(ids) <= told:
        return said
    return say("{records} and {more:,} more", records=said, more=len(ids) - told)


def _first_names(names: Sequence[str], told: int) -> Sentence:
    if len(names) <= told:
        return join(", ", names)
    shown_names = join(", ", names[:told])
    return say("{names} and {more:,} more", names=shown_names, more=len(names) - told)


def _list_names(names: Sequence[str]) -> Sentence:
    if len(names) < 2:
        return join("", names)
    return say("{names} and {last}", names=join(", ", names[:-1]), last=names[-1])


def _events(n: int) -> Sentence:
    return say_n("{n:,} event", "{n:,} events", n)


def _incidents(n: int) -> Sentence:
    return say_n("{n:,} incident", "{n:,} incidents", n)


def _span(first: date, last: date) -> Sentence:
    begun = str(first.day) if first.month == last.month else day_said(first, year=False)
    return say("{first} to {last}", first=begun, last=day_said(last))
