"""Pages as tests compare them: what is written, however its template is laid out."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit


def squeezed(page: str) -> str:
    """A page with one blank where white space is, and none just inside an element.

    >>> squeezed("<td>\\n  <b\\n  >4</b> <ins>\\n 5\\n</ins>\\n</td>")
    '<td><b>4</b> <ins>5</ins></td>'
    """
    page = re.sub(r"\s+", " ", page)
    page = re.sub(r"\s+>", ">", page)
    page = re.sub(r"(<[^/!][^>]*>) ", r"\1", page)
    return re.sub(r" (</)", r"\1", page)


def text_of(answer: Any) -> str:
    """The words of an answer without its tags, in one line."""
    return words_of(answer.content.decode())


def words_of(page: str) -> str:
    """The words of a page, or of a part of one, without its tags, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def parts_of(visitor: Any, address: str, row: str) -> list[list[str]]:
    """What a pattern finds in each part of a list, by the links a reader follows."""
    parts = []
    while True:
        page = visitor.get(address).content.decode()
        parts.append(re.findall(row, page))
        following = re.search(r'rel="next"\s+href="(\?[^"#]*)', page)
        if following is None:
            return parts
        address = urlsplit(address).path + following[1].replace("&amp;", "&")
