"""The strategy as a document: PDF to sign, DOCX to edit, its tables and its map page."""
