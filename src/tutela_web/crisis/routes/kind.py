"""Routes kept safe, and escorts asked for on them, as kinds of record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.crisis.routes import USERS, Point, read_line
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldOptions, FieldValue
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.routes.map import draw_route, legend
from tutela_web.crisis.routes.models import RouteEscort, RouteSecurity
from tutela_web.crisis.routes.queries import (
    ACT,
    KIND,
    alerts_on,
    escorts_on_routes,
    escorts_told,
    happened_on,
    routes_for,
    taskings_on,
)
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.look.translate import list_words, word
from tutela_web.places.models import Place
from tutela_web.places.profile.rules import refuse_words
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

_lazy_word = lazy(word, str)
Outcome = RouteEscort.Outcome
State = RouteSecurity.State


class LineField(forms.CharField):
    """The line of a route: a point on each row."""

    def __init__(self, **how: Unpack[FieldOptions]) -> None:
        how.setdefault("required", False)
        how["widget"] = forms.Textarea(attrs={"rows": 4, "dir": "ltr"})
        super().__init__(**how)

    def prepare_value(self, value: FieldValue) -> FieldValue:
        """The points as they are written."""
        if isinstance(value, list):
            return "\n".join(f"{latitude}, {longitude}" for latitude, longitude in value)
        return value

    def clean(self, value: FieldValue) -> list[list[float]]:
        """The points, or what is wrong with a row."""
        try:
            points: list[Point] = read_line(str(super().clean(self.prepare_value(value))))
        except BadParameter as fault:
            raise forms.ValidationError(str(fault)) from fault
        return [list(point) for point in points]


class RouteInput(TypedDict, total=False):
    """The fields of a route that its rules ask."""

    name: str
    place: Place
    leads_to: Place | None
    stretch: str
    how: str
    line: list[list[float]]
    state: str
    unit: Unit | None
    classification: int


def _route_rules(values: RouteInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("name"), values.get("stretch"), values.get("how"))
    for name in ("name", "stretch", "how"):
        refuse_words(str(values.get(name) or ""), where=name, refuge=True)
    if values.get("state") == State.TASKED and values.get("unit") is None:
        raise BadParameter(
            say("which unit is tasked is not said"), where="unit", next=say("choose the unit")
        )
    place, leads_to = values["place"], values.get("leads_to")
    marked = max(
        place_named.classification for place_named in (place, leads_to) if place_named is not None
    )
    marking = max(values.get("classification", 0), marked)
    by.require_marking(KIND, marking)
    return {**values, "area": place.area, "classification": marking}


def _users_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=lambda: [(code, word(label)) for code, label in USERS.items()],
        widget=forms.CheckboxSelectMultiple,
    )


def _user_field() -> forms.ChoiceField:
    return forms.ChoiceField(choices=lambda: [(code, word(label)) for code, label in USERS.items()])


def _users_told(route: RouteSecurity) -> str | None:
    return list_words(word(USERS.get(code, code)) for code in route.users) or None


def _states(_standing: Standing) -> Iterable[tuple[str, Any]]:
    return State.choices


def _units(standing: Standing) -> QuerySet[Unit]:
    return units_for(standing).filter(retired=False).order_by("name")


def _beside_route(standing: Standing, route: RouteSecurity) -> dict[str, Any]:
    return {
        "happened": happened_on(standing, route),
        "escorts": list(route.escorts.all()),
        "told": escorts_told(route),
        "users_said": _users_told(route),
        "map": draw_route(route, standing.mission.iso3),
        "legend": legend(),
        "alerts": list(alerts_on(standing, route)[:10]) if standing.reads("alerts") else [],
        "taskings": list(taskings_on(standing, route)[:10]) if standing.reads("alerts") else [],
        "may_keep": standing.may(ACT, area=route.area_id),
    }


ROUTE = RecordKind(
    RouteSecurity,
    name="route",
    room="crisis",
    path="routes",
    reads=KIND,
    act=ACT,
    acts=lambda values: (ACT, values["place"].area_id),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=routes_for,
    rules=_route_rules,
    titles=Titles(
        one=_("Security of a route"),
        many=_("Security of routes"),
        add=_("Add a route"),
        about=_(
            "Roads that aid, people who return and markets use in the open, each kept safe as a"
            " measure of its own. Ways of flight are never written here."
        ),
        none=_("No route is on record: that is not the same as none that needs it."),
    ),
    fields=(
        Field("name", _("Name")),
        Field("place", _("From"), choices=places_by_name, linked=places_for),
        Field(
            "leads_to", _("To"), choices=places_by_name, linked=places_for, unknown=_("not said")
        ),
        Field("stretch", _("The way in words"), _("Roads, fords and villages passed."), lines=2),
        Field(
            "line",
            _("Line of the route"),
            _("Optional: a point on each row, latitude and longitude in degrees."),
            control=LineField,
            unknown=_("not known"),
        ),
        Field("users", _("Who uses it"), control=_users_field),
        Field(
            "state",
            _("State"),
            tones={State.PROPOSED: "warn", State.TASKED: "ok"},
        ),
        Field(
            "unit",
            _("Unit that keeps it safe"),
            choices=_units,
            linked=units_for,
            page="capacity:unit",
            unknown=_("none"),
        ),
        Field("how", _("How it is kept safe"), lines=3, unknown=_("not said")),
        Field("review_on", _("To review on"), unknown=_("no day set")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("name"),
        ListColumn("place", under=("leads_to",), quiet=True),
        ListColumn("use", label=_("Who uses it"), told=_users_told),
        ListColumn("state", under=("unit",), quiet=True),
        ListColumn(
            "given", label=_("Escorts given"), told=lambda route: escorts_told(route)["given"]
        ),
        ListColumn(
            "refused", label=_("refused"), told=lambda route: escorts_told(route)["refused"]
        ),
    ),
    filters=(ListFilter("state", _("State"), choices=_states),),
    initial=lambda standing: {"classification": 1, "state": State.PROPOSED},
    page_beside=_beside_route,
    page_template="crisis/route.html",
    day=lambda route: route.review_on,
)


class RouteEscortInput(TypedDict, total=False):
    """The fields of an escort that its rules ask."""

    route: RouteSecurity
    on: date
    outcome: str
    why: str
    asked_by: str


def _escort_rules(values: RouteEscortInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("why"), values.get("asked_by"))
    if values["on"] > clock.today(by.mission):
        raise BadParameter(say("this day lies ahead"), where="on", next=say("put the day right"))
    if values["outcome"] == Outcome.REFUSED and not str(values.get("why") or "").strip():
        raise BadParameter(
            say("why it was refused is not said"), where="why", next=say("write a sentence")
        )
    return {**values, "classification": values["route"].classification}


ROUTE_ESCORT = RecordKind(
    RouteEscort,
    name="route_escort",
    room="crisis",
    path="route-escorts",
    listed=False,
    list_name="crisis:routes",
    parent=Parent("route", routes_for, "routes/<uuid:pk>/escorts/new/", "crisis:route", back=True),
    reads=KIND,
    act=ACT,
    rows=escorts_on_routes,
    rules=_escort_rules,
    initial=lambda standing: {"on": standing.on},
    titles=Titles(
        one=_("Escort on a route"),
        many=_("Security of routes"),
        add=_("Record an escort asked for"),
        none=_("No escort is on record."),
    ),
    fields=(
        Field("route", _("Route"), linked=routes_for, page="crisis:route", asked=False),
        Field("on", _("Day")),
        Field(
            "users",
            _("For whom"),
            control=_user_field,
            says={code: _lazy_word(label) for code, label in USERS.items()},
        ),
        Field("asked_by", _("Asked by"), _("An office or organization, never a person.")),
        Field(
            "outcome",
            _("What became of it"),
            tones={Outcome.REFUSED: "danger", Outcome.GIVEN: "ok", Outcome.LATE: "warn"},
        ),
        Field(
            "why",
            _("Why"),
            _("A refusal says why. Nothing of caveats: they have their own page."),
            unknown=_("not said"),
        ),
        Field("unit", _("Unit"), choices=_units, linked=units_for, unknown=_("none")),
    ),
    columns=(ListColumn("on"),),
    day=lambda escort: escort.on,
)
