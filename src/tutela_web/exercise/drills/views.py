"""What a player reads in an exercise, and the one button by which anybody stops it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.upkeep.moment import one_moment, writes_when_asked
from tutela_web.exercise.drills import verbs
from tutela_web.exercise.drills.models import Drill
from tutela_web.exercise.drills.queries import (
    drill_played_in,
    in_words,
    injects_to,
    kept_in_words,
    script_of,
    seat_of,
)


def _require_drill(standing: Standing) -> Drill:
    drill = drill_played_in(standing.mission) if standing.mission.is_exercise else None
    if drill is None:
        raise Http404
    return drill


@writes_when_asked  # what fell due is delivered before the page is read
@mission_page()
def my_exercise(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What came to me in the exercise, and what would have been sent to me."""
    drill = _require_drill(standing)
    if drill.state == Drill.State.RUNNING:
        verbs.go_on(drill)
    with one_moment():
        return _page_of_mine(request, standing, drill)


def _page_of_mine(request: HttpRequest, standing: Standing, drill: Drill) -> HttpResponse:
    script, seat = script_of(drill), seat_of(drill, standing)
    roles = {role.code: in_words(role.label) for role in script.roles} if script else {}
    context = {
        "drill": drill,
        "my_role": roles.get(seat.role_code, "") if seat else "",
        "reached": injects_to(drill, standing),
        "kept": kept_in_words(standing),
        "steers": seat is None or not seat.role_code,
    }
    return render(request, "exercise/my_exercise.html", context)


@mission_post()
def no_duff(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A real event: the exercise stops for everybody, and the live board opens."""
    drill = _require_drill(standing)
    verbs.stop_for_real_event(by=standing)
    live = standing_of(standing.person, drill.mission)
    messages.warning(request, _("NO DUFF. The exercise is stopped: this is the live mission."))
    return redirect("warning:board", live.mission.code) if live.reads("alerts") else redirect("/")
