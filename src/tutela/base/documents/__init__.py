"""One document, three forms: PDF to sign, DOCX to edit, HTML to read on any screen."""
