"""A rumour, a statement and a dispute of Luma, by the words of their addresses for programs."""

from __future__ import annotations

from uuid import UUID

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing
from tutela_web.outreach.advocacy.kinds import STATEMENT
from tutela_web.outreach.disputes.kinds import AGREEMENT, BREACH, DIALOGUE, DISPUTE
from tutela_web.outreach.rumours.kinds import ANSWER, HEARING, RUMOUR
from tutela_web.records.kind_verbs import create_record


def talked_of(cast: Cast, by: Standing) -> dict[str, UUID]:
    """One record of each kind, its key by the word of its address."""
    place = make.place(cast.mission, "Bel", area=cast.north)
    on = {"on": make.TODAY, "classification": 1}
    said = {"what": "They come back armed", "about": "danger", "heard_on": make.TODAY}
    rumour = create_record(RUMOUR, said | {"place": place, "classification": 1}, by=by)
    told = on | {"said": "Nobody is armed", "languages": ["Dinka"], "way": "radio"}
    public = on | {"said": "Let women go to market", "about": ["host"], "spoken_for": ["women"]}
    about = {"name": "Water", "parties": ["herders", "farmers"], "over": "water", "place": place}
    dispute = create_record(DISPUTE, about | {"classification": 1}, by=by)
    terms = {"terms": "After noon", "agreed_on": make.TODAY, "classification": 1}
    agreement = create_record(AGREEMENT, terms, beside=dispute, by=by)
    talk = on | {"held_by": "Elders", "said": "Both want the road back"}
    broke = {"agreement": agreement, "how": "At dawn", "classification": 1}
    incident = make.incident(
        cast.mission, area=cast.north, event_from=make.TODAY, event_to=make.TODAY
    )
    return {
        "rumours": rumour.pk,
        "rumour-hearings": create_record(HEARING, on | {"place": place}, beside=rumour, by=by).pk,
        "rumour-answers": create_record(ANSWER, told, beside=rumour, by=by).pk,
        "statements": create_record(STATEMENT, public | {"way": "radio"}, by=by).pk,
        "disputes": dispute.pk,
        "dispute-talks": create_record(DIALOGUE, talk, beside=dispute, by=by).pk,
        "dispute-agreements": agreement.pk,
        "dispute-breaches": create_record(BREACH, broke, beside=incident, by=by).pk,
    }
