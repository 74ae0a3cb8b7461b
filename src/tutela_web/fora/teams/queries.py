"""Joint Protection Teams and what they recommend, as a person may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from tutela_web.access.models import Holding, current
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.fora.teams.models import JointTeam, TeamRecommendation

KIND = "fora"
ACT = "keep_fora"


def teams_for(standing: Standing) -> QuerySet[JointTeam]:
    """The teams this person may see, the last sent first."""
    return JointTeam.objects.filter(standing.sees_open(KIND)).order_by("-starts", "-entered_at")


def recommendations_for(standing: Standing) -> QuerySet[TeamRecommendation]:
    """The recommendations of teams this person may see, those that are due first."""
    seen = standing.sees_open(KIND)
    rows = TeamRecommendation.objects.filter(seen, team__in=teams_for(standing))
    return rows.order_by("state", "due", "entered_at").select_related("owner", "team")


def recommendations_owned(standing: Standing) -> QuerySet[TeamRecommendation]:
    """The open recommendations that a post this person holds is to carry out."""
    open_rows = recommendations_for(standing).filter(state=TeamRecommendation.State.OPEN)
    return open_rows.filter(owner__in=posts_held(standing).values("post"))


def owns(recommendation: TeamRecommendation, by: Standing) -> bool:
    """Whether the person holds the post that owns a recommendation today."""
    holdings = Holding.objects.filter(
        current(by.on), post=recommendation.owner_id, person=by.person
    )
    return recommendation.owner_id is not None and holdings.exists()
