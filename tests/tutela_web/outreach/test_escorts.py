"""An escort asked of a unit from the need of a community: window and stretch, nothing of why."""

from __future__ import annotations

from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import operator_of, standing_of
from tutela_web.base.errors import Denied
from tutela_web.capacity.models import Unit
from tutela_web.outreach.escorts.kinds import ESCORT
from tutela_web.outreach.escorts.models import EscortAsk
from tutela_web.outreach.escorts.queries import escorts_for
from tutela_web.places.models import Place
from tutela_web.places.profile.kinds import CLOSED_FACT, NEED
from tutela_web.places.profile.models import CommunityNeed
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

WINDOW, STRETCH = "Fridays, 05:00 to 09:00", "mill to the market road"
SECRET = "The women go by the reeds, and the miller rings once"
OFFICE = ("head_of_field_office", "field_reporter", "poc_adviser")
ASKED = ("unit_commander", "police_unit_commander")  # who answers for units there


def nalo(cast: Cast) -> Place:
    known = Place.objects.filter(mission=cast.mission, name="Nalo").first()
    return known or make.place(cast.mission, "Nalo", area=cast.north, kind="village")


def first_unit(cast: Cast) -> Unit:
    known = Unit.objects.filter(mission=cast.mission, code="esc").first()
    company = Unit(code="esc", name="E Company", area=cast.north, able=True, classification=0)
    return known or records.create(company, mission=cast.mission, by=cast.adviser)


def need_of(cast: Cast) -> CommunityNeed:
    known = CommunityNeed.objects.filter(mission=cast.mission).first()
    by = standing_of(cast.hofo, cast.mission)
    values = {"need": "escort", "classification": 0}
    return known or create_record(NEED, values, by=by, beside=nalo(cast))


class TestEscort(KindTests):
    kind = ESCORT
    values = {"window": WINDOW, "stretch": STRETCH, "starts": make.TODAY}  # noqa: RUF012
    changes = {"stretch": "mill to the well"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        first_unit(cast)
        return need_of(cast)

    def create(self, by: Any, beside: Any) -> Any:
        unit = Unit.objects.get(code="esc")
        return create_record(self.kind, self.values | {"unit": unit}, by=by, beside=beside)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return super().sent(values) | {"unit": Unit.objects.get(code="esc").pk}

    def check_readers(self, cast: Cast, sign_in: Any) -> None:
        """Who commands the unit reads it and answers; to all others there is no such page."""
        record = self.made(cast, cast.hofo)
        here = f"/m/luma/outreach/escorts/{record.pk}/"
        captain = sign_in(cast["unit_commander"])
        assert captain.get(here).status_code == 200
        sent = self.sent(self.values) | {"version": 1}
        assert captain.post(f"{here}edit/", sent).status_code == 403
        with pytest.raises(Denied):
            self.create(standing_of(cast["unit_commander"], cast.mission), need_of(cast))
        for who in ("analyst", "head_of_mission", "sector_operations", "custodian", "chen"):
            client = sign_in(cast[who])
            assert {client.get(one).status_code for one in (here, f"{here}edit/")} == {404}, who


@pytest.mark.framed
def test_the_unit_reads_window_and_stretch_and_nobody_else_finds_anything(
    cast: Cast, sign_in: Any
) -> None:
    """The office tells the unit when and where; what the women told of it stays with the office."""
    place, need, unit, head = nalo(cast), need_of(cast), first_unit(cast), sign_in(cast.hofo)
    routine = {
        "topic": "routine",
        "words": SECRET,
        "window": WINDOW,
        "stretch": STRETCH,
        "told_by": ["women"],
        "told_on": make.TODAY,
    }
    fact = create_record(
        CLOSED_FACT, routine, by=standing_of(cast.hofo, cast.mission), beside=place
    )
    at = f"/m/luma/outreach/escorts/at/{place.pk}/"
    new = f"/m/luma/outreach/escorts/of/{need.pk}/new/"
    assert at in said(head, f"/m/luma/places/communities/{place.pk}/")
    assert at in said(head, f"/m/luma/places/community-needs/{need.pk}/")
    assert f"{new}?routine={fact.pk}" in said(head, at)
    form = said(head, f"{new}?routine={fact.pk}")
    assert WINDOW in form and STRETCH in form and SECRET not in form
    sent = {"unit": unit.pk, "window": WINDOW, "stretch": STRETCH, "starts": str(make.TODAY)}
    unsaid = head.post(new, sent | {"stretch": ""})
    assert unsaid.status_code == 400
    refuge = head.post(new, sent | {"stretch": "where they hide in the reeds"})
    assert "these words may tell where people hide" in refuge.content.decode()
    assert head.post(new, sent).status_code == 302
    escort = EscortAsk.objects.get()
    page = f"/m/luma/outreach/escorts/{escort.pk}/"
    for who, person in cast.people.items():
        client = sign_in(person)
        if who in (*OFFICE, *ASKED):
            told = said(client, page)
            assert WINDOW in told and STRETCH in told, who
            assert SECRET not in told and str(fact.pk) not in told, who
        else:
            assert client.get(page).status_code == 404, who
        if who not in OFFICE and who != "chen":
            assert client.get(new).status_code == 404, who
            community = said(client, f"/m/luma/places/communities/{place.pk}/")
            assert ("Escorts asked" in community) == (who in ASKED), who  # in their menu
            assert at not in community and WINDOW not in community, who
            assert WINDOW not in said(client, f"/m/luma/places/community-needs/{need.pk}/"), who
    assert not escorts_for(operator_of(cast.mission)).exists(), "no command reads it"


def test_the_unit_answers_and_what_changes_is_asked_anew(cast: Cast, sign_in: Any) -> None:
    need, unit, head = need_of(cast), first_unit(cast), sign_in(cast.hofo)
    sent = {"unit": unit.pk, "window": WINDOW, "stretch": STRETCH, "starts": str(make.TODAY)}
    assert head.post(f"/m/luma/outreach/escorts/of/{need.pk}/new/", sent).status_code == 302
    escort = EscortAsk.objects.get()
    page = f"/m/luma/outreach/escorts/{escort.pk}/"
    captain = sign_in(cast["unit_commander"])
    assert "asked, not answered" in said(captain, "/m/luma/outreach/escorts/")
    mine = said(captain, "/m/luma/taskings/")
    assert page in mine and "1 waits for your answer" in mine and "Nothing is asked" not in mine
    others = said(sign_in(cast["joc_duty_officer"]), "/m/luma/taskings/")
    assert page not in others and "Nothing is asked" in others
    assert answer(head, escort, state="accepted").status_code == 403
    assert answer(captain, escort, state="refused").status_code == 400
    assert answer(captain, escort, state="accepted").status_code == 302
    escort.refresh_from_db()
    assert escort.state == EscortAsk.State.ACCEPTED and escort.said_by
    assert page in said(captain, "/m/luma/taskings/"), "it is to be done"
    edit = {**sent, "window": "Saturdays, 05:00", "version": escort.version, "reason": "moved"}
    assert head.post(f"{page}edit/", edit).status_code == 302
    escort.refresh_from_db()
    assert escort.state == EscortAsk.State.ASKED and not escort.said_by, "it agreed to another hour"
    withdrawn = head.post(f"{page}withdraw/", {"version": escort.version})
    assert withdrawn.status_code == 302
    assert answer(captain, escort, state="accepted").status_code in (400, 409)
    assert "Nothing is asked" in said(captain, "/m/luma/taskings/")


def answer(client: Client, escort: EscortAsk, **values: str) -> Any:
    escort.refresh_from_db()
    address = f"/m/luma/outreach/escorts/{escort.pk}/answer/"
    return client.post(address, {"version": escort.version, **values})


def said(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())
