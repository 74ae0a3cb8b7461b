"""What is asked of a community as it lives, and what may never stand in words about it.

What an attacker would want (an hour, a route) is no part of an open fact; where people hide and
the way they would flee is part of no fact at all.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold


class Topic(NamedTuple):
    """One thing that is asked of a community: its name, and whether it is a routine."""

    name: str
    routine: bool = False


TOPICS = (
    Topic("terrain"),
    Topic("isolation"),
    Topic("season access"),
    Topic("night access"),
    Topic("protectors"),
    Topic("displacement"),
    Topic("water", routine=True),
    Topic("firewood", routine=True),
    Topic("market", routine=True),
    Topic("fields", routine=True),
    Topic("school", routine=True),
    Topic("worship", routine=True),
    Topic("migration", routine=True),
)
"""What is asked of every community, in the order of its page."""

ROUTINES = frozenset(topic.name for topic in TOPICS if topic.routine)

_REFUGE = re.compile(
    r"\bhid(?:e|es|ing|den)\b|\bhideouts?\b|\bsafe ?houses?\b"
    r"|\b(?:flee|flees|fleeing|escape|escapes|escaping|run|runs)"
    r" (?:to|into|towards?|by|along|via|through)\b"
    r"|\b(?:escape|flight) (?:route|path|way)s?\b|\b(?:route|path|way)s? of (?:flight|escape)\b"
    r"|\bcachettes?\b|\bse cach\w*|\bcaches? d[e']"
    r"|\b(?:fuir|fuit|fuient|s'enfui\w*|s'echapp\w*) (?:vers|dans|par|le long)\b"
    r"|\b(?:voie|route|chemin|itineraire)s? de fuite\b"
    r"|\u0645\u062e\u0628\u0623|\u0645\u062e\u0627\u0628\u0626|\u064a\u062e\u062a\u0628\u0626\w*"
    r"|\u0637\u0631\u064a\u0642 \u0627\u0644\u0647\u0631\u0648\u0628"
    r"|\u064a\u0647\u0631\u0628\u0648\u0646 \u0625\u0644\u0649"
)
_CLOCK = re.compile(
    r"\b\d{1,2}\s?[:h]\s?[0-5]\d\b"
    r"|\b\d{1,2}\s?[ap]\.?m\b"
    r"|\b\d{1,2}\s?o.?clock\b"
    r"|\b(?:at|by|from|until|till|à|a|vers|dès|jusqu'à)\s+\d{1,2}\s?(?:h|heures?|hrs?|hours?)\b(?!\s+d)"
    r"|\b[0-2]\d[0-5]\d\s?(?:h|hrs?|hours)\b"
    r"|الساعة",
    re.IGNORECASE,
)


def names_refuge(*texts: str | None) -> bool:
    """Whether words may name where people hide, or the way they would flee. It finds plain words of
    three languages and no more: the form says the rule, and a person keeps it.

    >>> names_refuge("They hide in the reeds"), names_refuge("They fled from Hedra in June")
    (True, False)
    >>> names_refuge("Les familles se cachent pres du puits"), names_refuge(None, "Two wells")
    (True, False)
    """
    return any(_REFUGE.search(_plain(text)) for text in texts if text)


def names_an_hour(words: str) -> bool:
    """Whether words give an hour of the clock: read by an attacker, that is when to come.

    >>> names_an_hour("at 6 am"), names_an_hour("vers 17 h"), names_an_hour("3 hours on foot")
    (True, True, False)
    """
    return bool(_CLOCK.search(words))


def names_part_of_day(words: str) -> bool:
    """Whether words say at which part of the day: beside a routine that is when to come, too. Words
    of data/parts_of_day.csv; the form says the rule, and a person keeps it.

    >>> names_part_of_day("Women go to the ford at dawn"), names_part_of_day("vont tôt au gué")
    (True, True)
    >>> names_part_of_day("Water is fetched at the ford"), names_part_of_day("in the Evenings")
    (False, True)
    """
    return bool(_parts_of_day().search(_plain(words)))


@cache
def _parts_of_day() -> re.Pattern[str]:
    said = sorted({row["word"] for row in shipped_rows("tutela.places", "parts_of_day.csv")})
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, said))})s?\b")


def _plain(text: str) -> str:
    """The words without case and accents, as far as letters of Latin script have them."""
    lower = " ".join(text.replace("\u2019", "'").casefold().split())
    return " ".join([lower, fold(lower)])
