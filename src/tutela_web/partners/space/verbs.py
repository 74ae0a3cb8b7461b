"""How checks of humanitarian space are kept, and military delivery of aid is approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela.coordination.space import LAST_RESORT, QUESTIONS
from tutela_web.access import audit
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.access.queries import post_acting
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, NotNow
from tutela_web.links.verbs import fields_bound_by_links, pk_of
from tutela_web.partners.space.models import OpenSite, SpaceCheck
from tutela_web.partners.space.queries import checks_for
from tutela_web.places.models import Place
from tutela_web.records import verbs as records

ACT = "keep_fora"
APPROVE = "accept_residual_risk"
"""Who answers for what the mission cannot do otherwise answers for aid by soldiers: the Head of
Mission."""


@transaction.atomic
def check_space(fields: Mapping[str, Any], *, by: Standing) -> SpaceCheck:
    """Record an access request, a joint task or a planned operation, and what was settled.

    Raises  Denied without the act keep_fora in its area; BadParameter without words or a day, for
            an access request nobody made, or soldiers where nobody asked for access.
    """
    values = _values(dict(fields), by)
    by.require(ACT, area=pk_of(values.get("area")))
    made = SpaceCheck(known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


APPROVED = frozenset(
    {"kind", "what", "military", "answers", "place", "area", "partner", "asked_by", "on"}
)
"""What stays as it stood when the Head of Mission approved it."""


@transaction.atomic
def edit_check(
    check: SpaceCheck, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> SpaceCheck:
    """Put a check right, answer its questions, record its outcome; what was approved stays.

    Raises  as check_space; Conflict; NotNow where soldiers deliver as approved.
    """
    by.require(ACT, area=check.area_id, of=check)
    names = (
        "kind",
        "what",
        "on",
        "partner",
        "asked_by",
        "place",
        "area",
        "military",
        "answers",
        "classification",
    )
    before = {name: getattr(check, name) for name in names}
    values = _values(before | dict(changes), by)
    by.require(ACT, area=pk_of(values.get("area")))
    changed = records.differing(before, values)
    if check.approved_on and changed.keys() & APPROVED:
        raise NotNow(say("this was approved as it stands"), next=say("record another request"))
    return records.edit(
        check, changed, version=version, by=by.person, reason=reason, seen=checks_for(by)
    )


def _values(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    kind = values.get("kind")
    if kind not in SpaceCheck.Kind.values:
        raise BadParameter(say("there is no such kind of check"))
    if not str(values.get("what", "")).strip() or not values.get("on"):
        raise BadParameter(say("a check says what, and on what day"), next=say("write both"))
    asked = values.get("partner") is not None or str(values.get("asked_by", "")).strip()
    if kind == SpaceCheck.Kind.ACCESS and not asked:
        raise BadParameter(
            say("access is helped where somebody asked for it"), next=say("say who asked")
        )
    if values.get("military") and kind != SpaceCheck.Kind.ACCESS:
        raise BadParameter(say("soldiers deliver aid only where access was asked for"))
    known = {*QUESTIONS[str(kind)], *LAST_RESORT}
    answers = values.get("answers") or {}
    values["answers"] = {
        name: words.strip() for name, words in answers.items() if name in known and words.strip()
    }
    return fields_bound_by_links(values, by, kind="fora")


@transaction.atomic
def approve_delivery(check: SpaceCheck, *, version: int, by: Standing) -> SpaceCheck:
    """Approve that soldiers deliver aid, as a last resort, on request.

    Raises  Denied for anybody but the Head of Mission; NotNow where nobody asks for it, twice, or
            before the request and the reason are written; Conflict.
    """
    by.require(APPROVE, of=check)
    check = SpaceCheck.objects.select_for_update().get(pk=check.pk)
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
    changes = {"approved_by": post_acting(by, APPROVE), "approved_on": clock.today(by.mission)}
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
    made = OpenSite.objects.create(
        check_of=check, place=place, watched_by=watched_by, since=clock.today(by.mission)
    )
    audit.record(
        "create", mission=by.mission, by=by.person, kind="opensite", subject=made.pk, check=check.pk
    )
    return made
