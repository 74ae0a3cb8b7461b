"""What stands beside the records of joint readings, on their pages and on those of others."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.base.values import Posted
from tutela_web.risk.readings.forms import PartyReadingForm, RedTeamForm
from tutela_web.risk.readings.models import JointReading, PartyReading, ReadingParty, SituationInput
from tutela_web.risk.readings.queries import (
    CONVENE,
    GIVES,
    HEARS,
    is_open,
    last_inputs,
    own_party,
    readings_awaited_of,
    readings_shown,
    side_by_side,
    subject_places,
    views_beside,
)


def reading_form(
    standing: Standing, reading: JointReading, row: PartyReading, sent: Posted = None
) -> PartyReadingForm:
    """The form of one party; it begins with what the same party wrote."""
    return PartyReadingForm(
        sent,
        places=subject_places(standing, reading),
        stands=row if row.state == PartyReading.State.ANSWERED else None,
        auto_id=f"{row.party}_%s",
    )


def beside_reading(standing: Standing, reading: JointReading) -> dict[str, Any]:
    """What a reading's page shows: who was asked, one's own form, and once it is open what all
    wrote."""
    asked = readings_shown(standing, reading)
    opened = is_open(standing, reading)
    own = [
        (row, ReadingParty(row.party).label, reading_form(standing, reading, row))
        for row in own_party(standing, reading)
        if not (opened and row.state == PartyReading.State.ANSWERED)
    ]
    places = subject_places(standing, reading)
    return {
        "open": opened,
        "asked": asked,
        "told": [one for one in asked if one.told is not None],
        "rows": [(line, line.by_party(asked)) for line in side_by_side(standing, reading, asked)],
        "places": places,
        "own": own,
        "inputs": last_inputs(standing, place=reading.place_id),
        "views": views_beside(standing, [place.pk for place in places]),
        "reads_views": standing.reads("engagements"),
        "may_note": opened and standing.may(CONVENE, area=reading.area_id),
        "red_team_form": RedTeamForm(auto_id="red_%s", initial={"note": reading.red_team}),
    }


def beside_list(standing: Standing, rows: QuerySet[JointReading]) -> dict[str, Any]:
    """What the list shows above: what waits for this person, and the last inputs."""
    return {
        "awaited": readings_awaited_of(standing),
        "inputs": last_inputs(standing),
        "reads_views": standing.reads("engagements"),
        "may_hear": standing.may_somewhere(HEARS),
        "may_give": standing.may_somewhere(GIVES),
    }


def beside_inputs(standing: Standing, rows: QuerySet[SituationInput]) -> dict[str, Any]:
    """What the list of inputs shows above: which is missing or stale."""
    return {"inputs": last_inputs(standing)}
