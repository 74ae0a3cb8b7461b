"""Errors and logs that carry record numbers, never content."""

from __future__ import annotations

import logging
from typing import Any

from django.views.debug import SafeExceptionReporterFilter


class NothingShown(SafeExceptionReporterFilter):
    """Crash pages and reports without variables, posted fields or settings."""

    def is_active(self, request: Any) -> bool:
        return True

    def get_post_parameters(self, request: Any) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> list[Any]:
        return []

    def get_safe_cookies(self, request: Any) -> dict[str, str]:
        return {}

    def get_safe_request_meta(self, request: Any) -> dict[str, str]:
        return {}

    def get_safe_settings(self) -> dict[str, str]:
        return {}


class NumbersOnly(logging.Formatter):
    """A line a log may keep: time, level, where; of an exception its kind and place, not its words.

    An error's words may repeat what somebody wrote in a form.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: Any) -> str:
        kind, _, tb = ei
        lines = []
        while tb is not None:
            code = tb.tb_frame.f_code
            lines.append(f"  {code.co_qualname} line {tb.tb_lineno}")
            tb = tb.tb_next
        return f"{kind.__name__} in\n" + "\n".join(lines)
