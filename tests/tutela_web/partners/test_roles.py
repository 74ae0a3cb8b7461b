"""Section G: who does what, and what of the host state may leave the mission."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied, NotNow
from tutela_web.fora.forum.kind import FORUM
from tutela_web.partners.roles import verbs
from tutela_web.partners.roles.kind import HOST_NOTE, ROLE
from tutela_web.partners.roles.models import HostNote, RoleLine
from tutela_web.partners.roles.queries import host_register, host_version, role_matrix
from tutela_web.records.kind_verbs import create_record, edit_record

PATROL = {
    "who": "force",
    "what": "protects",
    "says": "Patrols where the register says.",
    "source": "Resolution 9999, paragraph 8",
    "classification": 0,
}


def noted(by: Standing, **fields: Any) -> HostNote:
    """A weakness of the police of the North."""
    values = {
        "institution": "Police of the North",
        "side": "weakness",
        "of": "ability",
        "what": "No car runs.",
        "evidence": "Joint visit to all posts.",
        "seen_on": make.TODAY - timedelta(days=9),
        "classification": 1,
    }
    return create_record(HOST_NOTE, values | fields, by=by)


def test_the_drafter_states_a_role_everybody_of_the_strategy_reads_and_cites_it(
    cast: Cast, sign_in: Any
) -> None:
    drafter = sign_in(cast["drafter"])
    assert drafter.post(url("partners:role_new"), PATROL | {"says": ""}).status_code == 400
    assert drafter.post(url("partners:role_new"), PATROL).status_code == 302
    one = RoleLine.objects.get()
    page = sign_in(cast["unit_commander"]).get(url("partners:roles")).content.decode()
    assert 'id="G-1"' in page and "Resolution 9999" in page and "they have not said so" in page
    assert page.count("nothing said") == len(RoleLine.Who) - 1, "who has no line shows as a gap"
    assert sign_in(cast.boris).get(url("partners:role", one.pk)).status_code == 200
    assert sign_in(cast.boris).get(url("partners:role_new")).status_code == 403
    for name, args in (
        ("roles", ()),
        ("role_new", ()),
        ("role", (one.pk,)),
        ("host", ()),
        ("host_version", ()),
        ("host_note_new", ()),
    ):
        assert sign_in(cast.chen).get(url(f"partners:{name}", *args)).status_code == 404


def test_a_number_is_never_given_twice_and_what_ended_can_still_be_cited(
    cast: Cast, sign_in: Any
) -> None:
    drafter = by(cast, "drafter")
    first, second = (create_record(ROLE, PATROL, by=drafter) for _ in range(2))
    edit_record(ROLE, second, {"ended_on": make.TODAY}, version=1, by=drafter)
    third = create_record(ROLE, PATROL | {"who": "host"}, by=drafter)
    assert [one.code for one in (first, second, third)] == ["G-1", "G-2", "G-3"]
    shown = {one.code for row in role_matrix(drafter) for one in row.lines}
    assert shown == {"G-1", "G-3"}
    assert sign_in(cast["drafter"]).get(url("partners:role", second.pk)).status_code == 200
    for wrong in (
        {"who": "nobody"},
        {"what": None},
        {"says": " "},
        {"area": make.area(cast.other_mission, "far")},
    ):
        with pytest.raises(BadParameter):
            create_record(ROLE, PATROL | wrong, by=drafter)
    for who in ("boris", "head_of_mission", "head_of_field_office"):
        with pytest.raises(Denied):
            create_record(ROLE, PATROL, by=by(cast, who))


def test_the_form_saves_a_change_and_keeps_the_number(cast: Cast, sign_in: Any) -> None:
    one = create_record(ROLE, PATROL, by=by(cast, "drafter"))
    client = sign_in(cast.adviser)
    sent = PATROL | {"version": 1, "agreed_on": make.TODAY}
    assert client.post(url("partners:role", one.pk), sent).status_code == 302
    one.refresh_from_db()
    assert (one.number, one.agreed_on, one.version) == (1, make.TODAY, 2)


def test_will_and_ability_stand_apart_and_where_nobody_looked_it_says_so(
    cast: Cast, sign_in: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    weak = noted(adviser)
    strong = noted(adviser, side="strength", what="Its women officers are trusted.")
    (row,) = host_register(adviser)
    assert (row.will, row.ability) == ([], [strong, weak])
    page = sign_in(cast["drafter"]).get(url("partners:host")).content.decode()
    assert "nobody has looked" in page and "No car runs." in page
    assert sign_in(cast["joc_duty_officer"]).get(url("partners:host")).status_code == 404
    for wrong in ({"evidence": ""}, {"seen_on": make.TODAY + timedelta(days=1)}, {"of": "luck"}):
        with pytest.raises(BadParameter):
            noted(adviser, **wrong)


def test_a_weakness_leaves_only_in_the_words_the_head_of_mission_cleared(
    cast: Cast, sign_in: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    weak = noted(adviser)
    noted(adviser, what="It sold fuel to a militia.", of="will")
    assert (host_version(adviser).cleared, host_version(adviser).withheld) == ([], 2)
    words = {"words": "Transport of the police needs support.", "version": 1}
    for who in ("poc_adviser", "chief_of_staff"):
        assert (
            sign_in(cast[who]).post(url("partners:host_clear", weak.pk), words).status_code == 403
        )
    client = sign_in(cast["head_of_mission"])
    assert (
        client.post(url("partners:host_clear", weak.pk), {"words": " ", "version": 1}).status_code
        == 400
    )
    assert client.post(url("partners:host_clear", weak.pk), words).status_code == 302
    weak.refresh_from_db()
    assert weak.cleared_by is not None
    assert (weak.cleared_by.role, weak.cleared_on) == ("head_of_mission", make.TODAY)
    page = sign_in(cast.adviser).get(url("partners:host_version")).content.decode()
    assert "Transport of the police" in page and "1 note is withheld" in page
    assert "No car runs" not in page and "sold fuel" not in page


def test_what_was_cleared_was_the_note_as_it_stood(cast: Cast) -> None:
    adviser, head = by(cast, "poc_adviser"), by(cast, "head_of_mission")
    weak = noted(adviser)
    cleared = verbs.clear_note(weak, "Transport needs support.", version=1, by=head)
    same = edit_record(HOST_NOTE, cleared, {"area": cast.north}, version=2, by=adviser)
    assert same.cleared_on == make.TODAY
    changed = edit_record(HOST_NOTE, same, {"what": "It sells its cars."}, version=3, by=adviser)
    assert changed.cleared_on is None and not host_version(adviser).cleared
    with pytest.raises(NotNow, match="changed since"):
        verbs.clear_note(changed, "Transport needs support.", version=3, by=head)


def test_each_page_takes_one_query_for_one_line_as_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    for number in range(5):
        create_record(ROLE, PATROL | {"name": f"Battalion {number}"}, by=adviser)
        noted(adviser, institution=f"Police post {number}", area=cast.north)
        if number in (0, 4):
            for asked in (role_matrix, host_register, host_version):
                with django_assert_num_queries(1):
                    assert asked(adviser)


def test_who_has_not_stated_their_own_and_what_is_contested_with_a_partner_stand_out(
    cast: Cast, sign_in: Any
) -> None:
    drafter, client = by(cast, "drafter"), sign_in(cast["drafter"])
    forum = create_record(
        FORUM,
        {"name": "Country team", "kind": "cluster", "level": "headquarters", "classification": 2},
        by=by(cast, "chief_of_staff"),
    )
    rights = create_record(
        ROLE,
        PATROL | {"who": "political", "reports": "Rights and child-protection staff"},
        by=drafter,
    )
    deputy = create_record(
        ROLE,
        PATROL | {"who": "humanitarian", "forum": forum, "agreed_on": make.TODAY},
        by=by(cast, "chief_of_staff"),
    )
    create_record(ROLE, PATROL | {"who": "support", "help": "medical"}, by=drafter)
    partner = PATROL | {"who": "un", "name": "UNHCR"}
    create_record(ROLE, partner, by=drafter)
    disputed = partner | {"contested": "Who leads at the sites"}
    with pytest.raises(BadParameter, match="contested is not agreed"):
        create_record(ROLE, disputed | {"agreed_on": make.TODAY}, by=drafter)
    assert client.post(url("partners:role_new"), disputed).status_code == 302
    page = client.get(url("partners:roles")).content.decode()
    assert "Rights and child-protection staff" in page and "medical help" in page
    rail = page[page.index('id="unsaid"') :]
    assert rights.code in rail and f">{deputy.code}<" in rail
    assert rail.count("no account confirmed it") == 1, "the deputy's word was told us"
    assert "contested" in rail and "not yet discussed" in rail
    assert "Country team" not in page and "a forum you may not read" in page
    head = sign_in(cast["head_of_mission"])
    assert "Country team" in head.get(url("partners:role", deputy.pk)).content.decode()
