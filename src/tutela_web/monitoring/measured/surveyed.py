"""What a survey tells, taken over as the value of an indicator: its share, its interval, its
sample, and the same by sex, age and area."""

from __future__ import annotations

from typing import NamedTuple, cast

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.base.messages import as_json, say
from tutela.monitoring.indicators import NOT_COMPUTED, VALUE
from tutela.outreach.estimates import (
    BY_AGE,
    BY_AREA,
    BY_SEX,
    SUPPRESSED,
    TOLD,
    Estimate,
)
from tutela.outreach.survey_form import AGE_GROUPS, SEXES
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.look.translate import say_in_page_language
from tutela_web.monitoring.measured.models import IndicatorDefinition, IndicatorValue
from tutela_web.monitoring.measured.queries import KeptFigure, ReadFigure, figure_of_part
from tutela_web.monitoring.measured.verbs import GivenValue, give_value
from tutela_web.outreach.perceptions.models import Survey, SurveyItem
from tutela_web.outreach.perceptions.page import label_of
from tutela_web.outreach.perceptions.queries import area_names, surveys_told, told_of


class SurveyShare(NamedTuple):
    """The share of everybody that a survey tells of one of its questions."""

    survey: Survey
    item: SurveyItem
    estimate: Estimate

    @property
    def key(self) -> str:
        """By which it is chosen."""
        return str(self.item.pk)


def shares_told(standing: Standing) -> list[SurveyShare]:
    """The shares of everybody that ended surveys tell this person, the last survey first."""
    shares: list[SurveyShare] = []
    for survey in surveys_told(standing).prefetch_related("items"):
        for item in survey.items.all():
            estimate = told_of(survey, item.name)
            if estimate is not None:
                shares.append(SurveyShare(survey, item, estimate))
    return shares


class SurveyShareField(forms.ChoiceField):
    """One of the shares that surveys tell this person."""

    def __init__(self, label: Words) -> None:
        super().__init__(label=label)

    def fit(self, standing: Standing) -> None:
        """Offer the shares that this person reads."""
        self.choices = [(share.key, _in_words(share)) for share in shares_told(standing)]


def _in_words(share: SurveyShare) -> str:
    figures = _("%(share).0f %% (%(low).0f–%(high).0f)") % share.estimate
    return f"{share.survey.code} · {label_of(share.item)}: {figures}"


@transaction.atomic
def take_share(definition: IndicatorDefinition, share: str, *, by: Standing) -> IndicatorValue:
    """Take what a survey tells of everybody as the value of the days it was asked on, with its
    interval, its sample, and what it tells by sex, age and area.

    Raises  Denied; BadParameter for an indicator that is not measured by surveys in percent, and
            for a share that no survey tells this person.
    """
    by.require_ours(definition)
    if definition.kind != IndicatorDefinition.Kind.SURVEY or definition.unit != "%":
        raise BadParameter(
            say("this indicator is not measured by a survey, in percent"),
            next=say("set one that is, or give its value by hand"),
        )
    chosen = next((known for known in shares_told(by) if known.key == share), None)
    if chosen is None:
        raise BadParameter(say("no survey tells this share"), where="share")
    survey, estimate = chosen.survey, chosen.estimate
    by.require_marking("strategy", survey.classification)
    given = GivenValue(
        survey.starts,
        survey.ends,
        estimate["share"] or 0.0,
        survey.run_by.title,
        f"{survey.code}: {chosen.item.told}",
        low=estimate["low"],
        high=estimate["high"],
        sample=estimate["said"],
        parts=_parts_of(survey, chosen.item),
        marking=survey.classification,
    )
    return give_value(definition, given, by=by)


APART = (BY_SEX, BY_AGE, BY_AREA)


class PartFigure(KeptFigure):
    """A figure of a part, with the word it is told apart by."""

    word: str


def _parts_of(survey: Survey, item: SurveyItem) -> dict[str, list[PartFigure]]:
    parts: dict[str, list[PartFigure]] = {}
    for estimate in cast("list[Estimate]", survey.estimates):
        if estimate["item"] == item.name and estimate["by"] in APART:
            parts.setdefault(estimate["by"], []).append(_part(estimate))
    return parts


def _part(estimate: Estimate) -> PartFigure:
    because = estimate["because"]
    if estimate["state"] == SUPPRESSED:
        because = as_json(say("too few people to be told"))
    return {
        "word": estimate["group"],
        "state": VALUE if estimate["state"] == TOLD else NOT_COMPUTED,
        "value": estimate["share"],
        "numerator": None,
        "denominator": estimate["said"],
        "low": estimate["low"],
        "high": estimate["high"],
        "because": because,
    }


def parts_told(
    mission: Mission, value: IndicatorValue
) -> list[tuple[str, list[tuple[str, ReadFigure]]]]:
    """What a value that was taken over from a survey tells apart, in words. For its readers: a
    survey tells of groups what may be told of them."""
    names = {
        BY_SEX: (_("By sex"), {key: say_in_page_language(said) for key, said in SEXES.items()}),
        BY_AGE: (
            _("By age"),
            {key: say_in_page_language(said) for key, said in AGE_GROUPS.items()},
        ),
        BY_AREA: (_("By area"), area_names(mission.pk) | {"": _("no area")}),
    }
    return [
        (
            title,
            [
                (words.get(row["word"], row["word"]), figure_of_part(row))
                for row in value.parts.get(by, [])
            ],
        )
        for by, (title, words) in names.items()
        if value.parts.get(by)
    ]
