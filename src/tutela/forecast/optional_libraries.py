"""The libraries of the learnt model: an extra, so that a mission without it still has history."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tutela.base.errors import BadParameter
from tutela.base.messages import say


def library(name: str) -> Any:
    """A library of the extra `forecast`, imported when it is first needed.

    Raises  BadParameter if it is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != name.split(".")[0]:
            raise
        raise BadParameter(
            say("the library {name} is not installed", name=name),
            next=say("install tutela[forecast]; without it history orders"),
        ) from error
