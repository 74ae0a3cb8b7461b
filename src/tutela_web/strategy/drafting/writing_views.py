"""While somebody types: the text of a section is saved as it is typed."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from tutela_web.access.page_access import mission_post
from tutela_web.access.policy import Standing
from tutela_web.records.shared_texts.pages import save_typed
from tutela_web.strategy.drafting import verbs
from tutela_web.strategy.edition.models import Section
from tutela_web.strategy.edition.queries import sections_for


@mission_post("drafts", of=sections_for, may=verbs.ACT)
def section_typed(request: HttpRequest, standing: Standing, section: Section) -> JsonResponse:
    """Save what is typed so far; what cannot be saved is set aside, and the page stops."""
    return save_typed(request, standing, section, verbs.save_section)
