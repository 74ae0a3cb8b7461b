"""Whether words tell of one child who is alone: whoever writes of one is asked for Child Protection
before anything is kept, as of a survivor.

The words are data, `child_alone.csv`. Telephones have the same ones in their page, and look without
a network (`look/front/js/field/told.js`).
"""

from __future__ import annotations

import re
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold

CHILD, ALONE = "child", "alone"
JOINED = ("", "ال", "و", "وال")
"""What Arabic joins to the beginning of a word."""


@cache
def words_of_child_alone(means: str) -> tuple[str, ...]:
    """The words of one meaning, as they are compared. Takes CHILD or ALONE."""
    rows = shipped_rows("tutela.intake", "child_alone.csv")
    return tuple(
        fold(word) for row in rows if row["means"] == means for word in row["words"].split("|")
    )


def tells_of_child_alone(*texts: str) -> bool:
    """Whether texts name one child and say that nobody of theirs is with it.

    >>> tells_of_child_alone("A boy of 12 who fled alone")
    True
    >>> tells_of_child_alone("Two boys play, their mother is alone"), tells_of_child_alone("a boy")
    (False, False)
    """
    said = " ".join(["", *re.findall(r"\w+", " ".join(map(fold, texts))), ""])
    return any(
        f" {before}{word} " in said for word in words_of_child_alone(CHILD) for before in JOINED
    ) and any(
        f" {before}{word}" in said for word in words_of_child_alone(ALONE) for before in JOINED
    )
