"""The picture of the chain: columns of records, each under what it comes of, joined by curves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela.strategy.chain import COLUMNS, Break, Key, Link
from tutela_web.programme.chain.queries import MandateChain
from tutela_web.programme.chain.words import BREAK_WORDS
from tutela_web.programme.naming import COLUMN_WORDS, Called

WIDTHS = {
    "paragraph": 60,
    "task": 114,
    "objective": 116,
    "risk": 116,
    "line": 124,
    "tasking": 98,
    "outcome": 92,
    "indicator": 100,
    "report": 72,
}
GAP = 16  # between columns, where the curves run
WIDE = sum(WIDTHS.values()) + GAP * (len(COLUMNS) - 1)
HEAD, LEAD, ROOM, APART = 58, 13, 11, 4
LETTER = 5.6  # a letter of 11 px, on average
ROOMY = ((60, 4), (200, 2))
"""Up to how many records each has how many lines of words; beyond, one."""


@dataclass(frozen=True)
class Box:
    """A record as it is drawn: its lines of words, its marks, and where it stands."""

    called: Called
    words: list[str]
    marks: list[str]
    left: float
    wide: float
    top: float

    @property
    def high(self) -> int:
        """Its height."""
        return high(self.words, self.marks)

    @property
    def middle(self) -> float:
        """Where its curves begin and end."""
        return self.top + self.high / 2


def high(words: Sequence[str], marks: Sequence[str]) -> int:
    """The height of a record of so many lines; never less than a finger's tip."""
    return max(24, ROOM + LEAD * (len(words) + len(marks)))


def picture(shown: MandateChain, address: Callable[[Called], str], *, rtl: bool) -> SafeString:
    """The whole picture as one drawing.

    Takes   address, where a record's own chain is shown; rtl, whether the page runs from the right.
    """
    boxes = list(_boxes(shown, rtl))
    by_key = {box.called.key: box for box in boxes}
    lowest = max((box.top + box.high for box in boxes), default=HEAD + 40)
    curves = format_html_join(
        "",
        '<path class="way{}" d="{}"/>',
        (
            (
                " on" if _is_near_chosen(shown, link) else "",
                _curve(by_key[link.above], by_key[link.below], rtl),
            )
            for link in shown.links
        ),
    )
    chosen = shown.chosen.key if shown.chosen else None
    drawn = format_html_join(
        "",
        "{}",
        ((_draw_box(box, address(box.called), chosen == box.called.key, rtl),) for box in boxes),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart chain-picture" '
        'viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}{}</svg>',
        WIDE,
        round(lowest + 8),
        _("The chain from the mandate to the report"),
        _heads(shown, rtl),
        curves,
        drawn,
        _empty(shown, rtl),
    )


def _lefts(rtl: bool) -> dict[str, float]:
    lefts, at = {}, 0
    for column in COLUMNS:
        lefts[column] = float(WIDE - at - WIDTHS[column] if rtl else at)
        at += WIDTHS[column] + GAP
    return lefts


def _heads(shown: MandateChain, rtl: bool) -> SafeString:
    rows = []
    for column, left in _lefts(rtl).items():
        x = left + (WIDTHS[column] if rtl else 0)
        name = wrap(str(COLUMN_WORDS[column]), int(WIDTHS[column] / (LETTER + 0.6)))[:2]
        rows += [("title", x, 14 + LEAD * at, text) for at, text in enumerate(name)]
        if column != "report" and column not in shown.withheld:
            rows.append(("", x, 15 + LEAD * len(name), str(len(shown.columns[column]))))
    return format_html_join("", '<text class="{}" x="{}" y="{}">{}</text>', rows)


def _boxes(shown: MandateChain, rtl: bool) -> Iterable[Box]:
    broken, lefts = shown.breaks_by_record(), _lefts(rtl)
    most = next((lines for upto, lines in ROOMY if shown.shown <= upto), 1)
    told = {
        called.key: (_words(called, column, most), _marks(broken.get(called.key, ()), column, most))
        for column, held in shown.columns.items()
        for called in held
    }
    tops = place_records(
        {
            column: [(one.key, high(*told[one.key])) for one in held]
            for column, held in shown.columns.items()
        },
        shown.links,
    )
    for column, held in shown.columns.items():
        for called in held:
            words, marks = told[called.key]
            yield Box(called, words, marks, lefts[column], WIDTHS[column], tops[called.key])


def _words(called: Called, column: str, most: int) -> list[str]:
    """Its words in so many lines that fit; the last is cut where they do not."""
    room = int((WIDTHS[column] - 30) / LETTER)
    text = " ".join(part for part in (called.code, called.words) if part)
    if column == "paragraph":
        text = called.code
    lines = wrap(text, room, break_on_hyphens=False) or ["–"]
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])[: room - 1].rstrip() + "…"]
    return lines


def _marks(broken: Sequence[Break], column: str, most: int) -> list[str]:
    """Its breaks in words, in lines that fit; in one line the heaviest, and how many more."""
    if not broken:
        return []
    words = [str(BREAK_WORDS[one.kind]) for one in broken]
    if most == 1:
        return [words[0] if len(words) == 1 else f"{words[0]} +{len(words) - 1}"]
    return wrap(" · ".join(words), int((WIDTHS[column] - 30) / LETTER), break_on_hyphens=False)


Column = Sequence[tuple[Key, int]]


def place_records(columns: Mapping[str, Column], links: Sequence[Link]) -> dict[Key, float]:
    """How far down each record stands: the tallest column first, the others near what they join.

    Takes   columns, the records of each in order with their heights; links between them.
    Gives   the upper edge of each; records of one column keep their order and never overlap.
    """
    near: dict[Key, list[Key]] = {}
    for link in links:
        near.setdefault(link.above, []).append(link.below)
        near.setdefault(link.below, []).append(link.above)
    heights = {key: high for column in columns.values() for key, high in column}
    tall = {name: sum(high + APART for _key, high in held) for name, held in columns.items()}
    names = list(columns)
    first = max(names, key=lambda name: tall[name])
    at = names.index(first)
    order = sorted(names, key=lambda name: abs(names.index(name) - at))
    most, tops = HEAD + tall[first], dict[Key, float]()
    for name in order:
        wanted, last = [], float(HEAD)
        for key, high in columns[name]:
            middles = [tops[one] + heights[one] / 2 for one in near.get(key, ()) if one in tops]
            last = sum(middles) / len(middles) - high / 2 if middles else last
            wanted.append(last)
            last += high + APART
        _settle(columns[name], wanted, most, tops)
    return tops


def _settle(column: Column, wanted: Sequence[float], most: float, tops: dict[Key, float]) -> None:
    """Put the records of a column where they are wanted, one below the other, down to `most`."""
    floor = most
    limits = []
    for _key, high in reversed(column):  # the lowest each may stand for the rest to find room
        floor -= high + APART
        limits.append(floor)
    edge = float(HEAD)
    for (key, high), want, limit in zip(column, wanted, reversed(limits), strict=True):
        top = max(edge, min(want, max(limit, edge)))
        tops[key] = top
        edge = top + high + APART


def _is_near_chosen(shown: MandateChain, link: Link) -> bool:
    return shown.chosen is not None and shown.chosen.key in (link.above, link.below)


def _curve(above: Box, below: Box, rtl: bool) -> str:
    start = above.left if rtl else above.left + above.wide
    end = below.left + below.wide if rtl else below.left
    half = (start + end) / 2
    return (
        f"M{start:.0f} {above.middle:.1f}C{half:.0f} {above.middle:.1f} {half:.0f} "
        f"{below.middle:.1f} {end:.0f} {below.middle:.1f}"
    )


def _draw_box(box: Box, address: str, chosen: bool, rtl: bool) -> SafeString:
    x = round(box.left + (box.wide - 7 if rtl else 7), 1)
    lines = format_html_join(
        "",
        '<tspan{} x="{}" y="{}">{}</tspan>',
        (
            (
                format_html(' class="{}"', "broken") if at >= len(box.words) else "",
                x,
                round(box.top + 16 + LEAD * at, 1),
                text,
            )
            for at, text in enumerate([*box.words, *box.marks])
        ),
    )
    side = box.left if rtl else box.left + box.wide - 22
    kind = " chosen" if chosen else " broken" if box.marks else ""
    return format_html(
        '<g class="node{}"><rect x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<a href="{}"><title>{}</title><rect class="hit" x="{}" y="{}" width="{}" height="{}"/>'
        '<text>{}</text></a><a href="{}" class="own"><title>{}</title>'
        '<rect class="hit" x="{}" y="{}" width="22" height="{}"/>'
        '<path d="{}"/></a></g>',
        kind,
        box.left,
        round(box.top, 1),
        box.wide,
        box.high,
        box.called.url,
        box.called.whole,
        box.left + (22 if rtl else 0),
        round(box.top, 1),
        box.wide - 22,
        box.high,
        lines,
        address,
        _("Its chain alone: %(record)s") % {"record": box.called.whole},
        side,
        round(box.top, 1),
        box.high,
        _arrow(side + 11, box.top + 12, -1 if rtl else 1),
    )


def _arrow(x: float, y: float, ahead: int) -> str:
    return (
        f"M{x - 5 * ahead:.1f} {y:.1f}h{9 * ahead}m{-3.5 * ahead} -3.5"
        f"l{3.5 * ahead} 3.5l{-3.5 * ahead} 3.5"
    )


def _empty(shown: MandateChain, rtl: bool) -> SafeString:
    """What an empty column says: nothing recorded, nothing linked, or not for this reader."""
    boxes = []
    for column, left in _lefts(rtl).items():
        if shown.columns[column]:
            continue
        wide = WIDTHS[column]
        x = left + (wide - 7 if rtl else 7)
        lines = wrap(why_column_empty(shown, column), int((wide - 12) / LETTER))
        words = format_html_join(
            "",
            '<tspan x="{}" y="{}">{}</tspan>',
            ((x, HEAD + 16 + LEAD * at, text) for at, text in enumerate(lines)),
        )
        boxes.append((left, HEAD, wide, high(lines, ()), words))
    return format_html_join(
        "",
        '<g class="node none"><rect x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        "<text>{}</text></g>",
        boxes,
    )


def why_column_empty(shown: MandateChain, column: str) -> str:
    """Why a column is empty."""
    if column == "report":
        return _("not recorded yet")
    if column in shown.withheld:
        return _("not among what you read")
    return _("nothing that you may see")
