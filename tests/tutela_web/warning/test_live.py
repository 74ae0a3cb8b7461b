"""Open boards hear that something changed: who may, how long, and what happens on a bad line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.db import DatabaseError, connection
from django.test import Client
from playwright.sync_api import expect

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import AXE, CHROMIUM, browser, open_page, session
from tests.tutela_web.warning.live_server import beside
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.access.models import Holding, Person
from tutela_web.access.sessions.verbs import end_sessions
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.warning.alerts.verbs import hand_over, raise_alert, record
from tutela_web.warning.board import live, told
from tutela_web.warning.models import AlertNotice, AlertNow
from tutela_web.warning.telling.addressees import FilledPosts

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
RENEW = "/m/luma/alerts/live/"
BEFORE_IT_ASKS = 15_000
"""Milliseconds: a board that hears nothing asks each twenty seconds. How soon one that hears is
told is measured in benchmarks/."""


@pytest.fixture(autouse=True)
def _a_live_server_is_set_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_URL = "https://tutela.example"
    settings.LIVE_URL = "https://tutela.example"
    monkeypatch.setattr(live, "ASK_SECONDS", 0.02)
    monkeypatch.setattr(live, "REST_SECONDS", 0.02)
    monkeypatch.setattr(live, "REST_A_LISTENER", 0.0)


@pytest.fixture
def sign_in(sign_in: Any) -> Any:
    """As everywhere, and noted where people see their sessions, as every real sign-in is."""

    def signed_in(person: Person) -> Client:
        client = sign_in(person)
        UserSession.objects.create(
            user=person, session_key=client.session.session_key, ip="127.0.0.1", user_agent=""
        )
        return client  # type: ignore[no-any-return]

    return signed_in


class Stream:
    """One stream of the application, read as a browser reads it."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.put_nowait(message)

    async def status(self) -> int:
        return int((await asyncio.wait_for(self.sent.get(), 10))["status"])

    async def event(self, *, within: float = 10) -> str:
        """The name of the next event; "end" where the stream ended."""
        message = await asyncio.wait_for(self.sent.get(), within)
        if not message.get("more_body"):
            return "end"
        text = message["body"].decode()
        lines = dict(line.split(": ", 1) for line in text.strip().split("\n"))
        assert set(lines) <= {"retry", "event", "data"}
        assert lines["data"].isdecimal(), "nothing but a count leaves"
        return lines["event"]


@asynccontextmanager
async def listening(app: live.Live, url: str) -> AsyncIterator[Stream]:
    stream, parts = Stream(), urlsplit(url)
    scope = {
        "type": "http",
        "method": "GET",
        "path": parts.path,
        "query_string": parts.query.encode(),
    }
    task = asyncio.create_task(app(scope, stream.receive, stream.send))
    try:
        yield stream
    finally:
        stream.closed.set()
        await asyncio.wait_for(task, 10)


def played(story: Callable[[live.Live], Coroutine[Any, Any, None]]) -> None:
    """Play a story in a loop of its own, and close what its thread opened."""

    async def whole() -> None:
        app = live.Live()
        try:
            await story(app)
        finally:
            await app._ask(_closed)

    asyncio.run(whole())


def _closed() -> None:
    from django.db import connections

    connections.close_all()


def apart(work: Callable[..., Any], *what: Any) -> Awaitable[Any]:
    """Something done elsewhere, in a thread of its own."""

    def done() -> Any:
        try:
            return work(*what)
        finally:
            _closed()

    return asyncio.to_thread(done)


def url_of(client: Client) -> str:
    answer = client.get(RENEW)
    assert answer.status_code == 200
    return str(answer.json()["url"])


def settle_down() -> None:
    """As if everything so far had happened long ago."""
    AlertNow.objects.update(settled_at=datetime(2018, 12, 31, tzinfo=UTC))


def test_a_board_hears_that_something_changed_and_not_what(cast: Cast, sign_in: Any) -> None:
    alert = call(cast)
    settle_down()
    url = url_of(sign_in(cast.boris))

    async def story(app: live.Live) -> None:
        async with listening(app, url) as stream:
            assert await stream.status() == 200
            assert await stream.event() == "beat"
            await apart(acknowledge)
            assert await stream.event() == "changed"

    def acknowledge() -> None:
        record(alert, "acknowledged", by=at_desk(cast, "joc_duty_officer"))

    played(story)


@pytest.fixture
def told_by_the_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As `tutela platform prepare` leaves PostgreSQL; asked for what was lost once a minute."""
    monkeypatch.setattr(live, "SPARE_SECONDS", 60.0)
    monkeypatch.setattr(live, "AGAIN_SECONDS", 0.02)
    told.create()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION tutela_tell_boards CASCADE")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite tells nobody: boards ask")
def test_a_board_hears_what_settles_no_alert_and_again_after_its_line_broke(
    cast: Cast, sign_in: Any, told_by_the_database: None
) -> None:
    alert = call(cast)
    settle_down()
    url = url_of(sign_in(cast.boris))

    async def story(app: live.Live) -> None:
        async with listening(app, url) as stream:
            assert await stream.status() == 200
            assert await stream.event() == "beat"
            while not app.hears:
                await asyncio.sleep(0.01)
            await apart(somebody_is_told)
            assert await stream.event() == "changed"
            await apart(cut_off)
            assert await stream.event() == "changed"  # nobody knows what was said meanwhile
            await apart(raised_elsewhere)
            await apart(somebody_is_told)
            assert await stream.event() == "changed"
            with pytest.raises(TimeoutError):  # of another mission nothing is heard
                await stream.event(within=0.3)

    def somebody_is_told() -> None:
        AlertNotice.objects.create(
            alert=alert, person=cast.boris, why="listens", key=str(new_id()), at=datetime.now(UTC)
        )

    def raised_elsewhere() -> None:
        raise_alert({"act": "shots"}, mission=cast.other_mission, by=None)

    def cut_off() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE application_name LIKE 'tutela live %' AND datname = current_database()"
            )
            assert cursor.fetchall() == [(True,)]

    played(story)


def test_what_changed_before_the_stream_began_is_told_at_once(cast: Cast, sign_in: Any) -> None:
    url = url_of(sign_in(cast.boris))
    call(cast)

    async def story(app: live.Live) -> None:
        async with listening(app, url) as stream:
            assert await stream.status() == 200
            assert [await stream.event(), await stream.event()] == ["beat", "changed"]

    played(story)


def test_a_change_kept_later_than_a_younger_one_is_heard_too(cast: Cast, sign_in: Any) -> None:
    first, second = call(cast), call(cast, act="shots")
    settle_down()
    url = url_of(sign_in(cast.boris))
    now = datetime.now(UTC) + timedelta(seconds=1)

    def settled(alert: Any, at: datetime) -> None:
        AlertNow.objects.filter(alert=alert.pk).update(settled_at=at)

    async def story(app: live.Live) -> None:
        async with listening(app, url) as stream:
            assert await stream.status() == 200
            assert await stream.event() == "beat"
            await apart(settled, second, now)
            assert await stream.event() == "changed"
            await apart(settled, first, now - timedelta(seconds=3))
            assert await stream.event() == "changed"

    played(story)


def test_another_missions_alerts_are_not_heard(cast: Cast, sign_in: Any) -> None:
    make.post(cast.other_mission, "joc_duty_officer", make.person("ophelia"))
    url = url_of(sign_in(cast.boris))

    async def story(app: live.Live) -> None:
        async with listening(app, url) as stream:
            assert await stream.status() == 200
            assert await stream.event() == "beat"
            await apart(raised_elsewhere)
            with pytest.raises(TimeoutError):
                await stream.event(within=0.5)

    def raised_elsewhere() -> None:
        raise_alert({"act": "shots"}, mission=cast.other_mission, by=None)

    played(story)


def test_who_may_not_read_alerts_gets_no_ticket(cast: Cast, sign_in: Any) -> None:
    for who in ("chen", "partner", "custodian", "administrator"):
        assert sign_in(cast[who]).get(RENEW).status_code == 404
    assert Client().get(RENEW).status_code == 302


@pytest.mark.parametrize("spoilt", ["mission", "ticket", "path", "none", "old", "signed out"])
def test_a_ticket_that_is_not_good_opens_nothing(
    cast: Cast, sign_in: Any, spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = url_of(sign_in(cast.boris))
    if spoilt == "old":
        monkeypatch.setattr(live, "TICKET_SECONDS", -1)
    if spoilt == "signed out":
        end_sessions(cast.boris)
    url = {
        "mission": url.replace("/luma", "/tarso"),
        "ticket": url[:-9] + url[-9:].swapcase(),
        "path": url.replace("/live/", "/alive/"),
        "none": url.partition("?")[0],
    }.get(spoilt, url)

    async def story(app: live.Live) -> None:
        async with listening(app, url) as stream:
            assert await stream.status() == 404

    played(story)


@pytest.mark.parametrize("why", ["the post ended", "signed out", "the account ended", "idle"])
def test_who_lost_access_hears_nothing_more(
    cast: Cast, sign_in: Any, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert live.LOOK_SECONDS < 60
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.05)
    amina = cast.amina
    hers = sign_in(amina)
    theirs, others = url_of(hers), url_of(sign_in(cast.adviser))

    def lose() -> None:
        if why == "the post ended":
            Holding.objects.filter(person=amina).update(ends=Holding.objects.first().starts)
        elif why == "signed out":
            end_sessions(amina)
        elif why == "idle":
            kept = hers.session
            kept["seen"] -= 3 * 3600
            kept.save()
        else:
            amina.is_active = False
            amina.save()

    async def story(app: live.Live) -> None:
        async with listening(app, theirs) as stream, listening(app, others) as other:
            assert await stream.status() == await other.status() == 200
            assert await stream.event() == await other.event() == "beat"
            await apart(lose)
            assert await stream.event() == "end"
            with pytest.raises(TimeoutError):
                await other.event(within=0.3)

    played(story)


def test_while_the_database_is_away_nothing_beats_and_afterwards_it_does(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(live, "SILENT_SECONDS", 0.3)
    url, away, ask = url_of(sign_in(cast.boris)), [False], live.settled_since

    def asked(*what: Any) -> Any:
        if away[0]:
            raise DatabaseError("gone")
        return ask(*what)

    monkeypatch.setattr(live, "settled_since", asked)

    async def story(app: live.Live) -> None:
        async with listening(app, url) as stream:
            assert await stream.status() == 200
            for _ in range(3):
                assert await stream.event() == "beat"
            away[0] = True
            await asyncio.sleep(0.6)
            while not stream.sent.empty():
                stream.sent.get_nowait()
            with pytest.raises(TimeoutError):
                await stream.event(within=0.5)
            away[0] = False
            assert await stream.event() == "beat"

    played(story)


def test_however_many_boards_listen_the_database_is_asked_once(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("ASK_SECONDS", "SPARE_SECONDS"):  # the second where the database says the news
        monkeypatch.setattr(live, pause, 0.1)
    urls = [url_of(sign_in(cast[who])) for who in ("boris", "analyst", "poc_adviser")] * 6
    asked: list[float] = []
    ask = live.settled_since
    monkeypatch.setattr(
        live, "settled_since", lambda *a: (asked.append(time.monotonic()), ask(*a))[1]
    )

    async def story(app: live.Live) -> None:
        from contextlib import AsyncExitStack

        async with AsyncExitStack() as all_of_them:
            for url in urls:
                stream = await all_of_them.enter_async_context(listening(app, url))
                assert await stream.status() == 200
            asked.clear()
            await asyncio.sleep(1)
            assert len(app.watches) == 1 and len(app.threads._threads) == 1
            assert 3 <= len(asked) <= 11

    played(story)


def test_one_person_opens_so_many_streams_and_no_more(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_STREAMS", 1)
    url, other = url_of(sign_in(cast.boris)), url_of(sign_in(cast.amina))

    async def story(app: live.Live) -> None:
        async with listening(app, url) as first:
            assert await first.status() == 200
            async with listening(app, url) as second, listening(app, other) as third:
                assert await second.status() == 429
                assert await third.status() == 200

    played(story)


def test_the_ticket_names_nobody_and_holds_no_key_of_a_session(cast: Cast, sign_in: Any) -> None:
    boris = sign_in(cast.boris)
    ticket = parse_qs(urlsplit(url_of(boris)).query)["ticket"][0]
    from django.core import signing

    said = str(signing.loads(ticket, salt=live.SALT))
    assert boris.session.session_key not in said and cast.boris.username not in said


def test_pages_name_where_to_listen_only_where_a_live_server_is_set_up(
    cast: Cast, sign_in: Any, settings: Any
) -> None:
    boris = sign_in(cast.boris)
    assert 'data-live="/live/luma?ticket=' in boris.get("/m/luma/alerts/").content.decode()
    settings.LIVE_URL = "https://tutela.example:8001"
    there = 'data-live="https://tutela.example:8001/live/luma?ticket='
    assert there in boris.get("/m/luma/alerts/").content.decode()
    settings.LIVE_URL = ""
    assert "?ticket=" not in boris.get("/m/luma/alerts/").content.decode()
    assert boris.get(RENEW).json() == {"url": None}
    settings.LIVE_URL = "https://tutela.example"
    assert "?ticket=" not in sign_in(cast["partner"]).get("/m/luma/partner/").content.decode()


@pytest.mark.framed
@pytest.mark.slow
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium")
@pytest.mark.skipif(not AXE.exists(), reason="front end not built")
def test_an_open_board_is_told_of_a_new_alert_before_it_asks_and_says_when_it_is_stale(
    live_server: Any, cast: Cast, sign_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    call(cast, act="threat to burn the village")
    settle_down()
    with beside(live_server.url, settings) as server, browser() as chromium:
        problems: list[str] = []
        page = open_page(
            chromium,
            live_server.url + "/account/login/",
            cookies=session(sign_in, cast.boris, live_server.url),
        )
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.goto(live_server.url + "/m/luma/alerts/")
        dot, note = page.locator("[data-live-dot]"), page.locator("[data-stale-note]")
        expect(dot).to_have_text("Live")
        expect(note).to_be_hidden()
        assert not problems
        call(cast, act="shots at the market", level="ongoing")
        expect(page.get_by_text("shots at the market")).to_be_visible(timeout=BEFORE_IT_ASKS)
        server.kill()
        expect(note).to_be_visible(timeout=12_000)
        expect(dot).to_contain_text("Stale")
        expect(page.locator("#announce")).to_have_text("Stale")
        call(cast, act="houses burn at the river")
        server.start()
        expect(dot).to_have_text("Live", timeout=25_000)
        expect(note).to_be_hidden()
        expect(page.get_by_text("houses burn at the river")).to_be_visible(timeout=BEFORE_IT_ASKS)
        page.context.close()


@pytest.mark.framed
@pytest.mark.slow
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium")
@pytest.mark.skipif(not AXE.exists(), reason="front end not built")
def test_without_a_live_server_the_board_says_that_it_asks(
    live_server: Any, cast: Cast, sign_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.LIVE_URL = ""
    with browser() as chromium:
        page = open_page(
            chromium,
            live_server.url + "/m/luma/alerts/",
            cookies=session(sign_in, cast.boris, live_server.url),
        )
        dot, note = page.locator("[data-live-dot]"), page.locator("[data-stale-note]")
        expect(dot).to_have_text("Asks every 20 s")
        expect(note).to_be_hidden()
        page.context.set_offline(True)
        expect(dot).to_contain_text("Offline")
        expect(note).to_be_visible()
        page.context.set_offline(False)
        expect(note).to_be_hidden()
        page.context.close()


def test_a_new_owner_is_a_change_that_boards_hear_of(cast: Cast) -> None:
    alert = call(cast)
    settle_down()
    around = FilledPosts(cast.mission, clock.now(cast.mission))
    to = around.holders_by_role(alert)["sector_operations"][0]
    hand_over(alert, to, by=at_desk(cast, "joc_duty_officer"), why="the shift ends")
    assert AlertNow.objects.filter(settled_at__gt=datetime(2019, 1, 1, tzinfo=UTC)).exists()
