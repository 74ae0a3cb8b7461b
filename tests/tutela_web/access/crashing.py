"""The platform's addresses, and two that fall over with somebody's words in their hands."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.urls import path

from tutela_web import urls

handler500 = urls.handler500


def crash(request: HttpRequest) -> Any:
    words = request.POST["words"]
    raise ValueError(f"could not read {words!r}")


def crash_in_database(request: HttpRequest) -> Any:
    words = request.POST["words"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM no_such_table WHERE x = %s", [words, words])


urlpatterns = [*urls.urlpatterns, path("crash/", crash), path("crash/db/", crash_in_database)]
