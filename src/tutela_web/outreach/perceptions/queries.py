"""Surveys as a person may read them. Answers row by row are for who runs the survey alone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from tutela.base.messages import from_json
from tutela.base.values import key
from tutela.intake.own_questions import choices_said
from tutela.outreach.estimates import TOLD, Estimate
from tutela.outreach.samples import FramePlace, Wanted, draw_places, people_to_approach
from tutela.outreach.survey_form import Item, digest_of_items
from tutela_web.access.models import DutyArea, Holding, current
from tutela_web.access.policy import Standing
from tutela_web.outreach.perceptions.models import (
    Survey,
    SurveyAnswer,
    SurveyItem,
    SurveyPlace,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.sites.population import populations_of

KIND = "outreach"
ACT = "run_surveys"
APPROVE = "approve_form"
"""The act of the data-protection focal point, which approves every form of a mission."""

PULL_ANSWERS = "pull_survey_answers"
"""The kind of job that takes answers from a server of forms."""

LIVED_IN = (Place.Kind.TOWN, Place.Kind.VILLAGE, Place.Kind.SITE)


def surveys_for(standing: Standing) -> QuerySet[Survey]:
    """The surveys this person may see, the last planned first."""
    rows = Survey.objects.filter(standing.sees_open(KIND)).order_by("-number")
    return rows.select_related("mission", "run_by")


def items_for(standing: Standing) -> QuerySet[SurveyItem]:
    """The questions of those surveys."""
    seen = standing.sees_open(KIND)
    rows = SurveyItem.objects.filter(seen, survey__in=surveys_for(standing).order_by())
    return rows.select_related("survey", "mission")


def surveys_told(standing: Standing) -> QuerySet[Survey]:
    """The surveys whose estimates stand, the last to end first."""
    return surveys_for(standing).filter(closed_on__isnull=False).order_by("-ends", "-number")


def questionnaires_for(standing: Standing) -> QuerySet[Survey]:
    """The surveys whose questions this person may read: those they see, and, for who approves
    forms, those whose questions were sent to them. Of these no more than the questions is shown."""
    seen = standing.sees_open(KIND)
    if standing.may(APPROVE):
        seen |= Q(mission=standing.mission, compartment="") & ~Q(sent_digest="")
    return Survey.objects.filter(seen).select_related("mission", "run_by")


def questionnaires_waiting(standing: Standing) -> list[Survey]:
    """The surveys whose questions wait for the approval of this person; the first sent first."""
    if not standing.may(APPROVE):
        return []
    rows = questionnaires_for(standing).exclude(sent_digest="").filter(closed_on=None)
    waiting = rows.exclude(sent_digest=F("approved_digest")).exclude(author=standing.person.pk)
    return list(waiting.order_by("number"))


def runs(standing: Standing, survey: Survey) -> bool:
    """Whether this person runs a survey: holds its post today, with the authority for surveys
    there."""
    holdings = Holding.objects.filter(current(standing.on), person=standing.person.pk)
    return (
        standing.may(ACT, area=survey.area_id) and holdings.filter(post=survey.run_by_id).exists()
    )


def items_of(survey: Survey) -> list[Item]:
    """What a survey asks of its own, in the order in which it is asked."""
    return [
        Item(
            row.name,
            row.label,
            row.label_fr,
            row.label_ar,
            tuple(choices_said(row.choices)),
            frozenset(row.counts),
        )
        for row in survey.items.order_by("entered_at", "name")
    ]


def digest_of(survey: Survey) -> str:
    """What tells its questionnaire, as it stands now, from any other."""
    return digest_of_items(items_of(survey), [survey.title, survey.purpose, survey.whom])


def is_approved(survey: Survey) -> bool:
    """Whether the questions, as they stand now, were approved."""
    return bool(survey.approved_digest) and survey.approved_digest == digest_of(survey)


def wanted_of(survey: Survey) -> Wanted:
    """The precision a survey is planned for."""
    return Wanted(survey.margin, survey.expected, survey.effect, survey.response, survey.per_place)


@dataclass(frozen=True)
class Frame:
    """The places a sample is drawn from: of each its code, stratum and people; how many places were
    left out because nobody knows who lives there; and how many people are to be approached."""

    places: list[FramePlace]
    unknown: int
    approach: int

    @property
    def people(self) -> int:
        """Who lives in the places of the frame."""
        return sum(place.people for place in self.places)

    @property
    def strata(self) -> dict[str, tuple[int, int]]:
        """Places and people of each stratum."""
        strata: dict[str, tuple[int, int]] = {}
        for place in self.places:
            places, people = strata.get(place.stratum, (0, 0))
            strata[place.stratum] = places + 1, people + place.people
        return dict(sorted(strata.items()))


def frame_of(survey: Survey, standing: Standing) -> Frame:
    """The frame of a survey: as it was drawn from, or, before, as the person's places stand now,
    with the people of a site as a later count has them.

    No site of a town (its people are the town's), no retired place, none of a compartment, and none
    that is marked higher than the survey.
    """
    if survey.seed is not None:
        places = [FramePlace(code, stratum, people) for code, stratum, people in survey.frame]
        unknown = survey.frame_unknown
    else:
        lived_in = list(frame_places(survey, standing))
        populations = populations_of(standing, lived_in, marked=survey.classification)
        number = {place.pk: populations[place.pk].people for place in lived_in}
        places = [
            FramePlace(place.code, _stratum_of(survey, place), people)
            for place in lived_in
            if (people := number[place.pk])
        ]
        unknown = sum(people is None for people in number.values())
    return Frame(
        places,
        unknown,
        people_to_approach(wanted_of(survey), sum(place.people for place in places)),
    )


def frame_places(survey: Survey, standing: Standing) -> QuerySet[Place]:
    """The places that a frame is made of, those of unknown population too."""
    rows = places_for(standing).filter(
        retired=False,
        town=None,
        kind__in=LIVED_IN,
        compartment="",
        classification__lte=survey.classification,
    )
    if survey.area_id is not None:
        rows = rows.filter(area=survey.area_id)
    return rows.select_related("area").defer("area__boundary").order_by("code")


def _stratum_of(survey: Survey, place: Place) -> str:
    if survey.strata_by == Survey.StrataBy.AREA:
        return place.area.code if place.area else ""
    return place.kind if survey.strata_by == Survey.StrataBy.KIND else ""


def reserve_of(survey: Survey) -> dict[str, list[str]]:
    """The places of each stratum that may still replace one, in the order in which they do."""
    if survey.seed is None:
        return {}
    frame = [FramePlace(code, stratum, people) for code, stratum, people in survey.frame]
    approach = people_to_approach(wanted_of(survey), sum(place.people for place in frame))
    drawn = draw_places(frame, wanted_of(survey), approach, survey.seed)
    used = set(survey.places.values_list("place__code", flat=True))
    return {
        stratum: [code for code in codes if code not in used]
        for stratum, codes in drawn.reserve.items()
    }


def sampled_places(survey: Survey, standing: Standing) -> list[SurveyPlace]:
    """The places of the sample, those replaced too; of a place that this person may not see the
    row stands without it."""
    seen = Prefetch("place", queryset=places_for(standing))
    rows = survey.places.select_related("area", "replaced_by").defer("area__boundary")
    return list(rows.prefetch_related(seen).order_by("code"))


def names_of_places(survey: Survey) -> dict[str, str]:
    """Every name that a place of the sample goes by, folded, and its code on the form; a name that
    two of them have is none."""
    names: dict[str, set[str]] = {}
    rows = survey.places.filter(replaced_by=None).select_related("place")
    for row in rows:
        for name in (row.code, row.place.code, row.place.name):
            names.setdefault(key(name), set()).add(row.code)
    return {name: codes.pop() for name, codes in names.items() if len(codes) == 1}


def answers_of(survey: Survey) -> QuerySet[SurveyAnswer]:
    """The rows of a survey. For who runs it alone."""
    return survey.answers.select_related("place", "entered_by").order_by("-entered_at", "pk")


@dataclass(frozen=True)
class FieldworkProgress:
    """How far the fieldwork is: approaches of how many, and the places without any."""

    approached: int
    planned: int
    silent: list[str]


def progress_of(survey: Survey) -> FieldworkProgress:
    """How far the fieldwork is. Two queries."""
    rows = survey.places.filter(replaced_by=None)
    counted = rows.annotate(came=Count("answers")).values_list("code", "times", "came")
    planned = sum(times * survey.per_place for _code, times, _came in counted)
    return FieldworkProgress(
        sum(came for _code, _times, came in counted),
        planned,
        [code for code, _times, came in counted if not came],
    )


def people_of_strata(survey: Survey) -> dict[str, int]:
    """Who lives in each stratum of the frame."""
    people: dict[str, int] = {}
    for _code, stratum, living in survey.frame:
        people[stratum] = people.get(stratum, 0) + living
    return people


def area_names(mission: UUID) -> dict[str, str]:
    """The areas of a mission, by code."""
    rows = DutyArea.objects.filter(mission=mission)
    return dict(rows.values_list("code", "name"))


def told_of(survey: Survey, item: str, by: str = "", group: str = "") -> Estimate | None:
    """One estimate of a survey, where it could be told."""
    for estimate in survey.estimates:
        same = (estimate["item"], estimate["by"], estimate["group"]) == (item, by, group)
        if same and estimate["state"] == TOLD:
            estimate_told: Estimate = estimate
            return estimate_told
    return None


def because_of(estimate: Estimate) -> str:
    """Why an estimate cannot be told, as a sentence."""
    because = estimate["because"]
    return from_json(because) if because else ""
