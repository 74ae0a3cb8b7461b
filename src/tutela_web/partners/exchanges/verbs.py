"""How it is recorded what passed between houses at a meeting, and answered."""

from __future__ import annotations

from typing import TypedDict

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.links.verbs import has_words
from tutela_web.partners.exchanges.models import ELSEWHERE, HEARD, Exchange
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.verbs import require_depth
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk

ACT = "keep_fora"
Kind = Exchange.Kind


class ExchangeInput(TypedDict, total=False):
    """What passed: its kind (Exchange.Kind), with whom, about what, in which words; `level`, the
    priority they give a risk; `approved_by`, of what is conveyed."""

    kind: str
    partner: Partner | None
    office: str
    risk: Risk | None
    says: str
    level: int | None
    gap: str
    approved_by: Post | None
    invented: bool


@one_at_a_time(hold)
def exchange(meeting: Meeting, fields: ExchangeInput, *, by: Standing) -> Exchange:
    """Record one thing that passed between the mission and another house at a meeting.

    A risk is conveyed only once it was agreed, and in wording a post approved. What came through a
    conduit names the conduit alone.
    Source  Framework, templates B, D, F, H and I.
    Raises  Denied without the act keep_fora in its area; NotNow for a meeting called off or not
            begun; BadParameter for what does not pass in such a forum, without words, without the
            risk, gap or conduit it is about, or for more than a partner accepts.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    if meeting.state == Meeting.State.OFF or meeting.starts_at > clock.now(by.mission):
        raise NotNow(
            say("this meeting was cancelled, or has not begun"),
            next=say("record it after the meeting"),
        )
    kind, partner, risk = fields.get("kind"), fields.get("partner"), fields.get("risk")
    if kind not in HEARD.get(Forum.Kind(meeting.forum.kind), ELSEWHERE):
        raise BadParameter(say("this does not pass in such a forum"), next=say("choose another"))
    if not has_words(fields, "says"):
        raise BadParameter(say("what passed has words"), next=say("write them, without sources"))
    by.require_ours(partner, risk, fields.get("approved_by"))
    _require_fitting(Kind(kind), fields)
    marking = max(
        meeting.classification,
        risk.classification if risk else 0,
        risk.place.classification if risk else 0,
        partner.classification if partner else 0,
    )
    by.require_marking("fora", marking)
    said = Exchange(
        meeting=meeting,
        side=_side(meeting.forum, partner) if kind == Kind.READING else "",
        area=meeting.area,
        classification=marking,
        known_at=clock.now(by.mission),
        **fields,
    )
    return records.create(said, mission=by.mission, by=by.person)


def _require_fitting(kind: Kind, fields: ExchangeInput) -> None:
    """What a kind of exchange must name, and must not."""
    partner, risk = fields.get("partner"), fields.get("risk")
    if risk is not None and risk.compartment:
        raise BadParameter(say("this risk lies in a compartment"), next=say("leave the risk out"))
    if kind in Exchange.ABOUT_RISK and risk is None:
        raise BadParameter(say("this is about a risk"), next=say("choose the risk"))
    if kind == Kind.CONVEYED and risk is not None and risk.status != Risk.Status.ADOPTED:
        raise BadParameter(
            say("only an agreed risk may be conveyed"), next=say("have the forum adopt it first")
        )
    if kind == Kind.CONVEYED and fields.get("approved_by") is None:
        raise BadParameter(
            say("what is conveyed is worded and approved before"),
            next=say("choose the post that approved the wording"),
        )
    if kind in Exchange.GAPS and not has_words(fields, "gap"):
        raise BadParameter(say("an offer is made for a gap"), next=say("write what is missing"))
    if kind == Kind.THROUGH and (partner is None or not partner.conduit):
        raise BadParameter(
            say("information of others is recorded with its conduit, never with who gave it"),
            next=say("choose the partner it came through"),
        )
    unsaid = partner is None and not has_words(fields, "office")
    if unsaid and kind in Exchange.VOICED:
        raise BadParameter(say("somebody said it"), next=say("choose the partner or office"))
    if kind == Kind.THROUGH and has_words(fields, "office"):
        raise BadParameter(say("only the conduit is named"), next=say("leave the office blank"))
    require_depth(partner, "consulted")


def _side(forum: Forum, partner: Partner | None) -> Exchange.Side:
    host = partner.kind == Partner.Kind.HOST if partner else forum.kind == Forum.Kind.HOST
    return Exchange.Side.HOST if host else Exchange.Side.HUMANITARIAN


@one_at_a_time(hold)
def answer_exchange(exchange: Exchange, answer: str, *, version: int, by: Standing) -> Exchange:
    """Record the mission's answer to what was voiced or brought.

    Raises  Denied; BadParameter without words; NotNow for what is answered by nobody; Conflict.
    """
    by.require(ACT, area=exchange.area_id, of=exchange)
    if exchange.kind not in Exchange.INWARD:
        raise NotNow(say("this asks for no answer"))
    if not answer.strip():
        raise BadParameter(say("an answer needs text"), next=say("write them"))
    changes: dict[str, FieldValue] = {
        "answer": answer.strip(),
        "answered_on": clock.today(by.mission),
    }
    return records.edit(exchange, changes, version=version, by=by.person)
