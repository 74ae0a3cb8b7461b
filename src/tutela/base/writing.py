"""Writing one text together: what changed, and two texts brought into one.

Where two people wrote in the same place both texts stay, one after the other: a person puts them
right. The machine strikes nothing that either wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

LEASE_MINUTES = 30
"""How long a text is held for one writer unless they ask again [P]."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: its lines that hold a word.

    >>> paragraphs("We patrol.\\r\\n\\r\\nAt dawn.\\n")
    ['We patrol.', 'At dawn.']
    """
    return [line.strip() for line in text.splitlines() if line.strip()]


def holds_words(text: str, words: str) -> bool:
    """Whether a text holds each paragraph of some words, as it stands there.

    >>> holds_words("Aim.\\n\\nWe patrol.", "We patrol."), holds_words("Aim.", "We patrol.")
    (True, False)
    """
    return set(paragraphs(words)) <= set(paragraphs(text))


def changed_paragraphs(before: str, after: str) -> list[tuple[str, str]]:
    """What changed between two texts, by paragraphs: what stood there and what stands there now.

    Gives   pairs in the order of the text; an empty half where something was added or struck.

    >>> changed_paragraphs("We patrol.\\nAt dawn.", "We patrol.\\nAt dusk.\\nOn foot.")
    [('At dawn.', 'At dusk.'), ('', 'On foot.')]
    """
    old, new = paragraphs(before), paragraphs(after)
    changed: list[tuple[str, str]] = []
    for op, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            longest = max(j - i, n - k)
            left, right = _pad_lines(old[i:j], longest), _pad_lines(new[k:n], longest)
            changed += zip(left, right, strict=True)
    return changed


def _pad_lines(lines: Sequence[str], length: int) -> list[str]:
    return [*lines, *[""] * (length - len(lines))]


def join_texts(base: str, theirs: str, mine: str) -> str:
    """Two texts that began from one, as one: a proposal for a person to put right.

    A paragraph only one changed stands as that one left it. Where both changed, both texts stand,
    theirs first. With no common base, give an empty one.

    >>> base, theirs = "Aim.\\nScope.\\nRisks.", "Aim.\\nScope.\\nKilling."
    >>> join_texts(base, theirs, "Our aim.\\nScope.\\nRisks.")
    'Our aim.\\n\\nScope.\\n\\nKilling.'
    >>> join_texts("Risks.", "Risks of killing.", "Risks of looting.")
    'Risks of killing.\\n\\nRisks of looting.'
    """
    old, left, right = paragraphs(base), paragraphs(theirs), paragraphs(mine)
    in_left, in_right = _standing(old, left), _standing(old, right)
    joined: list[str] = []
    at = (0, 0, 0)
    both = [(k, in_left[k], in_right[k]) for k in range(len(old)) if k in in_left and k in in_right]
    for stop in [*both, (len(old), len(left), len(right))]:
        joined += _merge_runs(old[at[0] : stop[0]], left[at[1] : stop[1]], right[at[2] : stop[2]])
        joined += old[stop[0] : stop[0] + 1]  # a paragraph neither touched; none at the end
        at = (stop[0] + 1, stop[1] + 1, stop[2] + 1)
    return "\n\n".join(joined)


def _standing(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which paragraphs stand unchanged, and where."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {b.a + k: b.b + k for b in blocks for k in range(b.size)}


def _merge_runs(old: list[str], left: list[str], right: list[str]) -> list[str]:
    if left in (old, right):
        return right
    if right == old:
        return left
    return left + [line for line in right if line not in left]


def replace_passage(text: str, passage: str, proposed: str) -> str | None:
    """A text with one passage of it put in other words; without a passage, with a paragraph more.

    Gives   None where the passage does not stand there, or stands there twice.

    >>> replace_passage("We patrol at dawn.", "at dawn", "at dawn and at dusk")
    'We patrol at dawn and at dusk.'
    >>> replace_passage("We patrol. We patrol.", "We patrol.", "We walk.") is None
    True
    """
    if not passage:
        return "\n\n".join(filter(None, (text.rstrip(), proposed)))
    return text.replace(passage, proposed) if text.count(passage) == 1 else None
