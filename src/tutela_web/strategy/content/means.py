"""What records say for section F: resources, how they are shared, gaps, what is beyond the mission.

All of it is for holders of the compartment capacity alone: section F lies in it.
"""

from __future__ import annotations

from tutela.base.messages import Sentence, say, term
from tutela.strategy.text import means as core
from tutela.strategy.text.prefill import points_under
from tutela_web.access.policy import Standing
from tutela_web.deployment.allocation.models import Allocation, AllocationShare
from tutela_web.deployment.allocation.queries import (
    KIND,
    allocation_in_force,
    resources_by_kind,
)
from tutela_web.deployment.allocation.reserve_queries import reserves_shown
from tutela_web.deployment.gap.queries import gaps_of, open_needs
from tutela_web.deployment.options.queries import (
    beyond_listed,
    options_of_needs,
    without_strategy,
)
from tutela_web.look.translate import say_in_page_language


def means_in_f(standing: Standing, marking: int) -> list[str]:
    """The paragraphs of section F that records give; nothing for who reads no means.

    Takes   marking of the strategy: no record marked higher is told.
    """
    if not standing.reads(KIND):
        return []
    return [
        *_say_resources(standing, marking),
        *_say_sharing(standing, marking),
        *_say_gaps(standing, marking),
        *_say_beyond(standing, marking),
        *_without_strategy(standing, marking),
        *_say_reserves(standing, marking),
    ]


def _say_resources(standing: Standing, marking: int) -> list[Sentence]:
    kinds = {
        str(kind.kind): [
            core.Figure(row.what, row.figure, row.measure, row.as_of)
            for row in kind.rows
            if row.classification <= marking
        ]
        for kind in resources_by_kind(standing)
    }
    return core.resources_told(kinds)


def _say_sharing(standing: Standing, marking: int) -> list[str]:
    allocation = allocation_in_force(standing)
    if allocation is None or allocation.agreed_on is None or allocation.classification > marking:
        return []
    head = core.rule_told(allocation.title, allocation.rule, allocation.agreed_on)
    points = [f"- {_share_told(share, allocation)}" for share in allocation.shares.all()]
    return [head, *points]


def _share_told(share: AllocationShare, allocation: Allocation) -> str:
    figures = [
        (share.units, say("units")),
        (share.hours, say("hours")),
        (share.staff, say("staff")),
        (share.funds, allocation.currency or say("funds")),
    ]
    shares = [f"{n:,.0f} {say_in_page_language(of)}" for n, of in figures if n is not None]
    return f"{share.what}: {', '.join(shares) or say_in_page_language(term('missing'))}"


def _say_gaps(standing: Standing, marking: int) -> list[str]:
    gaps = gaps_of(standing, open_needs(standing).filter(classification__lte=marking))
    if not gaps:
        return []
    met = [gap.met for gap in gaps]
    options = options_of_needs(standing, [gap.need for gap in gaps])
    points = [
        f"- {gap.need.title}: {say_in_page_language(gap.sentence)}; "
        + say_in_page_language(
            core.options_told(weighed.tried, weighed.possible, weighed.ruled_out, weighed.left)
        )
        for gap, weighed in zip(gaps, options, strict=True)
    ]
    return points_under(core.gaps_head(len(gaps), met.count("short"), met.count("unknown")), points)


def _say_beyond(standing: Standing, marking: int) -> list[str]:
    sentences = [
        core.beyond_told(row.need.title, row.what, row.all_the_same, str(state.label))
        for row, state in beyond_listed(standing)
        if row.classification <= marking
    ]
    points = [f"- {say_in_page_language(sentence)}" for sentence in sentences]
    return points_under(say("Beyond the mission’s ability to protect:"), points)


def _without_strategy(standing: Standing, marking: int) -> list[str]:
    points = [
        f"- {row.area}: {row.get_cause_display()}. {row.why} {row.all_the_same}"
        for row in without_strategy(standing)
        if row.classification <= marking
    ]
    return points_under(say("Areas without a viable strategy, and what is done there:"), points)


def _say_reserves(standing: Standing, marking: int) -> list[str]:
    sentences = [
        core.reserve_told(shown.reserve.name, shown.left.whole, shown.left.floor)
        for shown in reserves_shown(standing)
        if shown.reserve.classification <= marking
    ]
    points = [f"- {say_in_page_language(sentence)}" for sentence in sentences]
    return points_under(say("Crisis reserve:"), points)
