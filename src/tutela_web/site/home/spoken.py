"""The list of a post's own: words that others logged as its approval, to confirm or deny."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.approvals.verbs import APPROVED, settle_word


@dataclass(frozen=True)
class SpokenRow:
    """One word: what is said to be approved, and where, as far as this person may see it."""

    approval: PostApproval
    what: str
    words: str
    url: str


def _waiting(standing: Standing) -> Any:
    rows = PostApproval.objects.filter(
        mission=standing.mission, post__in=posts_held(standing), approved=None
    )
    return rows.select_related("post").order_by("entered_at")


def _row(standing: Standing, approval: PostApproval) -> SpokenRow:
    room = APPROVED[approval.kind]
    record = room.rows(standing).filter(pk=approval.record).first()
    url = reverse(room.to, args=[standing.mission.code, record.pk]) if record else ""
    return SpokenRow(approval, str(room.what), str(record) if record else "", url)


@mission_page()
def list_spoken(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What others logged as said by posts this person holds."""
    rows = [_row(standing, approval) for approval in _waiting(standing)]
    return render(request, "site/spoken.html", {"rows": rows})


@mission_post()
def settle_spoken(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Confirm that one's post said so, or deny it."""
    approval = get_object_or_404(_waiting(standing), pk=pk)
    approved = request.POST.get("answer") == "confirm"
    with refused_atop(request):
        settle_word(approval, approved, by=standing, why=request.POST.get("why", ""))
        messages.success(request, _("Confirmed.") if approved else _("Denied."))
    return redirect("site:spoken", standing.mission.code)
