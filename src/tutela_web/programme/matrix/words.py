"""How a line of the matrix is called where other records name it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from tutela_web.look.translate import word
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.naming import Called, called_at


def call_line(line: MatrixLine) -> Called:
    """By its code, and what is to be done."""
    words = line.measure or word(line.activity_label)
    return called_at(line, "line", "programme:line", code=line.code, words=words)


WHY_TOLD = {
    "named": gettext_lazy("it names it"),
    "travel": gettext_lazy("the same threat, at most three hours' way off"),
    "near": gettext_lazy("the same threat, at most 20 km off in a straight line"),
    "area": gettext_lazy("in its area"),
    "theme": gettext_lazy("by harm or actor"),
}
"""Why a line answers a risk, as a page says it."""
