"""From draft to force: the steps, the frozen copies, the signed chain, and checking a document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.strategy.coverage import WITHIN_KM
from tutela.strategy.elements import Element, elements
from tutela.strategy.endorsement import STEPS
from tutela_web.access.audit import trail
from tutela_web.access.page_access import mission_page, mission_post, refused_atop, taken_away
from tutela_web.access.policy import Standing, taking
from tutela_web.base.forms import version_sent
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.crisis.papers.signing import fingerprint, public_key
from tutela_web.look.translate import word
from tutela_web.records.create_page import save_posted
from tutela_web.records.pages import read_line
from tutela_web.strategy.consulting.verbs import WAIVES
from tutela_web.strategy.content.differences import Row
from tutela_web.strategy.content.figures import sections_apart
from tutela_web.strategy.content.snapshot import digest, seen_part, snapshot
from tutela_web.strategy.content.stated import sections_against, summaries_behind
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import sections_for, strategies_for
from tutela_web.strategy.endorsing import queries as found
from tutela_web.strategy.endorsing import verbs
from tutela_web.strategy.endorsing.chain import chain_file
from tutela_web.strategy.endorsing.forms import (
    CheckForm,
    DraftEventForm,
    EndorseForm,
    ForceForm,
    VerifyForm,
)
from tutela_web.strategy.endorsing.models import FrozenStrategy, StrategyStep
from tutela_web.strategy.endorsing.signed import what_is_signed


def strategy_of(standing: Standing, pk: UUID) -> Strategy:
    """The strategy of an address, if this person may see it."""
    return get_object_or_404(strategies_for(standing).select_related("mission"), pk=pk)


@mission_page("strategy", "drafts")
def endorsement(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The steps in their order, what is still missing, and the forms of the next ones."""
    strategy = strategy_of(standing, pk)
    bound = _forms(request, standing, strategy)
    if request.method == "POST":
        asked = request.POST.get("do", "")
        verb, form = bound.get(asked, (None, None))
        if verb is None or form is None:
            raise PermissionDenied
        if save_posted(form, lambda given: verb(strategy, given, by=standing)):
            messages.success(request, _("Recorded and signed."))
            return redirect("strategy:endorsement", standing.mission.code, pk)
    read_line(standing, strategy, part="steps")
    key = public_key()
    rows = found.stages(standing, strategy)
    checks = list(found.checks_for(standing).filter(strategy=strategy))
    context = {
        "checks": checks,
        "unchecked": found.officers_without_check(checks),
        "may_read_checks": standing.reads("drafts"),
        "strategy": strategy,
        "stages": rows,
        "answered_apart": found.answered_apart(strategy) if standing.reads("drafts") else "",
        "changed": _changes_shown(standing, strategy) if "endorse" in bound else [],
        "step_names": STEPS,
        "missing": found.lacking(standing, strategy) if strategy.writable else [],
        **_contradictions(standing, strategy),
        "unmeasured": found.unmeasured_waived(standing, strategy)
        if standing.reads("drafts")
        else [],
        "may_waive": standing.may(WAIVES) and strategy.writable,
        "key": fingerprint(key) if key else "",
        "forms": {name: form for name, (_verb, form) in bound.items()},
        "copies": found.frozen_for(standing)
        .filter(strategy=strategy)
        .order_by("-entered_at", "holds"),
        "may_take": _steps_to_take(standing, strategy).exists(),
    }
    faults = any(form.errors for _verb, form in bound.values())
    return render(request, "strategy/endorsement.html", context, status=400 if faults else 200)


@mission_page("strategy", "drafts")
def signed_for(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What is signed, on one page: what stays uncovered, where the chain breaks, what others want
    otherwise, what changed; then the signature."""
    strategy = strategy_of(standing, pk)
    if not standing.reads("drafts"):
        raise Http404
    read_line(standing, strategy, part="signed")
    form = _forms(request, standing, strategy).get("endorse", (None, None))[1]
    context = {
        "strategy": strategy,
        "signed": what_is_signed(standing, strategy),
        "form": form,
        "changed": _changes_shown(standing, strategy) if form else [],
        **_contradictions(standing, strategy),
        "km": int(WITHIN_KM),
        "may_draft": standing.may(verbs.ACT) and strategy.writable,
    }
    return render(request, "strategy/signed_for.html", context)


def _contradictions(standing: Standing, strategy: Strategy) -> dict[str, Any]:
    """What of a draft's text the records contradict, and the summaries older than their text."""
    if not (strategy.writable and standing.reads("drafts")):
        return {}
    sections = sections_for(standing).filter(strategy=strategy).order_by("letter")
    return {
        "apart": sections_apart(standing, sections),
        "against": sections_against(standing, sections),
        "behind": summaries_behind(standing, strategy),
    }


@mission_post("drafts")
def decisions(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What the Head of Mission is asked to decide."""
    strategy = strategy_of(standing, pk)
    words = request.POST.get("decisions", "")[:10_000]
    with refused_atop(request):
        verbs.set_decisions(strategy, words, version=version_sent(request), by=standing)
    return redirect("strategy:signed_for", standing.mission.code, pk)


@mission_post("drafts")
def outcome(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Whether what an office wanted otherwise was done."""
    step = get_object_or_404(found.steps_for(standing).select_related("strategy"), pk=pk)
    done, says = request.POST.get("do") == "done", request.POST.get("says", "")
    with refused_atop(request):
        verbs.say_outcome(step, done=done, says=says, by=standing)
    return redirect("strategy:signed_for", standing.mission.code, step.strategy_id)


@dataclass(frozen=True)
class ShownChange:
    """What changed since an answer, with the rows of tables in words."""

    since: found.ChangedSince
    tables: list[tuple[str, list[str], list[str]]]


def _changes_shown(standing: Standing, strategy: Strategy) -> list[ShownChange]:
    """What the signer is shown: all that changed since others answered. It is read as a whole by
    who holds the compartment capacity, as the Head of Mission does."""
    if not strategy.steps.filter(step__in=found.ANSWERED).exists():
        return []
    closed = holds_readiness(standing)
    content = snapshot(standing, strategy, closed=closed)
    holds = FrozenStrategy.Holds.WHOLE if closed else FrozenStrategy.Holds.OPEN
    return [
        ShownChange(
            changed_since_answer,
            [
                (
                    str(NAMES[table.name]),
                    [_row_in_words(table.name, row) for row in table.gone],
                    [_row_in_words(table.name, row) for row in table.came],
                )
                for table in changed_since_answer.differences.tables
            ],
        )
        for changed_since_answer in found.changed_since_answers(strategy, content, holds=holds)
    ]


def _forms(
    request: HttpRequest, standing: Standing, strategy: Strategy
) -> dict[str, tuple[Any, forms.Form]]:
    """The forms this person may send now, each with its verb."""
    asked = request.POST.get("do", "")

    def data(name: str) -> Any:
        return request.POST if request.method == "POST" and asked == name else None

    forms_to_sign: dict[str, tuple[Any, forms.Form]] = {}
    today = {"on": standing.on, "valid_from": standing.on}
    drafting, endorsing = standing.may(verbs.ACT), standing.may(verbs.ENDORSES)
    answering = any(standing.may(act) for act in verbs.OWN_ANSWER.values())
    if not strategy.published and (drafting or answering):
        form = DraftEventForm(data("step"), standing=standing, initial=today)
        forms_to_sign["step"] = (verbs.record_step, form)
    if (drafting or standing.may(verbs.OWN_CHECK)) and strategy.writable:
        forms_to_sign["check"] = (verbs.check_beside, CheckForm(data("check")))
    if endorsing and strategy.writable:
        read = (
            {"digest": verbs.digest_now(strategy, by=standing)} if request.method == "GET" else {}
        )
        forms_to_sign["endorse"] = (verbs.endorse, EndorseForm(data("endorse"), initial=read))
    if endorsing and strategy.state == "endorsed" and strategy.valid_from is None:
        forms_to_sign["force"] = (verbs.put_in_force, ForceForm(data("force"), initial=today))
    return forms_to_sign


def _steps_to_take(standing: Standing, strategy: Strategy) -> QuerySet[StrategyStep]:
    """The signed steps of a strategy that somebody may take away, of what they may take from."""
    if not standing.reads("exports"):
        return StrategyStep.objects.none()
    return found.steps_for(taking(standing)).filter(strategy=strategy)


@mission_page("strategy", "drafts")
def chain(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The signed steps as a file, to be checked without Tutela's database."""
    strategy = strategy_of(standing, pk)
    signed = list(_steps_to_take(standing, strategy).values_list("signed", flat=True))
    if not signed:
        raise Http404
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="strategy",
        subject=strategy.pk,
        form="chain",
        number=len(signed),
    )
    name = f"strategy-{strategy.edition}-endorsements.json"
    return taken_away(standing, chain_file(signed), "application/json", name)


@mission_page("strategy", "drafts")
def verify(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Whether a document in hand is the one that was signed."""
    strategy = strategy_of(standing, pk)
    sent = request.method == "POST"
    form = VerifyForm(request.POST, request.FILES) if sent else VerifyForm()
    verdict, asked = None, False
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        given = file.read() if file is not None else form.cleaned_data["digest"]
        verdict, asked = found.verify_document(standing, strategy, given), True
    context = {
        "strategy": strategy,
        "form": form,
        "verdict": verdict,
        "asked": asked,
        "step_names": STEPS,
    }
    status = 400 if form.errors else 200
    return render(request, "strategy/verify.html", context, status=status)


def _copy(standing: Standing, pk: UUID) -> tuple[FrozenStrategy, dict[str, Any]]:
    kept = get_object_or_404(found.frozen_for(standing), pk=pk)
    return kept, seen_part(standing, kept.content)


@mission_page("strategy", "drafts")
def copy(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A strategy as it was frozen, as far as this person may read it."""
    kept, content = _copy(standing, pk)
    read_line(standing, kept)
    whole = digest(content) == kept.digest
    steps = found.steps_for(standing).filter(strategy=kept.strategy)
    field = "digest" if kept.holds == FrozenStrategy.Holds.OPEN else "digest_whole"
    context = {
        "copy": kept,
        "strategy": kept.strategy,
        "content": content,
        "whole": whole,
        "parts": _parts(content),
        "steps": steps.filter(**{field: kept.digest}),
        "step_names": STEPS,
        "may_take": whole and _takes(standing, kept),
    }
    return render(request, "strategy/copy.html", context)


@dataclass(frozen=True)
class FrozenSection:
    """A section of a frozen copy: its words, its elements, and what stood behind it."""

    letter: str
    name: str
    text: str
    withheld: bool
    elements: list[tuple[Element, dict[str, Any]]]
    tables: list[tuple[str, list[str]]]


TABLES = {
    "A": (
        "understood",
        "mandated",
        "objectives",
        "linked_plans",
        "outside",
        "triggers",
        "left_out",
    ),
    "B": ("risks",),
    "C": ("lines",),
    "E": ("limits", "figures"),
    "F": ("capacities", "gaps", "asks"),
    "G": ("roles", "directives", "host_notes"),
    "H": ("fora", "partners", "arrangements", "checks"),
    "J": ("indicators", "reporting"),
}
NAMES = {
    "understood": gettext_lazy("How leaders understand protection"),
    "mandated": gettext_lazy("Mandated tasks"),
    "objectives": gettext_lazy("Objectives"),
    "linked_plans": gettext_lazy("Plans of others"),
    "outside": gettext_lazy("Outside the strategy"),
    "limits": gettext_lazy("The mission's own time limits"),
    "figures": gettext_lazy("Records behind it, by their number"),
    "indicators": gettext_lazy("Indicators"),
    "reporting": gettext_lazy("Reports due from the mission"),
    "triggers": gettext_lazy("What prompts a review"),
    "resolutions": gettext_lazy("Resolutions of the mission"),
    "left_out": gettext_lazy("Stakeholders not consulted"),
    "risks": gettext_lazy("Risks"),
    "lines": gettext_lazy("Lines of the matrix"),
    "capacities": gettext_lazy("Capacities by unit"),
    "gaps": gettext_lazy("Gaps by effect"),
    "residuals": gettext_lazy("Residual risks"),
    "references": gettext_lazy("References"),
    "asks": gettext_lazy("What was asked of others"),
    "roles": gettext_lazy("Roles"),
    "directives": gettext_lazy("Directives of the Force Commander"),
    "host_notes": gettext_lazy("The host authorities, as cleared"),
    "fora": gettext_lazy("Coordination forums"),
    "partners": gettext_lazy("Partners"),
    "arrangements": gettext_lazy("Arrangements"),
    "checks": gettext_lazy("Humanitarian space"),
}


def _parts(content: dict[str, Any]) -> list[FrozenSection]:
    """The sections of a copy. Gaps by effect stand in section F for every reader."""
    found_elements = [
        (element, content["elements"][element.key])
        for element in elements()
        if element.key in content["elements"]
    ]
    return [
        FrozenSection(
            letter,
            one["name"],
            one.get("text", ""),
            "withheld" in one,
            [pair for pair in found_elements if pair[0].section == letter],
            [
                (
                    str(NAMES[name]),
                    [_row_in_words(name, row) for row in content["tables"].get(name, ())],
                )
                for name in TABLES.get(letter, ())
                if content["tables"].get(name)
            ],
        )
        for letter, one in content["sections"].items()
    ]


def _row_in_words(table: str, row: Row) -> str:
    """A row of a table as one line."""
    words: dict[str, list[Any]] = {
        "risks": [row.get("place"), word(row.get("actor", "")), word(row.get("harm", ""))],
        "lines": [row.get("code"), row.get("risk_name"), row.get("measure"), row.get("lead")],
        "capacities": [
            row.get("unit"),
            row.get("base"),
            *(one["wording"] for one in row.get("caveats", ())),
        ],
        "gaps": [row.get("line"), word(row.get("effect", "")), row.get("place")],
        "asks": [row.get("what"), row.get("of_whom") or word(row.get("of_label", ""))],
        "residuals": [row.get("what"), row.get("place"), row.get("until")],
        "references": [row.get("title"), row.get("code")],
        "roles": [row.get("code"), word(row.get("who_label", "")), row.get("says")],
        "directives": [row.get("reference"), row.get("title"), row.get("by")],
        "host_notes": [row.get("institution"), row.get("words")],
        "fora": [row.get("name"), row.get("chair")],
        "partners": [row.get("name"), word(row.get("kind_label", ""))],
        "arrangements": [row.get("name"), word(row.get("kind_label", ""))],
        "checks": [row.get("on"), row.get("what")],
        "understood": [row.get("post"), row.get("on"), row.get("words")],
        "mandated": [row.get("paragraph"), row.get("what")],
        "objectives": [row.get("code"), row.get("words")],
        "linked_plans": [row.get("title"), row.get("whose")],
        "outside": [row.get("what"), row.get("office")],
        "limits": [row.get("level"), row.get("clock"), row.get("minutes")],
        "figures": [row.get("of"), str(row.get("number", ""))],
        "indicators": [row.get("code"), row.get("words")],
        "reporting": [row.get("title"), row.get("office")],
        "triggers": [word(row.get("label", "")), row.get("sections")],
        "resolutions": [row.get("symbol"), row.get("title")],
        "left_out": [word(row.get("name", "")), row.get("why"), row.get("by")],
    }
    return " · ".join(filter(None, words[table]))


def _takes(standing: Standing, frozen_strategy: FrozenStrategy) -> bool:
    """Whether the copy lies within what this person may take away, to the last row."""
    if not standing.reads("exports"):
        return False
    open_to = taking(standing)
    near = found.frozen_for(open_to).filter(pk=frozen_strategy.pk).exists()
    return near and digest(seen_part(open_to, frozen_strategy.content)) == frozen_strategy.digest


@mission_page("strategy", "drafts")
def copy_file(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A frozen strategy as a file, whose digest is the signed one; only whole, or not at all."""
    kept, _content = _copy(standing, pk)
    if not _takes(standing, kept):
        raise Http404
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="frozenstrategy",
        subject=kept.pk,
        form="json",
        sha256=kept.digest,
    )
    content = json.dumps(kept.content, ensure_ascii=False, indent=1, sort_keys=True).encode()
    name = f"strategy-{kept.strategy.edition}-{kept.digest[:12]}.json"
    return taken_away(standing, content, "application/json", name)
