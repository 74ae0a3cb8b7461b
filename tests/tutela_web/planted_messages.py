"""Planted words of what people are told: drafts of an area, one above most, one for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.plan_kind import MEANS, TELLING
from tutela_web.outreach.messages.statement_kind import STATEMENT
from tutela_web.outreach.messages.verbs import (
    ask_release,
    release_message,
    release_statement,
    withdraw_message,
)
from tutela_web.records.kind_verbs import create_record

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted

LATER = make.TODAY.replace(year=make.TODAY.year + 1)


def plant_messages(cast: Cast, found: Planted) -> None:
    """Plant a statement, messages, a part, a telling and the means."""
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    head = standing_of(cast["head_of_mission"], cast.mission)
    promise = {"covers": ["patrol", "visits"], "until": LATER}
    north = {"area": cast.north, "classification": 1}
    said = {"says": "STATEMENTNORTH"} | promise | north
    found.add("statement", create_record(STATEMENT, said, by=chief))
    for_all = {"says": "We patrol by day.", "classification": 1} | promise
    statement = create_record(STATEMENT, for_all, by=chief)
    found.add("statement", release_statement(statement, version=1, by=head))
    told = {"audience": "communities", "languages": ["en"], "channels": ["meeting"]}
    draft = {"title": "MESSAGENORTH"} | told | north
    message = found.add("public_message", create_record(MESSAGE, draft, by=chief))
    strict = {"title": "MESSAGESTRICT", "classification": 2}
    create_record(MESSAGE, told | strict, by=chief)
    own = {"kind": "more", "words_en": "PARTNORTH"}
    found.add("message_part", create_record(PART, own, beside=message, by=chief))
    limit = {"kind": "limit", "words_en": "Not at night"}
    found.add("message_part", create_record(PART, limit, beside=message, by=chief))
    asked = create_record(MESSAGE, {"title": "Waits"} | told | north, by=chief)
    approver = head.person.holdings.get().post
    found.add("public_message", ask_release(asked, approver, version=1, by=chief))
    planned = {
        "audience": "authorities",
        "whom": "TELLINGNORTH",
        "version_told": "en",
        "channel": "meeting",
        "planned_on": LATER,
    }
    adviser = standing_of(cast.adviser, cast.mission)
    told_to = create_record(TELLING, planned | north, beside=message, by=adviser)
    found.add("telling", told_to)
    set_aside = {"what": "EXPECTNORTH", "staff": 2, "starts": make.TODAY} | north
    found.add("means", create_record(MEANS, set_aside, by=chief))
    public = {"title": "MESSAGEPUBLIC", "kind": "urgent", "classification": 1}
    warning = create_record(MESSAGE, told | public, by=chief)
    create_record(PART, {"kind": "more", "words_en": "Stay off"}, beside=warning, by=chief)
    duty = standing_of(cast["joc_duty_officer"], cast.mission)
    found.add("public_message", release_message(warning, LATER, version=1, by=duty))
    ready = create_record(MESSAGE, {"title": "Ready"} | told | north, by=chief)
    found.add("public_message", ready)
    gone = create_record(MESSAGE, {"title": "Gone", "kind": "urgent"} | told | north, by=chief)
    create_record(PART, {"kind": "more", "words_en": "Keep off"}, beside=gone, by=chief)
    gone = release_message(gone, LATER, version=1, by=head)
    heard = {"whom": "Drivers", "planned_on": None, "told_on": make.TODAY}
    was_told = create_record(TELLING, planned | north | heard, beside=gone, by=adviser)
    withdraw_message(gone, "The road is open", version=gone.version, by=head)
    found.add("telling", was_told)
