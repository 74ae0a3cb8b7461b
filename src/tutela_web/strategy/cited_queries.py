"""The mandate beside the strategy: what a section cites, and what a renewal changed of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutela.mandate import cite
from tutela_web.access.policy import Standing
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.queries import Changed, changes, paragraphs_in_force, resolutions_for
from tutela_web.strategy.models import Section
from tutela_web.strategy.review_queries import Review

SAME = {"kept", "moved"}


@dataclass(frozen=True)
class Purpose:
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


def purpose_of(standing: Standing, section: Section) -> Purpose | None:
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
    holds = [one for one in rows if any(cite.covers(n, one.number) for n in cited)]
    stray = [n for n in cited if not any(cite.covers(n, one.number) for one in rows)]
    return Purpose(holds, [*gone, *stray], len(text.split()))


def _of(paragraph: Paragraph, number: str) -> bool:
    return f"/{number} " in f"{paragraph.resolution.symbol} "


@dataclass(frozen=True)
class Beside:
    """A paragraph a renewal changed, beside a section: whether the section's text cites it."""

    row: Changed
    cited: bool


def changed_beside(
    standing: Standing, review: Review, sections: Mapping[str, Section]
) -> dict[str, list[Beside]]:
    """By section in amber, the paragraphs that differ between the text the strategy rested on and
    the one that holds now; those the section cites first. Three queries for each mandate."""
    if not standing.reads("mandates"):
        return {}
    known: dict[tuple[str, str], list[Changed]] = {}
    found: dict[str, list[Beside]] = {}
    for letter, amber in review.sections.items():
        cited = cite.paragraphs(sections[letter].text) if letter in sections else []
        for one in amber.why:
            if one.trigger.kind != "mandate":
                continue
            pair = (_symbol(one.trigger.before), _symbol(one.trigger.after))
            if pair not in known:
                known[pair] = _changed(standing, *pair)
            rows = [Beside(row, _cites(cited, row)) for row in known[pair]]
            found.setdefault(letter, []).extend(sorted(rows, key=lambda row: not row.cited))
    return found


def _symbol(value: Any) -> str:
    return str(value or "").split(" · ")[0]


def _changed(standing: Standing, before: str, after: str) -> list[Changed]:
    seen = resolutions_for(standing).filter(symbol__in=[before, after])
    texts = {one.symbol: one for one in seen}
    if before == after or len(texts) < 2:
        return []
    return [
        row
        for row in changes(standing, texts[after], texts[before])
        if row.change.status not in SAME and _either(row).kind == Paragraph.Kind.OPERATIVE
    ]


def _either(row: Changed) -> Paragraph:
    one = row.new or row.old
    assert one is not None
    return one


def _cites(cited: list[str], row: Changed) -> bool:
    numbers = [one.number for one in (row.old, row.new) if one is not None]
    return any(cite.covers(n, number) for n in cited for number in numbers)
