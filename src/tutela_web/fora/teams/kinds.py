"""Joint Protection Teams and their recommendations, as kinds of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, text
from tutela_web.fora.teams.models import JointTeam, TeamRecommendation
from tutela_web.fora.teams.queries import ACT, KIND, owns, recommendations_for, teams_for
from tutela_web.fora.teams.verbs import end_recommendation
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import NO_NAMES, posts_of
from tutela_web.links.verbs import fields_bound_by_links, in_linked_area, not_ahead
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField, YesNoField

State = TeamRecommendation.State


class TeamInput(TypedDict, total=False):
    """The fields of a team that its rules ask."""

    questions: str
    findings: str
    starts: date
    ends: date | None
    reported_on: date | None


def _team_rules(values: TeamInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("questions"), values.get("findings"))
    starts, ends = values["starts"], values.get("ends")
    if ends is not None and ends < starts:
        raise BadParameter(say("it ends before it begins"), next=say("put the days right"))
    not_ahead(values.get("reported_on"), by)
    if bool(values.get("findings")) != bool(values.get("reported_on")):
        raise BadParameter(
            say("findings and the day they were reported belong together"),
            where="reported_on",
            next=say("give both, or neither"),
        )
    return fields_bound_by_links(values, by, kind=KIND)


def _is_overdue(team: JointTeam) -> bool:
    """Whether the team came back and nothing was reported."""
    return team.ends is not None and not team.reported_on and team.ends < team.entered_at.date()


def _beside_team(standing: Standing, team: JointTeam) -> dict[str, Any]:
    return {
        "recommendations": list(recommendations_for(standing).filter(team=team)),
        "may_recommend": standing.may(ACT, area=team.area_id),
        "waits": not team.findings and team.ends is not None and team.ends < standing.on,
    }


TEAM = RecordKind(
    JointTeam,
    name="team",
    room="fora",
    path="joint-teams",
    reads=KIND,
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=teams_for,
    rules=_team_rules,
    titles=Titles(
        one=_("Joint Protection Team"),
        many=_("Joint Protection Teams"),
        add=_("Send a team"),
        none=_("No Joint Protection Team is on record."),
        about=_("What each was sent to find out, what it found, and who carries out what it says."),
    ),
    fields=(
        Field("name", _("Name"), _("A place and a month; no person.")),
        Field("place", _("Place"), choices=places_by_name, linked=places_for, unknown=_("none")),
        AREA,
        Field("sent_by", _("Sent by"), choices=posts_of, unknown=_("not said")),
        Field(
            "questions",
            _("Terms of reference: what it is to find out"),
            NO_NAMES,
            lines=5,
        ),
        Field("starts", _("From")),
        Field("ends", _("Until"), unknown=_("not said")),
        Field(
            "sections",
            _("Sections taking part"),
            _("Offices, never persons. Separate with semicolons."),
            control=WordsField,
        ),
        Field("women_in_team", _("Women in the team"), control=YesNoField),
        Field("interpreter", _("Interpreter"), control=YesNoField),
        Field(
            "findings",
            _("Findings"),
            _("No names. What survivors told goes to the advisers alone."),
            lines=8,
            unknown=_("not reported yet"),
        ),
        Field("reported_on", _("Reported on"), unknown=_("not reported yet")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("name", under=("sections",)),
        ListColumn("place"),
        ListColumn("starts", under=("ends",), label=_("From, to"), quiet=True),
        ListColumn("reported_on"),
    ),
    initial=lambda standing: {"classification": 1, "starts": standing.on},
    warns=_is_overdue,
    page_beside=_beside_team,
    page_template="fora/team.html",
)


class RecommendationInput(TypedDict, total=False):
    """The fields of a recommendation that its rules ask."""

    what: str
    team: JointTeam
    owner: Post | None
    owner_said: str
    classification: int


def _recommendation_rules(values: RecommendationInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("what") or "")
    if not (values.get("owner") or values.get("owner_said")):
        raise BadParameter(
            say("nobody owns it"), where="owner", next=say("choose a post, or name an organisation")
        )
    team = values["team"]
    marking = max(values.get("classification", 0), team.classification)
    by.require_marking(KIND, marking)
    taken = {"classification": marking, "area": team.area, "compartment": team.compartment}
    return {**values, **taken}


def _beside_recommendation(
    standing: Standing, recommendation: TeamRecommendation
) -> dict[str, Any]:
    may = owns(recommendation, standing) or standing.may(ACT, area=recommendation.area_id)
    return {
        "form": END.form_for(standing),
        "may_end": may and recommendation.state == State.OPEN,
        "overdue": recommendation.state == State.OPEN
        and recommendation.due is not None
        and recommendation.due < standing.on,
    }


RECOMMENDATION = RecordKind(
    TeamRecommendation,
    name="recommendation",
    room="fora",
    path="recommendations",
    reads=KIND,
    act=ACT,
    rows=recommendations_for,
    rules=_recommendation_rules,
    parent=Parent("team", teams_for, "joint-teams/<uuid:pk>/recommendations/new/", "fora:team"),
    titles=Titles(
        one=_("Recommendation of a team"),
        many=_("Recommendations of teams"),
        add=_("Add a recommendation"),
        none=_("No recommendation of a team is on record."),
    ),
    fields=(
        Field("team", _("Team"), linked=teams_for, page="fora:team", asked=False),
        Field("what", _("What is to be done")),
        Field("owner", _("Owner"), choices=posts_of, unknown=_("no post of the mission")),
        Field("owner_said", _("Owner, of another organisation"), NO_NAMES, unknown=_("none")),
        Field("due", _("Due"), unknown=_("no day set")),
        Field("state", _("State"), asked=False, tones={State.OPEN: "warn", State.DONE: "ok"}),
        Field(
            "came_of",
            _("Result"),
            asked=False,
            applies=lambda recommendation: bool(recommendation.came_of),
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("what", under=("team",)),
        ListColumn("owner", under=("owner_said",), quiet=True),
        ListColumn("due"),
        ListColumn("state"),
    ),
    filters=(ListFilter("state", _("State")),),
    initial=lambda standing: {},
    history=("state", "came_of"),
    above=(("fora:teams", _("Joint Protection Teams")),),
    page_beside=_beside_recommendation,
    page_template="fora/recommendation.html",
)

END = Act(
    end_recommendation,
    on=RECOMMENDATION,
    path="recommendations/<uuid:pk>/end/",
    name="recommendation_end",
    form="form",
    auto_id="end_%s",
    fields={
        "state": choice(_("How it ended"), State.choices[1:]),
        "came_of": text(_("Result, or why it was dropped"), 3000, rows=2),
    },
)
