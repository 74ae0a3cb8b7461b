"""Errors and logs that carry record numbers, never content."""

from __future__ import annotations

import logging
from collections.abc import ItemsView, Iterator
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

if TYPE_CHECKING:
    from types import TracebackType


NOTHING: dict[str, Any] = {}


class NothingShown(SafeExceptionReporterFilter):
    """Crash pages and reports without variables, posted fields or settings."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        return NOTHING.items()

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_safe_settings(self) -> dict[str, str]:
        return {}


class KindOnly(ExceptionReporter):
    """Crash pages that name the kind of an error and its place, not its words nor what was asked.

    Django's filter leaves three things that may repeat what somebody wrote: the error's own
    words, its notes, and the parts of the address.
    """

    def get_traceback_data(self) -> dict[str, Any]:
        return (
            super().get_traceback_data()
            | dict.fromkeys(
                ("exception_value", "exception_notes", "unicode_hint", "request_insecure_uri"), ""
            )
            | {"request_GET_items": [], "request_FILES_items": []}
        )

    def get_exception_traceback_frames(
        self, exc_value: BaseException | None, tb: TracebackType | None
    ) -> Iterator[dict[str, Any]]:
        for frame in super().get_exception_traceback_frames(exc_value, tb):
            if frame.get("exc_cause") is not None:
                frame["exc_cause"] = type(frame["exc_cause"]).__name__
            yield frame


class NumbersOnly(logging.Formatter):
    """A line a log may keep: time, level, where; of an exception its kind and place, not its words.

    An error's words may repeat what somebody wrote in a form.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, tb = ei
        if kind is None:
            return ""
        lines = []
        while tb is not None:
            code = tb.tb_frame.f_code
            lines.append(f"  {code.co_qualname} line {tb.tb_lineno}")
            tb = tb.tb_next
        return f"{kind.__name__} in\n" + "\n".join(lines)
