"""An unbroken record with a partner, what leaders raised, who settles what, who claims a unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.coordination.story import by, called, held, local, senior, url
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied
from tutela_web.capacity.models import Unit
from tutela_web.coordination import fora_verbs, partner_verbs
from tutela_web.coordination.claim_queries import claims_on
from tutela_web.coordination.claim_verbs import lay_claim
from tutela_web.coordination.exchange_verbs import exchange
from tutela_web.coordination.record_queries import gaps_raised, leaders, record_of, womens_part
from tutela_web.engagements.engagement.verbs import record_engagement
from tutela_web.records import verbs as records


def met(cast: Cast, *, days: int, **fields: Any) -> Any:
    """The Head of Mission called the governor so many days from now."""
    values = {
        "kind": "demarche",
        "channel": "call",
        "on": make.TODAY + timedelta(days=days),
        "office": "Governor of Luma",
        "message": "Keep the road open.",
        "met_by": cast["head_of_mission"].holdings.get().post,
    }
    return record_engagement(values | fields, by=by(cast, "head_of_mission"))


def test_a_partner_has_an_unbroken_record_with_its_gaps(cast: Cast, sign_in: Any) -> None:
    values = {
        "name": "Governor of Luma",
        "kind": "host",
        "classification": 1,
        "began_on": make.TODAY - timedelta(days=300),
    }
    governor = partner_verbs.make_partner(values, by=by(cast, "poc_adviser"))
    met(cast, days=-250)
    met(cast, days=-20)
    found = record_of(by(cast, "boris"), governor)
    gaps = [one for one in found if one.silent]
    assert [(one.on, one.until) for one in gaps] == [
        (make.TODAY - timedelta(days=250), make.TODAY - timedelta(days=20))
    ]
    assert found[-1].words == "first talks" and len(found) == 4
    page = sign_in(cast.boris).get(url("coordination:partner", governor.pk)).content.decode()
    assert "no contact recorded" in page
    for who in (cast["drafter"], cast["women_protection_adviser"]):
        assert (
            url("engagements:engagements")
            not in sign_in(who)
            .get(url("coordination:partner", governor.pk))
            .content.decode()
            .split('id="record"')[1]
        )


def test_what_a_leader_raised_stands_by_post_and_what_nobody_raised_atop(
    cast: Cast, sign_in: Any
) -> None:
    places = [make.place(cast.mission, name) for name in ("Luma", "Adok")]
    raised, silent = (make.risk(cast.mission, place, by=cast.adviser) for place in places)
    met(cast, days=-1, risk=raised)
    found = leaders(by(cast, "boris"))
    assert [one.pk for one in found.never] == [silent.pk]
    (row,) = [row for row in found.rows if row.post.role == "head_of_mission"]
    assert row.raised == {raised.pk}
    page = sign_in(cast.boris).get(url("coordination:leaders")).content.decode()
    assert "never raised politically" in page and "Governor of Luma" in page
    assert sign_in(cast["drafter"]).get(url("coordination:leaders")).status_code == 404


def test_each_function_of_coordination_is_settled_here_or_by_somebody_or_by_nobody(
    cast: Cast, sign_in: Any
) -> None:
    forum, client = senior(cast), sign_in(cast.adviser)
    sent = {"priorities": "here", "means": "Chief of Staff", "version": forum.version}
    assert client.post(url("coordination:functions", forum.pk), sent).status_code == 302
    page = sign_in(cast.boris).get(url("coordination:forum", forum.pk)).content.decode()
    assert "Chief of Staff" in page and page.count("nobody named") == 4
    refused = sign_in(cast.boris).post(url("coordination:functions", forum.pk), sent)
    assert refused.status_code == 403
    with pytest.raises(BadParameter):
        fora_verbs.settle(forum, {"budget": "here"}, version=2, by=by(cast, "poc_adviser"))


def test_another_task_claims_the_unit_protection_needs(cast: Cast, sign_in: Any) -> None:
    base = make.base(cast.mission, area=cast.north)
    unit = records.create(
        Unit(name="Ferry Company", code="ferry", base=base, area=cast.north, classification=0),
        mission=cast.mission,
        by=None,
    )
    meeting, client = called(cast, local(cast)), sign_in(cast.adviser)
    sent = {"unit": unit.pk, "what": "Escorts the electoral convoy until Friday"}
    assert (
        client.post(url("coordination:meeting_claim", meeting.pk), sent | {"what": ""}).status_code
        == 400
    )
    assert client.post(url("coordination:meeting_claim", meeting.pk), sent).status_code == 302
    page = sign_in(cast.boris).get(url("coordination:meeting", meeting.pk)).content.decode()
    assert "electoral convoy" in page and "no tasking runs" in page
    (row,) = claims_on(by(cast, "boris"), meeting)
    assert row.unit == unit and not row.contested
    assert not claims_on(by(cast, "drafter"), meeting), "who reads no units sees no claims on them"
    with pytest.raises(Denied):
        lay_claim(meeting, {"unit": unit, "what": "x"}, by=by(cast, "boris"))
    host = called(cast, senior(cast, name="Governor", kind="host"))
    with pytest.raises(BadParameter, match="other houses"):
        lay_claim(host, {"unit": unit, "what": "x"}, by=by(cast, "poc_adviser"))


def test_totals_of_sexual_violence_come_from_who_holds_the_compartment_and_small_ones_are_hidden(
    cast: Cast, sign_in: Any
) -> None:
    last = make.TODAY.replace(day=1) - timedelta(days=1)
    before = last.replace(day=1) - timedelta(days=3)
    for number in range(6):
        make.closed_incident(
            cast.mission, "crsv", f"SECRETCASE {number}", by=cast.amina, event_from=before
        )
    make.closed_incident(cast.mission, "crsv", "SECRETCASE of a month that runs on", by=cast.amina)
    make.closed_incident(cast.mission, "crsv", "SECRETCASE", by=cast.amina, event_from=last)
    meeting = called(cast, senior(cast), days=1)
    adviser = sign_in(cast["women_protection_adviser"])
    assert "Lay the totals" in adviser.get(url("coordination:meeting", meeting.pk)).content.decode()
    assert sign_in(cast.adviser).post(url("coordination:totals_new", meeting.pk)).status_code == 403
    adviser.post(url("coordination:totals_new", meeting.pk))
    adviser.post(url("coordination:totals_new", meeting.pk))
    meeting.refresh_from_db()
    (point,) = meeting.points
    assert point.endswith(": 0; Oct 2018: 6; Nov 2018: under five"), point
    page = sign_in(cast.boris).get(url("coordination:meeting", meeting.pk)).content.decode()
    assert "under five" in page and "SECRETCASE" not in page
    assert "Lay the totals" not in page


def test_men_only_fora_show_and_gaps_with_what_partners_offered(cast: Cast, sign_in: Any) -> None:
    forum = senior(cast, women=0, men=8)
    meeting = held(cast, forum, days=-1)
    reader, adviser = by(cast, "boris"), by(cast, "poc_adviser")
    found = womens_part(reader)
    assert (found.fora, found.meetings, found.men_only) == ([forum], [meeting], 1)
    assert "men only" in sign_in(cast.boris).get(url("coordination:womens_part")).content.decode()
    other = senior(cast, name="Partners", kind="other")
    said = {"kind": "offered", "office": "OCHA", "says": "Two boats.", "gap": "No boat"}
    exchange(held(cast, other, days=-1), said, by=adviser)
    said |= {"kind": "declined", "gap": "No radio"}
    exchange(held(cast, other, days=-2), said, by=adviser)
    assert [(one.gap, one.offered) for one in gaps_raised(reader)] == [
        ("No radio", False),
        ("No boat", True),
    ]
    assert (
        "nobody offered anything"
        in sign_in(cast.boris).get(url("coordination:gaps")).content.decode()
    )
