"""A mandated task, as a kind of record: written by hand under the paragraph that gives it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.crisis.tables import PHASES
from tutela.mandate.library import find
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.mandate.forms import TaskEndForm
from tutela_web.mandate.inputs import TaskInput
from tutela_web.mandate.models import CHAPTER_ALLOWS, MandatedTask, Paragraph
from tutela_web.mandate.queries import ACT, KIND, paragraphs_for, tasks_for, works_on
from tutela_web.mandate.reading.queries import questions_for
from tutela_web.mandate.verbs import decided_by
from tutela_web.records.kinds import Field, Parent, RecordKind, Titles
from tutela_web.records.reasons import reason_of_change

NO_DAY = _("no day set")


def _posts(standing: Standing) -> QuerySet[Post]:
    return Post.objects.filter(mission=standing.mission).order_by("title")


def _not_strict(standing: Standing) -> set[int]:
    return {one for one in Classification.values if one <= Classification.CONFIDENTIAL}


def _tier() -> forms.Field:
    return forms.TypedChoiceField(coerce=int, choices=MandatedTask.Tier.choices)


def _phases() -> forms.Field:
    return forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=MandatedTask.LISTED["phases"],
    )


def _rules(values: TaskInput, by: Standing) -> TaskInput:
    if values["paragraph"].kind != Paragraph.Kind.OPERATIVE:
        raise BadParameter(say("only operative paragraphs give a mandate"))
    if unknown := set(values.get("phases") or ()) - set(PHASES):
        raise BadParameter(say("there is no phase {phase}", phase=min(unknown)))
    starts, until = values.get("starts"), values.get("until")
    if starts and until and until < starts:
        raise BadParameter(say("it would end before it begins"), next=say("put the days right"))
    marking = values.get("classification", Classification.CONFIDENTIAL)
    if marking > Classification.CONFIDENTIAL:
        raise BadParameter(
            say("a task restates what the Council published"),
            next=say("choose Confidential or lower"),
        )
    by.require_marking(KIND, marking)
    what = " ".join(values["what"].split())
    return {**values, "classification": marking, "what": what}


def _takes(values: TaskInput, by: Standing) -> dict[str, Any]:
    return decided_by(by)


def _extra_context(standing: Standing, task: MandatedTask) -> dict[str, Any]:
    works = works_on(standing)
    return {
        "holds": task.holds(standing.on),
        "allows": CHAPTER_ALLOWS.get(MandatedTask.Chapter(task.chapter)),
        "norms": find(group="norms", task=task.kind) if task.kind else [],
        "questions": list(questions_for(standing).filter(task=task)),
        "form": TaskEndForm(auto_id="end_%s"),
        "ended_why": reason_of_change(task, "until") if works and task.until else "",
        "taken_up": tasks_for(standing).filter(supersedes=task.pk).first(),
        "works": works,
        "reads_strategy": standing.reads("strategy"),
        **({} if works else {"history": []}),
    }


TASK = RecordKind(
    MandatedTask,
    name="task",
    room="mandate",
    path="tasks",
    listed=False,
    parent=Parent(
        "paragraph",
        paragraphs_for,
        "paragraphs/<uuid:pk>/task/",
        "mandate:paragraph",
        initial=lambda paragraph: {"classification": 1},
        about=lambda paragraph: [paragraph.words],
    ),
    reads=KIND,
    act=ACT,
    rows=tasks_for,
    rules=_rules,
    takes=_takes,
    titles=Titles(
        one=_("Mandated task"),
        many=_("Mandated tasks"),
        add=_("Add a task"),
        none=_("No task is confirmed."),
    ),
    fields=(
        Field("what", _("Task")),
        Field("tier", _("Tier"), control=_tier),
        Field("phases", _("Phases"), control=_phases),
        Field("component", _("Component"), _("Military, police, human rights: whose task it is.")),
        Field("owner", _("Post that owns it"), choices=_posts, unknown=_("no post yet")),
        Field(
            "limit",
            _("Geographic limit"),
            _("In the words of the resolution: within its areas of deployment."),
        ),
        Field("means", _("Means"), _("In the words of the resolution: all necessary means.")),
        Field(
            "host",
            _("What the host answers for"),
            _("In the words of the resolution: without prejudice to its responsibility."),
        ),
        Field(
            "chapter",
            _("Authority under the Charter"),
            tones={MandatedTask.Chapter.AMBIGUOUS: "warn"},
        ),
        Field("priority", _("Priority")),
        Field("starts", _("From"), unknown=NO_DAY),
        Field("until", _("Until"), unknown=NO_DAY),
        Field("classification", _("Classification"), offers=_not_strict),
    ),
    columns=(),
    above=(("mandate:list", _("Mandate")),),
    history=("state", "decided_by", "rank", "after", "ordered_by", "superseded_by"),
    page_beside=_extra_context,
    page_template="mandate/task.html",
)
