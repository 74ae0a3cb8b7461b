"""How a line of the matrix is called where other records name it."""

from __future__ import annotations

from tutela_web.look.said import word
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.naming import Called, called_at


def call_line(line: MatrixLine) -> Called:
    """By its code, and what is to be done."""
    words = line.measure or word(line.activity_label)
    return called_at(line, "line", "programme:line", code=line.code, words=words)
