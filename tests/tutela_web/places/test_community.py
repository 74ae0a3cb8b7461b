"""A community as it lives: what is known of it and by whom, what is closed, what it was asked."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import operator_of, standing_of
from tutela_web.base.errors import Denied
from tutela_web.look.days import date_format
from tutela_web.places.models import Place
from tutela_web.places.profile.kinds import (
    ADVICE,
    CLOSED_FACT,
    FACT,
    MEASURE,
    NEED,
    ROLE,
)
from tutela_web.places.profile.models import (
    ClosedFact,
    CommunityFact,
    CommunityRole,
    PartnerAdvice,
)
from tutela_web.places.profile.queries import closed_facts_for
from tutela_web.records.kind_verbs import create_record

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

WATER = {
    "topic": "water",
    "says": "Women and girls go to the ford, before it is light",
    "bears": "exposes",
    "runs": "goes on",
    "told_by": ["women"],
    "told_on": make.TODAY,
    "classification": 0,
}
WATCH = {
    "topic": "watch",
    "words": "Six young men, 02:00 to 05:00, on the north track",
    "told_by": ["men"],
    "told_on": make.TODAY,
}
ROUTINE = {
    "topic": "routine",
    "words": "Water at 05:30 by the lower path",
    "told_by": ["women"],
    "told_on": make.TODAY,
}
WEIGHED = {
    "seen_with_us": "yes",
    "reprisal": "unknown",
    "drawn_on_others": "no",
    "could_refuse": "yes",
}


def nalo(cast: Cast) -> Place:
    known = Place.objects.filter(mission=cast.mission, name="Nalo").first()
    return known or make.place(cast.mission, "Nalo", area=cast.north, kind="village")


class OfNalo:
    """A kind whose records are made beside a community."""

    def parent(self, cast: Cast) -> Any:
        return nalo(cast)


class TestFact(OfNalo, KindTests):
    kind = FACT
    values = WATER
    changes = {"bears": "neither"}  # noqa: RUF012

    def another(self, name: str) -> Any:
        return "protects"


class TestMeasure(OfNalo, KindTests):
    kind = MEASURE
    values = {  # noqa: RUF012
        "kind": "together",
        "says": "Women fetch water in tens",
        "who": "women's group",
        "told_by": ["women"],
        "told_on": make.TODAY,
        "classification": 0,
    }
    changes = {"works": "partly"}  # noqa: RUF012

    def another(self, name: str) -> Any:
        return "yes"


class TestNeed(OfNalo, KindTests):
    kind = NEED
    values = {  # noqa: RUF012
        "need": "escort",
        "until": make.TODAY + timedelta(days=9),
        "classification": 0,
    }
    changes = {"until": make.TODAY + timedelta(days=19)}  # noqa: RUF012


class TestRole(OfNalo, KindTests):
    kind = ROLE
    values = {"part": "warn", "state": "asked", "classification": 0}  # noqa: RUF012
    changes = {"bound": "informal"}  # noqa: RUF012

    def another(self, name: str) -> Any:
        return "agreed"


def send_form(client: Client, address: str, values: dict[str, Any]) -> Any:
    return client.post(
        address, {name: value for name, value in values.items() if value is not None}
    )


def page_of(client: Client, place: Place) -> str:
    return unescape(client.get(f"/m/luma/places/communities/{place.pk}/").content.decode())


class TestAdvice(OfNalo, KindTests):
    kind = ADVICE
    values = {  # noqa: RUF012
        "before": "visit",
        "asked_on": make.TODAY,
        "advice": "Come on foot, and meet the women first",
        "classification": 0,
    }
    changes = {"asked_on": make.TODAY - timedelta(days=3)}  # noqa: RUF012

    def check_writer(self, cast: Cast, sign_in: Any) -> None:
        """It is made by the act that asks for the partner's name; then read and changed as any."""
        place, head = nalo(cast), sign_in(cast.hofo)
        note = f"/m/luma/places/communities/{place.pk}/advice/"
        sent = {"before": "visit", "asked_on": make.TODAY, "advice": "Come on foot"}
        unnamed = head.post(note, sent | {"partner": "the Protection Cluster"})
        assert unnamed.status_code == 400
        assert "a cluster is nobody whom people there trust" in unescape(unnamed.content.decode())
        assert head.post(note, sent | {"partner": "SISTERS OF NALO"}).status_code == 302
        advice = PartnerAdvice.objects.get()
        page = f"/m/luma/places/partner-advice/{advice.pk}/"
        for who in ("head_of_field_office", "field_reporter", "poc_adviser"):
            assert "SISTERS OF NALO" in page_of(sign_in(cast[who]), place)
            assert b"SISTERS OF NALO" in sign_in(cast[who]).get(page).content
        for who in ("analyst", "head_of_mission", "sector_operations", "unit_commander"):
            told = page_of(sign_in(cast[who]), place)
            assert "SISTERS" not in told and "Come on foot" not in told, "closed to its office"
            assert b"SISTERS" not in sign_in(cast[who]).get(page).content
        edit = {"version": 1, "changed": "On foot", "classification": 0}
        assert head.post(f"{page}edit/", sent | edit).status_code == 302

    def check_readers(self, cast: Cast, sign_in: Any) -> None:
        place = nalo(cast)
        sent = {"before": "visit", "asked_on": make.TODAY, "advice": "Come on foot", "partner": "A"}
        note = f"/m/luma/places/communities/{place.pk}/advice/"
        assert sign_in(cast.amina).post(note, sent).status_code == 403
        assert sign_in(cast.chen).post(note, sent).status_code == 404
        assert not PartnerAdvice.objects.exists() and not ClosedFact.objects.exists()


class TestClosedFact(OfNalo, KindTests):
    kind = CLOSED_FACT
    values = WATCH
    changes = {"words": "Four young men, from 03:00"}  # noqa: RUF012

    def another(self, name: str) -> Any:
        return "Nobody watches"

    def check_readers(self, cast: Cast, sign_in: Any) -> None:
        """Nobody reads it without writing it: to all others there is no such page."""
        record = self.made(cast, cast.hofo)
        here = f"/m/luma/places/community-closed/{record.pk}/"
        new = f"/m/luma/places/communities/{record.place.pk}/closed/new/"
        for who, person in cast.people.items():
            found = {sign_in(person).get(one).status_code for one in (here, f"{here}edit/", new)}
            ours = who in ("head_of_field_office", "field_reporter", "poc_adviser")
            assert found == ({200} if ours else {404}), who

    def check_words(self, cast: Cast, sign_in: Any) -> None:
        self.made(cast, cast.hofo)
        super().check_words(cast, sign_in)


def test_a_page_says_what_nobody_asked_and_never_calls_it_safe(cast: Cast, sign_in: Any) -> None:
    place, reporter = nalo(cast), sign_in(cast["field_reporter"])
    page = page_of(reporter, place)
    assert "13 of 13 things not known" in page and "nothing recorded" in page
    assert "none recorded as asked" in page and "That is no sign that it would refuse." in page
    assert "safe" not in page.partition("<main")[2].partition("</main>")[0].casefold()
    new = f"/m/luma/places/communities/{place.pk}/facts/new/"
    assert send_form(reporter, new, WATER).status_code == 302
    page = page_of(reporter, place)
    assert "12 of 13 things not known" in page and WATER["says"] in page
    assert "Here women were heard, and no man." in page
    assert f"women, {date_format(make.TODAY, 'j M Y')}" in " ".join(page.split())
    assert b"/communities/" in reporter.get(f"/m/luma/places/{place.pk}/").content


def test_hours_stand_in_closed_facts_and_hiding_places_nowhere(cast: Cast, sign_in: Any) -> None:
    place, head = nalo(cast), sign_in(cast.hofo)
    facts = f"/m/luma/places/communities/{place.pk}/facts/new/"
    closed = f"/m/luma/places/communities/{place.pk}/closed/new/"
    told = send_form(head, facts, WATER | {"says": "Water at 05:30"})
    assert "an hour of the day stands where others read it" in told.content.decode()
    for said in ("They go to the ford before dusk", "Elles vont au gué tôt le matin"):
        told = send_form(head, facts, WATER | {"says": said})
        assert "when people are on their way stands where others" in told.content.decode()
    for said in ("At night they hide in the reeds", "Ils se cachent au bord de la rivière"):
        told = send_form(head, closed, WATCH | {"words": said})
        assert told.status_code == 400
        assert "these words may tell where people hide" in told.content.decode()
        told = send_form(head, facts, WATER | {"says": said})
        assert told.status_code == 400
        assert "does this say where people hide or flee to?" in told.content.decode()
    assert not CommunityFact.objects.exists() and not ClosedFact.objects.exists()
    assert send_form(head, closed, ROUTINE).status_code == 302
    assert "taken here by no field" in head.get(closed).content.decode()


def test_a_closed_fact_is_for_the_office_and_the_adviser_and_leaves_no_trace(
    cast: Cast, sign_in: Any
) -> None:
    place = nalo(cast)
    southern = make.person("south")
    make.post(cast.mission, "head_of_field_office", southern, area=cast.south)
    nowhere = make.person("nowhere")
    make.post(cast.mission, "head_of_field_office", nowhere)
    visitors = {**cast.people, "south": southern, "nowhere": nowhere}
    del visitors["chen"]
    pages = (
        f"/m/luma/places/communities/{place.pk}/",
        f"/m/luma/places/{place.pk}/",
        "/m/luma/places/communities/",
        "/m/luma/search/?q=lower",
        "/m/luma/audit/",
    )

    def seen_by_all() -> dict[tuple[str, str], int]:
        found = {}
        for who, person in visitors.items():
            client = sign_in(person)
            for page in pages:
                body = client.get(page).content.decode()
                assert ("the lower path" in body) == (who in OURS and page == pages[0]), (who, page)
                if who not in OURS and (who, page) != ("auditor", pages[4]):
                    found[who, page] = body.count("<tr") + body.count("<li")
        return found

    OURS = ()
    before = seen_by_all()
    head = standing_of(cast.hofo, cast.mission)
    create_record(CLOSED_FACT, ROUTINE, by=head, beside=place)
    OURS = ("head_of_field_office", "field_reporter", "poc_adviser")
    after = seen_by_all()
    differ = {key for key in after if "audit" not in key[1] and after[key] != before[key]}
    assert not differ, "rows nobody should count"
    with pytest.raises(Denied):
        create_record(CLOSED_FACT, ROUTINE, by=standing_of(southern, cast.mission), beside=place)
    assert not closed_facts_for(operator_of(cast.mission)).exists(), "no command reads it"
    place.area = cast.south
    place.save()
    assert not closed_facts_for(head).exists(), "it goes with the area of the place"
    assert closed_facts_for(standing_of(southern, cast.mission)).exists()


def test_a_page_that_holds_what_is_closed_is_marked_whoever_reads_it(
    cast: Cast, sign_in: Any
) -> None:
    """An assistant is cleared for what is unclassified alone, and reads it all the same."""
    place, by = nalo(cast), standing_of(cast.hofo, cast.mission)
    fact = create_record(CLOSED_FACT, ROUTINE, by=by, beside=place)
    assistant = sign_in(cast["field_reporter"])
    for address in (f"communities/{place.pk}/", f"community-closed/{fact.pk}/"):
        page = assistant.get(f"/m/luma/places/{address}").content.decode()
        assert "Confidential" in page.partition('id="main"')[0], address


def test_the_words_of_a_closed_fact_lie_sealed(cast: Cast) -> None:
    by = standing_of(cast.hofo, cast.mission)
    fact = create_record(CLOSED_FACT, ROUTINE, by=by, beside=nalo(cast))
    raw = ClosedFact.objects.raw("select id, words from places_closedfact")[0]
    assert b"lower path" not in bytes(raw.__dict__["words"].ciphertext)
    assert ClosedFact.objects.get(pk=fact.pk).words == ROUTINE["words"]


def test_nobody_is_assumed_unwilling_and_nobody_takes_a_part_unweighed(
    cast: Cast, sign_in: Any
) -> None:
    place, head = nalo(cast), sign_in(cast.hofo)
    new = f"/m/luma/places/communities/{place.pk}/roles/new/"
    asked = {"part": "warn", "classification": 0}
    told = send_form(head, new, asked | {"state": "not interested"})
    assert "nobody answers for a community that was not consulted" in unescape(
        told.content.decode()
    )
    taken = asked | {"state": "accepted", "consulted_on": make.TODAY, "reached": ["leaders"]}
    for more, why in (
        ({}, "was not weighed"),
        (WEIGHED, "nobody takes a part without consent"),
        (WEIGHED | {"consent": "given"}, "no day is set"),
        (WEIGHED | {"consent": "given", "review_on": "2019-03-01"}, "informal or agreed"),
    ):
        told = send_form(head, new, taken | more)
        assert told.status_code == 400 and why in unescape(told.content.decode()), why
    whole = taken | WEIGHED | {"consent": "given", "review_on": "2019-03-01", "bound": "informal"}
    assert send_form(head, new, whole).status_code == 302
    role = CommunityRole.objects.get()
    leaders = head.get("/m/luma/places/communities/?list=leaders").content.decode()
    assert "Nalo" in leaders and "leaders only" in leaders
    page = head.get(f"/m/luma/places/community-roles/{role.pk}/").content.decode()
    assert "Leaders alone were reached" in page
    out = head.post(f"/m/luma/places/community-roles/{role.pk}/withdraw/", {})
    assert out.status_code == 302
    role.refresh_from_db()
    assert role.state == "withdrawn" and role.withdrawn_on == make.TODAY


def test_communities_nobody_asked_are_a_list(cast: Cast, sign_in: Any) -> None:
    nalo(cast)
    make.place(cast.mission, "Hedra", area=cast.north, kind="village")
    by = standing_of(cast.hofo, cast.mission)
    create_record(ROLE, {"part": "warn", "classification": 0}, by=by, beside=nalo(cast))
    client = sign_in(cast.hofo)
    never = client.get("/m/luma/places/communities/?list=never").content.decode()
    assert "Hedra" in never and "Nalo" not in never
    unknown = client.get("/m/luma/places/communities/?list=unknown").content.decode()
    assert "Hedra" in unknown and "Nalo" in unknown


def test_a_routine_that_stopped_is_offered_as_a_warning_sign(cast: Cast, sign_in: Any) -> None:
    place = nalo(cast)
    stopped = WATER | {"topic": "market", "says": "No one goes any more", "runs": "stopped"}
    create_record(FACT, stopped, by=standing_of(cast.hofo, cast.mission), beside=place)
    page = page_of(sign_in(cast.hofo), place)
    assert "this routine stopped" in page and "Record it as a warning sign" in page
    assert f"/alerts/new/?place={place.pk}" in page
