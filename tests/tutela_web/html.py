"""Pages as tests compare them: what is written, however its template is laid out."""

from __future__ import annotations

import re


def squeezed(page: str) -> str:
    """A page with one blank where white space is, and none just inside an element.

    >>> squeezed("<td>\\n  <b\\n  >4</b> <ins>\\n 5\\n</ins>\\n</td>")
    '<td><b>4</b> <ins>5</ins></td>'
    """
    page = re.sub(r"\s+", " ", page)
    page = re.sub(r"\s+>", ">", page)
    page = re.sub(r"(<[^/!][^>]*>) ", r"\1", page)
    return re.sub(r" (</)", r"\1", page)
