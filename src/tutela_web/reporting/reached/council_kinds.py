"""Visits of the Security Council, as kinds of record: programme by place, what was asked and said,
openings, what follows and who owns it."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, text
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import NO_NAMES, posts_of
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles
from tutela_web.reporting.drafting.council_verbs import end_follow_up
from tutela_web.reporting.editions.council_queries import (
    follow_ups_for,
    stops_for,
    to_council,
    visits_for,
)
from tutela_web.reporting.editions.queries import DRAFTS, READS, editions_for
from tutela_web.reporting.models import CouncilFollowUp, CouncilStop, CouncilVisit


class CouncilVisitInput(TypedDict, total=False):
    """The fields of a visit of the Council that its rules ask."""

    first: date
    last: date
    asked: str
    said: str
    openings: str
    classification: int


def _visit_rules(values: CouncilVisitInput, by: Standing) -> dict[str, Any]:
    if values["last"] < values["first"]:
        raise BadParameter(say("the last day lies before the first"), where="last")
    refuse_closed_words(values.get("asked"), where="asked")
    refuse_closed_words(values.get("said"), where="said")
    refuse_closed_words(values.get("openings"), where="openings")
    return dict(values)


def _beside_visit(standing: Standing, visit: CouncilVisit) -> dict[str, Any]:
    return {
        "stops": list(stops_for(standing).filter(visit=visit)),
        "follow_ups": list(follow_ups_for(standing).filter(visit=visit)),
        "may_keep": standing.may(DRAFTS),
        "today": standing.on,
    }


COUNCIL_VISIT = RecordKind(
    CouncilVisit,
    name="council_visit",
    room="reporting",
    path="council-visits",
    reads=READS,
    act=DRAFTS,
    rows=visits_for,
    rules=_visit_rules,
    titles=Titles(
        one=_("Visit of the Security Council"),
        many=_("Visits of the Security Council"),
        add=_("Record a visit"),
        none=_("No visit of the Council is on record."),
        about=_(
            "What it asked and was told, difficulties and openings with the rest; what follows has "
            "an owner and a day."
        ),
    ),
    fields=(
        Field("who", _("Attendees"), NO_NAMES),
        Field("first", _("First day")),
        Field("last", _("Last day")),
        Field(
            "briefing",
            _("What it was given beforehand"),
            choices=to_council,
            linked=editions_for,
            page="reporting:report",
            unknown=_("none recorded"),
        ),
        Field("asked", _("What it asked"), NO_NAMES, lines=4, unknown=_("not recorded")),
        Field("said", _("What it was told"), NO_NAMES, lines=4, unknown=_("not recorded")),
        Field("openings", _("Openings"), NO_NAMES, lines=3, unknown=_("none recorded")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("who"),
        ListColumn("first"),
        ListColumn("last"),
        ListColumn("briefing"),
    ),
    initial=lambda standing: {"classification": 1},
    page_beside=_beside_visit,
    page_template="reporting/council_visit.html",
    day=lambda visit: visit.first,
)


class CouncilStopInput(TypedDict, total=False):
    """The fields of a place of the programme that its rules ask."""

    visit: CouncilVisit
    place: Place
    on: date
    met: str
    said: str


def _stop_rules(values: CouncilStopInput, by: Standing) -> dict[str, Any]:
    visit, place = values["visit"], values["place"]
    refuse_closed_words(values.get("met"), where="met")
    refuse_closed_words(values.get("said"), where="said")
    if not visit.first <= values["on"] <= visit.last:
        raise BadParameter(
            say("this day is not among those of the visit"),
            where="on",
            next=say("put the day right, or those of the visit"),
        )
    marking = max(visit.classification, place.classification)
    by.require_marking(READS, marking)
    return {**values, "classification": marking}


COUNCIL_STOP = RecordKind(
    CouncilStop,
    name="council_stop",
    room="reporting",
    path="council-stops",
    reads=READS,
    act=DRAFTS,
    rows=stops_for,
    rules=_stop_rules,
    listed=False,
    list_name="council_visits",
    parent=Parent(
        "visit", visits_for, "council-visits/<uuid:pk>/stop/", "reporting:council_visit", back=True
    ),
    titles=Titles(
        one=_("Place of the programme"),
        many=_("Visits of the Security Council"),
        add=_("Add a place of the programme"),
        none=_("No place is on record."),
    ),
    fields=(
        Field("visit", _("Visit"), linked=visits_for, page="reporting:council_visit", asked=False),
        Field("place", _("Place"), choices=places_by_name, linked=places_for),
        Field("on", _("Day")),
        Field("met", _("Whom it met"), NO_NAMES),
        Field(
            "said",
            _("What was shown and said there"),
            NO_NAMES,
            lines=3,
            unknown=_("not recorded"),
        ),
    ),
    columns=(ListColumn("place"),),
    initial=lambda standing: {"on": standing.on},
    day=lambda stop: stop.on,
)


class CouncilFollowUpInput(TypedDict, total=False):
    """The fields of what follows of a visit that its rules ask."""

    visit: CouncilVisit
    what: str
    owner: Post
    due: date | None


def _follow_up_rules(values: CouncilFollowUpInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("what"), where="what")
    return {**values, "classification": values["visit"].classification}


def _beside_follow_up(standing: Standing, follow_up: CouncilFollowUp) -> dict[str, Any]:
    may = follow_up.done_on is None and standing.may(DRAFTS)
    late = follow_up.due is not None and follow_up.due < standing.on
    return {
        "late": late and follow_up.done_on is None,
        "may_end": may,
        "end_form": END_FOLLOW_UP.form_for(standing) if may else None,
    }


COUNCIL_FOLLOW_UP = RecordKind(
    CouncilFollowUp,
    name="council_follow_up",
    room="reporting",
    path="council-follow-ups",
    reads=READS,
    act=DRAFTS,
    rows=follow_ups_for,
    rules=_follow_up_rules,
    listed=False,
    list_name="council_visits",
    parent=Parent(
        "visit",
        visits_for,
        "council-visits/<uuid:pk>/follow-up/",
        "reporting:council_visit",
        back=True,
    ),
    titles=Titles(
        one=_("What follows of the visit"),
        many=_("Visits of the Security Council"),
        add=_("Record what follows"),
        none=_("Nothing follows, as far as is on record."),
    ),
    fields=(
        Field("visit", _("Visit"), linked=visits_for, page="reporting:council_visit", asked=False),
        Field("what", _("What is to be done"), NO_NAMES, lines=2),
        Field("owner", _("By which post"), choices=posts_of),
        Field("due", _("By which day"), unknown=_("no day set")),
        Field("done_on", _("Done on"), asked=False, unknown=_("not done yet")),
        Field(
            "came_of",
            _("Result"),
            asked=False,
            applies=lambda follow_up: follow_up.done_on is not None,
        ),
    ),
    columns=(ListColumn("what"),),
    initial=lambda standing: {},
    history=("done_on", "came_of"),
    page_beside=_beside_follow_up,
    page_template="reporting/council_follow_up.html",
    day=lambda follow_up: follow_up.due,
)

END_FOLLOW_UP = Act(
    end_follow_up,
    on=COUNCIL_FOLLOW_UP,
    path="council-follow-ups/<uuid:pk>/end/",
    name="council_follow_up_end",
    form="end_form",
    auto_id="end_%s",
    fields={
        "came_of": text(_("Result"), 400, NO_NAMES, rows=2),
        "on": a_day(_("Done on"), _("Today, where nothing is written.")),
    },
    says=_("It is recorded."),
)
