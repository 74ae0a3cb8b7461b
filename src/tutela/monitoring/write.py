"""Write a report where the analyst wants it, in the form its name asks for."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from tutela.base.books.outputs import require_folder, writing
from tutela.base.documents.docx import to_docx
from tutela.base.documents.html import to_html
from tutela.base.documents.model import Document
from tutela.base.documents.pdf import to_pdf
from tutela.base.errors import BadParameter
from tutela.base.messages import say

FORMS: dict[str, Callable[[Document], bytes]] = {
    ".pdf": to_pdf,
    ".docx": to_docx,
    ".html": lambda document: to_html(document).encode(),
}
"""From a file name's ending to what makes such a file."""


MOST_BYTES = 255
"""The longest name file systems take."""


def check_out(out: Path) -> None:
    """Refuse, before any work is done, a file that could not be written.

    Raises  BadParameter for an ending no form has, a name too long, a folder that is not there, or
            a folder's name.

    >>> check_out(Path("report.odt"))
    Traceback (most recent call last):
    tutela.base.errors.BadParameter: report.odt: '.odt' is no form a report can take. Next: end the
    name in .pdf, .docx or .html.
    """
    if out.suffix.lower() not in FORMS:
        raise BadParameter(
            say("'{suffix}' is no form a report can take", suffix=out.suffix)
            if out.suffix
            else say("no form is named"),
            where=str(out),
            next=say("end the name in .pdf, .docx or .html"),
        )
    if len(os.fsencode(out.name)) > MOST_BYTES:
        raise BadParameter(
            say("the name is longer than {most} bytes", most=MOST_BYTES),
            where=f"{out.name[:40]}...",
            next=say("give the file a shorter name"),
        )
    require_folder(out)


def write_document(document: Document, out: Path) -> Path:
    """Write a document in the form its name asks for: .pdf, .docx or .html.

    Gives   the path written; a file of that name is replaced whole or not at all.
    Raises  BadParameter where check_out does, and where the folder may not be written.
    """
    check_out(out)
    content = FORMS[out.suffix.lower()](document)
    name = hashlib.sha256(os.fsencode(out.name)).hexdigest()[:16]
    draft = out.with_name(f".{name}.part")  # short, however long the name is
    with writing(out):
        try:
            draft.write_bytes(content)
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
    return out
