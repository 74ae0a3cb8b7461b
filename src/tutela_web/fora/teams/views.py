"""How a recommendation of a team ends."""

from __future__ import annotations

from functools import partial

from django import forms

from tutela_web.access.policy import Standing
from tutela_web.base.values import Posted
from tutela_web.fora.teams.forms import RecommendationEndForm
from tutela_web.fora.teams.kinds import RECOMMENDATION
from tutela_web.fora.teams.models import TeamRecommendation
from tutela_web.fora.teams.verbs import EndInput, end_recommendation
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record

ended = forms_beside_record(
    "fora",
    partial(find_record, RECOMMENDATION),
    partial(show_record, RECOMMENDATION),
    "fora:recommendation",
)


def _end_form(sent: Posted) -> forms.Form:
    return RecommendationEndForm(sent, auto_id="end_%s")


@ended("form", _end_form, versioned=True)
def recommendation_end(
    standing: Standing, recommendation: TeamRecommendation, given: EndInput, version: int
) -> None:
    """Say how it ended."""
    end_recommendation(recommendation, **given, version=version, by=standing)
