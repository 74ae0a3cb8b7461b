"""Nobody takes over an account alone: one administrator asks, a second person decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, type_in, with_password
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.models import AccountChange, AuditEntry, Person
from tutela_web.access.people import account_changes, verbs
from tutela_web.access.people.queries import waiting_changes
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Denied, NotNow
from tutela_web.look.translate import say_in_page_language

FACTOR, LINK = "reset_second_factor", "give_password_link"
REASON = "She came to my office with her badge"


@pytest.fixture
def amina(cast: Cast) -> Person:
    """Amina with a password and the app on a telephone she then loses."""
    person = with_password(cast.amina)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    return person


@pytest.fixture
def dana(cast: Cast) -> Person:
    """Dana, the mission's other administrator."""
    person = make.person("dana")
    make.post(cast.mission, "administrator", person)
    return person


def stands(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def asked(cast: Cast, owner: Person, what: str = FACTOR) -> AccountChange:
    return account_changes.ask(owner, what, by=stands(cast, "administrator"), reason=REASON)


def lines(owner: Person) -> list[str]:
    return list(
        AuditEntry.objects.filter(chain="house", subject_id=str(owner.pk))
        .order_by("number")
        .values_list("act", flat=True)
    )


def test_an_administrator_alone_takes_over_no_account(cast: Cast, amina: Person) -> None:
    root = stands(cast, "administrator")
    with pytest.raises(NotNow, match="signed into before, or can be"):
        verbs.password_link(amina, by=root)
    for what in (FACTOR, LINK):
        change = asked(cast, amina, what)
        for alone in (account_changes.approve, account_changes.refuse):
            with pytest.raises(Denied, match="second person"):
                alone(change, by=root)
    with pytest.raises(NotNow, match="no link is agreed to"):
        account_changes.asked_link(change, by=root)
    assert Authenticator.objects.filter(user=amina).exists()
    assert lines(amina) == [f"ask_{FACTOR}", f"ask_{LINK}"]


@pytest.mark.parametrize("who", ["chief_of_staff", "head_of_mission", "dana"])
def test_a_lost_telephone_is_taken_off_the_account_by_two(
    cast: Cast, amina: Person, dana: Person, who: str
) -> None:
    second = standing_of(dana, cast.mission) if who == "dana" else stands(cast, who)
    change = account_changes.approve(asked(cast, amina), by=second)
    assert change.state == "done" and not Authenticator.objects.filter(user=amina).exists()
    assert lines(amina) == [f"ask_{FACTOR}", "approve_account_change", FACTOR]
    entry = AuditEntry.objects.get(act=FACTOR)
    assert entry.person_id == second.person.pk
    assert entry.detail["asked_by"] == str(cast["administrator"].pk)
    assert not any(REASON in str(line.detail) for line in AuditEntry.objects.all())
    with pytest.raises(NotNow, match="decided already"):
        account_changes.refuse(change, by=second)


def test_a_link_that_was_agreed_to_is_made_once_by_who_asked_for_it(
    cast: Cast, amina: Person, dana: Person
) -> None:
    root, other = stands(cast, "administrator"), standing_of(dana, cast.mission)
    change = account_changes.approve(asked(cast, amina, LINK), by=other)
    assert change.state == "agreed" and LINK not in lines(amina)
    with pytest.raises(Denied, match="somebody else asked"):
        account_changes.asked_link(change, by=other)
    hers = Client()
    form = hers.get(account_changes.asked_link(change, by=root), follow=True)
    hers.post(
        form.request["PATH_INFO"],
        {"password1": "a boat of nine reeds", "password2": "a boat of nine reeds"},
    )
    amina.refresh_from_db()
    assert amina.check_password("a boat of nine reeds")
    with pytest.raises(NotNow):
        account_changes.asked_link(change, by=root)
    assert lines(amina)[:3] == [f"ask_{LINK}", "approve_account_change", LINK]


def test_after_a_day_nothing_is_decided_and_no_link_is_made(cast: Cast, amina: Person) -> None:
    chief, root = stands(cast, "chief_of_staff"), stands(cast, "administrator")
    agreed, waiting = (
        account_changes.approve(asked(cast, amina, LINK), by=chief),
        asked(cast, amina),
    )
    for change in (agreed, waiting):
        change.asked_at -= timedelta(hours=24)
        change.save()
        assert change.state == "over"
    with pytest.raises(NotNow, match="more than a day ago"):
        account_changes.approve(waiting, by=chief)
    with pytest.raises(NotNow, match="no link is agreed to"):
        account_changes.asked_link(agreed, by=root)
    assert asked(cast, amina).state == "waiting"  # and is asked again


def test_who_decides_answers_for_the_mission_the_person_belongs_to(
    cast: Cast, amina: Person, dana: Person
) -> None:
    change = asked(cast, amina)
    for who in ("analyst", "boris", "custodian", "auditor"):
        with pytest.raises(Denied):
            account_changes.approve(change, by=stands(cast, who))
    sham, root = make.person("puppet"), stands(cast, "administrator")
    verbs.make_mission(
        by=root, code="sham", name="Made for it", iso3="SSD", time_zone="UTC", administrator=sham
    )
    with pytest.raises(Denied, match="another mission"):
        account_changes.approve(change, by=standing_of(sham, sham.holdings.get().post.mission))
    own = asked(cast, dana)
    with pytest.raises(Denied, match="own account"):
        account_changes.approve(own, by=standing_of(dana, cast.mission))
    nobodys = asked(cast, with_password(make.person("of-nobody")))
    assert account_changes.refuse(nobodys, by=stands(cast, "chief_of_staff")).state == "refused"


def test_the_own_account_is_refused_in_the_readers_language_in_every_way(cast: Cast) -> None:
    root = stands(cast, "administrator")
    for act in (
        lambda: verbs.end_account(root.person, by=root),
        lambda: verbs.password_link(root.person, by=root),
        lambda: asked(cast, root.person),
    ):
        with translation.override("fr"), pytest.raises(Denied) as refused:
            act()
        with translation.override("fr"):
            assert "votre propre compte" in say_in_page_language(refused.value.as_sentence())


def test_what_waits_is_shown_however_much_was_decided_since(
    cast: Cast, amina: Person, sign_in: Any
) -> None:
    waits = asked(cast, amina)
    at, day = waits.asked_at, timedelta(days=1)
    states = [
        {"refused_at": at},
        {"approved_at": at},
        {"approved_at": at, "done_at": at},
        {"asked_at": at - day},
    ]
    for number in range(60):
        AccountChange.objects.create(
            **{
                "mission": cast.mission,
                "person": amina,
                "what": LINK,
                "reason": REASON,
                "asked_by_id": waits.asked_by_id,
                "asked_at": at + timedelta(seconds=1),
            }
            | states[number % len(states)]
        )
    page = sign_in(cast["chief_of_staff"]).get("/m/luma/people/")
    assert [change.asked for change in page.context["asked"]] == [waits]
    assert {c.state for c in waiting_changes(stands(cast, "chief_of_staff"))} == {"waiting"}


def test_only_an_account_nobody_could_ever_sign_into_is_new(cast: Cast) -> None:
    root = stands(cast, "administrator")
    new = verbs.make_account(by=root, username="new", name="New")
    assert verbs.password_link(new, by=root) and verbs.password_link(new, by=root)
    with pytest.raises(NotNow, match="this account is new"):
        asked(cast, new, LINK)
    linked = SocialAccount.objects.create(user=new, provider="mission-id", uid="S-1")
    assert not verbs.is_new(new)
    linked.delete()
    assert verbs.is_new(new)
    new.last_login = new.date_joined
    assert not verbs.is_new(new)


def test_a_request_says_why_and_is_made_once_and_of_an_open_account(
    cast: Cast, amina: Person
) -> None:
    root = stands(cast, "administrator")
    with pytest.raises(BadParameter, match="reason"):
        account_changes.ask(amina, FACTOR, by=root, reason="  ")
    with pytest.raises(BadParameter, match="no such change"):
        account_changes.ask(amina, "end_account", by=root, reason=REASON)
    with pytest.raises(Denied):
        account_changes.ask(amina, FACTOR, by=stands(cast, "chief_of_staff"), reason=REASON)
    with pytest.raises(Denied, match="own account"):
        account_changes.ask(root.person, FACTOR, by=root, reason=REASON)
    asked(cast, amina)
    with pytest.raises(NotNow, match="asked already"):
        asked(cast, amina)
    verbs.end_account(amina, by=root)
    with pytest.raises(NotNow, match="ended"):
        asked(cast, amina, LINK)


def test_the_owner_is_told_at_the_asking_and_at_the_doing(cast: Cast) -> None:
    owner = with_password(cast.amina)
    type_in(Client(), owner)
    change = asked(cast, owner)
    told = Client()
    type_in(told, owner)
    assert "An administrator asked to change" in told.get("/?missions=1").content.decode()
    account_changes.approve(change, by=stands(cast, "chief_of_staff"))
    told = Client()
    type_in(told, owner)
    assert "An administrator changed how" in told.get("/?missions=1").content.decode()


def test_the_whole_way_by_the_pages(cast: Cast, amina: Person, sign_in: Any) -> None:
    root, chief = sign_in(cast["administrator"]), sign_in(cast["chief_of_staff"])
    account, people = f"/accounts/{amina.pk}/", "/m/luma/people/"
    assert "Ask for a link" in root.get(account).content.decode()
    refused = root.post(f"{account}password-link/", follow=True)
    assert "data-link" not in refused.content.decode()
    assert (
        "a reason is needed"
        in root.post(f"{account}ask-password-link/", {"reason": " "}, follow=True).content.decode()
    )
    root.post(f"{account}ask-password-link/", {"reason": REASON})
    change = AccountChange.objects.get()
    page = f"{people}asked/{change.pk}/"
    waits = root.get(account).content.decode()
    assert "waits for a second person" in waits and page not in waits
    assert "Somebody else decides" in root.get(page).content.decode()
    assert root.post(page, {"act": "approve"}).status_code == 403
    assert page in chief.get(people).content.decode()
    assert REASON in chief.get(page).content.decode()
    for who in ("analyst", "boris", "chen", "custodian", "auditor"):
        client = sign_in(cast[who])
        assert client.get(page).status_code == client.post(page).status_code == 404, who
        assert client.post(f"/accounts/asked/{change.pk}/link/").status_code == 404, who
    assert chief.post(page, {"act": "hand over"}).status_code == 404
    assert chief.post(page, {"act": "approve"}).status_code == 302
    assert chief.post(page, {"act": "refuse"}).status_code == 400
    assert page not in chief.get(people).content.decode()
    assert "Create the link" in root.get(account).content.decode()
    made = root.post(f"/accounts/asked/{change.pk}/link/")
    link = made.content.decode().split("data-link><bdi>")[1].split("<")[0]
    hers = Client()
    form = hers.get(link.removeprefix("http://localhost:8000"), follow=True)
    hers.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    again = root.post(f"/accounts/asked/{change.pk}/link/", follow=True)
    assert "no link is agreed to" in again.content.decode()
    assert type_in(hers, amina).headers["Location"] == "/account/2fa/authenticate/"


def test_the_people_page_asks_the_database_no_more_for_more_requests(
    cast: Cast, sign_in: Any
) -> None:
    chief = sign_in(cast["chief_of_staff"])
    chief.get("/m/luma/people/")  # what a process keeps is read once
    counted = []
    for more in (1, 5):
        for n in range(more):
            asked(cast, with_password(make.person(f"of-nobody-{more}-{n}")))
        with CaptureQueriesContext(connection) as queries:
            assert chief.get("/m/luma/people/").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
