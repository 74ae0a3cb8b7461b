"""Signing in by a button, and putting the tour away."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_logged_in
from django.dispatch import Signal, receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tutela_web.access.models import Mission, Person
from tutela_web.demo import day
from tutela_web.demo.prepare import Country, begin_day
from tutela_web.demo.tour import IN_SESSION, is_open, seat_of, stops


@require_POST
def sign_in_as(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as a person of the demonstration, at the first page of their tour; where the day of
    their mission is over, it begins anew first."""
    seat = seat_of(username) if is_open(request) else None
    if seat is None:
        raise Http404
    person, country, last = seat
    mission = _of_today(country)
    logout(request)
    answer: HttpResponse = perform_login(
        request, person, redirect_url=stops(mission.code, last)[0][1]
    )
    request.session[IN_SESSION] = last
    return answer


@receiver(user_logged_in)
def begin_day_where_over(
    sender: type[Person], request: HttpRequest, user: Person, **_: Signal
) -> None:
    """The same for who signs in with the password."""
    seat = seat_of(user.username) if settings.DEMONSTRATION and is_open(request) else None
    if seat is not None:
        _of_today(seat[1])


def _of_today(country: Country) -> Mission:
    mission = Mission.objects.get(code=country.code.lower())
    if day.is_over(mission):
        begin_day(mission)
    return mission


@require_POST
@login_required
def end_tour(request: HttpRequest) -> HttpResponse:
    """Put the tour away until the next signing in by a button."""
    request.session.pop(IN_SESSION, None)
    back = request.POST.get("next", "/")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
