"""What search looks through beside places, alerts, incidents and actors: each kind of record.

Kinds that are declared (`records.kinds`) are here by themselves; the others stand below. By which
fields a record is found its model says (`searched`). Decisions, taskings and reports of alerts are
found by their alert: some who read them may not read all their words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.search import is_heard, searched_models
from tutela_web.base.values import Words
from tutela_web.crisis.consent.queries import losses_for
from tutela_web.crisis.consent_models import ConsentLoss
from tutela_web.crisis.plan_models import ContingencyPlan
from tutela_web.crisis.plans.queries import all_plans
from tutela_web.engagements.engagement.models import Commitment
from tutela_web.engagements.engagement.queries import commitments_for
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.models import Action, ForumDecision, Meeting
from tutela_web.fora.forum.queries import actions_for, decisions_for, meetings_for
from tutela_web.look.translate import word
from tutela_web.mandate.models import Paragraph, Resolution
from tutela_web.mandate.queries import paragraphs_for, resolutions_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.kinds import KINDS, RecordKind
from tutela_web.records.models import Record
from tutela_web.review.amber.models import Amendment, ContextEvent
from tutela_web.review.amber.queries import amendments_for, context_for
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.strategy.consulting.models import Consultation
from tutela_web.strategy.consulting.queries import consultations_for
from tutela_web.strategy.edition.models import Section, SectionTranslation, Strategy
from tutela_web.strategy.edition.queries import sections_for, strategies_for, translations_for

APART = {"place", "alert", "incident", "actor"}
"""Models that the page of search shows in panels of their own."""
SHOWN_WORDS = 160


@dataclass(frozen=True, eq=False)
class SearchedKind:
    """A kind of record that search finds.

    title    of its panel; page, the name of the page a row leads to; of, the record of that page
    rows     the records a person may see
    says     what a row says
    """

    model: type[Model]
    title: Words
    rows: Callable[[Standing], QuerySet[Any]]
    page: str
    says: Callable[[Any], str] = str
    of: Callable[[Any], Any] = lambda record: record

    @property
    def name(self) -> str:
        """How the index calls it."""
        return self.model._meta.model_name or ""

    def address(self, standing: Standing, record: Model) -> str:
        """Where a record is read."""
        return reverse(self.page, args=[standing.mission.code, self.of(record).pk])

    def line(self, record: Model) -> str:
        """What a row of the page of search says of it."""
        said = self.says(record)
        return said if len(said) <= SHOWN_WORDS else said[: SHOWN_WORDS - 1].rstrip() + "…"


def _of_line(line: MatrixLine) -> str:
    return f"{line.code} · {line.measure or word(line.activity)}"


def _of_risk(risk: Risk) -> str:
    return str(risk) + (f" · {risk.reason}" if risk.reason else "")


BY_HAND: tuple[SearchedKind, ...] = (
    SearchedKind(
        Risk,
        _("Risks"),
        lambda standing: risks_for(standing).select_related("place"),
        "risk:risk",
        _of_risk,
    ),
    SearchedKind(MatrixLine, _("Lines of the matrix"), lines_for, "programme:line", _of_line),
    SearchedKind(
        ContingencyPlan,
        _("Contingency plans"),
        lambda standing: all_plans(standing).filter(retired=False).select_related("place"),
        "crisis:plan",
        lambda plan: f"{plan.place} · {plan.triggers}",
    ),
    SearchedKind(
        ConsentLoss,
        _("Consent of the host State"),
        losses_for,
        "crisis:consent_one",
        lambda loss: loss.evidence,
    ),
    SearchedKind(
        Commitment,
        _("Promises"),
        commitments_for,
        "engagements:promise",
        lambda promise: promise.what,
    ),
    SearchedKind(
        ResidualRisk,
        _("Residual risks"),
        residuals_for,
        "engagements:residual",
        lambda residual: residual.what,
    ),
    SearchedKind(
        Meeting,
        _("Meetings"),
        lambda standing: meetings_for(standing).select_related("forum"),
        "fora:meeting",
        lambda meeting: f"{meeting.forum} · {meeting.starts_at:%Y-%m-%d}",
    ),
    SearchedKind(
        ForumDecision,
        _("Decisions of meetings"),
        lambda standing: decisions_for(standing).select_related("meeting"),
        "fora:meeting",
        lambda decision: decision.what,
        of=lambda decision: decision.meeting,
    ),
    SearchedKind(
        Action, _("Actions of meetings"), actions_for, "fora:action", lambda action: action.what
    ),
    SearchedKind(Resolution, _("Mandates"), resolutions_for, "mandate:resolution"),
    SearchedKind(
        Paragraph,
        _("Paragraphs of mandates"),
        lambda standing: paragraphs_for(standing).select_related("resolution"),
        "mandate:paragraph",
        lambda paragraph: f"{paragraph.resolution}: {paragraph.words}",
    ),
    SearchedKind(Strategy, _("Strategies"), strategies_for, "strategy:strategy"),
    SearchedKind(
        Section,
        _("Sections of strategies"),
        lambda standing: sections_for(standing).select_related("strategy"),
        "strategy:section",
        lambda section: f"{section.strategy} · {section.letter} · {section.text}",
    ),
    SearchedKind(
        SectionTranslation,
        _("Sections in other languages"),
        translations_for,
        "strategy:section",
        lambda text: f"{text.section.strategy} · {text} · {text.text}",
        of=lambda text: text.section,
    ),
    SearchedKind(Consultation, _("Consultations"), consultations_for, "strategy:consultation"),
    SearchedKind(ContextEvent, _("Context"), context_for, "review:context_one"),
    SearchedKind(
        Amendment,
        _("Amendments"),
        amendments_for,
        "review:amendment",
        lambda amendment: amendment.words or amendment.why,
    ),
)
"""Kinds that are not declared."""


def _kind_as_declared(kind: RecordKind) -> SearchedKind:
    def rows(standing: Standing) -> QuerySet[Any]:
        readable = standing.reads(kind.reads) and kind.there(standing)
        return kind.rows_shown(standing) if readable else kind.model._default_manager.none()

    page = f"{kind.room}:{kind.name}"
    return SearchedKind(kind.model, kind.titles.many, rows, page, _name_and_words)


def _name_and_words(record: Record) -> str:
    """How a record is called and, where that is a code, its first words."""
    name = str(record)
    words = (str(getattr(record, field) or "") for field in record.searched)
    said = next((text for text in words if text and text not in name), "")
    return f"{name} · {said}" if said else name


@cache
def _kinds_by_name() -> dict[str, SearchedKind]:
    made = {kind.name: kind for kind in BY_HAND}
    declared = (_kind_as_declared(kind) for kind in KINDS.values())
    return made | {kind.name: kind for kind in declared if kind.name not in APART}


@cache
def heard_kinds() -> frozenset[str]:
    """The names of the kinds whose records are found by how their names sound."""
    return frozenset(model._meta.model_name or "" for model in searched_models() if is_heard(model))


def searched_kinds(names: set[str]) -> Iterator[SearchedKind]:
    """The kinds of these names of the index, in the order of the page."""
    return (kind for name, kind in _kinds_by_name().items() if name in names)
