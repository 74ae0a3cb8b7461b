"""A protection task of a UN entity outside the mission, as a kind of record: it stands on the page
of overlaps."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.mandate.suggest import tasks
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice
from tutela_web.look.translate import word
from tutela_web.mandate.inputs import EntityTaskInput
from tutela_web.mandate.models import EntityTask
from tutela_web.mandate.overlaps.queries import entity_tasks_for
from tutela_web.mandate.queries import ACT, KIND, works_on
from tutela_web.records.kinds import Field, RecordKind, Titles

KINDS_OF_TASKS = {key: lazy(word, str)(one.label) for key, one in tasks().items()}


def _rules(values: EntityTaskInput, by: Standing) -> EntityTaskInput:
    if values["kind"] not in KINDS_OF_TASKS:
        raise BadParameter(say("there is no such kind of task"), next=say("choose one"))
    return values


ENTITY_TASK = RecordKind(
    EntityTask,
    name="entity_task",
    room="mandate",
    path="overlaps",
    listed=False,
    list_name="overlaps",
    reads=KIND,
    act=ACT,
    there=works_on,
    rows=entity_tasks_for,
    rules=_rules,
    titles=Titles(
        one=_("Task of the entity"),
        many=_("Overlaps with UN entities"),
        add=_("Record a task of a UN entity"),
        none=_("no task of a UN entity is recorded"),
    ),
    fields=(
        Field("entity", _("UN entity")),
        Field(
            "kind",
            _("Kind of task"),
            says=KINDS_OF_TASKS,
            control=lambda: choice(_("Kind of task"), lambda: list(KINDS_OF_TASKS.items())),
        ),
        Field("what", _("Task")),
        Field("source", _("Where it says so")),
    ),
    columns=(),
    above=(("mandate:list", _("Mandate")), ("mandate:tasks", _("Mandated tasks"))),
    initial=lambda standing: {},
    history=("ended_on",),
)
