"""Live: a small server beside the pages that says "changed" to boards, and nothing else.

Pages are served by WSGI, which is far cheaper a request; a stream that stays open is the one thing
it does badly, so streams have a process of their own (docs/adr/0018). It asks the database one
question a mission every fraction of a second, however many listen, and holds one connection for
all of them. What changed is never said: the page asks again, through the policy.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, ParamSpec, TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import DatabaseError, close_old_connections, connection
from django.http import HttpRequest

from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import Standing, standing_of
from tutela_web.access.sessions.verbs import is_over
from tutela_web.base.clock import real_now
from tutela_web.base.upkeep.rounds_lock import line_parameters
from tutela_web.base.upkeep.waiting import WriteWatch
from tutela_web.warning.board.told import CHANNEL
from tutela_web.warning.models import AlertNow, CallBack

P = ParamSpec("P")
R = TypeVar("R")

PATH = "/live/"
SALT = "tutela.live"
TICKET_SECONDS = 120
"""A ticket opens a stream for so long; a page that comes back asks for a new one."""

ASK_SECONDS = 0.4
SPARE_SECONDS = 2.0
"""How often it is asked where the database itself says what changed: a word may be lost."""

AGAIN_SECONDS, MOST_AGAIN_SECONDS = 1.0, 30.0
"""A line to the database that broke is opened again after so long, then after twice as long."""

REST_SECONDS = 0.5
"""Between two "changed" of a mission at least so long: in a flood boards would ask all the time."""

REST_A_LISTENER = 0.1
BEAT_SECONDS = 15.0
SILENT_SECONDS = 5.0
"""A database that has not answered for so long: no beat goes out, and pages show their age."""

LOOK_SECONDS = 30.0
"""How often it is asked whether who listens may still."""

MOST_STREAMS = 20
"""Of one person at once, in all windows."""

LATE = timedelta(seconds=10)
"""A change written within so long of another may be seen after it: it is looked for again."""

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Ticket(NamedTuple):
    """Who listens to which mission, from which session; its key is not in it."""

    person: UUID
    mission: UUID
    session: str


# --- what pages give out


def live_url(request: HttpRequest, standing: Standing) -> str | None:
    """Where this page hears that something changed; None where no live server is set up, or the
    person reads no alerts."""
    if not settings.LIVE_URL or not standing.reads("alerts"):
        return None
    key = request.session.session_key or ""
    ticket = Ticket(standing.person.pk, standing.mission.pk, _number(key))
    signed = signing.dumps([str(part) for part in ticket], salt=SALT)
    same = origin(settings.LIVE_URL) == origin(settings.PUBLIC_URL)
    begins = "" if same else origin(settings.LIVE_URL)
    return f"{begins}{PATH}{standing.mission.code}?ticket={signed}"


def origin(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _number(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


# --- what is asked of the database, in threads


def open_ticket(code: str, signed: str) -> tuple[Ticket, datetime] | None:
    """The ticket if it is good now, and when it was given; else None."""
    try:
        said = signing.loads(signed, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return None
    ticket = Ticket(UUID(said[0]), UUID(said[1]), said[2])
    if not Mission.objects.filter(pk=ticket.mission, code=code).exists() or not stands(ticket):
        return None
    given = signing.b62_decode(signed.rsplit(":", 2)[1])
    return ticket, datetime.fromtimestamp(given, UTC)


def stands(ticket: Ticket) -> bool:
    """Whether the person is still signed in there, and still reads alerts in the mission."""
    keys = UserSession.objects.filter(user=ticket.person).values_list("session_key", flat=True)
    mine = [key for key in keys if _number(key) == ticket.session]
    sessions = Session.objects.filter(session_key__in=mine, expire_date__gt=real_now())
    if all(is_over(session.get_decoded()) for session in sessions):
        return False
    person = Person.objects.filter(pk=ticket.person).first()
    mission = Mission.objects.filter(pk=ticket.mission).first()
    return mission is not None and standing_of(person, mission).reads("alerts")


def settled_since(mission: UUID, edge: datetime) -> set[tuple[UUID, datetime]]:
    """The alerts settled after a time, and the calls nobody took that changed, each with when. One
    query, over two indexes."""
    rows = AlertNow.objects.filter(mission=mission, settled_at__gt=edge)
    calls = CallBack.objects.filter(mission=mission, changed_at__gt=edge)
    return set(
        rows.values_list("alert_id", "settled_at").union(
            calls.values_list("pk", "changed_at"), all=True
        )
    )


def newest(mission: UUID) -> datetime | None:
    """When an alert of the mission was settled last, or a call back changed."""
    rows = AlertNow.objects.filter(mission=mission).order_by("-settled_at")
    calls = CallBack.objects.filter(mission=mission).order_by("-changed_at")
    last = (
        rows.values_list("settled_at", flat=True).first(),
        calls.values_list("changed_at", flat=True).first(),
    )
    return max(filter(None, last), default=None)


# --- streams


@dataclass(eq=False)
class Listener:
    """One open stream."""

    ticket: Ticket
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False

    def end(self) -> None:
        """Let the stream end."""
        self.over = True
        self.wake.set()


@dataclass(eq=False)
class Watch:
    """One mission, asked about once for all who listen."""

    mission: UUID
    listeners: set[Listener] = field(default_factory=set)
    changes: int = 0
    answered: float = 0.0  # by the loop's clock, when the database last answered
    ready: asyncio.Event = field(default_factory=asyncio.Event)  # it is known how things stood
    told: asyncio.Event = field(default_factory=asyncio.Event)  # the database says: it has news
    writes: WriteWatch = field(
        default_factory=WriteWatch
    )  # on SQLite: whether anything was written at all


class Live:
    """The application: GET /live/<mission>?ticket=... gives a stream of events."""

    def __init__(self) -> None:
        self.watches: dict[UUID, Watch] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")
        self.hears = False
        self.hearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path, ticket = scope["path"], parse_qs(scope.get("query_string", b"").decode("latin-1"))
        found = None
        if scope["method"] == "GET" and path.startswith(PATH):
            code, signed = path.removeprefix(PATH), ticket.get("ticket", [""])[0]
            try:
                found = await self._ask(open_ticket, code, signed)
            except DatabaseError:
                return await _answer(send, 503)
        if found is None:  # a stranger, a ticket too old, another mission: all the same
            return await _answer(send, 404)
        if self._streams_of(found[0].person) >= MOST_STREAMS:
            return await _answer(send, 429)
        await self._stream(Listener(found[0]), found[1], receive, send)

    def _streams_of(self, person: UUID) -> int:
        return sum(one.ticket.person == person for one in self._listening())

    def _listening(self) -> list[Listener]:
        return [listener for watch in self.watches.values() for listener in watch.listeners]

    async def _stream(self, me: Listener, given: datetime, receive: Receive, send: Send) -> None:
        watch = self._join(me)
        gone = asyncio.create_task(_await_disconnect(me, receive))
        try:
            await watch.ready.wait()  # from now on changes are told; those before are asked for
            said = watch.changes
            if await self._ask(settled_since, watch.mission, given):
                said = -1
                me.wake.set()
            await send({"type": "http.response.start", "status": 200, "headers": _headers()})
            await _say(send, "retry: 3000\nevent: beat\ndata: 0\n\n")
            while not me.over:
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT_SECONDS):
                        await me.wake.wait()
                me.wake.clear()
                if me.over:
                    break
                if watch.changes != said:
                    said = watch.changes
                    await _say(send, f"event: changed\ndata: {said}\n\n")
                elif self._loop_time() - watch.answered < SILENT_SECONDS:
                    await _say(send, f"event: beat\ndata: {said}\n\n")
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            watch.listeners.discard(me)
            gone.cancel()

    def _join(self, me: Listener) -> Watch:
        mission = me.ticket.mission
        if mission not in self.watches:
            self.watches[mission] = Watch(mission, answered=self._loop_time())
            self._begin(self._watch(self.watches[mission]))
            self._begin(self._look(self.watches[mission]))
        if connection.vendor == "postgresql" and (self.hearing is None or self.hearing.done()):
            self.hearing = self._begin(self._hear())
        self.watches[mission].listeners.add(me)
        return self.watches[mission]

    async def _watch(self, watch: Watch) -> None:
        """Ask again and again whether anything was settled; wake everybody when it was."""
        known: set[tuple[UUID, datetime]] | None = None
        last: datetime | None = None
        asked_at = 0.0
        while self.watches.get(watch.mission) is watch:
            rest, pause = 0.0, SPARE_SECONDS if self.hears else ASK_SECONDS
            has_news = watch.told.is_set()
            watch.told.clear()
            try:
                if known is not None and not has_news and not await self._is_owed(watch, asked_at):
                    await self._pause(watch, pause)
                    continue
                asked_at = self._loop_time()
                if known is None:
                    last = await self._ask(newest, watch.mission)
                now = real_now()
                edge = min(last or now, now) - LATE  # a clock set back is no reason to miss one
                found = await self._ask(settled_since, watch.mission, edge)
                watch.answered = self._loop_time()
            except DatabaseError:
                await asyncio.sleep(1)
                continue
            if known is not None and (has_news or found - known):
                watch.changes += 1
                for listener in watch.listeners:
                    listener.wake.set()
                rest = max(REST_SECONDS, REST_A_LISTENER * len(watch.listeners))
                pause = pause if self.hears else 0.0
            known = found
            watch.ready.set()
            last = max((at for _pk, at in found), default=last)
            await asyncio.sleep(rest)
            await self._pause(watch, pause)

    async def _pause(self, watch: Watch, seconds: float) -> None:
        """Wait until it is time to ask again; of whom nobody hears, no more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await watch.told.wait()
        if not watch.listeners:
            del self.watches[watch.mission]

    async def _is_owed(self, watch: Watch, asked_at: float) -> bool:
        """Whether a question is worth it: where the database tells that nothing was written, only
        each SPARE_SECONDS, and before its silence would stop the beats."""
        if connection.vendor == "postgresql":
            return True
        written = await self._ask(watch.writes.look)
        return written or self._loop_time() - asked_at >= min(SPARE_SECONDS, SILENT_SECONDS / 2)

    async def _hear(self) -> None:
        """Hear from PostgreSQL which missions have news, as long as anybody listens here. A line
        that breaks is opened again, and all are told: nobody knows what was said meanwhile."""
        import psycopg  # an install on SQLite has no use for it

        again, broke = AGAIN_SECONDS, False
        while self.watches:
            try:
                line = await psycopg.AsyncConnection.connect(
                    **line_parameters(f"tutela live {settings.MACHINE}"), autocommit=True
                )
                async with line:
                    await line.execute(f"LISTEN {CHANNEL}")
                    if broke:
                        for watch in self.watches.values():
                            watch.told.set()
                    self.hears, broke, again = True, False, AGAIN_SECONDS
                    while self.watches:
                        async for note in line.notifies(timeout=SPARE_SECONDS):
                            if news := self.watches.get(UUID(note.payload)):
                                news.told.set()
                        await line.execute("SELECT 1")  # a dead line says nothing by itself
            except psycopg.OperationalError:
                self.hears, broke = False, True
                await asyncio.sleep(again)
                again = min(2 * again, MOST_AGAIN_SECONDS)
        self.hears = False

    async def _look(self, watch: Watch) -> None:
        """End the streams of who signed out, or may not read alerts any more."""
        while self.watches.get(watch.mission) is watch:
            await asyncio.sleep(LOOK_SECONDS)
            for ticket in {listener.ticket for listener in watch.listeners}:
                with suppress(DatabaseError):
                    if not await self._ask(stands, ticket):
                        for listener in watch.listeners:
                            if listener.ticket == ticket:
                                listener.end()

    def _begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self.tasks.add(task)  # the loop itself keeps only weak hold of it
        task.add_done_callback(self.tasks.discard)
        return task

    async def _ask(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.get_running_loop().run_in_executor(
            self.threads, _call_database, lambda: work(*args, **kwargs)
        )

    def _loop_time(self) -> float:
        return asyncio.get_running_loop().time()


def _call_database(work: Callable[[], R]) -> R:
    try:
        close_old_connections()  # the file may be another, the server may have been away
        return work()
    except DatabaseError:
        connection.close()  # the next question opens a new one
        raise


async def _await_disconnect(me: Listener, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    me.end()


def _headers() -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"access-control-allow-origin", origin(settings.PUBLIC_URL).encode()),
        (b"vary", b"Origin"),
    ]


async def _answer(send: Send, status: int) -> None:
    headers = [*_headers()[1:], (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
