"""An alert ends everywhere at once: every ending times every open thing, from pages and telephones.

The story of a company that is tasked to an attack, and of a priest who says that it is over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model

from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_my_taskings import HERE
from tests.tutela_web.crisis.test_refusal import Room
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.html import squeezed
from tests.tutela_web.planted import plant
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import again, at_desk, call, told
from tutela.warning.states import (
    ASKED,
    CARRIED,
    ENDINGS,
    GOES_ON,
    PROPOSED,
    REOPENED,
    STAYS,
    fate_of,
    fates_by_kind,
)
from tutela_web.base.ids import new_id
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions.queries import commitments_of
from tutela_web.crisis.decisions.verbs import close, record_outcome
from tutela_web.crisis.models import HostRelease, Tasking
from tutela_web.warning.alerts.verbs import add_moments, record, set_level
from tutela_web.warning.merging.verbs import join
from tutela_web.warning.models import Alert, Owed
from tutela_web.warning.ringing.queries import what_rings

__all__ = ["units"]

PRIEST = "the priest, by telephone"


@pytest.fixture
def room(cast: Cast, sign_in: Any) -> Room:
    return Room(cast, sign_in)


def relations() -> set[str]:
    """Every kind of record that hangs on an alert or on a tasking, by the field that points."""
    return {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for model in (Alert, Tasking)
        for relation in model._meta.related_objects
    }


def test_the_table_has_a_row_for_every_kind_of_record_that_hangs_on_an_alert() -> None:
    assert set(fates_by_kind()) == relations(), "a kind that is missing has no ending"


# --- endings as people act them


def say_it_ended(room: Room, **said: Any) -> None:
    why = next(iter(said.pop("why", ["distance"])))
    given = {"outcome": "not_reached", "why": why, "danger_ended": PRIEST} | said
    room.post("head_of_field_office", "outcome", **given)


def close_it(room: Room, **said: Any) -> None:
    say_it_ended(room)
    Owed.objects.filter(alert=room.alert).update(state=Owed.State.NOT_OWED)
    room.post("head_of_field_office", "close", **said)
    assert again(room.alert).now.state == "closed"


def lower_it(room: Room) -> None:
    desk = room.sign_in(room.cast["joc_duty_officer"])
    desk.post(
        f"/m/luma/alerts/{room.alert.pk}/level/", {"level": "watch", "why": "they moved away"}
    )
    assert again(room.alert).level == "watch"


ENDED: dict[str, Callable[[Room], None]] = {
    "calmed": say_it_ended,
    "closed": close_it,
    "lowered": lower_it,
}


def ringing(room: Room, who: str) -> set[str]:
    rung = what_rings(at_desk(room.cast, who))
    return {why for one in rung for why in (one.clock, *one.also)}


def my_page(room: Room) -> str:
    return squeezed(room.sign_in(room.cast["unit_commander"]).get(HERE).content.decode())


@pytest.mark.parametrize("ending", ENDED)
def test_an_ending_asks_who_gave_the_tasking_and_it_stands_until_that_is_read_back(
    room: Room, units: list[Unit], ending: str
) -> None:
    asked = room.task(units[0])
    ENDED[ending](room)
    asked.refresh_from_db()
    assert asked.asks_what_becomes and asked.state == "given", "nobody was called back by silence"
    assert "sector_operations" in told(room.alert, "stands")
    assert "what becomes" in ringing(room, "sector_operations")
    page = squeezed(room.page("sector_operations", f"{room.alert.pk}/decision/"))
    assert "The tasking of Coy 1 stands. What becomes of it?" in page
    assert [one.pk for one in commitments_of([units[0].pk])] == [asked.pk], "the desk counts it"
    mine = my_page(room)
    assert "Accept" not in mine and "stands until who gave it withdraws it" in mine
    assert "at once: it is going on" not in mine
    room.post("sector_operations", f"becomes/{asked.pk}", what="withdraw")
    assert "what becomes" not in ringing(room, "sector_operations")
    assert "It binds you until you have read that back" in my_page(room)
    assert "withdrawn: read it back" in desk_of(room, "unit_commander")
    assert commitments_of([units[0].pk]), "it stands until it is read back"
    room.sign_in(room.cast["unit_commander"]).post(f"{HERE}{asked.pk}/withdrawn/")
    asked.refresh_from_db()
    assert asked.state == "withdrawn" and not commitments_of([units[0].pk])
    assert ringing(room, "unit_commander") == set()


def desk_of(room: Room, who: str) -> str:
    desk = room.sign_in(room.cast[who]).get("/m/luma/alerts/desk/")
    return str(desk.content.decode())


def test_who_says_that_it_ended_may_say_in_the_same_act_what_becomes_of_each_tasking(
    room: Room, units: list[Unit]
) -> None:
    first, second = room.task(units[0]), room.task(units[1])
    sector = room.cast["sector_operations"]
    sent = {
        "id": new_id(),
        "outcome": "not_reached",
        "why": "distance",
        "danger_ended": PRIEST,
        f"becomes-{first.pk}": "withdraw",
        f"becomes-{second.pk}": "stays",
    }
    address = f"/m/luma/alerts/{room.alert.pk}/outcome/"
    assert room.sign_in(sector).post(address, sent).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.withdrawn_at and first.state == "given" and second.stays_at
    assert not (first.asks_what_becomes or second.asks_what_becomes)
    mine = room.sign_in(room.cast["unit_commander"])
    mine.post(f"{HERE}{second.pk}/answer/", {"answer": "accepted"})
    second.refresh_from_db()
    assert second.state == "accepted", "what stays is answered as before"


@pytest.mark.parametrize("ending", ENDED)
def test_an_answer_after_the_end_is_kept_with_its_hour_commits_nobody_and_both_deciders_hear(
    room: Room, units: list[Unit], ending: str
) -> None:
    closed = room.task(units[0])
    ENDED[ending](room)
    church, room.alert = room.alert, call(room.cast, level="ongoing", act="attack on the school")
    room.task(units[0], competing="first")
    mine = room.sign_in(room.cast["unit_commander"])
    page = mine.post(f"{HERE}{closed.pk}/answer/", {"answer": "accepted"}, follow=True)
    assert "commits nobody. What runs now: " in page.content.decode()
    closed.refresh_from_db()
    answer = closed.answers.get()
    assert closed.state == "given" and answer.late and answer.answer == "accepted"
    for alert in (church, room.alert):
        assert "sector_operations" in told(alert, "late"), alert
    assert "late answer" in ringing(room, "sector_operations")
    for alert in (church, room.alert):
        room.sign_in(room.cast["sector_operations"]).post(f"/m/luma/alerts/{alert.pk}/read/")
    assert "late answer" not in ringing(room, "sector_operations")


def test_a_program_that_sends_late_hears_that_it_commits_nobody(
    room: Room, units: list[Unit]
) -> None:
    asked = room.task(units[0])
    say_it_ended(room)
    commander = Program(room.cast["unit_commander"])
    kept = commander.send(f"/taskings/{asked.pk}/answers", {"answer": "accepted"}).json()
    assert kept["state"] == "given" and [one["late"] for one in kept["answers"]] == [True]


def test_a_unit_with_two_taskings_is_asked_at_accept_which_goes_first_and_both_deciders_hear(
    room: Room, units: list[Unit]
) -> None:
    church = room.task(units[0])
    first, room.alert = room.alert, call(room.cast, level="ongoing", act="attack on the school")
    school = room.task(units[0], competing="both")
    Tasking.objects.update(competing="")
    mine = room.sign_in(room.cast["unit_commander"])
    assert "Which goes first?" in my_page(room)
    page = mine.post(f"{HERE}{school.pk}/answer/", {"answer": "accepted"}, follow=True)
    assert "which of the two comes first" in page.content.decode()
    assert not school.answers.exists()
    mine.post(f"{HERE}{school.pk}/answer/", {"answer": "accepted", "competing": "first"})
    school.refresh_from_db()
    church.refresh_from_db()
    assert (school.state, church.state) == ("accepted", "delayed")
    for alert in (first, room.alert):
        assert "sector_operations" in told(alert, "unit")


def test_a_merge_carries_a_tasking_to_the_alert_that_survives(
    room: Room, units: list[Unit]
) -> None:
    room.alert = call(room.cast, level="imminent", act="riders on the way")
    asked = room.task(units[0])
    say_it_ended(room)
    asked.refresh_from_db()
    assert asked.asks_what_becomes
    other = call(room.cast, level="ongoing", act="attack on the school")
    root = join(again(room.alert), again(other), by=at_desk(room.cast, "joc_duty_officer"))
    assert root.pk == other.pk and "outcome" not in again(root).now.moments
    asked.refresh_from_db()
    assert not asked.asks_what_becomes, "it is of the alert that goes on"
    room.alert = again(root)
    assert "Coy 1" in room.page("sector_operations", f"{root.pk}/decision/")
    room.sign_in(room.cast["unit_commander"]).post(
        f"{HERE}{asked.pk}/answer/", {"answer": "accepted"}
    )
    asked.refresh_from_db()
    assert asked.state == "accepted"


def test_an_end_said_before_a_second_attack_was_known_does_not_end_that_one(room: Room) -> None:
    """The priest said that it is over; an hour later a second call, taken for the same attack."""
    room.alert = first = call(room.cast, level="ongoing", act="attack on the church")
    say_it_ended(room)
    second = call(room.cast, level="ongoing", act="attack on the school")
    officer = room.sign_in(room.cast["joc_duty_officer"])
    numbers = {"alerts": f"{first.number},{second.number}"}
    named = officer.get("/m/luma/alerts/merge/", numbers).content.decode()
    assert "they run until it is said again" in named and PRIEST in named
    officer.post("/m/luma/alerts/merge/", {"alert": [first.pk, second.pk]})
    room.alert = root = again(again(second).merged_into or second)
    assert {again(first).merged_into, again(second).merged_into} == {None, root}
    assert "outcome" not in root.now.moments and root.now.clock
    third = call(room.cast, level="ongoing", act="the church, told once more")
    board = squeezed(officer.get("/m/luma/alerts/").content.decode())
    assert "danger ended, according to" not in board
    say_it_ended(room)
    assert "outcome" in again(root).now.moments
    numbers = {"alerts": f"{root.number},{third.number}"}
    named = officer.get("/m/luma/alerts/merge/", numbers).content.decode()
    assert "that holds for all of these" in named, "it was known when the end was written down"
    board = squeezed(officer.get("/m/luma/alerts/").content.decode())
    assert "danger ended, according to" in board


@pytest.mark.parametrize("read_back", [False, True])
def test_an_alert_opened_again_proposes_whom_its_ending_called_back(
    room: Room, units: list[Unit], read_back: bool
) -> None:
    asked, other = room.task(units[0]), room.task(units[1])
    close_it(room)
    room.post("sector_operations", f"becomes/{asked.pk}", what="withdraw")
    mine = room.sign_in(room.cast["unit_commander"])
    if read_back:
        mine.post(f"{HERE}{asked.pk}/withdrawn/")
    room.sign_in(room.cast["head_of_field_office"]).post(
        f"/m/luma/alerts/{room.alert.pk}/record/", {"name": "reopened", "why": "they came back"}
    )
    assert again(room.alert).now.state == "received"
    other.refresh_from_db()
    assert other.ended_at is None, "what stood binds as before"
    page = squeezed(room.page("sector_operations", f"{room.alert.pk}/decision/"))
    assert "The ending called Coy 1 back" in page
    room.post("sector_operations", f"becomes/{asked.pk}", what="again")
    standing = Tasking.objects.filter(unit=units[0], state="given", withdrawn_at=None)
    assert standing.count() == 1
    assert "The ending called Coy 1 back" not in squeezed(
        room.page("sector_operations", f"{room.alert.pk}/decision/")
    )


def test_a_unit_that_moves_after_the_end_keeps_its_hours(room: Room, units: list[Unit]) -> None:
    asked = room.task(units[0])
    room.answer(asked, "accepted")
    close_it(room)
    room.sign_in(room.cast["unit_commander"]).post(f"{HERE}{asked.pk}/move/", {"what": "departed"})
    asked.refresh_from_db()
    assert asked.departed_at is not None and again(room.alert).now.state == "closed"


# --- every ending, every kind of record


def ended_by_verb(ending: str, alert: Alert, cast: Cast) -> None:
    office, joc = at_desk(cast, "head_of_field_office"), at_desk(cast, "joc_duty_officer")
    if ending == "merged":
        join(alert, call(cast, level="ongoing"), by=joc)
    elif ending == "lowered":
        set_level(again(alert), "ongoing", by=joc)
        set_level(again(alert), "watch", by=joc, why="they moved away")
    elif ending == "expired":
        add_moments(again(alert), [("expired", alert.entered_at, False)], by=None)
    else:
        record_outcome(
            again(alert), "not_reached", by=office, why=["distance"], danger_ended=PRIEST
        )
        if ending in ("closed", REOPENED):
            Owed.objects.filter(alert=alert).update(state=Owed.State.NOT_OWED)
            close(again(alert), by=office)
        if ending == REOPENED:
            record(again(alert), REOPENED, by=office, why="they came back")


KEPT_BY_OTHERS = {"version", "changed_at", "entered_at"}
MADE_ANEW = {"warning.AlertNow.alert", "warning.AlertNotice.alert", "warning.Owed.alert"}
"""Made of the moments and levels; read by who acts; and set as not due by this test, so that an
alert can close."""


def rows_of(kind: str, alert: Alert) -> dict[Any, dict[str, Any]]:
    label, _dot, field = kind.rpartition(".")
    related: tuple[type[Model], str] = next(
        (relation.related_model, relation.field.name)
        for model in (Alert, Tasking)
        for relation in model._meta.related_objects
        if relation.related_model._meta.label == label and relation.field.name == field
    )
    of = "tasking__alert" if field == "tasking" else field
    rows = related[0]._default_manager.filter(**{of: alert})
    return {row["pk"]: row for row in rows.annotate().values("pk", *_columns(related[0]))}


def _columns(model: type[Model]) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if f.name not in KEPT_BY_OTHERS]


@pytest.mark.parametrize("ending", [*ENDINGS, REOPENED])
def test_whatever_hangs_on_an_alert_becomes_at_its_end_what_the_table_says(
    cast: Cast, ending: str
) -> None:
    plant(cast)
    alert = Alert.objects.select_related("mission", "now").get(act="ALERTNORTH")
    before = {kind: rows_of(kind, alert) for kind in fates_by_kind()}
    ended_by_verb(ending, alert, cast)
    for kind, kept in before.items():
        fate, now = fate_of(kind, ending), rows_of(kind, alert)
        if fate in (STAYS, GOES_ON) and kind not in MADE_ANEW:
            assert {pk: now.get(pk) for pk in kept} == kept, (kind, fate)
    for tasking in Tasking.objects.filter(pk__in=before["crisis.Tasking.alert"]):
        open_still = tasking.state in ("given", "accepted", "delayed", "moving", "there")
        if open_still and not (tasking.returned_at or tasking.withdrawn_at):
            asked = fate_of("crisis.Tasking.alert", ending) == ASKED
            assert tasking.asks_what_becomes == asked, tasking.pk
    pending = HostRelease.objects.filter(alert=alert, state__in=("asked", "advised"))
    if fate_of("crisis.HostRelease.alert", ending) == "ends":
        assert not pending.exists()
    assert fate_of("crisis.Tasking.alert", "merged") == CARRIED
    assert fate_of("crisis.Tasking.alert", REOPENED) == PROPOSED
