"""Charts on paper: the colours of the style sheet as attributes, by day alone, and the key within.

A paper has no style sheet, so each class of a drawing becomes what `charts.css` gives it; a test
compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from tutela.base.design_tokens import FONTS, LEVELS, LIGHT
from tutela_web.look.charts import n, text
from tutela_web.look.series import layer_shape

_KEY_ROW = 16.0

PRINTED: dict[str, dict[str, str]] = {
    "strong": {"font-weight": "700", "fill": "ink"},
    "big": {"font-size": "15px", "font-weight": "700", "fill": "ink"},
    "title": {"font-size": "12px", "font-weight": "700", "fill": "ink"},
    "mid": {"text-anchor": "middle"},
    "far": {"text-anchor": "end"},
    "halo": {
        "paint-order": "stroke",
        "stroke": "surface",
        "stroke-width": "3px",
        "stroke-linejoin": "round",
    },
    "grid": {"stroke": "line", "stroke-width": "1", "fill": "none"},
    "rule": {"stroke": "line", "stroke-width": "1", "stroke-dasharray": "3 3", "fill": "none"},
    "axis": {"stroke": "edge", "stroke-width": "1", "fill": "none"},
    "bar": {"fill": "ink2"},
    "ghost": {"fill": "raised", "stroke": "edge", "stroke-dasharray": "3 2"},
    "hollow": {"fill": "surface", "stroke": "ink2", "stroke-width": "1"},
    "sel": {"fill": "tint", "stroke": "none"},
    "danger": {"fill": "danger"},
    "warn": {"fill": "warn"},
    "ok": {"fill": "ok"},
    "whisker": {"stroke": "ink", "stroke-width": "2", "fill": "none"},
    **{f"l{level.number}": {"fill": f"lv{level.number}"} for level in LEVELS},
    "silent": {"fill": "surface", "stroke": "edge", "stroke-dasharray": "3 2"},
    "hatch": {"stroke": "hatch-line", "stroke-width": "1", "fill": "none"},
    "now": {"stroke": "accent", "stroke-width": "2"},
    "usual": {"stroke": "ink2", "stroke-width": "1.5", "stroke-dasharray": "2 2"},
}
"""What each class of a chart is on paper: attributes, colours by their names."""

COLOURS = {
    **LIGHT,
    **{f"lv{level.number}": level.light for level in LEVELS},
    "tint": "#E1EFF6",
    "hatch-line": "#B4BEC6",
}
"""The colours by day."""


def printed_chart(drawn: str, keys: Sequence[tuple[str, str]] = ()) -> str:
    """A chart of pages as a drawing that stands alone on paper.

    Takes   the drawing; the names and classes of its layers, drawn as a key below it.

    >>> from tutela_web.look.series import SeriesLayer, stacked_chart
    >>> made = stacked_chart(["Jan"], [SeriesLayer("dead", "bar", [2.0])], title="t", desc="")
    >>> "class=" in printed_chart(made), 'fill="#3F4D59"' in printed_chart(made)
    (False, True)
    """
    root = ElementTree.fromstring(drawn)  # nosec B314 # a drawing of ours
    _x, _y, width, height = map(float, root.attrib["viewBox"].split())
    for row, (name, kind) in enumerate(keys):
        y = height + 4 + _KEY_ROW * row
        key = f"<g>{layer_shape(kind, 40, y)}{text(60, y + 9, name)}</g>"
        root.append(ElementTree.fromstring(key))  # nosec B314 # a drawing of ours
    height += _KEY_ROW * len(keys) + (4 if keys else 0)
    for element in root.iter():
        kinds = element.attrib.pop("class", "").split()
        for kind, given in PRINTED.items():
            if kind in kinds:
                element.attrib.update({k: COLOURS.get(v, v) for k, v in given.items()})
    for name in ("role", "aria-label"):
        root.attrib.pop(name, None)
    root.attrib.update(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {n(width)} {n(height)}",
            "width": n(width),
            "height": n(height),
            "font-family": ", ".join(FONTS),
            "font-size": "11",
            "fill": COLOURS["ink2"],
        }
    )
    return ElementTree.tostring(root, encoding="unicode")
