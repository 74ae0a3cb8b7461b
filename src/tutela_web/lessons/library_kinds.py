"""Practices and papers of the library, as kinds of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.lessons.passages import find_passages
from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words, text
from tutela_web.base.searching.stems import stems_of
from tutela_web.lessons import queries, verbs
from tutela_web.lessons.forms import LINES
from tutela_web.lessons.models import Interview, LibraryPaper, Practice
from tutela_web.lessons.verbs import require_fit_words
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles

AN_OFFICE = _("An office, never a person's name.")


class PracticeInput(TypedDict, total=False):
    """What is written of a practice."""

    title: str
    problem: str
    technique: str
    roles: str
    conditions: str
    result: str
    tried_by: str


def _practice_rules(values: PracticeInput, by: Standing) -> PracticeInput:
    written = ("title", "problem", "technique", "roles", "conditions", "result", "tried_by")
    words = [values.get(name) for name in written]
    require_fit_words(words, by, of_a_case=False)  # type: ignore[arg-type]
    return values


def _practice_page(standing: Standing, practice: Practice) -> dict[str, Any]:
    keeps = standing.may(queries.KEEPS, area=practice.area_id)
    lines = lines_for(standing)
    return {
        "may_take": standing.may(queries.VALIDATES),
        "uses": practice.uses.filter(line__in=lines).select_related("line"),
        "fit_form": FIT.form_for(standing) if keeps and practice.origin else None,
        "use_form": USE.form_for(standing) if standing.may_somewhere("keep_matrix") else None,
    }


PRACTICE = RecordKind(
    Practice,
    name="practice",
    room="lessons",
    path="practices",
    reads="lessons",
    act=queries.KEEPS,
    rows=lambda standing: queries.practices_for(standing).order_by("title"),
    rules=_practice_rules,
    titles=Titles(
        one=_("Practice"),
        many=_("Good practices"),
        about=_(
            "Techniques tried for a common problem. One of another mission is checked against what "
            "holds here before it enters the matrix."
        ),
        add=_("Record a practice"),
        none=_("No practice is on record."),
    ),
    fields=(
        Field("title", _("Practice in one sentence")),
        Field("problem", _("Problem"), _("Such as crowds sheltering at a base."), lines=3),
        Field("technique", _("What was done"), lines=4),
        Field("roles", _("Who does what"), _("Posts and offices."), lines=2),
        Field("conditions", _("Under which conditions it worked"), lines=3),
        Field(
            "result", _("Result"), _("What was seen, and by what; not known is an answer."), lines=3
        ),
        Field("tried_by", _("Tried by"), AN_OFFICE),
        Field("origin", _("Another mission it comes from"), unknown=_("this mission")),
        Field("place_class", _("Kind of place")),
        Field("actor_class", _("Kind of actor")),
        Field("harm", _("Harm")),
        Field("measure", _("Measure")),
        Field(
            "fits_here", _("Check against what holds here"), asked=False, unknown=_("not checked")
        ),
        Field("fits_checked_on", _("Checked on"), asked=False, unknown=_("not checked")),
        Field("retired", _("Retired"), only="edit"),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("title", under=("problem",), label=_("Practice")),
        ListColumn("conditions"),
        ListColumn("result"),
        ListColumn("origin"),
    ),
    filters=(
        ListFilter("measure", _("Measure")),
        ListFilter("place_class", _("Kind of place")),
        ListFilter("harm", _("Harm")),
    ),
    lacks=lambda practice: not practice.may_be_used,
    page_beside=_practice_page,
    page_template="lessons/practice.html",
)

FIT = Act(
    verbs.check_fit,
    on=PRACTICE,
    path="practices/<uuid:pk>/fit/",
    name="practice_fit",
    form="fit_form",
    fields={
        "words": text(
            _("Check against what holds here"),
            2000,
            _("What is alike, what differs, and what that changes."),
            widget=LINES,
        )
    },
)
USE = Act(
    verbs.use_practice,
    on=PRACTICE,
    path="practices/<uuid:pk>/use/",
    name="practice_use",
    form="use_form",
    fields={
        "line": LinkField(_("Line of the matrix"), lines_for),
        "adapted": few_words(_("What is done otherwise here"), 1000, widget=LINES),
    },
)


class PaperInput(TypedDict, total=False):
    """What is written of a paper of the library."""

    title: str
    about: str


def _paper_rules(values: PaperInput, by: Standing) -> PaperInput:
    return values


def _paper_page(standing: Standing, paper: LibraryPaper) -> dict[str, Any]:
    return {"pages": list(enumerate(paper.pages, start=1))}


def passages_of(paper: LibraryPaper, asked: str) -> list[Any]:
    """The passages of a paper that hold all words of a question, with their pages."""
    return find_passages(paper.pages, [list(word) for word in stems_of(asked)])


LIBRARY_PAPER = RecordKind(
    LibraryPaper,
    name="paper",
    room="lessons",
    path="library",
    reads="lessons",
    act=queries.KEEPS,
    rows=lambda standing: queries.papers_for(standing).defer("words").order_by("-on", "title"),
    rules=_paper_rules,
    made_here=False,
    titles=Titles(
        one=_("Paper of the library"),
        many=_("Library"),
        about=_("Mission histories, cables, reviews, end-of-assignment reports and interviews."),
        add=_("Add a paper"),
        none=_("The library holds no paper."),
    ),
    fields=(
        Field("title", _("Title")),
        Field("kind", _("What it is")),
        Field("issuer", _("Issued by"), AN_OFFICE),
        Field("on", _("Day")),
        Field("about", _("What it says, in a sentence"), lines=2),
        Field("form", _("File"), asked=False),
        Field("retired", _("Retired"), only="edit"),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("title", under=("about",), label=_("Paper")),
        ListColumn("kind", under=("issuer",)),
        ListColumn("on"),
    ),
    filters=(ListFilter("kind", _("What it is")),),
    page_beside=_paper_page,
    list_template="lessons/library.html",
    page_template="lessons/paper.html",
)


class InterviewInput(TypedDict, total=False):
    """What is written of an interview, as far as its rules look at it."""

    state: str
    leaves_on: date
    held_on: date | None
    held_by: str
    missed_why: str
    faced: str
    knew: str
    did: str
    worked: str
    failed: str
    hindered: str
    advice: str


ANSWERS = ("faced", "knew", "did", "worked", "failed", "hindered", "advice")


def _interview_rules(values: InterviewInput, by: Standing) -> InterviewInput:
    require_fit_words([values.get(name) for name in (*ANSWERS, "held_by", "missed_why")], by)  # type: ignore[misc]
    held_on = values.get("held_on")
    if values.get("state") == Interview.State.HELD and held_on is None:
        raise BadParameter(say("an interview that was held has a day"), where="held_on")
    if held_on is not None and held_on > by.on:
        raise BadParameter(say("the day lies ahead"), where="held_on")
    if values.get("state") == Interview.State.HELD and not values.get("did"):
        raise BadParameter(
            say("what was done to protect civilians is not written"),
            where="did",
            next=say("write it, or leave the interview as due"),
        )
    if values.get("state") == Interview.State.MISSED and not values.get("missed_why"):
        raise BadParameter(
            say("an interview that was missed has a reason"),
            where="missed_why",
            next=say("say why"),
        )
    return values


INTERVIEW = RecordKind(
    Interview,
    name="interview",
    room="lessons",
    path="interviews",
    reads="lessons",
    act=queries.KEEPS,
    rows=queries.interviews_for,
    rules=_interview_rules,
    numbered=True,
    titles=Titles(
        one=_("Interview"),
        many=_("Interviews of leaders and commanders"),
        about=_(
            "Everybody who leaves such a post is asked the same questions. Whose post it was is "
            "shown to those who decide on reviews only."
        ),
        add=_("Open an interview"),
        none=_("No interview is on record."),
    ),
    fields=(
        Field("number", _("Number"), pattern="IV-{}", asked=False),
        Field(
            "post",
            _("Post"),
            choices=queries.interviewed_posts,
            linked=queries.interviewed_posts,
            needed=True,
            only="new",
        ),
        Field("leaves_on", _("Leaves on"), only="new"),
        Field(
            "state",
            _("Interview"),
            tones={Interview.State.DUE: "warn", Interview.State.MISSED: "danger"},
        ),
        Field("held_on", _("Held on"), unknown=_("not held")),
        Field("held_by", _("Held by"), AN_OFFICE, unknown=_("nobody named")),
        Field("missed_why", _("Why it was missed"), unknown=_("not missed")),
        Field("faced", _("Which threats to civilians did you face?"), lines=3),
        Field("knew", _("What did you know, from whom, and how early?"), lines=3),
        Field("did", _("What did you do to protect civilians?"), lines=4),
        Field("worked", _("What worked, and how do you know?"), lines=3),
        Field("failed", _("What did not work?"), lines=3),
        Field("hindered", _("What stood in your way: mandate, means, rules, others?"), lines=3),
        Field("advice", _("What would you tell your successor?"), lines=3),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("number", label=_("Interview")),
        ListColumn("state", under=("missed_why",), quiet=True),
        ListColumn("leaves_on"),
        ListColumn("held_on", under=("held_by",), quiet=True),
    ),
    filters=(ListFilter("state", _("State")),),
    lacks=lambda interview: interview.state == Interview.State.DUE,
)
