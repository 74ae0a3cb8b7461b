"""What was adopted to amend a strategy in force: the words stand printed with their section until
the next edition, which opens with them in its text. What keeps a strategy under review registers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from tutela.strategy.text.edited import HEADING
from tutela_web.access.policy import Standing
from tutela_web.strategy.edition.models import Strategy


@dataclass(frozen=True)
class AdoptedWords:
    """The words of an amendment the Head of Mission adopted: of which section, when, by which
    post, in which language."""

    letter: str
    words: str
    on: date
    by: str
    language: str

    @property
    def heading(self) -> str:
        """What stands above the words, in the language that is switched on."""
        return _("Amended on %(day)s") % {"day": date_format(self.on, "j F Y")}

    @property
    def as_text(self) -> str:
        """The words as a section's text holds them, below their heading, in their language."""
        with override(self.language):
            return f"{HEADING}{self.heading}\n\n{self.words}"


AMENDED: list[Callable[[Standing, Strategy], list[AdoptedWords]]] = []
"""Gives what was adopted to amend a strategy, as far as a person may read it."""


def adopted_words(standing: Standing, strategy: Strategy | None) -> list[AdoptedWords]:
    """What was adopted to amend a strategy, in the order of its adoption."""
    if strategy is None:
        return []
    return [one for give in AMENDED for one in give(standing, strategy)]
