"""A template to start a letterhead from: every placeholder in its place, nothing of any mission."""

from __future__ import annotations

import datetime as dt


def starter_letterhead() -> bytes:
    """A DOCX that asks for every placeholder; a mission gives it its crest, address and faces.

    Gives   the file, the same bytes each time.
    """
    import docx
    from docx.document import Document as DocxFile

    from tutela.base.documents.docx_writer import _with_fixed_dates

    file: DocxFile = docx.Document()
    section = file.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text = "{{ organisation }}\n{{ mission }}"
    foot.text = "{{ marking }}"
    file.add_paragraph("{{ number }}\t{{ date }}")
    file.add_paragraph("{{ kind }}")
    file.add_paragraph("{{ title }}", style="Title")
    file.add_paragraph("{{ subtitle }}")
    file.add_paragraph("{{ body }}")
    file.add_paragraph("{{ recipients }}")
    core = file.core_properties
    core.author = core.last_modified_by = core.comments = core.title = ""
    core.created = core.modified = dt.datetime.combine(dt.date(2026, 1, 1), dt.time())
    return _with_fixed_dates(file, dt.date(2026, 1, 1))
