"""Small charts of the measures, one a measure, by month: on the page and, the same, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela.crisis.metrics import Count
from tutela_web.crisis.metrics.words import LABELS, answer_word, tone
from tutela_web.look.days import date_format
from tutela_web.look.translate import with_label

WIDE, HIGH, TOP, FOOT = 236, 118, 30, 18
FILLS = {"good": "#3F4D59", "bad": "#A9240F", "unknown": "url(#u-{})", "waiting": "#EBEFF2"}
CLASSES = {"good": "bar", "bad": "danger", "unknown": "unknown", "waiting": "ghost"}
ORDER = ("good", "bad", "unknown", "waiting")

SHOWN = (
    "warned",
    "acknowledged",
    "decided",
    "response",
    "arrival",
    "host",
    "partner",
    "protected",
    "feedback",
)
"""The measures drawn."""

Month = tuple[date, Count]


def small_chart(measure: str, months: Sequence[Month], most: int) -> SafeString:
    """Bars of one measure, a month each: done, not done, not known (hatched), still open.

    Takes   months, oldest first; most, the highest bar of all the charts, so that they compare.
    """
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}" role="img" '
        'direction="ltr"><title>{}</title><desc>{}</desc>{}</svg>',
        WIDE,
        HIGH,
        LABELS[measure],
        _words(measure, months),
        _draw_measure(measure, months, most),
    )


def sheet(months: Sequence[tuple[date, dict[str, Count]]], across: int = 3) -> SafeString:
    """All the small charts in one drawing, for paper."""
    most = _highest_month(months)
    cells = [
        (
            (at % across) * (WIDE + 14),
            (at // across) * (HIGH + 10),
            _draw_measure(measure, [(day, count[measure]) for day, count in months], most),
        )
        for at, measure in enumerate(SHOWN)
    ]
    drawn = format_html_join("", '<g transform="translate({} {})">{}</g>', cells)
    down = -(-len(SHOWN) // across)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}">'
        "{drawn}</svg>",
        w=across * (WIDE + 14) - 14,
        h=down * (HIGH + 10) - 10,
        drawn=drawn,
    )


def words_of(months: Sequence[tuple[date, dict[str, Count]]]) -> str:
    """What the sheet shows, for who cannot see it."""
    return " ".join(
        f"{LABELS[m]}: {_words(m, [(day, count[m]) for day, count in months])}." for m in SHOWN
    )


def _words(measure: str, months: Sequence[Month]) -> str:
    return "; ".join(
        with_label(date_format(day, "F Y"), _count_in_words(measure, count))
        for day, count in months
    )


def _draw_measure(measure: str, months: Sequence[Month], most: int) -> SafeString:
    step = (WIDE - 8) / max(len(months), 1)
    scale = (HIGH - TOP - FOOT) / max(most, 1)
    bars = format_html_join(
        "",
        "{}",
        (
            (_bar(measure, count, 4 + at * step, step * 0.62, scale, day),)
            for at, (day, count) in enumerate(months)
        ),
    )
    return format_html(
        '<defs><pattern id="u-{}" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<path class="hatch" d="M-1 6L6-1M-1 1L1-1M4 6L6 4" stroke="#7C8994" stroke-width="1" '
        'fill="none"/></pattern></defs><text class="title" x="4" y="13" font-size="12" '
        'font-weight="bold">{}</text>'
        '<path class="axis" d="M4 {}H{}" stroke="#7C8994" fill="none"/>{}',
        _slug(measure),
        LABELS[measure],
        HIGH - FOOT,
        WIDE - 4,
        bars,
    )


def _slug(measure: str) -> str:
    return measure.replace(" ", "-")


def parts(measure: str, count: Count) -> dict[str, int]:
    """How many of a measure are good, bad, not known and still open."""
    counts = dict.fromkeys(ORDER, 0)
    for answer, n in count.answers.items():
        counts[tone(measure, answer)] += n
    return counts


def _count_in_words(measure: str, count: Count) -> str:
    return ", ".join(f"{answer_word(measure, a)} {n}" for a, n in count.answers.items() if n) or "0"


def _bar(
    measure: str, count: Count, left: float, wide: float, scale: float, day: date
) -> SafeString:
    counts, base = parts(measure, count), HIGH - FOOT
    rects, top = [], float(base)
    for name in ORDER:
        if not counts[name]:
            continue
        high = max(counts[name] * scale, 1.5)
        top -= high
        rects.append(
            (
                CLASSES[name],
                round(left, 1),
                round(top, 1),
                round(wide, 1),
                round(high, 1),
                FILLS[name].format(_slug(measure)),
                "" if name in ("good", "bad") else "#7C8994",
            )
        )
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>',
        ((*row[:6], row[6] or "none") for row in rects),
    )
    middle = round(left + wide / 2, 1)
    figure = f"{counts['good']}/{count.of}" if count.of else "–"
    return format_html(
        '{}<text class="mid" x="{}" y="{}" font-size="10" text-anchor="middle">{}'
        '</text><text class="mid" x="{}" y="{}" font-size="10" text-anchor="middle">'
        "{}</text>",
        drawn,
        middle,
        round(top - 4, 1),
        figure,
        middle,
        HIGH - 5,
        date_format(day, "M"),
    )


def small_charts(months: Sequence[tuple[date, dict[str, Count]]]) -> list[SafeString]:
    """A chart for each measure that compares over months; all to one scale."""
    most = _highest_month(months)
    return [small_chart(m, [(day, count[m]) for day, count in months], most) for m in SHOWN]


def _highest_month(months: Sequence[tuple[date, dict[str, Count]]]) -> int:
    return max(
        (count[m].of + count[m].uncounted for _day, count in months for m in SHOWN), default=1
    )


def key() -> list[tuple[str, str]]:
    """What the marks mean: class and words."""
    return [
        ("bar", _("done")),
        ("danger", _("late or not done")),
        ("unknown", _("not known")),
        ("ghost", _("still open")),
    ]
