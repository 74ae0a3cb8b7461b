"""What of a prefill still stands in the sections of a strategy, and who accepted it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from tutela.strategy.text.prefilled import moved_sentences, prefilled_left, prompts_left
from tutela_web.access.policy import Standing, as_role
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.edition.models import PrefillAcceptance, Section, Strategy
from tutela_web.strategy.edition.queries import sections_for


@dataclass(frozen=True)
class PrefillState:
    """A section whose text holds words of the product.

    sentences  prefilled ones that stand in it word for word
    prompts    what its text still says to the drafter
    moved      prefilled sentences whose figures the records no longer give, each with today's
    acceptance of the prefill by a post, whether it still holds or not
    """

    section: Section
    sentences: list[str]
    prompts: list[str]
    moved: list[tuple[str, str]] = field(default_factory=list)
    acceptance: PrefillAcceptance | None = None

    @property
    def accepted(self) -> bool:
        """Whether a post accepted every prefilled sentence that stands in it."""
        kept = self.acceptance
        return kept is not None and set(self.sentences) <= set(kept.sentences.splitlines())

    @property
    def open(self) -> bool:
        """Whether anything is to be done before the section can be endorsed."""
        return bool(self.prompts or self.moved or (self.sentences and not self.accepted))


def prefill_states(standing: Standing, strategy: Strategy) -> list[PrefillState]:
    """The sections this person may see that hold words of the product. Two queries, and those of
    the prefill where prefilled sentences stand."""
    rows = sections_for(standing).filter(strategy=strategy)
    return _states(standing, list(rows.order_by("letter")))


def prefill_of(standing: Standing, section: Section) -> PrefillState | None:
    """The same of one section; None where its text holds no words of the product."""
    return next(iter(_states(standing, [section])), None)


def _states(standing: Standing, sections: list[Section]) -> list[PrefillState]:
    held = [
        (section, prefilled_left(section.prefill, section.text), prompts_left(section.text))
        for section in sections
    ]
    today: dict[str, str] = {}
    accepted: dict[UUID, PrefillAcceptance] = {}
    if filled := [one for one, sentences, _prompts in held if sentences]:
        rows = PrefillAcceptance.objects.filter(section__in=filled).select_related("post")
        accepted = {row.section_id: row for row in rows}
        first = filled[0]
        today = prefill_sections(
            as_role("head_of_mission", standing),
            language=first.language,
            marking=first.classification,
            letters={one.letter for one in filled},
            strategy=first.strategy,
        )
    return [
        PrefillState(
            one,
            sentences,
            prompts,
            moved_sentences(sentences, today.get(one.letter, "")),
            accepted.get(one.pk),
        )
        for one, sentences, prompts in held
        if sentences or prompts
    ]
