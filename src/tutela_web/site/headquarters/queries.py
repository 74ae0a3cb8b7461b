"""What headquarters reads of its missions: the strategy in force, released reports for readers
beyond the mission, requests and their answers, shortfalls by effect. Nothing operational.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from tutela.base.messages import term
from tutela.reporting.products import INSIDE_MISSION
from tutela.strategy.elements import SECTIONS
from tutela_web.access.policy import Standing, missions_of, standing_of
from tutela_web.deployment.gap.effect_queries import EffectShort, shortfalls_by_effect
from tutela_web.engagements.asks.models import Ask
from tutela_web.look.translate import in_page_language
from tutela_web.reporting.editions.queries import accepted_text
from tutela_web.reporting.models import ReportEdition, ReportPart
from tutela_web.strategy.disseminating.models import Gives
from tutela_web.strategy.disseminating.queries import base_text
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import in_force
from tutela_web.strategy.endorsing.models import FrozenStrategy

KIND = "headquarters"
"""The kind of record by which the policy reads all of this."""

REPORTS = 60
"""So many of the newest reports are looked through."""


def standings_read(standing: Standing) -> list[Standing]:
    """This person's standing in each mission of which they read this, by its name."""
    if not standing.reads(KIND):
        return []
    mine = (standing_of(standing.person, mission) for mission in missions_of(standing.person))
    return [reader for reader in mine if reader.reads(KIND)]


def strategy_read(standing: Standing) -> Strategy | None:
    """The strategy in force, where its marking lets this person read it. One query."""
    if not standing.reads(KIND):
        return None
    strategy = in_force(standing.mission)
    return strategy if strategy is not None and standing.sees_one(KIND, strategy) else None


def text_read(standing: Standing, strategy: Strategy) -> list[tuple[str, str, str]]:
    """Letter, name and words of each section as it was frozen for readers without the compartment;
    of section F the effects that are missing. Empty where no such copy was frozen. One query."""
    rows = FrozenStrategy.objects.filter(
        standing.sees_open(KIND), strategy=strategy, holds=FrozenStrategy.Holds.OPEN
    )
    frozen = rows.order_by("-entered_at").first()
    if frozen is None:
        return []
    return [
        (letter, in_page_language(term(name)), base_text(frozen.content, letter, Gives.FULL))
        for letter, name in SECTIONS.items()
    ]


def reports_read(standing: Standing) -> list[ReportEdition]:
    """The released reports that are meant for readers beyond the mission, the newest first.
    One query."""
    rows = ReportEdition.objects.filter(
        standing.sees_open(KIND), state=ReportEdition.State.RELEASED
    )
    newest = rows.defer("figures").order_by("-released_at")[:REPORTS]
    return [report for report in newest if report.made_as.audience not in INSIDE_MISSION]


def parts_read(standing: Standing, report: ReportEdition) -> list[tuple[str, str]]:
    """Heading and words of each open part of a report; none that names contributors or units.
    One query."""
    rows = ReportPart.objects.filter(standing.sees_open(KIND), report=report)
    mine = {part.key: part for part in rows}
    return [
        (in_page_language(term(section.heading)), accepted_text(mine[section.key]))
        for section in report.made_as.sections
        if section.key in mine and not section.internal_only
    ]


def asks_read(standing: Standing) -> QuerySet[Ask]:
    """The mission's requests to headquarters, the newest first; none about a caveat."""
    rows = Ask.objects.filter(standing.sees_open(KIND), of=Ask.AskedParty.HEADQUARTERS)
    return rows.order_by("-asked_on", "pk")


@dataclass(frozen=True)
class MissionRead:
    """A mission as headquarters reads it."""

    standing: Standing
    strategy: Strategy | None
    reports: list[ReportEdition]
    requests: list[tuple[Ask, Ask.State]]
    shortfalls: list[EffectShort]


def missions_read(standing: Standing) -> list[MissionRead]:
    """Each mission of which this person reads this. The same queries for each."""
    return [
        MissionRead(
            reader,
            strategy_read(reader),
            reports_read(reader),
            [(ask, ask.state(reader.on)) for ask in asks_read(reader)],
            shortfalls_by_effect(reader.mission),
        )
        for reader in standings_read(standing)
    ]
