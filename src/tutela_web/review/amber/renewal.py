"""The mandate beside the strategy: what a renewal changed of what a section cites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutela.mandate import cite
from tutela.strategy.triggers import Value
from tutela_web.access.policy import Standing
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.queries import Changed, changes, resolutions_for
from tutela_web.review.amber.queries import StrategyComparison
from tutela_web.strategy.edition.models import Section

SAME = {"kept", "moved"}


@dataclass(frozen=True)
class ChangedParagraph:
    """A paragraph a renewal changed, beside a section: whether the section's text cites it."""

    row: Changed
    cited: bool


def changed_beside(
    standing: Standing, review: StrategyComparison, sections: Mapping[str, Section]
) -> dict[str, list[ChangedParagraph]]:
    """By section in amber, the paragraphs that differ between the text the strategy rested on and
    the one that holds now; those the section cites first. Three queries for each mandate."""
    if not standing.reads("mandates"):
        return {}
    known: dict[tuple[str, str], list[Changed]] = {}
    paragraphs_by_letter: dict[str, list[ChangedParagraph]] = {}
    for letter, amber in review.sections.items():
        cited = cite.paragraphs(sections[letter].text) if letter in sections else []
        for one in amber.why:
            if one.trigger.kind != "mandate":
                continue
            pair = (_symbol(one.trigger.before), _symbol(one.trigger.after))
            if pair not in known:
                known[pair] = _changed_paragraphs(standing, *pair)
            rows = [ChangedParagraph(row, _cites(cited, row)) for row in known[pair]]
            paragraphs_by_letter.setdefault(letter, []).extend(
                sorted(rows, key=lambda row: not row.cited)
            )
    return paragraphs_by_letter


def _symbol(value: Value | None) -> str:
    return str(value or "").split(" · ")[0]


def _changed_paragraphs(standing: Standing, before: str, after: str) -> list[Changed]:
    seen = resolutions_for(standing).filter(symbol__in=[before, after])
    texts = {one.symbol: one for one in seen}
    if before == after or len(texts) < 2:
        return []
    return [
        row
        for row in changes(standing, texts[after], texts[before])
        if row.change.status not in SAME and _new_or_old(row).kind == Paragraph.Kind.OPERATIVE
    ]


def _new_or_old(row: Changed) -> Paragraph:
    one = row.new or row.old
    assert one is not None
    return one


def _cites(cited: list[str], row: Changed) -> bool:
    numbers = [one.number for one in (row.old, row.new) if one is not None]
    return any(cite.covers(n, number) for n in cited for number in numbers)
