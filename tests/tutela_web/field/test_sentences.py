"""No sentence that a telephone may show before a receipt says that a person knows."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tutela.intake.questions import MARKS, referral_steps
from tutela_web.field.shell_views import LANGUAGES, shell_page

HOUSE = Path(__file__).parents[3] / "src/tutela_web"
BY_RECEIPT = re.compile(r"received(_by_\w+)?|not_kept")
"""Words that a telephone shows by a receipt alone."""

PROMISES = {
    "en": r"(has|have|was|were|is|are|been|being) (been )?(told|informed|alerted|warned|notified)\b"
    r"|\b(adviser|officer|office|centre|mission|team|somebody|protection|they|we|help)"
    r" (knows?|comes?|contacts|calls|will|takes over|hears?)\b|on (its|their|the) way",
    "fr": r"\b(est|a été|sont|ont été) (prévenue?|informée?|avertie?|alertée?)s?\b"
    r"|\b(conseill(er|ère)|officier|bureau|équipe|quelqu’un) (sait|vient|vous contacte|arrive)\b"
    r"|vous contacte",
    "ar": r"أُ?بلغ المستشار|أُ?بلغ المستشارة|سيتصل|تم إبلاغ|أُخبر",
}


class Sentences(HTMLParser):
    """The texts of the shell, each with the word it stands under."""

    def __init__(self) -> None:
        super().__init__()
        self.word = ""
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.word = dict(attrs).get("data-word") or ""

    def handle_data(self, data: str) -> None:
        if said := " ".join(data.split()):
            self.found.append((self.word, said))


def promises(language: str) -> list[str]:
    page = Sentences()
    page.feed(shell_page(language))
    assert len(page.found) > 100
    said = [one for word, one in page.found if not BY_RECEIPT.fullmatch(word)]
    return [one for one in said if re.search(PROMISES[language], one, re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_a_receipt_a_telephone_says_of_nobody_that_they_know_or_come(language: str) -> None:
    assert promises(language) == []


DESK = [
    "intake/templates/intake/care.html",
    "intake/templates/intake/stopped.html",
    "intake/forms.py",
    "site/templates/site/_adviser_calls.html",
]
"""What a desk and an adviser read of a survivor: as true as a telephone."""


@pytest.mark.parametrize("name", DESK)
def test_a_desk_says_no_more_than_a_telephone(name: str) -> None:
    text = (HOUSE / name).read_text("utf-8")
    said = re.findall(r"""(?:trans |_\()["']([^"']+)["']""", text)
    assert said and [one for one in said if re.search(PROMISES["en"], one, re.IGNORECASE)] == []


def test_the_rule_finds_what_was_once_promised() -> None:
    once = "Write nothing more down. The adviser has been told and contacts you."
    assert re.search(PROMISES["en"], "Stop here: the adviser takes over")
    assert re.search(PROMISES["en"], once)
    assert re.search(PROMISES["fr"], "La conseillère a été prévenue et vous contacte.")
    for mark in MARKS:
        for step in referral_steps(mark):
            assert not re.search(PROMISES["en"], step), step
            assert "without the adviser" not in step
