"""What leaders decided and reviewed of a strategy, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.strategy import leading
from tutela.strategy.elements import SECTIONS
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing, acts
from tutela_web.base import clock
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.models import Action
from tutela_web.fora.forum.queries import actions_for
from tutela_web.look.translate import word
from tutela_web.partners.delegations.models import Delegation
from tutela_web.partners.delegations.queries import (
    HEAD,
    arrived_at_head,
    delegations_for,
    holds_on,
)
from tutela_web.partners.roles.queries import lines_unconfirmed
from tutela_web.programme.duties.queries import duties_for as leader_duties
from tutela_web.review.amber.models import Amendment
from tutela_web.review.amber.queries import amendments_for
from tutela_web.review.rounds.queries import reviews_for
from tutela_web.strategy.consulting.models import DraftingPlan, PlanStep
from tutela_web.strategy.consulting.queries import consultations_for, plan_of, waivers_for
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.queries import answers_awaited, steps_for
from tutela_web.strategy.leading.queries import vacant
from tutela_web.warning.board.queries import is_overdue
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert

LEADERS = frozenset({"head_of_mission", "chief_of_staff", "force_commander", "police_commander"})
"""Roles of the senior mission leadership."""


@dataclass(frozen=True)
class Deed:
    """One decision or review by a leader: when, by which post, what, and in which part."""

    on: date
    post: str
    what: str
    about: str = ""
    after: bool = False


DECIDES, WAIVES = "endorse_strategy", "waive_element"
"""The acts by which amendments and unsafe consultations are decided."""


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits on a post: what kind, what, where it is done, by when."""

    kind: str
    what: str
    url: str
    due: date | None = None
    late: bool = False


@dataclass(frozen=True)
class Leadership:
    """The leadership log of a strategy.

    quiet    days without a deed, where too many
    waiting  all that waits on the post of who drives it, what is late first
    """

    plan: DraftingPlan | None
    vacant: bool
    deeds: list[Deed]
    quiet: int | None
    waiting: list[WaitingItem]
    by_deputy: list[tuple[Post, list[Delegation]]]


def leadership_of(standing: Standing, strategy: Strategy) -> Leadership:
    """What leaders decided and reviewed, newest first, and what waits on who drives it. At most
    seventeen queries."""
    shown = plan_of(standing, strategy)
    plan = shown.plan if shown else None
    titles = set(
        Post.objects.filter(mission=standing.mission, role__in=LEADERS).values_list(
            "title", flat=True
        )
    )
    ended = strategy.steps.filter(step="endorsed_head").values_list("on", flat=True).first()
    deeds = [
        Deed(deed.on, deed.post, deed.what, deed.about, ended is not None and deed.on > ended)
        for deed in _deeds(standing, strategy, plan)
        if _leads(deed.post, titles)
    ]
    began = plan.begins if plan else strategy.entered_at.date()
    quiet = leading.quiet_since([deed.on for deed in deeds], began, standing.on)
    return Leadership(
        plan,
        plan is not None and vacant(plan.leader, standing.on),
        sorted(deeds, key=lambda deed: deed.on, reverse=True),
        quiet if strategy.state != "superseded" else None,
        waiting_on(standing, strategy, plan.leader, shown.steps) if plan and shown else [],
        _by_deputy(standing),
    )


def _by_deputy(standing: Standing) -> list[tuple[Post, list[Delegation]]]:
    """What the Head of Mission delegates today, by the deputy it goes through. One query."""
    now = list(delegations_for(standing).filter(holds_on(standing)))
    deputies = {one.through_id: one.through for one in now}
    return [(post, [one for one in now if one.through_id == pk]) for pk, post in deputies.items()]


def waiting_on(
    standing: Standing, strategy: Strategy, post: Post, steps: Iterable[PlanStep]
) -> list[WaitingItem]:
    """All that waits on a post, as far as this person may see it: of the strategy, of meetings, of
    duties and roles, of alerts. At most nine queries, and those of the alerts."""
    items = [*_of_strategy(standing, strategy, post, steps), *_of_duties(standing, post)]
    if standing.reads("fora"):
        actions = actions_for(standing).filter(owner=post, state=Action.State.OPEN)
        for action in actions.order_by("due", "entered_at"):
            there = ("fora:meeting", action.meeting_id)
            items.append(_waits(standing, _("Action of a meeting"), action.what, there, action.due))
    if standing.reads("alerts"):
        for alert in _alerts_waiting(standing, post):
            url = ("crisis:decision", alert.pk)
            overdue = is_overdue(alert.now, clock.now(standing.mission))
            told = str(alert.now.get_state_display())
            item = _waits(standing, _("Alert"), f"{alert}, {told}", url)
            items.append(replace(item, late=overdue or alert.now.state == "expired"))
    return sorted(items, key=lambda one: (not one.late, one.due or date.max))


def _alerts_waiting(standing: Standing, post: Post) -> list[Alert]:
    """The open alerts of a post that nobody decided; those that came up, where it is the Head of
    Mission's."""
    own = alerts_that_run(standing, Q(owner_post=post))
    waiting = [one for one in own if "decided" not in one.now.moments]
    if post.role == HEAD:
        waiting += arrived_at_head(standing)
    return list({one.pk: one for one in waiting}.values())


def _waits(
    standing: Standing, kind: str, what: str, to: tuple[str, UUID], due: date | None = None
) -> WaitingItem:
    url = reverse(to[0], args=[standing.mission.code, to[1]])
    return WaitingItem(kind, what, url, due, due is not None and due < standing.on)


def _of_strategy(
    standing: Standing, strategy: Strategy, post: Post, steps: Iterable[PlanStep]
) -> Iterable[WaitingItem]:
    plan = ("strategy:plan", strategy.pk)
    for step in steps:
        if step.done_on is None and step.owner_id == post.pk:
            words = str(step.get_step_display())
            yield _waits(standing, _("Step of drafting"), words, plan, step.due)
    if post.role in acts()[DECIDES]:
        rows = amendments_for(standing).filter(strategy=strategy, state=Amendment.State.OPEN)
        for row in rows:
            words = f"{row.letter}. {word(SECTIONS[row.letter])}"
            yield _waits(standing, _("Amendment to decide"), words, ("review:amendment", row.pk))
    for words in answers_awaited(standing, strategy, post.role):
        there = ("strategy:endorsement", strategy.pk)
        yield _waits(standing, _("Draft to answer"), word(words), there)
    for review in reviews_for(standing).filter(strategy=strategy, owner=post, closed_on=None):
        there, words = ("review:review", strategy.pk), str(review.get_kind_display())
        yield _waits(standing, _("Review"), words, there, review.due)
    if post.role in acts()[WAIVES]:
        unsafe = consultations_for(standing).filter(
            strategy=strategy, safe=False, decided_on=None, held_on=None, called_off_on=None
        )
        for asked in unsafe.order_by("planned_on", "entered_at"):
            there = ("strategy:consultation", asked.pk)
            kind = _("Consultation that is not safe")
            yield _waits(standing, kind, asked.who, there, asked.planned_on)


def _of_duties(standing: Standing, post: Post) -> Iterable[WaitingItem]:
    for duty in leader_duties(standing).filter(post=post, reported_on=None):
        url = reverse("programme:duties", args=[standing.mission.code])
        late = duty.report_due < standing.on
        yield WaitingItem(_("Report of a duty"), duty.source, url, duty.report_due, late)
    for line in lines_unconfirmed(standing, post):
        there = ("partners:role", line.pk)
        yield _waits(standing, _("Responsibility to confirm"), f"{line.code} {line.says}", there)
    lapsed = residuals_for(standing).filter(accepted_by=post, ended_on=None, until__lt=standing.on)
    for risk in lapsed.order_by("until", "pk"):
        there = ("engagements:residual", risk.pk)
        yield _waits(standing, _("Accepted risk that lapsed"), risk.what, there, risk.until)


def _leads(post: str, titles: set[str]) -> bool:
    """Whether words that name a post name one of the leadership: "Head of Mission (acting)" too."""
    return any(post.startswith(title) for title in titles)


def _deeds(standing: Standing, strategy: Strategy, plan: DraftingPlan | None) -> Iterable[Deed]:
    if plan is not None:
        yield Deed(plan.named_on, plan.named_by.title, "named", plan.leader.title)
        for step in plan.steps.exclude(done_by=None).select_related("done_by"):
            if step.done_on is not None and step.done_by is not None:
                yield Deed(step.done_on, step.done_by.title, "step", step.came_of)
    for waiver in waivers_for(standing).filter(strategy=strategy):
        yield Deed(waiver.given_on, waiver.given_by.title, "left out", waiver.why)
    for signed in steps_for(standing).filter(strategy=strategy):
        yield Deed(signed.on, signed.post, "signed", signed.get_step_display())
    for review in reviews_for(standing).filter(strategy=strategy).exclude(closed_on=None):
        if review.closed_on is not None:
            yield Deed(review.closed_on, review.closed_by, "review", review.came_of)
    for amendment in amendments_for(standing).filter(strategy=strategy).exclude(decided_on=None):
        if amendment.decided_on is not None:
            yield Deed(
                amendment.decided_on,
                amendment.decided_by,
                amendment.get_state_display(),
                amendment.decided_why,
            )
