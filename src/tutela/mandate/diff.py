"""A renewal beside the mandate before it: what was kept, reworded, moved, added and dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from tutela.mandate.types import Passage, Resolution

Status = Literal["kept", "moved", "reworded", "new", "dropped"]

LIKE = 0.55
"""From this share of common words on, two paragraphs are one reworded [P]: tried on renewals of
Mali and Haiti, where half the words are formulas that any two paragraphs share."""

SAME_NUMBER = 0.1
"""So much the same number counts beside common words [P]."""


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words: in both texts (same), in the old only (gone), in the new only (come)."""

    what: Literal["same", "gone", "come"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph of either text, and what became of it.

    status    kept: the same words under the same number; moved: the same words under another;
              reworded: some words changed, the number perhaps too
    old, new  None for what is new and what was dropped
    words     of reworded ones, run by run
    """

    status: Status
    old: Passage | None
    new: Passage | None
    words: tuple[Words, ...] = ()


def diff(old: Resolution, new: Resolution) -> list[Change]:
    """Every paragraph of both texts once, in the order of the new; a dropped one stands where it
    stood. Reasons and operative paragraphs are compared apart.

    Takes   two resolutions as read.
    Gives   Changes; of a text beside itself, all kept.

    >>> from tutela.mandate.read import parse
    >>> head = "The Security Council,"
    >>> old = parse(head + "\\n1. Decides to extend until 1 May;\\n2. Requests patrols by night.")
    >>> new = parse(head + "\\n1. Decides to extend until 9 May;\\n2. Urges all.")
    >>> [(one.status, (one.old or one.new).number) for one in diff(old, new)]
    [('reworded', '1'), ('dropped', '2'), ('new', '2')]
    >>> [(run.what, run.text) for run in diff(old, new)[0].words][1:3]
    [('gone', '1'), ('come', '9')]
    """
    return [
        *_pair_passages(old.preamble, new.preamble),
        *_pair_passages(old.operative, new.operative),
    ]


def _pair_passages(old: list[Passage], new: list[Passage]) -> list[Change]:
    pairs: dict[int, int] = {}  # of the new, by place in the list, to the old

    def pair(key: Callable[[Passage], object]) -> None:
        waiting: dict[object, list[int]] = {}
        for at, one in enumerate(old):
            if at not in pairs.values():
                waiting.setdefault(key(one), []).append(at)
        for at, one in enumerate(new):
            if at not in pairs and waiting.get(key(one)):
                pairs[at] = waiting[key(one)].pop(0)

    pair(lambda one: (one.path, _letters_of(one)))
    pair(_letters_of)
    for at, before in _alike(old, new, pairs):
        pairs[at] = before
    return _in_order(old, new, pairs)


def _alike(old: list[Passage], new: list[Passage], pairs: dict[int, int]) -> list[tuple[int, int]]:
    """What is left, paired from the most alike to the least."""
    from rapidfuzz.distance import Indel

    taken = set(pairs.values())
    likenesses: list[tuple[float, int, int]] = []
    for at, one in enumerate(new):
        if at in pairs:
            continue
        words = _folded_text(one).split()
        for before, other in enumerate(old):
            if before not in taken:
                share = Indel.normalized_similarity(_folded_text(other).split(), words)
                if share >= LIKE:
                    same = SAME_NUMBER if one.path == other.path and one.path else 0.0
                    likenesses.append((share + same, at, before))
    chosen: dict[int, int] = {}
    for _, at, before in sorted(likenesses, key=lambda f: (-f[0], f[1], f[2])):
        if at not in chosen and before not in chosen.values():
            chosen[at] = before
    return list(chosen.items())


def _in_order(old: list[Passage], new: list[Passage], pairs: dict[int, int]) -> list[Change]:
    dropped = [at for at in range(len(old)) if at not in pairs.values()]
    behind = {before: at for at, before in pairs.items()}
    after: dict[int, list[Change]] = {}
    for at in dropped:
        earlier = next((behind[b] for b in range(at - 1, -1, -1) if b in behind), -1)
        after.setdefault(earlier, []).append(Change("dropped", old[at], None))
    ordered = after.get(-1, [])
    for at, one in enumerate(new):
        ordered = [
            *ordered,
            _change(old[pairs[at]] if at in pairs else None, one),
            *after.get(at, []),
        ]
    return ordered


def _change(old: Passage | None, new: Passage) -> Change:
    if old is None:
        return Change("new", None, new)
    if _letters_of(old) != _letters_of(new):
        return Change("reworded", old, new, _runs(old.text, new.text))
    return Change("kept" if old.path == new.path else "moved", old, new)


def _runs(old: str, new: str) -> tuple[Words, ...]:
    """The words of both texts, run by run; where both changed, what is gone stands first.

    >>> [(run.what, run.text) for run in _runs("to protect people", "to protect all civilians")]
    [('same', 'to protect'), ('gone', 'people'), ('come', 'all civilians')]
    """
    from rapidfuzz.distance import Indel

    before, after = _tokens(old), _tokens(new)
    steps = Indel.opcodes([t.strip() for t in before], [t.strip() for t in after])
    runs: list[Words] = []
    gone = come = ""
    for step in steps:
        if step.tag == "equal":
            runs += _changed_words(gone, come)
            gone = come = ""
            same = "".join(after[step.dest_start : step.dest_end]).strip()
            runs.append(Words("same", same))
        else:
            gone += "".join(before[step.src_start : step.src_end])
            come += "".join(after[step.dest_start : step.dest_end])
    return tuple(_join_runs([*runs, *_changed_words(gone, come)]))


def _join_runs(runs: list[Words]) -> Iterator[Words]:
    """What stayed, in one run."""
    for what, part in groupby(runs, key=lambda run: run.what):
        if what == "same":
            yield Words(what, " ".join(run.text for run in part))
        else:
            yield from part


def _changed_words(gone: str, come: str) -> list[Words]:
    if gone and _without_spaces(gone) == _without_spaces(come):  # a scan broke a word: no change
        return [Words("same", come.strip())]
    told = [Words("gone", gone.strip()), Words("come", come.strip())]
    return [run for run in told if run.text]


def _tokens(text: str) -> list[str]:
    """Words and signs, each with the space before it.

    >>> _tokens("the mission, too")
    ['the', ' mission', ',', ' too']
    """
    return re.findall(r"\s*(?:\w+(?:['’.,-]\w+)*|[^\w\s])", text)


def _letters_of(passage: Passage) -> str:
    """The letters as compared: where a word is broken is the scanner's doing, not the Council's."""
    return _without_spaces(_folded_text(passage))


def _without_spaces(words: str) -> str:
    """Words without what stands between letters that belong together.

    >>> _without_spaces("pr otection of civil\u00adians")
    'protectionofcivilians'
    """
    return "".join(words.replace("\u00ad", "").split())


def _folded_text(passage: Passage) -> str:
    """The words as compared: the sign that ends a paragraph changes with what follows it."""
    return passage.text.casefold().removesuffix(" and").rstrip(" ,;.:")
