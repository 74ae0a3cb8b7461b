"""Criteria and results of a mandate as a person may see them, and how its words were changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela_web.access.models import Holding, Person
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.mandate.models import Paragraph, Resolution
from tutela_web.mandate.queries import paragraphs_for, resolutions_for
from tutela_web.monitoring.measured.queries import current_values, values_for
from tutela_web.monitoring.results.models import MandateResult, ResultOn, SuccessCriterion
from tutela_web.records.shared_texts.versions import FieldChange, Shown, VersionStep, steps
from tutela_web.records.versions.queries import versions_of

KIND = "strategy"
ACT = "keep_matrix"

WORDING = ("course", "known", "due_to", "not_known", "sources", "figure_id")
"""The fields of a result that say what came of a mandate: none changes without a reason."""


def criteria_for(standing: Standing) -> QuerySet[SuccessCriterion]:
    """The criteria this person may see, of paragraphs they may see; those that ended too."""
    seen = paragraphs_for(standing).order_by().values("pk")
    rows = SuccessCriterion.objects.filter(standing.sees_open(KIND), paragraph__in=seen)
    return rows.select_related("paragraph__resolution").order_by(
        "ended_on", "paragraph__resolution__symbol", "paragraph__order", "entered_at"
    )


def results_for(standing: Standing) -> QuerySet[MandateResult]:
    """The results this person may see, of mandates they may see, the last period first."""
    seen = resolutions_for(standing).order_by().values("pk")
    rows = MandateResult.objects.filter(standing.sees_open(KIND), resolution__in=seen)
    return rows.order_by("-last", "-first", "on_whom", "entered_at")


def figures_for(standing: Standing) -> QuerySet[Any]:
    """The values of indicators a result may rest on, of the whole mission and this person's."""
    light = ("counted", "whole", "parts", "left_out", "changed")
    return current_values(standing).filter(area=None).select_related("definition").defer(*light)


def figures_seen(standing: Standing) -> QuerySet[Any]:
    """The values a result rests on, replaced ones too, as far as this person sees them."""
    light = ("counted", "whole", "parts", "left_out", "changed")
    return values_for(standing).select_related("definition").defer(*light)


@dataclass(frozen=True)
class WordsChanged:
    """A step in which what a result says was changed: before and after, who and why."""

    result: MandateResult
    step: VersionStep
    who: str
    changes: Sequence[FieldChange]


@dataclass(frozen=True)
class PeriodOfResults:
    """A period of a mandate: what is on record of each of the three, nothing where nobody said."""

    first: date
    last: date
    cells: Sequence[tuple[Any, Sequence[MandateResult]]]


@dataclass(frozen=True)
class ResultsShown:
    """What the page of a mandate's results shows.

    unjudged   paragraphs that mandate protection and have no criterion
    lacking    on whom no criterion says what would be success
    """

    criteria: Sequence[SuccessCriterion]
    unjudged: Sequence[Paragraph]
    lacking: Sequence[Any]
    periods: Sequence[PeriodOfResults]
    changed: Sequence[WordsChanged]


def results_shown(
    standing: Standing, resolution: Resolution, said: Shown, label: Callable[[str], str]
) -> ResultsShown:
    """Criteria and results of a mandate, the last period first; every change of words of them.

    Seven queries, whatever is on record.

    Takes   said and label, how a value of a field is written and how the field is called.
    """
    criteria = [
        criterion
        for criterion in criteria_for(standing).filter(in_force(standing))
        if criterion.paragraph.resolution_id == resolution.pk
    ]
    judged = {criterion.paragraph_id for criterion in criteria}
    poc = paragraphs_for(standing).filter(resolution=resolution, poc=True).order_by("order")
    results = list(results_for(standing).filter(resolution=resolution).select_related("criterion"))
    figures = {
        value.pk: value
        for value in figures_seen(standing).filter(
            pk__in=[result.figure_id for result in results if result.figure_id]
        )
    }
    for result in results:
        result.figure_seen = figures.get(result.figure_id)  # type: ignore[attr-defined]
    by_period: dict[tuple[date, date], list[MandateResult]] = defaultdict(list)
    for result in results:
        by_period[result.first, result.last].append(result)
    periods = [
        PeriodOfResults(
            first,
            last,
            [(of, [result for result in rows if result.on_whom == of]) for of in ResultOn],
        )
        for (first, last), rows in by_period.items()
    ]
    covered = {criterion.on_whom for criterion in criteria}
    return ResultsShown(
        criteria,
        [paragraph for paragraph in poc if paragraph.pk not in judged],
        [of for of in ResultOn if of not in covered],
        periods,
        words_changed(standing, results, said, label),
    )


def words_changed(
    standing: Standing, results: Sequence[MandateResult], said: Shown, label: Callable[[str], str]
) -> list[WordsChanged]:
    """Every step that changed what these results say, the last first. Three queries at most."""
    edited = {result.pk: result for result in results if result.version > 1}
    if not edited:
        return []
    versions: dict[UUID, list[Any]] = defaultdict(list)
    for row in versions_of(*edited.values()):
        versions[row.id].append(row)
    changing = [
        (edited[pk], step)
        for pk, rows_of_result in versions.items()
        for step in steps(rows_of_result, WORDING, label=label, shown=said)
        if step.changes
    ]
    by = {step.by_id for _result, step in changing if step.by_id}
    who = {person.pk: str(person) for person in Person.objects.filter(pk__in=by)}
    posts = Holding.objects.filter(Q(post__mission=standing.mission), person_id__in=by)
    who |= dict(posts.order_by("starts").values_list("person_id", "post__title"))
    changed = [
        WordsChanged(result, step, who.get(step.by_id, "") if step.by_id else "", step.changes)
        for result, step in changing
    ]
    return sorted(changed, key=lambda change: change.step.at, reverse=True)
