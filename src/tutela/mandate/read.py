"""Reading a resolution's plain text: every word lands in exactly one passage, or is told.

Texts come out of PDF files and web pages: lines broken anywhere, pages ending within a sentence,
headings without a number. Nothing is thrown away; what a page break leaves is kept as `page`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

from tutela.base.documents.words_reader import words_of_file
from tutela.base.errors import UnknownFormat, UnreadableFile
from tutela.base.guards.limits import LIMITS, require_bytes
from tutela.base.guards.sandbox import read_apart
from tutela.base.guards.unpack import open_plainly
from tutela.base.messages import Sentence, say, term
from tutela.mandate.language import (
    READ,
    any_of,
    pattern_of,
    reading_language,
    require_language,
    words_of,
)
from tutela.mandate.types import Kind, Part, Passage, Resolution

VERBS = {language: frozenset(verbs) for language, verbs in words_of("verbs").items()}
"""How an operative paragraph opens where it carries no number, by language."""

NOT_MISSIONS = frozenset(
    {
        "UNAIDS",
        "UNCDF",
        "UNCT",
        "UNCTAD",
        "UNCTS",
        "UNDAF",
        "UNDP",
        "UNDPA",
        "UNDPKO",
        "UNDSS",
        "UNEP",
        "UNESCO",
        "UNFPA",
        "UNGA",
        "UNHCR",
        "UNICEF",
        "UNIDIR",
        "UNIDO",
        "UNIFEM",
        "UNITA",
        "UNITAF",
        "UNITAR",
        "UNITED",
        "UNMAS",
        "UNOAU",
        "UNOCHA",
        "UNODC",
        "UNOPS",
        "UNOSAT",
        "UNPMS",
        "UNPOL",
        "UNRWA",
        "UNSC",
        "UNSCR",
        "UNSG",
        "UNTFHS",
        "UNWOMEN",
    }
)
"""Letters that begin as a mission's do and are none."""

MISSION_LETTERS = r"UN[A-Z]{2,}|MINU[A-Z]+|MI(?:PO|CI)[A-Z]{2,}|M?ONU[A-Z]+|FISNUA|FINUL"
"""How the letters of missions begin: UNMISS, MINUSCA, MONUC, ONUB."""

LONG = 200_000
"""No resolution had so many letters; most have a tenth of them."""

MOST_TITLE = 16
"""So many words a heading has at most."""

GAP = 3
"""So many numbers may be left out before a figure at the head of a line is taken for a word."""

_COUNCIL = any_of(name for names in words_of("council").values() for name in names)
_ANCHOR = re.compile(rf"\s*(?:{_COUNCIL})\s*(?:[,،:]|$)", re.IGNORECASE)
_ANCHOR_WITHIN = re.compile(rf"(?:^|(?<= ))(?<!of )(?<!by )(?:{_COUNCIL})[,،] ")
_NUMBER_WITHIN = re.compile(r"[,;.:،؛] \d{1,3} ?[.–-] ([^\W\d_a-z]\w+)")
_SYMBOL = re.compile(r"S/RES/(\d{1,4})\s*\((\d{4})\)")
_NAMED = re.compile(
    rf"(?<!\w)(?:{any_of(w for ws in words_of('resolution').values() for w in ws)})"
    r"\s+(\d{1,4})\s*\((\d{4})\)",
    re.IGNORECASE,
)
_MONTHS = {
    name: at
    for months in words_of("months").values()
    for at, names in enumerate(months, start=1)
    for name in names.split("|")
}
_ADOPTED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er)?\s+({any_of(_MONTHS)})(?:/\s?\w+)?\s+(\d{{4}})", re.IGNORECASE
)
_PAGE = re.compile(
    r"(?:(?:S/RES/\d+ ?\(\d{4}\)\*?|/\.\.\.|\d{2}-\d{5,6}\*?|\(E\)|\*[\d-]+\*|`++|Page \d++|"
    r"\d{4,6}E|\d++(?:/\d{1,2}(?!\d))?|-{3,}+)\s*+)++"
)
_NUMBER = re.compile(r"\*?(\d{1,3})\s*(?:\.(?!\d)|[-–—](?=\s+[\u0621-\u064a]))\s*")
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
"""The letters by which lists count in Arabic; the fifth is written with a tail."""
_LABEL = re.compile(
    rf"\(?\s*([a-z]{{1,5}}|[A-Z]{{1,4}}|\d{{1,2}}|[{_ABJAD}ا]ـ?)\s*\)\s*|([IVX]{{1,5}}|[A-H])\.\s+"
    r"|['’‘`“”\"]\s*(\d{1,2})\s*['’‘`“”\"]\s*"
)
_BULLET = re.compile(r"[-–—•·▪*\u00ad]\s+")
_LABEL_WITHIN = re.compile(
    rf"(?:^|[:;,،؛](?: and| or| et| ou)? )\(([a-z]{{1,4}}|\d{{1,2}}|[{_ABJAD}]ـ?)\) "
)
_LABEL_INSIDE = re.compile(rf"(?<=\S )\(([a-z]{{1,4}}|[{_ABJAD}]ـ?)\) (?=[^\W\d_])")
_GLUED = re.compile(
    r"(?:[;.] ([A-ZÀ-Þ][^;.]{8,160})|, ([A-ZÀ-Þ][\w-]+(?: [\w-]+){2,9})"
    r"|؛ ([\u0621-\u064a][^;.؛]{8,160}))$"
)
_ANNEX = re.compile(
    r"(?:Annex|ANNEX|Appendix|APPENDIX|Footnotes?|Notes)\b[\s IVX\d:.]*+(?:\S++\s*+){0,8}"
)
_NOTE = re.compile(r"(?<!\s)\s*+(?:\(\d+\)|\[\d+\]|[”\"’*]\d{0,2})+$")
_PART = re.compile(r"(?:Part\s+)?(?:[A-H]|[IVX]{1,5})\.?")
_OPENS = {language: re.compile(pattern_of("opens", language)) for language in READ}
_SEIZED = tuple(words[0] for words in words_of("seized").values())
_MISSION = re.compile(rf"\b(?:{MISSION_LETTERS})\b(?: I{{1,3}}\b)?")


def read_resolution(path: Path) -> Resolution:
    """Read a resolution from a file: plain text, PDF or DOCX.

    Raises  UnreadableFile if its words cannot be had; UnknownFormat if it holds no paragraph the
            Council acts by, or is in a language that no rules are written for.
    """
    text = words_of_file(open_plainly(path), path.name)
    text_read = read_text(text)
    require_language(text, path.name)
    if not text_read.operative:
        raise UnknownFormat(
            say("no operative paragraph was found: none begins with a number or a verb"),
            where=path.name,
            next=say("give the text of a resolution of the Security Council"),
        )
    return text_read


def read_text(text: str) -> Resolution:
    """As `parse`; a long text is read apart, within the caps of `base.guards.sandbox`."""
    return parse(text) if len(text) < LONG else read_apart(parse, term("the text"), text)


def parse(text: str) -> Resolution:
    """Read a resolution out of its text.

    Takes   plain text in English, French or Arabic, lines broken anywhere.
    Gives   Resolution: every word of the text in exactly one passage, in order.
    Raises  UnreadableFile if it is longer than any resolution could be.

    >>> read = parse('''Resolution 9001 (2031)
    ... The Security Council,
    ... Recalling its earlier resolutions,
    ... 1. Decides that the mandate shall be:
    ... (a) To protect civilians;
    ... (i) By patrols;
    ... 2. Decides to remain seized of the matter.''')
    >>> [one.number for one in read.operative]
    ['1', '1 (a)', '1 (a) (i)', '2']
    >>> read.symbol, [one.text for one in read.preamble]
    ('S/RES/9001 (2031)', ['Recalling its earlier resolutions,'])
    """
    where = term("the text")
    require_bytes("resolution_bytes", len(text), where)
    language = reading_language(text)
    pieces = list(_pieces(text, language))
    passages = _Reader(pieces, language).read()
    acts = sum(passage.kind == "operative" for passage in passages)
    if acts > LIMITS["paragraphs"]:
        raise UnreadableFile(
            say("it has {n:,} paragraphs, more than {most:,}", n=acts, most=LIMITS["paragraphs"]),
            where=where,
            next=say("give the text of one resolution"),
        )
    head = " ".join(
        " ".join(p.text for p in passage.parts) for passage in passages if passage.kind == "head"
    )
    first = " ".join(piece.text for piece in pieces[:40])
    named = _SYMBOL.search(head) or _NAMED.search(head) or _SYMBOL.search(first)
    title = _NAMED.search(head)
    return Resolution(
        symbol=f"S/RES/{int(named[1])} ({named[2]})" if named else "",
        adopted=_day(head),
        title=title[0] if title else "",
        mission=_mission(passages),
        passages=tuple(passages),
        doubts=tuple(_doubts(passages)),
    )


def _pieces(text: str, language: str) -> Iterator[Part]:
    for n, line in enumerate(text.splitlines(), start=1):
        words = " ".join(line.replace("\ufeff", " ").split())
        if words:
            cuts = sorted(
                {0, *_council(words), *_numbers(words, language), *_list(words), len(words)}
            )
            for begin, end in pairwise(cuts):
                yield Part(n, begin, words[begin:end].strip())


def _council(words: str) -> Iterator[int]:
    """Where the Council is named within a line: before it the title, behind it the first reason."""
    if match := _ANCHOR_WITHIN.search(words):
        yield from (match.start(), match.end())


def _numbers(words: str, language: str) -> Iterator[int]:
    """Where paragraphs begin within a line: "... in Rwanda, 1. Decides ...".

    >>> list(_numbers("Recalling paragraph 2, 1. Decides to stay; 2. Requests a report.", "en"))
    [22, 42]
    """
    for found in _NUMBER_WITHIN.finditer(words):
        if found[1] in VERBS[language] or (language == "en" and found[1].endswith(("s", "ly"))):
            yield found.start() + 1


def _list(words: str) -> Iterator[int]:
    """Where a list written on within one line has its labels: ": (a) ...; and (b) ...".

    >>> list(_list("4. Decides it will: (a) Protect; and (b) Report;"))
    [20, 37]
    >>> list(_list("(c) Protect; (d) Report, as in (e) of that resolution"))
    [13]
    """
    last: tuple[str, int] | None = None  # the style and how far it is
    waiting: int | None = None  # a first label that counts once a second follows
    for found in _LABEL_WITHIN.finditer(words):
        at = found.start(1) - 1
        ways = _ways(found[1], bracketed=True)
        if last and (last[0], last[1] + 1) in ways:
            last = last[0], last[1] + 1
            if waiting is not None:
                yield waiting
            waiting = None
            yield at
        elif at == 0 and ways:
            last = ways[0]
        elif words[:at].rstrip().endswith(":") and (begins := [w for w in ways if w[1] == 1]):
            last, waiting = begins[0], at


@dataclass(frozen=True, slots=True)
class _Level:
    """Where a list within a paragraph stands: its style, how far it is, the label as shown."""

    style: str
    at: int
    shown: str


@dataclass(slots=True)
class _Open:
    """A passage being read."""

    kind: Kind
    parts: list[Part] = field(default_factory=list)
    path: tuple[str, ...] = ()
    label: str = ""

    def close(self) -> Passage:
        return Passage(self.kind, tuple(self.parts), self.path, self.label)

    @property
    def ended(self) -> bool:
        """Whether its words may end here."""
        return bool(self.parts) and _NOTE.sub("", self.parts[-1].text[-200:])[-1:] in tuple(
            ",;.:!?،؛؟"
        )


class _Reader:
    """One walk over the lines: what each one is, seen from what stands before and behind it."""

    def __init__(self, pieces: list[Part], language: str) -> None:
        self.pieces = pieces
        self.language = language
        self.made: list[_Open] = []
        self.open: _Open | None = None
        self.top: _Open | None = None  # the last operative one
        self.number = 0
        self.part = ""  # the letter over the paragraphs at hand
        self.within = ""  # the same, where its paragraphs count from one again
        self.levels: list[_Level] = []
        self.stage: Kind = "head"
        self.numbered = any(
            _first_number(p.text) == 1 or self._acts(_after_number(p.text)) for p in pieces
        )
        self.counted = 0

    def read(self) -> list[Passage]:
        anchored = any(_ANCHOR.fullmatch(p.text) for p in self.pieces)
        for at, piece in enumerate(self.pieces):
            if self.stage == "head":
                self._head(piece, anchored)
            elif self.stage != "annex" and _PAGE.fullmatch(piece.text):
                self._add_alone("page", piece)
            elif self.stage == "annex":
                self._continue(piece)
            else:
                self._body(at, piece)
        return [one.close() for one in self.made]

    def _head(self, piece: Part, anchored: bool) -> None:
        if anchored:
            self._begin("head", piece)
            if _ANCHOR.fullmatch(piece.text):
                self.stage, self.open = "preambular", None
        elif _first_number(piece.text) == 1:
            self.stage = "preambular"
            self._body(self.pieces.index(piece), piece)
        else:
            self._begin("head" if self._heads(piece.text) else "unplaced", piece)

    @staticmethod
    def _heads(text: str) -> bool:
        return bool(_SYMBOL.search(text) or _NAMED.search(text) or _ADOPTED.search(text))

    def _body(self, at: int, piece: Part) -> None:
        text = piece.text
        if self._new_number(piece) or self._new_label(at, piece):
            return
        if self.stage == "operative":
            if _ANNEX.fullmatch(text) and self._is_done():
                self.stage = "annex"
                self._begin("annex", piece)
            elif self._is_part(at):
                self.part, self.levels = text.rstrip("."), []
                self._begin("heading", piece)
                self.open = None
            elif self._is_done() and self._opens(text) and text[-1] in ",;،؛":
                self._begin("preambular", piece)
            elif self._is_heading(at):
                self._begin("heading", piece)
                self.open = None
            elif self.open is None or self._is_last_paragraph():
                self._begin("unplaced", piece)
            elif self.open.kind == "preambular" and self._opens_new(text):
                self._begin("preambular", piece)
            elif not self.numbered and self._is_done() and self._acts(text):
                self._add_unnumbered(piece)
            else:
                self._continue(piece)
        elif self._acts(text) and (self.open is None or self._is_done()):
            self.stage = "operative"
            self._add_unnumbered(piece)
        elif self._is_heading(at, before=_NUMBER):
            self._begin("heading", piece)
            self.open = None
        elif self.open is None or self._opens_new(text):
            self._begin("preambular", piece)
        else:
            self._continue(piece)

    def _add_unnumbered(self, piece: Part) -> None:
        self.levels = []
        path: tuple[str, ...] = ()
        if not self.numbered:
            self.counted += 1
            path = (str(self.counted),)
        self._begin("operative", piece, path=path)

    def _new_number(self, piece: Part) -> bool:
        match = _NUMBER.match(piece.text)
        if not match:
            return False
        n, rest = int(match[1]), piece.text[match.end() :]
        wanted = self.number + 1
        anew = n == 1 and self.number > 0 and bool(self.part)
        skips = (
            wanted < n
            and self._is_done()
            and (self._acts(rest) or (n <= wanted + GAP and rest[:1].isupper()))
        )
        if not (anew or n == wanted or skips):
            return False
        if anew:
            self.within = f"{self.part} "
        self.number, self.levels, self.stage = n, [], "operative"
        self._begin("operative", piece, path=(f"{self.within}{n}",), label=match[0].strip())
        return True

    def _new_label(self, at: int, piece: Part) -> bool:
        top = self.top
        if self.stage != "operative" or top is None:
            return False
        ways, shown, end = [("bullet", 0)], "", 0
        if bullet := _BULLET.match(piece.text):
            end = bullet.end()
        elif match := _LABEL.match(piece.text):
            ways, shown, end = _ways_of(match), match[1] or match[2] or match[3], match.end()
        else:
            return False
        placed = self._place_label(at, ways, shown)
        if placed is None:
            return False
        self.levels = placed
        path = (*top.path[:1], *(level.shown for level in placed))
        self._begin("operative", piece, path=path, label=piece.text[:end].strip())
        return True

    def _place_label(self, at: int, ways: list[tuple[str, int]], shown: str) -> list[_Level] | None:
        """The lists open once this label is in its place; None where it fits nowhere."""
        if ways == [("bullet", 0)]:
            for depth, level in enumerate(self.levels):
                if level.style == "bullet":
                    n = level.at + 1
                    return [*self.levels[:depth], _Level("bullet", n, f"bullet {n}")]
            return [*self.levels, _Level("bullet", 1, "bullet 1")]
        follows: list[_Level] | None = None
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            for style, n in ways:
                near = level.at < n <= level.at + 2 if self._is_done() else n == level.at + 1
                if follows is None and level.style == style and near:
                    follows = [*self.levels[:depth], _Level(style, n, shown)]
        begins = next(((style, n) for style, n in ways if n == 1), None)
        if begins is None:
            return follows
        deeper = [*self.levels, _Level(*begins, shown)]
        if follows is None:
            same = [d for d, level in enumerate(self.levels) if level.style == begins[0]]
            return [*self.levels[: same[0]], deeper[-1]] if same else deeper
        return deeper if self._goes_on(at, begins) else follows

    def _goes_on(self, at: int, begins: tuple[str, int]) -> bool:
        """Whether the next label carries on a list begun here: (i) with (ii), not with (j)."""
        for piece in self.pieces[at + 1 :]:
            if _NUMBER.match(piece.text):
                return False
            if match := _LABEL.match(piece.text):
                return (begins[0], 2) in _ways_of(match)
        return False

    def _is_part(self, at: int) -> bool:
        text = self.pieces[at].text
        return bool(_PART.fullmatch(text)) and self._is_done()

    def _is_heading(self, at: int, *, before: re.Pattern[str] | None = None) -> bool:
        """Whether a line is a heading: short, without a sign at its end, over a new passage."""
        text = self.pieces[at].text
        if not text or not self._is_done() or len(text.split()) > 14 or text[-1] in ",;.:،؛":
            return False
        behind = (p.text for p in self.pieces[at + 1 :] if not _PAGE.fullmatch(p.text))
        following = next(behind, "")
        signs = (before,) if before else (_NUMBER, _LABEL, _OPENS[self.language])
        return (text[0].isupper() or text[0] >= "\u0621") and any(
            sign.match(following) for sign in signs
        )

    def _opens(self, text: str) -> bool:
        return bool(_OPENS[self.language].match(text))

    def _acts(self, text: str) -> bool:
        """Whether words open as an operative paragraph does: with what the Council does."""
        first, second = [*re.split(r"[\s:,،]+", text, maxsplit=2), ""][:2]
        if first == "Strongly":  # ... urges; strongly urging gives a reason
            return second.endswith("s")
        return first in VERBS[self.language] or f"{first} {second}" in VERBS[self.language]

    def _opens_new(self, text: str) -> bool:
        return self._is_done() and self._opens(text)

    def _is_done(self) -> bool:
        return self.open is None or self.open.ended

    def _is_last_paragraph(self) -> bool:
        """Whether the Council has said its last words."""
        told = " ".join(p.text for p in self.open.parts[-6:]).lower() if self.open else ""
        return told.endswith(".") and any(words in told for words in _SEIZED)

    def _begin(
        self, kind: Kind, piece: Part, *, path: tuple[str, ...] = (), label: str = ""
    ) -> None:
        self.open = _Open(kind, [piece], path, label)
        self.made.append(self.open)
        self.top = self.open if kind == "operative" else self.top

    def _add_alone(self, kind: Kind, piece: Part) -> None:
        self.made.append(_Open(kind, [piece]))

    def _continue(self, piece: Part) -> None:
        if self.open is None:
            self._begin("unplaced", piece)
        else:
            self.open.parts.append(piece)


def _first_number(text: str) -> int:
    match = _NUMBER.match(text)
    return int(match[1]) if match else 0


def _after_number(text: str) -> str:
    match = _NUMBER.match(text)
    return text[match.end() :] if match else ""


def _ways_of(found: re.Match[str]) -> list[tuple[str, int]]:
    if found[3]:
        return [("quoted figure", int(found[3]))]
    return _ways(found[1] or found[2], bracketed=found[1] is not None)


def _ways(token: str, *, bracketed: bool) -> list[tuple[str, int]]:
    """What a label may be, as a style and how far it is in it.

    >>> _ways("i", bracketed=True)
    [('small', 9), ('small roman', 1)]
    """
    if token.isdigit():
        return [("figure", int(token))]
    if (letter := token[0].replace("ا", "أ")) in _ABJAD:
        return [("abjad", _ABJAD.index(letter) + 1)]
    case = "small" if token.islower() else "great"
    style = case if bracketed else f"{case}."
    ways: list[tuple[str, int]] = []
    if len(set(token)) == 1 and len(token) <= 2:  # a..z, aa..zz
        ways.append((style, ord(token[0].lower()) - 96 + 26 * (len(token) - 1)))
    if roman := _roman(token.upper()):
        ways.append((f"{style} roman", roman))
    return ways


def _roman(token: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    if not set(token) <= values.keys():
        return 0
    figures = [values[sign] for sign in token]
    return sum(-a if a < b else a for a, b in pairwise([*figures, 0]))


def _day(head: str) -> date | None:
    for found in _ADOPTED.finditer(head):
        day, month, year = found.groups()
        try:
            return date(int(year), _MONTHS[month.lower()], int(day))
        except ValueError:  # 31 November: no day, and nothing to guess from
            continue
    return None


def _mission(passages: Iterable[Passage]) -> str:
    told: Counter[str] = Counter()
    for passage in passages:
        if passage.kind in ("operative", "preambular"):
            weight = (3 if "mandate" in passage.text else 1) * (
                10 if passage.kind == "operative" else 1
            )
            for letters in _MISSION.findall(passage.text):
                told[letters] += weight * (letters not in NOT_MISSIONS)
    best = max(told.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
    return best[0] if best[1] else ""


def is_title(words: str) -> bool:
    """Whether words are a heading: few, and no sentence.

    >>> is_title("Protection of civilians:"), is_title("To protect civilians;")
    (True, False)
    """
    return 0 < len(words.split()) <= MOST_TITLE and words.rstrip(" :")[-1:] not in (*";,.،؛",)


def heading_at_end(passage: Passage) -> str:
    """A heading that stands glued to the end of a paragraph; empty where there is none.

    >>> parts = (Part(1, 0, "To secure the port; Protection of Civilians:"),)
    >>> heading_at_end(Passage("operative", parts, ("3", "i")))
    'Protection of Civilians:'
    """
    glued = _GLUED.search(passage.text)
    words = next(filter(None, glued.groups())) if glued else ""
    return words if is_title(words) else ""


def label_within(passage: Passage) -> str:
    """The next label of a paragraph's own list where it stands within its words."""
    own = _LABEL.match(passage.label)
    if own is None:
        return ""
    wanted = {(style, at + 1) for style, at in _ways_of(own)}
    for found in _LABEL_INSIDE.finditer(passage.text):
        if wanted & set(_ways(found[1], bracketed=True)):
            return found[1]
    return ""


def _doubts(passages: Iterable[Passage]) -> Iterator[Sentence]:
    seen: set[tuple[str, ...]] = set()
    last = 0
    for passage in passages:
        if passage.kind != "operative" or not passage.path:
            continue
        if passage.path in seen:
            yield say("paragraph {number} stands twice", number=passage.number)
        seen.add(passage.path)
        if heading := heading_at_end(passage):
            yield say(
                "paragraph {number} ends with what seems to be a heading: {words}",
                number=passage.number,
                words=heading[:60],
            )
        if label := label_within(passage):
            yield say(
                "paragraph {number} seems to hold another one, ({label}): look at the text",
                number=passage.number,
                label=label,
            )
        if len(passage.path) == 1 and passage.path[0].isdigit():
            n = int(passage.path[0])
            if n > last + 1:
                yield say("the paragraph before {number} was not found", number=passage.number)
            last = n
    for passage in passages:
        if passage.kind == "unplaced":
            yield say(
                "line {line} has no place: {words}", line=passage.line, words=passage.text[:60]
            )
