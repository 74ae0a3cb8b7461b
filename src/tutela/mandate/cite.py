"""Which paragraphs and resolutions a text cites: by the words people use for them."""

from __future__ import annotations

import re

_LABELS = r"\([a-z]{1,4}\)(?:\s*\([a-z]{1,4}\))*"
_ONE = rf"\d{{1,3}}(?:\s*{_LABELS})?"
_PARAGRAPHS = re.compile(
    r"\b(?:operative\s+)?(?:paragraphs?|paras?\.?|paragraphes?|OP|(?:وال|ال|بال|لل)?فقر(?:ات|تين|ة))"
    rf"\s*({_ONE}(?:\s*(?:[,،]|and|et|or|ou|و|أو)\s*(?:{_ONE}|{_LABELS}))*)",
    re.IGNORECASE,
)
_RESOLUTION = re.compile(r"(?:S/RES/|\br[ée]solutions?\s+)(\d{3,5})\b", re.IGNORECASE)

MOST_WORDS = 150
"""Words of a short statement of purpose. Our choice [P]: half a page."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs a text cites, as the Council numbers them, each once, in their order.

    >>> paragraphs("It serves paragraphs 2(a) and 16 (c) (i), and para. 2 (a) of S/RES/9001.")
    ['2 (a)', '16 (c) (i)']
    >>> paragraphs("as set out in paragraphs 16 (a) (i) and (ii) and 16 (e)")
    ['16 (a) (i)', '16 (a) (ii)', '16 (e)']
    >>> paragraphs("عملا بالفقرات 2 (a)، 5 من القرار S/RES/9001")
    ['2 (a)', '5']
    """
    numbers: dict[str, None] = {}
    for run in _PARAGRAPHS.finditer(text):
        last: list[str] = []
        for one in re.findall(rf"{_ONE}|{_LABELS}", run[1]):
            parts = re.findall(r"\d+|\([a-z]+\)", one)
            last = parts if parts[0].isdigit() else [*last[: -len(parts)], *parts]
            numbers[" ".join(last)] = None
    return list(numbers)


def resolutions(text: str) -> list[str]:
    """The numbers of the resolutions a text cites, each once.

    >>> resolutions("Under S/RES/9001 (2031) and resolution 1894 (2009).")
    ['9001', '1894']
    """
    return list(dict.fromkeys(_RESOLUTION.findall(text)))


def covers(cited: str, number: str) -> bool:
    """Whether a paragraph that is cited is this one or holds it.

    >>> covers("2", "2 (a)"), covers("2 (a)", "2"), covers("2", "21")
    (True, False, False)
    """
    return number == cited or number.startswith(f"{cited} (")


def opening(text: str) -> str:
    """How a text begins: its words up to the first blank line.

    >>> opening("We protect.\\n\\nScope: all of Luma.")
    'We protect.'
    """
    return re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0]
