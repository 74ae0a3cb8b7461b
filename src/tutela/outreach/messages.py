"""What a public message must say before it is released, and what it may not.

A message has parts, each picked from a list or written, in every language it is told in. What is
picked is rendered here; a promise is held against what the mission released that it may say it can
do, and against nothing else: a refusal tells nothing that is not public.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Literal, TypeAlias

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import Sentence, say

RENDERED = {"en": say("English"), "fr": say("French"), "ar": say("Arabic")}
"""The languages in which what is picked stands ready; in others somebody who speaks it writes."""

CAN, CANNOT, STATE, LIMIT, MORE = "can", "cannot", "state", "limit", "more"
KINDS = (CAN, CANNOT, STATE, LIMIT, MORE)
"""What a part says; in this order a message is told."""

STATE_FINAL, STATE_FIRST = "state_final", "state_first"

ORDINARY, URGENT, RUMOUR = "ordinary", "urgent", "rumour"
EXEMPT = frozenset({URGENT, RUMOUR})
"""Kinds of message that need not say what the mission can and cannot do: they may not wait."""

Whose = Literal["draft", "approver", "force", "statement"]


@dataclass(frozen=True)
class Pick:
    """A sentence to be picked, as it reads in each language it stands ready in."""

    pick: str
    kind: str
    words: Mapping[str, str]

    @property
    def promises(self) -> bool:
        """Whether it says what the mission will do."""
        return self.kind == CAN


@cache
def picks() -> dict[str, Pick]:
    """The sentences that may be picked, by name.

    >>> picks()["night_cover"].words["en"]
    'We protect you at night.'
    """
    rows = shipped_rows("tutela.outreach", "picks.csv")
    return {
        row["pick"]: Pick(
            row["pick"], row["kind"], {language: row[language] for language in RENDERED}
        )
        for row in rows
    }


@cache
def templates() -> dict[str, tuple[Pick, ...]]:
    """What a message begins with, by its audience.

    >>> all("state_final" in [one.pick for one in rows] for rows in templates().values())
    True
    """
    rows = shipped_rows("tutela.outreach", "templates.csv")
    return {row["template"]: tuple(picks()[name] for name in row["picks"].split()) for row in rows}


@cache
def channels() -> dict[str, bool]:
    """The channels by name, each with whether whoever likes may listen.

    >>> channels()["radio"], channels()["face_to_face"]
    (True, False)
    """
    rows = shipped_rows("tutela.outreach", "channels.csv")
    return {row["channel"]: row["open"] == "yes" for row in rows}


@dataclass(frozen=True)
class Part:
    """One part of a message.

    number   by which people name it
    pick     of the list; blank where it is written
    written  its words by language, where it is written or the language is not rendered
    """

    number: int
    kind: str
    pick: str = ""
    written: Mapping[str, str] = field(default_factory=dict)

    def said_in(self, language: str) -> str:
        """Its words in a language; blank where they lack.

        >>> Part(1, CAN, "patrol").said_in("fr")
        'Nous patrouillons le jour.'
        """
        ready = picks()[self.pick].words.get(language, "") if self.pick else ""
        return ready or self.written.get(language, "").strip()

    def digest(self) -> str:
        """By which words that were looked at are known again."""
        return digest_of([self.kind, self.pick, dict(sorted(self.written.items()))])


Content: TypeAlias = str | int | Sequence["Content"] | Mapping[str, "Content"]
"""What stands frozen: words, and lists and tables of them."""


def digest_of(content: Content) -> str:
    """The digest of what stands frozen: the same content has the same one.

    >>> digest_of({"a": 1}) == digest_of({"a": 1})
    True
    """
    said = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()


def other_versions(text: str) -> dict[str, str]:
    """The words of a part in languages of the mission's own: a line each, the language first.

    >>> other_versions("Sango: E yeke fono na lâ.\\nno language here")
    {'Sango': 'E yeke fono na lâ.'}
    """
    by_language: dict[str, str] = {}
    for line in text.splitlines():
        language, colon, words = line.partition(":")
        if colon and language.strip() and words.strip():
            by_language[language.strip()] = words.strip()
    return by_language


@dataclass(frozen=True)
class Lack:
    """What keeps a message from being released.

    whose     who mends it: the drafter, the approver, the Force, or who releases statements
    part      number of the part it is of; 0 for the whole message
    language  of the version that lacks it; blank where that is all one
    """

    code: str
    says: Sentence
    whose: Whose = "draft"
    part: int = 0
    language: str = ""


@dataclass(frozen=True)
class Ground:
    """What a message is held against.

    covers     the promises of the released capacity statement; None where none holds
    suspected  whether forces of the State are suspected of harm in the area; None is not known
    answered   digests of the written parts that the approver answered for
    checked    digests of the limits that the Force checked
    """

    covers: Collection[str] | None
    suspected: bool | None
    answered: Collection[str] = ()
    checked: Collection[str] = ()


def what_lacks(
    kind: str,
    parts: Sequence[Part],
    languages: Sequence[str],
    by_channels: Collection[str],
    ground: Ground,
) -> list[Lack]:
    """What keeps a message from being released, in the order it is mended; empty where nothing.

    Source  Framework, template I, paragraph 25; domain reference, amendment 16.

    >>> ground = Ground(covers={"patrol"}, suspected=None)
    >>> parts = [Part(1, CAN, "patrol"), Part(2, STATE, "state_final")]
    >>> [one.code for one in what_lacks(ORDINARY, parts, ["en"], {"radio"}, ground)]
    ['cannot']
    """
    lacks = [] if languages else [Lack("language", say("it has no language"))]
    if not by_channels:
        lacks.append(Lack("channel", say("it has no channel")))
    if not parts:
        lacks.append(Lack("parts", say("it says nothing yet")))
    if kind not in EXEMPT:
        lacks += _lacks_of_framework(parts)
    for part in parts:
        lacks += [
            Lack(
                "version",
                say(
                    "part {n} lacks in this language: {language}",
                    n=part.number,
                    language=RENDERED.get(language, language),
                ),
                part=part.number,
                language=language,
            )
            for language in languages
            if not part.said_in(language)
        ]
        lacks += _lacks_of_part(kind, part, by_channels, ground)
    return lacks


def _lacks_of_framework(parts: Sequence[Part]) -> list[Lack]:
    """What every message to people says."""
    said = {part.kind for part in parts}
    lacks = []
    if CAN not in said:
        lacks.append(Lack(CAN, say("it does not say what the mission can do")))
    if CANNOT not in said:
        lacks.append(Lack(CANNOT, say("it does not say what the mission cannot do")))
    if STATE_FINAL not in {part.pick for part in parts}:
        lacks.append(
            Lack(STATE, say("it does not say that final responsibility rests with the State"))
        )
    return lacks


def _lacks_of_part(
    kind: str, part: Part, by_channels: Collection[str], ground: Ground
) -> list[Lack]:
    lacks = []
    if part.pick and picks()[part.pick].promises:
        if ground.covers is None:
            lacks.append(
                Lack(
                    "statement",
                    say("part {n} promises, and no capacity statement is released", n=part.number),
                    "statement",
                    part.number,
                )
            )
        elif part.pick not in ground.covers:
            lacks.append(
                Lack(
                    "promise",
                    say(
                        "part {n} promises what the released capacity statement does not say",
                        n=part.number,
                    ),
                    part=part.number,
                )
            )
    if part.pick == STATE_FIRST and ground.suspected is not False:
        lacks.append(
            Lack(
                "state_first",
                say("part {n} sends people to forces of the State first", n=part.number),
                part=part.number,
            )
        )
    if part.kind == LIMIT:
        heard = sorted(channel for channel in by_channels if channels()[channel])
        if heard:
            lacks.append(
                Lack(
                    "open",
                    say("part {n}, a limit by place or hour, is only spoken", n=part.number),
                    part=part.number,
                )
            )
        if part.digest() not in ground.checked:
            lacks.append(
                Lack(
                    "force",
                    say("the Force has not checked part {n}", n=part.number),
                    "force",
                    part.number,
                )
            )
    if not part.pick and kind not in EXEMPT and part.digest() not in ground.answered:
        lacks.append(
            Lack(
                "question",
                say("the approver has not answered for the words of part {n}", n=part.number),
                "approver",
                part.number,
            )
        )
    return lacks


FEWEST = 20
"""Of fewer people no share is given: it would tell of single persons."""


def percent_told(reached: int | None, people: int | None) -> int | None:
    """The share of people who were told, in percent, at most all; None where one of both is not
    known, or of few people.

    >>> percent_told(300, 1200), percent_told(None, 1200), percent_told(50, 40), percent_told(3, 9)
    (25, None, 100, None)
    """
    if reached is None or people is None or people < FEWEST:
        return None
    return min(100, round(100 * reached / people))
