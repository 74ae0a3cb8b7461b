"""API tokens: one a device, told once, kept as a hash, ended with the post."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, type_in, with_password
from tests.tutela_web.cast import Cast
from tutela_web.access.devices import verbs as devices
from tutela_web.access.models import Device, Holding, Person
from tutela_web.access.people import verbs
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow


def device(person: Person) -> tuple[Device, str]:
    return devices.make(person, name="patrol tablet 3")


def test_amina_makes_a_device_by_page_after_her_password_again(cast: Cast) -> None:
    with_password(cast.amina)
    client = Client()
    type_in(client, cast.amina)
    sent = client.post("/devices/new/", {"name": "patrol tablet 3", "days": 30})
    assert sent.headers["Location"].startswith("/account/reauthenticate/")
    again = {"password": PASSWORD, "next": "/devices/new/"}
    page = client.post("/account/reauthenticate/", again)
    (token,) = re.findall(r"<code data-token><bdi>(\S+)</bdi>", page.content.decode())
    assert devices.person_of(token) == cast.amina
    kept = client.get("/devices/").content.decode()
    assert "patrol tablet 3" in kept and token not in kept
    row = Device.objects.get()
    assert token not in str(row.__dict__)
    assert client.post(f"/devices/{row.pk}/end/").status_code == 302
    assert devices.person_of(token) is None


def test_boris_neither_sees_nor_ends_her_device(cast: Cast, sign_in) -> None:  # type: ignore[no-untyped-def]
    made, token = device(cast.amina)
    his = sign_in(cast.boris)
    assert "patrol tablet" not in his.get("/devices/").content.decode()
    assert his.post(f"/devices/{made.pk}/end/").status_code == 404
    with pytest.raises(Denied):
        devices.end(made, by=cast.boris)
    assert devices.person_of(token) == cast.amina


@pytest.mark.parametrize("token", ["", "tutela_", "tutela_" + "x" * 43, "Bearer", "nonsense"])
def test_a_made_up_token_is_nobodys(cast: Cast, token: str) -> None:
    device(cast.amina)
    assert devices.person_of(token) is None


def test_a_token_is_good_for_ninety_days_at_most(cast: Cast) -> None:
    made, token = devices.make(cast.amina, name="tablet", days=4000)
    assert timedelta(days=89) < made.expires_at - real_now() <= timedelta(days=90)
    Device.objects.update(expires_at=real_now() - timedelta(seconds=1))
    assert devices.person_of(token) is None


def test_that_it_was_used_is_written_at_most_once_a_minute(
    cast: Cast, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    _, token = device(cast.amina)
    devices.person_of(token)
    first = Device.objects.get().used_at
    with django_assert_num_queries(1):
        devices.person_of(token)
    assert Device.objects.get().used_at == first
    Device.objects.update(used_at=real_now() - timedelta(minutes=2))
    devices.person_of(token)
    assert Device.objects.get().used_at > first - timedelta(seconds=1)


def test_whose_post_ended_has_a_dead_device(cast: Cast) -> None:
    _, token = device(cast.amina)
    Holding.objects.filter(person=cast.amina).update(ends=clock.today(cast.mission))
    assert devices.person_of(token) is None
    assert Device.objects.get().ended_at is not None


def test_an_ended_account_has_dead_devices(cast: Cast) -> None:
    _, token = device(cast.amina)
    verbs.end_account(cast.amina, by=standing_of(cast["administrator"], cast.mission))
    assert devices.person_of(token) is None
    verbs.reopen_account(cast.amina, by=standing_of(cast["administrator"], cast.mission))
    cast.amina.refresh_from_db()
    assert cast.amina.is_active and devices.person_of(token) is None


def test_nobody_has_more_than_ten(cast: Cast) -> None:
    for _ in range(10):
        device(cast.amina)
    with pytest.raises(NotNow):
        device(cast.amina)


def test_without_a_second_factor_no_device_is_made(cast: Cast, sign_in) -> None:  # type: ignore[no-untyped-def]
    new = make.person("dana", needs_second_factor=True)
    assert sign_in(new).post("/devices/new/", {"name": "x"}).headers["Location"] == "/account/2fa/"
    assert not Device.objects.exists()


NEW = "nine goats across the river"


def of_every_kind(person: Person) -> list[str]:
    """Tokens of a program, a calendar and a telephone."""
    return [devices.make(person, name=kind, opens=kind)[1] for kind in Device.Opens]


def opening(tokens: list[str]) -> list[str]:
    kinds = zip(tokens, Device.Opens, strict=True)
    return [kind for token, kind in kinds if devices.device_of(token, kind)]


def test_a_changed_password_ends_the_tokens_of_programs_and_telephones(cast: Cast) -> None:
    tokens, others = of_every_kind(with_password(cast.amina)), of_every_kind(cast.boris)
    program = Client(headers={"Authorization": f"Bearer {tokens[0]}"})
    assert program.get("/api/v1/missions/luma/incidents").status_code == 200
    hers = Client()
    type_in(hers, cast.amina)
    page = hers.get("/account/password/change/").content.decode()
    assert "ends your devices" in page
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert hers.post("/account/password/change/", sent).status_code == 302
    assert opening(tokens) == [] and len(opening(others)) == len(others)
    assert program.get("/api/v1/missions/luma/incidents").status_code == 401


def test_a_link_for_a_password_ends_them_when_it_is_made_and_again_when_it_is_used(
    cast: Cast,
) -> None:
    tokens = of_every_kind(with_password(cast.amina))
    link = verbs.hand_out_link(cast.amina, by=standing_of(cast["administrator"], cast.mission))
    assert opening(tokens) == []
    between = of_every_kind(cast.amina)
    hers = Client()
    form = hers.get(link, follow=True)
    sent = {"password1": NEW, "password2": NEW}
    assert hers.post(form.request["PATH_INFO"], sent).status_code == 302
    assert opening(between) == []
