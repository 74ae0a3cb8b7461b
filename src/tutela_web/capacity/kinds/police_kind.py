"""What the directives of a police unit allow, and who orders force, as a kind of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.guidance.models import PoliceAuthority
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.capacity.units.verbs import KIND
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.records.pages import YesNoField

ACT = "state_police_authority"


def police_authorities_for(standing: Standing) -> QuerySet[PoliceAuthority]:
    """What was stated of the units this person may see, the newest first."""
    rows = PoliceAuthority.objects.filter(standing.sees_open(KIND), unit__in=units_for(standing))
    return rows.order_by("-stated_on", "-entered_at")


def authority_of(standing: Standing, unit: Unit) -> PoliceAuthority | None:
    """The latest of a unit; None where nobody stated one this person may read. One query."""
    return police_authorities_for(standing).filter(unit=unit).first()


class PoliceAuthorityInput(TypedDict, total=False):
    """The fields of an authority that its rules ask."""

    unit: Unit
    allows: bool | None
    ordered_by: str
    stated_on: date
    classification: int


def _rules(values: PoliceAuthorityInput, by: Standing) -> dict[str, Any]:
    if not values["unit"].is_police:
        raise BadParameter(
            say("this unit is not written down as one of the police"),
            next=say("say on its page what kind of unit it is"),
        )
    if values.get("allows") and not str(values.get("ordered_by") or "").strip():
        raise BadParameter(
            say("who orders the force is not said"), where="ordered_by", next=say("name the post")
        )
    if values["stated_on"] > clock.today(by.mission):
        raise BadParameter(
            say("this day lies ahead"), where="stated_on", next=say("put the day right")
        )
    by.require_marking(KIND, values.get("classification", 0))
    return {**values}


POLICE_AUTHORITY = RecordKind(
    PoliceAuthority,
    name="police_authority",
    room="capacity",
    path="police-authorities",
    listed=False,
    list_name="capacity:units",
    parent=Parent(
        "unit", units_for, "units/<uuid:pk>/police-authority/new/", "capacity:unit", back=True
    ),
    reads=KIND,
    act=ACT,
    rows=police_authorities_for,
    rules=_rules,
    initial=lambda standing: {"classification": 1, "stated_on": standing.on},
    titles=Titles(
        one=_("Authority of a police unit to use force"),
        many=_("Units"),
        add=_("State its authority to use force"),
        none=_("Nothing is stated."),
    ),
    fields=(
        Field("unit", _("Unit"), linked=units_for, page="capacity:unit", asked=False),
        Field(
            "allows",
            _("Its directives allow force to protect civilians"),
            control=YesNoField,
            says={True: _("yes"), False: _("no")},
            tones={False: "warn"},
        ),
        Field(
            "ordered_by", _("Who orders it"), _("A post, never a person."), unknown=_("not known")
        ),
        Field("limits", _("Within which limits"), lines=3, unknown=_("not said")),
        Field("source", _("Source"), _("The directive, with its paragraph.")),
        Field("stated_on", _("As of")),
        Field("classification", _("Classification")),
    ),
    columns=(ListColumn("unit"),),
    day=lambda authority: authority.stated_on,
)
