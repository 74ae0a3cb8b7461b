"""Refusals as they are read: by who holds the compartment capacity and reads what was answered.

Others read that a tasking was refused, as before, and nothing of what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.crisis.refusals import WITHIN, Refused, Repeated, find_repeated
from tutela.crisis.tables import options, reasons
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import NotAble, Unit
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.crisis.decisions.queries import told_of
from tutela_web.crisis.models import TaskingAnswer
from tutela_web.crisis.refusals.models import TaskingRefusal
from tutela_web.crisis.taskings.queries import option_in_words
from tutela_web.look.days import date_format
from tutela_web.look.translate import word

KIND = "alerts"
OF_TROOPS = "classify_refusal"
OF_POLICE = "classify_police_refusal"
REFUSED = TaskingAnswer.Answer.REFUSED


def refusals_for(standing: Standing) -> QuerySet[TaskingRefusal]:
    """The refusals this person may see, those that wait first, the oldest of them first: none
    without the compartment, none of an alert they may not read."""
    if not holds_readiness(standing):
        return TaskingRefusal.objects.none()
    rows = TaskingRefusal.objects.filter(
        standing.sees_open(KIND),
        standing.sees(KIND, at="tasking__alert__"),
        told_of(standing, at="tasking__"),
    )
    return rows.select_related("mission", "unit", "tasking", "answer", "caveat").order_by(
        "classified_at", "refused_on", "entered_at"
    )


def act_for(unit: Unit) -> str:
    """The act by which refusals of a unit are classified: the Force Commander's, of police units
    the Police Commander's."""
    return OF_POLICE if unit.is_police else OF_TROOPS


def may_classify(standing: Standing, refusal: TaskingRefusal) -> bool:
    """Whether this person classifies a refusal, and nobody for them."""
    return holds_readiness(standing) and standing.may(act_for(refusal.unit), area=refusal.area_id)


def refusals_waiting(standing: Standing) -> list[TaskingRefusal]:
    """The refusals that wait for this person's word, the oldest first. One query; none for whom
    classifies none."""
    if not (standing.may_somewhere(OF_TROOPS) or standing.may_somewhere(OF_POLICE)):
        return []
    rows = refusals_for(standing).filter(cause="")
    return [refusal for refusal in rows if may_classify(standing, refusal)]


@dataclass(frozen=True)
class RepeatedRefusals:
    """Refusals that came back within ninety days, of one unit or for one reason, the newest first.

    of  the unit's name, or the reason in words
    """

    by: str
    of: str
    key: str
    refusals: list[TaskingRefusal]

    @property
    def title(self) -> str:
        """What came back, and how often."""
        said = {"of": self.of, "n": len(self.refusals)}
        if self.by == "unit":
            return _("%(of)s refused %(n)s times within 90 days") % said
        return _("“%(of)s” was given %(n)s times within 90 days") % said

    @property
    def named(self) -> str:
        """The three newest, by unit, what was asked and the day."""
        return "; ".join(map(_in_a_line, self.refusals[:3]))


def _in_a_line(refusal: TaskingRefusal) -> str:
    asked = option_in_words(refusal.tasking.option)
    return f"{refusal.unit}, {asked}, {date_format(refusal.refused_on, 'j M Y')}"


def refusals_repeated(standing: Standing) -> list[RepeatedRefusals]:
    """What came back three times within ninety days, of the refusals this person may see. One
    query."""
    rows = refusals_for(standing).filter(
        answer__answer=REFUSED, refused_on__gt=standing.on - WITHIN
    )
    by_key = {str(refusal.pk): refusal for refusal in rows}
    return [
        RepeatedRefusals(
            group.by,
            _group_words(group, by_key),
            group.of,
            [by_key[refusal.key] for refusal in group.refusals],
        )
        for group in find_repeated(_as_told(by_key.values()), standing.on)
    ]


def _group_words(group: Repeated, by_key: dict[str, TaskingRefusal]) -> str:
    if group.by == "unit":
        return by_key[group.refusals[0].key].unit.name
    return word(reasons()[group.of].label)


def _as_told(rows: Iterable[TaskingRefusal]) -> list[Refused]:
    return [
        Refused(str(refusal.pk), str(refusal.unit_id), refusal.answer.reason, refusal.refused_on)
        for refusal in rows
    ]


def comes_back(refusal: TaskingRefusal) -> bool:
    """Whether a refusal is the third, or a later one, of its unit or for its reason within ninety
    days, whoever may read it: asked by the verbs, which tell the Head of Mission to look."""
    rows = TaskingRefusal.objects.filter(
        mission=refusal.mission_id,
        answer__answer=REFUSED,
        refused_on__gt=refusal.refused_on - WITHIN,
    ).select_related("answer")
    unit, reason = str(refusal.unit_id), refusal.answer.reason
    return any(
        group.of == (unit if group.by == "unit" else reason)
        for group in find_repeated(_as_told(rows), refusal.refused_on)
    )


def task_of(refusal: TaskingRefusal) -> str:
    """The kind of task that was refused, by its code among tasks of units."""
    option = refusal.tasking.option
    return (options()[option].task if option in options() else "") or option


def is_put_down(refusal: TaskingRefusal) -> bool:
    """Whether the unit is put down as not able for that kind of task, until somebody says it is
    again."""
    return NotAble.objects.filter(
        unit=refusal.unit_id, task=task_of(refusal), able_from=None
    ).exists()


def waiting_words(refusal: TaskingRefusal, on: date) -> str:
    """How long a refusal waits on a day; blank where it was classified."""
    if not refusal.waits:
        return ""
    days = (on - refusal.refused_on).days
    return ngettext("waits for %(n)s day", "waits for %(n)s days", days) % {"n": days}
