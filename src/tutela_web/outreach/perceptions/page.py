"""What the pages of a survey show: where it stands, its frame, and what it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.intake.own_questions import choices_said, label_in
from tutela.outreach.estimates import BY_AGE, BY_AREA, BY_SEX, TOLD, WHOLE, Estimate, Response
from tutela.outreach.survey_form import AGE_GROUPS, RESULTS, SEXES
from tutela_web.access.policy import Standing
from tutela_web.look.series import IntervalRow, interval_chart
from tutela_web.look.translate import say_in_page_language
from tutela_web.outreach.perceptions.models import Survey, SurveyAnswer, SurveyItem
from tutela_web.outreach.perceptions.queries import (
    ACT,
    area_names,
    because_of,
    frame_of,
    is_approved,
    progress_of,
    runs,
)
from tutela_web.places.models import Place


def state_of(survey: Survey) -> str:
    """Where a survey stands, in words."""
    if survey.closed_on is not None:
        return _("ended: its estimates stand")
    if survey.seed is None:
        return _("planned: no place is drawn")
    if survey.approved_digest and survey.approved_digest == survey.sent_digest:
        return _("drawn, its questions approved")
    return _("drawn, its questions not approved")


def stratum_said(survey: Survey, stratum: str, areas: Mapping[str, str]) -> str:
    """A stratum as its readers call it."""
    if survey.strata_by == Survey.StrataBy.NONE:
        return _("all places")
    if survey.strata_by == Survey.StrataBy.AREA:
        return areas.get(stratum, stratum) or _("no area")
    return str(dict(Place.Kind.choices).get(stratum, stratum))


def beside_survey(standing: Standing, survey: Survey) -> dict[str, Any]:
    """The context of a survey's own page."""
    frame = frame_of(survey, standing)
    areas = area_names(survey.mission_id)
    runner = runs(standing, survey)
    approved = is_approved(survey)
    return {
        "state": state_of(survey),
        "items": list(survey.items.order_by("entered_at", "name")),
        "frame": frame,
        "strata": [
            (stratum_said(survey, name, areas), places, people)
            for name, (places, people) in frame.strata.items()
        ],
        "runner": runner,
        "may_ask": standing.may(ACT, area=survey.area_id) and survey.closed_on is None,
        "approved": approved,
        "changed_since": bool(survey.sent_digest) and not approved,
        "progress": progress_of(survey) if survey.seed is not None else None,
        "may_close": runner
        and approved
        and survey.seed is not None
        and survey.closed_on is None
        and standing.on >= survey.ends,
    }


@dataclass(frozen=True)
class ShownEstimate:
    """One estimate as a row of a table."""

    words: str
    estimate: Estimate
    because: str

    @property
    def known(self) -> bool:
        """Whether it has a share."""
        return self.estimate["state"] == TOLD


@dataclass(frozen=True)
class ShownItem:
    """What a survey tells of one question: its chart, and its rows told apart."""

    item: SurveyItem
    label: str
    chart: SafeString
    tables: list[tuple[str, list[ShownEstimate]]]


def results_of(survey: Survey) -> list[ShownItem]:
    """What an ended survey tells, question by question."""
    groups: dict[str, dict[str, str]] = {
        WHOLE: {"": _("everybody")},
        BY_SEX: {name: say_in_page_language(words) for name, words in SEXES.items()},
        BY_AGE: {name: say_in_page_language(words) for name, words in AGE_GROUPS.items()},
        BY_AREA: area_names(survey.mission_id) | {"": _("no area")},
    }
    titles = {
        WHOLE: _("Everybody"),
        BY_SEX: _("By sex"),
        BY_AGE: _("By age"),
        BY_AREA: _("By area"),
    }
    shown: list[ShownItem] = []
    for item in survey.items.order_by("entered_at", "name"):
        tables = []
        for by, names in groups.items():
            rows = [
                ShownEstimate(
                    names.get(entry["group"], entry["group"]),
                    entry,
                    say_in_page_language(because_of(entry)),
                )
                for entry in cast("list[Estimate]", survey.estimates)
                if entry["item"] == item.name and entry["by"] == by
            ]
            if rows:
                tables.append((titles[by], rows))
        label = label_of(item)
        every = [row for _title, rows in tables for row in rows]
        shown.append(ShownItem(item, label, _draw_chart(item, label, every), tables))
    return shown


def label_of(item: SurveyItem) -> str:
    """A question in the language of the page; in English where it has no other words."""
    labels = {"fr": item.label_fr, "ar": item.label_ar}
    return labels.get(get_language() or "en") or item.label


def _draw_chart(item: SurveyItem, label: str, rows: list[ShownEstimate]) -> SafeString:
    drawn = [
        IntervalRow(row.words, row.estimate["share"], row.estimate["low"], row.estimate["high"])
        for row in rows
    ]
    said = "; ".join(
        f"{row.words}: {row.estimate['share']:.0f} %"
        if row.known and row.estimate["share"] is not None
        else f"{row.words}: {_('cannot be told')}"
        for row in rows
    )
    return interval_chart(drawn, title=f"{label} {item.told}", desc=said)


def response_rows(survey: Survey) -> list[tuple[str, int | None]]:
    """How the approaches went, in words; None where too few to be told."""
    response = cast("Response", survey.response_told)
    return [
        (say_in_page_language(RESULTS[name]), count) for name, count in response["results"].items()
    ]


class ShownAnswer(NamedTuple):
    """A row of answers in the words of the page."""

    place: str
    result: str
    sex: str
    age_group: str
    came: str
    on: datetime


def rows_shown(answers: Iterable[SurveyAnswer]) -> list[ShownAnswer]:
    """Answers row by row, for who runs the survey: where, how it went, of whom in classes."""
    return [
        ShownAnswer(
            entry.place.code,
            say_in_page_language(RESULTS[entry.result]),
            say_in_page_language(SEXES[entry.sex]),
            say_in_page_language(AGE_GROUPS[entry.age_group]),
            entry.get_came_display(),
            entry.entered_at,
        )
        for entry in answers
    ]


def answers_in_words(item: SurveyItem) -> str:
    """The answers of a question as its approver reads them, those that count marked."""
    language = get_language() or "en"
    return ", ".join(
        label_in(language, entry) + (" ✓" if entry["value"] in item.counts else "")
        for entry in choices_said(item.choices)
    )
