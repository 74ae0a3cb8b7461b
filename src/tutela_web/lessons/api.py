"""Debriefs, lessons and practices for programs: read as on their pages, findings written."""

from __future__ import annotations

from ninja import Router

from tutela_web.lessons.kinds import DEBRIEF, LESSON
from tutela_web.lessons.library_kinds import PRACTICE
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["lessons"])

add_endpoints(router, DEBRIEF, "debriefs", order="-number")
add_endpoints(router, LESSON, "lessons", order="-number", writes=True)
add_endpoints(router, PRACTICE, "practices", order="title", writes=True)
