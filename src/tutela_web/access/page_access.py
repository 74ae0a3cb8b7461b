"""How a page or endpoint is entered: the mission and the standing, or 404 for strangers.

    @mission_page("incidents")
    def incident_list(request, standing): ...

    @mission_post("incidents", of=incidents_for)
    def verify(request, standing, incident): ...

A stranger, a person of another mission and a role that reads none of the kind all get the same
404: the answer gives no sign of whether a mission or a record exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.values import UrlPart
from tutela_web.look.translate import say_in_page_language

Page = Callable[..., HttpResponse]
Rows = Callable[[Standing], QuerySet[Any]]


def enter(request: HttpRequest, code: str, *kinds: str) -> Standing:
    """The person's standing in the mission, SSD as well as ssd; Http404 unless they read one of the
    kinds (if any)."""
    missions = Mission.objects.filter(code=code.lower())  # codes are made of small letters
    mission = missions.first() if code.isprintable() else None
    standing = standing_of(request.user, mission) if mission else None
    if not standing or (kinds and not any(standing.reads(kind) for kind in kinds)):
        raise Http404
    request.standing = standing  # type: ignore[attr-defined]
    clock.enter(standing.mission)
    return standing


def mission_page(
    *kinds: str, of: Rows | None = None, may: str = "", may_somewhere: str = ""
) -> Callable[[Page], Page]:
    """Wrap a view of one mission, `view(request, standing, ...)`, for readers of the kinds.

    Takes   of, the records a person may see, where the address names one of them by `pk`: the view
            takes the record in its place, `view(request, standing, record, ...)`. may, an act the
            page is for: 403 without it; may_somewhere, one that an area of duty will do for.
    """

    def wrap(view: Page) -> Page:
        @login_required
        @wraps(view)
        def entered(
            request: HttpRequest, code: str, *args: UrlPart, **kwargs: UrlPart
        ) -> HttpResponse:
            standing = enter(request, code, *kinds)
            if of is not None:
                args = (get_object_or_404(of(standing), pk=kwargs.pop("pk")), *args)
            if (may and not standing.may(may)) or (
                may_somewhere and not standing.may_somewhere(may_somewhere)
            ):
                raise PermissionDenied
            return view(request, standing, *args, **kwargs)

        entered.reads = kinds  # type: ignore[attr-defined]  # asked of the pages of plug-ins
        return entered

    return wrap


def mission_post(
    *kinds: str, of: Rows | None = None, may: str = "", may_somewhere: str = ""
) -> Callable[[Page], Page]:
    """Wrap a view that only takes what is sent to it: `mission_page` for POST."""
    entered = mission_page(*kinds, of=of, may=may, may_somewhere=may_somewhere)

    def wrap(view: Page) -> Page:
        return require_POST(entered(view))

    return wrap


def taken_away(standing: Standing, content: bytes | str, kind: str, name: str) -> HttpResponse:
    """An answer that is kept as a file; what leaves an exercise says so in its name."""
    answer = HttpResponse(content, content_type=kind)
    drill = "EXERCISE-" if standing.mission.is_exercise else ""
    answer["Content-Disposition"] = f'attachment; filename="{drill}{name}"'
    return answer


def keepers_page(act: str) -> Callable[[Page], Page]:
    """Wrap a page of those whose post may do the act; 403 for others of people and accounts."""
    return mission_page("people", "accounts", may=act)


@contextmanager
def refused_atop(request: HttpRequest) -> Iterator[None]:
    """Where a page is shown again whatever came: what a verb refuses stands atop it."""
    try:
        with refusals():
            yield
    except TutelaError as fault:
        messages.error(request, say_in_page_language(fault.as_sentence()))


@contextmanager
def refusals() -> Iterator[None]:
    """Where a view tells other errors on its own page: what the policy denies still becomes 403."""
    try:
        yield
    except Denied as fault:
        raise PermissionDenied from fault
