"""Protection concerns outside the scope of the strategy: the list, and taking one back in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.partners.wider import queries as found
from tutela_web.partners.wider.kind import CONCERN


@mission_page("strategy")
def concerns(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is kept outside the scope; then what was taken back in."""
    context = {
        "rows": list(found.kept_outside(standing)),
        "back": list(found.concerns_for(standing).exclude(back_on=None).order_by("-back_on", "pk")),
        "may_keep": CONCERN.may_write(standing),
    }
    return render(request, "partners/concerns.html", context)
