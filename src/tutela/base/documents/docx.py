"""A document as DOCX, to edit; what writes it is loaded with the first one that is asked for."""

from __future__ import annotations

from tutela.base.documents.model import Document, with_texts_replaced
from tutela.base.guards.sandbox import read_apart

__all__ = ["to_docx"]


def to_docx(document: Document) -> bytes:
    """A document as DOCX: A4, marked at the top and foot of every page, numbered.

    Takes   a document; one with a template is written into it, in a child process that is capped.
    Gives   the file; the same document gives the same bytes.
    Raises  UnreadableFile for a template that does not pass, or that takes more than is safe.

    >>> from datetime import date
    >>> to_docx(Document("Luma", date(2030, 6, 1), ()))[:2]
    b'PK'
    """
    if document.template:
        from tutela.base.documents.docx_letterhead import write_on_letterhead

        plain_texts = with_texts_replaced(document, str)  # a child knows no page's language
        return read_apart(write_on_letterhead, "letterhead.docx", plain_texts)
    from tutela.base.documents.docx_writer import Writer

    return Writer(document).write()
