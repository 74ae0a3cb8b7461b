"""Pages of the community alert network: contacts, coverage, what is owed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import OpeningPurpose
from tutela_web.access.vault.queries import is_paused, paused_subjects
from tutela_web.access.vault.verbs import open_for_duty
from tutela_web.base import clock
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.create_page import make_from_form
from tutela_web.records.pages import read_line
from tutela_web.records.reasons import reason_of_change
from tutela_web.warning.models import Courtesy, NetworkContact, Owed
from tutela_web.warning.network import coverage_map, queries, ties, verbs
from tutela_web.warning.network.forms import ContactForm


@mission_page("network")
def network(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Contacts, communities heard and silent, and what is owed."""
    now = clock.now(standing.mission)
    contacts = list(queries.contacts_for(standing).filter(retired=False).order_by("pseudonym"))
    paused = paused_subjects(standing.mission, [c.subject for c in contacts])
    silent = queries.silent(standing)
    covered = queries.coverage(standing)
    heard = coverage_map.heard_hotspots(standing)
    moments = [*map(queries.last_heard, contacts), *(community.last_at for community in covered)]
    context = {
        "heard": heard,
        "drawn": coverage_map.draw(standing, covered, heard),
        "contacts": [(c, queries.last_heard(c), queries.has_missed_call(c, now)) for c in contacts],
        "paused": {c.pk for c in contacts if c.subject in paused},
        "lapsed": {c.pk for c in contacts if c.has_lapsed(standing.on)},
        "totals": queries.heard_lately(standing),
        "heard_last": max(filter(None, moments), default=None),
        "silent": silent,
        "heard_rows": [hearing for hearing in heard if not hearing.coverage.blank],
        "deaf": list(
            {hearing.line.place.pk: hearing for hearing in heard if hearing.coverage.blank}.values()
        ),
        "coverage": _in_order([community for community in covered if not community.blank]),
        "nobody": [community for community in covered if community.blank],
        "without": sum(not community.listeners for community in covered),
        "silences": queries.silences_for(standing),
        "owed": queries.owed_for(standing)[:20],
        "may_keep": standing.may_somewhere("keep_network"),
        "calls": list(queries.calls_due(standing)),
        "courtesies": list(queries.courtesies_lately(standing)[:50]),
        "areas": list(queries.network_areas(standing)),
        "reads_mechanisms": standing.reads("strategy"),
    }
    return render(request, "warning/network.html", context)


@mission_post("network", of=queries.courtesies_for)
def courtesy_words(request: HttpRequest, standing: Standing, told: Courtesy) -> HttpResponse:
    """Open the sealed words of a test or thanks: a line in the audit."""
    opened = open_for_duty(told.sealed, "words", by=standing, why=OpeningPurpose.FOLLOW_UP)
    page = "warning/_words.html" if request.headers.get("HX-Request") else "warning/words.html"
    return render(request, page, {"words": opened})


def _in_order(covered: list[queries.ListenerCoverage]) -> list[queries.ListenerCoverage]:
    """Silent communities first, then those heard, then those without a listener."""
    order = {"silent": 0, "heard": 1, "none": 2}
    return sorted(covered, key=lambda community: order[community.state])


@mission_page("network", may_somewhere="keep_network")
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A new contact."""
    form = ContactForm(request.POST or None)
    form.standing = standing
    if from_form := make_from_form(
        form, lambda _given: verbs.add_contact(*form.fields_said(), by=standing)
    ):
        messages.success(
            request, _("%(contact)s is saved. Name and number are sealed.") % {"contact": from_form}
        )
        if ties.advice_before(standing, from_form) == []:
            messages.warning(
                request,
                _(
                    "No partner's advice before contact with this community is recorded that you "
                    "may read. Ask for it, unless there is no time."
                ),
            )
        return redirect("warning:contact", standing.mission.code, from_form.pk)
    return render(
        request, "warning/contact_new.html", {"form": form}, status=400 if form.errors else 200
    )


def _contact(standing: Standing, pk: UUID) -> NetworkContact:
    return get_object_or_404(queries.contacts_for(standing), pk=pk)


@mission_page("network", of=queries.contacts_for)
def contact(request: HttpRequest, standing: Standing, shown: NetworkContact) -> HttpResponse:
    """One contact: how and when it may be reached, when it was heard, what it told."""
    read_line(standing, shown)
    reports = shown.reports.filter(standing.sees("alerts")).select_related("alert")
    context = {
        "contact": shown,
        "heard": queries.last_heard(shown),
        "reports": reports.order_by("-known_at")[:20],
        "missed": queries.has_missed_call(shown, clock.now(standing.mission)),
        "may_keep": standing.may("keep_network", area=shown.area_id),
        "paused": is_paused(standing.mission, shown.subject),
        "lapsed": shown.has_lapsed(clock.today(standing.mission)),
        "advice": ties.advice_before(standing, shown),
        "part": ties.part_of(standing, shown),
        "part_form": ties.TIE.form_for(standing, record=shown),
        "stopped_why": reason_of_change(shown, "source_risk") if shown.retired else "",
    }
    return render(request, "warning/contact.html", context)


@mission_post("network")
def test(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Keep a test or routine call."""
    return _act_on_contact(
        request,
        standing,
        pk,
        lambda c: verbs.record_test(c, answered=request.POST.get("answered") == "yes", by=standing),
    )


@mission_post("network")
def confirm(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Keep that the person was asked and goes on being a contact."""
    asked = request.POST.get("asked") == "yes"
    return _act_on_contact(
        request, standing, pk, lambda c: verbs.confirm_contact(c, asked=asked, by=standing)
    )


@mission_post("network")
def stop(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Stop contact: consent withdrawn, or not safe any more."""
    return _act_on_contact(
        request,
        standing,
        pk,
        lambda c: verbs.edit_contact(
            c,
            {"source_risk": "stop", "source_risk_on": clock.today(standing.mission)},
            version=c.version,
            by=standing,
            reason=request.POST.get("why", "")[:100],
        ),
    )


@mission_post("network")
def answer_silence(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say what was found where a community fell silent."""
    rows = queries.silences_for(standing)
    row = get_object_or_404(rows, pk=pk)
    with refused_atop(request):
        verbs.answer_silence(row, by=standing, found=request.POST.get("found", ""))
    return redirect("warning:network", standing.mission.code)


def _act_on_contact(
    request: HttpRequest, standing: Standing, pk: UUID, act: Callable[[NetworkContact], object]
) -> HttpResponse:
    found = _contact(standing, pk)
    with refused_atop(request):
        act(found)
    return redirect("warning:contact", standing.mission.code, pk)


# --- what is owed


@mission_page("alerts")
def owed_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is owed to who told us, soonest first: call back, acknowledge, advise, answer."""
    rows = list(queries.owed_for(standing)[:200])
    context = {
        "rows": [(row, standing.may("answer_community", area=row.alert.area_id)) for row in rows],
        "states": Owed.State.choices[1:],
        "number": None,
        "calls": list(queries.calls_due(standing)),
    }
    return render(request, "warning/owed.html", context)


@mission_post("alerts", of=queries.owed_for)
def settle(request: HttpRequest, standing: Standing, owed: Owed) -> HttpResponse:
    """Settle one thing owed: given, unsafe, or not owed."""
    with refused_atop(request):
        verbs.settle_owed(
            owed,
            request.POST.get("state", ""),
            by=standing,
            channel=request.POST.get("channel", "")[:8],
            why=request.POST.get("why", ""),
            source_risk_checked=request.POST.get("checked") == "yes",
        )
    return redirect("warning:owed", standing.mission.code)


@mission_post("alerts", of=queries.owed_for)
def number(request: HttpRequest, standing: Standing, owed: Owed) -> HttpResponse:
    """Show the number to call back, once, for this task; a line in the audit."""
    try:
        with refusals():
            shown = verbs.number_to_call(owed, by=standing)
    except TutelaError as fault:
        messages.error(request, f"{say_in_page_language(fault.as_sentence())}")
        return redirect("warning:owed", standing.mission.code)
    return render(request, "warning/number.html", {"owed": owed, "number": shown})
