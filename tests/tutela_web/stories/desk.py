"""A person at a desk: opens a page, takes a form that the page offers, fills it, sends it.

Nothing is sent that no form of the page holds, and nothing is left out that the form sends by
itself. Forms and the fields a person filled are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from tests.tutela_web.html import words_of

Value = str | Sequence[str] | SimpleUploadedFile


class Desk:
    """One person's browser, at one page."""

    def __init__(self, client: Client, tally: Counter[str]) -> None:
        self.client, self.tally = client, tally
        self.at, self.page = "", b""

    @property
    def words(self) -> str:
        """What stands on the page."""
        return words_of(self.page.decode())

    def open(self, address: str) -> Desk:
        """Go to a page, as a link would lead there."""
        self._took(self.client.get(address, follow=True), address)
        return self

    def read(self, address: str) -> bytes:
        """A file of the page."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.getvalue()

    def link(self, part: str) -> str:
        """Where a link of the page leads whose address or words hold a part."""
        for one in self._tree().xpath("//a[@href]"):
            if part in one.get("href") or part in " ".join(one.text_content().split()):
                return urljoin(self.at, one.get("href"))
        raise AssertionError(f"no link {part!r} on {self.at}")

    def link_in_row(self, words: str) -> str:
        """Where the first link of the row of a table leads that holds these words."""
        for row in self._tree().xpath("//tr[.//a[@href]]"):
            if words in _said(row):
                return urljoin(self.at, row.xpath(".//a/@href")[0])
        raise AssertionError(f"no row {words!r} on {self.at}")

    def send(
        self,
        fill: Mapping[str, Value] | None = None,
        *,
        button: str = "",
        within: str = "",
        refused: bool = False,
    ) -> Desk:
        """Fill the form that has these controls and this button, and send it.

        Takes   button, part of its words; within, the part of the page it stands in, where several
                are alike; refused, whether the page is to refuse it.
        """
        fill = fill or {}
        form = self._form(fill, button, within)
        data = _offered(form)
        for name, value in fill.items():
            data[name] = _fitting(form, name, value)
        pressed = _button(form, button)
        if pressed is not None and pressed.get("name"):
            data[pressed.get("name")] = pressed.get("value") or ""
        self.tally["forms"] += 1
        self.tally["fields"] += sum(len(_listed(value)) for value in fill.values())
        address = urljoin(self.at, form.get("action") or self.at)
        answer = self.client.post(address, data, follow=True)
        self._took(answer, address, refused=refused)
        return self

    def offered(self, name: str) -> list[str]:
        """The values of a control that the page offers."""
        return list(self._tree().xpath(f"//form//*[@name='{name}']/@value"))

    def asks(self, name: str) -> bool:
        """Whether a form of the page has a control of this name."""
        return bool(self._tree().xpath(f"//form//*[@name='{name}']"))

    def required(self) -> list[str]:
        """The elements the page says are required, by the names of their controls."""
        rows = self._tree().xpath("//tr[.//*[normalize-space()='required']]")
        return [row.xpath(".//input[starts-with(@name,'why-')]/@name")[0][4:] for row in rows]

    def rows(self, begins: str) -> dict[str, str]:
        """The controls in the rows of a table whose names begin so, by what heads the row."""
        return {
            _said(row.xpath(".//th")[0]).removeprefix("› "): name
            for row in self._tree().xpath("//tr[th]")
            for name in row.xpath(".//*/@name")
            if name.startswith(begins)
        }

    def unanswered(self, begins: str) -> list[str]:
        """The choices whose names begin so and for which nothing is proposed."""
        radios = self._tree().xpath("//form//input[@type='radio']")
        names = dict.fromkeys(one.get("name") for one in radios)
        answered = {one.get("name") for one in radios if one.get("checked") is not None}
        return [one for one in names if one.startswith(begins) and one not in answered]

    def choose(self, heads: str, means: str, wanted: Mapping[str, str], *, button: str) -> Desk:
        """Send a form that asks the same of each of many heads, with some of them answered."""
        form = self._form({heads: "", means: ""}, button)
        names = [one.get("value") for one in form.xpath(f".//input[@name='{heads}']")]
        said = _listed(_offered(form)[means])
        controls = form.xpath(f".//select[@name='{means}']")
        for head, choice in wanted.items():
            number = names.index(head)
            options = controls[number].xpath(".//option")
            pairs = [(one.get("value", ""), _said(one)) for one in options]
            said[number] = _chosen(head, choice, pairs)
        self.tally["fields"] += len(wanted) - len(said)
        return self.send({means: said}, button=button)

    def _tree(self) -> Any:
        return html.fromstring(self.page.decode())

    def _form(self, fill: Mapping[str, Value], button: str, within: str = "") -> Any:
        part = f"//*[@id='{within}']" if within else ""
        offered = self._tree().xpath(f"{part}//form[translate(@method,'POST','post')='post']")
        fitting = [
            form
            for form in offered
            if {one.get("name") for one in form.xpath(_CONTROLS)}.issuperset(fill)
            and _button(form, button) is not None
        ]
        for form in fitting:
            if _said(_button(form, button)) == button:
                return form
        if fitting:
            return fitting[0]
        raise AssertionError(f"no form with {sorted(fill)} and {button!r} on {self.at}")

    def _took(self, answer: Any, address: str, *, refused: bool = False) -> None:
        self.page = b"" if answer.streaming else answer.content
        chain = getattr(answer, "redirect_chain", [])
        self.at = chain[-1][0] if chain else address
        tree = html.fromstring(self.page.decode())
        said = [
            " ".join(one.text_content().split())
            for one in tree.xpath("//*[@role='alert'][normalize-space()]|//*[@class='error']")
        ]
        well = answer.status_code == 200 and not said
        assert well != refused, (self.at, answer.status_code, said)


_CONTROLS = ".//input|.//select|.//textarea"


def _button(form: Any, words: str) -> Any:
    """The button of a form that says this, or holds it; None without one."""
    buttons = form.xpath(".//button")
    holding = [one for one in buttons if words in _said(one)]
    exact = [one for one in holding if _said(one) == words]
    return next(iter([*exact, *holding]), None)


def _said(element: Any) -> str:
    return " ".join(element.text_content().split())


def _offered(form: Any) -> dict[str, Any]:
    """What a form sends when nobody touches it."""
    data: dict[str, Any] = {}
    for one in form.xpath(_CONTROLS):
        name, kind = one.get("name"), one.get("type", "text") if one.tag == "input" else one.tag
        if not name or one.get("disabled") is not None or kind in ("file", "submit"):
            continue
        if kind in ("checkbox", "radio"):
            if one.get("checked") is not None:
                data.setdefault(name, []).append(one.get("value") or "on")
        elif kind == "select":
            chosen = [opt.get("value", "") for opt in one.xpath(".//option[@selected]")]
            first = [opt.get("value", "") for opt in one.xpath(".//option")][:1]
            said = chosen or ([] if one.get("multiple") is not None else first)
            data[name] = [*_listed(data.get(name, [])), *said]
        elif name in data:
            data[name] = [*_listed(data[name]), one.get("value") or ""]
        else:
            data[name] = (
                (one.text or "").lstrip("\n") if kind == "textarea" else one.get("value") or ""
            )
    return data


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _fitting(form: Any, name: str, value: Value) -> Any:
    """What is sent for what a person chose: a choice by its value or by part of its words."""
    if isinstance(value, SimpleUploadedFile):
        return value
    controls = [one for one in form.xpath(".//*[@name]") if one.get("name") == name]
    if controls[0].tag == "select":
        options = [(opt.get("value", ""), _said(opt)) for opt in controls[0].xpath(".//option")]
        if len(controls) > 1:
            return value
        return [_chosen(name, one, options) for one in _listed(value)]
    if controls[0].get("type") in ("checkbox", "radio"):
        options = [(one.get("value") or "on", _said(one.getparent())) for one in controls]
        return [_chosen(name, one, options) for one in _listed(value)]
    return value


def _chosen(name: str, value: Any, options: list[tuple[str, str]]) -> str:
    for exact in (True, False):
        for key, said in options:
            if value == key or (said == value if exact else str(value) in said):
                return key
    raise AssertionError(f"{name} offers no {value!r} but {options}")
