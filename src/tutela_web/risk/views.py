"""The pages of the register: the list, one risk, a proposal, the forum's adoption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.risk.anchors import component_anchors
from tutela.risk.factors import CONFIDENCES, PRIORITIES
from tutela.risk.order import order_rule
from tutela.risk.score import priority_rule
from tutela.risk.threats import ACT_DAYS, KINDS, NEAR_KM
from tutela_web.access.audit import trail as audit
from tutela_web.access.models import Post
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock, jobs
from tutela_web.base.errors import Conflict
from tutela_web.base.forms import number_said, version_sent
from tutela_web.base.models import Job
from tutela_web.base.values import FieldValue, Posted
from tutela_web.incidents.happened.unlisted import count_unlisted
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.places.queries import places_for
from tutela_web.records.own.fields import AddedField
from tutela_web.records.own.lists import choices_of
from tutela_web.records.pages import read_line
from tutela_web.records.versions.queries import versions_of
from tutela_web.risk import figures, queries
from tutela_web.risk.draft_verbs import discard_score_draft, save_score_draft
from tutela_web.risk.figures import COMPONENT_OF
from tutela_web.risk.forms import ForumDayForm, ProposedValueForm, StartForm, posted_again
from tutela_web.risk.groups.queries import by_group_at
from tutela_web.risk.lived.queries import lived_at
from tutela_web.risk.models import Assessment, Risk, ScoreDraft, SuggestedRisk
from tutela_web.risk.order_queries import stands_in_order
from tutela_web.risk.own import queries as own
from tutela_web.risk.packed.queries import line_of_suggestion, suggestion_of
from tutela_web.risk.panels import panels_of
from tutela_web.risk.readings.queries import last_inputs, last_of_place
from tutela_web.risk.threats.queries import judge_line
from tutela_web.risk.verbs import (
    adopt,
    close_risk,
    factors_after,
    propose,
    register_risk,
    stands,
)
from tutela_web.risk.why import ScoreExplanation, explain_score

STATUSES = ("suggested", "proposed", "adopted", "overdue")


# --- the list


@mission_page("risks")
def register(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Suggestions beside agreed values, and beside both what was never assessed."""
    filters = queries.RegisterFilters.of(request.GET)
    compartment = queries.chosen_compartment(standing, request.GET.get("compartment", ""))
    asked_own = {} if compartment else own.asked_of(standing, request.GET)
    lines = queries.register(
        standing,
        filters,
        page=number_said(request.GET.get("page")) or 1,
        compartment=compartment,
        among=own.held_by(standing, asked_own),
    )
    queries.with_weeks(lines.lines, standing, compartment=compartment)
    queries.with_covers(lines.lines, standing)
    if not compartment:
        own.add_cells(standing, lines.lines)
    if compartment and lines.assessment:
        _closed_line(standing, lines.assessment.pk, compartment)
    offered = queries.choices(standing, lines.assessment)
    never = queries.never_assessed(standing, lines.assessment)
    set_own = {field.name: value for field, value in asked_own.items() if value}
    kept = filters.set() | ({"compartment": compartment} if compartment else {}) | set_own
    context = {
        "register": lines,
        "filters": filters,
        "set": filters.set() | set_own,
        "own_filters": [_filter_by(field, value, kept) for field, value in asked_own.items()],
        "offered": _filter_choices(offered),
        "shown": _filters_in_words(filters, offered),
        "off": {
            name: f"?{urlencode({k: v for k, v in kept.items() if k != name})}"
            for name in vars(filters)
        },
        "query": urlencode(kept),
        "outside": queries.kept_outside(standing, lines.assessment),
        "priority_rule": [(n + 1, row) for n, row in priority_rule()],
        "order_rule": [
            (name, [queries.percent(chance) if chance < 1 else "" for chance in chances])
            for name, _least, chances in order_rule()
        ],
        "gravities": range(1, 6),
        "never": never[:8],
        "never_total": len(never),
        "unlisted": None if compartment else count_unlisted(standing),
        "tripwires": queries.tripwires_for(standing, lines.assessment),
        "compartment": compartment,
        "scores": _scores(standing, filters, compartment),
        "job": _job(standing),
        "may": _acts_allowed(standing),
    }
    return render(request, "risk/register.html", context)


def _filter_by(field: AddedField, chosen: str, kept: Mapping[str, str]) -> dict[str, Any]:
    """A filter by one of the mission's own fields; how many stand behind a choice is not told."""
    choices = [(value, label, None) for value, label in choices_of(field)]
    return {
        "name": field.name,
        "label": field.label,
        "choices": choices,
        "chosen": chosen,
        "shown": next((label for value, label, _n in choices if value == chosen), ""),
        "off": f"?{urlencode({k: v for k, v in kept.items() if k != field.name})}",
    }


def _filter_choices(offered: queries.Choices) -> dict[str, list[tuple[str, str, int | None]]]:
    words = {
        "suggested": _("suggested only"),
        "proposed": _("proposal waits"),
        "adopted": _("agreed"),
        "overdue": _("review overdue"),
    }
    return {
        "area": list(offered.areas),
        "actor": [(name, word(name), n) for name, _label, n in offered.actors],
        "harm": [(name, word(name), n) for name, _label, n in offered.harms],
        "priority": [(p, word(p), None) for p in reversed(PRIORITIES)],
        "confidence": [(c, word(c), None) for c in reversed(CONFIDENCES)],
        "status": [(s, words[s], None) for s in STATUSES],
        "threat": [(kind, word(kind), None) for kind in KINDS],
    }


def _filters_in_words(filters: queries.RegisterFilters, offered: queries.Choices) -> dict[str, str]:
    """What each set filter says on its button."""
    return {
        name: next((label for value, label, _n in choices if value == getattr(filters, name)), "")
        for name, choices in _filter_choices(offered).items()
    }


def _scores(
    standing: Standing, filters: queries.RegisterFilters, chosen: str
) -> list[tuple[str, str, bool]]:
    """The score everybody sees, and the second score of each compartment held; none, if none is."""
    readable_compartments = sorted(queries.readable_compartments(standing))
    if not readable_compartments:
        return []
    links = [("?" + urlencode(filters.set()), _("outside compartments"), not chosen)]
    for name in readable_compartments:
        query = urlencode(filters.set() | {"compartment": name})
        links.append((f"?{query}", _("with %(name)s") % {"name": name.upper()}, name == chosen))
    return links


def _job(standing: Standing) -> Job | None:
    """The assessment at work now, so that nobody asks twice."""
    return Job.objects.filter(
        mission_id=standing.mission.pk,
        kind__in=("assess", "freeze_week"),
        state__in=jobs.IN_PROGRESS,
    ).first()


def _acts_allowed(standing: Standing) -> dict[str, bool]:
    """For showing a button, never for allowing."""
    return {
        "assess": standing.may("score_risk"),
        "score": standing.may_somewhere("score_risk"),
        "adopt": standing.may_somewhere("adopt_risk"),
        "week": standing.may_somewhere("run_week"),
    }


def _closed_line(standing: Standing, assessment: UUID, compartment: str) -> None:
    """A second score was read: a line in the audit."""
    audit.record(
        "read",
        mission=standing.mission,
        by=standing.person,
        kind="assessment",
        subject=assessment,
        compartment=compartment,
    )


@mission_post("risks", may="score_risk")
def assess(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Ask for an assessment as of today."""
    if _job(standing) is None:
        jobs.ask("assess", mission_id=standing.mission.pk, by_id=standing.person.pk)
    messages.success(request, _("Assessment asked for. The register shows it once it is done."))
    return redirect("risk:register", standing.mission.code)


# --- one risk


@mission_page("risks")
def risk(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One line of the register: agreed, proposed and suggested, with everything it rests on."""
    record = _risk(standing, pk)
    read_line(standing, record)
    assessment = queries.latest_assessment(standing, compartment=record.compartment)
    suggested = suggestion_of(standing, assessment, record.place_id, record.actor, record.harm)
    line = queries.RegisterLine(
        record.place, record.actor, record.harm, suggested=suggested, risk=record
    )
    return _page(request, standing, line, assessment, record.compartment)


@mission_page("risks")
def suggestion(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A suggested risk nobody has put on the register yet, or its line there."""
    suggested = _suggestion(standing, pk)
    held = _register_line(standing, suggested)
    if held is not None:
        return redirect("risk:risk", standing.mission.code, held.pk)
    compartment = suggested.assessment.compartment
    if compartment:
        _closed_line(standing, suggested.assessment_id, compartment)
    line = queries.RegisterLine(
        suggested.place, suggested.actor, suggested.harm, suggested=suggested
    )
    return _page(request, standing, line, suggested.assessment, compartment)


def _risk(standing: Standing, pk: UUID) -> Risk:
    seen = Risk.objects.filter(queries.lines_seen(standing)).select_related("place__area")
    record = get_object_or_404(seen, pk=pk)
    if record.compartment and record.compartment not in queries.readable_compartments(standing):
        raise Http404
    return record


def _suggestion(standing: Standing, pk: UUID) -> SuggestedRisk:
    suggested = line_of_suggestion(standing.mission.pk, pk)
    if suggested is None:
        raise Http404
    newest = queries.latest_assessment(standing, compartment=suggested.assessment.compartment)
    line = suggested.place_id, suggested.actor, suggested.harm
    of_newest = suggestion_of(standing, newest, *line)
    if of_newest is None:
        raise Http404
    return of_newest


def _register_line(standing: Standing, suggested_risk: SuggestedRisk) -> Risk | None:
    seen = queries.risks_for(standing, compartment=suggested_risk.assessment.compartment)
    return seen.filter(
        place=suggested_risk.place_id, actor=suggested_risk.actor, harm=suggested_risk.harm
    ).first()


def _page(
    request: HttpRequest,
    standing: Standing,
    line: queries.RegisterLine,
    assessment: Assessment | None,
    compartment: str,
) -> HttpResponse:
    from tutela_web.capacity.reach.queries import cover_of  # with roads, which a start does without

    queries.with_weeks([line], standing, compartment=compartment)
    area = line.place.area_id
    told = _score_explained(request, standing, line, compartment)
    trail = _trail(standing, line.risk) if line.risk else []
    context = {
        "line": line,
        "value": line.value,
        "cover": cover_of(standing, line.place.latitude, line.place.longitude)
        if line.value
        else None,
        "why": told,
        "in_order": stands_in_order(standing, assessment, line.suggested),
        "by_group": by_group_at(standing, line.place),
        "lived": lived_at(standing, line.place),
        "close_url": "?part=none",
        "pictures": _pictures(line),
        "threat": None if compartment else judge_line(standing, line),
        "near_km": NEAR_KM,
        "act_days": ACT_DAYS,
        "assessment": assessment,
        "compartment": compartment,
        "trail": trail,
        "beside": panels_of(standing, line.risk) if line.risk else [],
        **_own_fields(standing, line.risk if not compartment else None),
        "agreed_by": _post(standing, line.risk.agreed_by_id) if line.risk else "",
        "overdue": queries.overdue(line.risk, standing.on),
        "inputs": last_inputs(standing, place=line.place.pk),
        "joint": last_of_place(standing, line.place.pk),
        "is_outside": line.risk is not None and line.risk.status == Risk.Status.OUTSIDE,
        "may": {
            "score": standing.may("score_risk", area=area),
            "adopt": standing.may("adopt_risk", area=area),
            "watch": standing.may_somewhere("raise_alert"),
            "outside": standing.reads("strategy") and not compartment,
            "others": standing.reads("fora"),
            "chain": standing.reads("strategy"),
        },
    }
    return render(request, "risk/risk.html", context)


def _own_fields(standing: Standing, record: Risk | None) -> dict[str, Any]:
    """What a line of the register holds in the mission's own fields, and what was changed in them;
    nothing where the mission has none."""
    if record is None or not (facts := own.facts_of(standing, record=record)):
        return {}
    steps = own.steps_of(standing, record=record)
    posts = queries.posts_of(standing.mission, [step.by_id for step in steps])
    return {
        "own_facts": facts,
        "own_steps": [(step, posts.get(str(step.by_id), "")) for step in steps],
        "own_url": reverse("risk:own_fields", args=[standing.mission.code, record.pk])
        if standing.may(own.carrier().act, area=record.area_id)
        else "",
    }


def _score_explained(
    request: HttpRequest, standing: Standing, line: queries.RegisterLine, compartment: str
) -> ScoreExplanation | None:
    """The parts of the value shown, opened at `?part=`."""
    if line.value is None:
        return None
    return explain_score(
        standing,
        line.value,
        queries.factors_of(line),
        reach=line.value.reach,
        known=line.score_known,
        part=request.GET.get("part", "I"),
        url=lambda part: f"?part={part}",
        compartment=compartment,
    )


def _pictures(line: queries.RegisterLine) -> list[dict[str, Any]]:
    """Suggested, proposed and agreed, side by side."""
    rows = []
    if line.suggested:
        known = not line.suggested.insufficient_data
        rows.append(_picture("suggested", line.suggested) | {"known": known})
    if line.proposal:
        rows.append(
            _picture("proposed", _Figures(line.proposal))
            | {"reason": line.proposal.get("reason", "")}
        )
    if line.agreed and line.risk:
        rows.append(_picture("agreed", line.risk) | {"reason": line.risk.reason})
    return rows


class _Figures:
    """A proposal's figures, read like a record's."""

    def __init__(self, kept: dict[str, Any]) -> None:
        self.__dict__.update(kept)


def _picture(name: str, value: Any) -> dict[str, Any]:
    return {
        "name": name,
        "known": True,
        "level": value.band + 1,
        "score": round(value.risk),
        "low": round(value.risk_low),
        "high": round(value.risk_high),
        "priority": PRIORITIES[value.priority],
        "gravity": value.gravity,
        "intent": value.intent,
        "capability": value.capability,
        "vulnerability": value.vulnerability,
    }


def _post(standing: Standing, person: UUID | str | None) -> str:
    return queries.posts_of(standing.mission, [person]).get(str(person), "") if person else ""


def _trail(standing: Standing, found: Risk) -> list[dict[str, Any]]:
    """Every version, newest first: who, when, why, and what it made of the score."""
    versions = list(versions_of(found))[::-1]
    posts = queries.posts_of(standing.mission, [v.version_by_id for v in versions])
    return [
        {
            "version": v.version,
            "at": v.version_at,
            "who": posts.get(str(v.version_by_id), ""),
            "why": (v.proposal or {}).get("reason") or v.reason or v.version_why,
            "agreed": v.risk,
            "proposed": (v.proposal or {}).get("risk"),
            "priority": word(PRIORITIES[v.priority]) if v.priority is not None else "",
            "status": v.get_status_display(),
            "owner": v.owner,
            "forum_on": v.forum_on,
        }
        for v in versions
    ]


# --- proposing and adopting


@mission_post("risks")
def start(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Put a suggested risk on the register, to be scored by people."""
    suggested = _suggestion(standing, pk)
    with refusals():
        record = register_risk(
            place=suggested.place,
            actor=suggested.actor,
            harm=suggested.harm,
            by=standing,
            compartment=suggested.assessment.compartment,
        )
    return redirect("risk:propose", standing.mission.code, record.pk)


@mission_page("places", "risks")
def start_at(request: HttpRequest, standing: Standing, place: UUID) -> HttpResponse:
    """Put a risk on the register at a place where nothing is suggested."""
    at_place = get_object_or_404(places_for(standing).select_related("area"), pk=place)
    if not standing.may("score_risk", area=at_place.area_id):
        raise PermissionDenied
    form = StartForm(request.POST or None)
    if form.is_valid():
        try:
            with refusals():
                made = register_risk(place=at_place, by=standing, **form.cleaned_data)
            return redirect("risk:propose", standing.mission.code, made.pk)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
    return render(request, "risk/start.html", {"place": at_place, "form": form})


@mission_page("risks")
def propose_page(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The form of sixteen factors; what two people changed alike is shown side by side."""
    record = _risk_to_score(standing, pk)
    draft = queries.score_draft_of(standing, record)
    if request.method != "POST" and draft is not None:
        return _draft_page(request, standing, record, draft)
    form = _value_form(standing, record, request.POST or None)
    clash: list[tuple[str, ...]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        gravity = answers["gravity"]
        try:
            with refusals():
                propose(
                    record,
                    by=standing,
                    version=answers["version"],
                    reason=answers["reason"],
                    changes=form.changes(),
                    gravity=gravity if gravity != form.stands["gravity"] else None,
                    owner=answers["owner"] if answers["owner"] != record.owner else None,
                )
        except Conflict as conflict:
            clash, status = side_by_side(conflict), 409
            reason, version = answers["reason"], conflict.version
            form = _value_form(standing, record, version=version, reason=reason)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
            status = 400
        else:
            discard_score_draft(record, by=standing)
            messages.success(request, _("Proposed. The agreed value stands until the forum meets."))
            return redirect("risk:risk", standing.mission.code, record.pk)
    elif request.method == "POST":
        status = 400
    return _form_page(request, record, form, clash=clash, status=status)


@mission_post("risks")
def preview(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What the answers given so far would make of the score, and what moves it; nothing is kept.

    The result alone for the script of the page; without it the whole page, as it was filled.
    """
    record = _risk_to_score(standing, pk)
    form = _value_form(standing, record, request.POST)
    if request.headers.get("HX-Request"):
        return render(request, "risk/_result.html", {"result": _result(form), "said": True})
    form.fields["reason"].required = False
    return _form_page(request, record, form)


@mission_post("risks")
def score_draft(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Keep the answers given so far for the person alone, or discard what was kept."""
    record = _risk_to_score(standing, pk)
    if request.POST.get("do") == "discard":
        discard_score_draft(record, by=standing)
        messages.success(request, _("The draft is discarded."))
    else:
        form = _value_form(standing, record, request.POST)
        began = min(version_sent(request), record.version)
        save_score_draft(record, form.answers_sent(), began=began, by=standing)
        messages.success(request, _("Saved as a draft. Nobody else sees it."))
    return redirect("risk:propose", standing.mission.code, record.pk)


def _draft_page(
    request: HttpRequest, standing: Standing, record: Risk, draft: ScoreDraft
) -> HttpResponse:
    """The form as the person left it; what the line became since is told."""
    factors = figures.all_factors(stands(record)["factors"])
    form = _value_form(standing, record, posted_again(draft.answers, factors, draft.began))
    form.fields["reason"].required = False
    return _form_page(request, record, form, draft=draft)


def _risk_to_score(standing: Standing, pk: UUID) -> Risk:
    """A line that the person may propose a value of."""
    record = _risk(standing, pk)
    if not standing.may("score_risk", area=record.area_id):
        raise PermissionDenied
    return record


def _value_form(
    standing: Standing,
    record: Risk,
    data: Posted = None,
    *,
    version: int | None = None,
    reason: str = "",
) -> ProposedValueForm:
    posts = Post.objects.filter(mission=standing.mission).order_by("title")
    newest = queries.latest_assessment(standing, compartment=record.compartment)
    suggested = suggestion_of(standing, newest, record.place_id, record.actor, record.harm)
    told = figures.all_factors(suggested.evidence) if suggested else []
    return ProposedValueForm(
        data,
        risk=record,
        posts=list(posts.values_list("title", flat=True)),
        suggested={factor["factor"]: factor["value"] for factor in told},
        version=version,
        initial={"reason": reason},
    )


def _form_page(
    request: HttpRequest,
    record: Risk,
    form: ProposedValueForm,
    *,
    clash: Sequence[tuple[str, ...]] = (),
    draft: ScoreDraft | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "draft": draft,
        "line": queries.RegisterLine(record.place, record.actor, record.harm, risk=record),
        "form": form,
        "clash": clash,
        "sections": _sections(form),
        "result": _result(form),
        "lived": lived_at(request.standing, record.place),  # type: ignore[attr-defined]
    }
    return render(request, "risk/propose.html", context, status=status)


def _sections(form: ProposedValueForm) -> list[dict[str, Any]]:
    """The rows of each component, with what its whole scores mean."""
    names = {"I": _("Intent"), "C": _("Capability"), "V": _("Vulnerability")}
    rows = form.rows()
    return [
        {
            "letter": letter,
            "name": names[letter],
            "rows": [row for row in rows if COMPONENT_OF[row.factor] == letter],
            "anchors": [(score, word(m)) for score, m in component_anchors(letter).items()],
        }
        for letter in figures.COMPONENTS
    ]


def _result(form: ProposedValueForm) -> dict[str, Any]:
    """The score of the answers beside the one they began from, and what each change adds."""
    value = form.stands
    before = _picture("before", _Figures(value)) if value.get("risk") is not None else None
    factors = figures.all_factors(value["factors"])
    gravity = int(form.initial["gravity"])
    wrong = form.is_bound and set(form.errors) - {"reason"}
    if form.is_bound and not wrong:
        gravity = form.cleaned_data["gravity"]
        factors = factors_after(factors, form.changes())
    scored = figures.score_factors(factors, gravity=gravity, reach=value["reach"])
    return {
        "before": before,
        "after": None if wrong else _picture("after", scored),
        "insufficient": scored.insufficient_data,
        "confidence": CONFIDENCES[value["confidence"] or 0],
        "unknown": sum(1 for factor in factors if factor["value"] is None),
        "moves": figures.moves(value["factors"], factors, gravity=gravity, reach=value["reach"]),
        "gravity_moved": before is not None and gravity != before["gravity"],
    }


def side_by_side(conflict: Conflict) -> list[tuple[str, ...]]:
    """Each field two people changed: as it was, theirs, yours."""
    return [
        (word(name), *(_value_in_words(v) for v in values))
        for name, values in conflict.fields.items()
    ]


def _value_in_words(value: FieldValue) -> str:
    if value is None or value == "":
        return _("not known")
    if isinstance(value, dict):
        low, high = value.get("low"), value.get("high")
        return f"{value['value']:g}" + (f" ({low:g}–{high:g})" if low is not None else "")
    return str(value)


def _urgency(risk: Risk) -> tuple[int, float]:
    proposed = risk.proposal or {}
    return -proposed["priority"], -proposed["risk"]


@mission_page("risks", may="adopt_risk")
def adopt_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What waits for the POC forum: ticked lines are adopted as they stand on this page."""
    waiting = list(
        queries.risks_for(standing)
        .filter(proposal__isnull=False)
        .exclude(status__in=Risk.OFF)
        .select_related("place")
        .order_by("place__name")
    )
    waiting.sort(key=_urgency)
    form = ForumDayForm(request.POST or None, initial={"forum_date": clock.today(standing.mission)})
    status = 200
    if request.method == "POST":
        chosen = _ticked_risks(request, waiting)
        if form.is_valid() and chosen:
            try:
                with refusals():
                    adopted = adopt(chosen, by=standing, **form.cleaned_data)
            except TutelaError as fault:
                form.add_error(None, say_in_page_language(fault.as_sentence()))
                status = 409 if isinstance(fault, Conflict) else 400
            else:
                messages.success(request, _("Adopted: %(n)s.") % {"n": len(adopted)})
                return redirect("risk:register", standing.mission.code)
        else:
            status = 400
            if not chosen:
                form.add_error(None, _("Tick the risks the forum agreed on."))
    told = [queries.RegisterLine(r.place, r.actor, r.harm, risk=r) for r in waiting]
    pictures = [_pictures(line) for line in told]
    queries.with_suggestions(told, standing, queries.latest_assessment(standing))
    lines = [
        {"risk": line.risk, "line": line, "pictures": those}
        for line, those in zip(told, pictures, strict=True)
    ]
    return render(request, "risk/adopt.html", {"lines": lines, "form": form}, status=status)


def _ticked_risks(request: HttpRequest, waiting: list[Risk]) -> list[Risk]:
    """The ticked risks, each at the version the page showed."""
    by_pk = {str(r.pk): r for r in waiting}
    chosen = []
    for ticked in request.POST.getlist("risk"):
        pk, _colon, version = ticked.partition(":")
        if pk in by_pk and number_said(version):
            found = by_pk[pk]
            found.version = number_said(version)
            chosen.append(found)
    return chosen


@mission_post("risks")
def close(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Take a risk off the register, with a reason."""
    record = _risk(standing, pk)
    with refused_atop(request):
        close_risk(
            record,
            by=standing,
            version=version_sent(request),
            reason=request.POST.get("reason", ""),
        )
        return redirect("risk:register", standing.mission.code)
    return redirect(reverse("risk:risk", args=[standing.mission.code, record.pk]))
