"""How wide words stand on a map, so that nothing is written over anything else."""

from __future__ import annotations

# Advance widths in thousandths of the type size, U+0020 to U+007E, measured in the Source Sans
# that ships with us. Signs beyond take the mean of Latin letters.
# fmt: off
_REGULAR = (
    200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 538, 369, 501,
    497, 519, 497, 525, 491, 525, 525, 249, 249, 497, 497, 497, 425, 847, 544, 588, 571, 615, 527,
    494, 617, 652, 263, 480, 579, 486, 727, 647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513,
    476, 539, 303, 350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504, 544, 246, 247, 495,
    255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 718, 446, 467, 425, 303, 241, 303, 497,
)
_BOLD = (
    200, 340, 536, 528, 528, 857, 667, 300, 344, 344, 457, 528, 300, 332, 300, 339, 580, 410, 526,
    528, 560, 528, 562, 516, 549, 562, 300, 300, 528, 528, 528, 463, 903, 573, 605, 582, 635, 548,
    524, 638, 674, 301, 509, 614, 518, 762, 665, 684, 596, 684, 613, 556, 556, 665, 556, 813, 567,
    525, 541, 344, 339, 344, 528, 500, 555, 527, 573, 467, 573, 518, 341, 534, 571, 276, 278, 548,
    286, 857, 572, 555, 573, 573, 398, 443, 383, 568, 523, 776, 514, 521, 460, 344, 268, 344, 528,
)
# fmt: on
_BEYOND = 560
_ISOLATES = "\u2066\u2067\u2068\u2069"
"""Signs that keep words of two directions apart; they take no room."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text stands.

    Takes   the text; its size in drawing units; whether it is bold.
    Gives   its width in the same units. With another face the map's `textLength` squeezes the
            letters into this width.

    >>> text_width("Luma", 10), text_width("Luma", 10, bold=True)
    (23.63, 24.7)
    """
    widths = _BOLD if bold else _REGULAR
    thousandths = sum(
        widths[ord(c) - 32] if 32 <= ord(c) < 127 else _BEYOND for c in text if c not in _ISOLATES
    )
    return round(thousandths * size / 1000, 2)


def text_fit_attributes(text: str, size: float, *, bold: bool = False) -> str:
    """The attributes that hold a text to its width whatever face the reader's screen has.

    >>> text_fit_attributes("Luma", 10)
    'textLength="23.6" lengthAdjust="spacingAndGlyphs"'
    """
    return f'textLength="{text_width(text, size, bold=bold):.1f}" lengthAdjust="spacingAndGlyphs"'
