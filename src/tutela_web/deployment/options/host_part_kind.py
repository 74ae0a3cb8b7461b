"""Who acts for civilians in an area, the host state, both or the mission, as a kind of record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.deployment.options.models import HostPart
from tutela_web.deployment.options.queries import HOST_KIND, host_parts_for
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION, field_offices
from tutela_web.links.verbs import in_whole_mission, not_ahead
from tutela_web.partners.roles.kind import ROLES
from tutela_web.partners.roles.verbs import ACT
from tutela_web.records.kinds import Field, RecordKind, Titles

LOOKED_AT_WITHIN = timedelta(days=90)
"""When a part is looked at again, unless another day is given [P]."""


class HostPartInput(TypedDict, total=False):
    """The fields of such a part that its rules ask."""

    area: DutyArea | None
    part: str
    evidence: str
    since: date
    review_on: date | None


def _rules(values: HostPartInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("evidence"))
    not_ahead(values["since"], by)
    if values.get("area") is None:
        raise BadParameter(
            say("it is said of an area"), where="area", next=say("choose the area it is true of")
        )
    if values["part"] == HostPart.Part.UNKNOWN:
        return dict(values)
    if not values.get("evidence"):
        raise BadParameter(
            say("nobody can see on what this rests"),
            where="evidence",
            next=say("write the evidence, or choose not known"),
        )
    if values.get("review_on") is None:
        raise BadParameter(
            say("this changes with time"), where="review_on", next=say("give the day to review it")
        )
    return dict(values)


HOST_PART = RecordKind(
    HostPart,
    name="host_part",
    list_name="partners:host",
    room="deployment",
    path="host-parts",
    reads=HOST_KIND,
    act=ACT,
    acts=in_whole_mission(ACT),
    rows=host_parts_for,
    rules=_rules,
    listed=False,
    above=(ROLES,),
    initial=lambda standing: {
        "classification": 1,
        "since": standing.on,
        "review_on": standing.on + LOOKED_AT_WITHIN,
    },
    titles=Titles(
        one=_("Who acts for civilians in an area"),
        many=_("The host state"),
        add=_("State who acts in an area"),
        none=_("Of no area it is stated who acts."),
        words=_("What is stated last holds. The host state comes first in protecting its people."),
        button=_("Record it"),
    ),
    fields=(
        Field(
            "area",
            _("Area"),
            needed=True,
            choices=field_offices,
            linked=lambda standing: DutyArea.objects.filter(mission=standing.mission).defer(
                "boundary"
            ),
        ),
        Field(
            "part",
            _("Who acts"),
            tones={HostPart.Part.MISSION: "warn", HostPart.Part.JOINT: "part"},
        ),
        Field(
            "evidence",
            _("Evidence"),
            _("What was seen, when, by which office; no names of sources."),
            lines=3,
            unknown=_("none given"),
        ),
        Field("since", _("So since")),
        Field("review_on", _("Look at it again on"), unknown=_("no day set")),
        CLASSIFICATION,
    ),
    columns=(),
    day=lambda stated: stated.since,
)
