"""Whether a strategy in force still holds: what moved, what was done about it, what it rests on."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.strategy.elements import SECTIONS
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, day, text, tick
from tutela_web.base.forms import version_sent
from tutela_web.base.values import Words
from tutela_web.links.forms import posts_of
from tutela_web.programme.moved.queries import moved_lines
from tutela_web.records.acts import Act, ActsOn, LinkField, one_of
from tutela_web.records.create_page import MadeT, Save, new_page
from tutela_web.records.pages import edit_record, history_of, read_line, saved_as
from tutela_web.review.amber import queries as found
from tutela_web.review.amber import verbs
from tutela_web.review.amber.forms import (
    CiteForm,
    ContextForm,
    ReviewReasonForm,
    WordsForm,
)
from tutela_web.review.amber.models import Amendment, ContextEvent, ReviewTrigger
from tutela_web.review.amber.renewal import changed_beside
from tutela_web.review.rounds import verbs as rounds_kept
from tutela_web.review.rounds.models import PlanningDay
from tutela_web.review.rounds.queries import calendar_of, posts_held, reviews_for
from tutela_web.strategy.edition import queries as draft_queries
from tutela_web.strategy.edition.models import Strategy


def _strategy(standing: Standing, pk: UUID) -> Strategy:
    rows = draft_queries.strategies_for(standing).select_related("mission")
    return get_object_or_404(rows, pk=pk)


@mission_page("strategy", "drafts")
def review(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The sections in amber and why, what was set aside or amended, and the facts it cites."""
    strategy = _strategy(standing, pk)
    read_line(standing, strategy)
    told = found.amber_of(standing, strategy)
    sections = {
        row.letter: row
        for row in draft_queries.sections_for(standing).filter(
            strategy=strategy, language=strategy.language
        )
    }
    amendments = list(
        found.amendments_for(standing).filter(strategy=strategy).order_by("-entered_at")
    )
    rounds = list(reviews_for(standing).filter(strategy=strategy).order_by("-opened_on"))
    open_now = {
        row.letter: row
        for row in amendments
        if row.state == Amendment.State.OPEN and row.letter in sections
    }
    amended = {row.letter for row in amendments if row.state == Amendment.State.ADOPTED}
    beside = changed_beside(standing, told, sections)
    mine = set(posts_held(standing).values_list("post", flat=True))
    context = {
        "strategy": strategy,
        "review": told,
        "in_force": strategy.state == draft_queries.IN_FORCE,
        "rows": [
            (amber, sections.get(letter), open_now.get(letter), beside.get(letter, []))
            for letter, amber in told.sections.items()
        ],
        "amended": [(letter, name) for letter, name in SECTIONS.items() if letter in amended],
        "quiet": [
            (letter, name)
            for letter, name in SECTIONS.items()
            if letter not in told.sections and letter not in amended
        ],
        "amendments": [row for row in amendments if row.letter in sections],
        "cited": found.with_place_facts(
            standing,
            found.cited_for(standing)
            .filter(section__strategy=strategy)
            .order_by("section__letter", "entered_at"),
        ),
        "moved": moved_lines(standing),
        "drafting": standing.reads("drafts"),
        "reviews": [(row, row.late(standing.on), row.owner_id in mine) for row in rounds],
        "calendar": calendar_of(standing, strategy, rounds),
        "day_form": PLANNING_DAY.form_for(standing),
        "own_form": OWN.form_for(standing) if standing.may(verbs.ACT) else None,
        "may_draft": standing.may(verbs.ACT),
        "reads_context": standing.reads("strategy"),
    }
    return render(request, "review/review.html", context)


def _act_beside_review(
    request: HttpRequest, form: forms.Form, do: Save[MadeT], well: Words
) -> MadeT | None:
    """What a small form asks; what it or the verb refuses is told above the next page."""
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return None
    with refused_atop(request):
        made = do(form.cleaned_data)
        messages.success(request, well)
        return made
    return None


def _require_act(standing: Standing) -> None:
    if not standing.may(verbs.ACT):
        raise PermissionDenied


# --- an amendment


def _amendment(standing: Standing, pk: UUID) -> Amendment:
    amending = get_object_or_404(found.amendments_for(standing).select_related("mission"), pk=pk)
    sections = draft_queries.sections_for(standing)
    get_object_or_404(
        sections, strategy=amending.strategy_id, letter=amending.letter, language=amending.language
    )
    return amending


@mission_page("strategy", "drafts")
def amendment(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One proposal: why, for what that moved, and what the section should say."""
    amending = _amendment(standing, pk)
    if request.method == "POST":
        _require_act(standing)
        _act_beside_review(
            request,
            WordsForm(request.POST),
            lambda given: verbs.word_amendment(
                amending, given["words"], version=version_sent(request), by=standing
            ),
            _("The text is saved."),
        )
        return redirect("review:amendment", standing.mission.code, pk)
    read_line(standing, amending)
    is_open = amending.state == Amendment.State.OPEN
    rows = found.triggers_known(standing, amending.triggers.order_by("seen_on", "pk"))
    context = {
        "amendment": amending,
        "strategy": amending.strategy,
        "rows": rows,
        "name": SECTIONS[amending.letter],
        "may_consult": is_open and standing.reads("drafts"),
        "may_word": is_open and standing.may(verbs.ACT),
        "may_decide": is_open and standing.may(verbs.DECIDES),
        "words_form": WordsForm(initial={"words": amending.words}),
    }
    return render(request, "review/amendment.html", context)


@mission_post("drafts")
def amendment_decide(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Adopt an amendment, or decline it."""
    amending = _amendment(standing, pk)
    if not standing.may(verbs.DECIDES):
        raise PermissionDenied
    adopt = request.POST.get("do") == "adopt"
    form = ReviewReasonForm(request.POST)
    form.fields["why"].required = not adopt
    _act_beside_review(
        request,
        form,
        lambda given: verbs.decide_amendment(
            amending, adopt=adopt, why=given["why"], version=version_sent(request), by=standing
        ),
        _("The amendment is adopted.") if adopt else _("The amendment is declined."),
    )
    return redirect("review:amendment", standing.mission.code, pk)


# --- changes of context


@mission_page("strategy")
def context_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Elections, peace agreements and other changes, the latest first."""
    rows = found.context_for(standing).order_by("-on", "-entered_at")
    context = {"rows": rows, "may_keep": standing.may(verbs.ACT)}
    return render(request, "review/context.html", context)


@mission_page("strategy")
def context_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record a change of the mission's surroundings."""
    code = standing.mission.code
    form = ContextForm(request.POST or None, standing=standing, initial={"classification": 0})
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.record_context(given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Record a change of context"),
        trail=[(reverse("review:context", args=[code]), _("Context"))],
        to=lambda made: reverse("review:context_one", args=[code, made.pk]),
    )


@mission_page("strategy")
def context_one(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One change, how it stands, and its history."""
    rows = found.context_for(standing).select_related("area", "mission")
    event: ContextEvent = get_object_or_404(rows, pk=pk)
    read_line(standing, event)
    edited = edit_record(
        request, standing, event, ContextForm, verbs.edit_context, act=verbs.ACT, area=None
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "review:context_one", pk)
    context = {
        "event": event,
        "edited": edited,
        "history": history_of(standing, event, ContextForm),
    }
    return render(request, "review/context_one.html", context, status=edited.status)


# --- what stands beside a review


def _set_aside(
    strategy: Strategy,
    *,
    letter: str,
    kind: str,
    key: str,
    digest: str,
    why: str,
    everywhere: bool,
    by: Standing,
) -> list[ReviewTrigger]:
    trigger = (kind, key, digest)
    return verbs.set_aside(strategy, letter, trigger, why, by=by, everywhere=everywhere)


STRATEGY = ActsOn(("drafts",), "review:review", _strategy)
SECTION = ActsOn(("drafts",), "strategy:section", one_of(draft_queries.sections_for))
WHY = text(_("Why"), 3000, rows=2)
LETTER = text(most=1)
OWN = Act(
    rounds_kept.own_review,
    on=ActsOn(("drafts",), "review:review", one_of(reviews_for)),
    path="drafts/reviews/<uuid:pk>/own/",
    name="round_own",
    given="fields",
    beside=lambda standing, review_round: review_round.strategy,
    fields={"owner": LinkField(_("Responsible"), posts_of), "due": day(_("Due"))},
    says=_("The review has its owner and its day."),
)
PLANNING_DAY = Act(
    lambda strategy, *, fields, by: rounds_kept.set_planning_day(fields, by=by),
    on=ActsOn(("strategy", "drafts"), "review:review", _strategy),
    path="drafts/<uuid:pk>/planning-day/",
    name="planning_day",
    may=verbs.ACT,
    given="fields",
    fields={
        "kind": choice(_("Of what"), PlanningDay.Kind.choices),
        "title": text(_("What happens then"), 200),
        "on": day(_("Day")),
    },
    says=_("The day stands in the calendar."),
)
ACTS = [
    OWN,
    PLANNING_DAY,
    Act(
        _set_aside,
        on=STRATEGY,
        path="drafts/<uuid:pk>/review/aside/",
        name="review_aside",
        may=verbs.ACT,
        fields={
            "letter": LETTER,
            "kind": text(most=20),
            "key": text(most=200),
            "digest": text(most=64),
            "everywhere": tick(),
            "why": WHY,
        },
        says=_("It is set aside, and stays in the history."),
    ),
    Act(
        verbs.propose_amendment,
        on=STRATEGY,
        path="drafts/<uuid:pk>/review/propose/",
        name="review_propose",
        may=verbs.ACT,
        fields={"letter": LETTER, "why": WHY},
        says=_("The amendment is proposed."),
        to=lambda standing, strategy, made: reverse(
            f"review:{'amendment' if made else 'review'}",
            args=[standing.mission.code, (made or strategy).pk],
        ),
    ),
    Act(
        verbs.take_amendments,
        on=SECTION,
        path="drafts/sections/<uuid:pk>/amendments/",
        name="amendment_take",
        may=verbs.ACT,
        says=_("The adopted words stand at the end of the text."),
    ),
    Act(
        verbs.cite_fact,
        on=SECTION,
        path="drafts/sections/<uuid:pk>/fact/",
        name="fact_cite",
        may=verbs.ACT,
        fields=CiteForm,
        reads=lambda given: {name: given[name] for name in ("words", "source", "place", "says")},
        says=_("The fact is watched from now on."),
    ),
    Act(
        lambda fact, why, *, by: verbs.mark_untrue(fact, why, version=fact.version, by=by),
        on=ActsOn(("drafts",), "review:review", one_of(found.cited_for)),
        path="drafts/facts/<uuid:pk>/untrue/",
        name="fact_untrue",
        may=verbs.ACT,
        beside=lambda standing, fact: fact.section.strategy,
        fields={"why": WHY},
        says=_("Recorded as no longer true."),
    ),
    Act(
        rounds_kept.close_review,
        on=ActsOn(("strategy", "drafts"), "review:review", one_of(reviews_for)),
        path="drafts/reviews/<uuid:pk>/close/",
        name="round_close",
        beside=lambda standing, review_round: review_round.strategy,
        fields={"why": WHY},
        reads=lambda given: {"came_of": given["why"]},
        says=_("The review is closed."),
    ),
]
