"""How a house begins: at the console, with one who makes accounts and one who gives posts."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, type_in
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.policy import standing_of


def seat(*words: str) -> str:
    said = StringIO()
    call_command("seat", *words, stdout=said)
    return said.getvalue().strip()


def test_a_mission_gets_its_first_administrator_and_chief_of_staff(db: None) -> None:
    mission = make.mission("kesa")
    link = seat("kesa", "administrator", "Dana", "Administrator", "--name", "Dana")
    seat("kesa", "chief_of_staff", "erik", "Chief of Staff")
    dana, erik = (Person.objects.get(username=name) for name in ("dana", "erik"))
    assert standing_of(dana, mission).may("make_accounts")
    assert standing_of(erik, mission).may("grant_access")
    client = Client()
    form = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert type_in(client, "dana").status_code == 302
    lines = AuditEntry.objects.filter(chain=str(mission.pk), act="seat")
    assert [line.person_id for line in lines] == [None, None]


def test_an_address_that_was_lost_is_printed_again_until_somebody_signs_in(db: None) -> None:
    """What the installer shows when it is run again after a break."""
    make.mission("kesa")
    seat("kesa", "administrator", "dana", "Administrator")
    said = StringIO()
    call_command("first_link", "Dana", stdout=said)
    assert said.getvalue().startswith("http://localhost:8000/account/password/link/")
    line = AuditEntry.objects.filter(act="give_password_link").last()
    assert line is not None and line.person_id is None
    dana = Person.objects.get(username="dana")
    dana.set_password(PASSWORD)
    dana.save()
    with pytest.raises(CommandError, match="a second person decides"):
        call_command("first_link", "dana")
    with pytest.raises(CommandError, match="no such account"):
        call_command("first_link", "nobody")


def test_where_somebody_gives_access_the_console_gives_none(cast: Cast) -> None:
    with pytest.raises(CommandError, match="gives access already"):
        seat("luma", "head_of_mission", "boris", "Head of Mission")
    with pytest.raises(CommandError, match="no such mission"):
        seat("nowhere", "administrator", "boris", "Administrator")
    with pytest.raises(CommandError, match="no such role"):
        seat("luma", "superuser", "boris", "Superuser")


def test_the_nightly_round_says_how_many(cast: Cast) -> None:
    said = StringIO()
    call_command("end_lapsed", stdout=said)
    assert said.getvalue() == "0 ended\n"
