"""What the product wrote in a section, and what of it still stands in the text.

A prefill has sentences, which a person accepts or replaces, and prompts in square brackets, which
a person replaces: with a prompt left in its text a strategy is not endorsed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tutela.base.data_tables import shipped_rows

_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FIGURE = re.compile(r"\d")

FEWEST_WORDS = 2
"""Fewer words in square brackets are an editor's mark, such as [sic] or [1], and no prompt [P]."""

FEWEST_SIGNS = 8
"""Two sentences with figures are the same one if so many signs before their figures agree [P]."""


@cache
def earlier_prompts() -> tuple[str, ...]:
    """What earlier releases wrote for the drafter without brackets, in each language."""
    return tuple(row["words"] for row in shipped_rows("tutela.strategy", "prompts.csv"))


def prompts_left(text: str) -> list[str]:
    """What a text still says to its drafter, each once, in its order.

    >>> prompts_left("We patrol. [Say here what the mission cannot do.] It is so [sic].")
    ['[Say here what the mission cannot do.]']
    >>> prompts_left("2 risks: dites ici ce qu'elle peut et ne peut pas faire.")
    ["dites ici ce qu'elle peut et ne peut pas faire"]
    """
    sentences = [
        (one.start(), one.group())
        for one in _BRACKETS.finditer(text)
        if len(_WORD.findall(one[1])) >= FEWEST_WORDS
    ]
    lower = text.casefold()
    for words in earlier_prompts():
        at = lower.find(words.casefold())
        if at >= 0:
            sentences.append((at, text[at : at + len(words)]))
    return list(dict.fromkeys(words for _at, words in sorted(sentences)))


def prefilled_left(prefill: str, text: str) -> list[str]:
    """The lines of a prefill that stand in a text word for word; prompts are none of them.

    >>> prefilled_left("We hold 2 risks.\\n[Say which ones.]", "Aim.\\n\\nWe hold 2 risks. ")
    ['We hold 2 risks.']
    """
    standing = {line.strip() for line in text.splitlines()}
    lines = dict.fromkeys(line.strip() for line in prefill.splitlines())
    return [line for line in lines if line and line in standing and not prompts_left(line)]


def moved_sentences(standing: Sequence[str], today: str) -> list[tuple[str, str]]:
    """Prefilled sentences whose figures the records no longer give, each with that of today.

    >>> moved_sentences(["The register holds 2.", "We patrol."], "The register holds 3.")
    [('The register holds 2.', 'The register holds 3.')]
    """
    now = [line.strip() for line in today.splitlines() if line.strip()]
    moved = []
    for line in standing:
        head = _before_figures(line)
        if line in now or len(head) < FEWEST_SIGNS:
            continue
        same = next((other for other in now if _before_figures(other) == head), None)
        if same is not None:
            moved.append((line, same))
    return moved


def _before_figures(line: str) -> str:
    """A sentence up to its first figure; nothing where it has none."""
    match = _FIGURE.search(line)
    return line[: match.start()] if match else ""
