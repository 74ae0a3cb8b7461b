"""The time chart of a decision: who can be there, and when, against the hour harm is feared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela_web.crisis.decisions.queries import Bar
from tutela_web.look.days import date_format
from tutela_web.look.translate import hour, with_label

WIDE, LEFT, ROW = 640, 150, 34


def time_chart(
    bars: Sequence[Bar], now: datetime, onset: tuple[datetime | None, datetime | None]
) -> SafeString:
    """An SVG with a bar for each unit, from now to its arrival; the onset is a band.

    Takes   bars, n of them; onset, from and until, None where not known.
    """
    if not bars:
        return SafeString("")
    feared = [(at - now).total_seconds() / 60 for at in onset if at is not None]
    within = max(60.0, 2.5 * max(feared, default=0), 1.5 * min(bar.minutes for bar in bars))
    most = min(within, max(60.0, *feared, *(bar.minutes for bar in bars))) * 1.12
    high = 26 + ROW * len(bars)

    def x(minutes: float) -> float:
        return round(LEFT + (WIDE - LEFT - 96) * max(minutes, 0) / most, 1)

    step = next((s for s in (15, 30, 60, 120, 240, 480, 1440) if most / s <= 8), 2880)
    ticks = format_html_join(
        "",
        '<line class="c-grid" x1="{}" y1="18" x2="{}" y2="{}"/><text class="c-axis" x="{}" y="12">'
        "{}</text>",
        (
            (
                x(m),
                x(m),
                high,
                x(m),
                _tick(now + timedelta(minutes=m), now),
            )
            for m in range(0, int(most), step)
        ),
    )
    band = SafeString("")
    if onset[0] is not None:
        begins = x((onset[0] - now).total_seconds() / 60)
        until = onset[1] or onset[0] + timedelta(minutes=most)
        wide = max(x((until - now).total_seconds() / 60) - begins, 3)
        band = format_html(
            '<rect class="c-onset" x="{}" y="18" width="{}" height="{}"/>',
            begins,
            min(wide, WIDE - begins),
            high - 18,
        )
    rows = format_html_join("", "{}", ((_bar(bar, at, x, now),) for at, bar in enumerate(bars)))
    told = "; ".join(with_label(bar.name, _arrives(bar, now)) for bar in bars)
    return format_html(
        '<svg class="times" viewBox="0 0 {} {}" role="img" aria-label="{}" direction="ltr">'
        "<title>{}</title>{}{}{}</svg>",
        WIDE,
        high + 4,
        told,
        _("Who can be there, and when"),
        band,
        ticks,
        rows,
    )


def _bar(bar: Bar, at: int, x: Callable[[float], float], now: datetime) -> SafeString:
    top = 26 + ROW * at
    state = {True: "able", False: "unable", None: "open"}[bar.able]
    if bar.after_onset:
        state += " after"
    end = min(x(bar.minutes), WIDE - 150)
    return format_html(
        '<text class="c-name" x="{}" y="{}">{}</text><rect class="c-bar {}" x="{}" y="{}" '
        'width="{}" height="12"/><text class="c-end" x="{}" y="{}">{}</text>',
        LEFT - 8,
        top + 10,
        bar.name[:24],
        state,
        LEFT,
        top,
        max(end - LEFT, 2),
        end + 6,
        top + 10,
        _arrives(bar, now),
    )


def _tick(at: datetime, now: datetime) -> str:
    """The hour under a line, with the day of the week where that is not today."""
    there, here = timezone.localtime(at), timezone.localtime(now)
    return f"{there:%H:%M}" if there.date() == here.date() else date_format(there, "D H:i")


def _arrives(bar: Bar, now: datetime) -> str:
    there = timezone.localtime(now + timedelta(minutes=bar.minutes))
    at = hour(there, timezone.localtime(now))
    if bar.able is False:
        return _("%(at)s, not able") % {"at": at}
    if bar.able is None:
        return _("%(at)s, able not known") % {"at": at}
    if bar.after_onset:
        return _("%(at)s, after onset") % {"at": at}
    return at
