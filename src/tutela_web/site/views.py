"""Pages that belong to no room alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from tutela_web.access.models import Mission
from tutela_web.access.policy import missions_of, standing_of
from tutela_web.conduct.queries import notices as conduct_notices
from tutela_web.crisis.taskings.queries import count_unanswered
from tutela_web.mandate.planning.queries import count_owed
from tutela_web.site.frame import navigation


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody lands: at the first page of their mission, or before a list of several. An
    exercise is opened from there and takes nobody past it."""
    missions = []
    standings = {m.pk: standing_of(request.user, m) for m in missions_of(request.user)}
    if not standings and not Mission.objects.exists():
        return redirect("site:first_mission")
    live = [standing for standing in standings.values() if not standing.mission.is_exercise]
    landing = live or [*standings.values()]
    if len(landing) == 1 and not request.GET.get("missions"):
        return redirect("site:home", landing[0].mission.code)
    told = conduct_notices(standings.values())
    owed = count_owed(standings.values())
    tasked = count_unanswered(standings.values())
    for standing in standings.values():
        mission = standing.mission
        open_pages = navigation(request, standing)
        mission.conduct = told.get(mission.pk)  # type: ignore[attr-defined]
        mission.tasked = tasked.get(mission.pk, 0)  # type: ignore[attr-defined]
        mission.documents = owed.get(mission.pk, 0)  # type: ignore[attr-defined]
        mission.first_page = open_pages[0]["url"] if open_pages else ""  # type: ignore[attr-defined]
        missions.append(mission)
    return render(request, "site/start.html", {"missions": missions})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and keep it with the person."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = redirect(back)
    if check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=31_536_000,
            samesite="Lax",
            httponly=True,
            secure=settings.HTTPS,
        )
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response
