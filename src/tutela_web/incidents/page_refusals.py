"""What a page of this room answers where a verb refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.base.errors import TutelaError
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Conflict, Denied
from tutela_web.base.values import UrlPart
from tutela_web.look.translate import say_in_page_language


def answer_refusals(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A verb's refusal as an answer: 403 for who may not; else the page again, told why."""

    @wraps(view)
    def asked(
        request: HttpRequest, standing: Standing, *args: UrlPart, **kw: UrlPart
    ) -> HttpResponse:
        try:
            return view(request, standing, *args, **kw)
        except Denied:
            raise  # 403, as everywhere (access.middleware)
        except Conflict as fault:
            return render(
                request,
                "incidents/conflict.html",
                {"fault": say_in_page_language(fault.as_sentence()), "rows": []},
                status=409,
            )
        except TutelaError as fault:
            return render(
                request,
                "incidents/refused.html",
                {"fault": say_in_page_language(fault.as_sentence())},
                status=400,
            )

    return asked
