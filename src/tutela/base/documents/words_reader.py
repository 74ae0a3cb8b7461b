"""The words of a file somebody gives: plain text, PDF or DOCX, line by line.

A PDF or DOCX comes from outside and may be anything: it is read in a child process
(`sandbox.read_apart`). Nothing of it is drawn, run or fetched. The numbers Word sets before the
paragraphs of a list are set here as well: they are no words of its file.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Set
from itertools import combinations
from typing import TYPE_CHECKING

from tutela.base.documents.docx_lists import Lists, W
from tutela.base.documents.docx_reader import FALLBACK, open_docx, xml_part
from tutela.base.errors import UnreadableFile
from tutela.base.guards.limits import require_bytes
from tutela.base.guards.sandbox import read_apart
from tutela.base.guards.unpack import kind_of
from tutela.base.messages import say, term

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
    from pypdf import PageObject

PDF = "a PDF document"

MOST_LIGATURES = 5
"""No word of a mandate has more places where lam meets alef [P]."""

_ARABIC = re.compile(r"[\u0621-\u064a\ufb50-\ufdff\ufe70-\ufefc]")
_ARABIC_WORD = re.compile(r"[\u0621-\u0652\ufb50-\ufdff\ufe70-\ufefc]+")
_LATIN = re.compile(r"[A-Za-z]")
_LEFT_TO_RIGHT = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.,:%/-]*[0-9A-Za-z])?")
_MIRRORED = str.maketrans("()[]", ")(][")
_SHAPED = re.compile(r"[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]+")


def words_of_file(data: bytes, name: str) -> str:
    """The words of a file, by what it is and not by how it is called.

    Takes   data, what the file holds; name, how it is called where it cannot be read.
    Raises  UnreadableFile with what, where and next: no such kind, damaged, locked, without words.

    >>> words_of_file(b"The Security Council,", "karuna.txt")
    'The Security Council,'
    """
    kind = kind_of(data)
    if kind == "text":
        return decode_text(data, name)
    require_bytes("document_bytes", len(data), name)
    if kind == PDF:
        return read_apart(_pdf, name, data, name)
    if kind == "zip":
        return read_apart(_docx, name, data, name)
    if kind == "ole":
        raise UnreadableFile(
            say("this is a document of an old office program, not plain text, PDF or DOCX"),
            where=name,
            next=say("save it as DOCX in your office program and give it again"),
        )
    raise UnreadableFile(
        say("this is {kind}, not plain text, PDF or DOCX", kind=term(kind)),
        where=name,
        next=say("give the text, the PDF or the DOCX"),
    )


def pages_of_file(data: bytes, name: str) -> tuple[str, list[str]]:
    """The words of a file page by page, so that a passage may be quoted with its page.

    Takes   as words_of_file.
    Gives   "pdf", "docx" or "text", and the words of each page. Only a PDF, and a text parted by
            form feeds, says where its pages end; any other is one page.
    Raises  UnreadableFile.

    >>> pages_of_file(b"Cover\x0cThe patrol came late.", "history.txt")
    ('text', ['Cover', 'The patrol came late.'])
    """
    kind = kind_of(data)
    if kind == PDF:
        require_bytes("document_bytes", len(data), name)
        return "pdf", read_apart(_pdf, name, data, name, "\f").split("\f")
    words = words_of_file(data, name)
    return ("text" if kind == "text" else "docx"), words.split("\f")


def decode_text(data: bytes, name: str) -> str:
    """The words of a file of plain text, UTF-8 or marked as UTF-16.

    Raises  UnreadableFile.
    """
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableFile(
            say("the text is not in UTF-8"), where=name, next=say("save it again as UTF-8")
        ) from fault
    return text.replace("\0", "")  # no letter, and no database takes it


def _require_words(text: str, name: str) -> str:
    require_bytes("resolution_bytes", len(text), name)
    if not text.split():
        raise UnreadableFile(
            say("it holds pictures of pages and no words"),
            where=name,
            next=say("give the official text, or one whose words were recognised (OCR)"),
        )
    return text


# --- PDF


def _pdf(data: bytes, name: str, between: str = "\n") -> str:
    """The words of a PDF, page by page, with `between` after each but the last."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(
                say("the PDF is locked with a password"),
                where=name,
                next=say("give one without a password"),
            )
        pages = [_page(page) for page in reader.pages]
    except (
        PyPdfError,
        ArithmeticError,
        AttributeError,
        LookupError,
        NotImplementedError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    ) as fault:  # what the library raises on damaged files, as its own issues show
        raise UnreadableFile(
            say("the PDF is damaged"),
            where=name,
            next=say("fetch it again, or save its words as a text file"),
        ) from fault
    return _require_words(_plain_letters(between.join(pages)).replace("\0", ""), name)


def _page(page: PageObject) -> str:
    """The words of a page. Those of Arabic are taken as they lie on the paper, and turned."""
    pieces: list[str] = []
    words = page.extract_text(visitor_text=lambda piece, *_where: pieces.append(piece))
    arabic, latin = len(_ARABIC.findall(words)), len(_LATIN.findall(words))
    if arabic <= latin:
        return words
    known = {_plain_letters(word) for piece in pieces for word in _ARABIC_WORD.findall(piece)}
    lines = page.extract_text(extraction_mode="layout").splitlines()
    turned = (as_written(" ".join(line.split())) for line in lines)
    return "\n".join(
        _ARABIC_WORD.sub(lambda word: with_ligatures(word[0], known), line) for line in turned
    )


def _plain_letters(words: str) -> str:
    """Arabic letters as they are written, not in the shape they are drawn in."""
    return _SHAPED.sub(lambda run: unicodedata.normalize("NFKC", run[0]), words)


def with_ligatures(word: str, known: Set[str]) -> str:
    """A turned word with the ligature of lam and alef, which is one sign on paper, put right.

    Takes   known, the words the file itself gives, in whatever order.

    >>> with_ligatures("األمن", {"الأمن"}) == "الأمن"
    True
    """
    word = _plain_letters(word)
    if word in known:
        return word
    spots = [found.start() for found in re.finditer(r"[أإآا]ل", word)][:MOST_LIGATURES]
    for many in range(1, len(spots) + 1):
        for chosen in combinations(spots, many):
            letters = list(word)
            for at in chosen:
                letters[at : at + 2] = letters[at + 1], letters[at]
            if (mended := "".join(letters)) in known:
                return mended
    return word


def as_written(line: str) -> str:
    """A line of Arabic as it is written, from how it lies on the paper from left to right.

    >>> as_written("9 )2031( بسح") == "حسب (2031) 9"
    True
    """
    if not _ARABIC.search(line):
        return line
    turned = _LEFT_TO_RIGHT.sub(lambda run: run[0][::-1], line[::-1])
    signs = re.findall(r"[()]", turned)
    if signs and signs[0] == ")" and signs[-1] == "(":  # drawn, not written
        return turned.translate(_MIRRORED)
    return turned


# --- DOCX


def _docx(data: bytes, name: str) -> str:
    with open_docx(data, name) as archive:
        names = archive.namelist()
        body = xml_part(archive, "word/document.xml", name)
        lists = Lists(
            *(
                xml_part(archive, part, name) if part in names else None
                for part in ("word/numbering.xml", "word/styles.xml")
            )
        )
    lines = (f"{lists.label(one)}{_words(one)}".strip() for one in body.iter(f"{W}p"))
    return _require_words("\n".join(line for line in lines if line), name)


def _words(paragraph: Element) -> str:
    """The words of a paragraph as it reads with all changes accepted."""
    return "".join(_pieces(paragraph))


def _pieces(element: Element) -> Iterator[str]:
    for part in element:
        if part.tag == f"{W}t":
            yield part.text or ""
        elif part.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            yield " "
        elif part.tag == f"{W}noBreakHyphen":
            yield "-"
        elif part.tag not in (f"{W}del", f"{W}moveFrom", f"{W}p", FALLBACK):
            yield from _pieces(part)  # a paragraph within, of a text box, is a line of its own
