"""How a concern is kept outside the scope of the strategy, referred, and taken back in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.access.queries import post_acting
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.markings import Classification
from tutela_web.links.verbs import not_ahead
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.partners.wider.queries import concerns_for
from tutela_web.records import verbs as records
from tutela_web.risk.verbs import set_outside, take_inside

ACT = "adopt_risk"
TO = ("protector", "partner", "office")


@transaction.atomic
def keep_outside(fields: Mapping[str, Any], *, by: Standing) -> WiderConcern:
    """Keep a protection concern outside the scope of the strategy: why, and who answers for it. A
    line of the register leaves the priorities; its value and its history stay.

    Source  Framework, paragraph 2, footnote 3.
    Raises  Denied; BadParameter without what, why, or who answers for it, for a risk of a
            compartment, a referral ahead, or what belongs to another mission; NotNow for a line
            that is closed or outside already; Conflict where it changed meanwhile.
    """
    by.require(ACT)
    values = _concern(dict(fields), by)
    if (risk := values.get("risk")) is not None:
        values["area"] = risk.area
        set_outside(risk, by=by, version=risk.version)
    made = WiderConcern(
        decided_by=post_acting(by, ACT),
        decided_on=clock.today(by.mission),
        known_at=clock.now(by.mission),
        **values,
    )
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_concern(
    one: WiderConcern, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> WiderConcern:
    """Put it right: its words, who answers for it, the day it was referred. Its line stays.

    Raises  as keep_outside; NotNow once it was taken back in; Conflict.
    """
    by.require(ACT, of=one)
    if one.back_on is not None:
        raise NotNow(say("this was taken back in"), next=say("keep it outside anew"))
    names = ("what", "reason", "risk", "area", "referred_on", "classification", *TO)
    now = WiderConcern.objects.get(pk=one.pk)
    values = _concern({name: getattr(now, name) for name in names} | dict(changes), by)
    kept = {name: values[name] for name in changes if name != "risk"}
    return records.edit(
        one, kept, version=version, by=by.person, reason=reason, seen=concerns_for(by)
    )


@transaction.atomic
def take_back(one: WiderConcern, why: str, *, version: int, by: Standing) -> WiderConcern:
    """Take a concern back into the scope, for a reason; its line stands among the priorities again.

    Raises  Denied; BadParameter without a reason; NotNow if it was taken back before; Conflict.
    """
    by.require(ACT, of=one)
    if not why.strip():
        raise BadParameter(say("a concern is taken back in for a reason"), next=say("write it"))
    if one.back_on is not None:
        raise NotNow(say("this was taken back in"), next=say("look at it anew"))
    changes = {
        "back_on": clock.today(by.mission),
        "back_by": post_acting(by, ACT),
        "back_why": why.strip(),
    }
    saved = records.edit(one, changes, version=version, by=by.person)
    line = WiderConcern.objects.select_related("risk").get(pk=one.pk).risk
    if line is not None and line.status == line.Status.OUTSIDE:
        take_inside(line, by=by)
    return saved


def _concern(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    for name in ("what", "reason"):
        if not str(values.get(name) or "").strip():
            raise BadParameter(
                say("a concern outside the scope says what it is, and why"), next=say("write both")
            )
    if not any(str(values.get(name) or "").strip() for name in TO):
        raise BadParameter(
            say("a concern outside the scope is referred to who answers for it"),
            next=say("choose a protection actor or a partner, or name the office"),
        )
    not_ahead(values.get("referred_on"), by)
    links = {
        name: values[name] for name in ("risk", "protector", "partner", "area") if values.get(name)
    }
    by.require_ours(*links.values())
    links.pop("area", None)
    if (risk := links.get("risk")) is not None:
        if risk.compartment:
            raise BadParameter(
                say("this risk lies in a compartment"), next=say("leave the risk out")
            )
        links["place"] = risk.place
    given = values.get("classification", Classification.CONFIDENTIAL)
    values["classification"] = max([given, *(one.classification for one in links.values())])
    by.require_marking("strategy", values["classification"])
    return values
