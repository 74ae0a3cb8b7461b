"""How checks of humanitarian space are kept, and military delivery of aid is approved."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.coordination.space import LAST_RESORT, QUESTIONS
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea, Post
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.crisis.models import Tasking
from tutela_web.links.verbs import fields_bound_by_links, has_words, pk_of
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.space.models import OpenSite, SpaceCheck
from tutela_web.partners.space.queries import checks_for
from tutela_web.places.models import Place
from tutela_web.records import verbs as records

ACT = "keep_fora"
APPROVE = "accept_residual_risk"
"""Who answers for what the mission cannot do otherwise answers for aid by soldiers: the Head of
Mission."""


class CheckInput(TypedDict, total=False):
    """Of a check: its kind (SpaceCheck.Kind), what, on what day, where, with whom or for which
    office; `military`, whether soldiers would deliver; `answers`, words by question."""

    kind: str
    what: str
    on: date | None
    partner: Partner | None
    asked_by: str
    place: Place | None
    area: DutyArea | None
    tasking: Tasking | None
    military: bool
    answers: dict[str, str]
    outcome: str
    classification: int
    invented: bool


@transaction.atomic
def check_space(fields: CheckInput, *, by: Standing) -> SpaceCheck:
    """Record an access request, a joint task or a planned operation, and what was settled.

    Raises  Denied without the act keep_fora in its area; BadParameter without words or a day, for
            an access request nobody made, or soldiers where nobody asked for access.
    """
    values = _sound_values(fields, by)
    by.require(ACT, area=pk_of(values.get("area")))
    check = SpaceCheck(known_at=clock.now(by.mission), **values)
    return records.create(check, mission=by.mission, by=by.person)


APPROVED = frozenset(
    {"kind", "what", "military", "answers", "place", "area", "partner", "asked_by", "on"}
)
"""What stays as it stood when the Head of Mission approved it."""


@one_at_a_time(hold)
def edit_check(
    check: SpaceCheck, changes: CheckInput, *, version: int, by: Standing, reason: str = ""
) -> SpaceCheck:
    """Put a check right, answer its questions, record its outcome; what was approved stays.

    Raises  as check_space; Conflict; NotNow where soldiers deliver as approved.
    """
    by.require(ACT, area=check.area_id, of=check)
    before: CheckInput = {
        "kind": check.kind,
        "what": check.what,
        "on": check.on,
        "partner": check.partner,
        "asked_by": check.asked_by,
        "place": check.place,
        "area": check.area,
        "military": check.military,
        "answers": check.answers,
        "classification": check.classification,
    }
    values = _sound_values({**before, **changes}, by)
    by.require(ACT, area=pk_of(values.get("area")))
    held: dict[str, Any] = {**before}
    changed = records.differing(held, values)
    if check.approved_on and changed.keys() & APPROVED:
        raise NotNow(say("this was approved as it stands"), next=say("record another request"))
    return records.edit(
        check, changed, version=version, by=by.person, reason=reason, seen=checks_for(by)
    )


def _sound_values(fields: CheckInput, by: Standing) -> dict[str, Any]:
    """The values of a check as they are kept."""
    kind = fields.get("kind")
    if kind not in SpaceCheck.Kind.values:
        raise BadParameter(say("there is no such kind of check"))
    if not has_words(fields, "what") or not fields.get("on"):
        raise BadParameter(say("a check needs its subject and its date"), next=say("write both"))
    asked = fields.get("partner") is not None or has_words(fields, "asked_by")
    if kind == SpaceCheck.Kind.ACCESS and not asked:
        raise BadParameter(
            say("access is helped where somebody asked for it"), next=say("say who asked")
        )
    if fields.get("military") and kind != SpaceCheck.Kind.ACCESS:
        raise BadParameter(say("soldiers deliver aid only where access was asked for"))
    tasking = fields.get("tasking")
    if tasking is not None and kind != SpaceCheck.Kind.TASK:
        raise BadParameter(
            say("a tasking is checked as a joint task"),
            where="kind",
            next=say("choose the kind joint task, or leave the tasking out"),
        )
    known = {*QUESTIONS[str(kind)], *LAST_RESORT}
    answers = {
        name: words.strip()
        for name, words in (fields.get("answers") or {}).items()
        if name in known and words.strip()
    }
    values: dict[str, Any] = {**fields, "answers": answers}
    if tasking is not None:
        values["classification"] = max(fields.get("classification", 0), tasking.classification)
    return fields_bound_by_links(values, by, kind="fora")


@transaction.atomic
def approve_delivery(check: SpaceCheck, *, version: int, by: Standing) -> SpaceCheck:
    """Approve that soldiers deliver aid, as a last resort, on request.

    Raises  Denied for anybody but the Head of Mission; NotNow where nobody asks for it, twice, or
            before the request and the reason are written; Conflict.
    """
    by.require(APPROVE, of=check)
    check = hold(check)
    if version != check.version:  # nobody approves words they have not read
        raise Conflict(
            "the request was changed meanwhile",
            fields={},
            version=check.version,
            next="read it as it stands now, then approve it",
        )
    if not check.waits:
        raise NotNow(say("nothing waits for approval here"))
    if check.open_questions:
        raise NotNow(
            say("the request and the reason why nobody else can are not written"),
            next=say("have them written first"),
        )
    changes: dict[str, FieldValue] = {
        "approved_by": post_acting(by, APPROVE),
        "approved_on": clock.today(by.mission),
    }
    return records.edit(check, changes, version=version, by=by.person)


@transaction.atomic
def open_site(
    check: SpaceCheck, place: Place, watched_by: Post | None, *, by: Standing
) -> OpenSite:
    """Name a site where civilians could suffer reprisals, and who watches it.

    Raises  Denied; BadParameter for what belongs to another mission, or one named already.
    """
    by.require(ACT, area=check.area_id, of=check)
    by.require_ours(place, watched_by)
    if check.sites.filter(place=place).exists():
        raise BadParameter(say("this site is named already"))
    site = OpenSite.objects.create(
        check_of=check, place=place, watched_by=watched_by, since=clock.today(by.mission)
    )
    trail.record(
        "create", mission=by.mission, by=by.person, kind="opensite", subject=site.pk, check=check.pk
    )
    return site
