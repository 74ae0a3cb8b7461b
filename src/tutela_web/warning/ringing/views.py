"""What a desk asks by itself: what rings for who sits at it; and keeping it silent by name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.warning.ringing import queries, verbs


@mission_page("alerts", "violations")
def desk(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What rings here now, and who keeps which desk silent: a part of a page. One that shows the
    same already hears 204."""
    context = _desk_context(standing)
    shows = salted_hmac("tutela.desk", render_to_string(PART, context, request)).hexdigest()[:16]
    if request.GET.get("desk") == shows:
        return HttpResponse(status=204)
    return HttpResponse(render_to_string(PART, context | {"shows": shows}, request))


PART = "warning/_desk_rings.html"


def _desk_context(standing: Standing) -> dict[str, object]:
    now = clock.now(standing.mission)
    rings = queries.what_rings(standing)
    silences = queries.silences_of(standing, now)
    return {
        "rings": rings,
        "keys": " ".join(key for ring in rings for key in ring.keys),
        "every": min((ring.every for ring in rings), default=0),
        "silence": queries.silence_over(standing, silences),
        "silences": silences,
        "minutes": verbs.MINUTES,
        "answers": bool(queries.posts_answered(standing, now)),
    }


@mission_post("alerts", "violations")
def silence(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Keep this desk silent for some minutes."""
    said = request.POST.get("minutes", "")
    with refused_atop(request):
        verbs.silence_desk(int(said) if said.isdecimal() else 0, by=standing)
    return _answer(request, standing)


@mission_post("alerts", "violations")
def sound(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Let this desk sound again."""
    with refused_atop(request):
        verbs.let_desk_sound(by=standing)
    return _answer(request, standing)


def _answer(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The part anew, without loading its page: a page that is loaded anew may not sound before
    somebody touches it."""
    return HttpResponse(render_to_string(PART, _desk_context(standing), request))
