"""How a strategy is written together. No text is lost: what cannot be saved is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import join, say
from tutela.strategy.drafting import WRITABLE
from tutela.strategy.elements import CLOSED, SECTIONS, by_key
from tutela.strategy.text.prefilled import prefilled_left
from tutela.strategy.text.quoted import bare, questions_of, stands
from tutela_web.access.models import Compartment
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, hold_name
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.records import verbs as records
from tutela_web.records.shared_texts.verbs import LONGEST, Editor, fields_from_text
from tutela_web.strategy.consulting.queries import unsettled_of
from tutela_web.strategy.content.languages import other_languages
from tutela_web.strategy.content.prefill import earlier_sections, prefill_sections
from tutela_web.strategy.edition.amended import adopted_words
from tutela_web.strategy.edition.models import (
    ElementMark,
    PrefillAcceptance,
    Section,
    SectionComment,
    SectionLease,
    SectionSummary,
    SectionTranslation,
    SetAside,
    Strategy,
)
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.edition.verbs import ACT

COMMENTS = "comment_strategy"
NAMES = "name_drafting"
CONCEPT_LONGEST = 160
SUMMARY_LONGEST = 1_500
"""Characters of a section's summary [P]: ten of them fill four pages at most."""


class StrategyInput(TypedDict, total=False):
    """A new edition: its title, the edition of the Operational Concept it follows, its language."""

    title: str
    concept: str
    ahead_why: str
    language: str
    classification: int | None


@transaction.atomic
def open_strategy(fields: StrategyInput, *, by: Standing) -> Strategy:
    """Begin a new edition: headings A to J, with the earlier edition's text where there is one in
    the same language, else with what the records say already. The history says which it was. Where
    there is an earlier edition, records made before this one are printed once they are taken up.

    Takes   title; concept, the edition of the Operational Concept it follows; ahead_why, why its
            text is written before office, last day and consultations are settled, where it is;
            language, classification.
    Raises  Denied without the act draft_strategy; NotNow while another edition is being written;
            BadParameter without a title or for a marking above the own clearance.
    """
    by.require(ACT)
    if not str(fields.get("title", "")).strip():
        raise BadParameter(say("a strategy needs a title"), next=say("write it"))
    hold_name("a new strategy", by.mission.pk)
    earlier = Strategy.objects.filter(mission=by.mission)
    if earlier.filter(state__in=WRITABLE).exists():
        raise NotNow(say("a strategy is being written already"), next=say("go on with that one"))
    marking = max(fields.get("classification") or 0, Classification.CONFIDENTIAL)
    by.require_marking("drafts", marking)
    shared = {"classification": marking, "language": fields.get("language") or by.person.language}
    last = earlier.order_by("edition").last()
    edition = last.edition + 1 if last else 1
    strategy = records.create(
        Strategy(
            title=fields["title"].strip(),
            edition=edition,
            concept=str(fields.get("concept") or "").strip()[:160],
            takes_up=last is not None,
            **_ahead(str(fields.get("ahead_why") or ""), by),
            known_at=clock.now(by.mission),
            **shared,
        ),
        mission=by.mission,
        by=by.person,
    )
    sections = [
        Section(
            strategy=strategy,
            letter=letter,
            known_at=clock.now(by.mission),
            compartment=Compartment.CAPACITY if letter in CLOSED else Compartment.NONE,
            **shared,
        )
        for letter in SECTIONS
    ]
    summaries, translations = _begin(sections, last, by)
    records.create_many(sections, mission=by.mission, by=by.person)
    records.create_many(summaries, mission=by.mission, by=by.person)
    records.create_many(translations, mission=by.mission, by=by.person)
    return strategy


def _ahead(why: str, by: Standing) -> dict[str, Any]:
    if not why.strip():
        return {}
    act = ACT if by.may(ACT) else NAMES
    return {
        "ahead_why": why.strip(),
        "ahead_by": post_acting(by, act),
        "ahead_on": clock.today(by.mission),
    }


@transaction.atomic
def go_ahead(strategy: Strategy, why: str, *, version: int, by: Standing) -> Strategy:
    """Let a strategy be drafted before office, last day and consultations are settled, for a reason
    that stands on its page from then on.

    Raises  Denied without the act draft_strategy or name_drafting; BadParameter without a reason;
            NotNow once its drafting began, or where nothing is unsettled; Conflict.
    """
    if not by.may(NAMES):
        by.require(ACT)
    by.require_ours(strategy)
    if not why.strip():
        raise BadParameter(
            say("a reason is needed to go ahead"), next=say("write it in a sentence")
        )
    now = hold(strategy)
    if now.ahead_on is not None or not unsettled_of(by, now):
        raise NotNow(say("its text may be written already"), next=say("write it"))
    return records.edit(now, _ahead(why, by), version=version, by=by.person)


def _require_begun(section: Section, by: Standing) -> None:
    """Raise NotNow while what comes before drafting is neither settled nor gone ahead of; the first
    text begins the drafting."""
    strategy = section.strategy
    if strategy.begun_on is not None:
        return
    if strategy.ahead_on is None and (missing := unsettled_of(by, strategy)):
        raise NotNow(
            say("drafting is not settled yet: {what}", what=join("; ", missing)),
            next=say("settle it in the drafting plan, or go ahead and say why"),
        )
    if section.compartment:  # what is written in one shows nowhere else
        return
    now = hold(strategy)
    if now.begun_on is None:
        begun: dict[str, FieldValue] = {"begun_on": clock.today(by.mission)}
        records.edit(now, begun, version=now.version, by=by.person)


@transaction.atomic
def set_concept(strategy: Strategy, concept: str, *, version: int, by: Standing) -> Strategy:
    """Say which edition of the Operational Concept or the policy a strategy follows, or another.

    What was frozen and signed keeps the edition it named.
    Raises  Denied without the act draft_strategy; BadParameter without words, or for words too
            long; Conflict.
    """
    by.require(ACT, of=strategy)
    words = concept.strip()
    if not words or len(words) > CONCEPT_LONGEST:
        raise BadParameter(
            say("an edition is named in a few words"), next=say("write its title and year")
        )
    return records.edit(
        strategy, {"concept": words}, version=version, by=by.person, seen=strategies_for(by)
    )


def _begin(
    sections: list[Section], last: Strategy | None, by: Standing
) -> tuple[list[SectionSummary], list[SectionTranslation]]:
    """Put the first words in the sections of a new strategy, and say where they come from.

    Gives   the summaries and the texts in other languages that go over with their texts; one older
            than its text stays so.
    """
    language, marking = sections[0].language, sections[0].classification
    taken = earlier_sections(by, last, language=language, marking=marking)
    edition = sections[0].strategy
    told = prefill_sections(by, language=language, marking=marking, strategy=edition)
    summaries: list[SectionSummary] = []
    translations: list[SectionTranslation] = []
    amended: dict[str, list[str]] = {}
    for adopted in adopted_words(by, last):
        if adopted.language == language:
            amended.setdefault(adopted.letter, []).append(adopted.as_text)
    for section in sections:
        if before := taken.get(section.letter):
            since = amended.get(section.letter, [])
            section.text = "\n\n".join((before.text, *since))
            why = f"taken over from edition {before.strategy.edition}"
            why += f" with {len(since)} adopted amendments" if since else ""
            before.amended = bool(since)  # type: ignore[attr-defined]
            section.prefill = before.prefill
            if (short := getattr(before, "summary", None)) and short.words:
                summaries.append(_copy_summary(short, before, section))
                summaries[-1].version_words = why
            translations += [
                _copy_translation(translation, before, section)
                for translation in before.translations.all()
            ]
        elif text := told.get(section.letter):
            section.text, why = text, f"prefilled from the records of {clock.today(by.mission)}"
            section.prefill = text
        else:
            continue
        section.version_words = why
    return summaries, translations


def _copy_translation(
    translation: SectionTranslation, before: Section, section: Section
) -> SectionTranslation:
    """The text of an earlier edition in another language, for the section that took its text."""
    version = section.version if _still_says(translation.on_version, before) else 0
    return SectionTranslation(
        section=section,
        text=translation.text,
        post=translation.post,
        on_version=version,
        **{**fields_from_text(section), "language": translation.language},
        known_at=section.known_at,
    )


def _still_says(on_version: int, before: Section) -> bool:
    """Whether words made of a section of the earlier edition say what the new one begins with."""
    return on_version == before.version and not before.amended  # type: ignore[attr-defined]


def _copy_summary(short: SectionSummary, before: Section, section: Section) -> SectionSummary:
    """What a section of an earlier edition said in short, for the section that took its text."""
    version = section.version if _still_says(short.on_version, before) else 0
    return SectionSummary(
        section=section,
        words=short.words,
        post=short.post,
        on_version=version,
        **fields_from_text(section),
        known_at=section.known_at,
    )


# --- who writes, what is written, what is said of it


def _require_writer(section: Section, by: Standing) -> None:
    by.require(ACT, of=section)


def _require_commenter(_section: Section, by: Standing) -> None:
    if not by.may_somewhere(COMMENTS):  # a strategy is of the whole mission, whatever one's area
        by.require(COMMENTS)


def require_writable(strategy: Strategy) -> None:
    """NotNow once the strategy is endorsed."""
    if not strategy.writable:
        raise NotNow(
            say("this strategy is endorsed: its text no longer changes"),
            next=say("open a new strategy"),
        )


def _require_writable(section: Section) -> None:
    require_writable(section.strategy)


EDITOR = Editor(
    Section,
    SectionLease,
    SectionComment,
    SetAside,
    owner="strategy",
    require_writer=_require_writer,
    require_commenter=_require_commenter,
    require_writable=_require_writable,
    begin=_require_begun,
)
"""Sections are written with the editor of all texts; the acts of a strategy and its term rule."""

take_section = EDITOR.take
leave_section = EDITOR.leave
save_section = EDITOR.save
settle_aside = EDITOR.settle_aside
comment = EDITOR.comment
decide_comment = EDITOR.decide


@transaction.atomic
def sum_up(section: Section, words: str, *, version: int, by: Standing) -> SectionSummary:
    """Say in short what a section says, for the summary of the strategy; no words, to take it out.

    Takes   version, of the summary as it was read; 0 where there was none.
    Raises  Denied without the act draft_strategy; BadParameter for words too long; NotNow while
            nothing is written, or once the strategy is endorsed; Conflict if somebody else wrote
            it meanwhile.
    """
    by.require(ACT, of=section)
    written = words.replace("\r\n", "\n").strip()
    if len(written) > SUMMARY_LONGEST:
        raise BadParameter(
            say("the summary is longer than a section's may be"),
            next=say("shorten it to {n} signs", n=SUMMARY_LONGEST),
        )
    now = EDITOR.lock_text(section)
    _require_writable(now)
    if written and not now.text.strip():
        raise NotNow(say("nothing is written in this section"), next=say("write it first"))
    values: dict[str, FieldValue] = {
        "words": written,
        "on_version": now.version,
        "post": by.as_said,
    }
    section_summary = SectionSummary.objects.filter(section=now).first()
    if section_summary is not None:
        return records.edit(section_summary, values, version=version, by=by.person)
    summary = SectionSummary(
        section=now, **values, **fields_from_text(now), known_at=clock.now(by.mission)
    )
    return records.create(summary, mission=by.mission, by=by.person)


class TranslationInput(TypedDict):
    """A section's text in another language, and whether it says all that the section says."""

    text: str
    says_all: bool


@transaction.atomic
def translate_section(
    section: Section, language: str, fields: TranslationInput, *, version: int, by: Standing
) -> SectionTranslation:
    """Write a section in another language of the same edition; no words, to take it out.

    Takes   language, other than the edition's own; version, of the text in that language as it was
            read; 0 where there was none. Where it does not say all that the section says, it stays
            behind as far as it was.
    Raises  Denied without the act draft_strategy; BadParameter for another language, or a text too
            long; NotNow while nothing is written, or once the strategy is endorsed; Conflict if
            somebody else wrote it meanwhile.
    """
    by.require(ACT, of=section)
    written = fields["text"].replace("\r\n", "\n").strip()
    if language not in dict(other_languages(section.language)):
        raise BadParameter(say("the edition is not written in this language"))
    if len(written) > LONGEST:
        raise BadParameter(
            say("the text is longer than a section may be"),
            next=say("shorten it to {n} signs", n=LONGEST),
        )
    now = EDITOR.lock_text(section)
    _require_writable(now)
    if not now.text.strip():
        raise NotNow(say("nothing is written in this section"), next=say("write it first"))
    section_translation = SectionTranslation.objects.filter(section=now, language=language).first()
    before = section_translation.on_version if section_translation is not None else 0
    values: dict[str, FieldValue] = {
        "text": written,
        "on_version": now.version if fields["says_all"] else before,
        "post": by.as_said,
    }
    if section_translation is not None:
        return records.edit(section_translation, values, version=version, by=by.person)
    translation = SectionTranslation(
        section=now,
        **values,
        **{**fields_from_text(now), "language": language},
        known_at=clock.now(by.mission),
    )
    return records.create(translation, mission=by.mission, by=by.person)


@transaction.atomic
def accept_prefill(section: Section, sentences: str, *, by: Standing) -> PrefillAcceptance:
    """Accept the prefilled sentences that stand in a section as the mission's own words.

    Takes   sentences, one a line, as the person read them.
    Raises  Denied without the act draft_strategy; NotNow where none stands there, others stand
            there than were read, or once the strategy is endorsed.
    """
    by.require(ACT, of=section)
    now = EDITOR.lock_text(section)
    _require_writable(now)
    standing = prefilled_left(now.prefill, now.text)
    if not standing:
        raise NotNow(say("no prefilled sentence stands in this section"))
    if standing != sentences.replace("\r\n", "\n").split("\n"):
        raise NotNow(
            say("the prefilled sentences changed since you read them"), next=say("read them again")
        )
    values: dict[str, FieldValue] = {
        "sentences": "\n".join(standing),
        "post": post_acting(by, ACT),
        "on": clock.today(by.mission),
    }
    prefill_acceptance = PrefillAcceptance.objects.filter(section=now).first()
    if prefill_acceptance is not None:
        return records.edit(
            prefill_acceptance, values, version=prefill_acceptance.version, by=by.person
        )
    acceptance = PrefillAcceptance(
        section=now, **values, **fields_from_text(now), known_at=clock.now(by.mission)
    )
    return records.create(acceptance, mission=by.mission, by=by.person)


# --- which elements it answers


@transaction.atomic
def mark_element(
    section: Section,
    element: str,
    *,
    answered: bool,
    by: Standing,
    quotes: Sequence[str] = (),
) -> ElementMark:
    """Say that the text of a section answers an element, or that it does not after all.

    Takes   quotes, for each question of the element (`text.quoted.questions_of`) the
            words of the text that answer it, blank for one left open.
    Raises  Denied without the act draft_strategy; NotNow once the strategy is endorsed;
            BadParameter for an element of another section, or for words that do not stand there.
    """
    by.require(ACT, of=section)
    now = EDITOR.lock_text(section)
    _require_writable(now)
    found = by_key().get(element)
    if found is None or found.section != now.letter:
        raise BadParameter(say("this element is not of this section"))
    cited = [bare(one) for one in quotes[: len(questions_of(element))]] if answered else []
    if answered and not any(cited):
        raise BadParameter(
            say("no sentence is cited"), next=say("cite the words of the section that answer it")
        )
    for quote in cited:
        if quote and not stands(now.text, quote):
            raise BadParameter(
                say("these words do not stand in the section: {words}", words=shorten(quote, 80)),
                next=say("copy a sentence as it stands there"),
            )
    values: dict[str, FieldValue] = {
        "quotes": cited,
        "answered": answered,
        "on_version": now.version,
        "post": by.as_said,
    }
    mark = ElementMark.objects.filter(section=now, element=element).first()
    if mark is not None:
        return records.edit(mark, values, version=mark.version, by=by.person)
    new_mark = ElementMark(
        section=now,
        element=element,
        **values,
        **fields_from_text(now),
        known_at=clock.now(by.mission),
    )
    return records.create(new_mark, mission=by.mission, by=by.person)
