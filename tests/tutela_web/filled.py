"""Forms of pages as a person meets them: found, filled with planted values, sent; values found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin

from lxml import html

UNREAD = "//script|//style|//head|//select|//textarea|//input|//datalist|//template|//nav"
PAST = "//*[@id='history']"
LEAVE = "leave"
"""A hint: the control is sent as the page gives it, and a button is not pressed."""


@dataclass
class Filled:
    """A form of a page with values in it.

    action   where it is sent
    data     all that is sent
    planted  by the name of a control, the ways in which its value may be written on a page
    """

    action: str
    data: dict[str, Any] = field(default_factory=dict)
    planted: dict[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the controls a person fills."""
        return tuple(sorted(self.planted))


def tree_of(page: bytes) -> Any:
    """A page as a tree of elements."""
    return html.fromstring(page.decode() or "<html/>")


def words_of(page: bytes) -> str:
    """What a person reads on a page: no control, no history."""
    tree = tree_of(page)
    for one in tree.xpath(f"{UNREAD}|{PAST}"):
        if one.getparent() is not None:
            one.drop_tree()
    said = [*tree.itertext(), *tree.xpath("//@title|//@aria-label|//a/@href")]
    return re.sub(r" ([,.:;])", r"\1", re.sub(r"\s+", " ", " ".join(said)))


def links_of(page: bytes) -> list[str]:
    """The pages a person is led to from the body of a page."""
    links = tree_of(page).xpath("//main//a/@href")
    return [link.split("#")[0] for link in links if link.startswith("/")]


def rest_of(page: bytes, at: str) -> list[str]:
    """The next part of each list that a page shows a part of."""
    links = tree_of(page).xpath("//main//a[@rel='next']/@href")
    return [urljoin(at, link.split("#")[0]) for link in links]


def buttons_of(page: bytes) -> list[str]:
    """The links of a page that look like buttons: what a person is offered to do."""
    links = tree_of(page).xpath(
        "//a[contains(concat(' ', normalize-space(@class), ' '), ' btn ')]/@href"
    )
    return [link.split("#")[0] for link in links if link.startswith("/")]


def forms_of(page: bytes, at: str) -> list[Any]:
    """The forms of a page that send something, with where each is sent."""
    found = tree_of(page).xpath("//form[translate(@method,'POST','post')='post']")
    return [(urljoin(at, form.get("action") or at), form) for form in found]


def filled(action: str, form: Any, hints: Mapping[str, str]) -> Filled:
    """A form with a planted value in each control that a person can write in.

    Takes   hints, by the name of a control what is written in it instead; blank, it stays blank; of
            a choice, its value, or after "=" its words.
    """
    one = Filled(action)
    for number, control in enumerate(form.xpath(".//input|.//select|.//textarea")):
        if control.get("name") and control.get("disabled") is None:
            _fill(one, control, hints, number)
    buttons = form.xpath(".//button[@name]")
    for button in [one for one in buttons if hints.get(one.get("name")) != LEAVE][:1]:
        one.data.setdefault(
            button.get("name"), hints.get(button.get("name"), button.get("value") or "")
        )
    return one


def _fill(into: Filled, control: Any, hints: Mapping[str, str], number: int) -> None:
    name = control.get("name")
    kind = control.tag if control.tag != "input" else control.get("type", "text")
    hint = hints.get(name)
    if kind in ("hidden", "submit", "file", "password") or hint == LEAVE:
        stands = control.get("value") or (control.text if kind == "textarea" else "") or ""
        if kind == "select":
            stands = [one.get("value") for one in control.xpath(".//option[@selected]")]
        if kind not in ("submit", "file", "password"):
            into.data[name] = stands
    elif kind in ("radio", "checkbox"):
        _tick(into, control, hint, number)
    elif kind == "select":
        _choose(into, control, hint)
    else:
        value = _value(name, control, kind, number) if hint is None else hint
        into.data[name] = value
        if value:
            marked = re.search(r"\bQV\w+", value)
            into.planted[name] = _as_written(marked.group() if marked else value, kind)


def _tick(into: Filled, control: Any, hint: str | None, number: int) -> None:
    name, value = control.get("name"), control.get("value") or "on"
    if hint is not None:
        if hint == value:
            into.data[name] = value
    elif control.get("type") == "radio" or value != "on":
        into.data.setdefault(name, value)
    elif control.get("required") is not None:
        into.data[name] = value


def _choose(into: Filled, control: Any, hint: str | None) -> None:
    name = control.get("name")
    options = [one for one in control.xpath(".//option") if one.get("value")]
    if hint is not None:
        said = hint.removeprefix("=")
        options = [
            one
            for one in options
            if said in (one.get("value"), " ".join(one.text_content().split()))
        ]
    others = [one for one in options if one.get("selected") is None] or options
    if not others:
        into.data[name] = ""
        return
    value = others[-1].get("value")
    into.data[name] = [value] if control.get("multiple") is not None else value
    said = re.sub(r"\s+", " ", others[-1].text_content()).strip()
    code = re.match(r"[A-Z]+-\d+(?= )", said)
    short = code.group() if code else re.split(" – |: | · ", said)[0]
    into.planted[name] = [re.escape(said), re.escape(short)]


def _value(name: str, control: Any, kind: str, number: int) -> str:
    if kind == "number":
        least, most = (float(control.get(end) or other) for end, other in _ENDS)
        return str(int(max(least, min(most, 98 - number))))
    if kind == "date":
        return date(2018, 12, 2 + number % 27).isoformat()
    if kind == "datetime-local":
        return date(2018, 12, 2 + number % 27).isoformat() + "T04:07"
    if kind in ("email", "time", "url"):
        return {"email": "qv@luma.example", "time": "04:07"}.get(kind, "https://qv.example/")
    letters = re.sub("[^a-z]", "", name.lower())[:12]
    word = f"Qv{letters}{chr(97 + number % 26)}"
    return word[: int(control.get("maxlength") or 99)]


_ENDS = (("min", 0), ("max", 1e9))


def _as_written(value: str, kind: str) -> list[str]:
    """The patterns of a value as pages may write it."""
    if kind == "number":
        return [rf"(?<![1-9.]){re.escape(value)}(?!\d)"]
    if kind in ("date", "datetime-local"):
        day = date.fromisoformat(value[:10])
        return [rf"(?<!\d)0?{day.day} {day:%b}", day.isoformat(), f"{day:%d/%m}"]
    return [re.escape(value)]


def faults_of(page: bytes) -> str:
    """What a page says went wrong with what was sent before it; blank if nothing did."""
    said = tree_of(page).xpath("//*[@data-messages]//*[@role='alert']")
    return " ".join(" ".join(one.text_content().split()) for one in said)


def asked_again(sent: Filled, page: bytes) -> dict[str, Any] | None:
    """What to send once more where a page shows the same form again, to be confirmed or mended.

    Gives   all that was sent, with what the page hides in its form now; None if it is not there.
    """
    for action, form in forms_of(page, sent.action):
        names = {control.get("name") for control in form.xpath(".//input|.//select|.//textarea")}
        if action == sent.action and names.issuperset(sent.names):
            hidden = form.xpath(".//input[@type='hidden'][@name]")
            return sent.data | {one.get("name"): one.get("value") or "" for one in hidden}
    return None


def wrong_in(page: bytes) -> str:
    """What a page says of the controls it marks as wrong."""
    said = tree_of(page).xpath("//*[@aria-invalid='true']/@name") if page else []
    return " ".join(said)


def missing(planted: Mapping[str, list[str]], words: str) -> dict[str, list[str]]:
    """What of the planted values is not written in the words of a page."""
    return {
        name: ways
        for name, ways in planted.items()
        if not any(re.search(way, words, re.IGNORECASE) for way in ways)
    }
