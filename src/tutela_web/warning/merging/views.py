"""Several alerts of one row made one thread: what is merged is named, then confirmed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.warning.states import OUTCOME
from tutela_web.access.page_access import mission_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.look.translate import say_in_page_language
from tutela_web.warning.board import queries
from tutela_web.warning.board.results import put_results
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.merging import verbs
from tutela_web.warning.models import Alert
from tutela_web.warning.threads.state import would_end

MOST = 200
"""So many alerts at most are merged at once."""


@mission_page("alerts", may_somewhere="keep_alert")
def merge(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Name what is merged; a second press merges exactly that. What came meanwhile is not in it.

    An alert that was closed or joined meanwhile is merged with nothing: the page names the rest.
    """
    if request.method != "POST":
        wanted = Q(number__in=_numbers(request.GET.get("alerts", "")))
        return _confirm(request, standing, _open_ones(standing, wanted))
    ids = _ids(request.POST.getlist("alert"))
    alerts = _open_ones(standing, Q(pk__in=ids))
    if len(alerts) < 2 or len(alerts) != len(ids):
        return _confirm(request, standing, alerts, changed=True)
    try:
        with refusals():
            joined = verbs.join_all(alerts, by=standing)
    except NotNow:
        return _confirm(request, standing, _open_ones(standing, Q(pk__in=ids)), changed=True)
    except TutelaError as fault:
        messages.error(request, f"{say_in_page_language(fault.as_sentence())}")
        return redirect("warning:board", standing.mission.code)
    root = queries.read_head(standing, joined, alerts[0])
    messages.success(request, _("Merged into one alert, shown under %(alert)s.") % {"alert": root})
    return redirect("warning:alert", standing.mission.code, root.pk)


def _open_ones(standing: Standing, wanted: Q) -> list[Alert]:
    return alerts_that_run(standing, wanted)[:MOST]


def _confirm(
    request: HttpRequest, standing: Standing, alerts: list[Alert], *, changed: bool = False
) -> HttpResponse:
    put_results(standing, alerts)
    context: dict[str, object] = {"alerts": alerts, "changed": changed}
    if any(OUTCOME in alert.now.moments for alert in alerts):
        context["ends"] = "all" if would_end(alerts) else "not all"
    return render(request, "warning/merge.html", context, status=409 if changed else 200)


def _numbers(text: str) -> list[int]:
    return [
        int(one) for one in text.split(",") if one.isascii() and one.isdigit() and len(one) < 10
    ]


def _ids(sent: list[str]) -> set[UUID]:
    ids = set()
    for one in sent:
        try:
            ids.add(UUID(one))
        except ValueError:
            continue
    return ids
