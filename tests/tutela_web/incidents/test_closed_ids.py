"""Nobody learns from an id or a number whether something is kept in a compartment."""

from __future__ import annotations

from typing import Any
from uuid import uuid4, uuid5

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.recording import NEW, record, sent
from tests.tutela_web.site.test_api import Program
from tutela_web.incidents.models import ClosedIncident, Incident


@pytest.fixture
def rights(cast: Cast, sign_in: Any) -> Any:
    return sign_in(cast["human_rights"])


def test_an_id_derived_from_an_open_incident_answers_alike_with_a_closed_part_and_without(
    cast: Cast, sign_in: Any, rights: Any
) -> None:
    # Human rights decide on detention themselves: its open part stands on the list at once.
    harms = {"harms": ["killing"]}
    assert record(rights, sent(**harms, closed_harms=["arbitrary detention"])).status_code == 302
    assert record(rights, sent(**harms)).status_code == 302
    hidden = ClosedIncident.objects.get()
    both, bare = (str(one.pk) for one in Incident.objects.order_by("number"))
    assert str(hidden.open_part_id) == both
    assert hidden.pk not in {uuid5(hidden.open_part_id, "detention"), hidden.open_part_id}
    assert hidden.pk.version == 4
    office = sign_in(cast.hofo)
    for compartment in ("crsv", "mrm", "detention"):
        answers = [
            office.post(NEW, sent(id=pk, closed_harms=[harm], area=cast.north.pk))
            for pk in (both, bare)
            for harm in {
                "crsv": ["crsv"],
                "mrm": ["child recruitment or use"],
                "detention": ["arbitrary detention"],
            }[compartment]
        ]
        assert {answer.status_code for answer in answers} == {403}
        assert (
            len(
                {
                    answer.content.replace(both.encode(), b"").replace(bare.encode(), b"")
                    for answer in answers
                }
            )
            <= 2
        )
    assert ClosedIncident.objects.count() == 1  # no probe planted anything


def test_the_same_sent_again_is_kept_once_and_other_words_under_its_id_are_refused(
    cast: Cast, rights: Any
) -> None:
    first = sent(closed_harms=["crsv"], summary="as it was told")
    for _again in range(2):
        assert rights.post(NEW, first).status_code == 302
    assert ClosedIncident.objects.get().summary == "as it was told"
    # Where all is closed the id stands on no list: other words under it are another recording.
    assert rights.post(NEW, first | {"summary": "more"}).status_code == 302
    assert ClosedIncident.objects.count() == 2
    mixed = sent(harms=["killing"], closed_harms=["arbitrary detention"])
    for _again in range(2):
        assert record(rights, mixed).status_code == 302
    assert (Incident.objects.count(), ClosedIncident.objects.count()) == (1, 3)


def test_numbers_run_within_each_compartment(cast: Cast, rights: Any) -> None:
    for harm in ("crsv", "arbitrary detention", "crsv"):
        assert rights.post(NEW, sent(closed_harms=[harm])).status_code == 302
    numbers = ClosedIncident.objects.order_by("entered_at").values_list("compartment", "number")
    assert list(numbers) == [("crsv", 1), ("detention", 1), ("crsv", 2)]


def test_a_program_that_sends_the_same_again_is_answered_the_same(cast: Cast) -> None:
    amina = Program(cast.amina)
    body = {"id": str(uuid4()), "title": "Shots at the ford", "harms": ["killing"]}
    answers = [amina.send("/incidents", body).status_code for _n in range(2)]
    assert answers == [201, 201] and Incident.objects.count() == 1
    assert amina.send("/incidents", body | {"title": "Other"}).status_code == 403
    assert Incident.objects.get().title == "Shots at the ford"
    foreign = make.incident(cast.other_mission)
    assert amina.send("/incidents", body | {"id": str(foreign.pk)}).status_code == 403


def test_the_office_of_a_compartment_is_led_to_what_waits_for_it_and_nobody_else(
    cast: Cast, sign_in: Any, rights: Any
) -> None:
    assert record(rights, sent(closed_harms=["crsv"], summary="Nyakim of Kuri")).status_code == 302
    hidden = ClosedIncident.objects.get()
    now = "/m/luma/now/"
    page = sign_in(cast["women_protection_adviser"]).get(now).content.decode()
    assert f"/m/luma/compartments/incidents/{hidden.pk}/" in page and "Nyakim" not in page
    for who in ("human_rights", "child_protection_adviser", "joc_duty_officer", "head_of_mission"):
        assert str(hidden.pk) not in sign_in(cast[who]).get(now).content.decode()
