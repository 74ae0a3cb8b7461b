"""The implementation matrix: the list with what it lacks, one line, a new one, the work-plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.crisis.tables import options
from tutela.risk.factors import PRIORITIES
from tutela.strategy.activities import suggest_activity
from tutela.strategy.matrix import KINDS, PARTS, PHASES, STATUSES, TIERS
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.base.ids import is_id
from tutela_web.base.values import Words
from tutela_web.look.translate import word
from tutela_web.places.sites.population import populations_of
from tutela_web.programme.matrix.forms import LineForm, SupportWordForm
from tutela_web.programme.matrix.inputs import SupportWordInput, line_input
from tutela_web.programme.matrix.models import MatrixLine, SupportWord
from tutela_web.programme.matrix.queries import (
    FILTERS,
    MOVED,
    Matrix,
    check_matrix,
    lines_for,
    matrix,
)
from tutela_web.programme.matrix.verbs import (
    accept_line,
    activity_labels,
    confirm_support,
    edit_line,
    make_lines,
    withdraw_support,
)
from tutela_web.programme.matrix.words import WHY_TOLD
from tutela_web.programme.page_parts import parts_from_above
from tutela_web.records.create_page import make_from_form, posted_atop
from tutela_web.records.pages import (
    chosen_labels,
    edit_record,
    history_of,
    read_line,
    saved_as,
    value_in_words,
)
from tutela_web.records.paging import page_context
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.safeguards.violence_asked import answers_of


@mission_page("strategy")
def matrix_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every line the person sees, what is to be looked at first, and the risks none answers."""
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    seen = matrix(standing, asked)
    choices: dict[str, Any] = {
        "lead": [(name, name, None) for name in seen.leads],
        "tier": [(str(tier), str(tier), None) for tier in TIERS],
        "phase": [(phase, word(phase), None) for phase in PHASES],
        "status": [(status, word(status), None) for status in STATUSES],
        "part": [(part, word(part), None) for part in PARTS],
        "joint": [
            ("yes", _("yes"), None),
            ("no", _("no"), None),
            ("unknown", _("not known"), None),
        ],
        "flag": [(flag, word(flag), None) for flag in KINDS[1:-1]],
    }
    risk = risks_for(standing).filter(pk=asked["risk"]).first() if is_id(asked["risk"]) else None
    paged = page_context(request, seen.worst_first())
    moved = {pk: rows for of in MOVED for pk, rows in of(standing, list(paged["page"])).items()}
    context = {
        "matrix": seen,
        **paged,
        "rows": [
            (
                line,
                seen.flags.get(str(line.pk), []),
                seen.answered_by(line),
                moved.get(line.pk, ()),
            )
            for line in paged["page"]
        ],
        "risk": risk,
        "asked": asked,
        "filtered": any(asked.values()),
        "choices": choices,
        "shown": chosen_labels(asked, choices),
        "may_edit": standing.may_somewhere("keep_matrix"),
        "reads_risks": standing.reads("risks"),
        "may_export": standing.reads("exports"),
        "priorities": PRIORITIES,
    }
    return render(request, "programme/matrix.html", context)


@mission_page("strategy", may_somewhere="keep_matrix")
def line_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A new line, begun from a risk where one is named."""
    asked = request.GET.get("risk", "")
    risk = risks_for(standing).filter(pk=asked).first() if is_id(asked) else None
    began = {"classification": 1, "status": STATUSES[0], "risk": risk, "place": risk and risk.place}
    form = LineForm(request.POST or None, standing=standing, initial=began)
    if new := make_from_form(form, lambda values: make_lines([line_input(values)], by=standing)[0]):
        return redirect("programme:line", standing.mission.code, new.pk)
    return render(
        request, "programme/line_new.html", {"form": form}, status=400 if form.errors else 200
    )


@mission_page("strategy")
def line(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One line: what it lacks, its form, its history."""
    record = get_object_or_404(lines_for(standing).select_related("mission"), pk=pk)
    read_line(standing, record)
    edited = edit_record(
        request, standing, record, LineForm, edit_line, act="keep_matrix", area=record.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "programme:line", pk)
    seen = matrix(standing, {})
    answers = risks_answered(standing, seen, record)
    context = {
        "line": record,
        "flags": seen.flags.get(str(record.pk), []),
        "answers": answers,
        "people": people_answered(standing, answers),
        "by_travel": seen.answering_lines.by_travel,
        "edited": edited,
        "facts": _facts(record),
        "asked": answers_of(record),
        "supporters": [
            (name, told, day_of(told), SupportWordForm(auto_id=f"word{n}_%s"))
            for n, (name, told) in enumerate(record.supporters)
        ],
        "suggested": suggested_activity(record),
        "may_keep_words": standing.may("keep_matrix", area=record.area_id),
        "may_lead": standing.may("lead_line", area=record.area_id),
        "history": history_of(standing, record, LineForm, ("accepted_on", "accepted_by")),
        **parts_from_above(standing, record),
    }
    return render(request, "programme/line.html", context, status=edited.status)


def suggested_activity(record: MatrixLine) -> tuple[str, str] | None:
    """The activity of the list that a line's own words come nearest to, where it names none."""
    code = "" if record.activity else suggest_activity(record.measure, activity_labels())
    return (code, word(options()[code].label)) if code else None


@dataclass(frozen=True)
class PeopleAnswered:
    """How many people live where the risks a line answers lie: at places whose population is
    known; of how many places it is not."""

    people: int
    known: int
    unknown: int


def risks_answered(
    standing: Standing, seen: Matrix, record: MatrixLine
) -> list[tuple[Risk, Words]]:
    """The risks a line answers, as its page lists them, each with why."""
    whys = seen.answering_lines.risks.get(str(record.pk), {})
    rows = risks_for(standing).filter(pk__in=whys).select_related("place").order_by("place__name")
    return [(risk, WHY_TOLD[whys[str(risk.pk)]]) for risk in rows]


def people_answered(standing: Standing, answers: Iterable[tuple[Risk, Words]]) -> PeopleAnswered:
    """Who lives where the risks a line answers lie, each place once, as a later count of a site
    has them."""
    places = populations_of(standing, {risk.place for risk, _why in answers})
    told = [place.people for place in places.values() if place.people is not None]
    return PeopleAnswered(sum(told), len(told), len(places) - len(told))


FACTS = (
    "threat",
    "measure",
    "phase",
    "place_said",
    "starts",
    "ends",
    "resources",
    "indicator",
    "came_of",
)


def _facts(record: MatrixLine) -> list[tuple[Words | None, str]]:
    """What the form of a line asks in words and days, for who reads it and may not change it."""
    fields = LineForm.base_fields
    known = [name for name in FACTS if getattr(record, name) or name != "place_said"]
    lists = {
        "harms": map(word, record.harms),
        "actors": map(word, record.actors),
        "serves": record.serves,
    }
    told = [(fields[name].label, "; ".join(words)) for name, words in lists.items()]
    return [row for row in told if row[1]] + [
        (fields[name].label, value_in_words(MatrixLine, name, getattr(record, name)))
        for name in known
    ]


def day_of(told: SupportWord | None) -> date | None:
    """The day an actor confirmed, where one is recorded."""
    return date.fromisoformat(told["on"]) if told and told.get("on") else None


@mission_post("strategy", of=lines_for)
def support_word(request: HttpRequest, standing: Standing, record: MatrixLine) -> HttpResponse:
    """A supporting actor confirms by the own account, its word is recorded, or it is taken back."""
    version, who = version_sent(request), request.POST.get("who", "")
    asked = request.POST.get("do", "")
    if asked == "word":
        posted_atop(
            request,
            SupportWordForm(request.POST),
            lambda given: confirm_support(
                record, cast(SupportWordInput, given | {"who": who}), version=version, by=standing
            ),
        )
    else:
        with refused_atop(request):
            if asked == "withdraw":
                withdraw_support(record, who, version=version, by=standing)
            else:
                confirm_support(record, {"who": who}, version=version, by=standing)
    return redirect("programme:line", standing.mission.code, record.pk)


@mission_page("strategy")
def check(request: HttpRequest, standing: Standing) -> HttpResponse:
    """How each priority risk is answered, what is done twice, how the tiers move."""
    checked = check_matrix(standing)
    paged = page_context(request, checked.double)
    pairs = [(checked.lines[one], checked.lines[other]) for one, other in paged["page"]]
    context = {"checked": checked, **paged, "pairs": pairs}
    return render(request, "programme/matrix_check.html", context)


@mission_post("strategy", of=lines_for)
def take_activity(request: HttpRequest, standing: Standing, record: MatrixLine) -> HttpResponse:
    """Take the suggested activity of the list."""
    with refused_atop(request):
        changes = line_input({"activity": request.POST.get("activity", "")})
        edit_line(record, changes, version=version_sent(request), by=standing)
        messages.success(request, _("Saved."))
    return redirect("programme:line", standing.mission.code, record.pk)


@mission_post("strategy", of=lines_for)
def accept(request: HttpRequest, standing: Standing, record: MatrixLine) -> HttpResponse:
    """Accept a line as its lead."""
    with refused_atop(request):
        accept_line(record, version=version_sent(request), by=standing)
        messages.success(request, _("Accepted."))
    return redirect("programme:line", standing.mission.code, record.pk)
