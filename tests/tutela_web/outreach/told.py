"""One record of each kind of what people are told, by the address programs read it under."""

from __future__ import annotations

from uuid import UUID

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.plan_kind import MEANS, TELLING
from tutela_web.outreach.messages.statement_kind import STATEMENT
from tutela_web.records.kind_verbs import create_record


def told_by_path(cast: Cast) -> dict[str, UUID]:
    """A statement, a message with a part, who is told it, and the means."""
    by = standing_of(cast.adviser, cast.mission)
    said = {"covers": ["patrol"], "says": "We patrol by day.", "until": make.TODAY}
    warning = {"title": "The ford", "kind": "urgent", "audience": "communities"}
    ways = {"languages": ["en"], "channels": ["meeting"]}
    message = create_record(MESSAGE, warning | ways, by=by)
    part = {"kind": "more", "words_en": "Stay off the ford."}
    told = {"audience": "authorities", "whom": "District", "planned_on": make.TODAY}
    how = {"version_told": "en", "channel": "meeting"}
    means = {"what": "Assistants", "staff": 2, "starts": make.TODAY}
    return {
        "capacity-statements": create_record(STATEMENT, said, by=by).pk,
        "messages-to-people": message.pk,
        "message-parts": create_record(PART, part, beside=message, by=by).pk,
        "message-tellings": create_record(TELLING, told | how, beside=message, by=by).pk,
        "expectation-means": create_record(MEANS, means, by=by).pk,
    }
