"""A document as DOCX, to edit; what writes it is loaded with the first one that is asked for."""

from __future__ import annotations

from tutela.base.documents.model import Document

__all__ = ["to_docx"]


def to_docx(document: Document) -> bytes:
    """A document as DOCX: A4, marked at the top and foot of every page, numbered.

    Takes   a document; one with a template is written into it.
    Gives   the file; the same document gives the same bytes.

    >>> from datetime import date
    >>> to_docx(Document("Luma", date(2030, 6, 1), ()))[:2]
    b'PK'
    """
    if document.template:
        from tutela.base.documents.docx_letterhead import LetterheadWriter

        return LetterheadWriter(document, document.template).write()
    from tutela.base.documents.docx_writer import Writer

    return Writer(document).write()
