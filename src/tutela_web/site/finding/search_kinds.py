"""What search looks through beside places, alerts, incidents and actors: each kind of record.

Kinds that are declared (`records.kinds`) are here by themselves; the others stand below. By which
fields a record is found its model says (`searched`). Decisions, taskings and reports of alerts are
found by their alert: some who read them may not read all their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.searching.search import is_heard, searched_models
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.crisis.consent.queries import losses_for
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.crisis.plans.queries import all_plans
from tutela_web.engagements.engagement.models import Commitment
from tutela_web.engagements.engagement.queries import commitments_for
from tutela_web.fora.forum.models import ForumDecision
from tutela_web.fora.forum.queries import decisions_for
from tutela_web.mandate.models import Paragraph, Resolution
from tutela_web.mandate.queries import paragraphs_for, resolutions_for
from tutela_web.records.kind_names import NamedKind, name_declared
from tutela_web.records.kinds import KINDS
from tutela_web.records.models import OwnValue
from tutela_web.records.own.carriers import carriers
from tutela_web.records.own.values import words_for
from tutela_web.reporting.papers import evidence
from tutela_web.review.amber.models import Amendment, ContextEvent
from tutela_web.review.amber.queries import amendments_for, context_for
from tutela_web.strategy.consulting.models import Consultation
from tutela_web.strategy.consulting.queries import consultations_for
from tutela_web.strategy.edition.models import Section, SectionTranslation, Strategy
from tutela_web.strategy.edition.queries import sections_for, strategies_for, translations_for

APART = {"place", "alert", "incident", "actor"}
"""Models that the page of search shows in panels of their own."""
SHOWN_WORDS = 160


def line_of(kind: NamedKind, record: Model) -> str:
    """What a row of the page of search says of a record."""
    said = kind.says(record)
    return said if len(said) <= SHOWN_WORDS else said[: SHOWN_WORDS - 1].rstrip() + "…"


class WordsOfOwnFields(NamedKind):
    """Words in fields of the mission's own: they lead to the record that holds them."""

    def address(self, standing: Standing, record: Model) -> str:
        """Where the record is read that holds the value."""
        assert isinstance(record, OwnValue)
        return carriers()[record.kind].address(standing, record.record)


BY_HAND: tuple[NamedKind, ...] = (
    evidence.BY_HAND["risk"],
    evidence.BY_HAND["line"],
    NamedKind(
        ContingencyPlan,
        lambda standing: all_plans(standing).filter(retired=False).select_related("place"),
        "crisis:plan",
        many=_("Contingency plans"),
        says=lambda plan: f"{plan.place} · {plan.triggers}",
    ),
    NamedKind(
        ConsentLoss,
        losses_for,
        "crisis:consent_one",
        many=_("Consent of the host State"),
        says=lambda loss: loss.evidence,
    ),
    NamedKind(
        Commitment,
        commitments_for,
        "engagements:promise",
        many=_("Promises"),
        says=lambda promise: promise.what,
    ),
    evidence.BY_HAND["residual"],
    evidence.BY_HAND["meeting"],
    NamedKind(
        ForumDecision,
        lambda standing: decisions_for(standing).select_related("meeting"),
        "fora:meeting",
        many=_("Decisions of meetings"),
        says=lambda decision: decision.what,
        of=lambda decision: decision.meeting,
    ),
    evidence.BY_HAND["action"],
    NamedKind(Resolution, resolutions_for, "mandate:resolution", many=_("Mandates")),
    NamedKind(
        Paragraph,
        lambda standing: paragraphs_for(standing).select_related("resolution"),
        "mandate:paragraph",
        many=_("Paragraphs of mandates"),
        says=lambda paragraph: f"{paragraph.resolution}: {paragraph.words}",
    ),
    NamedKind(Strategy, strategies_for, "strategy:strategy", many=_("Strategies")),
    NamedKind(
        Section,
        lambda standing: sections_for(standing).select_related("strategy"),
        "strategy:section",
        many=_("Sections of strategies"),
        says=lambda section: f"{section.strategy} · {section.letter} · {section.text}",
    ),
    NamedKind(
        SectionTranslation,
        translations_for,
        "strategy:section",
        many=_("Sections in other languages"),
        says=lambda text: f"{text.section.strategy} · {text} · {text.text}",
        of=lambda text: text.section,
    ),
    NamedKind(
        Consultation,
        consultations_for,
        "strategy:consultation",
        many=_("Consultations"),
    ),
    NamedKind(ContextEvent, context_for, "review:context_one", many=_("Context")),
    NamedKind(
        Amendment,
        amendments_for,
        "review:amendment",
        many=_("Amendments"),
        says=lambda amendment: amendment.words or amendment.why,
    ),
    WordsOfOwnFields(
        OwnValue,
        words_for,
        "",
        many=_("Own fields of records"),
        says=lambda value: value.search_words(),
    ),
)
"""Kinds that are not declared."""


@cache
def _kinds_by_name() -> dict[str, NamedKind]:
    made = {kind.name: kind for kind in BY_HAND}
    declared = (name_declared(kind, linked=True) for kind in KINDS.values())
    return made | {kind.name: kind for kind in declared if kind.name not in APART}


@cache
def heard_kinds() -> frozenset[str]:
    """The names of the kinds whose records are found by how their names sound."""
    return frozenset(model._meta.model_name or "" for model in searched_models() if is_heard(model))


def searched_kinds(names: set[str]) -> Iterator[NamedKind]:
    """The kinds of these names of the index, in the order of the page."""
    return (kind for name, kind in _kinds_by_name().items() if name in names)
