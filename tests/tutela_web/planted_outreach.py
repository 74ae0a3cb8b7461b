"""Planted words of what communities say, of what the mission said in public and of disputes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.incidents.models import Incident
from tutela_web.outreach.advocacy.kinds import STATEMENT
from tutela_web.outreach.disputes.kinds import AGREEMENT, BREACH, DIALOGUE, DISPUTE
from tutela_web.outreach.rumours.kinds import ANSWER, HEARING, RUMOUR
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def plant_outreach(cast: Cast, found: Planted) -> None:
    """In the north: a rumour with an answer, a statement, a dispute whose agreement was broken."""
    by = standing_of(cast.adviser, cast.mission)
    place = Place.objects.get(mission=cast.mission, name="PLACENORTH")
    today = {"on": make.TODAY, "classification": 1}
    said = {"what": "RUMOURNORTH", "about": "danger", "heard_on": make.TODAY, "classification": 1}
    rumour = found.add("rumour", create_record(RUMOUR, said | {"place": place}, by=by))
    found.add("rumour", create_record(RUMOUR, said | {"place": place}, by=by))
    heard = today | {"place": place}
    found.add("hearing", create_record(HEARING, heard, beside=rumour, by=by))
    told = today | {"said": "ANSWEREDRUMOUR", "languages": ["Dinka"], "way": "radio"}
    found.add("rumour_answer", create_record(ANSWER, told, beside=rumour, by=by))
    public = {"about": ["host"], "spoken_for": ["women"], "way": "radio", "place": place}
    words = today | public | {"said": "STATEDNORTH"}
    found.add("statement", create_record(STATEMENT, words, by=by))
    about = {
        "name": "DISPUTENORTH",
        "parties": ["herders", "farmers"],
        "over": "water",
        "place": place,
        "classification": 1,
    }
    dispute = found.add("dispute", create_record(DISPUTE, about, by=by))
    talk = today | {"held_by": "Elders", "said": "TALKEDNORTH"}
    found.add("dispute_dialogue", create_record(DIALOGUE, talk, beside=dispute, by=by))
    due = {"owed": "The road is marked", "due": make.TODAY}
    terms = due | {"terms": "AGREEDNORTH", "agreed_on": make.TODAY, "classification": 1}
    agreement = create_record(AGREEMENT, terms, beside=dispute, by=by)
    found.add("dispute_agreement", agreement)
    incident = Incident.objects.get(mission=cast.mission, title="INCCONFNORTH")
    broke = {"agreement": agreement, "how": "BREACHEDNORTH", "classification": 1}
    found.add("breach", create_record(BREACH, broke, beside=incident, by=by))
