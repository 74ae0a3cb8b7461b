"""A concern outside the scope of the strategy, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.fields import text
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import NO_NAMES, RiskChoice
from tutela_web.links.verbs import in_whole_mission, not_ahead
from tutela_web.partners.partner.queries import partners_for, standing_partners
from tutela_web.partners.sides.queries import protectors_for, standing_protectors
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.partners.wider.queries import whole_concerns
from tutela_web.partners.wider.verbs import ACT, take_back
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, RecordKind, Titles
from tutela_web.records.models import Record
from tutela_web.records.verbs import draft_of
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.risk.verbs import set_outside


def _lines(standing: Standing) -> QuerySet[Risk]:
    return risks_for(standing).select_related("place")


def _open_lines(standing: Standing) -> QuerySet[Risk]:
    lines = _lines(standing).exclude(status__in=(Risk.Status.CLOSED, Risk.Status.OUTSIDE))
    return lines.order_by("place__name", "actor")


def _rules(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    """Who answers for it is said, and it is never marked lower than what it names."""
    concern = draft_of(WiderConcern, values)
    if not (concern.protector or concern.partner or concern.office):
        raise BadParameter(
            say("a concern outside the scope must be referred to the responsible actor"),
            next=say("choose a protection actor or a partner, or name the office"),
        )
    not_ahead(concern.referred_on, by)
    links = (concern.risk, concern.protector, concern.partner)
    named: list[Record] = [record for record in links if record is not None]
    if (risk := concern.risk) is not None:
        if risk.compartment:
            raise BadParameter(
                say("this risk lies in a compartment"), next=say("leave the risk out")
            )
        named.append(risk.place)
    asked = concern.classification
    marking = max([asked, *(record.classification for record in named)])
    by.require_marking("strategy", marking)
    return values | {"classification": marking}


def _values_with_decider(values: Mapping[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    decided: dict[str, FieldValue] = {
        "decided_by": post_acting(by, ACT),
        "decided_on": clock.today(by.mission),
    }
    risk = values.get("risk")
    return decided | ({"area": risk.area} if isinstance(risk, Risk) else {})


def _leave_priorities(concern: WiderConcern, by: Standing) -> None:
    """A line of the register leaves the priorities; its value and its history stay."""
    if concern.risk is not None:
        set_outside(concern.risk, by=by, version=concern.risk.version)


def _still_outside(
    concern: WiderConcern, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, FieldValue]:
    if concern.back_on is not None:
        raise NotNow(
            say("this was taken back in"), next=say("record it as outside the scope again")
        )
    return {}


def _initial_values(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    risk = asked.get("risk", "")
    return {"risk": _lines(standing).filter(pk=risk).first()} if is_id(risk) else {}


def _extra_context(standing: Standing, concern: WiderConcern) -> dict[str, Any]:
    may = standing.may(ACT) and concern.back_on is None
    return {"back": BACK.form_for(standing), "may_back": may, "may_write": may}


CONCERN = RecordKind(
    WiderConcern,
    name="concern",
    room="partners",
    path="wider",
    reads="strategy",
    act=ACT,
    acts=in_whole_mission(ACT),
    rows=whole_concerns,
    rules=_rules,
    takes=_values_with_decider,
    follows=_leave_priorities,
    amends=_still_outside,
    begun=_initial_values,
    listed=False,
    titles=Titles(
        one=_("Concern"),
        many=_("Outside the scope"),
        add=_("Record a concern outside the scope"),
        none=_("No concern you may read is outside the scope."),
        words=_("It remains listed separately, with its reason and the responsible actor."),
    ),
    fields=(
        Field(
            "risk",
            _("Line of the register"),
            _("It leaves the priorities of the register and is listed apart."),
            says={None: _("none: it never stood on the register")},
            control=lambda: RiskChoice(Risk.objects.none(), required=False),
            choices=_open_lines,
            linked=_lines,
            page="risk:risk",
            only="new",
        ),
        Field("what", _("Concern")),
        Field("reason", _("Why it lies outside the scope of the strategy"), lines=3),
        Field(
            "protector",
            _("Protection actor who answers for it"),
            choices=standing_protectors,
            linked=protectors_for,
            unknown=_("none"),
        ),
        Field(
            "partner",
            _("Partner who answers for it"),
            choices=standing_partners,
            linked=partners_for,
            unknown=_("none"),
        ),
        Field("office", _("Another office who answers for it"), NO_NAMES, unknown=_("none")),
        Field(
            "referred_on",
            _("Referred on"),
            _("Left blank: nobody was told yet."),
            says={None: _("not told yet")},
            tones={None: "warn"},
        ),
        AREA,
        CLASSIFICATION,
    ),
    columns=(),
    history=("back_on", "back_why"),
    page_beside=_extra_context,
    page_template="partners/concern.html",
)

BACK = Act(
    take_back,
    on=CONCERN,
    path="wider/<uuid:pk>/back/",
    name="concern_back",
    form="back",
    fields={"why": text(_("Why"), 3000, rows=2)},
)
