"""The look, written once: colours, the five risk levels with number, label and shape, markings.

Every page, document and map takes its colours and shapes from here. No level is ever shown by
colour alone: number, label and shape go with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

FONTS = ("Source Sans 3", "Noto Sans", "Noto Sans Arabic", "DejaVu Sans")
"""Faces in order of preference; the first comes with us, the others if the system has them."""

LIGHT = {
    "bg": "#F4F6F7",
    "surface": "#FFFFFF",
    "raised": "#EBEFF2",
    "line": "#D3DAE0",
    "edge": "#7C8994",
    "ink": "#15202B",
    "ink2": "#3F4D59",
    "ink3": "#586672",
    "accent": "#0A5A78",
    "danger": "#A9240F",
    "danger-ground": "#FCEBE6",
    "warn": "#7A4E00",
    "warn-ground": "#FFF3D6",
    "ok": "#1B6642",
    "ok-ground": "#E4F3EA",
    "land": "#FBFBFA",
    "neighbour": "#E6EAED",
    "water": "#BCD3E1",
}
"""Colours by day; text on any ground has a contrast of at least 4.5 to 1."""

DARK = {
    "bg": "#0E1419",
    "surface": "#151D24",
    "raised": "#1E2830",
    "line": "#2B3741",
    "edge": "#73828E",
    "ink": "#E9EEF2",
    "ink2": "#BAC6CF",
    "ink3": "#97A5B0",
    "accent": "#79C7E3",
    "danger": "#FF9580",
    "danger-ground": "#3A1712",
    "warn": "#F2BE55",
    "warn-ground": "#33260A",
    "ok": "#7BD3A3",
    "ok-ground": "#11301F",
    "land": "#1A232B",
    "neighbour": "#10171D",
    "water": "#2F4C60",
}
"""Colours by night, under the same names."""


@dataclass(frozen=True, slots=True)
class RiskLevel:
    """One of the five levels: its number, label, shape and colours."""

    number: int
    label: str
    shape: str
    light: str
    dark: str
    radius: float  # the shape grows with the level


LEVELS = (
    RiskLevel(1, "very low", "circle", "#D9E4EC", "#2F3E4A", 6.5),
    RiskLevel(2, "low", "square", "#A3C3DC", "#426788", 7.0),
    RiskLevel(3, "medium", "triangle", "#6695D2", "#5C8BD2", 8.5),
    RiskLevel(4, "high", "diamond", "#7440B4", "#B691F6", 9.5),
    RiskLevel(5, "very high", "star", "#660038", "#FFBFE0", 10.5),
)

LEVEL_OF_BAND = {level.label: level.number for level in LEVELS}
"""From the band's word to the level's number."""


@dataclass(frozen=True, slots=True)
class Marking:
    """A classification as a banner shows it: word, colour, and how many of two bars are filled."""

    word: str
    ground: str
    bars: int


MARKINGS = {
    "unclassified": Marking("Unclassified", "#3F4D59", 0),
    "confidential": Marking("Confidential", "#1D3A72", 1),
    "strictly confidential": Marking("Strictly Confidential", "#8A1C0B", 2),
}
"""Classifications of ST/SGB/2007/6, lowest first."""


def _number(value: float) -> str:
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _points(pairs: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in pairs) + "Z"


def outline(shape: str, x: float, y: float, radius: float) -> str:
    """The path of a level's shape around a point.

    Takes   a shape's name; its centre and radius in the drawing's units.
    Gives   the `d` of an SVG path.
    Raises  KeyError for a shape that no level has.

    >>> outline("square", 10, 10, 5)
    'M5.5 5.5L14.5 5.5L14.5 14.5L5.5 14.5Z'
    """
    if shape == "circle":
        r, d = _number(radius), _number(2 * radius)
        return f"M{_number(x - radius)} {_number(y)}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0Z"
    corners: dict[str, list[tuple[float, float]]] = {
        "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        "triangle": [(0, -1.05), (1.1, 0.85), (-1.1, 0.85)],
        "diamond": [(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)],
        "star": [
            ((1.05 if k % 2 == 0 else 0.8) * sin(k * pi / 8), -(1.05, 0.8)[k % 2] * cos(k * pi / 8))
            for k in range(16)
        ],
    }
    return _points([(x + radius * dx, y + radius * dy) for dx, dy in corners[shape]])


def marker(level: int | None, x: float, y: float, *, scale: float = 1.0) -> str:
    """A risk level as a piece of SVG: shape, ink outline and number; "?" where not assessed.

    Colours stand as attributes, for print; the classes let a page's style sheet change them.

    Takes   a level 1-5, or None for not assessed; its centre; `scale` 1 is 13 to 21 units wide.
    Gives   an SVG group.

    >>> marker(None, 0, 0).startswith('<g class="lv lv0">')
    True
    """
    ink, surface = LIGHT["ink"], LIGHT["surface"]
    if level is None:
        number, radius, fill, drop, digit, dash = 0, 7.0, surface, 0.0, LIGHT["ink2"], "2.4 1.8"
        shape, sign = "circle", "?"
    else:
        known = LEVELS[level - 1]
        number, radius, fill, dash = level, known.radius, known.light, ""
        shape, sign = known.shape, str(level)
        drop, digit = (1.6 if shape == "triangle" else 0.0), (ink if level <= 3 else surface)
    size = (9.5 if level in (None, 1, 2, 3) else 11) * scale
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<g class="lv lv{number}"><path d="{outline(shape, x, y, radius * scale)}" '
        f'fill="{fill}" stroke="{ink}" stroke-width="{_number(1.2 * scale)}" '
        f'stroke-linejoin="round"{dashes}/>'
        f'<text x="{_number(x)}" y="{_number(y + drop * scale + size * 0.34)}" '
        f'font-size="{_number(size)}" font-weight="700" text-anchor="middle" fill="{digit}">'
        f"{sign}</text></g>"
    )


def label(level: int | None) -> str:
    """The level's word.

    >>> label(4), label(None)
    ('high', 'not assessed')
    """
    return "not assessed" if level is None else LEVELS[level - 1].label


def icon(level: int | None, *, title: bool = True) -> str:
    """A risk level as a drawing of its own, 24 units wide.

    >>> 'very high' in icon(5)
    True
    """
    words = f"<title>{spoken_level(level)}</title>" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" '
        f'font-family="{", ".join(FONTS)}, sans-serif">{words}{marker(level, 12, 12)}</svg>'
    )


def spoken_level(level: int | None) -> str:
    """The level as a screen reader says it.

    >>> spoken_level(5)
    'level 5 of 5, very high'
    """
    return label(level) if level is None else f"level {level} of {len(LEVELS)}, {label(level)}"


def css(name: str, colours: dict[str, str], *, night: bool) -> str:
    """The colours as custom properties of a style sheet.

    Takes   the selector they hang on; LIGHT or DARK; which of the two the levels take.
    Gives   one CSS rule.

    >>> css(":root", LIGHT, night=False)[:24]
    ':root{--bg:#F4F6F7;--sur'
    """
    own = "".join(f"--{key}:{value};" for key, value in colours.items())
    levels = "".join(f"--lv{x.number}:{x.dark if night else x.light};" for x in LEVELS)
    inked = 2 if night else 3  # up to here the digit stands out best in ink
    digits = "".join(
        f"--on{x.number}:{colours['ink' if x.number <= inked else 'surface']};" for x in LEVELS
    )
    return f"{name}{{{own}{levels}{digits}}}"
