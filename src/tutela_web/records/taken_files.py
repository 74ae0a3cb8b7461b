"""A record that is taken away as a file: what every room answers with, and writes in the audit."""

from __future__ import annotations

from django.http import HttpResponse

from tutela_web.access.audit import trail
from tutela_web.access.page_access import taken_away
from tutela_web.access.policy import Standing
from tutela_web.records.models import Record


def record_as_file(
    standing: Standing,
    record: Record,
    kind: str,
    form: str,
    content: bytes | str,
    media_type: str,
    *,
    name: str = "",
) -> HttpResponse:
    """The answer that hands out a record as a file, with a line in the audit.

    Takes   kind, what the file is, in the audit and in its name; form, its ending; name, of a file
            whose name must not tell of the mission.
    """
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind=kind,
        subject=record.pk,
        form=form,
    )
    named = name or f"{kind}-{standing.mission.code}-{record.pk}.{form}"
    return taken_away(standing, content, media_type, named)
