"""Reports travel over HTTPS alone; a browser on the server's own machine is let in without."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.base.values import UrlPart
from tutela_web.settings import THIS_MACHINE

Answer = TypeVar("Answer", bound=HttpResponse)


def is_secure(request: HttpRequest) -> bool:
    """Whether nobody between the browser and this server reads along."""
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return request.is_secure() or name in THIS_MACHINE


def secure_only(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Wrap a view that gives or takes what a telephone holds: 403 over plain HTTP."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: UrlPart, **kwargs: UrlPart) -> Answer | HttpResponse:
        if not is_secure(request):
            return render(request, "field/not_secure.html", status=403)
        return view(request, *args, **kwargs)

    return guarded
