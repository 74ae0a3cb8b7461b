"""The mandate beside the strategy: what the opening of section A cites of it."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.mandate import cite
from tutela_web.access.policy import Standing
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.queries import paragraphs_in_force
from tutela_web.strategy.edition.models import Section


@dataclass(frozen=True)
class MandatePurpose:
    """What the opening of section A cites of the mandate.

    holds    paragraphs that mandate protection today; stray, what is cited and does not
    words    of the opening, of `most` at most
    """

    holds: list[Paragraph]
    stray: list[str]
    words: int
    most: int = cite.MOST_WORDS

    @property
    def met(self) -> bool:
        """Whether it cites what is in force, nothing else, and is short."""
        return bool(self.holds) and not self.stray and self.words <= self.most


def purpose_of(standing: Standing, section: Section) -> MandatePurpose | None:
    """The opening of section A against the paragraphs in force; None for another section, or for
    who reads no mandates. One query."""
    if section.letter != "A" or not standing.reads("mandates"):
        return None
    text = cite.opening(section.text)
    named = cite.resolutions(text)
    every = list(paragraphs_in_force(standing))
    gone = [f"S/RES/{n}" for n in named if not any(_of(one, n) for one in every)]
    rows = [one for one in every if any(_of(one, n) for n in named)] or every
    cited = cite.paragraphs(text)
    holds = [row for row in rows if any(cite.covers(n, row.number) for n in cited)]
    stray = [n for n in cited if not any(cite.covers(n, row.number) for row in rows)]
    return MandatePurpose(holds, [*gone, *stray], len(text.split()))


def _of(paragraph: Paragraph, number: str) -> bool:
    return f"/{number} " in f"{paragraph.resolution.symbol} "
