"""Two platforms that differ in closed records alone, and what a reader of neither can tell of it.

The bare twin has the cast and all that is planted; the full one has closed records besides, made
through pages and files as people make them. Each is assessed by its worker at the same moment.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from django.apps import apps
from django.db import router, transaction
from django.db.models import UUIDField
from django.test import Client

from tests.databases import undone_block
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import log, row, work
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.meeting import Address, addresses
from tests.tutela_web.planted import Planted
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.test_every_address import body
from tutela_web.access.policy import roles
from tutela_web.base.jobs import ROUNDS, autodiscover_modules
from tutela_web.capacity.models import Unit
from tutela_web.incidents.closed.harms import CLOSED
from tutela_web.places.profile.models import ClosedFact, CommunityNeed
from tutela_web.records.record_cache import NewestByKey
from tutela_web.risk.models import SuggestedRisk
from tutela_web.risk.verbs import assess_everything

ALERT_SENT = "5f0c4b1e-6d53-4b8e-9a55-0f6f3c1d2e77"
"""The id a page gives the alert: one in both twins, for a board's digests hold it."""

HARMS = {name: harms[0] for name, harms in CLOSED.items()}

THEIRS = (
    ("auditor", "audit/"),
    ("joc_duty_officer", "audit/"),
    ("analyst", "imports"),
    ("analyst", "devices"),
)
"""Who sees that something was written in a compartment, and where: whose office it is, who raised
the alert with such words, and who sent the file, or the record from a device of theirs."""
OF_COMMUNITY = ("field_reporter", "head_of_field_office", "poc_adviser")
"""Who reads what is closed of a community; the auditor sees in the trail that it was written."""
ASKED = (("unit_commander", "/escorts/"), ("police_unit_commander", "/escorts/"))
"""Who reads what is asked of a unit, and where: nothing of a fact behind it."""
OWN = ("/account", "/accounts")
"""How one signs in: times and secrets of libraries, and no record."""


@dataclass(frozen=True)
class Asked:
    """One request of one person."""

    who: str
    address: Address


def asked(compartment: str, planted: Planted) -> list[Asked]:
    """Every role that lacks the compartment, at every address."""
    return [
        Asked(who, address)
        for who in readers(compartment)
        for address in addresses(planted)
        if not address.path.startswith(OWN)
        and not any(who == one and part in address.path for one, part in THEIRS)
    ]


def asked_of_community(planted: Planted) -> list[Asked]:
    """Every role but the office of a community and the POC adviser, at every address."""
    return [
        Asked(who, address)
        for who in roles()
        if who not in OF_COMMUNITY
        for address in addresses(planted)
        if not address.path.startswith(OWN)
        and not any(who == one and part in address.path for one, part in (*THEIRS[:1], *ASKED))
    ]


def parted(
    cast: Cast, compartment: str, sign_in: Callable[[Any], Client], questions: list[Asked]
) -> dict[str, str]:
    """Make both twins, ask both the same, and give where they answer differently."""

    def live(full: bool) -> None:
        live_on(cast, compartment, sign_in, full=full)

    return parted_by(live, cast, sign_in, questions)


def parted_of_community(
    cast: Cast, sign_in: Callable[[Any], Client], questions: list[Asked]
) -> dict[str, str]:
    """As `parted`, of twins that differ in what an attacker would want of a community alone."""

    def live(full: bool) -> None:
        tell_of_community(cast, sign_in, full=full)

    return parted_by(live, cast, sign_in, questions)


def parted_by(
    live: Callable[[bool], None],
    cast: Cast,
    sign_in: Callable[[Any], Client],
    questions: list[Asked],
) -> dict[str, str]:
    """Make both twins, ask both the same, and give where they answer differently."""
    known, found = ids_now(), []
    with one_moment():
        for full in (False, True):
            with undone():
                live(full)
                let_work(cast)
                found.append(answers(questions, cast, sign_in, known))
    return differing(*found)


def readers(compartment: str) -> list[str]:
    """The roles that do not hold a compartment."""
    return [name for name, role in roles().items() if compartment not in role.compartments]


@contextmanager
def one_moment() -> Iterator[None]:
    """Time stands still, to the microsecond."""
    now = datetime.now(UTC)
    with patch("django.utils.timezone.now", lambda: now):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is taken back in both databases, and no process remembers it."""
    forget()
    with undone_block("keys"), undone_block("default"):
        yield
        transaction.set_rollback(True, using="default")
        transaction.set_rollback(True, using="keys")
    forget()


def forget() -> None:
    """Empty what this process keeps: moments that stand still look like nothing changed."""
    rooms = [room for name, room in sys.modules.items() if name.startswith("tutela_web.")]
    for one in (value for room in rooms for value in vars(room).values()):
        if type(one) is NewestByKey:  # a lazy object would be made real by another question
            one._kept.clear()


def record_closed(cast: Cast, compartment: str, sign_in: Callable[[Any], Client]) -> None:
    """What a month brings of one compartment: written on the page, sent by a program, with and
    without an open part that waits for its office, and a line of the register."""
    harm, rights = HARMS[compartment], sign_in(cast["human_rights"])
    place = make.Place.objects.get(mission=cast.mission, name="PLACENORTH")
    told = {"title": "HIDDEN", "closed_harms": [harm], "area": str(cast.north.pk)}
    for said in (
        {"summary": "HIDDEN at the well", "place_said": "HIDDEN", "event_from": "2018-12-20"},
        {"place": str(place.pk), "place_said": place.name, "event_from": "2018-12-21"},
        {"place": str(place.pk), "danger": "past"},
        {"danger": "imminent"},
    ):
        # Those whose office it is would decide at once: what they let out is no secret.
        by = sign_in(cast.amina) if "danger" in said else rights
        assert record(by, sent(**told | said)).status_code == 302
    case = {
        "kind": "abuse",
        "reference": "HIDDEN",
        "harm": "killing" if compartment == "mrm" else harm,
        "grave": "recruitment" if compartment == "mrm" else "",
        "status": "reported",
        "classification": 1,
    }
    entered = rights.post("/m/luma/accountability/violations/new/", case)
    assert entered.status_code == 302, entered.content
    answer = Program(cast.amina).send(
        "/incidents", {"title": "HIDDEN", "harms": [harm], "place_id": str(place.pk)}
    )
    assert answer.status_code == 204
    make.risk(
        cast.mission, place, by=cast.adviser, harm=harm, compartment=compartment, classification=0
    )


def tell_of_community(cast: Cast, sign_in: Callable[[Any], Client], *, full: bool) -> None:
    """What an office writes of its community in a week: an open fact in both twins; in the full one
    each kind of closed fact, one of them changed again, and the needs that follow in both."""
    head = sign_in(cast.hofo)
    place = make.Place.objects.get(mission=cast.mission, name="PLACENORTH")
    make.Place.objects.filter(pk=place.pk).update(kind="village")  # it stands in the lists
    here = f"/m/luma/places/communities/{place.pk}"
    told = {"told_by": ["women"], "told_on": str(make.TODAY)}
    fact = told | {"topic": "market", "says": "They go together", "classification": "0"}
    assert head.post(f"{here}/facts/new/", fact).status_code == 302
    if full:
        for topic in ("routine", "watch", "signal", "pact", "members"):
            closed = told | {"topic": topic, "words": f"APART {topic} at 05:30"}
            assert head.post(f"{here}/closed/new/", closed).status_code == 302
        last = ClosedFact.objects.order_by("-entered_at", "-pk").first()
        assert last is not None
        again = told | {"words": "APART by the lower path", "version": "1", "reason": "APART"}
        edited = head.post(f"/m/luma/places/community-closed/{last.pk}/edit/", again)
        assert edited.status_code == 302
        assert "APART" in head.get(f"{here}/").content.decode()
    else:  # the office opens its page as well
        assert "APART" not in head.get(f"{here}/").content.decode()
    need = {"need": "escort", "classification": "0"}
    assert head.post(f"{here}/needs/new/", need).status_code == 302
    if full:
        last_need = CommunityNeed.objects.order_by("entered_at", "pk").last()
        assert last_need is not None
        asked = {"window": "APART at 05:30", "stretch": "APART", "starts": str(make.TODAY)}
        asked |= {"unit": str(Unit.objects.get(mission=cast.mission, code="u1").pk)}
        new = f"/m/luma/outreach/escorts/of/{last_need.pk}/new/"
        assert head.post(new, asked).status_code == 302


def live_on(cast: Cast, compartment: str, sign_in: Callable[[Any], Client], *, full: bool) -> None:
    """What both twins see of the same month: files, an alert, an incident, and the compartments
    that are not compared; in the full one with what belongs to the compartment."""
    for other in HARMS.keys() - {compartment}:
        record(sign_in(cast["human_rights"]), sent(closed_harms=[HARMS[other]]))
    if not full:  # the device that sends the closed record, used as well
        Program(cast.amina).get("/api/v1/openapi.json")
    if full:
        record_closed(cast, compartment, sign_in)
    for other in sorted(HARMS.keys() - {compartment}):
        record(sign_in(cast["human_rights"]), sent(closed_harms=[HARMS[other]]))
    assert record(sign_in(cast.amina), sent(harms=["killing"])).status_code == 302
    in_files = compartment in ("crsv", "mrm")
    rows = [row(70, Village="PLACENORTH")]
    if full and in_files:
        rows.append(row(71, Harm=HARMS[compartment], Village="PLACENORTH"))
    bring_in(sign_in(cast.amina), *rows)
    bring_in(
        sign_in(cast["joc_duty_officer"]),
        row(71, Harm="looting", Village="PLACESOUTH"),
        row(72),
        publish=False,
    )
    words = {"crsv": "men are raping women", "mrm": "children recruited by force"}
    said = words.get(compartment, "") if full else ""
    answer = sign_in(cast["joc_duty_officer"]).post(
        "/m/luma/alerts/new/",
        {
            "id": ALERT_SENT,
            "un_personnel": "no",
            "level": "imminent",
            "channel": "call",
            "act": said or "harm to civilians",
            "words": said or "harm to civilians",
        },
    )
    assert answer.status_code == 302, answer.content


def bring_in(browser: Client, *rows: dict[str, Any], publish: bool = True) -> None:
    """A file of the field office, tried and, unless it is left at that, published."""
    answer = browser.post("/m/luma/imports/", {"file": log(*rows), "classification": "0"})
    assert answer.status_code == 302, answer.content
    work()
    if publish:
        assert (
            browser.post(f"{answer['Location']}confirm/", {"others": "unknown"}).status_code == 302
        )
        work()


def let_work(cast: Cast) -> None:
    """The worker: its rounds once, and the scores of everything."""
    autodiscover_modules("jobs")
    for name, one in ROUNDS.items():
        if name.startswith(("tutela_web.incidents.", "tutela_web.warning.")):
            one.do()
    for on in (make.TODAY - timedelta(days=1), make.TODAY):  # what counts shows the second time
        assess_everything(cast.mission, on=on, by=None)


# ---- what was answered, as far as two databases can answer alike


def answers(
    asked: Iterable[Asked], cast: Cast, sign_in: Callable[[Any], Client], known: frozenset[str]
) -> dict[Asked, tuple[int, bytes]]:
    """What each person is answered at each address; ids made in this twin as their order."""
    clients: dict[tuple[str, bool], Any] = {}
    found = {}
    keyed = SuggestedRisk.objects.filter(assessment__compartment="").values_list("pk", flat=True)
    known = known.union(map(str, keyed))
    for one in asked:
        api = one.address.path.startswith("/api/")
        key = one.who, api
        if key not in clients:
            clients[key] = Program(cast[one.who]) if api else sign_in(cast[one.who])
        response = clients[key].get(one.address.path)
        content = body(response)
        for link in _led_to(content, one.address.path, known):
            content += body(clients[key].get(link))
        found[one] = response.status_code, alike(content, known)
    return found


def _led_to(content: bytes, path: str, known: frozenset[str]) -> list[str]:
    """The pages of records made since the twins parted, where a list leads to them."""
    if not path.endswith(("/imports/", "/incidents/", "/alerts/")):
        return []
    links = dict.fromkeys(re.findall(rb'href="(' + path.encode() + rb'[0-9a-f-]{36}/)"', content))
    return [link.decode() for link in links if link[-37:-1].decode() not in known]


SECRET = re.compile(
    rb"(csrfmiddlewaretoken\"? value=\"?)[^\"> ]+|(X-CSRFToken[^:]*: ?\\?\"?)[^\"\\]+"
    rb"|(sha256\W{1,5})\w+"  # of what holds chance ids, or the row of the compartment
    rb"|(nonce[=-]\"?)[^\"' ]+|(after=)[\w%=-]+|(\"next\": ?\")[\w=-]+"
)
CHANCE = re.compile(
    rb"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"  # a library's own clock
    rb"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z|'Content-Length': '\d+'"
    # The library commits a GeoPackage once less now and then: of 150 of one unchanged list eight.
    rb"|(?s:(?<=SQLite format 3\x00.{8}).{4})|(?s:(?<=SQLite format 3\x00.{76}).{4})"
)
ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def alike(content: bytes, known: frozenset[str]) -> bytes:
    """An answer without what differs by chance: tokens, and ids made since the twins parted."""
    told: dict[bytes, bytes] = {}
    content = SECRET.sub(lambda found: next(part for part in found.groups() if part), content)
    content = CHANCE.sub(b"", content)

    def placed(found: re.Match[bytes]) -> bytes:
        if found[0].decode() in known:
            return found[0]
        return told.setdefault(found[0], b"id-%d" % len(told))

    return ID.sub(placed, content)


def ids_now() -> frozenset[str]:
    """Every id that both twins have, of any table."""
    found: set[str] = set()
    for model in apps.get_models(include_auto_created=False):
        if isinstance(model._meta.pk, UUIDField) and model._meta.managed:
            rows = model._base_manager.using(router.db_for_read(model))
            found |= set(map(str, rows.values_list("pk", flat=True)))
    return frozenset(found)


def differing(
    bare: dict[Asked, tuple[int, bytes]], full: dict[Asked, tuple[int, bytes]]
) -> dict[str, str]:
    """Where the twins answer differently: who and where, and the first difference."""
    told = {}
    for one, before in bare.items():
        if before != full[one]:
            told[f"{one.who} {unquote(one.address.path)}"] = _first(before, full[one])
    return told


def _first(one: tuple[int, bytes], other: tuple[int, bytes]) -> str:
    if one[0] != other[0]:
        return f"{one[0]} and {other[0]}"
    pairs = enumerate(zip(one[1], other[1], strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(one[1]), len(other[1])))
    begins = max(0, at - 80)
    return f"…{one[1][begins : at + 60]!r} and …{other[1][begins : at + 60]!r}"
