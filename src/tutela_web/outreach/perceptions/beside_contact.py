"""How people of an area see the mission, beside the last contact with parties there."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.outreach.estimates import BY_AREA, TOLD
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.engagements.groups.queries import PERCEIVED, Perceived
from tutela_web.look.translate import say_in_page_language
from tutela_web.outreach.perceptions.models import Survey, SurveyItem
from tutela_web.outreach.perceptions.queries import KIND, because_of, surveys_told


def perceived_in_areas(standing: Standing) -> Iterable[tuple[UUID, Perceived]]:
    """What the last survey that asked whether the mission takes sides tells of each area, also
    where it cannot be told. Three queries."""
    if not standing.reads(KIND):
        return
    partial = SurveyItem.About.PARTIAL
    survey = surveys_told(standing).filter(items__about=partial).distinct().first()
    if survey is None:
        return
    items = {item.name: item for item in survey.items.filter(about=partial)}
    areas = dict(DutyArea.objects.filter(mission=standing.mission).values_list("code", "pk"))
    for estimate in survey.estimates:
        area = areas.get(estimate["group"])
        if estimate["item"] in items and estimate["by"] == BY_AREA and area is not None:
            yield area, _perception_line(standing, survey, items[estimate["item"]], estimate)


def _perception_line(
    standing: Standing, survey: Survey, item: SurveyItem, estimate: dict[str, float | str | None]
) -> Perceived:
    url = reverse("outreach:survey_results", args=[standing.mission.code, survey.pk])
    if estimate["state"] == TOLD:
        said = _("%(share).0f %% %(told)s (%(low).0f–%(high).0f)")
        return Perceived(said % {**estimate, "told": item.told}, survey.ends, url)
    why = say_in_page_language(because_of(estimate)) or _("too few people to be told")
    sentence = _("%(told)s: cannot be told, %(why)s") % {"told": item.told, "why": why}
    return Perceived(sentence, survey.ends, url)


def connect() -> None:
    """Tell the room of engagements, which lies below, how the mission is seen in areas."""
    PERCEIVED.append(perceived_in_areas)
