"""Tags of the components: drawings, clocks and ages. The drawing itself is in look/charts.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, NotRequired, Protocol, TypedDict

from django import template
from django.core.paginator import Page, Paginator
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.template import Context
from django.template.defaultfilters import floatformat, linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.base import design_tokens
from tutela.monitoring.operations import alert_sign, group_sign
from tutela_web.base.markings import Classification
from tutela_web.base.tables.reading import WatchedMoment
from tutela_web.base.values import FieldValue, Figure, UrlPart, Words
from tutela_web.look import charts
from tutela_web.look.chips import unknown_chip
from tutela_web.look.days import date_format, short_months
from tutela_web.look.drawn_parts import age_words, place_ago, place_left
from tutela_web.look.translate import hour

register = template.Library()
SHORT_PERIODS = {
    "week": gettext_lazy("%(n)s wk"),
    "month": gettext_lazy("%(n)s mo"),
    "quarter": gettext_lazy("%(n)s qtr"),
}
"""Periods behind a number, by what one of them is."""
LIST_PART = 50
"""So many rows of one list a page shows at most, as `records.paging.PAGE_SIZE` of a list itself."""


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The person's choice of day or night from its cookie; empty follows the system."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


@register.simple_tag(takes_context=True)
def kept_query(context: Context, kind: str) -> str:
    """The filters of a list's address for the copy of this kind, with "?" before; else empty.

    What the copy does not know is not repeated; the frame says what it knows.
    """
    asked, known = context["request"].GET, context["export_filters"][kind]
    kept = [(name, value) for name in known for value in asked.getlist(name) if value]
    return f"?{urlencode(kept)}" if kept else ""


@register.simple_tag
def marking_of(level: object) -> Classification:
    """The classification of a number; one nobody knows is shown as the highest."""
    try:
        return Classification(int(str(level)))
    except ValueError:
        return max(Classification)


def _level(level: object) -> int | None:
    try:
        number = int(str(level))
    except ValueError:
        return None
    return number if 1 <= number <= 5 else None


@register.filter
def level_word(level: object) -> str:
    """The level's word: very low, low, medium, high, very high; not assessed."""
    words = [
        _("Not assessed"),
        _("Very low"),
        _("Low"),
        _("Medium"),
        _("High"),
        _("Very high"),
    ]
    return words[_level(level) or 0]


@register.simple_tag
def level_mark(level: object, kind: str = "", silent: bool = False) -> SafeString:
    """A level's shape and number from the page's symbols; `silent` where words stand beside it."""
    number = _level(level) or 0
    said = (
        level_word(level)
        if number == 0
        else _("level %(n)s of 5, %(word)s") % {"n": number, "word": level_word(level).lower()}
    )
    named = (
        mark_safe('aria-hidden="true"')
        if silent
        else format_html('role="img" aria-label="{}"', said)
    )
    return format_html(
        '<svg class="lv {}" viewBox="0 0 24 24" {}><use href="#lv{}"/></svg>', kind, named, number
    )


@register.simple_tag
def alert_mark(level: str) -> SafeString:
    """The sign of an alert of a level on a map; words stand beside it."""
    return mark_safe(  # nosec B703 # numbers of ours and a level of the core
        '<svg class="map ops" viewBox="0 0 24 24" aria-hidden="true">'
        f"{alert_sign(12, 12, level)}</svg>"
    )


@register.simple_tag
def group_mark(level: str, count: int) -> SafeString:
    """The sign of several alerts on a map; words stand beside it."""
    return mark_safe(  # nosec B703 # numbers of ours and a level of the core
        '<svg class="map ops" viewBox="0 0 30 26" aria-hidden="true">'
        f"{group_sign(15, 13, level, count)}</svg>"
    )


@register.simple_tag
def score_mark(
    level: object,
    score: Figure,
    low: Figure = "",
    high: Figure = "",
    word: bool = True,
    kind: str = "",
    inline: bool = False,
) -> SafeString:
    """A level's mark with its score, interval and word. Rows of long tables use such tags, not the
    components of the same name: a component costs a quarter of a millisecond."""
    between = format_html(" <small><bdi>{}–{}</bdi></small>", low, high) if low != "" else ""
    said = format_html(" {}", level_word(level).lower()) if word else ""
    return format_html(
        '<span class="score{}">{}<span><b>{}</b>{}{}</span></span>',
        " inline" if inline else "",
        level_mark(level, kind),
        score,
        between,
        said,
    )


@register.simple_tag
def confidence_mark(level: str) -> SafeString:
    """Three dots and the words: how sure the score is."""
    words = {"high": _("confidence high"), "moderate": _("confidence moderate")}
    on = {"high": ("on", "on"), "moderate": ("on", "")}.get(level, ("", ""))
    return format_html(
        '<span class="confidence"><svg viewBox="0 0 22 8" aria-hidden="true">'
        '<circle class="on" cx="4" cy="4" r="3"/><circle class="{}" cx="11" cy="4" r="3"/>'
        '<circle class="{}" cx="18" cy="4" r="3"/></svg>{}</span>',
        *on,
        words.get(level) or _("confidence low"),
    )


@register.simple_tag
def priority_mark(level: str, asks: str = "") -> SafeString:
    """The priority's word, and under it what it asks: must, should, could, where that is told. What
    is none of the words is not known, never low."""
    words = {
        "critical": _("Critical"),
        "high": _("High"),
        "moderate": _("Moderate"),
        "low": _("Low"),
    }
    asked = {"must": _("Must"), "should": _("Should"), "could": _("Could")}
    if level not in words:
        return unknown_chip()
    return format_html(
        '<span class="rank {}">{}</span>{}',
        level,
        words[level],
        format_html("<small>{}</small>", asked[asks]) if asks in asked else "",
    )


register.simple_tag(unknown_chip)


@register.simple_tag
def choices_of(
    name: str,
    choices: Iterable[tuple[FieldValue, Words, int | None]],
    chosen: Sequence[str] | str,
    many: object = "",
) -> SafeString:
    """The choices of a filter, each a value, its words and how many rows it leaves, or None.

    A filter by place has forty: as a loop in a template they cost a fifth of the page.
    """
    picked = {str(one) for one in chosen} if many else {str(chosen)}
    return format_html_join(
        "",
        '<label><input type="{}" name="{}" value="{}"{}> {}{}</label>',
        (
            (
                "checkbox" if many else "radio",
                name,
                value,
                " checked" if str(value) in picked else "",
                words,
                ""
                if not left or left[0] is None
                else format_html('<span class="n">{}</span>', localize(left[0])),
            )
            for value, words, *left in choices or ()
        ),
    )


@register.simple_tag
def level_symbols() -> SafeString:
    """The six shapes as symbols, drawn once at the top of a page."""
    parts = []
    for level in (*design_tokens.LEVELS, None):
        number = level.number if level else 0
        shape, radius = (level.shape, level.radius) if level else ("circle", 7.5)
        drop = 1.6 if shape == "triangle" else 0
        size = 11 if number >= 4 else 9.5
        parts.append(
            f'<symbol id="lv{number}" viewBox="0 0 24 24">'
            f'<path class="s{number}" d="{design_tokens.outline(shape, 12, 12, radius)}"/>'
            f'<text class="d{number}" x="12" y="{12 + drop + size * 0.36:.1f}">'
            f"{number or '?'}</text>"
            "</symbol>"
        )
    return mark_safe("".join(parts))  # nosec B703 # numbers and signs of ours


class MenuPage(TypedDict):
    """A page of the menu."""

    url: str
    label: Words
    current: bool


class MenuGroup(TypedDict):
    """Pages of the menu under one word."""

    label: Words
    pages: NotRequired[list[MenuPage]]


@register.simple_tag
def menu_links(groups: Iterable[MenuGroup]) -> SafeString:
    """Every page of the menu under the words of its group; drawn once for those who see the same.

    Takes   groups, as `site.frame.navigation` gives them.
    """
    return _draw_menu(
        tuple(
            (
                str(group["label"]),
                tuple(
                    (page["url"], str(page["label"]), page["current"]) for page in group["pages"]
                ),
            )
            for group in groups
            if "pages" in group
        )
    )


@lru_cache(maxsize=256)  # drawing eighty links was a fifth of a page's time
def _draw_menu(groups: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]) -> SafeString:
    parts = []
    for label, pages in groups:
        if len(pages) > 1:
            parts.append(format_html('<p class="of">{}</p>', label))
        for url, words, current in pages:
            here = mark_safe(' aria-current="page"') if current else ""  # nosec B308 B703 # ours
            parts.append(format_html('<a href="{}"{}>{}</a>', url, here, words))
    return mark_safe("".join(parts))  # nosec B308 B703 # each part escaped above


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """An icon from the page's symbols; words always stand beside it."""
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{}"/></svg>',
        kind,
        name,
    )


@register.simple_tag
def spark(values: Sequence[float | None]) -> SafeString:
    said = ", ".join("?" if v is None else f"{v:.0f}" for v in values)
    return charts.spark(
        values, title=_("%(n)s periods: %(values)s") % {"n": len(values), "values": said}
    )


class LineThroughWeeks(Protocol):
    """A line of a register with twelve weeks of what ranks it."""

    weeks: list[float | None]
    weeks_range: list[tuple[float, float] | None]
    weeks_before: list[float | None]

    @property
    def by_likelihood(self) -> bool: ...


@register.simple_tag
def spark_weeks(line: LineThroughWeeks) -> SafeString:
    """Twelve weeks of what ranks a line: a likelihood with its range, or the agreed score."""
    if not line.by_likelihood:
        return spark(line.weeks)
    told = zip(line.weeks, line.weeks_range, line.weeks_before, strict=True)
    said = ", ".join(
        (f"{v:.0f}%" + (f" ({held[0]:.0f}–{held[1]:.0f}%)" if held else ""))
        if v is not None
        else f"[{score:.0f}]"
        if score is not None
        else "?"
        for v, held, score in told
    )
    return charts.chances(
        line.weeks,
        line.weeks_range,
        line.weeks_before,
        title=_("%(n)s periods: %(values)s") % {"n": len(line.weeks), "values": said},
    )


@register.simple_tag
def trend(values: Sequence[float | None], over: int = 4, of: str = "week") -> SafeString:
    """▲ +12, 4 wk; level; not known.

    Takes   of, what a period is: week, month, quarter or anything else.
    """
    if sum(v is not None for v in values) == 1:
        return format_html('<span class="trend">{}</span>', _("new"))
    change = charts.trend(values, over=int(over))
    if change is None:
        return format_html('<span class="trend">{}</span>', _("trend not known"))
    d = "M0 7L4 0L8 7Z" if change > 1 else "M0 1L4 8L8 1Z" if change < -1 else "M0 3H8V5H0Z"
    words = f"{change:+d}".replace("-", "−") if abs(change) > 1 else _("unchanged")
    return format_html(
        '<span class="trend"><svg viewBox="0 0 8 8" aria-hidden="true"><path d="{}"/></svg>'
        "<bdi>{}</bdi>, {}</span>",
        d,
        words,
        str(SHORT_PERIODS.get(of) or _("%(n)s periods")) % {"n": over},
    )


@register.simple_tag
def icv_bars(i: Figure = None, c: Figure = None, v: Figure = None) -> SafeString:
    return charts.icv(*(None if x in (None, "") else float(x) for x in (i, c, v)))


@register.simple_tag
def factor_dots(value: Figure, low: Figure = None, high: Figure = None) -> SafeString:
    given = [None if x in (None, "") else float(x) for x in (value, low, high)]
    return charts.factor(*given)


@register.simple_tag
def draw_waterfall(
    parts: Sequence[charts.ComponentPart],
    score: float | str,
    low: float | str,
    high: float | str,
    level: int | str,
) -> SafeString:
    return charts.waterfall(
        parts,
        score=float(score),
        low=float(low),
        high=float(high),
        level=_level(level) or 3,
        words={
            "nothing": _("If nothing known"),
            "all3": _("all at 3"),
            "risk": _("Risk"),
            "high": _("high"),
            "very_high": _("very high"),
        },
    )


@register.simple_tag
def draw_chance(
    value: float | str, low: float | str, high: float | str, usual: Figure = None, under: str = ""
) -> SafeString:
    return charts.chance(
        float(value),
        float(low),
        float(high),
        usual=None if usual in (None, "") else float(usual),
        words={"usual": _("usual"), "under": under},
    )


@register.simple_tag
def score_scale(
    score: float, low: float, high: float, before: float | str | None = None
) -> SafeString:
    """A score on the scale of the five bands, with its interval and where it stood."""
    stood = None if before in (None, "") else float(before)
    return charts.scale(score, low, high, before=stood, title=f"{score} ({low}–{high})")


@register.simple_tag
def moved_by(points: float, width: float) -> SafeString:
    """The points that a change adds to a score, or else what it does to the interval.

    >>> moved_by(4.6, 0), moved_by(0.2, -6)
    ('<bdi dir="ltr">▲ 5</bdi>', 'interval <bdi dir="ltr">−6</bdi>')
    """
    if round(points):
        sign = "▲" if points > 0 else "▼"
        return format_html('<bdi dir="ltr">{} {}</bdi>', sign, abs(round(points)))
    if round(width):
        by = f"{round(width):+d}".replace("-", "−")
        return format_html('{} <bdi dir="ltr">{}</bdi>', _("interval"), by)
    return format_html("{}", _("less than 1 point"))


@register.simple_tag
def score_change(before: float | None, now: float | None) -> SafeString:
    """What a score was and is, in whole points; in tenths where these would be the same.

    >>> score_change(58.2, 80.4), score_change(59.7, 60.2)
    ('<bdi dir="ltr">58 → <b>80</b></bdi>', '<bdi dir="ltr">59.7 → <b>60.2</b></bdi>')
    >>> score_change(None, 61.0), score_change(61.0, None)
    ('<bdi dir="ltr"><b>61</b></bdi>', '<bdi dir="ltr">61 → </bdi>')
    """
    same = before is not None and now is not None and f"{before:.0f}" == f"{now:.0f}"
    places = 1 if same else 0
    stood = "" if before is None else f"{floatformat(before, places)} → "
    stands = "" if now is None else format_html("<b>{}</b>", floatformat(now, places))
    return format_html('<bdi dir="ltr">{}{}</bdi>', stood, stands)


def month_names() -> dict[int, str]:
    """Short names of months in the active language."""
    return dict(enumerate(short_months(), start=1))


@register.simple_tag
def draw_weeks(
    counts: Sequence[tuple[date, int, int]],
    since: date | None = None,
    until: date | None = None,
    url: str = "",
) -> SafeString:
    return charts.weeks(
        counts,
        since=since or None,
        until=until or None,
        months=month_names(),
        url=url,
        words={
            "against": _("against civilians"),
            "fighting": _("fighting"),
            "week": _("week of"),
            "title": _("Events by week"),
        },
    )


@register.simple_tag
def draw_lanes(rows: Any, since: date, until: date, title: str = "") -> SafeString:
    return charts.lanes(rows, since=since, until=until, months=month_names(), title=title)


@register.simple_tag
def week_ends(
    counts: Sequence[tuple[date, int, int]], since: date | None, until: date | None
) -> dict[str, Any]:
    """Where the sliders of the weeks stand, as positions between weeks."""
    first = [day for day, _a, _f in counts]
    left = next((k for k, d in enumerate(first) if since and d + timedelta(6) >= since), 0)
    right = sum(1 for d in first if not until or d <= until)
    return {
        "most": len(first),
        "left": left,
        "right": right,
        "days": ",".join(d.isoformat() for d in first),
        "least": first[0].isoformat() if first else "",
        "last": (first[-1] + timedelta(6)).isoformat() if first else "",
    }


@register.simple_tag(takes_context=True)
def ago(context: Context, then: datetime | date, now: datetime | None = None) -> SafeString:
    """How long ago, against the mission's clock; the script keeps it true."""
    at = now or context.get("now") or timezone.now()
    iso = then.isoformat()
    live = mark_safe(" data-age") if isinstance(then, datetime) else ""
    later = isinstance(at, WatchedMoment) and isinstance(then, datetime)
    words = place_ago(then) if later else age_words(then, at)  # type: ignore[arg-type]
    return format_html('<time datetime="{}"{}>{}</time>', iso, live, words)


@register.simple_tag(takes_context=True)
def stamp(context: Context, then: datetime, form: str = "") -> SafeString:
    """A time in the mission's zone, with the zone's name: 03:12 EAT, or Tue 25 Dec 03:12 EAT where
    that is not today. `form` is a Django format, for a time that always says its day."""
    now = context.get("now")
    local = then.astimezone(now.tzinfo) if now is not None and now.tzinfo else then
    said = date_format(local, form) if form else hour(local, now or local)
    return format_html(
        '<time datetime="{}"><bdi>{} {}</bdi></time>',
        then.isoformat(),
        said,
        local.tzname(),
    )


@register.filter
def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


@register.filter
def zone(moment: datetime) -> str:
    return moment.tzname() or ""


@register.filter
def off_utc(moment: datetime) -> str:
    """How far a zone lies from UTC, in few signs: UTC+3, UTC−4:30."""
    minutes = round((moment.utcoffset() or timedelta(0)).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


@register.simple_tag(takes_context=True)
def face(
    context: Context,
    due: datetime,
    since: datetime | None = None,
    now: datetime | None = None,
) -> charts.Face:
    """A clock's face against the mission's clock."""
    at = now or context.get("now") or timezone.now()
    if isinstance(at, WatchedMoment):
        return charts.Face(place_left(due), charts.clock_state(due, now=at, since=since or None))
    return charts.clock_face(due, now=at, since=since or None)


@register.simple_tag
def words_diff(before: str, after: str) -> list[tuple[str, str]]:
    return charts.words_diff(before, after)


@register.filter
def times(count: object) -> range:
    """Something so many times."""
    return range(int(str(count)))


@register.filter
def as_number(value: object) -> str:
    """A number for attributes of HTML, whatever the language."""
    return "" if value in (None, "") else f"{float(str(value)):g}"


@register.simple_tag
def described(bound: BoundField) -> Any:
    """A form's field as its control, tied to its hint and its errors."""
    said = []
    if bound.help_text:
        said.append(f"{bound.auto_id}-hint")
    if bound.errors:
        said.append(f"{bound.auto_id}-error")
    attrs: dict[str, str | bool] = {}
    if said:
        attrs["aria-describedby"] = " ".join(said)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@register.filter
def first_control(bound: BoundField) -> str:
    """The id of the control an error leads to: of several boxes the first."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.filter
def group_of_boxes(bound: BoundField) -> bool:
    """Whether a field is several boxes, which take a legend and not a label."""
    return bool(getattr(bound.field.widget, "use_fieldset", False))


@register.filter
def grouped_boxes(bound: BoundField) -> list[tuple[str, list[BoundWidget]]]:
    """The boxes of a field by the titles of their groups; the title of boxes in none is empty."""
    boxes, groups = iter(bound), list[tuple[str, list[BoundWidget]]]()
    for value, label in bound.field.widget.choices:
        grouped = isinstance(label, list | tuple)
        title, count = (str(value), len(label)) if grouped else ("", 1)
        if groups and groups[-1][0] == title:
            groups[-1][1].extend(islice(boxes, count))
        else:
            groups.append((title, list(islice(boxes, count))))
    return groups


@register.filter
def one_box(bound: BoundField) -> bool:
    """Whether a field is one check box, whose words stand after it."""
    return getattr(bound.field.widget, "input_type", "") == "checkbox" and not group_of_boxes(bound)


@register.simple_tag
def column(label: str, numeric: bool = False, unseen: bool = False) -> SafeString:
    """The heading of a column of a table.

    Takes   numeric, that figures stand in it; unseen, that only who hears the page meets the
            heading, as over buttons.
    """
    return format_html(
        '<th scope="col"{}>{}</th>',
        mark_safe(' class="num"') if numeric else "",
        format_html('<span class="sr">{}</span>', label) if unseen else label,
    )


@register.simple_tag
def columns(*labels: str) -> SafeString:
    """The headings of columns of words, in their order."""
    return mark_safe("".join(map(column, labels)))  # nosec B703 # each escaped by `column`


@register.simple_tag
def known(value: FieldValue, unknown: str = "", lines: bool = False) -> SafeString:
    """What is known, apart from words around it in another script; else a chip that it is not.

    Takes   unknown, the chip's words instead of "not known"; lines, whether line breaks count.
    """
    if not value:
        return unknown_chip(unknown)
    return format_html("<bdi>{}</bdi>", linebreaksbr(str(value)) if lines else localize(value))


@register.simple_tag
def fact(label: str, value: FieldValue, unknown: str = "", lines: bool = False) -> SafeString:
    """A line of a list of facts: its name, and what is `known`."""
    return format_html("<dt>{}</dt><dd>{}</dd>", label, known(value, unknown, lines))


@register.simple_tag
def crumb(said: FieldValue, address: str = "", *of: UrlPart) -> SafeString:
    """A page above this one by the name of its address, or without one this page itself."""
    words = said if isinstance(said, Promise) else format_html("<bdi>{}</bdi>", said)
    if address:
        return format_html('<li><a href="{}">{}</a></li>', reverse(address, args=of), words)
    return format_html('<li><span aria-current="page">{}</span></li>', words)


class ListPart(Page):
    """One part of a list inside a page: the name its number has in the address, and the rest."""

    param = ""
    rest = ""


@register.simple_tag(takes_context=True)
def list_part(context: Context, rows: Iterable[FieldValue], param: str) -> ListPart:
    """The part of a list inside a page that the address asks for; `<c-pages>` leads to the others.

    Where it asks for none but names a row (`?row=`, the id of a record), the part that holds the
    row: a link to a row opens it wherever it stands.

    Takes   param, what the part's number is called in the address: another for each list.
    """
    query = context["request"].GET.copy()
    listed = list(rows)
    row = query.pop("row", [""])[-1]
    at = next((n for n, one in enumerate(listed) if row and _is_row(one, row)), 0)
    asked = query.pop(param, [str(at // LIST_PART + 1)])[-1]
    paginator: Paginator[FieldValue] = Paginator(listed, LIST_PART)
    page = paginator.get_page(asked)
    part = ListPart(page.object_list, page.number, paginator)
    part.param, part.rest = param, query.urlencode()
    return part


def _is_row(listed: FieldValue, row: str) -> bool:
    """Whether a row of a list is a record of this id, or begins with one."""
    record = listed[0] if isinstance(listed, tuple) and listed else listed
    return str(getattr(record, "pk", "")) == row


@register.simple_tag
def part_address(page: Page[FieldValue], number: int, query: str = "", at: str = "") -> SafeString:
    """The address of another part of a list, from the page it stands on.

    Takes   page, of a view or of `list_part`; query, the rest of the address if a view made it;
            at, the id on the page where the list stands.
    """
    param, rest = getattr(page, "param", "page"), getattr(page, "rest", query)
    before = format_html("{}&amp;", rest) if rest else ""  # a page's own query comes escaped
    return format_html("?{}{}={}{}", before, param, number, f"#{at}" if at else "")
