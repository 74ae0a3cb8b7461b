"""What the Head of Mission signs, told on one page before the signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutela.base.writing import holds_words
from tutela_web.access.policy import Standing
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import ask_list
from tutela_web.programme.chain.queries import chain
from tutela_web.programme.chain.words import BREAK_LABELS
from tutela_web.programme.coverage.queries import Coverage, coverage_of
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.objectives.models import PlanMatch
from tutela_web.programme.objectives.queries import matches_for
from tutela_web.strategy.content.differences import SectionChange
from tutela_web.strategy.content.elements import Completeness, completeness, sections_shrunk
from tutela_web.strategy.content.takeup import waiting_records
from tutela_web.strategy.edition.amended import AdoptedWords, adopted_words
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.edition.queries import sections_for, strategies_for
from tutela_web.strategy.edition.takeup import Printed
from tutela_web.strategy.endorsing.models import OfficerCheck, StrategyStep
from tutela_web.strategy.endorsing.queries import (
    MissingElement,
    checks_for,
    lacking,
    officers_without_check,
    steps_for,
)


@dataclass(frozen=True)
class SaidOfText:
    """What others said of a text before it was signed, each at their last word.

    wanted     the answers that want something otherwise; agreed, those that want nothing
    remarks    what was noted with a step that wants nothing: of who agreed, and who endorsed
    conflicts  the checks beside other plans that found conflicts; unchecked, whose is not recorded
    conflicting  where a plan of others and ours part, and nobody said what is done about it
    """

    wanted: list[StrategyStep]
    agreed: list[StrategyStep]
    remarks: list[StrategyStep]
    conflicts: list[OfficerCheck]
    unchecked: Sequence[str]
    conflicting: list[PlanMatch]


@dataclass(frozen=True)
class SignedFor:
    """All that a signature rests on and leaves open.

    coverage   critical places and the year's deaths nothing is for; None for who reads no risks
    breaks     where the chain breaks, each kind with how often; total of all kinds
    lines      the lines of the matrix that are not stopped; accepted by their leads; without means
    said       what others said of the text
    changed    what other text stands in sections since the edition before, which is `earlier`
    shrunk     the sections that lost half their words; amendments adopted, and not in the text
    asks       what was asked of others to close gaps, and how it stands
    waiting    how many records before the edition nobody answered on: they are not printed
    """

    coverage: Coverage | None
    breaks: list[tuple[str, int]]
    lines: int
    unaccepted: list[MatrixLine]
    without_means: int
    said: SaidOfText
    held: Completeness
    missing: list[MissingElement]
    earlier: Strategy | None
    changed: list[SectionChange]
    shrunk: list[tuple[Section, int, int]]
    not_in_text: list[AdoptedWords]
    asks: list[tuple[Ask, Ask.State]] | None
    waiting: int

    @property
    def total_breaks(self) -> int:
        """How often the chain breaks."""
        return sum(n for _label, n in self.breaks)

    @property
    def accepted(self) -> int:
        """How many lines their leads accepted."""
        return self.lines - len(self.unaccepted)

    @property
    def deaths_not_reached(self) -> int | None:
        """The share of the year's deaths nothing is for, in percent; None where none are known."""
        share = self.coverage.total.deaths.percent if self.coverage else None
        return None if share is None else 100 - share


def what_is_signed(standing: Standing, strategy: Strategy) -> SignedFor:
    """What a signature under a strategy rests on and leaves open, of what this person may know."""
    printed = Printed(strategy)
    kept = printed.rows("lines", lines_for(standing))
    lines = list(kept.exclude(status="stopped").order_by("code"))
    earlier = strategies_for(standing).filter(edition__lt=strategy.edition)
    before = earlier.order_by("edition").last()
    picture, held = chain(standing, {}), completeness(standing, strategy)
    now = {section.letter: section for section in sections_for(standing).filter(strategy=strategy)}
    return SignedFor(
        coverage=coverage_of(standing) if standing.reads("risks") else None,
        breaks=[(str(BREAK_LABELS[kind]), n) for kind, n in picture.every.items() if n],
        lines=len(lines),
        unaccepted=[line for line in lines if line.accepted_on is None],
        without_means=sum(not line.resources.strip() for line in lines),
        said=said_of_text(standing, strategy),
        held=held,
        missing=lacking(standing, strategy, held) if strategy.writable else [],
        earlier=before,
        changed=_changed_sections(standing, before, now),
        shrunk=sections_shrunk(standing, strategy),
        not_in_text=[
            adopted_word
            for adopted_word in adopted_words(standing, before)
            if adopted_word.letter in now
            and not holds_words(now[adopted_word.letter].text, adopted_word.words)
        ],
        asks=ask_list(standing, {}) if standing.reads("engagements") else None,
        waiting=waiting_records(standing, strategy),
    )


def said_of_text(standing: Standing, strategy: Strategy) -> SaidOfText:
    """What others said of a strategy's text, of what this person may read. Three queries."""
    steps = list(steps_for(standing).filter(strategy=strategy))
    last = {step.step: step for step in steps if step.answer or step.step == "endorsed_head"}
    spoke = [step for step in steps if last.get(step.step) == step]
    checks = list(checks_for(standing).filter(strategy=strategy))
    printed = Printed(strategy)
    apart = matches_for(standing).filter(fit="conflicts", ended_on=None)
    return SaidOfText(
        wanted=[one for one in spoke if one.wants],
        agreed=[one for one in spoke if one.answer and not one.wants],
        remarks=[one for one in spoke if one.note.strip() and not one.wants],
        conflicts=[check for check in checks if check.conflicts],
        unchecked=officers_without_check(checks),
        conflicting=[
            one for one in apart if one.open_conflict and printed.holds("linked_plans", one.plan)
        ],
    )


def _changed_sections(
    standing: Standing, before: Strategy | None, now: dict[str, Section]
) -> list[SectionChange]:
    if before is None:
        return []
    was = sections_for(standing).filter(strategy=before).order_by("letter")
    return [
        SectionChange(one.letter, one.name, one.text, now[one.letter].text)
        for one in was
        if one.letter in now
        and one.language == now[one.letter].language
        and one.text != now[one.letter].text
    ]
