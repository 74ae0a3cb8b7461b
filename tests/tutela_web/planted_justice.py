"""Planted words of what justice does: investigations, help towards it, transitional justice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.accountability.justice_kinds import HELP, INVESTIGATION, INVESTIGATION_STEP, WORK
from tutela_web.accountability.models import Violation
from tutela_web.engagements.asks.kind import ASK
from tutela_web.records.kind_verbs import create_record

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def plant_justice(cast: Cast, found: Planted) -> None:
    """Beside the planted violation an investigation with a step, and help; the vetting of an
    office; a request to headquarters."""
    by = standing_of(cast["human_rights"], cast.mission)
    violation = Violation.objects.get(mission=cast.mission, reference="VIOLATEDWORD")
    opened = {"investigated_by": "INVESTIGATEDBY", "opened_on": by.on}
    investigation = create_record(INVESTIGATION, opened, by=by, beside=violation)
    found.add("investigation", investigation)
    step = {"by": "host", "what": "INVESTIGATEDSTEP", "on": by.on}
    made = create_record(INVESTIGATION_STEP, step, by=by, beside=investigation)
    found.add("investigation_step", made)
    offered = {"kind": "legal", "answer": "accepted", "office": "HELPOFFICE", "on": by.on}
    helped = create_record(HELP, offered | {"women": 7}, by=by, beside=violation)
    found.add("justice_help", helped)
    vetting = {
        "kind": "vetting",
        "name": "VETTEDNAME",
        "office": "Gendarmerie",
        "state": "under_way",
        "classification": 1,
    }
    found.add("justice_work", create_record(WORK, vetting, by=by))
    asked = {"of": "headquarters", "kind": "assets", "what": "ASKHEADQUARTERS", "asked_on": by.on}
    head = standing_of(cast["head_of_mission"], cast.mission)
    found.add("ask", create_record(ASK, asked | {"classification": 1}, by=head))
