"""What changed on a board since it was sent: the rows that are new, other or gone, no others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from django.utils.crypto import salted_hmac
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_TICKING = re.compile(r'(<time [^>]*data-age>|role="timer"[^>]*><bdi\s*>)[^<]*')
"""What a board's script writes anew each second."""

_ITEM = re.compile(r'<(article|header|footer)\s[^>]*?\bid="(?P<id>[\w-]+)".*?</\1>', re.DOTALL)
_SHOWN = re.compile(r"(?P<id>[\w-]+)\.(?P<mark>\w{8})")
MOST_MARKS = 400
"""Beyond so many rows their marks would not fit in an address: such a board is sent whole."""


def items_of(part: str) -> dict[str, str]:
    """The rows of a list as it was rendered, by the id each has on the page, in their order."""
    return {found["id"]: found[0] for found in _ITEM.finditer(part)}


def shows(part: str) -> str:
    """What a board that shows this list says of it when it asks again: a mark for what stands
    around the rows, and one for each row."""
    items = items_of(part)
    if len(items) > MOST_MARKS:
        return f"whole.{_mark(part)}"
    around = _mark(" ".join(_ITEM.sub("", part).split()))
    return "~".join([f"around.{around}", *(f"{at}.{_mark(row)}" for at, row in items.items())])


def changes(part: str, shown: str) -> SafeString | None:
    """What a board must take in to show this list; None where it must be sent whole.

    Takes   shown, what it said it shows (`shows`).
    """
    had = {
        match["id"]: match["mark"] for one in shown.split("~") if (match := _SHOWN.fullmatch(one))
    }
    has = {at: mark for one in shows(part).split("~") for at, mark in [one.split(".")]}
    if "around" not in has or had.pop("around", "") != has.pop("around"):
        return None
    items = items_of(part)
    staying = _staying(had, has)
    gone = format_html_join(
        "",
        '<article id="{}" hx-swap-oob="delete"></article>',
        ((at,) for at in had if at not in staying),
    )
    put: list[SafeString] = []
    before = ""
    for at, row in items.items():
        if at not in staying:
            where = f"afterend:#{before}" if before else "afterbegin:#board-rows"
            put.append(format_html('<div hx-swap-oob="{}">{}</div>', where, mark_safe(row)))  # nosec B703 # a part a template rendered
        elif had[at] != has[at]:
            put.append(mark_safe(re.sub(r"^<\w+", r'\g<0> hx-swap-oob="true"', row)))  # nosec B703 # a part a template rendered
        before = at
    return mark_safe(gone + "".join(put))  # nosec B703 # parts that templates rendered


def _staying(had: Mapping[str, str], has: Mapping[str, str]) -> set[str]:
    """The rows that keep their place among one another."""
    old = list(had)
    blocks = SequenceMatcher(None, old, list(has), autojunk=False).get_matching_blocks()
    return {at for block in blocks for at in old[block.a : block.a + block.size]}


def _mark(text: str) -> str:
    """Keyed, because addresses are logged and a mark must not tell what a row says."""
    still = _TICKING.sub(r"\1", text)
    return salted_hmac("tutela.board", still, algorithm="sha256").hexdigest()[:8]
