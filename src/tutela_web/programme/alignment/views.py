"""The mission plan and concepts of operations, roles and lines: each beside the matrix."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.programme.alignment.queries import read_plans, roles_and_lines
from tutela_web.programme.fields import LINE_ACT


@mission_page("strategy")
def plans_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The plans and concepts, where they break off, and the lines that draw on nothing."""
    context = {"held": read_plans(standing), "may_keep": standing.may(LINE_ACT)}
    return render(request, "programme/planned.html", context)


@mission_page("strategy")
def role_lines(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Roles of section G and lines of the matrix side by side, and where they do not agree."""
    return render(request, "programme/role_lines.html", {"held": roles_and_lines(standing)})
