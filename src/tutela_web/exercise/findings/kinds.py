"""Findings of drills as a kind of record, and what each may become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import day, text
from tutela_web.base.values import Words
from tutela_web.exercise.drills.models import Drill
from tutela_web.exercise.drills.queries import KIND, drills_for
from tutela_web.exercise.findings.models import Finding
from tutela_web.exercise.findings.queries import ACT, drills_over, findings_for
from tutela_web.exercise.findings.verbs import give_to_owner, make_lesson
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import actions_for, meetings_for
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.lessons.queries import lessons_for
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField


class FindingInput(TypedDict, total=False):
    """The fields of a finding that its rules ask."""

    drill: Drill
    heading: str
    what: str
    needs: str
    offices: list[str]
    classification: int


def _rules(values: FindingInput, by: Standing) -> Mapping[str, Any]:
    refuse_closed_words(values.get("what"), values.get("needs"), *values.get("offices", ()))
    if values.get("heading") == Finding.Heading.DIFFERENCE and len(values.get("offices", ())) < 2:
        raise BadParameter(
            say("a difference lies between two offices at least"),
            where="offices",
            next=say("name both, separated by a semicolon"),
        )
    drill = values["drill"]
    if not drill.is_over:
        raise BadParameter(say("this drill has not ended"), next=say("end it first"))
    marking = max(values.get("classification", 0), drill.classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def _became(finding: Finding) -> str | None:
    """What a finding became, as far as its reader may see it."""
    if finding.action_id is not None:
        owner = finding.action.owned_by if finding.action is not None else ""
        return _now("action of %(post)s") % {"post": owner} if owner else _now("an action")
    if finding.lesson_id is not None:
        lesson = finding.lesson
        return _now("lesson %(n)s") % {"n": lesson} if lesson is not None else _now("a lesson")
    return None


def _by_open(rows: QuerySet[Finding], value: str, standing: Standing) -> QuerySet[Finding]:
    nothing = {"action": None, "lesson": None}
    return rows.filter(**nothing) if value == "open" else rows.exclude(**nothing)


def _opens(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return (("open", _("nothing yet")), ("settled", _("an action or a lesson")))


def _own_meetings(standing: Standing) -> QuerySet[Meeting]:
    """Meetings whose actions this person keeps, the next first."""
    return meetings_for(standing).exclude(state=Meeting.State.OFF).order_by("-starts_at")


def _posts(standing: Standing) -> QuerySet[Post]:
    return Post.objects.filter(mission=standing.mission).order_by("title")


def _beside_finding(standing: Standing, finding: Finding) -> dict[str, Any]:
    may = standing.may(ACT, area=finding.area_id) and not finding.settled
    return {
        "became": _became(finding),
        "action_form": GIVE.form_for(standing, record=finding)
        if may and standing.may_somewhere("keep_fora")
        else None,
        "lesson_form": LEARN.form_for(standing, record=finding)
        if may and standing.may_somewhere("keep_lessons")
        else None,
    }


FINDING = RecordKind(
    Finding,
    name="finding",
    room="exercise",
    path="findings",
    reads=KIND,
    act=ACT,
    rows=findings_for,
    rules=_rules,
    parent=Parent("drill", drills_over, "drills/<uuid:pk>/findings/new/", "exercise:drill"),
    titles=Titles(
        one=_("Finding of a drill"),
        many=_("Findings of drills"),
        add=_("Write a finding"),
        none=_("No drill has a finding on record."),
        about=_(
            "What drills found. Each becomes an action that a post owns, or a lesson; those that "
            "are neither stand first."
        ),
        words=_("Of offices and of what was tried, without blame; never of a person."),
    ),
    fields=(
        Field("drill", _("Drill"), linked=drills_for, page="exercise:drill", asked=False),
        Field("heading", _("Heading")),
        Field("what", _("What was found"), NO_NAMES, lines=3),
        Field(
            "needs",
            _("What it needs"),
            _("Optional. Of a strategy: means and decisions. Of backup: what, from whom, by when."),
            lines=2,
            unknown=_("nobody said"),
        ),
        Field(
            "offices",
            _("Between which offices"),
            _("Of a difference: offices, never persons. Separate with semicolons."),
            control=WordsField,
            unknown=_("no difference"),
        ),
        Field(
            "action",
            _("Action"),
            linked=actions_for,
            page="fora:action",
            asked=False,
            unknown=_("none yet"),
        ),
        Field(
            "lesson",
            _("Lesson"),
            linked=lessons_for,
            page="lessons:lesson",
            asked=False,
            unknown=_("none yet"),
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("what", under=("heading", "offices")),
        ListColumn("drill"),
        ListColumn("became", label=_("Became"), told=_became, unknown=_("nothing yet")),
    ),
    filters=(
        ListFilter("heading", _("Heading")),
        ListFilter("became", _("Became"), choices=_opens, apply=_by_open),
    ),
    warns=lambda finding: not finding.settled,
    history=("action", "lesson"),
    page_beside=_beside_finding,
    page_template="exercise/finding.html",
)

GIVE = Act(
    give_to_owner,
    on=FINDING,
    path="findings/<uuid:pk>/action/",
    name="finding_action",
    form="action_form",
    auto_id="action_%s",
    fields={
        "what": text(_("What is to be done"), 400, rows=2),
        "meeting": LinkField(_("Followed up by the meeting"), _own_meetings),
        "owner": LinkField(_("Post that owns it"), _posts),
        "due": day(_("By")),
    },
    begins=lambda standing, finding: {"what": finding.what[:400]},
    says=_("It is an action that a post owns."),
)

LEARN = Act(
    make_lesson,
    on=FINDING,
    path="findings/<uuid:pk>/lesson/",
    name="finding_lesson",
    form="lesson_form",
    auto_id="lesson_%s",
    fields={"title": text(_("Finding in one sentence"), 200, rows=2)},
    begins=lambda standing, finding: {"title": finding.what[:200]},
    says=_("It stands among the lessons, to be validated."),
)
