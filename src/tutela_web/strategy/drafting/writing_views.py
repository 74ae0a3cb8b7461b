"""While somebody types: the text of a section is saved as it is typed."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.strategy.drafting import LEASE_MINUTES
from tutela_web.access.doors import mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, NotNow
from tutela_web.base.forms import version_sent
from tutela_web.look.said import hour, say_in_page_language
from tutela_web.strategy.drafting import verbs
from tutela_web.strategy.edition.models import Section
from tutela_web.strategy.edition.queries import TYPED, sections_for


@mission_post("drafts", of=sections_for, may=verbs.ACT)
def section_typed(request: HttpRequest, standing: Standing, section: Section) -> JsonResponse:
    """Save what is typed so far; what cannot be saved is set aside, and the page stops."""
    try:
        with refusals():
            saved = verbs.save_section(
                section,
                request.POST.get("text", section.text),
                version=version_sent(request),
                by=standing,
                reason=TYPED,
                holds=True,
            )
    except TutelaError as fault:
        status = 409 if isinstance(fault, Conflict | NotNow) else 400
        said = say_in_page_language(fault.as_sentence())
        return JsonResponse({"said": said}, status=status)
    now = clock.now(standing.mission)
    until = now + timedelta(minutes=LEASE_MINUTES)
    return JsonResponse(
        {
            "version": saved.version,
            "said": _("Saved %(hour)s") % {"hour": hour(now, now)},
            "holds": _("You are editing this section until %(hour)s.") % {"hour": hour(until, now)},
        }
    )
