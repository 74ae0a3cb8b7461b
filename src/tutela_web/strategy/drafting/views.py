"""A strategy while it is written: editions, its home, one section's editor, completeness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import TutelaError
from tutela.base.writing import changed_paragraphs
from tutela.mandate.library import find
from tutela.strategy.elements import SECTIONS
from tutela.strategy.text.quoted import sentences
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict
from tutela_web.base.fields import CutField, text
from tutela_web.base.forms import version_sent
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.engagements.no_response.queries import standing_choices
from tutela_web.look.translate import say_in_page_language
from tutela_web.partners.sides.models import Responsibility
from tutela_web.partners.sides.queries import standing_points
from tutela_web.programme.alignment.queries import directives
from tutela_web.programme.efforts.queries import support_needs_standing
from tutela_web.programme.matrix.queries import lines_for_host
from tutela_web.programme.objectives.queries import plans_beside, tier_list
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.create_page import make_from_form, save_posted
from tutela_web.records.pages import read_line, saved_as
from tutela_web.records.shared_texts.pages import (
    CommentForm,
    beside_text,
    history_rows,
    shown_texts,
)
from tutela_web.records.shared_texts.verbs import LONGEST
from tutela_web.records.versions.queries import versions_of
from tutela_web.strategy.based.forms import BasisForm
from tutela_web.strategy.based.queries import LETTER, may_be_named, rests_on
from tutela_web.strategy.consulting.queries import (
    consultation_rows,
    plan_of,
    unsettled_of,
    waivers_ended,
)
from tutela_web.strategy.consulting.verbs import WAIVES
from tutela_web.strategy.content.elements import (
    Completeness,
    both_parts,
    completeness,
    sections_shrunk,
)
from tutela_web.strategy.content.figures import figures_of, sections_apart, sentences_apart
from tutela_web.strategy.content.joint import beside_section_b
from tutela_web.strategy.content.languages import editions_of, texts_of
from tutela_web.strategy.content.prefilled import prefill_of
from tutela_web.strategy.content.stated import sections_against
from tutela_web.strategy.content.takeup import waiting_records
from tutela_web.strategy.drafting import edited_verbs, verbs
from tutela_web.strategy.drafting.forms import (
    StrategyForm,
    SummaryForm,
    TranslationForm,
)
from tutela_web.strategy.drafting.panels import beside_section, beside_strategy
from tutela_web.strategy.drafting.purpose import purpose_of
from tutela_web.strategy.drafting.writing import writing_of
from tutela_web.strategy.edition import queries as found
from tutela_web.strategy.edition.models import Section, SectionComment, Strategy
from tutela_web.strategy.edition.taking import may_take
from tutela_web.strategy.leading.queries import obligation_of
from tutela_web.strategy.understood.queries import current_understandings
from tutela_web.warning.mechanisms.queries import mechanisms_shown, standing_mechanisms

AT = {
    "section": "strategy:section",
    "typed": "strategy:section_typed",
    "preview": "strategy:section_preview",
    "lease": "strategy:section_lease",
    "comment": "strategy:section_comment",
    "decide": "strategy:comment_decide",
    "settle": "strategy:aside_settle",
}
"""Where the shared pieces of an editor send their forms."""


@mission_page("strategy", "drafts")
def strategies(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every edition this person may see, and opening a new one."""
    may_draft = standing.may(verbs.ACT)
    begun = {"classification": 1, "language": standing.person.language}
    form = StrategyForm(request.POST or None, standing=standing, initial=begun)
    if request.method == "POST":
        if not may_draft:
            raise PermissionDenied
        opened = make_from_form(form, lambda given: verbs.open_strategy(given, by=standing))
        if opened is not None:
            return redirect("strategy:strategy", standing.mission.code, opened.pk)
    rows = list(found.strategies_for(standing).order_by("-edition"))
    context = {
        "reads_duties": standing.reads("strategy"),
        "rows": rows,
        "form": form,
        "may_open": may_draft and not any(one.writable for one in rows),
        "obligation": obligation_of(standing),
    }
    return render(request, "strategy/strategies.html", context, status=400 if form.errors else 200)


def _strategy(standing: Standing, pk: UUID) -> Strategy:
    return get_object_or_404(found.strategies_for(standing).select_related("mission"), pk=pk)


@mission_page("strategy", "drafts")
def strategy(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One strategy: what it lacks and who is unheard first, then its sections."""
    strategy = _strategy(standing, pk)
    read_line(standing, strategy)
    held = completeness(standing, strategy)
    sections = {row.letter: row for row in found.sections_for(standing).filter(strategy=strategy)}
    at = clock.now(standing.mission)
    leases = {lease.section_id: lease for lease in found.leases_of(sections.values(), at)}
    context = {
        "strategy": strategy,
        "held": held,
        "shrunk": sections_shrunk(standing, strategy),
        "waiting": waiting_records(standing, strategy),
        "classes": consultation_rows(standing, strategy),
        "plan": plan_of(standing, strategy) if standing.reads("drafts") else None,
        "drafting": standing.reads("drafts"),
        "unsettled": unsettled_of(standing, strategy) if standing.reads("drafts") else [],
        "may_go_ahead": standing.may(verbs.ACT) or standing.may(verbs.NAMES),
        "concept_form": CONCEPT.form_for(standing, record=strategy)
        if standing.may(verbs.ACT)
        else None,
        "may_bring": standing.may(verbs.ACT) and strategy.writable,
        "beside_number": found.beside_for(standing).filter(strategy=strategy).count(),
        "may_give_back": standing.may_somewhere(verbs.COMMENTS) and strategy.writable,
        "may_take": may_take(standing),
        "editions": editions_of(standing, strategy),
        "may_take_closed": holds_readiness(standing),
        "sections": [
            (
                letter,
                name,
                sections.get(letter),
                leases.get(sections[letter].pk) if letter in sections else None,
            )
            for letter, name in SECTIONS.items()
        ],
        "stale": set(
            found.summaries_for(standing)
            .exclude(words="")
            .filter(Q(stale=True), section__strategy=strategy)
            .values_list("section", flat=True)
        ),
        **beside_strategy(standing, strategy),
    }
    return render(request, "strategy/strategy.html", context)


@mission_post("drafts")
def edited_copy(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A copy edited in an office program: what it brought, section by section."""
    strategy = _strategy(standing, pk)
    if not standing.may_somewhere(verbs.COMMENTS):
        raise PermissionDenied
    back = redirect("strategy:strategy", standing.mission.code, pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("No file was chosen. Next: choose the DOCX you edited."))
        return back
    with refused_atop(request):
        taken = edited_verbs.take_edited(strategy, upload, by=standing)
        sections = found.sections_for(standing).filter(strategy=strategy, letter__in=taken.letters)
        rows = [
            (section, taken.suggested[section.letter], taken.commented[section.letter])
            for section in sections.order_by("letter")
        ]
        not_taken = [(letter, edited_verbs.KINDS[one.kind], one) for letter, one in taken.not_taken]
        context = {"strategy": strategy, "taken": taken, "sections": rows, "not_taken": not_taken}
        return render(request, "strategy/edited.html", context)
    return back


@mission_page("strategy", "drafts")
def elements(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Every element of the Framework: met or not, by what, and where the Framework asks it."""
    strategy = _strategy(standing, pk)
    held = completeness(standing, strategy)
    sections = found.sections_for(standing).filter(strategy=strategy).order_by("letter")
    begins = next((row.section for row in held.rows if row.state.element.key == "A.purpose"), None)
    context = {
        "purpose": purpose_of(standing, begins) if begins else None,
        "fallen": _sections_with_fallen_marks(held),
        "strategy": strategy,
        "held": held,
        "shrunk": sections_shrunk(standing, strategy),
        "sentences": [
            (letter, sentences(text))
            for letter, text in {one.section.letter: one.section.text for one in held.rows}.items()
        ],
        "parts": both_parts(standing),
        "apart": sections_apart(standing, sections),
        "against": sections_against(standing, sections),
        "ended": waivers_ended(standing, strategy, of_elements=True),
        "may_draft": standing.may(verbs.ACT) and strategy.writable,
        "may_waive": standing.may(WAIVES) and strategy.writable,
    }
    return render(request, "strategy/elements.html", context)


def _sections_with_fallen_marks(held: Completeness) -> list[tuple[Section, int]]:
    """The sections that were saved since elements of them were marked, and how many marks fell."""
    fallen: dict[UUID, list[Section]] = {}
    for row in held.rows:
        if row.stale and row.mark is not None:
            fallen.setdefault(row.section.pk, []).append(row.section)
    return [(sections[0], len(sections)) for sections in fallen.values()]


@mission_page("strategy", "drafts", of=found.sections_for)
def section(request: HttpRequest, standing: Standing, opened: Section) -> HttpResponse:
    """One section: its text to read or to write, what is said of it, what was set aside."""
    if request.method != "POST":
        return _section_page(request, standing, opened)
    if not standing.may(verbs.ACT):
        raise PermissionDenied
    text = request.POST.get("text", opened.text)
    try:
        with refusals():
            saved = verbs.save_section(
                opened,
                text,
                version=version_sent(request),
                by=standing,
                reason=request.POST.get("reason", "")[:100],
            )
    except Conflict as conflict:
        return _section_page(request, standing, opened, text=text, conflict=conflict)
    except TutelaError as fault:
        said = say_in_page_language(fault.as_sentence())
        began = version_sent(request)
        return _section_page(request, standing, opened, text=text, version=began, fault=said)
    return saved_as(request, standing, saved, "strategy:section", opened.pk)


@mission_post("drafts", of=found.sections_for, may=verbs.ACT)
def section_preview(request: HttpRequest, standing: Standing, opened: Section) -> HttpResponse:
    """The text as it would read; nothing is kept. The words alone for the script of the page."""
    text = request.POST.get("text", "")[:LONGEST].replace("\r\n", "\n")
    if request.headers.get("HX-Request"):
        return render(request, "records/writing/_preview.html", {"section": opened, "text": text})
    began = version_sent(request)
    return _section_page(request, standing, opened, text=text, version=began, preview=True)


def _section_page(
    request: HttpRequest,
    standing: Standing,
    section: Section,
    *,
    text: str | None = None,
    version: int | None = None,
    preview: bool = False,
    conflict: Conflict | None = None,
    fault: str = "",
    comment_form: CommentForm | None = None,
    summary_form: SummaryForm | None = None,
) -> HttpResponse:
    """The page of a section; after a conflict with both texts, and both brought into one."""
    read_line(standing, section)
    in_short = found.summaries_for(standing).filter(section=section).first()
    status = 409 if conflict else 400 if fault or comment_form or summary_form else 200
    figures = figures_of(standing, section) if standing.reads("drafts") else []
    context = {
        "purpose": purpose_of(standing, section),
        "waiting": waiting_records(standing, section.strategy, letter=section.letter),
        "prefill": prefill_of(standing, section) if standing.reads("drafts") else None,
        "figures": figures,
        "apart": sentences_apart(standing, section, figures),
        "against": sections_against(standing, [section]),
        "languages": texts_of(standing, section) if section.text.strip() else [],
        "norms": find(group="norms", section=section.letter),
        "directives": directives(standing) if section.letter == "G" else None,
        **_records_behind(standing, section),
        "section": section,
        "strategy": section.strategy,
        "at": AT,
        **shown_texts(section, text=text, version=version, conflict=conflict, fault=fault),
        "preview": preview,
        "writing": writing_of(standing, section, clock.now(standing.mission)),
        "may_draft": standing.may(verbs.ACT) and section.strategy.writable,
        "may_comment": standing.may_somewhere(verbs.COMMENTS) and section.strategy.writable,
        **beside_text(
            standing,
            verbs.EDITOR,
            section,
            comments=found.comments_for(standing),
            asides=found.asides_for(standing),
            comment_form=comment_form,
        ),
        "in_short": in_short,
        "summary_form": summary_form
        or SummaryForm(initial={"words": in_short.words if in_short else ""}),
        "drafting": standing.reads("drafts"),
        **beside_section(standing, section),
    }
    return render(request, "strategy/section.html", context, status=status)


def _records_behind(standing: Standing, section: Section) -> dict[str, Any]:
    """What the records say of what a section is about, beside its text."""
    read_jointly = (
        beside_section_b(standing, marking=section.classification)
        if section.letter == LETTER
        else {}
    )
    if not standing.reads("strategy"):
        return read_jointly
    if section.letter == "A":
        edition = section.strategy.concept
        return {
            "for_host": lines_for_host(standing),
            "plans": plans_beside(standing),
            "understandings": current_understandings(standing),
            "tiers": tier_list(standing, edition),
            "edition": edition,
        }
    if section.letter == LETTER:
        may_draft = standing.may(verbs.ACT) and section.strategy.writable
        offered = may_be_named(standing, section) if may_draft else []
        reads = standing.reads("risks")
        return read_jointly | {
            "bases": rests_on(standing, section.strategy),
            "basis_form": BasisForm(offered=offered) if offered else None,
            "not_responding": [(one, one.state(standing.on)) for one in standing_choices(standing)]
            if reads
            else [],
        }
    if section.letter == "E":
        return {"mechanisms": mechanisms_shown(standing, standing_mechanisms(standing))}
    if section.letter == "G":
        points = list(standing_points(standing))
        return {
            "support_needs": list(support_needs_standing(standing)),
            "sides": [
                (state, [one for one in points if one.state == state])
                for state in Responsibility.State
            ],
        }
    return {}


@mission_page("drafts", of=found.sections_for)
def section_history(request: HttpRequest, standing: Standing, section: Section) -> HttpResponse:
    """Every version of a section: who wrote it, when, and what it changed, word by word."""
    read_line(standing, section)
    rows = history_rows(standing, section)
    context = {"section": section, "strategy": section.strategy, "rows": rows}
    return render(request, "strategy/section_history.html", context)


def _act_beside_section(
    request: HttpRequest, standing: Standing, pk: UUID, do: Callable[[], Model | None]
) -> HttpResponse:
    """Do one small thing beside a section; what a verb refuses is told above it."""
    with refused_atop(request):
        do()
    return redirect("strategy:section", standing.mission.code, pk)


@mission_post("drafts", of=found.sections_for)
def section_lease(request: HttpRequest, standing: Standing, section: Section) -> HttpResponse:
    """Hold a section, hold it longer, or leave it to others."""
    leaves = request.POST.get("do") == "leave"
    verb = verbs.leave_section if leaves else verbs.take_section
    return _act_beside_section(request, standing, section.pk, lambda: verb(section, by=standing))


@mission_page("drafts", of=found.sections_for)
def section_translation(
    request: HttpRequest, standing: Standing, section: Section, language: str
) -> HttpResponse:
    """A section in another language of the edition, beside its own text."""
    texts = {one.language: one for one in texts_of(standing, section)}
    if language not in texts:
        raise Http404
    text = texts[language]
    kept = text.translation
    may_draft = standing.may(verbs.ACT) and section.strategy.writable
    begun = {"text": kept.text if kept else "", "says_all": False}
    form = TranslationForm(request.POST or None, initial=begun)
    if request.method == "POST":
        if not standing.may(verbs.ACT):
            raise PermissionDenied
        if save_posted(
            form,
            lambda given: verbs.translate_section(
                section,
                language,
                {"text": given["text"], "says_all": given["says_all"]},
                version=version_sent(request),
                by=standing,
            ),
        ):
            return redirect("strategy:section", standing.mission.code, section.pk)
    read_line(standing, section)
    was = None
    if kept is not None and not kept.current:
        was = versions_of(section).get_numbered(kept.on_version)
    context = {
        "section": section,
        "strategy": section.strategy,
        "text": text,
        "kept": kept,
        "since": changed_paragraphs(was.text, section.text) if was is not None else [],
        "may_draft": may_draft,
        "form": form,
    }
    status = 400 if form.errors else 200
    return render(request, "strategy/translation.html", context, status=status)


@mission_post("drafts", of=found.comments_for)
def comment_decide(
    request: HttpRequest, standing: Standing, comment: SectionComment
) -> HttpResponse:
    """Accept or decline what was said of a section."""
    return _act_beside_section(
        request,
        standing,
        comment.section_id,
        lambda: verbs.decide_comment(
            comment,
            accept=request.POST.get("do") == "accept",
            version=comment.version,
            by=standing,
            why=request.POST.get("why", "")[:3000],
        ),
    )


@mission_post("drafts", of=found.sections_for)
def section_mark(request: HttpRequest, standing: Standing, section: Section) -> HttpResponse:
    """Say that the text answers an element, or that it does not after all."""
    with refused_atop(request):
        verbs.mark_element(
            section,
            request.POST.get("element", ""),
            by=standing,
            answered=request.POST.get("do") != "unmark",
            quotes=[words[:3000] for words in request.POST.getlist("quote")],
        )
    if request.POST.get("back") == "section":
        return redirect("strategy:section", standing.mission.code, section.pk)
    return redirect("strategy:elements", standing.mission.code, section.strategy_id)


# --- what is done in a small form

STRATEGY = ActsOn(("drafts",), "strategy:strategy", _strategy)
SECTION = ActsOn(("drafts",), "strategy:section", one_of(found.sections_for), _section_page)
CONCEPT = Act(
    verbs.set_concept,
    on=STRATEGY,
    path="drafts/<uuid:pk>/concept/",
    name="concept_set",
    begins=lambda standing, strategy: {"concept": strategy.concept},
    fields={
        "concept": text(
            _("Edition of the Operational Concept or the policy it follows"),
            verbs.CONCEPT_LONGEST,
            _("Its title and year: the year says what the three tiers are called."),
        )
    },
)
ACTS = [
    CONCEPT,
    Act(
        verbs.go_ahead,
        on=STRATEGY,
        path="drafts/<uuid:pk>/ahead/",
        name="ahead",
        fields={"why": CutField(3000)},
    ),
    Act(
        verbs.sum_up,
        on=SECTION,
        path="drafts/sections/<uuid:pk>/summary/",
        name="section_summary",
        form="summary_form",
        may=verbs.ACT,
        fields=SummaryForm,
    ),
    Act(
        verbs.accept_prefill,
        on=SECTION,
        path="drafts/sections/<uuid:pk>/prefill/",
        name="section_prefill",
        fields={"sentences": CutField(LONGEST)},
    ),
    Act(
        verbs.comment,
        on=SECTION,
        path="drafts/sections/<uuid:pk>/comment/",
        name="section_comment",
        form="comment_form",
        may_somewhere=verbs.COMMENTS,
        fields=CommentForm,
        reads=lambda given: {"fields": given},
    ),
    Act(
        lambda aside, *, by: verbs.settle_aside(aside, version=aside.version, by=by),
        on=ActsOn(("drafts",), "strategy:section", one_of(found.asides_for)),
        path="drafts/asides/<uuid:pk>/",
        name="aside_settle",
        beside=lambda standing, aside: aside.section,
    ),
]
