"""The script of an exercise: who plays, what happens to them minute by minute, what is expected.

One JSON file a script, described in docs/reference/exercise-scripts.md. The form is the project's
own: a master scenario events list (NATO Bi-SC 75-3, ISO 22398 "injects") cut down to what a
table-top of a mission needs, with words in several languages beside each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tutela.base.errors import BadParameter
from tutela.base.messages import say

FORMAT = "tutela exercise script 1"
"""What stands under "format" in each file."""

LANGUAGES = ("en", "fr", "ar")

WAYS = (
    "call",
    "text",
    "photo",
    "refusal",
    "gateway_down",
    "road_cut",
    "press_rumour",
    "second_attack",
)
"""How an inject reaches who plays, or what it changes for them."""

MOST_BYTES = 1_000_000
MOST_PARTS = 300
"""So many roles, injects or expectations at most."""
MOST_MINUTES = 7 * 24 * 60
LONGEST_LABEL = 160
LONGEST_WORDS = 2000

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

PartT = TypeVar("PartT")

Entry = Mapping[str, Any]
"""An object of the file, as JSON has it."""

Told = Mapping[str, str]
"""Words by language: {"en": "...", "fr": "..."}."""


@dataclass(frozen=True, slots=True)
class Role:
    """Who plays.

    role  a code of the platform's roles, as joc_duty_officer
    """

    code: str
    label: Told
    role: str


@dataclass(frozen=True, slots=True)
class Inject:
    """What happens to one role.

    minute  from the start of the exercise; where it waits, from what it waits for
    after   the code of the inject or the expectation it waits for; "" where it waits for none.
            Of an expectation: until it is passed or failed
    by      of WAYS
    to      the code of a role
    place   where it is said to happen; "" for no place
    """

    code: str
    minute: int
    after: str
    by: str
    to: str
    place: str
    words: Told


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a role is expected to do, within so many minutes of an inject."""

    code: str
    of: str
    within_minutes: int
    from_inject: str
    words: Told


@dataclass(frozen=True, slots=True)
class Script:
    """An exercise that can be played.

    source  what it was made of, in a sentence
    """

    code: str
    title: Told
    about: Told
    roles: tuple[Role, ...]
    injects: tuple[Inject, ...]
    expectations: tuple[Expectation, ...]
    source: str

    @property
    def languages(self) -> tuple[str, ...]:
        """Those in which it is written."""
        return tuple(part for part in LANGUAGES if part in self.title)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a script: where (a line, or a field as injects[3].minute), what to do."""

    where: str
    what: str
    next: str

    def as_error(self) -> BadParameter:
        """The fault as an error."""
        return BadParameter(self.what, where=self.where, next=self.next)

    def __str__(self) -> str:
        return str(self.as_error())


def said_in(entry: Told, language: str) -> str:
    """Words in a language, or in the first of LANGUAGES they are written in.

    >>> said_in({"en": "A call", "fr": "Un appel"}, "fr"), said_in({"en": "A call"}, "ar")
    ('Un appel', 'A call')
    """
    return next((entry[part] for part in (language, *LANGUAGES) if entry.get(part)), "")


def read_script(content: bytes, roles: Collection[str] = ()) -> Script:
    """The script in a file.

    Takes   content, JSON in UTF-8; roles, the codes a role may play, any where none are given.
    Raises  BadParameter for its first fault: what, where, what to do. `find_faults` gives all.
    """
    script, faults = _read(content)
    for fault in faults or validate(script, roles):
        raise fault.as_error()
    return script


def find_faults(content: bytes, roles: Collection[str] = ()) -> tuple[Fault, ...]:
    """All faults of a file: of its form, and where that stands, of what it says."""
    script, faults = _read(content)
    return faults or validate(script, roles)


def write_script(script: Script) -> bytes:
    """The file of a script. What `read_script` gives of it is the same script."""
    entry: dict[str, Any] = {
        "format": FORMAT,
        "code": script.code,
        "title": dict(script.title),
        "about": dict(script.about),
        "source": script.source,
        "roles": [
            {"code": part.code, "label": dict(part.label), "role": part.role}
            for part in script.roles
        ],
        "injects": [
            {
                "code": part.code,
                "minute": part.minute,
                "after": part.after,
                "by": part.by,
                "to": part.to,
                "place": part.place,
                "words": dict(part.words),
            }
            for part in script.injects
        ],
        "expectations": [
            {
                "code": part.code,
                "of": part.of,
                "within_minutes": part.within_minutes,
                "from_inject": part.from_inject,
                "words": dict(part.words),
            }
            for part in script.expectations
        ],
    }
    return (json.dumps(entry, ensure_ascii=False, indent=2) + "\n").encode()


def validate(script: Script, roles: Collection[str] = ()) -> tuple[Fault, ...]:
    """All faults of what a script says: codes used twice or not there, words missing, a wait that
    never ends, a role the platform has not.

    Takes   roles, the codes a role may play, any where none are given.
    """
    return tuple(
        [
            *_of_codes(script),
            *_of_words(script),
            *_of_roles(script, roles),
            *_of_injects(script),
            *_of_expectations(script),
        ]
    )


def _of_codes(script: Script) -> Iterator[Fault]:
    if not _CODE.fullmatch(script.code):
        yield _no_code("code")
    steps = [(f"injects[{at}]", part.code) for at, part in enumerate(script.injects)]
    steps += [(f"expectations[{at}]", part.code) for at, part in enumerate(script.expectations)]
    for coded in ([(f"roles[{at}]", part.code) for at, part in enumerate(script.roles)], steps):
        met: set[str] = set()
        for where, code in coded:
            if not _CODE.fullmatch(code):
                yield _no_code(f"{where}.code")
            if code in met:
                twice = say("the code {code} stands twice", code=code)
                yield Fault(f"{where}.code", twice, say("give each a code of its own"))
            met.add(code)


def _no_code(where: str) -> Fault:
    return Fault(
        where,
        say("it is no code"),
        say("write small letters, figures, - or _, 40 signs at most"),
    )


def _of_words(script: Script) -> Iterator[Fault]:
    if not script.languages:
        yield Fault("title", say("it has no words"), say("write them under en, fr or ar"))
    if not script.source.strip():
        unsaid = say("nobody can see what it was made of")
        yield Fault("source", unsaid, say("write a sentence"))
    for where, entry, most in _all_words(script):
        for language in script.languages:
            if not entry.get(language, "").strip():
                missing = say("the words in {language} are missing", language=language)
                yield Fault(f"{where}.{language}", missing, say("write them, or leave it out"))
        for language, words in entry.items():
            if language not in script.languages:
                other = say("the title has no words in this language")
                yield Fault(f"{where}.{language}", other, say("add them to the title"))
            if len(words) > most:
                long = say("it is longer than {n} signs", n=most)
                yield Fault(f"{where}.{language}", long, say("write less"))


def _all_words(script: Script) -> Iterator[tuple[str, Told, int]]:
    yield "title", script.title, LONGEST_LABEL
    yield "about", script.about, LONGEST_WORDS
    for at, role in enumerate(script.roles):
        yield f"roles[{at}].label", role.label, LONGEST_LABEL
    for at, inject in enumerate(script.injects):
        yield f"injects[{at}].words", inject.words, LONGEST_WORDS
    for at, expected in enumerate(script.expectations):
        yield f"expectations[{at}].words", expected.words, LONGEST_WORDS


def _of_roles(script: Script, roles: Collection[str]) -> Iterator[Fault]:
    if not script.roles:
        yield Fault("roles", say("nobody plays"), say("add a role"))
    for at, role in enumerate(script.roles):
        if roles and role.role not in roles:
            unknown = say("no role is called {role}", role=role.role)
            yield Fault(f"roles[{at}].role", unknown, say("write a code of the platform's roles"))


def _of_injects(script: Script) -> Iterator[Fault]:
    if not script.injects:
        yield Fault("injects", say("nothing happens"), say("add an inject"))
    players = {role.code for role in script.roles}
    waits = _waits(script)
    steps = {*waits, *(part.code for part in script.expectations)}
    for at, inject in enumerate(script.injects):
        where = f"injects[{at}]"
        if inject.by not in WAYS:
            unknown = say("{by} is no way an inject comes by", by=inject.by)
            ways = say("write one of: {ways}", ways=", ".join(WAYS))
            yield Fault(f"{where}.by", unknown, ways)
        if inject.to not in players:
            yield _no_role(f"{where}.to", inject.to)
        if len(inject.place) > LONGEST_LABEL:
            long = say("it is longer than {n} signs", n=LONGEST_LABEL)
            yield Fault(f"{where}.place", long, say("write less"))
        yield from _of_minutes(f"{where}.minute", inject.minute, 0)
        if inject.after and inject.after not in steps:
            yield _no_step(f"{where}.after", inject.after)
        elif _never_ends(inject.code, waits):
            endless = say("it waits for what waits for it")
            yield Fault(f"{where}.after", endless, say("let one of them wait for nothing"))


def _waits(script: Script) -> dict[str, str]:
    """The inject each inject waits for, an expectation standing for the inject it is counted from;
    "" for none."""
    counted = {part.code: part.from_inject for part in script.expectations}
    return {part.code: counted.get(part.after, part.after) for part in script.injects}


def _never_ends(code: str, waits: Mapping[str, str]) -> bool:
    at = code
    for _step in range(len(waits) + 1):
        at = waits.get(at, "")
        if not at:
            return False
    return True


def _of_expectations(script: Script) -> Iterator[Fault]:
    players = {role.code for role in script.roles}
    injects = {inject.code for inject in script.injects}
    for at, expected in enumerate(script.expectations):
        where = f"expectations[{at}]"
        if expected.of not in players:
            yield _no_role(f"{where}.of", expected.of)
        if expected.from_inject not in injects:
            yield _no_step(f"{where}.from_inject", expected.from_inject)
        yield from _of_minutes(f"{where}.within_minutes", expected.within_minutes, 1)


def _no_role(where: str, code: str) -> Fault:
    return Fault(where, say("no role has the code {code}", code=code), say("add it to the roles"))


def _no_step(where: str, code: str) -> Fault:
    return Fault(
        where, say("no step has the code {code}", code=code), say("write a code of this script")
    )


def _of_minutes(where: str, minutes: int, least: int) -> Iterator[Fault]:
    if not least <= minutes <= MOST_MINUTES:
        yield Fault(
            where,
            say("the minutes lie outside {least} to {most}", least=least, most=MOST_MINUTES),
            say("put the minutes right"),
        )


_NOTHING = Script("", {}, {}, (), (), (), "")


def _read(content: bytes) -> tuple[Script, tuple[Fault, ...]]:
    """The script as far as its form stands, and the faults of the form."""
    if len(content) > MOST_BYTES:
        large = say("the file is larger than {n} bytes", n=MOST_BYTES)
        return _NOTHING, (Fault("", large, say("make a smaller script")),)
    try:
        entry = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _NOTHING, (Fault("", say("it is no text in UTF-8"), say("save it as UTF-8")),)
    except json.JSONDecodeError as error:
        no_json = say("it is no JSON: {why}", why=error.msg)
        where = say("line {line}", line=error.lineno)
        return _NOTHING, (Fault(where, no_json, say("put that line right")),)
    except RecursionError:
        return _NOTHING, (Fault("", say("it is nested too deeply"), say("follow the format")),)
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        other = say('under "format" does not stand {format}', format=FORMAT)
        return _NOTHING, (Fault("format", other, say("follow the format")),)
    form = _Form()
    form.no_more(entry, "", {"format", *Script.__dataclass_fields__})
    script = Script(
        form.text(entry, "", "code"),
        form.entry(entry, "", "title"),
        form.entry(entry, "", "about"),
        form.parts(entry, "roles", form.role),
        form.parts(entry, "injects", form.inject),
        form.parts(entry, "expectations", form.expectation),
        form.text(entry, "", "source"),
    )
    return script, tuple(form.faults)


class _Form:
    """Reads the parts of a file, and gathers what has not the form it should have."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def role(self, entry: Entry, where: str) -> Role:
        self.no_more(entry, where, Role.__dataclass_fields__)
        return Role(
            self.text(entry, where, "code"),
            self.entry(entry, where, "label"),
            self.text(entry, where, "role"),
        )

    def inject(self, entry: Entry, where: str) -> Inject:
        self.no_more(entry, where, Inject.__dataclass_fields__)
        return Inject(
            self.text(entry, where, "code"),
            self.minutes(entry, where, "minute"),
            self.text(entry, where, "after", optional=True),
            self.text(entry, where, "by"),
            self.text(entry, where, "to"),
            self.text(entry, where, "place", optional=True),
            self.entry(entry, where, "words"),
        )

    def expectation(self, entry: Entry, where: str) -> Expectation:
        self.no_more(entry, where, Expectation.__dataclass_fields__)
        return Expectation(
            self.text(entry, where, "code"),
            self.text(entry, where, "of"),
            self.minutes(entry, where, "within_minutes"),
            self.text(entry, where, "from_inject"),
            self.entry(entry, where, "words"),
        )

    def text(self, entry: Entry, where: str, name: str, *, optional: bool = False) -> str:
        cell = entry.get(name, "" if optional else None)
        if isinstance(cell, str):
            return cell
        self._fault(where, name, say("it is no text"), say("write it between quotation marks"))
        return ""

    def minutes(self, entry: Entry, where: str, name: str) -> int:
        cell = entry.get(name)
        if isinstance(cell, int) and not isinstance(cell, bool):
            return cell
        self._fault(where, name, say("it is no whole number"), say("write minutes as a number"))
        return 0

    def entry(self, entry: Entry, where: str, name: str) -> Told:
        cell = entry.get(name)
        if isinstance(cell, dict) and all(isinstance(words, str) for words in cell.values()):
            if set(cell) <= set(LANGUAGES):
                return cell
            self._fault(where, name, say("a language is not known"), say("write en, fr or ar"))
            return {}
        self._fault(where, name, say("it has no words"), say("write them under en, fr or ar"))
        return {}

    def parts(
        self,
        entry: Entry,
        name: str,
        read: Callable[[Entry, str], PartT],
    ) -> tuple[PartT, ...]:
        cell = entry.get(name)
        if not isinstance(cell, list) or not all(isinstance(part, dict) for part in cell):
            self._fault("", name, say("it is no list of parts"), say("write them as a list"))
            return ()
        if len(cell) > MOST_PARTS:
            self._fault("", name, say("it has more than {n} parts", n=MOST_PARTS), say("use fewer"))
            return ()
        return tuple(read(part, f"{name}[{at}]") for at, part in enumerate(cell))

    def no_more(self, entry: Entry, where: str, known: Collection[str]) -> None:
        for name in entry:
            if name not in known:
                self._fault(where, name, say("no field is called so"), say("take it out"))

    def _fault(self, where: str, name: str, what: str, step: str) -> None:
        self.faults.append(Fault(f"{where}.{name}" if where else name, what, step))
