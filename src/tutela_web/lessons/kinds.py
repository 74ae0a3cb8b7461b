"""Debriefs and lessons, as kinds of record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, day, few_words, text, yes_or_no
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.crisis.plans.queries import all_plans
from tutela_web.lessons import queries, verbs
from tutela_web.lessons.forms import LINES
from tutela_web.lessons.models import Debrief, FormalReview, InvitedPartner, Lesson
from tutela_web.lessons.templatetags.lessons import frozen_words
from tutela_web.lessons.verbs import holds_owner, require_fit_words, require_not_paused
from tutela_web.look.days import date_format
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles

NO_NAMES = _("Posts and offices; no name of a person, and nothing of misconduct by personnel.")


class DebriefInput(TypedDict, total=False):
    """What is written of a debrief."""

    title: str
    happened: str
    helped: str
    hindered: str
    support: str
    classification: int


def _debrief_rules(values: DebriefInput, by: Standing) -> DebriefInput:
    written = ("title", "happened", "helped", "hindered", "support")
    require_fit_words([values.get(name) for name in written], by)  # type: ignore[misc]
    return values


def _debrief_page(standing: Standing, debrief: Debrief) -> dict[str, Any]:
    review = queries.reviews_for(standing).filter(debrief=debrief).first()
    decides = standing.may(queries.DECIDES)
    leads = review is not None and review.leader_id == standing.person.pk
    return {
        "causes": queries.causes_told(standing, debrief),
        "lines": queries.frozen_lines(standing, debrief),
        "frozen": getattr(debrief, "timeline", None),
        "review": review,
        "invited": queries.invited_for(standing, review) if review else (),
        "findings": queries.lessons_for(standing).filter(debrief=debrief).order_by("number"),
        "may_keep": standing.may(queries.KEEPS, area=debrief.area_id),
        "decides": decides,
        "leads": leads,
        "review_form": FORMAL.form_for(standing) if decides and review is None else None,
        "inquiry_form": INQUIRY.form_for(standing) if decides and not debrief.sealed else None,
        "invite_form": INVITE.form_for(standing) if leads or decides else None,
        "report_form": REPORT.form_for(standing, record=debrief) if leads else None,
        "clear_form": CLEAR.form_for(standing)
        if decides and review and review.reported_at
        else None,
    }


HAPPENED = ("moment", "level", "decision", "tasking", "answer", "withdrawn", "left", "outcome")
"""Lines of the ledger that tell what happened; who was told of it and who read it stand beside."""


def _fill_from_ledger(standing: Standing, debrief: Debrief) -> dict[str, str]:
    """What a debrief begins with: what the ledger knows, in the one order of time. Clocks that ran
    out, and those tasked who did not go, stood in the way; what helped a person says."""
    lines = sorted(queries.frozen_lines(standing, debrief) or (), key=lambda line: line.at)
    no = {"refused", "failed", "turned", "delayed"}
    hindered = [line for line in lines if line.kind == "step" or {line.kind, line.what} & no]
    return {
        "happened": _tell_lines(line for line in lines if line.kind in HAPPENED),
        "hindered": _tell_lines(hindered),
    }


def _tell_lines(lines: Iterable[queries.FrozenLine]) -> str:
    return "\n".join(
        f"{date_format(localtime(line.at), 'j M H:i')} {frozen_words(line)}"
        + (f" ({line.post})" if line.post else "")
        for line in lines
        if not line.inferred
    )


DEBRIEF = RecordKind(
    Debrief,
    name="debrief",
    room="lessons",
    path="debriefs",
    reads="alerts",
    act=queries.KEEPS,
    rows=lambda standing: queries.debriefs_for(standing).order_by("-occurred_at", "-number"),
    rules=_debrief_rules,
    prefills=_fill_from_ledger,
    made_here=False,
    titles=Titles(
        one=_("Hot debrief"),
        many=_("Hot debriefs"),
        about=_(
            "One page within 72 hours. This is learning; a board of inquiry is something else."
        ),
        add=_("Open a debrief"),
        none=_("No debrief is on record."),
    ),
    fields=(
        Field("title", _("What it is about"), NO_NAMES),
        Field("occurred_at", _("When it happened"), asked=False),
        Field("due_at", _("Due"), asked=False),
        Field("happened", _("What happened"), NO_NAMES, lines=5, unknown=_("not written yet")),
        Field("helped", _("What helped"), NO_NAMES, lines=3, unknown=_("not written yet")),
        Field(
            "hindered", _("What stood in the way"), NO_NAMES, lines=3, unknown=_("not written yet")
        ),
        Field(
            "support",
            _("Support offered to staff"),
            _("Which support, and by which office. Never to whom."),
            unknown=_("not offered yet"),
        ),
        Field("handed_in_at", _("Handed in"), asked=False, unknown=_("not handed in yet")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("title", label=_("Debrief"), under=("occurred_at",)),
        ListColumn("due_at"),
        ListColumn("handed_in_at"),
    ),
    warns=lambda debrief: debrief.handed_in_at is None,
    page_beside=_debrief_page,
    page_template="lessons/debrief.html",
)


def _reviews(standing: Standing, debrief: Debrief) -> QuerySet[FormalReview]:
    return queries.reviews_for(standing).filter(debrief=debrief)


def _review(standing: Standing, debrief: Debrief) -> FormalReview:
    return get_object_or_404(_reviews(standing, debrief))


def _parts(standing: Standing, debrief: Debrief) -> QuerySet[InvitedPartner]:
    return queries.invited_for(standing, _review(standing, debrief))


def _report_begun(standing: Standing, debrief: Debrief) -> dict[str, str]:
    review = _reviews(standing, debrief).first()
    return {"report": review.report if review else ""}


OF_DEBRIEF = "debriefs/<uuid:pk>/"
HAND_IN = Act(
    verbs.hand_in,
    on=DEBRIEF,
    path=f"{OF_DEBRIEF}hand-in/",
    name="debrief_hand_in",
    says=_("The debrief is handed in."),
)
FORMAL = Act(
    verbs.decide_formal_review,
    on=DEBRIEF,
    path=f"{OF_DEBRIEF}decide/",
    name="debrief_decide",
    form="review_form",
    fields={
        "held": yes_or_no(_("Decision"), _("a formal review is held"), _("none is held")),
        "leader": LinkField(
            _("Who leads it"),
            queries.people_who_may_lead,
            required=False,
            help_text=_("Somebody outside the chain concerned."),
        ),
        "reason": text(_("Reason"), 2000, widget=LINES),
    },
)
INQUIRY = Act(
    verbs.open_inquiry,
    on=DEBRIEF,
    path=f"{OF_DEBRIEF}inquiry/",
    name="debrief_inquiry",
    form="inquiry_form",
    fields={"reference": few_words(_("Reference of the inquiry, in its own office"), 80)},
)
INQUIRY_END = Act(
    verbs.end_inquiry, on=DEBRIEF, path=f"{OF_DEBRIEF}inquiry/end/", name="debrief_inquiry_end"
)
REPORT = Act(
    verbs.report_review,
    on=DEBRIEF,
    path=f"{OF_DEBRIEF}report/",
    name="review_report",
    form="report_form",
    within=_review,
    begins=_report_begun,
    fields={
        "report": text(
            _("Report"),
            40_000,
            _(
                "What was known, decided, ordered, done, and why. "
                "Posts and offices; no name of a person."
            ),
            rows=12,
        ),
        "no_partner_why": few_words(_("Why no protection partner was invited"), 400),
    },
)
INVITE = Act(
    verbs.invite_partner,
    on=DEBRIEF,
    path=f"{OF_DEBRIEF}invite/",
    name="review_invite",
    form="invite_form",
    within=_review,
    fields={"partner": LinkField(_("Partner"), standing_partners)},
)
PART = Act(
    verbs.record_partner,
    on=DEBRIEF,
    path=f"{OF_DEBRIEF}partners/<uuid:part>/",
    name="review_part",
    form="part_form",
    of=_parts,
    fields={
        "came": yes_or_no(_("The partner"), _("came"), _("did not come")),
        "gave": few_words(_("What the partner gave"), 4000, widget=LINES),
    },
)
CLEAR = Act(
    verbs.clear_copy,
    on=DEBRIEF,
    path=f"{OF_DEBRIEF}clear/",
    name="review_clear",
    form="clear_form",
    within=_review,
    fields={
        "words": text(
            _("Cleared copy"), 20_000, _("Partners see these words and nothing else."), rows=8
        )
    },
)


# --- lessons


class LessonInput(TypedDict, total=False):
    """What is written of a lesson, as far as its rules look at it."""

    title: str
    debrief: Debrief | None
    known: str
    decided: str
    ordered: str
    done: str
    why: str
    change: str
    thing: str
    plan: ContingencyPlan | None
    line: MatrixLine | None
    thing_said: str
    classification: int


PARTS = ("title", "known", "decided", "ordered", "done", "why", "change", "thing_said")


def _lesson_rules(values: LessonInput, by: Standing) -> LessonInput:
    require_fit_words([values.get(name) for name in PARTS], by)  # type: ignore[misc]
    require_not_paused(values.get("debrief"))
    thing, plan, line = values.get("thing"), values.get("plan"), values.get("line")
    if thing == Lesson.ChangedItem.PLAN and plan is None:
        raise BadParameter(say("the plan is not named"), where="plan", next=say("choose it"))
    if thing == Lesson.ChangedItem.LINE and line is None:
        raise BadParameter(say("the line is not named"), where="line", next=say("choose it"))
    debrief = values.get("debrief")
    if debrief is not None and values.get("classification", 0) < debrief.classification:
        values["classification"] = debrief.classification
    return values


def _lesson_rows(standing: Standing) -> QuerySet[Lesson]:
    return queries.lessons_for(standing).select_related("owner").order_by("-number")


def _lesson_page(standing: Standing, lesson: Lesson) -> dict[str, Any]:
    owns = holds_owner(lesson, standing) or standing.may(queries.KEEPS, area=lesson.area_id)
    stage = Lesson.Stage(lesson.stage)
    seen = queries.debriefs_for(standing).values("pk")
    return {
        "repeated": lesson.repeated.filter(debrief__in=seen).select_related("debrief"),
        "validate_form": VALIDATE.form_for(standing)
        if stage == Lesson.Stage.OBSERVED and standing.may(queries.VALIDATES)
        else None,
        "change_form": CHANGE.form_for(standing)
        if stage == Lesson.Stage.VALIDATED and owns
        else None,
        "tried_form": TRIED.form_for(standing)
        if stage == Lesson.Stage.IMPLEMENTED and owns
        else None,
    }


def _lesson_begun(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """From a debrief: its place's and actor's classes, its marking."""
    try:
        debrief = queries.debriefs_for(standing).filter(pk=UUID(asked.get("debrief", ""))).first()
    except ValueError:
        debrief = None
    if debrief is None:
        return {}
    failure = queries.failure_of(debrief)
    return {
        "place_class": failure.place_class,
        "actor_class": failure.actor_class,
        "reason_code": next(iter(failure.reasons), ""),
        "classification": debrief.classification,
    }


def _lesson_area(values: LessonInput) -> tuple[str, UUID | None]:
    debrief = values.get("debrief")
    return queries.KEEPS, debrief.area_id if debrief is not None else None


def _lesson_takes(values: LessonInput, by: Standing) -> dict[str, Any]:
    debrief = values.get("debrief")
    return {"area": debrief.area if debrief is not None else None}


LESSON = RecordKind(
    Lesson,
    name="lesson",
    room="lessons",
    path="",
    list_name="lessons",
    page_path="<uuid:pk>/",
    reads="lessons",
    act=queries.KEEPS,
    acts=_lesson_area,
    may_begin=lambda standing: standing.may_somewhere(queries.KEEPS),
    rows=_lesson_rows,
    rules=_lesson_rules,
    takes=_lesson_takes,
    begun=_lesson_begun,
    numbered=True,
    titles=Titles(
        one=_("Lesson"),
        many=_("Lessons"),
        about=_(
            "A finding becomes a lesson when senior management has validated it; it stays open "
            "until what had to change is changed and tried."
        ),
        add=_("Write a finding"),
        none=_("No lesson is on record: that is not the same as nothing to learn."),
    ),
    fields=(
        Field("number", _("Number"), pattern="L-{}", asked=False),
        Field("title", _("Finding in one sentence"), NO_NAMES),
        Field(
            "debrief",
            _("Debrief"),
            linked=queries.debriefs_for,
            choices=queries.debriefs_for,
            page="lessons:debrief",
            only="new",
        ),
        Field("known", _("What was known, by which post, when"), NO_NAMES, lines=3),
        Field("decided", _("What was decided"), NO_NAMES, lines=3),
        Field("ordered", _("What was ordered"), NO_NAMES, lines=3),
        Field("done", _("What was done"), NO_NAMES, lines=3),
        Field("why", _("Why"), NO_NAMES, lines=3),
        Field("reason_code", _("Reason code")),
        Field("place_class", _("Kind of place")),
        Field("actor_class", _("Kind of actor")),
        Field("harm", _("Harm")),
        Field("measure", _("Measure")),
        Field("change", _("What must change"), lines=3, unknown=_("nobody said yet")),
        Field("thing", _("Which thing must change"), unknown=_("nobody said yet")),
        Field(
            "plan",
            _("Contingency plan"),
            linked=lambda standing: all_plans(standing).select_related("place"),
            choices=lambda standing: all_plans(standing).select_related("place"),
            page="crisis:plan",
        ),
        Field(
            "line",
            _("Line of the matrix"),
            linked=lines_for,
            choices=lines_for,
            page="programme:line",
        ),
        Field("thing_said", _("Document, paragraph or course")),
        Field("stage", _("Stage"), asked=False),
        Field("owner", _("Owner"), asked=False, unknown=_("none named")),
        Field("due", _("Due"), asked=False),
        Field("validated_post", _("Validated by"), asked=False, unknown=_("not validated yet")),
        Field("changed_said", _("Document changed elsewhere"), asked=False, unknown=_("none")),
        Field("changed_on", _("Changed on"), asked=False, unknown=_("not changed yet")),
        Field(
            "tried", _("What was seen when it was tried"), asked=False, unknown=_("not tried yet")
        ),
        Field("tried_on", _("Tried on"), asked=False, unknown=_("not tried yet")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("number", under=("title",), label=_("Lesson")),
        ListColumn("stage"),
        ListColumn("thing", under=("change",)),
        ListColumn("owner", under=("due",)),
        ListColumn(
            "repeats",
            label=_("Repeated"),
            told=lambda lesson: lesson.repeats or None,
            unknown=_("no"),
        ),
    ),
    filters=(
        ListFilter("stage", _("Stage")),
        ListFilter("thing", _("Which thing must change")),
        ListFilter("place_class", _("Kind of place")),
    ),
    warns=lambda lesson: lesson.repeats > 0 and lesson.stage != Lesson.Stage.LEARNED,
    page_beside=_lesson_page,
    page_template="lessons/lesson.html",
)

VALIDATE = Act(
    verbs.validate_lesson,
    on=LESSON,
    path="<uuid:pk>/validate/",
    name="lesson_validate",
    form="validate_form",
    fields={
        "owner": LinkField(
            _("Owner"),
            lambda by: Post.objects.filter(
                mission=by.mission, role__in=queries.readers_of_lessons()
            ).order_by("title"),
        ),
        "due": a_day(_("Due")),
    },
)
CHANGE = Act(
    verbs.link_change,
    on=LESSON,
    path="<uuid:pk>/change/",
    name="lesson_change",
    form="change_form",
    fields={
        "said": few_words(
            _("Reference of the new version"),
            200,
            _("A plan or a line of the matrix shows its own version; leave it blank then."),
        ),
        "on": a_day(_("Changed on")),
    },
)
TRIED = Act(
    verbs.mark_tried,
    on=LESSON,
    path="<uuid:pk>/tried/",
    name="lesson_tried",
    form="tried_form",
    fields={
        "tried": text(_("What was seen when it was tried"), 2000, widget=LINES),
        "on": day(_("Tried on")),
    },
)
