"""Pages of this room as people read them."""

from __future__ import annotations

from html import unescape

from django.http import HttpResponse

from tests.tutela_web.html import squeezed


def words_of(answer: HttpResponse) -> str:
    """What a page says, with one blank where white space is."""
    return squeezed(unescape(answer.content.decode()))
