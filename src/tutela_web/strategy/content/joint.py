"""The last joint reading of the mission's hotspots, as section B keeps it: what was read apart, and
dissent, side by side. In words for who reads risks; in figures for all who read the draft.

How the Council, the Secretariat and the host see the risks is in neither: they read strategies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tutela.risk.joint import APART
from tutela_web.access.policy import Standing
from tutela_web.risk.readings.models import JointReading, PartyLine, PartyReading
from tutela_web.risk.readings.queries import (
    AskedParty,
    HotspotSideBySide,
    LastInput,
    last_inputs,
    last_opened,
    readings_shown,
    side_by_side,
)

Row = dict[str, Any]


@dataclass(frozen=True)
class JointInB:
    """A joint reading that is open, as far as a person may read it and a text may hold it.

    rows   its places, those read apart first
    """

    reading: JointReading
    asked: list[AskedParty]
    rows: list[HotspotSideBySide]

    @property
    def lines(self) -> list[tuple[HotspotSideBySide, list[tuple[AskedParty, PartyLine | None]]]]:
        """Each place, and what each party read of it."""
        return [(row, row.by_party(self.asked)) for row in self.rows]

    @property
    def apart(self) -> int:
        """How many places were read apart."""
        return sum(row.compared == APART for row in self.rows)

    @property
    def dissents(self) -> list[AskedParty]:
        """The parties that dissent from the order."""
        return [one for one in self.asked if one.told is not None and one.told.dissent]

    @property
    def silent(self) -> list[AskedParty]:
        """The parties asked that declined or wrote nothing."""
        return [one for one in self.asked if one.state and one.state != PartyReading.State.ANSWERED]


def joint_in_b(standing: Standing, *, marking: int, until: date | None = None) -> JointInB | None:
    """The last joint reading of the mission's hotspots that this person may read, of what is marked
    no higher and was opened until a day; None where there is none."""
    if not standing.reads("risks"):
        return None
    reading = last_opened(standing, marking=marking, until=until)
    if reading is None:
        return None
    asked = readings_shown(standing, reading)
    rows = [
        one for one in side_by_side(standing, reading, asked) if one.place.classification <= marking
    ]
    return JointInB(reading, asked, sorted(rows, key=lambda row: row.compared != APART))


def beside_section_b(standing: Standing, *, marking: int) -> dict[str, Any]:
    """What stands beside the text of section B: the last joint reading, and the last inputs on the
    situation, with those missing or stale named."""
    if not standing.reads("risks"):
        return {}
    inputs: list[LastInput] = last_inputs(standing, marking=marking)
    return {"joint": joint_in_b(standing, marking=marking), "inputs": inputs}


def joint_tables(standing: Standing, *, marking: int) -> dict[str, list[Row]]:
    """The tables of a snapshot: places with how each party reads them, and dissent. Codes and
    English words, as the others."""
    joint = joint_in_b(standing, marking=marking)
    if joint is None:
        return {}
    reading = joint.reading
    common = {
        "read_on": reading.opens_on.isoformat(),
        "marking": reading.classification,
        "area": "",
    }
    return {
        "joint": [
            {
                "place": row.place.name,
                "compared": row.compared,
                "trends": {
                    party.party.value: cell["trend"]
                    for party, cell in zip(joint.asked, row.cells, strict=True)
                    if cell is not None
                },
                **common,
                "marking": max(reading.classification, row.place.classification),
            }
            for row in joint.rows
        ],
        "dissent": [
            {
                "party": dissent.party.value,
                "words": dissent.told.dissent,
                "late": dissent.late,
                **common,
            }
            for dissent in joint.dissents
            if dissent.told is not None
        ],
    }
