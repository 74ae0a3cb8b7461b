"""The look: tokens have one home, components carry their words, nothing is inline."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from tutela.base import design_tokens
from tutela_web.base.markings import Classification
from tutela_web.look import charts
from tutela_web.look.basemap import archive, tile_id
from tutela_web.look.gallery import gallery
from tutela_web.look.templatetags.look import off_utc

pytestmark = pytest.mark.urls("tests.tutela_web.look.look_urls")

LOOK = Path(charts.__file__).parent
AT = datetime(2030, 6, 12, 3, 12, tzinfo=UTC)


def render(source: str, **context: Any) -> str:
    compiled = CottonCompiler().process(source)
    return str(engines["django"].from_string(compiled).render({"now": AT, **context}))


def test_tokens_of_the_style_sheet_are_those_of_the_core() -> None:
    assert (LOOK / "front/css/tokens.css").read_text() == charts.tokens()


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    r, g, b = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [design_tokens.LIGHT, design_tokens.DARK], ids=["day", "night"])
@pytest.mark.parametrize("ink", ["ink", "ink2", "ink3", "accent", "danger", "warn", "ok"])
def test_text_stands_out_on_every_ground(colours: dict[str, str], ink: str) -> None:
    assert min(contrast(colours[ink], colours[on]) for on in ("bg", "surface", "raised")) >= 4.5


def test_style_sheet_knows_no_left_or_right() -> None:
    text = "".join(p.read_text() for p in (LOOK / "front/css").glob("*.css"))
    assert not re.findall(r"(?:margin|padding|border|inset)-(?:left|right)\s*:", text)


@pytest.fixture
def page(client: Any, settings: Any) -> str:
    request = RequestFactory().get("/look/")
    return gallery(request).content.decode()


def test_gallery_has_nothing_inline(page: str) -> None:
    assert 'style="' not in page and "<style" not in page
    kinds = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
    assert all('type="application/json"' in kind for kind in kinds)
    assert not re.search(r"\son[a-z]+=", page)


def test_gallery_page_is_light(page: str) -> None:
    import gzip

    without_map = re.sub(
        r'<svg[^>]*class="map".*?</svg>|<script id="map-data".*?</script>', "", page, flags=re.S
    )
    assert len(gzip.compress(without_map.encode())) < 30_000


def test_every_component_is_in_the_gallery() -> None:
    source = (LOOK / "templates/look/gallery.html").read_text()
    source += (LOOK / "templates/look/base.html").read_text()
    names = {p.stem.replace("_", "-") for p in (LOOK / "templates/cotton").glob("*.html")}
    missing = {name for name in names if f"<c-{name}" not in source}
    assert missing <= {"head"}


def test_level_says_number_and_word() -> None:
    assert "level 5 of 5, very high" in render('<c-level level="5" />')
    assert "Not assessed" in render('<c-level :level="None" />')


def test_unknown_marking_is_shown_as_the_highest() -> None:
    assert 'class="marking m2' in render('<c-marking level="Top" />')
    assert 'class="marking m2' in render('<c-marking :level="None" />')
    assert 'class="marking m1' in render('<c-marking level="1" />')


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_a_marking_keeps_its_bars_in_every_language(lang: str) -> None:
    with translation.override(lang):
        for marking in Classification:
            shown = render('<c-marking :level="level" />', level=marking)
            assert f'class="marking m{marking.value}' in shown and str(marking.label) in shown


def test_words_from_outside_are_escaped() -> None:
    shown = render(
        '<c-field :field="None" id="a" label="x" error="{{ bad }}" />{{ bad }}', bad="<b>"
    )
    assert "<b>" not in shown.replace("&lt;b&gt;", "")
    lanes = charts.lanes(
        [{"label": "<i>", "items": [{"at": AT.date(), "shape": "ring", "label": "<u>"}]}],
        since=AT.date() - timedelta(40),
        until=AT.date(),
    )
    assert "<i>" not in lanes and "<u>" not in lanes


def test_clock_says_what_is_left_and_what_is_over() -> None:
    soon = render(
        "<c-clock label='Decide' :due='due' :since='since' />",
        due=AT + timedelta(minutes=5),
        since=AT - timedelta(hours=1),
    )
    assert "05:00" in soon and "left" in soon and "soon" in soon
    over = render("<c-clock label='Decide' :due='due' />", due=AT - timedelta(minutes=5))
    assert "overdue" in over


def test_sparkline_breaks_where_nothing_is_known() -> None:
    assert charts.spark([60, 61, 62]).count('class="gap"') == 0
    assert charts.spark([60, None, 62]).count('class="gap"') == 1
    assert "?" in charts.spark([60, None, 62])


def test_waterfall_says_its_interval() -> None:
    parts = [charts.ComponentPart(k, v) for k, v in (("I", 4.5), ("C", 3.75), ("V", 4.667))]
    drawn = charts.waterfall(parts, score=86, low=70, high=95, level=5)
    assert "Risk 86 (70–95)" in drawn and "+10" in drawn and "+11" in drawn


def test_points_of_the_parts_sum_to_the_score() -> None:
    for values in ([5, 5, 5], [1, 2, 5], [3, 3, 3.0001], [1, 1, 1]):
        score = 20 * (values[0] * values[1] * values[2]) ** (1 / 3)
        assert sum(charts.points(values)) == pytest.approx(score - 60, abs=1e-6)


def test_form_error_is_tied_to_its_field(page: str) -> None:
    field = re.search(r'<input type="text" name="day"[^>]*>', page)
    assert field and 'aria-invalid="true"' in field[0] and "id_day-error" in field[0]
    assert 'id="id_day-error"' in page


def test_archive_keeps_equal_tiles_once() -> None:
    tiles = {(1, x, y): b"same" for x in (0, 1) for y in (0, 1)}
    once = archive(tiles, about={})
    assert once == archive(dict(reversed(list(tiles.items()))), about={})
    assert len(once) < 127 + 4 * 60
    assert sorted(tile_id(3, x, y) for x in range(8) for y in range(8)) == list(range(21, 85))


def test_no_filter_stands_where_a_component_cannot_read_it() -> None:
    """`:shown="rows|length"` comes to nothing; `shown="{{ rows|length }}"` is what is meant."""
    house = LOOK.parent
    lost = [
        f"{path.name}: {found}"
        for path in sorted(house.glob("*/templates/**/*.html"))
        for found in re.findall(r'\s:[\w-]+="[^"]*\|[^"]*"', path.read_text())
    ]
    assert lost == []


def test_a_zone_is_told_in_few_signs() -> None:
    for minutes, told in ((180, "UTC+3"), (-270, "UTC−4:30"), (0, "UTC+0")):
        moment = datetime(2018, 12, 31, 9, tzinfo=timezone(timedelta(minutes=minutes)))
        assert off_utc(moment) == told


def test_headings_facts_and_crumbs_say_what_is_known_and_what_is_not() -> None:
    headings = render(
        '{% load look %}{% columns _("Place") _("Owner") %}{% column _("Count") numeric=True %}'
        '{% column _("What to do") unseen=True %}'
    )
    assert headings.count('<th scope="col">') == 3 and '<th scope="col" class="num">' in headings
    assert '<span class="sr">What to do</span>' in headings
    facts = render(
        '{% load look %}{% fact _("Stocks") stocks lines=True %}{% fact _("Met") met|date:"j M" '
        'unknown=_("never") %}',
        stocks="water\n<b>",
        met=None,
    )
    assert "<dt>Stocks</dt><dd><bdi>water<br>&lt;b&gt;</bdi></dd>" in facts
    assert '<dt>Met</dt><dd><span class="chip unknown">never</span></dd>' in facts
    assert render("{% load look %}{% crumb name %}", name="<i>") == (
        '<li><span aria-current="page"><bdi>&lt;i&gt;</bdi></span></li>'
    )


def test_a_form_begins_with_one_summary_of_what_is_wrong() -> None:
    """Where a template lays out the fields of a form, a summary leads to them."""
    without = []
    for page in (LOOK.parent).rglob("templates/**/*.html"):
        text = page.read_text("utf-8")
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
            laid_out = set(re.findall(r"<c-field\s+:field=\"([\w.]+)\.\w+\"", form))
            told = set(re.findall(r"<c-(?:form_errors|fields)\s+:form=\"([\w.]+)\"", text))
            if "{% csrf_token %}" in form and laid_out - told:
                without.append(f"{page.name}: {laid_out - told}")
    assert without == []


def test_a_date_box_is_given_its_day_as_browsers_read_it() -> None:
    """Without a format it is written as the language writes it, and the box stays empty."""
    without = [
        path.name
        for path in LOOK.parent.rglob("*.py")
        for box in re.findall(r"\bDate(?:Time)?Input\([^)]*\)", path.read_text("utf-8"))
        if "format=" not in box
    ]
    assert without == []


def test_a_part_of_a_page_that_tells_a_time_is_given_the_missions_now() -> None:
    """Without it a part included alone tells the hour in UTC beside a page in local time."""
    parts = {
        str(path).partition("/templates/")[2]: path.read_text()
        for path in LOOK.parent.rglob("templates/**/*.html")
    }
    included = re.compile(r"\{%\s*include\s+\"([^\"]+)\"([^%]*?)\bonly\s*%\}", re.DOTALL)
    lacking = [
        (page, match[1])
        for page, source in parts.items()
        for match in included.finditer(source)
        if "{% stamp " in parts.get(match[1], "") and "now=" not in match[2]
    ]
    assert not lacking, f"give them now=now: {lacking}"
