"""What a copy says of itself."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.risk.sheets.write import CAPTION
from tutela_web.access.policy import Standing, roles
from tutela_web.base.markings import Classification
from tutela_web.base.tables import exports as base
from tutela_web.base.tables.exports import Table, Tally
from tutela_web.base.values import JsonValue
from tutela_web.look.translate import say_in_page_language
from tutela_web.takeaway.exports.kind import ExportKind, RecordsToExport

KEPT_DAYS = 30
"""After so many days a copy is out of date and is to be destroyed; our proposal."""


MAY_SEE = {
    Classification.UNCLASSIFIED: gettext_lazy(
        "Staff of the mission; others as the mission decides."
    ),
    Classification.CONFIDENTIAL: gettext_lazy(
        "Only staff who need it for their work; not to be passed on outside the mission."
    ),
    Classification.STRICTLY_CONFIDENTIAL: gettext_lazy(
        "Only those named by who made the record; no further copies."
    ),
}


@cache
def citations() -> dict[str, str]:
    """How each known source asks to be cited."""
    text = (files("tutela_web.takeaway") / "data" / "citations.csv").read_text("utf-8")
    return {row["source"]: row["citation"] for row in csv.DictReader(text.splitlines())}


def known_citations(sources: Iterable[Mapping[str, JsonValue]]) -> list[str]:
    """The citations of the sources that are known."""
    told = " | ".join(str(row["source"]).casefold().replace("_", " ") for row in sources)
    return [citation for name, citation in citations().items() if name in told]


def readers(kind: ExportKind, marking: int) -> list[str]:
    """The roles that read this kind up to a marking."""
    return [
        role.label
        for role in roles().values()
        if kind.reads in role.own | role.area | role.mission and role.clearance >= marking
    ]


def manifest(
    kind: ExportKind, standing: Standing, table: Table, records: RecordsToExport, at: datetime
) -> base.Told:
    """What a copy of the list says of itself, once its rows are written."""
    mission = standing.mission

    def told(tally: Tally) -> dict[str, Any]:
        marking = Classification(tally.marking)
        sources = records.sources()
        run = records.assessment
        return {
            "what": str(kind.title),
            "kind": kind.name,
            "mission": mission.name,
            "mission_code": mission.code,
            "marking": str(marking.label),
            "may_see": str(MAY_SEE[marking]),
            "roles_that_read": readers(kind, tally.marking),
            "watermark": ""
            if mission.kind == mission.Kind.LIVE
            else str(mission.get_kind_display()).upper(),
            "as_of": at.isoformat(timespec="seconds"),
            "expires": (at.date() + timedelta(days=KEPT_DAYS)).isoformat(),
            "filters": records.filters,
            "rows": tally.rows,
            "columns": table.names,
            "assessment": None
            if run is None
            else {
                "id": str(run.pk),
                "on": run.on.isoformat(),
                "records": run.events,
                "made_at": run.made_at.isoformat(timespec="seconds"),
            },
            "sources": sources,
            "citations": known_citations(sources),
            "blind": say_in_page_language(CAPTION),
            "left_out": _("Records of compartments, and the written summaries of incidents."),
            "blank": _("A blank is not known; it is never none, and never safe."),
            "points": _(
                "Points are no closer than their stated precision; what is known only to a"
                " district or wider has none."
            ),
        }

    return told
