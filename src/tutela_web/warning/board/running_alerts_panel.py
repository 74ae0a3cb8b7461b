"""The alerts that run, above a list of a room below that is ranked by something else."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.records import panels
from tutela_web.warning.board.running import lights_that_run

SHOWN = 5
"""So many stand there; the board has them all."""


def say_alerts_first(standing: Standing) -> SafeString:
    """The alerts that run, outside any ranking; nothing for who reads no alerts."""
    if not standing.reads("alerts"):
        return SafeString("")
    running = lights_that_run(standing)
    if not running.lights:
        return SafeString("")
    told = {
        "alerts": running.first(SHOWN),
        "further": len(running.lights) - SHOWN,
        "mission": standing.mission,
        "now": clock.now(standing.mission),
    }
    page = render_to_string("warning/_alerts_first.html", told)
    return mark_safe(page)  # nosec B703 # a template rendered it


def connect() -> None:
    """Tell the rooms below what stands above their ranked lists."""
    panels.FIRST.append(say_alerts_first)
