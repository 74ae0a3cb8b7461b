"""Pages of incidents and of the events they rest on: parse, call one verb or query, render."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.incidents.perpetrators import CERTAINTIES
from tutela.incidents.swapped_coordinates import PUBLISHED
from tutela_web.access.audit import trail as audit
from tutela_web.access.models import Compartment
from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, Denied
from tutela_web.base.forms import number_said
from tutela_web.base.ids import id_or_404, keyed_digest, new_id
from tutela_web.base.values import FieldValue, UrlPart
from tutela_web.conduct.models import MisconductReceipt
from tutela_web.conduct.pages import answer_misconduct, answer_unsure, close_held_case
from tutela_web.incidents.closed import referral_verbs, release_verbs
from tutela_web.incidents.closed.harms import PAGES_BESIDE, compartment_of, readable_compartments
from tutela_web.incidents.closed.release_verbs import WAITS
from tutela_web.incidents.events.columns import actor_asked_for
from tutela_web.incidents.events.queries import closed_events_for
from tutela_web.incidents.happened.perpetrators import perpetrators_of
from tutela_web.incidents.happened.unlisted import count_unlisted
from tutela_web.incidents.inputs import CLASSED, EDITABLE
from tutela_web.incidents.lists import queries
from tutela_web.incidents.lists.columns import ORDERS, IncidentFilter
from tutela_web.incidents.models import (
    ACT,
    Attribution,
    ClosedIncident,
    Event,
    EventIdentity,
    Incident,
    IncidentLink,
    OpenRelease,
    SurvivorReferral,
    Verification,
)
from tutela_web.incidents.page_refusals import answer_refusals
from tutela_web.incidents.panels import panels_of
from tutela_web.incidents.record import forms, own, verbs
from tutela_web.incidents.record.history import Writer, label_of, trail_of, version_shown
from tutela_web.incidents.uploads import last_metre_queries
from tutela_web.incidents.verification import queries as verification_queries
from tutela_web.incidents.verification import verbs as verification_verbs
from tutela_web.incidents.verification.late_queries import (
    QuarterCount,
    count_quarter,
    read_quarter,
    rows_of_compartments,
)
from tutela_web.look.translate import word
from tutela_web.records.create_page import add_refusal, posted_atop
from tutela_web.records.own.fields import AddedField
from tutela_web.records.own.lists import choices_of
from tutela_web.records.pages import Choices, chosen_labels, read_line
from tutela_web.records.shared_texts.versions import Version
from tutela_web.records.versions.queries import versions_of

PAGE = 40
MOST_FOUND = 200
"""Closed records that one search shows."""
ORDER = "incidents.order"


# --- who harms civilians

SPANS = (30, 90, 365)
"""Over how many days the ranking may look back."""


@mission_page("incidents")
def perpetrators(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Actors ranked by the harm attributed to them, in an area or in all the person reads."""
    offices = areas_on(standing.mission, standing.on).defer("boundary").order_by("name")
    mine = [one for one in offices if standing.readings["incidents"].reaches(0, one.pk)]
    asked = {name: request.GET.get(name, "") for name in ("area", "days")}
    area = next((one for one in mine if one.code == asked["area"]), None)
    days = int(asked["days"]) if asked["days"] in map(str, SPANS) else SPANS[-1]
    asked = {"area": area.code if area else "", "days": str(days)}
    choices: dict[str, Choices] = {
        "area": [(one.code, one.name, None) for one in mine],
        "days": [(n, ngettext("%(n)s day", "%(n)s days", n) % {"n": n}, None) for n in SPANS],
    }
    context = {
        "found": perpetrators_of(standing, area, standing.on - timedelta(days=days)),
        "area": area,
        "days": days,
        "asked": asked,
        "choices": choices,
        "shown": chosen_labels(asked, choices),
        "certainties": [Attribution(name).label for name in CERTAINTIES],
    }
    return render(request, "incidents/perpetrators.html", context)


# --- the list


@mission_page("incidents")
def incident_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Incidents by the filters of the address; what is not known is counted at the foot."""
    form = forms.FilterForm(request.GET)
    form.is_valid()
    asked = IncidentFilter(**form.cleaned_data)
    fields = own.filters_of(standing)
    asked_own = {one.name: request.GET.get(one.name, "") for one in fields}
    order = request.GET.get("order", "")
    if order in ORDERS and order != request.session.get(ORDER):
        request.session[ORDER] = order
    order = request.session.get(ORDER, "newest")
    listed = queries.page_of_incidents(
        standing,
        asked,
        order=order,
        page=request.GET.get("page"),
        size=PAGE,
        own=own.found_by(standing, asked_own),
    )
    own_columns = own.columns_of(standing)
    own.add_cells(standing, own_columns, listed.page.object_list)
    kept = _query(request, "page")
    shown = {
        "page": listed.page,
        "totals": listed.totals,
        "unlisted": count_unlisted(standing),
        "asked": asked,
        "is_filtered": bool(asked) or any(asked_own.values()),
        "query": kept.urlencode(),
        "order": order,
        "filters": [
            *_filters(request, asked, queries.facets(standing, asked, listed.named)),
            *(_filter_by(request, one, asked_own[one.name]) for one in fields),
        ],
        "own_columns": own_columns,
        "orders": [
            ("newest", _("newest first")),
            ("entered", _("entered last first")),
            ("deadliest", _("most killed first")),
        ],
        "may_record": standing.may_somewhere("record_incident"),
        "may_merge": standing.may("merge_incidents"),
        "may_read_closed": bool(readable_compartments(standing)),
    }
    return render(request, "incidents/list.html", shown)


def _query(request: HttpRequest, *without: str) -> QueryDict:
    """The address's question without some of its parts."""
    kept = request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return kept


def _filters(
    request: HttpRequest, asked: queries.IncidentFilter, counts: queries.Facets
) -> list[dict[str, Any]]:
    unknown = _("not known")
    labels = dict(Verification.choices)

    def named(rows: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
        return [(key, unknown if key == "unknown" else name, n) for key, name, n in rows]

    harms = sorted(counts.harm.items(), key=lambda one: (one[0] == "unknown", -one[1], one[0]))
    offered: dict[str, tuple[str, Choices]] = {
        "harm": (_("Harm"), [(h, word(h), n) for h, n in harms]),
        "place": (_("Place"), named(counts.place)),
        "area": (_("Area"), named(counts.area)),
        "perpetrator": (_("Perpetrator"), named(counts.perpetrator)),
        "verification": (
            _("Verification"),
            [(v, labels[v], counts.verification[v]) for v in labels if v in counts.verification],
        ),
    }
    return [
        _filter(request, name, label, choices, getattr(asked, name))
        for name, (label, choices) in offered.items()
    ]


def _filter(
    request: HttpRequest, name: str, label: str, choices: Choices, chosen: str
) -> dict[str, Any]:
    shown = next((c[1] for c in choices if c[0] == chosen), chosen)
    off = f"?{_query(request, name, 'page').urlencode()}"
    return {
        "name": name,
        "label": label,
        "choices": choices,
        "chosen": chosen,
        "shown": str(shown),
        "off": off,
    }


def _filter_by(request: HttpRequest, field: AddedField, chosen: str) -> dict[str, Any]:
    """A filter by one of the mission's own fields; how many stand behind a choice is not told."""
    choices: Choices = [(value, label, None) for value, label in choices_of(field)]
    return _filter(request, field.name, field.label, choices, chosen)


# --- one incident


def _incident(standing: Standing, pk: UUID) -> Incident:
    rows = queries.incidents_for(standing).select_related(
        "place", "perpetrator", "area", "author", "merged_into"
    )
    return get_object_or_404(rows, pk=pk)


@mission_page("incidents")
def incident(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One incident: what, where, when; what it rests on; its trail; what else happened there."""
    record = _incident(standing, pk)
    if record.merged_into_id:
        kept = queries.incidents_for(standing).filter(pk=record.merged_into_id).first()
        if kept is None:
            raise Http404
        messages.info(request, _("Incident %(n)s was merged into this one.") % {"n": record.number})
        return redirect("incidents:incident", standing.mission.code, kept.pk)
    read_line(standing, record)
    trail = trail_of(standing, record)
    beside = verification_queries.beside_incident(record)
    proposed_by_reader = beside.is_proposed_by(standing)
    can = [
        value
        for value in Verification.values
        if verbs.may_verify(record, value, standing)
        and not (proposed_by_reader and value == Verification.VERIFIED)
    ]
    parts = queries.closed_for(standing).filter(open_part=record)
    may_merge = standing.may("merge_incidents", area=record.area_id)
    shown = {
        "incident": record,
        "trail": trail,
        "links": queries.links_of(standing, record),
        "related": list(queries.related_incidents(standing, record).select_related("place")[:20]),
        "victims": queries.victims_of(standing, record),
        "merged": list(queries.incidents_for(standing).filter(merged_into=record)),
        "parts": list(parts) if readable_compartments(standing) else [],
        "may_edit": verbs.may_edit(record, standing),
        "may_merge": may_merge,
        "verify": forms.VerificationForm(choices=can, initial={"version": record.version})
        if can
        else None,
        "author_title": _title_of(trail.titles, record.author_id),
        "on_map": _on_map(record),
        "beside": beside,
        "proposed_by_reader": proposed_by_reader,
        "grave": verification_queries.grave_of(standing, record),
        "may_say_beside": verification_verbs.may_say_beside(record, standing),
        "seen_form": forms.SeenForm(),
        "panels": panels_of(standing, record),
        "own_facts": own.facts_of(standing, record),
    }
    return render(request, "incidents/incident.html", shown)


def _title_of(titles: dict[UUID, str], person: UUID | None) -> str:
    return titles.get(person, "") if person else ""


def _on_map(shown: Incident) -> dict[str, float] | None:
    """The point to draw: known better than to a district, of no harm that compartments close."""
    lat, lon, exact = shown.latitude, shown.longitude, shown.place_precision
    if (lat is None or lon is None) and shown.place is not None:
        lat, lon = shown.place.latitude, shown.place.longitude
        exact = exact or shown.place.place_precision
    closed = any(compartment_of(harm) for harm in shown.harms)
    if lat is None or lon is None or (exact or 1) > 2 or closed:
        return None
    return {"latitude": lat, "longitude": lon}


# --- recording


@mission_page("incidents", "violations")
@answer_refusals
def record(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A new incident: by hand, from an imported event, or a closed part of an open one."""
    if not standing.may_somewhere("record_incident"):
        raise Denied(say("no post you hold today gives this authority here"))
    if request.POST.get("un_personnel") == "yes":
        return answer_misconduct(request, standing, MisconductReceipt.Door.INCIDENT)
    if request.POST.get("un_personnel") == "unsure":
        return answer_unsure(request, standing, MisconductReceipt.Door.INCIDENT)
    if request.method != "POST":
        form = forms.NewIncidentForm(standing=standing, initial=_first_words(request, standing))
        return render(request, "incidents/edit.html", {"form": form, "new": True})
    form = forms.NewIncidentForm(request.POST, standing=standing)
    if not form.is_valid():
        shown = {"form": form, "new": True, "place_choices": form.place_choices()}
        return render(request, "incidents/edit.html", shown)
    answers = form.cleaned_data
    part_of = _incident(standing, answers["part_of"]) if answers["part_of"] else None
    event = _event(standing, answers["event"]) if answers["event"] else None
    openly = form.open_part()
    if openly is not None and answers["confirmed"] != (seen := _preview_mark(openly)):
        shown = {"form": form, "new": True, "openly": Incident(**openly), "seen": seen}
        return render(request, "incidents/edit.html", shown)
    done = verbs.record_incident(
        form.fields_said(),
        by=standing,
        id=answers["id"],
        danger=answers["danger"],
        part_of=part_of,
        event=event,
        own=form.own_said(),
    )
    close_held_case(request, standing)
    return _after_recording(request, standing, done, part_of)


def _preview_mark(openly: Mapping[str, FieldValue]) -> str:
    """A mark of what the recorder was shown: another answer of the form asks again."""
    return keyed_digest("preview", openly)


def _first_words(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """What a new form begins with: the mission's time, and what an imported event says."""
    begun: dict[str, Any] = {
        "id": new_id(),
        "known_at": clock.now(standing.mission),
        "language": standing.person.language,
        "place": request.GET.get("place", ""),
        "place_said": request.GET.get("q", "")[:200],
    }
    if request.GET.get("part_of"):
        begun["part_of"] = request.GET["part_of"]
    if not request.GET.get("event"):
        return begun
    event = _event(standing, request.GET["event"])
    coarse = {1: "day", 2: "week", 3: "week", 4: "month", 5: "more"}
    sides = [*(event.side_a or []), *(event.side_b or [])]
    return begun | {
        "event": event.handle,
        "title": ", ".join(filter(None, [word(event.harm or ""), event.place or ""])).capitalize(),
        "place_said": event.place or event.adm2 or event.adm1 or "",
        "place_precision": event.place_precision,
        "latitude": event.latitude,
        "longitude": event.longitude,
        "event_from": event.date_start,
        "event_to": event.date_end if event.date_end != event.date_start else None,
        "event_precision": coarse.get(event.date_precision or 0, "unknown"),
        "harms": [event.harm] if event.harm in forms.RECORDED else [],
        "other_perpetrators": "; ".join(side for side in sides if side != "unknown"),
        "killed_low": event.deaths_low,
        "killed": event.deaths,
        "killed_high": event.deaths_high,
        "civilians_killed": event.civilian_deaths,
        "injured": event.injured,
        "abducted": event.abducted,
        "classification": event.classification,
        "reliability": (event.grade or "")[:1],
        "credibility": (event.grade or "")[1:],
    }


def _after_recording(
    request: HttpRequest, standing: Standing, done: verbs.Recorded, part_of: Incident | None
) -> HttpResponse:
    code = standing.mission.code
    if done.closed is not None:
        name = Compartment(done.closed.compartment).label
        if done.closed.compartment in readable_compartments(standing):
            messages.success(request, _("Stored in the compartment “%(name)s”.") % {"name": name})
        else:
            messages.warning(
                request,
                _(
                    "Received and stored in the compartment “%(name)s”. You do not hold it and "
                    "cannot read this part again."
                )
                % {"name": name},
            )
    release = OpenRelease.objects.filter(part=done.closed).first() if done.closed else None
    if release is not None and release.state == OpenRelease.State.WAITING:
        messages.info(
            request,
            _("What the open list will say waits for the office of the compartment.")
            if release.due_at is None
            else _(
                "What the open list will say waits for the office of the compartment. After"
                " %(n)s minutes the agreed wording goes out: area, hazard, now."
            )
            % {"n": int(WAITS.total_seconds() // 60)},
        )
    shown = done.incident or part_of
    if shown is None:
        return redirect(
            "incidents:list" if standing.reads("incidents") else "incidents:closed", code
        )
    if done.incident is not None:
        messages.success(request, _("Recorded: incident %(n)s.") % {"n": done.incident.number})
    if not standing.reads("incidents"):  # an adviser records, and reads the compartment alone
        return redirect("incidents:closed", code)
    return redirect("incidents:incident", code, shown.pk)


# --- editing


@mission_page("incidents")
@answer_refusals
def edit(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Change an incident. Two who changed the same field compare, choose and send again."""
    record = _incident(standing, pk)
    if not verbs.may_edit(record, standing):
        raise Denied(say("no post you hold today gives this authority here"))
    return _edit(request, standing, record, forms.EditForm, verbs.edit_incident)


def _edit(
    request: HttpRequest,
    standing: Standing,
    record: Incident | ClosedIncident,
    form_of: type[forms.EditForm],
    change: Callable[..., Incident | ClosedIncident],
) -> HttpResponse:
    """The form of an incident or of a closed part; what was sent goes to its verb."""
    back = reverse(_home_of(record), args=[standing.mission.code, record.pk])
    if request.POST.get("un_personnel") == "yes":
        return answer_misconduct(request, standing, MisconductReceipt.Door.INCIDENT)
    if request.POST.get("un_personnel") == "unsure":
        return answer_unsure(request, standing, MisconductReceipt.Door.INCIDENT)
    if request.method != "POST":
        read_line(standing, record)
        initial = forms.values_of(record) | {"began": record.version, "version": record.version}
        if isinstance(record, Incident):
            initial |= own.initial_of(standing, record)
        form = form_of(standing=standing, incident=record, initial=initial)
        return _edit_page(request, form, record, back)
    began = versions_of(record).get_numbered(number_said(request.POST.get("began")) or 0)
    if began is None:
        raise Http404
    # Hidden answers count as unchanged: only what the person was asked can be a change.
    initial = forms.values_of(began) | {"began": began.version, "version": began.version}
    form = form_of(request.POST, standing=standing, incident=record, initial=initial)
    if not form.is_valid():
        return _edit_page(request, form, record, back)
    theirs = {
        name for name in (*EDITABLE, *CLASSED) if request.POST.get(f"choose_{name}") == "theirs"
    }
    changes = form.changes(but=theirs)
    said = form.own_said()
    try:
        change(
            record,
            changes,
            version=form.cleaned_data["version"],
            by=standing,
            reason=form.cleaned_data["reason"],
            **({} if said is None else {"own": said}),
        )
    except Conflict as fault:
        return _compare(request, standing, record, fault)
    except BadParameter as fault:
        if fault.where not in form.fields:
            raise
        add_refusal(form, fault)  # in a field of the mission's own
        return _edit_page(request, form, record, back)
    close_held_case(request, standing)
    messages.success(request, _("Saved."))
    return redirect(back)


def _home_of(found: Incident | ClosedIncident) -> str:
    return "incidents:closed_incident" if found.compartment else "incidents:incident"


def _edit_page(
    request: HttpRequest, form: forms.EditForm, found: Incident | ClosedIncident, back: str
) -> HttpResponse:
    shown = {"form": form, "incident": found, "place_choices": form.place_choices(), "back": back}
    return render(request, "incidents/edit.html", shown)


def _compare(
    request: HttpRequest, standing: Standing, now: Incident | ClosedIncident, fault: Conflict
) -> HttpResponse:
    """Base, theirs and yours side by side; every other answer is carried along."""
    now.refresh_from_db()
    writer = Writer(standing, [now], of=now)

    def shown(name: str, value: FieldValue) -> str:
        return str(value) if hasattr(value, "pk") else writer.value_in_words(name, value)

    rows = [
        {
            "name": name,
            "label": label_of(name),
            "base": shown(name, base),
            "theirs": shown(name, theirs),
            "yours": shown(name, yours),
        }
        for name, (base, theirs, yours) in fault.fields.items()
    ]
    left_out = {"csrfmiddlewaretoken", "version", *(f"choose_{name}" for name in fault.fields)}
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in left_out
        for value in values
    ]
    trail = trail_of(standing, now)
    last = trail.steps[0]
    context = {
        "incident": now,
        "rows": rows,
        "carried": carried,
        "version": fault.version,
        "last": last,
        "who": trail.titles.get(last.by_id, "") if last.by_id else "",
    }
    return render(request, "incidents/conflict.html", context, status=409)


# --- verification


@mission_post("incidents")
@answer_refusals
def verify(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say how far an incident is verified."""
    record = _incident(standing, pk)
    form = forms.VerificationForm(request.POST, choices=list(Verification.values))
    if not form.is_valid():
        messages.error(request, _("Say what it is and on what it rests."))
        return redirect("incidents:incident", standing.mission.code, pk)
    now = verbs.set_verification(
        record,
        form.cleaned_data["to"],
        reason=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
        by=standing,
    )
    if form.cleaned_data["to"] == Verification.VERIFIED != now.verification:
        messages.info(request, _("Proposed as verified. A second person of human rights decides."))
    else:
        messages.success(request, _("Saved: %(said)s.") % {"said": now.get_verification_display()})
    return redirect("incidents:incident", standing.mission.code, pk)


@mission_post("incidents")
@answer_refusals
def confirm_seen(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that a patrol or an office saw it."""
    found, form = _incident(standing, pk), forms.SeenForm(request.POST)
    if form.is_valid():
        verification_verbs.confirm_seen(found, **form.cleaned_data, by=standing)
    else:
        messages.error(request, _("Say on which day it was seen."))
    return redirect("incidents:incident", standing.mission.code, pk)


@mission_post("incidents")
@answer_refusals
def dissent(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that one's office does not agree with a figure or an attribution."""
    found = _incident(standing, pk)
    verification_verbs.dissent_on_incident(found, request.POST.get("words", ""), by=standing)
    return redirect("incidents:incident", standing.mission.code, pk)


# --- history


@mission_page("incidents")
def history(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Every version of an incident; one of them whole; or as the mission knew it at a moment."""
    record = _incident(standing, pk)
    read_line(standing, record)
    versions = list(versions_of(record))
    chosen, moment = None, _moment(request.GET.get("on", ""))
    if moment is not None:
        chosen = queries.known_at(record, moment)
    elif number := number_said(request.GET.get("version")):
        chosen = next((row for row in versions if row.version == number), None)
    until = moment or (_next_after(versions, chosen) if chosen else None)
    shown = {
        "incident": record,
        "trail": trail_of(standing, record),
        "chosen": chosen,
        "moment": moment,
        "asked": request.GET.get("on", ""),
        "fields": version_shown(standing, record, chosen) if chosen else [],
        "victims": queries.victims_of(standing, record, at=until) if chosen else None,
    }
    return render(request, "incidents/history.html", shown)


def _moment(said: str) -> datetime | None:
    """A civil day or time of the mission as a moment; a day means its end."""
    try:
        read = clock.read_moment(said)  # civil, in the mission's zone
    except ValueError:
        return None
    if len(said) == 10:
        read += timedelta(days=1, microseconds=-1)
    return read if read.tzinfo else timezone.make_aware(read)


def _next_after(versions: Sequence[Version], chosen: Version) -> datetime | None:
    later = [row.version_at for row in versions if row.version > chosen.version]
    return min(later) - timedelta(microseconds=1) if later else None


# --- victims


@mission_page("incidents")
@answer_refusals
def victims(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Count the victims of an incident by harm, sex and age; earlier counts stay."""
    record = _incident(standing, pk)
    if not verbs.may_edit(record, standing):
        raise Denied(say("no post you hold today gives this authority here"))
    table = queries.victims_of(standing, record)
    if table.held_back:
        raise Denied(say("small counts are written by who reads the whole mission"))
    line_set = formset_factory(
        forms.VictimsForm, extra=0 if request.method == "POST" else 3, max_num=60
    )
    asked = {"harms": record.harms}
    seen = max((v.pk for v in record.victims.all()), default=0)
    if request.method != "POST":
        read_line(standing, record)
        first = [
            {"harm": v.harm, "sex": v.sex, "age": v.age, "number": v.number} for v in table.lines
        ]
        shown = {
            "incident": record,
            "lines": line_set(initial=first, form_kwargs=asked, prefix="line"),
            "seen": seen,
        }
        return render(request, "incidents/victims.html", shown)
    lines = line_set(request.POST, form_kwargs=asked, prefix="line")
    if not lines.is_valid():
        shown = {"incident": record, "lines": lines, "seen": number_said(request.POST.get("seen"))}
        return render(request, "incidents/victims.html", shown)
    rows = [
        (line["harm"] or "unknown", line["sex"], line["age"], line["number"])
        for line in lines.cleaned_data
        if line.get("number")
    ]
    verbs.count_victims(
        record,
        rows,
        seen=number_said(request.POST.get("seen")),
        by=standing,
        reason=request.POST.get("reason", ""),
    )
    messages.success(
        request, ngettext("%(n)s line saved.", "%(n)s lines saved.", len(rows)) % {"n": len(rows)}
    )
    return redirect("incidents:incident", standing.mission.code, pk)


# --- several records of one incident


@mission_page("incidents")
@answer_refusals
def merge(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Two incidents side by side; a person chooses, field by field, and says why they are one."""
    kept = _incident(standing, pk)
    other = request.POST.get("with") or request.GET.get("with") or ""
    gone = _incident(standing, id_or_404(other))
    for incident in (kept, gone):
        standing.require("merge_incidents", area=incident.area_id)
    seen = {"version": kept.version, "other_version": gone.version}
    form = forms.MergeForm(request.POST or None, initial=seen)
    if request.method == "POST" and form.is_valid():
        taken = [name for name in EDITABLE if request.POST.get(f"choose_{name}") == "gone"]
        answers = form.cleaned_data
        verbs.merge_incidents(
            kept,
            gone,
            taken=taken,
            by=standing,
            reason=answers["reason"],
            versions=(answers["version"], answers["other_version"]),
        )
        messages.success(
            request, _("Merged. The events of both stand here; the merge can be undone.")
        )
        return redirect("incidents:incident", standing.mission.code, kept.pk)
    read_line(standing, kept)
    read_line(standing, gone)
    closer = max(kept, gone, key=lambda one: one.classification)
    writer = Writer(standing, [kept, gone], of=closer)
    rows = [
        {"name": name, "label": label_of(name), "kept": ours, "gone": theirs}
        for name in EDITABLE
        for ours, theirs in [
            [
                writer.value_in_words(
                    name, getattr(one, f"{name}_id" if name in forms.RELATED else name)
                )
                for one in (kept, gone)
            ]
        ]
    ]
    shown = {
        "kept": kept,
        "gone": gone,
        "form": form,
        "differ": [row for row in rows if row["kept"] != row["gone"]],
        "same": [row for row in rows if row["kept"] == row["gone"]],
    }
    return render(request, "incidents/merge.html", shown)


@mission_post("incidents")
@answer_refusals
def part(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Undo a merge."""
    gone = _incident(standing, pk)
    verbs.part_incidents(gone, by=standing, reason=request.POST.get("reason", ""))
    messages.success(request, _("Split: this record is separate again, with its own events."))
    return redirect("incidents:incident", standing.mission.code, pk)


@mission_page("incidents")
@answer_refusals
def doubles(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Records that may be one event: a person says same or different, and it is kept."""
    standing.require("merge_incidents")
    if request.method == "POST":
        return _decide(request, standing)
    days = min(max(number_said(request.GET.get("days")) or 60, 7), 365)
    pairs, crowded = queries.proposed_doubles(standing, days=days)
    shown = {"pairs": pairs, "crowded": crowded, "days": days}
    return render(request, "incidents/doubles.html", shown)


def _decide(request: HttpRequest, standing: Standing) -> HttpResponse:
    first, second = request.POST.get("first", ""), request.POST.get("second", "")
    records = [_record_of(standing, key) for key in (first, second)]
    same = request.POST.get("same") == "yes"
    incidents = [one for one in records if isinstance(one, Incident)]
    events = [one for one in records if isinstance(one, Event)]
    code = standing.mission.code
    if same and len(incidents) == 2:
        address = redirect("incidents:merge", code, incidents[0].pk)
        address["Location"] += f"?with={incidents[1].pk}"
        return address
    if same and incidents:
        verbs.link_event(incidents[0], events[0], by=standing)
    score = _score(request.POST.get("score", ""))
    verbs.decide_doubles({(first, second): score}, same=same, by=standing)
    if same and not incidents:
        address = redirect("incidents:record", code)
        address["Location"] += f"?event={events[0].handle}"
        return address
    messages.success(request, _("Saved: one event.") if same else _("Saved: two different events."))
    return redirect("incidents:doubles", code)


def _score(said: str) -> float | None:
    try:
        return min(max(float(said), 0.0), 1.0)
    except ValueError:
        return None


def _record_of(standing: Standing, key: str) -> Incident | Event:
    kind, _sep, rest = key.partition(":")
    if kind == "incident":
        return get_object_or_404(queries.standing_alone(standing), pk=id_or_404(rest))
    source, _sep, source_id = rest.partition(":")
    event = queries.events_for(standing).filter(source=source, source_id=source_id).first()
    if kind != "event" or event is None:
        raise Http404
    return event


# --- events


def _event(standing: Standing, pk: UUID | str) -> Event:
    return get_object_or_404(queries.editions_for(standing), pk=Event.key_of_handle(pk))


@mission_page("events")
def events(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Imported events, as published now; with ?all=1 those that a later edition replaced too."""
    shown_all = request.GET.get("all") == "1"
    listed = queries.page_of_events(
        standing, request.GET.dict(), size=PAGE, every_edition=shown_all
    )
    shown = {
        "page": listed.page,
        "totals": listed.totals,
        "all": shown_all,
        "query": _query(request, "page").urlencode(),
        "asked": request.GET,
        "filters": _event_filters(request, standing),
    }
    return render(request, "incidents/events.html", shown)


def _event_filters(request: HttpRequest, standing: Standing) -> list[dict[str, Any]]:
    """What the list offers to choose by; an actor or an area only where the address names one."""
    sources, harms = queries.event_choices(standing)
    offered: dict[str, tuple[str, Choices]] = {
        "source": (_("Source"), [(source, source, n) for source, n in sources]),
        "harm": (_("Harm"), [(harm, word(harm), n) for harm, n in harms]),
    }
    if said := request.GET.get("actor", ""):
        actor = actor_asked_for(standing, said)
        offered["actor"] = (_("Actor"), [(said, actor.name if actor else said, None)])
    if code := request.GET.get("area", ""):
        offered["area"] = (_("Area"), [(code, code, None)])
    return [
        _filter(request, name, label, choices, request.GET.get(name, ""))
        for name, (label, choices) in offered.items()
    ]


@mission_page("events")
def event(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One imported event: what its source says, which batch brought it, what replaced it."""
    record = _event(standing, pk)
    if record.classification:
        audit.record(
            "read", mission=standing.mission, by=standing.person, kind="event", subject=record.pk
        )
    link = IncidentLink.objects.filter(
        mission=standing.mission, source=record.source, source_id=record.source_id
    ).first()
    home = queries.incidents_for(standing).filter(pk=link.incident_id).first() if link else None
    editions = queries.editions_for(standing).filter(
        source=record.source, source_id=record.source_id
    )
    how = last_metre_queries.how_told(record, standing)
    words = last_metre_queries.words_of_event(record)
    shown = {
        "event": record,
        "link": link,
        "home": home,
        "editions": list(editions.select_related("first_batch", "superseded_batch").order_by("pk")),
        "may_record": standing.may_somewhere("record_incident") and standing.reads("incidents"),
        "on_map": _point_of(record),
        "near": queries.incidents_near(standing, record) if link is None else [],
        "identities": _identities(standing, record),
        "how": how,
        "words": words,
        "as_written": record.source in PUBLISHED or (words is not None and not how),
        "own_log": last_metre_queries.is_own_log(last_metre_queries.import_of(record)),
        "may_fix": standing.may(ACT) and record.source not in PUBLISHED,
    }
    return render(request, "incidents/event.html", shown)


def _identities(standing: Standing, event: Event) -> list[EventIdentity]:
    """Names of peoples the file gave an actor: for holders of group identity, each read kept."""
    if Compartment.GROUP not in standing.compartments:
        return []
    named = list(
        EventIdentity.objects.filter(
            mission=standing.mission, source=event.source, source_id=event.source_id
        )
    )
    if named:
        audit.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="eventidentity",
            subject=event.pk,
            number=len(named),
        )
    return named


def _point_of(event: Event) -> dict[str, float] | None:
    if event.latitude is None or event.longitude is None or (event.place_precision or 9) > 2:
        return None
    if compartment_of(event.harm or ""):
        return None
    return {"latitude": event.latitude, "longitude": event.longitude}


@mission_post("incidents")
@answer_refusals
def link(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Link an imported event to an incident."""
    found = _incident(standing, pk)
    verbs.link_event(found, _event(standing, request.POST.get("event", "")), by=standing)
    messages.success(request, _("Linked."))
    return redirect("incidents:incident", standing.mission.code, pk)


@mission_post("incidents")
@answer_refusals
def unlink(request: HttpRequest, standing: Standing, pk: UUID, link: UUID) -> HttpResponse:
    """Take an imported event off an incident."""
    found = _incident(standing, pk)
    verbs.unlink_event(
        get_object_or_404(found.links, pk=IncidentLink.key_of_handle(link)), by=standing
    )
    messages.success(request, _("Removed."))
    return redirect("incidents:incident", standing.mission.code, pk)


# --- compartments


def _compartment_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who reads a compartment of incidents; for all others there is no such page."""

    @mission_page()
    @wraps(view)
    def entered(
        request: HttpRequest, standing: Standing, *args: UrlPart, **kw: UrlPart
    ) -> HttpResponse:
        if not readable_compartments(standing):
            raise Http404
        return view(request, standing, *args, **kw)

    return entered


@_compartment_page
def closed_incidents(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The incidents of the compartments a person holds; the reading is a line in the audit.

    What is looked for comes in the body: an address lies in logs and in the browser's history.
    """
    rows: Any = queries.closed_for(standing).select_related("place", "area", "open_part")
    rows = rows.order_by("-entered_at", "-number")
    form = forms.ClosedSearchForm(request.POST if request.method == "POST" else None)
    searched = None
    if form.is_valid():
        searched = queries.search_closed(standing, form.cleaned_data["text"])
        rows = searched.records[:MOST_FOUND]
        audit.record(
            "search",
            mission=standing.mission,
            by=standing.person,
            kind="closedincident",
            number=len(searched.records),
        )
    page = Paginator(rows, MOST_FOUND if searched else PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    fetch_keys(page.object_list)
    events = closed_events_for(standing).order_by("-date_end", "-pk")
    shown = list(events[:PAGE])
    fetch_keys(shown)
    audit.record(
        "read",
        mission=standing.mission,
        by=standing.person,
        kind="closedincident",
        number=len(page.object_list),
    )
    if shown:
        audit.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="closedevent",
            number=len(shown),
        )
    told = {
        "page": page,
        "rows": rows_of_compartments(standing, page.object_list),
        "now": clock.now(standing.mission),
        "counted": _quarter_counted(request, standing),
        "events": shown,
        "events_total": events.count(),
        "waiting": release_verbs.waiting_for(standing),
        "may_record": standing.may_somewhere("record_incident"),
        "form": form,
        "found": searched,
        "most_found": MOST_FOUND,
        "looked_through": queries.LOOKED_THROUGH,
    }
    return render(request, "incidents/closed_list.html", told)


def _quarter_counted(request: HttpRequest, standing: Standing) -> QuarterCount | None:
    """The quarter's violations, for who holds a compartment of them."""
    if not readable_compartments(standing) & {"crsv", "mrm"}:
        return None
    today = clock.today(standing.mission)
    return count_quarter(standing, read_quarter(request.GET.get("quarter", ""), today=today))


@_compartment_page
def closed_incident(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One incident of a compartment."""
    record = get_object_or_404(
        queries.closed_for(standing).select_related("place", "perpetrator", "area", "open_part"),
        pk=pk,
    )
    read_line(standing, record)
    can = [v for v in Verification.values if v not in (record.verification, Verification.DUPLICATE)]
    shown = {
        "incident": record,
        "trail": trail_of(standing, record),
        "verify": forms.VerificationForm(choices=can, initial={"version": record.version})
        if verbs.may_verify_closed(record, standing)
        else None,
        "may_edit": verbs.may_edit_closed(record, standing),
        "referrals": list(record.referrals.order_by("-kept_at")),
        "refer_form": forms.ReferralForm(initial={"on": standing.on}, auto_id="refer_%s")
        if referral_verbs.may_refer(record, standing)
        else None,
        "beside": [address for page in PAGES_BESIDE if (address := page(record))],
    } | _release(standing, record)
    return render(request, "incidents/closed.html", shown)


def _release(standing: Standing, record: ClosedIncident) -> dict[str, Any]:
    """What the open list says or will say of a closed record, and whether this person decides."""
    release = OpenRelease.objects.filter(part=record).select_related("part__mission").first()
    if release is None:
        return {}
    undecided = release.state in (OpenRelease.State.WAITING, OpenRelease.State.AGREED)
    return {
        "release": release,
        "openly": Incident(**release_verbs.preview(release)) if undecided else None,
        "may_release": undecided and release_verbs.may_decide(record, standing),
    }


@require_POST
@_compartment_page
@answer_refusals
def closed_release(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Decide what the open list says of a closed record."""
    found = get_object_or_404(queries.closed_for(standing), pk=pk)
    release = get_object_or_404(OpenRelease, part=found)
    if request.POST.get("to") == "withhold":
        release_verbs.withhold(release, by=standing)
        messages.success(request, _("Nothing more is told."))
    else:
        release_verbs.approve(release, by=standing)
        messages.success(request, _("Approved: the open list shows it."))
    return redirect("incidents:closed_incident", standing.mission.code, pk)


@require_POST
@_compartment_page
@answer_refusals
def closed_refer(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Record whether a survivor was referred, and the consent that goes with it."""
    record = get_object_or_404(queries.closed_for(standing), pk=pk)
    form = forms.ReferralForm(request.POST)
    posted_atop(
        request, form, lambda given: referral_verbs.record_referral(record, by=standing, **given)
    )
    return redirect("incidents:closed_incident", standing.mission.code, pk)


@require_POST
@_compartment_page
@answer_refusals
def closed_withdraw(request: HttpRequest, standing: Standing, pk: UUID, of: UUID) -> HttpResponse:
    """Keep that a survivor withdrew their consent to a referral."""
    record = get_object_or_404(queries.closed_for(standing), pk=pk)
    referral = get_object_or_404(
        SurvivorReferral.objects.select_related("part"), pk=of, part=record
    )
    referral_verbs.withdraw_referral(referral, by=standing)
    return redirect("incidents:closed_incident", standing.mission.code, pk)


@_compartment_page
@answer_refusals
def closed_edit(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Change a part in a compartment, as an open incident is changed; always with a reason."""
    rows = queries.closed_for(standing).select_related("place", "perpetrator", "area")
    record = get_object_or_404(rows, pk=pk)
    if not verbs.may_edit_closed(record, standing):
        raise Denied(say("no post you hold today gives this authority here"))
    return _edit(request, standing, record, forms.ClosedEditForm, verbs.edit_closed)


@require_POST
@_compartment_page
@answer_refusals
def closed_verify(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say, in a compartment, how far an incident is verified."""
    record = get_object_or_404(queries.closed_for(standing), pk=pk)
    form = forms.VerificationForm(request.POST, choices=list(Verification.values))
    if form.is_valid():
        verbs.verify_closed(
            record,
            form.cleaned_data["to"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            by=standing,
        )
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Say what it is and on what it rests."))
    return redirect("incidents:closed_incident", standing.mission.code, pk)
