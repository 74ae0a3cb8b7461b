"""What stands around a section while it is written: its neighbours and what it must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tutela.strategy.elements import SECTIONS
from tutela.strategy.text.quoted import sentences
from tutela_web.access.policy import Standing
from tutela_web.strategy.content.elements import ElementRow, completeness
from tutela_web.strategy.edition import queries as found
from tutela_web.strategy.edition.models import Section, SectionLease


@dataclass(frozen=True)
class Neighbour:
    """A section of the same strategy: None where this reader is not let in to it."""

    letter: str
    name: str
    section: Section | None
    met: int
    elements: int
    lease: SectionLease | None
    here: bool


@dataclass(frozen=True)
class Writing:
    """The sections of a strategy as a list, and the elements that one of them must hold."""

    sections: list[Neighbour]
    checklist: list[ElementRow]

    @property
    def met(self) -> int:
        """How many elements of the section are met."""
        return sum(row.state.stands for row in self.checklist)

    @property
    def sentences(self) -> list[str]:
        """What may be cited of the section."""
        return sentences(self.checklist[0].section.text) if self.checklist else []

    @property
    def previous(self) -> Neighbour | None:
        """The section before this one, of those the reader may open."""
        return self._readable_at(-1)

    @property
    def next(self) -> Neighbour | None:
        """The section after this one, of those the reader may open."""
        return self._readable_at(1)

    def _readable_at(self, step: int) -> Neighbour | None:
        readable = [section for section in self.sections if section.section]
        at = next(n for n, one in enumerate(readable) if one.here) + step
        return readable[at] if 0 <= at < len(readable) else None


def writing_of(standing: Standing, section: Section, at: datetime) -> Writing:
    """The sections beside one and, while the strategy is written, what each must hold: as many
    queries as completeness, and two."""
    rows = completeness(standing, section.strategy).rows if section.strategy.writable else []
    seen = found.sections_for(standing).filter(strategy=section.strategy_id).defer("text")
    sections = {shown.letter: shown for shown in seen}
    leases = {lease.section_id: lease for lease in found.leases_of(sections.values(), at)}
    neighbours = []
    for letter, name in SECTIONS.items():
        mine = [row.state.stands for row in rows if row.state.element.section == letter]
        seen_one = sections.get(letter)
        lease = leases.get(seen_one.pk) if seen_one else None
        here = letter == section.letter
        neighbours.append(Neighbour(letter, name, seen_one, sum(mine), len(mine), lease, here))
    own = [row for row in rows if row.state.element.section == section.letter]
    return Writing(neighbours, own)
