"""An unbroken record with a partner, what leaders raised, women in fora, gaps raised."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, held, senior, url
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.partners.exchanges.verbs import exchange
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.overview.queries import gaps_raised, leaders, record_of, womens_part
from tutela_web.records.kind_verbs import create_record


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
    return create_record(ENGAGEMENT, values | fields, by=by(cast, "head_of_mission"))


def test_a_partner_has_an_unbroken_record_with_its_gaps(cast: Cast, sign_in: Any) -> None:
    values = {
        "name": "Governor of Luma",
        "kind": "host",
        "classification": 1,
        "began_on": make.TODAY - timedelta(days=300),
    }
    governor = create_record(PARTNER, values, by=by(cast, "poc_adviser"))
    met(cast, days=-250)
    met(cast, days=-20)
    found = record_of(by(cast, "boris"), governor)
    gaps = [one for one in found if one.silent]
    assert [(one.on, one.until) for one in gaps] == [
        (make.TODAY - timedelta(days=250), make.TODAY - timedelta(days=20))
    ]
    assert found[-1].words == "first talks" and len(found) == 4
    page = sign_in(cast.boris).get(url("partners:partner", governor.pk)).content.decode()
    assert "no contact recorded" in page
    for who in (cast["drafter"], cast["women_protection_adviser"]):
        assert (
            url("engagements:engagements")
            not in sign_in(who)
            .get(url("partners:partner", governor.pk))
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
    page = sign_in(cast.boris).get(url("partners:leaders")).content.decode()
    assert "never raised politically" in page and "Governor of Luma" in page
    assert sign_in(cast["drafter"]).get(url("partners:leaders")).status_code == 404


def test_a_units_women_and_men_are_counted(cast: Cast, sign_in: Any) -> None:
    sector = sign_in(cast["sector_operations"])
    base = make.base(cast.mission, "COB Acacia", area=cast.north)
    for name, women, men in (("Ant", 0, 30), ("Bee", 8, 22), ("Cat", 5, ""), ("Dog", "", "")):
        sent = {"name": name, "base": base.pk, "women": women, "men": men, "classification": 0}
        answer = sector.post(url("capacity:new_unit"), sent)
        assert answer.status_code == 302, answer.content[-900:]
    page = sign_in(cast.boris).get(url("partners:womens_part")).content.decode()
    units = " ".join(page.split('id="units"')[1].split("</ul>")[0].split()).split("<li>")
    said = {name: next(row for row in units if name in row) for name in ("Ant", "Bee", "Cat")}
    assert "men only" in said["Ant"] and "8 women, 22 men" in said["Bee"]
    assert "5 women" in said["Cat"] and "men" not in said["Cat"].replace("women", "")
    assert womens_part(by(cast, "boris")).men_only == 1


def test_men_only_fora_show_and_gaps_with_what_partners_offered(cast: Cast, sign_in: Any) -> None:
    forum = senior(cast, women=0, men=8)
    meeting = held(cast, forum, days=-1)
    reader, adviser = by(cast, "boris"), by(cast, "poc_adviser")
    found = womens_part(reader)
    assert (found.fora, found.meetings, found.men_only) == ([forum], [meeting], 1)
    assert "men only" in sign_in(cast.boris).get(url("partners:womens_part")).content.decode()
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
        "nobody offered anything" in sign_in(cast.boris).get(url("partners:gaps")).content.decode()
    )
