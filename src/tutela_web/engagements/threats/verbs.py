"""How the approach to a priority threat is set, version by version."""

from __future__ import annotations

from typing import TypedDict

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.engagements.groups.verbs import DECIDE
from tutela_web.engagements.threats.models import ThreatApproach
from tutela_web.engagements.threats.queries import CRITICAL, HIGH
from tutela_web.links.verbs import has_words
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk

ACT = "shape_threat"
DISRUPT = ("disrupt", "disrupt_why", "limits", "harm_expected")


class ApproachInput(TypedDict, total=False):
    """One version of an approach: what is done and why here, with what, what falls to others, why
    it takes the place of the last; `disrupt`, of ThreatApproach.Disrupt, and what bounds it."""

    says: str
    context: str
    means: str
    others: str
    why: str
    disrupt: str
    disrupt_why: str
    limits: str
    harm_expected: str
    invented: bool


@one_at_a_time(hold)
def set_approach(risk: Risk, fields: ApproachInput, *, by: Standing) -> ThreatApproach:
    """Set what the mission does about a threat: the next version, and why it takes the place of the
    last. Whether the perpetrator's ability is disrupted is decided by the Head of Mission alone;
    what was decided before goes on as it stood.

    Raises  Denied without the act in the risk's area, or for a decision on disrupting by another
            post; NotNow for a risk of no high priority; BadParameter without words, without the why
            of a change, for a critical threat of which it is not said whether disrupting was
            considered, or for disrupting without limits and the harm to be expected.
    """
    by.require(ACT, area=risk.area_id, of=risk)
    if (risk.priority or 0) < HIGH or risk.status in Risk.OFF:
        raise NotNow(
            say("this threat has no high priority"),
            next=say("score it, or keep it in the register"),
        )
    hold(risk)  # one version at a time
    last = ThreatApproach.objects.filter(risk=risk).order_by("-number").first()
    if not has_words(fields, "says"):
        raise BadParameter(say("an approach must state what is done"), next=say("write it"))
    if last is not None and not has_words(fields, "why"):
        raise BadParameter(
            say("a new version needs the reason why the last one no longer applies"),
            next=say("write it"),
        )
    critical = (risk.priority or 0) >= CRITICAL
    disrupt_by = _require_disruption_decided(fields, last, critical=critical, by=by)
    marking = max(risk.classification, risk.place.classification, Classification.CONFIDENTIAL)
    by.require_marking("risks", marking)
    approach = ThreatApproach(
        risk=risk,
        number=last.number + 1 if last else 1,
        area=risk.area,
        classification=marking,
        compartment=risk.compartment,
        set_on=clock.today(by.mission),
        set_by=post_acting(by, ACT),
        known_at=clock.now(by.mission),
        disrupt_by=disrupt_by,
        **fields,
    )
    return records.create(approach, mission=by.mission, by=by.person)


def _require_disruption_decided(
    fields: ApproachInput, last: ThreatApproach | None, *, critical: bool, by: Standing
) -> Post | None:
    """By which post it was decided to disrupt the perpetrator or not; None where nobody decided."""
    disrupt = fields.get("disrupt") or ""
    if disrupt not in ThreatApproach.Disrupt.values:
        raise BadParameter(say("there is no such choice"))
    if critical and not disrupt:
        raise BadParameter(
            say("of a critical threat it is said whether disrupting was considered"),
            next=say("say so, and why"),
        )
    if disrupt and not has_words(fields, "disrupt_why"):
        raise BadParameter(say("a choice on disrupting needs a reason"), next=say("write it"))
    for_it = disrupt == ThreatApproach.Disrupt.YES
    if for_it and not has_words(fields, "limits", "harm_expected"):
        raise BadParameter(
            say("disrupting has limits, and what harm to civilians is to be expected"),
            next=say("write both"),
        )
    decided = (ThreatApproach.Disrupt.YES, ThreatApproach.Disrupt.NO)
    if disrupt not in decided:
        if last is not None and last.disrupt in decided:
            by.require(DECIDE)  # what was decided is taken back by who decides
        return None
    if last is not None and all(getattr(last, n) == (fields.get(n) or "") for n in DISRUPT):
        return last.disrupt_by
    by.require(DECIDE)
    return post_acting(by, DECIDE)
