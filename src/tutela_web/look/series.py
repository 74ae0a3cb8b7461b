"""Charts of figures over time as SVG: a trend with interval and benchmark, stacked bars, a funnel.

As the drawings of `charts`: colours through classes, a gap in what is known is a gap in the
drawing, what is not known is hatched. Each stands beside a table that says the same.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tutela_web.look.charts import drawing, line, n, rect, text


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One period of a trend: its short name, its value or None, and its interval if it has one."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


def ticks(most: float, number: int = 4) -> list[float]:
    """Round steps from zero that reach a value.

    >>> ticks(87)
    [0.0, 50.0, 100.0]
    >>> ticks(7)
    [0.0, 2.0, 4.0, 6.0, 8.0]
    """
    rough = max(most, 1e-9) / number
    power = 10.0 ** floor(log10(rough))
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= rough)
    steps = [0.0]
    while steps[-1] < most - 1e-9:
        steps.append(round(steps[-1] + step, 9))
    return steps


def trend_chart(
    points: Sequence[SeriesPoint],
    *,
    title: str,
    desc: str,
    target: float | None = None,
    target_word: str = "",
    split: int | None = None,
    split_word: str = "",
    width: float = 560,
    height: float = 200,
) -> SafeString:
    """Values over time with their intervals and the benchmark; a period without one is hatched.

    Takes   split, how many periods lie before a day that a line is drawn at, and its word.

    >>> drawn = trend_chart([SeriesPoint("Jan", 3), SeriesPoint("Feb", None)], title="", desc="")
    >>> 'class="hatch"' in drawn and drawn.count("<circle") == 1
    True
    """
    tops = [one.high if one.high is not None else one.value for one in points]
    steps = ticks(max([1.0, target or 0.0, *(top for top in tops if top is not None)]))
    left, right, top, base = 40.0, width - 12, 14.0, height - 24
    across = (right - left) / max(len(points), 1)

    def x(k: int) -> float:
        return left + across * (k + 0.5)

    def y(value: float) -> float:
        return base - (base - top) * value / steps[-1]

    body = list(_scale(steps, y, left, right))
    for k, point in enumerate(points):
        if point.value is None:
            body.append(_draw_hatched(x(k) - across * 0.3, top, across * 0.6, base - top))
        elif point.low is not None and point.high is not None:
            foot, head = y(point.low), y(point.high)
            body.append(rect(x(k) - across * 0.2, head, across * 0.4, foot - head, "sel"))
            ends = f"M{n(x(k) - 4)} {n(head)}h8M{n(x(k) - 4)} {n(foot)}h8"
            body.append(f'<path class="axis" d="{ends}M{n(x(k))} {n(head)}V{n(foot)}"/>')
    known = [(k, one.value) for k, one in enumerate(points) if one.value is not None]
    for (k, v), (m, w) in itertools.pairwise(known):
        if split is not None and k < split <= m:
            continue  # no line joins the two sides: it would draw a slope that nobody measured
        body.append(line(x(k), y(v), x(m), y(w), "usual" if m > k + 1 else "whisker"))
    body += [f'<circle class="bar" cx="{n(x(k))}" cy="{n(y(v))}" r="3.5"/>' for k, v in known]
    if target is not None:
        body.append(line(left, y(target), right, y(target), "now"))
        body.append(text(right, y(target) - 5, target_word, "far strong halo"))
    if split is not None:
        at = left + across * split
        body.append(line(at, top - 4, at, base, "now"))
        body.append(text(at, top - 4, split_word, "mid strong halo"))
    every = max(1, -(-len(points) // 6)) if width < 400 else max(1, -(-len(points) // 13))
    for k, point in enumerate(points):
        if (len(points) - 1 - k) % every == 0:
            body.append(text(x(k), height - 8, point.label, "mid"))
    return drawing(body, width=width, height=height, title=title, desc=desc, kind="chart")


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """A row of a chart of shares: its name, its share in percent or None, and its interval."""

    label: str
    share: float | None
    low: float | None = None
    high: float | None = None


def interval_chart(rows: Sequence[IntervalRow], *, title: str, desc: str) -> SafeString:
    """Shares from 0 to 100 under each other, each with its interval; one that cannot be told is
    hatched over its whole width, for it may lie anywhere.

    >>> drawn = interval_chart([IntervalRow("women", 40, 31, 50), IntervalRow("men", None)],
    ...     title="", desc="")
    >>> drawn.count("<circle"), 'class="hatch"' in drawn
    (1, True)
    """
    left, right, step, top = 118.0, 404.0, 26.0, 20.0
    height = top + step * len(rows) + 6

    def x(share: float) -> float:
        return left + (right - left) * share / 100

    body = [line(x(at), top, x(at), height - 4, "grid") for at in (0, 25, 50, 75, 100)]
    body += [text(x(at), top - 7, f"{at} %", "mid") for at in (0, 50, 100)]
    for k, row in enumerate(rows):
        y = top + step * (k + 0.5)
        name = row.label if len(row.label) < 20 else f"{row.label[:18]}…"
        body.append(text(left - 8, y + 4, name, "far"))
        if row.share is None or row.low is None or row.high is None:
            body.append(_draw_hatched(left, y - 7, right - left, 14))
            continue
        body.append(rect(x(row.low), y - 5, x(row.high) - x(row.low), 10, "sel"))
        ends = f"M{n(x(row.low))} {n(y - 5)}v10M{n(x(row.high))} {n(y - 5)}v10"
        body.append(f'<path class="axis" d="{ends}M{n(x(row.low))} {n(y)}H{n(x(row.high))}"/>')
        body.append(f'<circle class="bar" cx="{n(x(row.share))}" cy="{n(y)}" r="4"/>')
    return drawing(body, width=420, height=height, title=title, desc=desc, kind="chart")


@dataclass(frozen=True, slots=True)
class SeriesLayer:
    """One layer of stacked bars: its name, its class, and a figure a period. Of class "unknown" it
    is hatched."""

    label: str
    kind: str
    values: Sequence[float]


def stacked_chart(
    labels: Sequence[str], layers: Sequence[SeriesLayer], *, title: str, desc: str
) -> SafeString:
    """Bars of several layers from zero, a period each.

    >>> layer = SeriesLayer("not known", "unknown", [2.0])
    >>> 'class="hatch"' in stacked_chart(["Jan"], [layer], title="", desc="")
    True
    """
    width, height, left, top = 560.0, 220.0, 40.0, 12.0
    base, right = height - 24, width - 8
    sums = [sum(layer.values[k] for layer in layers) for k in range(len(labels))]
    steps = ticks(max([1.0, *sums]))
    across = (right - left) / max(len(labels), 1)
    body = list(_scale(steps, lambda v: base - (base - top) * v / steps[-1], left, right))
    for k, label in enumerate(labels):
        x, foot = left + across * (k + 0.18), base
        for layer in layers:
            high = (base - top) * layer.values[k] / steps[-1]
            if not high:
                continue
            foot -= high
            said = f"<title>{escape(f'{label}: {layer.label} {layer.values[k]:g}')}</title>"
            if layer.kind == "unknown":
                shape = _draw_hatched(x, foot, across * 0.64, high)
            else:
                shape = rect(x, foot, across * 0.64, high, layer.kind)
            body.append(f"<g>{said}{shape}</g>")
        body.append(text(left + across * (k + 0.5), height - 8, label, "mid"))
    return drawing(body, width=width, height=height, title=title, desc=desc, kind="chart")


def layer_key(kind: str) -> SafeString:
    """The mark of a layer, for a key of words."""
    shape = layer_shape(kind, 1, 1)
    return mark_safe(  # nosec B703 # words of ours alone
        f'<svg class="chart key" viewBox="0 0 14 12" aria-hidden="true">{shape}</svg>'
    )


def layer_shape(kind: str, x: float, y: float) -> str:
    """The shape of a layer's mark, from its corner."""
    return _draw_hatched(x, y, 12, 10) if kind == "unknown" else rect(x, y, 12, 10, kind)


def funnel_chart(
    steps: Sequence[tuple[str, int, int]], *, title: str, desc: str, unknown_word: str
) -> SafeString:
    """How many are left at each step: a bar a step, what is not known of a step hatched behind it.

    Takes   (name, how many, of how many it is not known), from the first.

    >>> drawn = funnel_chart([("warned", 4, 0)], title="", desc="", unknown_word="not known")
    >>> drawn.count('class="bar"')
    1
    """
    width, row, left = 560.0, 34.0, 150.0
    most = max([1, *(known + unknown for _, known, unknown in steps)])
    body: list[str] = []
    for k, (name, known, unknown) in enumerate(steps):
        y = 6 + row * k
        wide = (width - left - 96) * known / most
        more = (width - left - 96) * unknown / most
        body.append(text(left - 8, y + 16, name, "far strong"))
        body.append(rect(left, y, wide, 22, "bar"))
        if unknown:
            body.append(_draw_hatched(left + wide, y, more, 22))
        words = f"{known}" + (f" (+{unknown} {unknown_word})" if unknown else "")
        body.append(text(left + wide + more + 6, y + 16, words, "strong"))
    return drawing(
        body, width=width, height=12 + row * len(steps), title=title, desc=desc, kind="chart"
    )


def _scale(
    steps: Sequence[float], y: Callable[[float], float], left: float, right: float
) -> Iterator[str]:
    for step in steps:
        yield line(left, y(step), right, y(step), "axis" if not step else "grid")
        yield text(left - 6, y(step) + 4, f"{step:g}", "far")


def _draw_hatched(x: float, y: float, wide: float, high: float) -> str:
    """A box of slanting lines: not known."""
    steps = []
    at = 0.0
    while at < wide + high:
        begin, end = max(at - high, 0.0), min(at, wide)
        steps.append(f"M{n(x + begin)} {n(y + at - begin)}L{n(x + end)} {n(y + at - end)}")
        at += 6
    return rect(x, y, wide, high, "silent") + f'<path class="hatch" d="{"".join(steps)}"/>'
