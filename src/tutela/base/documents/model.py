"""The words of a document: what is said, apart from how PDF, DOCX and HTML say it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias, TypeVar, cast
from xml.etree import ElementTree

from tutela.base.design_tokens import MARKINGS
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.wording.direction import FIRST_STRONG, POP, without_isolates

Align = Literal["start", "end", "centre"]


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry the line."""

    text: str


@dataclass(frozen=True, slots=True)
class Soft:
    """Words that may be read second."""

    text: str


@dataclass(frozen=True, slots=True)
class Small:
    """Small print: record ids, units."""

    text: str


@dataclass(frozen=True, slots=True)
class Level:
    """A risk level's shape with its number; None draws "not assessed". Its word goes beside it."""

    number: int | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A priority's word in ink only: weight 4 solid, 3 thick, 2 thin, 1 dotted."""

    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its interval on a scale of 0 to 100, drawn; the figures go beside it."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True)
class OfIntervals:
    """Words that explain how intervals are drawn; left out where none is."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new line within a cell or a paragraph."""


Inline: TypeAlias = str | Strong | Soft | Small | Level | Chip | Interval | OfIntervals | Break
Text: TypeAlias = Inline | tuple[Inline, ...]
"""What stands in a line: one piece or several."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's title, so a section starts at 2.

    mark    a name by which an edited copy is known again: of a bookmark in DOCX, as `Marked` has.
    """

    text: str
    level: int = 2
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: "lead" to be read aloud, "body", or "small" to explain what follows it.

    number  by which it is cited; 0 where it has none. `with_numbers` gives them.
    cited   whether it gets one: what stands before and behind the text itself does not
    """

    text: Text
    size: Literal["lead", "body", "small"] = "body"
    number: int = 0
    cited: bool = True

    @property
    def leads_on(self) -> bool:
        """Whether it stays on one page with what follows it."""
        return self.size == "small" or self.heads or words(self.text).rstrip().endswith(":")

    @property
    def heads(self) -> bool:
        """Whether it is a subheading within a text: bold, every word of it, and no sentence."""
        if isinstance(self.text, Strong):
            return bool(self.text.text.strip())
        told = [piece for piece in pieces(self.text) if not isinstance(piece, str) or piece.strip()]
        bold = bool(told) and all(isinstance(one, Strong) for one in told)
        return bold and not words(self.text).rstrip().endswith((".", "!", "?", "؟", ":"))


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    points: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One big number, what it counts, and what to read it against."""

    figure: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The row of big numbers a reader sees first."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `width` is its share of the page; 0 lets the content decide."""

    title: str
    width: float = 0
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `unknown` hatches it."""

    cells: tuple[Text, ...]
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head repeats on every page.

    name    says what it lists, for who cannot see it.
    tall    its cells hold several lines, so they start at the top.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    tall: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise BadParameter(
                    say(
                        "a row of {cells} cells under {columns} columns",
                        cells=len(row.cells),
                        columns=len(self.columns),
                    ),
                    where=say("table {name!r}", name=self.name),
                    next=say("give each row one cell a column"),
                )


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of our own with its words: `alt` for who cannot see it, `caption` for everyone.

    share   how much of the width of a page it takes
    """

    svg: str
    alt: str
    caption: Text = ()
    share: float = 1.0

    def __post_init__(self) -> None:
        check_drawing(self.svg)


@dataclass(frozen=True, slots=True)
class Note:
    """A hatched panel: what is not known."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns side by side where the page is wide enough; `ratio` is left to right."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    ratio: float = 1.0


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The document's headings, each leading to its place; on paper with its page.

    depth   how many levels of them: 1 for sections alone.
    """

    title: str
    depth: int = 2


@dataclass(frozen=True, slots=True)
class Wide:
    """Blocks on pages laid across, for a table of many columns. Stands in no other block."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """Blocks under a name that an edited copy is known by again; nothing of it is seen.

    name    letters, figures and low lines, at most forty: of a bookmark in DOCX.
    """

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """A place to sign: the office below the line, what the signature means above it.

    signed   when and by whom it was signed already; blank where it is still to be
    """

    means: str
    office: str
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Particular:
    """One line of the head of a cable or memorandum: its label, and what stands behind it."""

    label: str
    text: Text


@dataclass(frozen=True, slots=True)
class Particulars:
    """The head of a cable or memorandum, or who drafted and cleared it: label and words, line by
    line.
    """

    lines: tuple[Particular, ...]


Block: TypeAlias = (
    Heading
    | Paragraph
    | Bullets
    | Facts
    | Table
    | Figure
    | Note
    | Columns
    | PageBreak
    | Contents
    | Wide
    | Marked
    | Signing
    | Particulars
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it leaves the mission: marked on every page, stamped, frozen in time.

    kicker      the kind of document, above the title.
    frozen      the day the figures stand still at; it is also the file's date, so the same
                contents give the same bytes.
    marking     a key of look.MARKINGS.
    marked      the marking in the document's own language; blank says it in English.
    meta        short lines beside the title: to, from, compared with.
    stamp       the foot of every page: snapshot, frozen time, sources.
    language    as in HTML: "en", "fr", "ar".
    across      every page laid across.
    letterhead  whose document it is, above all else: the organisation, the mission.
    symbol      by which it is filed and cited, where the mission gives one.
    dated       its day in words, beside the letterhead.
    distribution  who receives it, after the words of `distribution_head`.
    draft       the word for a draft, in the document's language: it stands on every page beside
                the marking; blank on what is final.
    template    a letterhead's own DOCX, tried before (`letterhead.try_letterhead`); empty is the
                platform's own layout. A PDF never has one.
    """

    title: str
    frozen: date
    blocks: tuple[Block, ...]
    kicker: str = ""
    subtitle: Text = ()
    marking: str = "unclassified"
    meta: tuple[str, ...] = ()
    stamp: tuple[str, ...] = ()
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    author: str = field(default="Tutela")
    across: bool = False
    marked: str = ""
    letterhead: tuple[str, ...] = ()
    symbol: str = ""
    dated: str = ""
    distribution: tuple[str, ...] = ()
    distribution_head: str = ""
    draft: str = ""
    template: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if self.marking not in MARKINGS:
            raise BadParameter(
                say("'{marking}' is not a marking", marking=self.marking),
                where=say("marking"),
                next=say("use one of: {names}", names=", ".join(MARKINGS)),
                marking=self.marking,
            )


def pieces(text: Text) -> tuple[Inline, ...]:
    """A line as its pieces.

    >>> pieces("Luma"), pieces(("Luma ", Strong("80")))
    (('Luma',), ('Luma ', Strong(text='80')))
    """
    return text if isinstance(text, tuple) else (text,)


def words(text: Text) -> str:
    """A line as plain words, drawings left out.

    >>> words(("Luma ", Strong("80"), Level(5)))
    'Luma 80'
    """
    said = (
        x if isinstance(x, str) else " " if isinstance(x, Break) else getattr(x, "text", "")
        for x in pieces(text)
    )
    return "".join(said)


_BIDI_TRICKS = {ord(c): None for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\ufeff"}


def plain(text: str) -> str:
    """Text that can stand in any document: no control signs, half signs or turned lines.

    >>> plain("Lu\\x00ma\\u202e <b>")
    'Lu ma <b>'
    >>> plain("\u2068لوما")
    'لوما'
    """
    if text.isascii() and text.isprintable():
        return text
    whole = text.encode("utf-8", "replace").decode("utf-8").translate(_BIDI_TRICKS)
    if whole.count(FIRST_STRONG) != whole.count(POP):  # an open one would reach over what follows
        whole = without_isolates(whole)
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cn", "Zl", "Zp") else c for c in whole)


_OUTSIDE = re.compile(r"url\s*\(\s*['\"]?(?!#)|@import|javascript:", re.IGNORECASE)
_DRAWN = frozenset(
    (
        *("svg", "g", "path", "rect", "circle", "line", "polyline", "polygon", "text", "tspan"),
        *("title", "desc", "defs", "pattern", "clipPath", "use", "symbol"),
    )
)


def check_drawing(svg: str) -> None:
    """Refuse a drawing that could run or fetch anything.

    Takes   SVG text, as our own drawing functions make it.
    Raises  BadParameter for a script, a handler, an outside link, an unknown element, bad XML.

    >>> check_drawing('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    Traceback (most recent call last):
    tutela.base.errors.BadParameter: drawing: <script> is not a shape. Next: draw own shapes only.
    """

    def refuse(what: str) -> BadParameter:
        return BadParameter(what, where=say("drawing"), next=say("draw own shapes only"))

    if "<!" in svg or "<?" in svg:
        raise refuse(say("a declaration or comment stands in it"))
    try:
        root = ElementTree.fromstring(svg)  # nosec B314 # a drawing of ours
    except ElementTree.ParseError as error:
        raise refuse(say("not well-formed ({error})", error=error)) from error
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name not in _DRAWN:
            raise refuse(say("<{name}> is not a shape", name=name))
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2].lower()
            if attribute.startswith("on") or (attribute == "href" and not value.startswith("#")):
                raise refuse(say("<{name}> has {attribute}", name=name, attribute=attribute))
            if _OUTSIDE.search(value):
                raise refuse(say("<{name}> fetches {value!r}", name=name, value=value))


def as_data(thing: object) -> object:
    """A document as dictionaries, lists and plain text, each block with its `kind`.

    >>> as_data(Paragraph(("Luma ", Strong("80"))))  # doctest: +ELLIPSIS
    {'kind': 'Paragraph', 'text': [...], 'size': 'body', 'number': 0, ...}
    """
    if is_dataclass(thing) and not isinstance(thing, type):
        values = {f.name: as_data(getattr(thing, f.name)) for f in fields(thing)}
        if isinstance(thing, Paragraph):
            values["leads"] = thing.leads_on
        if "svg" in values:
            values["svg"] = thing.svg  # type: ignore[attr-defined]  # checked when it was made
        for line in ("text", "caption", "subtitle"):
            if line in values and not isinstance(thing, (Strong, Soft, Small, Chip, OfIntervals)):
                values[line] = as_data(pieces(getattr(thing, line)))
        if isinstance(thing, Row):
            values["cells"] = [as_data(pieces(cell)) for cell in thing.cells]
        if isinstance(thing, Bullets):
            values["points"] = [as_data(pieces(point)) for point in thing.points]
        return {"kind": type(thing).__name__, **values}
    if isinstance(thing, str):
        return plain(thing)
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Iterable):
        return [as_data(x) for x in thing]
    return thing


Part = TypeVar("Part")


def with_texts_replaced(part: Part, tell: Callable[[str], str]) -> Part:
    """A document, or any part of one, with each of its texts said anew.

    Takes   `tell`, which leaves what is no Sentence as it is: names, sizes, drawings.

    >>> french = {"not known": "inconnu"}
    >>> points = Bullets(("not known", Strong("Luma")))
    >>> with_texts_replaced(points, lambda text: french.get(text, text))
    Bullets(points=('inconnu', Strong(text='Luma')))
    """
    told: Any = part
    if isinstance(part, str):
        told = tell(part)
    elif isinstance(part, tuple):
        told = tuple(with_texts_replaced(x, tell) for x in part)
    elif is_dataclass(part) and not isinstance(part, type):
        told = replace(
            part, **{f.name: with_texts_replaced(getattr(part, f.name), tell) for f in fields(part)}
        )
    return cast(Part, told)


def with_numbers(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks with the paragraphs of their text numbered in their order: by these they are cited.

    Small print, subheadings, and what stands in panels, columns and on wide pages, has no number.

    >>> [b.number for b in with_numbers((Paragraph("Aim."), Heading("B"), Paragraph("Scope.")))
    ...  if isinstance(b, Paragraph)]
    [1, 2]
    >>> [b.number for b in with_numbers((Paragraph(Strong("Principles")), Paragraph("We listen.")))
    ...  if isinstance(b, Paragraph)]
    [0, 1]
    """
    count = 0

    def numbered(block: Block) -> Block:
        nonlocal count
        if isinstance(block, Paragraph) and block.size != "small" and words(block.text).strip():
            if block.heads or not block.cited:
                return block
            count += 1
            return replace(block, number=count)
        if isinstance(block, Marked):
            return replace(block, blocks=tuple(numbered(inner) for inner in block.blocks))
        return block

    return tuple(numbered(block) for block in blocks)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, those inside notes, columns, wide pages and marks too, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, (Note, Wide, Marked)):
            yield from walk(block.blocks)
        elif isinstance(block, Columns):
            yield from walk((*block.left, *block.right))


INTERVAL_WIDTH, INTERVAL_HEIGHT = 84, 12


def interval_drawing(interval: Interval) -> str:
    """An interval on the scale of 0 to 100: thin lines at the bands, a whisker, a dot.

    >>> check_drawing(interval_drawing(Interval(66, 80, 93)))
    """

    def x(value: float) -> str:
        return f"{2 + min(max(value, 0), 100) * 0.8:.1f}"

    ticks = "".join(f"M{x(v)} 3v6" for v in (20, 40, 60, 80))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="interval" width="{INTERVAL_WIDTH}" '
        f'height="{INTERVAL_HEIGHT}" viewBox="0 0 {INTERVAL_WIDTH} {INTERVAL_HEIGHT}">'
        f'<path class="scale" d="M2 6h80{ticks}" fill="none" stroke="#C3CCD3" stroke-width="0.8"/>'
        f'<path class="whisker" d="M{x(interval.low)} 6H{x(interval.high)}" stroke="#3F4D59" '
        f'stroke-width="2.4"/>'
        f'<circle class="dot" cx="{x(interval.value)}" cy="6" r="3.6" fill="#15202B"/></svg>'
    )
