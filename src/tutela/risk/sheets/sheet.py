"""An analyst's own factor sheet, scored by the same arithmetic as the suggested factors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from tutela.actors.identify import UNKNOWN, identify
from tutela.base.errors import TutelaError, UnknownFormat
from tutela.base.later import np
from tutela.base.messages import say
from tutela.base.tables import read_tables
from tutela.incidents.words import HARMS
from tutela.places.types import Place
from tutela.risk import score
from tutela.risk.factors import BANDS, CONFIDENCES, FACTORS, PRIORITIES
from tutela.risk.types import Component, Evidence, Risk

REQUIRED = ("place", "actor", "harm", "gravity", "factor", "value")
CAPS = {"yes": math.inf, "hard": 3.0, "no": 1.0}
COMPONENT_OF: dict[str, Component] = {f: c for c, factors in FACTORS.items() for f in factors}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One filled factor of one threat to one place, as the analyst wrote it."""

    line: int
    place: str
    actor: str
    harm: str
    factor: str
    value: float | None
    low: float
    high: float
    gravity: int
    reachable: str
    grade: str
    source: str
    travel_hours: float | None
    onset_hours: float | None
    lat: float
    lon: float
    pcode: str | None
    horizon_days: int
    why: str


@dataclass(frozen=True, slots=True)
class SheetRisk:
    """A scored threat, and whether anyone able can be there in time: red, amber, green, or None."""

    risk: Risk
    gap: str | None


class SheetFault(TutelaError):
    """A row of a factor sheet that cannot be scored."""

    code = "sheet.fault"


def read_sheet(path: Path) -> tuple[SheetRow, ...]:
    """Read a factor sheet: CSV or XLSX, one row a factor.

    Raises  UnreadableFile; UnknownFormat if a column is missing; SheetFault at the first row that
            cannot be scored, with its line: a register half read would rank half the risks.
    """
    rows: list[SheetRow] = []
    for table in read_tables(path):
        missing = [c for c in REQUIRED if c not in table.frame.columns]
        if missing:
            raise UnknownFormat(
                say("no column {names}", names=", ".join(missing)),
                where=path.name,
                next=say("name the columns {names}, low, high", names=", ".join(REQUIRED)),
            )
        for refused in table.rejected:
            raise SheetFault(
                refused.why,
                where=say("{name} line {row}", name=path.name, row=refused.row),
                next=refused.next,
            )
        for line, row in zip(table.lines.to_list(), table.frame.iter_rows(named=True), strict=True):
            rows.append(_row(row, line, say("{file} line {line}", file=path.name, line=line)))
    return tuple(rows)


def _row(row: dict[str, str | None], line: int, where: str) -> SheetRow:
    def text(name: str, default: str = "") -> str:
        return row.get(name) or default

    def number(name: str) -> float | None:
        raw = row.get(name)
        if raw is None:
            return None
        try:
            value = float(raw)
        except ValueError:
            value = float("nan")
        if not isfinite(value):
            raise SheetFault(
                say("{name} {raw!r} is not a number", name=name, raw=raw),
                where=where,
                next=say("write a number or leave blank"),
            )
        return value

    def one_of(name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        word = text(name, default or "").lower()
        if word not in allowed:
            raise SheetFault(
                say("{name} {word!r} is not known", name=name, word=word),
                where=where,
                next=say("write {names}", names=", ".join(allowed)),
            )
        return word

    def whole(name: str, most: int, default: int | None = None) -> int:
        value = number(name)
        if value is None and default is not None:
            return default
        if value is None or not value.is_integer() or not 1 <= value <= most:
            raise SheetFault(
                say("{name} is not 1 to {most}", name=name, most=most),
                where=where,
                next=say("write a whole number, 1 to {most}", most=most),
            )
        return int(value)

    value, low, high = number("value"), number("low"), number("high")
    if value is not None:
        low, high = value if low is None else low, value if high is None else high
        if not 0 <= low <= value <= high <= 5:
            raise SheetFault(
                say(
                    "{low:g} <= {value:g} <= {high:g} does not hold within 0 to 5",
                    low=low,
                    value=value,
                    high=high,
                ),
                where=where,
                next=say("write low <= value <= high, each from 0 to 5"),
            )
    for name in ("place", "actor"):
        if not row.get(name):
            raise SheetFault(
                say("no {name}", name=name), where=where, next=say("name the {name}", name=name)
            )
    lat, lon = number("lat"), number("lon")
    return SheetRow(
        line=line,
        place=text("place"),
        actor=identify(text("actor"), own=True).label or UNKNOWN,
        harm=one_of("harm", HARMS),
        factor=one_of("factor", tuple(COMPONENT_OF)),
        value=value,
        low=score.BLANK_LOW if low is None else low,
        high=score.BLANK_HIGH if high is None else high,
        gravity=whole("gravity", 5),
        reachable=one_of("reachable", tuple(CAPS), "yes"),
        grade=text("grade", "F6").upper(),
        source=text("source"),
        travel_hours=number("travel_hours"),
        onset_hours=number("onset_hours"),
        lat=float("nan") if lat is None else lat,
        lon=float("nan") if lon is None else lon,
        pcode=row.get("pcode"),
        horizon_days=whole("horizon_days", 90, default=7),
        why=text("why"),
    )


def score_sheet(rows: tuple[SheetRow, ...]) -> tuple[SheetRisk, ...]:
    """Score every place, actor and harm of a sheet, highest first.

    Gravity, reach and times are read from the first row of each; factors not on the sheet are
    blank. Confidence is high with two sources of B2 or better, moderate with one of C3 or better.

    Source  domain reference, section d.
    """
    threats: dict[tuple[str, str, str, int], list[SheetRow]] = {}
    for row in rows:
        threats.setdefault((row.place, row.actor, row.harm, row.horizon_days), []).append(row)
    groups = list(threats.values())
    for group in groups:
        _agree(group)
    parts = {c: _component(c, groups) for c in FACTORS}
    best = {c: s.best for c, s in parts.items()}
    risks = score.risk(best["I"], best["C"], best["V"])
    low = score.risk(*(parts[c].low for c in ("I", "C", "V")))
    high = score.risk(*(parts[c].high for c in ("I", "C", "V")))
    band = score.band(risks)
    gravity = np.array([g[0].gravity for g in groups], dtype=np.int64)
    priority = score.priority(band, gravity) if len(groups) else gravity
    kernel = np.zeros(len(groups))
    order = score.order(priority, risks, kernel, np.array([g[0].place for g in groups], np.str_))
    rank = score.ranks(low[order], high[order])
    scored_rows = []
    for position, n in enumerate(order.tolist()):
        group, word = groups[n], PRIORITIES[priority[n]]
        head = group[0]
        blank = any(bool(parts[c].mostly_blank[n]) for c in FACTORS)
        scored_rows.append(
            SheetRisk(
                Risk(
                    place=Place(head.place, head.place, head.lat, head.lon, head.pcode),
                    actor=head.actor,
                    harm=head.harm,
                    horizon_days=head.horizon_days,
                    I=float(best["I"][n]),
                    C=float(best["C"][n]),
                    V=float(best["V"][n]),
                    T=float(score.threat(best["I"][n], best["C"][n])),
                    R=float(risks[n]),
                    R_low=float(low[n]),
                    R_high=float(high[n]),
                    band=BANDS[band[n]],
                    gravity=head.gravity,
                    priority=word,
                    msc=score.must_should_could(word),
                    rank=int(rank[position]),
                    confidence=CONFIDENCES[_confidence(group)],
                    insufficient_data=blank,
                    kernel=0.0,
                    shared=int((rank == rank[position]).sum()) > 1,
                    evidence=tuple(
                        Evidence(
                            r.factor, COMPONENT_OF[r.factor], r.value, r.low, r.high, (), r.why
                        )
                        for r in group
                    ),
                ),
                score.protection_gap(head.travel_hours, head.onset_hours),
            )
        )
    return tuple(scored_rows)


def _agree(group: list[SheetRow]) -> None:
    """Refuse a factor given twice, and rows of one threat that contradict each other."""
    head, seen = group[0], dict[str, int]()
    for row in group:
        where = say("line {line}", line=row.line)
        if row.factor in seen:
            raise SheetFault(
                say(
                    "{factor} of {actor} at {place} stands in line {seen} too",
                    factor=row.factor,
                    actor=row.actor,
                    place=row.place,
                    seen=seen[row.factor],
                ),
                where=where,
                next=say("keep one row for each factor"),
            )
        seen[row.factor] = row.line
        for name in ("gravity", "reachable", "travel_hours", "onset_hours"):
            if getattr(row, name) != getattr(head, name):
                raise SheetFault(
                    say("{name} differs from line {line}", name=name, line=head.line),
                    where=where,
                    next=say(
                        "write the same {name} in every row of one place, actor and harm", name=name
                    ),
                )


def _component(which: Component, groups: list[list[SheetRow]]) -> score.Scored:
    names = FACTORS[which]
    filled = np.full((3, len(groups), len(names)), np.nan)
    for g, rows in enumerate(groups):
        for row in rows:
            if row.factor in names and row.value is not None:
                filled[:, g, names.index(row.factor)] = row.value, row.low, row.high
    scored = score.component(which, *filled)
    if which != "C":
        return scored
    cap = np.array([CAPS[rows[0].reachable] for rows in groups])
    return scored.held_to(cap)


def _confidence(rows: list[SheetRow]) -> int:
    good = {row.source for row in rows if row.grade[:1] <= "B" and row.grade[1:2] <= "2"}
    fair = any(row.grade[:1] <= "C" and row.grade[1:2] <= "3" for row in rows)
    return 2 if len(good) >= 2 else 1 if fair else 0
