"""The board, raising an alert, one alert and what is recorded of it, the table of clocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.base.errors import TutelaError
from tutela.places.names import fold
from tutela.places.sites import SITES, site_said
from tutela.warning.states import PLACE_CORRECTED
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import OpeningPurpose
from tutela_web.access.vault.verbs import open_for_duty
from tutela_web.base import clock
from tutela_web.base.ids import id_or_404, new_id
from tutela_web.base.markings import Classification
from tutela_web.base.values import UrlPart, field_values
from tutela_web.conduct.models import MisconductReceipt
from tutela_web.conduct.pages import answer_misconduct, answer_unsure, close_held_case
from tutela_web.incidents.closed.harms import MARKS, harm_named
from tutela_web.look.translate import say_in_page_language
from tutela_web.look.translate import word as word_of
from tutela_web.places.finding import HandedIn, WhereFinder, WhereFound, fields_of, find_where
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.pages import read_line
from tutela_web.records.reasons import reason_of_change
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.risk.questions.queries import ACT as ASK
from tutela_web.warning.alerts import verbs
from tutela_web.warning.alerts.forms import (
    NOT_ON_THE_LIST,
    AlertForm,
    HazardForm,
    MomentForm,
    RaiseForm,
    WordForm,
)
from tutela_web.warning.alerts.verbs import AlertReport
from tutela_web.warning.board import alert_map, queries
from tutela_web.warning.board import changes as board_changes
from tutela_web.warning.board.alert_map import Pin
from tutela_web.warning.board.inferred_queries import inferred_of
from tutela_web.warning.calls import call_list
from tutela_web.warning.calls import verbs as call_verbs
from tutela_web.warning.clocks import verbs as clock_verbs
from tutela_web.warning.closing import refuge_verbs
from tutela_web.warning.closing import verbs as closing_verbs
from tutela_web.warning.inputs import AlertOriginInput, alert_input
from tutela_web.warning.merging import verbs as thread_verbs
from tutela_web.warning.models import Alert, AlertLevel, CallBack, Channel, Report, ThreadProposal
from tutela_web.warning.network import queries as network_queries
from tutela_web.warning.network.fallback_queries import fallbacks_of, nearest_responder
from tutela_web.warning.rising.queries import runs_for
from tutela_web.warning.sites import naming_verbs
from tutela_web.warning.sites.queries import named_together
from tutela_web.warning.telling import queries as told_queries
from tutela_web.warning.telling.addressees import FilledPosts, Named
from tutela_web.warning.texts.verbs import HAZARD
from tutela_web.warning.threads.joinings import root_of

Page = Callable[..., HttpResponse]

_AIR = re.compile(r"\s\s+")
"""The indents of templates, a sixth of what a board weighs."""


def show_refusals_on_page(view: Page) -> Page:
    """A verb that refuses says so on the alert's own page; what the policy denies stays a 403."""

    @wraps(view)
    def answered(
        request: HttpRequest, standing: Standing, pk: UUID, *args: UrlPart, **how: UrlPart
    ) -> HttpResponse:
        try:
            with refusals():
                return view(request, standing, pk, *args, **how)
        except TutelaError as fault:
            messages.error(request, f"{say_in_page_language(fault.as_sentence())}")
            return redirect("warning:alert", standing.mission.code, pk)

    return answered


def _alert(standing: Standing, pk: UUID) -> Alert:
    return queries.read_alert(standing, pk)


@mission_page("alerts")
def board(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The alert board, most pressing first; it asks again by itself and takes what changed.

    A board that asks says what it shows. Where that still holds it hears 204 and nothing else: the
    times since and until are kept by its script, and are no change. Else it is sent the rows that
    changed, came or went; the whole list only where more than rows changed. Where the alerts on
    its map are others it is told so, and the map asks for itself.
    """
    filters = queries.BoardFilters.of(request.GET)
    asked = request.GET.get("page", "")
    shown = queries.board(
        standing, filters, part=int(asked) if re.fullmatch(r"\d{1,6}", asked) else 1
    )
    query = request.GET.copy()
    for name in ("page", "shows", "map"):
        query.pop(name, None)
    pins = [Pin.of(one) for one in shown.lights]
    on_map = alert_map.shows(pins)
    told: dict[str, Any] = {
        "board": shown,
        "filters": filters,
        "query": query.urlencode(),
        "levels": [
            (value, label, shown.levels.get(value, 0)) for value, label in AlertLevel.choices
        ],
        "silent": network_queries.silent(standing)[:6],
        "owed": network_queries.owed_for(standing).count()
        + network_queries.calls_due(standing).count()
        if standing.reads("network")
        else 0,
        "may_raise": standing.may_somewhere("raise_alert"),
        "idle_seconds": settings.SESSION_IDLE_HOURS * 3600,
    }
    if request.headers.get("HX-Target") == "board-map":
        return render(request, "warning/_board_map.html", told | _map_told(standing, pins))
    rows = _AIR.sub(" ", render_to_string("warning/_board.html", told, request))
    part = mark_safe(rows)  # nosec B703 # a part a template rendered
    shows = board_changes.shows(part)
    if request.headers.get("HX-Target") != "board":
        told |= {"part": part, "shows": shows} | _map_told(standing, pins)
        told |= {"rising": runs_for(standing), "may_ask": standing.may_somewhere(ASK)}
        return render(request, "warning/board.html", told)
    answer = _answer_again(request, part, shows)
    if request.GET.get("map", on_map) != on_map:
        answer["HX-Trigger"] = "map-changed"  # the map then asks for itself
    return answer


def _map_told(standing: Standing, pins: Sequence[Pin]) -> dict[str, Any]:
    return {"drawn": alert_map.draw_alerts(standing, pins), "on_map": alert_map.shows(pins)}


def _answer_again(request: HttpRequest, part: str, shows: str) -> HttpResponse:
    """What a board that asks again is sent of its rows."""
    held = request.GET.get("shows", "")
    if held == shows:
        return HttpResponse(status=204)
    context: dict[str, Any] = {"part": part, "shows": shows}
    changed = board_changes.changes(part, held)
    if changed is None or len(changed) > len(part):
        return render(request, "warning/_board_part.html", context)
    context |= {"part": changed, "rows_only": True}
    answer = render(request, "warning/_board_part.html", context)
    answer["HX-Reswap"] = "none"  # each row says where it goes
    return answer


@mission_page("alerts", "places", "hazards", may_somewhere="raise_alert")
def raise_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """One screen: where, what, how near; and one button that raises it and warns."""
    if request.POST.get("un_personnel") == "yes":
        return answer_misconduct(request, standing, MisconductReceipt.Door.ALERT)
    if request.POST.get("un_personnel") == "unsure":
        return answer_unsure(request, standing, MisconductReceipt.Door.ALERT)
    if request.method != "POST":
        begun = {
            "id": new_id(),
            "place_said": request.GET.get("q", "")[:200],
            "place": request.GET.get("place", ""),
            "level": request.GET.get("level", AlertLevel.WARNING),
        }
        if risk := _risk(standing, request.GET.get("risk", "")):
            begun |= {
                "risk": risk.pk,
                "place": risk.place_id,
                "place_said": risk.place.name,
                "level": AlertLevel.WATCH,
                "act": word_of(risk.harm),
                "who": risk.actor[:200],
                "channel": Channel.RISK,
            }
        if rang := _call_back(standing, request.GET.get("call_back", "")):
            begun |= {"call_back": rang.pk, "contact": rang.contact_id, "channel": Channel.CALL}
            if rang.contact and rang.contact.place:
                begun |= {"place": rang.contact.place_id, "place_said": rang.contact.place.name}
        return _raise_form(request, standing, RaiseForm(standing=standing, initial=begun))
    form = RaiseForm(request.POST, standing=standing)
    if "look" in request.POST:  # without a script: which place is meant, and what is open there
        said = {name: words for name, words in request.POST.items() if name in form.fields}
        return _raise_form(request, standing, RaiseForm(standing=standing, initial=said))
    if not form.is_valid():
        return _raise_form(request, standing, form)
    answers = form.cleaned_data
    fields = form.fields_said()
    if answers["known_at"]:
        fields["known_at"] = answers["known_at"]
    risk = _risk(standing, str(answers["risk"] or ""))
    rang = _call_back(standing, str(answers["call_back"] or ""))
    origin: AlertOriginInput = {"tripwire": answers["tripwire"]} if answers["tripwire"] else {}
    if risk is not None:
        origin["risk"] = risk
    word = AlertReport(
        answers["channel"],
        known_at=answers["known_at"],
        said={
            "words": answers["words"],
            "contact": answers["contact"],
            "caller_safe": answers["caller_safe"],
        },
    )
    try:
        with refusals():
            fields = form.at_site(fields)
            alert = verbs.raise_alert(
                fields,
                mission=standing.mission,
                by=standing,
                level=answers["level"],
                word=word,
                id=answers["id"],
                marked=answers["marked"],
                **origin,
            )
            if rang is not None and rang.state == CallBack.State.DUE:
                call_verbs.into_alert(rang, alert, by=standing)
            asked = verbs.warn_or_ask(alert, by=standing) if "warn" in request.POST else []
            thread_verbs.propose(alert, answers["words"])
            first = naming_verbs.Raised(alert, fields, word, answers["marked"], origin)
            others = naming_verbs.raise_at_others(first, form.others_named(), by=standing)
            if "warn" in request.POST:
                for other in others:
                    verbs.warn_or_ask(other, by=standing)
            if not answers["marked"]:
                naming_verbs.ask_about_named(alert, f"{answers['act']} {answers['words']}")
    except TutelaError as fault:
        form.add_error(None, say_in_page_language(fault.as_sentence()))
        return _raise_form(request, standing, form)
    except OperationalError:  # locked or full: what was written stays on the page, with its id
        form.add_error(
            None,
            _(
                "The database is busy or full, and the alert may not have been saved. Your text "
                "is still here: send it again. Do not wait: warn by voice now."
            ),
        )
        return _raise_form(request, standing, form, status=503)
    close_held_case(request, standing)
    if answers["marked"]:
        messages.info(request, _("Your text is stored in a compartment. The alert shows less."))
    elif harm_named(*field_values(fields).values(), answers["words"]):
        messages.info(
            request,
            _(
                "Mentions of sexual violence, or of children recruited or used, are stored in a "
                "compartment. The alert shows less."
            ),
        )
    handed_over = "warn" in request.POST and not queries.is_issued(alert)
    if not standing.reads("alerts"):
        messages.success(request, _("Received: %(alert)s.") % {"alert": alert})
        if handed_over:
            messages.warning(request, _asked_words(len(asked)))
        return redirect("warning:raise", standing.mission.code)
    messages.success(request, _("%(alert)s is raised. Its clocks run.") % {"alert": alert})
    if others:
        raised = ngettext(
            "One more alert is raised, at the other place the threat names; its clocks run.",
            "%(n)s more alerts are raised, one at each other place the threat names; their clocks"
            " run.",
            len(others),
        )
        messages.success(request, raised % {"n": len(others)})
    if handed_over:
        messages.warning(request, _asked_words(len(asked)))
    return redirect("warning:alert", standing.mission.code, alert.pk)


@mission_page(may_somewhere="raise_alert")
def raise_hazard(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A danger that goes on where personnel are said to do it: an alert without perpetrator and
    without a word of what was done, raised by a named person."""
    form = HazardForm(request.POST or None, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        fields: dict[str, Any] = {"act": HAZARD, "place_said": answers["place_said"]}
        fields |= find_where(standing, answers["place_said"]).fields()
        try:
            with refusals():
                alert = verbs.raise_alert(
                    alert_input(fields),
                    mission=standing.mission,
                    by=standing,
                    level=answers["level"],
                    word=AlertReport(Channel.WEB, known_at=clock.now(standing.mission), said={}),
                    id=answers["id"],
                )
                asked = verbs.warn_or_ask(alert, by=standing)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Received: %(alert)s.") % {"alert": alert})
            if not queries.is_issued(alert):
                messages.warning(request, _asked_words(len(asked)))
            if standing.reads("alerts"):
                return redirect("warning:alert", standing.mission.code, alert.pk)
            return redirect("conduct:report", standing.mission.code)
    status = 400 if form.errors else 200
    return render(request, "warning/hazard.html", {"form": form}, status=status)


def _asked_words(asked: int) -> str:
    """What somebody who may not warn is told who asked for it."""
    if not asked:
        return _("Nobody has been warned, and nobody who may warn could be asked: telephone now.")
    return ngettext(
        "Nobody has been warned yet: you may not warn, and %(n)s person who may was asked to.",
        "Nobody has been warned yet: you may not warn, and %(n)s people who may were asked to.",
        asked,
    ) % {"n": asked}


def _call_back(standing: Standing, pk: str) -> CallBack | None:
    """The missed call that was called back and turned out to be an alert."""
    if not pk:
        return None
    call_back = get_object_or_404(network_queries.calls_for(standing), pk=id_or_404(pk))
    if not standing.may(call_verbs.ACT, area=call_back.area_id):
        raise PermissionDenied
    return call_back


def _risk(standing: Standing, pk: str) -> Risk | None:
    """The risk a watch is opened from: proposed by a score, opened by a person."""
    if not pk or not standing.reads("risks"):
        return None
    return get_object_or_404(risks_for(standing).select_related("place"), pk=id_or_404(pk))


def _raise_form(
    request: HttpRequest, standing: Standing, form: RaiseForm, *, status: int = 0
) -> HttpResponse:
    context = {"form": form, **_where_and_whom(request, standing)}
    status = status or (400 if form.errors else 200)
    return render(request, "warning/raise.html", context, status=status)


@mission_page("alerts", "places")
def where_and_whom(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A part of that screen: which place a name means, and who would be warned there."""
    if not standing.may_somewhere("raise_alert"):
        raise Http404
    return render(request, "warning/_around.html", _where_and_whom(request, standing))


def _where_and_whom(
    request: HttpRequest, standing: Standing, *, of: Alert | None = None
) -> dict[str, Any]:
    """Which place is meant and who would be warned there.

    Takes   of, the alert that is completed: its own place, until another is asked for.
    """
    asked: Mapping[str, Any] = request.POST or request.GET
    if of is not None and not asked:
        asked = {"place_said": of.place_said, "place": str(of.place_id or "")}
    words = (asked.get("place_said") or asked.get("q") or "").strip()[:200]
    chosen = asked.get("place", "")
    reads = standing.reads("places")
    finder = WhereFinder(standing.mission, standing)
    meant = finder.find(words) if words and reads else WhereFound()
    chosen = asked.get("place", "").rpartition("@")[2]
    other = finder.handed_under(chosen) if chosen else None
    listed = next((m.place for m in meant.offered if str(m.place.pk) == chosen), None)
    place = listed
    by_id = ":" not in chosen and chosen not in ("", NOT_ON_THE_LIST)
    if not (place or other) and by_id and (of or not words):
        place = places_for(standing).filter(pk=id_or_404(chosen)).select_related("area").first()
    if not chosen:
        place, listed, other = meant.place, meant.place, meant.other
    where = fields_of(other) if other else {}
    trial = Alert(
        mission=standing.mission,
        place=place,
        classification=max(Classification.CONFIDENTIAL, place.classification if place else 0),
    )
    for name, value in field_values(
        verbs.with_location(alert_input(where), standing.mission)
    ).items():
        setattr(trial, name, value)
    if place is not None:
        trial.area, trial.latitude, trial.longitude = place.area, place.latitude, place.longitude
    around = FilledPosts(standing.mission, clock.now(standing.mission))
    warned = around.addressees(trial)
    near = []
    if standing.reads("alerts") and place is not None:
        near = queries.alerts_near(
            standing, place, place.pk, but=of.pk if of else None, open_only=True
        )
    elif standing.reads("alerts") and words:
        near = queries.alerts_said_at(standing, words, but=of.pk if of else None)
    return {
        "asked": words,
        "unwarned": around.unwarned_roles(trial),
        "candidates": meant.offered,
        "others": meant.others,
        "place": place,
        "other": other,
        "listed": listed,
        "warned": warned,
        "near": near,
        "sites": (sites := _sites(standing, place, words) if place and reads else []),
        "picked": _choice_marked(asked, place, other, sites),
    }


def _choice_marked(
    asked: Mapping[str, Any],
    place: Place | None,
    other: HandedIn | None,
    sites: Sequence[tuple[str, str]],
) -> str:
    """What is marked as chosen: what a person chose; of a town that was chosen before its sites
    were offered, and of what the finder chose, the site that the words name.

    Takes   asked, with `site`, the town whose sites the page offered when that was chosen.
    """
    words = str(asked.get("place_said") or asked.get("q") or "")
    chosen, seen = str(asked.get("place") or ""), str(asked.get("site") or "")
    if other is not None:
        return other.key
    if chosen and (place is None or chosen != str(place.pk) or seen == chosen):
        return chosen
    if place is None:
        return ""
    named = site_said(words)
    by_name = [value for value, name in sites if named and fold(name) == fold(words)]
    by_kind = [value for value, _name in sites if named and value.startswith(f"{named.kind}@")]
    return next(iter([*by_name, *by_kind]), str(place.pk))


def _sites(standing: Standing, place: Place, words: str) -> list[tuple[str, str]]:
    """What can be chosen at a town: the sites of it on record, then one of each kind that is not,
    the kind that the words name first."""
    town = place.town or place
    if town.kind in SITES:
        return []
    there = places_for(standing).filter(town=town, retired=False).order_by("name")
    named = site_said(words)
    kinds = sorted(SITES, key=lambda kind: named is None or kind != named.kind)
    return [(str(one.pk), one.name) for one in there[:MOST_SITES]] + [
        (f"{kind}@{town.pk}", str(Place.Kind(kind).label)) for kind in kinds
    ]


MOST_SITES = 12
"""Of the sites of a town on record so many are offered while raising."""


# --- one alert


@mission_page("alerts")
def alert(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One alert: how it stands, what is known and not, its thread, its timeline."""
    shown = _alert(standing, pk)
    if shown.merged_into_id and shown.part is None:
        messages.info(request, _("%(alert)s was merged into this one.") % {"alert": shown})
        head = queries.head_of(standing, shown.pk)
        return redirect("warning:alert", standing.mission.code, head)
    read_line(standing, shown)
    return render(request, "warning/alert.html", _alert_page_context(standing, shown))


def _alert_page_context(standing: Standing, shown: Alert, **more: Any) -> dict[str, Any]:
    area = shown.area_id
    at = clock.now(standing.mission)
    around = FilledPosts(standing.mission, at)
    people = around.holders_by_role(shown)
    may = {
        act: standing.may(act, area=area)
        for act in (
            "keep_alert",
            "issue_alert",
            "record_progress",
            "reopen_alert",
            "decide_alert",
            "record_decision",
            "task_unit",
            "close_alert",
            "keep_log",
        )
    }
    reports = queries.thread_of(standing, shown)
    contacts = queries.contacts_known(standing, reports)
    known = queries.known_of(standing, [shown])[shown.pk]
    telling = queries.telling_of(shown)
    lines = told_queries.lines_of(queries.thread_read(shown), telling)
    answers = standing.person.pk == shown.owner_id or may["decide_alert"]
    hears = may["record_decision"] or may["task_unit"]
    entries = queries.timeline(shown, contacts, reader=standing)
    responder, looked = nearest_responder(standing, shown) if shown.now.open else (None, False)
    return {
        "fallbacks": fallbacks_of(standing, shown.place),
        "responder": responder,
        "looked": looked,
        "alert": shown,
        "state": shown.now,
        "chain": queries.chain_of(shown.now, at),
        "overdue": queries.is_overdue(shown.now, at),
        "known": known,
        "not_known": queries.not_known(shown, known),
        "reopened": queries.is_reopened(shown.now),
        "silent": queries.is_silent(shown.now, at),
        "departs_late": queries.is_departure_late(shown.now, at),
        "acted_on": bool(queries.ACTED_ON & shown.now.moments.keys()),
        "late": shown.level == AlertLevel.ONGOING and queries.is_late(shown.now),
        "reports": reports,
        "withheld": max(shown.now.reports - len(reports), 0),
        "proposals": queries.proposals_of(standing, shown),
        "joined": sorted({r.came_with for r in reports if r.came_with}, key=lambda a: a.number),
        "asked": queries.asked_to_warn([shown]).get(shown.pk),
        "telling": telling,
        "told": lines,
        "to_ring": call_list.whom_to_ring(standing, shown) if shown.now.open else [],
        "unit_able": True,
        "not_reached": [
            one
            for one in lines
            if one.how.reached == "failed" and not one.how.own and not one.how.opened
        ],
        "unread": telling.unread_by(standing.person.pk),
        "inferred": inferred_of(standing, queries.thread_read(shown)),
        "named": named_together(standing, shown.pk),
        "timeline": queries.shown_together(entries),
        "moved": [one for one in entries if (one.kind, one.what) == ("moment", PLACE_CORRECTED)],
        "may": may,
        "levels": AlertLevel.choices,
        "may_edit": verbs.may_edit(shown, standing),
        "offices": closing_verbs.offices_to_ask(shown),
        "closing": closing_verbs.closing_read(shown, standing),
        "may_close_words": closing_verbs.may_close(shown, standing),
        "refuge_asked": refuge_verbs.refuge_asked(shown, standing)
        if refuge_verbs.may_answer(shown, standing)
        else [],
        "marks": [(harm, word_of(harm)) for harm in MARKS],
        "word_form": WordForm(),
        "barred": around.barred_posts(shown) if shown.now.open else [],
        "closable": not shown.now.open or around.can_be_closed(shown),
        "unwarned": around.unwarned_roles(shown) if "issued" in shown.now.moments else [],
        "owners": [n for named in people.values() for n in named],
        "handed_over_why": reason_of_change(shown, "owner", "owner_post"),
        "known_contacts": contacts,
        "evidence": queries.evidence_of(standing, shown) if shown.evidence else None,
        "evidence_above": queries.evidence_above(standing, shown),
        "buttons": [
            n
            for n in ("acknowledged", "on the way", "arrived")
            if n not in shown.now.moments and (n != "acknowledged" or answers)
        ],
        "hears": hears and not answers and "acknowledged" not in shown.now.moments,
        **more,
    }


@mission_page("alerts")
def edit(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Complete an alert: what was not known when it was raised."""
    edited = _alert(standing, pk)
    if not verbs.may_edit(edited, standing):
        raise PermissionDenied
    begun = {name: getattr(edited, name) for name in AlertForm.base_fields if hasattr(edited, name)}
    begun["place"] = edited.place_id or ""
    begun["caller_safe"] = {True: "yes", False: "no", None: ""}[edited.caller_safe]
    form = AlertForm(request.POST or None, standing=standing, initial=begun)
    if request.method == "POST" and form.is_valid():
        values = {n: form.cleaned_data.get(n) for n in form.fields if n != "level"}
        values = {
            n: ("" if v is None and isinstance(getattr(edited, n), str) else v)
            for n, v in values.items()
            if v != getattr(edited, n)
        }
        if not request.POST.get("place") and "place_said" not in values:
            values.pop("place", None)  # nothing was said of the place: it stays what it is
        try:
            with refusals():
                verbs.edit_alert(
                    edited,
                    form.at_site(alert_input(values)),
                    version=int(request.POST.get("version") or 0),
                    by=standing,
                )
        except (TutelaError, ValueError) as fault:
            words = (
                say_in_page_language(fault.as_sentence())
                if isinstance(fault, TutelaError)
                else _("Send it again.")
            )
            form.add_error(None, words)
        else:
            return redirect("warning:alert", standing.mission.code, pk)
    context = {"form": form, "alert": edited, **_where_and_whom(request, standing, of=edited)}
    return render(request, "warning/edit.html", context, status=400 if form.errors else 200)


@mission_post("alerts")
@show_refusals_on_page
def record(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Record that something happened: acknowledged, on the way, arrived, triaged, ..."""
    shown, form = _alert(standing, pk), MomentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This time could not be read."))
        return redirect("warning:alert", standing.mission.code, pk)
    verbs.record(
        shown,
        form.cleaned_data["name"],
        by=standing,
        happened_at=form.cleaned_data["happened_at"] or form.cleaned_data["at"],
        why=form.cleaned_data["why"],
        on_behalf=form.cleaned_data["on_behalf"],
        channel=form.cleaned_data["channel"],
    )
    return _redirect_back(request, standing, pk)


def _redirect_back(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """To the board where the button was pressed there, else to the alert."""
    if request.POST.get("back") == "board":
        return redirect("warning:board", standing.mission.code)
    return redirect("warning:alert", standing.mission.code, pk)


@mission_post("alerts")
@show_refusals_on_page
def record_call(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Somebody of the call list was rung: reached, or not."""
    call_list.note_call(
        _alert(standing, pk),
        id_or_404(request.POST.get("post", "")),
        reached=request.POST.get("reached") == "yes",
        by=standing,
    )
    if request.POST.get("back", "").endswith("/decision/"):
        return redirect("crisis:decision", standing.mission.code, pk)
    return redirect("warning:alert", standing.mission.code, pk)


@mission_post("alerts")
@show_refusals_on_page
def issue(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Warn the addressees together."""
    found = verbs.issue(_alert(standing, pk), by=standing)
    messages.success(request, _("%(n)s people are warned.") % {"n": len(found)})
    return _redirect_back(request, standing, pk)


@mission_post("alerts")
@show_refusals_on_page
def read(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that one has read it."""
    verbs.read(_alert(standing, pk), by=standing)
    return _redirect_back(request, standing, pk)


@mission_post("alerts")
@show_refusals_on_page
def level(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Raise or lower the level."""
    verbs.set_level(
        _alert(standing, pk),
        request.POST.get("level", ""),
        by=standing,
        why=request.POST.get("why", "")[:300],
    )
    return _redirect_back(request, standing, pk)


@mission_post("alerts")
@show_refusals_on_page
def word(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One more report about the alert."""
    shown, form = _alert(standing, pk), WordForm(request.POST)
    if request.POST.get("un_personnel") == "yes":
        return answer_misconduct(request, standing, MisconductReceipt.Door.ALERT)
    if request.POST.get("un_personnel") == "unsure":
        return answer_unsure(request, standing, MisconductReceipt.Door.ALERT)
    form.standing = standing
    if not form.is_valid():
        return render(
            request,
            "warning/alert.html",
            _alert_page_context(standing, shown) | {"word_form": form},
            status=400,
        )
    cleaned = form.cleaned_data
    kept = verbs.add_word(
        shown,
        AlertReport(
            cleaned["channel"],
            said={"words": cleaned["words"], "nothing_seen": cleaned["nothing_seen"]},
        ),
        by=standing,
        level=AlertLevel.ONGOING if cleaned["ongoing"] else "",
    )
    close_held_case(request, standing)
    if kept.alert_id != root_of(shown.pk):
        messages.warning(
            request,
            _("%(alert)s had ended: %(new)s is raised, and warns now.")
            % {"alert": shown, "new": kept.alert},
        )
        return redirect("warning:alert", standing.mission.code, kept.alert_id)
    return redirect("warning:alert", standing.mission.code, pk)


@mission_post("alerts")
@show_refusals_on_page
def join(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Join the alerts chosen to this one, as reports of one event."""
    joining = _alert(standing, pk)
    others = [_alert(standing, id_or_404(pk)) for pk in request.POST.getlist("alert")]
    for said in request.POST.get("number", "").replace(",", " ").split():
        rows = queries.alerts_for(standing).filter(queries.match_number_or_reference(said))
        others.append(get_object_or_404(rows))
    if others:
        made = thread_verbs.join_all(
            [joining, *others], by=standing, why=request.POST.get("why", "")
        )
        root = queries.read_head(standing, made, joining)
        messages.success(
            request, _("Merged into one alert, shown under %(alert)s.") % {"alert": root}
        )
        return redirect("warning:alert", standing.mission.code, root.pk)
    return redirect("warning:alert", standing.mission.code, pk)


@mission_post("alerts")
@show_refusals_on_page
def part(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Undo a joining."""
    parting = _alert(standing, id_or_404(request.POST.get("alert", "")))
    stays = parting.merged_into
    if stays is not None and not standing.sees_one("alerts", stays):
        stays = _alert(standing, queries.head_of(standing, parting.pk))
    thread_verbs.part(parting, by=standing, why=request.POST.get("why", ""))
    messages.success(
        request,
        _(
            "%(alert)s is separate again, as if it had never been merged: its clocks ran on. "
            "What was recorded in the meantime stays with %(other)s."
        )
        % {"alert": parting, "other": stays},
    )
    return redirect("warning:alert", standing.mission.code, parting.pk)


@mission_post("alerts")
@show_refusals_on_page
def apart(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that two alerts tell of two events."""
    _alert(standing, pk)
    rows = ThreadProposal.objects.filter(standing.sees("alerts", at="alert__"), alert=pk)
    proposal = get_object_or_404(rows, pk=id_or_404(request.POST.get("proposal", "")))
    thread_verbs.keep_apart(proposal, by=standing, why=request.POST.get("why", ""))
    return redirect("warning:alert", standing.mission.code, pk)


@mission_post("alerts")
@show_refusals_on_page
def hand_over(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Give the alert to another owner."""
    handed = _alert(standing, pk)
    around = FilledPosts(standing.mission, clock.now(standing.mission))
    post, _sep, person = request.POST.get("to", "").partition(" ")
    named: list[Named] = [n for of in around.holders_by_role(handed).values() for n in of]
    to = next((n for n in named if (str(n.post.pk), str(n.person.pk)) == (post, person)), None)
    if to is None:
        raise Http404
    verbs.hand_over(handed, to, by=standing, why=request.POST.get("why", "")[:300])
    return redirect("warning:alert", standing.mission.code, pk)


@mission_post("alerts")
@show_refusals_on_page
def words(request: HttpRequest, standing: Standing, pk: UUID, report: UUID) -> HttpResponse:
    """Open the sealed words of a message: for who reads the alert, and a line in the audit."""
    shown = _alert(standing, pk)
    rows = Report.objects.filter(standing.sees("alerts"), queries.reports_about(shown))
    rows = rows.exclude(sealed=None)
    told = get_object_or_404(rows, pk=report)
    opened = open_for_duty(told.sealed, "words", by=standing, why=OpeningPurpose.FOLLOW_UP)  # type: ignore[arg-type]
    if request.headers.get("HX-Request"):
        return render(request, "warning/_words.html", {"words": opened})
    return render(
        request,
        "warning/alert.html",
        _alert_page_context(standing, shown, opened={told.pk: opened}),
    )


# --- the table of clocks


@mission_page("alerts", "clocks")
def clocks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every clock and its limit at each level: the mission's own, or as shipped."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            with refusals():
                clock_verbs.set_limits(
                    clock_verbs.limits_of(request.POST),
                    by=standing,
                    figures=clock_verbs.figures_sent(request.POST),
                )
        except TutelaError as fault:
            faults.append(str(say_in_page_language(fault.as_sentence())))
        else:
            messages.success(request, _("Saved. Open alerts follow the new limits at once."))
            return redirect("warning:clocks", standing.mission.code)
    context = {
        "rows": clock_verbs.table(standing.mission),
        "figures": clock_verbs.figure_table(standing.mission),
        "levels": AlertLevel.choices,
        "faults": faults,
        "may_keep": standing.may("keep_clocks"),
    }
    return render(request, "warning/clocks.html", context, status=400 if faults else 200)
