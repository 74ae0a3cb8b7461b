"""Charts of pages as SVG: pure functions from numbers to drawings.

Colours come through classes of the style sheet, never through attributes, so that one drawing
serves day, night, print and forced colours. Time and number axes run left to right in every
language. Uncertainty is always drawn; a gap in what is known is a gap in the drawing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from math import log
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tutela.base import design_tokens

START = 60.0
"""The score of a place of which nothing is known: every part taken as 3."""

LINES = (60, 80)
"""Where high and very high begin."""


def n(value: float) -> str:
    """A number as SVG likes it: one decimal at most, no trailing zero.

    >>> n(3.0), n(2.25), n(-0.04)
    ('3', '2.2', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def drawing(
    body: Iterable[str], *, width: float, height: float, title: str, desc: str = "", kind: str
) -> SafeString:
    """An SVG with its title and description, scaled by its class."""
    body = "".join(body)
    role = "group" if "<a " in body else "img"  # what holds links is no picture
    words = f"<title>{escape(title)}</title>" + (f"<desc>{escape(desc)}</desc>" if desc else "")
    return mark_safe(  # nosec B703 # every text below is escaped where it is written
        f'<svg class="{kind}" viewBox="0 0 {n(width)} {n(height)}" role="{role}" direction="ltr" '
        f'aria-label="{escape(f"{title}. {desc}" if desc else title)}">{words}{body}</svg>'
    )


def text(x: float, y: float, words: object, kind: str = "") -> str:
    """Words at a point; `kind` holds classes: mid, far, strong, halo."""
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{n(x)}" y="{n(y)}"{named}>{escape(words)}</text>'


def rect(x: float, y: float, width: float, height: float, kind: str, **more: str) -> str:
    """A box."""
    extra = "".join(f' {key}="{escape(value)}"' for key, value in more.items())
    return (
        f'<rect class="{kind}" x="{n(x)}" y="{n(y)}" width="{n(max(width, 0))}" '
        f'height="{n(max(height, 0))}"{extra}/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A line."""
    return f'<line class="{kind}" x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"/>'


# ---- small drawings


def spark(values: Sequence[float | None], *, title: str = "") -> SafeString:
    """Twelve weeks in 76 by 22: thin lines at 60 and 80, weeks without data broken, the end dotted.

    Takes   one value a week, oldest first, 0-100; None where nothing is known.

    >>> 'class="gap"' in spark([50, None, None, 70])
    True
    """
    known = [(k, v) for k, v in enumerate(values) if v is not None]
    floor = min([40.0, *(v for _, v in known)])

    def at(k: int, v: float) -> tuple[float, float]:
        x = 2 + 70 * (k / (len(values) - 1) if len(values) > 1 else 1)
        return x, 20 - 18 * (v - floor) / (100 - floor)

    body = [line(2, at(0, y)[1], 72, at(0, y)[1], "grid") for y in LINES]
    for (k, v), (m, w) in itertools.pairwise(known):
        (x1, y1), (x2, y2) = at(k, v), at(m, w)
        body.append(line(x1, y1, x2, y2, "line" if m == k + 1 else "gap"))
    if known:
        x, y = at(*known[-1])
        body.append(f'<circle class="end" cx="{n(x)}" cy="{n(y)}" r="2.6"/>')
    said = title or ", ".join("?" if v is None else f"{v:.0f}" for v in values)
    return drawing(body, width=76, height=22, title=said, kind="spark")


LEAST_TOP = 20.0


def chances(
    values: Sequence[float | None],
    ranges: Sequence[tuple[float, float] | None],
    before: Sequence[float | None],
    *,
    title: str,
) -> SafeString:
    """Twelve weeks of a likelihood in 76 by 22, from zero: each with its range as a thin line. What
    was before of another scale, 0-100, is a broken line that never joins it.

    >>> drawn = chances([None, 4.0, 6.0], [None, (1, 9), None], [70, None, None], title="three")
    >>> drawn.count('class="line"'), drawn.count('class="grid"'), drawn.count('class="gap"')
    (1, 1, 1)
    """
    tops = [*(v for v in values if v is not None), *(r[1] for r in ranges if r is not None)]
    top = max([LEAST_TOP, *tops])

    def at(k: int, v: float, most: float) -> tuple[float, float]:
        x = 2 + 70 * (k / (len(values) - 1) if len(values) > 1 else 1)
        return x, 20 - 18 * v / most

    body = []
    for k, held in enumerate(ranges):
        if held is not None:
            x, low = at(k, held[0], top)
            body.append(line(x, low, x, at(k, held[1], top)[1], "grid"))
    for k, score in enumerate(before):
        if score is not None:
            x, y = at(k, score, 100.0)
            body.append(line(x - 2, y, x + 2, y, "gap"))
    known = [(k, v) for k, v in enumerate(values) if v is not None]
    for (k, v), (m, w) in itertools.pairwise(known):
        body.append(line(*at(k, v, top), *at(m, w, top), "line" if m == k + 1 else "gap"))
    if known:
        x, y = at(*known[-1], top)
        body.append(f'<circle class="end" cx="{n(x)}" cy="{n(y)}" r="2.6"/>')
    return drawing(body, width=76, height=22, title=title, kind="spark")


def trend(values: Sequence[float | None], *, over: int = 4) -> int | None:
    """The change over the last weeks, in points; None when either end is not known.

    >>> trend([70, 71, 70, 74, 80, 82]), trend([None, 3])
    (11, None)
    """
    if len(values) <= over:
        return None
    first, last = values[-1 - over], values[-1]
    return None if first is None or last is None else round(last - first)


def icv(intent: float | None, capability: float | None, vulnerability: float | None) -> SafeString:
    """Intent, capability and vulnerability, 1-5, as three bars from zero; a blank is dashed.

    >>> 'I 4.5, C 3.8, V not known' in icv(4.5, 3.75, None)
    True
    """
    rows = list(zip("ICV", (intent, capability, vulnerability), strict=True))
    body: list[str] = []
    for k, (letter, value) in enumerate(rows):
        y = 2 + 11 * k
        body.append(text(4, y + 8, letter, "mid"))
        if value is None:
            body.append(rect(12, y + 1.5, 36, 6, "none"))
        else:
            body.append(rect(12, y + 1, 36, 7, "back"))
            body.append(rect(12, y + 1, 36 * value / 5, 7, "bar"))
    said = ", ".join(f"{x} {'not known' if v is None else n(v)}" for x, v in rows)
    return drawing(body, width=50, height=34, title=said, kind="icv")


def factor(value: float | None, low: float | None = None, high: float | None = None) -> SafeString:
    """One factor from 1 to 5 as a dot on its track, with its range; a blank is a hatched box.

    >>> 'class="blank"' in factor(None) and 'class="dot"' in factor(4, 3, 5)
    True
    """

    def x(v: float) -> float:
        return 4 + 76 * (v - 1) / 4

    body = [line(4, 7, 80, 7, "track")]
    if value is None:
        body.append(rect(22, 2, 56, 10, "blank"))
        steps = "".join(f"M{22 + k} 12l10-10" for k in range(0, 47, 6))
        body.append(f'<path class="hatch" d="{steps}"/>')
        return drawing(body, width=84, height=14, title="not known, taken as 3 (1–5)", kind="dots")
    low, high = (value if low is None else low), (value if high is None else high)
    body.append(line(x(low), 7, x(high), 7, "range"))
    body.append(f'<circle class="dot" cx="{n(x(value))}" cy="7" r="4.5"/>')
    title = f"{n(value)} ({n(low)}–{n(high)})"
    return drawing(body, width=84, height=14, title=title, kind="dots")


# ---- waterfall


@dataclass(frozen=True, slots=True)
class ComponentPart:
    """One of intent, capability, vulnerability: value and range 1-5, its words and its page."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    url: str = ""
    picked: bool = False


def points(values: Sequence[float]) -> list[float]:
    """How many points each part adds to a score that starts at 60 with all parts at 3.

    Split by logarithm, so that the order of the parts does not matter and the sum is exact.

    >>> [round(p) for p in points([4.5, 3.75, 4.67])]
    [10, 5, 11]
    >>> points([3, 3, 3])
    [0.0, 0.0, 0.0]
    """
    logs = [log(max(value, 0.01) / 3) for value in values]
    whole = sum(logs) / len(logs)
    score = START * 2.718281828459045**whole
    mean = (score - START) / whole if abs(whole) > 1e-9 else START
    return [mean * part / len(logs) for part in logs]


def waterfall(
    parts: Sequence[ComponentPart | Mapping[str, Any]],
    *,
    score: float,
    low: float,
    high: float,
    level: int,
    words: Mapping[str, str] | None = None,
) -> SafeString:
    """From 60 to the score, part by part, with the interval as a whisker.

    Takes   three parts (Part, or a mapping with its fields); the score as agreed or suggested and
            its interval; the level 1-5; words for nothing, all3, risk, high, very_high, and desc.
    Gives   SVG 560 by 250; each part links to its page where it has one.
    """
    said = {
        "nothing": "If nothing known",
        "all3": "all at 3",
        "risk": "Risk",
        "formula": "20·∛(I·C·V)",
        "high": "high",
        "very_high": "very high",
        **(words or {}),
    }
    told = [p if isinstance(p, ComponentPart) else ComponentPart(**p) for p in parts]
    left, top, base, wide = 34.0, 22.0, 200.0, 516.0

    def y(value: float) -> float:
        return base - (base - top) * min(value, 100) / 100

    slot = (wide - left) / (len(told) + 2)
    middles = [left + slot * (k + 0.5) for k in range(len(told) + 2)]
    half = slot * 0.37
    body: list[str] = []
    for tick in range(0, 101, 20):
        body.append(line(left, y(tick), wide, y(tick), "rule" if tick in LINES else "grid"))
        body.append(text(left - 6, y(tick) + 4, tick, "far"))
    for tick, name in zip(LINES, ("high", "very_high"), strict=True):
        body.append(f'<path class="bar" d="M{left + 3} {n(y(tick) - 4)}h6l-3-5z"/>')
        body.append(text(left + 12, y(tick) - 4, said[name], "halo"))
    body.append(rect(middles[0] - half, y(START), 2 * half, base - y(START), "ghost"))
    body.append(text(middles[0], y(START) + 16, f"{START:.0f}", "title mid"))
    body += [
        text(middles[0], base + 16, said["nothing"], "strong mid"),
        text(middles[0], base + 30, said["all3"], "mid"),
    ]
    stands, shares = START, points([p.value for p in told])
    for part, share, x in zip(told, shares, middles[1:-1], strict=True):
        after = stands + share
        inner = [line(x - slot + half, y(stands), x - half, y(stands), "axis")]
        if part.picked:
            inner.append(
                rect(
                    x - slot / 2,
                    y(max(after, stands)) - 22,
                    slot,
                    base + 38 - y(max(after, stands)) + 22,
                    "pick",
                    rx="4",
                )
            )
        bar_top, tall = y(max(after, stands)), abs(y(after) - y(stands))
        inner.append(rect(x - half, bar_top, 2 * half, max(tall, 1.5), "bar"))
        sign = "+" if share >= 0.5 else "−" if share <= -0.5 else ""
        inner.append(text(x, bar_top - 6, f"{sign}{abs(share):.0f}", "title mid halo"))
        known = part.low is not None and part.high is not None
        span_ = f" ({two(part.low or 0)}–{two(part.high or 0)})" if known else ""
        inner.append(text(x, base + 16, part.label, "strong mid"))
        inner.append(text(x, base + 30, f"{two(part.value)}{span_}", "mid"))
        group = "".join(inner)
        body.append(f'<a href="{escape(part.url)}">{group}</a>' if part.url else group)
        stands = after
    x = middles[-1]
    body.append(line(x - slot + half, y(stands), x - half, y(stands), "axis"))
    body.append(rect(x - half, y(score), 2 * half, base - y(score), f"l{level}"))
    span = f"M{n(x - 5)} {n(y(high))}h10M{n(x)} {n(y(high))}V{n(y(low))}M{n(x - 5)} {n(y(low))}h10"
    body.append(f'<path class="whisker-edge" d="{span}"/><path class="whisker" d="{span}"/>')
    body.append(line(left, base, wide, base, "axis"))
    ends = sorted([(high, ""), (score, "big"), (low, "")], key=lambda e: -e[0])
    at = -99.0
    for value, kind in ends:
        at = max(at + 14, y(value) + 4)
        body.append(text(x + half + 6, at, f"{value:.0f}", kind))
    body += [
        text(x, base + 16, said["risk"], "strong mid"),
        text(x, base + 30, said["formula"], "mid"),
    ]
    steps = ", ".join(f"{p.label} {s:+.0f}" for p, s in zip(told, shares, strict=True))
    return drawing(
        body,
        width=560,
        height=244,
        title=f"{said['risk']} {score:.0f} ({low:.0f}–{high:.0f})",
        desc=f"{START:.0f}, {steps}",
        kind="chart waterfall",
    )


def two(value: float) -> str:
    """A value with up to two decimals.

    >>> two(4.5), two(4.6667), two(3.0)
    ('4.5', '4.67', '3')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


# ---- scale of a chance


def chance(
    value: float,
    low: float,
    high: float,
    *,
    usual: float | None = None,
    most: float = 0.6,
    words: Mapping[str, str] | None = None,
) -> SafeString:
    """A probability with its interval on a scale from zero, beside the usual rate.

    Takes   shares 0-1; `most` is where the scale ends; words for usual and under.

    >>> "31% (22–41)" in chance(.31, .22, .41, usual=.12)
    True
    """
    said = {"usual": "usual", "under": "", **(words or {})}
    most = max(most, high)

    def x(share: float) -> float:
        return 14 + 268 * share / most

    tick = 0.1 if most <= 0.7 else 0.2
    body = [line(x(0), 44, x(most), 44, "axis")]
    for k in range(int(most / tick + 1e-6) + 1):
        body += [
            line(x(k * tick), 41, x(k * tick), 47, "axis"),
            text(x(k * tick), 59, f"{k * tick:.0%}", "mid"),
        ]
    body.append(rect(x(low), 31, x(high) - x(low), 12, "presence"))
    body.append(line(x(value), 26, x(value), 48, "now"))
    shown = f"{value:.0%} ({low:.0%}".rstrip("%") + f"–{high:.0%}".rstrip("%") + ")"
    body.append(text(min(max(x(value), 48), 244), 18, shown, "title mid"))
    if usual is not None:
        body.append(line(x(usual), 27, x(usual), 43, "usual"))
        close = abs(x(usual) - x(value)) < 80
        body.append(text(x(usual), 6 if close else 22, f"{said['usual']} {usual:.0%}", "mid"))
    if said["under"]:
        body.append(text(148, 74, said["under"], "mid"))
    high_ = 80 if said["under"] else 64
    return drawing(body, width=296, height=high_, title=shown, desc=said["under"], kind="chart")


def scale(
    score: float, low: float, high: float, *, before: float | None = None, title: str = ""
) -> SafeString:
    """A score with its interval on the five bands, over a triangle where it stood before.

    >>> "M164 " in scale(50, 40, 60, before=50)
    True
    """

    def x(points: float) -> float:
        return 10 + 308 * min(max(points, 0), 100) / 100

    body = [rect(x(20 * k), 14, 308 / 5, 11, f"l{k + 1}") for k in range(5)]
    for tick in range(0, 101, 20):
        body.append(text(x(tick), 38, tick, "mid"))
    ends = f"M{n(x(low))} 3V11M{n(x(high))} 3V11M{n(x(low))} 7H{n(x(high))}"
    body.append(f'<path class="whisker" d="{ends}"/>')
    body.append(f'<circle class="now-dot" cx="{n(x(score))}" cy="7" r="5"/>')
    if before is not None:
        at = x(before)
        body.append(f'<path class="now-dot" d="M{n(at)} 26L{n(at + 5)} 33L{n(at - 5)} 33Z"/>')
    return drawing(body, width=328, height=42, title=title, kind="chart scale")


# ---- weeks and lanes


def weeks(
    counts: Sequence[tuple[date, int, int]],
    *,
    since: date | None = None,
    until: date | None = None,
    months: Mapping[int, str] | None = None,
    words: Mapping[str, str] | None = None,
    url: str = "",
) -> SafeString:
    """Events by week: filled against civilians, outlined fighting, on one scale from zero.

    Takes   (first day of week, against civilians, fighting) without holes; the chosen range, both
            ends counted; names of months by number; a url with {since} and {until} in it.
    Gives   SVG 560 by 78; the chosen weeks stand on a tint, the others are faint.
    """
    said = {
        "against": "against civilians",
        "fighting": "fighting",
        "week": "week of",
        **(words or {}),
    }
    width, top, base = 560.0, 6.0, 52.0
    most = max([1, *(a + f for _, a, f in counts)])
    step = width / max(len(counts), 1)
    inside = [
        (since is None or day + timedelta(6) >= since) and (until is None or day <= until)
        for day, _, _ in counts
    ]
    body: list[str] = []
    if any(inside) and not all(inside):
        first, last = inside.index(True), len(inside) - 1 - inside[::-1].index(True)
        body.append(rect(first * step, 2, (last - first + 1) * step, base - 2, "sel"))
    month, named_at = None, -99.0
    bars: list[str] = []
    for k, ((day, against, fighting), within) in enumerate(zip(counts, inside, strict=True)):
        x, a = k * step + step * 0.12, (base - top) * against / most
        f = (base - top) * fighting / most
        shapes = ""
        if against:
            shapes += rect(x, base - a, step * 0.76, a, "bar")
        if fighting:
            shapes += rect(x, base - a - f, step * 0.76, f, "hollow")
        if shapes:
            title = f"{said['week']} {day.isoformat()}: {against} {said['against']}"
            title += f", {fighting} {said['fighting']}"
            shapes = f"<title>{escape(title)}</title>{shapes}"
            if url:
                to = day + timedelta(6)
                there = url.replace("{since}", day.isoformat()).replace("{until}", to.isoformat())
                shapes = f'<a href="{escape(there)}" tabindex="-1">{shapes}</a>'
            bars.append(f'<g class="{"" if within else "out"}">{shapes}</g>')
        middle = day + timedelta(3)
        if middle.month != month:
            name = (months or MONTHS)[middle.month]
            named = f"{name} {middle.year}" if named_at < 0 or middle.month == 1 else name
            if k < len(counts) - 2 and k * step >= named_at:
                body.append(line(k * step, base, k * step, base + 4, "axis"))
                body.append(text(k * step + 2, base + 15, named))
                named_at = k * step + 6.4 * len(named) + 6
            month = middle.month
    body.append(f'<g class="bars">{"".join(bars)}</g>')
    body.append(line(0, base, width, base, "axis"))
    total = sum(a for _, a, _ in counts), sum(f for _, _, f in counts)
    return drawing(
        body,
        width=width,
        height=72,
        title=said.get("title", "Events by week"),
        desc=f"{total[0]} {said['against']}, {total[1]} {said['fighting']}",
        kind="chart",
    )


MONTHS = {
    k + 1: m
    for k, m in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    )
}


def lanes(
    rows: Sequence[Mapping[str, Any]],
    *,
    since: date,
    until: date,
    months: Mapping[int, str] | None = None,
    title: str = "",
) -> SafeString:
    """What happened at a place through time, one lane under another.

    Takes   rows of {label, items}; an item has `at`, or `since` and `until`; `shape`: cross, ring,
            missed (filled square), deterred (disc), open (hollow square), bar, less, silent;
            and may have `label`, `size` (deaths, for a stalk), `url`, `tone` (danger, warn, ok).
    Gives   SVG 860 wide.
    """
    left, right, lane = 96.0, 848.0, 34.0
    days = max((until - since).days, 1)

    def x(day: date) -> float:
        day = day.date() if isinstance(day, datetime) else day
        return left + (right - left) * min(max((day - since).days / days, 0), 1)

    height = 12 + lane * len(rows)
    body: list[str] = []
    mark = date(since.year, since.month, 1)
    named = False
    while mark <= until:
        if mark >= since:
            body.append(line(x(mark), 8, x(mark), height, "rule"))
            name = (months or MONTHS)[mark.month]
            body.append(
                text(
                    x(mark) + 3,
                    height + 13,
                    f"{name} {mark.year}" if not named or mark.month == 1 else name,
                )
            )
            named = True
        mark = date(mark.year + mark.month // 12, mark.month % 12 + 1, 1)
    for k, row in enumerate(rows):
        y = 12 + lane * k + lane / 2
        body.append(text(0, y + 4, row["label"], "title"))
        body.append(line(left, y, right, y, "grid"))
        for item in row["items"]:
            body.append(_lane_item(item, y, x))
    return drawing(body, width=860, height=height + 20, title=title, kind="chart lanes")


def _lane_item(item: Mapping[str, Any], y: float, x: Any) -> str:
    shape, label, tone = item["shape"], item.get("label", ""), item.get("tone", "")
    drawn: list[str] = []
    if shape in ("bar", "less", "silent"):
        x1, x2 = x(item["since"]), x(item["until"])
        kind = {"bar": "presence", "less": "less", "silent": "silent"}[shape]
        drawn.append(rect(x1, y - 8, max(x2 - x1, 2), 16, kind, rx="2"))
        if shape == "silent":
            wide = max(x2 - x1, 2)
            steps = "".join(
                f"M{n(x1 + s)} {n(y + 8)}l{min(12, n_)} -{min(12, n_)}"
                for s in range(2, int(wide) - 3, 6)
                for n_ in [int(min(12, wide - s))]
            )
            drawn.append(f'<path class="hatch" d="{steps}"/>')
            drawn.append(text(x2 + 5, y + 4, label, "halo"))
        elif len(label) * 6.2 < x2 - x1:
            drawn.append(text(x1 + 6, y + 4, label))
        else:
            near = (x1 + x2) / 2 > 800
            at = 860.0 if near else (x1 + x2) / 2
            drawn.append(text(at, y + 19, label, f"strong {'far' if near else 'mid'} halo {tone}"))
    else:
        at = x(item["at"])
        if shape == "cross":
            if size := item.get("size"):
                tall = min(20.0, 4 + 5 * log(1 + size))
                drawn.append(rect(at - 1.5, y - 4 - tall, 3, tall, "bar"))
            drawn.append(f'<path class="cross" d="M{n(at - 4)} {n(y - 4)}l8 8m-8 0l8-8"/>')
        elif shape == "ring":
            drawn.append(f'<circle class="ring" cx="{n(at)}" cy="{n(y)}" r="4.5"/>')
        elif shape == "missed":
            drawn.append(rect(at - 6, y - 6, 12, 12, "danger", rx="2"))
        elif shape == "deterred":
            drawn.append(f'<circle class="ok" cx="{n(at)}" cy="{n(y)}" r="6"/>')
        else:
            drawn.append(rect(at - 6, y - 6, 12, 12, "open"))
        if label:
            inside = at < 700
            drawn.append(
                text(at + 9 if inside else at - 9, y + 4, label, "halo" if inside else "far halo")
            )
    said = (
        f"<title>{escape(item.get('title') or label)}</title>" if item.get("title") or label else ""
    )
    group = f"<g>{said}{''.join(drawn)}</g>"
    return f'<a href="{escape(item["url"])}">{group}</a>' if item.get("url") else group


# ---- words and clocks


@dataclass(frozen=True, slots=True)
class Face:
    """What a clock shows: the time left or over, and its state."""

    shown: str
    state: str  # running, soon, overdue, stopped


def clock_face(due: datetime, *, now: datetime, since: datetime | None = None) -> Face:
    """How long is left, and whether that is little: soon is under half of what was given.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 12, 0, 0, tzinfo=UTC)
    >>> clock_face(at + timedelta(minutes=13), now=at, since=at - timedelta(minutes=41)).state
    'soon'
    >>> clock_face(at, now=at + timedelta(minutes=5, seconds=10))
    Face(shown='05:10', state='overdue')
    """
    return Face(span(abs((due - now).total_seconds())), clock_state(due, now=now, since=since))


def clock_state(due: datetime, *, now: datetime, since: datetime | None = None) -> str:
    """Whether a clock ran out, and whether little is left; it changes at two moments alone."""
    if now > due:
        return "overdue"
    short = since is not None and now > due - (due - since) / 2
    return "soon" if short else "running"


def span(seconds: float) -> str:
    """A span as a clock shows it: minutes and seconds, then hours, then days.

    >>> span(768), span(5280), span(3 * 86400 + 7300)
    ('12:48', '1:28:00', '3 d 2 h')
    """
    s = int(seconds)
    if s >= 86_400:
        return _("{d} d {h} h").format(d=s // 86_400, h=s % 86_400 // 3600)
    if s >= 3600:
        return f"{s // 3600}:{s % 3600 // 60:02}:{s % 60:02}"
    return f"{s // 60:02}:{s % 60:02}"


def age(then: datetime | date, now: datetime) -> tuple[int, str]:
    """How old something is, in the largest unit that fits: (3, "h"); units s, min, h, d.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 12, 3, 12, tzinfo=UTC)
    >>> age(at - timedelta(hours=31), at), age(at - timedelta(minutes=4), at)
    ((31, 'h'), (4, 'min'))
    """
    if not isinstance(then, datetime):
        return (now.date() - then).days, "d"
    seconds = max((now - then).total_seconds(), 0)
    for size, unit, most in ((1, "s", 60), (60, "min", 60), (3600, "h", 48)):
        if seconds < size * most:
            return int(seconds // size), unit
    return int(seconds // 86_400), "d"


def words_diff(before: str, after: str) -> list[tuple[str, str]]:
    """What was struck and what was added, word by word: ("same" | "del" | "ins", text).

    >>> words_diff("held by one company", "held by one platoon")
    [('same', 'held by one'), ('del', 'company'), ('ins', 'platoon')]
    """
    old, new = before.split(), after.split()
    pieces: list[tuple[str, str]] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(("same", " ".join(old[a:b])))
            continue
        if a < b:
            pieces.append(("del", " ".join(old[a:b])))
        if c < d:
            pieces.append(("ins", " ".join(new[c:d])))
    return pieces


def tokens() -> str:
    """The colours of tutela.base.design_tokens for the style sheet, front/css/tokens.css.

    >>> tokens().count("--bg:")
    3
    """
    light = design_tokens.css(":root", design_tokens.LIGHT, night=False)
    chosen = design_tokens.css(':root[data-theme="dark"]', design_tokens.DARK, night=True)
    system = design_tokens.css(':root:not([data-theme="light"])', design_tokens.DARK, night=True)
    return (
        "/* Made from tutela.base.design_tokens: "
        "python -m tutela_web.look.charts > front/css/tokens.css */\n"
        f"{light}\n@media screen{{{chosen}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{{system}}}\n"
    )


if __name__ == "__main__":
    import sys

    sys.stdout.write(tokens())
