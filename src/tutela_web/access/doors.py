"""How a page or endpoint is entered: the mission and the standing, or 404 for strangers.

    @mission_page("incidents")
    def incident_list(request, standing): ...

A stranger, a person of another mission and a role that reads none of the kind all get the same
404: the answer gives no sign of whether a mission or a record exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from tutela.base.errors import TutelaError
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Denied
from tutela_web.base.values import UrlPart
from tutela_web.look.said import say_in_page_language

Page = Callable[..., HttpResponse]


def enter(request: HttpRequest, code: str, *kinds: str) -> Standing:
    """The person's standing in the mission, SSD as well as ssd; Http404 unless they read one of the
    kinds (if any)."""
    found = Mission.objects.filter(code=code.lower())  # codes are made of small letters
    mission = found.first() if code.isprintable() else None
    standing = standing_of(request.user, mission) if mission else None
    if not standing or (kinds and not any(standing.reads(kind) for kind in kinds)):
        raise Http404
    request.standing = standing  # type: ignore[attr-defined]
    timezone.activate(ZoneInfo(standing.mission.time_zone))
    return standing


def mission_page(*kinds: str) -> Callable[[Page], Page]:
    """Wrap a view of one mission, `view(request, standing, ...)`, for readers of the kinds."""

    def wrap(view: Page) -> Page:
        @login_required
        @wraps(view)
        def entered(
            request: HttpRequest, code: str, *args: UrlPart, **kwargs: UrlPart
        ) -> HttpResponse:
            return view(request, enter(request, code, *kinds), *args, **kwargs)

        return entered

    return wrap


def taken_away(standing: Standing, content: bytes | str, kind: str, name: str) -> HttpResponse:
    """An answer that is kept as a file; what leaves an exercise says so in its name."""
    answer = HttpResponse(content, content_type=kind)
    drill = "EXERCISE-" if standing.mission.is_exercise else ""
    answer["Content-Disposition"] = f'attachment; filename="{drill}{name}"'
    return answer


def keepers_page(act: str) -> Callable[[Page], Page]:
    """Wrap a page of those whose post may do the act; 403 for others of people and accounts."""

    def wrap(view: Page) -> Page:
        @mission_page("people", "accounts")
        @wraps(view)
        def entered(
            request: HttpRequest, standing: Standing, *args: UrlPart, **how: UrlPart
        ) -> HttpResponse:
            if not standing.may(act):
                raise PermissionDenied
            return view(request, standing, *args, **how)

        return entered

    return wrap


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
