"""How what was frozen and signed is read: the whole only with the compartment capacity."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela.base.messages import Sentence, say, say_n, term
from tutela.strategy.drafting import PUBLISHED
from tutela.strategy.endorsement import STEPS
from tutela_web.access.policy import Standing, acts
from tutela_web.programme.measures.queries import duties_without_office
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import objective_list
from tutela_web.strategy.consulting.models import Waiver
from tutela_web.strategy.consulting.queries import unheard_of, unmeasured_key, waived_elements
from tutela_web.strategy.content.differences import Content, Differences, differences
from tutela_web.strategy.content.elements import Completeness, completeness
from tutela_web.strategy.content.languages import written_texts
from tutela_web.strategy.content.prefilled import prefill_states
from tutela_web.strategy.content.snapshot import digest
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.endorsing.chain import name_of, paper_in
from tutela_web.strategy.endorsing.models import FrozenStrategy, OfficerCheck, StrategyStep


def frozen_for(standing: Standing) -> QuerySet[FrozenStrategy]:
    """The frozen copies this person may see. Of what is in one, `snapshot.seen_part` tells."""
    kept = standing.sees_open("strategy") & Q(strategy__state__in=sorted(PUBLISHED))
    rows = FrozenStrategy.objects.filter(
        standing.sees_open("drafts") | kept, strategy__in=strategies_for(standing)
    )
    return rows.select_related("strategy")


def newest_frozen(standing: Standing, strategy: Strategy) -> FrozenStrategy | None:
    """The newest copy of a strategy this person may see, the whole before the open one."""
    rows = frozen_for(standing).filter(strategy=strategy)
    return rows.order_by("-entered_at", "-holds").first()


def steps_for(standing: Standing) -> QuerySet[StrategyStep]:
    """The steps of strategies this person may see, in order."""
    kept = standing.sees_open("strategy") & Q(strategy__state__in=sorted(PUBLISHED))
    rows = StrategyStep.objects.filter(
        standing.sees_open("drafts") | kept, strategy__in=strategies_for(standing)
    )
    return rows.select_related("strategy").order_by("number")


def checks_for(standing: Standing) -> QuerySet[OfficerCheck]:
    """The officers' checks of drafts this person may see."""
    rows = OfficerCheck.objects.filter(standing.sees_open("drafts"))
    return rows.filter(strategy__in=strategies_for(standing)).order_by("-entered_at")


def officers_without_check(checks: Sequence[OfficerCheck]) -> list[str]:
    """The officers whose check is not recorded, in words of the page."""
    done = {check.officer for check in checks}
    return [str(officer.label) for officer in OfficerCheck.Officer if officer not in done]


def last_link(strategy: Strategy) -> str:
    """What the next step names the last one by; empty before the first."""
    last = strategy.steps.order_by("number").last()
    return name_of(paper_in(last.signed)) if last else ""


# --- what is missing


UNHEARD = say("consult them, or say why they are left out")


MEASURE = say("set one on its page, or say why it goes without")


@dataclass(frozen=True)
class MissingElement:
    """One thing the Framework asks that is neither there nor waived."""

    what: Sentence
    next: Sentence | None
    letter: str = ""
    objective: UUID | None = None
    section: UUID | None = None
    duty: UUID | None = None


PROMPT = say("write the text, and take the prompt out")
FIGURES = say("put in what is so today, or take the sentence out")
FOLLOW = say("bring it up to the text of the edition, or take it out")
OFFICE = say("name the office responsible on its page, or end the duty")
ACCEPT = say("read them, and accept them on the page of the section")


def prefill_open(standing: Standing, strategy: Strategy) -> list[MissingElement]:
    """What the product wrote in the sections and nobody made the mission's own: prompts, figures
    that moved, prefilled sentences nobody accepted."""
    missing: list[MissingElement] = []
    for state in prefill_states(standing, strategy):
        letter, section = state.section.letter, state.section.pk
        missing += [
            MissingElement(
                say("a prompt stands in the text: {words}", words=words),
                PROMPT,
                letter,
                section=section,
            )
            for words in state.prompts
        ]
        missing += [
            MissingElement(
                say("“{was}”: the records say today “{now}”", was=was, now=now),
                FIGURES,
                letter,
                section=section,
            )
            for was, now in state.moved
        ]
        if state.sentences and not state.accepted:
            told = say_n(
                "{n} prefilled sentence is accepted by nobody",
                "{n} prefilled sentences are accepted by nobody",
                len(state.sentences),
            )
            missing.append(MissingElement(told, ACCEPT, letter, section=section))
    return missing


def languages_open(standing: Standing, strategy: Strategy) -> list[MissingElement]:
    """The texts in other languages that are behind their sections, or hold a prompt."""
    missing: list[MissingElement] = []
    for text in written_texts(standing, strategy):
        letter, section = text.section.letter, text.section.pk
        if text.state == "behind":
            told = say(
                "the text in {language} does not say what the section says", language=text.name
            )
            missing.append(MissingElement(told, FOLLOW, letter, section=section))
        missing += [
            MissingElement(
                say("a prompt stands in the text: {words}", words=words),
                PROMPT,
                letter,
                section=section,
            )
            for words in text.prompts
        ]
    return missing


def lacking(
    standing: Standing, strategy: Strategy, held: Completeness | None = None
) -> list[MissingElement]:
    """What stands between a strategy and its endorsement, as far as this person may see it.

    Takes   held, its elements, where they were looked at for the same page already.
    """
    held = held or completeness(standing, strategy)
    unmet = [
        MissingElement(term(row.state.element.title), row.next, row.state.element.section)
        for row in held.rows
        if not row.state.met and row.state.element.strength == "must"
    ]
    waived = waived_elements(standing, strategy)
    unmeasured = [
        MissingElement(
            say("objective {code} has no indicator", code=one.code), MEASURE, "A", one.pk
        )
        for one in objective_list(standing).unmeasured
        if unmeasured_key(one) not in waived
    ]
    unheard = [MissingElement(term(one.name), UNHEARD) for one in unheard_of(standing, strategy)]
    nobodys = [
        MissingElement(
            say("no office is responsible for the report “{title}”", title=one.title),
            OFFICE,
            "J",
            duty=one.pk,
        )
        for one in duties_without_office(standing)
    ]
    in_languages = languages_open(standing, strategy)
    written = [*prefill_open(standing, strategy), *in_languages]
    return [*written, *unmet, *unmeasured, *nobodys, *unheard]


def unmeasured_waived(standing: Standing, strategy: Strategy) -> list[tuple[Objective, Waiver]]:
    """The objectives that go without an indicator for a written reason, and who gave it. Queries of
    `objective_list`, and one."""
    waived = waived_elements(standing, strategy)
    return [
        (one, waived[key])
        for one in objective_list(standing).unmeasured
        if (key := unmeasured_key(one)) in waived
    ]


# --- the steps in their order

OWN_ANSWER = {
    "answered_legal": "answer_for_legal",
    "answered_task_force": "answer_for_task_force",
    "endorsed_country_team": "endorse_for_country_team",
}
"""The act by which an office records its own answer; but for the country team's, drafters may
record it for them, which the step says."""


@dataclass(frozen=True)
class Stage:
    """One step of the order: when it was taken, each time, and whether of the endorsed text."""

    key: str
    name: str
    taken: Sequence[StrategyStep]
    other_text: bool


def stages(standing: Standing, strategy: Strategy) -> list[Stage]:
    """Every step in its order, those not taken too. One query."""
    taken = list(steps_for(standing).filter(strategy=strategy))
    head = next((one for one in reversed(taken) if one.step == "endorsed_head"), None)
    rows = []
    for key, name in STEPS.items():
        here = [one for one in taken if one.step == key]
        other_text = (
            key == "endorsed_country_team"
            and head is not None
            and bool(here)
            and here[-1].digest != head.digest
        )
        rows.append(Stage(key, name, here, other_text))
    return rows


def answers_awaited(standing: Standing, strategy: Strategy, role: str) -> list[str]:
    """The steps by which a draft was sent to the office of a role, and not answered since, in
    English: words of the core's table. A query."""
    if not strategy.writable:
        return []
    taken = list(steps_for(standing).filter(strategy=strategy).values_list("step", flat=True))
    return [
        STEPS[sent]
        for answer, act in OWN_ANSWER.items()
        if role in acts()[act] and (sent := answer.replace("answered", "sent")) in taken
        if answer not in taken[-taken[::-1].index(sent) - 1 :]
    ]


# --- what changed since others answered

ANSWERED = ("answered_task_force", "answered_legal")
"""Steps by which others answered on one exact text."""


@dataclass(frozen=True)
class ChangedSince:
    """What changed in the text since the last answer of one of those who were asked."""

    step: StrategyStep
    differences: Differences

    @property
    def name(self) -> str:
        """Whose answer it is, in English: a word of the core's table."""
        return STEPS[self.step.step]

    @property
    def said(self) -> str:
        """In short, for what is signed: the number of the step, sections and tables."""
        names = [table.name for table in self.differences.tables]
        told = f"step {self.step.number}: sections {self.differences.letters or 'none'}"
        return f"{told}; tables {', '.join(names) or 'none'}"


def changed_since_answers(
    strategy: Strategy, content: Content, *, holds: str
) -> list[ChangedSince]:
    """What differs between the texts on which others answered and a content of the same extent.

    Takes   holds, of FrozenStrategy.Holds: whether the content is the whole or the open part.
    Gives   one for each answer whose text is another one. Two queries.
    """
    field = "digest" if holds == FrozenStrategy.Holds.OPEN else "digest_whole"
    steps = strategy.steps.filter(step__in=ANSWERED).order_by("number")
    last = {step.step: step for step in steps if step.digest}
    named = [getattr(one, field) for one in last.values()]
    kept = {
        one.digest: one.content for one in strategy.frozen.filter(holds=holds, digest__in=named)
    }
    sections = [
        ChangedSince(one, differences(before, content))
        for one in last.values()
        if (before := kept.get(getattr(one, field))) is not None
    ]
    return [section for section in sections if section.differences]


def answered_apart(strategy: Strategy) -> str:
    """The letters of the sections that are others in the text on which the task force answered than
    in that of Legal Affairs; empty where both answered on one text, or one has not answered. Two
    queries."""
    steps = strategy.steps.filter(step__in=ANSWERED).exclude(digest="").order_by("number")
    digests = {step.step: step.digest for step in steps}
    if len(set(digests.values())) < len(ANSWERED):
        return ""
    kept = strategy.frozen.filter(
        holds=FrozenStrategy.Holds.OPEN, digest__in=list(digests.values())
    )
    first, second = kept.values_list("content", flat=True)
    return ", ".join(differences(first, second).letters)


# --- verification


@dataclass(frozen=True)
class DocumentVerdict:
    """What a document in hand is: which kept text, and which steps were signed on it."""

    digest: str
    holds: str
    steps: Sequence[StrategyStep]

    @property
    def known(self) -> bool:
        """Whether it is a text of this strategy at all."""
        return bool(self.holds)

    @property
    def endorsed(self) -> bool:
        """Whether the Head of Mission signed exactly this."""
        return any(step.step == "endorsed_head" for step in self.steps)


def verify_document(
    standing: Standing, strategy: Strategy, document: bytes | str
) -> DocumentVerdict | None:
    """Whether a document in hand is the one that was signed.

    Takes   given, a frozen content as a file, or the digest printed on a paper: 64 signs, or at
            least the first 12 of them.
    Gives   the verdict; None where this is neither a file of a strategy nor a digest. Three
            queries at most.
    """
    named = _digest_of_given(document)
    if named is None:
        return None
    steps = list(steps_for(standing).filter(strategy=strategy))
    for holds, field in (("open", "digest"), ("whole", "digest_whole")):
        found = [step for step in steps if getattr(step, field).startswith(named)]
        if found:
            return DocumentVerdict(getattr(found[0], field), holds, found)
    kept = frozen_for(standing).filter(strategy=strategy, digest__startswith=named).first()
    if kept is not None:
        return DocumentVerdict(kept.digest, kept.holds, [])
    copies = strategy.copies.filter(standing.sees_open("drafts"), cleared_on__isnull=False)
    copy = copies.filter(digest__startswith=named).first()
    return DocumentVerdict(copy.digest, "copy", []) if copy else DocumentVerdict(named, "", [])


LEAST_SIGNS = 12
HEX = frozenset("0123456789abcdef")


def _digest_of_given(document: bytes | str) -> str | None:
    if isinstance(document, bytes):
        try:
            content: Any = json.loads(document)
            return digest(content) if isinstance(content, dict) else None
        except (ValueError, TypeError, RecursionError):
            return None
    plain = "".join(document.split()).lower()
    return plain if LEAST_SIGNS <= len(plain) <= 64 and set(plain) <= HEX else None
