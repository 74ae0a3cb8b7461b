"""Charts on paper look as on the page by day: what the style sheet gives each class."""

from __future__ import annotations

import re
from pathlib import Path

from tutela.base.documents.model import check_drawing
from tutela_web.look.printed import COLOURS, PRINTED, printed_chart
from tutela_web.look.series import (
    SeriesLayer,
    SeriesPoint,
    funnel_chart,
    stacked_chart,
    trend_chart,
)
from tutela_web.monitoring.measured.pictures import LAYERS

CSS = Path("src/tutela_web/look/front/css")


def _rules() -> dict[str, dict[str, str]]:
    """What the style sheet gives each class of a chart, colours by their names."""
    sheet = (CSS / "charts.css").read_text("utf-8")
    rules: dict[str, dict[str, str]] = {}
    for name, body in re.findall(r"\.chart \.([\w-]+) \{([^}]*)\}", sheet):
        given = (part.partition(":") for part in body.split(";") if part.strip())
        rules[name] = {
            key.strip(): re.sub(r"var\(--([\w-]+)\)", r"\1", value.strip())
            for key, _colon, value in given
        }
    return rules


def test_paper_gives_each_class_what_the_style_sheet_gives_it() -> None:
    rules = _rules()
    for name, given in PRINTED.items():
        assert given == rules[name], name
    tokens = (CSS / "tokens.css").read_text("utf-8") + (CSS / "base.css").read_text("utf-8")
    for name, colour in COLOURS.items():
        assert re.search(rf"--{name}: ?{colour}", tokens), name


def test_every_class_of_a_drawn_chart_is_known_on_paper() -> None:
    layers = [SeriesLayer(kind, kind, [2.0, 3.0]) for kind in (*LAYERS, "hollow", "unknown")]
    points = [SeriesPoint("Jan", 3, 1, 5), SeriesPoint("Feb", None), SeriesPoint("Mar", 4)]
    for drawn in (
        stacked_chart(["Jan", "Feb"], layers, title="Harm", desc="by month"),
        funnel_chart([("warned", 4, 1)], title="Funnel", desc="", unknown_word="not known"),
        trend_chart(points, title="Trend", desc="", target=2, target_word="target"),
    ):
        used = {kind for kinds in re.findall(r'class="([^"]*)"', drawn) for kind in kinds.split()}
        assert used - {"chart"} <= set(PRINTED), used
        printed = printed_chart(drawn, [("not known", "unknown")])
        check_drawing(printed)
        assert "class=" not in printed and "var(" not in printed
        assert printed.endswith("not known</text></g></svg>"), "the key stands below"
