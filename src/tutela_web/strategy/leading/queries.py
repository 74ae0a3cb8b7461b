"""Who leads a strategy, what the mission owes, and how long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tutela.strategy import leading
from tutela.strategy.text.length import Length, measure
from tutela_web.access.models import Holding, Post, current
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.queries import paragraphs_for
from tutela_web.programme.matrix.queries import leads, lines_for
from tutela_web.risk.queries import risks_for
from tutela_web.strategy.consulting.models import DraftingPlan
from tutela_web.strategy.consulting.queries import plans_for
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import in_force, sections_for, strategies_for

LISTED = 5
"""How many meetings of the working group a plan shows."""


# --- what is owed


@dataclass(frozen=True)
class Obligation:
    """The duty to have a strategy, as one reader may see it.

    paragraphs  those in force that speak of civilians under imminent threat
    leader      the post named to drive the strategy that is written; None where nobody is
    vacant      whether nobody holds that post today
    """

    owed: leading.Owed
    paragraphs: list[Paragraph]
    leader: Post | None
    vacant: bool


def obligation_of(standing: Standing) -> Obligation | None:
    """Whether the mission owes a strategy; None where no mandate this person may see asks for one.
    Four queries."""
    if not standing.reads("mandates"):
        return None
    rows = (
        paragraphs_for(standing)
        .filter(
            Q(resolution__until=None) | Q(resolution__until__gte=standing.on),
            kind=Paragraph.Kind.OPERATIVE,
            resolution__retired_on=None,
        )
        .exclude(poc=False)
        .order_by("resolution__adopted", "order")
    )
    paragraphs = [row for row in rows if leading.imminent(row.words)]
    now = in_force(standing.mission)
    until = now.valid_until if now else None
    owed = leading.strategy_owed(
        [paragraph.resolution.adopted for paragraph in paragraphs], until, standing.on
    )
    if owed is None:
        return None
    plan = plans_for(standing).order_by("strategy__edition").last()
    leader = plan.leader if plan else None
    return Obligation(owed, paragraphs, leader, leader is not None and vacant(leader, standing.on))


def vacant(post: Post, on: date) -> bool:
    """Whether nobody holds a post on a day. One query."""
    return not Holding.objects.filter(current(on), post=post, person__is_active=True).exists()


# --- the working group meets


def meetings_of(standing: Standing, plan: DraftingPlan) -> list[Meeting]:
    """The newest meetings of the forum the working group meets in, as far as this person may see
    them. One query."""
    if plan.forum_id is None or not standing.reads("fora"):
        return []
    rows = meetings_for(standing).filter(forum=plan.forum_id).order_by("-starts_at")
    return list(rows[:LISTED])


# --- how long it is


def lengths_of(standing: Standing, strategy: Strategy) -> list[Length]:
    """The sections this person may see, measured: a paragraph is tied to something where it names
    a place at risk, an activity's code, who leads or supports one, or a post. Four queries."""
    texts = {
        section.letter: section.text
        for section in sections_for(standing).filter(strategy=strategy).order_by("letter")
    }
    lines = list(lines_for(standing))
    ties: set[Any] = {line.code for line in lines} | set(leads(lines))
    ties |= set(Post.objects.filter(mission=standing.mission).values_list("title", flat=True))
    if standing.reads("risks"):
        ties |= set(risks_for(standing).order_by().values_list("place__name", flat=True))
    return measure(texts, ties)


def newest(standing: Standing) -> Strategy | None:
    """The newest edition this person may see."""
    return strategies_for(standing).order_by("edition").last()
