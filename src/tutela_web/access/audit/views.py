"""The page "Who read and exported what"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tutela_web.access.audit import queries
from tutela_web.access.audit.archived import archives_of
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day

WHAT = [
    ("read", _("reads")),
    ("export", _("exports")),
    ("change", _("changes")),
    ("door", _("sign-ins and refusals")),
]


class MarkField(forms.CharField):
    """Where a page of the trail ends, as its neighbour's address says it."""

    def clean(self, value: str | None) -> queries.Mark | None:
        said = super().clean(value)
        try:
            return queries.Mark.read(said) if said else None
        except ValueError as fault:
            raise forms.ValidationError(_("This is no page of the trail.")) from fault


class AuditFilterForm(forms.Form):
    """What of the trail is asked for; everything may stay empty."""

    what = forms.ChoiceField(choices=[("", ""), *WHAT], required=False)
    kind = forms.ChoiceField(choices=[("", ""), *((k, k) for k in queries.KINDS)], required=False)
    mine = forms.ChoiceField(choices=[("", ""), ("1", "1")], required=False)
    since = a_day()
    until = a_day()
    before = MarkField(required=False)
    after = MarkField(required=False)


@mission_page()
def trail(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Visible to every member of the mission; a partner organisation is none."""
    if standing.roles <= {"partner"}:
        raise Http404
    form = AuditFilterForm(request.GET)
    form.is_valid()  # a filter that cannot be read filters nothing, and is said
    asked: dict[str, Any] = {n: v for n, v in form.cleaned_data.items() if v not in ("", None)}
    if "mine" in asked:
        asked["mine"] = True
    kept = request.GET.copy()
    for name in ("before", "after"):
        kept.pop(name, None)
    filters = {n: v for n, v in asked.items() if n not in ("before", "after")}
    kinds = queries.kinds_for(standing)
    return render(
        request,
        "access/audit.html",
        {
            "leaf": queries.trail(standing, **asked),
            "archived": [archive.period for archive in archives_of(str(standing.mission.pk))],
            "checked": queries.check_new_lines(standing.mission),
            "whats": WHAT,
            "kinds": list(kinds.items()),
            "filters": filters,
            "shown_what": dict(WHAT).get(asked.get("what", "")),
            "shown_kind": kinds.get(asked.get("kind", ""), ""),
            "unread": [form.data.get(name) for name in form.errors],
            "query": kept.urlencode(),
            "in_vault": any(standing.may_somewhere(a) for a in ("open_vault", "approve_vault")),
            "sees_all": queries.sees_all(standing),
        },
    )
