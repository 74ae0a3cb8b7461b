"""What a missed benchmark changes below: section J turns amber, it stands on the agenda of the POC
forum, and the indicator of the strategy shows its figure in place of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import Form, ModelForm
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.strategy.triggers import Fact
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.meetings.parts import MinutesSection
from tutela_web.fora.meetings.queries import Agenda
from tutela_web.links.queries import in_force
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.monitoring.measured.queries import (
    VIEW_MARKING,
    StandingIndicator,
    breached_definitions,
    definitions_for,
    reads_whole_table,
    standing_indicators,
    value_day,
    with_last_values,
)
from tutela_web.monitoring.measured.tables import READS
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.objectives.models import Objective
from tutela_web.records.models import Record
from tutela_web.review.amber.queries import GuardedFact


def missed_facts(mission: Mission) -> list[GuardedFact]:
    """The benchmarks that the last values miss, as facts of the review; a new value that misses is
    a new value of the fact. Two queries."""
    return [
        GuardedFact(
            Fact(
                "benchmark",
                str(definition.pk),
                f"{definition.code} {definition.words}"[:400],
                f"{_plain(value.value)} / {_plain(definition.target)} {definition.unit}"
                f" ({value.last.isoformat()})",
            ),
            max(definition.classification, VIEW_MARKING if definition.computed else 0),
            definition.area_id,
            definition.compartment,
        )
        for definition, value in breached_definitions(mission)
    ]


def benchmarks_for(standing: Standing) -> QuerySet[IndicatorDefinition]:
    """The indicators whose whole figure this person may read."""
    closed = [name for name in READS if not reads_whole_table(standing, name)]
    unread = Q(kind=IndicatorDefinition.Kind.COMPUTED, table__in=closed)
    return definitions_for(standing).exclude(unread)


def _list_missed(standing: Standing, meeting: Meeting) -> list[StandingIndicator]:
    kinds = (Forum.Kind.SENIOR, Forum.Kind.LOCAL)
    if meeting.state != Meeting.State.PLANNED or meeting.forum.kind not in kinds:
        return []
    return [
        standing_indicator
        for standing_indicator in standing_indicators(standing)
        if standing_indicator.breached
    ]


def missed_at(
    standing: Standing, meeting: Meeting, agenda: Agenda, refused: Mapping[str, Form | ModelForm]
) -> Mapping[str, Any]:
    """The benchmarks missed, on the page of a planned meeting of the mission's own POC forum."""
    rows = _list_missed(standing, meeting) if standing.reads("strategy") else []
    return {"rows": [(row, value_day(row.last) if row.last else "") for row in rows]}


def section(standing: Standing, meeting: Meeting) -> MinutesSection:
    """The benchmarks missed, on the paper of the agenda."""
    rows = _list_missed(standing, meeting) if standing.reads("strategy") else []
    if not rows:
        return MinutesSection([], 0)
    points: tuple[d.Text, ...] = tuple(_say_missed(row) for row in rows)
    marking = max(
        max(row.definition.classification, VIEW_MARKING if row.definition.computed else 0)
        for row in rows
    )
    return MinutesSection([d.Heading(_("Benchmarks missed")), d.Bullets(points)], marking)


def _say_missed(shown: StandingIndicator) -> str:
    definition = shown.definition
    return _("%(code)s %(words)s: %(value)s %(unit)s, benchmark %(target)s") % {
        "code": definition.code,
        "words": definition.words,
        "value": floatformat(shown.figure.value, -1),
        "unit": definition.unit,
        "target": floatformat(definition.target, -1),
    }


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def measured_by(standing: Standing, indicator: Indicator) -> dict[str, Any]:
    """What measures an indicator of the strategy, with the last figures this person reads."""
    return {"measured_by": _list_measured(standing, follows=indicator)}


def measured_of(standing: Standing, objective: Objective) -> dict[str, Any]:
    """What is measured of an objective, with the last figures this person reads."""
    return {"measured": _list_measured(standing, objective=objective)}


def _list_measured(standing: Standing, **of: Record) -> list[dict[str, Any]]:
    definitions = definitions_for(standing).filter(in_force(standing), **of)
    return [
        {
            "name": f"{one.definition.code} · {one.definition.question}",
            "url": reverse("monitoring:indicator", args=[standing.mission.code, one.definition.pk]),
            "value": floatformat(one.figure.value, -1) if one.figure.known else "",
            "unit": one.definition.unit_said,
            "day": value_day(one.last) if one.last else "",
            "breached": one.breached,
        }
        for one in with_last_values(standing, definitions.order_by("number"))
    ]
