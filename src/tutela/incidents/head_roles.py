"""What the head of a column seems to say, in words that no list of heads has.

Logistic regression over hashed pieces of words (Cavnar and Trenkle 1994 for the pieces; Weinberger
et al. 2009 for the hashing), learned from heads in English, French and Arabic that were written by
hand. It proposes where `heads` knows nothing, and only beside cells that hold what it says (see
`by_cells`). Trained by `python -m benchmarks.column_heads train`; the weights are whole numbers in
a plain table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Literal
from zlib import crc32

from tutela.base.later import np
from tutela.places.names import fold

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["BUCKETS", "Role", "buckets_of_head", "chance_of_role", "pieces_of_head"]

BUCKETS = 1 << 14
"""How many pieces are told apart: more did not tell roles better on heads of writers left out."""
PIECES = (3, 4, 5)
"""Lengths of the pieces of a word, in letters; words, pairs of them and their place count too."""
MOST_WORDS = 6
"""Heads of so many words and of more are told apart from each other by their words alone."""

Role = Literal[
    "account",
    "area",
    "count_other",
    "day",
    "day_end",
    "day_other",
    "doer",
    "hurt",
    "killed",
    "killed_part",
    "kind",
    "other",
    "place",
    "place_other",
    "position",
    "taken",
]
"""What a column holds. `day_other` and `place_other` are days and places of something else than
what happened, as of a report or a birth; `area` is larger than a place where people live;
`killed_part` counts the dead of one sex, age or kind of people."""

_ARTICLE = re.compile(r"^[وفبل]?ال(?=\w{3})")


def pieces_of_head(head: str) -> Iterator[str]:
    """The pieces of a head: words, first and last apart, pairs of words, letters that follow each
    other in a word, and how many words there are. Case and accents make no difference, a word in
    capitals within another begins a new one, and every number is one sign.

    >>> [piece for piece in pieces_of_head("dateOfAttack") if "_" in piece and len(piece) > 7]
    ['_attack_', '_attack_$', '_date_ _of_', '_of_ _attack_']
    """
    said = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", head).replace("_", " ")
    words = [
        "_0_" if word.isdigit() else f"_{_ARTICLE.sub('', word)}_"
        for word in re.findall(r"\d+|[^\W\d_]+|[%#†+]", fold(said))
    ]
    yield f"{min(len(words), MOST_WORDS)} words"
    yield from words
    if words:
        yield f"^{words[0]}"
        yield f"{words[-1]}$"
    yield from (f"{first} {second}" for first, second in pairwise(words))
    for word in words:
        for length in PIECES:
            yield from (word[at : at + length] for at in range(len(word) - length + 1))


def buckets_of_head(head: str) -> npt.NDArray[np.int64]:
    """The numbers of a head's pieces, each once: from 0 to BUCKETS - 1."""
    pieces = pieces_of_head(head)
    return np.unique([crc32(piece.encode()) % BUCKETS for piece in pieces]).astype(np.int64)


def chance_of_role(head: str, role: Role, among: Collection[Role] = ()) -> float:
    """The chance, 0 to 1, that a column holds this by what its head says, if it holds one of some
    kinds.

    Takes   among: the roles that the column's cells leave open; none for all.

    >>> chance_of_role("Day the village was burnt", "day") > 0.8
    True
    >>> chance_of_role("Date of burial", "day", among=("day", "day_other", "day_end")) < 0.2
    True
    """
    chances = _chances(head)
    return chances[role] / sum(chances[one] for one in among or chances)


@lru_cache(maxsize=4096)
def _chances(head: str) -> dict[Role, float]:
    roles, weights = _model()
    at = buckets_of_head(head)
    scores = weights[at].sum(axis=0) / np.sqrt(len(at)) + weights[-1]
    parts = np.exp(scores - scores.max())
    return dict(zip(roles, (parts / parts.sum()).tolist(), strict=True))


@cache
def _model() -> tuple[list[Role], npt.NDArray[np.float32]]:
    """The roles, and weights a bucket, the last for all heads, a column a role."""
    folder = files("tutela.incidents") / "data"
    roles, scale = (folder / "head_roles.txt").read_text("ascii").splitlines()
    with (folder / "head_roles.npy").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
    return roles.split("|"), stored.astype(np.float32) * np.float32(float(scale))  # type: ignore[return-value]
