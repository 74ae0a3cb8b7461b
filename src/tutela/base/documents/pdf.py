"""A document as PDF, to sign and to print."""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64encode
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tutela.base import design_tokens
from tutela.base.documents.model import Document, Paragraph, as_data, with_texts_replaced
from tutela.base.documents.typst_engine import Unshown, ask, installed_fonts, set_pdf, set_png
from tutela.base.messages import say

SHIELD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">'
    '<path d="M12 1.8 21 5v6.6c0 5.3-3.6 9-9 10.8-5.4-1.8-9-5.5-9-10.8V5z" fill="none" '
    'stroke="#0A5A78" stroke-width="2.4" stroke-linejoin="round"/>'
    '<circle cx="12" cy="11.4" r="3.6" fill="#0A5A78"/></svg>'
)
"""The house's sign."""


@cache
def _template() -> bytes:
    return Path(__file__).with_name("document.typ").read_bytes()


def to_pdf(document: Document) -> bytes:
    """A document as PDF: A4, tagged, archival, marked and stamped on every page.

    Takes   a document.
    Gives   the file; the same document gives the same bytes.

    >>> from datetime import date
    >>> to_pdf(Document("Luma #set", date(2030, 6, 1), ()))[:8]
    b'%PDF-1.7'
    """
    shown = document
    for _ in range(MOST_SCRIPTS):
        try:
            return set_pdf(_template(), {"document": json.dumps(_inputs(shown))}, shown.frozen)
        except Unshown as fault:
            shown = _without_scripts(shown, fault.signs)
    last = with_texts_replaced(shown, lambda text: text.encode("ascii", "replace").decode())
    return set_pdf(_template(), {"document": json.dumps(_inputs(last))}, last.frozen)


MOST_SCRIPTS = 24
"""So often a script without a face is named in a document's place; then only ASCII is left."""

SCRIPT_NOTE = say(
    "No face on this machine shows some of the scripts: [Name] stands for words of that script,"
    " which the HTML and DOCX files hold."
)


def _without_scripts(document: Document, signs: str) -> Document:
    """The document with words of scripts that no face shows named, not drawn; and a note of it."""
    told = with_texts_replaced(document, lambda text: _name_scripts(text, signs))
    noted = any(isinstance(b, Paragraph) and b.text == SCRIPT_NOTE for b in told.blocks)
    return told if noted else replace(told, blocks=(*told.blocks, Paragraph(SCRIPT_NOTE, "small")))


def _name_scripts(text: str, signs: str) -> str:
    """A text with the scripts of `signs` named: "Luma [Ethiopic]".

    >>> _name_scripts("Luma ሰላም ሰላም", "ሰ"), _name_scripts("Łuma", "Ł")
    ('Luma [Ethiopic]', '?uma')
    """
    if text.isascii():
        return text
    for sign in signs:
        script = _script(sign)
        if script == "Latin":
            text = text.replace(sign, unicodedata.normalize("NFKD", sign)[0])
            text = text.replace(sign, "?")
        elif not sign.isascii():
            alike = "".join({c for c in text if not c.isascii() and _script(c) == script})
            if alike:
                run = f"[{re.escape(alike)}]+"
                text = re.sub(f"{run}(?:[ /·-]+{run})*", f"[{script}]" if script else "?", text)
    return text


def _script(sign: str) -> str:
    """The script a letter belongs to; blank for a sign that is no letter."""
    if unicodedata.category(sign)[0] not in "LMN":
        return ""
    return unicodedata.name(sign, "").partition(" ")[0].capitalize().replace("Cjk", "CJK")


def to_pages(document: Document, *, dots_per_inch: float = 110) -> list[bytes]:
    """A document's printed pages as PNG pictures, to look at."""
    inputs = {"document": json.dumps(_inputs(document))}
    return set_png(_template(), inputs, dots_per_inch=dots_per_inch)


def pages_of_headings(document: Document) -> list[int]:
    """On which page of the PDF each heading stands, in their order."""
    inputs = {"document": json.dumps(_inputs(document))}
    pages: list[int] = ask(_template(), inputs, "<heading-pages>")
    return pages


def _inputs(document: Document) -> dict[str, Any]:
    data = _with_pictures(as_data(document))
    assert isinstance(data, dict)
    banner = design_tokens.MARKINGS[document.marking]
    return data | {
        "colours": design_tokens.LIGHT,
        "fonts": installed_fonts(),
        "icons": {
            str(n or 0): {
                "svg": design_tokens.icon(n, title=False),
                "alt": design_tokens.spoken_level(n),
            }
            for n in (None, 1, 2, 3, 4, 5)
        },
        "shield": SHIELD,
        "banner": {
            "word": document.marked or banner.word,
            "ground": banner.ground,
            "bars": banner.bars,
        },
        "description": f"{document.kicker or document.title}, {document.frozen.isoformat()}",
    }


JOINED_UP = re.compile("[\u0590-\u08ff\ufb1d-\ufeff]")
"""Letters of scripts written from the right, whose shapes hang on their neighbours."""


def _with_pictures(data: Any) -> Any:
    """A document's data with drawings of joined-up letters as pictures: an archival file may hold
    no glyph without its letter, and words within a drawing lose them.
    """
    if isinstance(data, list):
        return [_with_pictures(part) for part in data]
    if not isinstance(data, dict):
        return data
    told = {name: _with_pictures(part) for name, part in data.items()}
    if JOINED_UP.search(told.get("svg", "")):
        told["svg"] = _as_picture(told["svg"])
    return told


def _as_picture(svg: str) -> str:
    """A drawing that holds nothing but the picture of another."""
    _x, _y, width, height = ElementTree.fromstring(svg).attrib["viewBox"].split()  # nosec B314 # a drawing of ours
    png = b64encode(pictures([svg])[0]).decode()
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {size}>'
        f'<image {size} href="data:image/png;base64,{png}"/></svg>'
    )


_PICTURE = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: json(bytes(sys.inputs.fonts)))
#let drawings = json(bytes(sys.inputs.drawings))
#for (n, d) in drawings.enumerate() {
  if n > 0 { pagebreak() }
  image(bytes(d), format: "svg")
}
"""


def pictures(drawings: list[str], *, dots_per_inch: float = 220) -> list[bytes]:
    """Drawings as PNG pictures, for files that cannot hold drawings.

    >>> pictures([SHIELD])[0][:4]
    b'\\x89PNG'
    """
    inputs = {"drawings": json.dumps(drawings), "fonts": json.dumps(installed_fonts())}
    return set_png(_PICTURE, inputs, dots_per_inch=dots_per_inch)
