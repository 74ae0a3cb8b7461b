"""The weekly protection risk report: one page a head of office reads, and the reasons behind it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from tutela import __version__
from tutela.base import look
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
)
from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela.monitoring.changes import Change, changes, key, step, strongest
from tutela.monitoring.figures import WITHHELD_HARMS, Period, marks, newest, period, shown
from tutela.monitoring.ground import Ground, ground
from tutela.monitoring.map import Hotspot, Somewhere, draw_map, near
from tutela.places.types import Place
from tutela.risk.types import Assessment, Evidence, Risk

BLIND = "Blind to rape, abduction and displacement."
"""Said under every figure counted from event files (domain reference, section d)."""

COMPARTMENT = (
    "Records of sexual violence, and of children recruited or used, stay in their compartments: "
    "they are in no figure, list or map here, and none shown does not mean none happened."
)
METHOD = (
    "Each risk is one actor doing one harm at one place within {days} days, scored "
    "R = 20 · (I·C·V)^(1/3) from intent, capability and vulnerability, each 0 to 5 and each the "
    "mean of its highest filled factors: a blank widens the interval and never lowers the score. ",
    "Bands change at 20, 40, 60 and 80; priority follows from band and gravity by table, and must, "
    "should or could from priority; risks whose intervals overlap share a rank (=); confidence, "
    "and whether help can arrive in time, are never part of the score. ",
    "Scores are suggested from records that can be opened; a person agrees or changes each, with a "
    "reason, and a score by itself opens no alert. Method: docs/method.",
)
GRAVITY = {
    1: "intimidation",
    2: "injury or looting",
    3: "killing or abduction of individuals",
    4: "multiple deaths or a village burnt",
    5: "mass atrocity",
}
WIDE = 1.6
"""From this width to height on, the map takes the whole width of the page."""

_CHIPS = {"critical": 4, "high": 3, "moderate": 2, "low": 1}
_ARROWS = {"risen": "▲", "fallen": "▼", "new": "+", "dropped": "–"}
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
) -> Document:
    """What changed, where civilians are most at risk, why, and what is not known.

    Takes   this week's and last week's assessments, made the same way; the canonical event table
            (events after `now.on` are left out); bases; the ground of the map, else that of the
            places' countries; the `area`'s name, else the countries'; how many risks to list.
    Gives   a Document. Page one stands alone; reasons, changes and gaps follow.
    Raises  BadParameter for an unknown marking, or an assessment that rests on a compartment.
    """
    _refuse_compartments(now, before)
    known = shown(events).filter(pl.col("date_end") <= now.on)
    land = on_ground or ground(_countries(now, known))
    week = _Week(
        now=now,
        before=before,
        events=known,
        listed=now.risks[:top],
        changed=changes(now, before),
        land=land,
        bases=near(land, bases),
        this=period(known, until=now.on),
        last=period(known, until=now.on - timedelta(days=7)),
        newest=newest(known),
        newest_by_land=tuple(
            (x.name, newest(known.filter(pl.col("iso3") == x.iso3))) for x in land.countries
        ),
    )
    area = area or _listed([x.name for x in land.countries]) or "All places given"
    title, blocks = f"{area}: week to {_day(now.on)}", (*_page_one(week), *_pages_behind(week))
    snapshot = _snapshot(now.on, (title, *blocks))
    return Document(
        title=title,
        kicker="Weekly protection risk report",
        frozen=now.on,
        subtitle=(
            f"{_span(week.this.first, now.on)} · figures as of the ",
            Strong(f"end of {_day(now.on)}"),
            f" · snapshot {snapshot}",
        ),
        meta=(
            f"Compared with {_day(before.on)}",
            f"Next: {_day(now.on + timedelta(days=7))}",
            "Suggested scores, not yet agreed by a person",
        ),
        marking=marking,
        blocks=blocks,
        stamp=_stamp(week, snapshot),
    )


@dataclass(frozen=True)
class _Week:
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

    @property
    def assessed(self) -> tuple[Place, ...]:
        return tuple({risk.place.id: risk.place for risk in self.now.risks}.values())

    @property
    def places(self) -> int:
        return len(self.assessed) + len(self.now.not_assessed)

    def heard(self, then: Period) -> bool:
        """Whether the file reaches into a period: beyond its end, nought is not known."""
        return self.newest is not None and self.newest >= then.first

    def incidents(self, then: Period) -> int | None:
        return then.incidents if self.heard(then) else None

    def killed(self, then: Period) -> int | None:
        return then.civilians if self.heard(then) else None

    def told(self, *kinds: str) -> list[Change]:
        return [change for change in self.changed if change.kind in kinds]


def _refuse_compartments(*made: Assessment) -> None:
    """A score that rests on records of a compartment may not leave it; nor may its rank."""
    for one in made:
        read = sorted(one.compartments)
        if read or any(risk.harm in WITHHELD_HARMS for risk in one.risks):
            what = f"of a compartment ({', '.join(read)})" if read else "of a compartment"
            raise BadParameter(
                say("its scores rest on records {what}, which may not leave it", what=what),
                where=say("assessment of {day}", day=_day(one.on)),
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
        Heading("Judgement"),
        Paragraph(_judgement(week), "lead"),
        *middle,
        Heading("Ranked risks"),
        *_ranking(week),
    )


def _facts(week: _Week) -> Facts:
    critical, was = _critical(week.now), _critical(week.before)
    this, last = week.this, week.last
    share = f"{100 * len(week.assessed) / week.places:.0f}% " if week.places >= 20 else ""
    killed, killed_before = week.killed(this), week.killed(last)
    incidents, incidents_before = week.incidents(this), week.incidents(last)
    not_said = "does" if this.unsaid == 1 else "do"
    of = _count(this.incidents, "incident")
    unsaid = f"; {this.unsaid:,} of {of} {not_said} not say" if this.unsaid else ""
    none = "; none recorded is not none" if killed == 0 else ""
    moved = len(week.told("risen", "new"))
    return Facts(
        (
            Fact(
                f"{len(critical):,}",
                _word(len(critical), "critical risk"),
                f"{len(was):,} last week",
            ),
            Fact(
                f"{moved:,}",
                f"{_word(moved, 'risk')} risen or new",
                f"{len(week.told('fallen'))} fallen, {len(week.told('dropped'))} no longer listed",
            ),
            Fact(
                _figure(incidents),
                f"{_word(incidents, 'incident')} recorded",
                f"{_figure(incidents_before)} last week",
            ),
            Fact(
                _figure(killed),
                f"{_word(killed, 'civilian')} recorded killed",
                f"best count{unsaid}{none}; {_figure(killed_before)} last week",
            ),
            Fact(
                f"{len(week.assessed):,} of {week.places:,}",
                "places assessed",
                f"{share}of the places given; the rest is not known",
            ),
        )
    )


def _figure(count: int | None) -> str:
    return "not known" if count is None else f"{count:,}"


def _critical(made: Assessment) -> list[Risk]:
    return [risk for risk in made.risks if risk.priority == "critical"]


def _judgement(week: _Week) -> Text:
    if not week.now.risks:
        return (
            Strong("No risk could be assessed from the records given."),
            " That is no sign of safety: nothing recorded is not the same as nothing happening.",
        )
    first, said = week.now.risks[0], list[Inline]()
    best, level = _sign(first), _score(first)
    said += [
        Strong(f"{first.place.name} is the first concern"),
        f": {_harm(first)} by {_who(first)} ({level}; {first.priority}; "
        f"confidence {first.confidence}).",
    ]
    if best:
        said.append(f" Strongest sign, {_factor(best)}: {_sentence(best.why)}")
    tied = sum(risk.rank == first.rank for risk in week.now.risks)
    if tied > 1:
        of = len(week.now.risks)
        share = f"All {of:,} risks share" if tied == of else f"{tied:,} of {of:,} risks share"
        said.append(
            f" {share} its rank, because their intervals overlap: the order says where to look "
            "first, no more."
        )
    said += [" ", *_movement(week)]
    critical = _critical(week.now)
    weak = [risk for risk in critical if risk.confidence == "low"]
    if weak:
        said.append(
            f" {_part(len(weak), len(critical), 'critical risk')} on low confidence, which calls "
            "for a visit, not for silence."
        )
    if week.now.not_assessed:
        said += [
            " ",
            Strong(f"The state of {len(week.now.not_assessed):,} of {week.places:,} places is"),
            Strong(" not known."),
        ]
    return tuple(said)


def _sign(risk: Risk) -> Evidence | None:
    """What speaks loudest of somebody's will to do harm; of anything, where nothing does."""
    intent = replace(risk, evidence=tuple(e for e in risk.evidence if e.component == "I"))
    return strongest(intent) or strongest(risk)


def _part(some: int, of: int, what: str) -> str:
    """ "All 9 critical risks rest", "The only critical risk rests", "1 of 9 ... risks rests"."""
    if of == 1:
        return f"The only {what} rests"
    if some == of:
        return f"All {of:,} {what}s rest"
    return f"{some:,} of {of:,} {what}s {'rests' if some == 1 else 'rest'}"


def _movement(week: _Week) -> list[Inline]:
    since = f"Since {_short(week.before.on)}"
    counts = [
        (len(week.told("risen")), "rose"),
        (len(week.told("new")), "are new"),
        (len(week.told("fallen")), "fell"),
        (len(week.told("dropped")), "are no longer listed"),
    ]
    told = [
        f"{n} {'is' + word[3:] if n == 1 and word[:3] == 'are' else word}"
        for n, word in counts
        if n
    ]
    if not told:
        return [f"{since} no risk moved by two points or changed its priority."]
    most = max(week.told("risen"), key=step, default=None)
    tail = f"; {_most(most)}" if most else ""
    return [f"{since}, of all risks {_listed(told)}{tail}."]


def _most(change: Change) -> str:
    assert change.now and change.before  # a risk that rose stands on both days
    return (
        f"{change.now.place.name} ({_who(change.now)}) rose most, from {change.before.R:.0f} to "
        f"{change.now.R:.0f}"
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
            look.LEVEL_OF_BAND[risk.band],
            f"{risk.place.name} {risk.R:.0f}",
        )
        spots.setdefault(risk.place.id, spot)
    drawn, unplaced = marks(week.events, until=week.now.on)
    on_map = _listed([f"{spot.label} ({look.label(spot.level)})" for spot in spots.values()])
    alt = (
        f"Map of the highest places ({len(spots)}): {on_map or 'none'}. "
        f"{_count(len(drawn), 'event')} of the last 90 days; {_count(len(week.bases), 'base')}. "
        "The table of ranked risks says the same in words."
    )
    svg = draw_map(
        week.land,
        title="Where civilians are most at risk",
        description=alt,
        hotspots=list(spots.values()),
        heard=week.assessed,
        not_assessed=week.now.not_assessed,
        events=drawn,
        bases=week.bases,
        width=720 if _wide(week.land) else 440,
        notes=False,
    )
    elsewhere = (
        f" {unplaced:,} more, known only to a district or wider, {_are(unplaced)} not drawn."
        if unplaced
        else ""
    )
    sources = "; ".join([week.land.source, *_event_sources(week), *_place_sources(week)])
    bases = " A number in a base's square: so many bases there." if week.bases else ""
    caption: Text = (
        f"{_count(len(drawn), 'event')} of the last 90 days, older ones fainter."
        f"{elsewhere}{bases} ",
        Strong(BLIND),
        f" Hatch: no assessed place within 50 km. {week.land.disclaimer} Sources: {sources}.",
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
    more = [f"{len(wires) - 3} more, below"] if len(wires) > 3 else []
    points: list[Text] = [(Strong(f"{w.place.name}: "), w.rule) for w in wires[:3]]
    return (Heading("Tripwires, whatever the score"), Bullets((*points, *more)))


def _change_rail(week: _Week, told: int = 7) -> tuple[Block, ...]:
    points: list[Text] = [_change_line(change) for change in week.changed[:told]]
    below = len(week.changed[told:_CHANGES_TOLD])
    unlisted = len(week.changed[_CHANGES_TOLD:])
    if below:
        points.append(f"{below} more below" + (f", {unlisted:,} not listed" if unlisted else ""))
    title = Heading(f"Changes since {_short(week.before.on)}")
    return (
        title,
        Bullets(tuple(points or ["No risk moved by two points or changed its priority"])),
    )


def _change_line(change: Change) -> Text:
    moved = f": {_plain_factor(change.factor)}" if change.factor else ""
    return (
        f"{_ARROWS[change.kind]} ",
        Strong(change.risk.place.name),
        f" {_from_to(change)}",
        Soft(moved if change.kind in ("risen", "fallen") else f": {_who(change.risk)}"),
    )


def _from_to(change: Change) -> str:
    if change.now and change.before:
        word = change.now.priority
        now = f", now {word}" if word != change.before.priority else ""
        return f"{change.before.R:.0f} to {change.now.R:.0f}{now}"
    if change.now:
        return f"new at {change.now.R:.0f}"
    return f"no longer listed, was {change.risk.R:.0f}"


def _stale(week: _Week) -> Iterator[Text]:
    """Said first where the file ended before the week did."""
    if week.newest is None:
        yield Strong("No event on file: "), "what happened is not known"
        return
    days = (week.now.on - week.newest).days
    if days > _STALE_DAYS:
        yield (
            Strong(f"Newest event on file ended {_day(week.newest)}, {days:,} days before: "),
            "what happened since is not known",
        )
        return
    for name, day in week.newest_by_land if len(week.newest_by_land) > 1 else ():
        if day is None:
            yield Strong(f"{name}: no event on file: "), "what happened there is not known"
        elif (days := (week.now.on - day).days) > _STALE_DAYS:
            yield (
                Strong(f"{name}: newest event on file ended {_day(day)}, {days:,} days before: "),
                "what happened there since is not known",
            )


def _unknown_rail(week: _Week) -> tuple[Block, ...]:
    silent = week.now.not_assessed
    points: list[Text] = list(_stale(week))
    if silent:
        names = ", ".join(place.name for place in silent[:8])
        more = f" and {len(silent) - 8:,} more, below" if len(silent) > 8 else ""
        points.append((Strong(f"Not assessed ({len(silent):,}): "), names + more))
    thin = sum(risk.insufficient_data for risk in week.now.risks)
    if thin:
        told = f"{thin:,} of {_count(len(week.now.risks), 'risk')}"
        points.append((Strong("Insufficient data: "), told))
    blank = _blanks(week.now)
    if blank:
        never = [_plain_factor(name) for name, n in blank if n == len(week.now.risks)]
        if never:
            points.append((Strong("Blank in every risk: "), _few(never, 4)))
    points.append((Strong("Not shown: "), "sexual violence, children recruited: in compartments"))
    return (Heading("Not known"), Note((Bullets(tuple(points)),)))


def _ranking(week: _Week) -> tuple[Block, ...]:
    if not week.listed:
        return (Note((Paragraph("No risk assessed. See what is not known, below."),)),)
    last = {key(risk): risk for risk in week.before.risks}
    rows = tuple(
        Row(
            (
                _rank(risk),
                (Level(look.LEVEL_OF_BAND[risk.band]), f" {risk.band}"),
                (Strong(f"{risk.R:.0f}"), Soft(f" {_range(risk)}")),
                _interval(risk),
                Strong(risk.place.name),
                f"{_who(risk)}; {_harm(risk)}",
                _week_before(risk, last.get(key(risk))),
                (Chip(risk.priority.capitalize(), _CHIPS[risk.priority]), f" {risk.msc}"),
                risk.confidence,
            )
        )
        for risk in week.listed
    )
    columns = (
        Column("Rank", align="end"),
        Column("Level"),
        Column("Risk"),
        Column("0 to 100"),
        Column("Place", 0.75),
        Column("Who may do what", 1.5),
        Column("Last week"),
        Column("Priority"),
        Column("Confidence"),
    )
    left = len(week.now.risks) - len(week.listed)
    of = f"{len(week.listed):,} of {len(week.now.risks):,} risks"
    more = f" {of} {_are(len(week.listed))} listed." if left else ""
    note: Text = (
        f"Ordered by priority (band and gravity), then R.{more} =: shared rank, intervals "
        "overlap. ",
        OfIntervals("Thin lines: 20, 40, 60, 80. "),
        "Reasons: below.",
    )
    return Paragraph(note, "small"), Table("Ranked risks", columns, rows), *_passed_over(week)


def _passed_over(week: _Week, told: int = 6) -> tuple[Block, ...]:
    """Risks with a higher R than one that is listed, left out for their lower priority."""
    lowest = min(round(risk.R) for risk in week.listed)
    higher = [risk for risk in week.now.risks[len(week.listed) :] if round(risk.R) > lowest]
    if not higher:
        return ()
    higher.sort(key=lambda risk: -risk.R)
    names = _few([f"{risk.place.name} {risk.R:.0f}" for risk in higher], told)
    return (Paragraph((Small(f"Higher R, lower priority, not listed: {names}."),)),)


def _rank(risk: Risk) -> str:
    return f"{risk.rank}=" if risk.shared else str(risk.rank)


def _range(risk: Risk) -> str:
    return f"{risk.R_low:.0f}–{risk.R_high:.0f}"


def _interval(risk: Risk) -> Interval:
    return Interval(round(risk.R_low, 1), round(risk.R, 1), round(risk.R_high, 1))


def _week_before(risk: Risk, last: Risk | None) -> Text:
    if last is None:
        return "new"
    step = round(risk.R) - round(last.R)
    sign = "▲" if step > 0 else "▼" if step < 0 else "="
    return (f"{sign} ", Soft(f"{last.R:.0f}"))


# Pages behind


def _pages_behind(week: _Week) -> tuple[Block, ...]:
    return (
        *_reasons(week),
        *_tripwires(week),
        Heading("What changed since last week"),
        *_changed(week),
        Heading("What is not known"),
        _unknown(week),
        Heading("How we know"),
        Paragraph("".join(METHOD).format(days=week.now.horizon_days)),
        Heading("Sources and their age", 3),
        Bullets(
            (
                *(week.now.sources or ("No source named itself.",)),
                f"Land, water and borders: {week.land.source}, borders as they are held on the "
                "ground, old for some countries.",
                *_place_sources(week),
                BLIND + " Recorded is not all that happened: reporting follows presence.",
            )
        ),
    )


def _reasons(week: _Week) -> tuple[Block, ...]:
    if not week.listed:
        return ()
    rows = tuple(
        Row(
            (
                _rank(risk),
                _subject(risk),
                _why(risk),
                Small(_records(e for reason in _told_reasons(risk) for e in reason.events)),
            )
        )
        for risk in week.listed
    )
    columns = (
        Column("Rank", align="end"),
        Column("Place, actor, harm", 1.0),
        Column("Reasons: the highest factor of intent, capability and vulnerability", 3.1),
        Column("Records", 0.8),
    )
    return Heading("Why these ranks"), Table("Why these ranks", columns, rows, tall=True)


def _subject(risk: Risk) -> Text:
    return (
        Strong(risk.place.name),
        f" {risk.R:.0f}",
        Break(),
        f"{_who(risk)}; {_harm(risk)}",
    )


def _why(risk: Risk) -> Text:
    gravity = f"gravity {risk.gravity} of 5, {GRAVITY[risk.gravity]}"
    said: list[Inline] = [Soft(f"I {risk.I:.1f} · C {risk.C:.1f} · V {risk.V:.1f} · {gravity}")]
    for reason in _told_reasons(risk):
        said += [Break(), Strong(f"{_factor(reason)}"), f": {_sentence(reason.why)}"]
    blank = [_plain_factor(e.factor) for e in risk.evidence if e.value is None]
    if blank:
        insufficient = " Insufficient data." if risk.insufficient_data else ""
        said += [Break(), Soft(f"Blank: {_few(blank, 3)}.{insufficient}")]
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
        Row((Strong(w.place.name), w.rule, _sentence(w.why), Small(_records(w.events))))
        for w in week.now.tripwires
    )
    columns = (
        Column("Place", 1),
        Column("Tripwire", 1),
        Column("Why", 2.4),
        Column("Records", 0.8),
    )
    return (
        Heading("Tripwires: alert whatever the score"),
        Table("Tripwires", columns, rows, tall=True),
    )


def _changed(week: _Week, told: int = _CHANGES_TOLD) -> tuple[Block, ...]:
    if not week.changed:
        return (Paragraph("No risk moved by two points or changed its priority."),)
    rows = tuple(
        Row(
            (
                f"{_ARROWS[change.kind]} {'no longer listed' if not change.now else change.kind}",
                (Strong(change.risk.place.name), f"; {_who(change.risk)}; {_harm(change.risk)}"),
                _from_to(change) if change.now and change.before else f"{change.risk.R:.0f}",
                (
                    (Strong(f"{_plain_factor(change.factor)}: ") if change.factor else ""),
                    _sentence(change.why),
                ),
                Small(_records(change.events)),
            )
        )
        for change in week.changed[:told]
    )
    columns = (
        Column("Change"),
        Column("Place, actor, harm", 1.3),
        Column("Risk"),
        Column("Because", 2.2),
        Column("New records", 0.8),
    )
    table = Table("What changed since last week", columns, rows, tall=True)
    left = Counter(change.kind for change in week.changed[told:])
    if not left:
        return (table,)
    rest = _listed(
        [f"{n:,} {'no longer listed' if kind == 'dropped' else kind}" for kind, n in left.items()]
    )
    return table, Paragraph((Small(f"Not listed here: {rest}."),))


def _unknown(week: _Week) -> Note:
    now, silent = week.now, week.now.not_assessed
    points: list[Text] = list(_stale(week))
    if silent:
        names = ", ".join(place.name for place in silent[:_NAMES_TOLD])
        more = f" and {len(silent) - _NAMES_TOLD:,} more" if len(silent) > _NAMES_TOLD else ""
        points.append(
            (
                Strong(f"Not assessed, {len(silent):,} of {week.places:,} places: "),
                f"{names}{more}. Nothing on record says they are safe.",
            )
        )
    thin = _names(risk.place for risk in now.risks if risk.insufficient_data)
    if thin:
        points.append((Strong("Insufficient data, scored with wide intervals: "), _few(thin, 20)))
    blank = [f"{_plain_factor(name)} {n:,}" for name, n in _blanks(now)]
    if blank:
        told = f"{', '.join(blank)}. A blank is not a low value."
        points.append((Strong(f"Factors left blank, of {len(now.risks):,} risks: "), told))
    grave = _names(r.place for r in now.risks if r.confidence == "low" and r.gravity >= 4)
    if grave:
        points.append(
            (
                Strong("Grave if true, on low confidence; somebody should go and ask: "),
                _few(grave, 15),
            )
        )
    if week.this.undated:
        told = _count(week.this.undated, "incident")
        points.append((Strong("Dated only to the month or less: "), f"{told}, in no weekly figure"))
    points += [_sentence(note) for note in now.notes]
    points.append(COMPARTMENT)
    return Note((Bullets(tuple(points)),))


def _names(places: Iterable[Place]) -> list[str]:
    return list({place.id: place.name for place in places}.values())


def _blanks(made: Assessment) -> list[tuple[str, int]]:
    """How many risks leave each factor blank, the most often blank first."""
    return sorted(((f, n) for f, n in made.blanks.items() if n), key=lambda blank: -blank[1])


def _stamp(week: _Week, snapshot: str) -> tuple[str, ...]:
    sources = " · ".join(week.now.sources[:2]) or "no source named itself"
    return (
        f"Snapshot {snapshot} · figures as of the end of {_day(week.now.on)} · "
        f"Tutela {__version__}, unofficial; scores are suggestions a person decides on",
        sources,
    )


# Words


def _who(risk: Risk) -> str:
    return risk.actor if risk.actor and risk.actor != "unknown" else "an unknown actor"


def _harm(risk: Risk) -> str:
    words = risk.harm.replace("_", " ")
    return words if words and words != "unknown" else "harm of unknown kind"


def _score(risk: Risk) -> str:
    return f"{risk.band}, {risk.R:.0f} of 100, {_range(risk)}"


def _plain_factor(name: str) -> str:
    return name.replace("_", " ")


def _factor(reason: Evidence) -> str:
    value = "blank" if reason.value is None else f"{reason.value:.1f}".removesuffix(".0")
    return f"{_plain_factor(reason.factor)} {value}"


def _sentence(text: str) -> str:
    told = text.strip().rstrip(".")
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _records(events: Iterable[str], told: int = 5) -> str:
    """Record ids, each source named once: "ucdp 41001, 41002 and 3 more"."""
    ids = list(dict.fromkeys(events))
    if not ids:
        return "none"
    by_source: dict[str, list[str]] = {}
    for event in ids[:told]:
        source, _, number = event.rpartition(":")
        by_source.setdefault(source, []).append(number)
    said = "; ".join(f"{source} {', '.join(n)}".strip() for source, n in by_source.items())
    return f"{said} and {len(ids) - told:,} more" if len(ids) > told else said


def _few(names: Sequence[str], told: int) -> str:
    if len(names) <= told:
        return ", ".join(names)
    return f"{', '.join(names[:told])} and {len(names) - told:,} more"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _count(n: int, word: str) -> str:
    return f"{n:,} {_word(n, word)}"


def _word(n: int | None, word: str) -> str:
    return word if n == 1 else f"{word}s"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _span(first: date, last: date) -> str:
    return f"{first.day if first.month == last.month else _short(first)} to {_day(last)}"


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"
